"""Les formats d'une évaluation : les mêmes données, en PDF, à reprendre, à projeter."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from ctg.socle.fabrique import DocumentAPart
from ctg.socle.pdf import RenduImpossible
from pilotage.contenu import ContenuEvaluation
from pilotage.document import pdf_de_l_evaluation, pdf_de_la_synthese
from pilotage.document_docx import docx_de_l_evaluation
from pilotage.document_pptx import pptx_de_la_synthese
from pilotage.models import VersionFigee, empreinte
from pilotage.source_du_document import Source, empreinte_du_contenu
from pilotage.version_dite import VersionDite, version_dite

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    """Un format : ce qu'on en dit, comment il se range, comment il se fabrique.

    `radical` : « evaluation » ou « synthese ».
    """

    titre: str
    suffixe: str
    type_de_contenu: str
    radical: str
    fabriquer: Callable[[ContenuEvaluation, VersionDite | None, bytes | None], bytes]

    def nom(self, contenu_slug: str, millesime: str) -> str:
        """Le nom sous lequel il s'enregistre."""
        return f"{self.radical}-{millesime}-{contenu_slug}{self.suffixe}"


FORMATS = {
    "pdf": Format(
        "L'évaluation entière, en PDF",
        ".pdf",
        "application/pdf",
        "evaluation",
        lambda contenu, version, octets: pdf_de_l_evaluation(
            contenu, version=version, instantane=octets
        ),
    ),
    "synthese": Format(
        "La synthèse des élus, en PDF",
        ".pdf",
        "application/pdf",
        "synthese",
        lambda contenu, version, octets: pdf_de_la_synthese(
            contenu, version=version, instantane=octets
        ),
    ),
    "docx": Format(
        "L'évaluation entière, en DOCX",
        ".docx",
        f"{_OFFICE}.wordprocessingml.document",
        "evaluation",
        lambda contenu, version, octets: docx_de_l_evaluation(contenu, version=version),
    ),
    "pptx": Format(
        "La synthèse des élus, en PPTX",
        ".pptx",
        f"{_OFFICE}.presentationml.presentation",
        "synthese",
        lambda contenu, version, octets: pptx_de_la_synthese(contenu, version=version),
    ),
}


def document_a_part(source: Source, genre: str, contenu: ContenuEvaluation) -> DocumentAPart:
    """Ce qui désigne ce document : mêmes données, même format, même document."""
    version = source.version.empreinte if source.version else ""
    traits = (genre, version, empreinte_du_contenu(contenu), str(settings.EN_DEMONSTRATION))
    cle = hashlib.sha256("|".join(traits).encode()).hexdigest()
    return DocumentAPart(source.dossier, f"{genre}-{cle}")


def fabriquer(source: Source, genre: str, contenu: ContenuEvaluation) -> bytes:
    """Les octets d'un format ; le PDF d'une version figée est celui qui fut gardé."""
    version = source.version
    if version is None:
        return FORMATS[genre].fabriquer(contenu, None, None)
    if genre == "pdf":
        return _pdf_garde(version)
    return FORMATS[genre].fabriquer(contenu, version_dite(version), version.instantane.encode())


def _pdf_garde(version: VersionFigee) -> bytes:
    try:
        octets = version.octets_du_pdf()
    except OSError:
        octets = b""
    if empreinte(octets) != version.empreinte_du_pdf:
        raise RenduImpossible(
            "Le fichier gardé manque, ou n'est plus celui qui fut validé : il n'est pas remis."
            " Prévenez l'administrateur du portail."
        )
    return octets


def nom_a_telecharger(source: Source, genre: str) -> str:
    """« evaluation-2025-01-agen-2022-2026.docx »."""
    millesime = source.numero or str(source.evaluation.cle)
    return FORMATS[genre].nom(source.evaluation.convention.slug, millesime)
