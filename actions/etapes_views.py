"""Les étapes d'une fiche : les lire dans l'ordre, ajouter, modifier, déplacer, retirer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from actions.etapes_forms import EtapeForm
from actions.journal_views import fil_de_la_fiche
from actions.models import Etape, FicheAction
from actions.presentation import etapes_montrees
from actions.services import personnes_designables
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Avenant
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter, version_envoyee


def _fiche(request: HttpRequest, slug: str, numero: int) -> FicheAction:
    """La fiche, pour qui peut la mettre à jour."""
    utilisateur, droit = utilisateur_de(request), Droit.METTRE_A_JOUR_LES_FICHES
    fiches = FicheAction.objects.avec_permissions(utilisateur).select_related("convention", "axe")
    return charger(fiches.avec_etapes(), utilisateur, droit, convention__slug=slug, numero=numero)


def _fiche_a_ecrire(request: HttpRequest, slug: str, numero: int) -> FicheAction:
    """La fiche, pour qui peut y écrire une étape.

    En projet, c'est le texte qui sera signé : il faut le droit de tenir la convention.
    """
    fiche = _fiche(request, slug, numero)
    if fiche.convention.est_en_projet:
        projets = FicheAction.objects.all()
        charger(projets, utilisateur_de(request), Droit.GERER_LA_CONVENTION, pk=fiche.pk)
    return fiche


def _etape(fiche: FicheAction, pk: int) -> Etape:
    etapes = Etape.objects.select_related("responsable")
    etape: Etape = get_object_or_404(etapes, fiche=fiche, pk=pk)
    # Déjà chargée, avec sa convention.
    etape.fiche = fiche
    return etape


def _liste(fiche: FicheAction, etape: Etape | None = None) -> str:
    """La page des étapes, sur celle dont on parle."""
    adresse = reverse("etape_liste", args=[fiche.convention.slug, fiche.numero])
    return f"{adresse}#etape-{etape.pk}" if etape is not None else adresse


def _contexte(fiche: FicheAction, **suite: Any) -> dict[str, Any]:
    return {
        "fiche": fiche,
        "convention": fiche.convention,
        "est_figee": fiche.est_figee(horloge.aujourd_hui()),
        "etapes": fil_de_la_fiche(fiche, ("Les étapes", _liste(fiche))),
        "annuler": _liste(fiche),
        **suite,
    }


def _geste(request: HttpRequest) -> dict[str, Any]:
    return {"par": utilisateur_de(request), "le": horloge.aujourd_hui()}


@require_safe
def etape_liste(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Les étapes dans l'ordre : celles du contrat, celles qu'on a ajoutées."""
    fiche, le = _fiche(request, slug, numero), horloge.aujourd_hui()
    contexte = _contexte(
        fiche,
        lignes=etapes_montrees(fiche, le),
        etapes=fil_de_la_fiche(fiche),
        a_un_projet=fiche.convention.est_en_projet,
        peut_ajouter=not fiche.convention.est_en_projet or fiche.est_administrable,
        avenant=_avenant_a_suivre(fiche),
    )
    return render(request, "actions/etape_liste.html", contexte)


def etape_ajouter(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Une étape de plus, en fin de liste."""
    fiche = _fiche_a_ecrire(request, slug, numero)
    etape = Etape(fiche=fiche)
    return traiter(
        request,
        _formulaire(request, etape),
        commande=lambda formulaire: _enregistrer(request, etape, formulaire),
        vers=lambda: _liste(fiche, etape),
        message="L'étape est ajoutée.",
        gabarit="actions/etape_ajouter.html",
        contexte=_contexte(fiche),
    )


def etape_modifier(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Une étape déjà là : son responsable et son jour ; son texte, pour qui peut l'écrire."""
    fiche = _fiche(request, slug, numero)
    etape = _etape(fiche, pk)
    return traiter(
        request,
        _formulaire(request, etape),
        commande=lambda formulaire: _enregistrer(request, etape, formulaire),
        vers=_liste(fiche, etape),
        message="L'étape est modifiée.",
        gabarit="actions/etape_modifier.html",
        contexte=_contexte(
            fiche,
            etape=_etape(fiche, pk),
            version=etape.version,
            texte_est_libre=_ecrit_le_texte(etape),
        ),
        relire=lambda: _formulaire(request, _etape(fiche, pk), est_lie=False),
    )


def _avenant_a_suivre(fiche: FicheAction) -> Avenant | None:
    """L'avenant auquel la coordination accorde les étapes du contrat, s'il y en a un."""
    if not fiche.est_administrable or fiche.convention.est_en_projet:
        return None
    return fiche.avenant_de_l_echeancier()


def _ecrit_le_texte(etape: Etape) -> bool:
    """Vrai si la personne peut changer le libellé et la période de cette étape, la retirer."""
    if etape.fiche.convention.est_en_projet:
        return bool(etape.fiche.est_administrable)
    return not etape.est_signee or _avenant_a_suivre(etape.fiche) is not None


def _formulaire(request: HttpRequest, etape: Etape, *, est_lie: bool = True) -> EtapeForm:
    le = horloge.aujourd_hui()
    return EtapeForm(
        (request.POST or None) if est_lie else None,
        etape=etape,
        personnes=personnes_designables(etape.fiche.convention, le),
        le=le,
        texte_est_libre=etape._state.adding or _ecrit_le_texte(etape),
        avenant=_avenant_a_suivre(etape.fiche) if etape._state.adding else None,
    )


def _enregistrer(request: HttpRequest, etape: Etape, formulaire: EtapeForm) -> None:
    etape.enregistrer(
        valeurs=formulaire.valeurs(),
        version_ouverte=formulaire.version_ouverte(),
        accord=formulaire.est_un_accord(),
        **_geste(request),
    )


@require_POST
def etape_deplacer(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Monte ou descend une étape d'un rang ; la page revient sur elle."""
    fiche = _fiche(request, slug, numero)
    etape = _etape(fiche, pk)
    vers_le_haut = request.POST.get("sens") == "monter"
    phrases: list[str] = []

    def commande() -> None:
        a_bouge = etape.deplacer(vers_le_haut=vers_le_haut, **_geste(request))
        bout = "en tête" if vers_le_haut else "en fin de liste"
        ou = f"a maintenant le rang {etape.ordre}" if a_bouge else f"est déjà {bout}"
        phrases.append(f"L'étape {ou} : {etape.libelle}")

    return executer(request, commande, vers=_liste(fiche, etape), message=lambda: phrases[0])


@require_POST
def etape_retirer(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Retire une étape que le contrat n'écrit pas ; l'historique la garde."""
    fiche = _fiche_a_ecrire(request, slug, numero)
    etape = _etape(fiche, pk)
    return executer(
        request,
        lambda: etape.retirer(
            version_ouverte=version_envoyee(request),
            accord=fiche.est_administrable,
            **_geste(request),
        ),
        vers=_liste(fiche),
        message=f"L'étape est retirée : {etape}. L'historique en garde la trace.",
    )
