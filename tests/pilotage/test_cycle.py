"""Le cycle d'une évaluation : ses verbes, ce qui en empêche, ce qui ne s'écrit plus."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from conventions.models import Convention, Partenaire
from ctg.socle.etats import ActionImpossible, TransitionInterdite
from pilotage.models import Approbation, Evaluation, EvaluationFigee
from tests import fabriques
from tests import fabriques_evaluations as cycle

LE = datetime.date(2026, 11, 23)
PAR = fabriques.LE_TEST


def _phrases(refus: pytest.ExceptionInfo[ActionImpossible]) -> str:
    return " ".join(refus.value.manques)


def test_on_ne_soumet_qu_un_recit_et_on_ne_presente_qu_a_une_seance(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    with pytest.raises(ActionImpossible) as refus:
        evaluation.soumettre(par=PAR, le=LE)
    assert "récit d'ensemble" in _phrases(refus)
    evaluation.refresh_from_db()
    assert evaluation.etat == "brouillon"

    evaluation.ecrire_recit(section="ensemble", texte="Oui.", version_ouverte=0, par=PAR)
    evaluation.soumettre(par=PAR, le=LE)
    assert (evaluation.etat, evaluation.soumise_le) == ("soumise_au_cotech", LE)
    with pytest.raises(ActionImpossible) as refus:
        evaluation.presenter(par=PAR, le=LE)
    assert "Aucune séance du COPIL" in _phrases(refus)
    evaluation.refresh_from_db()
    evaluation.rattacher(reunion=fabriques.reunion(convention), par=PAR)
    evaluation.presenter(par=PAR, le=LE)
    assert evaluation.etat == "presentee_au_copil"


def test_de_deux_gestes_simultanes_un_seul_passe(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    evaluation.ecrire_recit(section="ensemble", texte="Oui.", version_ouverte=0, par=PAR)
    ouverte_ailleurs = Evaluation.objects.get()
    evaluation.soumettre(par=PAR, le=LE)
    with pytest.raises(TransitionInterdite, match="soumise au COTECH"):
        ouverte_ailleurs.soumettre(par=PAR, le=LE)


def test_ce_qui_manque_pour_valider_se_dit_place_par_place(convention: Convention) -> None:
    evaluation = cycle.presentee(
        convention, reunion=fabriques.reunion(convention, date=datetime.date(2026, 12, 4))
    )
    dits = " ".join(m.phrase for m in evaluation.manques_pour_valider(LE))
    assert "n'a pas encore eu lieu" in dits
    assert "La coordination n'a pas encore approuvé" in dits
    assert "Aucune partie n'est dite copilote" in dits

    caf, _ = cycle.copilote(convention)
    agglo, _ = cycle.copilote(convention, Partenaire.Nature.AGGLOMERATION)
    dits = " ".join(m.phrase for m in evaluation.manques_pour_valider(LE))
    assert f"{caf.partenaire} n'a pas encore approuvé" in dits
    assert f"{agglo.partenaire} n'a pas encore approuvé" in dits
    assert "Aucune partie" not in dits
    cycle.approuver(evaluation)
    apres = datetime.date(2026, 12, 4)
    assert evaluation.manques_pour_valider(apres) == []


def test_renvoyer_demande_un_motif_et_efface_les_approbations(convention: Convention) -> None:
    evaluation = cycle.prete(convention)
    with pytest.raises(ValidationError, match="pourquoi"):
        evaluation.renvoyer(motif=" ", par=PAR)
    evaluation.renvoyer(motif="Les chiffres de l'axe 2 ont changé.", par=PAR)
    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.presentee_le) == ("brouillon", None)
    assert evaluation.motif_renvoi.startswith("Les chiffres")
    assert not evaluation.approbations.exists()
    assert Approbation.historique.filter(history_type="-").count() == 2


def test_un_texte_approuve_ne_change_plus_sans_etre_renvoye(convention: Convention) -> None:
    evaluation = cycle.presentee(convention)
    ecrire: dict[str, Any] = {"section": "fait", "texte": "Oui.", "version_ouverte": 0, "par": PAR}
    evaluation.ecrire_recit(**ecrire)
    cycle.copilote(convention)
    cycle.approuver(evaluation)
    with pytest.raises(EvaluationFigee, match="renvoyez"):
        evaluation.ecrire_recit(**{**ecrire, "section": "bloque"})
    with pytest.raises(EvaluationFigee):
        evaluation.recits.get(section="fait").ecrire(texte="Non.", version_ouverte=1, par=PAR)
    with pytest.raises(EvaluationFigee):
        evaluation.rattacher(reunion=None, par=PAR)


def test_validee_rien_ne_s_ecrit_et_seule_une_version_la_corrige(convention: Convention) -> None:
    evaluation = cycle.validee(convention)
    with pytest.raises(EvaluationFigee, match="nouvelle version"):
        evaluation.ecrire_recit(section="fait", texte="x", version_ouverte=0, par=PAR)
    with pytest.raises(EvaluationFigee):
        evaluation.rattacher(reunion=None, par=PAR)
    with pytest.raises(ActionImpossible, match="ne se commente plus"):
        cycle.commentaire(evaluation).regler(par=PAR, le=LE)
    with pytest.raises(ValidationError, match="corrige"):
        evaluation.corriger(motif="", par=PAR)
    evaluation.corriger(motif="Un chiffre du registre était faux.", par=PAR)
    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.se_corrige) == ("brouillon", True)
    assert evaluation.versions.count() == 1


def test_publier_depublier_et_la_page_sans_compte(convention: Convention) -> None:
    evaluation = cycle.validee(convention)
    evaluation.publier(publique=False, par=PAR, le=LE)
    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.est_publique) == ("publiee", False)
    assert evaluation.version_publiee == evaluation.versions.get()
    evaluation.ouvrir_au_public(ouvrir=True, par=PAR)
    evaluation.depublier(par=PAR)
    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.est_publique) == ("validee", False)
    with pytest.raises(ActionImpossible, match="Publiez d'abord"):
        evaluation.ouvrir_au_public(ouvrir=True, par=PAR)
    traces = evaluation.historique.order_by("history_id").values_list("est_publique", flat=True)
    assert list(traces)[-3:] == [False, True, False]


def test_la_derniere_annee_porte_l_annuelle_et_la_finale(convention: Convention) -> None:
    for finale in (False, True):
        Evaluation(convention=convention, annee=2026, est_finale=finale).ouvrir(par=PAR, le=LE)
    assert [str(e.cle) for e in Evaluation.objects.all()] == ["2026-finale", "2026"]
    with pytest.raises(ActionImpossible, match="finale est déjà ouverte"):
        Evaluation(convention=convention, annee=2026, est_finale=True).ouvrir(par=PAR, le=LE)
    with pytest.raises(ActionImpossible, match="dernière année"):
        Evaluation(convention=convention, annee=2025, est_finale=True).ouvrir(par=PAR, le=LE)
