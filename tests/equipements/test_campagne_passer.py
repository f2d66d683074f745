"""À qui une question se passe : une adresse connue, sinon la coordination confirme ; une page."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.campagnes import relancer_automatiquement
from conventions.models import Convention, Envoi, Personne
from equipements.models import ChiffreAnnuel, DemandeDeRegistre, Equipement, QuestionConfiee
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import page, par_lien, une_demande
from tests.fabriques import LE_TEST

pytestmark = pytest.mark.django_db
INCONNUE = {"prenom": "Une", "nom": "Personne", "courriel": "inconnue@exemple.fr"}


def _conseillere(convention: Convention) -> Personne:
    """Une conseillère en mandat à la Caf signataire."""
    caf = fabriques.signataire(convention, partenaire=fabriques.partenaire(nature="caf"))
    conseillere = fabriques.personne(nom="Conseillère", courriel="conseillere@exemple.fr")
    fabriques.mandat(personne=conseillere, partenaire=caf.partenaire)
    return conseillere


def _passer(demande: DemandeDeRegistre, alsh: Equipement, source: str, **dit: Any) -> Client:
    agente = par_lien(demande.personne, demande.campagne.convention)
    adresse = page("registre_passer", demande, alsh.pk, source)
    assert agente.post(adresse, dit).status_code == 302
    return agente


def _decider(coordination: Client, question: QuestionConfiee, decision: str) -> None:
    slug = question.campagne.convention.slug
    adresse = reverse("question_confirmer", args=[slug, question.pk])
    assert coordination.post(adresse, {"decision": decision}).status_code == 302


def test_a_une_adresse_inconnue_rien_ne_part_avant_la_coordination(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = une_demande(convention)
    fabriques.chiffre(alsh, code="bonus_territoire", annee=2025, valeur=15_750)
    agente = _passer(demande, alsh, "caf", **INCONNUE)
    question = QuestionConfiee.objects.pour_liste().get()
    assert (question.etat, question.est_a_confirmer) == ("a_envoyer", True)
    assert not Envoi.objects.filter(personne=question.personne).exists()
    for adresse in (demande.page(), page("registre_structure", demande, alsh.pk)):
        assert "La coordination confirme l'adresse" in agente.get(adresse).content.decode()
    # Ni la remise du jour, ni un lien qu'elle aurait par ailleurs ne passent outre.
    relancer_automatiquement(convention=convention, par=LE_TEST, le=AUJOURD_HUI)
    assert not Envoi.objects.filter(personne=question.personne).exists()
    assert par_lien(question.personne, convention).get(question.page()).status_code == 404
    suivi = reverse("registre_suivi", args=[convention.slug, demande.campagne_id])
    assert "inconnue@exemple.fr" in coordination.get(suivi).content.decode()
    assert "adresse à confirmer" in coordination.get("/", follow=True).content.decode()
    _decider(coordination, question, "envoyer")
    question.refresh_from_db()
    assert question.etat == "envoyee"
    assert Envoi.objects.get(personne=question.personne).motif == "transmission"
    # Le bonus de l'an passé n'est pas à elle : elle n'a pas de mandat à la Caf.
    lue = par_lien(question.personne, convention).get(question.page()).content.decode()
    assert "bonus" in lue
    assert "15 750" not in " ".join(lue.split())


def test_la_coordination_rend_la_question_a_qui_l_a_passee(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = une_demande(convention)
    agente = _passer(demande, alsh, "gestionnaire", **INCONNUE)
    question = QuestionConfiee.objects.pour_liste().get()
    _decider(coordination, question, "rendre")
    assert not Envoi.objects.filter(personne=question.personne).exists()
    structure = agente.get(page("registre_structure", demande, alsh.pk))
    assert "vous est revenu" in structure.content.decode()
    assert "enfants-valeur" in structure.context["formulaire"].fields
    # Une fois tranchée, elle ne se tranche plus.
    _decider(coordination, question, "envoyer")
    assert not Envoi.objects.filter(personne=question.personne).exists()


def test_la_conseillere_de_la_caf_se_choisit_et_voit_ses_montants(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    fabriques.chiffre(alsh, code="bonus_territoire", annee=2025, valeur=15_750)
    conseillere = _conseillere(convention)
    adresse = page("registre_passer", demande, alsh.pk, "caf")
    lue = par_lien(demande.personne, convention).get(adresse).content.decode()
    assert "Conseillère" in lue
    assert "conseillere@exemple.fr" not in lue
    # Une adresse tapée à côté d'une personne choisie : on ne devine pas.
    deux = par_lien(demande.personne, convention).post(adresse, {**INCONNUE, "destinataire": "0"})
    assert set(deux.context["formulaire"].errors) == {"destinataire"}
    _passer(demande, alsh, "caf", destinataire="0")
    question = QuestionConfiee.objects.pour_liste().get()
    assert (question.personne, question.etat) == (conseillere, "envoyee")
    lue = par_lien(conseillere, convention).get(question.page()).content.decode()
    assert "15 750" in " ".join(lue.split())


def test_un_seul_courriel_et_une_seule_page_pour_toutes_ses_structures(
    convention: Convention,
) -> None:
    demande, alsh = une_demande(convention)
    voisin = fabriques.equipement(convention, demande.signataire.partenaire, nom="ALSH du Lac")
    conseillere = _conseillere(convention)
    _passer(demande, alsh, "caf", destinataire="0", aussi=[voisin.pk])
    # Une autre commune lui passe aussi la sienne : elle est déjà prévenue.
    autre = fabriques.signataire(convention)
    lointain = fabriques.equipement(convention, autre.partenaire, nom="ALSH du Mont")
    _passer(
        fabriques.demande_de_registre(demande.campagne, autre), lointain, "caf", destinataire="0"
    )
    envoi = Envoi.objects.get(personne=conseillere)
    assert envoi.objet.endswith("2\xa0structures")
    assert len(envoi.contenu["elements"]) == 2
    questions = {q.equipement: q for q in QuestionConfiee.objects.pour_liste()}
    assert {q.etat for q in questions.values()} == {"envoyee"}
    caf = par_lien(conseillere, convention)
    ma_page = caf.get("/ma-page/").content.decode()
    assert sum(question.page() in ma_page for question in questions.values()) == 1
    lue = caf.get(questions[alsh].page()).content.decode()
    assert all(str(e) in lue for e in (alsh, voisin, lointain))
    # Un envoi pour deux ; la troisième, laissée vide, reste à faire.
    caf.post(
        questions[alsh].page(),
        {
            "version": 0,
            "bonus_territoire-valeur": "12 000",
            f"{questions[voisin].pk}-heures_contractees-valeur": "30 000",
        },
    )
    etats = {q.equipement: q.etat for q in QuestionConfiee.objects.pour_liste()}
    assert etats == {alsh: "repondue", voisin: "repondue", lointain: "envoyee"}
    chiffre = ChiffreAnnuel.objects.get(equipement=voisin, annee=2026)
    assert (chiffre.code, chiffre.valeur) == ("heures_contractees", Decimal(30_000))
    # Qui demandait n'en reçoit qu'un avis.
    assert Envoi.objects.filter(personne=demande.personne, motif="reponse").count() == 1
