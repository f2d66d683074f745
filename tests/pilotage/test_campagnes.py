"""Les campagnes : un courriel par personne, jamais deux dans la semaine, tout est tracé."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import FicheAction
from conventions import campagnes, reponses
from conventions.courriels import remettre_ce_qui_attend
from conventions.models import Campagne, Convention, Envoi, LienPersonnel, Personne
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from pilotage.models import DemandeDeFiche
from tests import fabriques

pytestmark = pytest.mark.django_db
Etat = DemandeDeFiche.Etat
LE = datetime.date(2026, 11, 23)
PAR = fabriques.LE_TEST


def _au(monkeypatch: pytest.MonkeyPatch, jour: datetime.date) -> datetime.date:
    """Ce jour-là, les courriels d'avant étant partis."""
    remettre_ce_qui_attend()
    midi = datetime.datetime.combine(jour, datetime.time(12), tzinfo=datetime.UTC)
    monkeypatch.setattr(horloge, "maintenant", lambda: midi)
    return jour


def _preparee(convention: Convention, *personnes: Personne) -> Campagne:
    """Une campagne où l'on demande une fiche à chacune de ces personnes."""
    campagne = fabriques.campagne(convention, ouverte_le=None)
    for personne in personnes:
        fabriques.demande(campagne, personne=personne, etat=Etat.A_ENVOYER)
    return campagne


def _joignable(nom: str, **champs: Any) -> Personne:
    return fabriques.personne(nom=nom, courriel=f"{nom.lower()}@exemple.fr", **champs)


def test_ouvrir_ecrit_une_fois_a_chacun_pour_toutes_ses_fiches(convention: Convention) -> None:
    ada, bob = _joignable("Ada"), _joignable("Bob")
    campagne = _preparee(convention, ada, ada, bob)
    bilan = campagnes.ouvrir_campagne(campagne=campagne, par=PAR, le=LE)

    assert {p.nom for p in bilan.ecrites} == {"Ada", "Bob"}
    a_ada = Envoi.objects.get(personne=ada)
    assert len(a_ada.contenu["elements"]) == 2
    assert a_ada.objet == "2\u00a0fiches-actions à mettre à jour pour le 14 décembre 2026"
    assert a_ada.lien == LienPersonnel.objects.get(personne=ada, usage="repondre")
    assert {d.etat for d in DemandeDeFiche.objects.all()} == {Etat.ENVOYEE}
    assert {d.sollicitee_le for d in DemandeDeFiche.objects.all()} == {LE}


def test_qui_n_a_pas_de_courriel_reste_a_joindre(convention: Convention) -> None:
    muette = fabriques.personne(nom="Muette")
    en_erreur = _joignable("Perdu", courriel_en_erreur_le=LE)
    campagne = _preparee(convention, muette, en_erreur)
    bilan = campagnes.ouvrir_campagne(campagne=campagne, par=PAR, le=LE)

    assert bilan.en_clair() == (
        "Aucun courriel ne part. À joindre autrement, faute de courriel : Muette, Perdu."
    )
    assert {d.etat for d in DemandeDeFiche.objects.all()} == {Etat.A_ENVOYER}
    # Une adresse donnée depuis : la commande quotidienne envoie ce qui restait.
    muette.courriel = "muette@exemple.fr"
    muette.save()
    assert campagnes.relancer_automatiquement(convention=convention, par=PAR, le=LE) == 1
    assert DemandeDeFiche.objects.get(personne=muette).etat == Etat.ENVOYEE


@pytest.mark.parametrize("cas", ["vide", "deja ouverte", "trop tard"])
def test_une_campagne_ne_s_ouvre_pas_n_importe_quand(cas: str, convention: Convention) -> None:
    campagne = _preparee(convention, *([] if cas == "vide" else [_joignable("Ada")]))
    if cas == "deja ouverte":
        campagnes.ouvrir_campagne(campagne=campagne, par=PAR, le=LE)
    le = datetime.date(2026, 12, 15) if cas == "trop tard" else LE
    avant = Envoi.objects.count()
    with pytest.raises(ActionImpossible):
        campagnes.ouvrir_campagne(campagne=campagne, par=PAR, le=le)
    assert Envoi.objects.count() == avant


def test_rappeler_a_la_main_epargne_qui_vient_d_etre_sollicite(
    convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = _joignable("Ada"), _joignable("Bob")
    campagne = fabriques.campagne(convention)
    fabriques.demande(campagne, personne=ada)
    fabriques.demande(campagne, personne=bob, sollicitee_le=LE - datetime.timedelta(days=2))
    fabriques.demande(campagne, personne=_joignable("Cleo"), etat=Etat.REPONDUE)

    bilan = campagnes.relancer(demandes=_en_attente(campagne), par=PAR, le=LE)
    assert ([p.nom for p in bilan.ecrites], [p.nom for p in bilan.deja_ecrites]) == (
        ["Ada"],
        ["Bob"],
    )
    assert DemandeDeFiche.objects.get(personne=ada).relances == 1
    # Le même jour, un second clic n'écrit à personne.
    assert not campagnes.relancer(demandes=_en_attente(campagne), par=PAR, le=LE).ecrites
    # Une semaine plus tard, oui.
    le = _au(monkeypatch, LE + datetime.timedelta(days=7))
    assert len(campagnes.relancer(demandes=_en_attente(campagne), par=PAR, le=le).ecrites) == 2


def _en_attente(campagne: Campagne) -> Any:
    return campagne.demandes_de_fiche.en_attente().pour_liste()


def test_un_rappel_dit_tout_ce_qui_attend_et_le_motif_d_un_renvoi(convention: Convention) -> None:
    ada = _joignable("Ada")
    une, autre = fabriques.campagne(convention), fabriques.campagne(convention)
    fabriques.demande(une, personne=ada)
    fabriques.demande(autre, personne=ada, etat=Etat.RENVOYEE, motif_renvoi="Il manque un chiffre.")
    campagnes.relancer(demandes=_en_attente(une), par=PAR, le=LE)
    contenu = Envoi.objects.get().contenu
    assert len(contenu["elements"]) == 2
    assert "Il manque un chiffre." in contenu["suite"][0]
    # Les deux comptent ce rappel : aucune ne se relance demain.
    assert {d.sollicitee_le for d in DemandeDeFiche.objects.all()} == {LE}


def test_les_rappels_automatiques_suivent_l_echeance_et_se_suspendent(
    convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    campagne = fabriques.campagne(convention)
    fabriques.demande(campagne, personne=_joignable("Ada"))

    def passer(jour: datetime.date) -> int:
        le = _au(monkeypatch, jour)
        return campagnes.relancer_automatiquement(convention=convention, par=PAR, le=le)

    debut = datetime.date(2026, 11, 23)
    jours = [debut + datetime.timedelta(days=n) for n in range(40)]
    assert [jour.isoformat() for jour in jours if passer(jour)] == [
        "2026-11-30",
        "2026-12-07",
        "2026-12-14",
    ]
    campagne.refresh_from_db()
    campagne.suspendre_les_relances(True, par=PAR)
    DemandeDeFiche.objects.update(relances=0)
    assert passer(datetime.date(2026, 12, 28)) == 0
    campagne.suspendre_les_relances(False, par=PAR)
    assert passer(datetime.date(2026, 12, 29)) == 1


def test_repondre_arrete_les_rappels(convention: Convention) -> None:
    demande = fabriques.demande(fabriques.campagne(convention), personne=_joignable("Ada"))
    demande.repondre(par=PAR, le=LE, reponse=[], est_pour_autrui=False)
    le = datetime.date(2026, 12, 7)
    assert campagnes.relancer_automatiquement(convention=convention, par=PAR, le=le) == 0


def test_clore_puis_rouvrir(convention: Convention) -> None:
    campagne = fabriques.campagne(convention)
    attendue = fabriques.demande(campagne)
    rendue = fabriques.demande(campagne, etat=Etat.REPONDUE)
    campagnes.clore_campagne(campagne=campagne, par=PAR, le=LE)
    assert [_etat(attendue), _etat(rendue)] == [Etat.SANS_REPONSE, Etat.REPONDUE]
    with pytest.raises(ActionImpossible, match="close"):
        reponses.garder_pour_plus_tard(demande=_relue(attendue), brouillon={}, par=PAR, le=LE)

    jusqu_au = datetime.date(2026, 12, 20)
    campagnes.rouvrir_campagne(campagne=campagne, jusqu_au=jusqu_au, par=PAR, le=LE)
    assert _etat(attendue) == Etat.ENVOYEE
    assert Campagne.objects.get().dernier_jour == jusqu_au


def _relue(demande: DemandeDeFiche) -> DemandeDeFiche:
    return DemandeDeFiche.objects.get(pk=demande.pk)


def _etat(demande: DemandeDeFiche) -> str:
    return _relue(demande).etat


def test_qui_coordonne_est_prevenu_une_fois_par_semaine(
    convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordonnateur = fabriques.coordonnateur(convention)
    # Une vieille adresse en erreur n'empêche pas d'écrire à celle du compte.
    Personne.objects.filter(pk=coordonnateur.personne_id).update(
        courriel="vieille@exemple.fr", courriel_en_erreur_le=LE
    )
    fabriques.lecteur(convention)
    suspendu = fabriques.coordonnateur(convention)
    suspendu.is_active = False
    suspendu.save()
    assert campagnes.prevenir_des_reponses(convention=convention, par=PAR, le=LE) == 0
    fabriques.demande(fabriques.campagne(convention), etat=Etat.REPONDUE)
    assert campagnes.prevenir_des_reponses(convention=convention, par=PAR, le=LE) == 1
    assert Envoi.objects.get().destinataire == coordonnateur.courriel
    assert campagnes.prevenir_des_reponses(convention=convention, par=PAR, le=LE) == 0
    le = _au(monkeypatch, LE + datetime.timedelta(days=7))
    assert campagnes.prevenir_des_reponses(convention=convention, par=PAR, le=le) == 1


def _a_beaucoup(convention: Convention, nombre: int) -> Campagne:
    campagne = fabriques.campagne(convention, ouverte_le=None)
    axe = fabriques.axe(convention)
    depart = convention.fiches.count() + 1
    personnes = Personne.objects.bulk_create(
        Personne(nom=f"P{n}", courriel=f"p{depart + n}@exemple.fr") for n in range(nombre)
    )
    fiches = FicheAction.objects.bulk_create(
        FicheAction(convention=convention, axe=axe, numero=depart + n, titre="Action")
        for n in range(nombre)
    )
    DemandeDeFiche.objects.bulk_create(
        DemandeDeFiche(campagne=campagne, fiche=fiche, personne=personne)
        for fiche, personne in zip(fiches, personnes, strict=True)
    )
    return campagne


def test_cent_personnes_sollicitees_d_un_geste(convention: Convention) -> None:
    campagne = _a_beaucoup(convention, 100)
    bilan = campagnes.ouvrir_campagne(campagne=campagne, par=PAR, le=LE)
    assert len(bilan.ecrites) == Envoi.objects.count() == 100
    assert Envoi.objects.values("personne").distinct().count() == 100


def test_le_travail_croit_comme_le_nombre_de_personnes(convention: Convention) -> None:
    comptes = []
    for nombre in (5, 25):
        campagne = _a_beaucoup(convention, nombre)
        with CaptureQueriesContext(connection) as requetes:
            campagnes.ouvrir_campagne(campagne=campagne, par=PAR, le=LE)
        comptes.append(len(requetes))
    assert (comptes[1] - comptes[0]) / 20 <= 30
