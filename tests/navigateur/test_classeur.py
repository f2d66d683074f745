"""Le plan part en classeur et revient : les pages du contrôle et du bilan, avec axe."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import FilePayload

from conventions.models import Convention
from tests.actions.classeurs import Cellules, changer, exporter
from tests.navigateur.visite import Visite

COORDINATION = "coordination@portail.example"


def test_un_classeur_se_corrige_se_relit_et_s_applique(
    visiter: Callable[..., Visite], demonstration: Convention
) -> None:
    visite = visiter(largeur=360)
    visite.connecter(COORDINATION)
    exporte = exporter(demonstration)

    def deposer(cellules: Cellules) -> None:
        visite.aller(reverse("plan_reprendre", args=[demonstration.slug]))
        contenu = changer(exporte, cellules)
        visite.page.set_input_files(
            "input[type=file]", FilePayload(name="plan.xlsx", mimeType="", buffer=contenu)
        )
        visite.suivre(visite.page.get_by_role("button", name="Relire ce qui change"))
        visite.verifier()

    deposer({("Fiches", 2, "État"): "fini"})
    assert visite.titre() == "Le classeur est à corriger"
    deposer(
        {("Fiches", 2, "Repère"): None, ("Fiches", 2, "Priorité"): "basse"}
        | {
            ("Fiches", 3, "Note à ajouter"): "Relu en réunion.",
            ("Fiches", 4, "Objectifs poursuivis"): "Un texte réécrit.",
        }
    )
    assert visite.titre() == "Relisez avant d'appliquer"
    visite.page.get_by_role("checkbox").check()
    visite.suivre(visite.page.get_by_role("button", name="Appliquer"))
    visite.verifier()
    assert visite.titre() == "Le plan est à jour"
