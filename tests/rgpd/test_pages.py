"""Les pages des données : ce qu'elles disent, ce qu'elles demandent, ce qu'elles coûtent."""

import datetime
import json

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import PiloteDeFiche
from conventions.models import Convention, Personne, Utilisateur
from ctg.accueil import attentes_de
from tests import fabriques
from tests.conftest import Connexions
from tests.rgpd.outils import LE, envoi, passante, vie

PREAVIS = datetime.date(2026, 11, 2)


def _adresse(nom: str, convention: Convention, personne: Personne) -> str:
    return reverse(nom, args=[convention.slug, personne.pk])


def _lire(connecter: Connexions, compte: Utilisateur, adresse: str) -> str:
    reponse = connecter(compte).get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


# --- Effacer ---------------------------------------------------------------------------------


def test_la_page_dit_ce_qui_disparait_et_ce_qui_reste(
    convention: Convention, connecter: Connexions
) -> None:
    passee, moi = vie(convention), fabriques.coordonnateur(convention)
    page = _lire(connecter, moi, _adresse("personne_effacer", convention, passee.personne))
    assert f"Personne anonymisée n° {passee.personne.pk}" in page
    for reste in ("2\xa0notes écrites", "1\xa0fiche pilotée", "1\xa0structure validée"):
        assert reste in page, reste
    assert "Anonymiser cette personne" in page
    assert "a signé la convention" not in page
    seule = passante(convention)
    page = _lire(connecter, moi, _adresse("personne_effacer", convention, seule))
    assert "1\xa0mandat passé" in page
    assert "Supprimer cette personne" in page


def test_un_signataire_est_prevenu_de_ce_qui_reste(
    convention: Convention, connecter: Connexions
) -> None:
    passee = vie(convention, a_signe=True)
    moi = fabriques.coordonnateur(convention)
    page = _lire(connecter, moi, _adresse("personne_effacer", convention, passee.personne))
    assert "Cette personne a signé la convention." in page
    assert "son prénom et son nom" not in page


def test_le_nom_se_tape_en_entier(convention: Convention, connecter: Connexions) -> None:
    personne = passante(convention, prenom="Zoé", nom="De Passage")
    adresse = _adresse("personne_effacer", convention, personne)
    moi = connecter(fabriques.coordonnateur(convention))
    refus = moi.post(adresse, {"confirmation": "Zoé"})
    assert "Ce n&#x27;est pas le nom attendu : Zoé De Passage." in refus.content.decode()
    assert Personne.objects.filter(pk=personne.pk).exists()
    reponse = moi.post(adresse, {"confirmation": "  zoe  DE passage "}, follow=True)
    assert "Ses données sont effacées." in reponse.content.decode()
    assert not Personne.objects.filter(pk=personne.pk).exists()
    assert moi.get(adresse).status_code == 404


def test_engagee_la_page_dit_pourquoi_et_ne_propose_rien(
    convention: Convention, connecter: Connexions
) -> None:
    personne = passante(convention)
    fiche = fabriques.fiche(convention, titre="Ouvrir un LAEP")
    PiloteDeFiche.objects.create(fiche=fiche, personne=personne)
    adresse = _adresse("personne_effacer", convention, personne)
    moi = fabriques.coordonnateur(convention)
    page = _lire(connecter, moi, adresse)
    assert "« Ouvrir un LAEP »" in page
    assert 'name="confirmation"' not in page
    reponse = connecter(moi).post(adresse, {"confirmation": "Passante"})
    assert reponse.status_code == 200
    assert Personne.objects.filter(pk=personne.pk).exists()


def test_une_personne_inconnue_de_la_convention_n_existe_pas(
    convention: Convention, connecter: Connexions
) -> None:
    ailleurs = passante(fabriques.convention())
    moi = connecter(fabriques.coordonnateur(convention))
    for nom in ("personne_effacer", "personne_exporter"):
        assert moi.get(_adresse(nom, convention, ailleurs)).status_code == 404
    assert moi.post(_adresse("personne_garder", convention, ailleurs)).status_code == 404


# --- Emporter, corriger ----------------------------------------------------------------------


def test_le_fichier_se_telecharge_sans_rien_ecrire(
    convention: Convention, connecter: Connexions
) -> None:
    personne = passante(convention, prenom="Zoé", nom="De Passage")
    moi = fabriques.coordonnateur(convention)
    reponse = connecter(moi).get(_adresse("personne_exporter", convention, personne))
    assert reponse["Content-Disposition"] == 'attachment; filename="donnees-zoe-de-passage.json"'
    assert reponse["Content-Type"] == "application/json; charset=utf-8"
    assert "no-store" in reponse["Cache-Control"]
    assert json.loads(reponse.content)["identité"]["nom"] == "De Passage"


def test_chacun_telecharge_les_siennes(convention: Convention, connecter: Connexions) -> None:
    moi = fabriques.coordonnateur(convention)
    page = _lire(connecter, moi, reverse("mes_donnees"))
    assert reverse("mes_donnees_telecharger") in page
    assert f"mailto:{moi.courriel}" in page
    assert "24 mois" in page
    reponse = connecter(moi).get(reverse("mes_donnees_telecharger"))
    assert json.loads(reponse.content)["compte"]["courriel"] == moi.courriel


def test_corriger_ses_coordonnees(convention: Convention, connecter: Connexions) -> None:
    moi = fabriques.coordonnateur(convention)
    Personne.objects.filter(pk=moi.personne_id).update(
        courriel="faux@exemple.fr", courriel_en_erreur_le=LE
    )
    adresse, client = reverse("mes_coordonnees"), connecter(moi)
    saisie = {"prenom": "Zoé", "nom": "Nouvelle", "courriel": "pas une adresse"}
    faux = client.post(adresse, {**saisie, "courriel": "", "telephone": "douze mille"})
    assert faux.context["formulaire"].errors.keys() == {"telephone"}
    refus = client.post(adresse, saisie)
    assert refus.context["formulaire"].errors.keys() == {"courriel"}
    reponse = client.post(adresse, {**saisie, "courriel": "zoe@exemple.fr"})
    assert reponse["Location"] == reverse("mes_donnees")
    personne = Personne.objects.get(pk=moi.personne_id)
    assert (str(personne), personne.courriel) == ("Zoé Nouvelle", "zoe@exemple.fr")
    assert personne.courriel_en_erreur_le is None
    # Le nom affiché suit ; le courriel de connexion, non.
    compte = Utilisateur.objects.get(pk=moi.pk)
    assert (compte.nom, compte.courriel) == ("Zoé Nouvelle", moi.courriel)


def test_ne_rien_changer_n_ecrit_rien(convention: Convention, connecter: Connexions) -> None:
    moi = fabriques.coordonnateur(convention)
    lignes = Personne.historique.count()
    connecter(moi).post(reverse("mes_coordonnees"), {"nom": moi.personne.nom})
    assert Personne.historique.count() == lignes


# --- Le registre, l'inactivité ---------------------------------------------------------------


def test_le_registre_se_filtre_dans_son_adresse(
    convention: Convention, connecter: Connexions
) -> None:
    moi = fabriques.lecteur(convention)
    page = _lire(connecter, moi, reverse("donnees_personnelles"))
    for mot in ("téléphone professionnel", "adresse de la machine", "nom de l&#x27;auteur"):
        assert mot in page, mot
    filtree = _lire(connecter, moi, reverse("donnees_personnelles") + "?classe=personnelle")
    assert "adresse de la machine" in filtree
    assert "téléphone professionnel" not in filtree
    assert '<option value="personnelle" selected>' in filtree
    assert "téléphone" in _lire(connecter, moi, reverse("donnees_personnelles") + "?classe=x")


def test_l_accueil_annonce_les_effacements_a_qui_peut_les_arreter(
    convention: Convention, connecter: Connexions
) -> None:
    moi, lecteur = fabriques.coordonnateur(convention), fabriques.lecteur(convention)
    passante(convention, preavis_le=PREAVIS, courriel="")
    annonces = [a for a in attentes_de(moi, convention, LE) if "inactive" in a.titre]
    assert [a.titre for a in annonces] == ["1\xa0personne inactive sera effacée"]
    assert "n'a pas d'adresse" in annonces[0].detail
    assert not [a for a in attentes_de(lecteur, convention, LE) if "inactive" in a.titre]
    page = _lire(connecter, moi, annonces[0].adresse)
    assert "Effacement prévu le 2 décembre 2026." in page
    assert "il ne tient qu'à vous" in page


def test_garder_une_personne(convention: Convention, connecter: Connexions) -> None:
    personne = passante(convention, preavis_le=PREAVIS)
    client = connecter(fabriques.coordonnateur(convention))
    adresse = _adresse("personne_garder", convention, personne)
    reponse = client.post(adresse, follow=True)
    assert "Les données de Passante sont gardées." in reponse.content.decode()
    assert Personne.objects.get(pk=personne.pk).preavis_le is None
    reponse = client.post(adresse, follow=True)
    assert "Aucun effacement n&#x27;est prévu" in reponse.content.decode()


@pytest.mark.parametrize("nom", ["personnes_inactives", "personne_effacer", "mes_donnees"])
def test_les_requetes_ne_dependent_pas_du_nombre(
    convention: Convention, connecter: Connexions, nom: str
) -> None:
    organisme = fabriques.signataire(convention).partenaire
    moi, une = fabriques.coordonnateur(convention), passante(convention, organisme)
    client = connecter(moi)
    adresses = {
        "personnes_inactives": reverse("personnes_inactives", args=[convention.slug]),
        "personne_effacer": _adresse("personne_effacer", convention, une),
        "mes_donnees": reverse("mes_donnees"),
    }
    bornes = {"personnes_inactives": 8, "personne_effacer": 15, "mes_donnees": 12}

    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresses[nom]).status_code == 200
        return len(requetes)

    passante(convention, organisme, preavis_le=PREAVIS)
    peu = cout()
    for _ in range(4):
        passante(convention, organisme, preavis_le=PREAVIS)
        fabriques.coordonnateur(convention)
        envoi(une)
        AccessAttempt.objects.create(username="x", failures_since_start=1)
    assert cout() == peu <= bornes[nom]
