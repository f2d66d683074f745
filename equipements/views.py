"""Les pages du registre : charger, commander, dire ce qui s'est passé."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention, Signataire, Utilisateur
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.socle.historique import changements
from ctg.socle.versions import ConflitDeVersion
from equipements import services
from equipements.annexe2 import annexe2_signee
from equipements.declarants import signataires_avec_mes_droits, signataires_declarables
from equipements.forms import (
    DecisionForm,
    DeclarationForm,
    FiltresForm,
    ModificationForm,
    RenvoiForm,
)
from equipements.lecture import lire_structure
from equipements.liste import comptes_par_type, structures_filtrees
from equipements.models import Equipement, Soutien
from equipements.recapitulatif import ecarts_proposes, recapituler

PAR_PAGE = 50
MESSAGE_RELUE = (
    "C'est noté. Le contact est à jour tout de suite ; le reste attend le coordonnateur CTG."
)
EN_REDACTION = (Equipement.EtatSaisie.BROUILLON, Equipement.EtatSaisie.RENVOYE)


def _convention(request: HttpRequest, slug: str) -> Convention:
    return charger(Convention.objects.all(), utilisateur_de(request), Droit.LIRE, slug=slug)


def _structure(
    request: HttpRequest, slug: str, pk: int, droit: Droit
) -> tuple[Convention, Equipement]:
    """La structure du registre de cette convention, avec les droits de la personne."""
    utilisateur = utilisateur_de(request)
    convention = _convention(request, slug)
    structures = (
        Equipement.objects.de_la_convention(convention)
        .avec_les_droits_de(utilisateur)
        .select_related("commune", "sous_type")
    )
    return convention, charger(structures, utilisateur, droit, pk=pk)


def _contexte(
    convention: Convention, equipement: Equipement | None = None, **plus: Any
) -> dict[str, Any]:
    """Ce que chaque page reçoit : la convention, la structure, les étapes du fil d'Ariane."""
    etapes = [
        (convention.territoire, reverse("convention_detail", args=[convention.slug])),
        ("Registre", reverse("equipement_liste", args=[convention.slug])),
    ]
    if equipement is not None:
        etapes.append((equipement.nom, _adresse("equipement_detail", convention, equipement)))
    return {"convention": convention, "equipement": equipement, "etapes": etapes, **plus}


def _adresse(page: str, convention: Convention, equipement: Equipement) -> str:
    return reverse(page, args=[convention.slug, equipement.pk])


def _version(request: HttpRequest) -> int:
    """La version que la page montrait ; illisible, elle ne peut valoir accord."""
    try:
        return int(request.POST["version"])
    except (KeyError, ValueError) as erreur:
        raise ConflitDeVersion from erreur


@require_safe
def equipement_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Le registre, ses filtres, et combien de structures par type."""
    convention = _convention(request, slug)
    utilisateur = utilisateur_de(request)
    signataires: list[Any] = list(signataires_avec_mes_droits(utilisateur, convention))
    filtres = FiltresForm(request.GET, signataires=signataires)
    structures = list(structures_filtrees(convention, utilisateur, filtres.valeurs()))
    contexte = _contexte(
        convention,
        page=Paginator(structures, PAR_PAGE).get_page(request.GET.get("page")),
        total=len(structures),
        comptes=comptes_par_type(structures),
        filtres=filtres,
        a_des_structures=any(s.est_le_mien for s in signataires),
        peut_declarer=any(s.est_declarable for s in signataires),
    )
    return render(request, "equipements/equipement_liste.html", contexte)


@require_safe
def annexe2_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les lignes signées de l'annexe 2, telles qu'écrites ; elles ne se modifient pas (art. 12)."""
    convention = _convention(request, slug)
    contexte = _contexte(convention, annexe=annexe2_signee(convention))
    return render(request, "equipements/annexe2_liste.html", contexte)


def equipement_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Déclarer une structure : enregistrée en brouillon, puis relue avant d'être soumise."""
    convention, utilisateur = _convention(request, slug), utilisateur_de(request)
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
        vers=lambda: _adresse("equipement_verifier", convention, declarees[0]),
        message="Votre brouillon est enregistré.",
        gabarit="equipements/equipement_ajouter.html",
        contexte=_contexte(convention, partenaire=formulaire.partenaire_unique),
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
    convention, equipement = _structure(request, slug, pk, Droit.LIRE)
    droits: Any = equipement
    lue = lire_structure(
        equipement,
        convention,
        utilisateur=utilisateur_de(request),
        voit_les_effectifs=droits.voit_les_montants,
        voit_la_correction=droits.peut_saisir,
    )
    contexte = _contexte(convention, lue=lue)
    return render(
        request, "equipements/equipement_detail.html", {**contexte, "equipement": equipement}
    )


def equipement_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Modifier : tout de suite, ou par une correction si la structure est validée."""
    convention, equipement = _structure(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
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
        vers=_adresse(page, convention, equipement),
        message=MESSAGE_RELUE if est_relue else "Vos modifications sont enregistrées.",
        gabarit="equipements/equipement_modifier.html",
        contexte=_contexte(convention, equipement, est_relue=est_relue, correction=correction),
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
    convention, equipement = _structure(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    if equipement.etat_saisie not in EN_REDACTION:
        return redirect(_adresse("equipement_detail", convention, equipement))
    contexte = _contexte(
        convention,
        equipement,
        sections=recapituler(equipement, equipement.communes_desservies.all()),
        manques=equipement.champs_manquants(),
        soutiens=equipement.soutiens.actuels().select_related("partenaire"),
    )
    return render(request, "equipements/equipement_verifier.html", contexte)


@require_POST
def equipement_soumettre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Demander la validation."""
    convention, equipement = _structure(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    return executer(
        request,
        lambda: equipement.soumettre(
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=_version(request),
        ),
        vers=_adresse("equipement_soumis", convention, equipement),
        message="La structure est soumise.",
    )


@require_safe
def equipement_soumis(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Après l'envoi : ce qui vient ensuite."""
    convention, equipement = _structure(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    if equipement.etat_saisie != Equipement.EtatSaisie.SOUMIS:
        return redirect(_adresse("equipement_verifier", convention, equipement))
    contexte = _contexte(convention, equipement)
    return render(request, "equipements/equipement_soumis.html", contexte)


@require_POST
def equipement_valider(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tenir la saisie pour juste."""
    convention, equipement = _structure(request, slug, pk, Droit.VALIDER)
    return executer(
        request,
        lambda: equipement.valider(
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=_version(request),
        ),
        vers=_adresse("equipement_detail", convention, equipement),
        message="La structure est validée : tous les membres de la convention la voient.",
    )


def equipement_renvoyer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Renvoyer la saisie à son auteur, avec un motif."""
    convention, equipement = _structure(request, slug, pk, Droit.VALIDER)
    return traiter(
        request,
        RenvoiForm(request.POST or None, initial={"version": equipement.version}),
        commande=lambda saisi: equipement.renvoyer(
            motif=saisi.cleaned_data["motif"],
            par=utilisateur_de(request),
            version_ouverte=saisi.version_ouverte(),
        ),
        vers=_adresse("equipement_detail", convention, equipement),
        message="La saisie est renvoyée : l'agent lira votre motif à sa prochaine visite.",
        gabarit="equipements/equipement_renvoyer.html",
        contexte=_contexte(convention, equipement),
        relire=lambda: RenvoiForm(initial={"version": _version_de(equipement)}),
    )


def _version_de(equipement: Equipement) -> int:
    """La version enregistrée à cet instant."""
    return Equipement.objects.values_list("version", flat=True).get(pk=equipement.pk)


@require_safe
def equipement_historique(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Qui a changé quoi, quand. Les montants et les effectifs n'y sont pas."""
    convention, equipement = _structure(request, slug, pk, Droit.LIRE)
    lignes = changements(
        equipement.historique.all(), Soutien.historique.filter(equipement_id=equipement.pk)
    )
    contexte = _contexte(convention, equipement, changements=lignes)
    return render(request, "equipements/equipement_historique.html", contexte)


def correction_trancher(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ce qu'une correction change : l'accepter, ou la renvoyer avec un motif."""
    convention, equipement = _structure(request, slug, pk, Droit.VALIDER)
    correction = equipement.corrections.en_attente().first()
    if correction is None and request.method == "GET":
        raise Http404("Cette structure n'a pas de correction en attente.")
    changes = ecarts_proposes(equipement, correction.valeurs) if correction else []
    return traiter(
        request,
        DecisionForm(request.POST or None, initial={"version": equipement.version}),
        commande=lambda saisi: _trancher(equipement, saisi, utilisateur_de(request)),
        vers=_adresse("equipement_detail", convention, equipement),
        message="Votre décision est enregistrée.",
        gabarit="equipements/correction_trancher.html",
        contexte=_contexte(convention, equipement, correction=correction, changements=changes),
        relire=lambda: DecisionForm(initial={"version": _version_de(equipement)}),
    )


def _trancher(equipement: Equipement, saisi: DecisionForm, par: Utilisateur) -> None:
    services.trancher_correction(
        equipement=equipement,
        accepte=saisi.cleaned_data["decision"] == DecisionForm.ACCEPTER,
        motif=saisi.cleaned_data["motif"],
        version_ouverte=saisi.version_ouverte(),
        par=par,
        le=horloge.aujourd_hui(),
    )


@require_POST
def correction_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Renoncer à sa correction."""
    convention, equipement = _structure(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    return executer(
        request,
        lambda: services.retirer_correction(
            equipement=equipement,
            version_ouverte=_version(request),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_adresse("equipement_detail", convention, equipement),
        message="Votre correction est retirée : la structure reste telle qu'elle est publiée.",
    )
