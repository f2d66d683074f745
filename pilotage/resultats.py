"""Ce que devient un indicateur : face à sa cible, sinon à sa valeur d'avant. Sans HTML.

Un nombre sans sens voulu ne se juge pas : personne n'a dit s'il doit monter ou descendre.
Le lecteur lit la même règle, dite par `document/regle_des_resultats.html`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.models import Indicateur
from actions.models.cibles import NiveauCommun
from pilotage.series import NON_RENSEIGNE, PointDeSerie, SerieDIndicateur

ATTEINT, PROGRES, STABLE, RECUL = (
    "resultat_atteint",
    "resultat_progres",
    "resultat_stable",
    "resultat_recul",
)
SANS_COMPARAISON, SANS_REPONSE = "resultat_sans_comparaison", "resultat_sans_reponse"
# Du meilleur au moins connu ; des clés de badge.
RESULTATS = (ATTEINT, PROGRES, STABLE, RECUL, SANS_COMPARAISON, SANS_REPONSE)
FAVORABLES = (ATTEINT, PROGRES)

_COMMUNS = tuple(str(niveau.label) for niveau in NiveauCommun)
# Ces deux-là jugent d'eux-mêmes ; « stable » et « en progrès » se comparent au niveau d'avant.
_DU_NIVEAU = {
    str(NiveauCommun.RECUL.label): RECUL,
    str(NiveauCommun.ACQUIS.label): ATTEINT,
}


@dataclass(frozen=True)
class FaceAuxCibles:
    """Les indicateurs qui ont une cible, combien ont répondu, et combien la tiennent.

    `anterieurs` : ceux qui, au terme, se lisent encore d'une année d'avant la dernière.
    """

    atteints: int
    repondus: int
    vises: int
    anterieurs: int = 0


def jusqu_a(serie: SerieDIndicateur, annee: int) -> SerieDIndicateur:
    """La même série, telle qu'elle se lisait cette année-là."""
    return replace(
        serie,
        points=tuple(point for point in serie.points if point.annee <= annee),
        valeur_cible=serie.cibles.get(annee),
        rang_cible=serie.rangs_cibles.get(annee),
    )


def resultat(serie: SerieDIndicateur, *, au_terme: bool = False) -> str:
    """Une clé de `RESULTATS`, pour la dernière année de la série.

    La cible est celle de l'année, la finale à défaut. `au_terme` : la cible est la finale, et une
    année sans réponse laisse lire la dernière qui en a une.
    """
    point = _point_lu(serie, au_terme)
    if point is None:
        return SANS_REPONSE
    if tient_sa_cible(serie, au_terme=au_terme):
        return ATTEINT
    if point.rang is None and point.valeur is None:
        return SANS_COMPARAISON
    return _evolution(serie, point)


def tient_sa_cible(serie: SerieDIndicateur, *, au_terme: bool = False) -> bool | None:
    """Vrai si sa valeur tient sa cible ; None si rien n'est visé."""
    est_finale, visee = _cible(serie, au_terme)
    if visee is None:
        return None
    point = _point_lu(serie, au_terme)
    if point is None:
        return False
    if serie.niveaux:
        return point.rang is not None and point.rang >= visee
    # La cible finale d'un cumulatif se compare à la somme des années.
    valeur = serie.cumul if serie.est_cumulatif and est_finale else point.valeur
    if valeur is None:
        return False
    if serie.sens == Indicateur.Sens.HAUSSE:
        return valeur >= visee
    return serie.sens == Indicateur.Sens.BAISSE and valeur <= visee


def face_aux_cibles(series: Iterable[SerieDIndicateur], *, au_terme: bool = False) -> FaceAuxCibles:
    """Combien d'indicateurs ont une cible, combien ont répondu, et combien la tiennent."""
    vises = [serie for serie in series if _cible(serie, au_terme)[1] is not None]
    repondus = sum(a_repondu(serie, au_terme=au_terme) for serie in vises)
    lus = sum(_point_lu(serie, au_terme) is not None for serie in vises)
    return FaceAuxCibles(
        atteints=sum(tient_sa_cible(serie, au_terme=au_terme) is True for serie in vises),
        repondus=repondus,
        vises=len(vises),
        anterieurs=lus - repondus,
    )


def a_repondu(serie: SerieDIndicateur, *, au_terme: bool = False) -> bool:
    """Vrai si ce qui se lit est de la dernière année, et non d'une année d'avant."""
    point = _point_lu(serie, au_terme)
    return point is not None and point is serie.points[-1]


def a_sa_cible_de_l_annee(serie: SerieDIndicateur) -> bool:
    """Vrai si sa cible est celle de l'année : la finale n'est pas encore à tenir."""
    return not _cible(serie, au_terme=False)[0]


def comptes(series: Iterable[SerieDIndicateur], *, au_terme: bool = False) -> Counter[str]:
    """Résultat → combien d'indicateurs."""
    return Counter(resultat(serie, au_terme=au_terme) for serie in series)


def _point_lu(serie: SerieDIndicateur, au_terme: bool) -> PointDeSerie | None:
    dits = [point for point in serie.points if point.en_clair != NON_RENSEIGNE]
    if au_terme:
        mesures = [p for p in dits if p.valeur is not None or p.rang is not None] or dits
        return mesures[-1] if mesures else None
    return dits[-1] if dits and dits[-1] is serie.points[-1] else None


def _cible(serie: SerieDIndicateur, au_terme: bool) -> tuple[bool, Decimal | int | None]:
    """Si c'est la finale, et ce qu'elle vise."""
    de_l_annee: Decimal | int | None
    finale: Decimal | int | None
    if serie.niveaux:
        de_l_annee, finale = serie.rang_cible, serie.rang_cible_final
    else:
        de_l_annee, finale = serie.valeur_cible, serie.valeur_cible_finale
    if au_terme or de_l_annee is None:
        return True, finale
    return False, de_l_annee


def _evolution(serie: SerieDIndicateur, point: PointDeSerie) -> str:
    if serie.niveaux:
        if serie.niveaux == _COMMUNS and point.en_clair in _DU_NIVEAU:
            return _DU_NIVEAU[point.en_clair]
        return _ecart([p.rang for p in serie.points if p.annee <= point.annee], monte=True)
    if serie.sens not in (Indicateur.Sens.HAUSSE, Indicateur.Sens.BAISSE):
        return SANS_COMPARAISON
    monte = serie.sens == Indicateur.Sens.HAUSSE
    if serie.est_cumulatif and monte:
        # Ce qui s'ajoute n'a pas de recul : une année sans rien laisse la somme où elle était.
        return PROGRES if point.valeur else STABLE
    return _ecart([p.valeur for p in serie.points if p.annee <= point.annee], monte=monte)


def _ecart(valeurs: list[Decimal | None] | list[int | None], *, monte: bool) -> str:
    """La dernière valeur connue face à celle d'avant."""
    connues = [valeur for valeur in valeurs if valeur is not None]
    if len(connues) < 2:
        return SANS_COMPARAISON
    avant, maintenant = connues[-2:]
    if maintenant == avant:
        return STABLE
    return PROGRES if (maintenant > avant) is monte else RECUL
