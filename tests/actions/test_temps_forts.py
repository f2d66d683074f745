"""Les temps forts : ce qui s'écrit, ce qui se refuse, ce qui se calcule."""

import datetime
import threading
from typing import Any

import pytest
from django.db import connection, connections

from actions.models import FicheAction, TempsFort
from actions.temps_forts import (
    FiltresDesTempsForts,
    Somme,
    calculer,
    calculs_de_la_fiche,
    mois_ecoules,
    somme,
    temps_forts_des_fiches,
)
from conventions.models import Convention
from conventions.models.contrat import ConventionFigee
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import ActeurNomme
from ctg.socle.versions import ConflitDeVersion
from tests import fabriques

LE = datetime.date(2026, 11, 23)
PAR = ActeurNomme("Coordonnatrice inventée")
VALEURS: dict[str, Any] = {"titre": "Fête", "genre": "fete", "date": datetime.date(2025, 6, 14)}


def _noter(*fiches: FicheAction, le: datetime.date = LE, **valeurs: Any) -> TempsFort:
    temps_fort = TempsFort(convention=fiches[0].convention)
    temps_fort.enregistrer(
        valeurs=VALEURS | valeurs, fiches=fiches, version_ouverte=0, par=PAR, le=le
    )
    return temps_fort


def test_un_temps_fort_releve_de_plusieurs_fiches_et_signe(convention: Convention) -> None:
    une, autre = fabriques.fiche(convention), fabriques.fiche(convention)
    temps_fort = _noter(une, autre, familles=0)
    assert set(temps_fort.fiches.all()) == {une, autre}
    temps_fort.refresh_from_db()
    assert (temps_fort.participants, temps_fort.familles) == (None, 0)
    assert {h.auteur for h in temps_fort.historique.all()} == {PAR.libelle_d_auteur}


@pytest.mark.parametrize(
    ("date", "phrase"),
    [("2026-11-24", "Cette date est à venir"), ("2021-12-31", "pas dans la période")],
)
def test_une_date_a_venir_ou_d_avant_est_refusee(
    convention: Convention, date: str, phrase: str
) -> None:
    with pytest.raises(ActionImpossible, match=phrase):
        _noter(fabriques.fiche(convention), date=datetime.date.fromisoformat(date))
    assert not TempsFort.objects.exists()


def test_ni_sans_fiche_ni_avec_celle_d_une_autre_convention(convention: Convention) -> None:
    temps_fort = TempsFort(convention=convention)
    for fiches in ([], [fabriques.fiche(fabriques.convention())]):
        with pytest.raises(ActionImpossible, match="à une action au moins"):
            temps_fort.enregistrer(
                valeurs=VALEURS, fiches=fiches, version_ouverte=0, par=PAR, le=LE
            )
    assert not TempsFort.objects.exists()


def test_apres_le_terme_rien_ne_s_ecrit_ni_ne_se_retire(convention: Convention) -> None:
    fiche, apres = fabriques.fiche(convention), datetime.date(2027, 1, 1)
    temps_fort = fabriques.temps_fort(fiche)
    with pytest.raises(ConventionFigee):
        _noter(fiche, le=apres)
    with pytest.raises(ConventionFigee):
        temps_fort.retirer(version_ouverte=1, par=PAR, le=apres)
    assert TempsFort.objects.get() == temps_fort


def test_le_droit_vient_du_role_ou_d_une_fiche_pilotee(convention: Convention) -> None:
    pilotee, autre = fabriques.fiche(convention), fabriques.fiche(convention)
    commun, ailleurs = fabriques.temps_fort(pilotee, autre), fabriques.temps_fort(autre)

    def modifiables(compte: Any) -> set[TempsFort]:
        return set(TempsFort.objects.modifiables_par(compte))

    assert modifiables(fabriques.coordonnateur(convention)) == {commun, ailleurs}
    assert modifiables(fabriques.pilote(pilotee)) == {commun}
    assert modifiables(fabriques.lecteur(convention)) == set()


def test_une_somme_ne_compte_pas_l_inconnu_comme_zero(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    lus = [fabriques.temps_fort(fiche, familles=n) for n in (12, None, 0)]
    assert somme(lus, "familles") == Somme(total=12, connus=2, nombre=3)
    assert somme(lus, "jeunes") == Somme(total=None, connus=0, nombre=3)
    assert somme([], "familles") == Somme(total=None, connus=0, nombre=0)


@pytest.mark.parametrize(
    ("annee", "attendus"), [(2021, 0), (2022, 12), (2025, 12), (2026, 11), (2027, 0)]
)
def test_les_mois_ecoules_tiennent_dans_la_convention(
    convention: Convention, annee: int, attendus: int
) -> None:
    assert mois_ecoules(fabriques.fiche(convention), annee, LE) == attendus


@pytest.mark.parametrize(
    ("calcul", "attendu"),
    [
        ("nombre", "4 temps forts"),
        ("frequence_equilibre", "4 temps forts en 12 mois, soit 0,33 par mois ; 2 communes"),
        ("frequence_echanges", "1 temps fort en 12 mois, soit 0,08 par mois"),
        (
            "typologie",
            "fête, évènement familial : 2 ; formation : 1 ; groupe d'échanges de pratiques : 1"
            " ; 150 participants (connu pour 2 sur 4 temps forts)"
            " ; 41 familles (connu pour 2 sur 4 temps forts) ; jeunes : non renseigné",
        ),
        ("familles", "41 familles (connu pour 2 sur 4 temps forts)"),
        ("formes", "1 personne formée (connu pour 1 sur 4 temps forts)"),
    ],
)
def test_ce_que_chaque_calcul_dit(convention: Convention, calcul: str, attendu: str) -> None:
    fiche, ici, la = fabriques.fiche(convention), fabriques.commune(), fabriques.commune()
    temps_forts = [
        fabriques.temps_fort(fiche, commune=ici, participants=100, familles=41),
        fabriques.temps_fort(fiche, commune=la, participants=50, familles=0),
        fabriques.temps_fort(fiche, commune=ici, genre="formation", formes=1),
        fabriques.temps_fort(fiche, commune=ici, genre="echanges"),
    ]
    indicateur = fabriques.indicateur(fiche, calcul=calcul)
    valeur = calculer(indicateur, temps_forts, 2025, fiche, LE)
    assert (valeur.valeur, valeur.est_vide) == (attendu, False)
    assert valeur.compte


def test_une_annee_sans_temps_fort_n_est_pas_zero(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    calcule, muet = fabriques.indicateur(fiche, calcul="nombre"), fabriques.indicateur(fiche)
    temps_forts = [fabriques.temps_fort(fiche)]
    lus = calculs_de_la_fiche(fiche, [calcule, muet], temps_forts, 2024, LE)
    assert list(lus) == [calcule.pk]
    assert (lus[calcule.pk].valeur, lus[calcule.pk].est_vide) == (
        "aucun temps fort noté en 2024",
        True,
    )


def test_un_temps_fort_partage_compte_pour_chacune_de_ses_fiches(
    convention: Convention, django_assert_num_queries: Any
) -> None:
    une, autre, tue = (fabriques.fiche(convention) for _ in range(3))
    partage, seul = fabriques.temps_fort(une, autre), fabriques.temps_fort(autre, tue)
    fabriques.temps_fort(une, date="2024-06-01")
    with django_assert_num_queries(1):
        notes = temps_forts_des_fiches([une, autre], [2025])
    assert dict(notes) == {une.pk: [partage], autre.pk: [partage, seul]}


def test_les_filtres_se_combinent(convention: Convention) -> None:
    une, autre, ici = fabriques.fiche(convention), fabriques.fiche(convention), fabriques.commune()
    vise = fabriques.temps_fort(une, autre, commune=ici)
    sans_commune = fabriques.temps_fort(une, date="2024-06-01")
    tous = list(TempsFort.objects.pour_liste())
    assert FiltresDesTempsForts(action=str(autre.numero)).garder(tous) == [vise]
    assert FiltresDesTempsForts(commune=str(ici.pk), genre="fete").garder(tous) == [vise]
    assert FiltresDesTempsForts(commune="aucune").garder(tous) == [sans_commune]
    assert FiltresDesTempsForts(annee="2024", genre="village").garder(tous) == []


@pytest.mark.django_db(transaction=True)
def test_de_quatre_envois_simultanes_un_seul_passe() -> None:
    fiche = fabriques.fiche(fabriques.convention())
    cle, depart, issues = fabriques.temps_fort(fiche).pk, threading.Barrier(4), []

    def essayer(rang: int) -> None:
        try:
            mien = TempsFort.objects.select_related("convention").get(pk=cle)
            depart.wait(timeout=20)
            try:
                if rang % 2:
                    mien.retirer(version_ouverte=1, par=PAR, le=LE)
                else:
                    mien.enregistrer(
                        valeurs={"familles": rang},
                        fiches=[fiche],
                        version_ouverte=1,
                        par=PAR,
                        le=LE,
                    )
                issues.append("fait")
            except ConflitDeVersion:
                issues.append("conflit")
        finally:
            connections.close_all()

    fils = [threading.Thread(target=essayer, args=(rang,)) for rang in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)
    assert sorted(issues) == ["conflit"] * 3 + ["fait"], connection.vendor
