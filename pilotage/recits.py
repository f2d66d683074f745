"""Les récits d'une évaluation : les places où écrire, et ce qui y est écrit (art. 10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from actions.models import Axe, FicheAction
from pilotage.models import SECTIONS_DE_FICHE, Evaluation, Recit, SectionDeRecit

_Cle = tuple[str, int | None, int | None]

# Les sections de l'ensemble, avant et après les axes ; la dernière ne vaut que pour une finale.
AVANT_LES_AXES = (
    SectionDeRecit.ENSEMBLE,
    SectionDeRecit.FAIT,
    SectionDeRecit.BLOQUE,
    SectionDeRecit.DEMANDE_AU_COPIL,
    SectionDeRecit.GOUVERNANCE,
)
APRES_LES_AXES = (SectionDeRecit.REGISTRE, SectionDeRecit.ARGENT, SectionDeRecit.CONCLUSION)
MOTS_COURTS = {
    SectionDeRecit.ENSEMBLE: "Ensemble",
    SectionDeRecit.FAIT: "Fait",
    SectionDeRecit.BLOQUE: "Bloque",
    SectionDeRecit.DEMANDE_AU_COPIL: "Demandé au COPIL",
    SectionDeRecit.GOUVERNANCE: "Gouvernance",
    SectionDeRecit.FICHE_FAIT: "Fait",
    SectionDeRecit.FICHE_OBSTACLES: "Obstacles",
    SectionDeRecit.FICHE_SUITE: "Suite",
    SectionDeRecit.REGISTRE: "Structures",
    SectionDeRecit.ARGENT: "Argent",
    SectionDeRecit.CONCLUSION: "Conclusion",
    SectionDeRecit.SUITE_DE_LA_CONVENTION: "Convention suivante",
}


@dataclass(frozen=True)
class RecitsLus:
    """Ce qui est écrit, lu une fois ; une place sans récit rend un texte vide."""

    textes: Mapping[_Cle, str] = field(default_factory=dict)

    def de(self, section: str) -> str:
        """Le récit d'une section de l'ensemble."""
        return self.textes.get((section, None, None), "")

    def de_l_axe(self, pk: int) -> str:
        """Le récit d'un axe."""
        return self.textes.get((SectionDeRecit.AXE.value, pk, None), "")

    def de_la_fiche(self, section: str, pk: int) -> str:
        """Ce qu'une section dit d'une fiche."""
        return self.textes.get((section, None, pk), "")


def recits_lus(evaluation: Evaluation) -> RecitsLus:
    """Tous les récits d'une évaluation, en une requête ; aucun si elle n'est pas enregistrée."""
    if evaluation._state.adding:
        return RecitsLus()
    recits = Recit.objects.filter(evaluation=evaluation.pk).order_by()
    lignes = recits.values_list("section", "axe_id", "fiche_id", "texte")
    return RecitsLus({(s, axe, fiche): texte.strip() for s, axe, fiche, texte in lignes})


@dataclass(frozen=True)
class PartieDeRecit:
    """Une place de récit ; `texte` vide : à écrire.

    `numero` : celui de l'axe, 0 hors d'un axe. `axe` et `fiche` sont des identifiants. `cle` la
    désigne dans les adresses : « ensemble », « axe-1 », « fiche_fait-3 ».
    """

    numero: int
    titre: str
    titre_court: str
    axe: int | None
    texte: str
    section: str = SectionDeRecit.ENSEMBLE.value
    fiche: int | None = None
    numero_de_fiche: int = 0

    @property
    def cle(self) -> str:
        """Ce qui la désigne dans une adresse."""
        if self.fiche is not None:
            return f"{self.section}-{self.numero_de_fiche}"
        return f"{self.section}-{self.numero}" if self.axe is not None else self.section


def parties_du_recit(evaluation: Evaluation) -> list[PartieDeRecit]:
    """L'ensemble, puis chaque axe de la convention, avec leur récit ; deux requêtes.

    Ce que l'article 10 demande au moins. L'évaluation peut n'être pas enregistrée.
    """
    recits = recits_lus(evaluation)
    ensemble = _de_l_ensemble(SectionDeRecit.ENSEMBLE, recits)
    axes = Axe.objects.filter(convention=evaluation.convention_id).order_by("numero")
    return [ensemble, *(_de_l_axe(axe, recits) for axe in axes)]


def toutes_les_parties(evaluation: Evaluation) -> list[PartieDeRecit]:
    """Toutes les places, dans l'ordre du document ; deux requêtes."""
    recits = recits_lus(evaluation)
    plan: dict[int, tuple[Axe, list[FicheAction]]] = {}
    # Un axe sans action y est aussi.
    lignes = Axe.objects.filter(convention=evaluation.convention_id).order_by(
        "numero", "fiches__numero"
    )
    for pk, numero, titre, court, fiche, rang in lignes.values_list(
        "pk", "numero", "titre", "titre_court", "fiches__pk", "fiches__numero"
    ):
        axe = Axe(pk=pk, numero=numero, titre=titre, titre_court=court)
        _, fiches = plan.setdefault(pk, (axe, []))
        if fiche is not None:
            fiches.append(FicheAction(pk=fiche, numero=rang))
    return [
        *(_de_l_ensemble(section, recits) for section in AVANT_LES_AXES),
        *(
            partie
            for axe, fiches in plan.values()
            for partie in (_de_l_axe(axe, recits), *_des_fiches(axe, fiches, recits))
        ),
        *(_de_l_ensemble(section, recits) for section in _apres_les_axes(evaluation)),
    ]


def _apres_les_axes(evaluation: Evaluation) -> tuple[SectionDeRecit, ...]:
    if not evaluation.est_finale:
        return APRES_LES_AXES
    return (*APRES_LES_AXES, SectionDeRecit.SUITE_DE_LA_CONVENTION)


def _de_l_ensemble(section: SectionDeRecit, recits: RecitsLus) -> PartieDeRecit:
    return PartieDeRecit(
        0,
        str(section.label),
        MOTS_COURTS[section],
        None,
        recits.de(section.value),
        section.value,
    )


def _de_l_axe(axe: Axe, recits: RecitsLus) -> PartieDeRecit:
    texte = recits.de_l_axe(axe.pk)
    section = SectionDeRecit.AXE.value
    return PartieDeRecit(axe.numero, str(axe), axe.titre_court, axe.pk, texte, section)


def _des_fiches(axe: Axe, fiches: list[FicheAction], recits: RecitsLus) -> Iterator[PartieDeRecit]:
    for fiche in fiches:
        for section in SECTIONS_DE_FICHE:
            yield PartieDeRecit(
                axe.numero,
                f"Action {fiche.numero}, {str(section.label).lower()}",
                MOTS_COURTS[section],
                None,
                recits.de_la_fiche(section.value, fiche.pk),
                section.value,
                fiche.pk,
                fiche.numero,
            )


def parties_demandees(parties: list[PartieDeRecit]) -> list[PartieDeRecit]:
    """Parmi toutes, celles que l'article 10 demande au moins : l'ensemble, et chaque axe."""
    voulues = (SectionDeRecit.ENSEMBLE, SectionDeRecit.AXE)
    return [partie for partie in parties if partie.section in voulues]


@dataclass(frozen=True)
class GroupeDeParties:
    """Les places d'un même endroit du document : l'essentiel, un axe, une action, la fin."""

    titre: str
    parties: tuple[PartieDeRecit, ...]
    numero: int = 0
    est_une_fiche: bool = False

    @property
    def ecrites(self) -> int:
        """Combien le sont déjà."""
        return sum(1 for partie in self.parties if partie.texte)


def groupes_de_parties(parties: list[PartieDeRecit]) -> list[GroupeDeParties]:
    """Les mêmes places, rangées comme la coordination les écrit."""
    groupes: dict[tuple[int, int, bool], list[PartieDeRecit]] = {}
    avant_les_axes = True
    for partie in parties:
        avant_les_axes = avant_les_axes and not partie.numero
        cle = (partie.numero, partie.numero_de_fiche, avant_les_axes)
        groupes.setdefault(cle, []).append(partie)
    return [
        GroupeDeParties(
            _titre_du_groupe(premiere, avant), tuple(siennes), premiere.numero, bool(fiche)
        )
        for (_, fiche, avant), siennes in groupes.items()
        for premiere in siennes[:1]
    ]


def _titre_du_groupe(premiere: PartieDeRecit, avant_les_axes: bool) -> str:
    if premiere.numero_de_fiche:
        return f"Action {premiere.numero_de_fiche}"
    if premiere.numero:
        return premiere.titre
    return "L'essentiel" if avant_les_axes else "Le territoire et la suite"
