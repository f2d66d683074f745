"""Les propositions de modification du contrat : les lire, proposer, retenir, écarter, appliquer."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from actions.journal_views import adresse_de_la_fiche, fil_de_la_fiche
from actions.models import FicheAction, PropositionDeModification
from actions.models.propositions import nom_du_champ
from actions.propositions import (
    articles_cites,
    par_avenant,
    proposition_montree,
    propositions_listees,
)
from actions.propositions_forms import (
    ActionNouvelleForm,
    EcarterForm,
    FiltrePropositionsForm,
    PropositionForm,
    RetenirForm,
)
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Avenant, Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter

PAR_PAGE = 30
DEPOSEE = "La proposition est déposée. Le texte signé reste en vigueur jusqu'à l'avenant."


def _charger(
    request: HttpRequest, slug: str, pk: int, droit: Droit = Droit.GERER_LA_CONVENTION
) -> PropositionDeModification:
    propositions = PropositionDeModification.objects.pour_liste()
    return charger(propositions, utilisateur_de(request), droit, convention__slug=slug, pk=pk)


def _fil(slug: str, *suite: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Plan d'actions", reverse("fiche_liste", args=[slug])),
        ("Propositions", reverse("proposition_liste", args=[slug])),
        *suite,
    ]


def _vers(proposition: PropositionDeModification) -> str:
    return reverse("proposition_detail", args=[proposition.convention.slug, proposition.pk])


@require_safe
def proposition_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce qu'on propose de changer au contrat, et où en est chaque proposition."""
    utilisateur = utilisateur_de(request)
    proposables = Convention.objects.avec_droit(utilisateur, Droit.METTRE_A_JOUR_LES_FICHES)
    conventions = Convention.objects.annotate(
        peut_proposer=Exists(proposables.filter(pk=OuterRef("pk")))
    )
    convention = charger(conventions, utilisateur, Droit.LIRE, slug=slug)
    fiches = FicheAction.objects.filter(convention=convention).order_by("numero")
    filtre = FiltrePropositionsForm(request.GET, fiches=fiches)
    filtre.is_valid()
    choisis = {cle: valeur for cle, valeur in filtre.cleaned_data.items() if valeur}
    contexte = {
        "convention": convention,
        "page": Paginator(propositions_listees(convention, choisis), PAR_PAGE).get_page(
            request.GET.get("page")
        ),
        "filtre": filtre,
        "est_filtree": bool(choisis),
        "articles": articles_cites(convention, 12),
        "etapes": _fil(slug)[:1],
    }
    return render(request, "actions/proposition_liste.html", contexte)


def proposition_ajouter(request: HttpRequest, slug: str, numero: int, champ: str) -> HttpResponse:
    """Proposer de réécrire un champ du contrat, à partir du texte signé."""
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    droit = Droit.METTRE_A_JOUR_LES_FICHES
    fiches = FicheAction.objects.select_related("convention", "axe")
    fiche = charger(fiches, utilisateur, droit, convention__slug=slug, numero=numero)
    if champ not in PropositionDeModification.CHAMPS:
        raise Http404("Ce champ n'est pas au contrat.")
    return traiter(
        request,
        PropositionForm(request.POST or None, fiche=fiche, champ=champ),
        commande=lambda f: f.proposition().proposer(par=utilisateur, le=le),
        vers=adresse_de_la_fiche(fiche, "#propositions"),
        message=DEPOSEE,
        gabarit="actions/proposition_ajouter.html",
        contexte={
            "fiche": fiche,
            "convention": fiche.convention,
            "nom_du_champ": nom_du_champ(champ),
            "texte_signe": getattr(fiche, champ),
            "est_figee": fiche.est_figee(le),
            "deja": fiche.propositions.vivantes().filter(champ=champ).pour_liste(),
            "articles": articles_cites(fiche.convention, 12, 13),
            "etapes": fil_de_la_fiche(fiche),
            "annuler": adresse_de_la_fiche(fiche),
        },
    )


def action_proposer(request: HttpRequest, slug: str) -> HttpResponse:
    """Préparer une action nouvelle : elle n'entrera au plan que par avenant."""
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    droit = Droit.METTRE_A_JOUR_LES_FICHES
    convention = charger(Convention.objects.all(), utilisateur, droit, slug=slug)
    return traiter(
        request,
        ActionNouvelleForm(request.POST or None, convention=convention),
        commande=lambda f: f.proposition().proposer(par=utilisateur, le=le),
        vers=reverse("proposition_liste", args=[slug]),
        message=DEPOSEE,
        gabarit="actions/action_proposer.html",
        contexte={
            "convention": convention,
            "a_des_axes": convention.axes.exists(),
            "articles": articles_cites(convention, 12, 13),
            "etapes": _fil(slug),
            "annuler": reverse("proposition_liste", args=[slug]),
        },
    )


@require_safe
def proposition_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Le texte signé, le texte proposé, ce qui change entre les deux, et la suite donnée."""
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    proposition = _charger(request, slug, pk, Droit.LIRE)
    gerees = Convention.objects.filter(pk=proposition.convention_id)
    contexte = {
        "convention": proposition.convention,
        "montree": proposition_montree(proposition),
        "peut_trancher": gerees.modifiables_par(utilisateur).exists(),
        "manques": proposition.manques_pour_appliquer(le),
        "articles": articles_cites(proposition.convention, 12, 13),
        "etapes": _fil(slug),
    }
    return render(request, "actions/proposition_detail.html", contexte)


def _contexte_de_decision(proposition: PropositionDeModification) -> dict[str, Any]:
    return {
        "convention": proposition.convention,
        "montree": proposition_montree(proposition),
        "articles": articles_cites(proposition.convention, 12),
        "etapes": _fil(
            proposition.convention.slug, (proposition.intitule[:60], _vers(proposition))
        ),
        "annuler": _vers(proposition),
    }


def proposition_retenir(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La porter à un avenant en projet."""
    proposition = _charger(request, slug, pk)
    return traiter(
        request,
        RetenirForm(request.POST or None, proposition=proposition),
        commande=lambda f: _charger(request, slug, pk).retenir(
            avenant=f.cleaned_data["avenant"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=f.version_ouverte(),
        ),
        vers=_vers(proposition),
        message="La proposition est portée à l'avenant. Le texte signé ne change pas encore.",
        gabarit="actions/proposition_retenir.html",
        contexte=_contexte_de_decision(proposition),
        relire=lambda: RetenirForm(proposition=_charger(request, slug, pk)),
    )


def proposition_ecarter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ne pas la retenir, et dire pourquoi."""
    proposition = _charger(request, slug, pk)
    return traiter(
        request,
        EcarterForm(request.POST or None, proposition=proposition),
        commande=lambda f: _charger(request, slug, pk).ecarter(
            motif=f.cleaned_data["motif"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=f.version_ouverte(),
        ),
        vers=_vers(proposition),
        message="La proposition est écartée. Sa raison reste lisible.",
        gabarit="actions/proposition_ecarter.html",
        contexte=_contexte_de_decision(proposition),
        relire=lambda: EcarterForm(proposition=_charger(request, slug, pk)),
    )


@require_POST
def proposition_appliquer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """L'avenant signé, le nouveau texte entre au contrat."""
    proposition = _charger(request, slug, pk)
    return executer(
        request,
        lambda: proposition.appliquer(
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=proposition.version,
        ),
        vers=_vers(proposition),
        message="Le nouveau texte est au contrat. L'historique de la fiche le dit.",
    )


@require_safe
def avenant_modifications(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Toutes les modifications qu'un avenant apporte au plan (art. 12)."""
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    avenants = Avenant.objects.select_related("convention")
    avenant = charger(avenants, utilisateur, Droit.LIRE, convention__slug=slug, numero=numero)
    gerees = Convention.objects.filter(pk=avenant.convention_id)
    contexte = {
        "convention": avenant.convention,
        "avenant": avenant,
        "lignes": par_avenant(avenant, le),
        "peut_trancher": gerees.modifiables_par(utilisateur).exists(),
        "articles": articles_cites(avenant.convention, 12),
        "etapes": [("Convention", reverse("convention_detail", args=[slug]))],
    }
    return render(request, "actions/avenant_modifications.html", contexte)
