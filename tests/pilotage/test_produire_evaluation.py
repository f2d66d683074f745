"""La commande écrit le document d'un coup, ou dit en français pourquoi non."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from conventions.models import Convention
from ctg.socle.pdf import MoteurPDFAbsent
from pilotage.contenu import ContenuEvaluation
from pilotage.management.commands import produire_evaluation
from pilotage.models import Evaluation
from tests import fabriques


def _produire(annee: object, sortie: Path, *autres: str) -> None:
    call_command("produire_evaluation", str(annee), "--sortie", str(sortie), *autres)


@pytest.mark.pdf
def test_une_annee_non_ouverte_donne_aussi_son_document(
    convention: Convention, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sortie = tmp_path / "evaluation.pdf"
    _produire(2025, sortie)
    assert sortie.read_bytes().startswith(b"%PDF-")
    assert [fichier.name for fichier in tmp_path.iterdir()] == ["evaluation.pdf"]
    assert "evaluation.pdf" in capsys.readouterr().out
    assert not Evaluation.objects.exists()


def test_l_evaluation_ouverte_est_celle_du_document(
    convention: Convention, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lus: list[ContenuEvaluation] = []

    def rendre(contenu: ContenuEvaluation) -> bytes:
        lus.append(contenu)
        return b"%PDF-"

    monkeypatch.setattr(produire_evaluation, "pdf_de_l_evaluation", rendre)
    fabriques.evaluation(convention, reunion=fabriques.reunion(convention))
    fabriques.convention()
    _produire(2025, tmp_path / "e.pdf", "--convention", convention.slug)
    assert [(lu.slug, lu.statut) for lu in lus] == [
        (convention.slug, "Présenté au COPIL du 12 juin 2025")
    ]


def test_une_erreur_laisse_l_ancien_fichier(
    convention: Convention, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def manquer(contenu: ContenuEvaluation) -> bytes:
        raise MoteurPDFAbsent

    monkeypatch.setattr(produire_evaluation, "pdf_de_l_evaluation", manquer)
    sortie = tmp_path / "evaluation.pdf"
    sortie.write_bytes(b"ancien")
    with pytest.raises(CommandError, match="apt install"):
        _produire(2025, sortie)
    assert sortie.read_bytes() == b"ancien"
    assert len(list(tmp_path.iterdir())) == 1


def test_un_dossier_a_la_place_du_fichier(
    convention: Convention, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(produire_evaluation, "pdf_de_l_evaluation", lambda contenu: b"%PDF-")
    (tmp_path / "e.pdf").mkdir()
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        _produire(2025, tmp_path / "e.pdf")
    assert [fichier.name for fichier in tmp_path.iterdir()] == ["e.pdf"]


@pytest.mark.parametrize(
    ("annee", "autres", "phrase"),
    [
        ("2021", (), "2021"),
        ("2030", (), "2030"),
        ("2025", ("--convention", "ailleurs"), "ailleurs"),
        ("abc", (), "abc"),
    ],
)
def test_ce_qui_ne_convient_pas_est_dit(
    convention: Convention, tmp_path: Path, annee: str, autres: tuple[str, ...], phrase: str
) -> None:
    with pytest.raises(CommandError, match=phrase):
        _produire(annee, tmp_path / "e.pdf", *autres)
    assert not list(tmp_path.iterdir())


def test_plusieurs_conventions_demandent_a_choisir(convention: Convention, tmp_path: Path) -> None:
    autre = fabriques.convention()
    with pytest.raises(CommandError, match=autre.slug):
        _produire(2025, tmp_path / "e.pdf")


def test_un_dossier_absent_est_dit_avant_tout_travail(
    convention: Convention, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="n'existe pas"):
        _produire(2025, tmp_path / "absent" / "e.pdf")


@pytest.mark.django_db
def test_sans_convention_la_commande_dit_quoi_lancer(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="charger_convention"):
        _produire(2025, tmp_path / "e.pdf")
