"""Les pages des propositions : l'adresse garde les filtres, la comparaison dit ses mots."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.accueil import attentes
from actions.models import FicheAction, PropositionDeModification
from conventions.models import Convention, Utilisateur
from ctg.socle.comparaison import Morceau, comparer
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.outils import texte_de


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention, objectifs="Ouvrir un lieu par an.", contexte="- Un constat")


def test_deux_textes_se_comparent_mot_a_mot() -> None:
    assert comparer("Ouvrir un lieu par an.", "Ouvrir deux lieux par an.") == [
        Morceau("garde", "Ouvrir "),
        Morceau("retire", "un lieu "),
        Morceau("ajoute", "deux lieux "),
        Morceau("garde", "par an."),
    ]
    assert comparer("", "Neuf") == [Morceau("ajoute", "Neuf")]
    assert comparer("Un  mot", "Un mot") == [Morceau("garde", "Un mot")]


def test_le_formulaire_part_du_texte_signe_et_cite_le_contrat(
    connecter: Connexions, convention: Convention, fiche: FicheAction
) -> None:
    fabriques.article(convention, numero=12, texte_cle="Cet avenant devra préciser tout.")
    fabriques.article(convention, numero=13, texte_cle="Résiliée de plein droit.")
    client = connecter(fabriques.pilote(fiche))
    adresse = reverse("proposition_ajouter", args=[convention.slug, 1, "objectifs"])
    page = client.get(adresse)
    assert page.context["formulaire"]["nouveau"].value() == "Ouvrir un lieu par an."
    assert "Cet avenant devra préciser tout." in texte_de(page)
    assert "Résiliée de plein droit." in texte_de(page)
    envoi = {
        "ancien": "Ouvrir un lieu par an.",
        "nouveau": "Ouvrir un lieu par an.\r\n",
        "motif": "Pour voir.",
        "origine": "autre",
    }
    refusee = texte_de(client.post(adresse, envoi))
    assert "Ce texte est celui qui est signé" in refusee
    assert "Dites d'où vient cette proposition." in refusee
    suite = {"nouveau": "Ouvrir\r\n\r\n- deux lieux", "origine_precisee": "Une lettre d'Agen"}
    assert client.post(adresse, {**envoi, **suite}).status_code == 302
    assert PropositionDeModification.objects.get().nouveau == "Ouvrir\n\n- deux lieux"
    inconnu = reverse("proposition_ajouter", args=[convention.slug, 1, "etat"])
    assert client.get(inconnu).status_code == 404


def test_la_fiche_garde_le_texte_signe_et_montre_ce_qui_est_propose(
    connecter: Connexions, convention: Convention, fiche: FicheAction
) -> None:
    fabriques.proposition(fiche)
    adresse = reverse("fiche_detail", args=[convention.slug, 1])
    page = texte_de(connecter(fabriques.lecteur(convention)).get(adresse))
    assert "Ouvrir un lieu par an." in page
    assert "Ouvrir deux lieux par an." not in page
    assert "Objectifs poursuivis" in page
    assert "reste en vigueur tant qu'un avenant n'est pas signé" in page
    assert "Proposer une modification" not in page
    assert "Proposer une modification" in texte_de(connecter(fabriques.pilote(fiche)).get(adresse))


def test_le_detail_dit_en_mots_ce_qui_sort_et_ce_qui_entre(
    connecter: Connexions, convention: Convention, fiche: FicheAction
) -> None:
    proposition = fabriques.proposition(fiche, nouveau="Ouvrir <b>deux</b> lieux par an.")
    client = connecter(fabriques.coordonnateur(convention))
    page = client.get(reverse("proposition_detail", args=[convention.slug, proposition.pk]))
    texte = texte_de(page)
    assert "[retiré : un lieu ]" in texte
    assert "[ajouté : <b>deux</b> lieux ]" in texte
    assert "<b>deux" not in page.content.decode()
    assert "Retenir" in texte


def test_un_texte_change_se_dit_avant_d_appliquer(
    connecter: Connexions, convention: Convention, fiche: FicheAction
) -> None:
    avenant = fabriques.avenant(convention, etat="signe", signe_le=AUJOURD_HUI)
    proposition = fabriques.proposition(fiche, etat="retenue", avenant=avenant)
    client = connecter(fabriques.coordonnateur(convention))
    detail = reverse("proposition_detail", args=[convention.slug, proposition.pk])
    assert "Appliquer au contrat" in texte_de(client.get(detail))
    FicheAction.objects.update(objectifs="Autre chose.")
    page = texte_de(client.get(detail))
    assert "Le texte signé a changé depuis cette proposition" in page
    assert "Appliquer au contrat" not in page
    suite = client.post(
        reverse("proposition_appliquer", args=[convention.slug, proposition.pk]), follow=True
    )
    assert "Le texte signé a changé depuis cette proposition" in texte_de(suite)
    assert FicheAction.objects.get().objectifs == "Autre chose."


def test_la_page_de_l_avenant_liste_tout_ce_qu_il_change(
    connecter: Connexions, convention: Convention, fiche: FicheAction
) -> None:
    avenant = fabriques.avenant(convention)
    client = connecter(fabriques.coordonnateur(convention))
    adresse = reverse("avenant_modifications", args=[convention.slug, avenant.numero])
    assert "ne change encore rien au plan" in texte_de(client.get(adresse))
    for champ in ("objectifs", "contexte"):
        fabriques.proposition(fiche, champ=champ, etat="retenue", avenant=avenant)
    page = texte_de(client.get(adresse))
    assert "2 modifications du plan." in page
    assert "Action 1 : objectifs poursuivis" in page
    assert "L'avenant n° 1 n'est pas signé" in page
    assert "Appliquer au contrat" not in page
    convention_detail = client.get(reverse("convention_detail", args=[convention.slug]))
    assert adresse in convention_detail.content.decode()


def test_la_liste_se_filtre_dans_l_adresse_et_son_vide_dit_la_suite(
    connecter: Connexions, convention: Convention, fiche: FicheAction
) -> None:
    client = connecter(fabriques.copilote(convention))
    adresse = reverse("proposition_liste", args=[convention.slug])
    vide = texte_de(client.get(adresse))
    assert "Personne ne propose de changer le contrat" in vide
    assert "0 proposition" not in vide
    fabriques.proposition(fiche, motif="Celle qui attend.")
    autre = fabriques.fiche(convention)
    fabriques.proposition(autre, motif="Pas reprise.", etat="ecartee", motif_ecart="Trop tôt.")
    fabriques.proposition(fabriques.fiche(fabriques.convention()), motif="D'ailleurs.")

    def lu(**filtres: str) -> tuple[bool, bool, bool]:
        page = texte_de(client.get(adresse, filtres))
        return tuple(m in page for m in ("Celle qui attend.", "Pas reprise.", "D'ailleurs."))  # type: ignore[return-value]

    assert lu() == (True, True, False)
    assert lu(etat="ecartee") == (False, True, False)
    assert lu(fiche="1") == (True, False, False)
    rien = texte_de(client.get(adresse, {"etat": "appliquee"}))
    assert "Aucune proposition ne répond à ces filtres" in rien


def test_l_accueil_du_coordonnateur_dit_ce_qui_est_propose(
    convention: Convention, fiche: FicheAction
) -> None:
    def dit(compte: Utilisateur) -> list[str]:
        lues = attentes(compte, convention, AUJOURD_HUI)
        return [a.titre for a in lues if "contrat" in a.titre]

    coordonnateur = fabriques.coordonnateur(convention)
    assert dit(coordonnateur) == []
    fabriques.proposition(fiche)
    assert dit(coordonnateur) == ["Une modification du contrat est proposée"]
    fabriques.proposition(fiche, champ="moyens")
    assert dit(coordonnateur) == ["2 modifications du contrat sont proposées"]
    assert dit(fabriques.pilote(fiche)) == dit(fabriques.copilote(convention)) == []


def test_une_version_depassee_montre_le_conflit(
    connecter: Connexions, convention: Convention, fiche: FicheAction
) -> None:
    proposition = fabriques.proposition(fiche)
    avenant = fabriques.avenant(convention)
    PropositionDeModification.objects.update(version=2)
    client = connecter(fabriques.coordonnateur(convention))
    adresse = reverse("proposition_retenir", args=[convention.slug, proposition.pk])
    reponse = client.post(adresse, {"version": "1", "avenant": avenant.pk})
    assert reponse.status_code == 409
    assert PropositionDeModification.objects.get().etat == "en_attente"


@pytest.mark.parametrize(("vue", "plafond"), [("proposition_liste", 8), ("avenant", 12)])
def test_les_pages_se_lisent_a_cout_constant(
    connecter: Connexions, convention: Convention, vue: str, plafond: int
) -> None:
    avenant = fabriques.avenant(convention)
    client = connecter(fabriques.lecteur(convention))
    adresse = (
        reverse("avenant_modifications", args=[convention.slug, avenant.numero])
        if vue == "avenant"
        else reverse(vue, args=[convention.slug])
    )
    comptes = []
    for nombre in (1, 12):
        for _ in range(nombre):
            fabriques.proposition(
                fabriques.fiche(convention), etat="retenue", avenant=avenant, ancien="Un texte."
            )
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= plafond
