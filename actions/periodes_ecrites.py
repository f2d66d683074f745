"""Comprendre une période telle qu'un échéancier l'écrit : « 2023/24 », « dès 2023 »."""

import calendar
import datetime
import re
from dataclasses import dataclass

from ctg.socle.periodes import MOIS_SANS_ACCENT
from ctg.socle.recherche import sans_accent

_NOMS = "|".join(MOIS_SANS_ACCENT)
_RANGS = {"1er": 1, "1": 1, "premier": 1, "2e": 2, "2": 2, "2eme": 2, "second": 2, "deuxieme": 2}
_RANGS |= {"3e": 3, "3": 3, "3eme": 3, "troisieme": 3, "4e": 4, "4": 4, "4eme": 4}
_MOIS_PAR_PARTIE = {"semestre": 6, "s": 6, "trimestre": 3, "t": 3}

_ANNEES = re.compile(r"(\d{4})(?:\s*(?:-|/|a|et)\s*(\d{4}|\d{2}))?")
_DE_MOIS_EN_MOIS = re.compile(
    rf"(?:de\s+)?({_NOMS})(?:\s+(\d{{4}}))?(?:\s*(?:-|a)\s*({_NOMS}))?\s+(\d{{4}})"
)
_PARTIE = re.compile(r"(\w+)\s+(semestre|trimestre)(?:\s+de)?\s+(\d{4})")
_PARTIE_COURTE = re.compile(r"(s|t)\s*(\d)\s+(\d{4})")
_DES = re.compile(r"(?:des|a compter de|a partir de|depuis)\s+(.+)")
_JUSQUE = re.compile(r"(?:jusqu'en|jusqu'a|avant la fin de|d'ici fin|fin)\s+(.+)")


@dataclass(frozen=True)
class Periode:
    """Deux jours compris ; l'un manque quand le texte ne le donne pas."""

    debut: datetime.date | None
    fin: datetime.date | None


def comprendre(texte: str) -> Periode | None:
    """Les dates d'une période écrite simplement, ou None : mieux vaut ne rien dire que deviner.

    « 2023/24 » va du 1er janvier 2023 au 31 décembre 2024, comme le contrat le compte.
    """
    lu = (sans_accent(texte) or "").lower().replace("’", "'").replace("–", "-").strip(" .")
    if trouve := _DES.fullmatch(lu):
        suite = comprendre(trouve[1])
        return Periode(suite.debut, None) if suite else None
    if trouve := _JUSQUE.fullmatch(lu):
        suite = comprendre(trouve[1])
        return Periode(None, suite.fin) if suite else None
    if trouve := _ANNEES.fullmatch(lu):
        premiere, derniere = trouve[1], trouve[2] or trouve[1]
        if len(derniere) == 2:
            derniere = premiere[:2] + derniere
        return _mois(int(premiere), 1, int(derniere), 12)
    if trouve := _DE_MOIS_EN_MOIS.fullmatch(lu):
        premier, annee, dernier, annee_de_fin = trouve.groups()
        if annee and not dernier:
            return None
        de, a = MOIS_SANS_ACCENT.index(premier) + 1, MOIS_SANS_ACCENT.index(dernier or premier) + 1
        return _mois(int(annee or annee_de_fin), de, int(annee_de_fin), a)
    if trouve := _PARTIE.fullmatch(lu):
        return _partie(trouve[2], _RANGS.get(trouve[1], 0), int(trouve[3]))
    if trouve := _PARTIE_COURTE.fullmatch(lu):
        return _partie(trouve[1], int(trouve[2]), int(trouve[3]))
    return None


def _partie(nom: str, rang: int, annee: int) -> Periode | None:
    duree = _MOIS_PAR_PARTIE[nom]
    if not 1 <= rang <= 12 // duree:
        return None
    return _mois(annee, (rang - 1) * duree + 1, annee, rang * duree)


def _mois(annee: int, de: int, annee_de_fin: int, a: int) -> Periode | None:
    """Du premier jour d'un mois au dernier d'un autre ; None hors d'un siècle ou à l'envers."""
    if not 1950 <= annee <= annee_de_fin <= 2099 or (annee, de) > (annee_de_fin, a):
        return None
    dernier = calendar.monthrange(annee_de_fin, a)[1]
    return Periode(datetime.date(annee, de, 1), datetime.date(annee_de_fin, a, dernier))
