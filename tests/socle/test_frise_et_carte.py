"""La frise et la carte : états dits, terme hachuré, cellules comptées et atteignables."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.utils.safestring import SafeString

from ctg.socle import graphiques as g

SVG = "{http://www.w3.org/2000/svg}"
CARRE = [(0.0, 44.0), (0.2, 44.0), (0.2, 44.2), (0.0, 44.2)]
VOISIN = [(0.2, 44.0), (0.4, 44.0), (0.4, 44.2), (0.2, 44.2)]
DEBUT, FIN = date(2022, 1, 1), date(2026, 12, 31)


def _textes(svg: str) -> list[str]:
    return ["".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text")]


def test_la_frise_dit_les_etats_et_hachure_apres_le_terme() -> None:
    dedans = g.Periode(DEBUT, date(2023, 6, 30), "réalisé", "coche", g.BON)
    dehors = g.Periode(date(2025, 9, 1), date(2027, 8, 31), "à venir", "rond_vide", g.NEUTRE)
    svg = g.frise("Étapes", DEBUT, FIN, [g.LigneDeFrise("Diagnostic", [dedans])])
    assert "<pattern" not in svg
    assert "2027" not in _textes(svg)
    svg = g.frise(
        "Étapes",
        DEBUT,
        FIN,
        [g.LigneDeFrise("Diagnostic", [dedans, dehors])],
        aujourd_hui=date(2026, 11, 23),
    )
    assert "<pattern" in svg
    assert {
        *("réalisé", "à venir", "2022", "2027", "terme 31/12/2026"),
        *("aujourd’hui 23/11/2026", "au-delà du 31/12/2026 (terme)"),
    } <= {*_textes(svg)}
    assert "réalisé, du 01/01/2022 au 30/06/2023 ; à venir, du 01/09/2025 au 31/08/2027" in svg


def test_la_frise_montre_ce_qui_n_a_pas_de_date() -> None:
    lignes = [
        g.LigneDeFrise("Ouverte", [g.Periode(date(2024, 1, 1), None, "en cours")]),
        g.LigneDeFrise("Sans date", [g.Periode(None, None, "à renseigner")]),
        g.LigneDeFrise("Vide", []),
    ]
    svg = g.frise("Étapes", DEBUT, FIN, lignes, aujourd_hui=date(2031, 1, 1))
    assert "à renseigner, dates non renseignées" in _textes(svg)
    assert "dates non renseignées" in _textes(svg)
    assert "en cours, depuis le 01/01/2024" in svg
    assert "aujourd" not in svg


def test_deux_periodes_qui_se_recouvrent_ont_chacune_leur_couloir() -> None:
    def hauteur(debut_de_la_seconde: date) -> float:
        periodes = [
            g.Periode(DEBUT, date(2023, 12, 31), "réalisé"),
            g.Periode(debut_de_la_seconde, FIN, "en cours"),
        ]
        svg = g.frise("t", DEBUT, FIN, [g.LigneDeFrise("Étape", periodes)])
        return float(ET.fromstring(svg).get("height", 0))

    assert hauteur(date(2023, 12, 31)) > hauteur(date(2024, 1, 1))


def test_une_periode_ne_finit_pas_avant_de_commencer() -> None:
    inverse = g.LigneDeFrise("x", [g.Periode(FIN, DEBUT, "y")])
    with pytest.raises(ValueError, match="avant de commencer"):
        g.frise("t", DEBUT, FIN, [inverse])


def _carte_de_deux(**champs: str) -> SafeString:
    cellules = [
        g.Cellule("47001", "Agen", CARRE, "12", 1, **champs),  # type: ignore[arg-type]
        g.Cellule("47031", "Boé", VOISIN),
    ]
    return g.carte("Structures", cellules, ["aucune", "1 et plus"])


def test_la_carte_compte_dit_et_hachure_l_inconnu() -> None:
    svg = _carte_de_deux()
    textes = _textes(svg)
    assert {
        *("Agen", "12", "Boé", "aucune (0\u00a0commune)", "1 et plus (1\u00a0commune)"),
        *("non renseigné (1\u00a0commune)",),
        *("Carte schématique\u00a0: les limites ne sont pas celles des communes.",),
    } == {*textes}
    assert "<title>Boé\u00a0: non renseigné</title>" in svg
    assert 'id="carte-hachures-' in svg
    assert ET.fromstring(svg).get("role") == "img"
    tailles = [float(t) for t in re.findall(r'<text[^>]*font-size="([\d.]+)"', svg)]
    assert min(tailles) >= 9


def test_une_cellule_liee_s_atteint_au_clavier() -> None:
    racine = ET.fromstring(_carte_de_deux(href="/communes/47001/"))
    liens = list(racine.iter(f"{SVG}a"))
    assert [lien.get("href") for lien in liens] == ["/communes/47001/"]
    assert liens[0][0].text == "Agen\u00a0: 12"
    assert racine.get("role") == "group"


@pytest.mark.parametrize("adresse", ["javascript:alert(1)", "//ailleurs.fr", "data:x", "file:///"])
def test_la_carte_refuse_une_adresse_qui_n_est_ni_du_portail_ni_du_web(adresse: str) -> None:
    with pytest.raises(ValueError, match="adresse"):
        _carte_de_deux(href=adresse)


def test_la_carte_refuse_des_donnees_incoherentes() -> None:
    with pytest.raises(ValueError, match="légende"):
        g.carte("t", [g.Cellule("1", "Agen", CARRE, "3", 2)], ["a", "b"])
    with pytest.raises(ValueError, match="trois points"):
        g.carte("t", [g.Cellule("1", "Agen", CARRE[:2])], ["a"])
    with pytest.raises(ValueError, match="5 classes"):
        g.carte("t", [], list("abcdef"))
    with pytest.raises(ValueError, match="identifiant"):
        g.carte("t", [g.Cellule("1", "Agen", CARRE)], ["a"], prefixe='"><x')


def test_la_frise_porte_des_intertitres_et_des_liens() -> None:
    periode = g.Periode(DEBUT, date(2023, 6, 30), "faite", "coche", g.BON)
    lignes = [
        g.LigneDeFrise("Action 1", titre_de=g.AXES[0], href="/1/"),
        g.LigneDeFrise("Diagnostic", [periode], href="/1/"),
    ]
    svg = g.frise("t", DEBUT, FIN, lignes, etendue=(DEBUT, date(2028, 3, 1)), colonne=300)
    assert svg.count('href="/1/"') == 2
    assert 'role="group"' in svg
    assert "2028" in _textes(svg)
    assert "Action 1. Diagnostic\u00a0: faite" in svg
    with pytest.raises(ValueError, match="ni du portail"):
        g.frise("t", DEBUT, FIN, [g.LigneDeFrise("x", [periode], href="javascript:x")])


def test_une_commune_en_deux_morceaux_et_sa_marque() -> None:
    loin = [(x + 5, y) for x, y in CARRE]
    agen = g.Cellule("47001", "Agen", CARRE, "oui", 0, autres=[loin], detail="desservie par deux")
    svg = g.carte("Relais", [agen], ["desservie"], formes=["rond"], note="Contours : ©.")
    racine = ET.fromstring(svg)
    (trace,) = [e.get("d") or "" for e in racine.iter(f"{SVG}path") if e.get("stroke") == "#ffffff"]
    assert trace.count("M") == 2
    assert "Agen\u00a0: desservie par deux" in svg
    # La marque de la cellule, et celle de la légende.
    assert svg.count("<circle") == 2
    assert "Contours : ©." in svg
    with pytest.raises(ValueError, match="marque"):
        g.carte("t", [agen], ["desservie"], formes=["rond", "carre"])


def test_un_nom_qui_ne_tient_pas_devient_un_numero_et_la_cle_le_dit() -> None:
    petit = [(0.7, 44.0), (0.71, 44.0), (0.71, 44.01), (0.7, 44.01)]
    cellules = [
        g.Cellule("1", "Agen", CARRE, "12", 1),
        g.Cellule("2", "Saint-Nicolas-de-la-Balerme", petit, "3", 0),
        g.Cellule("3", "Éauze", petit),
    ]
    textes = _textes(g.carte("t", cellules, ["peu", "plus"]))
    assert textes.count("1") == textes.count("2") == 2
    assert "Éauze\u00a0: non renseigné" in textes
    assert "Saint-Nicolas-de-la-Balerme\u00a0: 3" in textes
    assert textes.index("Éauze\u00a0: non renseigné") < textes.index(
        "Saint-Nicolas-de-la-Balerme\u00a0: 3"
    )
    assert not any("\u00a0: 12" in texte for texte in textes)
    # Une liste l'accompagne : ni noms ni numéros, les marques seules.
    nue = _textes(g.carte("t", cellules, ["peu", "plus"], formes=["rond", "carre"], noms=False))
    assert not {"Agen", "1", "2"} & {*nue}


def test_une_legende_trop_longue_va_a_la_ligne_sans_se_couper() -> None:
    mots = "desservie par un relais petite enfance d'une autre commune"
    svg = g.carte("t", [g.Cellule("1", "Agen", CARRE, "1", 0)], [mots], largeur=240)
    assert "…" not in svg
    assert "commune (1\u00a0commune)" in " ".join(_textes(svg))
