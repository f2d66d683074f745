"""Le contrat ne change que par avenant : proposer, retenir, écarter, appliquer (art. 12)."""

import datetime
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from actions.models import FicheAction, PropositionDeModification
from actions.models.propositions import TexteSigneChange
from conventions.models import Avenant, Convention, Utilisateur
from conventions.models.contrat import ConventionFigee
from ctg.socle.etats import ActionImpossible, TransitionInterdite
from ctg.socle.versions import ConflitDeVersion
from tests import fabriques
from tests.conftest import AUJOURD_HUI

LE = AUJOURD_HUI


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention, objectifs="Ouvrir un lieu par an.")


@pytest.fixture
def coordonnateur(convention: Convention) -> Utilisateur:
    return fabriques.coordonnateur(convention)


def _neuve(fiche: FicheAction, **champs: Any) -> PropositionDeModification:
    valeurs = {
        "champ": "objectifs",
        "ancien": fiche.objectifs,
        "nouveau": "Ouvrir deux lieux par an.",
        "motif": "Le COPIL le demande.",
        "origine": "reunion",
    }
    return PropositionDeModification(
        convention=fiche.convention, fiche=fiche, **{**valeurs, **champs}
    )


def _signer(avenant: Avenant) -> None:
    avenant.etat, avenant.signe_le = Avenant.Etat.SIGNE, datetime.date(2026, 11, 20)
    avenant.save()


def _relue(proposition: PropositionDeModification) -> PropositionDeModification:
    return PropositionDeModification.objects.pour_liste().get(pk=proposition.pk)


def _retenue(fiche: FicheAction, par: Utilisateur) -> PropositionDeModification:
    proposition = fabriques.proposition(fiche)
    avenant = fabriques.avenant(fiche.convention)
    proposition.retenir(avenant=avenant, par=par, le=LE, version_ouverte=1)
    return _relue(proposition)


def test_de_la_proposition_au_contrat(fiche: FicheAction, coordonnateur: Utilisateur) -> None:
    proposition = _neuve(fiche)
    proposition.proposer(par=coordonnateur, le=LE)
    assert (proposition.proposee_par, proposition.proposee_le) == (coordonnateur.nom, LE)
    avenant = fabriques.avenant(fiche.convention)
    proposition.retenir(
        avenant=avenant, par=coordonnateur, le=LE, version_ouverte=proposition.version
    )
    fiche.refresh_from_db()
    assert fiche.objectifs == "Ouvrir un lieu par an."
    _signer(avenant)
    fiche.refresh_from_db()
    assert fiche.objectifs == "Ouvrir un lieu par an."
    proposition = _relue(proposition)
    proposition.appliquer(par=coordonnateur, le=LE, version_ouverte=proposition.version)
    fiche.refresh_from_db()
    assert (fiche.objectifs, fiche.version) == ("Ouvrir deux lieux par an.", 2)
    assert fiche.historique.latest().auteur == coordonnateur.nom
    assert _relue(proposition).appliquee_le == LE


def test_sans_avenant_signe_rien_ne_s_applique(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    proposition = _retenue(fiche, coordonnateur)
    with pytest.raises(ActionImpossible, match="avenant n° 1 n'est pas signé"):
        proposition.appliquer(par=coordonnateur, le=LE, version_ouverte=proposition.version)
    attente = fabriques.proposition(fiche, champ="moyens")
    with pytest.raises(ActionImpossible, match="Seule une proposition retenue"):
        attente.appliquer(par=coordonnateur, le=LE, version_ouverte=1)
    fiche.refresh_from_db()
    assert fiche.objectifs == "Ouvrir un lieu par an."


def test_avant_sa_date_d_effet_l_avenant_ne_change_rien(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    proposition = _retenue(fiche, coordonnateur)
    Avenant.objects.update(etat="signe", signe_le=LE, effet_le=datetime.date(2026, 12, 1))
    with pytest.raises(ActionImpossible, match="prend effet le 01/12/2026"):
        _relue(proposition).appliquer(par=coordonnateur, le=LE, version_ouverte=2)


def test_un_texte_signe_qui_a_change_ne_s_ecrase_pas(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    proposition = _retenue(fiche, coordonnateur)
    assert proposition.avenant is not None
    _signer(proposition.avenant)
    FicheAction.objects.update(objectifs="Un autre avenant est passé.")
    proposition = _relue(proposition)
    with pytest.raises(ActionImpossible, match="Le texte signé a changé"):
        proposition.appliquer(par=coordonnateur, le=LE, version_ouverte=2)
    fiche.refresh_from_db()
    assert fiche.objectifs == "Un autre avenant est passé."
    # Elle ne s'appliquera plus : elle peut donc s'écarter, bien que l'avenant soit signé.
    proposition = _relue(proposition)
    proposition.ecarter(motif="Dépassée.", par=coordonnateur, le=LE, version_ouverte=2)
    assert (_relue(proposition).etat, _relue(proposition).avenant) == ("ecartee", None)


def test_ce_qu_un_avenant_signe_liste_ne_s_ecarte_plus(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    proposition = _retenue(fiche, coordonnateur)
    assert proposition.avenant is not None
    _signer(proposition.avenant)
    with pytest.raises(ActionImpossible, match="ce qu'il liste s'applique"):
        _relue(proposition).ecarter(motif="Non.", par=coordonnateur, le=LE, version_ouverte=2)


def test_un_avenant_signe_pendant_la_lecture_garde_ce_qu_il_liste(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    lue = _retenue(fiche, coordonnateur)
    assert lue.avenant is not None
    _signer(Avenant.objects.get(pk=lue.avenant.pk))
    assert lue.avenant.etat == Avenant.Etat.PROJET
    with pytest.raises(ActionImpossible, match="ce qu'il liste s'applique"):
        lue.ecarter(motif="Non.", par=coordonnateur, le=LE, version_ouverte=lue.version)
    assert _relue(lue).etat == "retenue"


def test_une_action_nouvelle_entre_au_plan_a_la_suite(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    proposition = PropositionDeModification(
        convention=fiche.convention,
        axe=fiche.axe,
        nouveau="Ouvrir une ludothèque",
        champs_nouveaux={"objectifs": "- prêter"},
        motif="Les familles la demandent.",
        origine="evaluation",
    )
    proposition.proposer(par=coordonnateur, le=LE)
    assert proposition.intitule == "Action nouvelle : Ouvrir une ludothèque"
    avenant = fabriques.avenant(fiche.convention)
    proposition.retenir(avenant=avenant, par=coordonnateur, le=LE, version_ouverte=1)
    assert FicheAction.objects.count() == 1
    _signer(avenant)
    _relue(proposition).appliquer(par=coordonnateur, le=LE, version_ouverte=2)
    nouvelle = FicheAction.objects.get(numero=2)
    assert (nouvelle.titre, nouvelle.objectifs) == ("Ouvrir une ludothèque", "- prêter")
    assert (nouvelle.axe, nouvelle.etat) == (fiche.axe, "")
    assert _relue(proposition).fiche == nouvelle


@pytest.mark.parametrize(
    ("champs", "refus"),
    [
        ({"motif": "  "}, "Dites pourquoi ce texte devrait changer"),
        ({"ancien": "Un texte lu hier."}, "a changé pendant votre saisie"),
        ({"champ": "titre", "ancien": "Action inventée 1", "nouveau": ""}, "garde un titre"),
    ],
)
def test_une_proposition_qui_ne_tient_pas_est_refusee(
    fiche: FicheAction, coordonnateur: Utilisateur, champs: dict[str, str], refus: str
) -> None:
    with pytest.raises(ActionImpossible, match=refus):
        _neuve(fiche, **champs).proposer(par=coordonnateur, le=LE)
    assert not PropositionDeModification.objects.exists()


def test_proposer_le_texte_signe_ne_propose_rien(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    with pytest.raises(ValidationError, match="déjà signé"):
        _neuve(fiche, nouveau=f"{fiche.objectifs}\r\n").proposer(par=coordonnateur, le=LE)
    assert issubclass(TexteSigneChange, ActionImpossible)


def test_une_convention_echue_ne_recoit_plus_de_proposition(db: None) -> None:
    convention = fabriques.convention(fin=datetime.date(2026, 11, 22))
    fiche = fabriques.fiche(convention, objectifs="Un texte.")
    with pytest.raises(ConventionFigee):
        _neuve(fiche).proposer(par=fabriques.LE_TEST, le=LE)


def test_retenir_refuse_un_avenant_signe_ou_d_ailleurs_ou_un_champ_pris(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    _retenue(fiche, coordonnateur)
    projet = Avenant.objects.get()
    signe = fabriques.avenant(fiche.convention, etat="signe", signe_le=LE)
    ailleurs = fabriques.avenant(fabriques.convention())
    autre = fabriques.proposition(fiche, nouveau="Ouvrir trois lieux.")
    for avenant, refus in (
        (signe, "il liste déjà tout"),
        (ailleurs, "autre convention"),
        (projet, "change déjà ce champ"),
    ):
        with pytest.raises(ActionImpossible, match=refus):
            _relue(autre).retenir(avenant=avenant, par=coordonnateur, le=LE, version_ouverte=1)
    assert _relue(autre).etat == "en_attente"


def test_ecarter_demande_une_raison_et_ne_se_refait_pas(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    proposition = fabriques.proposition(fiche)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        proposition.ecarter(motif=" ", par=coordonnateur, le=LE, version_ouverte=1)
    proposition = _relue(proposition)
    proposition.ecarter(motif="Trop tôt.", par=coordonnateur, le=LE, version_ouverte=1)
    assert _relue(proposition).tranchee_par == coordonnateur.nom
    with pytest.raises(TransitionInterdite, match="« écartée »"):
        proposition.ecarter(motif="Encore.", par=coordonnateur, le=LE, version_ouverte=2)


@pytest.mark.parametrize(
    "faux",
    [
        {"champ": ""},
        {"etat": "retenue"},
        {"etat": "ecartee"},
        {"nouveau": "", "ancien": ""},
        {"motif_ecart": "Sans être écartée."},
        {"appliquee_le": LE},
    ],
)
def test_la_base_refuse_une_proposition_fausse(fiche: FicheAction, faux: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        fabriques.proposition(fiche, **faux)


@pytest.mark.django_db(transaction=True)
def test_appliquee_par_deux_personnes_a_la_fois_une_seule_passe() -> None:
    fiche = fabriques.fiche(fabriques.convention(), objectifs="Ouvrir un lieu par an.")
    proposition = _retenue(fiche, fabriques.coordonnateur(fiche.convention))
    assert proposition.avenant is not None
    _signer(proposition.avenant)
    depart, issues = threading.Barrier(4), list[str]()

    def appliquer() -> None:
        sienne = _relue(proposition)
        depart.wait()
        try:
            sienne.appliquer(par=fabriques.LE_TEST, le=LE, version_ouverte=2)
            issues.append("appliquée")
        except (ActionImpossible, ConflitDeVersion):
            issues.append("refusée")
        finally:
            connection.close()

    fils = [threading.Thread(target=appliquer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["appliquée"] + ["refusée"] * 3
    fiche.refresh_from_db()
    assert (fiche.objectifs, fiche.version) == ("Ouvrir deux lieux par an.", 2)
