"""Les relevés en chiffres : qui a répondu à quoi, une année, et ce que le texte donne en repère."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Prefetch, Q

from actions.calculs_du_plan import calculs_du_plan
from actions.calculs_du_registre import calculs_du_registre
from actions.models import FicheAction, Indicateur, PiloteDeFiche, Reference
from actions.temps_forts import ValeurCalculee, calculs_de_la_fiche, temps_forts_des_fiches
from conventions.models import Convention
from pilotage.communes import en_un_releve, releves_lus
from pilotage.models import AnneeVerrouillee, Releve
from pilotage.models.releves import annees_ouvertes, ecart_a_dire


@dataclass(frozen=True)
class TauxDeReponse:
    """Les indicateurs qui ont leur réponse, sur ceux qui en doivent une (R7)."""

    repondus: int
    attendus: int

    @property
    def sans_reponse(self) -> int:
        """Les indicateurs qui n'ont rien : ni valeur, ni raison."""
        return self.attendus - self.repondus

    @property
    def part(self) -> int | None:
        """En pour cent entier ; None si rien n'est attendu ou si rien n'est renseigné."""
        if not self.attendus or not self.repondus:
            return None
        return round(100 * self.repondus / self.attendus)


@dataclass(frozen=True)
class LigneDeReleve:
    """Un indicateur, sa réponse de l'année, celle d'avant ; None : pas de réponse.

    `calcul` : ce que les temps forts ou le registre en disent, à côté de la réponse, sans jamais
    la remplacer ; None : rien ne s'en calcule.
    """

    indicateur: Indicateur
    releve: Releve | None
    precedent: Releve | None
    calcul: ValeurCalculee | None = None

    @property
    def est_dite(self) -> bool:
        """Vrai si la réponse compte : soumise ou acceptée."""
        return self.releve is not None and self.releve.etat in Releve.DITS

    @property
    def est_sans_reponse(self) -> bool:
        """Vrai si l'année lui doit une réponse et qu'il ne l'a pas ; un brouillon n'en est pas."""
        return not self.est_dite and not self.indicateur.est_a_definir


@dataclass(frozen=True)
class Repere:
    """Une valeur à laquelle comparer, en toutes lettres ; `nombre` : pour la dessiner."""

    valeur: str
    libelle: str
    source: str
    annee: int | None = None
    nombre: Decimal | None = None


@dataclass(frozen=True)
class RelevesDeFiche:
    """Les indicateurs d'une fiche, une année, et les repères que le texte donne."""

    fiche: FicheAction
    lignes: tuple[LigneDeReleve, ...]
    reperes: tuple[Repere, ...]

    @property
    def nombre_a_relire(self) -> int:
        """Les indicateurs dont la réponse attend l'accord de la coordination."""
        etats = [ligne.releve.etat for ligne in self.lignes if ligne.releve]
        return etats.count(Releve.Etat.SOUMIS)

    @property
    def taux(self) -> TauxDeReponse:
        """Les réponses de la fiche."""
        attendues = [ligne for ligne in self.lignes if not ligne.indicateur.est_a_definir]
        return TauxDeReponse(
            repondus=sum(1 for ligne in attendues if ligne.est_dite), attendus=len(attendues)
        )


@dataclass(frozen=True)
class FicheSansReponse:
    """Une fiche, le nombre de ses indicateurs sans réponse, les personnes qui la pilotent."""

    fiche: FicheAction
    nombre: int
    pilotes: frozenset[int]


def taux_par_annee(convention: Convention, annees: Iterable[int]) -> dict[int, TauxDeReponse]:
    """Année → réponses sur attendus, en une requête quel que soit le nombre d'années."""
    annees = list(annees)
    dits = Q(releves__etat__in=Releve.DITS)
    comptes = (
        Indicateur.objects.filter(fiche__convention=convention)
        .attendus()
        .aggregate(
            attendus=Count("pk", distinct=True),
            **{
                f"repondus_{annee}": Count(
                    "pk", filter=dits & Q(releves__annee=annee), distinct=True
                )
                for annee in annees
            },
        )
    )
    return {
        annee: TauxDeReponse(comptes[f"repondus_{annee}"], comptes["attendus"]) for annee in annees
    }


def fiches_sans_reponse(convention: Convention, annee: int) -> list[FicheSansReponse]:
    """Les fiches aux indicateurs sans réponse, combien, et qui les pilote ; deux requêtes."""
    attendus = Q(indicateurs__est_a_definir=False)
    dits = Q(indicateurs__releves__annee=annee, indicateurs__releves__etat__in=Releve.DITS)
    fiches: Any = (
        FicheAction.objects.filter(convention=convention)
        .annotate(
            attendus=Count("indicateurs", filter=attendus, distinct=True),
            repondus=Count("indicateurs", filter=attendus & dits, distinct=True),
        )
        .filter(attendus__gt=F("repondus"))
        .order_by("numero")
    )
    pilotes: dict[int, set[int]] = defaultdict(set)
    actuels = PiloteDeFiche.objects.actuels().filter(fiche__convention=convention)
    for fiche_id, personne_id in actuels.values_list("fiche_id", "personne_id"):
        pilotes[fiche_id].add(personne_id)
    return [
        FicheSansReponse(fiche, fiche.attendus - fiche.repondus, frozenset(pilotes[fiche.pk]))
        for fiche in fiches
    ]


def releves_des_fiches(
    fiches: Sequence[FicheAction], annee: int, *, a_saisir: bool = False
) -> list[RelevesDeFiche]:
    """Les indicateurs de ces fiches avec leurs réponses, en trois requêtes.

    `a_saisir` : avec leurs niveaux, une requête de plus.
    """
    cles = [fiche.pk for fiche in fiches]
    par_fiche: dict[int, list[Indicateur]] = defaultdict(list)
    indicateurs = (
        Indicateur.objects.filter(fiche__in=cles)
        .order_by("fiche__numero", "ordre")
        .prefetch_related(
            Prefetch(
                "releves",
                queryset=Releve.objects.filter(annee__in=[annee, annee - 1]).pour_lecture(),
                to_attr="releves_lus",
            ),
            *(["niveaux"] if a_saisir else []),
        )
    )
    for indicateur in indicateurs:
        par_fiche[indicateur.fiche_id].append(indicateur)
    reperes: dict[int, list[Repere]] = defaultdict(list)
    # Ce que la coordination ajoute à un indicateur se lit sur sa page.
    du_texte = Reference.objects.exclude(indicateur__isnull=False, ligne=None)
    for reference in du_texte.filter(fiche__in=cles).order_by("pk"):
        reperes[reference.fiche_id or 0].append(repere(reference))
    return [
        RelevesDeFiche(
            fiche=fiche,
            lignes=tuple(_ligne(fiche, i, annee) for i in par_fiche[fiche.pk]),
            reperes=tuple(reperes[fiche.pk]),
        )
        for fiche in fiches
    ]


def releves_dits(convention: Convention, annees: Collection[int]) -> dict[tuple[int, int], Releve]:
    """(Indicateur, année) → la réponse soumise ou acceptée ; une requête.

    Celle d'un indicateur relevé par commune est ce que ses communes disent ensemble.
    """
    lus: dict[tuple[int, int], list[Releve]] = defaultdict(list)
    releves = Releve.objects.dits().filter(
        indicateur__fiche__convention=convention, annee__in=annees
    )
    for releve in releves.pour_lecture().select_related("indicateur"):
        lus[releve.indicateur_id, releve.annee].append(releve)
    reponses = {
        cle: en_un_releve(groupe[0].indicateur, cle[1], groupe) for cle, groupe in lus.items()
    }
    return {cle: reponse for cle, reponse in reponses.items() if reponse is not None}


def avec_les_calculs(
    releves: Sequence[RelevesDeFiche], annee: int, le: datetime.date
) -> list[RelevesDeFiche]:
    """Les mêmes relevés, avec ce que les temps forts, le plan et le registre de l'année en disent.

    Une requête pour les temps forts, quelques-unes pour le reste ; aucune sans calcul.
    Suppose chargée la convention des fiches.
    """
    calculables = [r.fiche for r in releves if any(ligne.indicateur.calcul for ligne in r.lignes)]
    notes = temps_forts_des_fiches(calculables, [annee]) if calculables else {}
    d_ailleurs: dict[int, ValeurCalculee] = {}
    if calculables:
        concernes = [ligne.indicateur for r in releves for ligne in r.lignes]
        d_ailleurs = calculs_du_registre(calculables[0].convention, concernes, annee, le)
        d_ailleurs |= calculs_du_plan(concernes, annee, le)
    complets = []
    for releve in releves:
        indicateurs = [ligne.indicateur for ligne in releve.lignes]
        temps_forts = notes.get(releve.fiche.pk, [])
        calculs = d_ailleurs | calculs_de_la_fiche(
            releve.fiche, indicateurs, temps_forts, annee, le
        )
        lignes = tuple(
            replace(ligne, calcul=calculs.get(ligne.indicateur.pk)) for ligne in releve.lignes
        )
        complets.append(replace(releve, lignes=lignes))
    return complets


def _ligne(fiche: FicheAction, indicateur: Indicateur, annee: int) -> LigneDeReleve:
    # Déjà chargés : ni l'indicateur d'un relevé ni la fiche d'un indicateur ne se relisent.
    indicateur.fiche = fiche
    par_annee: dict[int, list[Releve]] = defaultdict(list)
    for releve in releves_lus(indicateur):
        par_annee[releve.annee].append(releve)
    return LigneDeReleve(
        indicateur,
        en_un_releve(indicateur, annee, par_annee[annee]),
        en_un_releve(indicateur, annee - 1, par_annee[annee - 1]),
    )


@dataclass(frozen=True)
class ReleveRelu:
    """Une réponse à relire, celle d'avant, et la phrase de l'écart s'il y en a un."""

    releve: Releve
    precedent: Releve | None
    ecart: str


def releves_a_relire(fiche: FicheAction, annee: int) -> list[ReleveRelu]:
    """Les réponses soumises, acceptées ou renvoyées d'une fiche, commune par commune s'il le faut.

    Une requête ; les soumises d'abord, dans l'ordre des indicateurs.
    """
    lus = {
        (releve.indicateur_id, releve.commune_id, releve.annee): releve
        for releve in Releve.objects.filter(indicateur__fiche=fiche, annee__in=[annee, annee - 1])
        .exclude(etat=Releve.Etat.BROUILLON)
        .pour_lecture()
        .select_related("indicateur")
        .order_by("indicateur__ordre", "commune__nom")
        if bool(releve.commune_id) == releve.indicateur.est_par_commune
    }
    relus = []
    for (indicateur, commune, de), releve in lus.items():
        if de == annee:
            avant = lus.get((indicateur, commune, annee - 1))
            dit = avant.valeur if avant and avant.etat in Releve.DITS else None
            ecart = ecart_a_dire(releve.indicateur, releve.valeur, dit)
            relus.append(ReleveRelu(releve, avant, ecart.partition(" Corrigez")[0]))
    return sorted(relus, key=lambda relu: relu.releve.etat != Releve.Etat.SOUMIS)


@dataclass(frozen=True)
class AnneeDeReleves:
    """Une année : ses réponses par état, sur ce qui est attendu, et son verrou."""

    annee: int
    taux: TauxDeReponse
    soumis: int
    acceptes: int
    brouillons: int
    verrou: AnneeVerrouillee | None


def annees_des_releves(convention: Convention, le: datetime.date) -> list[AnneeDeReleves]:
    """Les années commencées, la plus récente d'abord ; trois requêtes."""
    annees = annees_ouvertes(convention, le)
    taux = taux_par_annee(convention, annees)
    comptes: dict[tuple[int, str], int] = {
        (ligne["annee"], ligne["etat"]): ligne["nombre"]
        for ligne in Releve.objects.attendus()
        .filter(indicateur__fiche__convention=convention)
        .order_by()
        .values("annee", "etat")
        .annotate(nombre=Count("pk"))
    }
    verrous = {v.annee: v for v in AnneeVerrouillee.objects.filter(convention=convention)}
    etat = Releve.Etat
    return [
        AnneeDeReleves(
            annee,
            taux[annee],
            comptes.get((annee, etat.SOUMIS), 0),
            comptes.get((annee, etat.ACCEPTE), 0),
            comptes.get((annee, etat.BROUILLON), 0) + comptes.get((annee, etat.RENVOYE), 0),
            verrous.get(annee),
        )
        for annee in reversed(annees)
    ]


def repere(reference: Reference) -> Repere:
    """« moins de 1 % », ce que cela mesure, et où le texte le dit."""
    return Repere(
        reference.en_clair(),
        reference.libelle,
        reference.source,
        reference.annee,
        reference.valeur,
    )
