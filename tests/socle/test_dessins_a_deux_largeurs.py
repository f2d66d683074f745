"""Les dessins à deux largeurs : sur un téléphone, leurs mots gardent leur taille."""

import re

from django.utils.safestring import SafeString

from ctg.socle import graphiques as g


def _barre(largeur: float, prefixe: str) -> SafeString:
    parts = [g.Segment("en cours", 3, g.PRIMAIRE), g.Segment("", 1, g.NEUTRE, motif="hachures")]
    return g.barres_empilees("États", parts, largeur=largeur, prefixe=prefixe)


def test_le_dessin_etroit_tient_dans_un_telephone_sans_rien_taire() -> None:
    html = g.aux_deux_largeurs(_barre) or ""
    large, etroit = html.split('<div class="a-l-etroit">')
    assert large.startswith('<div class="au-large"><svg')
    assert f'width="{g.LARGEUR}"' in large
    assert f'width="{g.ETROIT}"' in etroit
    for dessin in (large, etroit):
        assert "en cours" in dessin
    identifiants = re.findall(r'id="([^"]+)"', html)
    assert len(identifiants) == len({*identifiants}) == 2


def test_ce_qui_ne_se_dessine_pas_ne_laisse_pas_de_cadre() -> None:
    assert g.aux_deux_largeurs(lambda largeur, prefixe: None) is None


def test_une_cle_etroite_abrege_le_nom_jamais_la_valeur() -> None:
    petit = [(0.7, 44.0), (0.701, 44.0), (0.701, 44.001), (0.7, 44.001)]
    grand = [(0.0, 43.0), (1.0, 43.0), (1.0, 44.0), (0.0, 44.0)]
    cellules = [g.Cellule("0", "Agen", grand, "5", 0)] + [
        g.Cellule(str(n), f"Saint-Nicolas-de-la-Balerme-{n}", petit, "193,8", 0) for n in range(4)
    ]
    svg = g.carte("t", cellules, ["peu"], largeur=330)
    assert len(re.findall(r">Saint-Nicolas[^<]*…\u00a0: 193,8<", svg)) == 4
