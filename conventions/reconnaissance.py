"""Reconnaître les parties d'une liste collée : une par ligne, telle qu'on l'a sous la main.

Une commune se dit par son code Insee, son nom ou son code postal ; un autre organisme par son nom,
sa nature à côté ou devinée. Rien n'est deviné en silence : ce qui hésite est demandé.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from conventions.models import Commune, Convention, Partenaire
from conventions.naissance import (
    cle_d_organisme,
    nom_de_la_commune_partie,
    nom_reduit,
    organismes_a_reprendre,
)
from ctg.socle.historique import Acteur

LIGNES_AU_PLUS = 1000
# Chercher un nom voisin se paie : on ne le fait que pour les premières lignes inconnues.
_SUGGESTIONS_AU_PLUS = 30
_RESSEMBLANCE = 0.82

Nature = Partenaire.Nature

# Des mots, réduits, qui disent la nature d'un organisme ; le premier trouvé l'emporte.
_INDICES: tuple[tuple[str, Nature], ...] = (
    (r"caf|caisses? d allocations familiales", Nature.CAF),
    (r"msa|mutualite sociale agricole", Nature.MSA),
    (r"education nationale|dsden|academie|rectorat", Nature.EDUCATION_NATIONALE),
    (r"etat|(?:sous )?prefecture|prefet|ddets\w*|sdjes", Nature.ETAT),
    (r"sivos|sivu|sivom|syndicat|rpi", Nature.SYNDICAT),
    (r"communaute (?:de|d|urbaine)|cc|ca|agglomeration|agglo", Nature.AGGLOMERATION),
    (r"metropole|epci|intercommunalite", Nature.AGGLOMERATION),
    (r"departement|conseil departemental", Nature.DEPARTEMENT),
    (r"association|asso|mjc|centre social|federation|foyer rural", Nature.ASSOCIATION),
)
_DEVANT_UNE_COMMUNE = re.compile(r"^(?:(?:la )?commune|(?:la )?ville|mairie) (?:de |d |du |des )?")
_CODE = re.compile(r"\b(\d[\dABab]\d{3})\b")
_NATURES = {nom_reduit(mot): nature for nature, mot in Nature.choices}


class Sort(StrEnum):
    """Ce qu'on sait d'une ligne."""

    RECONNUE = "reconnue"
    A_CHOISIR = "a_choisir"
    ORGANISME = "organisme"
    INCONNUE = "inconnue"
    DEJA_PARTIE = "deja_partie"
    EN_DOUBLE = "en_double"


@dataclass(frozen=True)
class LigneReconnue:
    """Une ligne de la liste, et ce qu'on y a reconnu.

    `communes` : la seule possible, ou celles entre lesquelles choisir ; pour une ligne inconnue,
    celles dont le nom ressemble. `nom`, `code` : ce qu'on en a lu, à corriger s'il le faut.
    """

    numero: int
    ecrit: str
    sort: Sort
    nom: str = ""
    code: str = ""
    nature: str = ""
    communes: tuple[Commune, ...] = ()
    # Déjà connu du portail, et à portée de la personne.
    est_repris: bool = False

    @property
    def lisible(self) -> str:
        """Ce qu'on ajoutera, en toutes lettres."""
        if self.sort is Sort.ORGANISME:
            return self.nom
        if self.communes:
            return nom_de_la_commune_partie(self.communes[0].nom)
        return self.nom or self.ecrit


@dataclass(frozen=True)
class _Ecrit:
    """Une ligne lue : un code, un nom, une nature, chacun peut manquer."""

    numero: int
    texte: str
    code: str
    nom: str
    nature: str


def lignes_de(liste: str) -> list[str]:
    """Les lignes écrites, sans les vides."""
    return [ligne for brute in liste.splitlines() if (ligne := brute.strip(" \t;,-•*"))]


def reconnaitre(liste: str, *, convention: Convention, par: Acteur) -> list[LigneReconnue]:
    """Ce que dit chaque ligne, dans l'ordre. Trois requêtes, quel que soit leur nombre."""
    ecrits = [_lire(numero, ligne) for numero, ligne in enumerate(lignes_de(liste), start=1)]
    annuaire = Annuaire.lu()
    connus = {
        cle_d_organisme(p.nom, p.nature, p.commune) for p in organismes_a_reprendre(par, convention)
    }
    parties = {
        cle_d_organisme(s.partenaire.nom, s.partenaire.nature, s.partenaire.commune)
        for s in convention.signataires.select_related("partenaire__commune")
    }
    return _sans_redite([annuaire.reconnaitre(ecrit) for ecrit in ecrits], parties, connus)


def _sans_redite(
    lignes: Iterable[LigneReconnue], parties: set[str], connus: set[str]
) -> list[LigneReconnue]:
    """Les lignes, celles qui redisent une partie ou une autre ligne marquées comme telles."""
    vues: set[str] = set()
    resultat = []
    for ligne in lignes:
        cle = _cle(ligne)
        sort = ligne.sort
        if cle is not None:
            sort = (
                Sort.DEJA_PARTIE
                if cle in parties
                else Sort.EN_DOUBLE
                if cle in vues
                else ligne.sort
            )
            vues.add(cle)
        repris = cle is not None and cle in connus
        resultat.append(replace(ligne, sort=sort, est_repris=repris))
    return resultat


def _cle(ligne: LigneReconnue) -> str | None:
    if ligne.sort is Sort.RECONNUE:
        return ligne.communes[0].code_insee
    if ligne.sort is Sort.ORGANISME:
        return cle_d_organisme(ligne.nom, ligne.nature, None)
    return None


def _lire(numero: int, ligne: str) -> _Ecrit:
    """« Saint-Sixte ; 47270 », « 47001 Agen », « Caf de Lot-et-Garonne ; Caf »."""
    morceaux = [m.strip() for m in re.split(r"[\t;]|,(?=\s)", ligne) if m.strip()]
    nature, restes = "", []
    for morceau in morceaux:
        if len(morceaux) > 1 and not nature and nom_reduit(morceau) in _NATURES:
            nature = _NATURES[nom_reduit(morceau)]
        else:
            restes.append(morceau)
    reste = " ".join(restes)
    code = _CODE.search(reste)
    nom = re.sub(r"\s+", " ", _CODE.sub(" ", reste)).strip(" ()-–,")
    return _Ecrit(
        numero=numero,
        texte=ligne[:200],
        code=code.group(1).upper() if code else "",
        nom=nom[:150],
        nature=nature or _nature_devinee(nom),
    )


def _nature_devinee(nom: str) -> str:
    reduit = nom_reduit(nom)
    if _DEVANT_UNE_COMMUNE.match(reduit):
        return Nature.COMMUNE
    for indice, nature in _INDICES:
        if re.search(rf"\b(?:{indice})\b", reduit):
            return nature
    return ""


@dataclass
class Annuaire:
    """Les communes connues, par code Insee, par code postal et par nom réduit."""

    par_insee: dict[str, Commune] = field(default_factory=dict)
    par_postal: dict[str, list[Commune]] = field(default_factory=dict)
    par_nom: dict[str, list[Commune]] = field(default_factory=dict)
    suggestions_restantes: int = _SUGGESTIONS_AU_PLUS

    @classmethod
    def lu(cls) -> "Annuaire":
        """Toutes celles du portail ; une requête."""
        annuaire = cls()
        for commune in Commune.objects.only("code_insee", "nom", "codes_postaux", "siren"):
            annuaire.par_insee[commune.code_insee] = commune
            annuaire.par_nom.setdefault(nom_reduit(commune.nom), []).append(commune)
            for code in commune.codes_postaux:
                annuaire.par_postal.setdefault(str(code), []).append(commune)
        return annuaire

    def reconnaitre(self, ecrit: _Ecrit) -> LigneReconnue:
        """Ce que dit une ligne, sans égard aux autres."""
        possibles = self.possibles(ecrit.code, ecrit.nom)
        commun: dict[str, Any] = {
            "numero": ecrit.numero,
            "ecrit": ecrit.texte,
            "nom": ecrit.nom,
            "code": ecrit.code,
        }
        est_commune = ecrit.nature in ("", Nature.COMMUNE)
        # Un nom de commune exact l'emporte sur un mot qui dirait un organisme.
        est_exacte = nom_reduit(ecrit.nom) in {nom_reduit(commune.nom) for commune in possibles}
        if len(possibles) == 1 and (est_commune or est_exacte):
            return LigneReconnue(
                sort=Sort.RECONNUE, nature=Nature.COMMUNE, communes=tuple(possibles), **commun
            )
        if est_commune and possibles:
            return LigneReconnue(
                sort=Sort.A_CHOISIR, nature=Nature.COMMUNE, communes=tuple(possibles), **commun
            )
        if not est_commune and ecrit.nom:
            return LigneReconnue(sort=Sort.ORGANISME, nature=ecrit.nature, **commun)
        return LigneReconnue(
            sort=Sort.INCONNUE,
            nature=ecrit.nature,
            communes=tuple(self._ressemblantes(ecrit.nom)),
            **commun,
        )

    def possibles(self, code: str, nom: str) -> list[Commune]:
        """Les communes que disent un code (Insee ou postal) et un nom ; en désaccord, toutes."""
        par_code, par_nom = self._par_code(code), self._par_nom(nom)
        if par_code and par_nom:
            accord = [commune for commune in par_code if commune in par_nom]
            return accord or _uniques([*par_code, *par_nom])
        return par_code or par_nom

    def _par_code(self, code: str) -> list[Commune]:
        """Un même nombre peut être le code Insee de l'une et le code postal d'une autre."""
        insee = [self.par_insee[code]] if code in self.par_insee else []
        return _uniques([*insee, *self.par_postal.get(code, [])])

    def _par_nom(self, nom: str) -> list[Commune]:
        reduit = nom_reduit(nom)
        sans_titre = _DEVANT_UNE_COMMUNE.sub("", reduit)
        return self.par_nom.get(reduit) or self.par_nom.get(nom_reduit(sans_titre), [])

    def _ressemblantes(self, nom: str) -> list[Commune]:
        reduit = nom_reduit(_DEVANT_UNE_COMMUNE.sub("", nom_reduit(nom)))
        if not reduit or not self.suggestions_restantes:
            return []
        self.suggestions_restantes -= 1
        voisins = [connu for connu in self.par_nom if connu[:1] == reduit[:1]]
        proches = get_close_matches(reduit, voisins, n=3, cutoff=_RESSEMBLANCE)
        proches += [v for v in voisins if f"{reduit} ".startswith(f"{v} ") and v not in proches]
        return _uniques(commune for proche in proches[:4] for commune in self.par_nom[proche])


def _uniques(communes: Iterable[Commune]) -> list[Commune]:
    return list({commune.code_insee: commune for commune in communes}.values())
