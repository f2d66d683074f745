"""Importer les prix d'accueils de loisirs : l'aller-retour, les fautes, ce qui se range."""

from decimal import Decimal
from typing import Any

import pytest

from conventions.models import Convention, Partenaire, Utilisateur
from ctg.socle.versions import ConflitDeVersion
from equipements.echanges.controle import Controle
from equipements.models import AnneeFermee, Equipement, GrilleDePrix, Prix
from tests import fabriques
from tests.equipements import fichiers


@pytest.fixture
def accueil(convention: Convention, partie: Partenaire) -> Equipement:
    """Un ALSH et sa grille 2025-2026 de deux tranches : lignes 2 et 3 du classeur."""
    objet = fabriques.equipement(convention, partie, nom="Les Lucioles")
    grille = fabriques.grille(objet, (0, 800, 8), (801, None, 12), precisions="Fratries : -10 %")
    Prix.objects.filter(grille=grille, qf_min=0).update(montant_exterieur="15.50")
    return objet


def _retouche(
    convention: Convention, compte: Utilisateur, cellules: dict[tuple[int, str], Any]
) -> Controle:
    octets = fichiers.retouche(fichiers.xlsx_prix(convention, compte), cellules, "Prix")
    return fichiers.controler_les_prix(octets, convention, compte)


@pytest.mark.parametrize("emporter", [fichiers.xlsx_prix, fichiers.csv_prix])
def test_ce_qui_est_emporte_revient_sans_changement(
    convention: Convention, accueil: Equipement, coordonnateur: Utilisateur, emporter: Any
) -> None:
    fabriques.equipement(convention, nom="Sans prix")
    fabriques.equipement(convention, nom="Un relais", type="rpe")
    octets = emporter(convention, coordonnateur)
    controle = fichiers.controler_les_prix(octets, convention, coordonnateur)
    assert fichiers.fautes(controle) == []
    # Deux tranches, et la ligne vide de l'accueil sans prix ; un relais n'en a pas.
    assert (controle.lues, controle.inchangees) == (3, 3)
    assert controle.est_sans_changement


def test_la_grille_du_fichier_remplace_celle_du_portail(
    convention: Convention, accueil: Equipement, coordonnateur: Utilisateur
) -> None:
    controle = _retouche(
        convention,
        coordonnateur,
        {
            (2, "Prix, en euros"): "8,20 €",
            (4, "Repère"): f"{accueil.pk}-v1",
            (4, "Année scolaire"): "2025-2026",
            (4, "Prix de"): "Semaine",
            (4, "Prix, en euros"): 50,
        },
    )
    (ligne,) = controle.changees
    assert ligne.nom.startswith("Les Lucioles")
    assert {e.libelle: (e.avant, e.apres) for e in ligne.ecarts} == {
        "journée avec repas, QF jusqu'à 800": (
            "8,00\u00a0€ (hors commune 15,50\u00a0€)",
            "8,20\u00a0€ (hors commune 15,50\u00a0€)",
        ),
        "semaine sans repas, tous les QF": ("", "50,00\u00a0€"),
    }
    assert (controle.lues, controle.nombre_de_changees, controle.inchangees) == (3, 3, 0)
    bilan = fichiers.appliquer(controle, convention, coordonnateur)
    assert bilan.grilles == 1
    grille = GrilleDePrix.objects.get()
    assert (grille.version, grille.saisie_par) == (2, coordonnateur.nom)
    assert grille.precisions == "Fratries : -10 %"
    assert {p.montant for p in grille.prix.all()} == {Decimal("8.20"), Decimal(12), Decimal(50)}
    # Ce qui n'a pas changé garde son histoire.
    assert grille.prix.get(qf_min=801).historique.count() == 1
    rendu = fichiers.xlsx_prix(convention, coordonnateur)
    assert fichiers.controler_les_prix(rendu, convention, coordonnateur).est_sans_changement


def test_une_annee_sans_grille_en_recoit_une(
    convention: Convention, accueil: Equipement, coordonnateur: Utilisateur
) -> None:
    octets = fichiers.retouche(
        fichiers.xlsx_prix(convention, coordonnateur, annee=2026),
        {(2, "Prix de"): "journée", (2, "Avec repas"): "oui", (2, "Prix, en euros"): 11},
        "Prix",
    )
    controle = fichiers.controler_les_prix(octets, convention, coordonnateur)
    fichiers.appliquer(controle, convention, coordonnateur)
    assert [(g.annee_scolaire, g.prix.count()) for g in accueil.grilles.all()] == [
        (2026, 1),
        (2025, 2),
    ]


@pytest.mark.parametrize(
    ("cellules", "fautes"),
    [
        ({(2, "Prix de"): "mois"}, [(2, "Prix de", "n'est pas dans la liste")]),
        ({(2, "Prix de"): None}, [(2, "Prix de", "choisissez l'unité.")]),
        ({(2, "Prix, en euros"): None}, [(2, "Prix, en euros", "indiquez le prix.")]),
        ({(3, "Prix, en euros"): "gratuit"}, [(3, "Prix, en euros", "n'est pas un nombre")]),
        ({(2, "Prix, en euros"): 8.005}, [(2, "Prix, en euros", "au centime près")]),
        ({(2, "QF de"): 900}, [(2, "QF jusqu'à", "finit avant de commencer")]),
        ({(3, "QF de"): 700}, [(2, "QF de", "se recouvrent")]),
        ({(3, "QF de"): 900}, [(2, "QF de", "manque un prix pour les QF de 801 à 899")]),
        ({(2, "Repère"): "999-v1"}, [(2, "Repère", "n'est pas le repère d'un accueil")]),
        ({(3, "Année scolaire"): "2025-2027"}, [(3, "Année scolaire", "comme 2025-2026")]),
    ],
)
def test_une_phrase_par_cellule_fausse(
    convention: Convention,
    accueil: Equipement,
    coordonnateur: Utilisateur,
    cellules: dict[tuple[int, str], Any],
    fautes: list[tuple[int, str, str]],
) -> None:
    controle = _retouche(convention, coordonnateur, cellules)
    lues = fichiers.fautes(controle)
    assert [(ligne, colonne) for ligne, colonne, _ in lues] == [(x, c) for x, c, _ in fautes]
    assert all(mots in phrase for (*_, phrase), (*_, mots) in zip(lues, fautes, strict=True))


def test_une_ligne_videe_ne_retire_pas_une_grille(
    convention: Convention, accueil: Equipement, coordonnateur: Utilisateur
) -> None:
    entetes = ("Prix de", "Avec repas", "QF de", "QF jusqu'à", "Prix, en euros")
    vides = {(ligne, e): None for ligne in (2, 3) for e in (*entetes, "Hors commune, en euros")}
    assert _retouche(convention, coordonnateur, vides).est_sans_changement


def test_un_nom_qui_n_est_pas_celui_du_repere_se_dit(
    convention: Convention, accueil: Equipement, coordonnateur: Utilisateur
) -> None:
    controle = _retouche(convention, coordonnateur, {(2, "Structure"): "Un autre accueil"})
    assert controle.est_sans_changement
    assert [r for r in controle.remarques if r.startswith("« Structure », ligne 2 : ")]


def test_on_ne_change_que_les_siens_et_les_annees_ouvertes(
    convention: Convention, accueil: Equipement, coordonnateur: Utilisateur
) -> None:
    change = {(2, "Prix, en euros"): 9}
    ailleurs = fabriques.agent(convention, fabriques.signataire(convention).partenaire)
    ((_, colonne, phrase),) = fichiers.fautes(_retouche(convention, ailleurs, change))
    assert (colonne, "n'est pas à vous" in phrase) == ("Repère", True)
    AnneeFermee.objects.create(
        convention=convention, annee=2026, fermee_le=fichiers.LE, fermee_par="le test"
    )
    ((_, colonne, phrase),) = fichiers.fautes(_retouche(convention, coordonnateur, change))
    assert (colonne, "2026 est fermée" in phrase) == ("Année scolaire", True)


def test_une_grille_changee_depuis_n_est_pas_ecrasee(
    convention: Convention, accueil: Equipement, coordonnateur: Utilisateur
) -> None:
    octets = fichiers.retouche(
        fichiers.xlsx_prix(convention, coordonnateur), {(2, "Prix, en euros"): 9}, "Prix"
    )
    controle = fichiers.controler_les_prix(octets, convention, coordonnateur)
    GrilleDePrix.objects.update(version=2)
    with pytest.raises(ConflitDeVersion):
        fichiers.appliquer(controle, convention, coordonnateur)
    ((_, colonne, phrase),) = fichiers.fautes(
        fichiers.controler_les_prix(octets, convention, coordonnateur)
    )
    assert (colonne, "ont changé depuis l'export" in phrase) == ("Repère", True)
