"""Où en est une évaluation dans son cycle, et le prochain geste de la coordination."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from pilotage.models import Blocage, Evaluation

E = Evaluation.Etat


@dataclass(frozen=True)
class EtapeDuCycle:
    """Une étape : son nom, sa clé de badge, le jour où elle fut franchie."""

    nom: str
    badge: str
    le: datetime.date | None = None

    @property
    def est_presente(self) -> bool:
        """Vrai pour celle où l'on est."""
        return self.badge == "tache_commencee"


@dataclass(frozen=True)
class Geste:
    """Le prochain geste : son mot, sa page, ce qui l'empêche encore."""

    verbe: str
    mot: str
    adresse: str
    bloquants: tuple[Blocage, ...] = ()


# Le verbe de chaque état vers le suivant, et le mot de son bouton.
SUIVANTS = {
    E.BROUILLON: ("soumettre", "Soumettre au COTECH"),
    E.SOUMISE: ("presenter", "Présenter au COPIL"),
    E.PRESENTEE: ("valider", "Valider l'évaluation"),
    E.VALIDEE: ("publier", "Publier l'évaluation"),
}
_ORDRE = (E.BROUILLON, E.SOUMISE, E.PRESENTEE, E.VALIDEE, E.PUBLIEE)


def etapes_du_cycle(evaluation: Evaluation) -> list[EtapeDuCycle]:
    """Les cinq étapes, franchies, présente ou à venir."""
    return list(_etapes(evaluation))


def _etapes(evaluation: Evaluation) -> Iterator[EtapeDuCycle]:
    rang = _ORDRE.index(E(evaluation.etat))
    noms = ("En écriture", "Lue par le COTECH", "Examinée par le COPIL", "Validée", "Publiée")
    dates = (
        evaluation.ouverte_le,
        evaluation.soumise_le,
        evaluation.presentee_le,
        evaluation.validee_le,
        evaluation.publiee_le,
    )
    for place, (nom, le) in enumerate(zip(noms, dates, strict=True)):
        if place > rang:
            yield EtapeDuCycle(nom, "tache_a_faire")
        elif place == rang and evaluation.etat != E.PUBLIEE:
            est_acquise = evaluation.etat == E.VALIDEE
            yield EtapeDuCycle(nom, "tache_faite" if est_acquise else "tache_commencee", le)
        else:
            yield EtapeDuCycle(nom, "tache_faite", le)


def prochain_geste(evaluation: Evaluation, le: datetime.date) -> Geste | None:
    """Ce qui fait avancer l'évaluation d'une étape ; None une fois publiée.

    Une convention close ne laisse plus que publier ce qui est validé.
    """
    suivant = SUIVANTS.get(E(evaluation.etat))
    if suivant is None:
        return None
    verbe, mot = suivant
    if verbe != "publier" and not evaluation.convention.est_ouverte:
        return None
    adresse = reverse(f"evaluation_{verbe}", args=[evaluation.convention.slug, evaluation.cle])
    return Geste(verbe, mot, adresse, tuple(bloquants(evaluation, verbe, le)))


def bloquants(evaluation: Evaluation, verbe: str, le: datetime.date) -> list[Blocage]:
    """Ce qui empêche ce verbe, en phrases."""
    manques: list[Blocage] = getattr(evaluation, f"manques_pour_{verbe}")(le)
    return manques
