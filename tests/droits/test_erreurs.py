"""Chaque formulaire, envoyé vide puis faux : il refuse dans nos mots, et la page le dit partout."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.droits.pages import PAGES, PUBLIQUES, Page
from tests.droits.situation import Profil, Situation

# Ce que Django dirait à notre place.
DE_DJANGO = (
    "est obligatoire",
    "Saisissez un",
    "Saisissez une",
    "Assurez-vous",
    "Sélectionnez",
    "Veuillez",
    "ne peut pas être vide",
    "ne peut contenir",
    "n’en fait pas partie",
    "Aucun fichier n’a été soumis",
    "Enter a",
    "This field",
)


@pytest.fixture(autouse=True)
def sans_moteur_de_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Un formulaire qui se passe de réponse écrit : le moteur de PDF n'y est pour rien."""
    monkeypatch.setattr("ctg.socle.fabrique.DocumentAPart.octets", lambda document: b"PK")
    monkeypatch.setattr("pilotage.formats.fabriquer", lambda *ce_document: b"PK")


def _faux(champ: forms.Field) -> str:
    """De quoi faire refuser ce champ, s'il peut refuser quelque chose."""
    longueur = getattr(champ, "max_length", None)
    if isinstance(champ, (forms.EmailField, forms.URLField, forms.DateField, forms.ChoiceField)):
        return "12/03"
    if isinstance(champ, (forms.IntegerField, forms.DecimalField, forms.FloatField)):
        return "12 places"
    return "x" * (longueur + 1) if longueur else ""


def _envois(contexte: Any) -> Iterator[dict[str, str]]:
    """Vide, puis faux de bout en bout ; la version, elle, est celle que la page portait."""
    formulaire = contexte and contexte.get("formulaire")
    if isinstance(formulaire, forms.BaseForm):
        yield {}
        cachees = {c.html_name: str(c.value() or "") for c in formulaire.hidden_fields()}
        yield cachees | {c.html_name: _faux(c.field) for c in formulaire.visible_fields()}


def _erreurs(reponse: Any) -> Any:
    formulaire = reponse.context and reponse.context.get("formulaire")
    return formulaire.errors if isinstance(formulaire, forms.BaseForm) else None


def _verifier(nom: str, reponse: Any) -> bool:
    """Vrai si la page a refusé ; tout ce qu'elle en dit est à sa place, et dans nos mots."""
    erreurs = _erreurs(reponse)
    if not erreurs:
        return False
    page = reponse.content.decode()
    for phrases in erreurs.values():
        for phrase in phrases:
            assert not any(mot in phrase for mot in DE_DJANGO), f"{nom} : {phrase}"
            assert escape(phrase) in page, f"{nom} ne dit pas « {phrase} »"
    titre = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert titre is not None
    assert titre[1].startswith("Erreur : "), nom
    assert page.count('id="erreurs"') == 1, f"{nom} : un récapitulatif, et un seul"
    assert page.index('id="erreurs"') < page.index("<h1"), f"{nom} : au-dessus du titre"
    return True


def _adresses(lieu: Situation) -> Iterator[tuple[str, str, Profil]]:
    def qui(page: Page) -> Profil:
        permis = page.post or frozenset()
        return Profil.COORDONNATEUR if Profil.COORDONNATEUR in permis else min(permis, key=str)

    for nom, page in PAGES.items():
        if page.get and page.post:
            yield nom, reverse(nom, kwargs=page.parametres(lieu)), qui(page)
    for nom, (parametres, statut) in PUBLIQUES.items():
        if statut == 200:
            yield nom, reverse(nom, kwargs=parametres(lieu)), Profil.ANONYME


def test_chaque_formulaire_refuse_dans_nos_mots(
    lieu: Situation, navigateurs: dict[Profil, Client]
) -> None:
    refusants = set()
    for nom, adresse, profil in _adresses(lieu):
        navigateur = navigateurs[profil]
        for envoi in _envois(navigateur.get(adresse).context):
            with transaction.atomic():
                if _verifier(nom, navigateur.post(adresse, envoi)):
                    refusants.add(nom)
                transaction.set_rollback(True)
    assert len(refusants) > 130, sorted(refusants)
