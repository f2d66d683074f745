"""Le référentiel proposé : construit des mots de la convention, à amender.

Un fichier l'écrit pour la convention livrée avec le portail ; ailleurs, il se construit de ses
propres axes et actions. Rien ne s'écrit d'office : la coordination le demande.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from actions.models import FicheAction
from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import verrouiller
from pilotage.models import Critere, Hypothese, QuestionEvaluative, Thematique

Donnees = list[dict[str, Any]]

# Les outils que nomme l'article 10, pour une convention dont le modèle n'est pas écrit.
OUTILS = (
    "Enquête quantitative et enquête qualitative auprès des familles, des enfants et des jeunes ;"
    " indicateurs des fiches-actions."
)


def proposer_le_referentiel(convention: Convention, *, par: Acteur) -> None:
    """Pose le modèle dans un référentiel vide.

    Lève `ConventionFigee` une fois la convention close, `ActionImpossible` si le référentiel
    n'est pas vide ou si la convention n'a ni axe ni action.
    """
    convention.exiger_ouverte()
    with acte(par):
        verrouiller(convention)
        if convention.thematiques.exists():
            raise ActionImpossible("Le référentiel est déjà commencé : il ne se remplace pas.")
        modele = _modele(convention)
        if not modele:
            raise ActionImpossible("Écrivez d'abord le plan : le modèle part de ses axes.")
        fiches = {
            fiche.numero: fiche
            for fiche in convention.fiches.prefetch_related("indicateurs").order_by("numero")
        }
        axes = {axe.numero: axe for axe in convention.axes.all()}
        for rang, donnees in enumerate(modele, 1):
            thematique = Thematique.objects.create(
                convention=convention,
                ordre=rang,
                axe=axes.get(donnees["axe"]),
                titre=donnees["titre"],
                description=donnees["description"],
                est_proposee=True,
            )
            _poser_les_questions(thematique, donnees["questions"], fiches)


def _modele(convention: Convention) -> Donnees:
    chemin = settings.DOSSIER_CONVENTIONS / convention.slug / "referentiel.json"
    if chemin.is_file():
        lu: Donnees = json.loads(chemin.read_text("utf-8"))
        return lu
    return modele_du_plan(convention)


def modele_du_plan(convention: Convention) -> Donnees:
    """Une thématique par axe ; une hypothèse par action, dans les mots de son titre."""
    return [
        {
            "axe": axe.numero,
            "titre": axe.titre_court,
            "description": axe.titre,
            "questions": [
                {
                    "critere": Critere.EFFICACITE,
                    "texte": "Les objectifs des actions de cet axe sont-ils atteints ?",
                    "outils": OUTILS,
                    "hypotheses": [
                        {
                            "enonce": f"Les objectifs de l'action « {fiche.titre} » sont atteints.",
                            "fiches": [fiche.numero],
                        }
                        for fiche in axe.fiches.all()
                    ],
                }
            ],
        }
        for axe in convention.axes.prefetch_related("fiches").order_by("numero")
    ]


def _poser_les_questions(
    thematique: Thematique, questions: Iterable[Mapping[str, Any]], fiches: dict[int, FicheAction]
) -> None:
    for rang, donnees in enumerate(questions, 1):
        question = QuestionEvaluative.objects.create(
            thematique=thematique,
            ordre=rang,
            texte=donnees["texte"],
            critere=donnees["critere"],
            outils=donnees["outils"],
            est_proposee=True,
        )
        for place, hypothese in enumerate(donnees["hypotheses"], 1):
            posee = Hypothese.objects.create(
                question=question, ordre=place, enonce=hypothese["enonce"], est_proposee=True
            )
            _lier(posee, hypothese, fiches)


def _lier(hypothese: Hypothese, donnees: Mapping[str, Any], fiches: dict[int, FicheAction]) -> None:
    """Les actions que le modèle nomme, et leurs indicateurs : ceux qu'il dit, sinon tous.

    Un indicateur à définir ne juge de rien : il n'y est pas.
    """
    visees = [fiches[numero] for numero in donnees["fiches"] if numero in fiches]
    dits = {(n, ordre) for n, ordre in donnees.get("indicateurs", ())}
    hypothese.fiches.set(visees)
    hypothese.indicateurs.set(
        indicateur
        for fiche in visees
        for indicateur in fiche.indicateurs.all()
        if not indicateur.est_a_definir and (not dits or (fiche.numero, indicateur.ordre) in dits)
    )
