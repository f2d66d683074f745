"""Le référentiel en démonstration : ses besoins, une enquête, ce qu'une année en dit.

Le modèle proposé est celui de la convention ; tout le reste est fictif, et se dit tel.
"""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from conventions.models import Convention
from ctg.socle.historique import Acteur, antidater
from pilotage.jugements import Vise, juger
from pilotage.models import (
    Appreciation,
    Besoin,
    ChiffreDuDiagnostic,
    Enquete,
    Evaluation,
    Hypothese,
    QuestionDEnquete,
    QuestionEvaluative,
    Verdict,
)
from pilotage.referentiel_propose import proposer_le_referentiel

Acteurs = Callable[[str], Acteur]


def _midi(texte: str) -> datetime.datetime:
    jour = datetime.date.fromisoformat(texte)
    return timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))


def evaluer_par_le_referentiel(
    convention: Convention, contenu: Mapping[str, Any], acteur: Acteurs
) -> None:
    """Pose le modèle, puis les besoins, l'enquête et les jugements du contenu."""
    donnees, par = contenu["referentiel"], acteur("coordination")
    with antidater(_midi(donnees["propose_le"])):
        proposer_le_referentiel(convention, par=par)
        for besoin in donnees["besoins"]:
            _noter(convention, besoin, par)
        _enqueter(convention, donnees["enquete"], par)
    hypotheses = list(
        Hypothese.objects.filter(question__thematique__convention=convention).order_by(
            "question__thematique__ordre", "question__ordre", "ordre"
        )
    )
    for annee in donnees["annees"]:
        evaluation = convention.evaluations.get(annee=annee["annee"])
        with antidater(_midi(annee["le"])):
            for rendu in annee["verdicts"]:
                Verdict(evaluation=evaluation, hypothese=hypotheses[rendu["hypothese"]]).rendre(
                    valeurs={nom: rendu[nom] for nom in ("verdict", "preuves")},
                    version_ouverte=0,
                    par=par,
                )
            for jugement in annee["jugements"]:
                _juger(evaluation, jugement, par)


def _noter(convention: Convention, donnees: Mapping[str, Any], par: Acteur) -> None:
    besoin = Besoin(convention=convention)
    besoin.enregistrer(
        valeurs={nom: donnees[nom] for nom in ("titre", "description", "source")},
        liens={"fiches": convention.fiches.filter(numero__in=donnees["fiches"])},
        version_ouverte=0,
        par=par,
    )
    for chiffre in donnees["chiffres"]:
        ChiffreDuDiagnostic(convention=convention, besoin=besoin).enregistrer(
            valeurs={**chiffre, "valeur": Decimal(chiffre["valeur"])}, version_ouverte=0, par=par
        )


def _enqueter(convention: Convention, donnees: Mapping[str, Any], par: Acteur) -> None:
    enquete = Enquete(convention=convention)
    valeurs = {nom: valeur for nom, valeur in donnees.items() if nom != "questions"}
    enquete.enregistrer(valeurs=valeurs, version_ouverte=0, par=par)
    for posee in donnees["questions"]:
        eclairee = QuestionEvaluative.objects.filter(
            thematique__convention=convention, critere=posee["eclaire"]
        ).first()
        QuestionDEnquete(enquete=enquete).chiffrer(
            valeurs={
                **{nom: posee[nom] for nom in ("texte", "unite", "constat")},
                "question_evaluative": eclairee,
            },
            reponses=[(libelle, Decimal(chiffre)) for libelle, chiffre in posee["reponses"]],
            version_ouverte=0,
            par=par,
        )


def _juger(evaluation: Evaluation, donnees: Mapping[str, Any], par: Acteur) -> None:
    convention, numero = evaluation.convention, donnees.get("numero", 0)
    vise = Vise(
        evaluation,
        fiche=convention.fiches.get(numero=numero) if donnees["objet"] == "fiche" else None,
        axe=convention.axes.get(numero=numero) if donnees["objet"] == "axe" else None,
    )
    juger(
        vise,
        textes={genre: donnees[genre] for genre in Appreciation.Genre.values},
        suite=donnees.get("suite", ""),
        mots=donnees.get("mots", ""),
        marque_ouverte=vise.marque(),
        par=par,
    )
