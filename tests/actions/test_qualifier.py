"""Qualifier les indicateurs : à côté du texte signé, sans y toucher."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.models import Cible, FicheAction, Indicateur, Niveau, Reference
from actions.qualification import (
    CibleSaisie,
    NiveauSaisi,
    Qualification,
    QualificationsEnConflit,
    definir,
    ecrire_une_reference,
    qualifier_en_serie,
    retirer_une_reference,
)
from conventions.models import Convention
from conventions.models.contrat import ConventionFigee
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion, ecriture_lue
from tests import fabriques

PAR = fabriques.LE_TEST


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une fiche à trois indicateurs du contrat, dont un à définir."""
    fiche = fabriques.fiche(convention)
    for rang in range(2):
        fabriques.indicateur(fiche, libelle=f"Texte signé {rang}")
    fabriques.indicateur(fiche, est_a_definir=True)
    return fiche


def _voulue(cible: CibleSaisie | None = None, version: int = 1, **valeurs: Any) -> Qualification:
    return Qualification(valeurs, cible or CibleSaisie(), version)


def _definir(indicateur: Indicateur, **champs: Any) -> None:
    presentes = {nom: getattr(indicateur, nom) for nom in Indicateur.QUALIFIANTS}
    definir(
        indicateur=indicateur,
        valeurs=presentes | champs.pop("valeurs", {}),
        niveaux=champs.pop("niveaux", []),
        cibles=champs.pop("cibles", {}),
        version_ouverte=champs.pop("version", indicateur.version),
        par=PAR,
    )


def test_en_serie_seul_ce_qui_change_s_ecrit_et_le_texte_reste(fiche: FicheAction) -> None:
    premier, second, a_definir = fiche.indicateurs.all()
    voulues = {
        premier.pk: _voulue(CibleSaisie(Decimal(40)), nature="quantitatif", unite="familles"),
        second.pk: _voulue(nature="", unite=""),
        a_definir.pk: _voulue(nature="quantitatif", unite="familles"),
    }
    assert qualifier_en_serie(convention=fiche.convention, qualifications=voulues, par=PAR) == 1
    premier, second, a_definir = fiche.indicateurs.all()
    assert (premier.nature, premier.unite, premier.libelle) == (
        "quantitatif",
        "familles",
        "Texte signé 0",
    )
    assert premier.cibles.get().valeur == 40
    assert (premier.version, second.version) == (2, 1)
    assert a_definir.nature == ""
    ligne = premier.historique.order_by("history_id").last()
    assert (ligne.auteur, ligne.version) == (PAR.libelle_d_auteur, 2)
    assert list(Indicateur.objects.a_qualifier()) == [second]


def test_une_version_depassee_arrete_tout(fiche: FicheAction) -> None:
    premier, second, _ = fiche.indicateurs.all()
    _definir(premier, valeurs={"unite": "jeunes"})
    voulues = {
        premier.pk: _voulue(nature="quantitatif", unite="familles"),
        second.pk: _voulue(nature="qualitatif", unite=""),
    }
    with pytest.raises(QualificationsEnConflit) as conflit:
        qualifier_en_serie(convention=fiche.convention, qualifications=voulues, par=PAR)
    assert list(conflit.value.indicateurs) == [premier.pk]
    premier, second, _ = fiche.indicateurs.all()
    assert (premier.unite, second.nature) == ("jeunes", "")


def test_le_libelle_ne_se_qualifie_pas() -> None:
    assert not {"libelle", "ordre", "ligne", "est_a_definir"} & set(Indicateur.QUALIFIANTS)


def test_une_convention_close_ne_se_qualifie_plus(fiche: FicheAction) -> None:
    fiche.convention.etat = Convention.Etat.CLOTUREE
    fiche.convention.save()
    premier = fiche.indicateurs.all()[0]
    voulues = {premier.pk: _voulue(nature="quantitatif")}
    with pytest.raises(ConventionFigee):
        qualifier_en_serie(convention=fiche.convention, qualifications=voulues, par=PAR)


def test_des_niveaux_a_soi_servent_aux_cibles(fiche: FicheAction) -> None:
    premier = fiche.indicateurs.all()[0]
    les_siens = [NiveauSaisi("amorcé", "Un lieu."), NiveauSaisi("installé", "Partout.")]
    _definir(
        premier,
        valeurs={"nature": "qualitatif"},
        niveaux=les_siens,
        cibles={2025: CibleSaisie(niveau="Amorcé"), None: CibleSaisie(niveau="installe")},
    )
    assert [(n.rang, n.libelle) for n in premier.niveaux.all()] == [(1, "amorcé"), (2, "installé")]
    lues = {c.annee: c.niveau_propre.libelle for c in Cible.objects.all() if c.niveau_propre}
    assert lues == {2025: "amorcé", None: "installé"}
    with pytest.raises(ActionImpossible, match="a déjà servi"):
        _definir(premier, niveaux=les_siens[1:])
    premier.refresh_from_db()
    with pytest.raises(ValidationError, match="pas un niveau"):
        _definir(premier, niveaux=les_siens, cibles={None: CibleSaisie(niveau="acquis")})
    assert Niveau.objects.count() == 2


def test_sans_niveaux_a_soi_ce_sont_les_quatre_communs(fiche: FicheAction) -> None:
    premier = fiche.indicateurs.all()[0]
    _definir(premier, cibles={None: CibleSaisie(niveau="En progrès")})
    assert Cible.objects.get().niveau == "progres"
    _definir(premier, cibles={None: CibleSaisie()})
    assert not Cible.objects.exists()
    assert Cible.historique.latest().history_type == "-"


def test_des_bornes_croisees_sont_refusees(fiche: FicheAction) -> None:
    premier = fiche.indicateurs.all()[0]
    with pytest.raises(ValidationError, match="plus petit"):
        _definir(premier, valeurs={"minimum": Decimal(5), "maximum": Decimal(3)})
    with pytest.raises(IntegrityError), transaction.atomic():
        premier.save()


def test_definir_sur_une_version_depassee_n_ecrit_rien(fiche: FicheAction) -> None:
    premier = fiche.indicateurs.all()[0]
    with pytest.raises(ConflitDeVersion):
        _definir(premier, valeurs={"unite": "jeunes"}, niveaux=[NiveauSaisi("amorcé")], version=0)
    assert not Niveau.objects.exists()


@pytest.mark.parametrize(
    "champs",
    [
        {},
        {"valeur": 3, "niveau": "acquis"},
    ],
)
def test_une_cible_est_une_valeur_ou_un_niveau(fiche: FicheAction, champs: dict[str, Any]) -> None:
    premier = fiche.indicateurs.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Cible.objects.create(indicateur=premier, **champs)


@pytest.mark.parametrize("annee", [2025, None])
def test_une_seule_cible_par_an_et_une_finale(fiche: FicheAction, annee: int | None) -> None:
    premier = fiche.indicateurs.all()[0]
    Cible.objects.create(indicateur=premier, annee=annee, valeur=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cible.objects.create(indicateur=premier, annee=annee, valeur=4)


def _reference(indicateur: Indicateur, **valeurs: Any) -> Reference:
    reference = Reference(fiche=indicateur.fiche, indicateur=indicateur)
    completes = {"libelle": "des familles", "valeur": 33, "comparateur": "", "annee": 2021}
    ecrire_une_reference(
        reference=reference,
        valeurs={**completes, "source": "Diagnostic", **valeurs},
        ecriture_ouverte=None,
        par=PAR,
    )
    return reference


def test_plusieurs_references_chacune_avec_sa_source(fiche: FicheAction) -> None:
    premier = fiche.indicateurs.all()[0]
    premier.unite = "%"
    _reference(premier)
    _reference(premier, source="Insee", annee=2023)
    assert [(r.annee, r.source, r.unite) for r in premier.references.order_by("annee")] == [
        (2021, "Diagnostic", "%"),
        (2023, "Insee", "%"),
    ]
    with pytest.raises(ActionImpossible, match="d'où vient"):
        _reference(premier, source=" ")


def test_celle_du_texte_ne_change_que_par_avenant(fiche: FicheAction) -> None:
    premier = fiche.indicateurs.all()[0]
    du_texte = fabriques.reference(premier, ligne=729)
    with pytest.raises(ActionImpossible, match="avenant"):
        retirer_une_reference(reference=du_texte, ecriture_ouverte=ecriture_lue(du_texte), par=PAR)
    ajoutee = _reference(premier)
    with pytest.raises(ConflitDeVersion):
        retirer_une_reference(reference=ajoutee, ecriture_ouverte=0, par=PAR)
    retirer_une_reference(reference=ajoutee, ecriture_ouverte=ecriture_lue(ajoutee), par=PAR)
    assert list(Reference.objects.all()) == [du_texte]


@pytest.mark.parametrize(
    ("unite", "s_ajoute"),
    [
        ("familles", True),
        ("€", True),
        ("%", False),
        ("‰", False),
        ("pour mille", False),
        ("€ par journée", False),
        ("jours de délai", False),
        ("âge moyen", False),
    ],
)
def test_ni_part_ni_moyenne_ne_s_additionnent(unite: str, s_ajoute: bool) -> None:
    assert Indicateur(unite=unite).unite_s_ajoute is s_ajoute
