"""Les fichiers que le tableur ne lit pas, et les CSV qu'il devine."""

import io
import zipfile

import pytest

from ctg.socle.tableur import ClasseurRefuse, Limites, lire_classeur, lire_fichier
from tests.socle.test_tableur import MODELE, classeur_d_ailleurs


def _zip(**parties: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


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
