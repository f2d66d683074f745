"""Le tableur : écrire puis relire, une phrase par cellule fausse, et aucun piège."""

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from ctg.socle.tableur import (
    Classeur,
    Colonne,
    Feuille,
    FeuilleLue,
    Genre,
    ModeleDeFeuille,
    ecrire_csv,
    ecrire_xlsx,
    lire_classeur,
    lire_csv,
)

MODELE = ModeleDeFeuille(
    "Structures",
    (
        Colonne("rang", "N°", Genre.ENTIER, est_requise=True, est_modifiable=False),
        Colonne("nom", "Nom", est_obligatoire=True, longueur=40),
        Colonne("etat", "État", Genre.CHOIX, "Où elle en est.", {"ouvert": "ouvert", "f": "fermé"}),
        Colonne("le", "Ouverte le", Genre.DATE),
        Colonne("places", "Places", Genre.ENTIER, minimum=0, maximum=900),
        Colonne("prix", "Prix", Genre.NOMBRE),
        Colonne("zones", "Zones", Genre.LISTE, synonymes=("Zone",)),
        Colonne("psu", "PSU", Genre.OUI_NON),
        Colonne("version", "Repère", est_cachee=True, est_modifiable=False),
    ),
    aide="Une ligne par structure.",
)
LIGNE: dict[str, Any] = {
    "rang": 1,
    "nom": "=SOMME(A1)",
    "etat": "f",
    "le": datetime.date(2025, 1, 31),
    "places": 42,
    "prix": Decimal("12.50"),
    "zones": ["Nord", "Sud"],
    "psu": True,
    "version": "1.2",
}


def classeur_d_ailleurs(*lignes: list[Any], nom: str = "Structures", **fusions: str) -> bytes:
    """Un classeur fait ailleurs : ses lignes telles quelles."""
    livre = Workbook()
    page: Any = livre.active
    page.title = nom
    for ligne in lignes:
        page.append(ligne)
    for plage in fusions.values():
        page.merge_cells(plage)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def _lue(*lignes: list[Any], **options: Any) -> FeuilleLue:
    return lire_classeur(classeur_d_ailleurs(*lignes, **options), [MODELE])["Structures"]


def _erreurs(*lignes: list[Any], **options: Any) -> list[str]:
    return [str(erreur) for erreur in _lue(*lignes, **options).erreurs]


# --- Écrire, relire ---


def test_ce_qui_est_ecrit_se_relit() -> None:
    octets = ecrire_xlsx(Classeur("Registre", [Feuille(MODELE, [LIGNE])]))
    lue = lire_classeur(octets, [MODELE])["Structures"]
    assert (lue.erreurs, lue.remarques) == ([], [])
    assert [(ligne.numero, ligne.valeurs) for ligne in lue.lignes] == [(2, LIGNE)]


def test_le_classeur_aide_qui_le_remplit() -> None:
    classeur = Classeur(
        "Registre",
        [Feuille(MODELE, [LIGNE], est_protegee=True)],
        sujet=["Convention de Valmont"],
        mention="Données fictives",
        mode_d_emploi=["Remplissez les colonnes vertes."],
    )
    livre = load_workbook(io.BytesIO(ecrire_xlsx(classeur)))
    assert livre.sheetnames == ["Mode d'emploi", "Structures"]
    assert (livre.properties.title, livre.properties.language) == ("Registre", "fr-FR")
    mode = [c.value for ligne in livre["Mode d'emploi"] for c in ligne if c.value]
    assert mode[:4] == [
        "Registre",
        "Données fictives",
        "Convention de Valmont",
        "Remplissez les colonnes vertes.",
    ]
    assert "Où elle en est." in mode
    page = livre["Structures"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:I2")
    tete: Any = page.oddHeader
    assert tete.right.text == "Données fictives"
    assert page.column_dimensions["I"].hidden
    # Le nom ressemble à une formule : c'est du texte, même si on y revient.
    nom = page["B2"]
    assert (nom.value, nom.data_type, nom.quotePrefix) == ("=SOMME(A1)", "s", True)
    assert page["D2"].value == datetime.datetime(2025, 1, 31)  # noqa: DTZ001
    assert (page["A2"].protection.locked, nom.protection.locked) == (True, False)
    listes = {v.formula1 for v in page.data_validations.dataValidation if v.type == "list"}
    assert listes == {'"ouvert,fermé"', '"oui,non"'}


def test_une_longue_liste_de_choix_a_sa_feuille() -> None:
    choix = {str(n): f"commune numéro {n}, rive droite" for n in range(30)}
    modele = ModeleDeFeuille("Lieux", (Colonne("ou", "Commune", Genre.CHOIX, choix=choix),))
    livre = load_workbook(io.BytesIO(ecrire_xlsx(Classeur("Lieux", [Feuille(modele, [])]))))
    assert livre["Listes"].sheet_state == "hidden"
    assert livre["Listes"]["A31"].value == choix["29"]
    validation = livre["Lieux"].data_validations.dataValidation[0]
    assert validation.formula1 == "'Listes'!$A$2:$A$31"


def test_un_texte_trop_long_pour_une_cellule_le_dit() -> None:
    modele = ModeleDeFeuille("Textes", (Colonne("t", "Texte"),))
    octets = ecrire_xlsx(Classeur("x", [Feuille(modele, [{"t": "é" * 40_000}])]))
    texte = lire_classeur(octets, [modele])["Textes"].lignes[0].valeurs["t"]
    assert len(texte) == 32_767
    assert texte.endswith("La suite est dans le portail.")


@pytest.mark.parametrize("debut", list("=+-@\t\r"))
def test_un_csv_n_execute_rien(debut: str) -> None:
    octets = ecrire_csv(Feuille(MODELE, [LIGNE | {"nom": f"{debut}cmd"}]))
    assert octets.startswith("\ufeffN°;Nom;".encode())
    assert f"'{debut}cmd" in octets.decode().replace('"', "") or debut in "\t\r"
    lue = lire_csv(octets, MODELE)
    assert lue.lignes[0].valeurs["nom"] == f"{debut}cmd".strip()


_TEXTES = st.text(max_size=30).map(str.strip)


@settings(max_examples=20, deadline=None)
@given(
    nom=_TEXTES.filter(bool),
    le=st.none() | st.dates(datetime.date(1900, 3, 1), datetime.date(2200, 12, 31)),
    places=st.none() | st.integers(0, 900),
    psu=st.none() | st.booleans(),
)
def test_l_aller_retour_ne_change_rien(nom: str, le: Any, places: Any, psu: Any) -> None:
    ligne = LIGNE | {"nom": nom, "le": le, "places": places, "psu": psu}
    octets = ecrire_xlsx(Classeur("x", [Feuille(MODELE, [ligne])]))
    lue = lire_classeur(octets, [MODELE])["Structures"].lignes[0].valeurs
    encore = ecrire_xlsx(Classeur("x", [Feuille(MODELE, [lue])]))
    assert lire_classeur(encore, [MODELE])["Structures"].lignes[0].valeurs == lue
    assert {c: v for c, v in lue.items() if c != "nom"} == {
        c: v for c, v in ligne.items() if c != "nom"
    }


# --- Une phrase par cellule fausse ---


def test_chaque_cellule_fausse_a_sa_phrase() -> None:
    assert _erreurs(
        ["N°", "Nom", "État", "Ouverte le", "Places", "Prix", "PSU"],
        [1, None, "fini", "32/01/2025", 1.5, "cher", "peut-être"],
        [2, "x" * 41, "ouver", 2025, 1000, "12,5 €", "oui"],
        [3, "ALSH", "OUVERT", "1er mars 2025", "1 000", 3, "x"],
    ) == [
        "Feuille Structures, ligne 2, colonne Nom : cette cellule est vide. Remplissez-la.",
        "Feuille Structures, ligne 2, colonne État : « fini » n'est pas dans la liste. "
        "Choisissez : ouvert ou fermé.",
        "Feuille Structures, ligne 2, colonne Ouverte le : « 32/01/2025 » n'est pas une date. "
        "Écrivez jour/mois/année, comme 31/12/2025.",
        "Feuille Structures, ligne 2, colonne Places : « 1,5 » n'est pas un nombre entier.",
        "Feuille Structures, ligne 2, colonne Prix : « cher » n'est pas un nombre.",
        "Feuille Structures, ligne 2, colonne PSU : « peut-être » n'est ni oui, ni non.",
        "Feuille Structures, ligne 3, colonne Nom : ce texte a 41 signes. Raccourcissez-le à 40.",
        "Feuille Structures, ligne 3, colonne État : « ouver » n'est pas dans la liste. "
        "Vouliez-vous « ouvert » ?",
        "Feuille Structures, ligne 3, colonne Ouverte le : « 2025 » n'est pas une date. "
        "Écrivez jour/mois/année, comme 31/12/2025.",
        "Feuille Structures, ligne 3, colonne Places : écrivez au plus 900.",
        "Feuille Structures, ligne 4, colonne Places : écrivez au plus 900.",
    ]


def test_ce_qu_on_ecrit_a_sa_facon_se_comprend() -> None:
    lue = _lue(
        ["Une liste reçue par courriel"],
        ["nom", "n°", "ZONE", "places", "prix", "Ouverte le", "Remarque"],
        ["Le Relais", "7", "Nord ; Sud;Nord", "1\u202f0", "1 200,50 €", 45_658, "à voir"],
        [],
        [12.0, 8, None, 3.0, None, datetime.datetime(2025, 2, 3, 8), None],  # noqa: DTZ001
    )
    assert lue.erreurs == []
    assert lue.remarques[0] == "Feuille Structures : la colonne « Remarque » n'est pas lue."
    assert "la colonne « État » manque, rien n'y change." in lue.remarques[1]
    premiere, seconde = lue.lignes
    assert premiere.valeurs == {
        "rang": 7,
        "nom": "Le Relais",
        "zones": ["Nord", "Sud"],
        "places": 10,
        "prix": Decimal("1200.50"),
        "le": datetime.date(2025, 1, 1),
    }
    assert (seconde.numero, seconde.valeurs["nom"], seconde.valeurs["places"]) == (5, "12", 3)


def test_une_formule_une_erreur_une_fusion_se_disent() -> None:
    lue = _lue(
        ["N°", "Nom", "Places", "Zones"],
        [1, "=A2", "#REF!", "Val"],
        [2, "ALSH", 3, None],
        [3, "Fusion", None, "Plaine"],
        fusion="D2:D3",
        large="B4:C4",
    )
    assert [str(e).split(", colonne ")[1] for e in lue.erreurs] == [
        "Nom : cette cellule contient une formule. Collez-y sa valeur.",
        "Places : le tableur y affiche l'erreur #REF!. Écrivez la valeur.",
        "Nom : ces cellules sont fusionnées. Défaites la fusion, puis remplissez-les.",
        "Places : ces cellules sont fusionnées. Défaites la fusion, puis remplissez-les.",
    ]
    # Une fusion de haut en bas vaut pour chacune de ses lignes.
    assert [ligne.valeurs["zones"] for ligne in lue.lignes] == [["Val"], ["Val"], ["Plaine"]]
    assert lue.lignes[0].fausses == {"nom", "places"}


@pytest.mark.parametrize(
    ("en_tete", "phrase"),
    [
        (["Nom"], "Feuille Structures : la colonne « N° » manque."),
        (["N°", "Nom", "nom"], "Feuille Structures : deux colonnes s'appellent « Nom »."),
        (["A", "B"], "aucun en-tête n'y est connu. Il y faut au moins : « N° »."),
    ],
)
def test_un_en_tete_faux_se_dit_et_rien_n_est_lu(en_tete: list[str], phrase: str) -> None:
    lue = _lue(en_tete, [1, "ALSH", "Relais"])
    assert lue.lignes == []
    assert phrase in str(lue.erreurs[0])


def test_une_feuille_absente_se_dit() -> None:
    autre = ModeleDeFeuille("Étapes", (Colonne("n", "N°"),))
    facultative = ModeleDeFeuille("Notes", (Colonne("n", "N°"),), est_requise=False)
    lues = lire_classeur(
        classeur_d_ailleurs(["N°", "Nom"], nom="STRUCTURES"), [MODELE, autre, facultative]
    )
    assert lues["Structures"].est_presente
    assert [str(e) for e in lues["Étapes"].erreurs] == [
        "Feuille Étapes : cette feuille manque au classeur."
    ]
    assert (lues["Notes"].est_presente, lues["Notes"].erreurs) == (False, [])
