"""Ce qu'un avenant devrait porter : propositions sur le plan, écarts entre le signé et le vivant.

Art. 12 : toute modification fait l'objet d'un avenant, qui les précise toutes. Art. 13 : un terme
changé sans avenant signé expose à la résiliation. L'art. 10 dit qu'une évaluation « peut » donner
lieu à un avenant : c'est l'art. 12, plus strict, qui est suivi ici.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.models import PropositionDeModification
from conventions.models import Anomalie, Convention
from equipements.derive import EcartAvecLeSigne

PLAN, ANNEXE_2 = "plan", "annexe_2"
# En deçà, les deux textes n'ont presque rien en commun : leurs différences ne se liraient pas.
_PARENTE = 0.5


@dataclass(frozen=True)
class ModificationAPorter:
    """Une modification : où (`genre`), sur quoi, de quoi à quoi, pourquoi, où elle en est.

    `etat` : une clé de badge, celle d'une proposition ; vide pour un écart constaté, que personne
    n'a encore proposé. `avenant` : le numéro de celui qui la retient. `ajoute`, `retire` : ce qui
    change dans un texte repris ; vides tous deux si le nouveau remplace l'ancien.
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
    ajoute: str = ""
    retire: str = ""

    @property
    def mot_de_l_etat(self) -> str:
        """Ce qui est dit de l'avenant qui la retient ; vide : le mot de son badge."""
        return f"retenue pour l’avenant n° {self.avenant}" if self.avenant else ""


@dataclass(frozen=True)
class LieuDAnomalies:
    """Une partie du texte, et les anomalies à trancher qu'on y a relevées."""

    partie: str
    nombre: int


@dataclass(frozen=True)
class ModificationsAPorter:
    """Toutes celles d'une convention ; `anomalies` : celles du texte que personne n'a tranchées.

    `lieux_des_anomalies` : chaque partie du texte, et combien elle en a.
    """

    du_plan: tuple[ModificationAPorter, ...]
    de_l_annexe: tuple[ModificationAPorter, ...]
    anomalies: int
    lieux_des_anomalies: tuple[LieuDAnomalies, ...] = ()

    @property
    def total(self) -> int:
        """Les modifications, hors anomalies du texte."""
        return len(self.du_plan) + len(self.de_l_annexe)


def modifications_a_porter(
    convention: Convention, ecarts: Sequence[EcartAvecLeSigne]
) -> ModificationsAPorter:
    """Les propositions vivantes, les écarts du registre, les anomalies ; deux requêtes."""
    propositions = PropositionDeModification.objects.filter(convention=convention).vivantes()
    a_trancher = list(Anomalie.objects.filter(convention=convention).a_trancher())
    lieux = Counter(anomalie.partie for anomalie in a_trancher)
    return ModificationsAPorter(
        du_plan=tuple(_du_plan(propositions.pour_liste().order_by("fiche__numero", "champ", "pk"))),
        de_l_annexe=tuple(map(_de_l_annexe, ecarts)),
        anomalies=len(a_trancher),
        lieux_des_anomalies=tuple(LieuDAnomalies(*lieu) for lieu in lieux.most_common()),
    )


def _du_plan(
    propositions: Iterable[PropositionDeModification],
) -> Iterable[ModificationAPorter]:
    for proposition in propositions:
        est_une_action = proposition.est_une_action
        ajoute, retire = difference(proposition.ancien, proposition.nouveau)
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
            ajoute=ajoute,
            retire=retire,
        )


def difference(ancien: str, nouveau: str) -> tuple[str, str]:
    """Ce que le nouveau texte ajoute, ce qu'il retire, mot à mot ; « […] » : ce qui ne change pas.

    Deux textes vides si l'un remplace l'autre.
    """
    avant, apres = (re.findall(r"\S+\s*", texte) for texte in (ancien, nouveau))
    comparaison = difflib.SequenceMatcher(
        None, [mot.strip() for mot in avant], [mot.strip() for mot in apres], autojunk=False
    )
    if not avant:
        return "", ""
    ajouts, retraits = [], []
    for geste, debut, fin, depuis, jusque in comparaison.get_opcodes():
        if geste != "equal":
            retraits.append("".join(avant[debut:fin]).strip())
            ajouts.append("".join(apres[depuis:jusque]).strip())
    if any(retraits) and comparaison.ratio() < _PARENTE:
        return "", ""
    return " […] ".join(filter(None, ajouts)), " […] ".join(filter(None, retraits))


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
