"""Ce qui manque au référentiel (R8, art. 10) : à son cadre, puis à ce que l'année en dit."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions.models import Axe, FicheAction
from conventions.models import Convention, Document
from ctg.socle.nombres import nombre_fr
from pilotage.lecture_du_referentiel import ThematiqueLue, hypotheses_de, thematiques_lues
from pilotage.manque import Manque
from pilotage.models import Appreciation, Besoin, Conclusion, Evaluation, Hypothese, Verdict
from pilotage.models.referentiel import CRITERES_DE_LA_CONVENTION

# L'annexe du texte qui porte le diagnostic.
ANNEXE_DU_DIAGNOSTIC = 1


def manques_du_referentiel(evaluation: Evaluation) -> list[Manque]:
    """Ce que le référentiel n'a pas, et ce que l'année n'en a pas encore dit (R8, art. 10).

    L'évaluation peut n'être pas enregistrée. Douze requêtes, quel que soit le référentiel.
    """
    thematiques = thematiques_lues(evaluation.convention_id, evaluation)
    manques = manques_du_cadre(evaluation.convention, thematiques)
    if not thematiques:
        return manques
    return [
        *manques,
        *_du_diagnostic(evaluation.convention),
        *_de_l_annee(evaluation, thematiques),
    ]


def faits_du_referentiel(evaluation: Evaluation) -> dict[str, Coalesce]:
    """De quoi annoter une convention pour `manques_en_bref`, sans requête de plus."""
    hypotheses = Hypothese.objects.filter(question__thematique__convention=OuterRef("pk"))
    rendus = Verdict.objects.filter(evaluation=evaluation.pk, hypothese=OuterRef("pk"))
    fiches = FicheAction.objects.filter(convention=OuterRef("pk"))
    conclues = Conclusion.objects.filter(evaluation=evaluation.pk, fiche=OuterRef("pk"))
    de_l_hypothese = "question__thematique__convention"
    return {
        "hypotheses": _combien(hypotheses, de_l_hypothese),
        "hypotheses_a_juger": _combien(hypotheses.exclude(Exists(rendus)), de_l_hypothese),
        "actions": _combien(fiches, "convention"),
        "actions_a_conclure": _combien(fiches.exclude(Exists(conclues)), "convention"),
    }


def _combien(objets: QuerySet[Any], convention: str) -> Coalesce:
    """Le nombre de ces objets, dans la requête d'une convention ; `convention` : leur chemin."""
    nombres = objets.order_by().values(convention).annotate(nombre=Count("pk")).values("nombre")
    return Coalesce(Subquery(nombres), 0)


def manques_en_bref(evaluation: Evaluation, faits: Any) -> Iterator[Manque]:
    """R8 en une ou deux phrases, sans requête ; `faits` : une convention ainsi annotée.

    Le détail est sur les pages où elles mènent.
    """
    slug, annee = evaluation.convention.slug, evaluation.annee
    if not faits.hypotheses:
        yield _pas_ecrit(slug)
    elif faits.hypotheses_a_juger:
        yield Manque(
            _sans_verdict(faits.hypotheses_a_juger, faits.hypotheses, annee),
            "art. 10",
            adresse=reverse("verdict_liste", args=[slug, evaluation.cle]),
            geste="Rendre les verdicts",
        )
    if faits.actions_a_conclure:
        sujet = _compte(faits.actions_a_conclure, "action", "actions")
        verbe = "n'a" if faits.actions_a_conclure < 2 else "n'ont"
        yield Manque(
            f"{sujet} sur {nombre_fr(faits.actions)} {verbe} pas de conclusion pour {annee} :"
            " garder, ajuster ou arrêter.",
            "art. 10",
            adresse=reverse("jugement_liste", args=[slug, evaluation.cle]),
            geste="Conclure",
        )


def _sans_verdict(n: int, total: int, annee: int) -> str:
    verbe = "n'a" if n < 2 else "n'ont"
    sujet = _compte(n, "hypothèse", "hypothèses")
    return f"{sujet} sur {nombre_fr(total)} {verbe} pas de verdict pour {annee}."


def _pas_ecrit(slug: str) -> Manque:
    return Manque(
        "Le référentiel d'évaluation n'est pas écrit.",
        "art. 10",
        adresse=reverse("referentiel_lire", args=[slug]),
        geste="Écrire le référentiel",
    )


def manques_du_cadre(convention: Convention, thematiques: Sequence[ThematiqueLue]) -> list[Manque]:
    """Ce qu'il reste à écrire du référentiel lui-même ; une requête au plus."""
    return list(_du_cadre(convention, thematiques))


def _du_cadre(convention: Convention, thematiques: Sequence[ThematiqueLue]) -> Iterator[Manque]:
    vers = reverse("referentiel_lire", args=[convention.slug])
    if not thematiques:
        yield _pas_ecrit(convention.slug)
        return
    questions = [q for t in thematiques for q in t.toutes_les_questions()]
    geste = "Compléter le référentiel"
    suivis = {sous.axe for t in thematiques for sous in (t, *t.sous_thematiques)}
    muets = [axe for axe in _axes(convention) if axe.numero not in suivis]
    if muets:
        sujet = _compte(len(muets), "axe n'est suivi", "axes ne sont suivis")
        yield Manque(
            f"{sujet} par aucune thématique.",
            "art. 10",
            tuple(str(axe) for axe in muets),
            vers,
            geste,
        )
    poses = {question.critere for question in questions}
    absents = [critere for critere in CRITERES_DE_LA_CONVENTION if critere not in poses]
    if absents:
        yield Manque(
            "Aucune question ne juge au regard de certains critères de la convention.",
            "art. 10",
            tuple(str(critere.label) for critere in absents),
            vers,
            geste,
        )
    for phrase_une, phrase_plusieurs, details in (
        (
            "thématique n'a pas de question",
            "thématiques n'ont pas de question",
            [t.titre for t in thematiques if not t.toutes_les_questions()],
        ),
        (
            "question n'est traduite en aucune hypothèse",
            "questions ne sont traduites en aucune hypothèse",
            [q.texte for q in questions if not q.hypotheses],
        ),
        (
            "question ne dit pas avec quels outils y répondre",
            "questions ne disent pas avec quels outils y répondre",
            [q.texte for q in questions if not q.outils],
        ),
        (
            "hypothèse n'est liée à aucune action",
            "hypothèses ne sont liées à aucune action",
            [h.enonce for h in hypotheses_de(thematiques) if not h.fiches],
        ),
    ):
        if details:
            phrase = f"{_compte(len(details), phrase_une, phrase_plusieurs)}."
            yield Manque(phrase, "art. 10", tuple(details), vers, geste)


def _axes(convention: Convention) -> Sequence[Axe]:
    return list(Axe.objects.filter(convention=convention).order_by("numero"))


def _du_diagnostic(convention: Convention) -> Iterator[Manque]:
    """La pertinence se juge contre les besoins du diagnostic (art. 1) ; deux requêtes."""
    vers = reverse("diagnostic_lire", args=[convention.slug])
    liens = Besoin.fiches.through.objects.filter(besoin=OuterRef("pk"))
    besoins = list(
        Besoin.objects.filter(convention=convention).annotate(a_une_reponse=Exists(liens))
    )
    if not besoins:
        yield Manque(
            "Aucun besoin du diagnostic n'est noté : la pertinence ne peut pas se juger.",
            "art. 1",
            adresse=vers,
            geste="Noter les besoins",
        )
    sans_reponse = [str(besoin) for besoin in besoins if not besoin.a_une_reponse]
    if sans_reponse:
        sujet = _compte(len(sans_reponse), "besoin n'a", "besoins n'ont")
        yield Manque(
            f"{sujet} aucune action qui y réponde.",
            "art. 1",
            tuple(sans_reponse),
            vers,
            "Voir le diagnostic",
        )
    if Document.objects.a_joindre().filter(convention=convention, annexe=ANNEXE_DU_DIAGNOSTIC):
        yield Manque(
            "Le fichier du diagnostic n'est pas joint.",
            "annexe 1",
            adresse=vers,
            geste="Joindre le diagnostic",
        )


def _de_l_annee(evaluation: Evaluation, thematiques: Sequence[ThematiqueLue]) -> Iterator[Manque]:
    """Les verdicts, les appréciations et les conclusions de l'année ; deux requêtes."""
    slug = evaluation.convention.slug
    hypotheses = hypotheses_de(thematiques)
    a_rendre = [h.enonce for h in hypotheses if not h.verdict]
    if a_rendre:
        yield Manque(
            _sans_verdict(len(a_rendre), len(hypotheses), evaluation.annee),
            "art. 10",
            tuple(a_rendre),
            reverse("verdict_liste", args=[slug, evaluation.cle]),
            "Rendre les verdicts",
        )
    vers = reverse("jugement_liste", args=[slug, evaluation.cle])
    dits = set(
        Appreciation.objects.filter(evaluation=evaluation.pk).values_list("genre", flat=True)
    )
    tus = [str(genre.label) for genre in Appreciation.Genre if genre not in dits]
    if tus:
        yield Manque(
            f"L'analyse critique de {evaluation.annee} ne dit pas encore tout ce que demande"
            " la convention.",
            "art. 10",
            tuple(tus),
            vers,
            "Écrire l'analyse",
        )
    conclues = Conclusion.objects.filter(evaluation=evaluation.pk, fiche=OuterRef("pk"))
    muettes = FicheAction.objects.filter(convention=evaluation.convention_id)
    sans_suite = [str(f) for f in muettes.exclude(Exists(conclues)).order_by("numero")]
    if sans_suite:
        sujet = _compte(len(sans_suite), "action n'a", "actions n'ont")
        yield Manque(
            f"{sujet} pas de conclusion pour {evaluation.annee} : la garder, l'ajuster"
            " ou l'arrêter.",
            "art. 10",
            tuple(sans_suite),
            vers,
            "Conclure",
        )


def _compte(n: int, un: str, plusieurs: str) -> str:
    return f"{nombre_fr(n)}\u00a0{un if n < 2 else plusieurs}"
