"""Le logo d'une partie : le déposer, le remplacer, le retirer, le montrer (art. 9)."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from conventions import logos
from conventions.droits import Droit, charger, utilisateur_de
from conventions.forms.contrat import LogoForm
from conventions.models import LogoDePartenaire, Signataire
from ctg.socle import horloge
from ctg.socle.documents import reponse_du_fichier
from ctg.socle.formulaires import executer, saisie_avec_fichier, traiter


def _partie(
    request: HttpRequest, slug: str, pk: int, droit: Droit = Droit.GERER_LA_CONVENTION
) -> Signataire:
    return charger(
        Signataire.objects.select_related("partenaire", "convention"),
        utilisateur_de(request),
        droit,
        convention__slug=slug,
        pk=pk,
    )


def _page_de(partie: Signataire) -> str:
    return reverse("partenaire_detail", args=[partie.convention.slug, partie.partenaire.code])


def logo_deposer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Le logo d'une partie, ou celui qui le remplace."""
    partie = _partie(request, slug, pk)
    logo = LogoDePartenaire.objects.filter(partenaire=partie.partenaire).first()
    ouverte = {"version": logos.ecriture_du_logo(logo)}
    return traiter(
        request,
        LogoForm(*saisie_avec_fichier(request), initial=ouverte),
        commande=lambda f: logos.deposer_logo(
            partenaire=partie.partenaire,
            convention=partie.convention,
            fichier=f.cleaned_data["fichier"],
            ecriture_ouverte=f.version_ouverte(),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_page_de(partie),
        message=f"Le logo est déposé : {partie.partenaire}.",
        gabarit="conventions/logo_deposer.html",
        contexte={"partie": partie, "logo": logo, "etapes": _etapes(partie)},
        relire=lambda: LogoForm(
            initial={
                "version": logos.ecriture_du_logo(
                    LogoDePartenaire.objects.filter(partenaire=partie.partenaire).first()
                )
            }
        ),
    )


@require_POST
def logo_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Retire le logo : les documents montreront le nom."""
    partie = _partie(request, slug, pk)
    return executer(
        request,
        lambda: logos.retirer_logo(
            partenaire=partie.partenaire, convention=partie.convention, par=utilisateur_de(request)
        ),
        vers=_page_de(partie),
        message=f"Le logo est retiré : {partie.partenaire}.",
    )


@require_safe
def logo_montrer(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """L'image, à qui peut lire la convention."""
    partie = _partie(request, slug, pk, Droit.LIRE)
    return reponse_du_fichier(get_object_or_404(LogoDePartenaire, partenaire=partie.partenaire))


def _etapes(partie: Signataire) -> list[tuple[str, str]]:
    slug = partie.convention.slug
    return [
        ("Convention", reverse("convention_detail", args=[slug])),
        ("Parties", reverse("signataire_liste", args=[slug])),
        (str(partie.partenaire), _page_de(partie)),
    ]
