"""Une convention naît dans un vrai navigateur : coller les parties, bâtir le plan, signer."""

from collections.abc import Callable

from django.urls import reverse

from conventions.models import Convention
from tests import fabriques
from tests.navigateur.visite import Visite


def test_batir_puis_signer_sans_javascript(
    visiter: Callable[..., Visite], demonstration: Convention
) -> None:
    visite = visiter(largeur=360, javascript=False)
    visite.entrer_comme(fabriques.coordonnateur(demonstration))
    page = visite.page
    visite.aller(reverse("convention_ouvrir"))
    page.get_by_label("Quel territoire s'engage ?").fill("Val rêvé")
    page.get_by_label("Comment s'appelle la convention ?").fill("CTG du Val rêvé")
    page.get_by_label("Premier jour de la convention").fill("2026-01-01")
    page.get_by_label("Dernier jour de la convention").fill("2030-12-31")
    visite.suivre(page.get_by_role("button", name="Ouvrir la convention"))
    nee = Convention.objects.get(territoire="Val rêvé")

    visite.aller(reverse("parties_ajouter", args=[nee.slug]))
    page.get_by_label("Qui signe la convention ?").fill("st sixte\n47220\nCaf du Val rêvé\nMystère")
    visite.suivre(page.get_by_role("button", name="Vérifier la liste"))
    visite.verifier()
    page.get_by_label("Astaffort").check()
    page.get_by_label("Qui est « Mystère » ?").select_option("laisser")
    visite.suivre(page.get_by_role("button", name="Ajouter ces parties"))
    assert nee.signataires.count() == 3

    visite.aller(reverse("axe_ajouter", args=[nee.slug]))
    page.get_by_label("Titre de l'axe").fill("Grandir ici")
    visite.suivre(page.get_by_role("button", name="Ajouter l'axe"))
    visite.suivre(page.get_by_role("link", name="Ajouter une action", exact=True))
    page.get_by_label("Dans quel axe ?").select_option(index=1)
    page.get_by_label("Titre de l'action").fill("Ouvrir un lieu")
    visite.suivre(page.get_by_role("button", name="Ajouter l'action"))
    visite.verifier()
    visite.aller(reverse("convention_signer", args=[nee.slug]))
    page.get_by_label("Quel jour").fill("2026-11-02")
    page.get_by_label("Toutes les parties").check()
    visite.suivre(page.get_by_role("button", name="Signer la convention"))
    nee.refresh_from_db()
    assert nee.etat == Convention.Etat.SIGNEE
    visite.verifier()
