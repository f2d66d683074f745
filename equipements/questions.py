"""Passer une question à qui sait : le gestionnaire ou la Caf, par un lien borné à cela."""

import datetime
from collections.abc import Mapping

from conventions.courriels import Courriel, Element, envoyer
from conventions.lettres import retirer_ce_qui_attend
from conventions.liens import Usage, lien_pour
from conventions.models import Motif, Personne
from conventions.reponses import personne_a_joindre
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
        question = QuestionConfiee(
            campagne=demande.campagne,
            demande=demande,
            equipement=structure.equipement,
            source=source,
            personne=personne,
            passee_par=par.libelle_d_auteur,
        )
        question.validate_constraints()
        question.save()
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
            raison=f"transmission:{question.marque}:{personne.pk}",
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
