"""L'historique de la convention : ce que des personnes ont changé, par rapport au texte chargé."""

from django.urls import reverse

from conventions.chargement import AUTEUR
from conventions.lecture import historique_de
from conventions.models import Convention
from ctg.socle.historique import ActeurNomme, acte
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions

QUELQU_UN = ActeurNomme("Coordonnatrice CTG")


def chargee() -> Convention:
    """Une convention et une anomalie telles que le chargement les écrit."""
    with acte(AUTEUR):
        convention = fabriques.convention()
        fabriques.anomalie(convention, lieu="Article 5")
        fabriques.document(convention)
    return convention


def test_le_premier_chargement_n_y_figure_pas(db: None, connecter: Connexions) -> None:
    convention = chargee()
    assert historique_de(convention) == []
    page = connecter(fabriques.lecteur(convention)).get(
        reverse("convention_historique", args=[convention.slug])
    )
    assert "Aucun changement pour l'instant" in page.content.decode().replace("&#x27;", "'")


def test_un_changement_se_dit_par_rapport_au_texte_charge(db: None) -> None:
    convention = chargee()
    convention.anomalies.get().decider(suite="Par avenant.", par=QUELQU_UN, le=AUJOURD_HUI)
    (changement,) = historique_de(convention)
    assert (changement.auteur, changement.nature) == ("Coordonnatrice CTG", "modification")
    assert changement.objet == "anomalie, Article 5"
    assert [(c.libelle, c.avant, c.apres) for c in changement.champs] == [
        ("suite décidée", "—", "Par avenant."),
        ("décidée le", "—", "23 novembre 2026"),
    ]


def test_une_suppression_reste_visible(db: None) -> None:
    convention = chargee()
    with acte(QUELQU_UN):
        convention.documents.get().delete()
    (changement,) = historique_de(convention)
    assert changement.nature == "suppression"
    assert "Annexe inventée" in changement.objet


def test_une_autre_convention_ne_s_y_mele_pas(db: None) -> None:
    convention = chargee()
    with acte(QUELQU_UN):
        fabriques.avenant(fabriques.convention())
    assert historique_de(convention) == []
