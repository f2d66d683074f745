"""Le registre et ses structures : les lire, les déclarer, les modifier, les valider."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from conventions.droits import Droit, Portee, charger, roles_ayant, utilisateur_de
from conventions.models import Convention, Habilitation, Signataire, Utilisateur
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter, version_envoyee
from equipements import decisions, services
from equipements.declarants import signataires_avec_mes_droits, signataires_declarables
from equipements.forms.decisions import RenvoiForm
from equipements.forms.filtres import FiltresForm
from equipements.forms.structures import DeclarationForm, ModificationForm
from equipements.lecture import historique_de, lire_structure
from equipements.liste import PagesDuRegistre, comptes_par_type, structures_filtrees
from equipements.models import Equipement, annees_commencees
from equipements.recapitulatif import recapituler
from equipements.views.commun import (
    EN_REDACTION,
    MESSAGE_RELUE,
    adresse_de,
    contexte_de,
    convention_de,
    structure_de,
    version_enregistree,
)

PAR_PAGE = 50


@require_safe
def equipement_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Le registre, ses filtres, et combien de structures par type."""
    convention = convention_et_lectures(request, slug)
    utilisateur = utilisateur_de(request)
    signataires: list[Any] = list(signataires_avec_mes_droits(utilisateur, convention))
    filtres = FiltresForm(request.GET, signataires=signataires)
    structures = structures_filtrees(convention, utilisateur, filtres.valeurs())
    comptes = comptes_par_type(structures)
    total = sum(compte.nombre for compte in comptes)
    contexte = contexte_de(
        convention,
        page=PagesDuRegistre(structures, PAR_PAGE, total).get_page(request.GET.get("page")),
        total=total,
        comptes=comptes,
        filtres=filtres,
        a_des_structures=any(s.est_le_mien for s in signataires),
        peut_declarer=any(s.est_declarable for s in signataires),
        filtres_poses=filtres.adresse(),
        **lectures(convention),
    )
    return render(request, "equipements/equipement_liste.html", contexte)


def convention_et_lectures(request: HttpRequest, slug: str) -> Any:
    """La convention, et ce que la personne peut y ouvrir d'autre ; une requête."""
    utilisateur = utilisateur_de(request)
    siennes = Habilitation.objects.filter(utilisateur=utilisateur, convention=OuterRef("pk"))

    def a(droit: Droit) -> Exists:
        return Exists(siennes.filter(role__in=roles_ayant(droit, Portee.CONVENTION)))

    conventions = Convention.objects.annotate(
        voit_l_argent=a(Droit.VOIR_LES_MONTANTS), tient_le_registre=a(Droit.VALIDER)
    )
    return charger(conventions, utilisateur, Droit.LIRE, slug=slug)


def lectures(convention: Any) -> dict[str, Any]:
    """Les autres lectures du registre que la personne peut ouvrir."""
    return {
        "voit_l_argent": convention.voit_l_argent,
        "tient_le_registre": convention.tient_le_registre,
        "annee_a_emporter": _derniere_annee_finie(convention),
    }


def _derniere_annee_finie(convention: Convention) -> int | None:
    """L'année dont on rassemble les chiffres ; à défaut, celle qui court."""
    le = horloge.aujourd_hui()
    annees = annees_commencees(convention, le)
    return next((annee for annee in annees if annee < le.year), annees[0] if annees else None)


def equipement_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Déclarer une structure : enregistrée en brouillon, puis relue avant d'être soumise."""
    convention, utilisateur = convention_de(request, slug), utilisateur_de(request)
    formulaire = DeclarationForm(
        request.POST or None,
        convention=convention,
        signataires=_declarables(utilisateur, convention),
    )
    declarees: list[Equipement] = []
    return traiter(
        request,
        formulaire,
        commande=lambda saisi: declarees.append(_declarer(convention, saisi, utilisateur)),
        vers=lambda: adresse_de("equipement_verifier", convention, declarees[0]),
        message="Votre brouillon est enregistré.",
        gabarit="equipements/equipement_ajouter.html",
        contexte=contexte_de(convention, partenaire=formulaire.partenaire_unique),
    )


def _declarables(utilisateur: Utilisateur, convention: Convention) -> QuerySet[Signataire]:
    signataires = signataires_declarables(utilisateur, convention)
    if not signataires.exists():
        raise PermissionDenied(
            "Une structure se déclare au nom d'une collectivité signataire."
            " Aucune de celles-ci n'est à vous."
        )
    return signataires


def _declarer(convention: Convention, saisi: DeclarationForm, par: Utilisateur) -> Equipement:
    return services.declarer(
        convention=convention,
        partenaire=saisi.partenaire(),
        champs=saisi.champs(),
        par=par,
        le=horloge.aujourd_hui(),
    )


@require_safe
def equipement_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une structure : ce qu'elle est, qui la soutient, ce qui manque, ce qui vient."""
    convention, equipement = structure_de(request, slug, pk, Droit.LIRE, entiere=True)
    droits: Any = equipement
    lue = lire_structure(
        equipement,
        convention,
        utilisateur=utilisateur_de(request),
        voit_les_effectifs=droits.voit_les_montants,
        voit_la_correction=droits.peut_saisir,
    )
    contexte = contexte_de(convention, lue=lue)
    return render(
        request, "equipements/equipement_detail.html", {**contexte, "equipement": equipement}
    )


def equipement_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Modifier : tout de suite, ou par une correction si la structure est validée."""
    convention, equipement = structure_de(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    droits: Any = equipement
    correction = equipement.corrections.ouvertes().first()
    est_validee = equipement.etat_saisie == Equipement.EtatSaisie.VALIDE
    est_relue = est_validee and not droits.peut_valider
    redige = equipement.etat_saisie in EN_REDACTION
    page = "equipement_verifier" if redige else "equipement_detail"
    return traiter(
        request,
        _ouvrir(equipement, convention, droits.peut_valider, request.POST or None),
        commande=lambda saisi: _modifier(equipement, saisi, utilisateur_de(request)),
        vers=adresse_de(page, convention, equipement),
        message=MESSAGE_RELUE if est_relue else "Vos modifications sont enregistrées.",
        gabarit="equipements/equipement_modifier.html",
        contexte=contexte_de(convention, equipement, est_relue=est_relue, correction=correction),
        relire=lambda: _ouvrir(
            Equipement.objects.get(pk=equipement.pk), convention, droits.peut_valider
        ),
    )


def _ouvrir(
    equipement: Equipement, convention: Convention, valide_elle_meme: bool, donnees: Any = None
) -> ModificationForm:
    """Le formulaire ; une correction ouverte y est reportée, sauf pour qui la tranchera."""
    correction = None if valide_elle_meme else equipement.corrections.ouvertes().first()
    return ModificationForm.ouvrir(equipement, correction, convention, donnees)


def _modifier(equipement: Equipement, saisi: ModificationForm, par: Utilisateur) -> None:
    droits: Any = equipement
    services.modifier(
        equipement=equipement,
        champs=saisi.champs(),
        version_ouverte=saisi.version_ouverte(),
        par=par,
        le=horloge.aujourd_hui(),
        sans_relecture=droits.peut_valider,
    )


@require_safe
def equipement_verifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Relire toutes les réponses avant de soumettre."""
    convention, equipement = structure_de(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    if equipement.etat_saisie not in EN_REDACTION:
        return redirect(adresse_de("equipement_detail", convention, equipement))
    contexte = contexte_de(
        convention,
        equipement,
        sections=recapituler(equipement, equipement.communes_desservies.all(), {}),
        manques=equipement.champs_manquants(),
        soutiens=equipement.soutiens.actuels().select_related("partenaire"),
    )
    return render(request, "equipements/equipement_verifier.html", contexte)


@require_POST
def equipement_soumettre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Demander la validation."""
    convention, equipement = structure_de(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    return executer(
        request,
        lambda: equipement.soumettre(
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=version_envoyee(request),
        ),
        vers=adresse_de("equipement_soumis", convention, equipement),
        message="La structure est soumise.",
    )


@require_safe
def equipement_soumis(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Après l'envoi : ce qui vient ensuite."""
    convention, equipement = structure_de(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    if equipement.etat_saisie != Equipement.EtatSaisie.SOUMIS:
        return redirect(adresse_de("equipement_verifier", convention, equipement))
    contexte = contexte_de(convention, equipement)
    return render(request, "equipements/equipement_soumis.html", contexte)


@require_POST
def equipement_valider(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tenir la saisie pour juste."""
    convention, equipement = structure_de(request, slug, pk, Droit.VALIDER)
    return executer(
        request,
        lambda: equipement.valider(
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=version_envoyee(request),
        ),
        vers=adresse_de("equipement_detail", convention, equipement),
        message="La structure est validée : tous les membres de la convention la voient.",
    )


def equipement_renvoyer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Renvoyer la saisie à son auteur, avec un motif."""
    convention, equipement = structure_de(request, slug, pk, Droit.VALIDER)
    return traiter(
        request,
        RenvoiForm(request.POST or None, initial={"version": equipement.version}),
        commande=lambda saisi: decisions.renvoyer_la_declaration(
            equipement=equipement,
            motif=saisi.cleaned_data["motif"],
            version_ouverte=saisi.version_ouverte(),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse_de("equipement_detail", convention, equipement),
        message="La saisie est renvoyée, avec votre motif.",
        gabarit="equipements/equipement_renvoyer.html",
        contexte=contexte_de(convention, equipement),
        relire=lambda: RenvoiForm(initial={"version": version_enregistree(equipement)}),
    )


@require_safe
def equipement_historique(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Qui a changé quoi, quand ; les montants et les petits effectifs, selon le droit."""
    convention, equipement = structure_de(request, slug, pk, Droit.LIRE)
    droits: Any = equipement
    lignes = historique_de(equipement, utilisateur_de(request), voit_tout=droits.voit_les_montants)
    contexte = contexte_de(convention, equipement, changements=lignes)
    return render(request, "equipements/equipement_historique.html", contexte)
