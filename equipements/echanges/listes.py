"""Ce qui se répète pour une structure, dans une cellule : places, ouvertures, titres, contacts.

Une ligne est une phrase courte (« 24 places, de 3 à 6 ans, mercredi »), la même à l'aller et au
retour ; des points-virgules les séparent.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from ctg.socle.tableur import Colonne, Genre
from ctg.socle.tableur.cellules import CelluleFausse, lire_cellule
from ctg.socle.tableur.modele import cle_de_mot
from ctg.socle.telephones import telephone_au_propre
from equipements.ages import ages_en_mots
from equipements.models import (
    JOURS,
    LIGNES,
    TOUTE_L_ANNEE,
    Periode,
    Titre,
    jours_en_mots,
)
from equipements.valeurs import Brutes, brute, poser_la_ligne

# Le libellé d'une période a des virgules, qui séparent ici les mots d'une ligne.
_MOMENTS = {
    Periode.MATIN: "matin",
    Periode.SOIR: "soir",
    Periode.MERCREDI: "mercredi",
    Periode.PETITES_VACANCES: "petites vacances",
    Periode.ETE: "été",
}
_NATURES = {
    Titre.Nature.AUTORISATION: "autorisation",
    Titre.Nature.AGREMENT: "agrément",
    Titre.Nature.DECLARATION: "déclaration",
    Titre.Nature.COF: "COF",
    Titre.Nature.LABEL: "label",
}
_AGE = r"(\d+)(?: (mois|ans?))?"
_AGES = re.compile(rf"(?:de )?{_AGE} a {_AGE}")
_AGE_SEUL = re.compile(rf"(a partir de|jusqu a) {_AGE}")
_PLACES = re.compile(r"(\d+) places?")
_PSU = re.compile(r"(?:dont )?(\d+) (?:places? )?psu (existante|nouvelle)s?")
_HEURE = r"(\d{1,2})\s*[h:]\s*(\d{2})?"
_HEURES = re.compile(rf"(?:de\s+)?{_HEURE}\s*(?:à|-|–)\s*{_HEURE}", re.IGNORECASE)
_HEURE_SEULE = re.compile(rf"(de|à)\s+{_HEURE}", re.IGNORECASE)
_DU_AU = re.compile(r"du (\w+) au (\w+)")
_DATE = Colonne("date", "Date", Genre.DATE)


def ecrire_la_liste(liste: str, lignes: Sequence[Brutes], unite: str) -> list[str]:
    """Ce que la cellule porte : une phrase par ligne ; `unite` : celle des âges."""
    return [_FORMES[liste].ecrire(ligne, unite) for ligne in lignes]


def lire_la_liste(
    liste: str, mots: Sequence[str], unite: str, presentes: Sequence[Brutes]
) -> list[Brutes]:
    """Les lignes que dit la cellule ; une phrase restée telle quelle est la ligne qu'elle disait.

    Lève `CelluleFausse` si une phrase ne se comprend pas, ou ne tient pas.
    """
    ecrites = ecrire_la_liste(liste, presentes, unite)
    deja = {cle_de_mot(ecrite): ligne for ecrite, ligne in zip(ecrites, presentes, strict=True)}
    return [deja.get(cle_de_mot(mot)) or _lire(liste, mot, unite) for mot in mots]


def listes_egales(liste: str, une: Sequence[Brutes], autre: Sequence[Brutes]) -> bool:
    """Vrai si les deux listes s'écrivent de même, dans n'importe quel ordre."""
    return set(ecrire_la_liste(liste, une, "ans")) == set(ecrire_la_liste(liste, autre, "ans"))


def colonne_de_liste(liste: str) -> Colonne:
    """La colonne d'une liste."""
    forme = _FORMES[liste]
    return Colonne(
        liste,
        capfirst(forme.intitule),
        Genre.LISTE,
        f"Séparées par des points-virgules. Par exemple\u00a0: {forme.exemple}",
        largeur=40,
    )


def _lire(liste: str, mot: str, unite: str) -> Brutes:
    forme = _FORMES[liste]
    try:
        lue = forme.lire(mot, unite)
        _verifier(liste, lue)
    except _PasCompris as faute:
        raison = "" if str(faute) == f"« {mot} »" else f" ({faute})"
        raise CelluleFausse(
            f"« {mot} » ne se comprend pas{raison}. Écrivez par exemple : {forme.exemple}."
        ) from faute
    except CelluleFausse as faute:
        raise CelluleFausse(f"« {mot} » : {faute}") from faute
    return {nom: brute(lue[nom]) for nom in LIGNES[liste].CHAMPS}


class _PasCompris(Exception):
    """Ce qui, dans une phrase, ne ressemble à rien d'attendu."""


def _verifier(liste: str, valeurs: Brutes) -> None:
    """Les règles du modèle, sans requête : une contrainte de la base en ferait une par ligne."""
    ligne = poser_la_ligne(LIGNES[liste](), valeurs)
    try:
        # D'abord les phrases du modèle : celles des champs vides disent moins.
        ligne.clean()
        ligne.clean_fields(exclude=["equipement"])
    except ValidationError as erreur:
        raise CelluleFausse(_en_minuscule(erreur.messages[0])) from erreur
    for contrainte in ligne._meta.constraints:
        if _REGLES[contrainte.name](ligne):
            raise CelluleFausse(_en_minuscule(str(contrainte.violation_error_message)))


def _en_minuscule(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]


def _precede(bas: Any, haut: Any) -> bool:
    return bas is not None and haut is not None and haut < bas


_REGLES: Mapping[str, Callable[[Any], bool]] = {
    "places_ages_dans_l_ordre": lambda p: _precede(p.age_min, p.age_max),
    "places_psu_dans_le_total": lambda p: (
        (p.psu_existantes or 0) + (p.psu_nouvelles or 0) > p.nombre
    ),
    "ouverture_finit_apres_son_debut": lambda o: (
        _precede(o.ouvre, o.ferme) or (o.ouvre is not None and o.ouvre == o.ferme)
    ),
    "titre_finit_apres_son_debut": lambda t: _precede(t.debut, t.fin),
    "contact_joignable": lambda c: not (c.telephone or c.courriel),
}


# --- Écrire ---


def _propre(texte: str) -> str:
    """Un point-virgule ou un retour y feraient deux lignes."""
    return " ".join(texte.replace(";", ",").split())


def _moment(periode: str) -> str:
    return _MOMENTS[Periode(periode)] if periode else ""


def _ecrire_les_places(ligne: Brutes, unite: str) -> str:
    mot = "place" if ligne["nombre"] < 2 else "places"
    psu = [
        f"{ligne[champ]} PSU {mot}"
        for champ, mot in (("psu_existantes", "existantes"), ("psu_nouvelles", "nouvelles"))
        if ligne[champ] is not None
    ]
    ages = ages_en_mots(ligne["age_min"], ligne["age_max"], unite)
    return ", ".join(
        filter(None, [f"{ligne['nombre']} {mot}", ages, _moment(ligne["periode"]), *psu])
    )


def _ecrire_l_ouverture(ligne: Brutes, unite: str) -> str:
    ouvre, ferme = _ecrire_l_heure(ligne["ouvre"]), _ecrire_l_heure(ligne["ferme"])
    heures = " ".join(filter(None, [ouvre and f"de {ouvre}", ferme and f"à {ferme}"]))
    mots = filter(None, [jours_en_mots(ligne["jours"]), heures, _propre(ligne["precision"])])
    return f"{_moment(ligne['periode']) or TOUTE_L_ANNEE} : {', '.join(mots)}"


def _ecrire_l_heure(heure: str | None) -> str:
    if heure is None:
        return ""
    lue = datetime.time.fromisoformat(heure)
    return f"{lue.hour}h{lue.minute:02d}" if lue.minute else f"{lue.hour}h"


def _ecrire_le_titre(ligne: Brutes, unite: str) -> str:
    mots = [
        _propre(ligne["intitule"]),
        ligne["delivre_par"] and f"délivré par {_propre(ligne['delivre_par'])}",
        ligne["debut"] and f"depuis le {datetime.date.fromisoformat(ligne['debut']):%d/%m/%Y}",
        ligne["fin"] and f"jusqu'au {datetime.date.fromisoformat(ligne['fin']):%d/%m/%Y}",
    ]
    suite = ", ".join(filter(None, mots))
    nature = _NATURES[Titre.Nature(ligne["nature"])]
    return f"{nature} : {suite}" if suite else nature


def _ecrire_le_contact(ligne: Brutes, unite: str) -> str:
    joindre = ", ".join(filter(None, [ligne["telephone"], ligne["courriel"]]))
    return f"{_propre(ligne['fonction'])} : {joindre}"


# --- Lire ---


def _morceaux(texte: str) -> list[str]:
    return [morceau.strip() for morceau in texte.split(",") if morceau.strip()]


def _periode(mot: str) -> str | None:
    """La période que nomme ce mot ; vide : toute l'année ; None : ce n'en est pas une."""
    cle = cle_de_mot(mot)
    if cle == cle_de_mot(TOUTE_L_ANNEE):
        return ""
    return next((p.value for p, nom in _MOMENTS.items() if cle == cle_de_mot(nom)), None)


def _lire_les_places(texte: str, unite: str) -> Brutes:
    lue: Brutes = dict.fromkeys(LIGNES["places"].CHAMPS) | {"periode": ""}
    for periode, nom in _MOMENTS.items():
        texte = texte.replace(str(periode.label), nom)
    for mot in _morceaux(texte):
        cle, periode_lue = cle_de_mot(mot), _periode(mot)
        if periode_lue is not None:
            lue["periode"] = periode_lue
        elif trouve := _PLACES.fullmatch(cle):
            lue["nombre"] = int(trouve[1])
        elif trouve := _PSU.fullmatch(cle):
            lue[f"psu_{trouve[2]}s"] = int(trouve[1])
        elif trouve := _AGES.fullmatch(cle):
            lue["age_min"] = _age(trouve[1], trouve[2] or trouve[4], unite)
            lue["age_max"] = _age(trouve[3], trouve[4], unite)
        elif trouve := _AGE_SEUL.fullmatch(cle):
            champ = "age_max" if trouve[1] == "jusqu a" else "age_min"
            lue[champ] = _age(trouve[2], trouve[3], unite)
        else:
            raise _PasCompris(f"« {mot} »")
    if lue["nombre"] is None:
        raise _PasCompris("il y manque le nombre de places")
    return lue


def _age(nombre: str, dite: str | None, unite: str) -> int:
    age = int(nombre)
    if dite is None or dite[:2] == unite[:2]:
        return age
    if unite == "mois":
        return 12 * age
    raise CelluleFausse("les âges de cette structure se comptent en années.")


def _lire_l_ouverture(texte: str, unite: str) -> Brutes:
    debut, _, suite = texte.partition(":")
    periode = _periode(debut.partition(",")[0]) if suite else None
    lue: Brutes = {"periode": periode or "", "jours": [], "ouvre": None, "ferme": None}
    jours, precisions = set[str](), []
    for mot in _morceaux(texte if periode is None else suite):
        if trouve := _HEURES.fullmatch(mot):
            lue["ouvre"], lue["ferme"] = _heure(*trouve.group(1, 2)), _heure(*trouve.group(3, 4))
        elif trouve := _HEURE_SEULE.fullmatch(mot):
            champ = "ouvre" if trouve[1].lower() == "de" else "ferme"
            lue[champ] = _heure(*trouve.group(2, 3))
        elif siens := _jours(cle_de_mot(mot)):
            jours |= siens
        else:
            precisions.append(mot)
    lue["jours"] = [jour for jour, _ in JOURS if jour in jours]
    return lue | {"precision": ", ".join(precisions)}


def _jours(cle: str) -> set[str]:
    """Les jours que nomme ce mot : « mardi », « du lundi au vendredi » ; aucun sinon."""
    noms = [jour for jour, _ in JOURS]
    if cle in noms:
        return {cle}
    trouve = _DU_AU.fullmatch(cle)
    if trouve is None or not {trouve[1], trouve[2]} <= set(noms):
        return set()
    return set(noms[noms.index(trouve[1]) : noms.index(trouve[2]) + 1])


def _heure(heures: str, minutes: str | None) -> datetime.time:
    try:
        return datetime.time(int(heures), int(minutes or 0))
    except ValueError as erreur:
        raise CelluleFausse("cette heure n'existe pas.") from erreur


def _lire_le_titre(texte: str, unite: str) -> Brutes:
    premier = re.split(r"[:,]", texte, maxsplit=1)
    cle = cle_de_mot(premier[0])
    nature = next(
        (n for n, nom in _NATURES.items() if cle in (cle_de_mot(nom), cle_de_mot(str(n.label)))),
        None,
    )
    if nature is None:
        raise _PasCompris(f"« {premier[0].strip()} »")
    lue: Brutes = {"nature": nature, "debut": None, "fin": None}
    textes: dict[str, list[str]] = {"intitule": [], "delivre_par": []}
    champ = "intitule"
    for mot in _morceaux(premier[1] if len(premier) > 1 else ""):
        cle = cle_de_mot(mot)
        if cle.startswith("depuis le "):
            lue["debut"] = lire_cellule(_DATE, mot[len("depuis le ") :])
        elif cle.startswith("jusqu au "):
            lue["fin"] = lire_cellule(_DATE, mot[len("jusqu'au ") :])
        elif cle.startswith("delivre par "):
            champ = "delivre_par"
            textes[champ].append(mot[len("délivré par ") :])
        else:
            textes[champ].append(mot)
    return lue | {nom: ", ".join(mots) for nom, mots in textes.items()}


def _lire_le_contact(texte: str, unite: str) -> Brutes:
    fonction, _, suite = texte.rpartition(":")
    if not fonction.strip():
        raise _PasCompris("il y manque la fonction, ou les deux-points")
    lue = {"fonction": fonction.strip(), "telephone": "", "courriel": ""}
    for mot in _morceaux(suite):
        champ = "courriel" if "@" in mot else "telephone"
        if lue[champ]:
            raise _PasCompris(f"« {mot} »")
        lue[champ] = mot if champ == "courriel" else telephone_au_propre(mot)
    return lue


@dataclass(frozen=True)
class _Forme:
    """Comment une liste s'écrit dans une cellule, et s'y lit."""

    intitule: str
    exemple: str
    ecrire: Callable[[Brutes, str], str]
    lire: Callable[[str, str], Brutes]


_FORMES: Mapping[str, _Forme] = {
    "places": _Forme(
        "places par âge et par période",
        "24 places, de 3 à 6 ans, mercredi",
        _ecrire_les_places,
        _lire_les_places,
    ),
    "ouvertures": _Forme(
        "ouverture par période",
        "été : du lundi au vendredi, de 7h30 à 18h30",
        _ecrire_l_ouverture,
        _lire_l_ouverture,
    ),
    "titres": _Forme(
        "agréments, autorisations, COF et labels",
        "agrément : n° 12, délivré par la SDJES, jusqu'au 31/12/2026",
        _ecrire_le_titre,
        _lire_le_titre,
    ),
    "contacts": _Forme(
        "contacts professionnels",
        "Direction : 05 53 00 00 00, direction@exemple.fr",
        _ecrire_le_contact,
        _lire_le_contact,
    ),
}
