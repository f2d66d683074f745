"""Les règles d'une fiche et de ses étapes : ce que les dates impliquent (R23, R24)."""

import datetime

import pytest

from actions.filtres import FiltresDuPlan
from actions.models import Etape, FicheAction
from conventions.models import Convention
from tests import fabriques

LE = datetime.date(2026, 11, 23)
HIER = datetime.date(2026, 11, 22)
DEMAIN = datetime.date(2026, 11, 24)
VUE = datetime.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("champs", "statut"),
    [
        ({"fin": HIER}, "a_renseigner"),
        ({"fin": HIER, "vue_le": VUE}, "en_retard"),
        ({"fin": HIER, "faite_le": VUE}, "faite"),
        ({"fin": LE}, "en_cours"),  # le dernier jour n'est pas passé
        ({"debut": LE}, "en_cours"),
        ({"debut": DEMAIN}, "a_venir"),
        ({"debut": DEMAIN, "vue_le": VUE}, "a_venir"),
        ({"debut": datetime.date(2023, 1, 1)}, "en_cours"),  # sans fin : jamais en retard
    ],
)
def test_le_statut_d_une_etape_se_calcule(champs: dict[str, datetime.date], statut: str) -> None:
    assert Etape(**champs).statut(LE) == statut


def test_une_etape_qui_finit_apres_le_terme_le_depasse() -> None:
    terme = datetime.date(2026, 12, 31)
    assert Etape(fin=datetime.date(2027, 12, 31)).depasse(terme)
    assert not Etape(fin=terme).depasse(terme)
    assert not Etape().depasse(terme)


@pytest.mark.parametrize("etat", ["realise", "abandonne"])
def test_une_action_close_n_attend_plus_rien(convention: Convention, etat: str) -> None:
    fiche = fabriques.fiche(convention, etat="en_cours")
    etape = fabriques.etape(fiche, vue_le=VUE)
    assert fiche.est_en_retard(LE)
    assert fiche.prochaine_etape() == etape
    fiche.etat = etat
    assert not fiche.est_en_retard(LE)
    assert fiche.prochaine_etape() is None
    assert fiche.statut_d_etape(etape, LE) == "non_faite"


def test_a_renseigner_n_est_pas_en_retard(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche)
    assert fiche.est_a_renseigner(LE)
    assert not fiche.est_en_retard(LE)


def test_la_prochaine_etape_suit_le_calendrier_et_non_le_rang(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche, debut=None, fin=None)
    tardive = fabriques.etape(fiche, debut=datetime.date(2025, 1, 1), fin=None)
    premiere = fabriques.etape(fiche, debut=datetime.date(2024, 1, 1), fin=None)
    assert fiche.prochaine_etape() == premiere
    premiere.faite_le = VUE
    premiere.save()
    assert fiche.prochaine_etape() == tardive


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({}, False),
        ({"etat": "a_venir"}, True),
        ({"meteo": "securises"}, True),
        ({"mise_a_jour_le": VUE}, True),
    ],
)
def test_une_fiche_est_renseignee_des_qu_on_en_dit_quelque_chose(
    champs: dict[str, object], attendu: bool
) -> None:
    assert FicheAction(**champs).est_renseignee() is attendu


def test_sans_nouvelle_au_dela_de_quatre_vingt_dix_jours() -> None:
    def fiche(jours: int, etat: str = "en_cours") -> FicheAction:
        return FicheAction(etat=etat, mise_a_jour_le=LE - datetime.timedelta(days=jours))

    assert not fiche(90).est_sans_nouvelle(LE)
    assert fiche(91).est_sans_nouvelle(LE)
    assert not fiche(400, "realise").est_sans_nouvelle(LE)
    assert not FicheAction(etat="en_cours").est_sans_nouvelle(LE)


def test_les_manques_sont_des_phrases(convention: Convention) -> None:
    champs = dict.fromkeys(FicheAction.CHAMPS_DU_CONTRAT, "Écrit.") | {"public_cible": ""}
    fiche = fabriques.fiche(convention, **champs)
    fabriques.etape(fiche, fin=datetime.date(2027, 12, 31))
    lue = FicheAction.objects.pour_detail().get(pk=fiche.pk)
    assert [(manque.phrase, manque.ou) for manque in lue.manques()] == [
        ("Aucun pilote n'est désigné (annexe 4).", "pilotes"),
        ("L'état d'avancement n'est pas renseigné.", "etat"),
        ("Aucun public n'est dit.", "publics"),
        ("Le territoire concerné n'est pas dit.", "etendue"),
        ("Aucun partenaire n'est nommé.", "partenaires_de_la_fiche"),
        ("La participation des habitants n'est pas dite.", "participation"),
        ("Aucun élu référent n'est désigné.", "elu_referent"),
        ("Le champ « public cible » est vide dans le texte signé (annexe 3).", "public_cible"),
        ("Une étape finit après le terme de la convention (art. 11).", "echeancier"),
    ]


def _numeros(**filtres: str) -> list[int]:
    retenues = FiltresDuPlan.lus(filtres).retenir(FicheAction.objects.order_by("numero"), LE)
    return [fiche.numero for fiche in retenues]


def test_la_recherche_ignore_accents_et_majuscules(convention: Convention) -> None:
    fabriques.fiche(convention, titre="Créer un lieu", objectifs="Accueillir les élèves")
    fabriques.fiche(convention, titre="Former")
    for question in ("creer", "ÉLÈVES", "eleves lieu", "1", "lieu 1"):
        assert _numeros(q=question) == [1], question
    for question in ("creer former", "3", "²", "9" * 40):
        assert _numeros(q=question) == [], question


def test_les_filtres_se_cumulent(convention: Convention) -> None:
    premier, second = fabriques.axe(convention), fabriques.axe(convention)
    tardive = fabriques.fiche(convention, axe=premier, etat="en_cours", meteo="securises")
    fabriques.etape(tardive, vue_le=VUE)
    fabriques.fiche(convention, axe=premier)
    fabriques.fiche(convention, axe=second, etat="en_cours")
    pilote = fabriques.pilote(tardive).personne
    FicheAction.objects.filter(numero=3).update(priorite="haute")
    assert _numeros() == [1, 2, 3]
    assert _numeros(axe="1") == [1, 2]
    assert _numeros(etat="en_cours") == [1, 3]
    assert _numeros(etat="non_renseigne") == [2]
    assert _numeros(meteo="non_renseigne") == [2, 3]
    assert _numeros(suivi="en_retard") == [1]
    assert _numeros(suivi="sans_pilote") == [2, 3]
    assert _numeros(suivi="jamais") == [2]
    assert _numeros(axe="2", etat="en_cours") == [3]
    assert _numeros(priorite="haute") == [3]
    assert _numeros(priorite="non_renseigne") == [1, 2]
    assert pilote is not None
    assert _numeros(pilote=str(pilote.pk)) == [1]
    # Une valeur inconnue ne retient rien, et ne casse rien.
    for filtre in ("suivi", "axe", "pilote", "etat", "priorite"):
        assert _numeros(**{filtre: "inconnu"}) == [], filtre
