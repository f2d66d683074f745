"""Une version validée dit qui l'approuve, ce qu'elle remplace, et de quoi la vérifier."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest

from conventions.models import Convention
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.document import html_de_l_evaluation, html_de_la_synthese
from pilotage.document_docx import docx_de_l_evaluation
from pilotage.document_pptx import pptx_de_la_synthese
from pilotage.document_web import parties_web
from pilotage.figer import valider_l_evaluation
from pilotage.instantane import instantane
from pilotage.models import VersionFigee, empreinte
from pilotage.source_du_document import Source
from pilotage.verification import verifier
from pilotage.version_dite import VersionDite, version_dite
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.pilotage import sorties

LE, PAR = cycle.LE, fabriques.LE_TEST


@pytest.fixture
def dites(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[VersionDite]:
    """Ce que chaque PDF fabriqué dit de sa version, dans l'ordre."""
    settings.MEDIA_ROOT = str(tmp_path)
    recues: list[VersionDite] = []

    def rendre(contenu: Any, *, instantane: bytes, version: VersionDite) -> bytes:
        recues.append(version)
        assert empreinte(instantane) == version.empreinte_de_l_instantane
        return cycle.UN_PDF

    monkeypatch.setattr("pilotage.figer.pdf_de_l_evaluation", rendre)
    return recues


def _deux_versions(convention: Convention) -> tuple[VersionFigee, VersionFigee]:
    evaluation = cycle.prete(convention)
    premiere = valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    evaluation.corriger(motif="Un chiffre était faux.", par=PAR)
    evaluation.soumettre(par=PAR, le=LE)
    evaluation.presenter(par=PAR, le=LE)
    cycle.approuver(evaluation)
    return premiere, valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)


def test_le_pdf_nomme_la_version_qu_il_remplace_et_ce_qui_le_prouve(
    convention: Convention, dites: list[VersionDite]
) -> None:
    premiere, seconde = _deux_versions(convention)
    seule, dite = dites
    assert (seule.remplace, seule.precedente, seule.empreinte_precedente) == ("", "", "")
    assert (dite.numero, dite.remplace, dite.motif) == (
        "2025-02",
        "2025-01",
        "Un chiffre était faux.",
    )
    assert (dite.precedente, dite.empreinte_precedente) == ("2025-01", premiere.empreinte)
    assert {un.qualite for un in dite.approbateurs} == {
        note["qualite"] for note in seconde.approbateurs
    }
    # Un PDF ne peut pas porter sa propre empreinte ; la page du portail, si.
    assert dite.empreinte_du_pdf == ""
    gardee = version_dite(seconde)
    assert replace(gardee, empreinte_du_pdf="", empreinte="") == dite
    assert gardee.empreinte_du_pdf == seconde.empreinte_du_pdf
    assert verifier(convention).tout_se_tient


def test_les_sorties_disent_la_version(convention: Convention, dites: list[VersionDite]) -> None:
    _, seconde = _deux_versions(convention)
    contenu, dite = Source(seconde.evaluation, seconde).contenu(LE), version_dite(seconde)
    attendus = [
        "Elle remplace la version 2025-01",
        "Un chiffre était faux.",
        seconde.approbateurs[0]["nom"],
        seconde.approbateurs[1]["qualite"],
        seconde.empreinte_de_l_instantane,
        seconde.empreinte_du_pdf,
        seconde.empreinte_precedente,
        f"/evaluations/{convention.slug}/2025/versions/2025-02/",
    ]
    page = "".join(partie.corps for partie in parties_web(contenu, version=dite))
    mots = docx_de_l_evaluation(contenu, version=dite)
    assert not sorties.absents(
        attendus, sorties.du_web(f'<div class="partie">{page}</div>', dessins=False)
    )
    assert not sorties.absents(attendus, sorties.du_docx(mots))
    couverture = [p.text for p in docx.Document(io.BytesIO(mots)).paragraphs[:8]]
    assert "Remplace la version 2025-01" in couverture
    diapositives, _ = sorties.du_pptx(pptx_de_la_synthese(contenu, version=dite))
    assert "Remplace la version 2025-01" in diapositives
    for html in (html_de_l_evaluation, html_de_la_synthese):
        assert 'data-document="Évaluation 2025 · n° 2025-02"' in html(contenu, version=dite)


def test_un_projet_dit_qu_il_en_est_un(convention: Convention) -> None:
    contenu = contenu_de_l_evaluation(cycle.presentee(convention), LE)
    html = html_de_l_evaluation(contenu)
    assert "Un projet : aucun COPIL ne l’a validé." in html
    assert "data-document" not in html


def test_une_version_d_avant_se_lit_et_se_verifie(
    convention: Convention, dites: list[VersionDite]
) -> None:
    evaluation = cycle.prete(convention)
    partie = convention.signataires.get(est_copilote=True)
    assert evaluation.reunion is not None
    evaluation.reunion.presences.create(signataire=partie, etat="absent")
    lu = json.loads(instantane(contenu_de_l_evaluation(evaluation, LE)))
    for seance in lu["contenu"]["gouvernance"]["tenues"]:
        # Ce que ce portail n'écrivait pas encore.
        del seance["absentes"], seance["non_notees"]
    ancienne = json.dumps(lu)
    version = cycle.figee(evaluation)
    version.instantane, version.empreinte_de_l_instantane = ancienne, empreinte(ancienne.encode())
    version.empreinte = empreinte(version.a_hacher())
    version.save()
    relue = Source(evaluation, version).contenu(LE)
    page = "".join(p.corps for p in parties_web(relue, version=version_dite(version)))
    assert not sorties.absents(
        ["Une personne, en séance", version.empreinte_du_pdf],
        sorties.du_web(f'<div class="partie">{page}</div>', dessins=False),
    )
    verification = verifier(convention)
    assert [v.fautes for v in verification.versions] == [()]
