"""Le classeur qui revient : ce qu'il change, ce qui y est faux, ce qui est protégé et fait."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.emport.application import (
    CHANGEE_DEPUIS,
    SANS_DROIT,
    Bilan,
    appliquer,
    lire_le_lot,
    signer_le_lot,
)
from actions.emport.ecarts import Controle, LigneReprise
from actions.emport.reprise import controler
from actions.models import Etape, FicheAction, Note
from conventions.models import Convention, Utilisateur
from conventions.models.contrat import ConventionFigee
from ctg.socle.tableur import ClasseurRefuse
from tests import fabriques
from tests.actions.classeurs import LE, Cellules, changer, exporter

JOUR = datetime.date


@pytest.fixture
def plan(convention: Convention) -> Convention:
    """Deux actions : la première en cours, avec deux étapes ; la seconde jamais renseignée."""
    premiere = fabriques.fiche(
        convention, titre="Ouvrir un relais", etat="en_cours", objectifs="Deux lieux\r\npar an. "
    )
    fabriques.etape(premiere, libelle="concertation")
    fabriques.etape(premiere, libelle="ouverture", faite_le=JOUR(2025, 3, 1))
    fabriques.etape(fabriques.fiche(convention, titre="=Former"))
    return convention


@pytest.fixture
def coordonnateur(plan: Convention) -> Utilisateur:
    return fabriques.coordonnateur(plan)


def _fiche(plan: Convention, numero: int = 1) -> FicheAction:
    return FicheAction.objects.get(convention=plan, numero=numero)


def _controler(plan: Convention, qui: Utilisateur, octets: bytes) -> Controle:
    return controler(octets, convention=plan, utilisateur=qui, le=LE)


def _changer(plan: Convention, qui: Utilisateur, cellules: Cellules) -> Controle:
    return _controler(plan, qui, changer(exporter(plan), cellules))


def _appliquer(
    plan: Convention, qui: Utilisateur, lignes: list[LigneReprise], *choisies: str
) -> Bilan:
    lot = lire_le_lot(signer_le_lot(lignes, plan, qui), plan, qui)
    return appliquer(lot, choisies, convention=plan, par=qui, le=LE)


def _ecarts(lignes: list[LigneReprise]) -> list[tuple[str, str, str, str]]:
    return [(li.nom, e.libelle, e.avant, e.apres) for li in lignes for e in li.ecarts]


# --- Ce qui change ---


def test_un_export_rendu_tel_quel_ne_change_rien(
    plan: Convention, coordonnateur: Utilisateur
) -> None:
    for octets in (exporter(plan), changer(exporter(plan), {})):
        controle = _controler(plan, coordonnateur, octets)
        assert controle.est_sans_changement
        assert (controle.signes, controle.remarques, controle.lues) == ([], [], 5)


def test_ce_qui_change_se_lit_puis_s_applique_a_son_nom(
    plan: Convention, coordonnateur: Utilisateur
) -> None:
    octets = changer(
        exporter(plan),
        {
            ("Fiches", 2, "Météo"): "Appuis necessaires",
            ("Fiches", 2, "Pourquoi cette météo"): "Il manque un local.",
            ("Fiches", 2, "Priorité"): "haute",
            ("Fiches", 2, "Note à ajouter"): "Le local est trouvé.",
            ("Fiches", 2, "Date de la note"): JOUR(2026, 11, 20),
            ("Fiches", 3, "État"): "en cours",
            ("Étapes", 2, "Faite le"): "2/11/2026",
            ("Étapes", 3, "Faite le"): None,
        },
    )
    controle = _controler(plan, coordonnateur, octets)
    assert (controle.erreurs, controle.protegees) == ([], [])
    assert _ecarts(controle.libres) == [
        ("Action 1 – Ouvrir un relais", "Météo", "—", "appuis nécessaires"),
        ("Action 1 – Ouvrir un relais", "Pourquoi cette météo", "—", "Il manque un local."),
        ("Action 1 – Ouvrir un relais", "Priorité", "—", "haute"),
        ("Action 1 – Ouvrir un relais", "Note à ajouter", "—", "Le local est trouvé."),
        ("Action 1 – Ouvrir un relais", "Date de la note", "—", "20 novembre 2026"),
        ("Étape 1, concertation", "Faite le", "—", "2 novembre 2026"),
        ("Étape 2, ouverture", "Faite le", "1 mars 2025", "—"),
        ("Action 2 – =Former", "État", "—", "en cours"),
    ]
    assert _fiche(plan).meteo == ""
    bilan = _appliquer(plan, coordonnateur, controle.lignes)
    assert bilan == Bilan({1: 3, 2: 1}, etapes=2, notes=1)
    fiche = _fiche(plan)
    assert (fiche.etat, fiche.meteo, fiche.priorite) == ("en_cours", "appuis", "haute")
    assert fiche.mise_a_jour_le == LE
    assert list(fiche.etapes.values_list("faite_le", flat=True)) == [JOUR(2026, 11, 2), None]
    note = Note.objects.get()
    assert (note.texte, note.date, note.auteur) == (
        "Le local est trouvé.",
        JOUR(2026, 11, 20),
        coordonnateur.libelle_d_auteur,
    )
    assert fiche.historique.latest().auteur == coordonnateur.libelle_d_auteur
    # Le même classeur rendu deux fois n'a plus rien à changer, ni de note à écrire.
    assert _controler(plan, coordonnateur, octets).est_sans_changement


def test_la_priorite_seule_n_est_pas_une_nouvelle(
    plan: Convention, coordonnateur: Utilisateur
) -> None:
    controle = _changer(plan, coordonnateur, {("Fiches", 3, "Priorité"): "basse"})
    _appliquer(plan, coordonnateur, controle.lignes)
    fiche = _fiche(plan, 2)
    assert (fiche.priorite, fiche.etat, fiche.mise_a_jour_le) == ("basse", "", None)


def test_chaque_cellule_fausse_a_sa_phrase(plan: Convention, coordonnateur: Utilisateur) -> None:
    controle = _changer(
        plan,
        coordonnateur,
        {
            ("Fiches", 2, "État"): None,
            ("Fiches", 2, "Météo"): "objectifs compromis",
            ("Fiches", 2, "Date de la note"): JOUR(2026, 12, 1),
            ("Fiches", 3, "État"): "fini",
            ("Fiches", 4, "N°"): 99,
            ("Fiches", 5, "N°"): 2,
            ("Étapes", 2, "Faite le"): "hier",
            ("Étapes", 3, "Faite le"): JOUR(2027, 1, 1),
            ("Étapes", 4, "Faite le"): JOUR(2026, 1, 1),
        },
    )
    assert [str(erreur) for erreur in controle.erreurs] == [
        "Feuille Fiches, colonne État : l'action 2 change, mais son état n'est pas dit. "
        "Choisissez-le.",
        "Feuille Fiches, ligne 2, colonne État : un état ne s'efface pas. Choisissez-en un.",
        "Feuille Fiches, ligne 2, colonne Pourquoi cette météo : dites en une phrase ce qui "
        "manque : cette météo appelle un commentaire.",
        "Feuille Fiches, ligne 2, colonne Note à ajouter : la date est là, la note manque. "
        "Écrivez-la.",
        "Feuille Fiches, ligne 2, colonne Date de la note : cette date est à venir : indiquez le "
        "jour où c'est arrivé.",
        "Feuille Fiches, ligne 3, colonne État : « fini » n'est pas dans la liste. "
        "Choisissez : à venir, en cours, réalisé, en pause ou abandonné.",
        "Feuille Fiches, ligne 4, colonne N° : le plan n'a pas d'action 99.",
        "Feuille Fiches, ligne 5, colonne N° : l'action 2 est déjà à la ligne 3.",
        "Feuille Étapes, ligne 2, colonne Faite le : « hier » n'est pas une date. "
        "Écrivez jour/mois/année, comme 31/12/2025.",
        "Feuille Étapes, ligne 3, colonne Faite le : cette date est à venir : indiquez le jour "
        "où c'est arrivé.",
    ]


def test_le_texte_signe_mene_a_la_proposition(plan: Convention, coordonnateur: Utilisateur) -> None:
    controle = _changer(
        plan,
        coordonnateur,
        {
            ("Fiches", 2, "Objectifs poursuivis"): "Trois lieux.",
            ("Étapes", 2, "Étape"): "large concertation",
        },
    )
    assert controle.est_sans_changement
    assert [(s.fiche.numero, s.champ, s.lieu) for s in controle.signes] == [
        (1, "objectifs", "feuille Fiches, ligne 2, colonne Objectifs poursuivis"),
        (1, "echeancier", "feuille Étapes, ligne 2, colonne Étape"),
    ]


# --- Ce qui est protégé ---


def test_une_ligne_modifiee_depuis_l_export_est_protegee(
    plan: Convention, coordonnateur: Utilisateur
) -> None:
    octets = changer(
        exporter(plan),
        {("Fiches", 2, "Priorité"): "haute", ("Étapes", 2, "Faite le"): JOUR(2026, 5, 1)},
    )
    fiche = _fiche(plan)
    fiche.changer_d_etat(etat="realise", version_ouverte=1, par=coordonnateur, le=LE)
    controle = _controler(plan, coordonnateur, octets)
    assert [ligne.nom for ligne in controle.libres] == ["Étape 1, concertation"]
    (protegee,) = controle.protegees
    assert [(e.libelle, e.avant, e.apres) for e in protegee.entre_temps] == [
        ("État", "en cours", "réalisé")
    ]
    assert _ecarts([protegee]) == [("Action 1 – Ouvrir un relais", "Priorité", "—", "haute")]

    bilan = _appliquer(plan, coordonnateur, controle.lignes)
    assert (bilan.changees, bilan.laissees) == ({1: 1}, 1)
    assert (_fiche(plan).priorite, _fiche(plan).etat) == ("", "realise")


def test_une_ligne_protegee_s_applique_si_on_la_choisit(
    plan: Convention, coordonnateur: Utilisateur
) -> None:
    octets = changer(exporter(plan), {("Fiches", 2, "État"): "en pause"})
    _fiche(plan).changer_d_etat(etat="realise", version_ouverte=1, par=coordonnateur, le=LE)
    (ligne,) = _controler(plan, coordonnateur, octets).protegees
    _appliquer(plan, coordonnateur, [ligne], ligne.cle)
    assert _fiche(plan).etat == "en_pause"


def test_un_repere_efface_protege_sa_ligne(plan: Convention, coordonnateur: Utilisateur) -> None:
    controle = _changer(
        plan,
        coordonnateur,
        {("Fiches", 2, "Repère"): None, ("Fiches", 2, "État"): "réalisé"},
    )
    assert [(ligne.sans_repere, ligne.est_protegee) for ligne in controle.lignes] == [(True, True)]


def test_des_lignes_melangees_se_disent(plan: Convention, coordonnateur: Utilisateur) -> None:
    controle = _changer(plan, coordonnateur, {("Fiches", 2, "N°"): 2, ("Fiches", 3, "N°"): 1})
    assert [erreur.message for erreur in controle.erreurs] == [
        "ce numéro n'est plus celui de l'export. Remettez la ligne en ordre."
    ] * 2


def test_changee_entre_le_controle_et_l_acte_la_fiche_est_laissee(
    plan: Convention, coordonnateur: Utilisateur
) -> None:
    cellules = {("Fiches", 2, "État"): "réalisé", ("Fiches", 3, "État"): "en cours"}
    lignes = _changer(plan, coordonnateur, cellules).lignes
    _fiche(plan).prioriser(priorite="basse", version_ouverte=1, par=coordonnateur, le=LE)
    bilan = _appliquer(plan, coordonnateur, lignes)
    assert bilan == Bilan({2: 1}, [(1, CHANGEE_DEPUIS)])
    assert (_fiche(plan).etat, _fiche(plan, 2).etat) == ("en_cours", "en_cours")


# --- Qui, quand ---


def test_un_pilote_ne_change_que_ses_fiches(plan: Convention) -> None:
    pilote = fabriques.pilote(_fiche(plan))
    cellules = {("Fiches", 2, "État"): "réalisé", ("Fiches", 3, "État"): "en cours"}
    controle = _changer(plan, pilote, cellules)
    assert [ligne.fiche.numero for ligne in controle.lignes] == [1]
    assert [ligne.fiche.numero for ligne in controle.hors_de_portee] == [2]
    bilan = _appliquer(plan, pilote, [*controle.lignes, *controle.hors_de_portee])
    assert bilan == Bilan({1: 1}, [(2, SANS_DROIT)])
    assert _fiche(plan, 2).etat == ""


def test_une_convention_figee_ne_se_change_pas(
    plan: Convention, coordonnateur: Utilisateur
) -> None:
    lignes = _changer(plan, coordonnateur, {("Fiches", 2, "État"): "réalisé"}).lignes
    lot = lire_le_lot(signer_le_lot(lignes, plan, coordonnateur), plan, coordonnateur)
    with pytest.raises(ConventionFigee):
        appliquer(lot, (), convention=plan, par=coordonnateur, le=JOUR(2027, 1, 1))
    assert _fiche(plan).etat == "en_cours"


def test_le_classeur_d_une_autre_convention_se_refuse(
    plan: Convention, coordonnateur: Utilisateur
) -> None:
    ailleurs = fabriques.convention()
    fabriques.fiche(ailleurs)
    with pytest.raises(ClasseurRefuse, match="autre convention"):
        _controler(plan, coordonnateur, exporter(ailleurs))


def test_le_controle_ne_coute_pas_par_ligne(plan: Convention, coordonnateur: Utilisateur) -> None:
    def cout() -> int:
        octets = exporter(plan)
        for fiche in FicheAction.objects.filter(convention=plan):
            fiche.changer_d_etat(
                etat="realise", version_ouverte=fiche.version, par=coordonnateur, le=LE
            )
        for etape in Etape.objects.filter(fiche__convention=plan):
            etape.constater(faite_le=JOUR(2026, 1, 1 + etape.ordre), le=LE)
        with CaptureQueriesContext(connection) as requetes:
            _controler(plan, coordonnateur, octets)
        return len(requetes)

    peu = cout()
    for _ in range(3):
        fabriques.etape(fabriques.fiche(plan))
    assert cout() == peu <= 6
