"""Les pages des instances et des réunions."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Convention, Partenaire
from pilotage.models import Decision, Instance, MembreInstance, Presence, Reunion
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture
def client_qui_anime(convention: Convention, connecter: Connexions) -> Any:
    """Le navigateur du coordonnateur."""
    return connecter(fabriques.coordonnateur(convention))


def _url(nom: str, convention: Convention, *reste: Any) -> str:
    return reverse(nom, args=[convention.slug, *reste])


def test_l_annee_dit_qui_s_est_reuni(convention: Convention, client_qui_anime: Any) -> None:
    fabriques.instance(convention, genre=Instance.Genre.COTECH, missions="Préparer le **COPIL**.")
    fabriques.reunion(convention, date=datetime.date(2026, 3, 3))
    fabriques.reunion(convention, date=datetime.date(2026, 12, 8))
    page = client_qui_anime.get(_url("instance_liste", convention)).text
    assert "réuni en 2026" in page
    assert "pas encore réuni en 2026" in page
    assert "3 mars 2026" in page
    assert "8 décembre 2026" in page
    assert "<strong>COPIL</strong>" in page


def test_l_annee_toleree_ne_reproche_rien(connecter: Connexions) -> None:
    convention = fabriques.convention(
        debut=datetime.date(2026, 1, 1),
        fin=datetime.date(2030, 12, 31),
        deliberee_le=datetime.date(2026, 10, 20),
    )
    fabriques.instance(convention)
    client = connecter(fabriques.lecteur(convention))
    page = client.get(_url("instance_liste", convention)).text
    assert "aucune réunion ne lui est reprochée" in page
    assert "pas encore réuni" not in page


def test_sans_instance_la_page_le_dit(convention: Convention, client_qui_anime: Any) -> None:
    page = client_qui_anime.get(_url("instance_liste", convention)).text
    assert "Le COPIL et le COTECH ne sont pas encore là" in page
    assert "Aucun groupe de travail" in page


def test_ouvrir_un_groupe_de_travail(convention: Convention, client_qui_anime: Any) -> None:
    adresse = _url("instance_ajouter", convention)
    client_qui_anime.post(adresse, {"genre": "gt", "nom": "Parentalité"})
    groupe = Instance.objects.get(nom="Parentalité")
    assert groupe.genre == Instance.Genre.GT
    reponse = client_qui_anime.post(adresse, {"genre": "gt", "nom": "Parentalité"})
    assert "Un groupe de travail porte déjà ce nom." in reponse.text
    assert Instance.objects.count() == 1


def test_le_comite_qui_manque_s_ouvre_une_seule_fois(
    convention: Convention, client_qui_anime: Any
) -> None:
    adresse = _url("instance_ajouter", convention)
    proposees = client_qui_anime.get(adresse).context["formulaire"].fields["genre"].choices
    assert [cle for cle, _ in proposees] == ["copil", "cotech", "gt"]
    client_qui_anime.post(adresse, {"genre": "copil", "nom": "Comité"})
    assert Instance.objects.get().genre == Instance.Genre.COPIL
    assert client_qui_anime.post(adresse, {"genre": "copil", "nom": "Autre"}).status_code == 200
    assert Instance.objects.count() == 1


def test_faire_sieger_puis_retirer_garde_le_passe(
    convention: Convention, client_qui_anime: Any
) -> None:
    partie = fabriques.signataire(convention).partenaire
    personne = fabriques.mandat(partenaire=partie).personne
    copil = fabriques.instance(convention)
    adresse = _url("membre_ajouter", convention, copil.pk)
    client_qui_anime.post(adresse, {"personne": personne.pk, "partenaire": partie.pk})
    membre = MembreInstance.objects.get()
    assert (membre.debut, membre.fin) == (datetime.date(2026, 11, 23), None)
    reponse = client_qui_anime.post(adresse, {"personne": personne.pk, "partenaire": partie.pk})
    assert "siège déjà dans cette instance" in reponse.text

    client_qui_anime.post(_url("membre_retirer", convention, membre.pk))
    membre.refresh_from_db()
    assert membre.fin == datetime.date(2026, 11, 23)
    page = client_qui_anime.get(_url("instance_detail", convention, copil.pk)).text
    assert "1\u00a0ancien membre" in page
    client_qui_anime.post(adresse, {"personne": personne.pk, "partenaire": partie.pk})
    assert MembreInstance.objects.count() == 2


@pytest.mark.parametrize(("consultatif", "refuse"), [("", True), ("on", False)])
def test_au_copil_seules_les_parties_siegent_pleinement(
    convention: Convention, client_qui_anime: Any, consultatif: str, refuse: bool
) -> None:
    autre = fabriques.partenaire(nature=Partenaire.Nature.ASSOCIATION)
    donnees: dict[str, Any] = {
        "personne": fabriques.lecteur(convention).personne_id,
        "partenaire": autre.pk,
    }
    if consultatif:
        donnees["est_consultatif"] = consultatif
    copil = fabriques.instance(convention)
    reponse = client_qui_anime.post(_url("membre_ajouter", convention, copil.pk), donnees)
    assert ("(art. 7)" in reponse.text) is refuse
    assert MembreInstance.objects.exists() is not refuse


def test_les_personnes_d_un_autre_territoire_ne_se_montrent_pas(
    convention: Convention, client_qui_anime: Any
) -> None:
    ailleurs = fabriques.personne()
    fabriques.mandat(personne=ailleurs)
    adresse = _url("membre_ajouter", convention, fabriques.instance(convention).pk)
    assert str(ailleurs) not in client_qui_anime.get(adresse).text
    client_qui_anime.post(adresse, {"personne": ailleurs.pk, "est_consultatif": "on"})
    assert not MembreInstance.objects.exists()


def test_inscrire_puis_corriger_une_reunion(convention: Convention, client_qui_anime: Any) -> None:
    copil = fabriques.instance(convention)
    adresse = _url("reunion_ajouter", convention, copil.pk)
    donnees = {"date": "2026-12-08", "lieu": "Mairie", "ordre_du_jour": "- Bilan"}
    reponse = client_qui_anime.post(adresse, donnees, follow=True)
    assert "Réunion du 8 décembre 2026" in reponse.text
    assert "<li>Bilan</li>" in reponse.text
    reponse = client_qui_anime.post(adresse, donnees)
    assert "se réunit déjà ce jour-là" in reponse.text

    reunion = Reunion.objects.get()
    modifier = _url("reunion_modifier", convention, reunion.pk)
    client_qui_anime.post(modifier, donnees | {"version": 1, "lieu": "Agglomération"})
    conflit = client_qui_anime.post(modifier, donnees | {"version": 1, "lieu": "Ailleurs"})
    assert conflit.status_code == 409
    assert "Agglomération" in conflit.text
    assert "Ailleurs" in conflit.text
    reunion.refresh_from_db()
    assert (reunion.lieu, reunion.version) == ("Agglomération", 2)
    historique = client_qui_anime.get(_url("reunion_historique", convention, reunion.pk)).text
    assert "Agglomération" in historique


def test_les_presences_se_notent_sur_une_page(
    convention: Convention, client_qui_anime: Any
) -> None:
    caf = fabriques.partenaire(nature=Partenaire.Nature.CAF, nom="Caf inventée")
    copilote = fabriques.signataire(convention, partenaire=caf, est_copilote=True)
    autres = [fabriques.signataire(convention) for _ in range(3)]
    reunion = fabriques.reunion(convention)
    adresse = _url("presences_noter", convention, reunion.pk)
    assert "Caf inventée" in client_qui_anime.get(adresse).text

    client_qui_anime.post(
        adresse,
        {
            "version": 1,
            "les_autres": "present",
            f"partie_{copilote.pk}": "excuse",
            f"partie_{autres[0].pk}": "represente",
        },
    )
    assert Presence.objects.count() == 4
    page = client_qui_anime.get(_url("reunion_detail", convention, reunion.pk)).text
    assert "parties présentes ou représentées sur 4" in page
    assert "Copilote absent" in page

    client_qui_anime.post(adresse, {"version": 2, f"partie_{autres[0].pk}": "absent"})
    assert list(Presence.objects.values_list("signataire", "etat")) == [(autres[0].pk, "absent")]
    reponse = client_qui_anime.post(adresse, {"version": 1, "les_autres": "present"})
    assert reponse.status_code == 409
    assert Presence.objects.count() == 1


def test_les_decisions_sont_numerotees_et_se_corrigent(
    convention: Convention, client_qui_anime: Any
) -> None:
    fiche = fabriques.fiche(convention)
    reunion = fabriques.reunion(convention)
    ajouter = _url("decision_ajouter", convention, reunion.pk)
    client_qui_anime.post(ajouter, {"texte": "Ouvrir le relais.", "fiche": fiche.pk})
    client_qui_anime.post(ajouter, {"texte": "Former les équipes."})
    assert "Répondez à cette question." in client_qui_anime.post(ajouter, {"texte": ""}).text
    premiere, seconde = Decision.objects.order_by("ordre")
    assert (premiere.ordre, premiere.fiche, seconde.ordre) == (1, fiche, 2)
    modifier = _url("decision_modifier", convention, premiere.pk)
    client_qui_anime.post(modifier, {"version": 1, "texte": "Ouvrir deux relais."})
    premiere.refresh_from_db()
    assert (premiere.texte, premiere.fiche) == ("Ouvrir deux relais.", None)
    assert client_qui_anime.post(modifier, {"version": 1, "texte": "Non."}).status_code == 409


def test_une_fiche_d_une_autre_convention_est_refusee(
    convention: Convention, client_qui_anime: Any
) -> None:
    ailleurs = fabriques.fiche(fabriques.convention())
    reunion = fabriques.reunion(convention)
    adresse = _url("decision_ajouter", convention, reunion.pk)
    reponse = client_qui_anime.post(adresse, {"texte": "Oui.", "fiche": ailleurs.pk})
    assert reponse.status_code == 200
    assert not Decision.objects.exists()


def test_qui_anime(convention: Convention, connecter: Connexions) -> None:
    reunion = fabriques.reunion(convention)
    membre = MembreInstance.objects.create(instance=reunion.instance, personne=fabriques.personne())
    pages: list[tuple[Any, ...]] = [
        ("instance_ajouter",),
        ("membre_ajouter", reunion.instance.pk),
        ("reunion_ajouter", reunion.instance.pk),
        ("reunion_modifier", reunion.pk),
        ("presences_noter", reunion.pk),
        ("decision_ajouter", reunion.pk),
    ]
    attendus = {
        fabriques.copilote(convention): 403,
        fabriques.agent(convention): 403,
        fabriques.membre(convention): 403,
        fabriques.lecteur(convention): 403,
        fabriques.coordonnateur(fabriques.convention()): 404,
    }
    for compte, code in attendus.items():
        client = connecter(compte)
        for nom, *reste in pages:
            assert client.get(_url(nom, convention, *reste)).status_code == code, (compte, nom)
        retirer = client.post(_url("membre_retirer", convention, membre.pk))
        assert retirer.status_code == code
        lecture = client.get(_url("reunion_detail", convention, reunion.pk)).status_code
        assert lecture == (404 if code == 404 else 200)
    membre.refresh_from_db()
    assert membre.fin is None
    assert (
        connecter(fabriques.coordonnateur(convention))
        .get(_url("membre_retirer", convention, membre.pk))
        .status_code
        == 405
    )


def test_une_convention_cloturee_ne_change_plus(
    convention: Convention, client_qui_anime: Any
) -> None:
    copil = fabriques.instance(convention)
    Convention.objects.update(etat=Convention.Etat.CLOTUREE)
    adresse = _url("reunion_ajouter", convention, copil.pk)
    reponse = client_qui_anime.post(adresse, {"date": "2026-12-08"})
    assert "lecture seule" in reponse.text
    assert not Reunion.objects.exists()


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    convention: Convention, client_qui_anime: Any
) -> None:
    def grossir() -> None:
        for _ in range(4):
            partie = fabriques.signataire(convention)
            fabriques.instance(convention).faire_sieger(
                personne=fabriques.personne(),
                partenaire=partie.partenaire,
                est_consultatif=False,
                par=fabriques.LE_TEST,
                le=datetime.date(2026, 1, 1),
            )
            Presence.objects.create(reunion=reunion, signataire=partie, etat="present")
            reunion.decider(texte="Oui.", fiche=fabriques.fiche(convention), par=fabriques.LE_TEST)
            Instance.objects.create(
                convention=convention, genre="gt", nom=f"Groupe {Instance.objects.count()}"
            )
            fabriques.reunion(convention, date=datetime.date(2024, 1, 1 + Reunion.objects.count()))

    reunion = fabriques.reunion(convention)
    adresses = {
        _url("instance_liste", convention): 8,
        _url("instance_detail", convention, reunion.instance.pk): 12,
        _url("reunion_detail", convention, reunion.pk): 12,
        _url("presences_noter", convention, reunion.pk): 12,
    }
    comptes = []
    for _ in range(2):
        grossir()
        for adresse, plafond in adresses.items():
            with CaptureQueriesContext(connection) as requetes:
                assert client_qui_anime.get(adresse).status_code == 200
            assert len(requetes) <= plafond, (adresse, len(requetes))
            comptes.append(len(requetes))
    assert comptes[:4] == comptes[4:]
