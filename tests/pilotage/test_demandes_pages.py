"""Répondre à une demande : par un lien ou par un compte, d'un envoi, sans rien perdre."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from actions.models import FicheAction, Note
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from pilotage.models import DemandeDeFiche, Releve
from tests import fabriques
from tests.conftest import Connexions
from tests.pilotage.outils_demandes import adresse_de, par_lien, relue, saisie, une_demande

pytestmark = pytest.mark.django_db
Etat = DemandeDeFiche.Etat
LE = datetime.date(2026, 11, 23)


@pytest.fixture
def demande(convention: Convention) -> DemandeDeFiche:
    """Une fiche à un indicateur, demandée à une personne sans compte."""
    return une_demande(convention)


def test_une_reponse_par_lien_met_la_fiche_a_jour(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    etape = demande.fiche.etapes.get()
    donnees = saisie(demande, **{f"etape_{etape.pk}": "on", f"etape_{etape.pk}_le": "2026-05-04"})
    page = client.post(adresse_de(demande), donnees, follow=True)
    assert "Votre réponse est envoyée" in page.content.decode()
    assert "Et maintenant ?" in page.content.decode()

    fiche = FicheAction.objects.get()
    assert (fiche.etat, fiche.meteo, fiche.mise_a_jour_le) == ("en_cours", "atteignables", LE)
    assert dict(Note.objects.values_list("genre", "texte")) == {
        "fait_marquant": "Deux lieux ont ouvert.",
        "difficulte": "Un local manque.",
        "prochaine_etape": "Un troisième lieu au printemps.",
    }
    assert Releve.objects.get().valeur == 2
    etape.refresh_from_db()
    assert etape.faite_le == datetime.date(2026, 5, 4)

    lue = DemandeDeFiche.objects.get()
    signature = f"{demande.personne} (lien personnel)"
    assert (lue.etat, lue.repondue_par, lue.est_repondue_pour_autrui) == (
        Etat.REPONDUE,
        signature,
        False,
    )
    assert ["Nombre de lieux ouverts", "2\u00a0lieux"] in lue.reponse
    assert {h.auteur for h in fiche.historique.filter(history_type="~")} == {signature}


def test_une_erreur_garde_toute_la_saisie_et_n_ecrit_rien(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    indicateur = demande.fiche.indicateurs.get()
    donnees = saisie(demande, meteo="compromis", **{f"valeur_{indicateur.pk}": "deux"})
    page = client.post(adresse_de(demande), donnees)
    formulaire = page.context["formulaire"]
    assert set(formulaire.errors) == {"meteo_commentaire", f"valeur_{indicateur.pk}"}
    assert "Deux lieux ont ouvert." in page.content.decode()
    assert FicheAction.objects.get().etat == ""
    assert DemandeDeFiche.objects.get().etat == Etat.ENVOYEE


def test_on_garde_et_on_finit_plus_tard(demande: DemandeDeFiche, convention: Convention) -> None:
    client = par_lien(demande.personne, convention)
    donnees = saisie(demande, etat="", fait="À moitié", plus_tard="oui")
    page = client.post(adresse_de(demande), donnees, follow=True).content.decode()
    assert "Votre saisie est gardée. Elle n'est pas encore envoyée." in page.replace("&#x27;", "'")
    assert "commencée" in page
    assert FicheAction.objects.get().etat == ""
    lue = DemandeDeFiche.objects.get()
    assert (lue.etat, lue.commencee_le) == (Etat.COMMENCEE, LE)

    formulaire = client.get(adresse_de(demande)).context["formulaire"]
    indicateur = demande.fiche.indicateurs.get()
    assert formulaire["fait"].value() == "À moitié"
    assert formulaire[f"valeur_{indicateur.pk}"].value() == "2"
    # Rien du brouillon ne reste une fois la réponse envoyée.
    client.post(adresse_de(demande), saisie(demande))
    assert DemandeDeFiche.objects.get().brouillon == {}


def test_un_brouillon_repris_voit_ce_qui_a_change_depuis(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    client.post(adresse_de(demande), saisie(demande, plus_tard="oui"))
    demande.fiche.mettre_a_jour(
        etat="en_pause",
        meteo="",
        meteo_commentaire="",
        etapes={},
        notes={},
        note_du=LE,
        version_ouverte=demande.fiche.version,
        par=fabriques.LE_TEST,
        le=LE,
    )
    formulaire = client.get(adresse_de(demande)).context["formulaire"]
    reprise = {champ.html_name: champ.value() or "" for champ in formulaire}
    page = client.post(adresse_de(demande), reprise)
    assert page.status_code == 409
    assert "en pause" in page.content.decode()
    assert FicheAction.objects.get().etat == "en_pause"
    # Envoyé à nouveau, en connaissance de cause, il passe.
    assert client.post(adresse_de(demande), {**reprise, "version": 2}).status_code == 302
    assert FicheAction.objects.get().etat == "en_cours"


def test_un_indicateur_renseigne_entre_temps_se_voit(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    indicateur = demande.fiche.indicateurs.get()
    releve = fabriques.releve(indicateur, annee=2026, valeur=9)
    page = client.post(adresse_de(demande), saisie(demande))
    assert "Quelqu'un a répondu pendant votre saisie" in page.content.decode().replace(
        "&#x27;", "'"
    )
    # Rien n'est écrit à moitié : ni la fiche, ni le relevé, ni la demande.
    releve.refresh_from_db()
    assert releve.valeur == 9
    assert FicheAction.objects.get().etat == ""
    assert DemandeDeFiche.objects.get().etat == Etat.ENVOYEE


def test_apres_le_terme_seuls_les_indicateurs_restent_ouverts(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    convention.fin = datetime.date(2026, 10, 31)
    convention.save()
    client = par_lien(demande.personne, convention)
    page = client.get(adresse_de(demande))
    assert "etat" not in page.context["formulaire"].fields
    assert "le plan ne change plus" in page.content.decode()
    client.post(adresse_de(demande), saisie(demande, etat="realise"))
    assert Releve.objects.get().valeur == 2
    assert FicheAction.objects.get().etat == ""
    assert DemandeDeFiche.objects.get().reponse == [["Nombre de lieux ouverts", "2\u00a0lieux"]]


def test_repondre_a_la_place_de_quelqu_un_se_dit(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.coordonnateur(convention))
    assert "Vous répondez à la place de" in client.get(adresse_de(demande)).content.decode()
    page = client.post(adresse_de(demande), saisie(demande), follow=True)
    assert DemandeDeFiche.objects.get().est_repondue_pour_autrui
    assert "saisie pour le compte de" in page.content.decode()


def test_le_lien_d_un_autre_n_ouvre_pas_ma_demande(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    autre = par_lien(fabriques.personne(courriel="autre@exemple.fr"), convention)
    for geste in ("repondre", "lire", "transmettre"):
        assert autre.get(adresse_de(demande, geste)).status_code == 404
    # Ni le mien, pris dans une autre convention.
    ailleurs = par_lien(demande.personne, fabriques.convention())
    assert ailleurs.get(adresse_de(demande)).status_code == 404


def test_une_case_decochee_le_reste_dans_le_brouillon(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    etape = demande.fiche.etapes.get()
    etape.faite_le = datetime.date(2026, 10, 26)
    etape.save()
    client = par_lien(demande.personne, convention)
    client.post(adresse_de(demande), saisie(demande, plus_tard="oui"))
    formulaire = client.get(adresse_de(demande)).context["formulaire"]
    assert not formulaire[f"etape_{etape.pk}"].value()


def test_une_reponse_reprise_se_garde_aussi_pour_plus_tard(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    client.post(adresse_de(demande), saisie(demande))
    client.post(adresse_de(demande), saisie(relue(demande), fait="Mieux dit", plus_tard="oui"))
    assert relue(demande).etat == Etat.REPONDUE
    assert client.get(adresse_de(demande)).context["formulaire"]["fait"].value() == "Mieux dit"


def test_garder_quand_la_campagne_vient_de_se_clore_ne_perd_rien(
    demande: DemandeDeFiche, convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = par_lien(demande.personne, convention)

    def refuser(**_: Any) -> None:
        raise ActionImpossible("Cette campagne est close : elle n'attend plus de réponse.")

    monkeypatch.setattr("conventions.reponses.garder_pour_plus_tard", refuser)
    page = client.post(adresse_de(demande), saisie(demande, plus_tard="oui"))
    assert page.status_code == 200
    assert "Cette campagne est close" in page.content.decode()
    assert "Deux lieux ont ouvert." in page.content.decode()


def test_un_formulaire_ouvert_a_temps_se_rend_encore_deux_heures_plus_tard(
    demande: DemandeDeFiche, convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = par_lien(demande.personne, convention)
    trois_heures = horloge.maintenant() + datetime.timedelta(hours=3)
    monkeypatch.setattr(horloge, "maintenant", lambda: trois_heures)
    assert client.post(adresse_de(demande), saisie(demande)).status_code == 302
    assert relue(demande).etat == Etat.REPONDUE


def test_l_historique_et_l_export_lisent_une_reponse(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    par_lien(demande.personne, convention).post(adresse_de(demande), saisie(demande))
    coordination = connecter(fabriques.coordonnateur(convention))
    slug = convention.slug
    page = coordination.get(reverse("campagne_historique", args=[slug, demande.campagne_id]))
    assert "Nombre de lieux ouverts : 2" in page.content.decode()
    export = coordination.get(reverse("personne_exporter", args=[slug, demande.personne_id]))
    assert export.status_code == 200
