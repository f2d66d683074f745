"""Les pages du référentiel et du diagnostic : lire, partir du modèle, écrire, ranger, retirer."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Convention
from pilotage.models import Besoin, Hypothese, QuestionEvaluative, Thematique
from tests import fabriques
from tests.conftest import Connexions
from tests.pilotage import outils_referentiel as outils


@pytest.fixture
def coordination(convention: Convention, connecter: Connexions) -> Any:
    """Le navigateur du coordonnateur."""
    return connecter(fabriques.coordonnateur(convention))


def _url(nom: str, convention: Convention, *reste: Any) -> str:
    return reverse(nom, args=[convention.slug, *reste])


def test_vide_la_page_propose_le_modele_a_qui_redige_seulement(
    convention: Convention, coordination: Any, connecter: Connexions
) -> None:
    lire, modele = _url("referentiel_lire", convention), _url("referentiel_proposer", convention)
    assert modele in coordination.get(lire).text
    lecteur = connecter(fabriques.lecteur(convention)).get(lire).text
    assert modele not in lecteur
    assert "pas écrit" in lecteur
    # Sans plan, le modèle n'a rien d'où partir, et le dit.
    assert "Écrivez d&#x27;abord le plan" in coordination.post(modele, follow=True).text
    fabriques.fiche(convention, titre="Ouvrir un relais")
    page = coordination.post(modele, follow=True).text
    assert "Le modèle est posé" in page
    assert "Ouvrir un relais" in page
    assert "proposée, à amender" in page
    assert modele not in page


def test_on_ajoute_on_modifie_on_range_on_retire(convention: Convention, coordination: Any) -> None:
    fiche = fabriques.fiche(convention)
    indicateur = fabriques.indicateur(fiche)
    coordination.post(
        _url("thematique_ajouter", convention), {"version": 0, "titre": "Équité", "axe": ""}
    )
    thematique = Thematique.objects.get()
    coordination.post(
        _url("question_ajouter", convention, thematique.pk),
        {"version": 0, "texte": "Qui y gagne ?", "critere": "equite", "outils": "Enquête."},
    )
    question = QuestionEvaluative.objects.get()
    reponse = coordination.post(
        _url("hypothese_ajouter", convention, question.pk),
        {
            "version": 0,
            "enonce": "Tout le monde.",
            "fiches": [fiche.pk],
            "indicateurs": [indicateur.pk],
        },
        follow=True,
    )
    assert "Tout le monde." in reponse.text
    assert f"action {fiche.numero}" in reponse.text
    hypothese = Hypothese.objects.get()
    assert list(hypothese.indicateurs.all()) == [indicateur]
    outils.hypothese(question, enonce="Presque.", ordre=2)
    deplacer = _url("ligne_deplacer", convention, "hypothese", hypothese.pk)
    coordination.post(deplacer, {"sens": "descendre"})
    assert list(question.hypotheses.values_list("enonce", flat=True)) == [
        "Presque.",
        "Tout le monde.",
    ]
    assert coordination.post(deplacer, {"sens": "ailleurs"}).status_code == 404
    hypothese.refresh_from_db()
    retirer = _url("ligne_retirer", convention, "hypothese", hypothese.pk)
    page = coordination.post(retirer, {"version": hypothese.version}, follow=True).text
    assert "Tout le monde." not in page
    assert coordination.get(_url("referentiel_historique", convention)).text.count("Hypothèse")


def test_un_genre_inconnu_n_existe_pas(convention: Convention, coordination: Any) -> None:
    ligne = outils.thematique(convention)
    for nom in ("ligne_deplacer", "ligne_retirer"):
        adresse = _url(nom, convention, "verdict", ligne.pk)
        assert coordination.post(adresse, {"sens": "monter"}).status_code == 404


def test_ce_que_quelqu_un_d_autre_a_change_se_compare(
    convention: Convention, coordination: Any
) -> None:
    ligne = outils.thematique(convention)
    ligne.enregistrer(
        valeurs={"titre": "Le sien"}, version_ouverte=ligne.version, par=fabriques.LE_TEST
    )
    reponse = coordination.post(
        _url("thematique_modifier", convention, ligne.pk), {"version": 1, "titre": "Le mien"}
    )
    assert reponse.status_code == 409
    assert "Le sien" in reponse.text
    assert "Le mien" in reponse.text


def test_une_sous_thematique_se_range_d_ou_l_on_vient(
    convention: Convention, coordination: Any
) -> None:
    mere = outils.thematique(convention, titre="Mère")
    page = coordination.get(_url("thematique_ajouter", convention) + f"?sous={mere.pk}").text
    assert f'<option value="{mere.pk}" selected>Mère</option>' in page
    for faux in ("0", "abc", "99999"):
        assert (
            coordination.get(_url("thematique_ajouter", convention) + f"?sous={faux}").status_code
            == 200
        )


def test_le_diagnostic_montre_son_fichier_ses_besoins_leurs_chiffres(
    convention: Convention, coordination: Any
) -> None:
    fiche = fabriques.fiche(convention)
    document = fabriques.document(convention, annexe=1, titre="Diagnostic partagé")
    lire = _url("diagnostic_lire", convention)
    page = coordination.get(lire).text
    assert _url("document_deposer", convention, document.pk) in page
    assert "Aucun besoin" in page
    coordination.post(
        _url("besoin_ajouter", convention),
        {"version": 0, "titre": "Un accueil proche", "source": "Annexe 1, p. 3"},
    )
    besoin = Besoin.objects.get()
    assert "aucune action n'y répond" in coordination.get(lire).text
    coordination.post(
        _url("besoin_modifier", convention, besoin.pk),
        {
            "version": besoin.version,
            "titre": besoin.titre,
            "source": besoin.source,
            "fiches": [fiche.pk],
        },
    )
    coordination.post(
        _url("chiffre_ajouter", convention),
        {
            "version": 0,
            "libelle": "familles sans solution",
            "valeur": "8,6",
            "unite": "%",
            "annee": "2021",
            "source": "Annexe 1, p. 4",
            "besoin": besoin.pk,
        },
    )
    page = coordination.get(lire).text
    for ecrit in ("8,6\u00a0%", "(2021)", "Source : Annexe 1, p. 4", f"action {fiche.numero}"):
        assert ecrit in page, ecrit


def test_un_chiffre_sans_source_se_refuse(convention: Convention, coordination: Any) -> None:
    saisie = {"version": 0, "libelle": "familles", "valeur": "beaucoup", "source": ""}
    page = coordination.post(_url("chiffre_ajouter", convention), saisie).text
    assert "Dites d&#x27;où on le tient." in page
    assert "Écrivez un nombre" in page
    assert 'value="beaucoup"' in page


def test_une_convention_close_se_lit_et_ne_s_ecrit_plus(
    convention: Convention, coordination: Any
) -> None:
    ligne = outils.thematique(convention)
    Convention.objects.filter(pk=convention.pk).update(etat=Convention.Etat.CLOTUREE)
    lire = coordination.get(_url("referentiel_lire", convention)).text
    modifier = _url("thematique_modifier", convention, ligne.pk)
    assert ligne.titre in lire
    assert modifier not in lire
    assert "rien ne sera enregistré" in coordination.get(modifier).text
    page = coordination.post(modifier, {"version": 1, "titre": "Autre"}).text
    assert "lecture seule" in page
    ligne.refresh_from_db()
    assert ligne.titre == "Équité"


def _beaucoup(convention: Convention, debut: int, fin: int) -> None:
    for numero in range(debut, fin):
        fiche = fabriques.fiche(convention, numero=numero)
        fabriques.indicateur(fiche)
        thematique = outils.thematique(convention, axe=fiche.axe)
        outils.hypothese(outils.question(thematique), fiche)
        besoin = outils.besoin(convention, fiche)
        outils.chiffre(convention, besoin=besoin)
        outils.question_d_enquete(outils.enquete(convention), 60, 40)


@pytest.mark.parametrize("nom", ["referentiel_lire", "diagnostic_lire", "enquete_liste"])
def test_autant_de_requetes_pour_peu_que_pour_beaucoup(
    nom: str, convention: Convention, coordination: Any
) -> None:
    def requetes() -> int:
        with CaptureQueriesContext(connection) as lues:
            assert coordination.get(_url(nom, convention)).status_code == 200
        return len(lues)

    _beaucoup(convention, 1, 2)
    peu = requetes()
    _beaucoup(convention, 2, 7)
    assert requetes() == peu <= 12
