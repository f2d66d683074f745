"""Importer un fichier : le déposer, relire ce qu'il changerait, l'appliquer."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from conventions.droits import Droit, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.lot_signe import LotIllisible
from ctg.socle.nombres import nombre_fr
from ctg.socle.tableur import ClasseurRefuse
from ctg.socle.versions import ConflitDeVersion
from equipements.declarants import signataires_declarables
from equipements.echanges import application, chiffres, prix_lus, structures
from equipements.echanges.controle import Controle, Quoi
from equipements.echanges.ecriture import Bilan
from equipements.forms.echanges import ImportForm
from equipements.models import annee_scolaire_en_mots, annees_commencees
from equipements.prix import annees_scolaires
from equipements.views.commun import contexte_de, convention_de, droits_sur

# Ce que la page montre d'abord ; la suite se relit aussi, repliée, par autant.
PAR_PAQUET = 100
# Un choix par doublon probable, et un envoi ne porte pas plus de mille champs.
CHOIX_AU_PLUS = 800
_SESSION = "import_du_registre"
_TROP_ANCIEN = "Ce contrôle est trop ancien, ou incomplet. Déposez à nouveau le fichier."
_DEJA_FAIT = "Ce fichier a déjà été appliqué : il ne l'est pas deux fois."
_CHANGE_DEPUIS = (
    "Le registre a changé depuis le contrôle : rien n'a été écrit. Déposez à nouveau le fichier."
)


def _charger(request: HttpRequest, slug: str) -> Convention:
    """La convention, pour qui y corrige une structure au moins."""
    convention = convention_de(request, slug)
    if not signataires_declarables(utilisateur_de(request), convention).exists():
        raise PermissionDenied(f"Il faudrait le droit suivant : {Droit.SAISIR_LE_REGISTRE.value}")
    return convention


def registre_importer(request: HttpRequest, slug: str) -> HttpResponse:
    """Déposer un fichier, puis relire ce qu'il changerait : rien n'est écrit ici."""
    convention = _charger(request, slug)
    formulaire = ImportForm(request.POST or None, request.FILES or None)
    contexte = contexte_de(
        convention,
        formulaire=formulaire,
        annees=annees_commencees(convention, horloge.aujourd_hui()),
        scolaires=[
            (annee, annee_scolaire_en_mots(annee))
            for annee in annees_scolaires(convention, horloge.aujourd_hui())
        ],
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            controle = _controler(request, convention, formulaire)
            lot = ""
            if not controle.erreurs:
                lot = application.signer_le_lot(controle, convention, utilisateur_de(request))
        except (ClasseurRefuse, ActionImpossible) as refus:
            formulaire.add_error("fichier", str(refus))
        else:
            return _montrer(request, convention, controle, lot)
    return render(request, "equipements/registre_importer.html", contexte)


def _controler(request: HttpRequest, convention: Convention, formulaire: ImportForm) -> Controle:
    convention.exiger_ouverte()
    utilisateur, octets = utilisateur_de(request), formulaire.octets()
    if formulaire.quoi_choisi() is Quoi.STRUCTURES:
        return structures.controler(octets, convention=convention, utilisateur=utilisateur)
    de_l_annee = prix_lus.controler if formulaire.quoi_choisi() is Quoi.PRIX else chiffres.controler
    return de_l_annee(
        octets, convention=convention, utilisateur=utilisateur, le=horloge.aujourd_hui()
    )


def _montrer(
    request: HttpRequest, convention: Convention, controle: Controle, lot: str
) -> HttpResponse:
    """La page de vérification : tout ce qui s'appliquerait s'y lit, la suite repliée."""
    contexte = contexte_de(
        convention,
        controle=controle,
        lot=lot,
        erreurs=_par_paquets(controle.erreurs_par_ligne()),
        changees=_par_paquets(controle.changees),
        nouvelles=_par_paquets(controle.nouvelles),
        a_decider=_par_paquets(controle.a_decider[:CHOIX_AU_PLUS]),
        laissees=_par_paquets(controle.a_decider[CHOIX_AU_PLUS:]),
        peut_valider=Droit.VALIDER in droits_sur(request, convention),
    )
    return render(request, "equipements/registre_relire.html", contexte)


def _par_paquets(lignes: Sequence[Any]) -> list[tuple[str, Sequence[Any]]]:
    """(« 101 à 200 sur 240 », ses lignes) : le premier paquet se lit aussitôt, sans titre."""
    paquets = []
    for debut in range(0, len(lignes), PAR_PAQUET):
        fin = min(debut + PAR_PAQUET, len(lignes))
        titre = f"{nombre_fr(debut + 1)} à {nombre_fr(fin)} sur {nombre_fr(len(lignes))}"
        paquets.append((titre if debut else "", lignes[debut:fin]))
    return paquets


@require_POST
def registre_appliquer(request: HttpRequest, slug: str) -> HttpResponse:
    """Applique ce que la page de vérification a montré, d'un seul acte."""
    convention, utilisateur = _charger(request, slug), utilisateur_de(request)
    envoye = request.POST.get("lot", "")
    empreinte = hashlib.sha256(envoye.encode()).hexdigest()
    if request.session.get(_SESSION, {}).get("empreinte") == empreinte:
        return _refuser(request, slug, _DEJA_FAIT)
    try:
        _, lignes = application.lire_le_lot(envoye, convention, utilisateur)
        bilan = application.appliquer(
            lignes,
            request.POST.getlist("choix"),
            convention=convention,
            utilisateur=utilisateur,
            par=utilisateur,
            le=horloge.aujourd_hui(),
            valider=bool(request.POST.get("valider")),
        )
    except LotIllisible:
        return _refuser(request, slug, _TROP_ANCIEN)
    except ConflitDeVersion:
        return _refuser(request, slug, _CHANGE_DEPUIS)
    except ActionImpossible as refus:
        return _refuser(request, slug, str(refus))
    request.session[_SESSION] = {
        "convention": slug,
        "empreinte": empreinte,
        "bilan": bilan.en_session(),
    }
    return redirect("registre_importe", slug)


def _refuser(request: HttpRequest, slug: str, phrase: str) -> HttpResponse:
    messages.error(request, phrase)
    return redirect("registre_importer", slug)


@require_safe
def registre_importe(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce que le dernier import a fait, et ce qu'il a laissé."""
    convention = _charger(request, slug)
    garde = request.session.get(_SESSION) or {}
    bilan = Bilan(**garde["bilan"]) if garde.get("convention") == slug else None
    contexte = contexte_de(convention, bilan=bilan)
    return render(request, "equipements/registre_importe.html", contexte)
