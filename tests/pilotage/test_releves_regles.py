"""Les règles d'un relevé : ce qui ne peut pas être rangé, et qui passe après qui."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.models import Indicateur
from conventions.models import Convention
from conventions.models.contrat import ConventionFigee
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie, annees_ouvertes
from pilotage.releves import fiches_sans_reponse, releves_des_fiches, taux_par_annee
from tests import fabriques

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def indicateur(convention: Convention) -> Indicateur:
    """Un indicateur de la convention."""
    return fabriques.indicateur(fabriques.fiche(convention))


def _repondre(indicateur: Indicateur, saisie: ReponseSaisie, marque: str = "") -> Releve:
    releve = Releve.objects.filter(indicateur=indicateur, annee=2025).first() or Releve(annee=2025)
    releve.indicateur = indicateur
    releve.repondre(
        saisie=saisie, marque_ouverte=marque, par=fabriques.LE_TEST, le=LE, soumettre=True
    )
    return releve


REFUS = [
    (ReponseSaisie("nombre"), "valeur", "Indiquez la valeur"),
    (ReponseSaisie("niveau", recit="Un récit."), "niveau", "Choisissez le niveau"),
    (ReponseSaisie("niveau", niveau="progres"), "recit", "s'accompagne d'un récit"),
    (ReponseSaisie("non_disponible"), "motif", "pourquoi"),
    (ReponseSaisie("non_concerne", valeur=Decimal(3), motif="Sans objet."), "valeur", "un nombre"),
    (ReponseSaisie("nombre", valeur=Decimal(3), niveau="stable"), "niveau", "un niveau et un réc"),
]


@pytest.mark.parametrize(("saisie", "champ", "phrase"), REFUS)
def test_une_reponse_incomplete_est_refusee_a_cote_de_son_champ(
    indicateur: Indicateur, saisie: ReponseSaisie, champ: str, phrase: str
) -> None:
    releve = Releve(indicateur=indicateur, annee=2025, etat="soumis", soumis_le=LE)
    releve.poser(saisie)
    erreurs = releve.erreurs_par_champ()
    assert list(erreurs) == [champ]
    assert phrase in erreurs[champ][0]
    with pytest.raises(ValidationError):
        _repondre(indicateur, saisie)
    with pytest.raises(IntegrityError), transaction.atomic():
        releve.save()
    assert not Releve.objects.exists()


def test_zero_est_une_valeur(indicateur: Indicateur) -> None:
    releve = _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(0)))
    releve.refresh_from_db()
    assert releve.valeur == 0
    assert releve.en_clair() == "0"


def test_vider_une_reponse_retire_le_releve_et_l_historique_le_garde(
    indicateur: Indicateur,
) -> None:
    releve = _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(4)))
    _repondre(indicateur, ReponseSaisie(), releve.marque)
    assert not Releve.objects.exists()
    assert Releve.historique.latest().history_type == "-"


def test_une_reponse_inchangee_n_ecrit_rien(indicateur: Indicateur) -> None:
    saisie = ReponseSaisie("nombre", valeur=Decimal(4))
    releve = _repondre(indicateur, saisie)
    _repondre(indicateur, saisie, releve.marque)
    releve.refresh_from_db()
    assert releve.version == 1
    assert Releve.historique.count() == 1


def test_deux_reponses_a_la_fois_la_seconde_voit_la_premiere(indicateur: Indicateur) -> None:
    premier = _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(4)))
    # Celle-ci a ouvert la page quand il n'y avait pas de réponse.
    with pytest.raises(ConflitDeVersion):
        _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(5)))
    premier.refresh_from_db()
    assert premier.valeur == 4


def test_qui_n_a_rien_touche_ne_conteste_rien(indicateur: Indicateur) -> None:
    ouverte = ReponseSaisie("nombre", valeur=Decimal(4))
    marque = _repondre(indicateur, ouverte).marque
    _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(9)), marque)
    _repondre(indicateur, ouverte, marque)
    assert Releve.objects.get().valeur == 9


def test_un_releve_retire_puis_refait_n_est_pas_celui_qu_on_avait_ouvert(
    indicateur: Indicateur,
) -> None:
    marque = _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(4))).marque
    _repondre(indicateur, ReponseSaisie(), marque)
    _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(7)))
    with pytest.raises(ConflitDeVersion):
        _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(5)), marque)


def test_une_marque_inventee_ne_passe_pas(indicateur: Indicateur) -> None:
    _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(4)))
    with pytest.raises(ConflitDeVersion):
        _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(5)), "1x.²")


def test_un_indicateur_a_definir_n_attend_rien(convention: Convention) -> None:
    indicateur = fabriques.indicateur(fabriques.fiche(convention), est_a_definir=True)
    with pytest.raises(ActionImpossible, match="à définir"):
        _repondre(indicateur, ReponseSaisie("nombre", valeur=Decimal(4)))


@pytest.mark.parametrize("annee", [2021, 2027])
def test_une_annee_hors_de_la_convention_est_refusee(indicateur: Indicateur, annee: int) -> None:
    releve = Releve(indicateur=indicateur, annee=annee)
    saisie = ReponseSaisie("nombre", valeur=Decimal(4))
    with pytest.raises(ActionImpossible, match=str(annee)):
        releve.repondre(saisie=saisie, marque_ouverte="", par=fabriques.LE_TEST, le=LE)


def test_apres_le_terme_les_releves_restent_ouverts_jusqu_a_la_cloture(
    indicateur: Indicateur,
) -> None:
    saisie = ReponseSaisie("nombre", valeur=Decimal(4))
    apres: dict[str, Any] = {
        "marque_ouverte": "",
        "par": fabriques.LE_TEST,
        "le": datetime.date(2027, 3, 1),
    }
    assert Releve(indicateur=indicateur, annee=2026).repondre(saisie=saisie, **apres)
    convention = indicateur.fiche.convention
    assert annees_ouvertes(convention, apres["le"])[-1] == 2026
    convention.etat = Convention.Etat.CLOTUREE
    with pytest.raises(ConventionFigee):
        Releve(indicateur=indicateur, annee=2025).repondre(saisie=saisie, **apres)


def test_le_taux_ne_compte_que_les_indicateurs_attendus(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    indicateurs = [fabriques.indicateur(fiche) for _ in range(3)]
    a_definir = fabriques.indicateur(fiche, est_a_definir=True)
    fabriques.releve(indicateurs[0])
    fabriques.releve(indicateurs[1], reponse="non_disponible", motif="Pas encore compté.")
    fabriques.releve(a_definir)
    fabriques.releve(indicateurs[0], annee=2024)
    taux = taux_par_annee(convention, [2023, 2024, 2025])
    assert [(t.repondus, t.attendus, t.part) for t in taux.values()] == [
        (0, 3, None),
        (1, 3, 33),
        (2, 3, 67),
    ]
    (manque,) = fiches_sans_reponse(convention, 2025)
    assert (manque.fiche, manque.nombre) == (fiche, 1)


def test_une_fiche_montre_l_annee_d_avant_et_les_reperes(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    indicateur = fabriques.indicateur(fiche, unite="%")
    fabriques.releve(indicateur, valeur=Decimal("12.50"))
    fabriques.releve(indicateur, annee=2024, valeur=11)
    fiche.references.create(libelle="des jeunes", valeur=1, unite="%", comparateur="<")
    (lu,) = releves_des_fiches([fiche], 2025)
    (ligne,) = lu.lignes
    assert ligne.releve is not None
    assert ligne.precedent is not None
    assert ligne.releve.en_clair() == "12,5\u00a0%"
    assert ligne.precedent.en_clair() == "11\u00a0%"
    assert lu.reperes[0].valeur == "moins de 1\u00a0%"
