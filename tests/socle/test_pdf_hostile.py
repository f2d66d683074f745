"""Douze façons, et plus, de faire sortir le PDF ou de lui faire lire un fichier : aucune ne marche.

Chacune est tentée seule : un refus ne doit rien à sa voisine. Le serveur compte ses visites, le
secret est cherché dans tous les flux du PDF, et ce qui entoure l'attaque est rendu quand même.
"""

import base64
import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ctg.socle import pdf
from tests.socle.outils_pdf import images, page, png, tout
from tests.socle.test_pdf_dehors import SECRET, _Serveur

_SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@dataclass(frozen=True)
class Cible:
    """Où l'attaque veut aller : un serveur, un fichier de texte, une image de la machine."""

    dehors: str
    fichier: str
    chemin: str
    photo: str


Attaque = Callable[[Cible], tuple[str, str]]


def _data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _entite(c: Cible) -> tuple[str, str]:
    return "", (
        f'<img alt="e" src="{_data(_dtd(c.fichier))}"><img alt="f" src="{_data(_dtd(c.dehors))}">'
    )


def _dtd(adresse: str) -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY vole SYSTEM "{adresse}">]>'
        f"<svg {_SVG}><title>e</title><text>&vole;</text></svg>"
    )


def _milliard_de_rires(c: Cible) -> tuple[str, str]:
    entites = "".join(f'<!ENTITY r{n} "{f"&r{n - 1};" * 10 if n else "rire"}">' for n in range(12))
    svg = f"<!DOCTYPE svg [{entites}]><svg {_SVG}><title>r</title><text>&r11;</text></svg>"
    return "", f'<img alt="r" src="{_data(svg)}">'


def _poupees(c: Cible) -> tuple[str, str]:
    svg = (
        f'<svg {_SVG}><title>a</title><image href="{c.dehors}/nid.png" width="9" height="9"/></svg>'
    )
    for _ in range(3):
        svg = f'<svg {_SVG}><title>b</title><image href="{_data(svg)}" width="9" height="9"/></svg>'
    return "", f'<img alt="nid" src="{_data(svg)}">'


def _image_geante(c: Cible) -> tuple[str, str]:
    """Deux milliards de pixels annoncés dans quelques octets."""
    octets = bytearray(png("black"))
    octets[16:24] = (50_000).to_bytes(4, "big") + (50_000).to_bytes(4, "big")
    return "", f'<img alt="g" src="data:image/png;base64,{base64.b64encode(octets).decode()}">'


ATTAQUES: dict[str, Attaque] = {
    "image distante": lambda c: ("", f'<img alt="i" src="{c.dehors}/i.png">'),
    "image d'un fichier": lambda c: ("", f'<img alt="i" src="{c.photo}"><img src="{c.chemin}">'),
    "feuille liée": lambda c: (f'<link rel="stylesheet" href="{c.dehors}/a.css">', ""),
    "feuille importée": lambda c: (
        f'<style>@import "{c.dehors}/i.css"; @import url({c.fichier});</style>',
        "",
    ),
    "url() d'un style": lambda c: (
        f"<style>@page {{ background: url({c.dehors}/p.png) }}</style>",
        f'<p style="background:url({c.photo}); list-style-image:url({c.dehors}/l.png)">x</p>',
    ),
    "contenu engendré": lambda c: (
        f"<style>p::before {{ content: url({c.dehors}/c.png) }}</style>",
        "<p>x</p>",
    ),
    "police distante": lambda c: (
        f"<style>@font-face {{ font-family: v; src: url({c.dehors}/f.woff2), url({c.fichier}) }}"
        " p { font-family: v }</style>",
        "<p>x</p>",
    ),
    "svg, image et use externes": lambda c: (
        "",
        f'<svg {_SVG}><title>s</title><image href="{c.dehors}/s.png"/>'
        f'<image xlink:href="{c.photo}"/><use href="{c.dehors}/u.svg#a"/>'
        f'<use xlink:href="{c.fichier}#a"/><rect fill="url({c.dehors}/m#x)" width="9"/></svg>',
    ),
    "svg, entité externe": _entite,
    "svg, entités qui enflent": _milliard_de_rires,
    "svg dans un svg dans une adresse data:": _poupees,
    "lien vers un fichier": lambda c: (
        "",
        f'<a href="{c.fichier}">f</a><a href="{c.chemin}">g</a>',
    ),
    "lien qui exécute": lambda c: (
        "",
        '<a href="javascript:alert(1)">j</a><a href="java&#9;script:alert(1)">k</a>'
        '<a href="vbscript:alert(1)">v</a>',
    ),
    "pièce jointe demandée": lambda c: (
        f'<link rel="attachment" href="{c.fichier}"><link rel="ATTACHMENT" href="{c.dehors}/p">'
        f'<link rel="attachment" href="data:text/plain,{SECRET}">',
        f'<a rel="attachment" href="{c.fichier}">p</a>',
    ),
    "redirection": lambda c: (
        f'<base href="{c.dehors}/b/"><meta http-equiv="refresh" content="0;url={c.dehors}/m">',
        f'<img alt="r" src="relative.png"><img alt="s" src="{c.dehors}/vers-un-fichier">',
    ),
    "cadre et objet": lambda c: (
        "",
        f'<iframe src="{c.fichier}"></iframe><object data="{c.photo}"></object>'
        f'<embed src="{c.dehors}/e.png"><video poster="{c.dehors}/v.png"></video>',
    ),
    "profil de couleur": lambda c: (
        f"<style>@color-profile --v {{ src: url({c.dehors}/profil) }}</style>",
        "",
    ),
    "ressource qui remonte": lambda c: (
        "",
        '<img alt="a" src="portail:../../etc/passwd"><img alt="b" src="portail:/etc/passwd">',
    ),
    "image géante": _image_geante,
}


@pytest.fixture(scope="module")
def serveur() -> Iterator[_Serveur]:
    with _Serveur.ouvert() as ouvert:
        yield ouvert


@pytest.fixture
def cible(serveur: _Serveur, tmp_path: Path) -> Cible:
    texte, image = tmp_path / "cache.txt", tmp_path / "cache.png"
    texte.write_text(SECRET)
    image.write_bytes(png("purple"))
    serveur.visites.clear()
    return Cible(serveur.adresse, texte.as_uri(), str(texte), image.as_uri())


@pytest.mark.pdf
@pytest.mark.parametrize("nom", ATTAQUES)
def test_aucune_ne_sort_ni_ne_lit(nom: str, serveur: _Serveur, cible: Cible) -> None:
    tete, corps = ATTAQUES[nom](cible)
    try:
        octets = pdf.rendre_pdf(page(f"{corps}<p>la fin du document</p>", tete))
    except pdf.ErreurPDF:
        # Refuser le document est aussi ne rien laisser passer.
        assert serveur.visites == []
        return
    contenu = tout(octets)
    lecteur = PdfReader(BytesIO(octets))
    assert serveur.visites == []
    assert SECRET.encode() not in contenu
    assert b"root:" not in contenu
    assert images(octets) == 0
    assert not lecteur.attachments
    for interdit in (b"/EmbeddedFile", b"/Launch", b"/JavaScript", b"/GoToR", b"alert"):
        assert interdit not in contenu
    assert b"/S /URI" not in contenu
    assert "la fin du document" in lecteur.pages[-1].extract_text()


@pytest.mark.pdf
def test_les_attaques_atteignent_bien_un_moteur_ouvert(serveur: _Serveur, cible: Cible) -> None:
    """Le témoin : sans nos défenses, WeasyPrint visite le serveur et joint le fichier."""
    from weasyprint import HTML

    tete, corps = ATTAQUES["image distante"](cible)
    jointe, _ = ATTAQUES["pièce jointe demandée"](cible)
    octets = HTML(string=page(corps, tete + jointe)).write_pdf()
    assert "/i.png" in serveur.visites
    assert SECRET.encode() in tout(octets)


@pytest.mark.pdf
def test_le_texte_de_l_instantane_ne_joint_rien_d_autre() -> None:
    """Une pièce du serveur reste la seule, quoi que demande le HTML qui l'accompagne."""
    le = datetime.date(2026, 11, 23)
    octets = json.dumps({"recit": '<link rel="attachment" href="file:///etc/passwd">'}).encode()
    rendu = pdf.rendre_pdf(
        page('<a rel="attachment" href="file:///etc/passwd">p</a>'),
        pieces=[pdf.PieceJointe("evaluation.json", octets, "Les données", le)],
    )
    lecteur: Any = PdfReader(BytesIO(rendu))
    assert {nom: bytes(*contenus) for nom, contenus in lecteur.attachments.items()} == {
        "evaluation.json": octets
    }
