"""Les pages des données personnelles : les lire, les emporter, les corriger, les effacer."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conventions.coordonnees import corriger_ses_coordonnees
from conventions.droits import Droit, Role, charger, utilisateur_de
from conventions.forms.coordonnees import CoordonneesForm
from conventions.models import Convention, Personne, Utilisateur
from ctg.donnees_personnelles import Classe
from ctg.rgpd import durees
from ctg.rgpd.effacement import effacer, garder, prevoir
from ctg.rgpd.export import fichier_de
from ctg.rgpd.forms import ConfirmationForm, FiltreDuRegistreForm
from ctg.rgpd.personnes import connues_dans, hors_de_portee
from ctg.rgpd.purge import en_preavis
from ctg.rgpd.registre import COLONNES, registre
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter


def _convention(request: HttpRequest, slug: str) -> Convention:
    return charger(
        Convention.objects.all(), utilisateur_de(request), Droit.GERER_LES_PERSONNES, slug=slug
    )


def _personne(request: HttpRequest, slug: str, pk: int) -> tuple[Convention, Personne]:
    """La personne, si la convention la connaît et que le compte en tient les personnes."""
    convention = _convention(request, slug)
    return convention, get_object_or_404(connues_dans(convention).select_related("compte"), pk=pk)


def _personnes(convention: Convention) -> list[tuple[str, str]]:
    """Le fil d'Ariane jusqu'aux personnes."""
    return [
        ("Convention", reverse("convention_detail", args=[convention.slug])),
        ("Personnes", reverse("personne_liste", args=[convention.slug])),
    ]


def _telecharger(personne: Personne) -> HttpResponse:
    nom, contenu = fichier_de(personne)
    reponse = HttpResponse(contenu, content_type="application/json; charset=utf-8")
    reponse.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


@login_not_required
@require_safe
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    """Chaque champ du portail, ce qu'il dit d'une personne, pourquoi et combien de temps."""
    filtre = FiltreDuRegistreForm(request.GET)
    filtre.is_valid()
    classe = filtre.cleaned_data.get("classe", "")
    traitements = registre(Classe(classe) if classe else None)
    contexte = {
        "traitements": traitements,
        "nombre": sum(len(table.champs) for t in traitements for table in t.tables),
        "filtre": filtre,
        "est_filtree": bool(classe),
        "colonnes": [(c.value, mots) for c, mots in COLONNES.items() if classe in ("", c)],
    }
    return render(request, "ctg/donnees_personnelles.html", contexte)


@require_safe
def mes_donnees(request: HttpRequest) -> HttpResponse:
    """Ce que le portail garde de la personne connectée, pourquoi, jusqu'à quand."""
    utilisateur = utilisateur_de(request)
    coordonnateurs = Utilisateur.objects.filter(
        is_active=True,
        habilitations__role=Role.COORDONNATEUR,
        habilitations__convention__habilitations__utilisateur=utilisateur,
    ).distinct()
    contexte = {
        "personne": utilisateur.personne,
        "coordonnateurs": coordonnateurs,
        "durees": {
            "inactivite": durees.MOIS_D_INACTIVITE,
            "preavis": durees.JOURS_DE_PREAVIS,
            "contenu": durees.MOIS_DU_CONTENU_D_UN_COURRIEL,
            "courriel": durees.MOIS_D_UN_COURRIEL,
            "lien": durees.MOIS_D_UN_LIEN_EXPIRE,
            "echec": durees.JOURS_D_UN_ECHEC_DE_CONNEXION,
        },
    }
    return render(request, "ctg/mes_donnees.html", contexte)


@require_safe
@never_cache
def mes_donnees_telecharger(request: HttpRequest) -> HttpResponse:
    """Ses propres données, dans un fichier lisible (RGPD, art. 15 et 20)."""
    return _telecharger(utilisateur_de(request).personne)


def mes_coordonnees(request: HttpRequest) -> HttpResponse:
    """La personne connectée corrige son nom et de quoi la joindre."""
    utilisateur = utilisateur_de(request)
    personne = Personne.objects.get(pk=utilisateur.personne_id)
    return traiter(
        request,
        CoordonneesForm(request.POST or None, instance=personne),
        commande=lambda f: corriger_ses_coordonnees(
            personne=personne, par=utilisateur, **f.cleaned_data
        ),
        vers=reverse("mes_donnees"),
        message="Vos coordonnées sont à jour.",
        gabarit="ctg/mes_coordonnees.html",
        contexte={"etapes": [("Mes données", reverse("mes_donnees"))]},
    )


@require_safe
@never_cache
def personne_exporter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Les données d'une personne, pour qui les demande sans avoir de compte.

    Elles sont de toutes les conventions : qui n'en tient qu'une ne les lit pas toutes.
    """
    _, personne = _personne(request, slug, pk)
    if hors_de_portee(personne, utilisateur_de(request)):
        raise PermissionDenied(
            "Une autre convention connaît cette personne : son export revient à qui les tient"
            " toutes. Avec un compte, elle télécharge ses données elle-même."
        )
    return _telecharger(personne)


def personne_effacer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ce qui arrivera à cette personne ; puis, son nom tapé, le fait."""
    convention, personne = _personne(request, slug, pk)
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    return traiter(
        request,
        ConfirmationForm(request.POST or None, nom=str(personne)),
        commande=lambda _: effacer(personne=personne, par=utilisateur, le=le),
        vers=reverse("personne_liste", args=[slug]),
        message="C'est fait. Ses données sont effacées.",
        gabarit="ctg/personne_effacer.html",
        contexte={
            "convention": convention,
            "personne": personne,
            "prevu": prevoir(personne, par=utilisateur, le=le),
            "etapes": _personnes(convention),
        },
    )


@require_POST
def personne_garder(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Garder une personne inactive : l'effacement prévu n'aura pas lieu."""
    _, personne = _personne(request, slug, pk)
    return executer(
        request,
        lambda: garder(personne=personne, par=utilisateur_de(request)),
        vers=reverse("personnes_inactives", args=[slug]),
        message=f"Les données de {personne} sont gardées. Le délai repart d'aujourd'hui.",
    )


@require_safe
def personnes_inactives(request: HttpRequest, slug: str) -> HttpResponse:
    """Les personnes dont l'effacement est prévu, et le jour."""
    convention = _convention(request, slug)
    contexte = {
        "convention": convention,
        "menacees": en_preavis(convention),
        "etapes": _personnes(convention),
    }
    return render(request, "ctg/personnes_inactives.html", contexte)
