"""Des lignes au fichier : un classeur prêt à remplir, ou un CSV."""

import csv
import datetime
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ctg.socle.fichiers import morceaux_ecrits
from ctg.socle.tableur.modele import (
    DEBUTS_DE_FORMULE,
    Colonne,
    Genre,
    ModeleDeFeuille,
    texte_de_cellule,
)

MODE_D_EMPLOI = "Mode d'emploi"
LISTES = "Listes"
# Jusqu'où les listes de choix et les formats valent, au-delà des lignes écrites.
_LIGNES_A_REMPLIR = 500
_CHOIX_EN_LIGNE = 250
_LARGEURS = {
    Genre.TEXTE: 30,
    Genre.ENTIER: 10,
    Genre.NOMBRE: 14,
    Genre.DATE: 14,
    Genre.CHOIX: 22,
    Genre.LISTE: 34,
    Genre.OUI_NON: 10,
}
_FORMATS = {Genre.DATE: "DD/MM/YYYY", Genre.NOMBRE: "#,##0.00", Genre.TEXTE: "@"}
# Les jetons de la feuille de style : primaire, crème, doux, trait.
_PRIMAIRE, _VIF, _CREME, _DOUX, _TRAIT = "123F3A", "1B5E56", "F2ECE1", "55636A", "D9D3C7"


@dataclass(frozen=True)
class Feuille:
    """Une feuille à écrire : son modèle et ses lignes (clé de colonne → valeur).

    `est_protegee` : ce qui ne se modifie pas est verrouillé, sans mot de passe.
    """

    modele: ModeleDeFeuille
    lignes: Iterable[Mapping[str, Any]]
    est_protegee: bool = False


@dataclass(frozen=True)
class Classeur:
    """Un classeur à écrire.

    - `titre` : celui du document et de la première feuille ;
    - `sujet` : ce qu'on lit dessous (convention, date, filtres), une ligne chacun ;
    - `mention` : « Données fictives », portée en tête et sur chaque page imprimée ;
    - `mode_d_emploi` : des phrases ; l'aide des colonnes modifiables s'y ajoute d'elle-même ;
    - `melees` : (rang de la feuille, ligne), pour des lignes qui arrivent ensemble et vont à
      plusieurs feuilles ; elles s'écrivent après celles des feuilles, sans rien garder.
    """

    titre: str
    feuilles: Sequence[Feuille]
    sujet: Sequence[str] = ()
    mention: str = ""
    mode_d_emploi: Sequence[str] = ()
    auteur: str = "Portail CTG"
    melees: Iterable[tuple[int, Mapping[str, Any]]] = ()


def ecrire_xlsx(classeur: Classeur) -> bytes:
    """Le classeur en XLSX : en-têtes figés, filtres, listes de choix, dates vraies.

    Aucun texte n'y est une formule, quoi qu'il contienne.
    """
    return b"".join(xlsx_au_fil(classeur))


def xlsx_au_fil(classeur: Classeur) -> Iterator[bytes]:
    """Le même, écrit ligne à ligne sur le disque, puis rendu par morceaux."""
    return morceaux_ecrits(lambda fichier: _ecrire_le_classeur(classeur, fichier))


def _ecrire_le_classeur(classeur: Classeur, fichier: IO[bytes]) -> None:
    livre = Workbook(write_only=True)
    livre.properties.title = classeur.titre
    livre.properties.subject = " – ".join(classeur.sujet)
    livre.properties.creator = classeur.auteur
    livre.properties.language = "fr-FR"
    if classeur.mention:
        livre.properties.keywords = classeur.mention
    for style in _styles():
        livre.add_named_style(style)
    _ecrire_le_mode_d_emploi(livre, classeur)
    ouvertes = [_FeuilleOuverte(livre, feuille, classeur) for feuille in classeur.feuilles]
    for ouverte in ouvertes:
        for ligne in ouverte.feuille.lignes:
            ouverte.ajouter(ligne)
    for rang, ligne in classeur.melees:
        ouvertes[rang].ajouter(ligne)
    listes: dict[str, Sequence[str]] = {}
    for ouverte in ouvertes:
        ouverte.fermer(listes)
    if listes:
        _ecrire_les_listes(livre, listes)
    livre.save(fichier)


def ecrire_csv(feuille: Feuille, sujet: Sequence[str] = ()) -> bytes:
    """La feuille en CSV, que les tableurs français ouvrent d'un double-clic."""
    return b"".join(lignes_csv(feuille, sujet))


def lignes_csv(feuille: Feuille, sujet: Sequence[str] = ()) -> Iterator[bytes]:
    """Le CSV, ligne après ligne : d'abord ce qu'il contient (`sujet`), puis les en-têtes.

    Points-virgules, UTF-8 avec sa marque. Un texte qui aurait l'air d'une formule est précédé
    d'une apostrophe, que la lecture retire.
    """
    colonnes = [c for c in feuille.modele.colonnes if not c.est_cachee]
    yield BOM_UTF8
    if sujet:
        yield _ligne_csv([_neutre(" – ".join(sujet))])
    yield _ligne_csv([_neutre(c.intitule) for c in colonnes])
    for ligne in feuille.lignes:
        yield _ligne_csv([_en_texte(c, valeur_ecrite(c, ligne.get(c.cle))) for c in colonnes])


def _ligne_csv(cellules: Sequence[str]) -> bytes:
    sortie = io.StringIO()
    csv.writer(sortie, delimiter=";", lineterminator="\r\n").writerow(cellules)
    return sortie.getvalue().encode("utf-8", "replace")


def valeur_ecrite(colonne: Colonne, valeur: Any) -> Any:
    """Ce qui s'écrit dans la cellule : un nombre, une date, ou un texte ; None si c'est vide."""
    if valeur is None or valeur == "" or valeur == []:
        return None
    match colonne.genre:
        case Genre.CHOIX:
            return colonne.choix.get(str(valeur), str(valeur))
        case Genre.LISTE:
            mots = [colonne.choix.get(str(v), str(v)) for v in valeur]
            return texte_de_cellule("; ".join(mots))
        case Genre.OUI_NON:
            return "oui" if valeur else "non"
        case Genre.TEXTE:
            return texte_de_cellule(str(valeur))
    return valeur


def _en_texte(colonne: Colonne, valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, datetime.date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, (int, float, Decimal)):
        return str(valeur).replace(".", ",")
    return _neutre(str(valeur))


def _neutre(texte: str) -> str:
    return f"'{texte}" if texte.startswith(DEBUTS_DE_FORMULE) else texte


# --- La mise en forme ------------------------------------------------------------------------


def _styles() -> Iterator[NamedStyle]:
    haut = Alignment(vertical="top", wrap_text=True)
    bas = Border(bottom=Side("thin", color=_TRAIT))
    ouverte, grise = Protection(locked=False), PatternFill("solid", fgColor=_CREME)
    yield NamedStyle("Portail titre", font=Font(size=20, bold=True, color=_PRIMAIRE))
    yield NamedStyle("Portail paragraphe", font=Font(size=11), alignment=haut)
    yield NamedStyle("Portail mention", font=Font(size=11, bold=True, color="8A5A00"))
    yield NamedStyle("Portail intertitre", font=Font(size=13, bold=True, color=_PRIMAIRE))
    for nom, couleur in (("Portail en-tête", _VIF), ("Portail en-tête lu", _DOUX)):
        yield NamedStyle(
            nom,
            font=Font(bold=True, color="FFFFFF"),
            fill=PatternFill("solid", fgColor=couleur),
            alignment=Alignment(vertical="center", wrap_text=True),
        )
    for genre in Genre:
        format_ = _FORMATS.get(genre, "General")
        yield NamedStyle(
            f"Portail {genre}",
            alignment=haut,
            border=bas,
            number_format=format_,
            protection=ouverte,
        )
        yield NamedStyle(
            f"Portail {genre} lu", alignment=haut, border=bas, number_format=format_, fill=grise
        )


def _cellule(feuille: Worksheet, valeur: Any, style: str) -> Cell:
    cellule = WriteOnlyCell(feuille, value=valeur)
    cellule.style = style
    if isinstance(valeur, str):
        # openpyxl prend « =… » pour une formule et « #N/A » pour une erreur : c'est du texte.
        cellule.data_type = "s"
        if valeur.startswith(DEBUTS_DE_FORMULE):
            cellule.quotePrefix = True
    return cellule


class _FeuilleOuverte:
    """Une feuille en cours d'écriture : ses en-têtes y sont, ses lignes arrivent."""

    def __init__(self, livre: Workbook, feuille: Feuille, classeur: Classeur) -> None:
        self.feuille = feuille
        self.modele = modele = feuille.modele
        self.nombre = 1
        self.styles = [
            f"Portail {c.genre}{'' if c.est_modifiable else ' lu'}" for c in modele.colonnes
        ]
        self.page = page = livre.create_sheet(modele.nom)
        _preparer(page, classeur, modele.nom)
        for rang, colonne in enumerate(modele.colonnes, 1):
            dimension = page.column_dimensions[get_column_letter(rang)]
            dimension.width = colonne.largeur or _LARGEURS[colonne.genre]
            dimension.hidden = colonne.est_cachee
        page.freeze_panes = "A2"
        page.print_title_rows = "1:1"
        page.append(
            [
                _cellule(page, c.intitule, f"Portail en-tête{'' if c.est_modifiable else ' lu'}")
                for c in modele.colonnes
            ]
        )

    def ajouter(self, ligne: Mapping[str, Any]) -> None:
        """Écrit une ligne sur le disque : rien n'en reste en mémoire."""
        self.nombre += 1
        self.page.append(
            [
                _cellule(self.page, valeur_ecrite(colonne, ligne.get(colonne.cle)), style)
                for colonne, style in zip(self.modele.colonnes, self.styles, strict=True)
            ]
        )

    def fermer(self, listes: dict[str, Sequence[str]]) -> None:
        """Les filtres, les listes de choix (ajoutées à `listes`), la protection."""
        derniere = get_column_letter(len(self.modele.colonnes))
        self.page.auto_filter.ref = f"A1:{derniere}{self.nombre}"
        est_protegee = self.feuille.est_protegee
        fin = self.nombre if est_protegee else self.nombre + _LIGNES_A_REMPLIR
        for rang, colonne in enumerate(self.modele.colonnes, 1):
            validation = _validation(colonne, listes)
            if validation is not None and fin > 1:
                lettre = get_column_letter(rang)
                validation.add(f"{lettre}2:{lettre}{fin}")
                self.page.data_validations.append(validation)
        if est_protegee:
            _proteger(self.page)


def _preparer(page: Worksheet, classeur: Classeur, nom: str) -> None:
    """L'impression : à l'italienne, sur la largeur d'une page, le titre et la mention en tête."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    tete, pied = page.oddHeader, page.oddFooter
    if tete is not None and pied is not None:
        tete.left.text = f"{classeur.titre} – {nom}".replace("&", "&&")
        tete.right.text = classeur.mention
        pied.right.text = "page &P sur &N"


def _proteger(page: Worksheet) -> None:
    """Verrouille ce qui ne se modifie pas ; filtrer et élargir restent possibles."""
    page.protection.sheet = True
    page.protection.autoFilter = False
    page.protection.formatColumns = False
    page.protection.formatRows = False


def _validation(colonne: Colonne, listes: dict[str, Sequence[str]]) -> DataValidation | None:
    """La liste des choix (ou la date) que le tableur propose, avec l'aide en bulle."""
    if not colonne.est_modifiable or colonne.est_cachee:
        return None
    mots = list(colonne.choix.values())
    if colonne.genre is Genre.OUI_NON:
        mots = ["oui", "non"]
    if colonne.genre in (Genre.CHOIX, Genre.OUI_NON) and mots:
        en_ligne = ",".join(mots)
        if len(en_ligne) > _CHOIX_EN_LIGNE or any("," in mot or '"' in mot for mot in mots):
            rang = list(listes).index(colonne.cle) if colonne.cle in listes else len(listes)
            listes.setdefault(colonne.cle, mots)
            lettre = get_column_letter(rang + 1)
            source = f"'{LISTES}'!${lettre}$2:${lettre}${len(mots) + 1}"
        else:
            source = f'"{en_ligne}"'
        validation = DataValidation(type="list", formula1=source, allow_blank=True)
        validation.error = "Choisissez dans la liste."
    elif colonne.genre is Genre.DATE:
        validation = DataValidation(
            type="date", operator="greaterThan", formula1="1", allow_blank=True
        )
        validation.error = "Écrivez une date : jour/mois/année."
    elif colonne.aide:
        validation = DataValidation(allow_blank=True)
    else:
        return None
    validation.showErrorMessage = True
    validation.errorTitle = colonne.intitule[:31]
    if colonne.aide:
        validation.showInputMessage = True
        validation.promptTitle = colonne.intitule[:31]
        validation.prompt = colonne.aide[:250]
    return validation


def _ecrire_les_listes(livre: Workbook, listes: Mapping[str, Sequence[str]]) -> None:
    page = livre.create_sheet(LISTES)
    page.sheet_state = "hidden"
    hauteur = max(len(mots) for mots in listes.values())
    page.append([_cellule(page, cle, "Portail paragraphe") for cle in listes])
    for rang in range(hauteur):
        page.append(
            [
                _cellule(page, mots[rang] if rang < len(mots) else None, "Portail paragraphe")
                for mots in listes.values()
            ]
        )


def _ecrire_le_mode_d_emploi(livre: Workbook, classeur: Classeur) -> None:
    page = livre.create_sheet(MODE_D_EMPLOI)
    _preparer(page, classeur, MODE_D_EMPLOI)
    for lettre, largeur in zip("ABCD", (24, 34, 70, 60), strict=True):
        page.column_dimensions[lettre].width = largeur
    page.sheet_view.showGridLines = False
    page.append([_cellule(page, classeur.titre, "Portail titre")])
    if classeur.mention:
        page.append([_cellule(page, classeur.mention, "Portail mention")])
    # Une phrase déborde sur les cellules vides de droite : elle se lit d'un trait.
    for phrase in classeur.sujet:
        page.append([_cellule(page, phrase, "Normal")])
    page.append([])
    for phrase in classeur.mode_d_emploi:
        page.append([_cellule(page, phrase, "Normal")])
    page.append([])
    _ecrire_l_aide(page, classeur)
    _proteger(page)


def _ecrire_l_aide(page: Worksheet, classeur: Classeur) -> None:
    """Feuille par feuille, ce que chaque colonne contient, et les mots qu'elle admet."""
    for feuille in classeur.feuilles:
        modele = feuille.modele
        page.append([_cellule(page, f"Feuille « {modele.nom} »", "Portail intertitre")])
        if modele.aide:
            page.append([_cellule(page, modele.aide, "Normal")])
        colonnes = [c for c in modele.colonnes if c.est_modifiable and not c.est_cachee]
        if colonnes:
            page.append(
                [
                    _cellule(page, mot, "Portail en-tête")
                    for mot in ("Colonne", "Contient", "Ce qu'on y écrit", "Mots admis")
                ]
            )
        for colonne in colonnes:
            page.append(
                [
                    _cellule(page, mot, "Portail paragraphe")
                    for mot in (
                        colonne.intitule,
                        _CONTIENT[colonne.genre],
                        colonne.aide,
                        " ; ".join(colonne.choix.values()),
                    )
                ]
            )
        page.append([])


_CONTIENT = {
    Genre.TEXTE: "un texte",
    Genre.ENTIER: "un nombre entier",
    Genre.NOMBRE: "un nombre",
    Genre.DATE: "une date (jour/mois/année)",
    Genre.CHOIX: "un mot de la liste",
    Genre.LISTE: "des mots séparés par des points-virgules",
    Genre.OUI_NON: "oui ou non",
}
