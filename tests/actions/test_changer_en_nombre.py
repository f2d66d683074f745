"""Changer plusieurs fiches : le choix, le résumé, l'acte, ses refus ligne par ligne, sa trace."""

import datetime
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.en_nombre import ChangerEtat, ChangerPilote, ChangerPriorite, Geste, changer, resumer
from actions.models import FicheAction, PiloteDeFiche
from conventions.models import Convention, Utilisateur
from conventions.models.contrat import ConventionFigee
from ctg.socle.etats import ActionImpossible
from tests import fabriques
from tests.conftest import Connexions

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def coordonnateur(convention: Convention) -> Utilisateur:
    return fabriques.coordonnateur(convention)


@pytest.fixture
def client(connecter: Connexions, coordonnateur: Utilisateur) -> Client:
    return connecter(coordonnateur)


@pytest.fixture
def fiches(convention: Convention) -> list[FicheAction]:
    """Trois actions : deux à venir, une déjà en cours."""
    return [fabriques.fiche(convention, etat=e) for e in ("a_venir", "en_cours", "a_venir")]


def _adresse(convention: Convention) -> str:
    return reverse("fiches_changer", args=[convention.slug])


def _versions(*fiches: FicheAction) -> dict[int, int]:
    return {fiche.pk: fiche.version for fiche in fiches}


def _etats() -> list[str]:
    return list(FicheAction.objects.order_by("numero").values_list("etat", flat=True))


def _messages(reponse: Any) -> list[str]:
    return [str(message) for message in reponse.context["messages"]]


def test_du_filtre_au_resume_puis_au_changement(
    client: Client,
    convention: Convention,
    coordonnateur: Utilisateur,
    fiches: list[FicheAction],
) -> None:
    fabriques.fiche(convention, etat="realise")
    choix = {"axe": "1", "q": "inventée", "quoi": "etat", "nouvel_etat": "en_cours"}
    resume = client.get(_adresse(convention), {**choix, "suivi": "sans_pilote"})
    assert [
        (ligne.fiche.numero, ligne.avant, ligne.apres)
        for ligne in resume.context["resume"].changent
    ] == [
        (1, "à venir", "en cours"),
        (3, "à venir", "en cours"),
        (4, "réalisé", "en cours"),
    ]
    assert [(li.fiche.numero, li.raison) for li in resume.context["resume"].restent] == [
        (2, "c'est déjà le cas")
    ]
    assert _etats() == ["a_venir", "en_cours", "a_venir", "realise"]

    envoi = {"quoi": "etat", "nouvel_etat": "en_cours"} | {
        "versions": resume.context["resume"].versions
    }
    reponse = client.post(f"{_adresse(convention)}?axe=1", envoi, follow=True)
    # On revient au tableau, filtré comme avant, et il dit ce qui a été fait.
    assert reponse.redirect_chain[0][0].endswith("/tableau/?axe=1")
    assert _messages(reponse) == [
        "3 actions sont changées (actions 1, 3 et 4) : état « en cours »."
    ]
    assert _etats() == ["en_cours"] * 4
    lignes = FicheAction.historique.filter(history_type="~")
    assert {(ligne.id, ligne.auteur) for ligne in lignes} == {
        (f.pk, coordonnateur.nom) for f in FicheAction.objects.exclude(numero=2)
    }
    assert FicheAction.objects.get(numero=1).mise_a_jour_le == LE


def test_une_fiche_changee_depuis_le_resume_est_laissee_et_dite(
    client: Client, convention: Convention, fiches: list[FicheAction]
) -> None:
    choix = {"quoi": "etat", "nouvel_etat": "realise"}
    versions = client.get(_adresse(convention), choix).context["resume"].versions
    FicheAction.objects.get(numero=3).changer_d_etat(
        etat="abandonne", version_ouverte=1, par=fabriques.LE_TEST, le=LE
    )
    reponse = client.post(_adresse(convention), {**choix, "versions": versions}, follow=True)
    assert _etats() == ["realise", "realise", "abandonne"]
    assert _messages(reponse) == [
        "2 actions sont changées (actions 1 et 2) : état « réalisé ».",
        "Pas de changement (action 3) : quelqu'un l'a modifiée depuis le résumé.",
    ]


def test_la_priorite_ne_vaut_pas_mise_a_jour_et_se_retire(
    convention: Convention, coordonnateur: Utilisateur, fiches: list[FicheAction]
) -> None:
    changer(
        ChangerPriorite("haute"),
        _versions(*fiches),
        convention=convention,
        par=coordonnateur,
        le=LE,
    )
    fiche = FicheAction.objects.get(numero=1)
    assert (fiche.priorite, fiche.mise_a_jour_le, fiche.version) == ("haute", None, 2)
    changer(ChangerPriorite(""), {fiche.pk: 2}, convention=convention, par=coordonnateur, le=LE)
    assert FicheAction.objects.get(numero=1).priorite == ""


def test_un_pilote_s_ajoute_et_se_retire_sans_toucher_aux_autres(
    convention: Convention, coordonnateur: Utilisateur, fiches: list[FicheAction]
) -> None:
    autre, voulue = fabriques.personne(), fabriques.personne()
    PiloteDeFiche.objects.create(fiche=fiches[0], personne=autre)
    PiloteDeFiche.objects.create(fiche=fiches[1], personne=voulue, est_copilote=True)
    qui: dict[str, Any] = {"convention": convention, "le": LE}
    changer(ChangerPilote(voulue, "pilote"), _versions(*fiches), par=coordonnateur, **qui)
    actuels = PiloteDeFiche.objects.actuels().filter(personne=voulue)
    assert [p.est_copilote for p in actuels] == [False] * 3
    assert PiloteDeFiche.objects.actuels().filter(personne=autre, fiche=fiches[0]).exists()

    relues = list(FicheAction.objects.filter(numero__lt=3))
    changer(ChangerPilote(voulue, ""), _versions(*relues), par=coordonnateur, **qui)
    restants = PiloteDeFiche.objects.actuels().values_list("fiche__numero", "personne")
    assert sorted(restants) == [(1, autre.pk), (3, voulue.pk)]


def test_le_copilote_change_l_etat_mais_ne_designe_pas(
    convention: Convention, connecter: Connexions, fiches: list[FicheAction]
) -> None:
    copilote = fabriques.copilote(convention)
    personne = fabriques.mandat(partenaire=fabriques.signataire(convention).partenaire).personne
    choix = {"quoi": "pilote", "personne": str(personne.pk), "qualite": "pilote"}
    versions = " ".join(f"{cle}:{v}" for cle, v in _versions(*fiches).items())
    client = connecter(copilote)
    reponse = client.post(_adresse(convention), {**choix, "versions": versions})
    assert reponse.status_code == 200
    assert "quoi" in reponse.context["formulaire"].errors
    # Le formulaire contourné, la commande refuse encore.
    with pytest.raises(ActionImpossible, match="vous ne pouvez pas"):
        changer(
            ChangerPilote(personne, "pilote"),
            _versions(*fiches),
            convention=convention,
            par=copilote,
            le=LE,
        )
    assert not PiloteDeFiche.objects.exists()
    changer(ChangerEtat("en_pause"), _versions(*fiches), convention=convention, par=copilote, le=LE)
    assert _etats() == ["en_pause"] * 3


def test_une_fiche_d_une_autre_convention_n_est_pas_touchee(
    convention: Convention, coordonnateur: Utilisateur
) -> None:
    ailleurs = fabriques.fiche(fabriques.convention())
    with pytest.raises(ActionImpossible, match="Aucune fiche"):
        changer(
            ChangerEtat("realise"),
            _versions(ailleurs),
            convention=convention,
            par=coordonnateur,
            le=LE,
        )
    assert FicheAction.objects.get().etat == ""


@pytest.mark.django_db
def test_apres_le_terme_le_resume_dit_que_le_plan_est_fige() -> None:
    echue = fabriques.convention(fin=datetime.date(2026, 6, 30))
    par, fiche = fabriques.coordonnateur(echue), fabriques.fiche(echue)
    qui: dict[str, Any] = {"convention": echue, "le": LE}
    resume = resumer(ChangerEtat("realise"), FicheAction.objects.all(), utilisateur=par, **qui)
    assert not resume.changent
    assert "échue (art. 11)" in resume.restent[0].raison
    with pytest.raises(ConventionFigee):
        changer(ChangerEtat("realise"), _versions(fiche), par=par, **qui)
    # Les pilotes, eux, se désignent encore : la dernière année s'évalue.
    changer(ChangerPilote(fabriques.personne(), "pilote"), _versions(fiche), par=par, **qui)
    assert PiloteDeFiche.objects.actuels().count() == 1


@pytest.mark.parametrize(
    ("choix", "champ"),
    [
        ({"quoi": ""}, "quoi"),
        ({"quoi": "etat"}, "nouvel_etat"),
        ({"quoi": "priorite"}, "nouvelle_priorite"),
        ({"quoi": "pilote"}, "personne"),
        ({"quoi": "pilote", "personne": "0"}, "personne"),
        ({"quoi": "tout"}, "quoi"),
    ],
)
def test_un_choix_incomplet_se_dit_a_cote_du_champ(
    client: Client,
    convention: Convention,
    fiches: list[FicheAction],
    choix: dict[str, str],
    champ: str,
) -> None:
    fabriques.mandat(partenaire=fabriques.signataire(convention).partenaire)
    for reponse in (
        client.get(_adresse(convention), choix),
        client.post(_adresse(convention), choix),
    ):
        assert list(reponse.context["formulaire"].errors) == [champ]
        assert "Il reste un point à corriger" in reponse.content.decode()


def test_un_resume_illisible_n_ecrit_rien(
    client: Client, convention: Convention, fiches: list[FicheAction]
) -> None:
    choix = {"quoi": "etat", "nouvel_etat": "realise"}
    for versions in ("", "x", "1:2:3", "²:1", f"{fiches[0].pk}"):
        reponse = client.post(_adresse(convention), {**choix, "versions": versions}, follow=True)
        assert len(_messages(reponse)) == 1, versions
    assert _etats() == ["a_venir", "en_cours", "a_venir"]


@pytest.mark.parametrize("geste", ["etat", "priorite", "pilote"])
def test_en_nombre_coute_quelques_requetes_et_signe_chaque_fiche(
    convention: Convention, coordonnateur: Utilisateur, geste: str
) -> None:
    assert coordonnateur.personne is not None
    gestes: dict[str, Geste] = {
        "etat": ChangerEtat("realise"),
        "priorite": ChangerPriorite("haute"),
        "pilote": ChangerPilote(coordonnateur.personne, "pilote"),
    }
    fiches = [fabriques.fiche(convention) for _ in range(20)]
    with CaptureQueriesContext(connection) as requetes:
        changer(gestes[geste], _versions(*fiches), convention=convention, par=coordonnateur, le=LE)
    # Chaque champ multiple suivi se garde aussi : deux requêtes de plus par champ, pas par fiche.
    assert len(requetes) <= 20
    lignes = FicheAction.historique.filter(history_type="~", history_user=coordonnateur)
    assert lignes.count() == 20
    assert set(lignes.values_list("version", "auteur")) == {(2, coordonnateur.nom)}
    pilotages = PiloteDeFiche.historique.filter(auteur=coordonnateur.nom, history_type="+")
    assert pilotages.count() == (20 if geste == "pilote" else 0)


@pytest.mark.django_db(transaction=True)
def test_deux_personnes_au_meme_instant_ne_se_recouvrent_pas() -> None:
    convention = fabriques.convention()
    fiches = [fabriques.fiche(convention) for _ in range(6)]
    auteurs = {etat: fabriques.coordonnateur(convention) for etat in ("realise", "en_pause")}
    depart, faites = threading.Barrier(2), {}

    def envoyer(etat: str) -> None:
        try:
            depart.wait(timeout=10)
            bilan = changer(
                ChangerEtat(etat),
                _versions(*fiches),
                convention=convention,
                par=auteurs[etat],
                le=LE,
            )
            faites[etat] = len(bilan.changees)
        except ActionImpossible:
            faites[etat] = 0
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer, args=[etat]) for etat in auteurs]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=30)
    # Chaque fiche a changé une fois, et une seule : rien n'est perdu en silence.
    assert sum(faites.values()) == 6
    lignes = FicheAction.historique.filter(history_type="~")
    assert lignes.count() == 6
    assert {f.version for f in FicheAction.objects.all()} == {2}
    for fiche in FicheAction.objects.all():
        assert lignes.get(id=fiche.pk).auteur == auteurs[fiche.etat].nom
