"""L'évaluation finale : ce que furent les années, indicateur par indicateur, verdict par verdict.

Art. 10 : une évaluation est conduite « à l'issue de la présente convention ».
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, Sum

from actions.models import Etape, FicheAction, TempsFort
from conventions.models import Convention
from ctg.socle.nombres import Nombre, nombre_fr, quantite_fr
from pilotage.contenu_de_l_avenant import ModificationsAPorter
from pilotage.contenu_de_la_suite import AReporter, SuiteDeLAction, a_reporter, suites
from pilotage.contenu_du_registre import ArgentLu
from pilotage.lecture_du_plan import FicheLue, fiches_lues, jour_de_lecture
from pilotage.lecture_du_referentiel import ConclusionLue, HypotheseLue, ReferentielLu
from pilotage.models import Instance, Releve, Reunion, Verdict
from pilotage.releves import taux_par_annee
from pilotage.resultats import FAVORABLES, comptes, jusqu_a, resultat
from pilotage.series import NON_RENSEIGNE, PointDeSerie, SerieDIndicateur
from pilotage.titres import titre_court

# Au-delà, une unité s'écrit une fois, sous le nom de l'indicateur : répétée, elle déborderait.
_UNITE_COURTE = 2
_SIGNES_D_UNE_LIGNE = 42
_ABREGES = {
    NON_RENSEIGNE: "n.\u00a0r.",
    str(Releve.Reponse.NON_CONCERNE.label): "n.\u00a0c.",
    str(Releve.Reponse.NON_DISPONIBLE.label): "n.\u00a0d.",
}


@dataclass(frozen=True)
class AnneeDeTendance:
    """Une année de la convention, d'un regard ; None : non renseigné.

    `etats` : état d'avancement → nombre d'actions, à la fin de l'année. `resultats` : clé de
    `RESULTATS` → nombre d'indicateurs. `participants` : la somme de ceux qu'on connaît.
    """

    annee: int
    etats: dict[str, int]
    etapes_faites: int
    etapes: int
    reponses: int
    attendus: int
    copils: int
    cotechs: int
    soutiens: Decimal | None
    bonus: Decimal | None
    temps_forts: int = 0
    participants: int | None = None
    resultats: dict[str, int] = field(default_factory=dict)
    est_en_cours: bool = False

    @property
    def favorables(self) -> int:
        """Les indicateurs atteints ou en progrès cette année-là."""
        return sum(self.resultats.get(cle, 0) for cle in FAVORABLES)


@dataclass(frozen=True)
class TendanceDeFiche:
    """L'état d'une action à la fin de chaque année : des clés de badge, vides si inconnus."""

    numero: int
    titre: str
    axe: int
    etats: tuple[str, ...]

    @property
    def titre_court(self) -> str:
        """Le titre, en une ligne de tableau."""
        return titre_court(self.titre, _SIGNES_D_UNE_LIGNE)


@dataclass(frozen=True)
class IndicateurAuFil:
    """Un indicateur, sa valeur de chaque année, et ce qu'il est devenu (clé de `RESULTATS`).

    `groupe` : l'action, sur la première ligne de ses indicateurs. `unite` : dite une fois, vide si
    chaque valeur porte la sienne.
    """

    fiche: int
    axe: int
    groupe: str
    libelle: str
    unite: str
    reference: str
    valeurs: tuple[str, ...]
    cible: str
    resultat: str


@dataclass(frozen=True)
class VerdictAuFil:
    """Une hypothèse, et le verdict de chaque année : une clé de badge, vide s'il n'est pas rendu.

    Celui de l'évaluation finale tient lieu de celui de la dernière année.
    """

    enonce: str
    verdicts: tuple[str, ...]


@dataclass(frozen=True)
class Tendances:
    """Les années commencées de la convention, et ce qu'il y a à porter dans la prochaine.

    `verdicts` : des seules hypothèses jugées une année au moins, sur `hypotheses` en tout.
    """

    annees: tuple[AnneeDeTendance, ...]
    fiches: tuple[TendanceDeFiche, ...]
    a_reporter: tuple[AReporter, ...]
    indicateurs: tuple[IndicateurAuFil, ...] = ()
    verdicts: tuple[VerdictAuFil, ...] = ()
    hypotheses: int = 0
    suites: tuple[SuiteDeLAction, ...] = ()

    @property
    def propositions(self) -> tuple[ConclusionLue, ...]:
        """Ce qui est proposé au terme : toutes les pages de la finale lisent celles-ci."""
        return tuple(
            ConclusionLue(un.numero, un.proposition, un.mot, un.pourquoi)
            for un in self.suites
            if un.proposition
        )

    @property
    def copils(self) -> int:
        """Les COPIL tenus, toutes années comprises."""
        return sum(annee.copils for annee in self.annees)

    @property
    def cotechs(self) -> int:
        """Les COTECH tenus, toutes années comprises."""
        return sum(annee.cotechs for annee in self.annees)

    @property
    def temps_forts(self) -> int:
        """Les temps forts, toutes années comprises."""
        return sum(annee.temps_forts for annee in self.annees)

    @property
    def participants(self) -> int | None:
        """La somme des participants qu'on connaît ; None si aucun ne l'est."""
        connus = [a.participants for a in self.annees if a.participants is not None]
        return sum(connus) if connus else None

    @property
    def derniere_annee(self) -> int | None:
        """La dernière année commencée."""
        return self.annees[-1].annee if self.annees else None

    @property
    def est_inachevee(self) -> bool:
        """Vrai si la dernière année se saisit encore."""
        return bool(self.annees) and self.annees[-1].est_en_cours


def tendances(
    convention: Convention,
    *,
    le: datetime.date,
    fiches: Sequence[FicheLue],
    argent: ArgentLu,
    modifications: ModificationsAPorter,
    referentiel: ReferentielLu,
) -> Tendances:
    """Les années de la convention jusqu'à `le` ; six requêtes, et une par année.

    `fiches` : avec la série de chaque indicateur.
    """
    annees = [annee for annee in convention.annees() if annee <= le.year]
    lues = {
        annee: list(
            fiches_lues(convention, jour_de_lecture(annee, le))
            .select_related("axe")
            .order_by("numero")
        )
        for annee in annees
    }
    taux = taux_par_annee(convention, annees)
    seances = _seances(convention, le)
    etapes = _etapes(convention, annees, le)
    temps_forts = _temps_forts(convention, le)
    series = [i.serie for f in fiches for i in f.indicateurs if i.serie and not i.est_a_definir]
    hypotheses = referentiel.hypotheses()
    return Tendances(
        annees=tuple(
            AnneeDeTendance(
                annee=annee,
                etats=dict(Counter(_etat(fiche) for fiche in lues[annee])),
                etapes_faites=etapes[f"faites_{annee}"],
                etapes=etapes["toutes"],
                reponses=taux[annee].repondus,
                attendus=taux[annee].attendus,
                copils=seances[annee, Instance.Genre.COPIL.value],
                cotechs=seances[annee, Instance.Genre.COTECH.value],
                soutiens=lue.soutiens.total if (lue := argent.de(annee)) else None,
                bonus=lue.bonus.total if lue else None,
                temps_forts=temps_forts[annee][0],
                participants=temps_forts[annee][1],
                resultats=dict(comptes(jusqu_a(serie, annee) for serie in series)),
                est_en_cours=le <= datetime.date(annee, 12, 31),
            )
            for annee in annees
        ),
        fiches=tuple(
            TendanceDeFiche(
                fiche.numero,
                fiche.titre,
                fiche.axe.numero,
                tuple(_etat(lues[annee][rang]) for annee in annees),
            )
            for rang, fiche in enumerate(lues[annees[-1]] if annees else [])
        ),
        a_reporter=tuple(a_reporter(fiches, modifications)),
        indicateurs=tuple(_au_fil(fiches, lues[annees[-1]], annees)) if annees else (),
        verdicts=tuple(_verdicts(convention, hypotheses, annees)),
        hypotheses=len(hypotheses),
        suites=suites(convention, fiches),
    )


def _etat(fiche: FicheAction) -> str:
    # Posé par `fiches_lues` ; None : rien n'était écrit.
    return getattr(fiche, "etat_lu", None) or ""


def _seances(convention: Convention, le: datetime.date) -> Counter[tuple[int, str]]:
    tenues = Reunion.objects.filter(instance__convention=convention, date__lte=le)
    return Counter(
        (date.year, str(genre)) for date, genre in tenues.values_list("date", "instance__genre")
    )


def _etapes(convention: Convention, annees: Sequence[int], le: datetime.date) -> dict[str, int]:
    """Les étapes faites à la fin de chaque année, et toutes ; une requête."""
    comptes: dict[str, int] = Etape.objects.filter(fiche__convention=convention).aggregate(
        toutes=Count("pk"),
        **{
            f"faites_{annee}": Count("pk", filter=Q(faite_le__lte=jour_de_lecture(annee, le)))
            for annee in annees
        },
    )
    return comptes


def _temps_forts(convention: Convention, le: datetime.date) -> Mapping[int, tuple[int, int | None]]:
    """Année → ses temps forts, et leurs participants connus ; une requête."""
    lignes = (
        TempsFort.objects.filter(convention=convention, date__lte=le)
        .order_by()
        .values_list("date__year")
        .annotate(nombre=Count("pk"), total=Sum("participants"))
    )
    return defaultdict(
        lambda: (0, None), {annee: (nombre, total) for annee, nombre, total in lignes}
    )


def _au_fil(
    fiches: Sequence[FicheLue], du_plan: Sequence[FicheAction], annees: Sequence[int]
) -> Iterator[IndicateurAuFil]:
    """Chaque indicateur qui doit une valeur, action après action."""
    axes = {fiche.numero: fiche.axe.numero for fiche in du_plan}
    for fiche in fiches:
        groupe = f"Action {fiche.numero} – {titre_court(fiche.titre)}"
        for indicateur in fiche.indicateurs:
            serie = indicateur.serie
            if serie is None or indicateur.est_a_definir:
                continue
            est_courte = len(serie.unite) <= _UNITE_COURTE
            points = {point.annee: point for point in serie.points}
            yield IndicateurAuFil(
                fiche=fiche.numero,
                axe=axes[fiche.numero],
                groupe=groupe,
                libelle=indicateur.libelle,
                unite="" if est_courte else serie.unite,
                reference=_reference(serie),
                valeurs=tuple(_valeur(serie, points.get(annee)) for annee in annees),
                cible=_cible(serie),
                resultat=resultat(serie, au_terme=True),
            )
            groupe = ""


def _valeur(serie: SerieDIndicateur, point: PointDeSerie | None) -> str:
    """Le nombre, le niveau ou la raison de l'absence, abrégée : « n. r. », personne n'a répondu."""
    if point is None:
        return _ABREGES[NON_RENSEIGNE]
    if point.valeur is None:
        return _ABREGES.get(point.en_clair, point.en_clair)
    return _nombre(serie, point.valeur)


def _nombre(serie: SerieDIndicateur, valeur: Nombre) -> str:
    return quantite_fr(valeur, serie.unite if len(serie.unite) <= _UNITE_COURTE else "")


def _reference(serie: SerieDIndicateur) -> str:
    """La première, et son année : les autres sont à la page de l'action."""
    if not serie.references:
        return ""
    reference = serie.references[0]
    ecrite = reference.valeur
    if reference.nombre is not None and len(serie.unite) > _UNITE_COURTE:
        # « moins de 12 familles » : son unité est sous le nom de l'indicateur.
        avant, nombre, _ = ecrite.partition(nombre_fr(reference.nombre))
        ecrite = avant + nombre
    return f"{ecrite} ({reference.annee})" if reference.annee else ecrite


def _cible(serie: SerieDIndicateur) -> str:
    if serie.valeur_cible_finale is None:
        return serie.cible_finale
    ecrite = _nombre(serie, serie.valeur_cible_finale)
    return f"{ecrite} en tout" if serie.est_cumulatif else ecrite


def _verdicts(
    convention: Convention, hypotheses: Sequence[HypotheseLue], annees: Sequence[int]
) -> Iterator[VerdictAuFil]:
    """Les hypothèses jugées une année au moins ; une requête."""
    rendus: dict[int, dict[int, str]] = defaultdict(dict)
    lignes = Verdict.objects.filter(evaluation__convention=convention)
    # La finale se lit après l'annuelle de la même année, et en tient lieu.
    for hypothese, annee, verdict in lignes.order_by("evaluation__est_finale").values_list(
        "hypothese", "evaluation__annee", "verdict"
    ):
        rendus[hypothese][annee] = verdict
    for une in hypotheses:
        if une.pk in rendus:
            yield VerdictAuFil(une.enonce, tuple(rendus[une.pk].get(annee, "") for annee in annees))
