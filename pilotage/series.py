"""Un indicateur au fil des années : ses valeurs, ses repères, ses cibles. Sans HTML.

La page d'un indicateur et l'évaluation lisent ici les mêmes chiffres.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch

from actions.models import Cible, Indicateur, Reference
from actions.models.indicateurs import QuerySetDIndicateurs
from actions.qualification import niveaux_de
from conventions.models import Convention
from ctg.socle.nombres import quantite_fr
from pilotage.communes import en_un_releve, releves_lus
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

    @property
    def est_dite(self) -> bool:
        """Vrai si l'année a sa réponse, « non concerné » compris."""
        return self.en_clair != NON_RENSEIGNE


@dataclass(frozen=True)
class SerieDIndicateur:
    """Ce qu'un indicateur a dit, année après année, jusqu'à celle qu'on lit.

    `points` : toutes les années, de la première de la convention à celle-là ; sans réponse, la
    valeur est None et le mot « non renseigné ». `cible_de_l_annee`, `cible_finale` : écrites, vides
    s'il n'y en a pas. `cibles` : année → valeur visée. `niveaux` : du plus bas au plus haut, pour
    un indicateur qualitatif, dont `rangs_cibles` dit le rang visé chaque année.
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
    cibles_en_clair: Mapping[int, str] = field(default_factory=dict)
    est_cumulatif: bool = False
    niveaux: tuple[str, ...] = ()
    rang_cible_final: int | None = None
    rang_cible: int | None = None
    rangs_cibles: Mapping[int, int] = field(default_factory=dict)

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


def series_des_indicateurs(convention: Convention, annee: int) -> dict[int, SerieDIndicateur]:
    """Indicateur → sa série jusqu'à cette année ; cinq requêtes, quel que soit leur nombre.

    Seules les réponses soumises ou acceptées y sont.
    """
    indicateurs = avec_leur_serie(Indicateur.objects.filter(fiche__convention=convention))
    annees = convention.annees()
    return {un.pk: serie_de(un, annees, annee) for un in indicateurs}


def avec_leur_serie(indicateurs: QuerySetDIndicateurs) -> QuerySetDIndicateurs:
    """Des indicateurs avec ce que `serie_de` demande ; `releves_lus` : tous, brouillons compris."""
    return indicateurs.prefetch_related(
        "niveaux",
        Prefetch("cibles", Cible.objects.select_related("niveau_propre")),
        Prefetch("references", Reference.objects.order_by("annee", "pk")),
        Prefetch(
            "releves",
            Releve.objects.pour_lecture().order_by("annee", "commune__nom"),
            to_attr="releves_lus",
        ),
    )


def serie_de(indicateur: Indicateur, annees: Iterable[int], annee: int) -> SerieDIndicateur:
    """La série d'un indicateur, jusqu'à cette année, sans requête ; suppose `avec_leur_serie`.

    `annees` : celles de la convention.
    """
    lus: dict[int, list[Releve]] = defaultdict(list)
    for releve in releves_lus(indicateur):
        if releve.etat in Releve.DITS:
            lus[releve.annee].append(releve)
    niveaux = niveaux_de(indicateur)
    cibles = {cible.annee: cible for cible in indicateur.cibles.all()}
    for cible in cibles.values():
        cible.indicateur = indicateur
    de_l_annee, finale = cibles.get(annee), cibles.get(None)
    return SerieDIndicateur(
        indicateur=indicateur.pk,
        libelle=indicateur.libelle,
        unite=indicateur.unite,
        sens=indicateur.sens,
        points=tuple(_point(indicateur, n, lus[n], niveaux) for n in annees if n <= annee),
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
        cibles_en_clair={n: cible.en_clair() for n, cible in cibles.items() if n is not None},
        est_cumulatif=indicateur.est_cumulatif,
        niveaux=tuple(niveaux.values()) if indicateur.est_qualitatif else (),
        rang_cible_final=_rang(niveaux, finale),
        rang_cible=_rang(niveaux, de_l_annee),
        rangs_cibles={
            n: rang
            for n, cible in cibles.items()
            if n is not None and (rang := _rang(niveaux, cible)) is not None
        },
    )


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
