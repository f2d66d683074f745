"""Les séries : ce qu'un indicateur a dit au fil des années, et à quoi cela se compare."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Cible, Indicateur, Niveau, Reference
from conventions.models import Convention
from pilotage.dessin_des_indicateurs import courbe_de_l_indicateur
from pilotage.series import SerieDIndicateur, series_des_indicateurs
from tests import fabriques


@pytest.fixture
def indicateur(convention: Convention) -> Indicateur:
    """Un indicateur en familles, que l'on veut voir monter."""
    fiche = fabriques.fiche(convention)
    return fabriques.indicateur(fiche, nature="quantitatif", unite="familles", sens="hausse")


def _serie(indicateur: Indicateur, annee: int = 2025) -> SerieDIndicateur:
    return series_des_indicateurs(indicateur.fiche.convention, annee)[indicateur.pk]


def test_une_annee_sans_reponse_n_est_pas_zero(indicateur: Indicateur) -> None:
    fabriques.releve(indicateur, annee=2022, valeur=0)
    fabriques.releve(indicateur, annee=2024, reponse="non_disponible", motif="Pas compté.")
    fabriques.releve(indicateur, annee=2025, valeur=12, etat="accepte")
    serie = _serie(indicateur)
    assert [(p.annee, p.valeur, p.en_clair) for p in serie.points] == [
        (2022, Decimal(0), "0\u00a0famille"),
        (2023, None, "non renseigné"),
        (2024, None, "non disponible"),
        (2025, Decimal(12), "12\u00a0familles"),
    ]
    assert serie.points[2].texte == "Pas compté."


@pytest.mark.parametrize("etat", ["brouillon", "renvoye"])
def test_ni_brouillon_ni_renvoi_ne_compte(indicateur: Indicateur, etat: str) -> None:
    fabriques.releve(indicateur, etat=etat, motif_renvoi="À revoir.")
    assert _serie(indicateur).points[-1].valeur is None


def test_les_references_et_les_cibles_se_lisent(indicateur: Indicateur) -> None:
    fiche = indicateur.fiche
    for annee, source in ((2019, "Diagnostic"), (2023, "Insee")):
        Reference.objects.create(
            fiche=fiche,
            indicateur=indicateur,
            libelle="familles aidées",
            valeur=33,
            unite="familles",
            annee=annee,
            source=source,
        )
    Cible.objects.create(indicateur=indicateur, annee=2025, valeur=40)
    Cible.objects.create(indicateur=indicateur, annee=None, valeur=60)
    serie = _serie(indicateur)
    assert [(r.annee, r.source, r.nombre) for r in serie.references] == [
        (2019, "Diagnostic", Decimal(33)),
        (2023, "Insee", Decimal(33)),
    ]
    assert (serie.cible_de_l_annee, serie.valeur_cible) == ("40\u00a0familles", Decimal(40))
    assert (serie.cible_finale, serie.valeur_cible_finale) == ("60\u00a0familles", Decimal(60))
    assert _serie(indicateur, 2024).cible_de_l_annee == ""


def test_un_cumulatif_dit_sa_somme_et_ce_qui_y_manque(indicateur: Indicateur) -> None:
    indicateur.est_cumulatif = True
    indicateur.save()
    assert _serie(indicateur).cumul is None
    fabriques.releve(indicateur, annee=2022, valeur=10)
    fabriques.releve(indicateur, annee=2024, valeur=5)
    serie = _serie(indicateur)
    assert serie.cumul == 15
    assert serie.cumul_en_clair == "15\u00a0familles de 2022 à 2025, sans 2023, 2025"


def test_par_commune_le_total_et_l_etendue(indicateur: Indicateur) -> None:
    convention = indicateur.fiche.convention
    indicateur.est_par_commune = True
    indicateur.save()
    for valeur in (4, 10):
        commune = fabriques.signataire(convention).partenaire.commune
        fabriques.releve(indicateur, commune=commune, valeur=valeur)
    muette = fabriques.signataire(convention).partenaire.commune
    fabriques.releve(indicateur, commune=muette, reponse="non_disponible", motif="Pas compté.")
    point = _serie(indicateur).points[-1]
    assert point.valeur == 14
    assert point.en_clair == (
        "14\u00a0familles\u00a0: de 4 à 10 selon la commune (2\u00a0communes ont répondu)"
    )
    indicateur.unite = "%"
    indicateur.save()
    point = _serie(indicateur).points[-1]
    assert point.valeur is None
    assert point.en_clair == "de 4 à 10\u00a0% (2\u00a0communes ont répondu)"


def test_par_commune_les_niveaux_se_comptent(convention: Convention) -> None:
    indicateur = fabriques.indicateur(
        fabriques.fiche(convention), nature="qualitatif", est_par_commune=True
    )
    for niveau in ("progres", "stable", "progres"):
        commune = fabriques.commune()
        fabriques.releve(
            indicateur, commune=commune, reponse="niveau", niveau=niveau, recit="Voilà."
        )
    assert _serie(indicateur).points[-1].en_clair == "en progrès (2), stable (1)"


def test_un_niveau_propre_a_son_rang(convention: Convention) -> None:
    indicateur = fabriques.indicateur(fabriques.fiche(convention), nature="qualitatif")
    bas, haut = (
        Niveau.objects.create(indicateur=indicateur, rang=rang, libelle=libelle)
        for rang, libelle in enumerate(["amorcé", "installé"], 1)
    )
    Cible.objects.create(indicateur=indicateur, niveau_propre=haut)
    fabriques.releve(indicateur, reponse="niveau", niveau_propre=bas, recit="Un début.")
    serie = _serie(indicateur)
    assert serie.niveaux == ("amorcé", "installé")
    assert (serie.points[-1].rang, serie.points[-1].en_clair) == (0, "amorcé")
    assert (serie.rang_cible_final, serie.cible_finale) == (1, "installé")


def test_le_nombre_de_requetes_est_fixe(indicateur: Indicateur) -> None:
    convention = indicateur.fiche.convention
    comptes = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            series_des_indicateurs(convention, 2025)
        comptes.append(len(requetes))
        for _ in range(5):
            autre = fabriques.indicateur(fabriques.fiche(convention), nature="qualitatif")
            niveau = Niveau.objects.create(indicateur=autre, rang=1, libelle="amorcé")
            Cible.objects.create(indicateur=autre, niveau_propre=niveau)
            fabriques.releve(autre, reponse="niveau", niveau_propre=niveau, recit="Un début.")
    assert comptes[0] == comptes[1] <= 6


def test_la_courbe_montre_les_reperes_et_les_cibles(indicateur: Indicateur) -> None:
    assert courbe_de_l_indicateur(_serie(indicateur)) is None
    fabriques.releve(indicateur, valeur=12)
    for annee in (2019, 2023):
        Reference.objects.create(
            fiche=indicateur.fiche, indicateur=indicateur, libelle="aidées", valeur=9, annee=annee
        )
    Cible.objects.create(indicateur=indicateur, annee=2025, valeur=20)
    Cible.objects.create(indicateur=indicateur, annee=None, valeur=60)
    dessin = courbe_de_l_indicateur(_serie(indicateur)) or ""
    for mot in ("référence 2019", "référence 2023", "cible finale", "cible 2025", "non renseigné"):
        assert mot in dessin, mot


def test_une_valeur_negative_ne_se_dessine_pas(indicateur: Indicateur) -> None:
    fabriques.releve(indicateur, valeur=-3)
    assert courbe_de_l_indicateur(_serie(indicateur)) is None


def test_l_echelle_montre_le_niveau_atteint(convention: Convention) -> None:
    indicateur = fabriques.indicateur(fabriques.fiche(convention), nature="qualitatif")
    assert courbe_de_l_indicateur(_serie(indicateur)) is None
    Cible.objects.create(indicateur=indicateur, niveau="acquis")
    fabriques.releve(indicateur, reponse="niveau", niveau="progres", recit="Mieux.")
    dessin = courbe_de_l_indicateur(_serie(indicateur)) or ""
    assert "2025\u00a0: en progrès" in dessin
    assert "cible finale\u00a0: acquis" in dessin
    assert dessin.count("<circle") == 1
