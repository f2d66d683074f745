"""Le dessin d'un indicateur : le même pour sa page et pour l'évaluation."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.safestring import SafeString

from ctg.socle import graphiques
from ctg.socle.graphiques import Echelon
from ctg.socle.graphiques import Repere as RepereDessine
from pilotage.series import SerieDIndicateur

# Au-delà, les noms des références se marcheraient dessus.
REFERENCES_AU_PLUS = 3
LARGEUR, HAUTEUR = 640.0, 240.0


def courbe_de_l_indicateur(
    serie: SerieDIndicateur, *, largeur: float = LARGEUR, hauteur: float = HAUTEUR
) -> SafeString | None:
    """La courbe des années, ses références et ses cibles ; les niveaux atteints d'un qualitatif.

    None quand il n'y a rien à dessiner : ni nombre, ni niveau, ou une valeur négative, que l'axe
    parti de zéro ne montrerait pas.
    """
    if serie.niveaux:
        return _des_niveaux(serie, largeur)
    dessinees = [r for r in serie.references if r.nombre is not None][:REFERENCES_AU_PLUS]
    nombres = [point.valeur for point in serie.connus]
    nombres += [r.nombre for r in dessinees] + list(serie.cibles.values())
    if not serie.connus or any(nombre is not None and nombre < 0 for nombre in nombres):
        return None
    return graphiques.courbe(
        serie.libelle,
        [graphiques.Point(point.annee, point.valeur) for point in serie.points],
        references=[
            RepereDessine(r.nombre or Decimal(0), _nom(r.libelle, r.annee)) for r in dessinees
        ],
        cible=_cible_finale(serie),
        cibles=[graphiques.Point(annee, valeur) for annee, valeur in _cibles(serie)],
        unite=serie.unite,
        largeur=largeur,
        hauteur=hauteur,
    )


def _nom(libelle: str, annee: int | None) -> str:
    """Ce qu'est une référence : « référence 2019, diagnostic » se lit mieux court."""
    return f"référence {annee}" if annee else f"référence : {libelle}"


def _cible_finale(serie: SerieDIndicateur) -> RepereDessine | None:
    # La cible finale d'un cumulatif se compare à la somme, que la courbe des années ne montre pas.
    if serie.valeur_cible_finale is None or serie.est_cumulatif or serie.valeur_cible_finale < 0:
        return None
    return RepereDessine(serie.valeur_cible_finale, "cible finale")


def _cibles(serie: SerieDIndicateur) -> Iterable[tuple[int, Decimal]]:
    """Les cibles des années dessinées."""
    annees = {point.annee for point in serie.points}
    return [(annee, valeur) for annee, valeur in sorted(serie.cibles.items()) if annee in annees]


def _des_niveaux(serie: SerieDIndicateur, largeur: float) -> SafeString | None:
    if all(point.rang is None for point in serie.points):
        return None
    return graphiques.echelle(
        serie.libelle,
        serie.niveaux,
        [Echelon(point.annee, point.rang, point.en_clair) for point in serie.points],
        cible=serie.rang_cible_final,
        largeur=largeur,
    )
