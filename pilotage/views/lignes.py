"""Ce que partagent les pages du référentiel, du diagnostic et des enquêtes."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle.formulaires import executer, traiter, version_envoyee
from pilotage.forms.referentiel import LigneForm
from pilotage.models import (
    Besoin,
    ChiffreDuDiagnostic,
    Enquete,
    Hypothese,
    QuestionDEnquete,
    QuestionEvaluative,
    Thematique,
    peut_lire_les_evaluations,
)
from pilotage.models.lignes import LigneOrdonnee

Etapes = list[tuple[str, str]]

# Le mot de l'adresse → ce qu'il désigne, et la page où la ligne se lit.
GENRES: dict[str, tuple[Any, str]] = {
    "thematique": (Thematique, "referentiel_lire"),
    "question": (QuestionEvaluative, "referentiel_lire"),
    "hypothese": (Hypothese, "referentiel_lire"),
    "enquete": (Enquete, "enquete_liste"),
    "question-d-enquete": (QuestionDEnquete, "enquete_detail"),
    "besoin": (Besoin, "diagnostic_lire"),
    "chiffre": (ChiffreDuDiagnostic, "diagnostic_lire"),
}
SENS = {"monter": -1, "descendre": 1}


@dataclass(frozen=True)
class Acces:
    """La convention, et ce que la personne y peut : lire les évaluations, les rédiger.

    Une convention close ne se rédige plus, par personne.
    """

    convention: Convention
    lit_les_evaluations: bool
    peut_rediger: bool

    @property
    def etapes(self) -> Etapes:
        """D'où l'on vient : les évaluations pour qui les lit, sinon le plan."""
        slug = self.convention.slug
        if self.lit_les_evaluations:
            return [("Évaluations", reverse("evaluation_liste", args=[slug]))]
        return [("Plan d'actions", reverse("fiche_liste", args=[slug]))]


def acces_en_lecture(request: HttpRequest, slug: str) -> Acces:
    """La convention à lire, et ce que la personne y peut de plus ; trois requêtes."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    redigeables = Convention.objects.all().avec_droit(utilisateur, Droit.REDIGER_LES_EVALUATIONS)
    return Acces(
        convention,
        lit_les_evaluations=peut_lire_les_evaluations(utilisateur, convention),
        peut_rediger=convention.est_ouverte and redigeables.filter(pk=convention.pk).exists(),
    )


def convention_a_rediger(request: HttpRequest, slug: str) -> Convention:
    """La convention, si la personne en rédige les évaluations."""
    par = utilisateur_de(request)
    return charger(Convention.objects.all(), par, Droit.REDIGER_LES_EVALUATIONS, slug=slug)


def ligne_a_rediger(request: HttpRequest, lignes: Any, slug: str, pk: int) -> Any:
    """La ligne de cette convention, si la personne en rédige les évaluations."""
    chemin = f"{lignes.chemin}__slug"
    par = utilisateur_de(request)
    return charger(lignes, par, Droit.REDIGER_LES_EVALUATIONS, pk=pk, **{chemin: slug})


def etapes_vers(nom: str, titre: str, slug: str, *cle: int) -> Etapes:
    """Le fil d'une page d'écriture : les évaluations, puis la page qu'on quitte."""
    return [
        ("Évaluations", reverse("evaluation_liste", args=[slug])),
        (titre, reverse(nom, args=[slug, *cle])),
    ]


def ecrire_une_ligne(
    request: HttpRequest,
    ligne: Any,
    formulaire: type[LigneForm],
    *,
    vers: Any,
    message: str,
    gabarit: str,
    contexte: dict[str, Any],
) -> HttpResponse:
    """Ajoute ou modifie une ligne par son formulaire."""
    par, convention = utilisateur_de(request), ligne.de_la_convention
    return traiter(
        request,
        formulaire(request.POST or None, ligne=ligne),
        commande=lambda saisi: ligne.enregistrer(
            valeurs=saisi.valeurs(),
            liens=saisi.liens(),
            version_ouverte=saisi.version_ouverte(),
            par=par,
        ),
        relire=lambda: formulaire(ligne=type(ligne).objects.get(pk=ligne.pk)),
        vers=vers,
        message=message,
        gabarit=gabarit,
        contexte={
            "convention": convention,
            "ligne": ligne,
            "version_lue": ligne.version,
            "est_close": not convention.est_ouverte,
            **contexte,
        },
    )


def _ligne(request: HttpRequest, slug: str, genre: str, pk: int) -> tuple[LigneOrdonnee, str]:
    """La ligne que l'adresse désigne, et l'adresse de la page où elle se lit."""
    if genre not in GENRES:
        raise Http404("Cette page n'existe pas.")
    modele, page = GENRES[genre]
    ligne = ligne_a_rediger(request, modele.objects.all(), slug, pk)
    cle = [ligne.enquete_id] if genre == "question-d-enquete" else []
    return ligne, reverse(page, args=[slug, *cle])


@require_POST
def ligne_deplacer(request: HttpRequest, slug: str, genre: str, pk: int) -> HttpResponse:
    """Fait monter ou descendre une ligne d'un rang."""
    ligne, vers = _ligne(request, slug, genre, pk)
    sens = SENS.get(request.POST.get("sens", ""))
    if sens is None:
        raise Http404("Ce sens n'existe pas.")
    return executer(
        request,
        partial(ligne.deplacer, de=sens, par=utilisateur_de(request)),
        vers=f"{vers}#{genre}-{pk}",
        message="L'ordre est changé.",
    )


@require_POST
def ligne_retirer(request: HttpRequest, slug: str, genre: str, pk: int) -> HttpResponse:
    """Retire une ligne, si rien d'écrit n'y tient."""
    ligne, vers = _ligne(request, slug, genre, pk)
    return executer(
        request,
        partial(
            ligne.retirer, version_ouverte=version_envoyee(request), par=utilisateur_de(request)
        ),
        vers=vers,
        message="C'est retiré. L'historique le garde.",
    )
