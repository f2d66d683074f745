"""Les étapes d'un projet s'ajoutent de deux façons au même instant : chacune a son rang."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from actions.models import Etape, FicheAction
from actions.naissance import ajouter_une_etape
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.naissance.outils import projet


def _ajouter(fiche: FicheAction, libelle: str, le: datetime.date, *, par_le_plan: bool) -> None:
    valeurs = {"libelle": libelle}
    try:
        if par_le_plan:
            ajouter_une_etape(fiche=fiche, valeurs=valeurs, par=fabriques.LE_TEST)
        else:
            Etape(fiche=fiche).enregistrer(
                valeurs=valeurs, version_ouverte=0, par=fabriques.LE_TEST, le=le
            )
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_par_le_plan_ou_par_la_fiche_deux_etapes_n_ont_pas_le_meme_rang() -> None:
    cle = fabriques.fiche(projet()).pk
    # Chacune lit la sienne : ce qu'une personne charge n'est pas à l'autre.
    fiches = [FicheAction.objects.select_related("convention").get(pk=cle) for _ in range(6)]
    with ThreadPoolExecutor(3) as fils:
        faits = [
            fils.submit(_ajouter, fiche, f"Étape {n}", AUJOURD_HUI, par_le_plan=n % 2 == 0)
            for n, fiche in enumerate(fiches)
        ]
    for fait in faits:
        fait.result()
    assert list(Etape.objects.values_list("ordre", flat=True)) == [1, 2, 3, 4, 5, 6]
