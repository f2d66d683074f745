"""Importer et exporter sans navigateur : le même rapport, des codes de sortie, rien d'à moitié."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from conventions.models import Convention, Partenaire
from equipements.models import Correction, Equipement
from tests import fabriques
from tests.equipements import fichiers


@pytest.fixture
def structure(convention: Convention, partie: Partenaire) -> Equipement:
    return fabriques.equipement(convention, partie, nom="Les Lucioles", capacite=20)


def _importer(fichier: Path, *options: str) -> str:
    sortie = io.StringIO()
    call_command("importer_equipements", str(fichier), *options, stdout=sortie)
    return sortie.getvalue()


@pytest.mark.parametrize("suffixe", ["xlsx", "csv"])
def test_ce_qui_est_exporte_revient_sans_changement(
    structure: Equipement, tmp_path: Path, suffixe: str
) -> None:
    fichier = tmp_path / f"registre.{suffixe}"
    call_command("exporter_equipements", sortie=fichier, stdout=io.StringIO())
    assert "Aucun changement." in _importer(fichier)
    chiffres = tmp_path / f"chiffres.{suffixe}"
    call_command("exporter_equipements", sortie=chiffres, annee=2025, stdout=io.StringIO())
    assert "Aucun changement." in _importer(chiffres, "--chiffres")
    fabriques.grille(structure)
    prix = tmp_path / f"prix.{suffixe}"
    call_command("exporter_equipements", sortie=prix, prix=2025, stdout=io.StringIO())
    assert "1 lignes lues (prix)" in (rapport := _importer(prix, "--prix"))
    assert "Aucun changement." in rapport


def test_sans_appliquer_rien_n_est_ecrit(structure: Equipement, tmp_path: Path) -> None:
    fichier = tmp_path / "registre.csv"
    fichier.write_bytes(
        b"Rep\xe8re;Nom;Capacit\xe9 (places)\r\n%d-v1;Les Lucioles;30" % structure.pk
    )
    rapport = _importer(fichier)
    assert "Capacité (places) : « 20 » devient « 30 »." in rapport
    structure.refresh_from_db()
    assert structure.capacite == 20
    assert "1 modifiées" in _importer(fichier, "--appliquer")
    structure.refresh_from_db()
    assert structure.capacite == 30
    derniere: Any = structure.historique.order_by("history_id").last()
    assert derniere.auteur == "commande importer_equipements"


def test_les_prix_s_importent_et_une_annee_inconnue_se_refuse(
    structure: Equipement, tmp_path: Path
) -> None:
    fichier = tmp_path / "prix.csv"
    fichier.write_text(
        "Repère;Année scolaire;Prix de;Avec repas;Prix, en euros\n"
        f"{structure.pk};2025-2026;journée;oui;9,50\n",
        encoding="utf-8",
    )
    assert "1 grilles de prix" in _importer(fichier, "--prix", "--appliquer")
    (prix,) = structure.grilles.get().prix.all()
    assert str(prix) == "journée avec repas, tous les QF"
    with pytest.raises(CommandError, match="1990 n'est pas une année scolaire connue"):
        call_command("exporter_equipements", sortie=fichier, prix=1990)


def test_une_ligne_refusee_n_ecrit_rien_et_le_code_le_dit(
    structure: Equipement, tmp_path: Path
) -> None:
    fichier = tmp_path / "registre.csv"
    fichier.write_text(
        f"Repère;Nom;Capacité (places)\n{structure.pk}-v1;Autre nom;trente\n", encoding="utf-8"
    )
    sortie = io.StringIO()
    with pytest.raises(CommandError, match=r"1 ligne\(s\) refusée\(s\)"):
        call_command("importer_equipements", str(fichier), "--appliquer", stdout=sortie)
    assert "Feuille Structures, ligne 2, colonne Capacité (places)" in sortie.getvalue()
    structure.refresh_from_db()
    assert structure.nom == "Les Lucioles"


def test_un_doublon_probable_est_laisse_sauf_si_on_le_demande(
    structure: Equipement, partie: Partenaire, tmp_path: Path
) -> None:
    commune: Any = partie.commune
    fichier = tmp_path / "registre.xlsx"
    fichier.write_bytes(
        fichiers.tableau(
            ("Nom", "Type", "Commune d'implantation", "Soutenue par"),
            [("ALSH Les Lucioles", "ALSH", commune.nom, partie.nom)],
        )
    )
    with pytest.raises(CommandError, match="doublons probables"):
        _importer(fichier, "--appliquer")
    assert Equipement.objects.count() == 1
    assert "1 ajoutées" in _importer(fichier, "--appliquer", "--avec-les-doublons")


def test_un_compte_signe_et_n_a_que_ses_droits(
    convention: Convention, structure: Equipement, partie: Partenaire, tmp_path: Path
) -> None:
    agent = fabriques.agent(convention, partie)
    fichier = tmp_path / "registre.csv"
    fichier.write_text(
        f"Repère;Nom;Capacité (places)\n{structure.pk}-v1;Les Lucioles;30\n", encoding="utf-8"
    )
    assert "1 corrections proposées" in _importer(fichier, "--appliquer", "--par", agent.courriel)
    assert Correction.objects.get().proposee_par == agent.nom
    with pytest.raises(CommandError, match="Aucun compte"):
        _importer(fichier, "--par", "inconnu@exemple.fr")


def test_exporter_choisit_le_format_d_apres_le_suffixe(
    structure: Equipement, tmp_path: Path
) -> None:
    for nom, options in (
        ("registre.geojson", {}),
        ("rpe.csv", {"type": "rpe"}),
        ("annexe.docx", {"annexe2": "signee"}),
        ("ouvertes.zip", {"ouvertes": True}),
    ):
        call_command("exporter_equipements", sortie=tmp_path / nom, stdout=io.StringIO(), **options)
        assert (tmp_path / nom).stat().st_size
    assert "Les Lucioles" not in (tmp_path / "rpe.csv").read_text(encoding="utf-8-sig")
    assert "structures.csv" in zipfile.ZipFile(tmp_path / "ouvertes.zip").namelist()


@pytest.mark.parametrize(
    ("options", "mots"),
    [
        ({"sortie": Path("registre.exe")}, "suffixe"),
        ({"sortie": Path("/nulle/part/registre.csv")}, "dossier"),
        ({"sortie": Path("registre.csv"), "type": "faux"}, "filtre"),
        ({"sortie": Path("registre.csv"), "annee": 2031}, "année commencée"),
    ],
)
def test_exporter_dit_ce_qui_ne_va_pas(
    structure: Equipement,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Any],
    mots: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=mots):
        call_command("exporter_equipements", **options)
    assert list(tmp_path.iterdir()) == []


def test_un_fichier_absent_se_dit(convention: Convention, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ne se lit pas"):
        _importer(tmp_path / "absent.csv")
