"""Ce que la salle sait d'une personne : pour le lui remettre, et pour savoir si l'effacer."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.timezone import localtime

from conventions.droits import Droit, Portee, roles_ayant
from conventions.models import (
    Convention,
    Document,
    Habilitation,
    LienPersonnel,
    LogoDePartenaire,
    Mandat,
    Personne,
    Signataire,
    Signature,
    Utilisateur,
)
from ctg.socle.signatures import Signatures, lisible

OUVERTES = (Convention.Etat.PROJET, Convention.Etat.SIGNEE)
# Ce qu'un appui a de propre : le nom d'un signataire est dans le contrat.
SIGNATURES = "signature de la convention,signatures de la convention"
QUI_GERENT = roles_ayant(Droit.GERER_LES_PERSONNES, Portee.CONVENTION)


def export(personne: Personne, signatures: Signatures) -> dict[str, Any]:
    """Qui elle est, ce qu'elle fait, son compte, ses liens, ses courriels."""
    mandats = list(personne.mandats.select_related("partenaire"))
    signees = Signature.objects.filter(mandat__in=mandats).select_related(
        "mandat", "signataire__convention", "signataire__partenaire"
    )
    liens = personne.liens.select_related("convention")
    return {
        "identité": lisible(
            personne,
            *("civilite", "prenom", "nom", "courriel", "telephone"),
            *("courriel_en_erreur_le", "preavis_le", "anonymisee_le"),
        ),
        "mandats": [
            lisible(m, "partenaire", "fonction", "nature", "debut", "fin") for m in mandats
        ],
        "signatures de la convention": [
            {
                "convention": str(s.signataire.convention),
                "partie": str(s.signataire),
                "fonction": s.mandat.fonction,
            }
            for s in signees
        ],
        "compte": _compte(personne),
        # Des dates seulement : une adresse de lien ouvrirait la page à qui lit ce fichier.
        "liens personnels": [
            lisible(
                lien,
                *("usage", "convention", "cree_le", "expire_le", "revoque_le"),
                *("ouvert_le", "dernier_usage_le", "signale_le"),
            )
            for lien in liens
        ],
        "demandes transmises à quelqu'un": [
            lisible(lien, "usage", "cree_le") for lien in personne.liens_transmis.all()
        ],
        "courriels reçus": [
            lisible(envoi, "objet", "motif", "destinataire", "etat", "cree_le", "envoye_le")
            for envoi in personne.envois.all()
        ],
        "documents déposés à la convention": [
            lisible(document, "convention", "titre", "nom_d_origine", "depose_le")
            for document in signatures.textes(Document, "depose_par").select_related("convention")
        ],
        "logos déposés": [
            lisible(logo, "partenaire", "nom_d_origine", "depose_le")
            for logo in signatures.textes(LogoDePartenaire, "depose_par").select_related(
                "partenaire"
            )
        ],
        "courriels refusés": [refus.get_motif_display() for refus in personne.refus.all()],
    }


def _compte(personne: Personne) -> dict[str, Any] | None:
    compte = Utilisateur.objects.filter(personne=personne).first()
    if compte is None:
        return None
    roles = compte.habilitations.avec_convention()
    return {
        **lisible(compte, "courriel", "nom", "is_active", "cree_le", "last_login"),
        "rôles": [lisible(role, "role", "convention", "partenaire") for role in roles],
    }


# --- Effacer ---------------------------------------------------------------------------------


def engagements(
    personnes: models.QuerySet[Personne], le: datetime.date
) -> Iterator[tuple[int, str]]:
    """(personne, phrase) : ce qu'il faut d'abord passer à quelqu'un d'autre. Deux requêtes.

    Un mandat qui court n'engage plus quand toutes les conventions de son organisme sont closes.
    """
    parties = Signataire.objects.filter(partenaire=OuterRef("partenaire"))
    vivante = Exists(parties.filter(convention__etat__in=OUVERTES)) | ~Exists(parties)
    mandats = Mandat.objects.filter(vivante, personne__in=personnes).filter(_pas_fini(le))
    for mandat in mandats.select_related("partenaire"):
        yield (
            mandat.personne_id,
            f"Son mandat court encore : {mandat.fonction}, {mandat.partenaire}.",
        )
    gerent = Habilitation.objects.filter(role__in=QUI_GERENT, utilisateur__is_active=True)
    autres = gerent.filter(convention=OuterRef("convention")).exclude(
        utilisateur=OuterRef("utilisateur")
    )
    seules = gerent.filter(
        ~Exists(autres), convention__etat__in=OUVERTES, utilisateur__personne__in=personnes
    )
    for convention, personne in seules.values_list(
        "convention__nom", "utilisateur__personne"
    ).distinct():
        yield personne, f"Personne d'autre ne tient les comptes et les rôles : {convention}."


def _pas_fini(le: datetime.date) -> Q:
    """En cours, ou à venir : une personne élue pour bientôt est déjà engagée."""
    return Q(fin=None) | Q(fin__gte=le)


def activites(personnes: models.QuerySet[Personne]) -> Iterator[tuple[int, datetime.date]]:
    """(personne, jour) : les derniers signes de vie que cette salle connaît."""
    finis = Mandat.objects.filter(personne__in=personnes).values_list("personne")
    yield from finis.annotate(Max("fin")).exclude(fin__max=None)
    # Un mandat sans fin n'engage plus quand ses conventions sont closes : il a fini avec elles.
    sans_fin = finis.filter(fin=None)
    terme = "partenaire__signataires__convention__"
    for champ in ("fin", "reconduite_jusqu_au"):
        yield from sans_fin.annotate(dernier=Max(terme + champ)).exclude(dernier=None)
    comptes = Utilisateur.objects.filter(personne__in=personnes)
    for personne, *instants in comptes.values_list("personne", "cree_le", "last_login"):
        yield from ((personne, localtime(i).date()) for i in instants if i is not None)
    liens = LienPersonnel.objects.filter(personne__in=personnes)
    for personne, instant in liens.values_list("personne").annotate(Max("dernier_usage_le")):
        if instant is not None:
            yield personne, localtime(instant).date()


def appuis(
    personne: Personne, signatures: Signatures, le: datetime.date
) -> list[tuple[str, models.QuerySet[Any]]]:
    """Ce qui, dans le dossier du territoire, repose sur elle : (« singulier,pluriel », objets)."""
    return [
        (SIGNATURES, Signature.objects.filter(mandat__personne=personne)),
        (
            "demande transmise à quelqu'un,demandes transmises à quelqu'un",
            LienPersonnel.objects.filter(transmis_par=personne),
        ),
        ("document déposé,documents déposés", signatures.textes(Document, "depose_par")),
        ("logo déposé,logos déposés", signatures.textes(LogoDePartenaire, "depose_par")),
    ]
