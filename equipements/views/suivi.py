"""Le suivi de la campagne du registre, pour qui coordonne : lire, accepter, renvoyer."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Campagne
from conventions.reponses import renvoyer_la_reponse
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from equipements import acceptations as commandes
from equipements import questions
from equipements.forms.decisions import RenvoiForm
from equipements.forms.demandes import FiltresDuSuiviForm
from equipements.models import AnneeFermee, DemandeDeRegistre, QuestionConfiee
from equipements.relecture import relire
from equipements.suivi import suivre

PAR_PAGE = 25
Etapes = list[tuple[str, str]]


def _campagne(request: HttpRequest, slug: str, pk: int) -> Campagne:
    return charger(
        Campagne.objects.select_related("convention"),
        utilisateur_de(request),
        Droit.VALIDER,
        convention__slug=slug,
        pk=pk,
    )


def _demande(request: HttpRequest, slug: str, pk: int) -> DemandeDeRegistre:
    return charger(
        DemandeDeRegistre.objects.pour_liste(),
        utilisateur_de(request),
        Droit.VALIDER,
        campagne__convention__slug=slug,
        pk=pk,
    )


def _suivi(slug: str, campagne: int) -> str:
    return reverse("registre_suivi", args=[slug, campagne])


@require_safe
def registre_suivi(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Qui a répondu, par partie ou par structure ; ce qui est à relire avant d'accepter."""
    campagne = _campagne(request, slug, pk)
    filtres = FiltresDuSuiviForm(request.GET)
    filtres.is_valid()
    suivi = suivre(campagne, filtres.cleaned_data)
    par_structure = filtres.cleaned_data.get("vue") == "structures"
    ecart = filtres.cleaned_data.get("ecart", "")
    lignes = suivi.par_structure(ecart) if par_structure else suivi.lignes
    contexte = {
        "campagne": campagne,
        "convention": campagne.convention,
        "suivi": suivi,
        # Accepter confirme tout : chaque réponse se lit là où on la coche.
        "acceptables": [(lue, relire(lue)) for lue in suivi.acceptables],
        "annee_est_ouverte": campagne.est_ouverte
        or campagne.annee not in AnneeFermee.de(campagne.convention),
        "filtres": filtres,
        "par_structure": par_structure,
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "situation": campagne.situation(horloge.aujourd_hui()),
        "etapes": [("Registre", reverse("equipement_liste", args=[slug]))],
    }
    return render(request, "equipements/registre_suivi.html", contexte)


@require_POST
def registre_accepter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La réponse lue est bonne : ses chiffres et ses prix sont confirmés."""
    demande = _demande(request, slug, pk)
    return executer(
        request,
        lambda: commandes.accepter_la_demande(
            demande=demande,
            empreinte=request.POST.get("empreinte", ""),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=reverse("registre_lire", args=[slug, pk]),
        message=f"La réponse {demande.signataire.partenaire.en_complement} est acceptée.",
    )


@require_POST
def registre_accepter_en_nombre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Accepter d'un geste les réponses cochées, qui n'ont aucun écart."""
    campagne = _campagne(request, slug, pk)
    empreintes = _empreintes(request.POST.getlist("reponse"))
    demandes = list(DemandeDeRegistre.objects.de_la_campagne(campagne).filter(pk__in=empreintes))
    return executer(
        request,
        lambda: commandes.accepter_en_nombre(
            demandes=demandes,
            empreintes=empreintes,
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_suivi(slug, pk),
        message=f"Réponses acceptées : {len(demandes)}.",
    )


def _empreintes(cochees: list[str]) -> dict[int, str]:
    """« 12:3f… » → {12: « 3f… »} ; ce qui est illisible ne vaut rien."""
    paires = (cochee.partition(":") for cochee in cochees)
    return {int(pk): empreinte for pk, _, empreinte in paires if pk.isdecimal()}


@require_POST
def question_confirmer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une question passée à une adresse inconnue : la laisser partir, ou la rendre."""
    question = charger(
        QuestionConfiee.objects.pour_liste(),
        utilisateur_de(request),
        Droit.VALIDER,
        campagne__convention__slug=slug,
        pk=pk,
    )
    part, par = request.POST.get("decision") == "envoyer", utilisateur_de(request)
    le = horloge.aujourd_hui()
    return executer(
        request,
        lambda: (
            questions.confirmer_l_adresse(question=question, de=par.personne, par=par, le=le)
            if part
            else questions.rendre_la_question(question=question, par=par, le=le)
        ),
        vers=_suivi(slug, question.campagne_id),
        message="Le lien part." if part else "La question revient à qui l'avait passée.",
    )


@require_http_methods(["GET", "POST"])
def registre_renvoyer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La réponse est à reprendre : dire pourquoi."""
    demande = _demande(request, slug, pk)

    def vierge() -> RenvoiForm:
        return RenvoiForm(initial={"version": _demande(request, slug, pk).version})

    return traiter(
        request,
        RenvoiForm(request.POST) if request.method == "POST" else vierge(),
        commande=lambda saisi: renvoyer_la_reponse(
            demande=demande,
            motif=saisi.cleaned_data["motif"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=saisi.version_ouverte(),
        ),
        vers=_suivi(slug, demande.campagne_id),
        message="La réponse est renvoyée, avec votre motif.",
        gabarit="equipements/registre_renvoyer.html",
        contexte={"demande": demande, "etapes": _etapes(demande, slug)},
        relire=vierge,
    )


def _etapes(demande: DemandeDeRegistre, slug: str) -> Etapes:
    return [
        ("Suivi du registre", _suivi(slug, demande.campagne_id)),
        (str(demande.signataire), reverse("registre_lire", args=[slug, demande.pk])),
    ]
