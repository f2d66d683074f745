"""Les documents d'une fiche : déposer, lire avec ses droits, remplacer, retirer, échouer net."""

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.test import Client
from django.urls import reverse

from actions.models import DocumentDeFiche, FicheAction
from conventions.models import Convention
from ctg.socle.historique import acte
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.fichiers import PDF, envoye, image
from tests.outils import texte_de as texte


@pytest.fixture(autouse=True)
def depot(settings: Any, tmp_path: Path) -> Path:
    """Les fichiers de ce test, à part."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def ranges(depot: Path) -> list[bytes]:
    """Le contenu de chaque fichier qui est sur le disque."""
    return [f.read_bytes() for f in depot.rglob("*") if f.is_file()]


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention)


@pytest.fixture
def client(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def adresse(vue: str, fiche: FicheAction, *suite: int) -> str:
    return reverse(vue, args=[fiche.convention.slug, fiche.numero, *suite])


def deposer(client: Client, fiche: FicheAction, **envoi: Any) -> Any:
    saisie = {"version": 0, "titre": "Compte rendu", "fichier": envoye()} | envoi
    return client.post(adresse("piece_deposer", fiche), saisie, follow=True)


def modifier(client: Client, document: DocumentDeFiche, **envoi: Any) -> Any:
    saisie = {"version": document.version, "titre": document.titre} | envoi
    return client.post(adresse("piece_modifier", document.fiche, document.pk), saisie)


@pytest.mark.django_db(transaction=True)
def test_un_document_se_depose_se_remplace_se_retire(
    fiche: FicheAction, client: Client, depot: Path
) -> None:
    etape = fabriques.etape(fiche, libelle="ouvrir un lieu")
    page = texte(deposer(client, fiche, etape=etape.pk, note="Lu en COTECH."))
    document = DocumentDeFiche.objects.get()
    for attendu in (
        "Le document est déposé.",
        "compte-rendu.pdf, 19 octets. Déposé par coordonnateur",
        "le 23 novembre 2026",
        "Pour l'étape 1, ouvrir un lieu",
        "Lu en COTECH.",
    ):
        assert attendu in page
    assert ranges(depot) == [PDF]
    assert "compte-rendu" not in str(document.fichier.name)

    assert modifier(client, document, fichier=envoye("photo.png", image())).status_code == 302
    assert ranges(depot) == [image()]
    document.refresh_from_db()
    assert (document.nom_d_origine, document.etape, document.version) == ("photo.png", None, 2)

    page = texte(
        client.post(adresse("piece_retirer", fiche, document.pk), {"version": 2}, follow=True)
    )
    assert "Le document est retiré : Compte rendu." in page
    assert ranges(depot) == []
    historique = texte(client.get(adresse("fiche_historique", fiche)))
    assert "Suppression : document, Compte rendu" in historique
    assert "Nom du fichier" in historique
    assert ".pdf" in historique
    assert "2026/11/" not in historique


def test_il_se_lit_avec_ses_droits_en_piece_jointe(
    fiche: FicheAction, client: Client, connecter: Connexions
) -> None:
    deposer(client, fiche, fichier=envoye("Été – bilan.pdf"))
    document = DocumentDeFiche.objects.get()
    lue = connecter(fabriques.lecteur(fiche.convention)).get(
        adresse("piece_telecharger", fiche, document.pk)
    )
    assert lue.getvalue() == PDF
    assert lue["Content-Type"] == "application/pdf"
    assert lue["X-Content-Type-Options"] == "nosniff"
    disposition = "attachment; filename*=utf-8''%C3%89t%C3%A9%20%E2%80%93%20bilan.pdf"
    assert lue["Content-Disposition"] == disposition
    ailleurs = fabriques.fiche(fiche.convention)
    etranger = connecter(fabriques.coordonnateur(fabriques.convention()))
    assert client.get(adresse("piece_telecharger", ailleurs, document.pk)).status_code == 404
    assert etranger.get(adresse("piece_telecharger", fiche, document.pk)).status_code == 404
    lue.close()


@pytest.mark.parametrize(
    ("envoi", "phrase"),
    [
        ({"fichier": ""}, "Choisissez un fichier."),
        ({"fichier": envoye("vide.pdf", b"")}, "Ce fichier est vide."),
        ({"fichier": envoye("dessin.svg", b"<svg/>")}, "Ce type de fichier n'est pas accepté."),
        ({"fichier": envoye("faux.docx")}, "n'est pas celui d'un DOCX."),
        ({"titre": ""}, "Donnez un titre."),
    ],
)
def test_un_refus_se_dit_et_n_ecrit_rien(
    fiche: FicheAction, client: Client, depot: Path, envoi: dict[str, Any], phrase: str
) -> None:
    page = deposer(client, fiche, note="Gardée.", **envoi)
    assert phrase in texte(page)
    assert "Gardée." in page.content.decode()
    assert "20 Mo au plus" in texte(page)
    assert not DocumentDeFiche.objects.exists()
    assert ranges(depot) == []


def test_un_disque_plein_se_dit_et_ne_laisse_rien_a_moitie_ecrit(
    fiche: FicheAction, client: Client, depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranger = FileSystemStorage._save  # type: ignore[attr-defined]

    def s_arreter(rangement: Any, nom: str, contenu: Any) -> Any:
        ranger(rangement, nom, envoye("moitie.pdf", PDF[:6]))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", s_arreter)
    page = texte(deposer(client, fiche))
    assert "Le fichier n'a pas pu être rangé : il manque peut-être de la place." in page
    assert not DocumentDeFiche.objects.exists()
    assert ranges(depot) == []


def test_deux_personnes_a_la_fois_ne_perdent_ni_fichier_ni_saisie(
    fiche: FicheAction, client: Client, depot: Path
) -> None:
    deposer(client, fiche)
    document = DocumentDeFiche.objects.get()
    assert modifier(client, document, titre="Le premier").status_code == 302
    page = modifier(client, document, titre="Le second", fichier=envoye("b.png", image()))
    assert page.status_code == 409
    assert "Le premier" in texte(page)
    assert 'value="Le second"' in page.content.decode()
    # Le fichier de qui est refusé n'est pas resté, celui d'avant n'est pas parti.
    assert ranges(depot) == [PDF]


@pytest.mark.django_db(transaction=True)
def test_un_acte_defait_garde_le_fichier(fiche: FicheAction, client: Client, depot: Path) -> None:
    deposer(client, fiche)
    document = DocumentDeFiche.objects.get()
    with acte(fabriques.LE_TEST):
        document.retirer(version_ouverte=1, par=fabriques.LE_TEST, le=AUJOURD_HUI)
        assert ranges(depot) == [PDF]
        transaction.set_rollback(True)
    assert DocumentDeFiche.objects.count() == 1
    assert ranges(depot) == [PDF]


def test_l_etape_d_une_autre_fiche_est_refusee(fiche: FicheAction, client: Client) -> None:
    ailleurs = fabriques.etape(fabriques.fiche(fiche.convention))
    page = deposer(client, fiche, etape=ailleurs.pk)
    assert not DocumentDeFiche.objects.exists()
    assert "Cette étape n'est plus dans la fiche" in texte(page)
