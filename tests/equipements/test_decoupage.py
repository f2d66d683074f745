"""Une ligne signée qui couvre plusieurs lieux, une structure que portent plusieurs lignes."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Signataire
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion
from equipements.annexe2 import annexe2_signee
from equipements.doublons import doublons_possibles
from equipements.fusion import decouper, fusionner
from equipements.models import Equipement, LigneAnnexe2
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import page
from tests.fabriques import LE_TEST


@pytest.fixture
def partie(convention: Convention) -> Signataire:
    return fabriques.signataire(convention)


def _ligne_de_boe(partie: Signataire) -> LigneAnnexe2:
    """Une ligne qui couvre plusieurs écoles."""
    structure = fabriques.equipement(
        partie.convention, partie.partenaire, nom="ALSH périscolaires", gestionnaire="La commune"
    )
    structure.soutiens.update(debut=datetime.date(2022, 1, 1))
    return LigneAnnexe2.objects.create(
        convention=partie.convention,
        signataire=partie,
        ordre=34,
        type="alsh",
        libelle="ALSH périscolaires, quatre écoles",
        equipement=structure,
    )


def _decouper(ligne: LigneAnnexe2, *noms: str, version: int = 1) -> list[Equipement]:
    return decouper(
        ligne=ligne,
        sites=[{"nom": nom, "adresse": "", "code_postal": "90100"} for nom in noms],
        version_ouverte=version,
        par=LE_TEST,
        le=AUJOURD_HUI,
    )


def test_decouper_une_ligne_donne_une_fiche_par_lieu_qui_gardent_la_ligne(
    convention: Convention, partie: Signataire, connecter: Connexions
) -> None:
    ligne = _ligne_de_boe(partie)
    nouveaux = _decouper(ligne, "École du Haut", "École du Bas", "École du Lac")
    assert [s.nom for s in nouveaux] == ["École du Bas", "École du Lac"]
    lac = nouveaux[1]
    assert (lac.type, lac.gestionnaire, lac.etat_saisie) == ("alsh", "La commune", "valide")
    assert lac.soutiens.get().debut == datetime.date(2022, 1, 1)
    annexe = annexe2_signee(convention)
    assert (annexe.total, annexe.structures, annexe.doubles) == (1, 3, [])
    assert annexe.hors_annexe == []
    for structure in nouveaux:
        assert list(LigneAnnexe2.objects.portant(structure.pk)) == [ligne]
    client = connecter(fabriques.agent(convention, partie.partenaire))
    html = page(client.get(reverse("equipement_detail", args=[convention.slug, lac.pk])))
    assert "ALSH périscolaires, quatre écoles" in html
    assert "Hors de l'annexe 2" not in html


def test_un_site_absorbe_passe_sa_ligne(convention: Convention, partie: Signataire) -> None:
    ligne = _ligne_de_boe(partie)
    bas, lac = _decouper(ligne, "École du Haut", "École du Bas", "École du Lac")
    fusionner(
        garder=bas,
        absorber=lac,
        convention=convention,
        repris=[],
        version_de_la_gardee=1,
        version_de_l_absorbee=1,
        par=LE_TEST,
        le=AUJOURD_HUI,
    )
    assert list(ligne.sites.all()) == [bas]


def test_ce_qui_ne_se_decoupe_pas(partie: Signataire) -> None:
    ligne = _ligne_de_boe(partie)
    with pytest.raises(ActionImpossible, match="au moins deux lieux"):
        _decouper(ligne, "École du Haut")
    with pytest.raises(ValidationError, match="nom différent"):
        _decouper(ligne, "École", "école ")
    with pytest.raises(ConflitDeVersion):
        _decouper(ligne, "Haut", "Bas", version=7)
    assert Equipement.objects.count() == 1


def test_une_double_inscription_se_montre_a_part_et_s_explique(
    convention: Convention, partie: Signataire, coordination: Client
) -> None:
    ligne = _ligne_de_boe(partie)
    LigneAnnexe2.objects.create(
        convention=convention,
        signataire=fabriques.signataire(convention),
        ordre=35,
        type="alsh",
        libelle="La même",
        equipement=ligne.equipement,
    )
    assert doublons_possibles(convention) == []
    assert ligne.equipement is not None
    adresse = reverse("inscription_expliquer", args=[convention.slug, ligne.equipement.pk])
    coordination.post(adresse, {"version": 0, "texte": "L'agglomération depuis 2023."})
    html = page(coordination.get(reverse("doublon_liste", args=[convention.slug])))
    assert "L&#x27;agglomération depuis 2023." in html
    assert "Revoir l'explication" in html
    perimee = coordination.post(adresse, {"version": 0, "texte": "Autre chose."})
    assert perimee.status_code == 409
