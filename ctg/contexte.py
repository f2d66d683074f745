"""Ce que toutes les pages montrent : la convention courante, le menu du profil, le bandeau."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse

from conventions.droits import Droit
from conventions.liens import lien_de
from conventions.models import Convention, Habilitation, Utilisateur
from pilotage.models import Evaluation

BANDEAU_DEMONSTRATION = (
    "Ceci est une démonstration : la convention est réelle, la vie qu'on y lit est inventée."
)


@dataclass(frozen=True)
class EntreeDeMenu:
    """Une entrée du menu principal."""

    titre: str
    adresse: str
    icone: str
    est_courante: bool
    est_cette_page: bool


def portail(request: HttpRequest) -> dict[str, Any]:
    """Le contexte commun. Une requête : les habilitations."""
    contexte: dict[str, Any] = {
        "bandeau": BANDEAU_DEMONSTRATION if settings.EN_DEMONSTRATION else "",
    }
    contexte["lien_courant"] = lien_de(request)
    utilisateur = getattr(request, "user", None)
    if not isinstance(utilisateur, Utilisateur):
        return contexte
    habilitations = habilitations_de(request, utilisateur)
    courante = convention_courante(request, habilitations)
    roles = [h for h in habilitations if courante is not None and h.convention_id == courante.pk]
    plusieurs = len({h.convention_id for h in habilitations}) > 1
    contexte.update(
        convention_courante=courante,
        plusieurs_conventions=plusieurs,
        libelle_des_roles=", ".join(str(h) for h in roles),
        menu=menu(request, courante, roles, plusieurs) if courante else [],
        lit_les_evaluations=_lit_les_evaluations(roles),
        coordination=coordination(courante, roles) if courante else [],
    )
    return contexte


def _lit_les_evaluations(roles: list[Any]) -> bool:
    """Vrai si la page des évaluations a de quoi dire à qui tient ces rôles."""
    return any(r.donne(Droit.LIRE_LES_EVALUATIONS) or r.lit_une_evaluation for r in roles)


def coordination(convention: Convention, roles: list[Habilitation]) -> list[tuple[str, str]]:
    """Les pages de qui tient les personnes et les campagnes : titre et adresse."""
    if not any(role.donne(Droit.GERER_LES_PERSONNES) for role in roles):
        return []
    pages = [
        ("Personnes et comptes", "personne_liste"),
        ("Campagnes", "campagne_liste"),
        ("Courriels envoyés", "envoi_liste"),
    ]
    if convention.est_en_projet:
        pages.insert(0, ("Bâtir la convention", "convention_batir"))
    liens = [(titre, reverse(nom, args=[convention.slug])) for titre, nom in pages]
    return [*liens, ("Ouvrir une convention", reverse("convention_ouvrir"))]


def habilitations_de(request: HttpRequest, utilisateur: Utilisateur) -> list[Habilitation]:
    """Les habilitations de la personne, lues une fois par page.

    `lit_une_evaluation` : une évaluation au moins de cette convention s'ouvre à elle, en
    préparation ou publiée.
    """
    lues: list[Habilitation] | None = getattr(request, "_habilitations", None)
    if lues is None:
        ici = {"convention": OuterRef("convention")}
        lisibles = Exists(Evaluation.objects.visibles_par(utilisateur).filter(**ici))
        publiees = Exists(Evaluation.objects.publiees().filter(**ici))
        lues = list(
            Habilitation.objects.filter(utilisateur=utilisateur)
            .avec_convention()
            .annotate(lit_une_evaluation=lisibles | publiees)
            .order_by("pk")
        )
        request._habilitations = lues  # type: ignore[attr-defined]
    return lues


def convention_courante(
    request: HttpRequest, habilitations: list[Habilitation]
) -> Convention | None:
    """Celle de l'adresse (chemin ou ``?convention=``), ou la première où la personne a un rôle."""
    slug = request.GET.get("convention")
    if request.resolver_match:
        slug = request.resolver_match.kwargs.get("slug", slug)
    conventions = {h.convention.slug: h.convention for h in habilitations}
    if slug in conventions:
        return conventions[str(slug)]
    return next(iter(conventions.values()), None)


def menu(
    request: HttpRequest,
    convention: Convention,
    roles: list[Any],
    plusieurs_conventions: bool,
) -> list[EntreeDeMenu]:
    """Six entrées au plus, selon le profil ; l'évaluation pour qui peut la lire."""
    accueil = reverse("accueil")
    entrees = [
        ("Accueil", accueil, "house"),
        ("Convention", reverse("convention_detail", args=[convention.slug]), "file-pen-line"),
        ("Plan d'actions", reverse("fiche_liste", args=[convention.slug]), "list-checks"),
        ("Registre", reverse("equipement_liste", args=[convention.slug]), "map-pin-house"),
        ("Instances", reverse("instance_liste", args=[convention.slug]), "users"),
    ]
    if _lit_les_evaluations(roles):
        adresse = reverse("evaluation_liste", args=[convention.slug])
        entrees.append(("Évaluations", adresse, "chart-column"))
    # L'entrée la plus précise qui commence l'adresse ; la convention est un préfixe des autres.
    candidates = [adresse for _, adresse, _ in entrees if request.path.startswith(adresse)]
    courante = max(candidates, key=len, default="")
    # L'accueil n'a pas de convention dans son chemin : qui en a plusieurs y perdrait la sienne.
    suites = {accueil: f"?convention={convention.slug}"} if plusieurs_conventions else {}
    return [
        EntreeDeMenu(
            titre,
            adresse + suites.get(adresse, ""),
            icone,
            est_courante=adresse == courante,
            est_cette_page=adresse == request.path,
        )
        for titre, adresse, icone in entrees
    ]
