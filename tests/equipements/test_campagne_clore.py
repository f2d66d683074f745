"""Clore, ou fermer l'année : on lit d'abord ce qui attend ; rouvrir n'écrit qu'aux choisis."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Envoi
from ctg.socle.etats import ActionImpossible
from equipements.annees import fermer_l_annee
from equipements.models import AnneeFermee
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import page, par_lien, relue, saisie, tout_dire, une_demande
from tests.fabriques import LE_TEST

pytestmark = pytest.mark.django_db


def _repondue(convention: Convention) -> Any:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh))
    agente.post(page("registre_verifier", demande), {"version": relue(demande).version})
    return relue(demande)


def _clore(demande: Any) -> str:
    return reverse("campagne_clore", args=[demande.campagne.convention.slug, demande.campagne_id])


def test_clore_dit_ce_qui_attend_et_garde_les_reponses_a_lire(
    convention: Convention, coordination: Client
) -> None:
    demande = _repondue(convention)
    muette = fabriques.demande_de_registre(demande.campagne)
    avant = unescape(coordination.get(_clore(demande)).content.decode())
    assert "1\u00a0réponse à lire" in avant
    assert f"1\u00a0partie n'a pas confirmé : {muette.signataire}." in avant
    refus = coordination.post(_clore(demande))
    assert "reste à lire" in str(refus.context["formulaire"].errors)
    assert (AnneeFermee.de(convention), relue(demande).campagne.close_le) == (set(), None)

    lue = coordination.get(page("registre_lire", demande)).context["lue"]
    coordination.post(page("registre_accepter", demande), {"empreinte": lue.empreinte})
    assert coordination.post(_clore(demande)).status_code == 302
    assert AnneeFermee.de(convention) == {2026}
    assert (relue(demande).etat, relue(muette).etat) == ("acceptee", "sans_reponse")


def test_fermer_l_annee_attend_que_sa_campagne_soit_close(
    convention: Convention, coordination: Client
) -> None:
    demande, _ = une_demande(convention)
    adresse = reverse("annee_fermer", args=[convention.slug, 2026])
    assert _clore(demande) in coordination.get(adresse).content.decode()
    with pytest.raises(ActionImpossible, match="La clore fermera l'année"):
        fermer_l_annee(convention=convention, annee=2026, par=LE_TEST, le=AUJOURD_HUI)
    assert coordination.post(adresse).status_code == 200
    assert AnneeFermee.de(convention) == set()
    # Une année sans campagne se ferme là.
    coordination.post(reverse("annee_fermer", args=[convention.slug, 2024]))
    assert AnneeFermee.de(convention) == {2024}


def test_une_reponse_a_lire_d_une_annee_fermee_dit_comment_l_accepter(
    convention: Convention, coordination: Client
) -> None:
    demande = _repondue(convention)
    AnneeFermee.fermer(convention=convention, annee=2026, par=LE_TEST, le=AUJOURD_HUI)
    lu = coordination.get(page("registre_lire", demande)).content.decode()
    assert reverse("annee_rouvrir", args=[convention.slug, 2026]) in lu
    assert page("registre_accepter", demande) not in lu
    agente = par_lien(demande.personne, convention)
    assert "2026 est fermée" in agente.get(demande.page()).content.decode()


def test_rouvrir_n_ecrit_qu_a_qui_l_on_choisit(
    convention: Convention, coordination: Client
) -> None:
    demande, _ = une_demande(convention)
    autre = fabriques.demande_de_registre(demande.campagne)
    coordination.post(_clore(demande))
    rouvrir = reverse("campagne_rouvrir", args=[convention.slug, demande.campagne_id])
    champ = coordination.get(rouvrir).context["formulaire"]["redemander"]
    assert champ.value() == [demande.marque, autre.marque]
    Envoi.objects.all().delete()
    coordination.post(
        rouvrir, {"jusqu_au": "2026-12-20", "motif": "En retard.", "redemander": [autre.marque]}
    )
    assert (relue(demande).etat, relue(autre).etat) == ("sans_reponse", "envoyee")
    assert {envoi.personne for envoi in Envoi.objects.filter(motif="demande")} == {autre.personne}
