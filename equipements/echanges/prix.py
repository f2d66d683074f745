"""Ce qu'une ligne de prix contient hors du portail, et les prix d'une année scolaire à emporter.

Une ligne par tranche de quotient familial et par unité ; les lignes d'un accueil font sa grille.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ctg.socle.tableur import Colonne, Genre, ModeleDeFeuille
from equipements.echanges.contenu import Retenues, sujet
from equipements.models import (
    GrilleDePrix,
    Prix,
    TypeEquipement,
    Unite,
    annee_scolaire_en_mots,
)

_QF_AU_PLUS = 100_000
_EUROS_AU_PLUS = 99_999
_ANNEE = re.compile(r"(20\d\d)(?:\s*[-/–]\s*(20\d\d))?")


def _lue(cle: str, intitule: str, **options: Any) -> Colonne:
    return Colonne(cle, intitule, est_modifiable=False, **options)


def _euros(cle: str, intitule: str, aide: str) -> Colonne:
    return Colonne(cle, intitule, Genre.NOMBRE, aide, minimum=0, maximum=_EUROS_AU_PLUS, largeur=14)


def _quotient(cle: str, intitule: str, aide: str) -> Colonne:
    return Colonne(cle, intitule, Genre.ENTIER, aide, minimum=0, maximum=_QF_AU_PLUS, largeur=12)


PRIX = ModeleDeFeuille(
    "Prix",
    (
        _lue("repere", "Repère", est_requise=True, largeur=12),
        _lue("structure", "Structure", largeur=36),
        _lue("commune", "Commune", largeur=22),
        _lue("annee", "Année scolaire", est_requise=True, largeur=16),
        Colonne(
            "unite", "Prix de", Genre.CHOIX, "Ce que le prix achète.", choix=dict(Unite.choices)
        ),
        Colonne("avec_repas", "Avec repas", Genre.OUI_NON, "Vide : sans repas.", largeur=12),
        _quotient("qf_min", "QF de", "Vide : depuis zéro."),
        _quotient("qf_max", "QF jusqu'à", "Vide : et plus."),
        _euros("montant", "Prix, en euros", "Pour une famille de la commune."),
        _euros("montant_exterieur", "Hors commune, en euros", "Pour une famille d'ailleurs."),
    ),
    "Une ligne par tranche et par unité. Ajoutez-en sous l'accueil, avec son repère et son année.",
)


def annee_lue(ecrite: str) -> int | None:
    """« 2025-2026 » → 2025 ; None si ce n'est pas une année scolaire."""
    trouve = _ANNEE.fullmatch(ecrite.strip())
    if trouve is None or (trouve[2] and int(trouve[2]) != int(trouve[1]) + 1):
        return None
    return int(trouve[1])


@dataclass(frozen=True)
class ContenuDesPrix:
    """Les prix d'une année scolaire, pour les accueils de loisirs retenus."""

    retenues: Retenues
    annee: int
    lignes: Sequence[Mapping[str, Any]]

    @property
    def titre(self) -> str:
        """Le titre du document."""
        return f"Prix {annee_scolaire_en_mots(self.annee)} des accueils de loisirs"

    @property
    def sujet(self) -> list[str]:
        """Ce que le fichier dit de lui-même."""
        accueils = len({ligne["repere"] for ligne in self.lignes})
        mots = "accueil de loisirs" if accueils < 2 else "accueils de loisirs"
        etendue = f"{accueils} {mots}"
        if self.retenues.choix:
            etendue += f" ({', '.join(self.retenues.choix)})"
        return sujet(self.titre, etendue, self.retenues)

    @property
    def nom_du_fichier(self) -> str:
        """Le nom sous lequel il se range, sans suffixe."""
        extrait = "-extrait" if self.retenues.choix else ""
        annee = annee_scolaire_en_mots(self.annee)
        return f"prix-{annee}-{self.retenues.convention.slug}{extrait}"


def contenu_des_prix(retenues: Retenues, annee: int) -> ContenuDesPrix:
    """Les grilles de l'année, en trois requêtes ; sans grille, une ligne vide attend."""
    accueils = list(retenues.structures.filter(type=TypeEquipement.ALSH).select_related("commune"))
    voulues = retenues.structures.order_by().values("pk")
    grilles = {
        grille.equipement_id: grille
        for grille in GrilleDePrix.objects.filter(
            annee_scolaire=annee, equipement__in=voulues
        ).prefetch_related("prix")
    }
    return ContenuDesPrix(
        retenues,
        annee,
        [ligne for a in accueils for ligne in _lignes(a, annee, grilles.get(a.pk))],
    )


def _lignes(accueil: Any, annee: int, grille: GrilleDePrix | None) -> Iterable[dict[str, Any]]:
    tete = {
        "repere": f"{accueil.pk}-v{grille.version if grille else 0}",
        "structure": accueil.nom,
        "commune": accueil.commune.nom,
        "annee": annee_scolaire_en_mots(annee),
    }
    lignes = list(grille.prix.all()) if grille else []
    if not lignes:
        yield tete
    for ligne in lignes:
        yield tete | {champ: getattr(ligne, champ) for champ in Prix.CHAMPS}
