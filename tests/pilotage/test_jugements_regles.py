"""Juger une action, un axe, l'année : une ligne par point, la suite proposée au COPIL."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion
from pilotage.jugements import Vise, juger
from pilotage.lecture_du_referentiel import appreciations_lues, conclusions_lues
from pilotage.models import Appreciation, Conclusion
from tests import fabriques

PAR = fabriques.LE_TEST


def _juger(vise: Vise, **suite: Any) -> None:
    textes = {genre: suite.pop(genre, []) for genre in Appreciation.Genre.values}
    suite.setdefault("marque_ouverte", vise.marque())
    juger(vise, textes=textes, par=PAR, **suite)


def test_les_points_s_ecrivent_ensemble_et_gardent_leur_ordre(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    vise = Vise(fabriques.evaluation(convention), fiche=fiche)
    _juger(vise, force=["Un", "Deux"], piste=["Trois"])
    assert vise.textes() == {
        "force": ["Un", "Deux"],
        "faiblesse": [],
        "facteur": [],
        "piste": ["Trois"],
    }
    _juger(vise, force=["Deux", "Un", "Quatre"])
    assert vise.textes()["force"] == ["Deux", "Un", "Quatre"]
    assert vise.textes()["piste"] == []
    lues = appreciations_lues(vise.evaluation)
    assert [(a.texte, a.fiche, a.axe) for a in lues] == [
        ("Deux", fiche.numero, None),
        ("Un", fiche.numero, None),
        ("Quatre", fiche.numero, None),
    ]


def test_ce_qui_ne_bouge_pas_ne_laisse_pas_de_trace(convention: Convention) -> None:
    vise = Vise(fabriques.evaluation(convention), fiche=fabriques.fiche(convention))
    _juger(vise, force=["Un"], suite="garder", mots="Bien.")
    avant = Appreciation.historique.count(), Conclusion.historique.count()
    _juger(vise, force=["Un"], suite="garder", mots="Bien.")
    assert (Appreciation.historique.count(), Conclusion.historique.count()) == avant


def test_l_action_l_axe_et_l_ensemble_ne_se_melangent_pas(convention: Convention) -> None:
    evaluation, fiche = fabriques.evaluation(convention), fabriques.fiche(convention)
    for vise in (
        Vise(evaluation),
        Vise(evaluation, axe=fiche.axe),
        Vise(evaluation, fiche=fiche),
        Vise(fabriques.evaluation(convention, annee=2024)),
    ):
        _juger(vise, force=[str(vise.axe or vise.fiche or vise.evaluation)])
    assert Vise(evaluation).textes()["force"] == ["Évaluation 2025"]
    assert Vise(evaluation, axe=fiche.axe).textes()["force"] == [str(fiche.axe)]
    assert len(appreciations_lues(evaluation)) == 3


def test_ce_qu_un_autre_a_ecrit_entre_temps_se_compare(convention: Convention) -> None:
    vise = Vise(fabriques.evaluation(convention), fiche=fabriques.fiche(convention))
    marque = vise.marque()
    _juger(vise, force=["Un"])
    with pytest.raises(ConflitDeVersion):
        _juger(vise, force=["Autre"], marque_ouverte=marque)
    marque = vise.marque()
    _juger(vise, force=["Un"], suite="garder")
    with pytest.raises(ConflitDeVersion):
        _juger(vise, force=["Un"], suite="arreter", mots="Trop cher.", marque_ouverte=marque)
    # Un retrait compte aussi : ce qui n'est plus là ne se réécrit pas sans qu'on le voie.
    marque = vise.marque()
    _juger(vise)
    with pytest.raises(ConflitDeVersion):
        _juger(vise, force=["Un"], marque_ouverte=marque)


def test_ajuster_ou_arreter_s_explique(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    vise = Vise(fabriques.evaluation(convention), fiche=fiche)
    for suite in ("ajuster", "arreter"):
        with pytest.raises(ValidationError, match="Dites pourquoi"):
            _juger(vise, force=["Un"], suite=suite, mots="  ")
    # Rien n'est écrit à moitié.
    assert vise.textes()["force"] == []
    _juger(vise, suite="arreter", mots="Sans portage.")
    (conclusion,) = conclusions_lues(vise.evaluation)
    assert (conclusion.fiche, conclusion.mot) == (fiche.numero, "à arrêter")
    _juger(vise, suite="garder")
    assert [c.mot for c in conclusions_lues(vise.evaluation)] == ["à garder"]
    _juger(vise)
    assert conclusions_lues(vise.evaluation) == ()
    assert Conclusion.historique.count() == 3


def test_rien_d_une_autre_convention_ni_d_une_convention_close(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    ailleurs = fabriques.fiche(fabriques.convention())
    for vise in (Vise(evaluation, fiche=ailleurs), Vise(evaluation, axe=ailleurs.axe)):
        with pytest.raises(ActionImpossible, match="de la convention"):
            _juger(vise, force=["Un"])
    convention.etat = Convention.Etat.CLOTUREE
    with pytest.raises(ActionImpossible, match="lecture seule"):
        _juger(Vise(evaluation), force=["Un"])
    assert not Appreciation.objects.exists()
