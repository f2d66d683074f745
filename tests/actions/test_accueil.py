"""Ce que le plan dit à l'accueil : attentes selon la personne, nouvelles de l'historique."""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.accueil import attentes, nouvelles
from actions.models import FicheAction, PiloteDeFiche
from conventions.models import Convention, Utilisateur
from tests import fabriques

LE = datetime.date(2026, 11, 23)
VUE = datetime.date(2026, 3, 1)
BUDGET = 4


def _attentes(compte: Utilisateur, convention: Convention) -> list[tuple[str, str, bool]]:
    with CaptureQueriesContext(connection) as requetes:
        resultat = attentes(compte, convention, LE)
    assert len(requetes) <= BUDGET
    return [(a.titre, a.detail, a.est_pressante) for a in resultat]


def _plan(convention: Convention) -> FicheAction:
    """Une fiche en retard, deux à renseigner, une close ; la première a un pilote."""
    tardive = fabriques.fiche(convention, etat="en_cours", mise_a_jour_le=VUE)
    fabriques.etape(tardive, vue_le=VUE)
    for _ in range(2):
        fabriques.etape(fabriques.fiche(convention))
    close = fabriques.fiche(convention, etat="realise", mise_a_jour_le=VUE)
    fabriques.etape(close, vue_le=VUE)
    for fiche in (tardive, close):
        PiloteDeFiche.objects.create(fiche=fiche, personne=fabriques.personne())
    return tardive


def test_le_coordonnateur_recoit_des_lignes_groupees(convention: Convention) -> None:
    _plan(convention)
    assert _attentes(fabriques.coordonnateur(convention), convention) == [
        ("Une action est en retard", "Action 1 – Action inventée 1", True),
        ("2 actions ont une étape passée, à renseigner", "Actions 2 et 3.", True),
        ("2 actions n'ont jamais été renseignées", "Actions 2 et 3.", False),
        ("Une action est sans nouvelle depuis 90 jours", "Action 1 – Action inventée 1", False),
        ("2 actions n'ont pas de pilote", "Actions 2 et 3.", False),
    ]


def test_chaque_ligne_mene_au_geste(convention: Convention) -> None:
    _plan(convention)
    adresses = [a.adresse for a in attentes(fabriques.coordonnateur(convention), convention, LE)]
    racine = f"/conventions/{convention.slug}/fiches-actions/"
    assert adresses == [
        f"{racine}1/mettre-a-jour/",
        f"{racine}?suivi=a_renseigner",
        f"{racine}?suivi=jamais",
        f"{racine}1/mettre-a-jour/",
        f"{racine}?suivi=sans_pilote",
    ]


def test_le_copilote_ne_designe_pas_les_pilotes(convention: Convention) -> None:
    _plan(convention)
    titres = [titre for titre, *_ in _attentes(fabriques.copilote(convention), convention)]
    assert len(titres) == 4
    assert not any("pilote" in titre for titre in titres)


def test_un_pilote_ne_recoit_que_ses_fiches(convention: Convention) -> None:
    tardive = _plan(convention)
    assert _attentes(fabriques.pilote(tardive), convention) == [
        (
            "Mettre à jour l'action 1 – Action inventée 1",
            "Une étape est en retard ; elle est sans nouvelle depuis 90 jours.",
            True,
        )
    ]


def test_rien_n_est_attendu_de_qui_ne_peut_rien_ni_apres_le_terme(convention: Convention) -> None:
    _plan(convention)
    assert _attentes(fabriques.lecteur(convention), convention) == []
    assert _attentes(fabriques.agent(convention), convention) == []
    coordonnateur = fabriques.coordonnateur(convention)
    convention.fin = datetime.date(2026, 6, 30)
    convention.save()
    assert _attentes(coordonnateur, convention) == []


def _dire(fiche: FicheAction, etat: str, note: str, par: Utilisateur) -> None:
    fiche.mettre_a_jour(
        etat=etat,
        meteo="",
        meteo_commentaire="",
        etapes={},
        notes={"fait_marquant": note},
        note_du=LE,
        version_ouverte=fiche.version,
        par=par,
        le=LE,
    )


def test_un_envoi_fait_une_nouvelle_qui_dit_tout(convention: Convention) -> None:
    compte, fiche = fabriques.coordonnateur(convention), fabriques.fiche(convention)
    _dire(fiche, "a_venir", "", compte)
    _dire(fiche, "en_cours", "Le groupe se réunit.", compte)
    lecteur = fabriques.lecteur(convention)
    with CaptureQueriesContext(connection) as requetes:
        lues = nouvelles(lecteur, convention, 8)
    assert len(requetes) <= BUDGET
    assert {nouvelle.titre for nouvelle in lues} == {"Action 1 – Action inventée 1"}
    assert lues[0].auteur == compte.nom
    dit = " ".join(nouvelle.detail for nouvelle in lues)
    assert "État : en cours (avant : à venir)." in dit
    assert "Le groupe se réunit." in dit


def test_les_nouvelles_d_ailleurs_ne_se_lisent_pas(convention: Convention) -> None:
    _dire(fabriques.fiche(convention), "en_cours", "Ici.", fabriques.coordonnateur(convention))
    ailleurs = fabriques.convention()
    assert nouvelles(fabriques.lecteur(ailleurs), convention, 8) == []
    assert nouvelles(fabriques.lecteur(convention), ailleurs, 8) == []


def test_une_mise_a_jour_sans_note_ni_changement_n_est_pas_une_nouvelle(
    convention: Convention,
) -> None:
    compte, fiche = fabriques.coordonnateur(convention), fabriques.fiche(convention)
    _dire(fiche, "en_cours", "", compte)
    avant = len(nouvelles(compte, convention, 8))
    _dire(fiche, "en_cours", "", compte)
    assert len(nouvelles(compte, convention, 8)) == avant == 1
