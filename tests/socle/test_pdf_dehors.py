"""Le moteur PDF n'atteint rien au dehors : ni réseau, ni fichier, ni programme, ni secret."""

import base64
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
from pypdf import PdfReader

from ctg.socle import pdf
from tests.socle.outils_pdf import images, page, png, tout

SECRET = "SECRET-QUE-RIEN-NE-DOIT-LIRE"


class _Serveur:
    """Un serveur de la machine, qui compte ses visiteurs."""

    def __init__(self) -> None:
        self.visites: list[str] = []
        visites = self.visites

        class Accueil(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                visites.append(self.path)
                if self.path == "/vers-un-fichier":
                    self.send_response(302)
                    self.send_header("Location", "file:///etc/passwd")
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
                self.end_headers()
                self.wfile.write(png("red"))

            def log_message(self, *args: Any) -> None:
                """Ne rien écrire pendant les tests."""

        self.ecoute = HTTPServer(("127.0.0.1", 0), Accueil)
        self.adresse = f"http://127.0.0.1:{self.ecoute.server_port}"

    @classmethod
    @contextmanager
    def ouvert(cls) -> Iterator["_Serveur"]:
        """Un serveur qui écoute, le temps d'un essai."""
        serveur = cls()
        fil = Thread(target=serveur.ecoute.serve_forever, daemon=True)
        fil.start()
        yield serveur
        serveur.ecoute.shutdown()
        serveur.ecoute.server_close()
        fil.join()


@pytest.fixture
def serveur() -> Iterator[_Serveur]:
    with _Serveur.ouvert() as ouvert:
        yield ouvert


@pytest.mark.pdf
def test_rien_n_est_lu_au_dehors(serveur: _Serveur, tmp_path: Path) -> None:
    with urlopen(f"{serveur.adresse}/temoin") as reponse:
        assert reponse.status == 200
    assert serveur.visites == ["/temoin"]
    cache = tmp_path / "cache.txt"
    cache.write_text(SECRET)
    image = tmp_path / "cache.png"
    image.write_bytes(png("purple"))
    dehors, fichier, photo = serveur.adresse, cache.as_uri(), image.as_uri()
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{dehors}/svg-data"/></svg>'
    svg_data = base64.b64encode(svg.encode()).decode()
    tete = f"""<base href="{dehors}/base/"><meta http-equiv="refresh" content="0;url={dehors}/m">
        <link rel="stylesheet" href="{dehors}/a.css"><link rel="stylesheet" href="{fichier}">
        <link rel="attachment" href="{fichier}"><link rel=" ATTACHMENT icon" href="{dehors}/pj">
        <link rel="attachment" href="data:text/plain,{SECRET}">
        <style>@import "{dehors}/i.css"; @import url({fichier});
        @font-face {{ font-family: volee; src: url({dehors}/f.woff2), url({fichier}),
            local("DejaVu Sans") }}
        @page {{ background: url({dehors}/page.png) }}
        h1 {{ background: url({photo}); font-family: volee }}
        p::before {{ content: url({dehors}/avant.png) attr(x) }}
        li {{ list-style-image: url({dehors}/puce.png) }}</style>"""
    corps = f"""<img src="{dehors}/1.png" alt="un"><img src="{photo}" alt="deux">
        <img src="{fichier}" alt=""><img src="relative.png" alt="trois"><img src="/etc/passwd">
        <img src="ftp://127.0.0.1/x" alt=""><img src="FiLe:///etc/passwd" alt="">
        <img src="portail:../../etc/passwd" alt=""><img src="portail:absente.png" alt="">
        <img src="data:image/svg+xml;base64,{svg_data}" alt="svg">
        <img srcset="{dehors}/srcset.png 2x" alt="">
        <object data="{photo}">repli</object><object data="{dehors}/o.png"></object>
        <embed src="{dehors}/e.png"><iframe src="{dehors}/cadre"></iframe>
        <iframe src="{fichier}"></iframe><video poster="{dehors}/v.png"></video>
        <input type="image" src="{dehors}/bouton.png"><table background="{dehors}/t.png"></table>
        <a rel="attachment" href="{fichier}">pièce</a><a href="{fichier}">fichier</a>
        <a href="java&#10;script:alert(1)">code</a><a href="/interne/">interne</a>
        <a href="https://www.caf.fr/">la Caf</a>
        <svg xmlns:xlink="http://www.w3.org/1999/xlink"><title>svg</title>
        <style>@import url({dehors}/svg.css);</style>
        <image href="{dehors}/svg.png"/><image xlink:href="{photo}"/><use href="{dehors}/u#a"/>
        <image xml:base="{dehors}/" href="base.png" width="5" height="5"/>
        <rect fill="url({dehors}/motif#x)" width="9" height="9"/></svg>
        <p style="background:url({dehors}/fond.png)">fin du document</p><ul><li>un</li></ul>"""
    octets = pdf.rendre_pdf(page(corps, tete))
    assert serveur.visites == ["/temoin"]
    contenu = tout(octets)
    assert SECRET.encode() not in contenu
    assert b"root:" not in contenu
    assert b"/EmbeddedFile" not in contenu
    assert images(octets) == 0
    assert b"Launch" not in contenu
    assert b"alert" not in contenu
    assert b"/URI (https://www.caf.fr/)" in contenu
    assert contenu.count(b"/S /URI") == 1
    assert "fin du document" in PdfReader(BytesIO(octets)).pages[0].extract_text()


@pytest.mark.pdf
def test_un_profil_de_couleur_du_dehors_arrete_le_rendu_sans_sortir(serveur: _Serveur) -> None:
    tete = f"<style>@color-profile --vole {{ src: url({serveur.adresse}/profil) }}</style>"
    with pytest.raises(pdf.RenduImpossible):
        pdf.rendre_pdf(page("<p>Texte</p>", tete))
    assert serveur.visites == []


@pytest.mark.pdf
def test_une_image_enfermee_dans_le_document_est_admise() -> None:
    image = base64.b64encode(png("black")).decode()
    html = page(f'<img alt="carré" src="data:image/png;base64,{image}">')
    assert images(pdf.rendre_pdf(html)) == 1


@pytest.mark.pdf
def test_un_format_d_image_qui_lance_un_programme_est_laisse() -> None:
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    octets = pdf.rendre_pdf(page('<img alt="eps" src="portail:x.eps">'), ressources={"x.eps": eps})
    assert images(octets) == 0


def test_le_moteur_enferme_ne_se_connecte_ni_ne_lit_ni_ne_lance(tmp_path: Path) -> None:
    cache = tmp_path / "cache.txt"
    cache.write_text(SECRET)
    essai = f"""
import os, socket, subprocess, tempfile, urllib.request
from ctg.socle.moteur_pdf import _s_enfermer
tempfile.tempdir = {str(tmp_path / "provisoire")!r}
_s_enfermer()
import wsgiref.util  # une bibliothèque pas encore chargée se lit encore
actes = [
    lambda: open({str(cache)!r}).read(),
    lambda: os.open({str(cache)!r}, os.O_RDONLY),
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: subprocess.run(["true"]),
    lambda: os.system("true"),
    lambda: os.fork(),
]
for acte in actes:
    try:
        acte()
    except PermissionError as refus:
        assert "moteur PDF" in str(refus)
    else:
        raise SystemExit("un acte est passé")
"""
    racine = Path(pdf.__file__).parents[2]
    subprocess.run([sys.executable, "-c", essai], check=True, cwd=racine)


def test_le_moteur_ne_recoit_aucun_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("DATABASE_URL", SECRET)
    monkeypatch.setenv("PYTHONPATH", SECRET)
    assert SECRET not in pdf._environnement("/tmp").values()
