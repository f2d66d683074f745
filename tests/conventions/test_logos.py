"""Le logo d'une partie : relu, réécrit, montré à sa place ; et ce qui n'en est pas un, refusé."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from conventions.logos import COTE, octets_du_logo
from conventions.models import Convention, LogoDePartenaire, Signataire
from ctg.socle import images
from ctg.socle.versions import ecriture_lue
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture(autouse=True)
def depot(settings: Any, tmp_path: Path) -> Path:
    """Les fichiers de ce test, à part."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def fichiers(dossier: Path) -> list[Path]:
    return [chemin for chemin in dossier.rglob("*") if chemin.is_file()]


def deposer(partie: Signataire, connecter: Connexions, fichier: Any, version: int = 0) -> Any:
    client = connecter(fabriques.coordonnateur(partie.convention))
    adresse = reverse("logo_deposer", args=[partie.convention.slug, partie.pk])
    return client.post(adresse, {"fichier": fichier, "version": version})


@pytest.mark.parametrize("nom", ["logo.png", "logo.jpg", "logo.webp"])
def test_une_image_est_reecrite_en_png(
    convention: Convention, connecter: Connexions, nom: str
) -> None:
    partie = fabriques.signataire(convention)
    reponse = deposer(partie, connecter, fabriques.une_image(nom, taille=(1600, 400)))
    assert reponse.status_code == 302
    logo = LogoDePartenaire.objects.get()
    assert (logo.largeur, logo.hauteur, logo.nom_d_origine) == (COTE, COTE // 4, "logo.png")
    octets = octets_du_logo(str(logo.fichier), logo.empreinte)
    assert octets is not None
    assert hashlib.sha256(octets).hexdigest() == logo.empreinte
    assert Image.open(BytesIO(octets)).format == "PNG"


def test_rien_de_ce_que_l_image_portait_ne_suit(
    convention: Convention, connecter: Connexions
) -> None:
    dit = PngImagePlugin.PngInfo()
    dit.add_text("Comment", "pris chez Untel")
    sortie = BytesIO()
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(sortie, "PNG", pnginfo=dit)
    contenu = sortie.getvalue() + b"<script>alert(1)</script>"
    deposer(fabriques.signataire(convention), connecter, SimpleUploadedFile("logo.png", contenu))
    logo = LogoDePartenaire.objects.get()
    octets = octets_du_logo(str(logo.fichier), logo.empreinte)
    assert octets is not None
    assert b"Untel" not in octets
    assert b"script" not in octets
    assert Image.open(BytesIO(octets)).mode == "RGBA"


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Ce type de fichier"),
        ("logo.pdf", b"%PDF-1.7", "Choisissez une image"),
        ("logo.png", b"<svg/>", "celui d&#x27;un PNG"),
        ("logo.png", b"", "vide"),
    ],
)
def test_ce_qui_n_est_pas_une_image_est_refuse(
    convention: Convention,
    connecter: Connexions,
    depot: Path,
    nom: str,
    contenu: bytes,
    phrase: str,
) -> None:
    partie = fabriques.signataire(convention)
    reponse = deposer(partie, connecter, SimpleUploadedFile(nom, contenu))
    assert reponse.status_code == 200
    assert phrase in reponse.content.decode()
    assert not LogoDePartenaire.objects.exists()
    assert fichiers(depot) == []


def test_une_image_geante_est_refusee_sans_etre_deroulee(
    convention: Convention, connecter: Connexions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "PIXELS_AU_PLUS", 100)
    reponse = deposer(fabriques.signataire(convention), connecter, fabriques.une_image())
    assert "trop grande" in reponse.content.decode()


def test_le_logo_remplace_efface_l_ancien_et_se_compare(
    convention: Convention,
    connecter: Connexions,
    depot: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    partie = fabriques.signataire(convention)
    ouverte = ecriture_lue(fabriques.logo(partie))
    with django_capture_on_commit_callbacks(execute=True):
        deposer(partie, connecter, fabriques.une_image(couleur="red"), ouverte)
    assert len(fichiers(depot)) == 1
    second = deposer(partie, connecter, fabriques.une_image(couleur="blue"), ouverte)
    assert second.status_code == 409
    assert len(fichiers(depot)) == 1


def test_le_logo_se_montre_puis_se_retire(
    convention: Convention,
    connecter: Connexions,
    depot: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    partie = fabriques.signataire(convention)
    fabriques.logo(partie)
    client = connecter(fabriques.coordonnateur(convention))
    cle = [convention.slug, partie.pk]
    page = client.get(reverse("partenaire_detail", args=[cle[0], partie.partenaire.code]))
    assert reverse("logo_montrer", args=cle) in page.content.decode()
    image = client.get(reverse("logo_montrer", args=cle))
    assert (image["Content-Type"], image["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert image.getvalue().startswith(b"\x89PNG")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("logo_retirer", args=cle))
    assert not LogoDePartenaire.objects.exists()
    assert fichiers(depot) == []
    assert client.get(reverse("logo_montrer", args=cle)).status_code == 404
    encore = client.post(reverse("logo_retirer", args=cle), follow=True)
    assert "déjà retiré" in encore.content.decode()
    image.close()


def test_un_fichier_change_sur_le_disque_n_est_plus_le_logo(
    convention: Convention, depot: Path
) -> None:
    logo = fabriques.logo(fabriques.signataire(convention))
    assert octets_du_logo(str(logo.fichier), logo.empreinte)
    (depot / str(logo.fichier)).write_bytes(b"autre chose")
    assert octets_du_logo(str(logo.fichier), logo.empreinte) is None
    (depot / str(logo.fichier)).unlink()
    assert octets_du_logo(str(logo.fichier), logo.empreinte) is None
    assert octets_du_logo("../../etc/passwd", logo.empreinte) is None


def test_une_convention_close_ne_change_plus_de_logo(
    convention: Convention, connecter: Connexions
) -> None:
    partie = fabriques.signataire(convention)
    fabriques.logo(partie)
    Convention.objects.filter(pk=convention.pk).update(etat="cloturee")
    client = connecter(fabriques.coordonnateur(convention))
    client.post(reverse("logo_retirer", args=[convention.slug, partie.pk]))
    assert LogoDePartenaire.objects.count() == 1
