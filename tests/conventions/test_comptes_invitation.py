"""Inviter : un compte sans mot de passe, un rôle, un courriel ; et l'invitation qu'on renvoie."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import (
    Convention,
    Envoi,
    Habilitation,
    LienPersonnel,
    Motif,
    Personne,
    Utilisateur,
)
from ctg.socle import horloge
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture
def coordination(convention: Convention, connecter: Connexions) -> Client:
    """Le navigateur de la coordination."""
    return connecter(fabriques.coordonnateur(convention))


@pytest.fixture
def personne(convention: Convention) -> Personne:
    """Une personne d'une commune signataire, sans compte."""
    partie = fabriques.signataire(convention)
    qui = fabriques.personne(prenom="Une", nom="Invitée", courriel="mairie@exemple.fr")
    fabriques.mandat(personne=qui, partenaire=partie.partenaire)
    return qui


def _adresse(convention: Convention, personne: Personne, nom: str = "compte_inviter") -> str:
    return reverse(nom, args=[convention.slug, personne.pk])


def inviter(coordination: Client, convention: Convention, personne: Personne, **saisie: Any) -> Any:
    """L'envoi de la page, pour un lecteur sauf mention contraire."""
    donnees = {"courriel": "mairie@exemple.fr", "role": "lecteur", "partenaire": "", **saisie}
    return coordination.post(_adresse(convention, personne), donnees)


def test_la_page_propose_le_courriel_connu(
    coordination: Client, convention: Convention, personne: Personne
) -> None:
    page = coordination.get(_adresse(convention, personne)).content.decode()
    assert 'value="mairie@exemple.fr"' in page
    assert "Ce que permet chaque rôle" in page


def test_l_invitation_ouvre_un_compte_et_part(
    coordination: Client, convention: Convention, personne: Personne
) -> None:
    assert inviter(coordination, convention, personne).status_code == 302
    compte = Utilisateur.objects.get(personne=personne)
    assert (compte.courriel, compte.nom) == ("mairie@exemple.fr", "Une Invitée")
    assert compte.situation == "compte_invite"
    assert compte.habilitations.get().role == "lecteur"
    envoi = Envoi.objects.get()
    assert (envoi.motif, envoi.destinataire) == (Motif.INVITATION, "mairie@exemple.fr")
    assert envoi.convention == convention
    lien = LienPersonnel.objects.get()
    assert envoi.lien == lien
    assert lien.expire_le == horloge.maintenant() + datetime.timedelta(days=7)
    assert compte.historique.get().auteur.startswith("coordonnateur")


def test_le_courriel_d_une_personne_qui_n_en_avait_pas_est_retenu(
    coordination: Client, convention: Convention, personne: Personne
) -> None:
    Personne.objects.filter(pk=personne.pk).update(courriel="")
    inviter(coordination, convention, personne, courriel="Nouveau@Exemple.fr")
    personne.refresh_from_db()
    assert personne.courriel == "nouveau@exemple.fr"


@pytest.mark.parametrize(
    ("role", "a_un_organisme", "phrase"),
    [
        ("agent", False, "Choisissez l&#x27;organisme"),
        ("copilote", False, "Choisissez l&#x27;organisme"),
        ("lecteur", True, "laissez « Aucun »"),
    ],
)
def test_le_role_et_l_organisme_vont_ensemble(
    coordination: Client,
    convention: Convention,
    personne: Personne,
    role: str,
    a_un_organisme: bool,
    phrase: str,
) -> None:
    organisme = personne.mandats.get().partenaire.pk if a_un_organisme else ""
    reponse = inviter(coordination, convention, personne, role=role, partenaire=organisme)
    assert list(reponse.context["formulaire"].errors) == ["partenaire"]
    assert phrase in reponse.content.decode()
    assert not Utilisateur.objects.filter(personne=personne).exists()


def test_un_agent_a_l_organisme_choisi(
    coordination: Client, convention: Convention, personne: Personne
) -> None:
    organisme = personne.mandats.get().partenaire
    inviter(coordination, convention, personne, role="agent", partenaire=organisme.pk)
    assert Habilitation.objects.get(utilisateur__personne=personne).partenaire == organisme


def test_un_courriel_deja_pris_se_dit_sans_rien_apprendre_d_ailleurs(
    coordination: Client, convention: Convention, personne: Personne
) -> None:
    ici = fabriques.lecteur(convention)
    ailleurs = fabriques.lecteur(fabriques.convention())
    for compte, phrase in ((ici, str(ici.personne)), (ailleurs, "un autre compte du portail")):
        reponse = inviter(coordination, convention, personne, courriel=compte.courriel.upper())
        assert reponse.status_code == 200
        [erreur] = reponse.context["formulaire"].errors["courriel"]
        assert phrase in erreur
    assert str(ailleurs.personne) not in reponse.content.decode()
    assert not Utilisateur.objects.filter(personne=personne).exists()
    assert not Envoi.objects.exists()


def test_qui_a_deja_un_compte_recoit_un_role(
    coordination: Client, convention: Convention, personne: Personne
) -> None:
    inviter(coordination, convention, personne)
    reponse = coordination.get(_adresse(convention, personne))
    assert reponse["Location"] == _adresse(convention, personne, "role_ajouter")


def test_une_personne_d_ailleurs_n_existe_pas_ici(
    coordination: Client, convention: Convention
) -> None:
    inconnue = fabriques.lecteur(fabriques.convention()).personne
    for nom in ("compte_inviter", "role_ajouter"):
        assert coordination.get(_adresse(convention, inconnue, nom)).status_code == 404
    for nom in ("compte_reinviter", "compte_suspendre", "compte_retablir"):
        assert coordination.post(_adresse(convention, inconnue, nom)).status_code == 404


def test_une_invitation_se_renvoie_mais_pas_deux_fois_la_meme_semaine(
    coordination: Client, convention: Convention, personne: Personne
) -> None:
    inviter(coordination, convention, personne)
    adresse = _adresse(convention, personne, "compte_reinviter")
    trop_tot = coordination.post(adresse, follow=True).content.decode()
    assert "déjà partie il y a moins d&#x27;une semaine" in trop_tot
    assert Envoi.objects.count() == 1

    il_y_a_huit_jours = horloge.maintenant() - datetime.timedelta(days=8)
    Envoi.objects.update(
        cree_le=il_y_a_huit_jours, envoye_le=il_y_a_huit_jours, etat=Envoi.Etat.ENVOYE
    )
    LienPersonnel.objects.update(expire_le=il_y_a_huit_jours + datetime.timedelta(days=7))
    assert (
        "Une nouvelle invitation part" in coordination.post(adresse, follow=True).content.decode()
    )
    assert Envoi.objects.count() == 2
    lien = LienPersonnel.objects.get()
    assert (lien.generation, lien.est_valable(horloge.maintenant())) == (2, True)


def test_une_invitation_acceptee_ne_se_renvoie_pas(
    coordination: Client, convention: Convention
) -> None:
    compte = fabriques.actif(convention)
    page = coordination.post(
        _adresse(convention, compte.personne, "compte_reinviter"), follow=True
    ).content.decode()
    assert "a déjà choisi son mot de passe" in page
    assert not Envoi.objects.exists()


def _corriger(client: Client, convention: Convention, personne: Personne, courriel: str) -> Any:
    adresse = _adresse(convention, personne, "invitation_corriger")
    return client.post(adresse, {"courriel": courriel})


def test_une_adresse_mal_ecrite_se_corrige_et_le_lien_parti_s_eteint(
    coordination: Client, convention: Convention, personne: Personne
) -> None:
    Personne.objects.filter(pk=personne.pk).update(courriel="")
    inviter(coordination, convention, personne, courriel="marie@exemple.fr")
    egare = LienPersonnel.objects.get().adresse()
    assert _corriger(coordination, convention, personne, "mairie@exemple.fr").status_code == 302
    compte = Utilisateur.objects.get(personne=personne)
    assert compte.courriel == compte.personne.courriel == "mairie@exemple.fr"
    assert Envoi.objects.latest("pk").destinataire == "mairie@exemple.fr"
    assert Client().get(egare).status_code == 410
    assert Client().get(LienPersonnel.objects.get().adresse()).status_code == 200


def test_l_adresse_d_un_compte_ouvert_ne_se_corrige_pas(
    coordination: Client, convention: Convention
) -> None:
    compte = fabriques.actif(convention)
    reponse = _corriger(coordination, convention, compte.personne, "prise@exemple.fr")
    assert "a déjà choisi son mot de passe" in reponse.content.decode()
    assert Utilisateur.objects.get(pk=compte.pk).courriel == compte.courriel
    assert not Envoi.objects.exists()


def test_l_adresse_corrigee_ne_peut_pas_etre_celle_d_un_autre(
    coordination: Client, convention: Convention
) -> None:
    invite, pris = fabriques.invite(convention), fabriques.lecteur(fabriques.convention())
    reponse = _corriger(coordination, convention, invite.personne, pris.courriel)
    assert "un autre compte du portail" in reponse.context["formulaire"].errors["courriel"][0]
    assert not Envoi.objects.exists()


def test_qui_a_un_role_ailleurs_garde_son_adresse(
    coordination: Client, convention: Convention
) -> None:
    invite = fabriques.invite(convention)
    Habilitation.objects.create(
        utilisateur=invite, role="lecteur", convention=fabriques.convention()
    )
    reponse = _corriger(coordination, convention, invite.personne, "corrigee@exemple.fr")
    assert "que vous ne coordonnez pas" in reponse.content.decode()
    assert Utilisateur.objects.get(pk=invite.pk).courriel == invite.courriel
