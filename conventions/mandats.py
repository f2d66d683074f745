"""Les mandats d'un partenaire, tels que sa page les raconte."""

import datetime
from dataclasses import dataclass

from conventions.models import Mandat, Personne, Signataire
from ctg.socle.templatetags.portail import jour


@dataclass(frozen=True)
class MandatLisible:
    """Un mandat : qui, quelle fonction, de quand à quand, et s'il signe la convention."""

    personne: Personne
    fonction: str
    nature: str
    dates: str
    est_en_cours: bool
    a_signe: bool


def dates_en_clair(mandat: Mandat) -> str:
    """« depuis le 1er mars 2023 », « jusqu'au… », « dates inconnues »."""
    if mandat.debut and mandat.fin:
        return f"du {jour(mandat.debut)} au {jour(mandat.fin)}"
    if mandat.debut:
        return f"depuis le {jour(mandat.debut)}"
    if mandat.fin:
        return f"jusqu'au {jour(mandat.fin)}"
    return "dates inconnues"


def mandats_lisibles(signataire: Signataire, le: datetime.date) -> list[MandatLisible]:
    """Les mandats pour ce partenaire : ceux qui courent d'abord, puis les passés. Deux requêtes."""
    signent = set(signataire.signatures.values_list("mandat_id", flat=True))
    mandats = signataire.partenaire.mandats.select_related("personne").order_by("pk")
    lisibles = [
        MandatLisible(
            personne=mandat.personne,
            fonction=mandat.fonction,
            nature=mandat.get_nature_display(),
            dates=dates_en_clair(mandat),
            est_en_cours=mandat.est_en_cours(le),
            a_signe=mandat.pk in signent,
        )
        for mandat in mandats
    ]
    return sorted(lisibles, key=lambda m: (not m.est_en_cours, not m.a_signe))
