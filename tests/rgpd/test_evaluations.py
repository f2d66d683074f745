"""Effacer qui a commenté et approuvé : son nom s'en va, l'acte figé se tient encore."""

import datetime

from conventions.models import Convention
from ctg.rgpd.effacement import effacer
from ctg.rgpd.export import donnees_de
from pilotage.models import CommentaireDEvaluation
from pilotage.verification import verifier
from tests import fabriques
from tests import fabriques_evaluations as cycle

LE = datetime.date(2026, 11, 23)


def test_qui_a_commente_devient_anonyme_et_l_acte_fige_demeure(convention: Convention) -> None:
    evaluation = cycle.validee(convention)
    partie = fabriques.personne(prenom="Jeanne", nom="Dupont")
    cycle.lecture(evaluation, partie, lue_le=LE)
    commentaire = cycle.commentaire(
        evaluation, personne=partie, auteur="Jeanne Dupont (lien personnel)"
    )
    version = evaluation.versions.get()
    version.approbateurs = [{"qualite": "Caf", "nom": "Jeanne Dupont", "comment": "en séance"}]
    version.save()

    export = donnees_de(partie)
    assert len(export["commentaires d'évaluations"]) == 1
    assert len(export["invitations à lire une évaluation"]) == 1

    prevu = effacer(personne=partie, par=fabriques.LE_TEST, le=LE)
    assert not prevu.est_une_suppression
    commentaire.refresh_from_db()
    assert commentaire.auteur == f"{prevu.nom_anonyme} (lien personnel)"
    assert CommentaireDEvaluation.objects.get().texte == "Il manque un mot sur les relais."
    version.refresh_from_db()
    assert version.approbateurs[0]["nom"] == "Jeanne Dupont"


def test_l_effacement_ne_rompt_pas_la_chaine(convention: Convention) -> None:
    evaluation = cycle.validee(convention)
    par = fabriques.coordonnateur(convention)
    evaluation.versions.update(depose_par=par.nom)
    par.habilitations.all().delete()
    effacer(personne=par.personne, par=fabriques.LE_TEST, le=LE)
    assert verifier(convention).tout_se_tient
    assert evaluation.versions.get().depose_par != par.nom
