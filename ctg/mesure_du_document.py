"""Ce que coûte le document d'une évaluation, et l'impression du même HTML par Chromium.

La mémoire est celle de tous les processus du rendu, lue au système vingt fois par seconde.
"""

import io
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from ctg.socle.moteur_pdf import SCHEMA
from ctg.socle.polices import FAMILLE, PREFIXE_RESSOURCES, feuille_de_polices, ressources_de_polices

_PAS = 0.05
_PROPORTIONNELLE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class MesureDeRendu:
    """Un rendu : durée et calcul en secondes, mémoire au plus haut, et ce que dit son PDF."""

    moteur: str
    secondes: float
    calcul: float
    memoire: int
    octets: int
    pages: int
    balises: int
    est_balise: bool
    langue: str
    signets: int
    pieces: int
    norme: str


def mesurer_le_rendu(moteur: str, rendre: Callable[[], bytes]) -> tuple[MesureDeRendu, bytes]:
    """Chronomètre un rendu, et lit ce que dit son PDF."""
    temoin = _Temoin()
    debut, avant = time.monotonic(), _calcul()
    with temoin:
        octets = rendre()
    secondes, calcul = time.monotonic() - debut, _calcul() - avant
    mesure = MesureDeRendu(moteur, secondes, calcul, temoin.sommet, len(octets), **_lu(octets))
    return mesure, octets


def imprimer_par_chromium(
    html: str, ressources: Mapping[str, bytes], *, chromium: str, dossier: Path
) -> bytes:
    """Le PDF que Chromium imprime de ce HTML ; les adresses du document deviennent des fichiers."""
    base = f'{feuille_de_polices(PREFIXE_RESSOURCES)}\nhtml {{ font-family: "{FAMILLE}" }}'
    polices = ressources_de_polices(Path(settings.DOSSIER_POLICES))
    fichiers = {**polices, **ressources, "base.css": base.encode()}
    for nom, octets in fichiers.items():
        chemin = dossier / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        racine = "../" * nom.count("/")
        texte = octets.replace(SCHEMA.encode(), racine.encode()) if nom.endswith(".css") else octets
        chemin.write_bytes(texte)
    source, sortie = dossier / "document.html", dossier / "document.pdf"
    local = html.replace(SCHEMA, "")
    tete = '<head><link rel="stylesheet" href="base.css">'
    source.write_text(local.replace("<head>", tete, 1), encoding="utf-8")
    # Le programme est celui que désigne qui lance la mesure.
    subprocess.run(  # noqa: S603
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--user-data-dir={dossier / 'profil'}",
            f"--print-to-pdf={sortie}",
            source.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return sortie.read_bytes()


def _calcul() -> float:
    """Les secondes de processeur de ce processus et de ceux qu'il a lancés."""
    return sum(os.times()[:4])


class _Temoin:
    """Suit la mémoire des processus que celui-ci lance, tant que le bloc dure."""

    def __init__(self) -> None:
        self.sommet = 0
        self._fin = threading.Event()
        self._fil = threading.Thread(target=self._suivre, daemon=True)

    def __enter__(self) -> "_Temoin":
        self._fil.start()
        return self

    def __exit__(self, *erreur: object) -> None:
        self._fin.set()
        self._fil.join()

    def _suivre(self) -> None:
        while not self._fin.wait(_PAS):
            self.sommet = max(self.sommet, sum(map(_memoire, _descendants(os.getpid()))))


def _descendants(pid: int) -> Iterator[int]:
    for tache in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            enfants = tache.read_text().split()
        except OSError:
            continue
        for enfant in enfants:
            yield int(enfant)
            yield from _descendants(int(enfant))


def _memoire(pid: int) -> int:
    """Sa part résidente, en octets : une page partagée à deux compte pour moitié."""
    try:
        lue = _PROPORTIONNELLE.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return 0
    return int(lue[1]) * 1024 if lue else 0


def _lu(octets: bytes) -> dict[str, Any]:
    # Une bibliothèque des essais : le portail en service n'en a pas besoin.
    from pypdf import PdfReader
    from pypdf.generic import IndirectObject

    lecteur = PdfReader(io.BytesIO(octets))
    racine: Any = lecteur.trailer["/Root"]

    def compter(noeud: Any) -> int:
        noeud = noeud.get_object() if isinstance(noeud, IndirectObject) else noeud
        if isinstance(noeud, list):
            return sum(map(compter, noeud))
        if not isinstance(noeud, dict):
            return 0
        return int("/S" in noeud) + compter(noeud.get("/K", []))

    def signets(entrees: Any) -> int:
        return sum(signets(e) if isinstance(e, list) else 1 for e in entrees)

    xmp = racine["/Metadata"].get_data() if "/Metadata" in racine else b""
    normes = [
        nom for marque, nom in ((b"pdfaid", "PDF/A-3a"), (b"pdfuaid", "PDF/UA-1")) if marque in xmp
    ]
    return {
        "pages": len(lecteur.pages),
        "balises": compter(racine.get("/StructTreeRoot", {}).get("/K", [])),
        "est_balise": bool(racine.get("/MarkInfo", {}).get("/Marked", False)),
        "langue": str(racine.get("/Lang", "")),
        "signets": signets(lecteur.outline),
        "pieces": len(lecteur.attachments),
        "norme": ", ".join(normes),
    }
