"""Une structure lue avec ce qui s'y rattache : les mêmes objets, en une requête, lot après lot."""

import datetime
from collections.abc import Iterable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention
from equipements import rattachees
from equipements.models import LIGNES, Contact, Equipement, Ouverture, Places, Soutien, Titre
from equipements.rattachees import DUREE_DU_SOUTIEN, au_fil
from tests import fabriques


@pytest.fixture
def pleine(convention: Convention) -> Equipement:
    """Une structure où chaque liste a de quoi se tromper d'ordre ou de type."""
    objet = fabriques.equipement(convention, type="alsh")
    objet.communes_desservies.set([fabriques.commune(), fabriques.commune()])
    ancien = fabriques.signataire(convention).partenaire
    Soutien.objects.create(
        equipement=objet, partenaire=ancien, debut="2020-01-01", fin="2022-12-31"
    )
    for nombre in (12, 8):
        Places.objects.create(equipement=objet, nombre=nombre, age_min=3, periode="ete")
    for jours, ouvre in ((["mercredi"], datetime.time(7, 30)), (["lundi", "mardi"], None)):
        Ouverture.objects.create(equipement=objet, jours=jours, ouvre=ouvre, precision="« L'été »")
    Titre.objects.create(equipement=objet, nature="label", fin=datetime.date(2027, 1, 1))
    Titre.objects.create(equipement=objet, nature="agrement", debut=datetime.date(2021, 9, 1))
    Contact.objects.create(equipement=objet, fonction="Accueil", telephone="05 53 00 00 00")
    return objet


def _valeurs(lignes: Iterable[Any], champs: Iterable[str]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(ligne, champ) for champ in ("pk", *champs)) for ligne in lignes]


def test_les_memes_objets_que_lus_un_a_un(pleine: Equipement) -> None:
    (lue,) = au_fil(Equipement.objects.all(), LIGNES)
    for nom, modele in LIGNES.items():
        attendues = _valeurs(getattr(pleine, nom).all(), modele.CHAMPS)
        assert attendues
        assert _valeurs(lue.lues[nom], modele.CHAMPS) == attendues
    soutiens = pleine.soutiens.order_by("pk")
    assert _valeurs(lue.soutiens_lus, DUREE_DU_SOUTIEN) == _valeurs(soutiens, DUREE_DU_SOUTIEN)
    assert [(s.partenaire.nom, s.partenaire.commune_id) for s in lue.soutiens_lus] == [
        (s.partenaire.nom, s.partenaire.commune_id) for s in soutiens
    ]
    assert [s.pk for s in lue.soutiens_actuels] == [s.pk for s in soutiens if s.fin is None]
    assert sorted(lue.desservies) == sorted(c.pk for c in pleine.communes_desservies.all())


def test_une_requete_quels_que_soient_les_lots(
    convention: Convention,
    pleine: Equipement,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        fabriques.equipement(convention)
    list(au_fil(Equipement.objects.all()))
    monkeypatch.setattr(rattachees, "LOT", 2)
    with django_assert_num_queries(1):
        lues = list(au_fil(Equipement.objects.all(), LIGNES))
    assert [lue.pk for lue in lues] == [e.pk for e in Equipement.objects.all()]
    vides = [lue for lue in lues if lue.pk != pleine.pk]
    assert all(lue.desservies == [] and lue.lues["titres"] == [] for lue in vides)
