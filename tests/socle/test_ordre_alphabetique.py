"""L'ordre alphabétique français, le même en mémoire et dans une requête."""

import pytest

from conventions.models import Commune
from ctg.socle.recherche import cle_de_tri
from tests import fabriques

pytestmark = pytest.mark.django_db
# Ni l'accent ni le trait d'union ne comptent.
DANS_L_ORDRE = ["Agen", "Boé", "Bon-Encontre", "Éclose", "Estillac", "Œuilly", "Puymirol"]


def test_boe_vient_avant_bon_encontre() -> None:
    for nom in reversed(DANS_L_ORDRE):
        fabriques.commune(nom=nom)
    assert sorted(set(DANS_L_ORDRE), key=cle_de_tri) == DANS_L_ORDRE
    nommees = Commune.objects.filter(nom__in=DANS_L_ORDRE)
    assert [commune.nom for commune in nommees.par_nom()] == DANS_L_ORDRE


def test_une_partie_se_range_a_sa_commune() -> None:
    convention = fabriques.convention()
    campagne = fabriques.campagne(convention, genre="registre")
    for nom, denomination in (("Estillac", "Commune d'Estillac"), ("Bajamont", "Commune de B.")):
        commune = fabriques.commune(nom=nom)
        partenaire = fabriques.partenaire(commune=commune, nom=denomination)
        partie = fabriques.signataire(convention, partenaire=partenaire)
        fabriques.demande_de_registre(campagne, partie)
    rangees = campagne.demandes_de_registre.pour_liste()
    assert [d.signataire.partenaire.nom for d in rangees] == ["Commune de B.", "Commune d'Estillac"]
