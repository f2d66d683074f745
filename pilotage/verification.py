"""Vérifier les évaluations figées : chaque empreinte, chaque maillon, chaque fichier."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from pilotage.models import Evaluation, VersionFigee, empreinte

# Ce qu'une copie laisse dans une empreinte : blancs, retours à la ligne, coupures invisibles.
_DE_LA_COPIE = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]+")
_SIGNES = 64


@dataclass(frozen=True)
class VersionVerifiee:
    """Une version et ce qui ne s'y tient pas ; aucune faute : tout se tient."""

    version: VersionFigee
    fautes: tuple[str, ...]


@dataclass(frozen=True)
class Verification:
    """Ce qu'on a vérifié d'une convention ; `fautes` : ce qui n'est d'aucune version.

    `reconnue` : de quoi est l'empreinte gardée hors du portail ; vide si l'on n'en donne pas, ou
    si rien n'a celle-là.
    """

    versions: tuple[VersionVerifiee, ...] = ()
    fautes: tuple[str, ...] = field(default=())
    reconnue: str = ""

    @property
    def tete(self) -> str:
        """L'empreinte du dernier maillon : gardée ailleurs, elle tient toute la chaîne."""
        return self.versions[-1].version.empreinte if self.versions else ""

    @property
    def tout_se_tient(self) -> bool:
        """Vrai s'il y a au moins une version, et que rien n'y manque."""
        return bool(self.versions) and not self.fautes and not any(v.fautes for v in self.versions)


def verifier(convention: Convention, tete: str = "") -> Verification:
    """Relit chaque version et son fichier, du premier maillon au dernier ; quatre requêtes.

    `tete` : une empreinte gardée hors du portail. Celle d'un maillon, la chaîne doit encore y
    passer : elle seule prouve quelque chose à qui ne fait pas confiance à cette base. Celle d'un
    PDF ou de données se reconnaît, et ne tient que cela. Lève comme `empreinte_recopiee`.
    """
    tete = empreinte_recopiee(tete)
    versions = list(
        VersionFigee.objects.filter(convention=convention)
        .select_related("convention", "evaluation", "remplace")
        .order_by("rang")
    )
    verifiees, precedente = [], ""
    for rang, version in enumerate(versions, start=1):
        verifiees.append(VersionVerifiee(version, tuple(_fautes(version, rang, precedente))))
        precedente = version.empreinte
    reconnue = _reconnue(versions, tete)
    fautes = (
        *_maillons_otes(convention, versions),
        *_des_evaluations(convention, versions),
        *([_PERDUE.format(tete[:16])] if tete and not reconnue else []),
    )
    return Verification(tuple(verifiees), fautes, reconnue)


def empreinte_recopiee(tete: str) -> str:
    """L'empreinte telle qu'elle fut écrite, sans ce que sa copie y a mis ; vide si rien n'est dit.

    Lève `ActionImpossible` si elle n'est pas entière : rien n'est alors prouvé, ni démenti.
    """
    tete = _DE_LA_COPIE.sub("", tete).lower()
    if tete and not re.fullmatch(rf"[0-9a-f]{{{_SIGNES}}}", tete):
        raise ActionImpossible(
            f"Ce n'est pas une empreinte entière : elle a {_SIGNES} signes, de 0 à 9 et de a à f"
            f" (ici, {len(tete)}). Recopiez-la toute, et rien d'autre."
        )
    return tete


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


def _maillons_otes(convention: Convention, versions: list[VersionFigee]) -> Iterable[str]:
    """Ce que l'historique a vu figer et qui n'est plus là, le dernier maillon compris."""
    presents = {version.numero for version in versions}
    figes = VersionFigee.historique.filter(convention=convention.pk).order_by("rang", "numero")
    for numero in dict.fromkeys(figes.values_list("numero", flat=True)):
        if numero not in presents:
            yield f"La version {numero} fut figée, et n'est plus là."


def _des_evaluations(convention: Convention, versions: list[VersionFigee]) -> Iterable[str]:
    """Une évaluation validée a sa version ; publiée, c'est la dernière des siennes qui se lit."""
    dernieres = {version.evaluation_id: version for version in versions}
    par_cle = {version.pk: version for version in versions}
    for evaluation in Evaluation.objects.filter(convention=convention):
        derniere = dernieres.get(evaluation.pk)
        if evaluation.est_figee and derniere is None:
            yield f"{evaluation.dans_une_phrase} est validée, et sa version figée manque."
            continue
        lue = par_cle.get(evaluation.version_publiee_id or 0)
        if lue is None:
            continue
        if lue.evaluation_id != evaluation.pk:
            yield f"{evaluation.dans_une_phrase} publie la version d'une autre : {lue.numero}."
        elif evaluation.etat == Evaluation.Etat.PUBLIEE and lue != derniere:
            yield f"{evaluation.dans_une_phrase} publie {lue.numero}, qu'une autre remplace."


_PERDUE = (
    "L'empreinte gardée hors du portail ({}…) n'est celle d'aucun maillon, d'aucun PDF ni d'aucunes"
    " données. Si elle est bien d'ici, la chaîne n'est plus celle qui fut figée."
)


def _reconnue(versions: list[VersionFigee], tete: str) -> str:
    """De quoi cette empreinte est celle ; vide si de rien."""
    for version in versions:
        if tete == version.empreinte:
            return (
                f"L'empreinte gardée y est : celle de la version {version.numero}. Elle tient aussi"
                " toutes celles d'avant."
            )
        for sien, quoi in (
            (version.empreinte_du_pdf, "du PDF"),
            (version.empreinte_de_l_instantane, "des données figées"),
        ):
            if tete == sien:
                return (
                    f"L'empreinte gardée est celle {quoi} de {version.numero} : elle ne tient que"
                    " cela. Gardez plutôt celle de la version, qui tient toute la chaîne."
                )
    return ""
