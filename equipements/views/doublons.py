"""Les fiches qui se ressemblent, les doubles inscriptions, les lignes de plusieurs lieux."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.socle.versions import ecriture_lue
from equipements.annexe2 import annexe2_signee
from equipements.doublons import doublons_possibles
from equipements.forms.doublons import DecoupageForm, DistinctionForm, ExplicationForm, FusionForm
from equipements.fusion import decouper, fusionner, manques_pour_fusionner
from equipements.models import Equipement, ExplicationDInscription, LigneAnnexe2, PasUnDoublon
from equipements.views.commun import adresse_de, contexte_de, convention_de, structure_de


@require_safe
def doublon_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les paires à examiner, celles qu'on a distinguées ; à part, les doubles inscriptions."""
    convention = convention_de(request, slug, Droit.VALIDER)
    structures = Equipement.objects.de_la_convention(convention)
    contexte = contexte_de(
        convention,
        paires=doublons_possibles(convention),
        distinguees=PasUnDoublon.objects.filter(premiere__in=structures).select_related(
            "premiere__commune", "seconde"
        ),
        doubles=annexe2_signee(convention).doubles,
        fusionnees=structures.exclude(fusionnee_dans=None).select_related("fusionnee_dans"),
    )
    return render(request, "equipements/doublon_liste.html", contexte)


def _deux(
    request: HttpRequest, slug: str, garder: int, absorber: int
) -> tuple[Convention, Equipement, Equipement]:
    """Les deux fiches du registre de cette convention, pour qui valide."""
    convention, gardee = structure_de(request, slug, garder, Droit.VALIDER)
    structures = Equipement.objects.de_la_convention(convention).select_related("commune")
    absorbee = charger(structures, utilisateur_de(request), Droit.VALIDER, pk=absorber)
    return convention, gardee, absorbee


def doublon_fusionner(request: HttpRequest, slug: str, garder: int, absorber: int) -> HttpResponse:
    """Réunir deux fiches, champ par champ ; l'absorbée reste consultable."""
    convention, gardee, absorbee = _deux(request, slug, garder, absorber)
    manques = manques_pour_fusionner(gardee, absorbee, convention)
    contexte = contexte_de(convention, gardee, absorbee=absorbee, manques=manques)
    contexte["etapes"][-1] = ("Doublons", reverse("doublon_liste", args=[slug]))
    return traiter(
        request,
        FusionForm(request.POST or None, garder=gardee, absorber=absorbee),
        commande=lambda saisi: fusionner(
            garder=gardee,
            absorber=absorbee,
            convention=convention,
            repris=saisi.repris(),
            version_de_la_gardee=saisi.version_ouverte(),
            version_de_l_absorbee=saisi.cleaned_data["version_de_l_absorbee"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse_de("equipement_detail", convention, gardee),
        message=f"Les deux fiches n'en font plus qu'une : {gardee}. L'autre se lit encore.",
        gabarit="equipements/doublon_fusionner.html",
        contexte=contexte,
    )


@require_http_methods(["GET", "POST"])
def doublon_ecarter(request: HttpRequest, slug: str, garder: int, absorber: int) -> HttpResponse:
    """Retenir que deux fiches ne sont pas un doublon, et pourquoi."""
    convention, une, autre = _deux(request, slug, garder, absorber)
    if une.pk == autre.pk:
        raise Http404("Il faut deux fiches différentes.")
    contexte = contexte_de(convention, une, autre=autre)
    contexte["etapes"][-1] = ("Doublons", reverse("doublon_liste", args=[slug]))
    return traiter(
        request,
        DistinctionForm(request.POST if request.method == "POST" else None),
        commande=lambda saisi: PasUnDoublon.distinguer(
            une,
            autre,
            motif=saisi.cleaned_data["motif"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=reverse("doublon_liste", args=[slug]),
        message="C'est retenu : ces deux fiches ne sont pas un doublon.",
        gabarit="equipements/doublon_ecarter.html",
        contexte=contexte,
    )


@require_POST
def doublon_reprendre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Revenir sur une paire distinguée : elle se propose de nouveau."""
    convention = convention_de(request, slug, Droit.VALIDER)
    structures = Equipement.objects.de_la_convention(convention)
    paires = PasUnDoublon.objects.filter(premiere__in=structures)
    paire: Any = get_object_or_404(paires, pk=pk)
    return executer(
        request,
        lambda: paire.revenir_dessus(par=utilisateur_de(request)),
        vers=reverse("doublon_liste", args=[slug]),
        message="Cette paire n'est plus écartée : relisez-la, ou réunissez les deux fiches.",
    )


def inscription_expliquer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Dire pourquoi plusieurs parties portent la même structure (R17)."""
    convention, equipement = structure_de(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    explication = _explication(convention, equipement)
    lignes = LigneAnnexe2.objects.filter(convention=convention).portant(equipement.pk)
    return traiter(
        request,
        ExplicationForm.ouvrir(explication, ecriture_lue(explication), request.POST or None),
        commande=lambda saisi: _expliquer(request, explication, saisi),
        vers=adresse_de("equipement_detail", convention, equipement),
        message="L'explication est enregistrée.",
        gabarit="equipements/inscription_expliquer.html",
        contexte=contexte_de(
            convention, equipement, lignes=lignes.select_related("signataire__partenaire")
        ),
        relire=lambda: _relire_l_explication(convention, equipement),
    )


def _explication(convention: Convention, equipement: Equipement) -> ExplicationDInscription:
    """Celle qui est écrite, ou de quoi l'écrire."""
    deja = ExplicationDInscription.objects.filter(
        convention=convention, equipement=equipement
    ).first()
    return deja or ExplicationDInscription(convention=convention, equipement=equipement)


def _relire_l_explication(convention: Convention, equipement: Equipement) -> ExplicationForm:
    explication = _explication(convention, equipement)
    return ExplicationForm.ouvrir(explication, ecriture_lue(explication))


def _expliquer(
    request: HttpRequest, explication: ExplicationDInscription, saisi: ExplicationForm
) -> None:
    explication.ecrire(
        texte=saisi.cleaned_data["texte"],
        ecriture_ouverte=saisi.version_ouverte(),
        par=utilisateur_de(request),
        le=horloge.aujourd_hui(),
    )


def ligne_decouper(request: HttpRequest, slug: str, ordre: int) -> HttpResponse:
    """Découper la structure d'une ligne signée en autant de lieux, qui gardent la ligne."""
    convention = convention_de(request, slug, Droit.VALIDER)
    ligne: Any = get_object_or_404(
        LigneAnnexe2.objects.select_related("equipement__commune", "convention"),
        convention=convention,
        ordre=ordre,
        equipement__fusionnee_dans=None,
        equipement__isnull=False,
    )
    contexte = contexte_de(convention, ligne=ligne)
    contexte["etapes"].append(("Annexe 2 signée", reverse("annexe2_liste", args=[slug])))
    formulaire = DecoupageForm.ouvrir(ligne, request.POST or None)
    return traiter(
        request,
        formulaire,
        commande=lambda saisi: decouper(
            ligne=ligne,
            sites=saisi.lignes(),
            version_ouverte=saisi.version_ouverte(),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=reverse("annexe2_liste", args=[slug]),
        message="La ligne est découpée : chaque lieu a sa fiche, et garde la ligne signée.",
        gabarit="equipements/ligne_decouper.html",
        contexte=contexte,
        relire=lambda: DecoupageForm.ouvrir(
            LigneAnnexe2.objects.select_related("equipement").get(pk=ligne.pk),
            au_moins=formulaire.total,
        ),
    )
