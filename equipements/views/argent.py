"""L'argent du registre : les soutiens, les bonus, le plancher de l'article 6."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conventions.droits import Droit, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import traiter
from equipements.argent import AnneeDArgent, ArgentDuRegistre, argent_du_registre
from equipements.forms.soutiens import PlancherForm
from equipements.models import PlancherDuBonus
from equipements.views.commun import contexte_de, convention_de, droits_sur


@require_safe
def registre_argent(request: HttpRequest, slug: str) -> HttpResponse:
    """Soutiens et bonus par année, face au plancher ; pour qui voit tous les montants."""
    convention = convention_de(request, slug, Droit.VOIR_LES_MONTANTS)
    argent = argent_du_registre(convention, horloge.aujourd_hui())
    contexte = contexte_de(
        convention,
        argent=argent,
        annee=_annee_choisie(argent, request.GET.get("annee", "")),
        peut_valider=Droit.VALIDER in droits_sur(request, convention),
    )
    return render(request, "equipements/registre_argent.html", contexte)


def _annee_choisie(argent: ArgentDuRegistre, demandee: str) -> AnneeDArgent | None:
    """L'année demandée, ou la dernière dont on connaît un montant."""
    for annee in argent.annees:
        if str(annee.annee) == demandee:
            return annee
    connues = [a for a in argent.annees if a.soutiens.connus or a.bonus.connus]
    return next(iter([*connues, *argent.annees]), None)


def plancher_saisir(request: HttpRequest, slug: str) -> HttpResponse:
    """Le plancher du bonus territoire, saisi une fois (art. 6)."""
    convention = convention_de(request, slug, Droit.VALIDER)
    page = reverse("registre_argent", args=[slug])
    plancher = _plancher(convention)
    contexte = contexte_de(convention)
    contexte["etapes"].append(("L'argent du registre", page))
    return traiter(
        request,
        PlancherForm.ouvrir(plancher, convention, request.POST or None),
        commande=lambda saisi: plancher.enregistrer(
            montant=saisi.cleaned_data["montant"],
            annee=saisi.cleaned_data["annee"],
            source=saisi.cleaned_data["source"],
            version_ouverte=saisi.version_ouverte(),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=page,
        message="Le plancher est enregistré.",
        gabarit="equipements/plancher_saisir.html",
        contexte=contexte,
        relire=lambda: PlancherForm.ouvrir(_plancher(convention), convention),
    )


def _plancher(convention: Convention) -> PlancherDuBonus:
    """Celui de la convention, ou de quoi le saisir."""
    deja = PlancherDuBonus.objects.filter(convention=convention).first()
    return deja or PlancherDuBonus(convention=convention)
