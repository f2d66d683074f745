"""L'historique d'une structure se lit en français, listes comprises."""

from django.urls import reverse

from conventions.models import Convention
from ctg.socle.historique import acte
from tests import fabriques
from tests.conftest import Connexions


def test_les_periodes_changees_se_lisent_en_toutes_lettres(
    convention: Convention, connecter: Connexions
) -> None:
    structure = fabriques.equipement(convention, periodes=["mercredi"])
    structure.periodes = ["mercredi", "petites_vacances"]
    with acte(fabriques.LE_TEST):
        structure.save()

    page = (
        connecter(fabriques.coordonnateur(convention))
        .get(reverse("equipement_historique", args=[convention.slug, structure.pk]))
        .content.decode()
    )

    assert "mercredi, petites vacances" in page
    assert "petites_vacances" not in page
    assert "le test" in page
