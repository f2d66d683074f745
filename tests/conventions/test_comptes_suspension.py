"""Suspendre : tout se ferme au clic suivant, et rien ne revient de soi-même."""

import pytest
from django.test import Client
from django.urls import reverse

from conventions.comptes import retablir, suspendre
from conventions.droits import Role
from conventions.liens import Usage, lien_pour
from conventions.models import Convention, Habilitation, Utilisateur
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from tests import fabriques
from tests.conftest import ClientStrict, Connexions


@pytest.fixture
def coordination(convention: Convention) -> Utilisateur:
    """Un compte qui tient la convention."""
    return fabriques.actif(convention)


@pytest.fixture
def compte(convention: Convention) -> Utilisateur:
    """Le compte à suspendre."""
    return fabriques.actif(convention, Role.LECTEUR)


def _geste(client: Client, convention: Convention, compte: Utilisateur, nom: str) -> str:
    """Ce que dit la page qui suit."""
    adresse = reverse(nom, args=[convention.slug, compte.personne_id])
    page: str = client.post(adresse, follow=True).content.decode()
    return page


def _ouverte(client: Client) -> bool:
    return client.get(reverse("accueil")).status_code == 200


def test_une_session_ouverte_est_dehors_au_clic_suivant_et_n_y_revient_pas(
    convention: Convention,
    coordination: Utilisateur,
    compte: Utilisateur,
    connecter: Connexions,
) -> None:
    deux_appareils = [connecter(compte), connecter(compte)]
    assert all(_ouverte(appareil) for appareil in deux_appareils)
    client = connecter(coordination)
    assert "est suspendu" in _geste(client, convention, compte, "compte_suspendre")
    assert not _ouverte(deux_appareils[0])
    assert "peut de nouveau" in _geste(client, convention, compte, "compte_retablir")
    assert not any(_ouverte(appareil) for appareil in deux_appareils)

    neuf = ClientStrict()
    saisie = {"username": compte.courriel, "password": fabriques.MOT_DE_PASSE}
    neuf.post(reverse("connexion"), saisie)
    assert _ouverte(neuf)
    auteurs = compte.historique.filter(history_type="~").values_list("auteur", flat=True)
    assert list(auteurs[:2]) == [coordination.nom] * 2


def test_les_liens_qui_agissent_en_son_nom_sont_revoques(
    convention: Convention, coordination: Utilisateur, compte: Utilisateur
) -> None:
    par = fabriques.LE_TEST
    repondre = lien_pour(compte.personne, Usage.REPONDRE, convention=convention, par=par)
    passe = lien_pour(compte.personne, Usage.MOT_DE_PASSE, par=par)
    courriels = lien_pour(compte.personne, Usage.COURRIELS, par=par)
    navigateur = ClientStrict()
    navigateur.post(repondre.adresse())
    assert navigateur.get(reverse("ma_page")).status_code == 200

    suspendre(compte=compte, par=coordination)
    assert navigateur.get(reverse("ma_page")).status_code == 302
    for lien in (repondre, passe, courriels):
        lien.refresh_from_db()
    assert repondre.revoque_le == passe.revoque_le == horloge.maintenant()
    # Refuser des courriels reste possible.
    assert courriels.revoque_le is None
    retablir(compte=compte, par=coordination)
    assert ClientStrict().get(repondre.adresse()).status_code == 410


def test_on_ne_se_suspend_pas_soi_meme(
    convention: Convention, coordination: Utilisateur, connecter: Connexions
) -> None:
    fabriques.actif(convention)
    page = _geste(connecter(coordination), convention, coordination, "compte_suspendre")
    assert "On ne suspend pas son propre compte." in page
    coordination.refresh_from_db()
    assert coordination.is_active


def test_qui_a_un_role_ailleurs_ne_se_suspend_que_par_qui_tient_tout(
    convention: Convention, coordination: Utilisateur, compte: Utilisateur
) -> None:
    ailleurs = fabriques.convention()
    Habilitation.objects.create(utilisateur=compte, role=Role.LECTEUR, convention=ailleurs)
    with pytest.raises(ActionImpossible, match="Retirez ses rôles ici"):
        suspendre(compte=compte, par=coordination)
    # Lire l'autre convention ne suffit pas.
    Habilitation.objects.create(utilisateur=coordination, role=Role.LECTEUR, convention=ailleurs)
    with pytest.raises(ActionImpossible, match="Retirez ses rôles ici"):
        suspendre(compte=compte, par=coordination)
    Habilitation.objects.create(
        utilisateur=coordination, role=Role.COORDONNATEUR, convention=ailleurs
    )
    suspendre(compte=compte, par=coordination)
    compte.refresh_from_db()
    assert not compte.is_active
    with pytest.raises(ActionImpossible, match="que vous ne coordonnez pas"):
        retablir(compte=compte, par=fabriques.actif(convention))


@pytest.mark.parametrize("role", [Role.ADMINISTRATEUR, Role.COORDONNATEUR])
def test_le_dernier_ne_se_suspend_pas(convention: Convention, role: Role) -> None:
    dernier = fabriques.actif(convention, role)
    # Sans mot de passe, qui suspend ne compte pas comme quelqu'un qui peut revenir.
    par = fabriques.coordonnateur(convention)
    with pytest.raises(ActionImpossible, match=r"C'est l[ea] derni"):
        suspendre(compte=dernier, par=par)
    fabriques.actif(convention, role)
    suspendre(compte=dernier, par=par)
    dernier.refresh_from_db()
    assert not dernier.is_active


def test_suspendre_deux_fois_ou_retablir_un_compte_ouvert_se_dit(
    coordination: Utilisateur, compte: Utilisateur
) -> None:
    with pytest.raises(ActionImpossible, match="n'est pas suspendu"):
        retablir(compte=compte, par=coordination)
    suspendre(compte=compte, par=coordination)
    with pytest.raises(ActionImpossible, match="déjà suspendu"):
        suspendre(compte=compte, par=coordination)
    compte.refresh_from_db()
    assert compte.generation_des_sessions == 2


def test_changer_son_mot_de_passe_ne_defait_pas_une_suspension(
    coordination: Utilisateur, compte: Utilisateur, connecter: Connexions
) -> None:
    client = connecter(compte)
    autre = connecter(compte)
    adresse = reverse("mot_de_passe")
    saisie = {
        "old_password": fabriques.MOT_DE_PASSE,
        "new_password1": "quatre mots tout simples",
        "new_password2": "quatre mots tout simples",
    }
    assert client.post(adresse, saisie)["Location"] == reverse("mot_de_passe_change")
    # La session qui l'a changé reste, l'autre se ferme.
    assert (_ouverte(client), _ouverte(autre)) == (True, False)
    suspendre(compte=compte, par=coordination)
    assert client.post(adresse, saisie)["Location"].startswith(reverse("connexion"))
    compte.refresh_from_db()
    assert not compte.is_active
