"""La fin d'une convention et celle qui la suit : les pages qui traversent les salles."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.socle.templatetags.portail import accorde
from ctg.suite import Suite, preparer_la_suite, reprendre_les_dernieres_valeurs
from ctg.suite_forms import ClotureForm, ReouvertureForm, SuiteForm
from pilotage.suite import conclusions_du_plan, manques_pour_cloturer, restes_a_la_cloture


def _convention(request: HttpRequest, slug: str) -> Convention:
    return charger(
        Convention.objects.all(), utilisateur_de(request), Droit.GERER_LA_CONVENTION, slug=slug
    )


def _page(slug: str) -> str:
    return reverse("convention_detail", args=[slug])


@require_http_methods(["GET", "POST"])
def convention_preparer(request: HttpRequest, slug: str) -> HttpResponse:
    """Ouvrir la convention suivante : ce qui s'en reprend se choisit, et se voit avant."""
    convention, preparees = _convention(request, slug), list[Suite]()
    formulaire = SuiteForm(
        request.POST or None, de=convention, conclusions=conclusions_du_plan(convention)
    )
    return traiter(
        request,
        formulaire,
        commande=lambda f: preparees.append(
            preparer_la_suite(
                de=convention,
                **{nom: f.cleaned_data[nom] for nom in ("nom", "debut", "fin")},
                choix=f.choix(),
                par=utilisateur_de(request),
                le=horloge.aujourd_hui(),
            )
        ),
        vers=lambda: reverse("convention_batir", args=[preparees[0].convention.slug]),
        message=lambda: _reprise(preparees[0]),
        gabarit="ctg/convention_preparer.html",
        contexte={
            "convention": convention,
            "suite": convention.suites.first(),
            "etapes": [("Convention", _page(slug))],
        },
    )


def _reprise(suite: Suite) -> str:
    return (
        "La convention suivante est ouverte, en projet :"
        f" {accorde(suite.fiches, 'action reprise,actions reprises')},"
        f" {accorde(suite.lignes, 'ligne,lignes')} à l'annexe 2. Voici ce qu'il reste à y écrire."
    )


@require_POST
def convention_reprendre_valeurs(request: HttpRequest, slug: str) -> HttpResponse:
    """Reprendre, dans la suite en projet, ce que l'ancienne convention répond à présent."""
    suite, changees = _convention(request, slug), list[int]()
    if suite.succede_a is not None:
        # On n'en reprend que ce qu'on peut lire.
        charger(
            Convention.objects.all(), utilisateur_de(request), Droit.LIRE, pk=suite.succede_a_id
        )
    return executer(
        request,
        lambda: changees.append(
            reprendre_les_dernieres_valeurs(suite=suite, par=utilisateur_de(request))
        ),
        vers=reverse("convention_batir", args=[slug]),
        message=lambda: (
            f"{accorde(changees[0], _CHANGEES)} à jour."
            if changees[0]
            else "Les valeurs de référence disent déjà les dernières réponses."
        ),
    )


_CHANGEES = "valeur de référence mise,valeurs de référence mises"


@require_http_methods(["GET", "POST"])
def convention_cloturer(request: HttpRequest, slug: str) -> HttpResponse:
    """Clore une convention échue, une fois son évaluation finale validée."""
    convention, le = _convention(request, slug), horloge.aujourd_hui()
    manques = partial(manques_pour_cloturer, convention)
    return traiter(
        request,
        ClotureForm(request.POST or None),
        commande=lambda f: convention.cloturer(manques=manques, par=utilisateur_de(request), le=le),
        vers=_page(slug),
        message="La convention est clôturée. Tout s'y lit encore ; rien n'y change plus.",
        gabarit="ctg/convention_cloturer.html",
        contexte={
            "convention": convention,
            "est_echue": convention.est_echue(le),
            "manques": manques() if convention.est_ouverte else [],
            "restes": restes_a_la_cloture(convention) if convention.est_ouverte else [],
            "etapes": [("Convention", _page(slug))],
        },
    )


@require_http_methods(["GET", "POST"])
def convention_rouvrir(request: HttpRequest, slug: str) -> HttpResponse:
    """Rouvrir une convention close, avec son motif."""
    convention = _convention(request, slug)
    return traiter(
        request,
        ReouvertureForm(request.POST or None),
        commande=lambda f: convention.rouvrir(
            motif=f.cleaned_data["motif"], par=utilisateur_de(request)
        ),
        vers=_page(slug),
        message="La convention est rouverte. Clôturez-la quand la correction est faite.",
        gabarit="ctg/convention_rouvrir.html",
        contexte={"convention": convention, "etapes": [("Convention", _page(slug))]},
    )
