"""Les fiches qui se ressemblent assez pour n'en faire qu'une : détection, sans décision.

Deux fiches sont proposées si elles sont de la même commune et du même type, portent un nom proche,
et partagent une adresse ou un téléphone. Un même nom ailleurs est un homonyme ; une même adresse
sous un autre nom ou un autre type est un autre service.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from conventions.models import Convention
from ctg.socle.recherche import ordre_alphabetique, sans_accent
from equipements.models import Equipement, PasUnDoublon

# Un nom à une faute de frappe près ; une adresse à une abréviation près.
PROXIMITE_DU_NOM = 0.85
PROXIMITE_DE_L_ADRESSE = 0.9
# Les mots qui disent le genre de service, pas son nom.
_DU_GENRE = re.compile(
    "alsh|accueil|loisirs|de|du|des|la|le|les|l|d|et|multi|creche|micro|psu|paje|relais|petite"
    "|enfance|rpe|laep|ludotheque|municipale?|associati(f|ve)|periscolaire"
)
_MOT = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Paire:
    """Deux fiches qui se ressemblent, la plus ancienne d'abord, et ce qu'elles partagent."""

    premiere: Equipement
    seconde: Equipement
    raisons: tuple[str, ...]


def doublons_possibles(convention: Convention) -> list[Paire]:
    """Les paires à examiner, sans celles qu'on a déjà distinguées ; deux requêtes."""
    structures = (
        Equipement.objects.de_la_convention(convention)
        .distinctes()
        .select_related("commune", "sous_type")
        .order_by(ordre_alphabetique("commune__nom"), "pk")
    )
    ecartees = set(PasUnDoublon.objects.values_list("premiere", "seconde"))
    return [p for p in ressemblances(structures) if (p.premiere.pk, p.seconde.pk) not in ecartees]


def ressemblances(structures: Iterable[Equipement]) -> list[Paire]:
    """Les paires qui se ressemblent ; sans requête."""
    groupes: dict[tuple[int, str], list[Equipement]] = defaultdict(list)
    for structure in structures:
        groupes[structure.commune_id, structure.type].append(structure)
    paires = []
    for groupe in groupes.values():
        for une, autre in combinations(sorted(groupe, key=lambda s: s.pk), 2):
            raisons = _raisons(une, autre)
            if raisons and _noms_proches(une.nom, autre.nom):
                paires.append(Paire(une, autre, raisons))
    return paires


def _raisons(une: Equipement, autre: Equipement) -> tuple[str, ...]:
    adresses = [" ".join(_mots(s.adresse)) for s in (une, autre)]
    telephones = [re.sub(r"\D", "", s.telephone)[-9:] for s in (une, autre)]
    raisons = []
    if all(adresses) and _proches(*adresses, seuil=PROXIMITE_DE_L_ADRESSE):
        raisons.append("même adresse")
    if telephones[0] and telephones[0] == telephones[1]:
        raisons.append("même téléphone")
    return tuple(raisons)


def _noms_proches(un: str, autre: str) -> bool:
    noms = [nom_propre(un), nom_propre(autre)]
    return _proches(*noms, seuil=PROXIMITE_DU_NOM)


def nom_propre(nom: str) -> str:
    """Le nom sans ce qui dit le genre de service ; tout entier s'il ne dit que cela."""
    mots = _mots(nom)
    return " ".join([m for m in mots if not _DU_GENRE.fullmatch(m)] or mots)


def _mots(texte: str) -> list[str]:
    return _MOT.findall((sans_accent(texte) or "").lower())


def _proches(un: str, autre: str, *, seuil: float) -> bool:
    return un == autre or SequenceMatcher(None, un, autre, autojunk=False).ratio() >= seuil
