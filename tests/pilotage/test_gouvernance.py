"""La gouvernance d'une année : des nombres, sans page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.models import Convention, Partenaire
from pilotage.gouvernance import est_toleree, gouvernance_de_l_annee, obligations_de_l_annee
from pilotage.models import Instance, Presence, Reunion
from tests import fabriques

LE = datetime.date(2026, 11, 23)


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

    annee = gouvernance_de_l_annee(parties, 2025)

    (seance,) = annee.seances
    p = seance.participation
    assert (p.presentes, p.representees, p.excusees, p.absentes, p.non_notees) == (1, 1, 1, 1, 1)
    assert (p.parties, p.notees) == (5, 4)
    assert p.en_clair() == "2 parties présentes ou représentées sur 5"
    assert (seance.lieu, seance.instance) == ("Mairie", "COPIL")
    assert [(d.ordre, d.texte) for d in seance.decisions] == [(1, "Première"), (2, "Seconde")]
    assert annee.decisions == 2
    assert annee.a_tenu("copil")
    assert not annee.a_tenu("cotech")


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
    (seance,) = gouvernance_de_l_annee(parties, 2025).seances
    assert seance.participation.copilotes_absents == absents
    assert seance.participation.copilotes_non_notes == non_notes


def test_rien_de_note_n_est_pas_une_absence(parties: Convention) -> None:
    fabriques.reunion(parties)
    (seance,) = gouvernance_de_l_annee(parties, 2025).seances
    assert seance.participation.absentes == 0
    assert seance.participation.en_clair() == "présences non notées"


def test_une_seance_a_venir_n_est_pas_tenue(convention: Convention) -> None:
    fabriques.reunion(convention, date=datetime.date(2026, 12, 3))
    annee = gouvernance_de_l_annee(convention, 2026, LE)
    assert annee.seances == ()
    assert [s.date for s in annee.a_venir] == [datetime.date(2026, 12, 3)]
    assert obligations_de_l_annee(convention, 2026, LE) == {"copil": False, "cotech": False}


def test_les_obligations_de_l_annee(convention: Convention) -> None:
    fabriques.reunion(convention, date=datetime.date(2026, 3, 3))
    autre = fabriques.convention()
    cotech = fabriques.instance(autre, genre=Instance.Genre.COTECH)
    fabriques.reunion(autre, instance=cotech, date=datetime.date(2026, 3, 3))
    assert obligations_de_l_annee(convention, 2026, LE) == {"copil": True, "cotech": False}


@pytest.mark.django_db
def test_la_premiere_annee_est_toleree_si_le_texte_y_fut_delibere() -> None:
    convention = fabriques.convention(deliberee_le=datetime.date(2022, 10, 20))
    assert est_toleree(convention, 2022)
    assert not est_toleree(convention, 2023)
    assert obligations_de_l_annee(convention, 2022, LE) == {}
    assert not est_toleree(fabriques.convention(), 2022)


def test_quatre_requetes_quel_que_soit_le_nombre_de_seances(parties: Convention) -> None:
    for mois in range(1, 8):
        seance = fabriques.reunion(parties, date=datetime.date(2025, mois, 3))
        _noter(seance, "present", "present", "absent")
        seance.decider(texte="Oui", fiche=fabriques.fiche(parties), par=fabriques.LE_TEST)
    with CaptureQueriesContext(connection) as requetes:
        annee = gouvernance_de_l_annee(parties, 2025)
        assert sum(s.participation.presentes for s in annee.seances) == 14
    assert len(requetes) <= 5
