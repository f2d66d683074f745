"""La grille d'une année et la page des communes : d'un envoi, sans rien perdre."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import FicheAction, Indicateur
from conventions.models import Commune, Convention
from pilotage.models import Releve
from tests import fabriques
from tests.conftest import Connexions
from tests.pilotage.outils_demandes import par_lien

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une fiche à deux indicateurs, un troisième à définir, un quatrième par commune."""
    fiche = fabriques.fiche(convention)
    fabriques.indicateur(fiche, libelle="Places", unite="places", nature="quantitatif")
    fabriques.indicateur(fiche, libelle="Qualité", nature="qualitatif")
    fabriques.indicateur(fiche, libelle="Plus tard", est_a_definir=True)
    fabriques.indicateur(fiche, libelle="Projets locaux", unite="projets", est_par_commune=True)
    return fiche


def _grille(fiche: FicheAction, annee: int = 2025) -> str:
    return reverse("releves_grille", args=[fiche.convention.slug, annee])


def _cases(cle: int, cellule: str = "", mot: str = "", marque: str = "") -> dict[str, Any]:
    return {f"cellule_{cle}": cellule, f"mot_{cle}": mot, f"marque_{cle}": marque}


def test_une_grille_s_enregistre_d_un_envoi(fiche: FicheAction, connecter: Connexions) -> None:
    places, qualite, a_definir, par_commune = fiche.indicateurs.all()
    client = connecter(fabriques.pilote(fiche))
    page = client.get(_grille(fiche)).text
    assert f"cellule_{places.pk}" in page
    assert f"cellule_{a_definir.pk}" not in page
    assert f"cellule_{par_commune.pk}" not in page
    envoi = _cases(places.pk, "1 200") | _cases(qualite.pk, "en progrès", "Mieux.")
    page = client.post(_grille(fiche), envoi, follow=True).text
    assert "La coordination va les relire" in page
    lus = {r.indicateur_id: (r.en_clair(), r.etat) for r in Releve.objects.all()}
    assert lus == {
        places.pk: ("1\u202f200\u00a0places", "soumis"),
        qualite.pk: ("en progrès", "soumis"),
    }


def test_un_brouillon_se_garde_et_se_reprend(fiche: FicheAction, connecter: Connexions) -> None:
    places, *_ = fiche.indicateurs.all()
    client = connecter(fabriques.pilote(fiche))
    envoi = _cases(places.pk, "12") | {"brouillon": "oui"}
    assert "ne compte pas encore" in client.post(_grille(fiche), envoi, follow=True).text
    releve = Releve.objects.get()
    assert releve.etat == "brouillon"
    client.post(_grille(fiche), _cases(places.pk, "12", marque=releve.marque))
    assert Releve.objects.get().etat == "soumis"


def test_un_ecart_demande_un_mot_a_cote_de_lui(fiche: FicheAction, connecter: Connexions) -> None:
    places, qualite, *_ = fiche.indicateurs.all()
    fabriques.releve(places, annee=2024, valeur=10)
    client = connecter(fabriques.pilote(fiche))
    envoi = _cases(places.pk, "30") | _cases(qualite.pk, "acquis", "Tout va.")
    reponse = client.post(_grille(fiche), envoi)
    formulaire = reponse.context["formulaire"]
    assert list(formulaire.errors) == [f"mot_{places.pk}"]
    assert "200\u00a0% de plus que l" in reponse.text
    assert 'value="30"' in reponse.text
    assert "Tout va." in reponse.text
    assert not Releve.objects.filter(annee=2025).exists()
    client.post(_grille(fiche), envoi | {f"mot_{places.pk}": "Un lieu de plus."})
    assert Releve.objects.get(annee=2025, indicateur=places).mot_d_ecart == "Un lieu de plus."


def test_un_conflit_se_dit_sur_sa_ligne(fiche: FicheAction, connecter: Connexions) -> None:
    places, *_ = fiche.indicateurs.all()
    client = connecter(fabriques.pilote(fiche))
    fabriques.releve(places, valeur=7)
    reponse = client.post(_grille(fiche), _cases(places.pk, "9"))
    assert "Quelqu&#x27;un a répondu pendant votre saisie : 7\u00a0places" in reponse.text
    marque = Releve.objects.get().marque
    assert f'value="{marque}"' in reponse.text
    client.post(_grille(fiche), _cases(places.pk, "9", marque=marque))
    assert Releve.objects.get().valeur == 9


def test_acceptee_pendant_la_saisie_rien_ne_se_perd_sans_le_dire(
    fiche: FicheAction, connecter: Connexions
) -> None:
    places, *_ = fiche.indicateurs.all()
    fabriques.releve(places, valeur=7, etat="accepte")
    client = connecter(fabriques.pilote(fiche))
    assert f"cellule_{places.pk}" not in client.get(_grille(fiche)).text
    reponse = client.post(_grille(fiche), _cases(places.pk, "9"))
    assert "vient d&#x27;accepter cette réponse" in reponse.text
    assert 'value="9"' in reponse.text
    assert Releve.objects.get().valeur == 7


def test_une_annee_verrouillee_se_lit_sans_se_remplir(
    fiche: FicheAction, connecter: Connexions
) -> None:
    places, *_ = fiche.indicateurs.all()
    fabriques.releve(places, annee=2023, valeur=7)
    fabriques.annee_verrouillee(fiche.convention, 2023)
    client = connecter(fabriques.pilote(fiche))
    page = client.get(_grille(fiche, 2023)).text
    assert "est verrouillée" in page
    assert "7\u00a0places" in page
    assert "Soumettre à la coordination" not in page
    reponse = client.post(_grille(fiche, 2023), _cases(places.pk, "9", marque="x"))
    assert reponse.status_code == 200
    assert Releve.objects.get().valeur == 7


def test_on_ne_remplit_que_ses_fiches(fiche: FicheAction, connecter: Connexions) -> None:
    autre = fabriques.indicateur(fabriques.fiche(fiche.convention), libelle="Pas à moi")
    client = connecter(fabriques.pilote(fiche))
    assert "Pas à moi" not in client.get(_grille(fiche)).text
    client.post(_grille(fiche), _cases(autre.pk, "9"))
    assert not Releve.objects.exists()


def _commune(convention: Convention) -> Commune:
    commune = fabriques.signataire(convention).partenaire.commune
    assert commune is not None
    return commune


def _communes(indicateur: Indicateur, annee: int = 2026) -> str:
    slug = indicateur.fiche.convention.slug
    return reverse("releves_par_commune", args=[slug, indicateur.pk, annee])


def test_les_communes_se_saisissent_et_se_resument(
    fiche: FicheAction, connecter: Connexions
) -> None:
    *_, projets = fiche.indicateurs.all()
    communes = [_commune(fiche.convention) for _ in range(3)]
    client = connecter(fabriques.pilote(fiche))
    envoi: dict[str, Any] = {}
    for commune, valeur in zip(communes, ("2", "5", ""), strict=True):
        envoi |= _cases(commune.pk, valeur)
    page = client.post(_communes(projets), envoi, follow=True).text.replace("\u00a0", " ")
    assert "2 sur 3 communes" in page
    assert "de 2 à 5 projets" in page
    saisis: set[Any] = set(Releve.objects.values_list("commune", "valeur"))
    assert saisis == {
        (communes[0].pk, 2),
        (communes[1].pk, 5),
    }
    liste = client.get(reverse("releve_liste", args=[fiche.convention.slug])).text
    assert "7\u00a0projets\u00a0: de 2 à 5 selon la commune (2\u00a0communes ont répondu)" in liste


def test_par_un_lien_seulement_ce_que_la_campagne_demande(
    fiche: FicheAction, convention: Convention
) -> None:
    *_, projets = fiche.indicateurs.all()
    commune = _commune(convention)
    demande = fabriques.demande(fabriques.campagne(convention), fiche=fiche)
    client = par_lien(demande.personne, convention)
    assert client.get(_communes(projets, 2025)).status_code == 404
    assert client.post(_communes(projets), _cases(commune.pk, "2")).status_code == 302
    assert Releve.objects.get().soumis_par == f"{demande.personne} (lien personnel)"
    autre = par_lien(fabriques.personne(courriel="autre@exemple.fr"), convention)
    assert autre.get(_communes(projets)).status_code == 404


def test_le_nombre_de_requetes_est_fixe(fiche: FicheAction, connecter: Connexions) -> None:
    *_, projets = fiche.indicateurs.all()
    client = connecter(fabriques.coordonnateur(fiche.convention))
    adresses = [_grille(fiche, 2026), _communes(projets)]
    comptes = []
    for _ in range(2):
        for adresse in adresses:
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(adresse).status_code == 200
            comptes.append(len(requetes))
        for _ in range(4):
            autre = fabriques.fiche(fiche.convention)
            fabriques.releve(fabriques.indicateur(autre), annee=2026)
            commune = _commune(fiche.convention)
            fabriques.releve(projets, annee=2026, commune=commune)
    assert comptes[:2] == comptes[2:]
    assert max(comptes) <= 12, comptes
