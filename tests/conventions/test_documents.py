"""Joindre, remplacer et lire les fichiers de la convention, avec les droits de chacun."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conventions import services
from conventions.models import Convention, Document
from ctg.socle import formats
from ctg.socle.versions import ecriture_lue
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.fichiers import odt

PDF = b"%PDF-1.7 un fichier"


@pytest.fixture(autouse=True)
def depot(settings: Any, tmp_path: Path) -> Path:
    """Les fichiers de ce test, à part."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def fichier(nom: str = "diagnostic.pdf", contenu: bytes = PDF) -> SimpleUploadedFile:
    """Un fichier envoyé."""
    return SimpleUploadedFile(nom, contenu)


def deposer(document: Document, connecter: Connexions, envoi: dict[str, Any]) -> Any:
    """L'envoi du coordonnateur sur la page de dépôt, telle qu'il vient de l'ouvrir."""
    client = connecter(fabriques.coordonnateur(document.convention))
    return client.post(
        reverse("document_deposer", args=[document.convention.slug, document.pk]),
        {"version": ecriture_lue(document), **envoi},
    )


def test_deux_fichiers_au_meme_moment_le_second_le_voit(
    convention: Convention, connecter: Connexions
) -> None:
    document = fabriques.document(convention)
    ouverte = ecriture_lue(document)
    deposer(document, connecter, {"fichier": fichier(), "version": ouverte})

    second = deposer(document, connecter, {"fichier": fichier("autre.pdf"), "version": ouverte})

    assert second.status_code == 409
    document.refresh_from_db()
    assert document.nom_d_origine == "diagnostic.pdf"


def test_un_fichier_se_joint_et_se_lit(convention: Convention, connecter: Connexions) -> None:
    document = fabriques.document(convention, titre="Diagnostic", annexe=1)

    reponse = deposer(document, connecter, {"fichier": fichier()})

    assert reponse["Location"].endswith("#documents")
    lue = connecter(fabriques.lecteur(convention)).get(
        reverse("document_telecharger", args=[convention.slug, document.pk])
    )
    assert lue.getvalue() == PDF
    assert lue["Content-Type"] == "application/pdf"
    assert lue["Content-Disposition"].startswith("attachment")
    assert lue["X-Content-Type-Options"] == "nosniff"
    lue.close()


def test_le_depot_signe_l_historique(convention: Convention, connecter: Connexions) -> None:
    document = fabriques.document(convention)
    deposer(document, connecter, {"fichier": fichier()})
    assert document.historique.latest().auteur.startswith("coordonnateur")


@pytest.mark.parametrize(
    ("envoi", "phrase"),
    [
        ({}, "Choisissez un fichier."),
        ({"fichier": fichier("page.html", b"<html>")}, "Ce type de fichier n&#x27;est pas accepté"),
        ({"fichier": fichier("faux.pdf", b"<script>")}, "n&#x27;est pas celui d&#x27;un PDF"),
        ({"fichier": fichier("faux.docx", PDF)}, "n&#x27;est pas celui d&#x27;un DOCX"),
    ],
)
def test_un_mauvais_fichier_est_refuse_en_francais(
    convention: Convention, connecter: Connexions, envoi: dict[str, Any], phrase: str
) -> None:
    document = fabriques.document(convention)
    reponse = deposer(document, connecter, envoi)
    assert reponse.status_code == 200
    assert phrase in reponse.content.decode()
    document.refresh_from_db()
    assert not document.fichier


def test_un_fichier_trop_lourd_est_refuse(
    convention: Convention, connecter: Connexions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "TAILLE_MAXIMALE", 10)
    document = fabriques.document(convention)
    reponse = deposer(document, connecter, {"fichier": fichier()})
    assert "Ce fichier dépasse 20 Mo." in reponse.content.decode()
    document.refresh_from_db()
    assert not document.fichier


def test_une_convention_cloturee_ne_recoit_plus_de_fichier(connecter: Connexions, db: None) -> None:
    document = fabriques.document(fabriques.convention(etat=Convention.Etat.CLOTUREE))
    reponse = deposer(document, connecter, {"fichier": fichier()})
    assert "La convention est clôturée" in reponse.content.decode()
    document.refresh_from_db()
    assert not document.fichier


def test_un_document_s_ajoute_avec_son_fichier(
    convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.coordonnateur(convention))
    client.post(
        reverse("document_ajouter", args=[convention.slug]),
        {
            "titre": "Délibération",
            "note": "",
            "fichier": fichier("deliberation.odt", odt()),
        },
    )
    document = Document.objects.get()
    assert (document.titre, document.annexe) == ("Délibération", None)
    assert document.fichier.name is not None
    assert document.fichier.name.endswith(".odt")


def test_un_lecteur_n_ajoute_rien(convention: Convention, connecter: Connexions) -> None:
    reponse = connecter(fabriques.lecteur(convention)).post(
        reverse("document_ajouter", args=[convention.slug]),
        {"titre": "Délibération", "fichier": fichier()},
    )
    assert reponse.status_code == 403
    assert not Document.objects.exists()


def test_une_annexe_sans_fichier_ne_se_telecharge_pas(
    convention: Convention, connecter: Connexions
) -> None:
    document = fabriques.document(convention)
    adresse = reverse("document_telecharger", args=[convention.slug, document.pk])
    assert connecter(fabriques.lecteur(convention)).get(adresse).status_code == 404


def test_un_fichier_perdu_se_dit_au_lieu_de_casser(
    convention: Convention, connecter: Connexions, depot: Path
) -> None:
    document = fabriques.document(convention)
    services.joindre_fichier(
        document=document,
        fichier=fichier(),
        ecriture_ouverte=ecriture_lue(document),
        par=fabriques.LE_TEST,
        le=AUJOURD_HUI,
    )
    for joint in depot.rglob("*.pdf"):
        joint.unlink()
    adresse = reverse("document_telecharger", args=[convention.slug, document.pk])
    assert connecter(fabriques.lecteur(convention)).get(adresse).status_code == 404
