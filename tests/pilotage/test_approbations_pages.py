"""Approuver par son compte, noter un accord de séance, valider, publier, relire ce qui est figé."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Partenaire, Signataire, Utilisateur
from ctg.socle.etats import ActionImpossible
from ctg.socle.pdf import MoteurPDFAbsent
from pilotage.models import Approbation, Evaluation, MembreInstance, VersionFigee
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import Connexions
from tests.outils import texte_de

LE = datetime.date(2026, 11, 23)


def _url(nom: str, convention: Convention, *reste: Any) -> str:
    return reverse(nom, args=[convention.slug, *reste])


@pytest.fixture
def copilotes(convention: Convention) -> list[tuple[Signataire, Utilisateur]]:
    """La Caf et l'agglomération, chacune avec son compte."""
    return [
        cycle.copilote(convention),
        cycle.copilote(convention, Partenaire.Nature.AGGLOMERATION),
    ]


def test_de_la_presentation_a_la_page_publique(
    convention: Convention,
    connecter: Connexions,
    copilotes: list[tuple[Signataire, Utilisateur]],
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pilotage.figer.pdf_de_l_evaluation", lambda contenu, **_: cycle.UN_PDF)
    (_, caf), (agglo, _) = copilotes
    evaluation = cycle.presentee(convention)
    coordination = connecter(fabriques.coordonnateur(convention))
    page, valider = (_url(f"evaluation_{n}", convention, 2025) for n in ("approbations", "valider"))
    assert "n&#x27;a pas encore approuvé" in coordination.get(valider).text
    assert coordination.post(valider).status_code == 200
    assert Evaluation.objects.get().etat == "presentee_au_copil"

    de_la_caf = connecter(caf)
    assert "Approuver l&#x27;évaluation 2025" in de_la_caf.get(reverse("accueil")).text
    assert "Cochez pour approuver" in de_la_caf.post(page, {}).text
    accord = {"relue": "on", **cycle.lu(evaluation)}
    de_la_caf.post(page, accord)
    coordination.post(page, accord)
    assert "déjà approuvé" in texte_de(de_la_caf.post(page, accord))
    assert Approbation.objects.count() == 2

    # L'agglomération a donné son accord en séance.
    presidente = fabriques.personne(nom="La présidente")
    MembreInstance.objects.create(
        instance=fabriques.instance(convention), personne=presidente, partenaire=agglo.partenaire
    )
    noter = _url("approbation_noter", convention, 2025, agglo.pk)
    coordination.post(noter, {"personne": presidente.pk, **cycle.lu(evaluation)})
    note = Approbation.objects.get(signataire=agglo)
    assert evaluation.reunion is not None
    assert (note.reunion, note.donnee_le) == (evaluation.reunion, evaluation.reunion.date)

    detail = coordination.post(valider, follow=True).text
    assert "Version 2025-01" in detail
    version = VersionFigee.objects.get()
    assert [a["comment"] for a in version.approbateurs] == [
        "par son compte",
        "par son compte",
        "en séance",
    ]
    # Le PDF remis est le fichier gardé, où qu'on le prenne.
    for adresse in (
        _url("evaluation_pdf", convention, 2025),
        _url("version_pdf", convention, 2025, "2025-01"),
    ):
        assert coordination.get(adresse).content == cycle.UN_PDF
    donnees = coordination.get(_url("version_instantane", convention, 2025, "2025-01"))
    assert donnees.content.decode() == version.instantane
    assert "Tout se tient" in coordination.get(_url("evaluations_verifier", convention)).text

    publique = reverse("evaluation_publique", args=[convention.slug, "2025"])
    lecteur = connecter(fabriques.lecteur(convention))
    lire = _url("version_lire", convention, 2025, "2025-01")
    assert (client.get(publique).status_code, lecteur.get(lire).status_code) == (404, 403)
    coordination.post(_url("evaluation_publier", convention, 2025), {"publique": "oui"})
    assert lecteur.get(lire).status_code == 200
    lue = client.get(publique).text
    assert version.empreinte_du_pdf in lue
    # Qui a approuvé se dit par l'organisme : une personne n'est pas nommée à tous.
    assert "La présidente" not in lue
    pdf = reverse("evaluation_publique_pdf", args=[convention.slug, "2025"])
    assert client.get(pdf).content == cycle.UN_PDF
    coordination.post(_url("evaluation_ouvrir_au_public", convention, 2025), {"public": "non"})
    assert client.get(publique).status_code == client.get(pdf).status_code == 404
    assert lecteur.get(lire).status_code == 200


def test_une_panne_du_moteur_se_dit_en_francais(
    convention: Convention, connecter: Connexions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def en_panne(*_: Any, **__: Any) -> bytes:
        raise MoteurPDFAbsent

    monkeypatch.setattr("pilotage.figer.pdf_de_l_evaluation", en_panne)
    cycle.prete(convention)
    coordination = connecter(fabriques.coordonnateur(convention))
    reponse = coordination.post(_url("evaluation_valider", convention, 2025))
    assert reponse.status_code == 200
    assert "rien n&#x27;est validé, rien n&#x27;est perdu" in reponse.text
    assert not VersionFigee.objects.exists()


def test_un_pdf_altere_n_est_pas_remis(convention: Convention, connecter: Connexions) -> None:
    evaluation = cycle.publiee(convention)
    version = evaluation.versions.get()
    with version.fichier.storage.open(version.fichier.name or "", "wb") as fichier:
        fichier.write(b"%PDF-1.7 autre chose")
    coordination = connecter(fabriques.coordonnateur(convention))
    reponse = coordination.get(_url("evaluation_pdf", convention, 2025))
    assert reponse.status_code == 500
    assert "n'est plus le même" in reponse.text
    assert "ne se tient pas" in coordination.get(_url("evaluations_verifier", convention)).text


def test_on_n_approuve_que_sa_place_et_au_bon_moment(
    convention: Convention,
    connecter: Connexions,
    copilotes: list[tuple[Signataire, Utilisateur]],
) -> None:
    (caf, compte), _ = copilotes
    evaluation = cycle.presentee(convention, etat="soumise_au_cotech", presentee_le=None)
    accord = Approbation(evaluation=evaluation, signataire=caf, personne=compte.personne)
    with pytest.raises(ActionImpossible, match="présentée au COPIL"):
        accord.donner(par=compte, le=LE)
    evaluation.presenter(par=fabriques.LE_TEST, le=LE)
    partie = fabriques.signataire(convention)
    with pytest.raises(ActionImpossible, match="pas copilote"):
        Approbation(evaluation=evaluation, signataire=partie, personne=compte.personne).donner(
            par=compte, le=LE
        )
    autre = fabriques.reunion(convention, date=datetime.date(2026, 2, 3))
    with pytest.raises(ActionImpossible, match="pas celle de l'évaluation"):
        Approbation(
            evaluation=evaluation, signataire=caf, personne=compte.personne, reunion=autre
        ).donner(par=compte, le=LE)
    accord.donner(par=compte, le=LE)
    # Un autre copilote ne retire pas l'accord du premier ; lui, si.
    retirer = _url("approbation_retirer", convention, accord.pk)
    assert connecter(copilotes[1][1]).post(retirer).status_code == 403
    connecter(compte).post(retirer)
    assert not Approbation.objects.exists()


def test_un_copilote_venu_d_ailleurs_n_approuve_rien(
    convention: Convention, connecter: Connexions
) -> None:
    evaluation = cycle.presentee(convention)
    sans_partie = connecter(fabriques.copilote(convention))
    page = _url("evaluation_approbations", convention, 2025)
    accord = {"relue": "on", **cycle.lu(evaluation)}
    assert "ce n'est pas à vous" in texte_de(sans_partie.post(page, accord))
    assert not Approbation.objects.exists()
