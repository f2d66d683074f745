"""La liste des personnes : qui y figure, comment elle se filtre, ce qu'elle coûte."""

import datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from actions.models import PiloteDeFiche
from conventions.models import Convention, Envoi, Personne
from pilotage.models import MembreInstance
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.portail import outils_personnes as outils

HIER = AUJOURD_HUI - datetime.timedelta(days=1)


def noms(convention: Convention, connecter: Connexions, **filtre: str | int) -> list[str]:
    """Les personnes que la liste montre au coordonnateur, lui-même excepté."""
    compte = fabriques.coordonnateur(convention)
    reponse = connecter(compte).get(reverse("personne_liste", args=[convention.slug]), filtre)
    assert reponse.status_code == 200
    lignes = reponse.context["lignes"]
    return [str(ligne.personne) for ligne in lignes if "coordonnateur" not in str(ligne.personne)]


def elue(convention: Convention, nom: str, **mandat: object) -> Personne:
    """Une personne et son mandat pour une partie, avec un courriel."""
    personne = fabriques.personne(nom=nom, courriel=f"{nom.lower()}@exemple.fr")
    if "partenaire" not in mandat:
        mandat["partenaire"] = fabriques.signataire(convention).partenaire
    fabriques.mandat(personne=personne, **mandat)
    return personne


def test_y_figure_qui_agit_signe_repond_pilote_ou_siege(
    convention: Convention, connecter: Connexions
) -> None:
    elue(convention, "Ancienne", fin=HIER)
    outils.lien(fabriques.personne(nom="Liée"), convention)
    PiloteDeFiche.objects.create(
        fiche=fabriques.fiche(convention), personne=fabriques.personne(nom="Pilote seule")
    )
    MembreInstance.objects.create(
        instance=fabriques.instance(convention), personne=fabriques.personne(nom="Membre seul")
    )
    outils.demande(fabriques.fiche(convention), fabriques.personne(nom="Sollicitée"))
    elue(fabriques.convention(), "Ailleurs")
    fabriques.personne(nom="De nulle part")
    outils.lien(fabriques.personne(nom="Sans convention"), None)

    assert sorted(noms(convention, connecter)) == [
        "Ancienne",
        "Liée",
        "Membre seul",
        "Pilote seule",
        "Sollicitée",
    ]


@pytest.mark.parametrize("question", ["ELEONORE", "éléonore", "adjointe enfance", "valjoux"])
def test_on_cherche_un_nom_une_fonction_un_organisme_sans_accent(
    convention: Convention, connecter: Connexions, question: str
) -> None:
    organisme = fabriques.partenaire(nom="Commune de Valjoux")
    fabriques.signataire(convention, partenaire=organisme)
    elue(convention, "Éléonore", partenaire=organisme, fonction="Adjointe à l'enfance")
    elue(convention, "Autre")
    assert noms(convention, connecter, q=question) == ["Éléonore"]


def test_la_fonction_tenue_ailleurs_ne_se_cherche_pas(
    convention: Convention, connecter: Connexions
) -> None:
    personne = elue(convention, "Ici")
    fabriques.mandat(personne=personne, fonction="Trésorière")
    assert noms(convention, connecter, q="tresoriere") == []


def test_on_filtre_par_organisme_mandat_ou_role(
    convention: Convention, connecter: Connexions
) -> None:
    organisme = fabriques.signataire(convention).partenaire
    elue(convention, "Maire", partenaire=organisme)
    fabriques.agent(convention, organisme)
    elue(convention, "Autre")
    trouves = noms(convention, connecter, organisme=organisme.pk)
    assert len(trouves) == 2
    assert "Maire" in trouves
    assert "Autre" not in trouves


def test_chaque_regard_retient_ce_qu_il_dit(convention: Convention, connecter: Connexions) -> None:
    sans = elue(convention, "Sans")
    sans.courriel = ""
    sans.save()
    erreur = elue(convention, "Erreur")
    erreur.signaler_le_courriel(par=fabriques.LE_TEST, le=HIER)
    elue(convention, "Finie", fin=HIER)
    suivie = elue(convention, "Suivie", fin=HIER)
    fabriques.mandat(personne=suivie, partenaire=fabriques.signataire(convention).partenaire)
    midi = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
    outils.lien(elue(convention, "Signalée"), convention, signale_le=midi)
    outils.lien(elue(convention, "Éteinte"), convention, signale_le=midi, revoque_le=midi)
    agent = fabriques.agent(convention, fabriques.signataire(convention).partenaire)

    sans_courriel = set(noms(convention, connecter, regard="sans_courriel"))
    assert sans_courriel == {str(agent.personne), "Sans"}
    assert noms(convention, connecter, regard="en_erreur") == ["Erreur"]
    assert noms(convention, connecter, regard="mandat_termine") == ["Finie"]
    assert noms(convention, connecter, regard="lien_signale") == ["Signalée"]
    assert len(noms(convention, connecter, regard="inconnu")) == 7
    sans_compte = noms(convention, connecter, regard="sans_compte")
    assert str(agent.personne) not in sans_compte
    assert len(sans_compte) == 6


def test_un_courriel_abandonne_se_voit_tant_que_rien_n_est_reparti(
    convention: Convention, connecter: Connexions
) -> None:
    outils.envoi(elue(convention, "Perdue"), convention)
    ancien = datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC)
    outils.envoi(elue(convention, "Oubliée"), convention, cree_le=ancien)
    repartie = elue(convention, "Repartie")
    hier = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
    outils.envoi(repartie, convention, cree_le=hier)
    outils.envoi(repartie, convention, etat=Envoi.Etat.ENVOYE)
    signalee = elue(convention, "Signalée")
    outils.envoi(signalee, convention)
    signalee.signaler_le_courriel(par=fabriques.LE_TEST, le=AUJOURD_HUI)
    corrigee = elue(convention, "Corrigée")
    outils.envoi(corrigee, convention)
    corrigee.courriel = "nouvelle@exemple.fr"
    corrigee.save()

    assert noms(convention, connecter, regard="non_parti") == ["Perdue"]


def test_une_personne_anonymisee_ne_se_liste_plus(
    convention: Convention, connecter: Connexions
) -> None:
    partie = elue(convention, "Partie")
    partie.anonymisee_le = HIER
    partie.save()
    assert noms(convention, connecter) == []


def test_la_liste_dit_comment_joindre_et_depuis_quand(
    convention: Convention, connecter: Connexions
) -> None:
    personne = elue(convention, "Jointe", fonction="Maire")
    vu = datetime.datetime(2026, 11, 12, 9, tzinfo=datetime.UTC)
    outils.lien(personne, convention, dernier_usage_le=vu)
    elue(convention, "Muette", fin=HIER)
    page = connecter(fabriques.coordonnateur(convention)).get(
        reverse("personne_liste", args=[convention.slug])
    )
    texte = page.content.decode()
    assert "12 novembre 2026" in texte
    assert "mandat terminé" in texte
    assert "sans compte" in texte
    assert reverse("personne_detail", args=[convention.slug, personne.pk]) in texte


def test_cent_personnes_tiennent_en_deux_pages(
    convention: Convention, connecter: Connexions
) -> None:
    organisme = fabriques.signataire(convention).partenaire
    for _ in range(99):
        fabriques.mandat(partenaire=organisme)
    client = connecter(fabriques.coordonnateur(convention))
    adresse = reverse("personne_liste", args=[convention.slug])
    premiere = client.get(adresse, {"organisme": organisme.pk})
    assert len(premiere.context["lignes"]) == 50
    assert f"?organisme={organisme.pk}&amp;page=2" in premiere.content.decode()
    assert len(client.get(adresse, {"page": 2}).context["lignes"]) == 50


def test_sans_personne_la_liste_propose_d_en_ajouter(
    convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.coordonnateur(convention))
    adresse = reverse("personne_liste", args=[convention.slug])
    assert "Personne ne répond" in client.get(adresse, {"q": "zzz"}).content.decode()
    assert (
        reverse("personne_ajouter", args=[convention.slug]) in client.get(adresse).content.decode()
    )


@pytest.mark.parametrize("combien", [1, 20])
def test_les_requetes_ne_dependent_pas_du_nombre(
    convention: Convention,
    connecter: Connexions,
    django_assert_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for n in range(combien):
        personne = elue(convention, f"Élue {n}")
        outils.lien(personne, convention)
        fabriques.agent(convention, fabriques.signataire(convention).partenaire)
    client = connecter(fabriques.coordonnateur(convention))
    adresse = reverse("personne_liste", args=[convention.slug])
    with django_assert_num_queries(8):
        client.get(adresse)
