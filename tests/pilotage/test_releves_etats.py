"""D'un brouillon à un relevé accepté : qui peut quoi, et ce qui ne change plus."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.models import Indicateur, Niveau
from conventions.models import Convention
from ctg.socle.etats import ActionImpossible, TransitionInterdite
from ctg.socle.versions import ConflitDeVersion
from pilotage.models import AnneeVerrouillee, Releve
from pilotage.models.releves import ReponseSaisie
from pilotage.releves import releves_des_fiches, taux_par_annee
from tests import fabriques

LE = datetime.date(2026, 11, 23)
QUATRE = ReponseSaisie("nombre", valeur=Decimal(4))


@pytest.fixture
def indicateur(convention: Convention) -> Indicateur:
    """Un indicateur en familles."""
    fiche = fabriques.fiche(convention)
    return fabriques.indicateur(fiche, nature="quantitatif", unite="familles")


def _repondre(
    indicateur: Indicateur, saisie: ReponseSaisie, *, soumettre: bool = True, annee: int = 2025
) -> Releve:
    releve = Releve.objects.filter(indicateur=indicateur, annee=annee).first()
    releve = releve or Releve(annee=annee)
    releve.indicateur = indicateur
    releve.repondre(
        saisie=saisie,
        marque_ouverte=releve.marque,
        par=fabriques.LE_TEST,
        le=LE,
        soumettre=soumettre,
    )
    return releve


def _accepter(releve: Releve, version: int | None = None) -> None:
    releve.accepter(
        par=fabriques.LE_TEST, le=LE, version_ouverte=releve.version if version is None else version
    )


def test_un_brouillon_ne_compte_qu_une_fois_soumis(indicateur: Indicateur) -> None:
    convention = indicateur.fiche.convention
    releve = _repondre(indicateur, QUATRE, soumettre=False)
    assert releve.etat == "brouillon"
    assert taux_par_annee(convention, [2025])[2025].repondus == 0
    releve = _repondre(indicateur, QUATRE)
    assert (releve.etat, releve.soumis_le, releve.soumis_par) == (
        "soumis",
        LE,
        fabriques.LE_TEST.libelle_d_auteur,
    )
    assert taux_par_annee(convention, [2025])[2025].repondus == 1
    (lu,) = releves_des_fiches([indicateur.fiche], 2025)
    assert (lu.taux.repondus, lu.nombre_a_relire) == (1, 1)


def test_accepte_il_ne_change_plus_que_renvoye(indicateur: Indicateur) -> None:
    releve = _repondre(indicateur, QUATRE)
    _accepter(releve)
    with pytest.raises(TransitionInterdite, match="accepté"):
        _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(5)))
    releve = Releve.objects.get()
    assert (releve.etat, releve.tranche_le) == ("accepte", LE)
    assert releve.valeur == 4
    renvoi: dict[str, Any] = {"par": fabriques.LE_TEST, "le": LE, "version_ouverte": releve.version}
    with pytest.raises(ActionImpossible, match="pourquoi"):
        releve.renvoyer(motif="  ", **renvoi)
    releve.renvoyer(motif="Comptez aussi mars.", **renvoi)
    assert Releve.objects.get().motif_renvoi == "Comptez aussi mars."
    releve = _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(5)))
    assert (releve.etat, releve.motif_renvoi) == ("soumis", "")


def test_un_brouillon_ne_s_accepte_pas(indicateur: Indicateur) -> None:
    with pytest.raises(TransitionInterdite):
        _accepter(_repondre(indicateur, QUATRE, soumettre=False))


def test_on_n_accepte_que_ce_qu_on_a_lu(indicateur: Indicateur) -> None:
    lue = _repondre(indicateur, QUATRE).version
    releve = _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(5)))
    with pytest.raises(ConflitDeVersion):
        _accepter(releve, lue)
    assert Releve.objects.get().etat == "soumis"


def test_une_annee_verrouillee_ne_change_plus_et_se_rouvre_par_nom(indicateur: Indicateur) -> None:
    convention = indicateur.fiche.convention
    releve = _repondre(indicateur, QUATRE)
    geste: dict[str, Any] = {
        "convention": convention,
        "annee": 2025,
        "par": fabriques.LE_TEST,
    }
    AnneeVerrouillee.fermer(**geste, le=LE)
    with pytest.raises(ActionImpossible, match="déjà verrouillée"):
        AnneeVerrouillee.fermer(**geste, le=LE)
    with pytest.raises(ActionImpossible, match="verrouillée"):
        _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(5)))
    with pytest.raises(ActionImpossible, match="verrouillée"):
        _accepter(releve)
    with pytest.raises(ActionImpossible, match="pourquoi"):
        AnneeVerrouillee.rouvrir(**geste, motif=" ")
    AnneeVerrouillee.rouvrir(**geste, motif="Une commune en retard.")
    ligne = AnneeVerrouillee.historique.latest()
    assert (ligne.history_change_reason, ligne.auteur) == (
        "Une commune en retard.",
        fabriques.LE_TEST.libelle_d_auteur,
    )
    _accepter(Releve.objects.select_related("indicateur__fiche__convention").get())


@pytest.mark.parametrize(("valeur", "demande"), [(4, False), (6, False), (7, True), (1, True)])
def test_a_plus_de_la_moitie_de_l_an_passe_un_mot_est_demande(
    indicateur: Indicateur, valeur: int, demande: bool
) -> None:
    fabriques.releve(indicateur, annee=2024, valeur=4)
    saisie = ReponseSaisie("nombre", valeur=Decimal(valeur))
    if demande:
        with pytest.raises(ValidationError, match="l'an passé"):
            _repondre(indicateur, saisie)
        assert not Releve.objects.filter(annee=2025).exists()
        saisie = ReponseSaisie("nombre", valeur=Decimal(valeur), mot_d_ecart="Un lieu de plus.")
    assert _repondre(indicateur, saisie).valeur == valeur


@pytest.mark.parametrize("avant", ["brouillon", "renvoye", "absente"])
def test_ce_qui_n_est_pas_dit_l_an_passe_ne_se_compare_pas(
    indicateur: Indicateur, avant: str
) -> None:
    if avant != "absente":
        fabriques.releve(indicateur, annee=2024, valeur=1, etat=avant, motif_renvoi="À revoir.")
    assert _repondre(indicateur, QUATRE).valeur == 4


def test_hors_des_bornes_un_mot_est_demande(indicateur: Indicateur) -> None:
    indicateur.minimum, indicateur.maximum = Decimal(0), Decimal(3)
    with pytest.raises(ValidationError, match="de 0 à 3"):
        _repondre(indicateur, QUATRE)
    saisie = ReponseSaisie("nombre", valeur=Decimal(4), mot_d_ecart="Deux jumeaux.")
    assert _repondre(indicateur, saisie).valeur == 4


def test_le_niveau_est_de_cet_indicateur(indicateur: Indicateur) -> None:
    indicateur.nature = "qualitatif"
    autre = fabriques.indicateur(indicateur.fiche)
    d_ailleurs = Niveau.objects.create(indicateur=autre, rang=1, libelle="amorcé")
    saisie = ReponseSaisie("niveau", niveau=str(d_ailleurs.pk), recit="Un début.")
    with pytest.raises(ValidationError, match="pas de cet indicateur"):
        _repondre(indicateur, saisie)
    sien = Niveau.objects.create(indicateur=indicateur, rang=1, libelle="installé")
    saisie = ReponseSaisie("niveau", niveau=str(sien.pk), recit="Un début.")
    releve = _repondre(indicateur, saisie)
    assert (releve.en_clair(), releve.niveau) == ("installé", "")
    assert Releve.objects.get().saisie == saisie


def test_une_commune_a_un_releve_par_an_et_l_ensemble_le_sien(indicateur: Indicateur) -> None:
    commune = fabriques.commune()
    with pytest.raises(ActionImpossible, match="tout le territoire"):
        Releve(indicateur=indicateur, annee=2025, commune=commune).repondre(
            saisie=QUATRE, marque_ouverte="", par=fabriques.LE_TEST, le=LE
        )
    indicateur.est_par_commune = True
    with pytest.raises(ActionImpossible, match="commune par commune"):
        _repondre(indicateur, QUATRE)
    fabriques.releve(indicateur, commune=commune)
    fabriques.releve(indicateur, commune=fabriques.commune())
    with pytest.raises(IntegrityError), transaction.atomic():
        fabriques.releve(indicateur, commune=commune)
    fabriques.releve(indicateur)
    with pytest.raises(IntegrityError), transaction.atomic():
        fabriques.releve(indicateur)


@pytest.mark.parametrize(
    ("preuve", "attendu"),
    [
        ("https://www.caf.fr/rapport", True),
        ("javascript:alert(1)", False),
        ("https://caf.fr@ailleurs.example/", False),
        ("Le registre des présences", False),
    ],
)
def test_seule_une_adresse_du_web_devient_un_lien(preuve: str, attendu: bool) -> None:
    assert Releve(preuve=preuve).preuve_est_un_lien is attendu


def test_renvoyee_et_laissee_telle_quelle_elle_attend_encore(indicateur: Indicateur) -> None:
    releve = _repondre(indicateur, QUATRE)
    releve.renvoyer(
        motif="Comptez aussi mars.",
        version_ouverte=releve.version,
        par=fabriques.LE_TEST,
        le=LE,
    )
    releve = _repondre(indicateur, QUATRE)
    assert (releve.etat, releve.motif_renvoi) == ("renvoye", "Comptez aussi mars.")


def test_ce_qui_prouve_une_reponse_ne_se_retire_pas(indicateur: Indicateur) -> None:
    document = fabriques.document_de_fiche(indicateur.fiche)
    fabriques.releve(indicateur, piece=document)
    with pytest.raises(ActionImpossible, match="relevés s'y appuient encore"):
        document.retirer(version_ouverte=document.version, par=fabriques.LE_TEST, le=LE)
    assert Releve.objects.get().piece == document
