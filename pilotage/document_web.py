"""L'évaluation en page pour téléphone : la matière du papier, repliée, sans qu'un mot y change.

Le HTML est celui du document (`html_de_l_evaluation`) : les chiffres ne peuvent pas différer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import lxml.html
from django.utils.safestring import SafeString

from ctg.socle import graphiques
from ctg.socle.badges import BADGES, COULEURS
from pilotage.contenu import ContenuEvaluation
from pilotage.document import html_de_l_evaluation
from pilotage.document_dessins import pour_l_ecran
from pilotage.version_dite import VersionDite

# Ce que la page dit autrement : son en-tête tient lieu de couverture, son menu de sommaire.
_DITES_AUTREMENT = ("couverture", "sommaire", "parties")
_DU_PDF_SEUL = "Ce que ce fichier contient"
_SURTITRE = "fiche__axe"


@dataclass(frozen=True)
class PartieWeb:
    """Une partie repliable : son ancre, son titre, ce qu'elle contient ; sous un axe, ses fiches.

    `axe` : le numéro de l'axe dont elle est, 0 hors d'un axe.
    """

    ancre: str
    titre: str
    corps: SafeString
    axe: int = 0
    fiches: list["PartieWeb"] = field(default_factory=list)


def parties_web(
    contenu: ContenuEvaluation, *, version: VersionDite | None = None
) -> list[PartieWeb]:
    """Les parties du document, dans l'ordre ; les fiches sont dans leur axe."""
    parties: list[PartieWeb] = []
    vus: set[str] = set()
    for section in sections(html_de_l_evaluation(contenu, version=version, dessiner=pour_l_ecran)):
        _distinguer_les_dessins(section, vus)
        partie = _partie(section)
        if "fiche" in classes(section):
            parties[-1].fiches.append(partie)
        else:
            parties.append(partie)
    return parties


def sections(html: str) -> Iterator[Any]:
    """Les sections du document, sans sa couverture ni son sommaire."""
    corps = lxml.html.document_fromstring(html).body
    for section in corps:
        if section.get("id", "") not in _DITES_AUTREMENT and "couverture" not in classes(section):
            _taire_le_pdf(section)
            yield section


def _taire_le_pdf(section: Any) -> None:
    """Ce que le document dit de son fichier ne vaut que pour le PDF."""
    for titre in section.xpath("./h3[normalize-space()=$mots]", mots=_DU_PDF_SEUL):
        section.remove(titre.getnext())
        section.remove(titre)


def classes(element: Any) -> Sequence[str]:
    """Les classes d'un élément."""
    return (element.get("class") or "").split()


def _partie(section: Any) -> PartieWeb:
    titre = section.xpath("(.//h2 | .//h3)[1]")[0]
    titre.getparent().remove(titre)
    for surtitre in section.find_class(_SURTITRE):
        surtitre.getparent().remove(surtitre)
    for tableau in section.iter("table"):
        _en_cartes(tableau)
    for badge in section.find_class("badge"):
        _dessiner_la_forme(badge)
    for dessin in section.find_class("dessin"):
        # Plus large que l'écran, il défile : le clavier doit pouvoir y aller.
        dessin.set("tabindex", "0")
        dessin.set("role", "group")
        dessin.set("aria-label", "Graphique")
    for image in section.iter("img"):
        image.getparent().replace(image, _texte(image.get("alt", "")))
    axe = next((nom.removeprefix("axe-") for nom in classes(section) if nom[:4] == "axe-"), "0")
    # « Axe 1 – Équité » : le papier les sépare par la place, le menu par un tiret.
    return PartieWeb(section.get("id"), _sans_blancs(titre, " – "), _ecrit(section), int(axe))


def _distinguer_les_dessins(section: Any, vus: set[str]) -> None:
    """Un dessin montré deux fois garde ses motifs : leurs identifiants ne se répètent pas."""
    for dessin in section.iter("svg"):
        for porteur in dessin.iterfind(".//*[@id]"):
            ancien = porteur.get("id")
            nouveau = ancien
            while nouveau in vus:
                nouveau += "-bis"
            vus.add(nouveau)
            if nouveau != ancien:
                porteur.set("id", nouveau)
                for element in dessin.iter():
                    for nom, valeur in element.items():
                        if f"#{ancien})" in valeur:
                            element.set(nom, valeur.replace(f"#{ancien})", f"#{nouveau})"))


def _sans_blancs(element: Any, entre: str = " ") -> str:
    morceaux = [morceau.strip() for morceau in element.itertext()]
    return entre.join(morceau for morceau in morceaux if morceau)


def _ecrit(section: Any) -> SafeString:
    # Tout texte saisi a été échappé par le gabarit : l'arbre le réécrit échappé.
    return SafeString(lxml.html.tostring(section, encoding="unicode", method="html"))


def _texte(mots: str) -> Any:
    element = lxml.html.Element("span")
    element.text = mots
    return element


def _en_cartes(tableau: Any) -> None:
    """Sur un téléphone, chaque ligne est une carte : chaque case y dit sa colonne.

    Les longues listes du papier, serrées, y sont denses ; une case sans objet s'y tait.
    """
    dense = " tableau--dense" if "serre" in classes(tableau) else ""
    tableau.set("class", f"{tableau.get('class', '')} tableau tableau--cartes{dense}")
    colonnes = [_sans_blancs(colonne) for colonne in tableau.iterfind("thead/tr/th")]
    for ligne in tableau.iterfind("tbody/tr"):
        for colonne, case in zip(colonnes, ligne, strict=False):
            if case.tag == "td":
                case.set("data-titre", colonne)
                if _sans_blancs(case) == "–":
                    case.set("class", f"{case.get('class', '')} case-vide".strip())


def _dessiner_la_forme(badge: Any) -> None:
    """La forme, que le papier met en fond d'image, est ici un dessin devant le mot."""
    for nom in classes(badge):
        forme = _FORMES.get(nom)
        if forme:
            dessin = lxml.html.fragment_fromstring(forme)
            dessin.tail, badge.text = f" {badge.text or ''}", None
            badge.insert(0, dessin)
            return


_FORMES = {
    f"forme-{badge.forme}-{badge.ton}": str(graphiques.pastille(badge.forme, COULEURS[badge.ton]))
    for badge in BADGES.values()
}
