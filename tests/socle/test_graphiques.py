"""Les graphiques : sûrs, lisibles sans la couleur, et qui disent « non renseigné »."""

import re
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.utils.safestring import SafeString, mark_safe

from ctg.socle import graphiques as g
from ctg.socle.graphiques import palette
from ctg.socle.graphiques.courbe import _graduations
from ctg.socle.graphiques.traits import abreger, clarte, couper, encre_sur, mesure

HOSTILE = "<script>alert(1)</script>\"'&\x00\x0b]]>"
SVG = "{http://www.w3.org/2000/svg}"
CARRE = [(0.0, 44.0), (0.2, 44.0), (0.2, 44.2), (0.0, 44.2)]
VOISIN = [(0.2, 44.0), (0.4, 44.0), (0.4, 44.2), (0.2, 44.2)]
DEBUT, FIN = date(2022, 1, 1), date(2026, 12, 31)


def _barres(texte: str) -> SafeString:
    return g.barres_horizontales(texte, [g.Barre(texte, 3, texte, motif="points")])


def _empilees(texte: str) -> SafeString:
    return g.barres_empilees(texte, [g.Segment(texte, 3, g.BON, "coche", "hachures")])


def _courbe(texte: str) -> SafeString:
    points = [g.Point(2022, 1), g.Point(2023, None), g.Point(2024, 3)]
    repere = g.Repere(2, texte)
    return g.courbe(texte, points, reference=repere, cible=repere, unite=texte)


def _progression(texte: str) -> SafeString:
    return g.progression(2, 5, texte)


def _frise(texte: str) -> SafeString:
    periodes = [g.Periode(DEBUT, None, texte), g.Periode(None, None, texte)]
    lignes = [g.LigneDeFrise(texte, periodes), g.LigneDeFrise(texte, [])]
    return g.frise(texte, DEBUT, FIN, lignes, aujourd_hui=FIN, libelle_de_fin=texte)


def _carte(texte: str) -> SafeString:
    cellules = [
        g.Cellule(texte, texte, CARRE, texte, 0, f"/c/?q={texte}", etiquette=True),
        g.Cellule("2", texte, VOISIN),
    ]
    return g.carte(texte, cellules, [texte], unite=(texte, texte))


TOUS: list[Callable[[str], SafeString]] = [
    _barres,
    _empilees,
    _courbe,
    _progression,
    _frise,
    _carte,
]


def _textes(svg: str) -> list[str]:
    return ["".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("dessiner", TOUS)
@pytest.mark.parametrize("texte", [HOSTILE, "Crèche « Les P'tits »", "", "x" * 300])
def test_tout_texte_est_echappe_et_le_svg_bien_forme(
    dessiner: Callable[[str], SafeString], texte: str
) -> None:
    svg = dessiner(texte)
    assert isinstance(svg, SafeString)
    racine = ET.fromstring(svg)
    permises = {
        *("svg", "title", "desc", "defs", "pattern", "g", "a"),
        *("rect", "circle", "line", "path", "polygon", "polyline", "text", "tspan"),
    }
    assert {e.tag.removeprefix(SVG) for e in racine.iter()} <= permises
    for element in racine.iter():
        attributs = {nom.lower() for nom in element.attrib}
        assert not attributs & {"style", "opacity", "paint-order", "src"}
        assert not any(nom.startswith("on") for nom in attributs)
    assert "currentColor" not in svg
    assert "url(http" not in svg


@pytest.mark.parametrize("dessiner", TOUS)
def test_le_titre_est_le_premier_enfant(dessiner: Callable[[str], SafeString]) -> None:
    racine = ET.fromstring(dessiner("Structures & lieux"))
    assert racine[0].tag == f"{SVG}title"
    assert (racine[0].text or "").startswith("Structures & lieux")
    assert racine.get("role") in {"img", "group"}
    assert racine.get("viewBox") == f"0 0 {racine.get('width')} {racine.get('height')}"


@pytest.mark.parametrize("dessiner", TOUS)
def test_rien_ne_deborde_du_cadre(dessiner: Callable[[str], SafeString]) -> None:
    racine = ET.fromstring(dessiner("Accueil de loisirs intercommunal et périscolaire du mercredi"))
    largeur, hauteur = float(racine.get("width", 0)), float(racine.get("height", 0))
    for element in [*racine.iter(f"{SVG}rect"), *racine.iter(f"{SVG}text")]:
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        assert -12 <= x <= largeur + 1
        assert -12 <= y <= hauteur + 1
        if element.tag == f"{SVG}rect":
            assert x + float(element.get("width", 0)) <= largeur + 1


@pytest.mark.parametrize("dessiner", TOUS)
def test_un_texte_dit_sur_est_echappe_comme_les_autres(
    dessiner: Callable[[str], SafeString],
) -> None:
    assert "<b>" not in dessiner(mark_safe("<b>gras</b>"))


def test_une_barre_inconnue_n_est_pas_une_barre_nulle() -> None:
    barres = [g.Barre("Agen", 12), g.Barre("Boé", None), g.Barre("Brax", 0)]
    svg = g.barres_horizontales("Places", barres)
    assert _textes(svg) == ["Agen", "12", "Boé", "non renseigné", "Brax", "0"]
    assert svg.count("<rect") == 1
    assert "Boé\u00a0: non renseigné ; Brax\u00a0: 0." in svg
    assert 'font-style="italic"' in svg


def test_le_maximum_donne_l_echelle() -> None:
    def long(maximum: int | None) -> float:
        svg = g.barres_horizontales("t", [g.Barre("a", 50)], maximum=maximum)
        return float(next(ET.fromstring(svg).iter(f"{SVG}rect")).get("width", 0))

    assert long(100) == pytest.approx(long(None) / 2, abs=0.2)
    assert "1\u202f250,5" in g.barres_horizontales("t", [g.Barre("a", 1250.5)])


def test_une_valeur_negative_est_refusee() -> None:
    with pytest.raises(ValueError, match="négative"):
        g.barres_horizontales("t", [g.Barre("a", -1)])
    with pytest.raises(ValueError, match="négative"):
        g.barres_empilees("t", [g.Segment("a", -1, g.BON)])
    with pytest.raises(ValueError, match="négative"):
        g.courbe("t", [g.Point(2022, -1)])


def test_les_parts_disent_leur_nombre_et_leur_mot() -> None:
    segments = [
        g.Segment("réalisé", 4, g.BON, "coche"),
        g.Segment("en cours", 9, g.AXES[1], "demi"),
        g.Segment("abandonné", 0, g.MAUVAIS, "croix"),
    ]
    svg = g.barres_empilees("Fiches", segments)
    attendus = ["4", "9", "4\u00a0réalisé", "9\u00a0en cours", "0\u00a0abandonné"]
    assert _textes(svg) == attendus
    assert "réalisé\u00a0: 4 sur 13" in svg
    vide = g.barres_empilees("Fiches", [g.Segment("réalisé", 0, g.BON)])
    assert "non renseigné" in _textes(vide)


def test_une_annee_manquante_interrompt_la_courbe() -> None:
    points = [g.Point(2022, 33), g.Point(2023, 38.5), g.Point(2025, 44), g.Point(2026, 52)]
    svg = g.courbe("Part", points, reference=g.Repere(33, "référence"), unite="%")
    assert svg.count("<polyline") == 2
    textes = _textes(svg)
    assert "2024" in textes
    assert {"non", "renseigné", "38,5\u00a0%", "référence", "33\u00a0%", "0\u00a0%"} <= {*textes}
    assert "2024\u00a0: non renseigné" in svg
    assert "stroke-dasharray" in svg


def test_une_courbe_etroite_explique_son_abreviation() -> None:
    points = [g.Point(annee, None if annee == 2010 else 3) for annee in range(2000, 2027)]
    textes = _textes(g.courbe("Part", points))
    assert "n.\u00a0r.\u00a0: non renseigné" in textes


@pytest.mark.parametrize("points", [[], [g.Point(2022, None), g.Point(2024, None)]])
def test_une_courbe_sans_valeur_le_dit(points: list[g.Point]) -> None:
    assert _textes(g.courbe("Part", points))[0].startswith("non renseigné")
    assert "cible" in _textes(g.courbe("Part", points, cible=g.Repere(5, "cible")))


def test_une_annee_ne_se_donne_qu_une_fois() -> None:
    with pytest.raises(ValueError, match="une fois"):
        g.courbe("t", [g.Point(2022, 1), g.Point(2022, 2)])


@pytest.mark.parametrize("maximum", [0.004, 0.9, 1, 7, 33, 60, 100, 1234, 98765])
def test_les_graduations_sont_rondes_et_peu_nombreuses(maximum: float) -> None:
    graduations = _graduations(maximum)
    assert 3 <= len(graduations) <= 6
    assert graduations[-1] >= maximum > graduations[-2]


@pytest.mark.parametrize(("faites", "total"), [(None, 5), (0, 0), (3, 0), (2, None)])
def test_une_progression_inconnue_n_est_pas_nulle(faites: int | None, total: int | None) -> None:
    assert _textes(g.progression(faites, total, "Étapes")) == ["non renseigné"]


def test_la_progression_compte_les_etapes() -> None:
    svg = g.progression(2, 5, "Étapes")
    assert _textes(svg) == ["2 sur 5"]
    assert svg.count("<polyline") == 2
    assert svg.count("<rect") == 5
    assert "<title>Étapes\u00a0: 2 sur 5</title>" in svg
    assert g.progression(37, 52, "Étapes").count("<rect") == 2
    with pytest.raises(ValueError, match="entre"):
        g.progression(6, 5, "Étapes")


def test_les_identifiants_de_deux_graphiques_different() -> None:
    svg = _barres("un") + _barres("deux") + _carte("trois")
    identifiants = re.findall(r'\bid="([^"]+)"', svg)
    assert len(identifiants) == len({*identifiants}) == 3
    assert {*re.findall(r"url\(#([^)]+)\)", svg)} == {*identifiants}
    assert _barres("un") == _barres("un")


@pytest.mark.parametrize(
    "forme",
    ["rond", "rond_vide", "demi", "carre", "triangle", "losange", "croix", "pause", "coche"],
)
def test_les_pastilles_sont_muettes_et_de_formes_distinctes(forme: g.Forme) -> None:
    racine = ET.fromstring(g.pastille(forme, g.BON, "fait"))
    assert racine.get("aria-hidden") == "true"
    assert racine.get("viewBox") == "0 0 12 12"
    assert racine[0].text == "fait"
    assert "<title" not in g.pastille(forme, g.BON)


def test_une_forme_ou_une_couleur_inconnue_est_refusee() -> None:
    with pytest.raises(ValueError, match="Forme"):
        g.pastille("etoile", g.BON)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="couleur"):
        g.pastille("rond", "red;}")


def _contraste(a: str, b: str) -> float:
    claire, foncee = sorted((clarte(a), clarte(b)), reverse=True)
    return (claire + 0.05) / (foncee + 0.05)


@pytest.mark.parametrize("couleur", [*g.AXES, *g.CLASSES, g.BON, g.ATTENTION, g.MAUVAIS, g.NEUTRE])
def test_un_texte_se_lit_sur_chaque_couleur(couleur: str) -> None:
    assert _contraste(couleur, encre_sur(couleur)) >= 4.5


def test_les_textes_se_lisent_sur_le_fond_de_page() -> None:
    for fond in (palette.BLANC, palette.FOND):
        for couleur in (palette.ENCRE, palette.DOUX, palette.PRIMAIRE, palette.MAUVAIS):
            assert _contraste(couleur, fond) >= 4.5


def test_un_texte_se_coupe_entre_les_mots() -> None:
    assert couper("Saint-Hilaire-de-Lusignan", 12, 76, 3) == ["Saint-Hilaire-", "de-Lusignan"]
    assert couper("référence l.\u00a0729", 12, 60) == ["référence", "l.\u00a0729"]
    longues = couper("un texte bien trop long pour tenir ici", 12, 60)
    assert len(longues) == 2
    assert longues[1].endswith("…")
    assert all(mesure(ligne, 12) <= 61 for ligne in longues)
    assert abreger("court", 12, 200) == "court"


def test_une_courbe_de_comptes_a_des_noms_et_des_graduations_entieres() -> None:
    points = [g.Point(0, None, "déc. 2024"), g.Point(1, 1, "ce jour")]
    svg = g.courbe("t", points, maximum=2)
    assert "déc. 2024\u00a0: non renseigné" in svg
    assert ">ce jour<" in svg
    assert "0,5" not in svg
    assert "déc. 2024 à ce jour" in g.courbe(
        "t", [g.Point(0, None, "déc. 2024"), g.Point(1, None, "ce jour")]
    )
