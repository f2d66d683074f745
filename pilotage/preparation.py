"""Ce qu'il reste à faire avant de rendre l'évaluation d'une année : des phrases, et où aller."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from actions.models import Axe
from pilotage.gouvernance import obligations_de_l_annee
from pilotage.models import Evaluation, Instance, Recit
from pilotage.releves import fiches_sans_reponse


@dataclass(frozen=True)
class Tache:
    """Ce qui manque, l'article qui le demande, et la page où le compléter."""

    phrase: str
    source: str
    adresse: str
    geste: str


@dataclass(frozen=True)
class PartieDeRecit:
    """Une place de récit dans l'évaluation : l'ensemble (numéro 0), ou un axe."""

    numero: int
    titre: str
    titre_court: str
    recit: Recit | None

    @property
    def texte(self) -> str:
        """Le récit, vide s'il n'est pas écrit."""
        return self.recit.texte if self.recit else ""


def parties_du_recit(evaluation: Evaluation) -> list[PartieDeRecit]:
    """L'ensemble, puis chaque axe de la convention, avec leur récit ; deux requêtes."""
    recits = {recit.axe_id: recit for recit in evaluation.recits.all()}
    axes = Axe.objects.filter(convention=evaluation.convention_id).order_by("numero")
    ensemble = PartieDeRecit(0, "L'année dans son ensemble", "Ensemble", recits.get(None))
    return [
        ensemble,
        *(PartieDeRecit(a.numero, str(a), a.titre_court, recits.get(a.pk)) for a in axes),
    ]


def taches_de_l_evaluation(
    evaluation: Evaluation, parties: list[PartieDeRecit], le: datetime.date
) -> list[Tache]:
    """Ce qui manque à l'évaluation, du plus grave au plus simple, en quatre requêtes."""
    return [
        *_de_la_gouvernance(evaluation, le),
        *_du_plan(evaluation),
        *_des_recits(evaluation, parties),
    ]


def _de_la_gouvernance(evaluation: Evaluation, le: datetime.date) -> Iterator[Tache]:
    convention, annee = evaluation.convention, evaluation.annee
    instances = reverse("instance_liste", args=[convention.slug])
    pas = "n'a pas encore été réuni" if annee == le.year else "n'a pas été réuni"
    for genre, tenue in obligations_de_l_annee(convention, annee, le).items():
        if not tenue:
            mot = Instance.Genre(genre).label
            yield Tache(
                f"Le {mot} {pas} en {annee}.", "annexe 4", instances, "Inscrire une réunion"
            )
    if evaluation.reunion is None:
        yield Tache(
            "L'évaluation n'est rattachée à aucune séance du COPIL.",
            "art. 10",
            reverse("evaluation_rattacher", args=[convention.slug, annee]),
            "Choisir la séance",
        )


def _du_plan(evaluation: Evaluation) -> Iterator[Tache]:
    convention, annee = evaluation.convention, evaluation.annee
    sans_etat = list(convention.fiches.filter(etat="").order_by("numero"))
    if sans_etat:
        numeros = ", ".join(str(fiche.numero) for fiche in sans_etat)
        sujet = "L'action" if len(sans_etat) == 1 else "Les actions"
        verbe = "n'a" if len(sans_etat) == 1 else "n'ont"
        yield Tache(
            f"{sujet} {numeros} {verbe} pas d'état d'avancement.",
            "annexe 3",
            reverse("fiche_liste", args=[convention.slug]),
            "Voir le plan",
        )
    total = sum(manque.nombre for manque in fiches_sans_reponse(convention, annee))
    if total:
        mots = "indicateur n'a" if total == 1 else "indicateurs n'ont"
        yield Tache(
            f"{total} {mots} pas de réponse pour {annee}.",
            "art. 10",
            f"{reverse('releve_liste', args=[convention.slug])}?annee={annee}&reponse=sans",
            "Compléter les réponses",
        )


def _des_recits(evaluation: Evaluation, parties: list[PartieDeRecit]) -> Iterator[Tache]:
    muettes = [partie for partie in parties if not partie.texte]
    if not muettes:
        return
    if len(muettes) == len(parties):
        phrase = "Aucun récit n'est écrit : ni sur l'ensemble, ni sur les axes."
    elif len(muettes) == 1:
        phrase = f"Il reste un récit à écrire : {muettes[0].titre}."
    else:
        phrase = f"Il reste {len(muettes)} récits à écrire."
    adresse = reverse(
        "recit_ecrire", args=[evaluation.convention.slug, evaluation.annee, muettes[0].numero]
    )
    yield Tache(phrase, "art. 10", adresse, "Écrire")
