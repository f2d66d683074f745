"""Une année du pilotage : deux comités, les indicateurs, l'évaluation."""

import datetime

from conventions.models import Utilisateur
from pilotage.models import Releve
from tests.parcours.conftest import Ouvrir
from tests.parcours.territoire import Territoire

ANNEE = 2026
DECISION = "Le lieu d'accueil ouvre aussi le mercredi dès la rentrée."
RECIT = "L'année a permis d'ouvrir un lieu **attendu des familles**."


def tenir_le_cotech(ici: Territoire, devant: Ouvrir) -> None:
    """Le COTECH est inscrit, tenu, et ses présences notées."""
    coordonnateur = devant(ici.coordonnateur)
    assert coordonnateur.attente(f"Réunir le COTECH en {ANNEE}").est_pressante
    coordonnateur.ouvrir("reunion_ajouter", ici.slug, ici.cotech.pk)
    coordonnateur.envoyer(date=datetime.date(2026, 10, 5), lieu="Salle du conseil")
    coordonnateur.lit("La réunion est inscrite.", "Salle du conseil").cliquer("Noter les présences")
    coordonnateur.envoyer(les_autres="present", **{f"partie_{ici.voisine.pk}": "excuse"})
    coordonnateur.lit("3 parties présentes ou représentées sur 4")
    coordonnateur.n_attend_plus(f"Réunir le COTECH en {ANNEE}")


def convoquer_le_copil(ici: Territoire, devant: Ouvrir) -> None:
    """La séance est inscrite ; un membre en est averti à l'accueil."""
    coordonnateur = devant(ici.coordonnateur)
    coordonnateur.ouvrir("reunion_ajouter", ici.slug, ici.copil.pk)
    coordonnateur.envoyer(
        date=datetime.date(2026, 11, 10), lieu="Salle des fêtes", ordre_du_jour="L'année écoulée"
    )
    membre = devant(ici.membre).repondre("Prochaine séance du COPIL")
    membre.lit("Salle des fêtes", "L'année écoulée")


def tenir_le_copil(ici: Territoire, devant: Ouvrir) -> None:
    """Le jour venu : qui était là, et une décision sur la fiche 1."""
    coordonnateur = devant(ici.coordonnateur)
    seance = ici.copil.reunions.get()
    coordonnateur.ouvrir("reunion_detail", ici.slug, seance.pk).cliquer("Noter les présences")
    coordonnateur.envoyer(
        les_autres="present",
        **{f"partie_{ici.caf.pk}": "absent", f"partie_{ici.voisine.pk}": "represente"},
    )
    # Art. 7 : la Caf copilote ce comité, son absence se voit.
    coordonnateur.lit("3 parties présentes ou représentées sur 4", f"Copilote absent : {ici.caf}")
    coordonnateur.cliquer("Ajouter une décision").envoyer(texte=DECISION, fiche=ici.fiche.pk)
    coordonnateur.n_attend_plus(f"Réunir le COPIL en {ANNEE}")

    lecteur = devant(ici.lecteur).ouvrir("reunion_detail", ici.slug, seance.pk)
    lecteur.lit(DECISION).cliquer(str(ici.fiche)).lit(ici.fiche.titre)
    assert lecteur.statut("decision_ajouter", ici.slug, seance.pk) == 403


def ouvrir_l_evaluation(ici: Territoire, devant: Ouvrir) -> None:
    """L'évaluation de l'année s'ouvre, ce qu'un membre du COPIL ne peut pas faire."""
    coordonnateur = devant(ici.coordonnateur).repondre("Ouvrir l'évaluation de la dernière année")
    ouvrir = f"/conventions/{ici.slug}/evaluations/{ANNEE}/ouvrir/"
    assert devant(ici.membre).statut(ouvrir, annee=ANNEE) == 403
    coordonnateur.envoyer(ouvrir).lit(f"L'évaluation {ANNEE} est ouverte.")
    coordonnateur.n_attend_plus("Ouvrir l'évaluation de la dernière année")


def repondre_aux_indicateurs(ici: Territoire, devant: Ouvrir, par: Utilisateur) -> None:
    """Un nombre, un niveau et son récit, une absence et sa raison."""
    nombre, niveau, absent = (indicateur.pk for indicateur in ici.indicateurs)
    personne = devant(par)
    if par == ici.futur_pilote:
        personne.repondre(f"Action 1 : 3 indicateurs sans réponse pour {ANNEE}")
    else:
        personne.ouvrir("releves_saisir", ici.slug, 1, ANNEE)
    personne.envoyer(
        **{
            f"reponse_{nombre}": "nombre",
            f"valeur_{nombre}": "1 200,5",
            f"reponse_{niveau}": "niveau",
            f"niveau_{niveau}": "progres",
            f"reponse_{absent}": "non_disponible",
            f"motif_{absent}": "L'organisme de formation a fermé.",
        }
    )
    assert personne.erreur(f"recit_{niveau}") == "Un niveau s'accompagne d'un récit."
    assert personne.valeur(f"valeur_{nombre}") == "1 200,5"
    assert not Releve.objects.exists()

    personne.envoyer(**{f"recit_{niveau}": "Les familles le disent."})

    personne.lit("3 réponses sont enregistrées.", "3 sur 3 indicateurs attendus")
    lecteur = devant(ici.lecteur).ouvrir("releve_liste", ici.slug)
    lecteur.lit("1 200,5", "en progrès", "Les familles le disent.", "non disponible")
    lecteur.lit("L'organisme de formation a fermé.")
    personne.n_attend_plus("Action 1 : ")


def ecrire_l_evaluation(ici: Territoire, devant: Ouvrir) -> None:
    """Le récit d'ensemble et celui d'un axe, puis la séance du COPIL qui l'examine."""
    coordonnateur = devant(ici.coordonnateur).ouvrir("evaluation_detail", ici.slug, ANNEE)
    coordonnateur.lit(
        "Le récit d'ensemble de l'année n'est pas écrit. (art. 10)",
        "n'est rattachée à aucune séance du COPIL. (art. 10)",
    ).ne_lit_pas("Le COPIL n'a pas")
    for partie, texte in (("ensemble", RECIT), ("axe-1", "Le pilote a tenu le calendrier.")):
        coordonnateur.ouvrir("recit_ecrire", ici.slug, ANNEE, partie).envoyer(texte=texte)
        coordonnateur.lit("Le récit est enregistré.")
    coordonnateur.ouvrir("evaluation_rattacher", ici.slug, ANNEE)
    coordonnateur.envoyer(reunion=ici.copil.reunions.get().pk)

    membre = devant(ici.membre).ouvrir("evaluation_detail", ici.slug, ANNEE)
    membre.lit("brouillon", "Séance du 10 novembre 2026")
    membre.ouvrir("evaluation_lire", ici.slug, ANNEE).lit("attendu des familles")
    membre.ne_lit_pas("Le récit d'ensemble de l'année n'est pas écrit", "aucune séance du COPIL")
    assert membre.statut("recit_ecrire", ici.slug, ANNEE, "ensemble") == 403
    assert devant(ici.lecteur).statut("evaluation_detail", ici.slug, ANNEE) == 403
