"""Une année de la convention, de janvier à décembre, par les seules pages du portail.

Chaque chapitre est un geste, et ce que la personne suivante en voit.
"""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from conventions.models import Utilisateur
from equipements.models import Equipement
from tests import fabriques
from tests.parcours import chapitres_de_l_evaluation as evaluation
from tests.parcours import chapitres_du_pilotage as pilotage
from tests.parcours import chapitres_du_plan as plan
from tests.parcours import chapitres_du_registre as registre
from tests.parcours.conftest import Calendrier, Ouvrir
from tests.parcours.territoire import Territoire, territoire

ANNEE = 2026


@pytest.fixture
def ici(db: None) -> Territoire:
    return territoire()


@pytest.fixture
def ailleurs(db: None) -> Utilisateur:
    """Le coordonnateur d'un autre territoire."""
    return fabriques.coordonnateur(fabriques.convention())


def test_une_annee_du_coordonnateur_a_l_agent_et_retour(
    ici: Territoire, ailleurs: Utilisateur, devant: Ouvrir, calendrier: Calendrier
) -> None:
    calendrier(ANNEE, 1, 12)
    plan.designer_un_pilote(ici, devant)
    plan.mettre_la_fiche_a_jour(ici, devant)
    calendrier(ANNEE, 3, 3)
    structure = registre.declarer_un_alsh(ici, devant)
    registre.renvoyer_puis_valider(ici, structure, devant)
    registre.rester_chez_soi(ici, structure, ailleurs, devant)
    calendrier(ANNEE, 9, 15)
    registre.corriger_la_structure(ici, structure, devant)
    calendrier(ANNEE, 10, 5)
    pilotage.tenir_le_cotech(ici, devant)
    pilotage.convoquer_le_copil(ici, devant)
    calendrier(ANNEE, 11, 10)
    pilotage.tenir_le_copil(ici, devant)
    calendrier(ANNEE, 12, 1)
    pilotage.ouvrir_l_evaluation(ici, devant)
    pilotage.repondre_aux_indicateurs(ici, devant, par=ici.futur_pilote)
    pilotage.ecrire_l_evaluation(ici, devant)
    evaluation.soumettre_au_cotech(ici, devant)
    evaluation.commenter_et_repondre(ici, devant)
    _l_historique_dit_qui_a_fait_quoi(ici, structure, devant)


def _l_historique_dit_qui_a_fait_quoi(
    ici: Territoire, structure: Equipement, devant: Ouvrir
) -> None:
    lecteur = devant(ici.lecteur)
    pilote, agent, coordonnateur = ici.futur_pilote.nom, ici.agent.nom, ici.coordonnateur.nom

    de_la_fiche = lecteur.historique("fiche_historique", ici.slug, 1)
    assert (coordonnateur, f"Création : pilote, {pilote}") in [c[:2] for c in de_la_fiche]
    (mise_a_jour,) = [c for c in de_la_fiche if c[:2] == (pilote, "Modification : fiche-action")]
    assert mise_a_jour[2] == {
        "État d'avancement": ("—", "en cours"),
        "Météo": ("—", "appuis nécessaires"),
        "Commentaire de la météo": ("—", plan.METEO),
    }
    assert ("—", "9 janvier 2026") in [c[2].get("Faite le") for c in de_la_fiche if c[0] == pilote]

    de_la_structure = lecteur.historique("equipement_historique", ici.slug, structure.pk)
    places = [(c[0], *c[2][nom]) for c in de_la_structure for nom in c[2] if "Capacité" in nom]
    # L'agent ne change une structure validée que par la décision du coordonnateur.
    assert places == [
        (agent, "—", "90"),
        (agent, "90", "36"),
        (coordonnateur, "36", "48"),
    ]
    etats = [
        (c[0], *c[2]["État de la saisie"]) for c in de_la_structure if "État de la saisie" in c[2]
    ]
    assert etats[1:] == [
        (agent, "brouillon", "soumis"),
        (coordonnateur, "soumis", "renvoyé"),
        (agent, "renvoyé", "soumis"),
        (coordonnateur, "soumis", "validé"),
    ]
    (telephone,) = [c for c in de_la_structure if "Téléphone" in c[2]]
    assert (telephone[0], telephone[2]["Téléphone"]) == (agent, ("—", "05 53 00 00 01"))


@pytest.mark.pdf
def test_un_membre_du_copil_telecharge_l_evaluation_depuis_son_accueil(
    ici: Territoire, devant: Ouvrir, calendrier: Calendrier
) -> None:
    calendrier(ANNEE, 11, 10)
    pilotage.convoquer_le_copil(ici, devant)
    pilotage.tenir_le_copil(ici, devant)
    calendrier(ANNEE, 12, 1)
    pilotage.ouvrir_l_evaluation(ici, devant)
    pilotage.repondre_aux_indicateurs(ici, devant, par=ici.coordonnateur)
    pilotage.ecrire_l_evaluation(ici, devant)

    page = devant(ici.membre).repondre(f"L'évaluation {ANNEE} est à lire").page

    assert page["Content-Type"] == "application/pdf"
    feuilles = PdfReader(BytesIO(page.content)).pages
    texte = " ".join(" ".join(feuille.extract_text() for feuille in feuilles).split())
    # Le document est composé : l'apostrophe du clavier y devient typographique.
    texte = texte.replace("\u2019", "'")
    for attendu in (
        "attendu des familles",
        pilotage.DECISION,
        "1 200,5",
        ici.convention.territoire,
    ):
        assert attendu in texte
    assert devant(ici.lecteur).statut("evaluation_pdf", ici.slug, ANNEE) == 403


@pytest.mark.pdf
def test_du_cotech_a_l_evaluation_validee(
    ici: Territoire, devant: Ouvrir, calendrier: Calendrier
) -> None:
    calendrier(ANNEE, 10, 5)
    pilotage.tenir_le_cotech(ici, devant)
    pilotage.convoquer_le_copil(ici, devant)
    calendrier(ANNEE, 11, 10)
    pilotage.tenir_le_copil(ici, devant)
    calendrier(ANNEE, 12, 1)
    pilotage.ouvrir_l_evaluation(ici, devant)
    pilotage.repondre_aux_indicateurs(ici, devant, par=ici.coordonnateur)
    pilotage.ecrire_l_evaluation(ici, devant)
    evaluation.soumettre_au_cotech(ici, devant)
    evaluation.presenter_au_copil(ici, devant)
    evaluation.approuver(ici, devant)
    version = evaluation.valider_et_publier(ici, devant)
    evaluation.verifier(ici, devant)
    # Publié, le document se lit sans compte : les octets mêmes qui furent figés.
    publique = reverse("evaluation_publique", args=[ici.slug, ANNEE])
    assert Client().get(publique).status_code == 200
    lecteur = devant(ici.lecteur)
    lecteur.ouvrir("version_pdf", ici.slug, ANNEE, version.numero)
    assert b"".join(lecteur.page) == version.octets_du_pdf()
