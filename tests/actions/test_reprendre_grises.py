"""Les colonnes grises d'un classeur : changées, elles se disent, et ne bloquent rien."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from actions.emport.ecarts import Controle
from actions.emport.reprise import controler
from actions.models import Etape, FicheAction, PartenaireDeFiche, PiloteDeFiche
from conventions.models import Convention
from tests import fabriques
from tests.actions.classeurs import LE, Cellules, changer, exporter
from tests.conftest import Connexions


@pytest.fixture
def plan(convention: Convention) -> Convention:
    """Une action pilotée, avec une étape du contrat et une de travail."""
    fiche = fabriques.fiche(convention, titre="Ouvrir un relais", etat="en_cours")
    fabriques.pilote(fiche)
    PartenaireDeFiche.objects.create(fiche=fiche, nom_libre="Amis ; voisins")
    PartenaireDeFiche.objects.create(fiche=fiche, nom_libre="Une association", role="relit")
    fabriques.etape(fiche, libelle="concertation", responsable_libre="Une cheffe de projet")
    fabriques.etape(fiche, libelle="visite", est_de_travail=True)
    return convention


def _controler(plan: Convention, octets: bytes) -> Controle:
    qui = fabriques.coordonnateur(plan)
    return controler(octets, convention=plan, utilisateur=qui, le=LE)


def _grises(controle: Controle) -> dict[str, list[int]]:
    return {nom: [f.numero for f in fiches] for nom, fiches in controle.grises.items()}


CHANGEES: Cellules = {
    ("Fiches", 2, "Pilotes"): "Quelqu'un d'autre",
    ("Fiches", 2, "Mise à jour le"): "hier",
    ("Fiches", 2, "Action"): "Fermer un relais",
    ("Étapes", 2, "Responsable"): None,
    ("Étapes", 3, "Étape"): "visite du lieu",
    ("Fiches", 2, "État"): "réalisé",
}


def test_une_colonne_grise_changee_se_dit_et_ne_bloque_pas(plan: Convention) -> None:
    controle = _controler(plan, changer(exporter(plan), CHANGEES))
    assert controle.erreurs == []
    # Le reste de la ligne s'applique.
    assert [ligne.valeurs for ligne in controle.lignes] == [{"etat": "realise"}]
    assert _grises(controle) == {
        "Pilotes": [1],
        "Mise à jour le": [1],
        "Responsable": [1],
        # Une étape de travail n'est pas signée : elle ne se propose pas, elle se modifie.
        "Étape": [1],
    }
    assert [signe.champ for signe in controle.signes] == ["titre"]


def test_ce_qui_change_dans_le_portail_n_est_pas_reproche(plan: Convention) -> None:
    octets = changer(exporter(plan), {})
    PiloteDeFiche.objects.all().delete()
    Etape.objects.update(responsable_libre="Une autre")
    FicheAction.objects.update(mise_a_jour_le=datetime.date(2026, 11, 1))
    controle = _controler(plan, octets)
    assert controle.est_tel_quel
    assert controle.remarques == []


def test_en_projet_rien_n_est_signe(plan: Convention) -> None:
    Convention.objects.filter(pk=plan.pk).update(etat="projet")
    controle = _controler(plan, changer(exporter(plan), {("Fiches", 2, "Action"): "Fermer"}))
    assert (controle.signes, _grises(controle)) == ([], {"Action": [1]})


def test_sans_empreinte_le_controle_dit_qu_il_ne_compare_pas(plan: Convention) -> None:
    livre = load_workbook(io.BytesIO(exporter(plan)))
    page = livre["Fiches"]
    page.delete_cols(page.max_column)
    sortie = io.BytesIO()
    livre.save(sortie)
    controle = _controler(plan, changer(sortie.getvalue(), CHANGEES))
    assert controle.remarques == [
        "Feuille Fiches : les colonnes grises ne se comparent plus à l'export."
    ]
    # Une date illisible se voit encore : elle ne vient pas de l'export.
    assert "Pilotes" not in controle.grises
    assert controle.grises.keys() >= {"Mise à jour le"}


def test_la_page_mene_a_la_fiche(plan: Convention, connecter: Connexions) -> None:
    client = connecter(fabriques.coordonnateur(plan))
    octets = changer(exporter(plan), {("Fiches", 2, "Pilotes"): "Quelqu'un d'autre"})
    envoi = {"fichier": SimpleUploadedFile("plan.xlsx", octets)}
    html = client.post(reverse("plan_reprendre", args=[plan.slug]), envoi).content.decode()
    assert "La colonne Pilotes ne se change pas ici : passez par la fiche." in html
    assert f'<a href="{reverse("fiche_detail", args=[plan.slug, 1])}">Action 1</a>' in html
    assert "le classeur dit ce que dit le portail" not in html
