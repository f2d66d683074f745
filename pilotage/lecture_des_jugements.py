"""Ce que montrent les pages des jugements : par action et par axe, et les preuves sous la main."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from actions.models import Axe, FicheAction
from pilotage.lecture_du_referentiel import (
    AppreciationLue,
    ConclusionLue,
    ReponseLue,
    appreciations_lues,
    conclusions_lues,
    reponses_de_l_annee,
)
from pilotage.models import (
    Appreciation,
    Besoin,
    Critere,
    Evaluation,
    Hypothese,
    QuestionDEnquete,
    Releve,
)
from pilotage.models.enquetes import chiffre_en_clair


@dataclass(frozen=True)
class Points:
    """Les points d'un genre : « Forces », puis chacun."""

    titre: str
    genre: str
    textes: tuple[str, ...]


@dataclass(frozen=True)
class JugementLu:
    """Ce qui est dit d'une action, d'un axe ou de l'ensemble ; `conclusion` : pour une action."""

    points: tuple[Points, ...]
    conclusion: ConclusionLue | None = None

    @property
    def est_vide(self) -> bool:
        """Vrai si rien n'en est encore dit."""
        return not self.points and self.conclusion is None


@dataclass(frozen=True)
class JugementsLus:
    """L'ensemble, puis chaque axe et chaque action avec son jugement."""

    ensemble: JugementLu
    axes: Sequence[tuple[Axe, JugementLu]]
    actions: Sequence[tuple[FicheAction, JugementLu]]

    @property
    def conclues(self) -> int:
        """Combien d'actions ont leur conclusion."""
        return sum(jugement.conclusion is not None for _, jugement in self.actions)


TITRES = {
    Appreciation.Genre.FORCE: "Points forts",
    Appreciation.Genre.FAIBLESSE: "Points faibles",
    Appreciation.Genre.FACTEUR: "Ce qui les explique",
    Appreciation.Genre.PISTE: "Pistes d'amélioration",
}


def points_par_genre(appreciations: Sequence[AppreciationLue]) -> tuple[Points, ...]:
    """Les genres qui ont au moins un point, dans l'ordre de l'analyse."""
    par_genre = {
        genre: tuple(a.texte for a in appreciations if a.genre == genre)
        for genre in Appreciation.Genre
    }
    return tuple(
        Points(TITRES[genre], genre.value, textes) for genre, textes in par_genre.items() if textes
    )


def jugements_par_objet(evaluation: Evaluation) -> JugementsLus:
    """Tous les jugements de l'année ; quatre requêtes."""
    appreciations = appreciations_lues(evaluation)
    conclusions = {c.fiche: c for c in conclusions_lues(evaluation)}
    axes = Axe.objects.filter(convention=evaluation.convention_id).order_by("numero")
    fiches = FicheAction.objects.filter(convention=evaluation.convention_id).select_related("axe")

    def lu(axe: int | None = None, fiche: int | None = None) -> JugementLu:
        siennes = [a for a in appreciations if (a.axe, a.fiche) == (axe, fiche)]
        return JugementLu(points_par_genre(siennes), conclusions.get(fiche or 0))

    return JugementsLus(
        ensemble=lu(),
        axes=[(axe, lu(axe=axe.numero)) for axe in axes],
        actions=[(fiche, lu(fiche=fiche.numero)) for fiche in fiches.order_by("numero")],
    )


@dataclass(frozen=True)
class ReleveMontre:
    """Ce qu'un indicateur répond cette année ; `en_clair` vide : pas encore de réponse."""

    fiche: int
    libelle: str
    en_clair: str
    recit: str


@dataclass(frozen=True)
class EnqueteMontree:
    """Une question d'enquête qui éclaire l'hypothèse, et ses chiffres."""

    enquete: int
    titre: str
    annee: int
    texte: str
    constat: str
    reponses: tuple[ReponseLue, ...]


@dataclass(frozen=True)
class Preuves:
    """Ce que le portail sait et qui aide à juger d'une hypothèse.

    `besoins` : (énoncé, source), pour une question de pertinence seulement (art. 1).
    """

    releves: tuple[ReleveMontre, ...] = ()
    enquetes: tuple[EnqueteMontree, ...] = ()
    besoins: tuple[tuple[str, str], ...] = field(default=())
    juge_la_pertinence: bool = False


def preuves_de(hypothese: Hypothese, annee: int) -> Preuves:
    """Les réponses de l'année, les enquêtes jusqu'à elle, les besoins ; cinq requêtes au plus."""
    juge_la_pertinence = hypothese.question.critere == Critere.PERTINENCE
    return Preuves(
        releves=_releves(hypothese, annee),
        enquetes=_enquetes(hypothese, annee),
        besoins=_besoins(hypothese) if juge_la_pertinence else (),
        juge_la_pertinence=juge_la_pertinence,
    )


def _releves(hypothese: Hypothese, annee: int) -> tuple[ReleveMontre, ...]:
    indicateurs = list(
        hypothese.indicateurs.select_related("fiche").order_by("fiche__numero", "ordre")
    )
    reponses = reponses_de_l_annee(
        Releve.objects.filter(indicateur__in=[i.pk for i in indicateurs]), annee
    )
    return tuple(
        ReleveMontre(i.fiche.numero, i.libelle, *reponses.get(i.pk, ("", ""))) for i in indicateurs
    )


def _enquetes(hypothese: Hypothese, annee: int) -> tuple[EnqueteMontree, ...]:
    questions = (
        QuestionDEnquete.objects.filter(
            question_evaluative=hypothese.question_id, enquete__annee__lte=annee
        )
        .select_related("enquete")
        .prefetch_related("reponses")
        .order_by("-enquete__annee", "ordre")
    )
    return tuple(
        EnqueteMontree(
            q.enquete_id,
            q.enquete.titre,
            q.enquete.annee,
            q.texte,
            q.constat,
            tuple(
                ReponseLue(r.libelle, r.valeur, chiffre_en_clair(r.valeur, q.unite))
                for r in q.reponses.all()
            ),
        )
        for q in questions
    )


def _besoins(hypothese: Hypothese) -> tuple[tuple[str, str], ...]:
    """Ceux auxquels répondent les actions de l'hypothèse."""
    besoins = Besoin.objects.filter(
        fiches__in=hypothese.fiches.values("pk"),
        convention=hypothese.question.thematique.convention_id,
    )
    return tuple(besoins.order_by("ordre", "pk").distinct().values_list("titre", "source"))
