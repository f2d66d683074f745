"""Les pages de la convention : le contrat, ses parties, son texte, ses avenants, ses anomalies."""

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conventions import services
from conventions.droits import Droit, charger, utilisateur_de
from conventions.forms.contrat import (
    AvenantForm,
    DocumentForm,
    FichierForm,
    FiltreAnomaliesForm,
    FiltrePartiesForm,
    SuiteForm,
)
from conventions.forms.personnes import PersonneForm
from conventions.lecture import anomalies_par_partie, historique_de, parties_du_texte
from conventions.models import Anomalie, Avenant, Convention, Document, Habilitation, Signataire
from ctg.socle import horloge
from ctg.socle.documents import reponse_du_fichier
from ctg.socle.formulaires import saisie_avec_fichier, traiter
from ctg.socle.versions import ecriture_lue

PARTIES_PAR_PAGE = 100


def _convention(request: HttpRequest, slug: str, droit: Droit = Droit.LIRE) -> Convention:
    return charger(Convention.objects.all(), utilisateur_de(request), droit, slug=slug)


def _gere(request: HttpRequest, convention: Convention) -> bool:
    gerees = Convention.objects.filter(pk=convention.pk)
    return gerees.modifiables_par(utilisateur_de(request)).exists()


def _page(convention: Convention, fragment: str = "") -> str:
    return reverse("convention_detail", args=[convention.slug]) + fragment


def _etapes(convention: Convention, *suite: tuple[str, str]) -> list[tuple[str, str]]:
    """Le fil d'Ariane d'une page de la convention ; `suite` : titre et nom d'adresse."""
    autres = [(titre, reverse(nom, args=[convention.slug])) for titre, nom in suite]
    return [("Convention", _page(convention)), *autres]


@require_safe
def convention_liste(request: HttpRequest) -> HttpResponse:
    """Les conventions où la personne a un rôle, et lequel."""
    utilisateur = utilisateur_de(request)
    le = horloge.aujourd_hui()
    roles: dict[int, list[Habilitation]] = {}
    for habilitation in Habilitation.objects.filter(utilisateur=utilisateur).avec_convention():
        roles.setdefault(habilitation.convention_id, []).append(habilitation)
    conventions = Convention.objects.avec_comptes().visibles_par(utilisateur)
    lignes = [(c, c.situation(le), c.jours_restants(le), roles.get(c.pk, [])) for c in conventions]
    contexte = {
        "lignes": lignes,
        "peut_ouvrir": any(
            h.donne(Droit.OUVRIR_UNE_CONVENTION) for hs in roles.values() for h in hs
        ),
        "gerees": {
            cle for cle, hs in roles.items() if any(h.donne(Droit.GERER_LA_CONVENTION) for h in hs)
        },
        "etapes": [],
    }
    return render(request, "conventions/convention_liste.html", contexte)


@require_safe
def convention_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Le contrat d'un coup d'œil : sa période, son objet, ses comptes, ses pièces."""
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    convention = charger(
        Convention.objects.avec_comptes().select_related("succede_a"),
        utilisateur,
        Droit.LIRE,
        slug=slug,
    )
    contexte = {
        "convention": convention,
        "situation": convention.situation(le),
        "jours_restants": convention.jours_restants(le),
        "part_ecoulee": convention.part_ecoulee(le),
        "copilotes": convention.signataires.filter(est_copilote=True).select_related("partenaire"),
        "zones": convention.zones.all(),
        "documents": convention.documents.all(),
        "avenants": convention.avenants.all(),
        "peut_gerer": _gere(request, convention),
        "etapes": [],
    }
    return render(request, "conventions/convention_detail.html", contexte)


@require_safe
def signataire_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les parties, telles que le texte les nomme, et qui les représente."""
    convention = _convention(request, slug)
    filtre = FiltrePartiesForm(request.GET)
    filtre.is_valid()
    parties = Signataire.objects.filter(convention=convention).chercher(
        filtre.cleaned_data.get("q", "")
    )
    if filtre.cleaned_data.get("nature"):
        parties = parties.filter(partenaire__nature=filtre.cleaned_data["nature"])
    page = Paginator(parties.pour_liste(), PARTIES_PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "convention": convention,
        "parties": page,
        "page": page,
        "filtre": filtre,
        "est_filtree": any(filtre.cleaned_data.values()),
        "etapes": _etapes(convention),
        "peut_gerer": _gere(request, convention),
    }
    return render(request, "conventions/signataire_liste.html", contexte)


@require_safe
def article_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Le texte en bref, article par article, et sa phrase décisive."""
    convention = _convention(request, slug)
    contexte = {
        "convention": convention,
        "articles": convention.articles.all(),
        "etapes": _etapes(convention),
    }
    return render(request, "conventions/article_liste.html", contexte)


def document_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Une pièce de plus, avec son fichier."""
    convention = _convention(request, slug, Droit.GERER_LA_CONVENTION)
    formulaire = DocumentForm(*saisie_avec_fichier(request))
    return traiter(
        request,
        formulaire,
        commande=lambda f: services.joindre_fichier(
            document=Document(
                convention=convention, titre=f.cleaned_data["titre"], note=f.cleaned_data["note"]
            ),
            fichier=f.cleaned_data["fichier"],
            ecriture_ouverte=0,
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_page(convention, "#documents"),
        message="Le document est ajouté.",
        gabarit="conventions/document_ajouter.html",
        contexte={"convention": convention, "etapes": _etapes(convention)},
    )


def document_deposer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Le fichier d'une annexe, ou celui qui le remplace."""
    documents = Document.objects.select_related("convention")
    document = charger(
        documents,
        utilisateur_de(request),
        Droit.GERER_LA_CONVENTION,
        convention__slug=slug,
        pk=pk,
    )
    return traiter(
        request,
        FichierForm(*saisie_avec_fichier(request), initial={"version": ecriture_lue(document)}),
        commande=lambda f: services.joindre_fichier(
            document=document,
            fichier=f.cleaned_data["fichier"],
            ecriture_ouverte=f.version_ouverte(),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_page(document.convention, "#documents"),
        message=f"Le fichier est joint : {document}.",
        gabarit="conventions/document_deposer.html",
        contexte={"document": document, "etapes": _etapes(document.convention)},
        relire=lambda: FichierForm(initial={"version": ecriture_lue(document)}),
    )


@require_safe
def document_telecharger(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """Le fichier d'un document, remis à qui peut lire la convention."""
    document = charger(
        Document.objects.all(), utilisateur_de(request), Droit.LIRE, convention__slug=slug, pk=pk
    )
    return reponse_du_fichier(document)


def avenant_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Un avenant en projet, ou déjà signé."""
    convention = _convention(request, slug, Droit.GERER_LA_CONVENTION)
    dernier = convention.avenants.aggregate(dernier=Max("numero"))["dernier"] or 0
    avenant = Avenant(convention=convention, numero=dernier + 1)
    return _ecrire_avenant(request, avenant, "L'avenant est enregistré.", "avenant_ajouter")


def avenant_modifier(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Un avenant déjà là : son objet, ses dates, sa signature."""
    avenants = Avenant.objects.select_related("convention")
    avenant = charger(
        avenants,
        utilisateur_de(request),
        Droit.GERER_LA_CONVENTION,
        convention__slug=slug,
        numero=numero,
    )
    return _ecrire_avenant(request, avenant, "L'avenant est modifié.", "avenant_modifier")


def _ecrire_avenant(
    request: HttpRequest, avenant: Avenant, message: str, gabarit: str
) -> HttpResponse:
    convention, est_signe = avenant.convention, avenant.est_signe
    return traiter(
        request,
        AvenantForm(request.POST or None, instance=avenant),
        commande=lambda f: avenant.enregistrer(
            ecriture_ouverte=f.cleaned_data["version"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_page(convention, "#avenants"),
        message=message,
        gabarit=f"conventions/{gabarit}.html",
        contexte={
            "avenant": avenant,
            "est_signe": est_signe,
            "convention": convention,
            "etapes": _etapes(convention),
        },
        relire=lambda: AvenantForm(instance=Avenant.objects.get(pk=avenant.pk)),
    )


@require_safe
def anomalie_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce que le texte dit mal : ce que le portail corrige, ce qu'il conserve."""
    convention = charger(
        Convention.objects.avec_comptes(), utilisateur_de(request), Droit.LIRE, slug=slug
    )
    filtre = FiltreAnomaliesForm(request.GET, parties=parties_du_texte(convention))
    filtre.is_valid()
    groupes = anomalies_par_partie(convention, filtre.cleaned_data)
    contexte = {
        "convention": convention,
        "groupes": groupes,
        "nombre": sum(len(groupe.anomalies) for groupe in groupes),
        "filtre": filtre,
        "est_filtree": any(filtre.cleaned_data.values()),
        "etapes": _etapes(convention),
        "peut_gerer": _gere(request, convention),
    }
    return render(request, "conventions/anomalie_liste.html", contexte)


def anomalie_decider(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """La suite que le coordonnateur donne à une anomalie."""
    anomalies = Anomalie.objects.select_related("convention")
    anomalie = charger(
        anomalies,
        utilisateur_de(request),
        Droit.GERER_LA_CONVENTION,
        convention__slug=slug,
        code=code,
    )
    return traiter(
        request,
        SuiteForm(request.POST or None, initial={"suite": anomalie.suite}),
        commande=lambda f: anomalie.decider(
            suite=f.cleaned_data["suite"], par=utilisateur_de(request), le=horloge.aujourd_hui()
        ),
        vers=reverse("anomalie_liste", args=[slug]) + f"#{code}",
        message="La suite est enregistrée.",
        gabarit="conventions/anomalie_decider.html",
        contexte={
            "anomalie": anomalie,
            "etapes": _etapes(anomalie.convention, ("Anomalies", "anomalie_liste")),
        },
    )


@require_safe
def convention_historique(request: HttpRequest, slug: str) -> HttpResponse:
    """Qui a changé quoi, quand, dans le contrat."""
    convention = _convention(request, slug)
    contexte = {
        "convention": convention,
        "changements": historique_de(convention),
        "etapes": _etapes(convention),
    }
    return render(request, "conventions/convention_historique.html", contexte)


def personne_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Une personne de plus, et ce qu'elle fait pour une partie."""
    convention = _convention(request, slug, Droit.GERER_LES_PERSONNES)

    ajoutees: list[int] = []

    def nommer(formulaire: PersonneForm) -> None:
        mandat = services.nommer_personne(
            **{nom: formulaire.cleaned_data[nom] for nom in PersonneForm.ECRITS},
            partenaire=formulaire.cleaned_data["organisme"],
            par=utilisateur_de(request),
        )
        ajoutees.append(mandat.personne_id)

    return traiter(
        request,
        PersonneForm(request.POST or None, convention=convention),
        commande=nommer,
        vers=lambda: reverse("personne_detail", args=[slug, ajoutees[0]]),
        message="La personne est ajoutée. Elle peut maintenant piloter ou siéger.",
        gabarit="conventions/personne_ajouter.html",
        contexte={
            "convention": convention,
            "etapes": _etapes(convention, ("Personnes", "personne_liste")),
        },
    )
