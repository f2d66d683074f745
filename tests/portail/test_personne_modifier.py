"""Corriger une personne : son courriel, l'adresse partagée, deux éditeurs à la fois."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Envoi, Personne, Utilisateur
from ctg.accueil import attentes_de
from ctg.socle.etats import ActionImpossible
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.portail import outils_personnes as outils


@pytest.fixture
def coordonnatrice(convention: Convention) -> Utilisateur:
    return fabriques.coordonnateur(convention)


@pytest.fixture
def navigateur(coordonnatrice: Utilisateur, connecter: Connexions) -> Client:
    return connecter(coordonnatrice)


@pytest.fixture
def personne(convention: Convention) -> Personne:
    elue = fabriques.personne(prenom="Une", nom="Élue", courriel="elue@exemple.fr")
    fabriques.mandat(personne=elue, partenaire=fabriques.signataire(convention).partenaire)
    return elue


def ouvrir(navigateur: Client, convention: Convention, personne: Personne) -> dict[str, Any]:
    """Ce que porte le formulaire ouvert."""
    page: Any = navigateur.get(reverse("personne_modifier", args=[convention.slug, personne.pk]))
    return {champ.html_name: champ.value() or "" for champ in page.context["formulaire"]}


def envoyer(
    navigateur: Client, convention: Convention, personne: Personne, saisie: dict[str, Any]
) -> Any:
    adresse = reverse("personne_modifier", args=[convention.slug, personne.pk])
    return navigateur.post(adresse, saisie)


def test_une_nouvelle_adresse_n_est_plus_en_erreur(
    convention: Convention, navigateur: Client, personne: Personne
) -> None:
    personne.signaler_le_courriel(par=fabriques.LE_TEST, le=AUJOURD_HUI)
    saisie = ouvrir(navigateur, convention, personne)
    envoyer(navigateur, convention, personne, saisie | {"telephone": "05 00 00 00 00"})
    personne.refresh_from_db()
    assert (personne.telephone, personne.courriel_en_erreur_le) == ("05 00 00 00 00", AUJOURD_HUI)

    saisie = ouvrir(navigateur, convention, personne) | {"courriel": "mairie@exemple.fr"}
    assert envoyer(navigateur, convention, personne, saisie).status_code == 302
    personne.refresh_from_db()
    assert (personne.courriel, personne.est_joignable) == ("mairie@exemple.fr", True)
    assert personne.historique.latest().auteur.startswith("coordonnateur")


def test_une_adresse_deja_prise_se_dit_puis_se_partage(
    convention: Convention, navigateur: Client, personne: Personne
) -> None:
    outils.lien(fabriques.personne(nom="Collègue", courriel="MAIRIE@exemple.fr"), convention)
    saisie = ouvrir(navigateur, convention, personne) | {"courriel": "mairie@exemple.fr"}
    refus = envoyer(navigateur, convention, personne, saisie)
    assert "Cette adresse est déjà celle de Collègue." in refus.content.decode()
    personne.refresh_from_db()
    assert personne.courriel == "elue@exemple.fr"
    envoyer(navigateur, convention, personne, saisie | {"est_partage": "on"})
    personne.refresh_from_db()
    assert personne.courriel == "mairie@exemple.fr"


def test_une_personne_d_ailleurs_n_est_pas_nommee(
    convention: Convention, navigateur: Client, personne: Personne
) -> None:
    fabriques.personne(nom="Lointaine", courriel="mairie@exemple.fr")
    saisie = ouvrir(navigateur, convention, personne) | {"courriel": "mairie@exemple.fr"}
    texte = envoyer(navigateur, convention, personne, saisie).content.decode()
    assert "d&#x27;un autre territoire" in texte
    assert "Lointaine" not in texte


def test_de_deux_editeurs_le_second_voit_les_deux_versions(
    convention: Convention, navigateur: Client, personne: Personne
) -> None:
    mienne = ouvrir(navigateur, convention, personne) | {"nom": "Ma correction"}
    sienne = ouvrir(navigateur, convention, personne) | {"nom": "Sa correction"}
    assert envoyer(navigateur, convention, personne, sienne).status_code == 302

    conflit = envoyer(navigateur, convention, personne, mienne)
    assert conflit.status_code == 409
    assert [(e.enregistre, e.saisi) for e in conflit.context["ecarts"]] == [
        ("Sa correction", "Ma correction")
    ]
    personne.refresh_from_db()
    assert personne.nom == "Sa correction"
    decidee = {c.html_name: c.value() or "" for c in conflit.context["formulaire"]}
    assert envoyer(navigateur, convention, personne, decidee).status_code == 302
    personne.refresh_from_db()
    assert personne.nom == "Ma correction"


def test_un_courriel_se_signale_et_se_retablit(
    convention: Convention, navigateur: Client, personne: Personne
) -> None:
    signaler = reverse("courriel_signaler", args=[convention.slug, personne.pk])
    suite: Any = navigateur.post(signaler, follow=True)
    assert "À joindre autrement" in suite.content.decode()
    personne.refresh_from_db()
    assert personne.courriel_en_erreur_le == AUJOURD_HUI
    assert "déjà signalé" in navigateur.post(signaler, follow=True).content.decode()

    retablir = reverse("courriel_retablir", args=[convention.slug, personne.pk])
    navigateur.post(retablir)
    personne.refresh_from_db()
    assert personne.est_joignable
    encore = navigateur.post(retablir, follow=True).content.decode()
    assert "Ce courriel n&#x27;est pas signalé" in encore


def test_sans_courriel_il_n_y_a_rien_a_signaler(db: None) -> None:
    with pytest.raises(ActionImpossible, match="pas de courriel"):
        fabriques.personne().signaler_le_courriel(par=fabriques.LE_TEST, le=AUJOURD_HUI)


def test_ce_qui_attendait_ne_part_plus_a_une_adresse_signalee(
    convention: Convention, personne: Personne
) -> None:
    attend = outils.envoi(personne, convention, etat=Envoi.Etat.ECHOUE)
    parti = outils.envoi(personne, convention, etat=Envoi.Etat.ENVOYE)
    personne.signaler_le_courriel(par=fabriques.LE_TEST, le=AUJOURD_HUI)
    attend.refresh_from_db()
    parti.refresh_from_db()
    assert attend.etat == Envoi.Etat.ABANDONNE
    assert "signalée en erreur" in attend.erreur
    assert parti.etat == Envoi.Etat.ENVOYE


def test_signaler_ne_defait_pas_ce_qu_un_autre_vient_d_ecrire(personne: Personne) -> None:
    ouverte = Personne.objects.get(pk=personne.pk)
    personne.telephone = "05 00 00 00 00"
    personne.save()
    ouverte.signaler_le_courriel(par=fabriques.LE_TEST, le=AUJOURD_HUI)
    personne.refresh_from_db()
    assert (personne.telephone, personne.courriel_en_erreur_le) == ("05 00 00 00 00", AUJOURD_HUI)


def test_l_accueil_dit_qui_joindre_autrement(
    convention: Convention, coordonnatrice: Utilisateur, navigateur: Client, personne: Personne
) -> None:
    perdue = fabriques.personne(nom="Perdue", courriel="perdue@exemple.fr")
    outils.lien(perdue, convention, signale_le=datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC))
    outils.envoi(perdue, convention)
    personne.signaler_le_courriel(par=fabriques.LE_TEST, le=AUJOURD_HUI)
    autre = fabriques.mandat(partenaire=personne.mandats.get().partenaire).personne
    autre.courriel, autre.courriel_en_erreur_le = "autre@exemple.fr", AUJOURD_HUI
    autre.save()

    dites = {a.titre: a for a in attentes_de(coordonnatrice, convention, AUJOURD_HUI)}
    deux = dites["2 personnes à joindre autrement"]
    assert "1 personne dont le lien est arrivé chez quelqu'un d'autre" in dites
    assert "1 personne n'a pas reçu son courriel" in dites
    liste: Any = navigateur.get(deux.adresse)
    assert {ligne.personne.pk for ligne in liste.context["lignes"]} == {personne.pk, autre.pk}

    for compte in (fabriques.lecteur(convention), fabriques.copilote(convention)):
        titres = [a.titre for a in attentes_de(compte, convention, AUJOURD_HUI)]
        assert not [titre for titre in titres if "personne" in titre]
