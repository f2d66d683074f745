"""Bâtir une convention d'un classeur : le modèle, chaque cellule fausse, puis tout ou rien."""

import base64
import datetime
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from actions.models import Axe, Etape, FicheAction, Indicateur
from conventions.models import Commune, Convention, Signataire
from ctg import classeur_controle
from ctg.classeur_controle import controler
from ctg.classeur_modele import modele_de_la_convention
from ctg.socle import tableur
from ctg.socle.tableur import ClasseurRefuse
from tests import fabriques
from tests.conftest import Connexions
from tests.naissance.outils import classeur, envoyer, projet
from tests.outils import texte_de

pytestmark = pytest.mark.django_db

COMPLET: dict[str, list[dict[str, Any]]] = {
    "Convention": [
        {
            "nom": "CTG du Val inventé",
            "territoire": "Val inventé",
            "debut": datetime.date(2026, 1, 1),
            "fin": datetime.date(2030, 12, 31),
            "objet": "Coordonner les services.",
            "deliberee_par": "Conseil communautaire",
        }
    ],
    "Parties": [
        {"nom": "saint amand"},
        {"nom": "Ailleurs", "code_insee": "90099", "code_postal": "90400"},
        {"nom": "Caf du Val inventé", "nature": "caf"},
    ],
    "Axes": [{"numero": 1, "titre": "Grandir ici"}],
    "Fiches": [{"numero": 1, "axe": 1, "titre": "Ouvrir un lieu", "objectifs": "Une place."}],
    "Etapes": [{"fiche": 1, "libelle": "Trouver le local", "debut": datetime.date(2026, 3, 1)}],
    "Indicateurs": [{"fiche": 1, "libelle": "Familles accueillies", "nature": "quantitatif"}],
}


@pytest.fixture
def en_projet(db: None) -> Convention:
    """Une convention en projet ; une commune connue."""
    fabriques.commune(nom="Saint-Amand", code_insee="90011")
    return projet()


@pytest.fixture
def client_qui_batit(connecter: Connexions, en_projet: Convention) -> Client:
    """Sa coordination."""
    return connecter(fabriques.coordonnateur(en_projet))


def _deposer(client: Client, convention: Convention, octets: bytes, nom: str = "plan.xlsx") -> Any:
    fichier = SimpleUploadedFile(nom, octets)
    return client.post(reverse("classeur_controler", args=[convention.slug]), {"fichier": fichier})


def _appliquer(client: Client, convention: Convention, octets: bytes) -> Any:
    saisie = {"classeur": base64.b64encode(octets).decode()}
    return client.post(reverse("classeur_appliquer", args=[convention.slug]), saisie)


def test_d_un_classeur_a_la_signature(client_qui_batit: Client, en_projet: Convention) -> None:
    octets = classeur(**COMPLET)
    controle = _deposer(client_qui_batit, en_projet, octets)
    page = texte_de(controle)
    for phrase in ("Le classeur est juste", "3 parties", "1 axe", "1 action", "1 étape"):
        assert phrase in page
    assert not Axe.objects.exists(), "le contrôle n'écrit rien"

    confirmer = controle.context["formulaire"]["classeur"].value()
    adresse = reverse("classeur_appliquer", args=[en_projet.slug])
    assert client_qui_batit.post(adresse, {"classeur": confirmer}).status_code == 302
    en_projet.refresh_from_db()
    assert (en_projet.nom, en_projet.objet) == ("CTG du Val inventé", "Coordonner les services.")
    parties = [s.partenaire.nom for s in en_projet.signataires.select_related("partenaire")]
    assert parties == ["Commune de Saint-Amand", "Commune d'Ailleurs", "Caf du Val inventé"]
    assert Commune.objects.get(code_insee="90099").codes_postaux == ["90400"]
    fiche = FicheAction.objects.get()
    assert (fiche.titre, fiche.objectifs, fiche.axe.titre_court) == (
        "Ouvrir un lieu",
        "Une place.",
        "Grandir ici",
    )
    assert Etape.objects.get().debut == datetime.date(2026, 3, 1)
    assert Indicateur.objects.get().libelle == "Familles accueillies"
    # Chaque écriture est signée de la personne, en une fois.
    assert {h.auteur for h in FicheAction.historique.all()} == {
        client_qui_batit.get("/").context["user"].nom
    }

    # Le déposer à nouveau n'écrit rien.
    assert "n'apporte rien de neuf" in texte_de(_deposer(client_qui_batit, en_projet, octets))
    signer = reverse("convention_signer", args=[en_projet.slug])
    envoyer(client_qui_batit, signer, signee_le="2026-11-02", confirme="on")
    en_projet.refresh_from_db()
    assert en_projet.etat == Convention.Etat.SIGNEE
    refus = _appliquer(client_qui_batit, en_projet, classeur())
    assert "ne change plus que par avenant" in texte_de(refus)


def test_le_modele_se_depose_tel_quel_sans_rien_ajouter(en_projet: Convention) -> None:
    lu = controler(modele_de_la_convention(en_projet), en_projet)
    assert not lu.erreurs
    assert not lu.remarques
    assert lu.est_vide


@pytest.mark.parametrize(
    ("feuille", "ligne", "phrase"),
    [
        ("Axes", {"numero": 1, "titre": ""}, "Feuille Axes, ligne 2, colonne Titre"),
        ("Fiches", {"numero": 1, "axe": 7, "titre": "X"}, "aucun axe ne porte ce numéro"),
        ("Etapes", {"fiche": 4, "libelle": "X"}, "aucune action ne porte ce numéro"),
        (
            "Indicateurs",
            {"fiche": 4, "libelle": "X"},
            "Feuille Indicateurs, ligne 2, colonne Action",
        ),
        ("Parties", {"nom": "Inconnue"}, "le portail ne connaît pas cette commune"),
        ("Parties", {"nom": "Jumelle"}, "plusieurs communes possibles"),
        ("Parties", {"nom": "", "code_insee": "90098"}, "nommez la commune"),
        ("Parties", {"nom": "X", "code_insee": "9ABCD"}, "un code Insee compte cinq caractères"),
        ("Parties", {"nom": "X", "nature": "planete"}, "colonne Nature"),
    ],
)
def test_chaque_cellule_fausse_a_sa_phrase(
    en_projet: Convention, feuille: str, ligne: dict[str, Any], phrase: str
) -> None:
    fabriques.commune(nom="Jumelle", code_insee="90021")
    fabriques.commune(nom="Jumelle", code_insee="90022")
    lu = controler(classeur(**{feuille: [ligne]}), en_projet)
    assert [phrase in str(erreur) for erreur in lu.erreurs] == [True]
    assert lu.est_vide


def test_une_fin_avant_le_debut_se_dit(en_projet: Convention) -> None:
    tard, tot = datetime.date(2027, 5, 1), datetime.date(2027, 1, 1)
    octets = classeur(
        Convention=[{**COMPLET["Convention"][0], "debut": tard, "fin": tot}],
        Axes=COMPLET["Axes"],
        Fiches=COMPLET["Fiches"],
        Etapes=[{"fiche": 1, "libelle": "X", "debut": tard, "fin": tot}],
    )
    phrases = [str(erreur) for erreur in controler(octets, en_projet).erreurs]
    assert any("la convention finit avant" in phrase for phrase in phrases)
    assert any("l'étape finit avant" in phrase for phrase in phrases)


def test_une_cellule_fausse_et_rien_ne_s_ecrit(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    octets = classeur(Axes=COMPLET["Axes"], Fiches=[{"numero": 1, "axe": 3, "titre": "X"}])
    page = _deposer(client_qui_batit, en_projet, octets)
    assert "Écrire tout cela" not in texte_de(page)
    assert "aucun axe ne porte ce numéro" in texte_de(
        _appliquer(client_qui_batit, en_projet, octets)
    )
    assert not Axe.objects.exists()


def test_un_numero_pris_entre_le_controle_et_l_accord_se_refuse(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    octets = classeur(Axes=COMPLET["Axes"])
    assert "Le classeur est juste" in texte_de(_deposer(client_qui_batit, en_projet, octets))
    fabriques.axe(en_projet, numero=1, titre="Un autre axe")
    page = texte_de(_appliquer(client_qui_batit, en_projet, octets))
    assert "un axe porte déjà ce numéro" in page
    assert Axe.objects.count() == 1


def test_le_fichier_se_lit_hors_du_verrou(
    en_projet: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    # L'acte ouvre un point de reprise : lire dedans ferait attendre tous ceux qui écrivent.
    dehors, lus = len(connection.savepoint_ids), []
    lire = tableur.lire_classeur

    def espion(*args: Any, **options: Any) -> Any:
        lus.append(len(connection.savepoint_ids))
        return lire(*args, **options)

    monkeypatch.setattr(classeur_controle, "lire_classeur", espion)
    par = fabriques.coordonnateur(en_projet)
    classeur_controle.appliquer(octets=classeur(), convention=en_projet, par=par)
    assert lus == [dehors]
    assert Axe.objects.count() == 1


def test_toutes_les_cellules_fausses_se_lisent_et_un_refus_compte_le_reste(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    fausses = [{"numero": n, "axe": 3, "titre": f"Action {n}"} for n in range(1, 131)]
    octets = classeur(Fiches=fausses)
    controle = texte_de(_deposer(client_qui_batit, en_projet, octets))
    assert controle.count("ucun axe ne porte") == 130
    refus = texte_de(_appliquer(client_qui_batit, en_projet, octets))
    assert refus.count("ucun axe ne porte") == 20
    assert "Et 110 autres cellules." in refus


@pytest.mark.parametrize(
    ("octets", "nom", "phrase"),
    [
        (b"%PDF-1.7", "plan.pdf", "Déposez un classeur XLSX"),
        (b"PK\x03\x04 tronque", "plan.xlsx", "classeur"),
        (b"bonjour", "plan.xlsx", "Le contenu de ce fichier"),
    ],
)
def test_un_fichier_qui_n_est_pas_un_classeur_se_refuse(
    client_qui_batit: Client, en_projet: Convention, octets: bytes, nom: str, phrase: str
) -> None:
    reponse = _deposer(client_qui_batit, en_projet, octets, nom)
    assert reponse.context["formulaire"].errors
    assert phrase in texte_de(reponse)


def test_un_classeur_d_autre_chose_se_refuse(en_projet: Convention) -> None:
    sortie = io.BytesIO()
    Workbook().save(sortie)
    with pytest.raises(ClasseurRefuse, match="Aucune feuille connue"):
        controler(sortie.getvalue(), en_projet)


def test_cinq_cents_parties_se_controlent_en_autant_de_requetes(
    en_projet: Convention, django_assert_max_num_queries: Any
) -> None:
    lignes = [{"nom": f"Association {n}", "nature": "association"} for n in range(500)]
    with django_assert_max_num_queries(8):
        lu = controler(classeur(Parties=lignes), en_projet)
    assert len(lu.parties) == 500
    assert not Signataire.objects.exists()
