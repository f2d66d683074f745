"""Le plan en tableau : colonnes, ordre, groupes, nombres ; et l'accord avec le modèle."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.filtres import SUIVIS
from actions.groupes import GROUPES
from actions.models import Etape, FicheAction, Note, PiloteDeFiche
from actions.tableau import COLONNES, avec_les_colonnes
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions

LE = datetime.date(2026, 11, 23)
JOURS = [None, *(LE + datetime.timedelta(days=n) for n in (-400, -91, -90, -89, -1, 0, 1, 400))]


@pytest.fixture
def lecteur(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.lecteur(convention))


def _lu(client: Client, convention: Convention, **adresse: Any) -> Any:
    reponse = client.get(reverse("fiche_tableau", args=[convention.slug]), adresse)
    assert reponse.status_code == 200
    return reponse


def _numeros(reponse: Any) -> list[int]:
    return [fiche.numero for groupe in reponse.context["groupes"] for fiche in groupe.fiches]


def _texte(reponse: Any) -> str:
    return re.sub(r"[\s\u00a0]+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode()))


@pytest.fixture
def plan(convention: Convention) -> list[FicheAction]:
    """Trois fiches : en retard et pilotée ; réalisée ; dont personne n'a rien dit."""
    premier, second = fabriques.axe(convention), fabriques.axe(convention)
    tardive = fabriques.fiche(
        convention, axe=second, titre="Zones rurales", etat="en_cours", priorite="basse"
    )
    fabriques.etape(tardive, libelle="Ouvrir un lieu", vue_le=LE)
    fabriques.etape(tardive, faite_le=LE)
    PiloteDeFiche.objects.create(fiche=tardive, personne=fabriques.personne(nom="Zoé"))
    Note.objects.create(fiche=tardive, date=LE, texte="Deux communes d'accord.", auteur="x")
    faite = fabriques.fiche(
        convention, axe=premier, titre="École ouverte", etat="realise", priorite="haute"
    )
    PiloteDeFiche.objects.create(fiche=faite, personne=fabriques.personne(nom="Anna"))
    muette = fabriques.fiche(convention, axe=premier, titre="Former")
    fabriques.etape(muette)
    return [tardive, faite, muette]


@pytest.mark.parametrize(
    ("tri", "croissant", "decroissant"),
    [
        ("numero", [1, 2, 3], [3, 2, 1]),
        # « École » se range à E, et non après Z.
        ("titre", [2, 3, 1], [1, 3, 2]),
        ("axe", [2, 3, 1], [1, 2, 3]),
        # Ce qui est vide vient à la fin, dans les deux sens.
        ("pilotes", [2, 1, 3], [1, 2, 3]),
        ("priorite", [2, 1, 3], [1, 2, 3]),
        ("etat", [1, 2, 3], [2, 1, 3]),
        ("etapes", [3, 1, 2], [1, 3, 2]),
        ("note", [1, 2, 3], [1, 2, 3]),
        ("retard", [1, 3, 2], [3, 1, 2]),
    ],
)
def test_chaque_colonne_range(
    convention: Convention,
    lecteur: Client,
    plan: list[FicheAction],
    tri: str,
    croissant: list[int],
    decroissant: list[int],
) -> None:
    assert _numeros(_lu(lecteur, convention, tri=tri)) == croissant
    reponse = _lu(lecteur, convention, tri=tri, sens="decroissant", colonnes=list(COLONNES))
    assert _numeros(reponse) == decroissant
    assert reponse.content.decode().count('aria-sort="descending"') == 1


def test_toutes_les_colonnes_se_rangent_et_se_groupent(
    convention: Convention, lecteur: Client, plan: list[FicheAction]
) -> None:
    for tri in [*COLONNES, "inconnue"]:
        for groupe in [*GROUPES, "inconnu"]:
            reponse = _lu(lecteur, convention, tri=tri, groupe=groupe, colonnes=list(COLONNES))
            assert sorted(_numeros(reponse)) == [1, 2, 3], (tri, groupe)


def test_les_colonnes_choisies_restent_dans_l_adresse(
    convention: Convention, lecteur: Client, plan: list[FicheAction]
) -> None:
    reponse = _lu(lecteur, convention, colonnes=["note", "prochaine"], groupe="axe", q="zones")
    assert [e.titre for e in reponse.context["entetes"]] == [
        "Action",
        "Étape suivante",
        "Dernière note",
    ]
    texte = _texte(reponse)
    assert "23 novembre 2026 Deux communes d&#x27;accord." in texte
    assert "Ouvrir un lieu" in texte
    # L'en-tête d'une colonne range sans perdre ni les colonnes, ni le groupe, ni le filtre.
    lien = "colonnes=note&amp;colonnes=prochaine&amp;groupe=axe&amp;q=zones&amp;tri=note"
    assert lien in reponse.content.decode()
    # L'autre lecture du plan garde le filtre.
    assert f'{reverse("fiche_liste", args=[convention.slug])}?q=zones"' in reponse.content.decode()


@pytest.mark.parametrize(
    ("groupe", "titres"),
    [
        ("axe", [("Axe 1", 2), ("Axe 2", 1)]),
        ("pilote", [("Anna", 1), ("Zoé", 1), ("Sans pilote", 1)]),
        ("etat", [("En cours", 1), ("Réalisé", 1), ("Non renseigné", 1)]),
        ("meteo", [("Non renseigné", 3)]),
        ("", [("", 3)]),
    ],
)
def test_les_groupes_ont_un_titre_et_un_nombre(
    convention: Convention,
    lecteur: Client,
    plan: list[FicheAction],
    groupe: str,
    titres: list[tuple[str, int]],
) -> None:
    lus = _lu(lecteur, convention, groupe=groupe).context["groupes"]
    assert [(g.titre.split(" – ")[0], g.nombre) for g in lus] == titres


def test_chaque_nombre_est_celui_que_son_lien_montre(
    convention: Convention, lecteur: Client, plan: list[FicheAction]
) -> None:
    reponse = _lu(lecteur, convention, suivi="en_retard", groupe="axe")
    assert _numeros(reponse) == [1]
    assert "1 action répond à ces filtres, sur 3." in _texte(reponse)
    nombres = {cle: nombre for cle, _, nombre in reponse.context["comptes"]}
    assert nombres == {"en_retard": 1, "a_renseigner": 1, "sans_pilote": 1, "sans_note": 1}
    for autres in ({}, {"axe": "1"}, {"etat": "en_cours"}):
        contexte = _lu(lecteur, convention, **autres).context
        for cle, _, nombre in [("", "", contexte["nombres"]["autres"]), *contexte["comptes"]]:
            montrees = _numeros(_lu(lecteur, convention, suivi=cle, **autres))
            assert len(montrees) == nombre, (cle, autres)


def test_les_etats_vides_disent_quoi_faire(convention: Convention, lecteur: Client) -> None:
    assert "Le plan d'actions est vide" in _texte(_lu(lecteur, convention))
    fabriques.fiche(convention)
    assert "Aucune action ne répond à ces filtres" in _texte(_lu(lecteur, convention, q="rien"))


etapes_possibles = st.lists(st.tuples(*[st.sampled_from(JOURS)] * 3), max_size=3)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    etat=st.sampled_from(["", *FicheAction.Etat.values]),
    mise_a_jour_le=st.sampled_from(JOURS),
    etapes=etapes_possibles,
    notes=st.lists(st.sampled_from(JOURS[1:]), max_size=2),
    pilotage=st.sampled_from(["aucun", "présent", "fini"]),
)
def test_ce_qui_se_calcule_en_base_dit_comme_le_modele(
    convention: Convention,
    etat: str,
    mise_a_jour_le: datetime.date | None,
    etapes: list[tuple[Any, Any, Any]],
    notes: list[datetime.date],
    pilotage: str,
) -> None:
    FicheAction.objects.all().delete()
    fiche = fabriques.fiche(convention, numero=1, etat=etat, mise_a_jour_le=mise_a_jour_le)
    for ordre, (fin, faite_le, vue_le) in enumerate(etapes, 1):
        debut = fin and fin - datetime.timedelta(days=ordre)
        Etape.objects.create(
            fiche=fiche,
            ordre=ordre,
            libelle=f"Étape {ordre}",
            debut=debut,
            fin=fin,
            faite_le=faite_le,
            vue_le=vue_le,
        )
    for jour in notes:
        Note.objects.create(fiche=fiche, date=jour, texte="x", auteur="x")
    if pilotage != "aucun":
        PiloteDeFiche.objects.create(
            fiche=fiche,
            personne=fabriques.personne(),
            fin=LE if pilotage == "fini" else None,
        )
    lue: Any = avec_les_colonnes(FicheAction.objects.pour_detail(), LE).get()
    for cle, suivi in SUIVIS.items():
        en_base = FicheAction.objects.filter(suivi.condition(LE)).exists()
        assert en_base == suivi.regle(lue, LE), cle
    assert (lue.retarde, lue.a_renseigner) == (lue.est_en_retard(LE), lue.est_a_renseigner(LE))
    prochaine = lue.prochaine_etape()
    assert lue.prochaine == (prochaine.libelle if prochaine else None)
    assert (lue.nombre_de_faites, lue.nombre_d_etapes) == (lue.etapes_faites(), len(etapes))
    derniere = lue.notes.first()
    assert lue.note_date == (derniere.date if derniere else None)
