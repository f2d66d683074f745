"""Ce qui change beaucoup d'une année à l'autre, et se relit avant d'être accepté."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from ctg.socle.nombres import MOINS, nombre_fr
from equipements.annuels import NOMBRE, Question, Saisie

# À partir de 30 % de plus ou de moins, un chiffre se relit ; un doublement se dit tel.
SEUIL = Decimal("0.30")
DOUBLE = 2


class Genre(Enum):
    """Ce qui a changé, du plus net au plus léger."""

    ARRET = "arrêt"
    REPRISE = "reprise"
    DOUBLEMENT = "doublement"
    HAUSSE = "hausse"
    BAISSE = "baisse"


@dataclass(frozen=True)
class Saut:
    """Un chiffre qui s'écarte beaucoup de celui de l'an passé."""

    nom: str
    unite: str
    genre: Genre
    avant: Decimal
    apres: Decimal

    @property
    def part(self) -> int:
        """L'écart, en pour cent entier de l'an passé ; 0 si l'an passé était nul."""
        if not self.avant:
            return 0
        return round(100 * (self.apres - self.avant) / self.avant)

    @property
    def en_mots(self) -> str:
        """« heures facturées : 800 l'an passé, 1 700 cette année (+112 %, doublement) »."""
        signe = MOINS if self.part < 0 else "+"
        ecart = f"{signe}{abs(self.part)}\u00a0%" if self.avant else ""
        mots = self.genre.value if self.genre in _NETS else ""
        precision = ", ".join(filter(None, [ecart, mots]))
        return (
            f"{self.nom} : {nombre_fr(self.avant)} l'an passé,"
            f" {nombre_fr(self.apres)} cette année ({precision})"
        )


_NETS = (Genre.ARRET, Genre.REPRISE, Genre.DOUBLEMENT)


def genre_du_saut(avant: Decimal | None, apres: Decimal | None) -> Genre | None:
    """Ce que vaut le passage d'un nombre à l'autre ; None s'il n'y a rien à relire.

    Un nombre inconnu d'un côté ne dit rien : l'absence n'est jamais zéro.
    """
    if avant is None or apres is None or avant == apres:
        return None
    if not apres:
        return Genre.ARRET
    if not avant:
        return Genre.REPRISE
    if apres >= DOUBLE * avant:
        return Genre.DOUBLEMENT
    if abs(apres - avant) < SEUIL * avant:
        return None
    return Genre.HAUSSE if apres > avant else Genre.BAISSE


def saut(question: Question, avant: Saisie) -> Saut | None:
    """L'écart d'une question avec la réponse de l'an passé, s'il faut le relire.

    « Non concerné » après un nombre est un arrêt ; « non disponible » n'en dit rien.
    """
    presente = question.saisie()
    apres = presente.valeur
    if presente.reponse == "non_concerne" and avant.reponse == NOMBRE and avant.valeur:
        apres = Decimal(0)
    genre = genre_du_saut(avant.valeur, apres)
    if genre is None or avant.valeur is None or apres is None:
        return None
    return Saut(question.nom, question.unite, genre, avant.valeur, apres)
