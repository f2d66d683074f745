"""Importer les chiffres d'une année : l'aller-retour, les fautes, ce qui est masqué."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.models import Convention, Partenaire, Utilisateur
from ctg.socle.versions import ConflitDeVersion
from equipements.echanges.chiffres import mots_sans_article
from equipements.echanges.contenu import contenu_de_l_annee
from equipements.models import (
    AnneeFermee,
    ChiffreAnnuel,
    Equipement,
    MontantDeSoutien,
    Soutien,
    TypeEquipement,
    definitions_de,
)
from tests import fabriques
from tests.equipements import fichiers

Reponse = ChiffreAnnuel.Reponse


@pytest.fixture
def structure(convention: Convention, partie: Partenaire) -> Equipement:
    """Un ALSH où tout genre de réponse est donné pour 2025."""
    objet = fabriques.equipement(convention, partie)
    fabriques.chiffre(objet, valeur=1200)
    fabriques.chiffre(objet, code="enfants_aeeh", valeur=3)
    fabriques.chiffre(
        objet, code="heures_facturees", reponse=Reponse.NON_DISPONIBLE, motif="Travaux"
    )
    fabriques.chiffre(objet, code="bonus_territoire", valeur="1500.50")
    MontantDeSoutien.objects.create(soutien=objet.soutiens.get(), annee=2025, valeur=45000)
    return objet


def _lignes(convention: Convention, compte: Utilisateur) -> dict[str, int]:
    """Question → sa ligne dans le classeur."""
    contenu = contenu_de_l_annee(fichiers.retenues(convention, compte), 2025)
    return {ligne["question"]: rang for rang, ligne in enumerate(contenu.lignes(), 2)}


def _retouche(convention: Convention, compte: Utilisateur, question: str, **cellules: Any) -> bytes:
    entetes = {"nombre": "Nombre", "absence": "Sans nombre", "motif": "Pourquoi"}
    ligne = _lignes(convention, compte)[question]
    changements = {(ligne, entetes[cle]): valeur for cle, valeur in cellules.items()}
    return fichiers.retouche(fichiers.xlsx_annee(convention, compte), changements, "Chiffres")


@pytest.mark.parametrize("emporter", [fichiers.xlsx_annee, fichiers.csv_annee])
@pytest.mark.parametrize("qui", ["coordonnateur", "agent", "lecteur"])
def test_ce_qui_est_emporte_revient_sans_changement(
    convention: Convention, structure: Equipement, agent: Utilisateur, qui: str, emporter: Any
) -> None:
    comptes: dict[str, Callable[[Convention], Utilisateur]] = {
        "coordonnateur": fabriques.coordonnateur,
        "lecteur": fabriques.lecteur,
        "agent": lambda _: agent,
    }
    compte = comptes[qui](convention)
    controle = fichiers.controler_les_chiffres(emporter(convention, compte), convention, compte)
    assert fichiers.fautes(controle) == []
    assert controle.lues
    assert controle.est_sans_changement


def test_un_effectif_masque_et_un_montant_ne_sortent_pas(
    convention: Convention, structure: Equipement, agent: Utilisateur
) -> None:
    lecteur = fabriques.lecteur(convention)
    lu = fichiers.csv_annee(convention, lecteur).decode("utf-8-sig")
    assert "moins de 5" in lu
    assert "bonus" not in lu
    assert "soutien de" not in lu
    assert ";3;" not in lu
    sien = fichiers.csv_annee(convention, agent).decode("utf-8-sig")
    assert "45 000" in sien
    assert "1 500,50" in sien


def test_repondre_remplace_retire_et_signe(
    convention: Convention, structure: Equipement, agent: Utilisateur
) -> None:
    octets = _retouche(convention, agent, "heures réalisées", nombre=900)
    lignes = _lignes(convention, agent)
    octets = fichiers.retouche(
        octets,
        {
            (lignes["enfants accueillis"], "Nombre"): 1300,
            (lignes["dont bénéficiaires de l'AEEH"], "Nombre"): None,
            (lignes["heures facturées"], "Sans nombre"): "non concerné",
        },
        "Chiffres",
    )
    controle = fichiers.controler_les_chiffres(octets, convention, agent)
    ecarts = {e.libelle: (e.avant, e.apres) for x in controle.lignes for e in x.ecarts}
    assert ecarts == {
        "enfants accueillis, 2025": ("1 200", "1 300"),
        "dont bénéficiaires de l'AEEH, 2025": ("3", ""),
        "heures facturées, 2025": ("non disponible : Travaux", "non concerné : Travaux"),
        "heures réalisées, 2025": ("", "900"),
    }
    assert fichiers.appliquer(controle, convention, agent).reponses == 4
    lus = {c.code: c for c in ChiffreAnnuel.objects.filter(equipement=structure)}
    assert "enfants_aeeh" not in lus
    assert lus["enfants"].valeur == Decimal(1300)
    assert lus["heures_facturees"].reponse == Reponse.NON_CONCERNE
    assert lus["heures_realisees"].saisi_par == agent.nom
    derniere = lus["enfants"].historique.order_by("history_id").last()
    assert (derniere.history_type, derniere.auteur) == ("~", agent.nom)
    retiree = ChiffreAnnuel.historique.filter(code="enfants_aeeh").order_by("history_id").last()
    assert (retiree.history_type, retiree.auteur) == ("-", agent.nom)


@pytest.mark.parametrize(
    ("question", "cellules", "colonne", "mots"),
    [
        ("enfants accueillis", {"nombre": "douze"}, "Nombre", "n'est pas un nombre"),
        ("enfants accueillis", {"nombre": -1}, "Nombre", "au moins 0"),
        ("enfants accueillis", {"nombre": 12.5}, "Nombre", "nombre entier"),
        ("enfants accueillis", {"absence": "non concerné"}, "Sans nombre", "il y a un nombre"),
        ("heures réalisées", {"absence": "non concerné"}, "Pourquoi", "dites pourquoi"),
        ("heures réalisées", {"motif": "Travaux"}, "Sans nombre", "dites si c'est"),
        ("dont bénéficiaires de l'AEEH", {"nombre": 1201}, "Nombre", "dépasse celui des enfants"),
        ("bonus territoire CTG", {"nombre": 12}, "Nombre", "vous ne répondez pas"),
    ],
)
def test_une_phrase_par_cellule_fausse(
    convention: Convention,
    structure: Equipement,
    agent: Utilisateur,
    question: str,
    cellules: dict[str, Any],
    colonne: str,
    mots: str,
) -> None:
    octets = _retouche(convention, agent, question, **cellules)
    controle = fichiers.controler_les_chiffres(octets, convention, agent)
    ((ligne, ou, phrase),) = fichiers.fautes(controle)
    assert (ligne, ou) == (_lignes(convention, agent)[question], colonne)
    assert mots in phrase
    assert controle.lignes == []


def test_un_nom_qui_n_est_pas_celui_du_numero_se_dit(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    ligne = _lignes(convention, coordonnateur)["enfants accueillis"]
    octets = fichiers.retouche(
        fichiers.xlsx_annee(convention, coordonnateur), {(ligne, "Commune"): "Ailleurs"}, "Chiffres"
    )
    controle = fichiers.controler_les_chiffres(octets, convention, coordonnateur)
    assert controle.est_sans_changement
    assert [r for r in controle.remarques if r.startswith(f"« Commune », ligne {ligne} : ")]


def test_une_annee_fermee_ne_change_plus(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    octets = _retouche(convention, coordonnateur, "enfants accueillis", nombre=1)
    AnneeFermee.fermer(convention=convention, annee=2025, par=coordonnateur, le=fichiers.LE)
    fautes = fichiers.fautes(fichiers.controler_les_chiffres(octets, convention, coordonnateur))
    assert [(colonne, "fermée" in phrase) for _, colonne, phrase in fautes] == [("Année", True)]


def test_ce_que_quelqu_un_a_repondu_depuis_l_export_n_est_pas_ecrase(
    convention: Convention, structure: Equipement, agent: Utilisateur
) -> None:
    intact = fichiers.xlsx_annee(convention, agent)
    octets = _retouche(convention, agent, "enfants accueillis", nombre=1300)
    controle = fichiers.controler_les_chiffres(octets, convention, agent)
    ChiffreAnnuel.objects.filter(code="enfants").update(valeur=1250)
    with pytest.raises(ConflitDeVersion):
        fichiers.appliquer(controle, convention, agent)
    ((_, colonne, phrase),) = fichiers.fautes(
        fichiers.controler_les_chiffres(octets, convention, agent)
    )
    assert colonne == "Nombre"
    assert "« 1 250 » depuis l'export" in phrase
    assert fichiers.controler_les_chiffres(intact, convention, agent).est_sans_changement


def test_le_nombre_de_requetes_ne_suit_pas_les_lignes(
    convention: Convention, partie: Partenaire, coordonnateur: Utilisateur
) -> None:
    comptes = []
    for nombre in (2, 40):
        for _ in range(nombre):
            fabriques.equipement(convention, partie, type="rpe")
        octets = fichiers.csv_annee(convention, coordonnateur).replace(b";;;;\r\n", b";7;;;\r\n")
        with CaptureQueriesContext(connection) as lecture:
            controle = fichiers.controler_les_chiffres(octets, convention, coordonnateur)
        with CaptureQueriesContext(connection) as ecriture:
            bilan = fichiers.appliquer(controle, convention, coordonnateur)
        comptes.append((bilan.reponses, len(lecture), len(ecriture)))
    (peu, lues, ecrites), (beaucoup, lues_ensuite, ecrites_ensuite) = comptes
    assert (peu, beaucoup) == (12, 240)
    assert lues_ensuite == lues
    assert ecrites_ensuite - ecrites < (beaucoup - peu) / 5


@pytest.mark.parametrize(
    ("debut", "suite"), [(datetime.date(2025, 7, 1), "depuis le 1er juillet 2025"), (None, "– 2")]
)
def test_deux_soutiens_d_un_partenaire_la_meme_annee_font_l_aller_retour(
    convention: Convention,
    structure: Equipement,
    coordonnateur: Utilisateur,
    debut: datetime.date | None,
    suite: str,
) -> None:
    ancien = structure.soutiens.get()
    fin = datetime.date(2025, 6, 30)
    structure.soutiens.update(fin=fin)
    suivant = Soutien.objects.create(
        equipement=structure,
        partenaire=ancien.partenaire,
        debut=debut,
        fin=None if debut else fin,
    )
    noms = [nom for nom in _lignes(convention, coordonnateur) if nom.startswith("soutien de")]
    assert len(noms) == 2
    (nom,) = [nom for nom in noms if nom.endswith(suite)]
    octets = _retouche(convention, coordonnateur, nom, nombre=800)
    controle = fichiers.controler_les_chiffres(octets, convention, coordonnateur)
    assert fichiers.fautes(controle) == []
    assert [ligne.charge[3] for ligne in controle.lignes] == [f"soutien-{suivant.pk}"]


@pytest.mark.parametrize(
    "ecrite",
    ["soutien de Commune d'Agen", "Soutien : la commune d’Agen", "soutien du commune Agen"],
)
def test_l_article_d_un_soutien_ne_compte_pas(
    convention: Convention, structure: Equipement, ecrite: str
) -> None:
    """L'export d'avant disait « soutien de Commune d'Agen » : il se relit."""
    Partenaire.objects.filter(soutiens__equipement=structure).update(nom="Commune d'Agen")
    compte = fabriques.coordonnateur(convention)
    ligne = _lignes(convention, compte)["soutien de la Commune d'Agen"]
    octets = fichiers.retouche(
        fichiers.xlsx_annee(convention, compte), {(ligne, "Question"): ecrite}, "Chiffres"
    )
    controle = fichiers.controler_les_chiffres(octets, convention, compte)
    assert fichiers.fautes(controle) == []
    assert controle.est_sans_changement


def test_deux_questions_ne_se_distinguent_jamais_par_leur_seul_article() -> None:
    for type_de_structure in TypeEquipement:
        noms = [tuple(mots_sans_article(d.nom)) for d in definitions_de(type_de_structure)]
        assert len(set(noms)) == len(noms), type_de_structure
