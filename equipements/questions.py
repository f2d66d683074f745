"""Passer une question à qui sait : le gestionnaire ou la Caf, par un lien borné à cela."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conventions.courriels import Courriel, Element, envoyer
from conventions.lettres import lettre, retirer_ce_qui_attend
from conventions.liens import Usage, consommer, lien_pour
from conventions.models import Campagne, Demande, Envoi, LienPersonnel, Motif, Personne
from conventions.reponses import (
    LIEN_A_VOUS,
    confier_par_courriel,
    personne_a_joindre,
    renvoyer_la_reponse,
)
from ctg.socle import horloge
from ctg.socle.demandes import JOURS_ENTRE_DEUX_RELANCES
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.templatetags.portail import accorde, jour
from equipements import annuels
from equipements.annuels import Saisie
from equipements.campagne import exiger_a_repondre
from equipements.demandes import StructureDemandee
from equipements.destinataires import Destinataire, est_connu
from equipements.models import DemandeDeRegistre, QuestionConfiee, Source


@dataclass(frozen=True)
class Passage:
    """Ce que passer des questions a donné : à qui, et si la coordination confirme d'abord."""

    personne: Personne
    a_confirmer: bool


def passer_les_questions(
    *,
    structures: Sequence[StructureDemandee],
    source: Source,
    destinataire: Destinataire,
    de: Personne,
    par: Acteur,
    le: datetime.date,
) -> Passage:
    """Passe à une personne les chiffres qu'elle sait de ces structures d'une même demande.

    Un seul courriel, un seul lien, qui n'ouvre que cela. Là où son adresse n'est pas connue, rien
    ne part avant que la coordination la confirme. Lève `ActionImpossible` si une question est déjà
    passée, ou si le courriel ne peut pas partir.
    """
    demande = structures[0].demande
    convention = demande.campagne.convention
    exiger_a_repondre(demande)
    if any(source not in structure.a_passer() for structure in structures):
        raise ActionImpossible("Cette question est déjà passée, ou ne se pose pas ici.")
    with demande.campagne.acte(par):
        demande.commencer(par=par, le=le)
        personne = personne_a_joindre(
            convention,
            prenom=destinataire.prenom,
            nom=destinataire.nom,
            courriel=destinataire.courriel,
        )
        questions = [
            _a_envoyer(s, source, personne, est_connu(personne.courriel, s, source, le), par)
            for s in structures
        ]
        partent = [question for question in questions if question.adresse_confirmee]
        if partent:
            _envoyer(partent, de=de, par=par, le=le)
    return Passage(personne, a_confirmer=len(partent) < len(questions))


def confirmer_l_adresse(
    *, question: QuestionConfiee, de: Personne, par: Acteur, le: datetime.date
) -> None:
    """La coordination connaît l'adresse : ce qui y était passé part, toutes structures ensemble.

    Lève `ActionImpossible` si elle n'attend plus, ou si le courriel ne peut pas partir.
    """
    exiger_a_repondre(question.demande)
    with question.campagne.acte(par):
        memes = list(
            QuestionConfiee.objects.pour_liste()
            .a_confirmer(question.campagne)
            .filter(personne=question.personne, source=question.source)
        )
        if question not in memes:
            raise ActionImpossible("Cette question n'attend plus : relisez la page.")
        for une in memes:
            une.confirmer_l_adresse(par=par)
        _envoyer(memes, de=de, par=par, le=le)


def rendre_la_question(*, question: QuestionConfiee, par: Acteur, le: datetime.date) -> None:
    """La coordination ne connaît pas cette adresse : rien ne part, et qui l'a passée l'apprend.

    Sa réponse déjà confirmée lui revient : on lui avait dit de ne pas attendre.
    """
    if not question.est_a_confirmer:
        raise ActionImpossible("Cette question n'attend plus : relisez la page.")
    demande = question.demande
    pourquoi = (
        f"Vous aviez passé les chiffres {question.campagne.annee} de « {question.equipement} » à"
        f" {question.personne}. La coordination ne connaît pas cette adresse : rien n'y est parti."
        " Donnez ces chiffres, ou passez-les à une autre personne."
    )
    with question.campagne.acte(par):
        question.reprendre(par=par)
        if demande.etat == DemandeDeRegistre.Etat.REPONDUE:
            renvoyer_la_reponse(
                demande=demande, motif=pourquoi, par=par, le=le, version_ouverte=demande.version
            )
        else:
            _dire_le_retour(question, pourquoi, par)


def _dire_le_retour(question: QuestionConfiee, pourquoi: str, par: Acteur) -> None:
    demande, convention = question.demande, question.campagne.convention
    envoyer(
        lettre(
            [demande],
            objet=f"Une question vous revient : {question.sujet}",
            paragraphes=[pourquoi],
            par=par,
            geste="Reprendre ma réponse",
            suite=["Ce que vous aviez saisi est gardé."],
        ),
        a=demande.repondante,
        motif=Motif.RENVOI,
        raison=f"renvoi:{question.marque}:{question.version}",
        convention=convention,
        lien=lien_pour(demande.repondante, Usage.REPONDRE, convention=convention, par=par),
    )


def _envoyer(
    questions: Sequence[QuestionConfiee], *, de: Personne, par: Acteur, le: datetime.date
) -> None:
    """Envoie ces questions à leur personne ; un courriel de la semaine, non rendu, les annonce."""
    campagne, convention = questions[0].campagne, questions[0].campagne.convention
    # Deux parties à la fois : la seconde attend ici, et voit que le courriel est parti.
    personne = Personne.objects.select_for_update(no_key=True).get(pk=questions[0].personne_id)
    recentes = QuestionConfiee.objects.attendues(convention).filter(
        campagne=campagne,
        personne=personne,
        transmise_a=None,
        sollicitee_le__gt=le - datetime.timedelta(days=JOURS_ENTRE_DEUX_RELANCES),
    )
    est_prevenue = recentes.exists()
    for question in questions:
        question.envoyer(par=par, le=le)
    if est_prevenue:
        return
    parties = sorted({str(question.demande.signataire.partenaire) for question in questions})
    confier_par_courriel(
        Courriel(
            objet=f"Les chiffres {campagne.annee} de {_combien(questions)}",
            paragraphes=[
                f"{' et '.join(parties)} vous demande{'nt' if len(parties) > 1 else ''} les"
                " chiffres de l'année, que vous connaissez :"
            ],
            elements=[
                Element(question.en_tete, f"À rendre pour le {jour(campagne.dernier_jour)}.")
                for question in questions
            ],
            geste="Ouvrir ma page",
            suite=[
                LIEN_A_VOUS,
                "Si d'autres structures vous sont demandées, la même page les montrera.",
            ],
            signature=f"La coordination CTG, {convention.territoire}",
        ),
        a=personne,
        # Reprise, puis repassée à la même personne : c'est un autre courriel.
        raison=f"{_raison(campagne)}{questions[0].marque}:{questions[0].version}",
        convention=convention,
        de=de,
        par=par,
    )


def _combien(questions: Sequence[QuestionConfiee]) -> str:
    """« ALSH du Bourg », « 3 structures »."""
    if len(questions) == 1:
        return str(questions[0].equipement)
    return accorde(len(questions), QuestionConfiee.UNITE)


def _raison(campagne: Campagne) -> str:
    return f"transmission:questions:{campagne.pk}:"


def _a_envoyer(
    structure: StructureDemandee,
    source: Source,
    personne: Personne,
    est_connue: bool,
    par: Acteur,
) -> QuestionConfiee:
    """Une question neuve, ou celle qui fut reprise, adressée à cette personne."""
    question = structure.questions.get(source)
    if question is not None:
        question.repasser_a(personne, est_connue=est_connue, passee_par=par.libelle_d_auteur)
        if not est_connue:
            question.enregistrer_sur(question.version)
        return question
    question = QuestionConfiee(
        campagne=structure.demande.campagne,
        demande=structure.demande,
        equipement=structure.equipement,
        source=source,
        personne=personne,
        passee_par=par.libelle_d_auteur,
        adresse_confirmee=est_connue,
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
    with demande.campagne.acte(par):
        demande.commencer(par=par, le=le)
        cesser_de_demander(question, par=par)


def cesser_de_demander(question: QuestionConfiee, *, par: Acteur) -> None:
    """Reprend la question, avec le courriel qui l'annonçait et le lien qui n'ouvrait qu'elle."""
    with question.campagne.acte(par):
        question.reprendre(par=par)
        _retirer_le_courriel(question)
        for personne in {question.personne, question.repondante}:
            retirer_ce_qui_attend(personne, question.campagne.convention)
            _eteindre_le_lien(personne, question)


def _retirer_le_courriel(question: QuestionConfiee) -> None:
    """Celui qui n'annonçait que des questions reprises ne part plus, s'il en attendait d'autres."""
    personne, campagne = question.personne, question.campagne
    restent = QuestionConfiee.objects.attendues(campagne.convention).adressees_a(personne)
    if not restent.filter(campagne=campagne).exists():
        Envoi.objects.a_remettre().filter(
            personne=personne, raison__startswith=_raison(campagne)
        ).update(etat=Envoi.Etat.ABANDONNE, erreur="La question a été reprise.")


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
    """Range les chiffres demandés à une personne pour une structure."""
    exiger_a_repondre(question)
    annee = structure.de_la_source(question.source)
    with question.campagne.acte(par):
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
                (q.nom, saisies[q.cle].en_mots)
                for q in annee.questions
                if q.cle in saisies
                and not saisies[q.cle].est_vide
                # Un effectif fragile n'est rangé qu'à sa place, où il se masque.
                and not (q.definition and q.definition.est_reserve)
            ],
            est_pour_autrui=not question.est_adressee_a(de),
        )
        retirer_ce_qui_attend(question.repondante, question.campagne.convention)


@dataclass(frozen=True)
class ReponseAUneQuestion:
    """Une question, sa structure, ce qui y est répondu et ce que la page montrait."""

    question: QuestionConfiee
    structure: StructureDemandee
    saisies: Mapping[str, Saisie]
    ouvertes: Mapping[str, Saisie]

    @property
    def dit_quelque_chose(self) -> bool:
        """Vrai si la page a répondu à cette question, ou vidé ce qui l'était."""
        return any(not s.est_vide for s in [*self.saisies.values(), *self.ouvertes.values()])


def repondre_aux_questions(
    *, reponses: Sequence[ReponseAUneQuestion], de: Personne, par: Acteur, le: datetime.date
) -> None:
    """Range les chiffres de toutes les structures d'une page, et le dit à qui les a demandés.

    Une structure laissée vide reste demandée. Un courriel au plus à chacun qui demandait.
    """
    with acte(par):
        dites = [reponse for reponse in reponses if reponse.dit_quelque_chose]
        for dite in dites:
            repondre_a_la_question(
                question=dite.question,
                structure=dite.structure,
                saisies=dite.saisies,
                ouvertes=dite.ouvertes,
                de=de,
                par=par,
                le=le,
            )
        par_demandeuse: dict[Personne, list[QuestionConfiee]] = {}
        for dite in dites:
            demandeuse = dite.question.demande.repondante
            par_demandeuse.setdefault(demandeuse, []).append(dite.question)
        for demandeuse, questions in par_demandeuse.items():
            _dire_les_reponses(demandeuse, questions, par)


def _dire_les_reponses(
    demandeuse: Personne, questions: Sequence[QuestionConfiee], par: Acteur
) -> None:
    premiere = questions[0]
    convention = premiere.campagne.convention
    envoyer(
        Courriel(
            objet=f"Une réponse est arrivée : chiffres, {_combien(questions)}",
            paragraphes=[f"{par.libelle_d_auteur} a donné les chiffres demandés. Relisez-les."],
            elements=[Element(q.en_tete) for q in questions] if len(questions) > 1 else [],
            geste="Ouvrir ma page",
        ),
        a=demandeuse,
        motif=Motif.REPONSE,
        raison=f"question:{premiere.pk}:{premiere.version}",
        convention=convention,
        lien=lien_pour(demandeuse, Usage.REPONDRE, convention=convention, par=par),
    )
