"""Ce qu'un export a lu d'une structure qui a changé depuis : l'historique le redit."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from equipements.models import LIGNES, Equipement
from equipements.valeurs import Brutes, brute

# Au-delà, SQLite n'admet plus autant de valeurs dans une condition : tout est lu, puis trié ici.
_AU_PLUS = 500
_DESSERVIES = "communes_desservies"


def bases_de(
    demandees: Iterable[tuple[Any, int | None]],
) -> dict[tuple[int, int | None], Brutes]:
    """(structure, version) → ses valeurs brutes à cette version, sauf la présente.

    Six requêtes, ou aucune si rien n'a changé.
    """
    anciennes = {s.pk: v for s, v in demandees if v is not None and v != s.version}
    if not anciennes:
        return {}
    voulues = {*anciennes.values(), *(version + 1 for version in anciennes.values())}
    historique = _parmi(Equipement.historique.filter(version__in=voulues), "id", anciennes)
    bases: dict[tuple[int, int | None], Brutes] = {}
    fins: dict[int, datetime.datetime] = {}
    champs = [nom for nom in Equipement.CHAMPS_SAISIS if nom != _DESSERVIES]
    lues: dict[tuple[int, int | None], int] = {}
    for ligne in historique.order_by("history_id"):
        if anciennes.get(ligne.id) == ligne.version:
            valeurs = {nom: brute(getattr(ligne, _attribut(nom))) for nom in champs}
            bases[ligne.id, ligne.version] = valeurs
            lues[ligne.id, ligne.version] = ligne.history_id
        elif ligne.id in anciennes and ligne.version == anciennes[ligne.id] + 1:
            fins.setdefault(ligne.id, ligne.history_date)
    desservies = _desservies(lues.values())
    for cle, ligne in lues.items():
        bases[cle][_DESSERVIES] = sorted(desservies[ligne])
    for liste, siennes in _listes(fins).items():
        for pk in fins:
            if (pk, anciennes[pk]) in bases:
                bases[pk, anciennes[pk]][liste] = siennes.get(pk, [])
    return bases


def _desservies(lignes: Collection[int]) -> Mapping[int, list[int]]:
    """Ligne d'historique → les communes que la structure desservait alors."""
    gardees: Any = getattr(Equipement.historique.model, _DESSERVIES).model
    liens = _parmi(gardees.objects.all(), "history_id", lignes)
    desservies: dict[int, list[int]] = defaultdict(list)
    for ligne, commune in liens.values_list("history_id", "commune_id"):
        desservies[ligne].append(commune)
    return desservies


def _attribut(nom: str) -> str:
    champ: Any = Equipement._meta.get_field(nom)
    return str(champ.attname)


def _parmi(lignes: Any, champ: str, cles: Collection[int]) -> Any:
    return lignes.filter(**{f"{champ}__in": list(cles)}) if len(cles) < _AU_PLUS else lignes


def _listes(fins: Mapping[int, datetime.datetime]) -> dict[str, dict[int, list[Brutes]]]:
    """Liste → structure → ses lignes juste avant cet instant, où la version suivante commence."""
    listes = {}
    for nom, modele in LIGNES.items():
        historique: Any = modele.historique  # type: ignore[attr-defined]
        vivantes: dict[int, dict[int, Brutes]] = defaultdict(dict)
        for ligne in _parmi(historique.all(), "equipement_id", fins).order_by("history_id"):
            fin = fins.get(ligne.equipement_id)
            if fin is None or ligne.history_date >= fin:
                continue
            if ligne.history_type == "-":
                vivantes[ligne.equipement_id].pop(ligne.id, None)
            else:
                vivantes[ligne.equipement_id][ligne.id] = {
                    champ: brute(getattr(ligne, champ)) for champ in modele.CHAMPS
                }
        listes[nom] = {pk: list(lignes.values()) for pk, lignes in vivantes.items()}
    return listes
