"""Deux gestes au même instant sur des comptes : un seul passe, sur les deux moteurs."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from conventions.comptes import (
    LienDejaEmploye,
    choisir_mot_de_passe,
    inviter,
    retirer_le_role,
    suspendre,
)
from conventions.droits import Role
from conventions.liens import Usage, lien_pour, lire_jeton
from conventions.models import Convention, Envoi, Habilitation, Utilisateur
from ctg.socle.etats import ActionImpossible
from tests import fabriques
from tests.conftest import ClientStrict

pytestmark = pytest.mark.django_db(transaction=True)


def en_meme_temps(*gestes: Callable[[], object]) -> list[str]:
    """Lance ces gestes d'un même départ ; rend ce que chacun a donné, trié."""
    depart = threading.Barrier(len(gestes))
    issues: list[str] = []

    def lancer(geste: Callable[[], object]) -> None:
        try:
            depart.wait(timeout=20)
            issues.append(str(geste() or "fait"))
        except (ActionImpossible, LienDejaEmploye) as refus:
            issues.append(type(refus).__name__)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=lancer, args=(geste,)) for geste in gestes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)
    return sorted(issues)


def _nouvelle() -> Convention:
    return fabriques.convention()


def test_de_six_choix_simultanes_un_seul_pose_son_mot_de_passe() -> None:
    compte = fabriques.invite(_nouvelle())
    jeton = lien_pour(compte.personne, Usage.MOT_DE_PASSE, par=fabriques.LE_TEST).jeton()

    def choisir(rang: int) -> Callable[[], object]:
        lu = lire_jeton(jeton, Usage.MOT_DE_PASSE)
        assert lu is not None

        def geste() -> str:
            choisir_mot_de_passe(lien=lu, mot_de_passe=f"quatre mots tout simples {rang}")
            return f"choisi {rang}"

        return geste

    issues = en_meme_temps(*[choisir(rang) for rang in range(6)])
    assert issues[:5] == ["LienDejaEmploye"] * 5, connection.vendor
    rang = issues[5].removeprefix("choisi ")
    relu = Utilisateur.objects.get(pk=compte.pk)
    assert relu.check_password(f"quatre mots tout simples {rang}")
    assert relu.historique.filter(history_type="~").count() == 1


def test_par_la_page_les_autres_apprennent_que_le_lien_a_servi() -> None:
    compte = fabriques.invite(_nouvelle())
    adresse = lien_pour(compte.personne, Usage.MOT_DE_PASSE, par=fabriques.LE_TEST).adresse()

    def envoyer() -> int:
        saisie = dict.fromkeys(("new_password1", "new_password2"), "quatre mots tout simples")
        return int(ClientStrict().post(adresse, saisie).status_code)

    assert en_meme_temps(*[envoyer] * 4) == ["302"] + ["410"] * 3


def test_deux_administrateurs_ne_se_retirent_pas_l_un_l_autre() -> None:
    convention = _nouvelle()
    roles = [fabriques.actif(convention, Role.ADMINISTRATEUR).habilitations.get() for _ in range(2)]
    gestes = [
        lambda role=role: retirer_le_role(habilitation=role, par=fabriques.LE_TEST)
        for role in roles
    ]
    assert en_meme_temps(*gestes) == ["ActionImpossible", "fait"], connection.vendor
    assert Habilitation.objects.filter(convention=convention).count() == 1


def test_deux_coordonnateurs_ne_se_suspendent_pas_l_un_l_autre() -> None:
    convention = _nouvelle()
    un, deux = fabriques.actif(convention), fabriques.actif(convention)
    issues = en_meme_temps(
        lambda: suspendre(compte=un, par=deux), lambda: suspendre(compte=deux, par=un)
    )
    assert issues == ["ActionImpossible", "fait"], connection.vendor
    assert Utilisateur.objects.filter(is_active=True).count() == 1


def test_retirer_l_un_et_suspendre_l_autre_ne_vide_pas_la_convention() -> None:
    convention = _nouvelle()
    un, deux = fabriques.actif(convention), fabriques.actif(convention)
    par = fabriques.coordonnateur(convention)
    issues = en_meme_temps(
        lambda: retirer_le_role(habilitation=un.habilitations.get(), par=par),
        lambda: suspendre(compte=deux, par=par),
    )
    assert issues == ["ActionImpossible", "fait"], connection.vendor
    assert Habilitation.objects.filter(convention=convention).de_comptes_actifs().count() == 1


def test_une_personne_invitee_deux_fois_au_meme_instant_n_a_qu_un_compte() -> None:
    convention = _nouvelle()
    personne = fabriques.personne()

    def geste(courriel: str) -> Callable[[], object]:
        return lambda: (
            inviter(
                personne=personne,
                courriel=courriel,
                role=Role.LECTEUR,
                partenaire=None,
                convention=convention,
                par=fabriques.LE_TEST,
            ).situation
        )

    issues = en_meme_temps(geste("un@exemple.fr"), geste("deux@exemple.fr"))
    assert issues == ["ActionImpossible", "compte_invite"], connection.vendor
    assert Utilisateur.objects.count() == Envoi.objects.count() == 1
