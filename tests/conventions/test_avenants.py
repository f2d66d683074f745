"""Tenir les avenants : numérotés, datés s'ils sont signés, et seulement pendant la période."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from conventions.models import Avenant, Convention
from ctg.socle.versions import ecriture_lue
from tests import fabriques
from tests.conftest import Connexions

SAISIE = {"version": "0", "numero": "1", "objet": "Ajouter une structure.", "etat": "projet"}
SIGNE_SANS_DATE = "Un avenant signé porte sa date de signature ; un projet n&#x27;en a pas."


def ajouter(convention: Convention, connecter: Connexions, **changements: str) -> Any:
    """L'envoi du coordonnateur."""
    client = connecter(fabriques.coordonnateur(convention))
    return client.post(
        reverse("avenant_ajouter", args=[convention.slug]), {**SAISIE, **changements}
    )


def test_un_projet_d_avenant_s_enregistre(convention: Convention, connecter: Connexions) -> None:
    reponse = ajouter(convention, connecter)
    assert reponse["Location"].endswith("#avenants")
    avenant = Avenant.objects.get()
    assert (avenant.convention, avenant.numero, avenant.etat) == (convention, 1, "projet")
    assert avenant.historique.get().auteur.startswith("coordonnateur")


def test_le_numero_suivant_est_propose(convention: Convention, connecter: Connexions) -> None:
    fabriques.avenant(convention, numero=3)
    client = connecter(fabriques.coordonnateur(convention))
    page = client.get(reverse("avenant_ajouter", args=[convention.slug]))
    assert page.context["formulaire"]["numero"].value() == 4


def test_un_avenant_signe_sans_date_est_refuse(
    convention: Convention, connecter: Connexions
) -> None:
    reponse = ajouter(convention, connecter, etat="signe")
    assert SIGNE_SANS_DATE in reponse.content.decode()
    assert not Avenant.objects.exists()


def test_un_projet_date_est_refuse(convention: Convention, connecter: Connexions) -> None:
    reponse = ajouter(convention, connecter, signe_le="2026-01-15")
    assert SIGNE_SANS_DATE in reponse.content.decode()
    assert not Avenant.objects.exists()


def test_un_numero_deja_pris_est_refuse(convention: Convention, connecter: Connexions) -> None:
    fabriques.avenant(convention, numero=1)
    reponse = ajouter(convention, connecter)
    assert "Un avenant porte déjà ce numéro." in reponse.content.decode()
    assert Avenant.objects.count() == 1


def test_le_meme_numero_sert_dans_une_autre_convention(
    convention: Convention, connecter: Connexions
) -> None:
    fabriques.avenant(fabriques.convention(), numero=1)
    ajouter(convention, connecter)
    assert convention.avenants.count() == 1


def test_apres_le_terme_le_contrat_ne_change_plus(db: None, connecter: Connexions) -> None:
    echue = fabriques.convention(debut=datetime.date(2018, 1, 1), fin=datetime.date(2021, 12, 31))
    reponse = ajouter(echue, connecter)
    assert "La convention est échue (art. 11)" in reponse.content.decode()
    assert not Avenant.objects.exists()


def test_un_projet_devient_signe(convention: Convention, connecter: Connexions) -> None:
    avenant = fabriques.avenant(convention)
    connecter(fabriques.coordonnateur(convention)).post(
        reverse("avenant_modifier", args=[convention.slug, avenant.numero]),
        {
            **SAISIE,
            "version": ecriture_lue(avenant),
            "etat": "signe",
            "signe_le": "2026-03-02",
            "effet_le": "2026-04-01",
        },
    )
    avenant.refresh_from_db()
    assert (avenant.etat, avenant.signe_le) == ("signe", datetime.date(2026, 3, 2))
    page = connecter(fabriques.lecteur(convention)).get(
        reverse("convention_detail", args=[convention.slug])
    )
    assert "Signé le 2 mars 2026." in page.content.decode()


@pytest.mark.parametrize(
    "changement",
    [{"etat": "projet"}, {"objet": "Autre chose."}, {"signe_le": "2026-03-03"}, {"numero": "7"}],
)
def test_un_avenant_signe_ne_redevient_pas_projet_et_garde_ses_termes(
    convention: Convention, connecter: Connexions, changement: dict[str, str]
) -> None:
    avenant = fabriques.avenant(convention, etat="signe", signe_le=datetime.date(2026, 3, 2))
    client = connecter(fabriques.coordonnateur(convention))
    adresse = reverse("avenant_modifier", args=[convention.slug, avenant.numero])
    signe = {"objet": avenant.objet, "etat": "signe", "signe_le": "2026-03-02"}
    if changement.get("etat") == "projet":
        signe["signe_le"] = ""
    assert "il ne se modifie plus" in client.get(adresse).content.decode()
    version = {"version": ecriture_lue(avenant)}
    reponse = client.post(adresse, SAISIE | signe | version | changement)
    assert "Écrivez un nouvel avenant (art. 12)." in reponse.content.decode()
    assert Avenant.objects.get() == avenant
    avant = avenant.historique.count()
    avenant.refresh_from_db()
    assert (avenant.numero, avenant.etat, avenant.objet) == (1, "signe", signe["objet"])
    assert (avenant.signe_le, avant) == (datetime.date(2026, 3, 2), 1)


@pytest.mark.parametrize("profil", [fabriques.copilote, fabriques.agent, fabriques.lecteur])
def test_les_autres_n_ajoutent_pas_d_avenant(
    convention: Convention, connecter: Connexions, profil: Any
) -> None:
    reponse = connecter(profil(convention)).post(
        reverse("avenant_ajouter", args=[convention.slug]), SAISIE
    )
    assert reponse.status_code == 403
    assert not Avenant.objects.exists()


def test_un_projet_recrit_a_deux_montre_les_deux_versions(
    convention: Convention, connecter: Connexions
) -> None:
    avenant = fabriques.avenant(convention)
    adresse = reverse("avenant_modifier", args=[convention.slug, avenant.numero])
    client = connecter(fabriques.coordonnateur(convention))
    ouverte = {"version": ecriture_lue(avenant)}
    assert client.post(adresse, SAISIE | ouverte | {"objet": "Le premier."}).status_code == 302

    second = client.post(adresse, SAISIE | ouverte | {"objet": "Le second."})

    assert second.status_code == 409
    assert {"Le premier.", "Le second."} <= set(
        second.content.decode().replace("<", ">").split(">")
    )
    avenant.refresh_from_db()
    assert avenant.objet == "Le premier."
