"""Un fichier de structures s'importe au téléphone : corriger, choisir, appliquer, avec axe."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import FilePayload

from conventions.models import Convention
from tests.navigateur.visite import Visite

ENTETES = "Nom;Type;Commune d'implantation;Soutenue par"


def test_un_fichier_se_corrige_se_relit_et_s_applique(
    visiter: Callable[..., Visite], demonstration: Convention
) -> None:
    visite = visiter(largeur=360)
    visite.connecter("coordination@portail.example")

    def deposer(*lignes: str) -> None:
        visite.aller(reverse("registre_importer", args=[demonstration.slug]))
        contenu = "\r\n".join([ENTETES, *lignes]).encode("cp1252")
        visite.page.set_input_files(
            "input[type=file]", FilePayload(name="registre.csv", mimeType="", buffer=contenu)
        )
        visite.suivre(visite.page.get_by_role("button", name="Relire ce qui change"))
        visite.verifier()

    deposer("Les Lucioles;crèche;Boé;Commune de Boé")
    assert visite.titre() == "Le fichier est à corriger"
    deposer(
        "Les Lucioles;EAJE;Boé;Commune de Boé",
        "ALSH municipal Donnefort;ALSH;Agen;Commune d'Agen",
    )
    assert visite.titre() == "Relisez avant d'appliquer"
    visite.page.get_by_role("checkbox").check()
    visite.suivre(visite.page.get_by_role("button", name="Appliquer"))
    visite.verifier()
    assert visite.titre() == "Le registre est à jour"
