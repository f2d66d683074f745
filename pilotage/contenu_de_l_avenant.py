"""Ce qu'un avenant devrait porter : propositions sur le plan, écarts entre le signé et le vivant.

Art. 12 : toute modification fait l'objet d'un avenant, qui les précise toutes. Art. 13 : un terme
changé sans avenant signé expose à la résiliation. L'art. 10 dit qu'une évaluation « peut » donner
lieu à un avenant : c'est l'art. 12, plus strict, qui est suivi ici.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.models import PropositionDeModification
from conventions.models import Anomalie, Convention
from equipements.derive import EcartAvecLeSigne

PLAN, ANNEXE_2 = "plan", "annexe_2"


@dataclass(frozen=True)
class ModificationAPorter:
    """Une modification : où (`genre`), sur quoi, de quoi à quoi, pourquoi, où elle en est.

    `etat` : une clé de badge, celle d'une proposition ; vide pour un écart constaté, que personne
    n'a encore proposé. `avenant` : le numéro de celui qui la retient.
    """

    genre: str
    objet: str
    constat: str
    signe: str
    voulu: str
    motif: str
    source: str
    etat: str = ""
    avenant: int | None = None
    fiche: int | None = None


@dataclass(frozen=True)
class ModificationsAPorter:
    """Toutes celles d'une convention ; `anomalies` : celles du texte que personne n'a tranchées."""

    du_plan: tuple[ModificationAPorter, ...]
    de_l_annexe: tuple[ModificationAPorter, ...]
    anomalies: int

    @property
    def total(self) -> int:
        """Les modifications, hors anomalies du texte."""
        return len(self.du_plan) + len(self.de_l_annexe)


def modifications_a_porter(
    convention: Convention, ecarts: Sequence[EcartAvecLeSigne]
) -> ModificationsAPorter:
    """Les propositions vivantes, les écarts du registre, les anomalies ; deux requêtes."""
    propositions = PropositionDeModification.objects.filter(convention=convention).vivantes()
    return ModificationsAPorter(
        du_plan=tuple(_du_plan(propositions.pour_liste().order_by("fiche__numero", "champ", "pk"))),
        de_l_annexe=tuple(map(_de_l_annexe, ecarts)),
        anomalies=Anomalie.objects.filter(convention=convention).a_trancher().count(),
    )


def _du_plan(
    propositions: Iterable[PropositionDeModification],
) -> Iterable[ModificationAPorter]:
    for proposition in propositions:
        est_une_action = proposition.est_une_action
        yield ModificationAPorter(
            genre=PLAN,
            objet=proposition.intitule,
            constat="action nouvelle"
            if est_une_action
            else f"{proposition.nom_du_champ} à changer",
            signe=proposition.ancien,
            voulu=proposition.nouveau,
            motif=proposition.motif,
            source="annexe 3, art. 12",
            etat=proposition.etat,
            avenant=proposition.avenant.numero if proposition.avenant else None,
            fiche=proposition.fiche.numero if proposition.fiche else None,
        )


def _de_l_annexe(ecart: EcartAvecLeSigne) -> ModificationAPorter:
    return ModificationAPorter(
        genre=ANNEXE_2,
        objet=f"{ecart.structure} ({ecart.commune})",
        constat=ecart.constat,
        signe=ecart.signe,
        voulu=ecart.aujourd_hui,
        motif="",
        source=ecart.source,
    )
