"""Les fichiers que le tableur ne lit pas, et les CSV qu'il devine."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from ctg.socle.formats import verifier_fichier
from ctg.socle.tableur import ClasseurRefuse, Limites, lire_classeur, lire_fichier
from tests.socle.test_tableur import MODELE, classeur_d_ailleurs


def _zip(**parties: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def _retouche(octets: bytes, avant: bytes, apres: bytes) -> bytes:
    """Le classeur, sa première feuille réécrite à la main."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        parties = {nom: archive.read(nom) for nom in archive.namelist()}
    feuille = parties["xl/worksheets/sheet1.xml"]
    assert avant in feuille
    return _zip(**{**parties, "xl/worksheets/sheet1.xml": feuille.replace(avant, apres)})


_TYPES = {"[Content_Types].xml": b"<Types/>"}


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"", "n'est pas un classeur"),
        (b"%PDF-1.7", "n'est pas un classeur"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "sans mot de passe"),
        (b"PK\x03\x04 et rien", "abîmé"),
        (_zip(mimetype=b"application/vnd.oasis"), "n'est pas un classeur Excel"),
        (_zip(**_TYPES, **{"xl/workbook.xml": b"<faux"}), "abîmé"),
        (_zip(**_TYPES, **{"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "abîmé"),
        # Loin du début, et à cheval sur deux blocs de lecture.
        (
            _zip(
                **_TYPES,
                **{"xl/workbook.xml": b"<?xml?>" + b" " * (1024**2 - 12) + b"<!DOCTYPE a []><a/>"},
            ),
            "abîmé",
        ),
        (_zip(**_TYPES, **{"xl/workbook.xml": b" " * 97 * 1024**2}), "trop gros une fois ouvert"),
    ],
)
def test_un_fichier_qui_n_est_pas_un_classeur_se_refuse(octets: bytes, phrase: str) -> None:
    with pytest.raises(ClasseurRefuse, match=phrase):
        lire_classeur(octets, [MODELE])


def test_un_fichier_trop_grand_se_refuse() -> None:
    lignes = [[n, "ALSH"] for n in range(12)]
    octets = classeur_d_ailleurs(["N°", "Nom"], *lignes)
    with pytest.raises(ClasseurRefuse, match="plus de 10 lignes"):
        lire_classeur(octets, [MODELE], limites=Limites(lignes=10))
    with pytest.raises(ClasseurRefuse, match="dépasse 0 Mo"):
        lire_classeur(octets, [MODELE], limites=Limites(octets=10))
    assert len(lire_classeur(octets, [MODELE], limites=Limites(lignes=12))["Structures"].lignes)


@pytest.mark.parametrize("numero", [b"99999999999", b"1048577"])
def test_un_numero_de_ligne_impossible_se_refuse(numero: bytes) -> None:
    octets = classeur_d_ailleurs(["N°", "Nom"], [1, "ALSH"])
    with pytest.raises(ClasseurRefuse, match="dépasse la dernière ligne d'un tableur"):
        lire_classeur(_retouche(octets, b'<row r="2"', b'<row r="%s"' % numero), [MODELE])


def test_la_derniere_ligne_d_un_tableur_se_lit() -> None:
    octets = classeur_d_ailleurs(["N°", "Nom"], [1, "ALSH"])
    octets = _retouche(octets, b'<row r="2"', b'<row r="1048576"')
    assert [x.numero for x in lire_classeur(octets, [MODELE])["Structures"].lignes] == [1_048_576]


def test_trop_de_fusions_se_refusent() -> None:
    octets = classeur_d_ailleurs(["N°", "Nom"], [1, "ALSH"], a="A2:A3", b="B2:B3", c="C2:C3")
    with pytest.raises(ClasseurRefuse, match="plus de 2 cellules fusionnées"):
        lire_classeur(octets, [MODELE], limites=Limites(fusions=2))
    lignes = lire_classeur(octets, [MODELE], limites=Limites(fusions=3))["Structures"].lignes
    # La fusion vide de la colonne C ne prolonge rien, les deux autres valent pour leurs lignes.
    assert [(x.numero, dict(x.valeurs)) for x in lignes] == [
        (numero, {"rang": 1, "nom": "ALSH"}) for numero in (2, 3)
    ]


def test_une_archive_lzma_abimee_n_est_pas_un_document() -> None:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>" * 50)
        for nom in ("_rels/.rels", "xl/workbook.xml"):
            archive.writestr(nom, b"")
    octets = bytearray(sortie.getvalue())
    # Les propriétés LZMA suivent l'en-tête de l'entrée et son nom : les fausser casse la lecture.
    debut = 30 + len("[Content_Types].xml") + 4
    octets[debut : debut + 5] = b"\xff" * 5
    with pytest.raises(ValidationError, match="n'est pas celui d'un XLSX"):
        verifier_fichier(SimpleUploadedFile("a.xlsx", bytes(octets)))


@pytest.mark.parametrize(
    ("encodage", "separateur"), [("cp1252", ";"), ("utf-8-sig", ","), ("utf-16", "\t")]
)
def test_un_csv_se_lit_d_ou_qu_il_vienne(encodage: str, separateur: str) -> None:
    texte = f"N°{separateur}Nom{separateur}État\r\n1{separateur}L’Été{separateur}fermé\r\n"
    lue = lire_fichier(texte.encode(encodage), [MODELE])["Structures"]
    assert lue.erreurs == []
    assert lue.lignes[0].valeurs == {"rang": 1, "nom": "L’Été", "etat": "f"}


def test_un_fichier_binaire_n_est_pas_un_csv() -> None:
    with pytest.raises(ClasseurRefuse, match="n'est pas un tableau"):
        lire_fichier(b"\x89PNG\x00\x00", [MODELE])
