"""Passer une question à qui sait : le gestionnaire ou la Caf, par un lien borné à cela."""

import datetime
from collections.abc import Mapping

from conventions.courriels import Courriel, Element, envoyer
from conventions.lettres import retirer_ce_qui_attend
from conventions.liens import Usage, consommer, lien_pour
from conventions.models import Demande, Envoi, LienPersonnel, Motif, Personne
from conventions.reponses import personne_a_joindre
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.templatetags.portail import jour
from equipements import annuels
from equipements.annuels import Saisie
from equipements.campagne import exiger_a_repondre
from equipements.demandes import StructureDemandee
from equipements.models import QuestionConfiee, Source


def passer_la_question(
    *,
    structure: StructureDemandee,
    source: Source,
    prenom: str,
    nom: str,
    courriel: str,
    de: Personne,
    par: Acteur,
    le: datetime.date,
) -> Personne:
    """Passe les chiffres que sait le gestionnaire, ou la Caf, à une personne, par son lien.

    Le lien n'ouvre que cette question. Lève `ActionImpossible` si elle est déjà passée, ou si le
    courriel ne peut pas partir.
    """
    demande, convention = structure.demande, structure.demande.campagne.convention
    exiger_a_repondre(demande)
    if source not in structure.a_passer():
        raise ActionImpossible("Cette question est déjà passée, ou ne se pose pas ici.")
    with acte(par):
        demande.commencer(par=par, le=le)
        personne = personne_a_joindre(convention, prenom=prenom, nom=nom, courriel=courriel)
        question = _a_envoyer(structure, source, personne, par)
        question.envoyer(par=par, le=le)
        envoi = envoyer(
            Courriel(
                objet=f"Les chiffres {demande.campagne.annee} de {structure.equipement}",
                paragraphes=[
                    f"{de} ({demande.signataire.partenaire}) vous demande les chiffres de l'année,"
                    " que vous connaissez :",
                ],
                elements=[
                    Element(
                        question.en_tete, f"À rendre pour le {jour(demande.campagne.dernier_jour)}."
                    )
                ],
                geste="Ouvrir ma page",
                suite=["Le lien est à vous : aucun mot de passe n'est demandé."],
                signature=f"La coordination CTG, {convention.territoire}",
            ),
            a=personne,
            motif=Motif.TRANSMISSION,
            # Reprise, puis repassée à la même personne : c'est un autre courriel.
            raison=f"transmission:{question.marque}:{personne.pk}:{question.version}",
            convention=convention,
            lien=lien_pour(
                personne, Usage.REPONDRE, convention=convention, par=par, transmis_par=de
            ),
        )
        if envoi is None:
            raise ActionImpossible(
                "Ce courriel ne peut pas lui parvenir : l'adresse est signalée en erreur."
            )
    return personne


def _a_envoyer(
    structure: StructureDemandee, source: Source, personne: Personne, par: Acteur
) -> QuestionConfiee:
    """Une question neuve, ou celle qui fut reprise, adressée à cette personne."""
    question = structure.questions.get(source)
    if question is not None:
        question.repasser_a(personne, passee_par=par.libelle_d_auteur)
        return question
    question = QuestionConfiee(
        campagne=structure.demande.campagne,
        demande=structure.demande,
        equipement=structure.equipement,
        source=source,
        personne=personne,
        passee_par=par.libelle_d_auteur,
    )
    question.validate_constraints()
    question.save()
    return question


def reprendre_la_question(
    *, structure: StructureDemandee, source: str, par: Acteur, le: datetime.date
) -> None:
    """Reprend une question passée et pas encore rendue : ses champs reviennent, elle se repasse.

    Ce qui attendait de partir ne part plus. Le lien de la personne s'éteint s'il n'ouvre rien
    d'autre ; il se redonnera si on la sollicite encore. Lève `ActionImpossible` si elle n'est pas
    passée ou si sa réponse est venue, `ConflitDeVersion` si elle vient à l'instant.
    """
    demande, question = structure.demande, structure.questions.get(source)
    exiger_a_repondre(demande)
    if question is None or question.etat not in QuestionConfiee.OUVERTES:
        raise ActionImpossible("Cette question n'est plus à reprendre : relisez la page.")
    convention = demande.campagne.convention
    with acte(par):
        demande.commencer(par=par, le=le)
        question.reprendre(par=par)
        # La personne peut attendre d'autres courriels : celui-ci ne part plus, en tout cas.
        Envoi.objects.a_remettre().filter(
            raison__startswith=f"transmission:{question.marque}:"
        ).update(etat=Envoi.Etat.ABANDONNE, erreur="La question a été reprise.")
        for personne in {question.personne, question.repondante}:
            retirer_ce_qui_attend(personne, convention)
            _eteindre_le_lien(personne, question)


def _eteindre_le_lien(personne: Personne, question: QuestionConfiee) -> None:
    """Éteint les adresses déjà données à qui n'a rien d'autre à lire ou à rendre ici."""
    convention = question.campagne.convention
    autres = [
        autre
        for table in Demande.tables()
        for autre in table.lues().adressees_a(personne).filter(campagne__convention=convention)
        if autre != question
    ]
    if autres:
        return
    liens = LienPersonnel.objects.valables(horloge.maintenant())
    for lien in liens.filter(personne=personne, convention=convention, usage=Usage.REPONDRE):
        consommer(lien)


def repondre_a_la_question(
    *,
    question: QuestionConfiee,
    structure: StructureDemandee,
    saisies: Mapping[str, Saisie],
    ouvertes: Mapping[str, Saisie],
    de: Personne,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Range les chiffres demandés, et le dit à qui a posé la question."""
    exiger_a_repondre(question)
    annee = structure.de_la_source(question.source)
    with acte(par):
        annuels.repondre(
            equipement=structure.equipement,
            convention=question.campagne.convention,
            annee=annee,
            saisies=saisies,
            ouvertes=ouvertes,
            par=par,
            le=le,
        )
        question.repondre(
            par=par,
            le=le,
            reponse=[
                (q.nom, str(saisies[q.cle].valeur or saisies[q.cle].motif))
                for q in annee.questions
                if q.cle in saisies
                and not saisies[q.cle].est_vide
                # Un effectif fragile n'est rangé qu'à sa place, où il se masque.
                and not (q.definition and q.definition.est_reserve)
            ],
            est_pour_autrui=not question.est_adressee_a(de),
        )
        envoyer(
            Courriel(
                objet=f"Une réponse est arrivée : {question.sujet}",
                paragraphes=[f"{par.libelle_d_auteur} a donné les chiffres demandés. Relisez-les."],
                geste="Ouvrir ma page",
            ),
            a=question.demande.repondante,
            motif=Motif.REPONSE,
            raison=f"question:{question.pk}:{question.version}",
            convention=question.campagne.convention,
            lien=lien_pour(
                question.demande.repondante,
                Usage.REPONDRE,
                convention=question.campagne.convention,
                par=par,
            ),
        )
        retirer_ce_qui_attend(question.repondante, question.campagne.convention)
