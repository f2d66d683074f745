"""Donner et retirer un rôle : jamais le dernier administrateur, ni le dernier qui tient tout."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.comptes import retirer_le_role
from conventions.droits import Role
from conventions.models import Convention, Habilitation, Utilisateur
from ctg.socle.etats import ActionImpossible
from tests import fabriques
from tests.conftest import Connexions

DERNIER_ADMINISTRATEUR = "le dernier administrateur"
DERNIERE_PERSONNE = "la dernière personne qui tient les comptes"


def _donner(client: Client, convention: Convention, compte: Utilisateur, **saisie: Any) -> Any:
    adresse = reverse("role_ajouter", args=[convention.slug, compte.personne_id])
    return client.post(adresse, {"partenaire": "", **saisie})


def _retirer(client: Client, habilitation: Habilitation) -> str:
    """Ce que dit la page qui suit."""
    adresse = reverse("role_retirer", args=[habilitation.convention.slug, habilitation.pk])
    page: str = client.post(adresse, follow=True).content.decode()
    return page


def _role(compte: Utilisateur) -> Habilitation:
    return compte.habilitations.select_related("convention").get()


def test_un_role_de_plus_se_donne(convention: Convention, connecter: Connexions) -> None:
    coordination, compte = fabriques.actif(convention), fabriques.lecteur(convention)
    organisme = fabriques.signataire(convention).partenaire
    client = connecter(coordination)
    _donner(client, convention, compte, role="agent", partenaire=organisme.pk)
    nouveau = compte.habilitations.get(role=Role.AGENT)
    assert (nouveau.partenaire, nouveau.convention) == (organisme, convention)
    assert nouveau.historique.get().auteur == coordination.nom


def test_un_role_qu_on_a_deja_se_dit_a_cote_du_champ(
    convention: Convention, connecter: Connexions
) -> None:
    compte = fabriques.lecteur(convention)
    reponse = _donner(connecter(fabriques.actif(convention)), convention, compte, role="lecteur")
    assert reponse.context["formulaire"].errors["role"] == ["Cette personne a déjà ce rôle."]
    assert compte.habilitations.count() == 1


def test_sans_compte_on_invite_d_abord(convention: Convention, connecter: Connexions) -> None:
    personne = fabriques.mandat(partenaire=fabriques.signataire(convention).partenaire).personne
    page = connecter(fabriques.actif(convention)).get(
        reverse("role_ajouter", args=[convention.slug, personne.pk])
    )
    assert page["Location"] == reverse("compte_inviter", args=[convention.slug, personne.pk])


def test_un_role_se_retire_et_la_convention_se_ferme(
    convention: Convention, connecter: Connexions
) -> None:
    coordination, compte = fabriques.actif(convention), fabriques.lecteur(convention)
    ouverte = connecter(compte)
    role = _role(compte)
    assert "n&#x27;a plus ce rôle : lecteur" in _retirer(connecter(coordination), role)
    ligne = Habilitation.historique.filter(history_type="-").get()
    assert ligne.auteur == coordination.nom
    detail = reverse("convention_detail", args=[convention.slug])
    assert ouverte.get(detail).status_code == 404


def test_un_role_d_ailleurs_ne_se_retire_pas_d_ici(
    convention: Convention, connecter: Connexions
) -> None:
    role = _role(fabriques.lecteur(fabriques.convention()))
    adresse = reverse("role_retirer", args=[convention.slug, role.pk])
    assert connecter(fabriques.actif(convention)).post(adresse).status_code == 404
    assert Habilitation.objects.filter(pk=role.pk).exists()


def test_le_dernier_administrateur_reste(convention: Convention, connecter: Connexions) -> None:
    administration = fabriques.actif(convention, Role.ADMINISTRATEUR)
    client = connecter(fabriques.actif(convention))
    assert DERNIER_ADMINISTRATEUR in _retirer(client, _role(administration))
    fabriques.actif(convention, Role.ADMINISTRATEUR)
    assert DERNIER_ADMINISTRATEUR not in _retirer(client, _role(administration))
    assert not administration.habilitations.exists()


def test_le_dernier_qui_tient_les_personnes_reste(
    convention: Convention, connecter: Connexions
) -> None:
    coordination = fabriques.actif(convention)
    fabriques.copilote(convention)
    client = connecter(coordination)
    assert DERNIERE_PERSONNE in _retirer(client, _role(coordination))
    fabriques.actif(convention)
    # On revient à l'accueil : la convention vient de se fermer à soi.
    assert "n&#x27;a plus ce rôle" in _retirer(client, _role(coordination))
    assert not coordination.habilitations.exists()


def _suspendu(convention: Convention) -> None:
    compte = fabriques.actif(convention, Role.ADMINISTRATEUR)
    compte.is_active = False
    compte.save()


def _jamais_venu(convention: Convention) -> None:
    fabriques.habilite(convention, Role.ADMINISTRATEUR)


def _ailleurs(convention: Convention) -> None:
    fabriques.actif(fabriques.convention(), Role.ADMINISTRATEUR)


@pytest.mark.parametrize("autre", [_suspendu, _jamais_venu, _ailleurs])
def test_qui_ne_peut_pas_se_connecter_ici_ne_compte_pas(convention: Convention, autre: Any) -> None:
    administration = fabriques.actif(convention, Role.ADMINISTRATEUR)
    autre(convention)
    with pytest.raises(ActionImpossible, match=DERNIER_ADMINISTRATEUR):
        retirer_le_role(habilitation=_role(administration), par=fabriques.LE_TEST)
    assert administration.habilitations.exists()


def test_qui_ne_tient_rien_se_retire_meme_s_il_ne_reste_personne(convention: Convention) -> None:
    jamais_venu = fabriques.habilite(convention, Role.ADMINISTRATEUR)
    retirer_le_role(habilitation=_role(jamais_venu), par=fabriques.LE_TEST)
    assert not jamais_venu.habilitations.exists()


def test_un_role_deja_retire_se_dit(convention: Convention) -> None:
    role = _role(fabriques.lecteur(convention))
    retirer_le_role(habilitation=Habilitation.objects.get(), par=fabriques.LE_TEST)
    with pytest.raises(ActionImpossible, match="vient d'être retiré"):
        retirer_le_role(habilitation=role, par=fabriques.LE_TEST)
