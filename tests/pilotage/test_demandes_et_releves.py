"""Une demande et ses relevés vont ensemble : acceptés d'un geste, rouverts l'un par l'autre."""

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Envoi
from pilotage.models import DemandeDeFiche, Releve
from tests import fabriques
from tests.conftest import Connexions
from tests.pilotage.outils_demandes import (
    accord,
    adresse_de,
    par_lien,
    relue,
    saisie,
    une_demande,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def demande(convention: Convention) -> DemandeDeFiche:
    """Une fiche à un indicateur, demandée à une personne sans compte, qui a répondu."""
    demande = une_demande(convention)
    par_lien(demande.personne, convention).post(adresse_de(demande), saisie(demande))
    return relue(demande)


@pytest.fixture
def coordination(convention: Convention, connecter: Connexions) -> Client:
    """Qui relit."""
    return connecter(fabriques.coordonnateur(convention))


def _renvoyer(client: Client, motif: str = "Comptez aussi mars.") -> str:
    releve = Releve.objects.select_related("indicateur__fiche__convention").get()
    convention = releve.indicateur.fiche.convention
    return client.post(
        reverse("releve_renvoyer", args=[convention.slug, releve.pk]),
        {"version": releve.version, "motif": motif},
        follow=True,
    ).text


def test_accepter_la_demande_accepte_les_releves_qu_elle_montre(
    demande: DemandeDeFiche, coordination: Client
) -> None:
    page = coordination.get(adresse_de(demande, "lire")).text
    assert "1\u00a0indicateur attend votre accord" in page
    assert '<strong class="reponse__valeur">2\u00a0lieux</strong>' in page
    suite = coordination.post(
        adresse_de(demande, "accepter"), accord(coordination, demande), follow=True
    )
    assert "et avec elle 1\u00a0indicateur." in suite.text
    assert (relue(demande).etat, Releve.objects.get().etat) == ("acceptee", "accepte")


def test_un_releve_change_depuis_la_lecture_n_est_pas_accepte_sans_etre_lu(
    demande: DemandeDeFiche, coordination: Client
) -> None:
    ouvert = accord(coordination, demande)
    releve = Releve.objects.get()
    releve.valeur = 40
    releve.enregistrer_sur(releve.version)
    page = coordination.post(adresse_de(demande, "accepter"), ouvert, follow=True)
    assert "vient de modifier" in page.text
    assert (relue(demande).etat, Releve.objects.get().etat) == ("repondue", "soumis")


def test_l_annee_verrouillee_la_demande_s_accepte_sans_ses_releves(
    demande: DemandeDeFiche, coordination: Client, convention: Convention
) -> None:
    fabriques.annee_verrouillee(convention, demande.campagne.annee)
    coordination.post(adresse_de(demande, "accepter"), accord(coordination, demande))
    assert (relue(demande).etat, Releve.objects.get().etat) == ("acceptee", "soumis")


def test_renvoyer_un_releve_rouvre_la_demande_meme_acceptee_avec_un_courriel(
    demande: DemandeDeFiche, coordination: Client, convention: Convention
) -> None:
    coordination.post(adresse_de(demande, "accepter"), accord(coordination, demande))
    assert "un courriel le lui dit" in _renvoyer(coordination)
    rouverte = relue(demande)
    assert (rouverte.etat, rouverte.acceptee_le) == ("renvoyee", None)
    envoi = Envoi.objects.get(motif="renvoi")
    assert envoi.personne == demande.personne
    assert envoi.lien is not None
    assert "Nombre de lieux ouverts\u00a0» : Comptez aussi mars." in envoi.contenu["paragraphes"][1]
    personne = par_lien(demande.personne, convention)
    page = personne.get(adresse_de(demande))
    assert "Comptez aussi mars." in page.text
    indicateur = demande.fiche.indicateurs.get()
    marque = page.context["formulaire"][f"marque_{indicateur.pk}"].value()
    envoye = saisie(rouverte) | {f"valeur_{indicateur.pk}": "3", f"marque_{indicateur.pk}": marque}
    personne.post(adresse_de(demande), envoye)
    assert (relue(demande).etat, Releve.objects.get().etat) == ("repondue", "soumis")


def test_un_second_motif_s_ajoute_sans_second_courriel(
    demande: DemandeDeFiche, coordination: Client
) -> None:
    second = fabriques.indicateur(demande.fiche, libelle="Nombre d'ateliers")
    fabriques.releve(second, annee=demande.campagne.annee)
    premier = Releve.objects.exclude(indicateur=second).get()
    for releve, motif in (
        (premier, "Comptez mars."),
        (Releve.objects.get(indicateur=second), "Et juin."),
    ):
        coordination.post(
            reverse("releve_renvoyer", args=[demande.campagne.convention.slug, releve.pk]),
            {"version": releve.version, "motif": motif},
        )
    lignes = relue(demande).motif_renvoi.splitlines()
    assert [ligne.rpartition(": ")[2] for ligne in lignes] == ["Comptez mars.", "Et juin."]
    assert Envoi.objects.filter(motif="renvoi").count() == 1


def test_sans_campagne_ouverte_la_page_dit_que_nul_n_est_prevenu(
    demande: DemandeDeFiche, coordination: Client
) -> None:
    demande.campagne.close_le = demande.repondue_le
    demande.campagne.save()
    assert "prévenez vous-même" in _renvoyer(coordination)
    assert Releve.objects.get().etat == "renvoye"
    assert not Envoi.objects.filter(motif="renvoi").exists()
