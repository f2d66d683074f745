"""À qui l'on écrit, et à qui l'on n'écrit pas : rien n'est dit envoyé qui ne l'est pas."""

import datetime
from typing import Any

import pytest

from conventions import campagnes
from conventions.courriels import remettre_ce_qui_attend
from conventions.liens import LienRefuse, Usage, lien_pour, revoquer, signaler
from conventions.models import Campagne, Convention, Envoi, LienPersonnel, Personne
from conventions.services import redonner_un_lien
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from pilotage import campagnes as plan
from pilotage.models import DemandeDeFiche
from tests import fabriques

pytestmark = pytest.mark.django_db
Etat = DemandeDeFiche.Etat
PAR = fabriques.LE_TEST
LE = datetime.date(2026, 11, 23)
SEMAINE = datetime.timedelta(days=7)


def _au(monkeypatch: pytest.MonkeyPatch, jour: datetime.date) -> datetime.date:
    """Ce jour-là, les courriels d'avant étant partis."""
    remettre_ce_qui_attend()
    midi = datetime.datetime.combine(jour, datetime.time(12), tzinfo=datetime.UTC)
    monkeypatch.setattr(horloge, "maintenant", lambda: midi)
    return jour


def _ada(**champs: Any) -> Personne:
    return fabriques.personne(nom="Ada", courriel="ada@exemple.fr", **champs)


def _due(convention: Convention, personne: Personne) -> Campagne:
    """Une campagne dont l'échéance approche, et une demande à rappeler."""
    campagne = fabriques.campagne(convention, echeance=datetime.date(2026, 12, 1))
    fabriques.demande(campagne, personne=personne)
    return campagne


@pytest.mark.parametrize("cas", ["révoqué", "signalé", "compte suspendu"])
def test_un_lien_eteint_ne_se_rallume_pas_d_un_courriel(cas: str, convention: Convention) -> None:
    compte = fabriques.lecteur(convention)
    Personne.objects.filter(pk=compte.personne_id).update(courriel="ada@exemple.fr")
    ada = Personne.objects.get(pk=compte.personne_id)
    campagne = _due(convention, ada)
    lien = lien_pour(ada, Usage.REPONDRE, convention=convention, par=PAR)
    if cas == "révoqué":
        revoquer(lien, par=PAR)
    elif cas == "signalé":
        signaler(lien, le=horloge.maintenant())
    else:
        compte.is_active = False
        compte.save()
    assert campagnes.relancer_automatiquement(convention=convention, par=PAR, le=LE) == 0
    demandes = campagne.demandes_de_fiche.en_attente().pour_liste()
    bilan = campagnes.relancer(demandes=demandes, par=PAR, le=LE)
    assert [p.pk for p in bilan.sans_lien] == [ada.pk]
    assert "lien éteint ou compte suspendu" in bilan.en_clair()
    with pytest.raises(LienRefuse):
        lien_pour(Personne.objects.get(pk=ada.pk), Usage.REPONDRE, convention=convention, par=PAR)
    assert not Envoi.objects.exists()
    lien.refresh_from_db()
    assert lien.generation == 1


def test_le_coordonnateur_redonne_un_lien_et_les_anciens_restent_morts(
    convention: Convention,
) -> None:
    ada = _ada()
    lien = lien_pour(ada, Usage.REPONDRE, convention=convention, par=PAR)
    revoquer(lien, par=PAR)
    assert redonner_un_lien(lien=lien, par=PAR)
    neuf = LienPersonnel.objects.get()
    assert (neuf.generation, neuf.revoque_le, neuf.signale_le) == (2, None, None)
    assert Envoi.objects.get().motif == "nouveau_lien"


def test_une_fiche_ajoutee_le_lendemain_se_demande_aussitot(convention: Convention) -> None:
    ada = _ada()
    campagne = fabriques.campagne(convention, ouverte_le=None)
    une = fabriques.demande(campagne, personne=ada, etat=Etat.A_ENVOYER)
    campagnes.ouvrir_campagne(campagne=campagne, par=PAR, le=LE)
    autre = fabriques.demande(campagne, personne=ada, etat=Etat.A_ENVOYER)
    le = LE + datetime.timedelta(days=1)
    bilan = campagnes.envoyer_ce_qui_reste(campagne=campagne, par=PAR, le=le)
    assert bilan.ecrites == [ada]
    # Le second courriel cite les deux : la première compte sa semaine de ce jour.
    assert len(Envoi.objects.first().contenu["elements"]) == 2  # type: ignore[union-attr]
    assert {d.sollicitee_le for d in DemandeDeFiche.objects.all()} == {le}
    assert {d.etat for d in (_relue(une), _relue(autre))} == {Etat.ENVOYEE}


def test_une_demande_dont_le_courriel_ne_part_pas_reste_a_envoyer(convention: Convention) -> None:
    ada = _ada()
    campagne = fabriques.campagne(convention)
    demande = fabriques.demande(campagne, personne=ada, etat=Etat.A_ENVOYER)
    fabriques.envoi(ada, convention=convention, raison=f"demandes:{demande.marque}")
    bilan = campagnes.envoyer_ce_qui_reste(campagne=campagne, par=PAR, le=LE)
    assert bilan.deja_ecrites == [ada]
    assert (_relue(demande).etat, _relue(demande).sollicitee_le) == (Etat.A_ENVOYER, None)


def test_un_seul_courriel_le_jour_ou_l_on_demande_et_rappelle(
    convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = _ada()
    campagne = _due(convention, ada)
    fabriques.demande(campagne, personne=ada, etat=Etat.A_ENVOYER)
    assert campagnes.relancer_automatiquement(convention=convention, par=PAR, le=LE) == 1
    le = _au(monkeypatch, LE + datetime.timedelta(days=1))
    assert campagnes.relancer_automatiquement(convention=convention, par=PAR, le=le) == 0


def test_rouvrir_redemande_a_chacun(convention: Convention) -> None:
    campagne = fabriques.campagne(convention)
    jamais_partie = fabriques.demande(campagne, personne=_ada(), etat=Etat.A_ENVOYER)
    a_reprendre = fabriques.demande(campagne, etat=Etat.RENVOYEE, motif_renvoi="Un chiffre manque.")
    campagnes.clore_campagne(campagne=campagne, par=PAR, le=LE)
    jusqu_au = datetime.date(2027, 1, 8)
    bilan = campagnes.rouvrir_campagne(campagne=campagne, jusqu_au=jusqu_au, par=PAR, le=LE)
    assert [p.nom for p in bilan.ecrites] == ["Ada"]
    assert [_relue(d).etat for d in (jamais_partie, a_reprendre)] == [Etat.ENVOYEE, Etat.RENVOYEE]
    # Renvoyée, elle se rappelle dès le lendemain, avec son motif.
    assert campagnes.relancer_automatiquement(convention=convention, par=PAR, le=LE) == 1
    assert "Un chiffre manque." in Envoi.objects.get(motif="relance").contenu["suite"][0]


def test_une_reponse_retire_les_courriels_qui_attendaient(convention: Convention) -> None:
    ada = _ada()
    campagne = _due(convention, ada)
    demandes = campagne.demandes_de_fiche.en_attente().pour_liste()
    campagnes.relancer(demandes=demandes, par=PAR, le=LE)
    demande = DemandeDeFiche.objects.get()
    plan.repondre_a_la_demande(
        demande=demande, mise_a_jour=None, reponses={}, recapitulatif=[], de=ada, par=PAR, le=LE
    )
    envoi = Envoi.objects.get(motif="relance")
    assert envoi.etat == Envoi.Etat.ABANDONNE
    assert "la réponse est venue" in envoi.erreur
    assert remettre_ce_qui_attend(reprendre_les_echecs=True).remis == 0


def test_clore_retire_aussi_les_rappels_qui_attendaient(convention: Convention) -> None:
    campagne = _due(convention, _ada())
    campagnes.relancer_automatiquement(convention=convention, par=PAR, le=LE)
    campagnes.clore_campagne(campagne=campagne, par=PAR, le=LE)
    assert Envoi.objects.get().etat == Envoi.Etat.ABANDONNE


def test_une_convention_close_ne_demande_plus_rien(convention: Convention) -> None:
    campagne = _due(convention, _ada())
    convention.etat = Convention.Etat.CLOTUREE
    convention.save()
    campagne = Campagne.objects.get(pk=campagne.pk)
    with pytest.raises(ActionImpossible):
        campagnes.envoyer_ce_qui_reste(campagne=campagne, par=PAR, le=LE)
    demandes = campagne.demandes_de_fiche.en_attente().pour_liste()
    with pytest.raises(ActionImpossible):
        campagnes.relancer(demandes=demandes, par=PAR, le=LE)
    assert not Envoi.objects.exists()


def test_une_campagne_close_ne_previent_plus_de_ses_reponses(convention: Convention) -> None:
    fabriques.coordonnateur(convention)
    close = fabriques.campagne(convention, close_le=LE)
    fabriques.demande(close, etat=Etat.REPONDUE)
    assert campagnes.prevenir_des_reponses(convention=convention, par=PAR, le=LE) == 0


def test_trois_mandats_ne_font_qu_un_courriel(convention: Convention) -> None:
    ada = _ada()
    for _ in range(3):
        fabriques.mandat(personne=ada, partenaire=fabriques.signataire(convention).partenaire)
    campagne = fabriques.campagne(convention, ouverte_le=None)
    for _ in range(3):
        fabriques.demande(campagne, personne=ada, etat=Etat.A_ENVOYER)
    campagnes.ouvrir_campagne(campagne=campagne, par=PAR, le=LE)
    envoi = Envoi.objects.get()
    assert len(envoi.contenu["elements"]) == 3
    assert LienPersonnel.objects.count() == 1


def test_le_courriel_dit_de_qui_il_vient_et_ou_repondre(convention: Convention) -> None:
    fabriques.copilote(convention)
    coordonnateur = fabriques.coordonnateur(convention)
    campagne = fabriques.campagne(convention, ouverte_le=None)
    fabriques.demande(campagne, personne=_ada(), etat=Etat.A_ENVOYER)
    campagnes.ouvrir_campagne(campagne=campagne, par=coordonnateur, le=LE)
    contenu = Envoi.objects.get().contenu
    assert contenu["signature"] == f"La coordination CTG, {convention.territoire}"
    assert contenu["repondre_a"] == coordonnateur.courriel


def _relue(demande: DemandeDeFiche) -> DemandeDeFiche:
    return DemandeDeFiche.objects.get(pk=demande.pk)
