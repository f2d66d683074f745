"""Les étapes d'une fiche : ce qui est signé, ce qui est libre, l'ordre, qui en répond."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Etape, FicheAction
from actions.models.etapes import EtapeSignee
from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion
from tests import fabriques
from tests.conftest import AUJOURD_HUI

GESTE: dict[str, Any] = {"par": fabriques.LE_TEST, "le": AUJOURD_HUI}
LIBELLE = {"libelle": "Réunir les communes"}


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention)


def ranger(fiche: FicheAction) -> list[str]:
    return [etape.libelle for etape in Etape.objects.filter(fiche=fiche).order_by("ordre")]


def ajouter(fiche: FicheAction, **valeurs: Any) -> Etape:
    etape = Etape(fiche=fiche)
    etape.enregistrer(valeurs=LIBELLE | valeurs, version_ouverte=0, **GESTE)
    return etape


def test_le_contrat_signe_garde_ses_mots_et_sa_periode(fiche: FicheAction) -> None:
    etape = fabriques.etape(fiche, ligne=12)
    for valeurs in (LIBELLE, {"fin": None}, {"debut": AUJOURD_HUI}, {"periode_ecrite": "2025"}):
        with pytest.raises(EtapeSignee, match="avenant"):
            etape.enregistrer(valeurs=valeurs, version_ouverte=1, **GESTE)
    with pytest.raises(EtapeSignee, match="avenant"):
        etape.retirer(version_ouverte=1, **GESTE)
    etape.enregistrer(valeurs={"responsable_libre": "Service"}, version_ouverte=1, **GESTE)
    etape.refresh_from_db()
    assert (etape.libelle, etape.nom_du_responsable, etape.version) == ("Étape 1", "Service", 2)


@pytest.mark.django_db
def test_tant_que_la_convention_est_en_projet_tout_s_ecrit() -> None:
    fiche = fabriques.fiche(fabriques.convention(etat=Convention.Etat.PROJET))
    etape = ajouter(fiche)
    assert not etape.est_de_travail
    etape.enregistrer(valeurs={"libelle": "Réécrite"}, version_ouverte=1, **GESTE)
    assert ranger(fiche) == ["Réécrite"]
    fiche.convention.etat = Convention.Etat.SIGNEE
    fiche.convention.save()
    # Signée avec la convention, elle est maintenant au contrat.
    assert etape.est_signee


def test_une_etape_ajoutee_apres_la_signature_est_libre(fiche: FicheAction) -> None:
    fabriques.etape(fiche)
    etape = ajouter(fiche, fin=datetime.date(2026, 6, 30))
    assert etape.est_de_travail
    assert etape.ordre == 2
    etape.enregistrer(valeurs={"libelle": "Autre"}, version_ouverte=1, **GESTE)
    etape.retirer(version_ouverte=2, **GESTE)
    assert ranger(fiche) == ["Étape 1"]
    assert Etape.historique.filter(history_type="-").get().auteur == "le test"


def test_retirer_une_etape_garde_ses_pieces_et_leur_histoire(fiche: FicheAction) -> None:
    etape = ajouter(fiche)
    document = fabriques.document_de_fiche(fiche, etape=etape)
    lien = fabriques.lien_web(fiche, etape=etape)
    etape.retirer(version_ouverte=1, **GESTE)
    for piece in (document, lien):
        piece.refresh_from_db()
        assert piece.etape is None
        assert piece.historique.count() == 2
        # Qui l'avait ouverte le saura.
        assert piece.version == 2


def test_retirer_une_piece_attend_qui_tient_la_fiche(fiche: FicheAction) -> None:
    for piece in (fabriques.document_de_fiche(fiche), fabriques.lien_web(fiche)):
        with CaptureQueriesContext(connection) as lues:
            piece.retirer(version_ouverte=1, **GESTE)
        premiere = next(r["sql"] for r in lues if "SAVEPOINT" not in r["sql"])
        assert premiere.startswith("SELECT")
        assert FicheAction._meta.db_table in premiere


def test_monter_et_descendre_echangent_et_le_disent_a_l_historique(fiche: FicheAction) -> None:
    premiere, deuxieme, troisieme = [fabriques.etape(fiche) for _ in range(3)]
    assert troisieme.deplacer(vers_le_haut=True, **GESTE)
    assert ranger(fiche) == ["Étape 1", "Étape 3", "Étape 2"]
    # Sa page montrait l'ordre d'avant : c'est l'ordre d'aujourd'hui qui vaut.
    assert deuxieme.deplacer(vers_le_haut=True, **GESTE)
    assert ranger(fiche) == ["Étape 1", "Étape 2", "Étape 3"]
    assert not premiere.deplacer(vers_le_haut=True, **GESTE)
    assert not troisieme.deplacer(vers_le_haut=False, **GESTE)
    assert Etape.historique.filter(history_type="~").count() == 4


def test_deplacer_ne_defait_pas_une_saisie_en_cours(fiche: FicheAction) -> None:
    fabriques.etape(fiche)
    ouverte = ajouter(fiche)
    Etape.objects.get(pk=ouverte.pk).deplacer(vers_le_haut=True, **GESTE)
    ouverte.enregistrer(valeurs={"libelle": "Écrite pendant ce temps"}, version_ouverte=1, **GESTE)
    assert ranger(fiche) == ["Écrite pendant ce temps", "Étape 1"]


def test_deplacer_une_etape_retiree_se_refuse(fiche: FicheAction) -> None:
    etape = ajouter(fiche)
    Etape.objects.get(pk=etape.pk).retirer(version_ouverte=1, **GESTE)
    with pytest.raises(ConflitDeVersion):
        etape.deplacer(vers_le_haut=True, **GESTE)


def test_dire_une_etape_faite_met_a_jour_la_fiche_et_arrete_qui_l_avait_ouverte(
    fiche: FicheAction,
) -> None:
    etape, version = fabriques.etape(fiche), fiche.version
    hier = AUJOURD_HUI - datetime.timedelta(days=1)
    etape.enregistrer(valeurs={"faite_le": hier}, version_ouverte=1, **GESTE)
    fiche.refresh_from_db()
    assert (fiche.mise_a_jour_le, fiche.version) == (AUJOURD_HUI, version + 1)
    assert etape.vue_le == AUJOURD_HUI
    ouverte: dict[str, Any] = {
        "etat": "en_cours",
        "meteo": "",
        "meteo_commentaire": "",
        "notes": {},
    }
    with pytest.raises(ConflitDeVersion):
        fiche.mettre_a_jour(
            **ouverte,
            etapes={etape.pk: None},
            note_du=AUJOURD_HUI,
            version_ouverte=version,
            **GESTE,
        )
    etape.refresh_from_db()
    assert etape.faite_le == hier
    # Ne plus la dire faite se dit aussi : elle est alors en retard, non plus à renseigner.
    etape.enregistrer(valeurs={"faite_le": None}, version_ouverte=2, **GESTE)
    assert etape.est_en_retard(AUJOURD_HUI)


def test_une_mise_a_jour_de_la_fiche_arrete_qui_avait_ouvert_l_etape(fiche: FicheAction) -> None:
    etape = fabriques.etape(fiche)
    fiche.mettre_a_jour(
        etat="en_cours",
        meteo="",
        meteo_commentaire="",
        etapes={etape.pk: AUJOURD_HUI},
        notes={},
        note_du=AUJOURD_HUI,
        version_ouverte=fiche.version,
        **GESTE,
    )
    with pytest.raises(ConflitDeVersion):
        etape.enregistrer(valeurs={"faite_le": None}, version_ouverte=1, **GESTE)
    etape.refresh_from_db()
    assert etape.faite_le == AUJOURD_HUI


def test_un_jour_a_venir_et_une_convention_echue_se_refusent(fiche: FicheAction) -> None:
    with pytest.raises(ActionImpossible, match="à venir"):
        ajouter(fiche, faite_le=AUJOURD_HUI + datetime.timedelta(days=1))
    apres = fiche.convention.terme + datetime.timedelta(days=1)
    etape, geste = fabriques.etape(fiche), GESTE | {"le": apres}
    for commande in (
        lambda: etape.enregistrer(valeurs={}, version_ouverte=1, **geste),
        lambda: etape.deplacer(vers_le_haut=True, **geste),
        lambda: etape.retirer(version_ouverte=1, **geste),
    ):
        with pytest.raises(ActionImpossible, match="échue"):
            commande()
