"""Les pages du référentiel : le lire, partir du modèle proposé, l'écrire."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conventions.droits import utilisateur_de
from ctg.socle.formulaires import executer
from ctg.socle.historique import changements
from pilotage.forms.referentiel import HypotheseForm, QuestionEvaluativeForm, ThematiqueForm
from pilotage.lecture_du_referentiel import hypotheses_de, thematiques_lues
from pilotage.manques_du_referentiel import manques_du_cadre
from pilotage.models import Hypothese, QuestionEvaluative, Thematique
from pilotage.models.referentiel import CE_QUE_DEMANDE, Critere
from pilotage.referentiel_propose import proposer_le_referentiel
from pilotage.views.lignes import (
    acces_en_lecture,
    convention_a_rediger,
    ecrire_une_ligne,
    etapes_vers,
    ligne_a_rediger,
)

vers_le_referentiel = partial(etapes_vers, "referentiel_lire", "Référentiel")


@require_GET
def referentiel_lire(request: HttpRequest, slug: str) -> HttpResponse:
    """Le référentiel : thématiques, questions, hypothèses, et ce qui lui manque."""
    acces = acces_en_lecture(request, slug)
    thematiques = thematiques_lues(acces.convention.pk)
    questions = [q for t in thematiques for q in t.toutes_les_questions()]
    contexte = {
        "convention": acces.convention,
        "acces": acces,
        "etapes": acces.etapes,
        "thematiques": thematiques,
        "questions": len(questions),
        "hypotheses": len(hypotheses_de(thematiques)),
        "a_du_propose": any(t.est_proposee for t in thematiques)
        or any(q.est_proposee or any(h.est_proposee for h in q.hypotheses) for q in questions),
        "manques": manques_du_cadre(acces.convention, thematiques) if acces.peut_rediger else (),
        "criteres": [(critere.label, CE_QUE_DEMANDE[critere]) for critere in Critere],
    }
    return render(request, "pilotage/referentiel_lire.html", contexte)


@require_POST
def referentiel_proposer(request: HttpRequest, slug: str) -> HttpResponse:
    """Part du modèle construit des mots de la convention."""
    convention = convention_a_rediger(request, slug)
    return executer(
        request,
        partial(proposer_le_referentiel, convention, par=utilisateur_de(request)),
        vers=reverse("referentiel_lire", args=[slug]),
        message="Le modèle est posé. Relisez-le, amendez-le : il est à vous.",
    )


@require_GET
def referentiel_historique(request: HttpRequest, slug: str) -> HttpResponse:
    """Qui a changé quoi dans le référentiel."""
    acces = acces_en_lecture(request, slug)
    lieu = acces.convention.pk
    contexte = {
        "convention": acces.convention,
        "etapes": [*acces.etapes, ("Référentiel", reverse("referentiel_lire", args=[slug]))],
        "changements": changements(
            Thematique.historique.filter(convention=lieu),
            QuestionEvaluative.historique.filter(thematique__convention=lieu),
            Hypothese.historique.filter(question__thematique__convention=lieu),
        ),
    }
    return render(request, "pilotage/referentiel_historique.html", contexte)


@require_http_methods(["GET", "POST"])
def thematique_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Une thématique de plus ; `?sous=` dit sous laquelle la ranger."""
    convention = convention_a_rediger(request, slug)
    sous = request.GET.get("sous", "")
    parent = convention.thematiques.premieres().filter(pk=sous if sous.isdecimal() else 0).first()
    return ecrire_une_ligne(
        request,
        Thematique(convention=convention, parent=parent),
        ThematiqueForm,
        vers=reverse("referentiel_lire", args=[slug]),
        message="La thématique est ajoutée. Posez-lui une question.",
        gabarit="pilotage/thematique_ajouter.html",
        contexte={"etapes": vers_le_referentiel(slug)},
    )


@require_http_methods(["GET", "POST"])
def thematique_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Le titre d'une thématique, l'axe qu'elle suit, sa place."""
    thematiques = Thematique.objects.select_related("convention")
    return ecrire_une_ligne(
        request,
        ligne_a_rediger(request, thematiques, slug, pk),
        ThematiqueForm,
        vers=reverse("referentiel_lire", args=[slug]) + f"#thematique-{pk}",
        message="La thématique est modifiée.",
        gabarit="pilotage/thematique_modifier.html",
        contexte={"etapes": vers_le_referentiel(slug)},
    )


@require_http_methods(["GET", "POST"])
def question_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une question évaluative de plus, sous une thématique."""
    thematiques = Thematique.objects.select_related("convention")
    thematique = ligne_a_rediger(request, thematiques, slug, pk)
    return ecrire_une_ligne(
        request,
        QuestionEvaluative(thematique=thematique),
        QuestionEvaluativeForm,
        vers=reverse("referentiel_lire", args=[slug]) + f"#thematique-{pk}",
        message="La question est ajoutée. Traduisez-la en hypothèses.",
        gabarit="pilotage/question_ajouter.html",
        contexte={"etapes": vers_le_referentiel(slug), "thematique": thematique},
    )


@require_http_methods(["GET", "POST"])
def question_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Le texte d'une question, son critère, ses outils."""
    questions = QuestionEvaluative.objects.select_related("thematique__convention")
    return ecrire_une_ligne(
        request,
        ligne_a_rediger(request, questions, slug, pk),
        QuestionEvaluativeForm,
        vers=reverse("referentiel_lire", args=[slug]) + f"#question-{pk}",
        message="La question est modifiée.",
        gabarit="pilotage/question_modifier.html",
        contexte={"etapes": vers_le_referentiel(slug)},
    )


@require_http_methods(["GET", "POST"])
def hypothese_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une hypothèse de plus, sous une question."""
    questions = QuestionEvaluative.objects.select_related("thematique__convention")
    question = ligne_a_rediger(request, questions, slug, pk)
    return ecrire_une_ligne(
        request,
        Hypothese(question=question),
        HypotheseForm,
        vers=reverse("referentiel_lire", args=[slug]) + f"#question-{pk}",
        message="L'hypothèse est ajoutée.",
        gabarit="pilotage/hypothese_ajouter.html",
        contexte={"etapes": vers_le_referentiel(slug), "question": question},
    )


@require_http_methods(["GET", "POST"])
def hypothese_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """L'énoncé d'une hypothèse, ses actions, ses indicateurs."""
    hypotheses = Hypothese.objects.select_related("question__thematique__convention")
    ligne = ligne_a_rediger(request, hypotheses, slug, pk)
    return ecrire_une_ligne(
        request,
        ligne,
        HypotheseForm,
        vers=reverse("referentiel_lire", args=[slug]) + f"#hypothese-{pk}",
        message="L'hypothèse est modifiée.",
        gabarit="pilotage/hypothese_modifier.html",
        contexte={"etapes": vers_le_referentiel(slug), "question": ligne.question},
    )
