"""Ce qu'un fichier déposé doit être : son contenu fait foi, pas son nom."""

import pytest
from django.core.exceptions import ValidationError

from ctg.socle import formats
from ctg.socle.documents import nom_propre
from ctg.socle.formats import MACROS, verifier_fichier
from ctg.socle.nombres import taille_fr
from tests.fichiers import PDF, envoye, image, odt, office

DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("a.pdf", PDF),
        ("a.docx", DOCX),
        ("a.xlsx", XLSX),
        ("a.odt", odt()),
        ("A.PNG", image()),
        ("a.jpg", image("JPEG")),
        ("a.jpeg", image("JPEG")),
        ("a.webp", image("WEBP")),
    ],
)
def test_chaque_format_se_reconnait_et_se_relit_du_debut(nom: str, contenu: bytes) -> None:
    fichier = envoye(nom, contenu)
    verifier_fichier(fichier)
    assert fichier.read() == contenu


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("a.svg", b"<svg onload='alert(1)'/>", "n'est pas accepté"),
        ("a.html", b"<script>", "n'est pas accepté"),
        ("a.docm", DOCX, "n'est pas accepté"),
        ("sans-suffixe", PDF, "n'est pas accepté"),
        ("a.pdf", b"", "Ce fichier est vide."),
        ("a.pdf", b"<html>%PDF-", "n'est pas celui d'un PDF"),
        ("a.docx", XLSX, "n'est pas celui d'un DOCX"),
        ("a.xlsx", DOCX, "n'est pas celui d'un XLSX"),
        ("a.docx", b"PK\x03\x04 et rien", "n'est pas celui d'un DOCX"),
        ("a.docx", DOCX[:-40], "n'est pas celui d'un DOCX"),
        ("a.odt", DOCX, "n'est pas celui d'un ODT"),
        ("a.png", image("JPEG"), "n'est pas celui d'un PNG"),
        ("a.jpg", b"\xff\xd8\xff\xe0 et rien", "n'est pas celui d'un JPEG"),
        ("a.png", image(cote=80)[:90], "n'est pas celui d'un PNG"),
        ("a.webp", b"RIFF1234WEBP", "n'est pas celui d'un WebP"),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), MACROS),
        (
            "a.xlsx",
            office("xl/workbook.xml", types="<Override ContentType='x.macroEnabled.12'/>"),
            MACROS,
        ),
        ("a.odt", odt("Basic/Standard/script-lb.xml"), MACROS),
    ],
)
def test_un_contenu_qui_ment_est_refuse(nom: str, contenu: bytes, phrase: str) -> None:
    with pytest.raises(ValidationError) as refus:
        verifier_fichier(envoye(nom, contenu))
    assert phrase in refus.value.message


def test_une_image_demesuree_est_refusee_avant_d_etre_decodee(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "PIXELS_AU_PLUS", 63)
    with pytest.raises(ValidationError, match="trop grande"):
        verifier_fichier(envoye("a.png", image(cote=8)))


@pytest.mark.parametrize(
    ("recu", "rendu"),
    [
        ("Compte rendu d'été.PDF", "Compte rendu d'été.PDF"),
        ("C:\\Bureau\\note.docx", "note.docx"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("fact\u202efdp.\x00exe\r\n.pdf", "factfdp.exe.pdf"),
        (f"{'a' * 300}.odt", f"{'a' * 146}.odt"),
        (None, ""),
    ],
)
def test_le_nom_d_origine_se_garde_proprement(recu: str | None, rendu: str) -> None:
    assert nom_propre(recu) == rendu


@pytest.mark.parametrize(
    ("octets", "ecrit"),
    [
        (1, "1\u00a0octet"),
        (340, "340\u00a0octets"),
        (12 * 1024, "12\u00a0ko"),
        (1258291, "1,2\u00a0Mo"),
        (20 * 1024 * 1024, "20\u00a0Mo"),
    ],
)
def test_une_taille_se_lit(octets: int, ecrit: str) -> None:
    assert taille_fr(octets) == ecrit
