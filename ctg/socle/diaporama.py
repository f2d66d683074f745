"""Écrire un diaporama de bureau (PPTX) : titres vrais, zones de texte, tableaux, graphiques natifs.

Tout se reprend dans le logiciel de chacun : aucune page n'est une image, rien ne vient du dehors.
"""

import datetime
import io
import re
from collections.abc import Sequence
from typing import Any

import pptx
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from ctg.socle.bureau import propre
from ctg.socle.typographie import typographie_fr

# Les jetons : encre, primaire, vif, doux, crème, accent, attention.
_ENCRE, _PRIMAIRE, _VIF, _DOUX = "1F2A2E", "123F3A", "1B5E56", "55636A"
_CREME, _ACCENT, _ATTENTION = "FAF7F2", "F3B35F", "8A5A00"
_POLICE = "Calibri"
_LARGE, _HAUT = Inches(13.333), Inches(7.5)
_MARGE = Inches(0.7)
_UTILE = Emu(_LARGE - 2 * _MARGE)
_CORPS_HAUT = Inches(1.55)
_COUVERTURE, _TITRE_SEUL = "Title Slide", "Title Only"
_COULEURS_DU_THEME = {
    "dk1": _ENCRE,
    "lt1": "FFFFFF",
    "dk2": _PRIMAIRE,
    "lt2": _CREME,
    "accent1": _VIF,
    "accent2": _ACCENT,
    "accent3": "1F5F99",
    "accent4": "8E2F6E",
    "accent5": "B0471F",
    "accent6": "7A6200",
    "hlink": _VIF,
    "folHlink": _DOUX,
}
# La bibliothèque ne dit pas ses types.
_Donnees: Any = CategoryChartData
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


class Diaporama:
    """Un diaporama en cours d'écriture ; `octets` le rend.

    `pied` est écrit au bas de chaque diapositive : le document, et s'il est un projet.
    """

    def __init__(self, titre: str, *, auteur: str, le: datetime.date, pied: str) -> None:
        self._doc: Any = pptx.Presentation()
        self._doc.slide_width, self._doc.slide_height = _LARGE, _HAUT
        proprietes = self._doc.core_properties
        proprietes.title, proprietes.author = propre(titre), propre(auteur)
        proprietes.language, proprietes.comments, proprietes.subject = "fr-FR", "", ""
        midi = datetime.datetime.combine(le, datetime.time(12))
        proprietes.created = proprietes.modified = midi
        proprietes.last_modified_by, proprietes.revision = propre(auteur), 1
        self._pied = pied
        self._habiller()

    # --- Ce qu'on y écrit ---

    def couverture(self, titre: str, lignes: Sequence[str], mention: str = "") -> None:
        """La première : le titre, ce qui le précise, la mention en évidence."""
        page = self._doc.slides.add_slide(self._modele(_COUVERTURE))
        _ecrire(page.shapes.title.text_frame, [titre])
        cadre = page.placeholders[1].text_frame
        _ecrire(cadre, [*lignes, *([mention] if mention else [])])
        if mention:
            passage = cadre.paragraphs[-1].runs[0]
            passage.font.bold, passage.font.color.rgb = True, _couleur(_ACCENT)

    def page(self, titre: str) -> "Diapositive":
        """Une diapositive de plus, sous son titre."""
        page = self._doc.slides.add_slide(self._modele(_TITRE_SEUL))
        _ecrire(page.shapes.title.text_frame, [titre])
        pied = page.shapes.add_textbox(_MARGE, Inches(7.0), _UTILE, Inches(0.35))
        pied.name = "Pied"
        pied.text_frame.word_wrap = True
        _ecrire(pied.text_frame, [f"{self._pied} · {len(self._doc.slides)}"], corps=11, ton=_DOUX)
        return Diapositive(page)

    def octets(self) -> bytes:
        """Le diaporama."""
        sortie = io.BytesIO()
        self._doc.save(sortie)
        return sortie.getvalue()

    # --- Comment ---

    def _modele(self, nom: str) -> Any:
        return next(m for m in self._doc.slide_layouts if m.name == nom)

    def _habiller(self) -> None:
        """Le masque : nos couleurs, une police, deux modèles à la taille de la page."""
        maitre = self._doc.slide_master
        for modele in list(self._doc.slide_layouts):
            if modele.name not in (_COUVERTURE, _TITRE_SEUL):
                self._doc.slide_layouts.remove(modele)
        theme = next(
            lien.target_part for lien in maitre.part.rels.values() if "theme" in lien.reltype
        )
        theme._blob = _theme(theme.blob)
        for forme in list(maitre.placeholders):
            if forme.placeholder_format.type in (13, 15, 16):
                forme._element.getparent().remove(forme._element)
        _placer(maitre.placeholders[0], _MARGE, Inches(0.45), _UTILE, Inches(0.95))
        _placer(maitre.placeholders[1], _MARGE, _CORPS_HAUT, _UTILE, Inches(5.2))
        _style_de_titre(maitre)
        _bandeau(maitre)
        for nom, haut, hauteur in ((_COUVERTURE, 2.0, 1.6), (_TITRE_SEUL, 0.45, 0.95)):
            modele = self._modele(nom)
            for forme in list(modele.placeholders):
                if forme.placeholder_format.type in (13, 15, 16):
                    forme._element.getparent().remove(forme._element)
            _placer(modele.placeholders[0], _MARGE, Inches(haut), _UTILE, Inches(hauteur))
        couverture = self._modele(_COUVERTURE)
        _placer(couverture.placeholders[1], _MARGE, Inches(3.7), _UTILE, Inches(2.6))
        fond = couverture.background.fill
        fond.solid()
        fond.fore_color.rgb = _couleur(_PRIMAIRE)
        for forme in couverture.placeholders:
            _en_blanc(forme)


class Diapositive:
    """Une diapositive : ce qu'on y pose va de haut en bas."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._haut: int = _CORPS_HAUT

    def texte(self, lignes: Sequence[str], *, corps: float = 20, est_doux: bool = False) -> None:
        """Des paragraphes simples."""
        self._zone(lignes, corps, _DOUX if est_doux else _ENCRE)

    def puces(self, lignes: Sequence[str], *, corps: float = 22) -> None:
        """Une vraie liste à puces."""
        for paragraphe in self._zone(lignes, corps, _ENCRE).paragraphs:
            _puce(paragraphe)

    def tableau(
        self,
        nom: str,
        entetes: Sequence[str],
        lignes: Sequence[Sequence[str]],
        largeurs: Sequence[int],
        a_droite: Sequence[int] = (),
        corps: float = 13,
    ) -> None:
        """Un vrai tableau ; `nom` le dit à qui ne le voit pas, `largeurs` en pour cent."""
        haut = Pt(corps * 2.1)
        forme = self._page.shapes.add_table(
            len(lignes) + 1, len(entetes), _MARGE, self._haut, _UTILE, Emu(haut * (len(lignes) + 1))
        )
        forme.name = nom
        _decrire(forme, nom)
        table = forme.table
        # Le style par défaut bande les lignes de bleu : un filet suffit.
        forme._element.find(f".//{_A}tableStyleId").text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
        table.horz_banding = False
        for place, part in enumerate(largeurs):
            table.columns[place].width = Emu(int(_UTILE * part / sum(largeurs)))
        for rang, textes in enumerate([entetes, *lignes]):
            table.rows[rang].height = haut
            for place, texte in enumerate(textes):
                _case(table.cell(rang, place), texte, corps, rang == 0, place in a_droite)
        self._haut += Emu(haut * (len(lignes) + 1) + Pt(14))

    def barres(
        self, nom: str, categories: Sequence[str], valeurs: Sequence[float | None], format_: str
    ) -> None:
        """Un graphique natif, en barres ; ses nombres sont écrits, et dits en texte de rechange."""
        donnees = _Donnees(number_format=format_)
        donnees.categories = [_texte(c) for c in categories]
        donnees.add_series(_texte(nom), valeurs)
        hauteur = Pt(40 + 36 * len(categories))
        cadre = self._page.shapes.add_chart(
            XL_CHART_TYPE.BAR_CLUSTERED, _MARGE, self._haut, _UTILE, hauteur, donnees
        )
        cadre.name = nom
        _decrire(cadre, f"{nom} : " + " ; ".join(_dites(categories, valeurs)))
        graphique = cadre.chart
        graphique.has_legend, graphique.has_title = False, False
        graphique.font.size, graphique.font.name = Pt(13), _POLICE
        graphique.category_axis.reverse_order = True
        graphique.category_axis.format.line.color.rgb = _couleur(_DOUX)
        # Le nombre s'écrit au bout de la barre : la plus longue lui laisse sa place.
        graphique.value_axis.maximum_scale = max((v or 0 for v in valeurs), default=0) * 1.15 or 1
        graphique.value_axis.minimum_scale = 0
        graphique.value_axis.visible = graphique.value_axis.has_major_gridlines = False
        trace = graphique.plots[0]
        trace.gap_width, trace.has_data_labels = 45, True
        trace.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        trace.data_labels.number_format = format_
        trace.data_labels.number_format_is_linked = False
        trace.series[0].format.fill.solid()
        trace.series[0].format.fill.fore_color.rgb = _couleur(_VIF)
        self._haut += Emu(hauteur + Pt(8))

    def _zone(self, lignes: Sequence[str], corps: float, ton: str) -> Any:
        signes = int(_UTILE / Pt(corps) * 2.05)
        rangs = sum(1 + len(ligne) // signes for ligne in lignes)
        hauteur = Emu(int(Pt(corps) * (1.3 * rangs + 0.5 * len(lignes) + 0.6)))
        zone = self._page.shapes.add_textbox(_MARGE, self._haut, _UTILE, hauteur)
        zone.text_frame.word_wrap = True
        _ecrire(zone.text_frame, lignes, corps=corps, ton=ton)
        for paragraphe in zone.text_frame.paragraphs:
            paragraphe.space_after = Pt(corps * 0.45)
        self._haut += hauteur
        return zone.text_frame


def _couleur(hexadecimal: str) -> Any:
    # La bibliothèque n'annonce pas de type pour celle-ci.
    couleur: Any = RGBColor
    return couleur(*bytes.fromhex(hexadecimal))


def _texte(texte: str) -> str:
    return typographie_fr(propre(texte).strip())


def _dites(categories: Sequence[str], valeurs: Sequence[float | None]) -> list[str]:
    return [
        f"{c}, {'non renseigné' if v is None else f'{v:g}'}"
        for c, v in zip(categories, valeurs, strict=True)
    ]


def _ecrire(cadre: Any, lignes: Sequence[str], *, corps: float = 0, ton: str = "") -> None:
    """Des paragraphes en français ; sans corps ni ton, ceux du masque."""
    for rang, ligne in enumerate(lignes):
        paragraphe = cadre.paragraphs[0] if rang == 0 else cadre.add_paragraph()
        passage = paragraphe.add_run()
        passage.text = _texte(ligne)
        passage._r.get_or_add_rPr().set("lang", "fr-FR")
        if corps:
            passage.font.size = Pt(corps)
        if ton:
            passage.font.color.rgb = _couleur(ton)


def _case(case: Any, texte: str, corps: float, est_entete: bool, est_a_droite: bool) -> None:
    _ecrire(case.text_frame, [texte or "–"], corps=corps, ton=_PRIMAIRE if est_entete else _ENCRE)
    case.margin_top = case.margin_bottom = Pt(3)
    case.margin_left = case.margin_right = Pt(6)
    paragraphe = case.text_frame.paragraphs[0]
    paragraphe.runs[0].font.bold = est_entete
    if est_a_droite:
        paragraphe.alignment = PP_ALIGN.RIGHT
    case.fill.solid()
    case.fill.fore_color.rgb = _couleur(_CREME if est_entete else "FFFFFF")
    filet = etree.SubElement(case._tc.get_or_add_tcPr(), qn("a:lnB"), w="9525")
    couleur = etree.SubElement(etree.SubElement(filet, qn("a:solidFill")), qn("a:srgbClr"))
    couleur.set("val", "D9D3C7")
    # Le schéma veut les filets avant le fond.
    case._tc.tcPr.insert(0, filet)


def _puce(paragraphe: Any) -> None:
    proprietes = paragraphe._p.get_or_add_pPr()
    proprietes.set("marL", "285750")
    proprietes.set("indent", "-285750")
    etree.SubElement(proprietes, qn("a:buFont"), typeface="Arial")
    etree.SubElement(proprietes, qn("a:buChar"), char="•")


def _decrire(forme: Any, texte: str) -> None:
    """Le texte de remplacement, que lit un lecteur d'écran."""
    forme._element.xpath(".//p:cNvPr")[0].set("descr", _texte(texte))


def _placer(forme: Any, gauche: int, haut: int, large: int, hauteur: int) -> None:
    forme.left, forme.top, forme.width, forme.height = gauche, haut, large, hauteur


def _style_de_titre(maitre: Any) -> None:
    """Les titres : à gauche, en gras, de notre couleur."""
    style = maitre._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    passage = style.find(qn("a:defRPr"))
    passage.set("sz", "3000")
    passage.set("b", "1")
    passage.set("lang", "fr-FR")
    couleur = passage.find(f"{qn('a:solidFill')}/{qn('a:schemeClr')}")
    couleur.set("val", "tx2")


def _bandeau(maitre: Any) -> None:
    """Un trait de couleur au-dessus des titres : le seul décor."""
    arbre = maitre.shapes._spTree
    forme = etree.fromstring(
        f'<p:sp xmlns:p="{arbre.nsmap["p"]}" xmlns:a="{_A[1:-1]}"><p:nvSpPr>'
        '<p:cNvPr id="90" name="Bandeau"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{_MARGE}" y="{Inches(0.42)}"/>'
        f'<a:ext cx="{Inches(0.9)}" cy="{Inches(0.07)}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="accent2"/>'
        "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )
    arbre.insert(2, forme)


def _en_blanc(forme: Any) -> None:
    """Sur le fond sombre de la couverture."""
    corps = forme._element.txBody
    niveaux = corps.find(qn("a:lstStyle"))
    for ancien in list(niveaux):
        niveaux.remove(ancien)
    premier = etree.SubElement(niveaux, qn("a:lvl1pPr"), algn="l", marL="0", indent="0")
    etree.SubElement(premier, qn("a:buNone"))
    est_un_titre = forme.placeholder_format.type in (1, 3)
    passage = etree.SubElement(premier, qn("a:defRPr"), sz="4400" if est_un_titre else "2000")
    blanc = etree.SubElement(etree.SubElement(passage, qn("a:solidFill")), qn("a:srgbClr"))
    blanc.set("val", "FFFFFF")


def _theme(blob: bytes) -> bytes:
    """Le thème de la bibliothèque, à nos couleurs et à notre police."""
    racine = etree.fromstring(blob)
    for nom, valeur in _COULEURS_DU_THEME.items():
        place = racine.find(f".//{_A}clrScheme/{_A}{nom}")
        for ancienne in list(place):
            place.remove(ancienne)
        etree.SubElement(place, f"{_A}srgbClr").set("val", valeur)
    for police in racine.iterfind(f".//{_A}fontScheme/*/{_A}latin"):
        police.set("typeface", _POLICE)
    return re.sub(
        rb"Office Theme",
        b"Portail CTG",
        etree.tostring(racine, xml_declaration=True, encoding="UTF-8", standalone=True),
    )
