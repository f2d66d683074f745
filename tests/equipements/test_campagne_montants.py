"""La page d'une question : un montant déjà donné s'y tait, et rien de tapé ne s'y perd sans mot."""

from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest

from conventions.models import Convention
from equipements import questions
from equipements.models import ChiffreAnnuel, DemandeDeRegistre, Equipement, QuestionConfiee
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import page, par_lien, une_demande

pytestmark = pytest.mark.django_db


def _au_hasard(convention: Convention) -> tuple[DemandeDeRegistre, Equipement, QuestionConfiee]:
    """Une question de la Caf, chez quelqu'un qui n'y a pas de mandat."""
    demande, alsh = une_demande(convention)
    return demande, alsh, fabriques.question_confiee(demande, alsh, source="caf")


def test_un_montant_deja_donne_ne_se_regle_ni_ne_se_cache_dans_un_champ(
    convention: Convention,
) -> None:
    _, alsh, question = _au_hasard(convention)
    fabriques.chiffre(alsh, code="bonus_territoire", annee=2026, valeur=98_765)
    lien = par_lien(question.personne, convention)
    lue = lien.get(question.page())
    texte = lue.content.decode()
    assert "déjà donné cette année" in texte
    assert "98765" not in texte.replace("\xa0", "").replace("\u202f", "").replace(" ", "")
    assert "bonus_territoire-valeur" not in lue.context["formulaire"].fields
    # Ce qui se tape à côté est gardé, et le montant d'un autre ne change pas.
    lien.post(question.page(), {"version": 0, "heures_contractees-valeur": "30 000"})
    valeurs = dict(ChiffreAnnuel.objects.filter(annee=2026).values_list("code", "valeur"))
    assert valeurs == {"bonus_territoire": Decimal(98_765), "heures_contractees": Decimal(30_000)}


def test_qui_a_donne_le_montant_peut_le_corriger(convention: Convention) -> None:
    _, _, question = _au_hasard(convention)
    lien = par_lien(question.personne, convention)
    lien.post(question.page(), {"version": 0, "bonus_territoire-valeur": "12 000"})
    lu = lien.get(question.page()).context["formulaire"]
    assert lu["bonus_territoire-valeur"].value() == "12000"


def test_un_montant_donne_pendant_la_saisie_se_tait_et_la_page_le_dit(
    convention: Convention,
) -> None:
    _, _, question = _au_hasard(convention)
    lien = par_lien(question.personne, convention)
    lien.post(question.page(), {"version": 0, "bonus_territoire-valeur": "12 000"})
    dits = {
        "version": "0",
        "structure": "ALSH du Bourg, ici",
        "heures_contractees-valeur": "5",
        "bonus_territoire-valeur": "11 000",
        "bonus_territoire-ouverte": "nombre|12000.00|",
    }

    def donner_d_abord(**geste: Any) -> None:
        ChiffreAnnuel.objects.update(valeur=98_765, saisi_par="une autre")
        questions.repondre_aux_questions(**geste)

    # Au même instant : la page de conflit n'en dit pas plus que les autres.
    with patch("equipements.views.structures_demandees.questions") as commandes:
        commandes.repondre_aux_questions = donner_d_abord
        conflit = lien.post(question.page(), dits)
    assert conflit.status_code == 409
    # Juste avant : le montant tapé est perdu, et c'est dit.
    refus = lien.post(question.page(), dits)
    for rendue in (conflit, refus):
        texte = rendue.content.decode()
        assert "98765" not in texte.replace("\xa0", "").replace("\u202f", "").replace(" ", "")
        assert "ALSH du Bourg, ici : ce n&#x27;est plus demandé" in texte
        assert "(11 000)" in texte
    assert not ChiffreAnnuel.objects.filter(annee=2026, code="heures_contractees").exists()


def test_une_question_reprise_pendant_la_saisie_ne_perd_rien_sans_mot(
    convention: Convention,
) -> None:
    demande, alsh, question = _au_hasard(convention)
    lac = fabriques.equipement(convention, demande.signataire.partenaire, nom="ALSH du Lac")
    seconde = fabriques.question_confiee(demande, lac, source="caf", personne=question.personne)
    lien = par_lien(question.personne, convention)
    formulaire = lien.get(question.page()).context["formulaire"]
    dits = {c.html_name: c.value() for c in formulaire if c.value() not in (None, False)}
    dits["version"] = 0
    dits["heures_contractees-valeur"] = "10"
    dits[f"{seconde.pk}-heures_contractees-valeur"] = "4 321"
    agente = par_lien(demande.personne, convention)
    agente.post(page("registre_reprendre", demande, lac.pk, "caf"))
    refus = lien.post(question.page(), dits).content.decode()
    assert "ALSH du Lac" in refus
    assert "(4 321)" in refus
    assert not ChiffreAnnuel.objects.filter(annee=2026).exists()
    # Dit une fois : la page n'a plus ces champs, l'envoyer de nouveau garde le reste.
    reste = {cle: dit for cle, dit in dits.items() if not cle.startswith(f"{seconde.pk}-")}
    assert lien.post(question.page(), reste).status_code == 302
    assert ChiffreAnnuel.objects.get(annee=2026).equipement == alsh


def test_la_premiere_question_reprise_les_autres_se_donnent_encore(
    convention: Convention,
) -> None:
    demande, alsh, question = _au_hasard(convention)
    lac = fabriques.equipement(convention, demande.signataire.partenaire, nom="ALSH du Lac")
    seconde = fabriques.question_confiee(demande, lac, source="caf", personne=question.personne)
    lien, agente = (par_lien(p, convention) for p in (question.personne, demande.personne))
    dits = {
        "version": 0,
        "structure": "ALSH du Bourg, ici",
        "heures_contractees-valeur": "4 321",
        f"{seconde.pk}-heures_contractees-valeur": "10",
    }
    agente.post(page("registre_reprendre", demande, alsh.pk, "caf"))
    refus = lien.post(question.page(), dits).content.decode()
    assert "(4 321)" in refus
    assert "ALSH du Lac" in refus
    reste = {cle: dit for cle, dit in dits.items() if cle != "heures_contractees-valeur"}
    assert lien.post(question.page(), reste).status_code == 302
    assert ChiffreAnnuel.objects.get(annee=2026).equipement == lac
    # Tout est clos : ce qui est tapé ne se garde pas non plus sans un mot.
    demande.campagne.clore(par=fabriques.LE_TEST, le=AUJOURD_HUI)
    refus = lien.post(question.page(), dits).content.decode()
    assert "(4 321)" in refus
    assert "plus rien à donner" in lien.post(question.page(), {"version": 0}).content.decode()
