"""Vérifier les évaluations figées : chaque empreinte, chaque maillon, chaque fichier."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from conventions.models import Convention
from pilotage.models import Evaluation, VersionFigee, empreinte


@dataclass(frozen=True)
class VersionVerifiee:
    """Une version et ce qui ne s'y tient pas ; aucune faute : tout se tient."""

    version: VersionFigee
    fautes: tuple[str, ...]


@dataclass(frozen=True)
class Verification:
    """Ce qu'on a vérifié d'une convention ; `fautes` : ce qui n'est d'aucune version."""

    versions: tuple[VersionVerifiee, ...] = ()
    fautes: tuple[str, ...] = field(default=())

    @property
    def tout_se_tient(self) -> bool:
        """Vrai s'il y a au moins une version, et que rien n'y manque."""
        return bool(self.versions) and not self.fautes and not any(v.fautes for v in self.versions)


def verifier(convention: Convention) -> Verification:
    """Relit chaque version et son fichier, du premier maillon au dernier ; deux requêtes."""
    versions = list(
        VersionFigee.objects.filter(convention=convention)
        .select_related("convention", "evaluation", "remplace")
        .order_by("rang")
    )
    verifiees, precedente = [], ""
    for rang, version in enumerate(versions, start=1):
        verifiees.append(VersionVerifiee(version, tuple(_fautes(version, rang, precedente))))
        precedente = version.empreinte
    return Verification(tuple(verifiees), tuple(_validees_sans_version(convention, versions)))


def _fautes(version: VersionFigee, rang: int, precedente: str) -> Iterable[str]:
    if empreinte(version.instantane.encode()) != version.empreinte_de_l_instantane:
        yield "L'instantané a changé depuis qu'il fut figé."
    try:
        if empreinte(version.octets_du_pdf()) != version.empreinte_du_pdf:
            yield "Le PDF a changé depuis qu'il fut figé."
    except OSError:
        yield "Le PDF gardé ne peut pas être lu."
    if empreinte(version.a_hacher()) != version.empreinte:
        yield "Une ligne de cette version a changé depuis qu'elle fut figée."
    if not version.numero.startswith(f"{version.evaluation.cle}-"):
        yield "Son numéro n'est pas celui de son évaluation."
    if version.rang != rang:
        yield "Il manque un maillon avant celui-ci."
    if version.empreinte_precedente != precedente:
        yield "Ce maillon ne suit pas celui d'avant."


def _validees_sans_version(convention: Convention, versions: list[VersionFigee]) -> Iterable[str]:
    figees = {version.evaluation_id for version in versions}
    for evaluation in Evaluation.objects.filter(convention=convention, etat__in=Evaluation.FIGES):
        if evaluation.pk not in figees:
            yield f"{evaluation.dans_une_phrase} est validée, et sa version figée manque."
