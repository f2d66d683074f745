"""Ce que devient un indicateur : sa cible d'abord, sa valeur d'avant ensuite."""

from decimal import Decimal
from typing import Any

import pytest

from actions.models.cibles import NiveauCommun
from pilotage.resultats import face_aux_cibles, jusqu_a, resultat
from pilotage.series import NON_RENSEIGNE, PointDeSerie, SerieDIndicateur

COMMUNS = tuple(str(niveau.label) for niveau in NiveauCommun)


def serie(*valeurs: int | None, **champs: Any) -> SerieDIndicateur:
    """Une valeur par an depuis 2022 ; None : personne n'a répondu."""
    points = tuple(
        PointDeSerie(2022 + rang, None, NON_RENSEIGNE)
        if valeur is None
        else PointDeSerie(2022 + rang, Decimal(valeur), str(valeur))
        for rang, valeur in enumerate(valeurs)
    )
    return SerieDIndicateur(1, "Un", "", **({"sens": "hausse", "points": points} | champs))


def de_niveaux(*rangs: int | None, **champs: Any) -> SerieDIndicateur:
    """Un niveau par an depuis 2022, parmi les quatre communs."""
    points = tuple(
        PointDeSerie(2022 + place, None, NON_RENSEIGNE if rang is None else COMMUNS[rang], rang)
        for place, rang in enumerate(rangs)
    )
    return SerieDIndicateur(
        1, "Un", "", **({"sens": "", "points": points, "niveaux": COMMUNS} | champs)
    )


@pytest.mark.parametrize(
    ("lue", "attendu"),
    [
        (serie(5, 8, valeur_cible=Decimal(8)), "atteint"),
        (serie(5, 8, valeur_cible=Decimal(9)), "progres"),
        (serie(9, 8, valeur_cible=Decimal(9), sens="baisse"), "atteint"),
        (serie(5, 8, sens="baisse"), "recul"),
        (serie(5, 5), "stable"),
        # Une année muette ne fait pas un recul : la valeur d'avant se cherche plus loin.
        (serie(5, None, 8), "progres"),
        (serie(8), "sans_comparaison"),
        # Personne n'a dit dans quel sens il doit aller : même sa cible ne le juge pas.
        (serie(5, 8, sens="", valeur_cible=Decimal(8)), "sans_comparaison"),
        (serie(5, None), "sans_reponse"),
        (serie(), "sans_reponse"),
        # Ce qui s'ajoute se compare à la cible finale par sa somme, et ne recule pas.
        (serie(6, 4, est_cumulatif=True, valeur_cible_finale=Decimal(10)), "atteint"),
        (serie(6, 3, est_cumulatif=True, valeur_cible_finale=Decimal(10)), "progres"),
        (serie(6, 0, est_cumulatif=True), "stable"),
        (serie(6, 3, est_cumulatif=True, sens=""), "sans_comparaison"),
        # « Acquis » et « en recul » jugent ; les autres niveaux se comparent à celui d'avant.
        (de_niveaux(0), "recul"),
        (de_niveaux(0, 0), "recul"),
        (de_niveaux(3), "atteint"),
        (de_niveaux(2), "sans_comparaison"),
        (de_niveaux(1, 2), "progres"),
        (de_niveaux(2, None, 2), "stable"),
        (de_niveaux(1, 1), "stable"),
        (de_niveaux(3, 2), "recul"),
        (de_niveaux(1, rang_cible=1), "atteint"),
        (de_niveaux(0, 1, niveaux=("bas", "haut")), "progres"),
        (de_niveaux(1, 0, niveaux=("bas", "haut")), "recul"),
    ],
)
def test_le_resultat_d_une_annee(lue: SerieDIndicateur, attendu: str) -> None:
    assert resultat(lue) == f"resultat_{attendu}"


def test_non_concerne_est_une_reponse_sans_comparaison() -> None:
    point = PointDeSerie(2022, None, "non concerné")
    assert resultat(serie(points=(point,))) == "resultat_sans_comparaison"


def test_au_terme_la_derniere_reponse_connue_se_lit_face_a_la_cible_finale() -> None:
    lue = serie(5, 9, None, valeur_cible_finale=Decimal(9), valeur_cible=Decimal(20))
    assert resultat(lue) == "resultat_sans_reponse"
    assert resultat(lue, au_terme=True) == "resultat_atteint"


def test_une_annee_passee_se_lit_avec_sa_cible() -> None:
    lue = serie(5, 9, 4, cibles={2023: Decimal(9)}, valeur_cible=Decimal(20))
    assert resultat(jusqu_a(lue, 2023)) == "resultat_atteint"
    assert resultat(lue) == "resultat_recul"


def test_face_aux_cibles_ne_compte_que_ce_qui_est_vise() -> None:
    face = face_aux_cibles(
        [
            serie(8, valeur_cible=Decimal(8)),
            serie(7, valeur_cible=Decimal(8)),
            serie(None, valeur_cible=Decimal(8)),
            serie(7),
        ]
    )
    assert (face.atteints, face.repondus, face.vises) == (1, 2, 3)


def test_au_terme_une_valeur_d_avant_n_est_pas_une_reponse() -> None:
    finale = {"valeur_cible_finale": Decimal(9)}
    face = face_aux_cibles(
        [serie(5, 9, **finale), serie(9, None, **finale), serie(None, None, **finale)],
        au_terme=True,
    )
    assert (face.atteints, face.repondus, face.anterieurs, face.vises) == (2, 1, 1, 3)
