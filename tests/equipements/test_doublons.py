"""Deux fiches pour une structure : les reconnaître, les réunir ; découper une ligne signée."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conventions.models import Commune, Convention, Partenaire, Signataire
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion
from equipements.doublons import doublons_possibles, ressemblances
from equipements.fusion import fusionner
from equipements.models import (
    Correction,
    Equipement,
    LigneAnnexe2,
    MontantDeSoutien,
    PasUnDoublon,
    Places,
    Soutien,
)
from equipements.registre import structures_comptees
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import page
from tests.fabriques import LE_TEST

ADRESSE = "12 rue des Écoles"


@pytest.fixture
def partie(convention: Convention) -> Signataire:
    return fabriques.signataire(convention)


@pytest.fixture
def soutien(partie: Signataire) -> Partenaire:
    return partie.partenaire


def _fiche(commune: int = 1, **champs: Any) -> Equipement:
    """Une fiche qu'on ne range pas : la ressemblance se lit sans base."""
    valeurs = {"pk": 1, "nom": "ALSH « Les Îles »", "type": "alsh", "adresse": ADRESSE}
    return Equipement(commune_id=commune, **(valeurs | champs))


@pytest.mark.parametrize(
    ("autre", "se_ressemblent"),
    [
        ({"nom": "ALSH municipal LES ILES"}, True),
        ({"nom": "Les Iles", "adresse": "12, rue des ecoles"}, True),
        ({"nom": "ALSH « Les Îlles »"}, True),
        ({"nom": "ALSH « Les Îles »", "adresse": "", "telephone": "05 53 00 00 01"}, True),
        # Un homonyme : ni la même adresse, ni le même téléphone ; ou une autre commune.
        ({"adresse": "3 place du Marché"}, False),
        ({"adresse": "", "telephone": ""}, False),
        ({"commune": 2}, False),
        # Une même adresse, un autre service.
        ({"nom": "ALSH « Rosette »"}, False),
        ({"type": "laep"}, False),
    ],
)
def test_ce_qui_se_ressemble_et_ce_qui_est_un_homonyme(
    autre: dict[str, Any], se_ressemblent: bool
) -> None:
    premiere = _fiche(telephone="+33 5 53 00 00 01")
    paires = ressemblances([_fiche(**{"pk": 2} | autre), premiere])
    assert bool(paires) is se_ressemblent
    if paires:
        assert paires[0].premiere is premiere


def _paire(
    convention: Convention, soutien: Partenaire, **champs: Any
) -> tuple[Equipement, Equipement]:
    communs = {"nom": "Les Îles", "adresse": ADRESSE, "code_postal": "90100"}
    garder = fabriques.equipement(convention, soutien, **communs)
    absorber = fabriques.equipement(convention, soutien, **{**communs, **champs})
    return garder, absorber


def _fusionner(
    convention: Convention, garder: Equipement, absorber: Equipement, *repris: str, version: int = 1
) -> None:
    fusionner(
        garder=garder,
        absorber=absorber,
        convention=convention,
        repris=repris,
        version_de_la_gardee=version,
        version_de_l_absorbee=1,
        par=LE_TEST,
        le=AUJOURD_HUI,
    )


def test_distinguer_deux_fiches_se_retient(convention: Convention, soutien: Partenaire) -> None:
    garder, absorber = _paire(convention, soutien)
    assert len(doublons_possibles(convention)) == 1
    for une, autre in ((absorber, garder), (garder, absorber)):
        PasUnDoublon.distinguer(une, autre, motif="Deux sites", par=LE_TEST, le=AUJOURD_HUI)
    retenu = PasUnDoublon.objects.get()
    assert (retenu.premiere, retenu.decide_le, retenu.decide_par) == (
        garder,
        AUJOURD_HUI,
        "le test",
    )
    assert doublons_possibles(convention) == []


def test_distinguer_se_motive_et_se_defait(
    convention: Convention, soutien: Partenaire, connecter: Connexions
) -> None:
    garder, absorber = _paire(convention, soutien)
    client = connecter(fabriques.coordonnateur(convention))
    ecarter = reverse("doublon_ecarter", args=[convention.slug, garder.pk, absorber.pk])
    assert set(client.post(ecarter).context["formulaire"].errors) == {"motif"}
    client.post(ecarter, {"motif": "Deux sites, deux directrices."})
    liste = reverse("doublon_liste", args=[convention.slug])
    assert "Deux sites, deux directrices." in page(client.get(liste))
    paire = PasUnDoublon.objects.get()
    client.post(reverse("doublon_reprendre", args=[convention.slug, paire.pk]))
    assert len(client.get(liste).context["paires"]) == 1
    assert [h.motif for h in PasUnDoublon.historique.filter(history_type="-")] == [paire.motif]


def test_fusionner_reprend_ce_qu_on_choisit_et_rattache_le_reste(
    convention: Convention, partie: Signataire, soutien: Partenaire
) -> None:
    garder, absorber = _paire(convention, soutien, capacite=48, telephone="05 53 00 00 01")
    voisin = fabriques.signataire(convention).partenaire
    Soutien.objects.create(equipement=absorber, partenaire=voisin)
    for structure, annee, valeur in (
        (garder, 2025, 10),
        (absorber, 2025, 11),
        (absorber, 2024, 12),
    ):
        fabriques.chiffre(structure, annee=annee, valeur=valeur)
        MontantDeSoutien.objects.create(
            soutien=structure.soutiens.get(partenaire=soutien), annee=annee, valeur=valeur
        )
    Places.objects.create(equipement=absorber, nombre=24)
    fabriques.grille(absorber)
    ligne = LigneAnnexe2.objects.create(
        convention=convention,
        signataire=partie,
        ordre=1,
        type="alsh",
        libelle="Écrit",
        equipement=absorber,
    )
    _fusionner(convention, garder, absorber, "capacite", "places")

    garder.refresh_from_db()
    assert (garder.capacite, garder.telephone) == (48, "")
    assert garder.places.get().nombre == 24
    assert {c.annee: c.valeur for c in garder.chiffres.all()} == {2025: 10, 2024: 12}
    # La réponse concurrente n'est pas perdue : elle reste à la fiche absorbée.
    assert {c.annee: c.valeur for c in absorber.chiffres.all()} == {2025: Decimal(11)}
    assert garder.grilles.count() == 1
    assert {s.partenaire for s in garder.soutiens.all()} == {soutien, voisin}
    montants = garder.soutiens.get(partenaire=soutien).montants.all()
    assert {m.annee: m.valeur for m in montants} == {2025: Decimal(10), 2024: Decimal(12)}
    ligne.refresh_from_db()
    assert (ligne.equipement, ligne.libelle) == (garder, "Écrit")


def test_la_fiche_absorbee_se_lit_et_ne_compte_plus(
    convention: Convention, soutien: Partenaire, connecter: Connexions
) -> None:
    garder, absorber = _paire(convention, soutien)
    _fusionner(convention, garder, absorber)
    absorber.refresh_from_db()
    assert absorber.fusionnee_dans == garder
    assert list(structures_comptees(convention)) == [garder]
    assert doublons_possibles(convention) == []
    client = connecter(fabriques.coordonnateur(convention))
    liste = client.get(reverse("equipement_liste", args=[convention.slug]))
    assert [s.pk for s in liste.context["page"].object_list] == [garder.pk]
    html = page(client.get(reverse("equipement_detail", args=[convention.slug, absorber.pk])))
    assert "Fiche fusionnée" in html
    modifier = reverse("equipement_modifier", args=[convention.slug, absorber.pk])
    assert modifier not in html
    assert client.get(modifier).status_code == 403
    historique = reverse("equipement_historique", args=[convention.slug, absorber.pk])
    assert "le test" in page(client.get(historique))


def test_ce_qui_empeche_de_reunir(convention: Convention, soutien: Partenaire) -> None:
    garder, absorber = _paire(convention, soutien)
    ailleurs = fabriques.equipement(convention)
    brouillon = fabriques.equipement(convention, soutien, etat_saisie="brouillon")
    with pytest.raises(ActionImpossible, match="même commune"):
        _fusionner(convention, garder, ailleurs)
    with pytest.raises(ActionImpossible, match="Gardez la fiche validée"):
        _fusionner(convention, brouillon, garder)
    with pytest.raises(ConflitDeVersion):
        _fusionner(convention, garder, absorber, version=9)
    Correction.objects.create(
        equipement=absorber, valeurs={}, proposee_le=AUJOURD_HUI, proposee_par="Agent"
    )
    with pytest.raises(ActionImpossible, match="tranchez-la"):
        _fusionner(convention, garder, absorber)
    assert not Equipement.objects.exclude(fusionnee_dans=None).exists()


def test_reunir_se_choisit_champ_par_champ(
    convention: Convention, soutien: Partenaire, connecter: Connexions
) -> None:
    garder, absorber = _paire(convention, soutien, capacite=48, gestionnaire="La commune")
    client = connecter(fabriques.coordonnateur(convention))
    adresse = reverse("doublon_fusionner", args=[convention.slug, garder.pk, absorber.pk])
    formulaire = client.get(adresse).context["formulaire"]
    assert [c.champ for c in formulaire.compares] == ["gestionnaire", "capacite"]
    # Ce qui est renseigné est proposé.
    assert formulaire["capacite"].value() == "absorbee"
    envoi = {"version": 1, "version_de_l_absorbee": 1, "gestionnaire": "gardee"}
    assert client.post(adresse, envoi | {"capacite": "absorbee"}).status_code == 302
    garder.refresh_from_db()
    assert (garder.capacite, garder.gestionnaire) == (48, "")


@pytest.mark.parametrize("combien", [1, 12])
def test_le_nombre_de_requetes_ne_depend_pas_des_paires(
    convention: Convention,
    soutien: Partenaire,
    coordination: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for n in range(combien):
        commune = Commune.objects.create(code_insee=f"8{n:04d}", nom=f"Bourg {n}")
        garder, _ = _paire(convention, soutien, commune=commune)
        Equipement.objects.filter(pk=garder.pk).update(commune=commune)
        PasUnDoublon.distinguer(
            *_paire(convention, soutien), motif="Deux sites", par=LE_TEST, le=AUJOURD_HUI
        )
    with django_assert_num_queries(10):
        coordination.get(reverse("doublon_liste", args=[convention.slug]))
