"""Plusieurs personnes déplacent, ajoutent et modifient au même instant : rien n'est perdu."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from actions.models import Etape
from tests import fabriques
from tests.conftest import AUJOURD_HUI

LE_TEST = fabriques.LE_TEST


@pytest.mark.django_db(transaction=True)
def test_les_gestes_simultanes_se_font_l_un_apres_l_autre() -> None:
    fiche = fabriques.fiche(fabriques.convention())
    premiere, deuxieme, troisieme = [fabriques.etape(fiche) for _ in range(3)]
    gestes: list[Callable[[], object]] = [
        lambda: troisieme.deplacer(vers_le_haut=True, par=LE_TEST, le=AUJOURD_HUI),
        lambda: premiere.deplacer(vers_le_haut=False, par=LE_TEST, le=AUJOURD_HUI),
        lambda: Etape(fiche=fiche).enregistrer(
            valeurs={"libelle": "Ajoutée"}, version_ouverte=0, par=LE_TEST, le=AUJOURD_HUI
        ),
        lambda: deuxieme.enregistrer(
            valeurs={"responsable_libre": "Service enfance"},
            version_ouverte=1,
            par=LE_TEST,
            le=AUJOURD_HUI,
        ),
    ]
    depart, fautes = threading.Barrier(len(gestes)), []

    def faire(geste: Callable[[], object]) -> None:
        try:
            depart.wait()
            geste()
        except Exception as faute:
            fautes.append(faute)
        finally:
            connection.close()

    fils = [threading.Thread(target=faire, args=(geste,)) for geste in gestes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert not fautes
    etapes = list(Etape.objects.filter(fiche=fiche).order_by("ordre"))
    assert [etape.ordre for etape in etapes] == [1, 2, 3, 4]
    assert {e.libelle for e in etapes} == {"Étape 1", "Étape 2", "Étape 3", "Ajoutée"}
    assert Etape.objects.get(pk=deuxieme.pk).responsable_libre == "Service enfance"
    # Les trois déplacements possibles d'un échange laissent la première après une autre.
    assert etapes[0].pk != premiere.pk
