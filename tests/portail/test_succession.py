"""Après les élections : un mandat finit, le suivant commence, et ce qui est repris passe."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import FicheAction, PiloteDeFiche
from conventions.droits import Role
from conventions.models import (
    Convention,
    Habilitation,
    Mandat,
    Personne,
    Signataire,
    Signature,
    Utilisateur,
)
from pilotage.models import Instance, MembreInstance
from tests import fabriques
from tests.conftest import Connexions
from tests.portail import outils_personnes as outils

FIN, SUITE = datetime.date(2026, 3, 22), datetime.date(2026, 3, 23)
NOUVELLE = {"prenom": "Nouvelle", "nom": "Maire", "courriel": "maire@exemple.fr"}


@pytest.fixture
def mairie(convention: Convention) -> Signataire:
    return fabriques.signataire(convention)


@pytest.fixture
def mandat(mairie: Signataire) -> Mandat:
    """La maire sortante : elle a signé, pilote, siège, répond et a un rôle d'agent."""
    convention = mairie.convention
    compte = fabriques.agent(convention, mairie.partenaire)
    sortante = compte.personne
    mandat = fabriques.mandat(
        personne=sortante, partenaire=mairie.partenaire, debut=datetime.date(2020, 7, 4)
    )
    Signature.objects.create(signataire=mairie, mandat=mandat)
    fiche = fabriques.fiche(convention, elu_referent=sortante)
    PiloteDeFiche.objects.create(fiche=fiche, personne=sortante, debut=datetime.date(2022, 1, 1))
    MembreInstance.objects.create(
        instance=fabriques.instance(convention),
        personne=sortante,
        partenaire=mairie.partenaire,
        debut=datetime.date(2022, 1, 1),
    )
    outils.demande(fiche, sortante, relances=2, brouillon={"note": "Commencé"})
    return mandat


@pytest.fixture
def navigateur(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def ouvrir(navigateur: Client, mandat: Mandat, convention: Convention) -> dict[str, Any]:
    """Le formulaire tel qu'il s'ouvre : tout est coché."""
    page: Any = navigateur.get(reverse("mandat_succeder", args=[convention.slug, mandat.pk]))
    formulaire = page.context["formulaire"]
    return {c.html_name: c.value() for c in formulaire if c.value()} | {"fin": FIN.isoformat()}


def succeder(navigateur: Client, mandat: Mandat, convention: Convention, **saisie: Any) -> Any:
    donnees = ouvrir(navigateur, mandat, convention) | saisie
    adresse = reverse("mandat_succeder", args=[convention.slug, mandat.pk])
    return navigateur.post(adresse, donnees)


def test_la_mairie_change_de_maire_et_tout_passe(
    convention: Convention, mairie: Signataire, mandat: Mandat, navigateur: Client
) -> None:
    reponse = succeder(navigateur, mandat, convention, **NOUVELLE)

    suivant = Mandat.objects.get(personne__nom="Maire")
    assert reponse["Location"] == reverse("mandat_succede", args=[convention.slug, suivant.pk])
    mandat.refresh_from_db()
    assert (mandat.fin, suivant.debut, suivant.fin) == (FIN, SUITE, None)
    assert (suivant.fonction, suivant.nature) == ("Maire", "elu")
    for passe in (PiloteDeFiche, MembreInstance):
        lignes = passe._default_manager.order_by("pk").values_list("personne", "debut", "fin")
        assert list(lignes) == [
            (mandat.personne_id, datetime.date(2022, 1, 1), FIN),
            (suivant.personne_id, SUITE, None),
        ]
    assert [f.numero for f in suivant.personne.elu_referent_de.all()] == [1]
    assert not mandat.personne.elu_referent_de.exists()
    demande = suivant.personne.demandes_de_fiche.get()
    assert (demande.relances, demande.brouillon) == (0, {"note": "Commencé"})
    assert not Habilitation.objects.filter(partenaire=mairie.partenaire).exists()
    # Qui a signé a signé ; et chaque écriture porte son auteur.
    assert Signature.objects.get().mandat == mandat
    for objet in (mandat, suivant, suivant.personne, demande):
        assert objet.historique.latest().auteur.startswith("coordonnateur")
    assert Habilitation.historique.filter(history_type="-").get().auteur.startswith("coord")


def test_la_page_d_apres_dit_ce_qui_est_fait_et_ce_qui_reste(
    convention: Convention, mandat: Mandat, navigateur: Client
) -> None:
    reponse = succeder(navigateur, mandat, convention, prenom="Nouvelle", nom="Maire")
    texte = navigateur.get(reponse["Location"]).content.decode()
    assert f"Nouvelle Maire prend la suite de {mandat.personne}" in texte
    assert "Pilote de l'" in texte
    assert "Élu référent de l'" in texte
    assert "Siège :" in texte
    assert "Doit répondre : action 1, pour le 20 décembre 2026." in texte
    assert "Donner son courriel" in texte
    assert "partiront au prochain envoi" in texte
    assert "ouvrir un compte" in texte


def test_ce_qui_est_decoche_reste(
    convention: Convention, mairie: Signataire, mandat: Mandat, navigateur: Client
) -> None:
    donnees = ouvrir(navigateur, mandat, convention) | NOUVELLE
    gardees = {nom: valeur for nom, valeur in donnees.items() if not nom.startswith("reprises")}
    assert len(donnees) - len(gardees) == 5
    navigateur.post(reverse("mandat_succeder", args=[convention.slug, mandat.pk]), gardees)
    assert Mandat.objects.filter(debut=SUITE).exists()
    assert PiloteDeFiche.objects.get().fin is None
    assert MembreInstance.objects.get().personne == mandat.personne
    assert mandat.personne.demandes_de_fiche.exists()
    assert mandat.personne.elu_referent_de.exists()
    assert Habilitation.objects.filter(partenaire=mairie.partenaire).exists()


def test_de_trois_mandats_un_seul_finit(
    convention: Convention, mandat: Mandat, navigateur: Client
) -> None:
    sortante, autres = mandat.personne, []
    for fonction in ("Présidente du syndicat", "Conseillère communautaire"):
        organisme = fabriques.signataire(convention).partenaire
        autres.append(fabriques.mandat(personne=sortante, partenaire=organisme, fonction=fonction))
    agglomeration = autres[1].partenaire
    Habilitation.objects.create(
        utilisateur=sortante.compte,
        role=Role.AGENT,
        convention=convention,
        partenaire=agglomeration,
    )
    groupe = fabriques.instance(convention, genre=Instance.Genre.GT, nom="Parentalité")
    siege = MembreInstance.objects.create(
        instance=groupe, personne=sortante, partenaire=agglomeration
    )
    page: Any = navigateur.get(reverse("mandat_succeder", args=[convention.slug, mandat.pk]))
    assert "garde 2\xa0autres mandats" in page.content.decode()
    assert "Parentalité" not in page.content.decode()

    succeder(navigateur, mandat, convention, **NOUVELLE)
    assert list(sortante.mandats.filter(fin=None).order_by("pk")) == autres
    siege.refresh_from_db()
    assert siege.fin is None
    assert sortante.compte.habilitations.get().partenaire == agglomeration


def test_une_personne_connue_succede_sans_doublon(
    convention: Convention, mairie: Signataire, mandat: Mandat, navigateur: Client
) -> None:
    """L'ancienne co-pilote, déjà ajoutée comme maire, et qui siège déjà."""
    connue = fabriques.mandat(
        personne=fabriques.personne(nom="Connue"), partenaire=mairie.partenaire
    )
    fiche = FicheAction.objects.get()
    PiloteDeFiche.objects.create(
        fiche=fiche, personne=connue.personne, est_copilote=True, debut=datetime.date(2024, 1, 1)
    )
    MembreInstance.objects.create(instance=fabriques.instance(convention), personne=connue.personne)
    personnes = Personne.objects.count()
    assert succeder(navigateur, mandat, convention, personne=connue.personne_id).status_code == 302

    connue.refresh_from_db()
    assert connue.debut == SUITE
    assert connue.personne.mandats.get() == connue
    assert Personne.objects.count() == personnes
    actuel = PiloteDeFiche.objects.actuels().get()
    assert (actuel.personne, actuel.est_copilote, actuel.debut) == (connue.personne, False, SUITE)
    assert MembreInstance.objects.actuels().get().personne == connue.personne


def test_une_demande_transmise_ou_repondue_ne_change_pas_de_main(
    convention: Convention, mandat: Mandat, navigateur: Client
) -> None:
    collegue = fabriques.personne(nom="Collègue")
    transmise = outils.demande(fabriques.fiche(convention), mandat.personne, transmise_a=collegue)
    repondue = outils.demande(
        fabriques.fiche(convention),
        mandat.personne,
        etat="repondue",
        repondue_le=datetime.date(2026, 11, 10),
    )
    recue = outils.demande(fabriques.fiche(convention), collegue, transmise_a=mandat.personne)
    succeder(navigateur, mandat, convention, **NOUVELLE)
    for demande in (transmise, repondue, recue):
        demande.refresh_from_db()
    assert (transmise.personne, transmise.transmise_a) == (mandat.personne, collegue)
    assert repondue.personne == mandat.personne
    assert (recue.personne, str(recue.transmise_a)) == (collegue, "Nouvelle Maire")


def test_le_dernier_jour_meme_la_suite_est_a_venir(
    convention: Convention, mairie: Signataire, mandat: Mandat, navigateur: Client
) -> None:
    succeder(navigateur, mandat, convention, fin="2026-11-23", **NOUVELLE)
    suivant = Mandat.objects.get(personne__nom="Maire")
    adresses = [
        reverse("personne_detail", args=[convention.slug, suivant.personne_id]),
        reverse("partenaire_detail", args=[convention.slug, mairie.partenaire.code]),
    ]
    for adresse in adresses:
        texte = navigateur.get(adresse).content.decode()
        assert "à venir" in texte
        assert "mandat terminé" not in texte


@pytest.mark.parametrize(
    ("fin", "phrase"),
    [
        ("2020-07-03", "Ce mandat a commencé le 4 juillet 2020"),
        ("2026-11-24", "Ce jour n'est pas passé."),
        ("", "Indiquez le jour."),
    ],
)
def test_un_jour_impossible_se_dit_a_cote_du_champ(
    convention: Convention, mandat: Mandat, navigateur: Client, fin: str, phrase: str
) -> None:
    refus = succeder(navigateur, mandat, convention, fin=fin, **NOUVELLE)
    assert phrase in refus.context["formulaire"].errors["fin"][0]
    assert not Mandat.objects.exclude(pk=mandat.pk).exists()


def test_un_mandat_deja_fini_ne_se_transmet_plus(
    convention: Convention, mandat: Mandat, navigateur: Client
) -> None:
    Mandat.objects.filter(pk=mandat.pk).update(fin=datetime.date(2026, 3, 15))
    refus = succeder(navigateur, mandat, convention, **NOUVELLE)
    assert (
        refus.context["formulaire"]
        .errors["fin"][0]
        .startswith("Ce mandat a déjà une fin, le 15 mars 2026.")
    )
    assert not Personne.objects.filter(nom="Maire").exists()


def test_il_faut_savoir_qui_prend_la_suite(
    convention: Convention, mairie: Signataire, mandat: Mandat, navigateur: Client
) -> None:
    assert set(succeder(navigateur, mandat, convention).context["formulaire"].errors) == {
        "prenom",
        "nom",
    }
    connue = fabriques.mandat(
        personne=fabriques.personne(prenom="NOUVELLE", nom="Maire"), partenaire=mairie.partenaire
    )
    deux = succeder(navigateur, mandat, convention, personne=connue.personne_id, **NOUVELLE)
    assert list(deux.context["formulaire"].errors) == ["personne"]
    homonyme = succeder(navigateur, mandat, convention, **NOUVELLE)
    assert "Choisissez-la dans la liste" in homonyme.content.decode()
    elle_meme = succeder(navigateur, mandat, convention, personne=mandat.personne_id)
    assert list(elle_meme.context["formulaire"].errors) == ["personne"]
    assert Mandat.objects.filter(debut=SUITE).count() == 0


def test_si_une_salle_refuse_rien_n_est_ecrit(
    convention: Convention, mandat: Mandat, navigateur: Client
) -> None:
    MembreInstance.objects.update(partenaire=None)
    refus = succeder(navigateur, mandat, convention, **NOUVELLE)
    assert "seules les parties siègent pleinement" in refus.content.decode()
    mandat.refresh_from_db()
    assert mandat.fin is None
    assert not Personne.objects.filter(nom="Maire").exists()
    assert PiloteDeFiche.objects.get().fin is None


def test_un_compte_d_agent_retire_ne_saisit_plus(
    convention: Convention, mandat: Mandat, navigateur: Client, connecter: Connexions
) -> None:
    compte = Utilisateur.objects.get(personne=mandat.personne)
    saisir = reverse("equipement_ajouter", args=[convention.slug])
    assert connecter(compte).get(saisir).status_code == 200
    succeder(navigateur, mandat, convention, **NOUVELLE)
    assert connecter(compte).get(saisir).status_code == 404
