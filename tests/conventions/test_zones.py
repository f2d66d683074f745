"""Les zones du territoire : ajouter, modifier, à deux, et entre deux conventions."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from conventions.models import Commune, Convention, Zone
from conventions.models.contrat import ConventionFigee
from conventions.zones import ajouter_zone, modifier_zone, zones_de
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion, ecriture_lue
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture
def convention(db: None) -> Convention:
    return fabriques.convention()


def _commune(convention: Convention, **champs: Any) -> Commune:
    commune = fabriques.commune(**champs)
    fabriques.signataire(convention, partenaire=fabriques.partenaire(commune=commune))
    return commune


def _ajouter(convention: Convention, *communes: Commune, **champs: Any) -> Zone:
    saisie = {"nom": "Rural", "genre": "typologie", "source": "", **champs}
    return ajouter_zone(convention=convention, communes=communes, par=fabriques.LE_TEST, **saisie)


def _modifier(zone: Zone, convention: Convention, *communes: Commune, **champs: Any) -> None:
    saisie = {"nom": zone.nom, "genre": zone.genre, "source": zone.source, **champs}
    saisie.setdefault("ecriture_ouverte", ecriture_lue(zone))
    modifier_zone(
        zone=zone, convention=convention, communes=communes, par=fabriques.LE_TEST, **saisie
    )


def test_une_zone_a_ses_communes_et_leur_population(convention: Convention) -> None:
    ecoval = _commune(convention, nom="Écoval", population=800)
    fauval = _commune(convention, nom="Fauval")
    _ajouter(convention, fauval, ecoval, nom="  Vallée   basse ", genre="bassin_de_vie")
    sans = _ajouter(convention, nom="Quartier", genre="qpv")

    lues = {lue.zone.nom: lue for lue in zones_de(convention)}
    assert list(lues["Vallée basse"].communes) == [ecoval, fauval]
    assert lues["Vallée basse"].population == 800
    assert lues[sans.nom].population is None


def test_une_zone_ne_s_ajoute_pas_deux_fois(convention: Convention) -> None:
    _ajouter(convention)
    with pytest.raises(ValidationError, match="existe déjà"):
        _ajouter(convention, nom="rural")


def test_deux_conventions_partagent_une_zone_sans_se_prendre_leurs_communes(
    convention: Convention,
) -> None:
    voisine = fabriques.convention()
    ici, la = _commune(convention), _commune(voisine)
    zone = _ajouter(convention, ici)
    assert _ajouter(voisine, la) == zone
    assert [list(lue.communes) for lue in zones_de(voisine)] == [[la]]

    autre = _commune(convention)
    _modifier(zone, convention, autre)
    assert set(zone.communes.all()) == {autre, la}
    # Son nom n'est plus à une seule convention.
    with pytest.raises(ActionImpossible, match="autre convention"):
        _modifier(zone, convention, autre, nom="Campagne")


def test_de_deux_personnes_la_seconde_est_prevenue(convention: Convention) -> None:
    zone = _ajouter(convention)
    ouverte = ecriture_lue(zone)
    _modifier(zone, convention, source="Une étude.")
    with pytest.raises(ConflitDeVersion):
        _modifier(zone, convention, source="Une autre.", ecriture_ouverte=ouverte)
    zone.refresh_from_db()
    assert zone.source == "Une étude."


def test_une_convention_close_ne_change_plus(convention: Convention) -> None:
    zone = _ajouter(convention)
    convention.etat = Convention.Etat.CLOTUREE
    with pytest.raises(ConventionFigee):
        _ajouter(convention, nom="Urbain")
    with pytest.raises(ConventionFigee):
        _modifier(zone, convention, source="x")


def _envoyer(client: Client, convention: Convention, **champs: Any) -> Any:
    saisie = {"nom": "Vallée", "genre": "bassin_de_vie", "version": 0, **champs}
    return client.post(reverse("zone_ajouter", args=[convention.slug]), saisie, follow=True)


def test_la_coordination_ajoute_et_relit_l_histoire(
    convention: Convention, connecter: Connexions
) -> None:
    ecoval = _commune(convention, nom="Écoval")
    client = connecter(fabriques.coordonnateur(convention))
    assert (
        "La zone est ajoutée" in _envoyer(client, convention, communes=[ecoval.pk]).content.decode()
    )
    zone = convention.zones.get()
    historique = client.get(reverse("zone_historique", args=[convention.slug, zone.pk]))
    assert "Écoval" in historique.content.decode()
    doublon = _envoyer(client, convention)
    assert "Cette zone existe déjà" in doublon.content.decode()
    # Ce qui était coché et tapé n'est pas perdu.
    assert 'value="Vallée"' in doublon.content.decode()


def test_la_zone_d_une_autre_convention_n_existe_pas(
    convention: Convention, connecter: Connexions
) -> None:
    ailleurs = _ajouter(fabriques.convention())
    client = connecter(fabriques.coordonnateur(convention))
    for nom in ("zone_modifier", "zone_historique"):
        assert client.get(reverse(nom, args=[convention.slug, ailleurs.pk])).status_code == 404
