"""Un maire, au téléphone et sans JavaScript : du courriel au PDF et à un commentaire."""

import io
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from conventions.models import Convention, Personne
from pilotage.models import CommentaireDEvaluation
from tests.navigateur.visite import Visite

ANNEE = 2026
REMARQUE = "Le relais ne vient chez nous qu'un mercredi sur deux."


@pytest.fixture
def maire(demonstration: Convention) -> Personne:
    """Une personne qui siège au COPIL, sans compte, à qui l'on peut écrire."""
    personne = Personne.objects.filter(
        sieges__instance__convention=demonstration, compte=None, courriel=""
    ).first()
    assert personne is not None
    personne.courriel = "maire@commune.example"
    personne.save()
    return personne


@pytest.mark.pdf
def test_du_courriel_au_pdf_et_au_commentaire(
    visiter: Callable[..., Visite], demonstration: Convention, maire: Personne
) -> None:
    _inviter(visiter(), demonstration, maire)
    visite = visiter(largeur=360, javascript=False)
    page = visite.page
    visite.aller("/courriels/?q=maire@commune.example")
    visite.suivre(page.get_by_role("listitem").get_by_role("link").first)
    visite.suivre(page.get_by_role("link", name="Lire et commenter"))
    visite.verifier()
    visite.suivre(page.get_by_role("button", name="Continuer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qu'on attend de vous")
    visite.verifier()
    visite.suivre(page.locator("main a[href$='/lire/']").first)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Évaluation {ANNEE}")
    visite.verifier()
    _prendre_le_document(visite)
    _commenter(visite)
    commentaire = CommentaireDEvaluation.objects.get(texte=REMARQUE)
    assert (commentaire.personne, commentaire.section) == (maire, "synthese")


def _inviter(coordonnatrice: Visite, convention: Convention, maire: Personne) -> None:
    coordonnatrice.connecter("coordination@portail.example")
    coordonnatrice.aller(reverse("evaluation_inviter", args=[convention.slug, ANNEE]))
    coordonnatrice.page.locator(f"input[name='personnes'][value='{maire.pk}']").check()
    coordonnatrice.suivre(coordonnatrice.page.get_by_role("button", name="Envoyer"))
    expect(coordonnatrice.page.locator("main")).to_contain_text(str(maire))


def _prendre_le_document(visite: Visite) -> None:
    lien = visite.page.get_by_role("link", name="Télécharger le PDF").first
    adresse = lien.get_attribute("href")
    assert adresse is not None
    reponse = visite.contexte.request.get(adresse, timeout=90_000)
    assert reponse.status == 200
    assert reponse.headers["content-type"] == "application/pdf"
    document = PdfReader(io.BytesIO(reponse.body()))
    assert document.metadata is not None
    assert str(ANNEE) in str(document.metadata.title)


def _commenter(visite: Visite) -> None:
    page = visite.page
    visite.suivre(page.get_by_role("link", name="Commenter").first)
    visite.verifier()
    # Vide, la page le dit ; rien n'est envoyé.
    visite.suivre(page.get_by_role("button", name="commentaire"))
    expect(page.get_by_role("alert")).to_be_visible()
    visite.verifier()
    page.get_by_label("Votre commentaire").fill(REMARQUE)
    visite.suivre(page.get_by_role("button", name="commentaire"))
    expect(page.locator("main")).to_contain_text(REMARQUE)
    visite.verifier()
