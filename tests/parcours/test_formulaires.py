"""Remplir une page n'envoie que ce qu'un navigateur pourrait envoyer."""

import datetime

import pytest
from django.http import HttpResponse

from tests.parcours.formulaires import erreur, remplir, valeur

PAGE = """<main><form method="get"><input name="q"></form>
<form method="post" action="/ici/"><input type="hidden" name="csrfmiddlewaretoken" value="jeton">
<input type="hidden" name="version" value="7"><input type="date" name="jour" value="2026-01-09">
<input type="checkbox" name="faite" checked><input type="checkbox" name="lue">
<input type="radio" name="etat" value="a"><input type="radio" name="etat" value="b" checked>
<select name="niveau"><option value="">aucun</option><option value="haut">haut</option></select>
<p id="id_note_error"><span>Erreur : </span>Trop court.</p>
<textarea name="note" aria-describedby="id_note_error">
Deux &lt;lignes&gt;
ici</textarea><input name="ferme" disabled></form></main>"""
RENDUE = {
    "csrfmiddlewaretoken": ["jeton"],
    "version": ["7"],
    "jour": ["2026-01-09"],
    "faite": ["on"],
    "etat": ["b"],
    "niveau": [""],
    "note": ["Deux <lignes>\nici"],
}


@pytest.fixture
def page() -> HttpResponse:
    return HttpResponse(PAGE)


def test_ce_que_la_page_propose_part_tel_quel(page: HttpResponse) -> None:
    assert remplir(page) == RENDUE
    assert (valeur(page, "note"), valeur(page, "lue")) == ("Deux <lignes>\nici", "")
    assert erreur(page, "note") == "Trop court."


def test_ce_que_l_on_remplit_remplace(page: HttpResponse) -> None:
    envoi = remplir(
        page, jour=datetime.date(2026, 3, 2), faite=False, lue=True, etat="a", niveau="haut"
    )

    voulu = {"jour": ["2026-03-02"], "faite": [], "lue": ["on"], "etat": ["a"], "niveau": ["haut"]}
    assert envoi == {**RENDUE, **voulu}


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"inconnu": "x"}, "n'est pas dans le formulaire"),
        ({"ferme": "x"}, "n'est pas dans le formulaire"),
        ({"q": "x"}, "n'est pas dans le formulaire"),
        ({"niveau": "bas"}, "ne propose pas"),
        ({"etat": "c"}, "ne propose pas"),
        ({"note": True}, "seule une case se coche"),
    ],
)
def test_ce_que_la_page_n_offre_pas_ne_s_envoie_pas(
    page: HttpResponse, champs: dict[str, object], phrase: str
) -> None:
    with pytest.raises(AssertionError, match=phrase):
        remplir(page, **champs)


def test_un_formulaire_sans_jeton_ne_s_envoie_pas() -> None:
    nu = HttpResponse('<main><form method="post"><input name="note"></form></main>')

    with pytest.raises(AssertionError, match="jeton"):
        remplir(nu, note="x")
