"""Ce qu'un accord approuvait, ce qui reste fermé, ce qui se retire : les suites d'une relecture."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention
from ctg.socle.etats import TransitionInterdite
from ctg.socle.versions import ConflitDeVersion, ecriture_lue
from pilotage import document_views
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.figer import empreinte_du_projet, valider_l_evaluation
from pilotage.instantane import empreinte_de_ce_qui_se_lit
from pilotage.models import Approbation, CommentaireDEvaluation, Evaluation, VersionFigee
from pilotage.verification import verifier
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import Connexions
from tests.outils import texte_de

LE = datetime.date(2026, 11, 23)
UN_JOUR = datetime.timedelta(days=1)
PAR = fabriques.LE_TEST


@pytest.fixture(autouse=True)
def depot(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("pilotage.figer.pdf_de_l_evaluation", lambda contenu, **_: cycle.UN_PDF)


def _approuvee(convention: Convention) -> Evaluation:
    """Une évaluation à valider, où chaque accord garde l'empreinte de ce qui fut lu."""
    evaluation = cycle.prete(convention)
    lu = empreinte_du_projet(evaluation, LE)
    Approbation.objects.filter(evaluation=evaluation).update(contenu_lu=lu)
    return evaluation


def _comments(version: VersionFigee) -> set[str]:
    return {approbateur["comment"] for approbateur in version.approbateurs}


def test_un_chiffre_change_depuis_un_accord_se_dit_et_se_fige(
    convention: Convention, connecter: Connexions
) -> None:
    indicateur = fabriques.indicateur(fabriques.fiche(convention))
    evaluation = _approuvee(convention)
    coordination = connecter(fabriques.coordonnateur(convention))
    valider = reverse("evaluation_valider", args=[convention.slug, 2025])
    assert "a changé depuis un accord" not in texte_de(coordination.get(valider))
    fabriques.releve(indicateur, valeur=999)
    assert "a changé depuis un accord" in texte_de(coordination.get(valider))
    version = valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    assert _comments(version) == {"par son compte ; des chiffres ont changé depuis"}
    assert "des chiffres ont changé depuis" in version.instantane


def test_lu_un_autre_jour_le_meme_projet_a_la_meme_empreinte(convention: Convention) -> None:
    evaluation = _approuvee(convention)
    plus_tard = LE + datetime.timedelta(days=3)
    assert empreinte_du_projet(evaluation, plus_tard) == empreinte_du_projet(evaluation, LE)
    version = valider_l_evaluation(evaluation=evaluation, par=PAR, le=plus_tard)
    assert _comments(version) == {"par son compte"}


def test_le_temps_qui_passe_ne_perime_pas_un_accord(convention: Convention) -> None:
    fabriques.equipement(convention)
    fabriques.fiche(convention)
    seance = fabriques.reunion(convention, date=datetime.date(2026, 12, 15))
    evaluation = cycle.presentee(convention, reunion=seance)
    terme = convention.terme
    assert terme == datetime.date(2026, 12, 31)
    jours = (LE, LE + UN_JOUR, seance.date, seance.date + UN_JOUR, terme + UN_JOUR)
    contenus = [contenu_de_l_evaluation(evaluation, jour) for jour in jours]
    # La demande, elle, change : elle dit pour quand.
    demandes = [contenu.synthese.demande for contenu in contenus]
    assert demandes[0] != demandes[2] != demandes[3]
    assert {"structure au registre"} <= {chiffre.libelle for chiffre in contenus[0].chiffres}
    assert len({empreinte_de_ce_qui_se_lit(contenu) for contenu in contenus}) == 1
    # L'année que le COPIL examine peut être la sienne : sa propre séance n'y périme rien.
    de_l_annee = cycle.presentee(convention, annee=2026, reunion=seance)
    assert len({empreinte_du_projet(de_l_annee, jour) for jour in jours}) == 1
    # Un pilote, en revanche, est un fait : qui a approuvé sans lui n'a pas lu ce projet.
    avant = empreinte_du_projet(evaluation, LE)
    fabriques.pilote(convention.fiches.get())
    assert empreinte_du_projet(evaluation, LE) != avant


def test_une_page_fermee_pendant_la_validation_reste_fermee(
    convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluation = _approuvee(convention)
    evaluation.version_publiee, evaluation.est_publique = cycle.figee(evaluation), True
    evaluation.motif_correction = "Un chiffre était faux."
    evaluation.save()

    def fermer_pendant_ce_temps(contenu: Any, **_: Any) -> bytes:
        Evaluation.objects.get(pk=evaluation.pk).ouvrir_au_public(ouvrir=False, par=PAR)
        return cycle.UN_PDF

    monkeypatch.setattr("pilotage.figer.pdf_de_l_evaluation", fermer_pendant_ce_temps)
    valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.est_publique) == ("validee", False)


def test_la_publication_se_retire_pendant_une_correction(convention: Convention) -> None:
    evaluation = cycle.publiee(convention)
    evaluation.corriger(motif="Un nom à retirer.", par=PAR)
    evaluation.refresh_from_db()
    assert evaluation.est_publique
    evaluation.depublier(par=PAR)
    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.est_publique) == ("brouillon", False)
    assert evaluation.version_publiee is None
    with pytest.raises(TransitionInterdite):
        evaluation.depublier(par=PAR)


def test_une_version_rattachee_a_une_autre_annee_se_voit(convention: Convention) -> None:
    cycle.validee(convention)
    autre = cycle.validee(convention, annee=2024)
    assert not [
        faute for v in verifier(convention).versions for faute in v.fautes if "num" in faute
    ]
    VersionFigee.objects.filter(numero="2025-01").update(evaluation=autre)
    assert "Son numéro n'est pas celui de son évaluation." in _fautes(convention)


def _fautes(convention: Convention) -> list[str]:
    return [faute for version in verifier(convention).versions for faute in version.fautes]


def test_deux_reponses_a_un_commentaire_ne_s_ecrasent_pas(
    convention: Convention, connecter: Connexions
) -> None:
    evaluation = cycle.presentee(convention, etat="soumise_au_cotech", presentee_le=None)
    commentaire = cycle.commentaire(evaluation)
    ouverte = ecriture_lue(commentaire)
    commentaire.repondre(texte="La première.", ecriture_ouverte=ouverte, par=PAR, le=LE)
    relu = CommentaireDEvaluation.objects.get()
    with pytest.raises(ConflitDeVersion):
        relu.repondre(texte="La seconde.", ecriture_ouverte=ouverte, par=PAR, le=LE)
    client = connecter(fabriques.coordonnateur(convention))
    adresse = reverse("evaluation_commentaire_repondre", args=[convention.slug, commentaire.pk])
    page = client.post(adresse, {"texte": "La seconde.", "version": ouverte})
    assert page.status_code == 409
    assert "La première." in texte_de(page)
    assert CommentaireDEvaluation.objects.get().reponse == "La première."


def test_trop_de_documents_a_la_fois_se_dit(
    convention: Convention, connecter: Connexions, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle.presentee(convention)
    client: Client = connecter(fabriques.coordonnateur(convention))
    monkeypatch.setattr(document_views, "ATTENTE", 0.01)
    monkeypatch.setattr(document_views, "pdf_de_l_evaluation", lambda contenu: cycle.UN_PDF)
    adresse = reverse("evaluation_pdf", args=[convention.slug, 2025])
    assert client.get(adresse).status_code == 200
    places = [document_views._PLACES.acquire(blocking=False) for _ in range(2)]
    assert places == [True, True]
    try:
        page = client.get(adresse)
    finally:
        document_views._PLACES.release(2)
    assert page.status_code == 503
    assert "Réessayez dans une minute" in texte_de(page)


def test_l_historique_d_une_evaluation_validee_se_lit(
    convention: Convention, connecter: Connexions
) -> None:
    evaluation = _approuvee(convention)
    version = valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    coordination = connecter(fabriques.coordonnateur(convention))
    page = coordination.get(reverse("evaluation_historique", args=[convention.slug, 2025]))
    assert page.status_code == 200
    nom = version.approbateurs[0]["nom"]
    lue = texte_de(page)
    assert f"Coordination de la CTG, {nom}, 23 novembre 2026, par son compte" in lue
    assert f"weasyprint {version.outils['moteur']['weasyprint']}" in lue
    assert "{'" not in page.text
