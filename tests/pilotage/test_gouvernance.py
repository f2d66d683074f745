"""La gouvernance d'une année : des nombres, sans page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.models import Convention, Partenaire
from pilotage.gouvernance import (
    GouvernanceDeLAnnee,
    copils_sans_cotech,
    est_toleree,
    gouvernance_de_l_annee,
    obligations_de_l_annee,
    parties_de,
)
from pilotage.models import Instance, Presence, Reunion
from tests import fabriques

LE = datetime.date(2026, 11, 23)


def _gouvernance(convention: Convention, annee: int) -> GouvernanceDeLAnnee:
    return gouvernance_de_l_annee(convention, annee, parties=parties_de(convention), le=LE)


def _noter(reunion: Reunion, *etats: str) -> None:
    parties = list(reunion.instance.convention.signataires.all())
    for partie, etat in zip(parties, etats, strict=False):
        if etat:
            Presence.objects.create(reunion=reunion, signataire=partie, etat=etat)


@pytest.fixture
def parties(convention: Convention) -> Convention:
    """Cinq parties, dont la Caf, copilote, qui est la première."""
    caf = fabriques.partenaire(nature=Partenaire.Nature.CAF, nom="Caf inventée")
    fabriques.signataire(convention, partenaire=caf, est_copilote=True, ordre=1)
    for ordre in range(2, 6):
        fabriques.signataire(convention, ordre=ordre)
    return convention


def test_une_annee_compte_ses_parties_et_ses_decisions(parties: Convention) -> None:
    copil = fabriques.reunion(parties, date=datetime.date(2025, 6, 12), lieu="Mairie")
    _noter(copil, "present", "represente", "excuse", "absent")
    copil.decider(texte="Première", fiche=None, par=fabriques.LE_TEST)
    copil.decider(texte="Seconde", fiche=fabriques.fiche(parties), par=fabriques.LE_TEST)
    fabriques.reunion(parties, date=datetime.date(2024, 6, 12))

    (seance,) = _gouvernance(parties, 2025).tenues
    p = seance.participation
    assert (p.presentes, p.representees, p.excusees, p.absentes, p.non_notees) == (1, 1, 1, 1, 1)
    assert (p.parties, p.notees) == (5, 4)
    assert p.en_clair() == "2 parties présentes ou représentées sur 5"
    assert (seance.lieu, seance.instance) == ("Mairie", "COPIL")
    assert [(d.texte, d.fiche) for d in seance.decisions] == [("Première", None), ("Seconde", 1)]
    assert seance.genre == Instance.Genre.COPIL
    assert seance.presentes[0] == "Caf inventée"
    assert (len(seance.presentes), len(seance.excusees)) == (2, 1)


@pytest.mark.parametrize(
    ("etats", "absents", "non_notes"),
    [
        (["absent", "present"], ("Caf inventée",), ()),
        (["excuse", "present"], ("Caf inventée",), ()),
        (["represente", "present"], (), ()),
        (["", "present"], (), ("Caf inventée",)),
        ([], (), ()),
    ],
)
def test_l_absence_d_un_copilote_est_signalee(
    parties: Convention, etats: list[str], absents: tuple[str], non_notes: tuple[str]
) -> None:
    _noter(fabriques.reunion(parties), *etats)
    (seance,) = _gouvernance(parties, 2025).tenues
    assert seance.participation.copilotes_absents == absents
    assert seance.participation.copilotes_non_notes == non_notes


def test_rien_de_note_n_est_pas_une_absence(parties: Convention) -> None:
    fabriques.reunion(parties)
    (seance,) = _gouvernance(parties, 2025).tenues
    assert seance.participation.absentes == 0
    assert seance.participation.en_clair() == "présences non notées"


def test_une_seance_a_venir_n_est_pas_tenue(convention: Convention) -> None:
    fabriques.reunion(convention, date=datetime.date(2026, 12, 3))
    annee = _gouvernance(convention, 2026)
    assert annee.tenues == ()
    assert [s.date for s in annee.a_venir] == [datetime.date(2026, 12, 3)]


def test_les_obligations_de_l_annee(convention: Convention) -> None:
    tenus = {"copil": True, "cotech": False}
    assert obligations_de_l_annee(convention, 2026, {"copil", "gt"}) == tenus
    assert obligations_de_l_annee(convention, 2027, {"copil"}) == {}


def test_chaque_copil_est_precede_d_un_cotech(convention: Convention) -> None:
    cotech = fabriques.instance(convention, genre=Instance.Genre.COTECH)
    for jour in ((2023, 3, 1), (2024, 6, 3), (2025, 6, 3)):
        fabriques.reunion(convention, instance=cotech, date=datetime.date(*jour))
    # Le premier est préparé l'année d'avant, le troisième le jour même ; le deuxième ne l'est pas.
    for jour in ((2024, 1, 15), (2024, 2, 1), (2024, 6, 3), (2025, 6, 2)):
        fabriques.reunion(convention, date=datetime.date(*jour))
    toutes = Reunion.objects.select_related("instance")
    assert [f"{r.date}" for r in copils_sans_cotech(toutes)] == ["2024-02-01", "2025-06-02"]


@pytest.mark.django_db
def test_la_premiere_annee_est_toleree_si_le_texte_y_fut_delibere() -> None:
    convention = fabriques.convention(deliberee_le=datetime.date(2022, 10, 20))
    assert est_toleree(convention, 2022)
    assert not est_toleree(convention, 2023)
    assert obligations_de_l_annee(convention, 2022, ()) == {}
    assert not est_toleree(fabriques.convention(), 2022)


def test_cinq_requetes_quel_que_soit_le_nombre_de_seances(parties: Convention) -> None:
    for mois in range(1, 8):
        seance = fabriques.reunion(parties, date=datetime.date(2025, mois, 3))
        _noter(seance, "present", "present", "absent")
        seance.decider(texte="Oui", fiche=fabriques.fiche(parties), par=fabriques.LE_TEST)
    with CaptureQueriesContext(connection) as requetes:
        annee = _gouvernance(parties, 2025)
        assert sum(s.participation.presentes for s in annee.tenues) == 14
    assert len(requetes) <= 5
