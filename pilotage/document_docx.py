"""L'évaluation entière en DOCX : le document du papier, à reprendre dans un traitement de texte.

Il se lit du même HTML que le PDF : titres, tableaux et textes sont les mêmes, mot pour mot. Un
dessin y laisse place à ce qu'il dit, en mots et en nombres.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils.text import capfirst

from ctg.socle.bureau import DocumentDeBureau
from ctg.socle.templatetags.portail import jour
from pilotage.contenu import ContenuEvaluation
from pilotage.document import html_de_l_evaluation, mention
from pilotage.document_web import classes, sections
from pilotage.renvois import sans_renvois_inconnus
from pilotage.version_dite import VersionDite

_NIVEAUX = {"h2": 1, "h3": 2, "h4": 3}
_EN_BLOC = frozenset(["p", "div", "section", "ul", "ol", "table", "h2", "h3", "h4"])
_EN_GRAS = frozenset(("b", "strong", "th"))
_DOUX = frozenset(("note", "absent", "fiche__axe", "manque__source"))
# Sur le papier, ces passages vont à la ligne.
_A_LA_LIGNE = frozenset(
    ("petit", "faits__suite", "reference", "recit-court", "tableau__axe", "temps-forts__qui")
)
CONFIDENTIALITE = (
    "Confidentialité (art. 15). Les parties et leur personnel sont tenus au secret professionnel, à"
    " la discrétion et à la confidentialité sur ce qu’ils apprennent ici, pendant la convention et"
    " après son expiration."
)

# Ce que tient une ligne de la page en corps de tableau, et ce qu'une colonne en demande au plus.
_SIGNES_D_UNE_LIGNE = 100
_MOT_ENTIER, _MARGES, _CASE_BAVARDE = 17, 3, 45.0

Passage = tuple[str, bool]


def docx_de_l_evaluation(
    contenu: ContenuEvaluation, *, version: VersionDite | None = None
) -> bytes:
    """Le document : couverture, sommaire, puis chaque section du PDF, dans son ordre."""
    document = DocumentDeBureau(
        f"{contenu.titre} – {contenu.convention}",
        territoire=contenu.territoire,
        le=contenu.le,
        mention=mention(contenu),
    )
    _couverture(document, contenu, version)
    document.sommaire(page_neuve=True)
    ecriture = _Ecriture(document)
    for section in sections(html_de_l_evaluation(contenu, version=version)):
        ecriture.section(section)
    return document.octets()


def _couverture(
    document: DocumentDeBureau, contenu: ContenuEvaluation, version: VersionDite | None
) -> None:
    document.couverture(
        contenu.titre,
        [
            f"Convention territoriale globale {contenu.debut.year}-{contenu.fin.year}",
            contenu.territoire,
            *([contenu.devise] if contenu.devise else []),
            contenu.statut,
            *([f"Remplace la version {version.remplace}"] if version and version.remplace else []),
        ],
        mention(contenu),
    )
    document.passages([("Les parties à la convention", True)])
    for groupe in contenu.parties:
        document.paragraphe(f"{capfirst(groupe.titre)} : {', '.join(groupe.noms)}.")
    document.paragraphe(sans_renvois_inconnus(CONFIDENTIALITE, contenu.articles), est_doux=True)
    produit = f"Document produit le {jour(contenu.le)} par le portail de la convention."
    if settings.EN_DEMONSTRATION:
        produit += " Données fictives."
    document.paragraphe(produit, est_doux=True)


class _Ecriture:
    """Du HTML d'une section aux paragraphes du document."""

    def __init__(self, document: DocumentDeBureau) -> None:
        self._document = document
        self._titre = ""
        self._dernier = ""

    def section(self, section: Any) -> None:
        """Une section du papier : une fiche, un axe et ce qui ouvre une page y ouvrent la leur."""
        ouvre = bool({"page", "axe", "fiche"} & set(classes(section)))
        for enfant in section:
            if "fiche__axe" in classes(enfant):
                continue
            self._bloc(enfant, page_neuve=ouvre and enfant.tag in _NIVEAUX)
            ouvre = ouvre and enfant.tag not in _NIVEAUX

    def _bloc(self, element: Any, *, page_neuve: bool = False) -> None:
        if element.tag in _NIVEAUX:
            self._un_titre(element, page_neuve)
        elif element.tag == "table":
            self._un_tableau(element)
        elif element.tag in ("ul", "ol"):
            for puce in element:
                self._document.passages(_passages(puce), est_une_puce=True)
        elif element.tag == "svg":
            self._un_dessin(element)
        elif "chiffres" in classes(element):
            self._des_chiffres(element)
        elif any(enfant.tag in _EN_BLOC or enfant.tag == "svg" for enfant in element):
            for enfant in element:
                self._bloc(enfant)
        else:
            self._un_paragraphe(element)

    def _un_titre(self, element: Any, page_neuve: bool) -> None:
        self._titre = _mots(element)
        self._document.titre(
            _titre_lie(element),
            _NIVEAUX[element.tag],
            page_neuve=page_neuve,
            au_sommaire=element.tag == "h2" or "fiche__titre" in classes(element),
        )

    def _un_paragraphe(self, element: Any) -> None:
        passages = _passages(element)
        if any(mots.strip() for mots, _ in passages):
            self._dernier = "".join(mots for mots, _ in passages)
            gras = "intertitre" in classes(element) or "grille__titre" in classes(element)
            self._document.passages(
                [(mots, True) for mots, _ in passages] if gras else passages,
                est_doux=bool(_DOUX & set(classes(element))),
            )

    def _un_dessin(self, element: Any) -> None:
        titre, description = (element.findtext(nom) or "" for nom in ("title", "desc"))
        # Le titre du dessin est souvent écrit au-dessus de lui.
        titre = "" if titre.strip() in (self._dernier, self._titre) else titre
        dit = " : ".join(mots.strip() for mots in (titre, description) if mots.strip())
        if dit:
            self._document.paragraphe(dit, est_doux=True)

    def _des_chiffres(self, element: Any) -> None:
        self._document.faits(
            [(_mots(chiffre.find("b")), _mots(chiffre, sauf="b")) for chiffre in element]
        )

    def _un_tableau(self, tableau: Any) -> None:
        colonnes = list(tableau.iterfind("thead/tr/th"))
        lignes = [
            [texte for case in ligne for texte in _en_cases(case)]
            for ligne in tableau.iterfind("tbody/tr")
        ]
        entetes = [_mots(colonne) for colonne in colonnes]
        if lignes:
            self._document.tableau(
                self._titre or "Tableau",
                entetes,
                lignes,
                _largeurs(entetes, lignes),
                [place for place, c in enumerate(colonnes) if "nombre" in classes(c)],
            )


def _en_cases(case: Any) -> list[str]:
    """Ce que dit une case, puis les cases vides qu'elle couvre."""
    texte = "".join(mots for mots, _ in _passages(case)).strip()
    return [texte, *[""] * (int(case.get("colspan", 1)) - 1)]


def _titre_lie(element: Any) -> str:
    """« Action 3 – Le titre » : le papier met entre les deux un blanc que le mot lié n'a pas."""
    morceaux = [morceau.strip() for morceau in element.itertext() if morceau.strip()]
    return " – ".join(morceaux)


def _mots(element: Any, sauf: str = "") -> str:
    return "".join(mots for mots, _ in _passages(element, sauf)).replace("\n", " ").strip()


def _passages(element: Any, sauf: str = "") -> list[Passage]:
    """Les mots d'un élément, gras ou non ; ses blancs sont ceux qu'on lit."""
    passages: list[Passage] = []
    for mots, gras in _brut(element, sauf, gras=False):
        serres = mots if mots == "\n" else _serrer(mots)
        fin = passages[-1][0][-1:] if passages else " "
        if serres[:1] == " " and fin in (" ", "\n"):
            serres = serres[1:]
        if serres == "\n" and fin in ("\n", ""):
            continue
        if serres:
            passages.append((serres, gras))
    if passages and passages[0][0] == "\n":
        passages = passages[1:]
    return passages


def _serrer(texte: str) -> str:
    """Une suite de blancs du HTML n'en est qu'un ; les insécables restent."""
    morceaux = texte.replace("\n", " ").replace("\t", " ").split(" ")
    debut, fin = (" " if texte[:1] in (" ", "\n") else ""), (" " if texte[-1:] in " \n" else "")
    return f"{debut}{' '.join(m for m in morceaux if m)}{fin}" if any(morceaux) else " "


def _brut(element: Any, sauf: str, *, gras: bool) -> Iterator[Passage]:
    gras = gras or (element.tag in _EN_GRAS and element.tag != "th")
    if element.text:
        yield element.text, gras
    for enfant in element:
        if enfant.tag == "br":
            yield "\n", gras
        elif enfant.tag == "img":
            yield enfant.get("alt", ""), gras
        elif enfant.tag == "svg":
            # Dans une case, un dessin dit ses nombres.
            yield enfant.findtext("desc") or "", gras
        elif isinstance(enfant.tag, str) and enfant.tag != sauf:
            rompt = enfant.tag in _EN_BLOC or bool(_A_LA_LIGNE & set(classes(enfant)))
            if rompt:
                yield "\n", gras
            yield from _brut(enfant, sauf, gras=gras)
            if rompt and "tableau__axe" in classes(enfant):
                yield "\n", gras
        if enfant.tail:
            yield enfant.tail, gras


def _largeurs(entetes: Sequence[str], lignes: Sequence[Sequence[str]]) -> list[int]:
    """En pour cent : à chaque colonne son plus long mot, puis le reste selon ce qu'elle porte."""
    mots, portes = [], []
    for place, entete in enumerate(entetes):
        textes = [ligne[place] for ligne in lignes if place < len(ligne)]
        # L'insécable ne coupe pas : « 1 200 € » est un seul mot.
        tous = (mot for texte in (entete, *textes) for mot in re.split(r"[ \n]", texte))
        mots.append(min(max(map(len, tous), default=1), _MOT_ENTIER) + _MARGES)
        portes.append(min(sum(map(len, textes)) / max(1, len(textes)), _CASE_BAVARDE))
    reste = max(0.0, _SIGNES_D_UNE_LIGNE - sum(mots))
    parts = [
        mot + reste * porte / (sum(portes) or 1) for mot, porte in zip(mots, portes, strict=True)
    ]
    return [max(1, round(100 * part / sum(parts))) for part in parts]
