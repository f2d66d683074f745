"""Écrire un document de bureau (DOCX) : titres vrais, sommaire, tableaux, textes Markdown.

Le document s'ouvre, se lit et se reprend sans le portail : rien n'y est une image, et rien n'est
chargé du dehors.
"""

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsmap
from docx.oxml.parser import oxml_parser
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ctg.socle.typographie import typographie_fr

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image"])
_ILLISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Les jetons : primaire, doux, attention, crème, trait.
_PRIMAIRE, _DOUX, _ATTENTION = (
    RGBColor(0x12, 0x3F, 0x3A),
    RGBColor(0x55, 0x63, 0x6A),
    RGBColor(0x8A, 0x5A, 0x00),
)
_XML = "http://www.w3.org/XML/1998/namespace"
_CREME, _TRAIT = "FAF7F2", "D9D3C7"
_POLICE = "Calibri"
# En millimètres.
_LARGEUR_UTILE = 170
# En deçà de tant de signes, une ligne de tableau tient sur une page.
_LIGNE_ENTIERE = 1_500


class DocumentDeBureau:
    """Un document en cours d'écriture ; `octets` le rend.

    `mention` (« Données fictives ») et `territoire` sont portés sur chaque page.
    """

    def __init__(
        self, titre: str, *, territoire: str, le: datetime.date, mention: str = ""
    ) -> None:
        self._doc: Document = docx.Document()
        self._titres: list[tuple[int, str, str]] = []
        self._sommaire: Any = None
        proprietes = self._doc.core_properties
        proprietes.title, proprietes.author = propre(titre), propre(territoire)
        proprietes.language, proprietes.keywords = "fr-FR", mention
        proprietes.comments = ""
        midi = datetime.datetime.combine(le, datetime.time(12), datetime.UTC)
        proprietes.created = proprietes.modified = midi
        self._mettre_en_page(titre, territoire, mention)
        self._styles = {style.name: style.style_id for style in self._doc.styles}
        self._fin: Any = self._doc.element.body.sectPr

    # --- Ce qu'on y écrit ---

    def couverture(self, titre: str, sous_titres: Sequence[str], mention: str = "") -> None:
        """Le titre du document et ce qui le précise ; la mention en évidence."""
        self._ecrire("Title", _passage(_texte(titre)))
        for sous_titre in sous_titres:
            self._ecrire("Subtitle", _passage(_texte(sous_titre)))
        if mention:
            self._ecrire("Portail mention", _passage(_texte(mention)))

    def sommaire(self, *, page_neuve: bool = False) -> None:
        """La place du sommaire : il s'écrit à la fin, d'après les titres, et se suit d'un clic."""
        annonce = self._ecrire("Portail sommaire", _passage("Sommaire"))
        if page_neuve:
            annonce[0].append(_neuf("w:pageBreakBefore"))
        self._sommaire = self._ecrire("Normal")
        _faire_actualiser_les_champs(self._doc.settings.element)

    def titre(
        self, texte: str, niveau: int, *, page_neuve: bool = False, au_sommaire: bool = True
    ) -> None:
        """Un titre vrai, de niveau 1 à 4 ; les deux premiers vont au sommaire, sauf à dire non."""
        dedans = niveau <= 2 and au_sommaire
        style = f"Heading {niveau}" if dedans or niveau > 2 else "Portail intertitre"
        paragraphe = self._ecrire(style, _passage(_texte(texte)))
        if page_neuve:
            paragraphe[0].append(_neuf("w:pageBreakBefore"))
        if dedans:
            numero = len(self._titres) + 1
            ancre = f"_Toc{numero:06d}"
            paragraphe.insert(1, _element("w:bookmarkStart", id=str(numero), name=ancre))
            paragraphe.append(_element("w:bookmarkEnd", id=str(numero)))
            self._titres.append((niveau, ancre, _texte(texte)))

    def paragraphe(self, texte: str, *, est_doux: bool = False) -> None:
        """Un texte simple ; ses retours à la ligne sont gardés."""
        self._ecrire("Portail note" if est_doux else "Normal", _passage(_texte(texte)))

    def passages(
        self,
        mots: Sequence[tuple[str, bool]],
        *,
        est_doux: bool = False,
        est_une_puce: bool = False,
    ) -> None:
        """Un paragraphe en plusieurs passages : (mots, en gras)."""
        style = "List Bullet" if est_une_puce else "Portail note" if est_doux else "Normal"
        self._ecrire(
            style, *(_passage(typographie_fr(propre(texte)), gras=gras) for texte, gras in mots)
        )

    def puces(self, textes: Sequence[str]) -> None:
        """Une liste à puces."""
        for texte in textes:
            self._ecrire("List Bullet", _passage(_texte(texte)))

    def markdown(self, source: str) -> None:
        """Un texte Markdown : paragraphes, listes, gras, italique ; ni image ni balise."""
        for style, passages in _paragraphes(_MARKDOWN.parse(propre(source))):
            self._ecrire(style, *passages)

    def faits(self, lignes: Sequence[tuple[str, str]]) -> None:
        """Un tableau à deux colonnes : intitulé, valeur."""
        self._tableau("Les faits", None, lignes, (25, 75))

    def tableau(
        self,
        nom: str,
        entetes: Sequence[str],
        lignes: Sequence[Sequence[str]],
        largeurs: Sequence[int],
        a_droite: Sequence[int] = (),
    ) -> None:
        """Un tableau dont l'en-tête se répète en haut de chaque page.

        `nom` le dit à qui ne le voit pas ; `largeurs` : en pour cent ; `a_droite` : les colonnes
        de nombres.
        """
        self._tableau(nom, entetes, lignes, largeurs, a_droite)

    def octets(self) -> bytes:
        """Le document."""
        if self._sommaire is not None:
            _remplir_le_sommaire(self._sommaire, self._titres)
        sortie = io.BytesIO()
        self._doc.save(sortie)
        return sortie.getvalue()

    # --- Comment ---

    def _ecrire(self, style: str, *passages: Any) -> Any:
        """Un paragraphe de plus. Chercher un style par son nom coûte : il est lu une fois."""
        paragraphe = _paragraphe(self._styles[style], *passages)
        self._fin.addprevious(paragraphe)
        return paragraphe

    def _tableau(
        self,
        nom: str,
        entetes: Sequence[str] | None,
        lignes: Sequence[Sequence[str]],
        largeurs: Sequence[int],
        a_droite: Sequence[int] = (),
    ) -> None:
        table = _neuf("w:tbl")
        vingtiemes = [round(_LARGEUR_UTILE * part / 100 * 56.7) for part in largeurs]
        table.extend((_proprietes_de_table(nom), _neuf("w:tblGrid")))
        table[1].extend(_element("w:gridCol", w=str(large)) for large in vingtiemes)
        if entetes is not None:
            table.append(self._ligne(entetes, vingtiemes, a_droite, est_entete=True))
        for textes in lignes:
            table.append(
                self._ligne(textes, vingtiemes, a_droite, premiere_en_gras=entetes is None)
            )
        self._fin.addprevious(table)
        self._ecrire("Portail espace")

    def _ligne(
        self,
        textes: Sequence[str],
        largeurs: Sequence[int],
        a_droite: Sequence[int],
        *,
        est_entete: bool = False,
        premiere_en_gras: bool = False,
    ) -> Any:
        ligne, regles = _neuf("w:tr"), _neuf("w:trPr")
        if sum(map(len, textes)) < _LIGNE_ENTIERE:
            regles.append(_neuf("w:cantSplit"))
        if est_entete:
            regles.append(_neuf("w:tblHeader"))
        ligne.append(regles)
        for place, (texte, large) in enumerate(zip(textes, largeurs, strict=True)):
            cellule, proprietes = _neuf("w:tc"), _neuf("w:tcPr")
            proprietes.append(_element("w:tcW", w=str(large), type="dxa"))
            if est_entete:
                ombre = _element("w:shd", val="clear", color="auto", fill=_CREME)
                proprietes.append(ombre)
            gras = est_entete or (premiere_en_gras and place == 0)
            passage = _passage(_texte(texte), gras=gras)
            style = "Portail nombre" if place in a_droite else "Portail cellule"
            cellule.extend((proprietes, _paragraphe(self._styles[style], passage)))
            ligne.append(cellule)
        return ligne

    def _mettre_en_page(self, titre: str, territoire: str, mention: str) -> None:
        section: Any = self._doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(22)
        styles: Any = self._doc.styles
        for nom, corps, couleur in (
            ("Normal", 11, None),
            ("Title", 28, _PRIMAIRE),
            ("Subtitle", 13, _DOUX),
            ("Heading 1", 20, _PRIMAIRE),
            ("Heading 2", 15, _PRIMAIRE),
            ("Heading 3", 12.5, _PRIMAIRE),
            ("Heading 4", 11, _PRIMAIRE),
        ):
            _habiller(styles[nom], corps, couleur, gras=nom.startswith(("Title", "Heading")))
        styles["Title"].element.get_or_add_pPr().remove_all("w:pBdr")
        for nom, corps, couleur in (
            ("note", 9.5, _DOUX),
            ("cellule", 9.5, None),
            ("espace", 6, None),
            ("sommaire", 15, _PRIMAIRE),
            ("mention", 13, _ATTENTION),
        ):
            style = styles.add_style(f"Portail {nom}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            _habiller(style, corps, couleur, gras=nom in ("sommaire", "mention"))
        nombre = styles.add_style("Portail nombre", WD_STYLE_TYPE.PARAGRAPH)
        nombre.base_style = styles["Portail cellule"]
        nombre.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        # Un titre de niveau 2 que le sommaire, fait des styles de titre, ne reprend pas.
        intertitre = styles.add_style("Portail intertitre", WD_STYLE_TYPE.PARAGRAPH)
        intertitre.base_style = styles["Heading 2"]
        _habiller(intertitre, 13, _PRIMAIRE, gras=True)
        styles["Portail cellule"].paragraph_format.space_after = Pt(2)
        styles["Portail espace"].paragraph_format.space_after = Pt(0)
        _dire_la_langue(styles)
        tete, pied = section.header.paragraphs[0], section.footer.paragraphs[0]
        tete.add_run(_texte(titre)).font.size = Pt(8.5)
        if mention:
            passage = tete.add_run(f"   {mention}")
            passage.bold, passage.font.size, passage.font.color.rgb = True, Pt(8.5), _ATTENTION
        pied.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        pied.add_run(f"{_texte(territoire)}   page ").font.size = Pt(8.5)
        _champ(pied, "PAGE")
        pied.add_run(" sur ").font.size = Pt(8.5)
        _champ(pied, "NUMPAGES")


def propre(texte: str) -> str:
    """Le texte sans les signes qu'un document ne peut pas porter."""
    return _ILLISIBLES.sub("", texte.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=4_096)
def _texte(texte: str) -> str:
    return typographie_fr(propre(texte).strip())


def _paragraphes(jetons: Sequence[Token]) -> Iterator[tuple[str, list[Any]]]:
    """Des jetons Markdown aux paragraphes : (style, passages)."""
    listes: list[str] = []
    en_tete_de_puce = est_un_titre = False
    for jeton in jetons:
        match jeton.type:
            case "bullet_list_open":
                listes.append("List Bullet")
            case "ordered_list_open":
                listes.append("List Number")
            case "bullet_list_close" | "ordered_list_close":
                listes.pop()
            case "list_item_open":
                en_tete_de_puce = True
            case "heading_open":
                est_un_titre = True
            case "inline":
                style = "Normal"
                if listes:
                    genre = listes[-1] if en_tete_de_puce else "List Continue"
                    style = genre if len(listes) == 1 else f"{genre} {min(len(listes), 3)}"
                yield style, list(_passages(jeton.children or [], gras=est_un_titre))
                en_tete_de_puce = est_un_titre = False
            case "fence" | "code_block":
                yield "Normal", [_passage(jeton.content.strip())]
            case _:
                continue


def _passages(jetons: Sequence[Token], *, gras: bool) -> Iterator[Any]:
    """Les mots d'un paragraphe ; un lien se lit : son adresse suit."""
    italique, adresse = False, ""
    for jeton in jetons:
        match jeton.type:
            case "strong_open" | "strong_close":
                gras = jeton.nesting > 0
            case "em_open" | "em_close":
                italique = jeton.nesting > 0
            case "softbreak" | "hardbreak":
                yield _passage("\n")
            case "link_open":
                adresse = str(jeton.attrGet("href") or "")
            case "link_close":
                yield _passage(f" ({adresse})")
            case _:
                yield _passage(typographie_fr(jeton.content), gras=gras, italique=italique)


# --- Ce que python-docx n'écrit pas de lui-même ------------------------------------------------


@cache
def _nom(nom: str) -> str:
    """« w:p » en nom entier. Un plan en écrit un million : chacun ne se calcule qu'une fois."""
    prefixe, _, local = nom.partition(":")
    return f"{{{nsmap[prefixe] if prefixe != 'xml' else _XML}}}{local}"


def _neuf(nom: str) -> Any:
    return oxml_parser.makeelement(_nom(nom))


def _element(nom: str, **attributs: str) -> Any:
    element = _neuf(nom)
    for cle, valeur in attributs.items():
        element.set(_nom(f"w:{cle}"), valeur)
    return element


def _habiller(style: Any, corps: float, couleur: RGBColor | None, *, gras: bool) -> None:
    style.font.name, style.font.size, style.font.bold = _POLICE, Pt(corps), gras
    style.font.italic = False
    polices = style.element.get_or_add_rPr().get_or_add_rFonts()
    for cle in list(polices.attrib):
        # Le thème l'emporterait sur la police nommée.
        if "Theme" in cle:
            del polices.attrib[cle]
    for cle in ("ascii", "hAnsi", "cs", "eastAsia"):
        polices.set(_nom(f"w:{cle}"), _POLICE)
    if couleur is not None:
        style.font.color.rgb = couleur


def _dire_la_langue(styles: Any) -> None:
    for proprietes in styles.element.iter(_nom("w:rPr")):
        for ancienne in proprietes.findall(_nom("w:lang")):
            proprietes.remove(ancienne)
    defaut = styles.element.find(f"{_nom('w:docDefaults')}/{_nom('w:rPrDefault')}/{_nom('w:rPr')}")
    defaut.append(_element("w:lang", val="fr-FR", eastAsia="fr-FR", bidi="ar-SA"))


def _passage(texte: str, *, gras: bool = False, italique: bool = False) -> Any:
    """Des mots d'une même allure ; un retour à la ligne en est un."""
    passage = _neuf("w:r")
    if gras or italique:
        proprietes = _neuf("w:rPr")
        proprietes.extend(_neuf(nom) for nom, vrai in (("w:b", gras), ("w:i", italique)) if vrai)
        passage.append(proprietes)
    for rang, ligne in enumerate(texte.split("\n")):
        if rang:
            passage.append(_neuf("w:br"))
        if ligne:
            mots = _neuf("w:t")
            mots.set(_nom("xml:space"), "preserve")
            mots.text = ligne
            passage.append(mots)
    return passage


def _paragraphe(style: str, *passages: Any) -> Any:
    paragraphe, proprietes = _neuf("w:p"), _neuf("w:pPr")
    proprietes.append(_element("w:pStyle", val=style))
    paragraphe.extend((proprietes, *passages))
    return paragraphe


def _champ(paragraphe: Paragraph, instruction: str) -> None:
    """Un champ que le traitement de texte calcule (le numéro de page)."""
    champ = _element("w:fldSimple", instr=instruction)
    passage = _neuf("w:r")
    proprietes = _neuf("w:rPr")
    proprietes.append(_element("w:sz", val="17"))
    texte = _neuf("w:t")
    texte.text = "1"
    passage.extend((proprietes, texte))
    champ.append(passage)
    paragraphe._p.append(champ)


# Ce qui suit « updateFields » dans les réglages : leur ordre est imposé.
_APRES_LES_CHAMPS = tuple(
    f"w:{nom}"
    for nom in (
        *("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids"),
        *("attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats"),
        *("shapeDefaults", "decimalSymbol", "listSeparator"),
    )
)


def _faire_actualiser_les_champs(reglages: Any) -> None:
    """Le traitement de texte calcule les pages du sommaire en ouvrant le document."""
    reglages.insert_element_before(_element("w:updateFields", val="true"), *_APRES_LES_CHAMPS)


def _remplir_le_sommaire(place: Any, titres: Sequence[tuple[int, str, str]]) -> None:
    """Une table des matières vraie, déjà remplie : chaque ligne mène à son titre.

    Les numéros de page, que seul le traitement de texte connaît, viennent à son ouverture.
    """
    precedent = place
    debut, instruction, milieu = (_neuf("w:r") for _ in range(3))
    debut.append(_element("w:fldChar", fldCharType="begin"))
    texte = _neuf("w:instrText")
    texte.set(_nom("xml:space"), "preserve")
    # Sans « \\u » : les intertitres, qui ont un niveau sans être un style de titre, n'y vont pas.
    texte.text = ' TOC \\o "1-2" \\h \\z '
    instruction.append(texte)
    milieu.append(_element("w:fldChar", fldCharType="separate"))
    place.extend((debut, instruction, milieu))
    for niveau, ancre, titre in titres:
        paragraphe = _neuf("w:p")
        proprietes = _neuf("w:pPr")
        proprietes.append(_element("w:spacing", after="40"))
        proprietes.append(_element("w:ind", left=str(360 * (niveau - 1))))
        lien = _element("w:hyperlink", anchor=ancre, history="1")
        passage, mots = _neuf("w:r"), _neuf("w:t")
        mots.text = titre
        passage.append(mots)
        lien.append(passage)
        paragraphe.extend((proprietes, lien))
        precedent.addnext(paragraphe)
        precedent = paragraphe
    # Dans le dernier paragraphe : seul, il ouvrirait une page blanche.
    passage = _neuf("w:r")
    passage.append(_element("w:fldChar", fldCharType="end"))
    precedent.append(passage)


def _proprietes_de_table(nom: str) -> Any:
    """La largeur de la page, des filets entre les lignes, et le nom pour qui ne voit pas."""
    proprietes = _neuf("w:tblPr")
    proprietes.append(_element("w:tblW", w="5000", type="pct"))
    filets = _neuf("w:tblBorders")
    for cote in ("top", "bottom", "insideH"):
        filets.append(_element(f"w:{cote}", val="single", sz="4", space="0", color=_TRAIT))
    proprietes.append(filets)
    proprietes.append(_element("w:tblLayout", type="fixed"))
    proprietes.append(_element("w:tblLook", val="0020", firstRow="1"))
    proprietes.append(_element("w:tblCaption", val=nom))
    return proprietes
