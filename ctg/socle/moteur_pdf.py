"""Le moteur PDF : un processus à part, borné, qui ne lit que ce qu'on lui donne.

Se lance par `python -m ctg.socle.moteur_pdf`. Entrée standard : un objet JSON
    {"html": str, "feuille": str, "ressources": {nom: base64},
     "pieces": [{"nom": str, "description": str, "le": "AAAA-MM-JJ", "octets": base64}],
     "limites": {"memoire": octets, "processeur": secondes}}
Sortie standard : les octets du PDF. Sortie d'erreur : les refus et les erreurs, en clair.
Code de retour : 0, ou l'un des codes ci-dessous. Ce module n'importe ni Django ni le reste du
portail ; WeasyPrint n'est importé que dans `main`, après la pose des limites.

Défenses, de la première à la dernière : les adresses autres que `portail:` et `data:` sont
refusées ; les pièces jointes que demande le HTML et les liens qui ne mènent pas sur le Web sont
retirés ; les formats d'image sont limités ; connexions, programmes et lectures de fichiers sont
interdits au processus. Seules les `pieces` de la demande, que le serveur écrit, sont jointes.

Le fichier porte deux marques : PDF/A-3a (ISO 19005-3), pour l'archive, et PDF/UA-1 (ISO 14289-1),
pour qui ne voit pas. WeasyPrint n'en écrit qu'une à la fois : la seconde s'ajoute à son XMP.
"""

import base64
import binascii
import datetime
import json
import mimetypes
import os
import resource
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

CODE_MOTEUR_ABSENT = 3
CODE_TROP_LOURD = 4
CODE_DOCUMENT_REFUSE = 5

SCHEMA = "portail:"
VARIANTE = "pdf/a-3a"
# PDF/A n'admet que les propriétés XMP qu'il connaît, ou que le fichier décrit : la marque de PDF/UA
# vient avec sa description (ISO 19005-3, 6.6.2.3).
MARQUE_PDF_UA = b"""<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
# Taille d'une image déroulée : au-delà, Pillow refuse (une page A4 à 300 points fait 9 millions).
PIXELS_MAXIMUM = 40_000_000
FORMATS_D_IMAGE = ("PNG", "JPEG", "GIF", "WEBP")
_LIENS_GARDES = ("http:", "https:", "mailto:", "tel:", "#")
_SVG = "{http://www.w3.org/2000/svg}"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "woff2": "font/woff2",
}
_INTERDITS = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.bind",
    "socket.sendto",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
)


class DocumentRefuse(Exception):
    """Le HTML ne peut pas donner un document accessible ; le message dit ce qui manque."""


def _poser_les_limites(memoire: int, processeur: int) -> None:
    """Borne l'espace d'adressage (octets) et le temps de calcul (secondes) de ce processus."""
    resource.setrlimit(resource.RLIMIT_AS, (memoire, memoire))
    resource.setrlimit(resource.RLIMIT_CPU, (processeur, processeur + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _s_enfermer() -> None:
    """Interdit désormais les connexions, les programmes et la lecture hors des bibliothèques."""
    bibliotheques = [
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib"),
        *(c for c in sys.path if Path(c).name in ("site-packages", "dist-packages")),
    ]
    permis = tuple(
        os.path.realpath(chemin) + os.sep for chemin in (*bibliotheques, tempfile.gettempdir())
    )

    def garde(evenement: str, arguments: tuple[Any, ...]) -> None:
        if evenement in _INTERDITS:
            raise PermissionError(f"interdit au moteur PDF : {evenement}")
        if evenement == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
            chemin = os.path.realpath(os.fsdecode(arguments[0]))
            if not chemin.startswith(permis):
                raise PermissionError("interdit au moteur PDF : lire un fichier")

    sys.addaudithook(garde)


def _limiter_les_images() -> None:
    """Ne laisse à Pillow que les formats usuels : certains autres lancent un programme."""
    from PIL import Image

    Image.init()
    Image.ID[:] = [nom for nom in Image.ID if nom in FORMATS_D_IMAGE]
    Image.MAX_IMAGE_PIXELS = PIXELS_MAXIMUM // 2


def _fournisseur(ressources: Mapping[str, bytes], refus: list[str]) -> Any:
    """Ce qui sert à WeasyPrint les seules ressources données et les adresses `data:`.

    Toute autre adresse est notée dans `refus` et lève `ValueError`, que WeasyPrint traduit par
    l'absence de l'image, de la feuille ou de la police ; le document est rendu sans elle.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fournisseur(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            schema = url[: len(SCHEMA)].lower()
            if schema == SCHEMA:
                nom = unquote(url[len(SCHEMA) :].split("#")[0])
                if nom in ressources:
                    extension = nom.rpartition(".")[2].lower()
                    genre = _TYPES.get(extension, "application/octet-stream")
                    return URLFetcherResponse(url, ressources[nom], {"Content-Type": genre})
            elif schema.startswith("data:"):
                return super().fetch(url, headers)
            refus.append(url[:200])
            raise ValueError("adresse refusée")

    return Fournisseur(allowed_protocols=("data",), allow_redirects=False)


def _lien_garde(adresse: str) -> bool:
    # Les navigateurs ignorent les blancs et les signes de contrôle dans un schéma.
    compacte = "".join(signe for signe in adresse if signe > " ").lower()
    return compacte.startswith(_LIENS_GARDES)


def _preparer(racine: Any) -> None:
    """Met l'arbre HTML en état de donner un document accessible et sans pièce jointe.

    Langue « fr » par défaut ; titre exigé ; liens vers le Web, le courrier, le téléphone et le
    document seuls gardés ; la description d'un graphique rejoint son titre, seul texte de
    remplacement que WeasyPrint recopie dans le PDF. Une forme muette (`aria-hidden`), dont le mot
    est à côté, reçoit une espace : PDF/UA-1 refuse une figure sans texte.
    """
    if not racine.get("lang"):
        racine.set("lang", "fr")
    titre = racine.find(".//head/title")
    if titre is None or not (titre.text or "").strip():
        raise DocumentRefuse("Le document n'a pas de titre : remplir <title>.")
    for element in list(racine.iter()):
        # Les commentaires n'ont pas de nom de balise.
        if not isinstance(element.tag, str):
            continue
        if "attachment" in (element.get("rel") or "").lower():
            del element.attrib["rel"]
            element.attrib.pop("href", None)
        elif element.tag in ("a", "area"):
            adresse = element.get("href")
            if adresse is not None and not _lien_garde(adresse):
                del element.attrib["href"]
        elif element.tag == f"{_SVG}svg":
            nom, description = element.find(f"{_SVG}title"), element.find(f"{_SVG}desc")
            if nom is None and element.get("aria-hidden") == "true":
                nom = element.makeelement(f"{_SVG}title", {})
                nom.text = "\u00a0"
                element.insert(0, nom)
            if nom is not None and description is not None and description.text:
                nom.text = f"{nom.text or ''} {description.text}".strip()


def _marquer_pdf_ua(document: Any) -> None:
    """Ajoute la marque PDF/UA-1 au XMP que WeasyPrint écrit pour PDF/A."""
    metadonnees = document.metadata
    ecrire = metadonnees.generate_rdf_metadata
    fin = b"</rdf:RDF>"

    def avec_la_marque(*arguments: Any) -> bytes:
        rdf: bytes = ecrire(*arguments)
        if not rdf.endswith(fin):
            raise DocumentRefuse("Le document n'a pas pu être marqué comme accessible.")
        return rdf.removesuffix(fin) + MARQUE_PDF_UA + fin

    metadonnees.generate_rdf_metadata = avec_la_marque


def _sans_double(document: Any, pdf: Any) -> None:
    """WeasyPrint inscrit deux fois chaque pièce jointe au catalogue : une suffit."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _pieces(demandees: Iterable[Mapping[str, str]]) -> list[Any]:
    """Les pièces que le serveur joint ; « Data » : ce dont le document est tiré."""
    from weasyprint import Attachment

    jointes = []
    for piece in demandees:
        minuit = datetime.datetime.combine(
            datetime.date.fromisoformat(piece["le"]), datetime.time.min
        )
        jointes.append(
            Attachment(
                string=base64.b64decode(piece["octets"], validate=True),
                name=piece["nom"],
                description=piece["description"],
                created=minuit,
                modified=minuit,
                relationship="Data",
            )
        )
    return jointes


def _rendre(demande: Mapping[str, Any], ressources: Mapping[str, bytes], refus: list[str]) -> bytes:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fournisseur = _fournisseur(ressources, refus)
    polices = FontConfiguration()
    source = HTML(string=demande["html"], url_fetcher=fournisseur)
    _preparer(source.etree_element)
    feuilles = [CSS(string=demande["feuille"], url_fetcher=fournisseur, font_config=polices)]
    document = source.render(stylesheets=feuilles, font_config=polices, pdf_variant=VARIANTE)
    _marquer_pdf_ua(document)
    octets: bytes = document.write_pdf(
        finisher=_sans_double, pdf_variant=VARIANTE, attachments=_pieces(demande["pieces"])
    )
    return octets


def _dire(*lignes: str) -> None:
    for ligne in lignes:
        sys.stderr.write(f"{ligne}\n")


def main() -> int:
    """Lit la demande, rend le PDF ou un code ; une interdiction violée ne rend jamais un PDF."""
    demande = json.load(sys.stdin)
    _poser_les_limites(**demande["limites"])
    refus: list[str] = []
    try:
        ressources = {
            nom: base64.b64decode(octets, validate=True)
            for nom, octets in demande["ressources"].items()
        }
        try:
            import weasyprint  # noqa: F401
        except (ImportError, OSError) as erreur:
            _dire(str(erreur).strip().splitlines()[0] if str(erreur) else "import impossible")
            return CODE_MOTEUR_ABSENT
        _limiter_les_images()
        # Sinon la bibliothèque irait lire la table des types de la machine.
        mimetypes.init(files=[])
        _s_enfermer()
        octets = _rendre(demande, ressources, refus)
    except (MemoryError, RecursionError, SystemError) as erreur:
        # `SystemError` : une bibliothèque en C n'a pas su dire qu'elle manquait de mémoire.
        _dire(type(erreur).__name__)
        return CODE_TROP_LOURD
    except DocumentRefuse as erreur:
        _dire(str(erreur))
        return CODE_DOCUMENT_REFUSE
    except binascii.Error:
        _dire("Ressource illisible.")
        return CODE_DOCUMENT_REFUSE
    _dire(*(f"refusée : {adresse}" for adresse in refus[:20]))
    sys.stdout.buffer.write(octets)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
