"""Ce qui se répète pour une structure ; les titres qui vont finir, et ce qui est à vérifier."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conventions.droits import Droit, utilisateur_de
from conventions.models import Utilisateur
from ctg.socle import horloge
from ctg.socle.formulaires import traiter
from equipements import services
from equipements.echeances import titres_finissant
from equipements.forms.lignes import FORMULAIRES, LignesDeStructureForm
from equipements.models import Equipement
from equipements.views.commun import (
    EN_REDACTION,
    MESSAGE_RELUE,
    adresse_de,
    contexte_de,
    convention_de,
    structure_de,
)
from equipements.vigilances import vigilances_du_registre


def equipement_lignes(request: HttpRequest, slug: str, pk: int, liste: str) -> HttpResponse:
    """Une liste de la structure : tout de suite, ou par une correction si elle est validée."""
    convention, equipement = structure_de(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    if liste not in FORMULAIRES:
        raise Http404("Cette liste n'existe pas.")
    droits: Any = equipement
    est_validee = equipement.etat_saisie == Equipement.EtatSaisie.VALIDE
    se_relit = liste not in Equipement.LISTES_DE_CONTACT
    est_relue = est_validee and se_relit and not droits.peut_valider
    redige = equipement.etat_saisie in EN_REDACTION
    formulaire = _ouvrir(equipement, liste, droits.peut_valider, request.POST or None)
    return traiter(
        request,
        formulaire,
        commande=lambda saisi: _modifier(equipement, saisi, utilisateur_de(request)),
        vers=adresse_de(
            "equipement_verifier" if redige else "equipement_detail", convention, equipement
        ),
        message=MESSAGE_RELUE if est_relue else "Vos modifications sont enregistrées.",
        gabarit="equipements/equipement_lignes.html",
        contexte=contexte_de(
            convention, equipement, rubrique=FORMULAIRES[liste], est_relue=est_relue
        ),
        relire=lambda: _ouvrir(
            Equipement.objects.get(pk=equipement.pk),
            liste,
            droits.peut_valider,
            au_moins=formulaire.total,
        ),
    )


def _ouvrir(
    equipement: Equipement,
    liste: str,
    valide_elle_meme: bool,
    donnees: Any = None,
    au_moins: int = 0,
) -> LignesDeStructureForm:
    """Le formulaire ; une correction ouverte y est reportée, sauf pour qui la tranchera."""
    correction = None if valide_elle_meme else equipement.corrections.ouvertes().first()
    valeurs = correction.valeurs if correction else {}
    return FORMULAIRES[liste].ouvrir(equipement, valeurs, donnees, au_moins)


def _modifier(equipement: Equipement, saisi: LignesDeStructureForm, par: Utilisateur) -> None:
    droits: Any = equipement
    services.modifier(
        equipement=equipement,
        champs={saisi.liste: saisi.lignes()},
        version_ouverte=saisi.version_ouverte(),
        par=par,
        le=horloge.aujourd_hui(),
        sans_relecture=droits.peut_valider,
    )


@require_safe
def titre_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les autorisations, agréments, COF et labels qui finissent dans les six mois (E7)."""
    convention = convention_de(request, slug)
    le = horloge.aujourd_hui()
    contexte = contexte_de(convention, echeances=titres_finissant(convention, le), le=le)
    return render(request, "equipements/titre_liste.html", contexte)


@require_safe
def vigilance_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce qui, dans les structures, ne suit pas les règles de la Caf (E4, E5, E6)."""
    convention = convention_de(request, slug)
    vigilances = vigilances_du_registre(convention, utilisateur_de(request))
    contexte = contexte_de(convention, vigilances=vigilances)
    return render(request, "equipements/vigilance_liste.html", contexte)
