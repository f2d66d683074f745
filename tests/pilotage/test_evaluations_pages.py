"""Les pages des évaluations : ouvrir, voir ce qui manque, écrire, rattacher, qui lit."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte, antidater
from pilotage.models import Evaluation, Instance, MembreInstance, Recit
from tests import fabriques
from tests.conftest import Connexions
from tests.pilotage import outils_referentiel

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def coordination(convention: Convention, connecter: Connexions) -> Any:
    """Le navigateur du coordonnateur."""
    return connecter(fabriques.coordonnateur(convention))


def _url(nom: str, convention: Convention, *reste: Any) -> str:
    return reverse(nom, args=[convention.slug, *reste])


def test_une_ligne_par_annee_et_on_ouvre_celle_qu_on_veut(
    convention: Convention, coordination: Any
) -> None:
    liste = _url("evaluation_liste", convention)
    page = coordination.get(liste).text
    assert page.count("pas ouverte") == 6
    reponse = coordination.post(_url("evaluation_ouvrir", convention, 2025), follow=True)
    assert "est ouverte" in reponse.text
    assert Evaluation.objects.get().ouverte_le == LE
    assert _url("evaluation_pdf", convention, 2025) in reponse.text
    encore = coordination.post(_url("evaluation_ouvrir", convention, 2025), follow=True)
    assert "déjà ouverte" in encore.text
    assert Evaluation.objects.count() == 1
    assert coordination.post(_url("evaluation_ouvrir", convention, 2027)).status_code == 404


def test_apres_le_terme_l_evaluation_s_ouvre_encore(convention: Convention) -> None:
    evaluation = Evaluation(convention=convention, annee=2026)
    evaluation.ouvrir(par=fabriques.LE_TEST, le=datetime.date(2027, 2, 1))
    assert evaluation.pk
    convention.etat = Convention.Etat.CLOTUREE
    with pytest.raises(ActionImpossible, match="lecture seule"):
        Evaluation(convention=convention, annee=2025).ouvrir(par=fabriques.LE_TEST, le=LE)


def test_ce_qui_manque_se_dit_et_se_comble(convention: Convention, coordination: Any) -> None:
    evaluation = fabriques.evaluation(convention)
    fiche = fabriques.fiche(convention)
    indicateur = fabriques.indicateur(fiche)
    detail = _url("evaluation_detail", convention, 2025)
    page = coordination.get(detail).text
    for phrase in (
        "Aucun COPIL n&#x27;a été tenu en 2025.",
        "Aucun COTECH n&#x27;a été tenu en 2025.",
        "rattachée à aucune séance",
        "1\u00a0action n&#x27;a pas d&#x27;état d&#x27;avancement.",
        "1\u00a0indicateur sur 1 n&#x27;a pas de réponse pour 2025.",
        "Le récit d&#x27;ensemble",
        "Aucune partie",
        "Le référentiel d&#x27;évaluation n&#x27;est pas écrit.",
        "n&#x27;a pas de conclusion pour 2025",
    ):
        assert phrase in page, phrase

    copil = fabriques.reunion(convention, date=datetime.date(2025, 6, 12))
    cotech = fabriques.instance(convention, genre=Instance.Genre.COTECH)
    fabriques.reunion(convention, instance=cotech, date=datetime.date(2025, 3, 3))
    fiche.etat, fiche.public_cible = "en_cours", "Les familles"
    with acte(fabriques.LE_TEST), antidater(datetime.datetime(2025, 5, 1, tzinfo=datetime.UTC)):
        fiche.save()
    fabriques.pilote(fiche)
    fabriques.signataire(convention)
    fabriques.equipement(convention)
    fabriques.releve(indicateur)
    evaluation.rattacher(reunion=copil, par=fabriques.LE_TEST)
    for section, axe in (("ensemble", None), ("axe", fiche.axe)):
        evaluation.ecrire_recit(
            section=section,
            axe=axe,
            texte="Une année utile.",
            version_ouverte=0,
            par=fabriques.LE_TEST,
        )
    hypothese = outils_referentiel.hypothese(
        outils_referentiel.question(outils_referentiel.thematique(convention)), fiche
    )
    outils_referentiel.conclusion(evaluation, fiche)
    assert "pas de verdict pour 2025" in coordination.get(detail).text
    outils_referentiel.verdict(evaluation, hypothese)
    page = coordination.get(detail).text
    assert "Rien de ce que la convention demande ne manque" in page
    assert "Séance du 12 juin 2025" in page


def test_rattacher_a_une_seance_du_copil_seulement(
    convention: Convention, coordination: Any
) -> None:
    fabriques.evaluation(convention)
    cotech = fabriques.instance(convention, genre=Instance.Genre.COTECH)
    refusees = [
        fabriques.reunion(convention, instance=cotech, date=datetime.date(2026, 3, 1)),
        fabriques.reunion(convention, date=datetime.date(2024, 3, 1)),
        fabriques.reunion(fabriques.convention(), date=datetime.date(2026, 3, 1)),
    ]
    bonne = fabriques.reunion(convention, date=datetime.date(2026, 3, 2))
    adresse = _url("evaluation_rattacher", convention, 2025)
    for reunion in refusees:
        assert coordination.post(adresse, {"reunion": reunion.pk}).status_code == 200
        with pytest.raises(ActionImpossible):
            Evaluation.objects.get().rattacher(reunion=reunion, par=fabriques.LE_TEST)
    assert Evaluation.objects.get().reunion is None
    coordination.post(adresse, {"reunion": bonne.pk})
    assert Evaluation.objects.get().reunion == bonne
    coordination.post(adresse, {"reunion": ""})
    assert Evaluation.objects.get().reunion is None


def test_ecrire_un_recit_le_relire_et_le_disputer(
    convention: Convention, coordination: Any
) -> None:
    fabriques.evaluation(convention)
    axe = fabriques.axe(convention)
    adresse = _url("recit_ecrire", convention, 2025, f"axe-{axe.numero}")
    page = coordination.post(adresse, {"version": 0, "texte": "**Utile.**"}, follow=True).text
    assert "<strong>Utile.</strong>" in page
    assert Recit.objects.get().axe == axe
    # Quelqu'un d'autre avait ouvert la page vide.
    conflit = coordination.post(adresse, {"version": 0, "texte": "Autre chose."})
    assert conflit.status_code == 409
    assert "Autre chose." in conflit.text
    assert "**Utile.**" in conflit.text
    coordination.post(adresse, {"version": 1, "texte": "Mieux dit."})
    assert Recit.objects.get().texte == "Mieux dit."

    # Voir avant d'enregistrer n'écrit rien, et ne perd rien.
    apercu = coordination.post(adresse, {"version": 2, "texte": "**Essai.**", "apercu": "oui"})
    assert "Aperçu, pas encore enregistré" in apercu.text
    assert "<strong>Essai.</strong>" in apercu.text
    assert Recit.objects.get().texte == "Mieux dit."

    ensemble = _url("recit_ecrire", convention, 2025, "ensemble")
    coordination.post(ensemble, {"version": 0, "texte": "Ensemble."})
    assert Recit.objects.get(axe=None).texte == "Ensemble."
    assert coordination.get(_url("recit_ecrire", convention, 2025, "axe-9")).status_code == 404
    historique = coordination.get(_url("evaluation_historique", convention, 2025)).text
    assert "Mieux dit." in historique


def test_un_recit_ne_charge_rien_d_ailleurs(convention: Convention, coordination: Any) -> None:
    evaluation = fabriques.evaluation(convention)
    evaluation.ecrire_recit(
        section="ensemble",
        texte="<script>x</script> ![i](https://exemple.fr/i.png)",
        version_ouverte=0,
        par=fabriques.LE_TEST,
    )
    page = coordination.get(_url("evaluation_detail", convention, 2025)).text
    assert "<script>x" not in page
    assert "<img" not in page


def test_qui_lit_et_qui_ecrit(convention: Convention, connecter: Connexions) -> None:
    fabriques.evaluation(convention)
    lecture: list[tuple[Any, ...]] = [
        ("evaluation_detail", 2025),
        ("evaluation_historique", 2025),
    ]
    ecriture: list[tuple[Any, ...]] = [
        ("recit_ecrire", 2025, "ensemble"),
        ("evaluation_rattacher", 2025),
    ]
    gt = Instance.objects.create(convention=convention, genre="gt", nom="Groupe")
    d_un_groupe = fabriques.lecteur(convention)
    MembreInstance.objects.create(instance=gt, personne_id=d_un_groupe.personne_id)
    ancien = fabriques.membre(convention)
    MembreInstance.objects.filter(personne=ancien.personne).update(fin=LE)
    attendus = {
        fabriques.coordonnateur(convention): (200, 200),
        fabriques.copilote(convention): (200, 403),
        fabriques.membre(convention): (200, 403),
        fabriques.membre(convention, Instance.Genre.COTECH): (200, 403),
        d_un_groupe: (403, 403),
        ancien: (403, 403),
        fabriques.agent(convention): (403, 403),
        fabriques.lecteur(convention): (403, 403),
        fabriques.membre(fabriques.convention()): (404, 404),
    }
    for compte, (lit, ecrit) in attendus.items():
        client = connecter(compte)
        for nom, *reste in lecture:
            assert client.get(_url(nom, convention, *reste)).status_code == lit, (compte, nom)
        for nom, *reste in ecriture:
            assert client.get(_url(nom, convention, *reste)).status_code == ecrit, (compte, nom)
        if ecrit != 200:
            ouvrir = client.post(_url("evaluation_ouvrir", convention, 2024))
            assert ouvrir.status_code == ecrit
    assert Evaluation.objects.count() == 1


def test_un_membre_ne_voit_pas_de_geste_d_ecriture(
    convention: Convention, connecter: Connexions
) -> None:
    fabriques.evaluation(convention)
    client = connecter(fabriques.membre(convention))
    page = client.get(_url("evaluation_detail", convention, 2025)).text
    assert "Écrire" not in page
    assert "Choisir la séance" not in page
    assert "Télécharger l'évaluation (PDF)" in page
    assert "Ouvrir l'évaluation" not in client.get(_url("evaluation_liste", convention)).text


@pytest.mark.parametrize("qui", [fabriques.coordonnateur, fabriques.membre])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    convention: Convention, connecter: Connexions, qui: Any
) -> None:
    client = connecter(qui(convention))
    adresses = [
        _url("evaluation_liste", convention),
        _url("evaluation_detail", convention, 2025),
    ]
    fabriques.evaluation(convention, reunion=fabriques.reunion(convention))
    fabriques.indicateur(fabriques.fiche(convention))
    comptes = []
    for tour in range(2):
        for adresse in adresses:
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(adresse).status_code == 200
            comptes.append(len(requetes))
        seance = fabriques.reunion(convention, date=datetime.date(2026, 5, 1 + tour))
        fabriques.evaluation(convention, annee=2024 - tour, reunion=seance)
        for _ in range(4):
            fiche = fabriques.fiche(convention, axe=fabriques.axe(convention))
            fabriques.releve(fabriques.indicateur(fiche))
            fabriques.indicateur(fiche)
            Recit.objects.create(
                evaluation=Evaluation.objects.get(annee=2025),
                section="axe",
                axe=fiche.axe,
                texte="Oui.",
            )
    assert comptes[:2] == comptes[2:]
    assert comptes[0] <= 8
    assert comptes[1] <= 12


def test_une_annee_s_ecrit_sans_espace(convention: Convention, coordination: Any) -> None:
    fabriques.evaluation(convention, reunion=fabriques.reunion(convention))
    fiche = fabriques.fiche(convention)
    fabriques.indicateur(fiche)
    axe = fiche.axe.numero
    adresses = [
        _url("evaluation_liste", convention),
        *(_url(f"evaluation_{nom}", convention, 2025) for nom in ("detail", "rattacher")),
        _url("evaluation_historique", convention, 2025),
        _url("recit_ecrire", convention, 2025, f"axe-{axe}"),
        _url("instance_liste", convention),
        _url("releve_liste", convention),
        _url("releves_saisir", convention, fiche.numero, 2025),
        _url("releves_historique", convention, fiche.numero, 2025),
    ]
    for adresse in adresses:
        page = coordination.get(adresse).text
        assert not re.search(r"2[\u00a0\u202f ]02\d", page), adresse
        assert page.count("<h1") == 1, adresse
