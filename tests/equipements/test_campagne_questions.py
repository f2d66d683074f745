"""Une question se passe à qui sait, structure par structure, par un lien borné à elle."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from conventions.models import Convention, Envoi
from equipements import acceptations
from equipements.demandes import lire_la_demande
from equipements.models import ChiffreAnnuel, Equipement, QuestionConfiee
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import page, par_lien, relue, saisie, tout_dire, une_demande

pytestmark = pytest.mark.django_db
GESTIONNAIRE = {
    "destinataire": "autre",
    "prenom": "Une",
    "nom": "Directrice",
    "courriel": "directrice@exemple.fr",
}
CHIFFRES = {
    "version": 0,
    "enfants-valeur": "62",
    "enfants_aeeh-valeur": "2",
    "heures_facturees-absence": "non_disponible",
    "heures_facturees-motif": "Logiciel en panne",
}


def _connue(alsh: Equipement) -> None:
    """L'adresse de la directrice est sur la fiche : la question part aussitôt."""
    alsh.contacts.create(fonction="Direction", courriel="directrice@exemple.fr")


def _saisissables(lue: Any) -> list[str]:
    return [q.cle for q in lue.context["formulaire"].annee.questions if q.est_saisissable]


def test_passer_repondre_relire_confirmer(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    _connue(alsh)
    agente = par_lien(demande.personne, convention)
    agente.post(page("registre_passer", demande, alsh.pk, "gestionnaire"), GESTIONNAIRE)
    question = QuestionConfiee.objects.pour_liste().get()
    assert (question.etat, question.source) == ("envoyee", "gestionnaire")
    assert question.passee_par == f"{demande.personne} (lien personnel)"
    envoi = Envoi.objects.get(personne=question.personne)
    assert envoi.motif == "transmission"
    assert envoi.lien is not None
    assert envoi.lien.transmis_par == demande.personne
    # Passée, elle n'est plus demandée à l'agente ; et rien ne l'empêche de confirmer.
    formulaire = agente.get(page("registre_structure", demande, alsh.pk)).context["formulaire"]
    assert "enfants-valeur" not in formulaire.fields

    directrice = par_lien(question.personne, convention)
    assert question.page() in directrice.get("/ma-page/").content.decode()
    assert directrice.post(question.page(), CHIFFRES).status_code == 302
    question.refresh_from_db()
    assert question.etat == "repondue"
    # L'effectif fragile n'est rangé qu'à sa place.
    assert question.reponse == [
        ["enfants accueillis", "62"],
        ["heures facturées", "Logiciel en panne"],
    ]
    chiffre = ChiffreAnnuel.objects.get(annee=2026, code="enfants")
    assert (chiffre.valeur, chiffre.saisi_par) == (
        Decimal(62),
        f"{question.personne} (lien personnel)",
    )
    assert Envoi.objects.filter(personne=demande.personne, motif="reponse").exists()

    relu = agente.get(page("registre_structure", demande, alsh.pk))
    assert relu.context["formulaire"]["enfants-valeur"].value() == "62"
    saisie(agente, demande, alsh, **tout_dire(alsh))
    agente.post(page("registre_verifier", demande), {"version": relue(demande).version})
    question.refresh_from_db()
    assert (relue(demande).etat, question.etat) == ("repondue", "acceptee")


def test_le_lien_de_la_question_n_ouvre_qu_elle(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    question = fabriques.question_confiee(demande, alsh)
    directrice = par_lien(question.personne, convention)
    lue = directrice.get(question.page())
    assert set(_saisissables(lue)) == {
        "enfants",
        "enfants_aeeh",
        "heures_facturees",
        "heures_realisees",
        "professionnels",
        "professionnels_formes",
    }
    for nom in ("registre_demande", "registre_verifier", "registre_lire", "registre_confier"):
        assert directrice.get(page(nom, demande)).status_code == 404
    assert directrice.get(page("registre_structure", demande, alsh.pk)).status_code == 404
    # Ni le soutien de la commune, ni le bonus de la Caf ne s'écrivent par là.
    cle = f"soutien-{alsh.soutiens.get().pk}"
    directrice.post(
        question.page(), {**CHIFFRES, f"{cle}-valeur": "1", "bonus_territoire-valeur": "9"}
    )
    assert not ChiffreAnnuel.objects.filter(annee=2026, code="bonus_territoire").exists()
    assert not alsh.soutiens.get().montants.filter(annee=2026).exists()
    # L'agente, elle, ne répond pas à la place de qui sait.
    assert par_lien(demande.personne, convention).get(question.page()).status_code == 404


def test_la_caf_ne_recoit_que_ce_qu_elle_sait(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    question = fabriques.question_confiee(demande, alsh, source="caf")
    lue = par_lien(question.personne, convention).get(question.page())
    assert _saisissables(lue) == ["heures_contractees", "bonus_territoire"]


def test_une_question_ne_se_passe_qu_une_fois(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    adresse = page("registre_passer", demande, alsh.pk, "gestionnaire")
    agente.post(adresse, GESTIONNAIRE)
    refus = agente.post(adresse, {**GESTIONNAIRE, "courriel": "autre@exemple.fr"})
    assert "déjà passée" in refus.content.decode()
    assert QuestionConfiee.objects.count() == 1
    # Ce que la commune est seule à savoir ne se passe pas.
    refus = agente.post(page("registre_passer", demande, alsh.pk, "commune"), GESTIONNAIRE)
    assert QuestionConfiee.objects.count() == 1
    inconnue = agente.post(page("registre_passer", demande, alsh.pk, "lune"), GESTIONNAIRE)
    assert inconnue.status_code == 404


def test_une_reponse_vide_ne_part_pas(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    question = fabriques.question_confiee(demande, alsh)
    refus = par_lien(question.personne, convention).post(question.page(), {"version": 0})
    assert "Donnez au moins un chiffre" in refus.content.decode()
    question.refresh_from_db()
    assert question.etat == "envoyee"


def test_la_campagne_close_la_question_ne_s_ecrit_plus(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    question = fabriques.question_confiee(demande, alsh)
    directrice = par_lien(question.personne, convention)
    demande.campagne.clore(par=fabriques.LE_TEST, le=datetime.date(2026, 11, 23))
    assert "plus rien à donner" in directrice.get(question.page()).content.decode()
    directrice.post(question.page(), CHIFFRES)
    assert not ChiffreAnnuel.objects.filter(annee=2026).exists()


def test_la_demande_acceptee_la_question_est_close(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    question = fabriques.question_confiee(demande, alsh)
    saisie(par_lien(demande.personne, convention), demande, alsh, **tout_dire(alsh))
    lue = relue(demande)
    lue.repondre(par=fabriques.LE_TEST, le=AUJOURD_HUI, reponse=[], est_pour_autrui=False)
    acceptations.accepter_la_demande(
        demande=lue,
        empreinte=lire_la_demande(lue).empreinte,
        par=fabriques.LE_TEST,
        le=AUJOURD_HUI,
    )
    directrice = par_lien(question.personne, convention)
    assert "plus rien à donner" in directrice.get(question.page()).content.decode()
    directrice.post(question.page(), CHIFFRES)
    assert not ChiffreAnnuel.objects.filter(annee=2026, code="enfants").exists()
    question = QuestionConfiee.objects.pour_liste().get()
    question.rouvrir(par=fabriques.LE_TEST)
    assert question.etat == "sans_reponse"


def test_une_question_se_reprend_et_se_repasse(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    passer = page("registre_passer", demande, alsh.pk, "gestionnaire")
    _connue(alsh)
    alsh.contacts.create(fonction="Ancienne direction", courriel="faux@exemple.fr")
    agente.post(passer, {**GESTIONNAIRE, "courriel": "faux@exemple.fr"})
    question = QuestionConfiee.objects.pour_liste().get()
    faux = question.personne
    mal_adressee = par_lien(faux, convention)
    reprendre = page("registre_reprendre", demande, alsh.pk, "gestionnaire")
    structure = page("registre_structure", demande, alsh.pk)
    assert reprendre in agente.get(structure).content.decode()
    assert agente.post(reprendre).headers["Location"] == structure
    # Le lien est mort, le courriel ne part plus, les champs sont rendus.
    assert mal_adressee.get(question.page()).status_code == 302
    assert Envoi.objects.get(personne=faux).etat == "abandonne"
    assert "enfants-valeur" in agente.get(structure).context["formulaire"].fields
    agente.post(passer, GESTIONNAIRE)
    question = QuestionConfiee.objects.pour_liste().get()
    assert (question.etat, question.personne.courriel) == ("envoyee", "directrice@exemple.fr")
    assert par_lien(question.personne, convention).get(question.page()).status_code == 200
