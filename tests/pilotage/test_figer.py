"""Valider fige : instantané canonique, PDF gardé, empreintes, chaîne ; une panne n'écrit rien."""

import datetime
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command

from conventions.models import Convention
from ctg.socle.documents import RangementImpossible
from ctg.socle.etats import ActionImpossible
from ctg.socle.pdf import MoteurPDFAbsent
from pilotage.figer import DocumentImpossible, valider_l_evaluation
from pilotage.instantane import instantane
from pilotage.models import Evaluation, VersionFigee, empreinte
from pilotage.verification import verifier
from tests import fabriques
from tests import fabriques_evaluations as cycle

LE = datetime.date(2026, 11, 23)
PAR = fabriques.LE_TEST
Remplacer = Callable[[Callable[..., bytes]], None]


@pytest.fixture
def moteur(monkeypatch: pytest.MonkeyPatch) -> Remplacer:
    """De quoi remplacer le moteur de PDF ; par défaut, un document qui porte son numéro."""

    def remplacer(rendre: Callable[..., bytes]) -> None:
        monkeypatch.setattr("pilotage.figer.pdf_de_l_evaluation", rendre)

    remplacer(lambda contenu, *, instantane, version: cycle.UN_PDF + version.numero.encode())
    return remplacer


def _fichiers(dossier: Any) -> list[Path]:
    return sorted(p for p in Path(str(dossier)).rglob("*") if p.is_file())


@pytest.fixture
def depot(settings: Any, tmp_path: Path) -> Path:
    """Un dépôt de documents vide."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def test_valider_fige_l_instantane_et_le_pdf(
    convention: Convention, moteur: Remplacer, depot: Path
) -> None:
    evaluation = cycle.prete(convention)
    version = valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    version.refresh_from_db()
    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.validee_le) == ("validee", LE)
    assert (version.numero, version.rang, version.empreinte_precedente) == ("2025-01", 1, "")
    assert version.octets_du_pdf() == cycle.UN_PDF + b"2025-01"
    assert version.empreinte_du_pdf == empreinte(cycle.UN_PDF + b"2025-01")
    assert empreinte(version.instantane.encode()) == version.empreinte_de_l_instantane
    lu = json.loads(version.instantane)
    assert (lu["numero"], lu["contenu"]["annee"], lu["contenu"]["est_projet"]) == (
        "2025-01",
        2025,
        False,
    )
    assert "validée au COPIL" in lu["contenu"]["statut"]
    assert {a["qualite"] for a in version.approbateurs} == {
        "Coordination de la CTG",
        str(convention.signataires.get(est_copilote=True).partenaire),
    }
    assert set(version.outils) == {"moteur", "polices"}
    assert version.outils["moteur"]["weasyprint"]
    assert len(version.outils["polices"]) == 4
    assert verifier(convention).tout_se_tient


def test_une_correction_est_un_autre_numero_qui_nomme_celui_qu_il_remplace(
    convention: Convention, moteur: Remplacer, depot: Path
) -> None:
    evaluation = cycle.prete(convention)
    premiere = valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    autre = cycle.prete(convention, annee=2024)
    valider_l_evaluation(evaluation=autre, par=PAR, le=LE)
    evaluation.corriger(motif="Un chiffre était faux.", par=PAR)
    evaluation.soumettre(par=PAR, le=LE)
    evaluation.presenter(par=PAR, le=LE)
    cycle.approuver(evaluation)
    seconde = valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    assert (seconde.numero, seconde.rang, seconde.motif) == (
        "2025-02",
        3,
        "Un chiffre était faux.",
    )
    assert seconde.remplace == premiere
    evaluation.refresh_from_db()
    assert evaluation.motif_correction == ""
    assert verifier(convention).tout_se_tient
    # L'ancienne n'a pas bougé.
    premiere.refresh_from_db()
    assert premiere.octets_du_pdf() == cycle.UN_PDF + b"2025-01"


def _rien_n_est_ecrit(evaluation: Evaluation, depot: Path) -> None:
    evaluation.refresh_from_db()
    assert evaluation.etat == "presentee_au_copil"
    assert not VersionFigee.objects.exists()
    assert not _fichiers(depot)


def test_moteur_en_panne_rien_n_est_ecrit(
    convention: Convention, moteur: Remplacer, depot: Path
) -> None:
    def en_panne(*_: Any, **__: Any) -> bytes:
        raise MoteurPDFAbsent

    moteur(en_panne)
    evaluation = cycle.prete(convention)
    with pytest.raises(DocumentImpossible) as refus:
        valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    assert refus.value.manques[0].endswith("rien n'est validé, rien n'est perdu.")
    assert "apt install" in refus.value.manques[1]
    _rien_n_est_ecrit(evaluation, depot)


def test_disque_plein_rien_n_est_ecrit(
    convention: Convention, moteur: Remplacer, depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plein(*_: Any, **__: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", plein)
    evaluation = cycle.prete(convention)
    with pytest.raises(RangementImpossible, match="n'a pas pu être rangé"):
        valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    _rien_n_est_ecrit(evaluation, depot)


def test_la_base_refuse_a_la_fin_le_fichier_est_repris(
    convention: Convention, moteur: Remplacer, depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuser(self: Evaluation, *_: Any, **__: Any) -> None:
        raise ActionImpossible("La base ne prend plus rien.")

    evaluation = cycle.prete(convention)
    monkeypatch.setattr(Evaluation, "save", refuser)
    with pytest.raises(ActionImpossible, match="ne prend plus rien"):
        valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    _rien_n_est_ecrit(evaluation, depot)


def test_changee_pendant_la_fabrication_elle_se_relit(
    convention: Convention, moteur: Remplacer, depot: Path
) -> None:
    evaluation = cycle.prete(convention)

    def lent(contenu: Any, *, instantane: bytes, version: Any) -> bytes:
        fabriques.fiche(convention)
        return cycle.UN_PDF

    moteur(lent)
    with pytest.raises(ActionImpossible, match="a changé l'évaluation pendant"):
        valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    _rien_n_est_ecrit(evaluation, depot)


def test_sans_toutes_les_approbations_rien_ne_se_fabrique(
    convention: Convention, moteur: Remplacer, depot: Path
) -> None:
    evaluation = cycle.prete(convention)
    evaluation.approbations.exclude(signataire=None).get().retirer(par=PAR)
    moteur(lambda *_, **__: pytest.fail("le document ne devait pas se fabriquer"))
    with pytest.raises(ActionImpossible, match="n'a pas encore approuvé"):
        valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    _rien_n_est_ecrit(evaluation, depot)


def _commande() -> str:
    sortie = io.StringIO()
    call_command("verifier_evaluations", stdout=sortie)
    return sortie.getvalue()


def test_la_commande_ne_reussit_que_s_il_y_a_de_quoi(convention: Convention, depot: Path) -> None:
    with pytest.raises(CommandError, match="Aucune évaluation n'est encore figée"):
        _commande()
    cycle.validee(convention)
    cycle.validee(convention, annee=2024)
    assert "Versions vérifiées : 2." in _commande()


ALTERATIONS: dict[str, Callable[[VersionFigee], object]] = {
    "Le PDF a changé": lambda v: Path(v.fichier.path).write_bytes(cycle.UN_PDF + b"!"),
    "ne peut pas être lu": lambda v: Path(v.fichier.path).unlink(),
    "L'instantané a changé": lambda v: _poser(v, instantane='{"numero":"y"}'),
    "Une ligne de cette version": lambda v: _poser(v, seance="COPIL du 19 juin 2026"),
    "ne suit pas celui d'avant": lambda v: _poser(v, empreinte_precedente="0" * 64),
    "manque un maillon": lambda v: _poser(v, rang=9),
}


def _poser(version: VersionFigee, **champs: Any) -> None:
    VersionFigee.objects.filter(pk=version.pk).update(**champs)


@pytest.mark.parametrize("faute", ALTERATIONS)
def test_un_octet_une_ligne_un_maillon_alteres_se_voient(
    convention: Convention, depot: Path, faute: str
) -> None:
    cycle.validee(convention, annee=2024)
    cycle.validee(convention)
    assert verifier(convention).tout_se_tient
    ALTERATIONS[faute](VersionFigee.objects.get(numero="2025-01"))
    verification = verifier(convention)
    assert not verification.tout_se_tient
    assert any(faute in phrase for lue in verification.versions for phrase in lue.fautes)
    with pytest.raises(CommandError, match="ne se tient pas"):
        _commande()


def test_une_validee_dont_la_version_a_disparu_se_voit(convention: Convention, depot: Path) -> None:
    cycle.validee(convention, annee=2024)
    evaluation = cycle.validee(convention)
    evaluation.versions.all().delete()
    assert verifier(convention).fautes == (
        "La version 2025-01 fut figée, et n'est plus là.",
        "L'évaluation 2025 est validée, et sa version figée manque.",
    )


def test_l_instantane_est_canonique_et_ne_perd_rien_en_silence() -> None:
    un = {"b": Decimal("1.50"), "a": (datetime.date(2026, 1, 2), None), "c": {"é": {2, 1}}}
    octets = instantane(un)
    assert octets == instantane(dict(reversed(un.items())))
    assert octets.decode() == ('{"contenu":{"a":["2026-01-02",null],"b":"1.50","c":{"é":[1,2]}}}')
    with pytest.raises(TypeError, match="Ne s'écrit pas"):
        instantane({"a": object()})
