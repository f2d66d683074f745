"""Ce qui manque au référentiel (R8) : son cadre, le diagnostic, ce que l'année en dit."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Indicateur
from conventions.models import Convention
from pilotage.lecture_du_referentiel import hypotheses_de, thematiques_lues
from pilotage.manques_du_referentiel import manques_du_cadre, manques_du_referentiel
from pilotage.models import Appreciation, Evaluation
from pilotage.models.referentiel import CRITERES_DE_LA_CONVENTION
from pilotage.referentiel_propose import proposer_le_referentiel
from tests import fabriques
from tests.pilotage import outils_referentiel as outils


def _phrases(evaluation: Evaluation) -> list[str]:
    return [manque.phrase for manque in manques_du_referentiel(evaluation)]


def test_un_referentiel_vide_n_a_qu_un_manque(convention: Convention) -> None:
    assert _phrases(Evaluation(convention=convention, annee=2025)) == [
        "Le référentiel d'évaluation n'est pas écrit."
    ]


def test_chaque_manque_se_dit_et_se_comble(convention: Convention) -> None:
    evaluation, fiche = fabriques.evaluation(convention), fabriques.fiche(convention)
    thematique = outils.thematique(convention)
    seule = outils.question(thematique)
    outils.thematique(convention, titre="Vide")
    document = fabriques.document(convention, annexe=1)
    outils.besoin(convention, titre="Sans réponse")
    hypothese = outils.hypothese(outils.question(thematique, outils="Enquête."))
    assert _phrases(evaluation) == [
        "1\u00a0axe n'est suivi par aucune thématique.",
        "Aucune question ne juge au regard de certains critères de la convention.",
        "1\u00a0thématique n'a pas de question.",
        "1\u00a0question n'est traduite en aucune hypothèse.",
        "1\u00a0question ne dit pas avec quels outils y répondre.",
        "1\u00a0hypothèse n'est liée à aucune action.",
        "1\u00a0besoin n'a aucune action qui y réponde.",
        "Le fichier du diagnostic n'est pas joint.",
        "1\u00a0hypothèse sur 1 n'a pas de verdict pour 2025.",
        "L'analyse critique de 2025 ne dit pas encore tout ce que demande la convention.",
        "1\u00a0action n'a pas de conclusion pour 2025 : la garder, l'ajuster ou l'arrêter.",
    ]

    convention.thematiques.get(titre="Vide").delete()
    thematique.axe = fiche.axe
    thematique.save()
    hypothese.fiches.set([fiche])
    seule.delete()
    for critere in CRITERES_DE_LA_CONVENTION:
        question = outils.question(thematique, critere=critere, outils="Entretiens.")
        outils.verdict(evaluation, outils.hypothese(question, fiche))
    convention.besoins.get().fiches.set([fiche])
    document.fichier = "annexe.pdf"
    document.save()
    outils.verdict(evaluation, hypothese)
    for genre in Appreciation.Genre:
        outils.appreciation(evaluation, genre=genre)
    outils.conclusion(evaluation, fiche)
    assert _phrases(evaluation) == []


def test_autant_de_requetes_pour_peu_que_pour_beaucoup(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)

    def requetes() -> int:
        with CaptureQueriesContext(connection) as lues:
            manques_du_referentiel(evaluation)
        return len(lues)

    def peupler(numero: int) -> None:
        fiche = fabriques.fiche(convention, numero=numero)
        fabriques.indicateur(fiche)
        outils.hypothese(outils.question(outils.thematique(convention)), fiche)
        outils.besoin(convention)

    peupler(1)
    peu = requetes()
    for numero in range(2, 8):
        peupler(numero)
    assert requetes() == peu <= 13


@pytest.mark.django_db
def test_le_modele_de_la_convention_livree_ne_manque_de_rien_de_son_cadre() -> None:
    call_command("charger_convention", verbosity=0)
    convention = Convention.objects.get(slug="agen-2022-2026")
    assert (settings.DOSSIER_CONVENTIONS / convention.slug / "referentiel.json").is_file()
    proposer_le_referentiel(convention, par=fabriques.LE_TEST)
    thematiques = thematiques_lues(convention.pk)
    assert manques_du_cadre(convention, thematiques) == []
    hypotheses = hypotheses_de(thematiques)
    assert {numero for h in hypotheses for numero in h.fiches} == set(range(1, 14))
    juges = {i.pk for h in hypotheses for i in h.indicateurs}
    attendus = Indicateur.objects.attendus().filter(fiche__convention=convention)
    assert juges == set(attendus.values_list("pk", flat=True))
    assert all(h.est_proposee for h in hypotheses)
