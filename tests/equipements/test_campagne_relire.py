"""On lit tout ce qu'on confirme : chiffres de toutes sources, prix, corrections, questions."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention
from equipements.demandes import lire_la_demande
from equipements.models import ChiffreAnnuel, Equipement, Prix
from equipements.relecture import relire
from tests import fabriques
from tests.equipements.outils_campagne import page, par_lien, relue, saisie, tout_dire, une_demande
from tests.outils import texte_de

pytestmark = pytest.mark.django_db


def _confirmer(client: Client, demande: Any) -> None:
    client.post(page("registre_verifier", demande), {"version": relue(demande).version})


def _repondue(convention: Convention, **dit: Any) -> tuple[Any, Equipement, Client]:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh), **dit)
    _confirmer(agente, demande)
    return relue(demande), alsh, agente


def test_la_coordination_lit_le_bonus_les_heures_et_les_prix_avant_d_accepter(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh, _ = _repondue(convention)
    commun: Any = {"annee": 2026, "saisi_par": "Une conseillère"}
    fabriques.chiffre(alsh, code="bonus_territoire", valeur=19_000, **commun)
    fabriques.chiffre(alsh, code="heures_contractees", valeur=35_000, **commun)
    Prix.objects.filter(grille__annee_scolaire=2026, qf_min=0).update(
        montant="5.20", montant_exterieur=45
    )
    for client in (coordination, par_lien(demande.personne, convention)):
        lu = texte_de(client.get(page("registre_lire", demande)))
        for attendu in ("19 000 €", "35 000", "5,20 € ; 45,00 € hors"):
            assert attendu in lu
        assert "donné par Une conseillère" in lu


def test_une_correction_se_lit_champ_par_champ(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh, constat="corrigee"))
    corriger = page("registre_corriger", demande, alsh.pk)
    formulaire = agente.get(corriger).context["formulaire"]
    proposees = {c.html_name: c.value() for c in formulaire if c.value() not in (None, False)}
    agente.post(corriger, proposees | {"capacite": "55"})
    verifier = agente.get(page("registre_verifier", demande)).content.decode()
    _confirmer(agente, demande)
    lire = coordination.get(page("registre_lire", demande)).content.decode()
    for lu in (verifier, lire):
        assert "40\u00a0places" in lu
        assert "<strong>55\u00a0places</strong>" in lu


def test_l_aeeh_se_lit_en_clair_et_se_garde_masquee(
    convention: Convention, coordination: Client
) -> None:
    demande, _, agente = _repondue(convention, **{"enfants_aeeh-valeur": "2"})
    (structure,) = relire(lire_la_demande(demande))
    assert {"2"} == {x.reponse for x in structure.lignes if "AEEH" in x.question}
    for client in (coordination, agente):
        assert "moins de 5" not in client.get(page("registre_lire", demande)).content.decode()
    assert {"moins de 5"} == {dite for question, dite in demande.reponse if "AEEH" in question}


def test_accepter_une_question_sans_reponse_se_dit_et_ne_se_fait_pas_en_nombre(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh, _ = _repondue(convention)
    question = fabriques.question_confiee(demande, alsh)
    suivi = coordination.get(reverse("registre_suivi", args=[convention.slug, demande.campagne_id]))
    assert suivi.context["suivi"].acceptables == []
    lue = coordination.get(page("registre_lire", demande))
    dit = unescape(lue.content.decode())
    assert "Ces chiffres manqueront pour l'année" in dit
    assert f"{question.repondante} n'a pas encore répondu" in dit
    # Une question passée depuis la lecture n'y était pas : accepter se refuse.
    question.delete()
    avec = {"empreinte": lue.context["lue"].empreinte}
    coordination.post(page("registre_accepter", demande), avec)
    assert relue(demande).etat == "repondue"


def test_chaque_reponse_se_lit_la_ou_elle_se_coche(
    convention: Convention, coordination: Client
) -> None:
    demande, _, _ = _repondue(convention)
    adresse = reverse("registre_suivi", args=[convention.slug, demande.campagne_id])
    lu = coordination.get(adresse).content.decode()
    assert "10\u202f500\u00a0€" in lu
    assert "8,00\u00a0€" in lu


def test_un_zero_passe_a_un_autre_est_un_zero(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    question = fabriques.question_confiee(demande, alsh)
    directrice = par_lien(question.personne, convention)
    directrice.post(question.page(), {"version": 0, "enfants-valeur": "0"})
    question.refresh_from_db()
    assert question.reponse == [["enfants accueillis", "0"]]
    assert ChiffreAnnuel.objects.get(annee=2026).valeur == 0
