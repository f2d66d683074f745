"""Les fichiers tels qu'ils viennent : fusions, formules, Windows-1252, colonnes de trop."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from conventions.models import Convention, Partenaire, Utilisateur
from ctg.socle.tableur import ClasseurRefuse
from equipements.models import Equipement
from tests import fabriques
from tests.equipements import fichiers


@pytest.fixture
def structure(convention: Convention, partie: Partenaire) -> Equipement:
    return fabriques.equipement(convention, partie, adresse="1 rue du Test", code_postal="90100")


def test_des_cellules_fusionnees_se_disent(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    livre = load_workbook(io.BytesIO(fichiers.xlsx(convention, coordonnateur)))
    livre["Structures"].merge_cells("F2:G2")
    sortie = io.BytesIO()
    livre.save(sortie)
    fautes = fichiers.fautes(fichiers.controler(sortie.getvalue(), convention, coordonnateur))
    assert [(ligne, colonne) for ligne, colonne, _ in fautes] == [
        (2, "Adresse"),
        (2, "Code postal"),
    ]
    assert all("fusionnées" in phrase for _, _, phrase in fautes)


def test_formules_et_colonnes_de_trop(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    octets = fichiers.retouche(
        fichiers.xlsx(convention, coordonnateur), {(2, "Adresse"): "=A1"}, "Structures"
    )
    ((ligne, colonne, phrase),) = fichiers.fautes(
        fichiers.controler(octets, convention, coordonnateur)
    )
    assert (ligne, colonne) == (2, "Adresse")
    assert "formule" in phrase
    de_trop = fichiers.tableau(
        ("Repère", "Nom", "Couleur"),
        [(f"{structure.pk}-v1", structure.nom.replace("=", ""), "bleu")],
    )
    controle = fichiers.controler(de_trop, convention, coordonnateur)
    assert any("« Couleur » n'est pas lue" in remarque for remarque in controle.remarques)


def test_un_csv_windows_1252_a_points_virgules(
    convention: Convention, partie: Partenaire, coordonnateur: Utilisateur
) -> None:
    commune: Any = partie.commune
    lignes = [
        "Nom;Type;Commune d'implantation;Soutenue par;Couleur",
        f"Crèche « L'Œuf »;EAJE;{commune.nom};{partie.nom};bleu",
    ]
    octets = "\r\n".join(lignes).encode("cp1252")
    controle = fichiers.controler(octets, convention, coordonnateur)
    assert [ligne.nom for ligne in controle.nouvelles] == [f"Crèche « L'Œuf », {commune.nom}"]


def test_un_fichier_qui_n_est_pas_un_tableau_est_refuse(
    convention: Convention, coordonnateur: Utilisateur
) -> None:
    with pytest.raises(ClasseurRefuse):
        fichiers.controler(b"PK\x03\x04 rien", convention, coordonnateur)
