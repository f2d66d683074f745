"""Le PDF est balisé, reproductible et borné ; sans moteur, le portail dit quoi installer."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ctg.socle import pdf
from ctg.socle.graphiques import BON, Barre, barres_horizontales, pastille
from tests.socle.outils_pdf import images, page, png, tout


@pytest.mark.pdf
def test_le_pdf_est_balise_et_porte_langue_et_titre() -> None:
    octets = pdf.rendre_pdf(page("<p>Un <strong>texte</strong> : 1\u202f234 œuvres.</p>"))
    lecteur = PdfReader(BytesIO(octets))
    racine: Any = lecteur.trailer["/Root"]
    assert "/StructTreeRoot" in racine
    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/Lang"] == "fr"
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == "Évaluation 2025"
    assert "/CreationDate" not in lecteur.metadata
    assert "1\u202f234 œuvres" in lecteur.pages[0].extract_text()
    assert b'pdfuaid:part="1"' in tout(octets)
    polices = [p["/BaseFont"] for p in _polices(lecteur)]
    assert polices
    assert all("Source-Sans-Portail" in nom for nom in polices)


def _polices(lecteur: PdfReader) -> list[Any]:
    ressources: Any = lecteur.pages[0]["/Resources"]
    return [police.get_object() for police in ressources["/Font"].values()]


@pytest.mark.pdf
def test_memes_entrees_memes_octets() -> None:
    html = page(f"<p>{pastille('rond', BON, 'fait')} fait</p><img alt='x' src='portail:x.png'>")
    ressources = {"x.png": png("blue")}
    assert pdf.rendre_pdf(html, ressources=ressources) == pdf.rendre_pdf(
        html, ressources=ressources
    )


@pytest.mark.pdf
def test_les_ressources_donnees_servent() -> None:
    tete = '<link rel="stylesheet" href="portail:page.css">'
    corps = '<p class="cache">invisible</p><p>visible</p><img alt="logo" src="portail:logo.png">'
    octets = pdf.rendre_pdf(
        page(corps, tete),
        ressources={"page.css": b".cache { display: none }", "logo.png": png("green")},
    )
    texte = PdfReader(BytesIO(octets)).pages[0].extract_text()
    assert "visible" in texte
    assert "invisible" not in texte
    assert images(octets) == 1


@pytest.mark.pdf
def test_la_description_d_un_graphique_est_dans_le_pdf() -> None:
    dessin = barres_horizontales("Structures", [Barre("EAJE", 30), Barre("RPE", None)])
    contenu = tout(pdf.rendre_pdf(page(dessin)))
    dite = "Structures EAJE\u00a0: 30 ; RPE\u00a0: non renseigné.".encode("utf-16-be")
    lisible = contenu.replace(b"\\000", b"\x00")
    assert dite in lisible or dite.hex().encode() in lisible.lower()


@pytest.mark.pdf
def test_un_mot_geant_dans_une_colonne_etroite_est_arrete() -> None:
    html = page(f'<p style="width:1px;overflow-wrap:anywhere">{"mot" * 14_000}</p>')
    with pytest.raises(pdf.RenduTropLourd, match="trop lourd"):
        pdf.rendre_pdf(html, limites=pdf.Limites(processeur=2))


@pytest.mark.pdf
@pytest.mark.parametrize(
    "limites",
    [
        pdf.Limites(duree=0.05),
        pdf.Limites(memoire=260 * 1024**2),
        pdf.Limites(memoire=120 * 1024**2),
    ],
    ids=["duree", "memoire", "memoire-des-bibliotheques"],
)
def test_un_document_qui_demande_trop_est_arrete(limites: pdf.Limites) -> None:
    lourd = "<table><tr>" + "<td>cellule</td>" * 30 + "</tr></table>"
    with pytest.raises(pdf.RenduTropLourd):
        pdf.rendre_pdf(page(lourd * 1500), limites=limites)


@pytest.mark.pdf
def test_un_document_trop_imbrique_est_refuse_sans_s_ecraser() -> None:
    with pytest.raises(pdf.ErreurPDF):
        pdf.rendre_pdf(page("<div>" * 3_000))


@pytest.mark.pdf
def test_un_document_sans_titre_est_refuse() -> None:
    with pytest.raises(pdf.RenduImpossible, match="titre"):
        pdf.rendre_pdf("<p>Sans titre</p>")


@pytest.mark.pdf
def test_un_texte_abime_n_arrete_pas_le_rendu() -> None:
    octets = pdf.rendre_pdf(page("<p>abîmé \udc80 \x00 \ufffe fin</p>"))
    assert "fin" in PdfReader(BytesIO(octets)).pages[0].extract_text()


@pytest.mark.parametrize("nature", ["OSError", "ImportError"])
def test_un_moteur_absent_dit_quoi_installer(
    nature: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text(f'raise {nature}("cannot load library libpango")')
    propre = pdf._environnement
    monkeypatch.setattr(pdf, "_environnement", lambda d: propre(d) | {"PYTHONPATH": str(tmp_path)})
    with pytest.raises(pdf.MoteurPDFAbsent) as absence:
        pdf.rendre_pdf(page("<p>Texte</p>"))
    attendu = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    assert attendu in str(absence.value)


def test_une_absence_se_reverifie_une_presence_se_retient(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_moteur_vu", False)
    monkeypatch.setattr(pdf, "_s_ouvre", lambda nom: False)
    assert not pdf.moteur_pdf_present()
    monkeypatch.setattr(pdf, "_s_ouvre", lambda nom: True)
    assert pdf.moteur_pdf_present()
    monkeypatch.setattr(pdf, "_s_ouvre", lambda nom: False)
    assert pdf.moteur_pdf_present()


@pytest.mark.pdf
def test_toute_figure_a_un_texte() -> None:
    dessin = barres_horizontales("Structures", [Barre("EAJE", 30)])
    corps = f"<p>{pastille('rond', BON)} fait</p>{dessin}"
    contenu = tout(pdf.rendre_pdf(page(corps)))
    assert contenu.count(b"/S /Figure") == contenu.count(b"/Alt ") == 2
