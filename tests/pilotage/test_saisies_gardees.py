"""Rien de ce qui est tapé ne se perd : année verrouillée, réponse acceptée, brouillon incomplet."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import FicheAction
from conventions.models import Convention
from pilotage.models import Releve
from tests import fabriques
from tests.conftest import Connexions
from tests.pilotage.outils_demandes import adresse_de, par_lien, saisie, une_demande

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une fiche à trois indicateurs : en places, qualitatif, sans nature dite."""
    fiche = fabriques.fiche(convention)
    fabriques.indicateur(fiche, libelle="Places", unite="places", nature="quantitatif")
    fabriques.indicateur(fiche, libelle="Qualité", nature="qualitatif")
    fabriques.indicateur(fiche, libelle="Ateliers")
    return fiche


@pytest.fixture
def client(fiche: FicheAction, connecter: Connexions) -> Client:
    """Qui pilote la fiche."""
    return connecter(fabriques.pilote(fiche))


def _grille(fiche: FicheAction) -> str:
    return reverse("releves_grille", args=[fiche.convention.slug, 2025])


def _page(fiche: FicheAction) -> str:
    return reverse("releves_saisir", args=[fiche.convention.slug, fiche.numero, 2025])


def _cases(cle: int, cellule: str = "", mot: str = "", marque: str = "") -> dict[str, Any]:
    return {f"cellule_{cle}": cellule, f"mot_{cle}": mot, f"marque_{cle}": marque}


def _envoi(cle: int, **champs: str) -> dict[str, Any]:
    return {f"{nom}_{cle}": valeur for nom, valeur in ({"marque": ""} | champs).items()}


def test_l_annee_se_verrouille_la_saisie_reste(fiche: FicheAction, client: Client) -> None:
    places, _, ateliers = fiche.indicateurs.all()
    fabriques.annee_verrouillee(fiche.convention, 2025)
    commentaire = "Un long commentaire saisi."
    grille = client.post(_grille(fiche), _cases(places.pk, "31", commentaire))
    envoi = _envoi(ateliers.pk, reponse="nombre", valeur="32", commentaire=commentaire)
    page = client.post(_page(fiche), envoi)
    for reponse, valeur in ((grille, "31"), (page, "32")):
        assert f'value="{valeur}"' in reponse.text
        assert commentaire in reponse.text
        assert "verrouillée : ses relevés ne changent plus" in reponse.text
        assert "Votre saisie reste ci-dessous" in reponse.text
    assert not Releve.objects.exists()
    # Ouverte telle quelle, la page ne propose rien à remplir.
    assert f"cellule_{places.pk}" not in client.get(_grille(fiche)).text


def test_acceptee_pendant_la_saisie_seule_sa_ligne_est_ecartee(
    fiche: FicheAction, client: Client
) -> None:
    places, _, ateliers = fiche.indicateurs.all()
    acceptee = fabriques.releve(places, valeur=7, etat="accepte")
    envoi = _cases(places.pk, "beaucoup", marque="1.1") | _cases(ateliers.pk, "9")
    refus = client.post(_grille(fiche), envoi)
    assert "accepter cette réponse : 7\u00a0places" in refus.text
    assert 'value="beaucoup"' in refus.text
    assert not Releve.objects.filter(indicateur=ateliers).exists()
    marque = refus.context["formulaire"][f"marque_{places.pk}"].value()
    page = client.post(_grille(fiche), envoi | {f"marque_{places.pk}": marque}, follow=True)
    assert "Laissé tel quel : Places." in page.text
    assert Releve.objects.get(indicateur=ateliers).valeur == 9
    acceptee.refresh_from_db()
    assert acceptee.etat == "accepte"
    assert acceptee.valeur == 7


def test_sur_la_page_de_la_fiche_aussi(fiche: FicheAction, client: Client) -> None:
    places, _, ateliers = fiche.indicateurs.all()
    fabriques.releve(places, valeur=7, etat="accepte")
    envoi = _envoi(places.pk, reponse="nombre", valeur="x", recit="Compté.", marque="1.1")
    envoi |= _envoi(ateliers.pk, reponse="nombre", valeur="9")
    refus = client.post(_page(fiche), envoi)
    assert list(refus.context["formulaire"].errors) == [f"reponse_{places.pk}"]
    assert "accepter cette réponse : 7\u00a0places" in refus.text
    assert "Compté." in refus.text
    marque = refus.context["formulaire"][f"marque_{places.pk}"].value()
    page = client.post(_page(fiche), envoi | {f"marque_{places.pk}": marque}, follow=True)
    assert "Laissé tel quel : Places." in page.text
    assert Releve.objects.get(indicateur=ateliers).valeur == 9


def test_une_demande_part_sans_ses_indicateurs_quand_l_annee_se_verrouille(
    convention: Convention,
) -> None:
    demande = une_demande(convention)
    indicateur = demande.fiche.indicateurs.get()
    client = par_lien(demande.personne, convention)
    fabriques.annee_verrouillee(convention, demande.campagne.annee)
    envoi = saisie(demande, **{f"marque_{indicateur.pk}": ""})
    refus = client.post(adresse_de(demande), envoi)
    assert "cette réponse ne s&#x27;écrit plus" in refus.text
    assert 'value="2"' in refus.text
    marque = refus.context["formulaire"][f"marque_{indicateur.pk}"].value()
    page = client.post(
        adresse_de(demande), envoi | {f"marque_{indicateur.pk}": marque}, follow=True
    )
    assert "Laissé tel quel : Nombre de lieux ouverts." in page.text
    demande.refresh_from_db()
    assert demande.etat == "repondue"
    assert "Nombre de lieux ouverts" not in dict(demande.reponse)


def test_un_brouillon_peut_etre_incomplet(fiche: FicheAction, client: Client) -> None:
    fabriques.releve(fiche.indicateurs.all()[0], annee=2024, valeur=10)
    places, qualite, ateliers = fiche.indicateurs.all()
    envoi = _cases(places.pk, "30") | _cases(qualite.pk, "en progrès")
    envoi |= _cases(ateliers.pk, "", "Demandé au service.")
    page = client.post(_grille(fiche), envoi | {"brouillon": "oui"}, follow=True)
    assert "3\u00a0réponses sont gardées en brouillon" in page.text
    formulaire = client.get(_grille(fiche)).context["formulaire"]
    for nom, valeur in envoi.items():
        if not nom.startswith("marque"):
            assert formulaire[nom].value() == valeur, nom
    marques = {nom: formulaire[nom].value() for nom in envoi if nom.startswith("marque")}
    # Soumis, chacun doit ce qui lui manque.
    refus = client.post(_grille(fiche), envoi | marques)
    fautes = {f"mot_{places.pk}", f"mot_{qualite.pk}", f"cellule_{ateliers.pk}"}
    assert set(refus.context["formulaire"].errors) == fautes
    complet = _cases(places.pk, "30", "Un lieu de plus.") | _cases(qualite.pk, "en progrès", "Dit.")
    complet |= _cases(ateliers.pk, "4", "Demandé au service.")
    client.post(_grille(fiche), complet | marques)
    lus = Releve.objects.filter(annee=2025).order_by("pk")
    dits = [(r.en_clair(), r.etat, r.motif, r.recit or r.mot_d_ecart or r.commentaire) for r in lus]
    assert dits == [
        ("30\u00a0places", "soumis", "", "Un lieu de plus."),
        ("en progrès", "soumis", "", "Dit."),
        ("4", "soumis", "", "Demandé au service."),
    ]


@pytest.mark.parametrize(
    "champs",
    [{"reponse": "nombre"}, {"reponse": "niveau"}, {"valeur": "3"}, {"commentaire": "À voir."}],
)
def test_sur_la_page_de_la_fiche_un_brouillon_incomplet_se_relit(
    fiche: FicheAction, client: Client, champs: dict[str, str]
) -> None:
    *_, ateliers = fiche.indicateurs.all()
    envoi = _envoi(ateliers.pk, **champs)
    assert client.post(_page(fiche), envoi | {"brouillon": "oui"}).status_code == 302
    formulaire = client.get(_page(fiche)).context["formulaire"]
    for nom, valeur in champs.items():
        assert str(formulaire[f"{nom}_{ateliers.pk}"].value()).removesuffix(",00") == valeur
    for adresse in (_grille(fiche), reverse("releve_liste", args=[fiche.convention.slug])):
        page = client.get(adresse, {"annee": 2025})
        assert page.status_code == 200
        assert "None" not in page.text
    assert Releve.objects.get().en_clair() == "à compléter"


def test_un_motif_de_renvoi_se_lit_encore_sur_le_brouillon(
    fiche: FicheAction, client: Client
) -> None:
    places, *_ = fiche.indicateurs.all()
    releve = fabriques.releve(places, etat="renvoye", motif_renvoi="Comptez aussi mars.")
    envoi = _cases(places.pk, "13", marque=releve.marque)
    client.post(_grille(fiche), envoi | {"brouillon": "oui"})
    assert "Comptez aussi mars." in client.get(_grille(fiche)).text
    releve.refresh_from_db()
    client.post(_grille(fiche), envoi | {f"marque_{places.pk}": releve.marque})
    releve.refresh_from_db()
    assert (releve.etat, releve.motif_renvoi) == ("soumis", "")


def test_la_nature_oblige(fiche: FicheAction, client: Client) -> None:
    places, qualite, _ = fiche.indicateurs.all()
    envoi = _cases(places.pk, "en progrès", "Mieux.") | _cases(qualite.pk, "12")
    erreurs = client.post(_grille(fiche), envoi).context["formulaire"].errors
    assert "donnez un nombre" in erreurs[f"cellule_{places.pk}"][0]
    assert "donnez un niveau" in erreurs[f"cellule_{qualite.pk}"][0]
    envoi = _envoi(qualite.pk, reponse="nombre", valeur="12")
    erreurs = client.post(_page(fiche), envoi).context["formulaire"].errors
    assert "donnez un niveau" in erreurs[f"reponse_{qualite.pk}"][0]
    # Une absence se dit toujours.
    client.post(_grille(fiche), _cases(qualite.pk, "nd", "L'enquête n'a pas eu lieu."))
    assert Releve.objects.get().etat == "soumis"


def test_vider_se_dit_retire(fiche: FicheAction, client: Client) -> None:
    places, *_ = fiche.indicateurs.all()
    releve = fabriques.releve(places)
    envoi = _cases(places.pk, marque=releve.marque) | {"brouillon": "oui"}
    page = client.post(_grille(fiche), envoi, follow=True).text
    assert "1\u00a0réponse est retirée" in page
    assert "brouillon. " not in page
    assert "Rien n&#x27;a changé." in client.post(_grille(fiche), envoi, follow=True).text
