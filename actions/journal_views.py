"""Le journal : écrire une note, la corriger dans le jour, relire celui de toute la convention."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.journal import notes_du_journal
from actions.journal_forms import CorrectionDeNoteForm, FiltreDuJournalForm, NoteForm
from actions.models import FicheAction, Note
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import traiter

PAR_PAGE = 30


def adresse_de_la_fiche(fiche: FicheAction, fragment: str = "") -> str:
    """La page d'une fiche, à l'endroit voulu."""
    return reverse("fiche_detail", args=[fiche.convention.slug, fiche.numero]) + fragment


def fil_de_la_fiche(fiche: FicheAction, *suite: tuple[str, str]) -> list[tuple[str, str]]:
    """Le fil d'Ariane d'une page sous la fiche."""
    return [
        ("Plan d'actions", reverse("fiche_liste", args=[fiche.convention.slug])),
        (f"Action {fiche.numero}", adresse_de_la_fiche(fiche)),
        *suite,
    ]


def contexte_de_la_fiche(fiche: FicheAction, fragment: str) -> dict[str, Any]:
    """Ce que montre un formulaire ouvert depuis la fiche, et où mène « Annuler »."""
    return {
        "fiche": fiche,
        "convention": fiche.convention,
        "est_figee": fiche.est_figee(horloge.aujourd_hui()),
        "etapes": fil_de_la_fiche(fiche),
        "annuler": adresse_de_la_fiche(fiche, fragment),
    }


def note_ajouter(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Une note de plus au journal d'une fiche."""
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    fiche = charger(
        FicheAction.objects.select_related("convention", "axe"),
        utilisateur,
        Droit.METTRE_A_JOUR_LES_FICHES,
        convention__slug=slug,
        numero=numero,
    )
    return traiter(
        request,
        NoteForm(request.POST or None, le=le),
        commande=lambda formulaire: fiche.noter(**formulaire.note(), par=utilisateur, le=le),
        vers=adresse_de_la_fiche(fiche, "#journal"),
        message="La note est au journal. Vous pouvez la corriger pendant un jour.",
        gabarit="actions/note_ajouter.html",
        contexte=contexte_de_la_fiche(fiche, "#journal"),
    )


def note_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La correction d'une note par son auteur ou le coordonnateur, un jour durant."""
    utilisateur, maintenant = utilisateur_de(request), horloge.maintenant()
    le = horloge.aujourd_hui()

    def lue() -> Note:
        notes = Note.objects.pour_liste()
        droit = Droit.GERER_LA_CONVENTION
        return charger(notes, utilisateur, droit, fiche__convention__slug=slug, pk=pk)

    note = lue()
    return traiter(
        request,
        CorrectionDeNoteForm(request.POST or None, note=note, le=le),
        commande=lambda formulaire: note.corriger(
            **formulaire.note(),
            ecriture_ouverte=formulaire.version_ouverte(),
            par=utilisateur,
            maintenant=maintenant,
        ),
        vers=adresse_de_la_fiche(note.fiche, "#journal"),
        message="La note est corrigée.",
        gabarit="actions/note_modifier.html",
        contexte={
            **contexte_de_la_fiche(note.fiche, "#journal"),
            "note": note,
            "note_figee": note.est_figee(maintenant),
        },
        relire=lambda: CorrectionDeNoteForm(note=lue(), le=le),
    )


@require_safe
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """Toutes les notes de la convention, filtrées, du plus récent au plus ancien."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    fiches = list(FicheAction.objects.filter(convention=convention).order_by("numero"))
    filtre = FiltreDuJournalForm(request.GET, fiches=fiches)
    filtre.is_valid()
    choisis = {cle: valeur for cle, valeur in filtre.cleaned_data.items() if valeur}
    contexte = {
        "convention": convention,
        "page": Paginator(notes_du_journal(convention, choisis), PAR_PAGE).get_page(
            request.GET.get("page")
        ),
        "formulaire": filtre,
        "filtre": filtre,
        "ecarts": None,
        "est_filtree": bool(choisis) or bool(filtre.errors),
        "etapes": [("Plan d'actions", reverse("fiche_liste", args=[slug]))],
    }
    return render(request, "actions/journal.html", contexte)
