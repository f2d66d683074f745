"""Le référentiel : ce qui s'écrit, se range, se retire, et ce que le portail refuse."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion
from pilotage.lecture_du_referentiel import thematiques_lues
from pilotage.models import (
    Critere,
    Hypothese,
    QuestionEvaluative,
    Thematique,
    Verdict,
)
from pilotage.models.lignes import LigneOrdonnee
from pilotage.referentiel_propose import proposer_le_referentiel
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import Connexions
from tests.outils import texte_de
from tests.pilotage import outils_referentiel as outils

PAR = fabriques.LE_TEST


def _ajouter(ligne: LigneOrdonnee, liens: Any = None, **valeurs: Any) -> Any:
    ligne.enregistrer(valeurs=valeurs, liens=liens, version_ouverte=0, par=PAR)
    return ligne


def _titres(convention: Convention) -> list[str]:
    return [t.titre for t in thematiques_lues(convention.pk)]


def test_une_ligne_s_ajoute_a_la_suite_et_se_deplace(convention: Convention) -> None:
    lignes = [_ajouter(Thematique(convention=convention), titre=titre) for titre in "ABC"]
    assert _titres(convention) == ["A", "B", "C"]
    lignes[2].deplacer(de=-1, par=PAR)
    assert _titres(convention) == ["A", "C", "B"]
    lignes[0].deplacer(de=-1, par=PAR)
    assert _titres(convention) == ["A", "C", "B"]
    Thematique.objects.get(titre="A").deplacer(de=1, par=PAR)
    assert _titres(convention) == ["C", "A", "B"]


def test_une_sous_thematique_se_range_sous_une_thematique_sans_plus(
    convention: Convention,
) -> None:
    mere = _ajouter(Thematique(convention=convention), titre="Mère")
    fille = _ajouter(Thematique(convention=convention), titre="Fille", parent=mere)
    with pytest.raises(ActionImpossible, match="sans plus"):
        _ajouter(Thematique(convention=convention), titre="Petite-fille", parent=fille)
    autre = _ajouter(Thematique(convention=convention), titre="Autre")
    with pytest.raises(ActionImpossible, match="sans plus"):
        mere.enregistrer(valeurs={"parent": autre}, version_ouverte=mere.version, par=PAR)
    ailleurs = outils.thematique(fabriques.convention())
    with pytest.raises(ActionImpossible, match="de cette convention"):
        _ajouter(Thematique(convention=convention), titre="Perdue", parent=ailleurs)


def test_rien_d_une_autre_convention_n_entre(convention: Convention) -> None:
    question = outils.question(outils.thematique(convention))
    autre = fabriques.fiche(fabriques.convention())
    for liens in (
        {"fiches": [autre], "indicateurs": []},
        {"fiches": [], "indicateurs": [fabriques.indicateur(autre)]},
    ):
        with pytest.raises(ActionImpossible, match="de la convention"):
            _ajouter(Hypothese(question=question), liens, enonce="Vrai.")
    with pytest.raises(ActionImpossible, match="axe de cette convention"):
        _ajouter(Thematique(convention=convention), titre="T", axe=autre.axe)
    assert not Hypothese.objects.exists()


def test_deux_personnes_a_la_fois_ne_se_perdent_pas(convention: Convention) -> None:
    ligne = _ajouter(Thematique(convention=convention), titre="Avant")
    meme = Thematique.objects.get(pk=ligne.pk)
    ligne.enregistrer(valeurs={"titre": "Après"}, version_ouverte=1, par=PAR)
    with pytest.raises(ConflitDeVersion):
        meme.enregistrer(valeurs={"titre": "Perdu"}, version_ouverte=1, par=PAR)
    with pytest.raises(ConflitDeVersion):
        meme.retirer(version_ouverte=1, par=PAR)
    assert _titres(convention) == ["Après"]


def test_une_modification_ne_laisse_qu_une_ligne_d_historique(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.indicateur(fiche)
    hypothese = outils.hypothese(outils.question(outils.thematique(convention)))
    deja = Hypothese.historique.count()
    hypothese.enregistrer(
        valeurs={"enonce": "Autrement."},
        liens={"fiches": [fiche], "indicateurs": list(fiche.indicateurs.all())},
        version_ouverte=hypothese.version,
        par=PAR,
    )
    assert Hypothese.historique.count() == deja + 1
    assert Hypothese.historique.latest().auteur == PAR.libelle_d_auteur


def test_ce_qu_une_annee_a_juge_ne_se_retire_plus(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    thematique = outils.thematique(convention)
    question = outils.question(thematique)
    hypothese = outils.hypothese(question, fiche)
    verdict = outils.verdict(fabriques.evaluation(convention), hypothese)
    for ligne in (thematique, question, hypothese):
        with pytest.raises(ActionImpossible, match="verdicts y tiennent encore"):
            ligne.retirer(version_ouverte=ligne.version, par=PAR)
    verdict.delete()
    thematique.retirer(version_ouverte=thematique.version, par=PAR)
    assert not QuestionEvaluative.objects.exists()
    assert not Hypothese.objects.exists()


def test_retirer_une_question_garde_l_enquete_qui_l_eclairait(convention: Convention) -> None:
    question = outils.question(outils.thematique(convention))
    enquete = outils.enquete(convention)
    posee = outils.question_d_enquete(enquete, 60, 40, question_evaluative=question)
    question.retirer(version_ouverte=question.version, par=PAR)
    posee.refresh_from_db()
    assert posee.question_evaluative is None


def test_une_convention_cloturee_ne_s_ecrit_plus(convention: Convention) -> None:
    ligne = outils.thematique(convention)
    convention.etat = Convention.Etat.CLOTUREE
    convention.save()
    ligne = Thematique.objects.select_related("convention").get(pk=ligne.pk)
    gestes: list[Callable[[], None]] = [
        lambda: ligne.enregistrer(valeurs={}, version_ouverte=1, par=PAR),
        lambda: ligne.retirer(version_ouverte=1, par=PAR),
        lambda: ligne.deplacer(de=1, par=PAR),
        lambda: proposer_le_referentiel(ligne.convention, par=PAR),
    ]
    for geste in gestes:
        with pytest.raises(ActionImpossible, match="lecture seule"):
            geste()


def test_le_modele_part_des_axes_et_des_actions_de_la_convention(convention: Convention) -> None:
    with pytest.raises(ActionImpossible, match="d'abord le plan"):
        proposer_le_referentiel(convention, par=PAR)
    fiche = fabriques.fiche(convention, titre="Ouvrir un relais")
    indicateur = fabriques.indicateur(fiche)
    fabriques.indicateur(fiche, est_a_definir=True)
    proposer_le_referentiel(convention, par=PAR)
    (thematique,) = thematiques_lues(convention.pk)
    assert thematique.axe == fiche.axe.numero
    assert thematique.est_proposee
    (question,) = thematique.questions
    assert question.critere == Critere.EFFICACITE
    (hypothese,) = question.hypotheses
    assert "Ouvrir un relais" in hypothese.enonce
    assert [i.pk for i in hypothese.indicateurs] == [indicateur.pk]
    with pytest.raises(ActionImpossible, match="déjà commencé"):
        proposer_le_referentiel(convention, par=PAR)


def test_ce_qui_est_repris_n_est_plus_une_proposition(convention: Convention) -> None:
    fabriques.fiche(convention)
    proposer_le_referentiel(convention, par=PAR)
    ligne = Thematique.objects.select_related("convention").get()
    ligne.enregistrer(valeurs={"titre": "La nôtre"}, version_ouverte=ligne.version, par=PAR)
    ligne.refresh_from_db()
    assert not ligne.est_proposee
    # Ranger n'est pas reprendre.
    question = QuestionEvaluative.objects.select_related("thematique__convention").get()
    question.deplacer(de=1, par=PAR)
    question.refresh_from_db()
    assert question.est_proposee


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"verdict": "validee", "preuves": ""}, "Dites ce qui le prouve."),
        ({"verdict": "infirmee", "preuves": ""}, "Dites ce qui le prouve."),
    ],
)
def test_un_verdict_se_prouve(convention: Convention, champs: Any, phrase: str) -> None:
    hypothese = outils.hypothese(outils.question(outils.thematique(convention)))
    verdict = Verdict(evaluation=fabriques.evaluation(convention), hypothese=hypothese)
    with pytest.raises(ValidationError, match=phrase):
        verdict.rendre(valeurs=champs, version_ouverte=0, par=PAR)
    verdict.rendre(valeurs={"verdict": "non_tranchee", "preuves": ""}, version_ouverte=0, par=PAR)
    assert (verdict.pk is not None, verdict.version) == (True, 1)


def test_un_seul_verdict_par_hypothese_et_par_annee(convention: Convention) -> None:
    hypothese = outils.hypothese(outils.question(outils.thematique(convention)))
    evaluation = fabriques.evaluation(convention)
    rendu = outils.verdict(evaluation, hypothese)
    double = Verdict(evaluation=evaluation, hypothese=hypothese)
    valeurs = {"verdict": "infirmee", "preuves": "Rien."}
    with pytest.raises(ConflitDeVersion):
        double.rendre(valeurs=valeurs, version_ouverte=0, par=PAR)
    rendu.rendre(valeurs=valeurs, version_ouverte=rendu.version, par=PAR)
    with pytest.raises(ConflitDeVersion):
        rendu.effacer(version_ouverte=1, par=PAR)
    autre = Verdict(evaluation=fabriques.evaluation(convention, annee=2024), hypothese=hypothese)
    autre.rendre(valeurs=valeurs, version_ouverte=0, par=PAR)
    assert Verdict.objects.filter(verdict="infirmee").count() == 2


def test_l_enonce_juge_dans_une_evaluation_validee_ne_se_recrit_plus(
    convention: Convention, connecter: Connexions
) -> None:
    fiche = fabriques.fiche(convention)
    hypothese = outils.hypothese(outils.question(outils.thematique(convention)))
    outils.verdict(fabriques.evaluation(convention, annee=2026), hypothese)
    page = reverse("hypothese_modifier", args=[convention.slug, hypothese.pk])
    client = connecter(fabriques.coordonnateur(convention))

    def envoyer(enonce: str, version: int) -> str:
        saisie = {"enonce": enonce, "version": version, "fiches": [fiche.pk]}
        return texte_de(client.post(page, saisie, follow=True))

    # En préparation, le verdict se revoit avec elle.
    assert "est modifiée" in envoyer("L'offre recule.", 1)
    outils.verdict(cycle.validee(convention), hypothese, verdict="partielle")
    refus = envoyer("L'offre s'étend partout.", 2)
    assert "l'énoncé ne change plus" in refus
    assert "L'évaluation 2025 juge cette hypothèse" in refus
    # Ce qui se lie à elle change encore, son énoncé intact.
    assert "est modifiée" in envoyer("L'offre recule.", 2)
    assert Hypothese.objects.get().enonce == "L'offre recule."
