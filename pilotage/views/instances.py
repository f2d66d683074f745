"""Les pages des instances : qui siège, quand elles se réunissent, ce qui s'y décide."""

import datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import FormulaireVersionne, executer, traiter
from ctg.socle.historique import changements
from pilotage.forms.instances import (
    DecisionForm,
    DecisionModifieeForm,
    InstanceForm,
    MembreForm,
    PresencesForm,
    ReunionForm,
    ReunionModifieeForm,
)
from pilotage.gouvernance import est_toleree, obligations_de_l_annee, participation
from pilotage.models import Decision, Instance, MembreInstance, Reunion

Etapes = list[tuple[str, str]]


def _vers_les_instances(slug: str) -> Etapes:
    return [("Instances", reverse("instance_liste", args=[slug]))]


def _vers_l_instance(instance: Instance, slug: str) -> Etapes:
    adresse = reverse("instance_detail", args=[slug, instance.pk])
    return [*_vers_les_instances(slug), (instance.nom_court, adresse)]


def _vers_la_reunion(reunion: Reunion, slug: str) -> Etapes:
    adresse = reverse("reunion_detail", args=[slug, reunion.pk])
    return [*_vers_l_instance(reunion.instance, slug), (titre_de(reunion), adresse)]


def titre_de(reunion: Reunion) -> str:
    """« Réunion du 12/06/2025 »."""
    return f"Réunion du {reunion.date:%d/%m/%Y}"


@require_GET
def instance_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Le COPIL, le COTECH, les groupes de travail, et ce que l'année leur demande."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    le = horloge.aujourd_hui()
    instances = _instances_de(convention, le)
    tenus = {i.genre for i in instances if i.derniere and i.derniere.year == le.year}
    animables = Convention.objects.all().avec_droit(utilisateur, Droit.ANIMER_LES_INSTANCES)
    contexte = {
        "convention": convention,
        "comites": [i for i in instances if i.genre != Instance.Genre.GT],
        "groupes": [i for i in instances if i.genre == Instance.Genre.GT],
        "annee": le.year,
        "annee_texte": str(le.year),
        "est_toleree": est_toleree(convention, le.year),
        "obligations": obligations_de_l_annee(convention, le.year, tenus),
        "peut_animer": animables.filter(pk=convention.pk).exists(),
    }
    return render(request, "pilotage/instance_liste.html", contexte)


def _instances_de(convention: Convention, le: datetime.date) -> list[Any]:
    return list(
        Instance.objects.filter(convention=convention)
        .order_by("genre", "nom")
        .annotate(
            nombre_de_membres=Count("membres", filter=Q(membres__fin=None), distinct=True),
            derniere=Max("reunions__date", filter=Q(reunions__date__lte=le)),
            prochaine=Min("reunions__date", filter=Q(reunions__date__gt=le)),
        )
    )


@require_http_methods(["GET", "POST"])
def instance_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Ouvre un groupe de travail, ou le comité qui manque encore."""
    par = utilisateur_de(request)
    convention = charger(Convention.objects.all(), par, Droit.ANIMER_LES_INSTANCES, slug=slug)

    def creer(formulaire: InstanceForm) -> None:
        Instance(convention=convention, **formulaire.cleaned_data).creer(par=par)

    return traiter(
        request,
        InstanceForm(request.POST or None, convention=convention),
        commande=creer,
        vers=reverse("instance_liste", args=[slug]),
        message="L'instance est ouverte. Ajoutez maintenant ses membres.",
        gabarit="pilotage/instance_ajouter.html",
        contexte={"convention": convention, "etapes": _vers_les_instances(slug)},
    )


@require_GET
def instance_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une instance : ses missions, qui y siège, ses réunions."""
    utilisateur = utilisateur_de(request)
    instance = _instance(request, Droit.LIRE, slug, pk)
    le = horloge.aujourd_hui()
    membres = _membres_de(instance)
    reunions = list(
        instance.reunions.annotate(nombre_de_decisions=Count("decisions")).order_by("-date", "-pk")
    )
    contexte = {
        "instance": instance,
        "etapes": _vers_les_instances(slug),
        "parties": _par_partie([m for m in membres if m.fin is None and not m.est_consultatif]),
        "consultatifs": [m for m in membres if m.fin is None and m.est_consultatif],
        "anciens": [m for m in membres if m.fin is not None],
        "a_venir": [r for r in reversed(reunions) if not r.est_tenue(le)],
        "tenues": [r for r in reunions if r.est_tenue(le)],
        "nombre_de_membres": sum(1 for m in membres if m.fin is None),
        "peut_animer": Instance.objects.all()
        .modifiables_par(utilisateur)
        .filter(pk=instance.pk)
        .exists(),
    }
    return render(request, "pilotage/instance_detail.html", contexte)


def _membres_de(instance: Instance) -> list[MembreInstance]:
    """Qui siège ou a siégé, par organisme ; à titre consultatif et sans organisme à la fin."""
    return list(
        instance.membres.select_related("personne", "partenaire").order_by(
            "est_consultatif", F("partenaire__nom").asc(nulls_last=True), "personne__nom"
        )
    )


def _par_partie(membres: list[MembreInstance]) -> list[tuple[str, list[MembreInstance]]]:
    """Les membres groupés par organisme ; ceux qui n'en ont pas, à la fin."""
    return [
        (str(organisme or "Sans organisme"), list(ceux_ci))
        for organisme, ceux_ci in groupby(membres, key=lambda membre: membre.partenaire)
    ]


def _instance(request: HttpRequest, droit: Droit, slug: str, pk: int) -> Instance:
    instances = Instance.objects.select_related("convention")
    return charger(instances, utilisateur_de(request), droit, convention__slug=slug, pk=pk)


@require_http_methods(["GET", "POST"])
def membre_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Fait siéger une personne."""
    instance = _instance(request, Droit.ANIMER_LES_INSTANCES, slug, pk)
    faire_sieger = partial(
        instance.faire_sieger, par=utilisateur_de(request), le=horloge.aujourd_hui()
    )
    return traiter(
        request,
        MembreForm(request.POST or None, convention=instance.convention, le=horloge.aujourd_hui()),
        commande=lambda formulaire: faire_sieger(**formulaire.cleaned_data),
        vers=reverse("instance_detail", args=[slug, pk]),
        message="Cette personne siège à partir d'aujourd'hui.",
        gabarit="pilotage/membre_ajouter.html",
        contexte={"instance": instance, "etapes": _vers_l_instance(instance, slug)},
    )


@require_POST
def membre_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Met fin à un siège aujourd'hui."""
    membre = charger(
        MembreInstance.objects.select_related("instance__convention", "personne"),
        utilisateur_de(request),
        Droit.ANIMER_LES_INSTANCES,
        instance__convention__slug=slug,
        pk=pk,
    )
    return executer(
        request,
        partial(membre.retirer, par=utilisateur_de(request), le=horloge.aujourd_hui()),
        vers=reverse("instance_detail", args=[slug, membre.instance_id]),
        message=f"{membre.personne} ne siège plus à partir d'aujourd'hui.",
    )


@require_http_methods(["GET", "POST"])
def reunion_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Inscrit une réunion d'une instance."""
    instance = _instance(request, Droit.ANIMER_LES_INSTANCES, slug, pk)
    creees: list[Reunion] = []
    reunir = partial(instance.reunir, par=utilisateur_de(request))
    return traiter(
        request,
        ReunionForm(request.POST or None),
        commande=lambda formulaire: creees.append(reunir(**formulaire.cleaned_data)),
        vers=lambda: reverse("reunion_detail", args=[slug, creees[0].pk]),
        message="La réunion est inscrite.",
        gabarit="pilotage/reunion_ajouter.html",
        contexte={"instance": instance, "etapes": _vers_l_instance(instance, slug)},
    )


def _reunion(request: HttpRequest, droit: Droit, slug: str, pk: int) -> Reunion:
    reunions = Reunion.objects.select_related("instance__convention")
    cle = {"instance__convention__slug": slug, "pk": pk}
    return charger(reunions, utilisateur_de(request), droit, **cle)


@require_GET
def reunion_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une réunion : son ordre du jour, qui y était, ce qui fut décidé."""
    reunion = _reunion(request, Droit.LIRE, slug, pk)
    parties = list(reunion.instance.convention.signataires.select_related("partenaire"))
    etats = {p.signataire_id: p for p in reunion.presences.all()}
    animables = Reunion.objects.all().modifiables_par(utilisateur_de(request))
    contexte = {
        "reunion": reunion,
        "titre": titre_de(reunion),
        "etapes": _vers_l_instance(reunion.instance, slug),
        "est_tenue": reunion.est_tenue(horloge.aujourd_hui()),
        "est_copil": reunion.instance.genre == Instance.Genre.COPIL,
        "participation": participation(parties, etats.values()),
        "presences": [(partie, etats.get(partie.pk)) for partie in parties],
        "decisions": list(reunion.decisions.select_related("fiche")),
        "peut_animer": animables.filter(pk=reunion.pk).exists(),
    }
    return render(request, "pilotage/reunion_detail.html", contexte)


@require_http_methods(["GET", "POST"])
def reunion_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Corrige la date, le lieu, l'ordre du jour."""
    par = utilisateur_de(request)
    reunion = _reunion(request, Droit.ANIMER_LES_INSTANCES, slug, pk)
    form, de = ReunionModifieeForm, ReunionModifieeForm.de
    return traiter(
        request,
        form(request.POST or None, initial=de(reunion)),
        commande=lambda formulaire: reunion.modifier(**_saisie(formulaire), par=par),
        relire=lambda: form(initial=de(Reunion.objects.get(pk=pk))),
        vers=reverse("reunion_detail", args=[slug, pk]),
        message="La réunion est enregistrée.",
        gabarit="pilotage/reunion_modifier.html",
        contexte={"reunion": reunion, "etapes": _vers_la_reunion(reunion, slug)},
    )


@require_http_methods(["GET", "POST"])
def presences_noter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Note la présence de toutes les parties, sur une page."""
    par = utilisateur_de(request)
    reunion = _reunion(request, Droit.ANIMER_LES_INSTANCES, slug, pk)
    parties = list(reunion.instance.convention.signataires.select_related("partenaire"))
    form = partial(PresencesForm, parties=parties)
    return traiter(
        request,
        form(request.POST or None, initial=PresencesForm.de(reunion)),
        commande=lambda formulaire: reunion.noter_presences(
            etats=formulaire.etats(), version_ouverte=formulaire.version_ouverte(), par=par
        ),
        relire=lambda: form(initial=PresencesForm.de(Reunion.objects.get(pk=pk))),
        vers=reverse("reunion_detail", args=[slug, pk]),
        message="Les présences sont notées.",
        gabarit="pilotage/presences_noter.html",
        contexte={"reunion": reunion, "etapes": _vers_la_reunion(reunion, slug)},
    )


@require_http_methods(["GET", "POST"])
def decision_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ajoute une décision au relevé de la réunion."""
    reunion = _reunion(request, Droit.ANIMER_LES_INSTANCES, slug, pk)
    decider = partial(reunion.decider, par=utilisateur_de(request))
    return traiter(
        request,
        DecisionForm(request.POST or None, convention=reunion.instance.convention),
        commande=lambda formulaire: decider(**formulaire.cleaned_data),
        vers=reverse("reunion_detail", args=[slug, pk]),
        message="La décision est ajoutée au relevé.",
        gabarit="pilotage/decision_ajouter.html",
        contexte={"reunion": reunion, "etapes": _vers_la_reunion(reunion, slug)},
    )


def _saisie(formulaire: FormulaireVersionne) -> dict[str, Any]:
    """Ce que la commande attend : la version ouverte, et chaque champ."""
    champs = {nom: v for nom, v in formulaire.cleaned_data.items() if nom != "version"}
    return {"version_ouverte": formulaire.version_ouverte(), **champs}


def _decision(request: HttpRequest, slug: str, pk: int) -> Decision:
    decisions = Decision.objects.select_related("reunion__instance__convention")
    cle = {"reunion__instance__convention__slug": slug, "pk": pk}
    return charger(decisions, utilisateur_de(request), Droit.ANIMER_LES_INSTANCES, **cle)


@require_http_methods(["GET", "POST"])
def decision_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Réécrit une décision."""
    par = utilisateur_de(request)
    decision = _decision(request, slug, pk)
    reunion, etapes = decision.reunion, _vers_la_reunion(decision.reunion, slug)
    form = partial(DecisionModifieeForm, convention=reunion.instance.convention)
    return traiter(
        request,
        form(request.POST or None, initial=DecisionModifieeForm.de(decision)),
        commande=lambda formulaire: decision.modifier(**_saisie(formulaire), par=par),
        relire=lambda: form(initial=DecisionModifieeForm.de(Decision.objects.get(pk=pk))),
        vers=reverse("reunion_detail", args=[slug, reunion.pk]),
        message="La décision est enregistrée.",
        gabarit="pilotage/decision_modifier.html",
        contexte={"decision": decision, "reunion": reunion, "etapes": etapes},
    )


@require_GET
def reunion_historique(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Qui a changé quoi dans cette réunion, ses présences et ses décisions."""
    reunion = _reunion(request, Droit.LIRE, slug, pk)
    contexte = {
        "reunion": reunion,
        "etapes": _vers_la_reunion(reunion, slug),
        "changements": changements(
            reunion.historique.all(),
            *(m.historique.filter(reunion=pk) for m in (Decision, reunion.presences.model)),
        ),
    }
    return render(request, "pilotage/reunion_historique.html", contexte)
