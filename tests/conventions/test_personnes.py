"""Ajouter une personne : qui elle est, pour qui elle agit, et l'homonyme qu'on signale."""

from typing import Any

from django.urls import reverse

from conventions.models import Convention, Mandat, Partenaire, Personne
from tests import fabriques
from tests.conftest import Connexions


def ajouter(
    convention: Convention, connecter: Connexions, organisme: Partenaire, **changements: str
) -> Any:
    """L'envoi du coordonnateur."""
    saisie = {
        "prenom": "Prénom",
        "nom": "Inventée",
        "courriel": "direction@exemple.fr",
        "organisme": str(organisme.pk),
        "fonction": "directrice de l'enfance",
        "nature": "technicien",
    }
    return connecter(fabriques.coordonnateur(convention)).post(
        reverse("personne_ajouter", args=[convention.slug]), {**saisie, **changements}
    )


def test_la_personne_et_sa_fonction_s_enregistrent(
    convention: Convention, connecter: Connexions
) -> None:
    organisme = fabriques.signataire(convention).partenaire
    reponse = ajouter(convention, connecter, organisme)
    mandat = Mandat.objects.get()
    assert reponse["Location"] == reverse(
        "personne_detail", args=[convention.slug, mandat.personne_id]
    )
    assert str(mandat) == "Prénom Inventée, directrice de l'enfance"
    assert (mandat.partenaire, mandat.debut) == (organisme, None)
    assert mandat.historique.get().auteur.startswith("coordonnateur")


def test_un_homonyme_est_signale_puis_admis(convention: Convention, connecter: Connexions) -> None:
    organisme = fabriques.signataire(convention).partenaire
    fabriques.mandat(
        personne=fabriques.personne(prenom="PRENOM", nom="inventee"),
        partenaire=organisme,
        fonction="Maire",
    )

    refus = ajouter(convention, connecter, organisme)
    contenu = refus.content.decode()
    assert "Une personne porte déjà ce nom : PRENOM inventee, Maire (Commune de" in contenu
    assert "le même nom" in contenu
    assert Personne.objects.filter(nom="Inventée").count() == 0

    ajouter(convention, connecter, organisme, est_un_homonyme="on")
    assert Personne.objects.filter(nom="Inventée").count() == 1


def test_un_homonyme_d_ailleurs_n_est_pas_raconte(
    convention: Convention, connecter: Connexions
) -> None:
    organisme = fabriques.signataire(convention).partenaire
    fabriques.mandat(
        personne=fabriques.personne(prenom="Prénom", nom="Inventée"),
        partenaire=fabriques.signataire(fabriques.convention()).partenaire,
        fonction="Trésorière",
    )
    contenu = ajouter(convention, connecter, organisme).content.decode()
    assert "quelqu&#x27;un hors de cette convention" in contenu
    assert "Trésorière" not in contenu


def test_la_case_de_l_homonyme_ne_se_montre_qu_en_cas_d_homonyme(
    convention: Convention, connecter: Connexions
) -> None:
    organisme = fabriques.signataire(convention).partenaire
    page = connecter(fabriques.coordonnateur(convention)).get(
        reverse("personne_ajouter", args=[convention.slug])
    )
    assert "est_un_homonyme" not in page.content.decode()
    incomplete = ajouter(convention, connecter, organisme, fonction="")
    assert "est_un_homonyme" not in incomplete.content.decode()
    assert not Mandat.objects.exists()


def test_un_organisme_d_ailleurs_est_refuse(convention: Convention, connecter: Connexions) -> None:
    ailleurs = fabriques.signataire(fabriques.convention()).partenaire
    reponse = ajouter(convention, connecter, ailleurs)
    assert reponse.status_code == 200
    assert "organisme" in reponse.context["formulaire"].errors
    assert not Mandat.objects.exists()


def test_un_copilote_n_ajoute_personne(convention: Convention, connecter: Connexions) -> None:
    reponse = connecter(fabriques.copilote(convention)).post(
        reverse("personne_ajouter", args=[convention.slug]), {"nom": "Inventée"}
    )
    assert reponse.status_code == 403
