"""Vérifier voit le dernier maillon ôté, ce qui se publie à tort, et l'empreinte gardée ailleurs."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from conventions.models import Convention
from pilotage.models import Evaluation, VersionFigee
from pilotage.verification import verifier
from pilotage.version_dite import version_dite
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import Connexions
from tests.outils import texte_de


@pytest.fixture(autouse=True)
def depot(settings: Any, tmp_path: Path) -> None:
    """Un dépôt de documents vide."""
    settings.MEDIA_ROOT = str(tmp_path)


def _corrigee(convention: Convention) -> tuple[Evaluation, VersionFigee, VersionFigee]:
    """Une évaluation publiée sur sa seconde version."""
    evaluation = cycle.publiee(convention)
    premiere = evaluation.versions.get()
    seconde = cycle.figee(evaluation, remplace=premiere, motif="Une coquille.")
    Evaluation.objects.update(version_publiee=seconde)
    return evaluation, premiere, seconde


def test_le_dernier_maillon_ote_se_voit(convention: Convention) -> None:
    _, premiere, seconde = _corrigee(convention)
    assert verifier(convention).tout_se_tient
    # La base est remise comme si la correction n'avait jamais été.
    Evaluation.objects.update(version_publiee=premiere)
    VersionFigee.objects.filter(pk=seconde.pk).delete()
    verification = verifier(convention)
    assert verification.fautes == ("La version 2025-02 fut figée, et n'est plus là.",)
    assert not verification.tout_se_tient


def test_ce_qui_se_publie_est_la_derniere_version_de_la_sienne(convention: Convention) -> None:
    evaluation, premiere, seconde = _corrigee(convention)
    Evaluation.objects.update(version_publiee=premiere)
    (faute,) = verifier(convention).fautes
    assert faute == "L'évaluation 2025 publie 2025-01, qu'une autre remplace."
    # Validée, pas encore publiée : la version d'avant se lit toujours, et c'est voulu.
    Evaluation.objects.update(etat=Evaluation.Etat.VALIDEE)
    assert verifier(convention).tout_se_tient
    autre = cycle.validee(convention, annee=2024)
    Evaluation.objects.filter(pk=autre.pk).update(version_publiee=seconde)
    (faute,) = verifier(convention).fautes
    assert "publie la version d'une autre : 2025-02" in faute
    assert evaluation.versions.count() == 2


def _commande(**options: str) -> str:
    sortie = io.StringIO()
    call_command("verifier_evaluations", stdout=sortie, **options)
    return sortie.getvalue()


def test_l_empreinte_gardee_hors_du_portail_doit_etre_dans_la_chaine(
    convention: Convention, connecter: Connexions
) -> None:
    _, premiere, seconde = _corrigee(convention)
    assert f"empreinte de tête : {seconde.empreinte}" in _commande()
    # La chaîne a pu s'allonger depuis qu'on l'a gardée.
    coupee = f" {premiere.empreinte[:30].upper()}\r\n {premiere.empreinte[30:]}\u200b "
    for gardee in (seconde.empreinte, coupee):
        assert "maillon tient" in _commande(tete=gardee, convention=convention.slug)
    client = connecter(fabriques.coordonnateur(convention))
    page = reverse("evaluations_verifier", args=[convention.slug])
    assert seconde.empreinte in client.get(page).text
    assert "gardée y est" in texte_de(client.get(page, {"tete": seconde.empreinte}))
    # Tout est refait, historique compris : seule l'empreinte gardée ailleurs le dit.
    Evaluation.objects.update(version_publiee=premiere)
    VersionFigee.objects.filter(pk=seconde.pk).delete()
    VersionFigee.historique.filter(numero="2025-02").delete()
    assert verifier(convention).tout_se_tient
    with pytest.raises(CommandError, match="ne se tient pas"):
        _commande(tete=seconde.empreinte)
    assert "aucun maillon" in texte_de(client.get(page, {"tete": seconde.empreinte}))


def test_une_empreinte_juste_qui_n_est_pas_la_bonne_ne_crie_pas(
    convention: Convention, connecter: Connexions
) -> None:
    _, premiere, _ = _corrigee(convention)
    client = connecter(fabriques.coordonnateur(convention))
    page = reverse("evaluations_verifier", args=[convention.slug])
    dites = {
        premiere.empreinte_de_l_instantane: "celle des données figées de 2025-01",
        premiere.empreinte_du_pdf: "celle du PDF de 2025-01",
    }
    for gardee, dite in dites.items():
        assert dite in _commande(tete=gardee)
        lue = texte_de(client.get(page, {"tete": gardee}))
        assert dite in lue
        assert "Tout se tient" in lue
    # Coupée, elle ne prouve ni ne dément rien : l'erreur est au champ, ce qui fut tapé y reste.
    coupee = premiere.empreinte[:41]
    refus = client.get(page, {"tete": coupee})
    assert "Tout se tient" in texte_de(refus)
    assert "(ici, 41)" in str(refus.context["formulaire"].errors["tete"])
    assert coupee in refus.text
    with pytest.raises(CommandError, match="pas une empreinte entière"):
        _commande(tete=coupee)


def test_l_adresse_imprimee_mene_a_ce_que_tout_le_monde_lit(
    convention: Convention, client: Client
) -> None:
    _, premiere, seconde = _corrigee(convention)
    publique = reverse("evaluation_publique", args=[convention.slug, 2025])

    def imprimee(version: VersionFigee) -> str:
        return version_dite(version).adresse.removeprefix(settings.ADRESSE_DU_PORTAIL.rstrip("/"))

    for version in (premiere, seconde):
        assert client.get(imprimee(version))["Location"] == publique
    assert seconde.empreinte in client.get(publique).text
    # Une version qui n'est pas encore celle du public, puis une page refermée : par son compte.
    Evaluation.objects.update(version_publiee=premiere)
    prive = reverse("version_lire", args=[convention.slug, 2025, seconde.numero])
    assert client.get(imprimee(seconde))["Location"] == prive
    Evaluation.objects.update(est_publique=False)
    assert client.get(imprimee(seconde))["Location"] == prive
