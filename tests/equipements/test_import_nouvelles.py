"""Importer des structures nouvelles : ce qu'elles deviennent, les doublons, et leur nombre."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.models import Convention, Partenaire, Utilisateur
from equipements.echanges.controle import Sort
from equipements.models import Equipement, Geste
from tests import fabriques
from tests.equipements import fichiers

Etat = Equipement.EtatSaisie
ENTETES = ("Nom", "Type", "Commune d'implantation", "Adresse", "Code postal", "Gestionnaire")


def test_une_structure_nouvelle_est_soumise_si_rien_ne_manque(
    convention: Convention, partie: Partenaire, agent: Utilisateur
) -> None:
    commune: Any = partie.commune
    octets = fichiers.tableau(
        (*ENTETES, "Capacité (places)", "Communes desservies", "Statut"),
        [
            ("Les Lucioles", "ALSH", commune.nom, "1 rue", "90100", "Asso", 20, commune.nom, ""),
            ("Les Grillons", "eaje", commune.code_insee, "", "", "", None, "", "en projet"),
        ],
    )
    controle = fichiers.controler(octets, convention, agent)
    assert [ligne.sort for ligne in controle.nouvelles] == [Sort.SOUMISE, Sort.BROUILLON]
    assert "Indiquez l'adresse." in controle.nouvelles[1].manques
    bilan = fichiers.appliquer(controle, convention, agent, valider=True)
    # Un agent ne valide pas, même s'il le demande.
    assert (bilan.nouvelles, bilan.brouillons, bilan.validees) == (2, 1, 0)
    complete = Equipement.objects.get(nom="Les Lucioles")
    assert (complete.etat_saisie, complete.soumis_par) == (Etat.SOUMIS, agent.nom)
    assert [s.partenaire for s in complete.soutiens.all()] == [partie]
    premiere = complete.historique.get()
    assert (premiere.history_type, premiere.auteur) == ("+", agent.nom)
    assert premiere.history_change_reason == Geste.DECLARATION
    assert complete.soutiens.get().historique.get().auteur == agent.nom
    assert Equipement.objects.get(nom="Les Grillons").etat_saisie == Etat.BROUILLON


def test_une_structure_qui_ressemble_a_une_autre_attend_un_choix(
    convention: Convention, partie: Partenaire, coordonnateur: Utilisateur
) -> None:
    commune: Any = partie.commune
    fabriques.equipement(convention, partie, nom="ALSH « Les Lucioles »")
    octets = fichiers.tableau(
        ("Nom", "Type", "Commune d'implantation", "Soutenue par"),
        [
            ("Accueil de loisirs Les Lucioles", "ALSH", commune.nom, partie.nom),
            ("Les Lucioles", "LAEP", commune.nom, partie.nom),
            ("Les Coquelicots", "ALSH", commune.nom, partie.nom),
            ("ALSH Les Coquelicots", "ALSH", commune.nom, partie.nom),
        ],
    )
    controle = fichiers.controler(octets, convention, coordonnateur)
    assert [ligne.ligne for ligne in controle.a_decider] == [2, 5]
    assert controle.a_decider[1].doublons == ["Les Coquelicots, ligne 4 du fichier"]
    bilan = fichiers.appliquer(controle, convention, coordonnateur, "N5", valider=True)
    assert (bilan.nouvelles, bilan.laissees) == (3, 1)


def _requetes(convention: Convention, compte: Utilisateur, octets: bytes) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as controle_requetes:
        controle = fichiers.controler(octets, convention, compte)
    # Des noms en série se ressemblent : tous sont choisis.
    choisies = [ligne.cle for ligne in controle.lignes]
    with CaptureQueriesContext(connection) as requetes:
        fichiers.appliquer(controle, convention, compte, *choisies)
    return len(controle_requetes), len(requetes)


def test_le_nombre_de_requetes_suit_les_lots_pas_les_lignes(
    convention: Convention, partie: Partenaire, coordonnateur: Utilisateur
) -> None:
    commune: Any = partie.commune

    def fichier(debut: int, fin: int) -> bytes:
        return fichiers.tableau(
            (*ENTETES, "Soutenue par"),
            [
                (f"Structure {n:05d}", "RPE", commune.nom, f"{n} rue", "90100", "Asso", partie.nom)
                for n in range(debut, fin)
            ],
        )

    fabriques.equipement(convention, nom="Déjà là")
    controle, ajout = _requetes(convention, coordonnateur, fichier(0, 20))
    encore, ajouts = _requetes(convention, coordonnateur, fichier(20, 420))
    assert encore == controle
    # Vingt fois plus de lignes : les seuls lots d'écriture (SQLite y met 999 valeurs au plus).
    assert ajouts - ajout < 400 / 5
    assert Equipement.objects.filter(nom__startswith="Structure").count() == 420
    changes = fichiers.csv(convention, coordonnateur).replace(b";Asso;", b";La commune;")
    controle, ecriture = _requetes(convention, coordonnateur, changes)
    assert controle == encore
    assert ecriture < 400 / 5
    assert Equipement.objects.filter(gestionnaire="La commune").count() == 420
