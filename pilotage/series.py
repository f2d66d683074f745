"""Un indicateur au fil des années : ses valeurs, ses repères, ses cibles. Sans HTML.

La page d'un indicateur et l'évaluation lisent ici les mêmes chiffres.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch

from actions.models import Cible, Indicateur, Reference
from conventions.models import Convention
from ctg.socle.nombres import quantite_fr
from pilotage.communes import en_un_releve
from pilotage.models import Releve
from pilotage.releves import Repere, repere

NON_RENSEIGNE = "non renseigné"


@dataclass(frozen=True)
class PointDeSerie:
    """Une année : sa valeur (None : pas de nombre), et la réponse telle qu'on la lit.

    `rang` : celui du niveau atteint, pour un indicateur qualitatif ; `texte` : son récit, ou la
    raison de l'absence.
    """

    annee: int
    valeur: Decimal | None
    en_clair: str
    rang: int | None = None
    texte: str = ""


@dataclass(frozen=True)
class SerieDIndicateur:
    """Ce qu'un indicateur a dit, année après année, jusqu'à celle qu'on lit.

    `points` : toutes les années, de la première de la convention à celle-là ; sans réponse, la
    valeur est None et le mot « non renseigné ». `cible_de_l_annee`, `cible_finale` : écrites, vides
    s'il n'y en a pas. `cibles` : année → valeur visée. `niveaux` : du plus bas au plus haut, pour
    un indicateur qualitatif.
    """

    indicateur: int
    libelle: str
    unite: str
    sens: str
    points: tuple[PointDeSerie, ...]
    references: tuple[Repere, ...] = ()
    cible_de_l_annee: str = ""
    cible_finale: str = ""
    valeur_cible: Decimal | None = None
    valeur_cible_finale: Decimal | None = None
    cibles: Mapping[int, Decimal] = field(default_factory=dict)
    est_cumulatif: bool = False
    niveaux: tuple[str, ...] = ()
    rang_cible_final: int | None = None

    @property
    def connus(self) -> list[PointDeSerie]:
        """Les années qui ont un nombre."""
        return [point for point in self.points if point.valeur is not None]

    @property
    def cumul(self) -> Decimal | None:
        """La somme des années connues d'un indicateur cumulatif ; None s'il ne l'est pas."""
        if not self.est_cumulatif or not self.connus:
            return None
        return sum((point.valeur or Decimal(0) for point in self.connus), Decimal(0))

    @property
    def cumul_en_clair(self) -> str:
        """« 120 familles de 2022 à 2025 (2023 non renseigné) » ; vide s'il ne se cumule pas."""
        if self.cumul is None:
            return ""
        inconnues = [str(point.annee) for point in self.points if point.valeur is None]
        reserve = f", sans {', '.join(inconnues)}" if inconnues else ""
        debut, fin = self.points[0].annee, self.points[-1].annee
        return f"{quantite_fr(self.cumul, self.unite)} de {debut} à {fin}{reserve}"


def series_des_indicateurs(
    convention: Convention, annee: int, indicateur: int | None = None
) -> dict[int, SerieDIndicateur]:
    """Indicateur → sa série jusqu'à cette année ; six requêtes, quel que soit leur nombre.

    `indicateur` : n'en lire qu'un. Seules les réponses soumises ou acceptées y sont.
    """
    annees = [n for n in convention.annees() if n <= annee]
    indicateurs = Indicateur.objects.filter(fiche__convention=convention).prefetch_related(
        "niveaux",
        Prefetch("cibles", Cible.objects.select_related("niveau_propre")),
        Prefetch("references", Reference.objects.order_by("annee", "pk")),
        Prefetch(
            "releves",
            Releve.objects.dits().filter(annee__in=annees).pour_lecture(),
            to_attr="releves_dits",
        ),
    )
    if indicateur is not None:
        indicateurs = indicateurs.filter(pk=indicateur)
    return {un.pk: _serie(un, annees, annee) for un in indicateurs}


def _serie(indicateur: Indicateur, annees: Iterable[int], annee: int) -> SerieDIndicateur:
    lus: dict[int, list[Releve]] = defaultdict(list)
    for releve in indicateur.releves_dits:  # type: ignore[attr-defined]
        releve.indicateur = indicateur
        lus[releve.annee].append(releve)
    niveaux = _niveaux(indicateur)
    cibles = {cible.annee: cible for cible in indicateur.cibles.all()}
    for cible in cibles.values():
        cible.indicateur = indicateur
    de_l_annee, finale = cibles.get(annee), cibles.get(None)
    return SerieDIndicateur(
        indicateur=indicateur.pk,
        libelle=indicateur.libelle,
        unite=indicateur.unite,
        sens=indicateur.sens,
        points=tuple(_point(indicateur, n, lus[n], niveaux) for n in annees),
        references=tuple(repere(reference) for reference in indicateur.references.all()),
        cible_de_l_annee=de_l_annee.en_clair() if de_l_annee else "",
        cible_finale=finale.en_clair() if finale else "",
        valeur_cible=de_l_annee.valeur if de_l_annee else None,
        valeur_cible_finale=finale.valeur if finale else None,
        cibles={
            n: cible.valeur
            for n, cible in cibles.items()
            if n is not None and cible.valeur is not None
        },
        est_cumulatif=indicateur.est_cumulatif,
        niveaux=tuple(niveaux.values()) if indicateur.est_qualitatif else (),
        rang_cible_final=_rang(niveaux, finale),
    )


def _niveaux(indicateur: Indicateur) -> dict[str, str]:
    """Clé d'un niveau (celle que porte une saisie) → son libellé, du plus bas au plus haut."""
    propres = {str(niveau.pk): niveau.libelle for niveau in indicateur.niveaux.all()}
    return propres or {niveau.value: str(niveau.label) for niveau in Releve.Niveau}


def _rang(niveaux: Mapping[str, str], porteur: Releve | Cible | None) -> int | None:
    if porteur is None:
        return None
    cle = str(porteur.niveau_propre_id or porteur.niveau)
    return list(niveaux).index(cle) if cle in niveaux else None


def _point(
    indicateur: Indicateur, annee: int, lus: list[Releve], niveaux: Mapping[str, str]
) -> PointDeSerie:
    releve = en_un_releve(indicateur, annee, lus)
    if releve is None:
        return PointDeSerie(annee, None, NON_RENSEIGNE)
    return PointDeSerie(
        annee,
        releve.valeur,
        releve.en_clair(),
        _rang(niveaux, releve),
        (releve.recit or releve.motif).strip(),
    )
