"""Une famille cherche un accueil, au téléphone, sans compte et sans JavaScript."""

from collections.abc import Callable

from django.urls import reverse

from conventions.models import Convention
from tests.navigateur.visite import Visite


def test_une_famille_trouve_un_accueil(
    visiter: Callable[..., Visite], demonstration: Convention
) -> None:
    visite = visiter(largeur=360, javascript=False)
    visite.aller(reverse("annuaire_liste", args=[demonstration.slug]))
    visite.verifier()

    visite.page.get_by_label("Votre commune").select_option("Estillac")
    visite.page.get_by_label("Âge de l'enfant").fill("18")
    visite.page.get_by_label("En ans ou en mois").select_option("mois")
    visite.suivre(visite.page.get_by_role("button", name="Chercher"))
    assert "dessert votre commune" in visite.page.inner_text("main")
    visite.verifier()

    visite.suivre(visite.page.get_by_role("link", name="Mes premiers pas"))
    assert visite.page.get_by_role("link", name="05 36 49").get_attribute("href")
    assert "Estillac" in visite.page.inner_text("main")
    visite.verifier()


def test_un_age_mal_ecrit_se_corrige(
    visiter: Callable[..., Visite], demonstration: Convention
) -> None:
    visite = visiter(largeur=360)
    visite.aller(reverse("annuaire_liste", args=[demonstration.slug]) + "?age=80&unite=ans")
    assert "Écrivez un âge jusqu'à 25 ans" in visite.page.inner_text("main")
    visite.verifier()


def test_la_carte_se_parcourt_au_clavier(
    visiter: Callable[..., Visite], demonstration: Convention
) -> None:
    visite = visiter()
    visite.connecter("lecture@portail.example")
    visite.aller(reverse("territoire_carte", args=[demonstration.slug]) + "?figure=couverture")
    visite.page.locator("svg a.graphique-lien").first.focus()
    with visite.page.expect_navigation():
        visite.page.keyboard.press("Enter")
    assert visite.titre() == "Agen"
    for figure in ("places&type=alsh", "couverture&type=laep", "prix&qf=400"):
        visite.aller(reverse("territoire_carte", args=[demonstration.slug]) + f"?figure={figure}")
        visite.verifier()
