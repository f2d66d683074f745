"""Ce qui change beaucoup d'une année à l'autre, et se relit avant d'être accepté."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from ctg.socle.nombres import MOINS, nombre_fr, quantite_fr
from equipements.annuels import NOMBRE, Question, Saisie
from equipements.models import GrilleDePrix, service_en_mots
from equipements.prix import QF_DE_REFERENCE

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


@dataclass(frozen=True)
class SautDePrix(Saut):
    """Un prix qui s'écarte beaucoup de celui de l'an passé ; `est_un_arret` : le service n'a
    plus de prix.
    """

    est_un_arret: bool = False

    @property
    def en_mots(self) -> str:
        """« journée avec repas : 8,00 € l'an passé, 16,50 € cette année (+106 %, doublement) »."""
        avant = f"{self.nom} : {_en_euros(self.avant)} l'an passé"
        if self.est_un_arret:
            return f"{avant}, plus de prix cette année (arrêt)"
        ecart = f"{MOINS if self.part < 0 else '+'}{abs(self.part)} %" if self.avant else ""
        double = "doublement" if self.genre is Genre.DOUBLEMENT else ""
        precision = ", ".join(filter(None, [ecart, double]))
        dit = f"{avant}, {_en_euros(self.apres)} cette année"
        return f"{dit} ({precision})" if precision else dit


def _en_euros(montant: Decimal) -> str:
    return quantite_fr(montant, "€", 2) if montant else "gratuit"


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


def sauts_de_prix(grille: GrilleDePrix, avant: GrilleDePrix) -> list[Saut]:
    """Les prix qui s'écartent beaucoup de l'an passé, pour chaque famille de référence.

    Les deux grilles ont leurs prix préchargés. Un service nouveau, ou une tranche qu'une des deux
    ne dit pas, n'est pas un écart.
    """
    services = {(prix.unite, prix.avec_repas) for prix in grille.prix.all()}
    trouves: list[Saut] = []
    for unite, avec_repas in dict.fromkeys((p.unite, p.avec_repas) for p in avant.prix.all()):
        est_arrete = (unite, avec_repas) not in services
        siens: dict[int, SautDePrix] = {}
        for qf in QF_DE_REFERENCE:
            ancien = avant.prix_pour(qf, unite, avec_repas=avec_repas)
            nouveau = grille.prix_pour(qf, unite, avec_repas=avec_repas)
            apres = Decimal(0) if est_arrete else nouveau
            genre = genre_du_saut(ancien, apres)
            if genre is not None and ancien is not None and apres is not None:
                nom = f"{service_en_mots(unite, avec_repas)}, QF {nombre_fr(qf)}"
                siens[qf] = SautDePrix(nom, "€", genre, ancien, apres, est_arrete)
        pareils = {(saut.avant, saut.apres) for saut in siens.values()}
        if len(pareils) == 1 and len(siens) == len(QF_DE_REFERENCE):
            # Toutes les familles paient de même : une seule phrase.
            premier = next(iter(siens.values()))
            siens = {0: replace(premier, nom=service_en_mots(unite, avec_repas))}
        trouves += siens.values()
    return trouves
