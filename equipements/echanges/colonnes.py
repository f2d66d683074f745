"""Ce qu'une ligne du registre contient hors du portail : la seule liste, à l'aller et au retour."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from conventions.models import Commune, Convention
from ctg.socle.tableur import Colonne, Genre, ModeleDeFeuille, texte_de_cellule
from ctg.socle.telephones import telephone_au_propre
from equipements.echanges.listes import (
    colonne_de_liste,
    ecrire_la_liste,
    lire_la_liste,
    listes_egales,
)
from equipements.models import Equipement, Periode, SousType, TypeEquipement
from equipements.recapitulatif import par_nom
from equipements.valeurs import Brutes, ligne_brute, valeurs_de

NOM_DE_FEUILLE = "Structures"
_PORTES_PAR_LA_LIGNE = [nom for nom in Equipement.CHAMPS_SAISIS if nom != "communes_desservies"]
_AU_PLUS = 32_767
_REPERE = re.compile(r"(\d{1,18})(?:-v(\d{1,18}))?")
REPERE = Colonne(
    "repere",
    "Repère",
    est_modifiable=False,
    largeur=12,
)
SOUTENUE_PAR = Colonne(
    "soutenue_par",
    "Soutenue par",
    aide="Pour une structure nouvelle : la collectivité qui la soutient. Ailleurs, rien ne change.",
    synonymes=("Signataire",),
    largeur=26,
)
ETAT = Colonne("etat_saisie", "Saisie", est_modifiable=False, largeur=12)
# Ce qu'une ligne du fichier dit d'une structure : ses champs, et ce qui s'y répète.
CHAMPS = Equipement.CHAMPS_SAISIS + Equipement.LISTES


def repere_de(structure: Equipement) -> str:
    """« 12-v3 » : la structure, et la version que l'export en a lue."""
    return f"{structure.pk}-v{structure.version}"


def lire_le_repere(texte: str) -> tuple[int, int | None] | None:
    """(structure, version) ; None si ce n'est pas un repère."""
    trouve = _REPERE.fullmatch(texte.replace("\u00a0", "").strip())
    if trouve is None:
        return None
    return int(trouve[1]), int(trouve[2]) if trouve[2] else None


@dataclass(frozen=True)
class Reperes:
    """Ce que nomment les cellules : les communes par code Insee, les sous-types par clé."""

    communes: Mapping[str, Commune]
    sous_types: Mapping[str, SousType]

    @classmethod
    def lus(cls, convention: Convention) -> "Reperes":
        """Tous les sous-types ; les communes des parties et de leur registre. Deux requêtes."""
        return cls(
            {commune.code_insee: commune for commune in par_nom(_communes(convention))},
            {str(sous_type.pk): sous_type for sous_type in SousType.objects.all()},
        )

    @cached_property
    def insee(self) -> Mapping[int, str]:
        """Clé d'une commune → son code Insee."""
        return {commune.pk: code for code, commune in self.communes.items()}

    @cached_property
    def modele(self) -> ModeleDeFeuille:
        """La feuille des structures."""
        return ModeleDeFeuille(
            NOM_DE_FEUILLE,
            (REPERE, *self._champs(), SOUTENUE_PAR, ETAT),
            "Une ligne par structure. Ajoutez les nouvelles à la suite, sans repère.",
        )

    def _noms_des_communes(self) -> dict[str, str]:
        """Deux communes de même nom se distinguent par leur code."""
        fois = Counter(commune.nom for commune in self.communes.values())
        return {
            code: commune.nom if fois[commune.nom] == 1 else f"{commune.nom} ({code})"
            for code, commune in self.communes.items()
        }

    def _noms_des_sous_types(self) -> dict[str, str]:
        fois = Counter(sous_type.nom for sous_type in self.sous_types.values())
        return {
            cle: s.nom if fois[s.nom] == 1 else f"{s.nom} ({s.get_type_display()})"
            for cle, s in self.sous_types.items()
        }

    def _champs(self) -> Sequence[Colonne]:
        communes = self._noms_des_communes()
        return (
            _colonne("nom", est_requise=True, est_obligatoire=True, largeur=36),
            _choix("type", dict(TypeEquipement.choices), est_obligatoire=True, largeur=16),
            _choix("sous_type", self._noms_des_sous_types(), "Du même type que la structure."),
            _choix("commune", communes, "Son nom, ou son code Insee.", est_obligatoire=True),
            _colonne("adresse", "Numéro et rue, ou lieu-dit.", largeur=34),
            _colonne("code_postal", "Cinq chiffres.", largeur=12),
            _degres("latitude", 90, "Facultative, en degrés : 44,2031. La longitude va avec."),
            _degres("longitude", 180, "En degrés : 0,6212 ; négative à l'ouest de Greenwich."),
            _colonne("telephone", "Par exemple 05 53 00 00 00.", largeur=18),
            _colonne("courriel", "Celui de la structure, plutôt que celui d'une personne."),
            _colonne("site"),
            _colonne("gestionnaire", "Qui la fait vivre au quotidien."),
            _colonne("gestionnaire_siret", "Quatorze chiffres.", largeur=18),
            _choix("mode_gestion", dict(Equipement.ModeDeGestion.choices)),
            _nombre("capacite", "Le nombre de places autorisées ou déclarées."),
            _nombre("age_min", "En mois pour un EAJE, en années pour les autres."),
            _nombre("age_max", "Dans la même unité."),
            _colonne(
                "periodes",
                "Séparées par des points-virgules.",
                genre=Genre.LISTE,
                choix=dict(Periode.choices),
            ),
            _colonne("horaires", largeur=34),
            _colonne("a_referent_handicap", "Vide : on ne sait pas.", genre=Genre.OUI_NON),
            _colonne(
                "communes_desservies",
                "Séparées par des points-virgules.",
                genre=Genre.LISTE,
                choix=communes,
            ),
            _colonne("identifiant_caf", largeur=16),
            _colonne("identifiant_sdjes", largeur=16),
            _choix("statut", dict(Equipement.Statut.choices), largeur=18),
            _colonne("statut_depuis", genre=Genre.DATE),
            _colonne("precisions", largeur=34),
            *(colonne_de_liste(liste) for liste in Equipement.LISTES),
        )

    # --- De la structure à la cellule, et retour ---

    def valeurs(self, structure: Equipement) -> dict[str, Any]:
        """Les cellules d'une structure que l'export a lue avec ses listes, sans requête.

        Voir `equipements.rattachees`.
        """
        lue: Any = structure
        unite = structure.unite_d_age
        brutes = valeurs_de(structure, _PORTES_PAR_LA_LIGNE) | {
            "communes_desservies": lue.desservies,
            **{nom: list(map(ligne_brute, lue.lues[nom])) for nom in Equipement.LISTES},
        }
        return {
            "repere": repere_de(structure),
            **{champ: self.cellule(champ, brute, unite) for champ, brute in brutes.items()},
            "soutenue_par": soutenue_par(structure),
            "etat_saisie": structure.get_etat_saisie_display(),
        }

    def cellule(self, champ: str, brute: Any, unite: str) -> Any:
        """Ce que la cellule porte, d'après la valeur brute (`equipements.valeurs`).

        `unite` : celle des âges de la structure.
        """
        if brute is None:
            return None
        if champ in Equipement.LISTES:
            return ecrire_la_liste(champ, brute, unite)
        match champ:
            case "commune":
                return self.insee.get(brute)
            case "sous_type":
                return str(brute)
            case "communes_desservies":
                voulues = set(brute)
                return [code for code, commune in self.communes.items() if commune.pk in voulues]
            case "statut_depuis":
                return datetime.date.fromisoformat(brute)
        return brute

    def brute(self, champ: str, lue: Any, unite: str, presentes: Brutes) -> Any:
        """La valeur brute que dit une cellule lue ; lève `CelluleFausse` si une liste y est fausse.

        `presentes` : celles de la structure, où une ligne restée la même se retrouve.
        """
        if champ in Equipement.LISTES:
            return lire_la_liste(champ, lue, unite, presentes.get(champ, []))
        match champ:
            case "commune":
                return self.communes[lue].pk if lue else None
            case "sous_type":
                return int(lue) if lue else None
            case "communes_desservies":
                return sorted(self.communes[code].pk for code in lue)
            case "periodes":
                return [p.value for p in Periode if p.value in lue]
            case "statut_depuis":
                return lue.isoformat() if lue else None
            case "latitude" | "longitude":
                return None if lue is None else float(lue)
        return _PROPRES[champ](lue) if champ in _PROPRES else lue

    def lisible(self, champ: str, brute: Any, unite: str) -> str:
        """La valeur telle qu'une personne la lit dans le rapport ; vide si elle l'est."""
        colonne, valeur = self.modele.colonne(champ), self.cellule(champ, brute, unite)
        if valeur is None or valeur == "" or valeur == []:
            return ""
        match colonne.genre:
            case Genre.LISTE:
                entre = " ; " if champ in Equipement.LISTES else ", "
                return entre.join(colonne.choix.get(v, str(v)) for v in valeur)
            case Genre.CHOIX:
                return colonne.choix.get(str(valeur), str(valeur))
            case Genre.OUI_NON:
                return "oui" if valeur else "non"
            case Genre.DATE:
                return f"{valeur:%d/%m/%Y}"
        return str(valeur).replace(".", ",") if isinstance(valeur, float) else str(valeur)


def _communes(convention: Convention) -> QuerySet[Commune]:
    """Celles des parties ; celles où leurs structures sont déjà, ou qu'elles desservent déjà."""
    registre = Equipement.objects.de_la_convention(convention)
    desservies = Equipement.communes_desservies.through.objects.filter(
        equipement__in=registre.values("pk")
    )
    communes = Commune.objects.filter(
        Q(pk__in=registre.values("commune")) | Q(pk__in=desservies.values("commune"))
    )
    return (Commune.objects.des_parties_de(convention) | communes).defer("cellule", "contour")


def egales(champ: str, une: Any, autre: Any) -> bool:
    """Vrai si deux valeurs brutes s'écrivent de même dans une cellule."""
    if champ in Equipement.LISTES:
        return listes_egales(champ, une, autre)
    if isinstance(une, str) and isinstance(autre, str):
        return texte_de_cellule(une) == texte_de_cellule(autre)
    if isinstance(une, list) and isinstance(autre, list):
        return sorted(map(str, une)) == sorted(map(str, autre))
    return bool(une == autre)


def brutes_presentes(structure: Equipement) -> Brutes:
    """Les valeurs brutes d'une structure, ses ensembles et listes préchargés : aucune requête."""
    return valeurs_de(structure, CHAMPS)


def soutenue_par(structure: Any) -> str:
    """Les collectivités qui soutiennent la structure, telles que la cellule les dit."""
    return "; ".join(sorted(soutien.partenaire.nom for soutien in structure.soutiens_actuels))


def _telephone(texte: str) -> str:
    """Mis au propre, avec le zéro de tête qu'un tableur a pris pour un nombre."""
    return f"0{texte}" if re.fullmatch(r"[1-9]\d{8}", texte) else telephone_au_propre(texte)


def _site(texte: str) -> str:
    return f"https://{texte}" if texte and "://" not in texte else texte


# Ce que le formulaire admet aussi : un SIRET copié avec ses espaces, un site sans « https:// ».
_PROPRES: Mapping[str, Callable[[str], str]] = {
    "telephone": _telephone,
    "site": _site,
    "gestionnaire_siret": lambda texte: "".join(texte.split()),
    "code_postal": lambda texte: "".join(texte.split()),
}


def _colonne(champ: str, aide: str = "", **options: Any) -> Colonne:
    """La colonne d'un champ de la structure, nommée comme lui."""
    defini: Any = Equipement._meta.get_field(champ)
    if options.get("genre", Genre.TEXTE) is Genre.TEXTE:
        options.setdefault("longueur", defini.max_length)
    return Colonne(champ, capfirst(str(defini.verbose_name)), aide=aide, **options)


def _choix(champ: str, choix: Mapping[str, str], aide: str = "", **options: Any) -> Colonne:
    return _colonne(champ, aide, genre=Genre.CHOIX, choix=choix, **options)


def _degres(champ: str, au_plus: int, aide: str) -> Colonne:
    return _colonne(champ, aide, genre=Genre.NOMBRE, minimum=-au_plus, maximum=au_plus, largeur=12)


def _nombre(champ: str, aide: str) -> Colonne:
    return _colonne(champ, aide, genre=Genre.ENTIER, minimum=0, maximum=_AU_PLUS, largeur=12)
