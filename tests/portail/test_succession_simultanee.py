"""Deux coordonnateurs à la fois : une seule succession, une seule correction, rien de perdu."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from actions.models import PiloteDeFiche
from conventions.models import Convention, Mandat, Personne
from ctg import succession
from ctg.socle.versions import ConflitDeVersion, ecriture_lue
from pilotage.models import MembreInstance
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.portail import outils_personnes as outils

pytestmark = pytest.mark.django_db(transaction=True)
FILS = 5


def ensemble(geste: Callable[[int], None]) -> list[str]:
    """Ce que deviennent cinq gestes partis au même instant."""
    depart, issues = threading.Barrier(FILS), list[str]()

    def agir(rang: int) -> None:
        try:
            depart.wait(timeout=20)
            try:
                geste(rang)
                issues.append("écrit")
            except ConflitDeVersion:
                issues.append("conflit")
        finally:
            connections.close_all()

    fils = [threading.Thread(target=agir, args=(rang,)) for rang in range(FILS)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)
    return sorted(issues)


def test_de_cinq_successions_une_seule_passe() -> None:
    convention = fabriques.convention()
    mairie = fabriques.signataire(convention)
    mandat = fabriques.mandat(partenaire=mairie.partenaire)
    fiche = fabriques.fiche(convention)
    PiloteDeFiche.objects.create(fiche=fiche, personne=mandat.personne)
    MembreInstance.objects.create(
        instance=fabriques.instance(convention),
        personne=mandat.personne,
        partenaire=mairie.partenaire,
    )
    outils.demande(fiche, mandat.personne)
    ouverte = ecriture_lue(mandat)
    cles = [chose.cle for chose in succession.a_reprendre(mandat, convention, AUJOURD_HUI)]
    assert len(cles) == 3

    def geste(rang: int) -> None:
        succession.succeder(
            mandat=Mandat.objects.select_related("personne", "partenaire").get(pk=mandat.pk),
            convention=Convention.objects.get(pk=convention.pk),
            fin=datetime.date(2026, 3, 22),
            fonction="Maire",
            connue=None,
            nouvelle={"civilite": "", "prenom": "Suite", "nom": f"n° {rang}", "courriel": ""},
            cles=cles,
            ecriture_ouverte=ouverte,
            par=fabriques.LE_TEST,
            le=AUJOURD_HUI,
        )

    assert ensemble(geste) == ["conflit"] * (FILS - 1) + ["écrit"], connection.vendor
    suivant = Mandat.objects.exclude(pk=mandat.pk).get()
    assert Personne.objects.filter(prenom="Suite").get() == suivant.personne
    assert PiloteDeFiche.objects.actuels().get().personne == suivant.personne
    assert MembreInstance.objects.actuels().get().personne == suivant.personne
    assert suivant.personne.demandes_de_fiche.count() == 1


def test_de_cinq_corrections_une_seule_passe() -> None:
    personne = fabriques.personne()
    ouverte = ecriture_lue(personne)

    def geste(rang: int) -> None:
        Personne.objects.get(pk=personne.pk).corriger(
            civilite="",
            prenom="",
            nom=f"Correction {rang}",
            courriel="",
            telephone="",
            ecriture_ouverte=ouverte,
            par=fabriques.LE_TEST,
        )

    assert ensemble(geste) == ["conflit"] * (FILS - 1) + ["écrit"], connection.vendor
    assert personne.historique.count() == 2
