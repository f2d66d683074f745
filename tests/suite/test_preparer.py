"""Préparer la convention suivante : ce qui se copie, ce qui reste, ce qui y mène."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Etape, FicheAction, Indicateur, Reference
from conventions.models import Convention, Signataire, Utilisateur
from equipements.models import LigneAnnexe2
from pilotage.models import Conclusion, Evaluation
from tests import fabriques
from tests.conftest import Connexions
from tests.outils import texte_de

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def coordonnateur(convention: Convention) -> Utilisateur:
    return fabriques.coordonnateur(convention)


@pytest.fixture
def client(connecter: Connexions, coordonnateur: Utilisateur) -> Client:
    return connecter(coordonnateur)


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une action bien remplie : texte, étapes faite, passée et à venir, mots, partenaire."""
    fiche = fabriques.fiche(
        convention,
        titre="Aller vers les familles",
        objectifs="- Atteindre plus de familles",
        etat="en_cours",
        etendue="partie",
        mise_a_jour_le=LE,
    )
    fiche.publics.add(fabriques.etiquette(convention, nom="parents isolés"))
    fiche.partenaires_de_la_fiche.create(nom_libre="Une association", role="accueillir")
    fabriques.etape(fiche, libelle="Déjà faite", faite_le=datetime.date(2024, 5, 2))
    fabriques.etape(fiche, libelle="Passée", periode_ecrite="2023", fin=datetime.date(2023, 12, 31))
    fabriques.etape(
        fiche,
        libelle="Au-delà",
        periode_ecrite="2027",
        debut=datetime.date(2027, 1, 1),
        fin=datetime.date(2027, 6, 30),
    )
    fabriques.etape(
        fiche,
        libelle="À cheval",
        periode_ecrite="2026-2027",
        debut=datetime.date(2026, 9, 1),
        fin=datetime.date(2027, 6, 30),
    )
    fabriques.note(fiche, texte="Une note de la convention présente.")
    return fiche


def _preparer(client: Client, convention: Convention, **saisie: Any) -> Any:
    adresse = reverse("convention_preparer", args=[convention.slug])
    formulaire = client.get(adresse).context["formulaire"]
    donnees = {champ.name: champ.value() for champ in formulaire if champ.value()}
    return client.post(adresse, donnees | {"avec_annexe2": "on"} | saisie, follow=True)


def _suite(convention: Convention) -> Convention:
    return Convention.objects.get(succede_a=convention)


def test_la_page_propose_la_meme_duree_a_la_suite_du_terme(
    client: Client, convention: Convention, fiche: FicheAction
) -> None:
    formulaire = client.get(reverse("convention_preparer", args=[convention.slug])).context[
        "formulaire"
    ]
    assert formulaire["debut"].value() == datetime.date(2027, 1, 1)
    assert formulaire["fin"].value() == datetime.date(2031, 12, 31)
    assert formulaire["fiches"].value() == [fiche.pk]


def test_ce_qui_continue_est_copie_et_rien_ne_change_a_l_ancienne(
    client: Client, convention: Convention, fiche: FicheAction
) -> None:
    parties = [fabriques.signataire(convention, designation="la Commune") for _ in range(2)]
    reponse = _preparer(client, convention, parties=[parties[0].pk])
    suite = _suite(convention)
    assert reponse.redirect_chain[-1][0] == reverse("convention_batir", args=[suite.slug])
    assert "1 action reprise" in texte_de(reponse)
    assert suite.etat == Convention.Etat.PROJET
    reprise = Signataire.objects.get(convention=suite)
    assert (reprise.partenaire, reprise.designation) == (parties[0].partenaire, "la Commune")

    copie = suite.fiches.get()
    assert (copie.titre, copie.objectifs) == (fiche.titre, fiche.objectifs)
    assert copie.axe.convention == suite
    assert (copie.etat, copie.mise_a_jour_le, copie.etendue) == ("", None, "partie")
    assert [mot.nom for mot in copie.publics.all()] == ["parents isolés"]
    assert copie.publics.get().convention == suite
    assert str(copie.partenaires_de_la_fiche.get()) == "Une association (accueillir)"
    assert not copie.notes.exists()
    etapes = [(e.libelle, e.periode_ecrite, e.fin) for e in Etape.objects.filter(fiche=copie)]
    assert etapes == [
        ("Passée", "", None),
        ("Au-delà", "2027", datetime.date(2027, 6, 30)),
        ("À cheval", "", None),
    ]

    ancienne = FicheAction.objects.get(pk=fiche.pk)
    assert (ancienne.etat, ancienne.version) == ("en_cours", fiche.version)
    assert ancienne.etapes.count() == 4
    assert Signataire.objects.filter(convention=convention).count() == 2


def test_la_fiche_reprise_mene_a_son_histoire(
    client: Client, convention: Convention, fiche: FicheAction
) -> None:
    _preparer(client, convention)
    suite = _suite(convention)
    page = client.get(reverse("fiche_detail", args=[suite.slug, 1]))
    adresse = reverse("fiche_detail", args=[convention.slug, fiche.numero])
    assert f'href="{adresse}"' in page.content.decode()
    assert "où se lit son histoire" in texte_de(page)


def test_la_derniere_mesure_devient_la_reference(
    client: Client, convention: Convention, fiche: FicheAction
) -> None:
    compte = fabriques.indicateur(fiche, libelle="Familles", unite="familles")
    dit = fabriques.indicateur(fiche, libelle="Climat", nature="qualitatif")
    muet = fabriques.indicateur(fiche, libelle="Muet")
    fabriques.releve(compte, annee=2024, valeur=Decimal(120))
    fabriques.releve(compte, annee=2025, valeur=Decimal(150))
    # Un brouillon n'est pas une réponse.
    fabriques.releve(compte, annee=2026, valeur=Decimal(7), etat="brouillon")
    dit.niveaux.create(rang=1, libelle="naissant")
    fabriques.releve(dit, annee=2025, reponse="niveau", niveau="progres", recit="Mieux.")
    fabriques.releve(muet, annee=2025, reponse="non_disponible", motif="Pas compté.")
    Reference.objects.create(fiche=fiche, indicateur=compte, libelle="Diagnostic", valeur=90)
    _preparer(client, convention)
    copie = _suite(convention).fiches.get()
    references = {
        indicateur.libelle: [r.en_clair() for r in Reference.objects.filter(indicateur=indicateur)]
        for indicateur in Indicateur.objects.filter(fiche=copie)
    }
    assert references == {
        "Familles": ["90", "150\N{NO-BREAK SPACE}familles"],
        "Climat": ["en progrès"],
        "Muet": [],
    }
    copie_du_dit = Indicateur.objects.get(fiche=copie, libelle="Climat")
    assert [niveau.libelle for niveau in copie_du_dit.niveaux.all()] == ["naissant"]
    derniere = Reference.objects.get(indicateur__libelle="Familles", annee=2025)
    assert convention.nom in derniere.source


def test_les_structures_du_registre_font_l_annexe_2(client: Client, convention: Convention) -> None:
    partie = fabriques.signataire(convention)
    structure = fabriques.equipement(convention, partie.partenaire, nom="La ronde")
    fabriques.equipement(convention, partie.partenaire, nom="Fermée", statut="ferme")
    _preparer(client, convention)
    suite = _suite(convention)
    ligne = LigneAnnexe2.objects.get(convention=suite)
    assert ligne.equipement == structure
    assert ligne.libelle.startswith("La ronde\n")
    assert ligne.signataire.partenaire == partie.partenaire

    annexe = reverse("annexe2_liste", args=[suite.slug])
    assert "En projet" in texte_de(client.get(annexe))
    client.post(reverse("annexe2_retirer", args=[suite.slug, ligne.pk]))
    assert not LigneAnnexe2.objects.filter(convention=suite).exists()
    reponse = client.post(reverse("annexe2_reprendre", args=[suite.slug]), follow=True)
    assert "1 ligne de plus" in texte_de(reponse)
    # Deux fois de suite n'écrit rien de plus.
    reponse = client.post(reverse("annexe2_reprendre", args=[suite.slug]), follow=True)
    assert "Aucune structure validée" in texte_de(reponse)
    assert LigneAnnexe2.objects.filter(convention=suite).count() == 1


def test_une_ligne_signee_ne_se_retire_pas(client: Client, convention: Convention) -> None:
    structure = fabriques.equipement(convention)
    ligne = LigneAnnexe2.objects.create(
        convention=convention,
        signataire=fabriques.signataire(convention),
        ordre=1,
        type="alsh",
        libelle="Mots signés",
        equipement=structure,
    )
    reponse = client.post(reverse("annexe2_retirer", args=[convention.slug, ligne.pk]), follow=True)
    assert "ne change plus que par avenant" in texte_de(reponse)
    assert LigneAnnexe2.objects.filter(pk=ligne.pk).exists()


def test_ce_que_l_evaluation_conclut_aide_a_choisir(
    client: Client, convention: Convention, fiche: FicheAction
) -> None:
    close = fabriques.fiche(convention, etat="realise")
    arretee = fabriques.fiche(convention)
    evaluation = Evaluation.objects.create(convention=convention, annee=2025, ouverte_le=LE)
    Conclusion.objects.create(
        evaluation=evaluation, fiche=arretee, suite="arreter", texte="Le besoin a changé."
    )
    page = client.get(reverse("convention_preparer", args=[convention.slug]))
    assert page.context["formulaire"]["fiches"].value() == [fiche.pk]
    assert "évaluation 2025 : à arrêter" in texte_de(page)
    # Rien n'est imposé : ce qui est coché se reprend.
    _preparer(client, convention, fiches=[arretee.pk, close.pk])
    assert {f.poursuit_id for f in _suite(convention).fiches.all()} == {arretee.pk, close.pk}


def test_une_seule_suite_et_apres_le_terme(client: Client, convention: Convention) -> None:
    trop_tot = _preparer(client, convention, debut="2026-06-01")
    assert "31/12/2026 : commencez après" in texte_de(trop_tot)
    assert not Convention.objects.filter(succede_a=convention).exists()
    _preparer(client, convention)
    page = client.get(reverse("convention_preparer", args=[convention.slug]))
    assert "La suite est déjà ouverte" in texte_de(page)
    donnees = {"nom": "Une autre", "debut": "2027-01-01", "fin": "2031-12-31"}
    client.post(reverse("convention_preparer", args=[convention.slug]), donnees)
    assert Convention.objects.filter(succede_a=convention).count() == 1


def test_les_dernieres_reponses_se_reprennent_jusqu_a_la_signature(
    client: Client, convention: Convention, fiche: FicheAction
) -> None:
    compte = fabriques.indicateur(fiche, libelle="Familles", unite="familles")
    reformule = fabriques.indicateur(fiche, libelle="Enfants", unite="enfants")
    soumise = fabriques.releve(compte, annee=2026, valeur=Decimal(27), etat="soumis")
    _preparer(client, convention)
    suite = _suite(convention)

    def references() -> list[tuple[str, int | None, Decimal | None]]:
        lues = Reference.objects.filter(fiche__convention=suite).order_by("pk")
        return [(r.libelle, r.annee, r.valeur) for r in lues]

    derniere = "Dernière réponse de la convention précédente, 2026"
    assert references() == [(f"{derniere} (provisoire : pas encore acceptée)", 2026, Decimal(27))]
    # Acceptée depuis, à une autre valeur ; et un indicateur reformulé dans la suite a répondu.
    soumise.delete()
    fabriques.releve(compte, annee=2026, valeur=Decimal(29), etat="accepte")
    fabriques.releve(reformule, annee=2026, valeur=Decimal(4), etat="accepte")
    Indicateur.objects.filter(fiche__convention=suite, libelle="Enfants").update(libelle="Jeunes")
    reprendre = reverse("convention_reprendre_valeurs", args=[suite.slug])
    batir = reverse("convention_batir", args=[suite.slug])
    assert reprendre in client.get(batir).text
    assert "2 valeurs" in texte_de(client.post(reprendre, follow=True)).replace("\u00a0", " ")
    assert references() == [(derniere, 2026, Decimal(29)), (derniere, 2026, Decimal(4))]
    assert "disent déjà" in texte_de(client.post(reprendre, follow=True))
    suite.refresh_from_db()
    Convention.objects.filter(pk=suite.pk).update(etat=Convention.Etat.SIGNEE)
    fabriques.releve(compte, annee=2025, valeur=Decimal(1), etat="accepte")
    client.post(reprendre)
    assert len(references()) == 2
    assert reprendre not in client.get(batir).text


def test_un_indicateur_neuf_ne_prend_pas_la_reponse_de_celui_dont_il_a_le_rang(
    client: Client, convention: Convention, fiche: FicheAction
) -> None:
    fabriques.releve(fabriques.indicateur(fiche, libelle="Maillage"), annee=2025, valeur=42)
    repris = fabriques.indicateur(fiche, libelle="Familles")
    _preparer(client, convention)
    suite = _suite(convention)
    copies = Indicateur.objects.filter(fiche__convention=suite)
    rang = copies.get(libelle="Maillage").ordre
    copies.filter(libelle="Maillage").delete()
    fabriques.indicateur(suite.fiches.get(), libelle="Enfants", ordre=rang)
    # Reformulée, et à un autre rang, une copie vient toujours du même.
    copies.filter(libelle="Familles").update(libelle="Parents", ordre=9)
    fabriques.releve(repris, annee=2025, valeur=7)
    client.post(reverse("convention_reprendre_valeurs", args=[suite.slug]))
    lues = Reference.objects.filter(fiche__convention=suite)
    assert [(r.indicateur.libelle, r.valeur) for r in lues if r.indicateur] == [
        ("Parents", Decimal(7))
    ]
