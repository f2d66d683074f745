"""Les pages des campagnes : préparer, relire, envoyer, suivre, clore."""

import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import PiloteDeFiche
from conventions.models import Campagne, Convention, Envoi
from pilotage.models import DemandeDeFiche
from tests import fabriques
from tests.conftest import Connexions

pytestmark = pytest.mark.django_db
Etat = DemandeDeFiche.Etat


@pytest.fixture
def coordination(convention: Convention, connecter: Connexions) -> Client:
    """Le navigateur de la coordination."""
    return connecter(fabriques.coordonnateur(convention))


def _adresse(nom: str, convention: Convention, *cle: Any) -> str:
    return reverse(nom, args=[convention.slug, *cle])


def _pilotee(convention: Convention, nom: str, courriel: str = "") -> Any:
    fiche = fabriques.fiche(convention)
    personne = fabriques.personne(nom=nom, courriel=courriel)
    PiloteDeFiche.objects.create(fiche=fiche, personne=personne)
    return fiche, personne


def test_sans_campagne_la_page_dit_par_ou_commencer(
    coordination: Client, convention: Convention
) -> None:
    page = coordination.get(_adresse("campagne_liste", convention)).content.decode()
    assert "Aucune campagne pour l'instant" in page
    assert _adresse("campagne_ajouter", convention) in page


def test_on_prepare_on_relit_puis_on_envoie(coordination: Client, convention: Convention) -> None:
    une, ada = _pilotee(convention, "Ada", "ada@exemple.fr")
    autre, _ = _pilotee(convention, "Bob", "bob@exemple.fr")
    sans_pilote = fabriques.fiche(convention)
    page = coordination.get(_adresse("campagne_ajouter", convention))
    formulaire = page.context["formulaire"]
    # Le premier pilote est proposé ; une fiche sans pilote renvoie en désigner un.
    assert formulaire[f"fiche_{une.pk}"].value() == ada.pk
    assert _adresse("fiche_pilotes", convention, sans_pilote.numero) in page.content.decode()

    saisie = {
        "version": 1,
        "annee": 2026,
        "echeance": "2026-12-14",
        "message": "Merci d'avance.",
        f"fiche_{une.pk}": ada.pk,
        f"fiche_{autre.pk}": "",
    }
    reponse = coordination.post(_adresse("campagne_ajouter", convention), saisie, follow=True)
    campagne = Campagne.objects.get()
    assert "Ce qui va partir" in reponse.content.decode()
    assert list(campagne.demandes_de_fiche.values_list("fiche", "personne", "etat")) == [
        (une.pk, ada.pk, Etat.A_ENVOYER)
    ]
    assert not Envoi.objects.exists()

    ouvrir = _adresse("campagne_ouvrir", convention, campagne.pk)
    page_ouverte = coordination.post(ouvrir, follow=True)
    assert "1\u00a0courriel part." in page_ouverte.content.decode()
    assert Envoi.objects.get().contenu["paragraphes"][0] == "Merci d'avance."
    # Un second envoi dit pourquoi il ne fait rien.
    assert "Aucun courriel ne part." in coordination.post(ouvrir, follow=True).content.decode()


def test_une_erreur_est_a_cote_du_champ_et_rien_n_est_perdu(
    coordination: Client, convention: Convention
) -> None:
    fiche, ada = _pilotee(convention, "Ada")
    saisie = {"version": 1, "annee": 2026, "echeance": "", "message": "Je garde ceci."}
    saisie[f"fiche_{fiche.pk}"] = ada.pk
    page = coordination.post(_adresse("campagne_ajouter", convention), saisie)
    assert page.context["formulaire"].errors["echeance"] == ["Indiquez le jour."]
    assert "Je garde ceci." in page.content.decode()
    assert not Campagne.objects.exists()


def test_ouverte_elle_ne_change_que_ce_qui_n_est_pas_parti(
    coordination: Client, convention: Convention
) -> None:
    partie, ada = _pilotee(convention, "Ada", "ada@exemple.fr")
    ajoutee, bob = _pilotee(convention, "Bob", "bob@exemple.fr")
    campagne = fabriques.campagne(convention)
    fabriques.demande(campagne, fiche=partie, personne=ada)
    adresse = _adresse("campagne_modifier", convention, campagne.pk)
    champs = coordination.get(adresse).context["formulaire"].fields
    assert {"annee", "echeance", f"fiche_{partie.pk}"}.isdisjoint(champs)
    coordination.post(adresse, {"version": 1, "message": "", f"fiche_{ajoutee.pk}": bob.pk})
    assert dict(campagne.demandes_de_fiche.values_list("personne__nom", "etat")) == {
        "Ada": Etat.ENVOYEE,
        "Bob": Etat.A_ENVOYER,
    }


def test_deux_personnes_preparent_la_meme_campagne(
    coordination: Client, convention: Convention
) -> None:
    campagne = fabriques.campagne(convention, ouverte_le=None)
    adresse = _adresse("campagne_modifier", convention, campagne.pk)
    saisie = {"version": 1, "annee": 2026, "echeance": "2026-12-14"}
    coordination.post(adresse, {**saisie, "message": "La première."})
    page = coordination.post(adresse, {**saisie, "message": "La seconde."})
    assert page.status_code == 409
    assert "La première." in page.content.decode()
    assert "La seconde." in page.content.decode()


def test_le_tableau_de_bord_dit_qui_a_repondu_et_se_filtre(
    coordination: Client, convention: Convention
) -> None:
    campagne = fabriques.campagne(convention)
    for etat in (Etat.ENVOYEE, Etat.REPONDUE, Etat.ACCEPTEE):
        acceptee_le = datetime.date(2026, 11, 20) if etat == Etat.ACCEPTEE else None
        fabriques.demande(campagne, etat=etat, acceptee_le=acceptee_le)
    fabriques.demande(campagne, personne=fabriques.personne(nom="Sans adresse"))
    adresse = _adresse("campagne_detail", convention, campagne.pk)
    page = coordination.get(adresse)
    tableau = page.context["tableau"]
    assert (tableau.total, tableau.reponses, tableau.a_lire, tableau.en_attente) == (4, 2, 1, 2)
    assert "Sans adresse</a> (action 4) : aucun courriel connu" in page.content.decode()
    filtre = coordination.get(adresse, {"etat": "repondue"})
    assert [d.etat for d in filtre.context["tableau"].demandes] == [Etat.REPONDUE]
    # Un filtre inconnu ne montre rien, et propose de tout revoir.
    assert "Voir toutes les demandes" in coordination.get(adresse, {"etat": "x"}).content.decode()


@pytest.mark.parametrize("nombre", [1, 12])
@pytest.mark.parametrize(("page", "limite"), [("campagne_liste", 8), ("campagne_detail", 8)])
def test_le_nombre_de_requetes_est_le_meme_quel_que_soit_le_nombre(
    page: str,
    limite: int,
    nombre: int,
    coordination: Client,
    convention: Convention,
    django_assert_max_num_queries: Any,
) -> None:
    campagne = fabriques.campagne(convention)
    for _ in range(nombre):
        fabriques.demande(campagne)
        fabriques.campagne(convention)
    cle = [campagne.pk] if page == "campagne_detail" else []
    with django_assert_max_num_queries(limite):
        coordination.get(_adresse(page, convention, *cle))


def test_prolonger_suspendre_clore_rouvrir(coordination: Client, convention: Convention) -> None:
    campagne = fabriques.campagne(convention)
    fabriques.demande(campagne)

    def envoyer(nom: str, **saisie: Any) -> str:
        adresse = _adresse(f"campagne_{nom}", convention, campagne.pk)
        return coordination.post(adresse, saisie, follow=True).content.decode()

    assert "plus tard que la présente" in envoyer("prolonger", version=1, jusqu_au="2026-12-14")
    assert "repoussée" in envoyer("prolonger", version=1, jusqu_au="2026-12-21")
    assert "rappels suspendus" in envoyer("suspendre")
    assert "reprennent" in envoyer("suspendre")
    assert "La campagne est close" in envoyer("clore")
    assert "close" in envoyer("relancer")
    assert "n&#x27;attend plus de réponse" in envoyer("clore")
    assert "doit être à venir" in envoyer("rouvrir", jusqu_au="2026-11-01")
    assert "rouverte" in envoyer("rouvrir", jusqu_au="2027-01-08")
    campagne.refresh_from_db()
    assert (campagne.dernier_jour, campagne.close_le) == (datetime.date(2027, 1, 8), None)


def test_l_historique_dit_chaque_geste(coordination: Client, convention: Convention) -> None:
    campagne = fabriques.campagne(convention)
    fabriques.demande(campagne)
    coordination.post(_adresse("campagne_clore", convention, campagne.pk))
    page = coordination.get(_adresse("campagne_historique", convention, campagne.pk))
    texte = page.content.decode()
    assert "coordonnateur" in texte
    assert "sans réponse" in texte


def test_un_plan_sans_action_dit_qu_il_n_y_a_rien_a_demander(
    coordination: Client, convention: Convention
) -> None:
    page = coordination.get(_adresse("campagne_ajouter", convention)).content.decode()
    assert "Le plan n'a pas encore d'action : il n'y a rien à demander." in unescape(page)
