"""Reprendre un classeur par les pages : déposer, relire, choisir, appliquer, lire le bilan."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actions import reprise_views
from actions.emport.application import lire_le_lot, signer_le_lot
from actions.emport.ecarts import Controle, Ecart, LigneReprise, TexteSigne
from actions.emport.reprise import controler
from actions.models import FicheAction
from conventions.models import Convention, Utilisateur
from ctg.socle.lot_signe import LotIllisible
from ctg.socle.tableur import Erreur
from tests import fabriques
from tests.actions.classeurs import LE, Cellules, changer, exporter
from tests.conftest import Connexions, ecritures


@pytest.fixture
def plan(convention: Convention) -> Convention:
    """Deux actions en cours, la première avec une étape."""
    fabriques.etape(fabriques.fiche(convention, titre="Ouvrir un relais", etat="en_cours"))
    fabriques.fiche(convention, titre="Former", etat="en_cours")
    return convention


@pytest.fixture
def coordonnateur(plan: Convention) -> Utilisateur:
    return fabriques.coordonnateur(plan)


@pytest.fixture
def client(connecter: Connexions, coordonnateur: Utilisateur) -> Client:
    return connecter(coordonnateur)


def _deposer(client: Client, plan: Convention, octets: bytes, nom: str = "plan.xlsx") -> Any:
    fichier = SimpleUploadedFile(nom, octets)
    return client.post(reverse("plan_reprendre", args=[plan.slug]), {"fichier": fichier})


def _etats(plan: Convention) -> list[str]:
    return list(
        FicheAction.objects.filter(convention=plan)
        .order_by("numero")
        .values_list("etat", flat=True)
    )


def test_du_depot_au_bilan(client: Client, plan: Convention, coordonnateur: Utilisateur) -> None:
    page = client.get(reverse("plan_reprendre", args=[plan.slug]))
    assert reverse("plan_exporter", args=[plan.slug, "xlsx"]) in page.content.decode()
    cellules: Cellules = {
        ("Fiches", 2, "État"): "réalisé",
        ("Fiches", 2, "Note à ajouter"): "Le lieu <est> ouvert.",
        ("Étapes", 2, "Faite le"): datetime.date(2026, 11, 3),
        ("Fiches", 3, "Priorité"): "haute",
        ("Fiches", 3, "Objectifs poursuivis"): "Un texte réécrit.",
    }
    octets = changer(exporter(plan), cellules)
    seconde = FicheAction.objects.get(convention=plan, numero=2)
    seconde.prioriser(
        priorite="basse", version_ouverte=1, par=coordonnateur, le=datetime.date(2026, 11, 23)
    )

    with ecritures() as tables:
        verification = _deposer(client, plan, octets)
    assert not tables
    html = verification.content.decode()
    assert "Relisez avant d&#x27;appliquer" in html or "Relisez avant d'appliquer" in html
    assert "Le lieu &lt;est&gt; ouvert." in html
    assert "Modifié dans le portail depuis l'export" in html
    assert reverse("proposition_ajouter", args=[plan.slug, 2, "objectifs"]) in html
    assert f'name="choix" value="F{seconde.pk}"' in html
    assert _etats(plan) == ["en_cours", "en_cours"]

    envoi = {"lot": verification.context["lot"]}
    bilan = client.post(reverse("plan_appliquer", args=[plan.slug]), envoi, follow=True)
    assert bilan.redirect_chain == [(reverse("plan_repris", args=[plan.slug]), 302)]
    texte = bilan.content.decode()
    assert "2\u00a0lignes appliquées, dans 1\u00a0action, dont 1\u00a0étape" in texte
    assert "1\u00a0note ajoutée au journal" in texte
    assert "1\u00a0ligne protégée reste comme dans le portail" in texte
    assert _etats(plan) == ["realise", "en_cours"]

    # Envoyé une seconde fois, le même contrôle ne change plus rien, et le dit.
    encore = client.post(
        reverse("plan_appliquer", args=[plan.slug]),
        envoi | {"choix": f"F{seconde.pk}"},
        follow=True,
    )
    texte = encore.content.decode()
    assert "quelqu&#x27;un l&#x27;a modifiée depuis le contrôle" in texte
    seconde.refresh_from_db()
    assert seconde.priorite == "haute"


def test_un_classeur_faux_ne_peut_pas_s_appliquer(client: Client, plan: Convention) -> None:
    octets = changer(
        exporter(plan), {("Fiches", 2, "État"): "fini", ("Fiches", 3, "État"): "réalisé"}
    )
    page = _deposer(client, plan, octets)
    html = page.content.decode()
    assert "1\u00a0cellule est à corriger" in html
    assert "Feuille Fiches, ligne 2, colonne État" in html
    assert (page.context["lot"], "plan_appliquer" in html) == ("", False)


def test_un_export_rendu_tel_quel_le_dit(client: Client, plan: Convention) -> None:
    html = _deposer(client, plan, exporter(plan)).content.decode()
    assert "<h1>Rien ne change</h1>" in html
    assert "le classeur dit ce que dit le portail" in html


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"", "Ce fichier est vide."),
        (b"a;b\n1;2\n", "n&#x27;est pas un classeur"),
        (b"PK\x03\x04", "Ce classeur est abîmé"),
    ],
)
def test_un_mauvais_fichier_se_refuse_sur_la_page(
    client: Client, plan: Convention, octets: bytes, phrase: str
) -> None:
    page = _deposer(client, plan, octets)
    assert page.status_code == 200
    assert phrase in page.content.decode()


def test_sans_fichier_la_page_le_demande(client: Client, plan: Convention) -> None:
    page = client.post(reverse("plan_reprendre", args=[plan.slug]))
    assert "Choisissez le classeur à reprendre." in page.content.decode()


def test_un_pilote_lit_ce_qui_n_est_pas_a_lui(plan: Convention, connecter: Connexions) -> None:
    pilote = fabriques.pilote(FicheAction.objects.get(convention=plan, numero=1))
    octets = changer(exporter(plan), {("Fiches", 3, "État"): "réalisé"})
    html = _deposer(connecter(pilote), plan, octets).content.decode()
    assert "Des fiches que vous ne mettez pas à jour" in html
    assert 'name="lot"' not in html


def test_une_convention_echue_le_dit_et_ne_lit_rien(connecter: Connexions) -> None:
    echue = fabriques.convention(debut=datetime.date(2018, 1, 1), fin=datetime.date(2021, 12, 31))
    fabriques.fiche(echue, etat="en_cours")
    client = connecter(fabriques.coordonnateur(echue))
    for page in (
        client.get(reverse("plan_reprendre", args=[echue.slug])),
        _deposer(client, echue, exporter(echue)),
    ):
        html = page.content.decode()
        assert "La convention est échue (art. 11)" in html
        assert 'type="file"' not in html


def test_un_controle_perdu_se_recommence(client: Client, plan: Convention) -> None:
    adresse = reverse("plan_appliquer", args=[plan.slug])
    page = client.post(adresse, {"lot": "faux"}, follow=True)
    assert page.redirect_chain == [(reverse("plan_reprendre", args=[plan.slug]), 302)]
    assert "Déposez à nouveau le classeur" in page.content.decode()
    vide = client.get(reverse("plan_repris", args=[plan.slug])).content.decode()
    assert "Aucun classeur repris" in vide


def test_au_dela_d_une_page_les_differences_se_replient_par_axe(
    client: Client, plan: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reprise_views, "LIGNES_DEPLIEES", 1)
    octets = changer(
        exporter(plan), {("Fiches", 2, "État"): "réalisé", ("Fiches", 3, "État"): "réalisé"}
    )
    page = _deposer(client, plan, octets)
    axes = {str(fiche.axe) for fiche in plan.fiches.all()}
    assert set(page.context["par_axe"]) == axes
    html = page.content.decode()
    assert html.count('<details class="plus"><summary>Axe') == len(axes)
    # Tout ce qui s'applique se lit.
    assert html.count("<strong>réalisé</strong>") == 2
    client.post(reverse("plan_appliquer", args=[plan.slug]), {"lot": page.context["lot"]})
    assert _etats(plan) == ["realise", "realise"]


def test_ce_qui_ne_s_applique_pas_se_lit_en_entier(
    client: Client, plan: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    fiche = FicheAction.objects.filter(convention=plan).earliest("numero")
    signe = TexteSigne(fiche, "objectifs", "Objectifs", "Fiches, ligne 2")
    ligne = LigneReprise("F1", "x", fiche, 1, {}, [Ecart("État laissé", "", "réalisé")])
    controle = Controle(
        erreurs=[Erreur("Fiches", f"faute {n}.") for n in range(2003)],
        signes=[signe] * 52,
        hors_de_portee=[ligne] * 53,
        remarques=[f"remarque {n}" for n in range(24)],
    )
    monkeypatch.setattr(reprise_views, "controler", lambda *_, **__: controle)
    html = _deposer(client, plan, exporter(plan)).content.decode()
    assert html.count("proposer ce changement") == 52
    assert "Et 2\u00a0autres textes signés" in html
    assert html.count("État laissé") == 53
    assert "Et 3\u00a0autres lignes" in html
    assert "<li>remarque 23</li>" in html
    assert "Et 4\u00a0autres remarques" in html
    assert html.count("Faute ") == 2000
    assert "Et 3\u00a0autres cellules encore." in html


def test_le_lot_d_une_autre_personne_est_refuse(
    client: Client, plan: Convention, connecter: Connexions
) -> None:
    octets = changer(exporter(plan), {("Fiches", 2, "État"): "réalisé"})
    lot = _deposer(client, plan, octets).context["lot"]
    autre = connecter(fabriques.coordonnateur(plan))
    page = autre.post(reverse("plan_appliquer", args=[plan.slug]), {"lot": lot}, follow=True)
    assert "trop ancien, ou incomplet" in page.content.decode()
    assert _etats(plan) == ["en_cours", "en_cours"]


def test_un_lot_ne_se_contrefait_pas(plan: Convention, coordonnateur: Utilisateur) -> None:
    controle = controler(
        changer(exporter(plan), {("Fiches", 2, "État"): "réalisé"}),
        convention=plan,
        utilisateur=coordonnateur,
        le=LE,
    )
    lot = signer_le_lot(controle.lignes, plan, coordonnateur)
    assert [ligne.valeurs for ligne in lire_le_lot(lot, plan, coordonnateur)] == [
        {"etat": "realise"}
    ]
    for faux in ("", "x", lot[:-1], lot.replace(":", ";")):
        with pytest.raises(LotIllisible):
            lire_le_lot(faux, plan, coordonnateur)
    with pytest.raises(LotIllisible):
        lire_le_lot(lot, fabriques.convention(), coordonnateur)
