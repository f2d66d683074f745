"""Les mandats, tels que la page d'un partenaire et celle d'une personne les racontent."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from conventions.models import Convention, Mandat, Partenaire, Personne, Signataire, Signature
from ctg.socle.templatetags.portail import jour


@dataclass(frozen=True)
class MandatLisible:
    """Un mandat : qui, quelle fonction, de quand à quand, et s'il signe la convention."""

    pk: int
    personne: Personne
    partenaire: Partenaire
    fonction: str
    nature: str
    dates: str
    est_en_cours: bool
    est_fini: bool
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


def _lisible(mandat: Mandat, a_signe: bool, le: datetime.date) -> MandatLisible:
    return MandatLisible(
        pk=mandat.pk,
        personne=mandat.personne,
        partenaire=mandat.partenaire,
        fonction=mandat.fonction,
        nature=mandat.get_nature_display(),
        dates=dates_en_clair(mandat),
        est_en_cours=mandat.est_en_cours(le),
        est_fini=mandat.est_fini(le),
        a_signe=a_signe,
    )


def mandats_lisibles(signataire: Signataire, le: datetime.date) -> list[MandatLisible]:
    """Les mandats pour ce partenaire : ceux qui courent d'abord, puis les passés. Deux requêtes."""
    signent = set(signataire.signatures.values_list("mandat_id", flat=True))
    mandats = signataire.partenaire.mandats.select_related("personne", "partenaire").order_by("pk")
    lisibles = [_lisible(mandat, mandat.pk in signent, le) for mandat in mandats]
    return sorted(lisibles, key=lambda m: (m.est_fini, not m.est_en_cours, not m.a_signe))


def mandats_de(
    personne: Personne, convention: Convention, le: datetime.date
) -> list[MandatLisible]:
    """Les mandats d'une personne pour les parties : ceux qui courent d'abord. Une requête."""
    signatures = Signature.objects.filter(mandat=OuterRef("pk"), signataire__convention=convention)
    mandats = (
        personne.mandats.des_parties(convention)
        .select_related("personne", "partenaire")
        .annotate(a_signe=Exists(signatures))
        .order_by("-debut", "pk")
    )
    lisibles = [_lisible(mandat, getattr(mandat, "a_signe", False), le) for mandat in mandats]
    return sorted(lisibles, key=lambda m: (m.est_fini, not m.est_en_cours))


def autres_mandats(mandat: Mandat, convention: Convention, le: datetime.date) -> list[Mandat]:
    """Ceux que la même personne garde pour les parties, ce jour-là. Une requête."""
    autres = Mandat.objects.des_parties(convention).en_cours(le).exclude(pk=mandat.pk)
    return list(autres.filter(personne=mandat.personne_id).select_related("partenaire"))
