"""La table des droits, ligne à ligne, et `charger` qui la fait respecter."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from conventions.droits import DROITS, ROLES_D_UN_PARTENAIRE, Droit, Portee, Role, charger
from conventions.models import Convention, Signataire
from tests import fabriques

TOUT, SIEN, RIEN = Portee.CONVENTION, Portee.PARTENAIRE, None

# Recopiée à la main du tableau de conception : administrateur, coordonnateur, copilote, agent,
# lecteur.
ATTENDUS = {
    Droit.LIRE: (TOUT, TOUT, TOUT, TOUT, TOUT),
    Droit.METTRE_A_JOUR_LES_FICHES: (TOUT, TOUT, TOUT, RIEN, RIEN),
    Droit.SAISIR_LE_REGISTRE: (TOUT, TOUT, TOUT, SIEN, RIEN),
    Droit.VOIR_LES_MONTANTS: (TOUT, TOUT, TOUT, SIEN, RIEN),
    Droit.VALIDER: (TOUT, TOUT, RIEN, RIEN, RIEN),
    Droit.LIRE_LES_EVALUATIONS: (TOUT, TOUT, TOUT, RIEN, RIEN),
    Droit.REDIGER_LES_EVALUATIONS: (TOUT, TOUT, RIEN, RIEN, RIEN),
    Droit.APPROUVER_LES_EVALUATIONS: (TOUT, TOUT, TOUT, RIEN, RIEN),
    Droit.ANIMER_LES_INSTANCES: (TOUT, TOUT, RIEN, RIEN, RIEN),
    Droit.GERER_LA_CONVENTION: (TOUT, TOUT, RIEN, RIEN, RIEN),
    Droit.GERER_LES_PERSONNES: (TOUT, TOUT, RIEN, RIEN, RIEN),
    Droit.OUVRIR_UNE_CONVENTION: (TOUT, TOUT, RIEN, RIEN, RIEN),
}


@pytest.mark.parametrize("droit", Droit)
def test_chaque_droit_de_chaque_role(droit: Droit) -> None:
    assert tuple(DROITS[role].get(droit) for role in Role) == ATTENDUS[droit]


def test_un_role_borne_a_un_organisme_en_a_toujours_un() -> None:
    bornes = {role for role, droits in DROITS.items() if SIEN in droits.values()}
    assert bornes <= set(ROLES_D_UN_PARTENAIRE)


def test_dedans_avec_le_droit_l_objet_vient_en_une_requete(convention: Convention) -> None:
    compte = fabriques.coordonnateur(convention)
    with CaptureQueriesContext(connection) as requetes:
        objet = charger(
            Convention.objects.all(), compte, Droit.GERER_LA_CONVENTION, slug=convention.slug
        )
    assert objet == convention
    assert len(requetes) == 1


def test_dedans_sans_le_droit_la_phrase_dit_lequel(convention: Convention) -> None:
    compte = fabriques.lecteur(convention)
    with pytest.raises(PermissionDenied, match="Tenir les documents, les avenants"):
        charger(Convention.objects.all(), compte, Droit.GERER_LA_CONVENTION, pk=convention.pk)


def test_dehors_l_objet_n_existe_pas(convention: Convention) -> None:
    ailleurs = fabriques.coordonnateur(fabriques.convention())
    with pytest.raises(Http404):
        charger(Convention.objects.all(), ailleurs, Droit.LIRE, pk=convention.pk)


def test_un_droit_ne_passe_pas_d_une_convention_a_l_autre(convention: Convention) -> None:
    # Coordonnateur là-bas, lecteur ici : ici, il ne gère rien.
    compte = fabriques.coordonnateur(fabriques.convention())
    compte.habilitations.create(convention=convention, role=Role.LECTEUR)
    with pytest.raises(PermissionDenied):
        charger(Convention.objects.all(), compte, Droit.GERER_LA_CONVENTION, pk=convention.pk)


def test_deux_roles_s_ajoutent(convention: Convention) -> None:
    compte = fabriques.lecteur(convention)
    compte.habilitations.create(convention=convention, role=Role.COORDONNATEUR)
    assert charger(Convention.objects.all(), compte, Droit.VALIDER, pk=convention.pk)


def test_le_perimetre_suit_le_chemin_de_l_objet(convention: Convention) -> None:
    partie = fabriques.signataire(convention)
    autre = fabriques.signataire(fabriques.convention())
    compte = fabriques.lecteur(convention)
    assert list(Signataire.objects.all().visibles_par(compte)) == [partie]
    with pytest.raises(Http404):
        charger(Signataire.objects.all(), compte, Droit.LIRE, pk=autre.pk)
