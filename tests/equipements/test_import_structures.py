"""Importer des structures : l'aller-retour, les fautes, les droits, l'historique, le nombre."""

from typing import Any

import pytest

from conventions.models import Convention, Partenaire, Utilisateur
from ctg.socle.historique import changements
from ctg.socle.versions import ConflitDeVersion
from equipements import services
from equipements.echanges.colonnes import Reperes
from equipements.echanges.controle import Sort
from equipements.models import Correction, Equipement, Geste, Periode, SousType
from tests import fabriques
from tests.equipements import fichiers

Etat = Equipement.EtatSaisie


@pytest.fixture
def structure(convention: Convention, partie: Partenaire) -> Equipement:
    """Une structure où tout est renseigné, y compris ce qui aurait l'air d'une formule."""
    sous_type = SousType.objects.create(type="alsh", code="ados_test", nom="ados")
    objet = fabriques.equipement(
        convention,
        partie,
        nom="=SOMME(A1)",
        sous_type=sous_type,
        adresse="1 rue\ndu Test",
        code_postal="90100",
        telephone="05 53 00 00 00",
        courriel="accueil@exemple.fr",
        site="https://exemple.fr",
        gestionnaire="-Association",
        gestionnaire_siret="73282932000074",
        capacite=20,
        age_min=3,
        age_max=11,
        periodes=[Periode.ETE, Periode.MATIN],
        horaires="  Du lundi au vendredi ; 8 h  ",
        a_referent_handicap=False,
        statut_depuis="2020-09-01",
        precisions="@tous",
    )
    objet.communes_desservies.set([fabriques.commune(), fabriques.commune()])
    objet.refresh_from_db()
    return objet


@pytest.mark.parametrize("emporter", [fichiers.xlsx, fichiers.csv])
def test_ce_qui_est_emporte_revient_sans_changement(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur, emporter: Any
) -> None:
    fabriques.equipement(convention, nom="Presque vide", etat_saisie=Etat.BROUILLON)
    controle = fichiers.controler(emporter(convention, coordonnateur), convention, coordonnateur)
    assert fichiers.fautes(controle) == []
    assert (controle.lues, controle.inchangees, controle.lignes) == (2, 2, [])
    assert controle.est_sans_changement


def test_une_phrase_par_cellule_fausse(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    faux = {
        "Type": "alsch",
        "Code postal": "9010",
        "Courriel": "accueil",
        "Places": "x",
        "Capacité (places)": "beaucoup",
        "Âge minimum": 12,
        "Statut": None,
        "Statut depuis le": "bientôt",
        "SIRET du gestionnaire": "12345678900011",
    }
    octets = fichiers.retouche(
        fichiers.xlsx(convention, coordonnateur),
        {(2, entete): valeur for entete, valeur in faux.items() if entete != "Places"},
        "Structures",
    )
    fautes = fichiers.fautes(fichiers.controler(octets, convention, coordonnateur))
    assert {ligne for ligne, _, _ in fautes} == {2}
    assert {colonne for _, colonne, _ in fautes} == faux.keys() - {
        "Places",
        # Une ligne dont une cellule est illisible n'est pas jugée plus loin.
        "Code postal",
        "Courriel",
        "Âge minimum",
        "SIRET du gestionnaire",
    }
    octets = fichiers.retouche(
        fichiers.xlsx(convention, coordonnateur),
        {(2, e): faux[e] for e in ("Code postal", "Courriel", "Âge minimum")},
        "Structures",
    )
    fautes = fichiers.fautes(fichiers.controler(octets, convention, coordonnateur))
    assert {colonne: phrase for _, colonne, phrase in fautes} == {
        "Code postal": "un code postal compte cinq chiffres.",
        "Courriel": "saisissez une adresse de courriel valide.",
        "Âge maximum": "l'âge maximum est inférieur à l'âge minimum.",
    }


def test_une_structure_validee_suit_la_regle_du_formulaire(
    convention: Convention, structure: Equipement, agent: Utilisateur
) -> None:
    octets = fichiers.retouche(
        fichiers.xlsx(convention, agent),
        {(2, "Téléphone"): "05 53 11 11 11", (2, "Capacité (places)"): 30},
        "Structures",
    )
    controle = fichiers.controler(octets, convention, agent)
    (ligne,) = controle.changees
    assert ligne.sort is Sort.CORRECTION
    assert [(e.libelle, e.avant, e.apres) for e in ligne.ecarts] == [
        ("Téléphone", "05 53 00 00 00", "05 53 11 11 11"),
        ("Capacité (places)", "20", "30"),
    ]
    bilan = fichiers.appliquer(controle, convention, agent)
    structure.refresh_from_db()
    assert (bilan.corrections, bilan.changees) == (1, 0)
    assert (structure.telephone, structure.capacite, structure.version) == (
        "05 53 11 11 11",
        20,
        2,
    )
    correction = Correction.objects.get()
    assert (correction.valeurs, correction.proposee_par) == ({"capacite": 30}, agent.nom)
    assert correction.historique.get().auteur == agent.nom
    # L'export redit la version publiée : le rendre tel quel ne touche pas à la correction.
    rendu = fichiers.controler(fichiers.xlsx(convention, agent), convention, agent)
    assert rendu.est_sans_changement


def test_une_correction_ouverte_garde_ce_que_le_fichier_ne_dit_pas(
    convention: Convention, structure: Equipement, agent: Utilisateur
) -> None:
    services.modifier(
        equipement=structure,
        champs={"gestionnaire": "La commune"},
        version_ouverte=1,
        par=agent,
        le=fichiers.LE,
        sans_relecture=False,
    )
    octets = fichiers.retouche(
        fichiers.xlsx(convention, agent), {(2, "Capacité (places)"): 30}, "Structures"
    )
    fichiers.appliquer(fichiers.controler(octets, convention, agent), convention, agent)
    assert Correction.objects.get().valeurs == {"gestionnaire": "La commune", "capacite": 30}


def test_la_coordination_applique_tout_de_suite_et_l_historique_le_dit(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    voisine = fabriques.commune(nom="Voisine")
    fabriques.signataire(convention, partenaire=fabriques.partenaire(commune=voisine))
    octets = fichiers.retouche(
        fichiers.xlsx(convention, coordonnateur),
        {(2, "Capacité (places)"): 30, (2, "Communes desservies"): "Voisine"},
        "Structures",
    )
    controle = fichiers.controler(octets, convention, coordonnateur)
    fichiers.appliquer(controle, convention, coordonnateur)
    structure.refresh_from_db()
    assert structure.capacite == 30
    assert list(structure.communes_desservies.all()) == [voisine]
    derniere = structure.historique.order_by("history_id").last()
    assert (derniere.auteur, derniere.history_change_reason) == (
        coordonnateur.nom,
        Geste.MODIFICATION,
    )
    assert derniere.history_user_id == coordonnateur.pk
    lignes = changements(structure.historique.all())
    champs = {c.libelle: (c.avant, c.apres) for ligne in lignes for c in ligne.champs}
    assert champs["capacité (places)"] == ("20", "30")
    assert champs["communes desservies"][1] == "Voisine"


def test_ce_que_quelqu_un_a_change_depuis_l_export_n_est_pas_ecrase(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    octets = fichiers.xlsx(convention, coordonnateur)
    services.modifier(
        equipement=structure,
        champs={"telephone": "05 53 22 22 22", "capacite": 25},
        version_ouverte=1,
        par=coordonnateur,
        le=fichiers.LE,
        sans_relecture=True,
    )
    # Rien de touché : le portail en sait plus, et reste tel quel.
    assert fichiers.controler(octets, convention, coordonnateur).est_sans_changement
    # Une autre cellule : elle s'applique, sans défaire le reste.
    autre = fichiers.retouche(octets, {(2, "Gestionnaire"): "La commune"}, "Structures")
    fichiers.appliquer(
        fichiers.controler(autre, convention, coordonnateur), convention, coordonnateur
    )
    structure.refresh_from_db()
    assert (structure.gestionnaire, structure.capacite) == ("La commune", 25)
    # La même cellule : refusée, la valeur du portail est dite.
    meme = fichiers.retouche(octets, {(2, "Capacité (places)"): 40}, "Structures")
    ((ligne, colonne, phrase),) = fichiers.fautes(
        fichiers.controler(meme, convention, coordonnateur)
    )
    assert (ligne, colonne) == (2, "Capacité (places)")
    assert "« 25 » depuis l'export" in phrase


def test_entre_le_controle_et_la_confirmation_tout_ou_rien(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    autre = fabriques.equipement(convention, nom="Autre")
    octets = fichiers.retouche(
        fichiers.xlsx(convention, coordonnateur),
        {(2, "Gestionnaire"): "Ici", (3, "Gestionnaire"): "Là"},
        "Structures",
    )
    controle = fichiers.controler(octets, convention, coordonnateur)
    assert len(controle.lignes) == 2
    Equipement.objects.filter(pk=autre.pk).update(version=2)
    with pytest.raises(ConflitDeVersion):
        fichiers.appliquer(controle, convention, coordonnateur)
    assert not Equipement.objects.filter(gestionnaire__in=["Ici", "Là"]).exists()


def test_une_colonne_qui_ne_change_rien_le_dit(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    octets = fichiers.xlsx(convention, coordonnateur)
    assert fichiers.controler(octets, convention, coordonnateur).remarques == []
    change = {(2, "Soutenue par"): "Commune d'ailleurs", (2, "Saisie"): "brouillon"}
    controle = fichiers.controler(
        fichiers.retouche(octets, change, "Structures"), convention, coordonnateur
    )
    assert controle.est_sans_changement
    debuts = [remarque.partition(" :")[0] for remarque in controle.remarques]
    assert debuts == ["« Soutenue par », ligne 2", "« Saisie », ligne 2"]


def test_un_agent_ne_touche_qu_aux_siennes(
    convention: Convention, structure: Equipement, agent: Utilisateur
) -> None:
    ailleurs = fabriques.equipement(convention, nom="Ailleurs")
    cachee = fabriques.equipement(convention, nom="Cachée", etat_saisie=Etat.BROUILLON)
    octets = fichiers.tableau(
        ("Repère", "Nom"),
        [(f"{ailleurs.pk}-v1", "Renommée"), (f"{cachee.pk}-v1", "X"), (f"{structure.pk}-v1", "Y")],
    )
    controle = fichiers.controler(octets, convention, agent)
    assert [(e.ligne, e.colonne) for e in controle.erreurs] == [(3, "Repère"), (2, "Repère")]
    assert "n'est pas à vous" in controle.erreurs[1].message
    assert [ligne.ligne for ligne in controle.lignes] == [4]


def test_chaque_champ_saisi_a_sa_colonne(convention: Convention, structure: Equipement) -> None:
    colonnes = {colonne.cle for colonne in Reperes.lus(convention).modele.colonnes}
    assert colonnes >= set(Equipement.CHAMPS_SAISIS)


def test_seules_les_communes_des_parties_et_du_registre_se_proposent(
    convention: Convention, structure: Equipement, partie: Partenaire
) -> None:
    fabriques.commune(nom="Lointaine")
    fabriques.signataire(fabriques.convention())
    proposees = set(Reperes.lus(convention).communes.values())
    assert proposees == {partie.commune, *structure.communes_desservies.all()}
