"""Bâtir le plan : ajouter, corriger, ranger, retirer si rien n'y tient, à plusieurs."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Axe, FicheAction, Indicateur
from actions.naissance import ajouter_un_axe, deplacer_un_indicateur, titre_court
from conventions.models import Convention
from ctg.naissance import taches
from ctg.socle.versions import ConflitDeVersion, ecriture_lue
from tests import fabriques
from tests.conftest import Connexions
from tests.naissance.outils import envoyer, projet
from tests.outils import texte_de

pytestmark = pytest.mark.django_db


@pytest.fixture
def en_projet(db: None) -> Convention:
    """Une convention en projet, deux axes, deux actions dans le premier."""
    convention = projet()
    premier = fabriques.axe(convention)
    fabriques.axe(convention)
    for _ in range(2):
        fabriques.fiche(convention, axe=premier)
    return convention


@pytest.fixture
def client_qui_batit(connecter: Connexions, en_projet: Convention) -> Client:
    """Sa coordination."""
    return connecter(fabriques.coordonnateur(en_projet))


def _url(nom: str, convention: Convention, *suite: Any) -> str:
    return reverse(nom, args=[convention.slug, *suite])


def _titres(convention: Convention) -> list[tuple[int, str]]:
    fiches = FicheAction.objects.filter(convention=convention).order_by("numero")
    return list(fiches.values_list("numero", "titre"))


def test_le_titre_court_vient_du_titre() -> None:
    assert titre_court("Accueil") == "Accueil"
    long = titre_court("Accueillir chaque enfant " * 6)
    assert long.endswith("enfant…")
    assert len(long) <= 60


def test_une_fiche_se_corrige_avec_son_historique(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    second = en_projet.axes.get(numero=2)
    adresse = _url("fiche_ecrire", en_projet, 1)
    envoyer(client_qui_batit, adresse, titre="Réécrite", axe=second.pk, moyens="Un local.")
    fiche = FicheAction.objects.get(convention=en_projet, numero=1)
    assert (fiche.titre, fiche.axe, fiche.moyens) == ("Réécrite", second, "Un local.")
    historique = texte_de(client_qui_batit.get(_url("fiche_historique", en_projet, 1)))
    assert "Action inventée 1" in historique
    assert "Réécrite" in historique


def test_l_axe_d_une_autre_convention_ne_se_choisit_pas(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    ailleurs = fabriques.axe(fabriques.convention())
    page = envoyer(client_qui_batit, _url("fiche_ecrire", en_projet, 1), axe=ailleurs.pk)
    assert page.status_code == 200
    assert page.context["formulaire"].errors["axe"]


def test_deux_personnes_a_la_fois_sur_une_fiche(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    adresse = _url("fiche_ecrire", en_projet, 1)
    champs = client_qui_batit.get(adresse).context["formulaire"]
    ouverte = {champ.html_name: champ.value() for champ in champs}
    envoyer(client_qui_batit, adresse, titre="De la première")
    page = client_qui_batit.post(adresse, ouverte | {"titre": "De la seconde"})
    assert page.status_code == 409
    assert "De la première" in texte_de(page)
    assert _titres(en_projet)[0] == (1, "De la première")


def test_ranger_echange_les_numeros_et_perime_les_formulaires_ouverts(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    # La deuxième a été écrite plus souvent : leurs versions auraient pu se croiser.
    envoyer(client_qui_batit, _url("fiche_ecrire", en_projet, 2), titre="Deuxième")
    champs = client_qui_batit.get(_url("fiche_ecrire", en_projet, 2)).context["formulaire"]
    ouverte = {champ.html_name: champ.value() for champ in champs}
    client_qui_batit.post(_url("fiche_deplacer", en_projet, 2), {"sens": "monter"})
    assert _titres(en_projet) == [(1, "Deuxième"), (2, "Action inventée 1")]
    # Son adresse désigne maintenant l'autre action : rien ne s'y écrit.
    page = client_qui_batit.post(_url("fiche_ecrire", en_projet, 2), ouverte)
    assert "celui d'une autre action" in texte_de(page)
    assert _titres(en_projet) == [(1, "Deuxième"), (2, "Action inventée 1")]


def test_un_formulaire_ouvert_sur_une_fiche_retiree_n_ecrit_pas_sur_la_suivante(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    adresse = _url("fiche_ecrire", en_projet, 2)
    champs = client_qui_batit.get(adresse).context["formulaire"]
    ouverte = {champ.html_name: champ.value() for champ in champs}
    client_qui_batit.post(_url("fiche_retirer", en_projet, 2), {"version": 1})
    fabriques.fiche(en_projet, axe=en_projet.axes.get(numero=1), numero=2, titre="La nouvelle")
    page = client_qui_batit.post(adresse, ouverte | {"titre": "L'ancienne"})
    assert "celui d'une autre action" in texte_de(page)
    assert 'value="L&#x27;ancienne"' in page.content.decode()
    assert _titres(en_projet)[1] == (2, "La nouvelle")


def test_deplacer_un_indicateur_qui_vient_d_etre_retire_se_dit(en_projet: Convention) -> None:
    indicateur = fabriques.indicateur(en_projet.fiches.get(numero=1))
    type(indicateur).objects.filter(pk=indicateur.pk).delete()
    with pytest.raises(ConflitDeVersion):
        deplacer_un_indicateur(indicateur=indicateur, vers_le_haut=True, par=fabriques.LE_TEST)


@pytest.mark.parametrize(("sens", "numero"), [("monter", 1), ("descendre", 2)])
def test_en_bout_de_liste_rien_ne_bouge(
    client_qui_batit: Client, en_projet: Convention, sens: str, numero: int
) -> None:
    avant = _titres(en_projet)
    client_qui_batit.post(_url("fiche_deplacer", en_projet, numero), {"sens": sens})
    assert _titres(en_projet) == avant


def test_axes_et_indicateurs_se_rangent(client_qui_batit: Client, en_projet: Convention) -> None:
    second = en_projet.axes.get(numero=2)
    client_qui_batit.post(_url("axe_deplacer", en_projet, second.pk), {"sens": "monter"})
    second.refresh_from_db()
    assert second.numero == 1
    fiche = FicheAction.objects.filter(convention=en_projet)[0]
    _, dernier = fabriques.indicateur(fiche), fabriques.indicateur(fiche)
    client_qui_batit.post(_url("indicateur_deplacer", en_projet, dernier.pk), {"sens": "monter"})
    assert fiche.indicateurs.all()[0] == dernier


def test_renumeroter_suit_l_ordre_des_axes(client_qui_batit: Client, en_projet: Convention) -> None:
    page = _url("plan_batir", en_projet)
    assert "Les renuméroter" not in texte_de(client_qui_batit.get(page))
    second = en_projet.axes.get(numero=2)
    envoyer(client_qui_batit, _url("fiche_ecrire", en_projet, 1), axe=second.pk)
    assert "Les renuméroter" in texte_de(client_qui_batit.get(page))
    client_qui_batit.post(_url("fiches_renumeroter", en_projet))
    assert _titres(en_projet) == [(1, "Action inventée 2"), (2, "Action inventée 1")]


def test_un_axe_qui_porte_une_action_ne_se_retire_pas(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    premier, second = en_projet.axes.order_by("numero")
    for axe in (premier, second):
        saisie = {"version": ecriture_lue(axe)}
        page = client_qui_batit.post(_url("axe_retirer", en_projet, axe.pk), saisie, follow=True)
        if axe == premier:
            assert "fiches-actions" in texte_de(page)
    assert list(en_projet.axes.all()) == [premier]
    assert Axe.historique.filter(id=second.pk, history_type="-").exists()
    historique = texte_de(client_qui_batit.get(_url("plan_historique", en_projet)))
    assert f"Suppression : axe 2, {second.titre_court}" in historique


def test_une_fiche_ou_quelqu_un_a_ecrit_ne_se_retire_pas(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    fiche = FicheAction.objects.get(convention=en_projet, numero=1)
    fabriques.etape(fiche)
    fabriques.indicateur(fiche)
    note = fabriques.note(fiche)
    adresse = _url("fiche_retirer", en_projet, 1)
    page = client_qui_batit.post(adresse, {"version": fiche.version}, follow=True)
    assert "notes y tiennent encore" in texte_de(page)
    note.delete()
    page = client_qui_batit.post(adresse, {"version": 99}, follow=True)
    assert "vient de modifier" in texte_de(page)
    client_qui_batit.post(adresse, {"version": fiche.version})
    assert _titres(en_projet) == [(2, "Action inventée 2")]


def test_un_indicateur_releve_ne_se_retire_pas(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    indicateur = fabriques.indicateur(FicheAction.objects.filter(convention=en_projet)[0])
    fabriques.releve(indicateur)
    saisie = {"version": indicateur.version}
    adresse = _url("indicateur_retirer", en_projet, indicateur.pk)
    assert "relevés" in texte_de(client_qui_batit.post(adresse, saisie, follow=True))
    assert Indicateur.objects.filter(pk=indicateur.pk).exists()


def test_sur_un_projet_rien_ne_se_propose(client_qui_batit: Client, en_projet: Convention) -> None:
    page = texte_de(client_qui_batit.get(_url("action_proposer", en_projet)))
    assert "n'est pas encore signée" in page
    champ = client_qui_batit.post(
        _url("proposition_ajouter", en_projet, 1, "moyens"),
        {"ancien": "", "nouveau": "X", "motif": "Y", "origine": "reunion"},
    )
    assert "son texte s'écrit directement" in texte_de(champ)


def test_une_convention_signee_sans_axe_le_dit_a_qui_propose(connecter: Connexions) -> None:
    signee = fabriques.convention()
    page = connecter(fabriques.coordonnateur(signee)).get(_url("action_proposer", signee))
    assert "Le plan n'a pas d'axe" in texte_de(page)


def test_la_liste_des_taches_compte_ce_qui_manque(en_projet: Convention) -> None:
    dites = {tache.titre: tache for tache in taches(en_projet)}
    assert dites["Les axes"].remarques == ("L'axe 2 n'a pas d'action.",)
    assert dites["Les fiches-actions"].remarques == (
        "Dont 2 sans indicateur, 2 sans étape, 2 au texte incomplet.",
    )
    assert (dites["Les parties"].etat, dites["Les parties"].geste) == (
        "tache_a_faire",
        "Coller la liste des parties",
    )


@pytest.mark.parametrize("nom", ["convention_batir", "plan_batir", "signataire_liste"])
def test_autant_de_requetes_pour_beaucoup(
    nom: str, client_qui_batit: Client, en_projet: Convention
) -> None:
    def requetes() -> int:
        with CaptureQueriesContext(connection) as lues:
            assert client_qui_batit.get(_url(nom, en_projet)).status_code == 200
        return len(lues)

    fabriques.signataire(en_projet)
    avant = requetes()
    commune = fabriques.commune()
    for _ in range(30):
        fabriques.signataire(en_projet, partenaire=fabriques.partenaire(commune=commune))
        fabriques.indicateur(fabriques.fiche(en_projet, axe=fabriques.axe(en_projet)))
    assert requetes() == avant <= 14


@pytest.mark.django_db(transaction=True)
def test_dix_personnes_ajoutent_un_axe_en_meme_temps() -> None:
    convention = projet()

    def ajouter(n: int) -> None:
        try:
            valeurs = {"titre": f"Axe {n}", "titre_court": "", "description": ""}
            ajouter_un_axe(convention=convention, valeurs=valeurs, par=fabriques.LE_TEST)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as fils:
        list(fils.map(ajouter, range(10)))
    assert sorted(convention.axes.values_list("numero", flat=True)) == list(range(1, 11))
