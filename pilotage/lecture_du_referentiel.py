"""Le référentiel tel qu'il se lit une année : ce que montrent la page et le document (art. 10).

Des dataclasses figées, sans modèle : une évaluation non enregistrée rend un référentiel sans
jugement. Chaque lecture fait un nombre fixe de requêtes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pilotage.communes import en_un_releve
from pilotage.models import (
    Appreciation,
    Besoin,
    ChiffreDuDiagnostic,
    Conclusion,
    Critere,
    Enquete,
    Evaluation,
    Hypothese,
    QuestionDEnquete,
    QuestionEvaluative,
    Releve,
    ReponseDEnquete,
    Thematique,
    Verdict,
)
from pilotage.models.enquetes import chiffre_en_clair
from pilotage.models.ensembles import QuerySetDeReleves


@dataclass(frozen=True)
class IndicateurLie:
    """Un indicateur qui juge d'une hypothèse, et sa réponse de l'année.

    `fiche` : le numéro de son action. `en_clair` vide : pas encore de réponse ; `recit` : ce que
    la réponse en dit.
    """

    pk: int
    fiche: int
    libelle: str
    en_clair: str
    recit: str

    @property
    def intitule(self) -> str:
        """Son libellé, que deux points peuvent suivre."""
        return self.libelle.rstrip(" .:")


@dataclass(frozen=True)
class HypotheseLue:
    """Une hypothèse, ses actions (numéros), ses indicateurs, son verdict de l'année.

    `verdict` : la valeur de `Verdict.Sens`, vide s'il reste à rendre ; `mot` : celui qu'on lit.
    """

    pk: int
    enonce: str
    est_proposee: bool
    fiches: tuple[int, ...]
    indicateurs: tuple[IndicateurLie, ...]
    verdict: str
    mot: str
    preuves: str


@dataclass(frozen=True)
class QuestionLue:
    """Une question évaluative ; `critere` : la valeur de `Critere`, `mot` : celui qu'on lit."""

    pk: int
    texte: str
    critere: str
    mot: str
    outils: str
    est_proposee: bool
    hypotheses: tuple[HypotheseLue, ...]

    @property
    def jugees(self) -> tuple[HypotheseLue, ...]:
        """Les hypothèses qui ont leur verdict."""
        return tuple(hypothese for hypothese in self.hypotheses if hypothese.verdict)

    @property
    def a_juger(self) -> tuple[HypotheseLue, ...]:
        """Celles qui l'attendent."""
        return tuple(hypothese for hypothese in self.hypotheses if not hypothese.verdict)


@dataclass(frozen=True)
class ThematiqueLue:
    """Une thématique, l'axe qu'elle suit (numéro, ou None), ses questions, ses sous-thématiques."""

    pk: int
    titre: str
    description: str
    axe: int | None
    est_proposee: bool
    questions: tuple[QuestionLue, ...]
    sous_thematiques: tuple["ThematiqueLue", ...] = ()

    def toutes_les_questions(self) -> tuple[QuestionLue, ...]:
        """Les siennes, puis celles de ses sous-thématiques."""
        return (*self.questions, *(q for sous in self.sous_thematiques for q in sous.questions))


@dataclass(frozen=True)
class AppreciationLue:
    """Une force, une faiblesse, un facteur ou une piste ; d'une fiche, d'un axe, sinon du tout."""

    pk: int
    genre: str
    mot: str
    texte: str
    fiche: int | None
    axe: int | None


@dataclass(frozen=True)
class ConclusionLue:
    """Ce qui est proposé au COPIL pour une action : `suite` et le mot qui la dit."""

    fiche: int
    suite: str
    mot: str
    texte: str


@dataclass(frozen=True)
class ReponseLue:
    """Une réponse d'enquête : son libellé, son chiffre, et comment il s'écrit."""

    libelle: str
    valeur: Decimal
    en_clair: str


@dataclass(frozen=True)
class QuestionDEnqueteLue:
    """Une question d'enquête et ses réponses ; `eclaire` : la question évaluative, ou None."""

    pk: int
    texte: str
    unite: str
    constat: str
    eclaire: int | None
    reponses: tuple[ReponseLue, ...]


@dataclass(frozen=True)
class EnqueteLue:
    """Une enquête, ses chiffres, et ce qui permet d'en juger ; None : non renseigné."""

    pk: int
    titre: str
    genre: str
    annee: int
    public: str
    source: str
    methode: str
    interroges: int | None
    repondants: int | None
    taux_de_reponse: int | None
    questions: tuple[QuestionDEnqueteLue, ...]


@dataclass(frozen=True)
class ChiffreLu:
    """Un chiffre du diagnostic, son année si on la sait, et d'où on le tient."""

    pk: int
    libelle: str
    en_clair: str
    annee: int | None
    source: str


@dataclass(frozen=True)
class BesoinLu:
    """Un besoin du diagnostic, ses chiffres, les actions qui y répondent (numéros)."""

    pk: int
    titre: str
    description: str
    source: str
    fiches: tuple[int, ...]
    chiffres: tuple[ChiffreLu, ...]


@dataclass(frozen=True)
class ReferentielLu:
    """Tout le référentiel d'une année, pour le document.

    `enquetes` : jusqu'à l'année évaluée, les plus récentes d'abord. `chiffres` : ceux du
    diagnostic qui ne sont d'aucun besoin.
    """

    annee: int
    thematiques: tuple[ThematiqueLue, ...]
    appreciations: tuple[AppreciationLue, ...]
    conclusions: tuple[ConclusionLue, ...]
    enquetes: tuple[EnqueteLue, ...]
    besoins: tuple[BesoinLu, ...]
    chiffres: tuple[ChiffreLu, ...]

    def hypotheses(self) -> tuple[HypotheseLue, ...]:
        """Toutes, dans l'ordre du référentiel."""
        return tuple(hypotheses_de(self.thematiques))


def referentiel_lu(evaluation: Evaluation) -> ReferentielLu:
    """Le référentiel et ce que l'année en dit ; quinze requêtes, moins si rien n'y est."""
    besoins, chiffres = diagnostic_lu(evaluation.convention_id)
    return ReferentielLu(
        annee=evaluation.annee,
        thematiques=thematiques_lues(evaluation.convention_id, evaluation),
        appreciations=appreciations_lues(evaluation),
        conclusions=conclusions_lues(evaluation),
        enquetes=enquetes_lues(evaluation.convention_id, jusqu_a=evaluation.annee),
        besoins=besoins,
        chiffres=chiffres,
    )


def hypotheses_de(thematiques: Iterable[ThematiqueLue]) -> list[HypotheseLue]:
    """Les hypothèses de ces thématiques, dans l'ordre."""
    return [
        hypothese
        for thematique in thematiques
        for question in thematique.toutes_les_questions()
        for hypothese in question.hypotheses
    ]


def thematiques_lues(
    convention: int, evaluation: Evaluation | None = None
) -> tuple[ThematiqueLue, ...]:
    """Les thématiques, leurs questions et hypothèses, et ce que l'année en dit si on la donne.

    Cinq requêtes, sept avec une évaluation.
    """
    questions = _questions(convention, evaluation)
    filles: dict[int | None, list[Thematique]] = defaultdict(list)
    for thematique in Thematique.objects.filter(convention=convention).select_related("axe"):
        filles[thematique.parent_id].append(thematique)

    def lue(thematique: Thematique) -> ThematiqueLue:
        return ThematiqueLue(
            pk=thematique.pk,
            titre=thematique.titre,
            description=thematique.description,
            axe=thematique.axe.numero if thematique.axe else None,
            est_proposee=thematique.est_proposee,
            questions=tuple(questions[thematique.pk]),
            sous_thematiques=tuple(map(lue, filles[thematique.pk])),
        )

    return tuple(map(lue, filles[None]))


def _questions(convention: int, evaluation: Evaluation | None) -> dict[int, list[QuestionLue]]:
    """Thématique → ses questions."""
    hypotheses = _hypotheses(convention, evaluation)
    par_thematique: dict[int, list[QuestionLue]] = defaultdict(list)
    questions = QuestionEvaluative.objects.filter(thematique__convention=convention)
    for question in questions.order_by("ordre", "pk"):
        par_thematique[question.thematique_id].append(
            QuestionLue(
                pk=question.pk,
                texte=question.texte,
                critere=question.critere,
                mot=str(Critere(question.critere).label),
                outils=question.outils,
                est_proposee=question.est_proposee,
                hypotheses=tuple(hypotheses[question.pk]),
            )
        )
    return par_thematique


def _hypotheses(convention: int, evaluation: Evaluation | None) -> dict[int, list[HypotheseLue]]:
    """Question → ses hypothèses, telles que l'année les juge."""
    les_siennes = {"question__thematique__convention": convention}
    fiches = _numeros_par_objet(Hypothese, "hypothese", les_siennes)
    indicateurs = _indicateurs_par_hypothese(convention, evaluation)
    est_jugee = evaluation is not None and evaluation.pk is not None
    rendus = Verdict.objects.filter(evaluation=evaluation) if est_jugee else ()
    verdicts: dict[int, Verdict] = {verdict.hypothese_id: verdict for verdict in rendus}
    par_question: dict[int, list[HypotheseLue]] = defaultdict(list)
    for hypothese in Hypothese.objects.filter(**les_siennes).order_by("ordre", "pk"):
        verdict = verdicts.get(hypothese.pk)
        par_question[hypothese.question_id].append(
            HypotheseLue(
                pk=hypothese.pk,
                enonce=hypothese.enonce,
                est_proposee=hypothese.est_proposee,
                fiches=tuple(fiches[hypothese.pk]),
                indicateurs=tuple(indicateurs[hypothese.pk]),
                verdict=verdict.verdict if verdict else "",
                mot=verdict.get_verdict_display() if verdict else "verdict à rendre",
                preuves=verdict.preuves if verdict else "",
            )
        )
    return par_question


def _numeros_par_objet(modele: Any, nom: str, filtre: dict[str, Any]) -> dict[int, list[int]]:
    """Objet → les numéros de ses actions, croissants ; une requête."""
    liens = modele.fiches.through.objects.filter(
        **{f"{nom}__{chemin}": valeur for chemin, valeur in filtre.items()}
    )
    numeros: dict[int, list[int]] = defaultdict(list)
    for objet, numero in liens.order_by("ficheaction__numero").values_list(
        f"{nom}_id", "ficheaction__numero"
    ):
        numeros[objet].append(numero)
    return numeros


def _indicateurs_par_hypothese(
    convention: int, evaluation: Evaluation | None
) -> dict[int, list[IndicateurLie]]:
    """Hypothèse → ses indicateurs, avec leur réponse de l'année ; deux requêtes."""
    reponses: Mapping[int, tuple[str, str]] = {}
    if evaluation is not None:
        reponses = reponses_de_l_annee(
            Releve.objects.filter(indicateur__fiche__convention=convention), evaluation.annee
        )
    liens = Hypothese.indicateurs.through.objects.filter(
        hypothese__question__thematique__convention=convention
    ).select_related("indicateur__fiche")
    lies: dict[int, list[IndicateurLie]] = defaultdict(list)
    for lien in liens.order_by("indicateur__fiche__numero", "indicateur__ordre"):
        indicateur = lien.indicateur
        en_clair, recit = reponses.get(indicateur.pk, ("", ""))
        lies[lien.hypothese_id].append(
            IndicateurLie(
                indicateur.pk, indicateur.fiche.numero, indicateur.libelle, en_clair, recit
            )
        )
    return lies


def reponses_de_l_annee(releves: QuerySetDeReleves, annee: int) -> dict[int, tuple[str, str]]:
    """Indicateur → sa réponse de l'année et ce qu'elle en dit ; une requête.

    Seules les réponses soumises ou acceptées y sont, comme dans les séries.
    """
    dits: dict[int, list[Releve]] = defaultdict(list)
    lus = releves.filter(annee=annee, etat__in=Releve.DITS).pour_lecture()
    for releve in lus.select_related("indicateur").order_by("commune__nom", "pk"):
        dits[releve.indicateur_id].append(releve)
    reponses = {}
    for pk, siens in dits.items():
        ensemble = en_un_releve(siens[0].indicateur, annee, siens)
        if ensemble is not None:
            reponses[pk] = ensemble.en_clair(), (ensemble.recit or ensemble.motif).strip()
    return reponses


def appreciations_lues(evaluation: Evaluation) -> tuple[AppreciationLue, ...]:
    """Forces, faiblesses, facteurs et pistes de l'année, dans l'ordre de chaque genre."""
    if not evaluation.pk:
        return ()
    rangs = {genre: rang for rang, genre in enumerate(Appreciation.Genre)}
    lignes = sorted(
        Appreciation.objects.filter(evaluation=evaluation).select_related("fiche", "axe"),
        key=lambda ligne: (rangs[Appreciation.Genre(ligne.genre)], ligne.ordre, ligne.pk),
    )
    return tuple(
        AppreciationLue(
            pk=ligne.pk,
            genre=ligne.genre,
            mot=ligne.get_genre_display(),
            texte=ligne.texte,
            fiche=ligne.fiche.numero if ligne.fiche else None,
            axe=ligne.axe.numero if ligne.axe else None,
        )
        for ligne in lignes
    )


def conclusions_lues(evaluation: Evaluation) -> tuple[ConclusionLue, ...]:
    """Ce que l'année propose pour chaque action jugée, par numéro."""
    if not evaluation.pk:
        return ()
    conclusions = Conclusion.objects.filter(evaluation=evaluation).select_related("fiche")
    return tuple(
        ConclusionLue(c.fiche.numero, c.suite, c.get_suite_display(), c.texte)
        for c in conclusions.order_by("fiche__numero")
    )


def enquetes_lues(convention: int, *, jusqu_a: int | None = None) -> tuple[EnqueteLue, ...]:
    """Les enquêtes d'une convention, les plus récentes d'abord ; trois requêtes."""
    enquetes = Enquete.objects.filter(convention=convention)
    if jusqu_a is not None:
        enquetes = enquetes.filter(annee__lte=jusqu_a)
    reponses: dict[int, list[ReponseDEnquete]] = defaultdict(list)
    for reponse in ReponseDEnquete.objects.filter(question__enquete__convention=convention):
        reponses[reponse.question_id].append(reponse)
    questions: dict[int, list[QuestionDEnqueteLue]] = defaultdict(list)
    for question in QuestionDEnquete.objects.filter(enquete__convention=convention):
        questions[question.enquete_id].append(_question_d_enquete(question, reponses[question.pk]))
    return tuple(
        EnqueteLue(
            pk=enquete.pk,
            titre=enquete.titre,
            genre=enquete.get_genre_display(),
            annee=enquete.annee,
            public=enquete.public,
            source=enquete.source,
            methode=enquete.methode,
            interroges=enquete.interroges,
            repondants=enquete.repondants,
            taux_de_reponse=enquete.taux_de_reponse,
            questions=tuple(questions[enquete.pk]),
        )
        for enquete in enquetes.order_by("-annee", "ordre", "pk")
    )


def _question_d_enquete(
    question: QuestionDEnquete, reponses: Iterable[ReponseDEnquete]
) -> QuestionDEnqueteLue:
    return QuestionDEnqueteLue(
        pk=question.pk,
        texte=question.texte,
        unite=question.unite,
        constat=question.constat,
        eclaire=question.question_evaluative_id,
        reponses=tuple(
            ReponseLue(r.libelle, r.valeur, chiffre_en_clair(r.valeur, question.unite))
            for r in reponses
        ),
    )


def diagnostic_lu(convention: int) -> tuple[tuple[BesoinLu, ...], tuple[ChiffreLu, ...]]:
    """Les besoins du diagnostic avec leurs chiffres, puis ceux d'aucun besoin ; trois requêtes."""
    chiffres: dict[int | None, list[ChiffreLu]] = defaultdict(list)
    for chiffre in ChiffreDuDiagnostic.objects.filter(convention=convention).order_by(
        "ordre", "pk"
    ):
        chiffres[chiffre.besoin_id].append(
            ChiffreLu(
                chiffre.pk, chiffre.libelle, chiffre.en_clair(), chiffre.annee, chiffre.source
            )
        )
    fiches = _numeros_par_objet(Besoin, "besoin", {"convention": convention})
    besoins = tuple(
        BesoinLu(
            pk=besoin.pk,
            titre=besoin.titre,
            description=besoin.description,
            source=besoin.source,
            fiches=tuple(fiches[besoin.pk]),
            chiffres=tuple(chiffres[besoin.pk]),
        )
        for besoin in Besoin.objects.filter(convention=convention).order_by("ordre", "pk")
    )
    return besoins, tuple(chiffres[None])
