"""Les enquêtes : leur liste, leurs chiffres en graphique et en tableau, ce qui s'y écrit."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conventions.droits import utilisateur_de
from ctg.socle.formulaires import traiter
from pilotage.dessin_des_enquetes import barres_de_la_question
from pilotage.forms.enquetes import EnqueteForm, QuestionDEnqueteForm
from pilotage.lecture_du_referentiel import enquetes_lues
from pilotage.models import Enquete, QuestionDEnquete, QuestionEvaluative
from pilotage.views.lignes import (
    acces_en_lecture,
    convention_a_rediger,
    ecrire_une_ligne,
    etapes_vers,
    ligne_a_rediger,
)

vers_les_enquetes = partial(etapes_vers, "enquete_liste", "Enquêtes")


@require_GET
def enquete_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les enquêtes menées, les plus récentes d'abord."""
    acces = acces_en_lecture(request, slug)
    contexte = {
        "convention": acces.convention,
        "acces": acces,
        "etapes": acces.etapes,
        "enquetes": enquetes_lues(acces.convention.pk),
    }
    return render(request, "pilotage/enquete_liste.html", contexte)


@require_GET
def enquete_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une enquête : comment elle fut menée, chaque question en graphique et en tableau."""
    acces = acces_en_lecture(request, slug)
    enquete = next((e for e in enquetes_lues(acces.convention.pk) if e.pk == pk), None)
    if enquete is None:
        raise Http404("Cette enquête n'existe pas.")
    eclairees = QuestionEvaluative.objects.filter(
        pk__in=[q.eclaire for q in enquete.questions if q.eclaire]
    )
    textes = dict(eclairees.values_list("pk", "texte"))
    contexte = {
        "convention": acces.convention,
        "acces": acces,
        "etapes": [*acces.etapes, ("Enquêtes", reverse("enquete_liste", args=[slug]))],
        "enquete": enquete,
        "questions": [
            (
                question,
                textes.get(question.eclaire or 0, ""),
                barres_de_la_question(question),
                barres_de_la_question(question, largeur=300, prefixe="etroit"),
            )
            for question in enquete.questions
        ],
    }
    return render(request, "pilotage/enquete_detail.html", contexte)


@require_http_methods(["GET", "POST"])
def enquete_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Une enquête de plus."""
    enquete = Enquete(convention=convention_a_rediger(request, slug))
    return ecrire_une_ligne(
        request,
        enquete,
        EnqueteForm,
        vers=lambda: reverse("enquete_detail", args=[slug, enquete.pk]),
        message="L'enquête est ajoutée. Notez maintenant ses questions et leurs chiffres.",
        gabarit="pilotage/enquete_ajouter.html",
        contexte={"etapes": vers_les_enquetes(slug)},
    )


@require_http_methods(["GET", "POST"])
def enquete_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Comment l'enquête fut menée."""
    enquetes = Enquete.objects.select_related("convention")
    return ecrire_une_ligne(
        request,
        ligne_a_rediger(request, enquetes, slug, pk),
        EnqueteForm,
        vers=reverse("enquete_detail", args=[slug, pk]),
        message="L'enquête est modifiée.",
        gabarit="pilotage/enquete_modifier.html",
        contexte={"etapes": vers_les_enquetes(slug)},
    )


@require_http_methods(["GET", "POST"])
def question_d_enquete_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une question de plus, et ses chiffres."""
    enquete = ligne_a_rediger(request, Enquete.objects.select_related("convention"), slug, pk)
    question = QuestionDEnquete(enquete=enquete)
    return _chiffrer(request, question, "pilotage/question_d_enquete_ajouter.html")


@require_http_methods(["GET", "POST"])
def question_d_enquete_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Le texte d'une question, ses réponses, ce qu'on en retient."""
    questions = QuestionDEnquete.objects.select_related("enquete__convention")
    question = ligne_a_rediger(request, questions, slug, pk)
    return _chiffrer(request, question, "pilotage/question_d_enquete_modifier.html")


def _chiffrer(request: HttpRequest, question: QuestionDEnquete, gabarit: str) -> HttpResponse:
    enquete = question.enquete
    slug = enquete.convention.slug
    chiffrer = partial(question.chiffrer, par=utilisateur_de(request))
    return traiter(
        request,
        QuestionDEnqueteForm(request.POST or None, ligne=question),
        commande=lambda saisi: chiffrer(
            valeurs=saisi.valeurs(),
            reponses=saisi.cleaned_data["reponses"],
            version_ouverte=saisi.version_ouverte(),
        ),
        relire=lambda: QuestionDEnqueteForm(ligne=QuestionDEnquete.objects.get(pk=question.pk)),
        vers=reverse("enquete_detail", args=[slug, enquete.pk]),
        message="La question et ses chiffres sont enregistrés.",
        gabarit=gabarit,
        contexte={
            "convention": enquete.convention,
            "enquete": enquete,
            "ligne": question,
            "version_lue": question.version,
            "est_close": not enquete.convention.est_ouverte,
            "etapes": [
                *vers_les_enquetes(slug),
                (enquete.titre, reverse("enquete_detail", args=[slug, enquete.pk])),
            ],
        },
    )
