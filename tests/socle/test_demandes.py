"""Une demande avance par ses verbes, et se relance quand il le faut, pas plus."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from conventions.models import Convention
from ctg.socle.demandes import DemandeDeBase
from ctg.socle.etats import TransitionInterdite
from ctg.socle.versions import ConflitDeVersion
from pilotage.models import DemandeDeFiche
from tests import fabriques

pytestmark = pytest.mark.django_db
Etat = DemandeDeBase.Etat
LE = datetime.date(2026, 11, 23)
ECHEANCE = datetime.date(2026, 12, 14)
JOUR = datetime.timedelta(days=1)

VERBES: dict[str, Callable[[DemandeDeFiche], Any]] = {
    "envoyer": lambda d: d.envoyer(par=fabriques.LE_TEST, le=LE),
    "commencer": lambda d: d.garder_le_brouillon({"fait": "x"}, par=fabriques.LE_TEST, le=LE),
    "repondre": lambda d: d.repondre(
        par=fabriques.LE_TEST, le=LE, reponse=[("Où ?", "Là.")], est_pour_autrui=False
    ),
    "accepter": lambda d: d.accepter(par=fabriques.LE_TEST, le=LE, version_ouverte=d.version),
    "renvoyer": lambda d: d.renvoyer(
        motif="Il manque un chiffre.", par=fabriques.LE_TEST, le=LE, version_ouverte=d.version
    ),
    "redemander": lambda d: d.redemander(motif="Comptez aussi mars.", par=fabriques.LE_TEST, le=LE),
    "clore": lambda d: d.clore(par=fabriques.LE_TEST),
    "reprendre": lambda d: d.changer_de_main(par=fabriques.LE_TEST),
    "rouvrir": lambda d: d.rouvrir(par=fabriques.LE_TEST),
    "rendre": lambda d: d.rouvrir(par=fabriques.LE_TEST),
}


def _demande(convention: Convention, etat: str = Etat.ENVOYEE, **champs: Any) -> DemandeDeFiche:
    if etat == Etat.ACCEPTEE:
        champs.setdefault("acceptee_le", LE)
    if etat == Etat.RENVOYEE:
        champs.setdefault("motif_renvoi", "À compléter.")
    return fabriques.demande(fabriques.campagne(convention), etat=etat, **champs)


@pytest.mark.parametrize("verbe", VERBES)
@pytest.mark.parametrize("etat", [etat.value for etat in Etat])
def test_chaque_verbe_suit_la_table(verbe: str, etat: str, convention: Convention) -> None:
    # Sans réponse, une demande se rouvre ou se rend selon qu'on l'avait renvoyée.
    champs = {"motif_renvoi": "À compléter."} if verbe == "rendre" else {}
    demande = _demande(convention, etat, **champs)
    transition = DemandeDeBase.TRANSITIONS[verbe]
    # Une réponse envoyée ou renvoyée garde cet état pendant qu'on la reprend, et la seconde en
    # changeant de main.
    garde = (verbe, etat) in {
        ("commencer", Etat.REPONDUE),
        ("commencer", Etat.RENVOYEE),
        ("reprendre", Etat.RENVOYEE),
    }
    if garde or etat in transition.depuis:
        VERBES[verbe](demande)
        attendu = etat if garde else transition.vers
        assert DemandeDeFiche.objects.get().etat == attendu
    else:
        with pytest.raises(TransitionInterdite):
            VERBES[verbe](demande)
        assert DemandeDeFiche.objects.get().etat == etat


def test_un_renvoi_sans_motif_est_refuse(convention: Convention) -> None:
    demande = _demande(convention, Etat.REPONDUE)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        demande.renvoyer(motif="  ", par=fabriques.LE_TEST, le=LE, version_ouverte=1)
    assert DemandeDeFiche.objects.get().etat == Etat.REPONDUE


def test_on_n_accepte_pas_une_reponse_qui_vient_de_changer(convention: Convention) -> None:
    demande = _demande(convention, Etat.REPONDUE)
    relue = DemandeDeFiche.objects.get()
    relue.repondre(
        par=fabriques.LE_TEST, le=LE, reponse=[("Où ?", "Ailleurs.")], est_pour_autrui=False
    )
    with pytest.raises(ConflitDeVersion):
        demande.accepter(par=fabriques.LE_TEST, le=LE, version_ouverte=1)
    assert DemandeDeFiche.objects.get().etat == Etat.REPONDUE


def test_repondre_efface_le_brouillon_et_garde_la_reponse(convention: Convention) -> None:
    demande = _demande(convention, brouillon={"fait": "à moitié"})
    VERBES["repondre"](demande)
    lue = DemandeDeFiche.objects.get()
    assert (lue.brouillon, lue.reponse, lue.repondue_par) == ({}, [["Où ?", "Là."]], "le test")


@pytest.mark.parametrize(
    ("champs", "le", "attendu"),
    [
        # Trop tôt : l'échéance est à plus de deux semaines.
        ({"sollicitee_le": ECHEANCE - 40 * JOUR}, ECHEANCE - 15 * JOUR, False),
        ({"sollicitee_le": ECHEANCE - 40 * JOUR}, ECHEANCE - 14 * JOUR, True),
        # Moins d'une semaine après la dernière sollicitation.
        ({"sollicitee_le": ECHEANCE - 10 * JOUR}, ECHEANCE - 4 * JOUR, False),
        ({"sollicitee_le": ECHEANCE - 10 * JOUR}, ECHEANCE - 3 * JOUR, True),
        # L'échéance passée ne l'arrête pas ; trois rappels, si.
        ({"sollicitee_le": ECHEANCE}, ECHEANCE + 7 * JOUR, True),
        ({"sollicitee_le": ECHEANCE, "relances": 3}, ECHEANCE + 7 * JOUR, False),
        # Pas encore partie, ou répondue : rien à rappeler.
        ({"etat": Etat.A_ENVOYER, "sollicitee_le": None}, ECHEANCE, False),
        ({"etat": Etat.REPONDUE, "sollicitee_le": ECHEANCE - 20 * JOUR}, ECHEANCE, False),
        # Renvoyée : une semaine après, sans attendre l'échéance.
        (
            {"etat": Etat.RENVOYEE, "sollicitee_le": ECHEANCE - 40 * JOUR},
            ECHEANCE - 34 * JOUR,
            False,
        ),
        (
            {"etat": Etat.RENVOYEE, "sollicitee_le": ECHEANCE - 40 * JOUR},
            ECHEANCE - 33 * JOUR,
            True,
        ),
    ],
)
def test_quand_un_rappel_est_du(
    champs: dict[str, Any], le: datetime.date, attendu: bool, convention: Convention
) -> None:
    demande = _demande(convention, **champs)
    # Loin de l'échéance, seul un renvoi se rappelle.
    lointaine = ECHEANCE + 365 * JOUR
    echeance = lointaine if demande.etat == Etat.RENVOYEE else ECHEANCE
    assert demande.est_a_relancer(le, echeance) is attendu


def test_un_renvoi_rearme_les_rappels(convention: Convention) -> None:
    demande = _demande(convention, Etat.REPONDUE, relances=3)
    VERBES["renvoyer"](demande)
    assert (demande.relances, demande.sollicitee_le) == (0, LE)
    assert demande.est_a_relancer(LE + 7 * JOUR, ECHEANCE)
