"""Le document de bureau : ce que le traitement de texte y fait en l'ouvrant."""

import datetime
import io
import zipfile

from ctg.socle.bureau import DocumentDeBureau


def test_le_sommaire_prend_ses_pages_a_l_ouverture() -> None:
    def reglages(*, a_un_sommaire: bool) -> str:
        document = DocumentDeBureau("T", territoire="X", le=datetime.date(2026, 1, 1))
        if a_un_sommaire:
            document.sommaire()
        document.titre("Un titre", 1)
        archive = zipfile.ZipFile(io.BytesIO(document.octets()))
        return archive.read("word/settings.xml").decode()

    avec = reglages(a_un_sommaire=True)
    # L'ordre des réglages est imposé : la compatibilité vient après.
    assert 0 < avec.index('<w:updateFields w:val="true"/>') < avec.index("<w:compat>")
    assert "updateFields" not in reglages(a_un_sommaire=False)
