"""Ce que la salle sait d'une personne : ce qu'elle pilote, suit, note et commente."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Max, Q, Value
from django.utils.timezone import localtime

from actions.models import (
    CommentaireDeFiche,
    DocumentDeFiche,
    Etape,
    FicheAction,
    LienWeb,
    Note,
    PiloteDeFiche,
    PropositionDeModification,
)
from conventions.donnees import OUVERTES
from conventions.models import Personne
from ctg.socle.signatures import Signatures, lisible

# Ce qu'une personne écrit au plan, et signe.
ECRITS = (Note, CommentaireDeFiche, PropositionDeModification, DocumentDeFiche, LienWeb)


def export(personne: Personne, signatures: Signatures) -> dict[str, Any]:
    """Ce qu'elle pilote, suit ou doit faire au plan, et ce qu'elle y a écrit ou déposé."""
    pilotages = PiloteDeFiche.objects.filter(personne=personne).select_related("fiche")
    notes = signatures.textes(Note, "auteur").select_related("fiche")
    commentaires = signatures.textes(CommentaireDeFiche, "auteur").select_related("fiche")
    propositions = signatures.textes(PropositionDeModification, "proposee_par")
    confiees = Etape.objects.filter(responsable=personne).select_related("fiche")
    documents = signatures.textes(DocumentDeFiche, "depose_par").select_related("fiche")
    liens = signatures.textes(LienWeb, "ajoute_par").select_related("fiche")
    return {
        "fiches pilotées": [lisible(p, "fiche", "est_copilote", "debut", "fin") for p in pilotages],
        "étapes confiées": [
            lisible(etape, "fiche", "libelle", "debut", "fin", "faite_le") for etape in confiees
        ],
        "documents déposés": [
            lisible(document, "fiche", "titre", "nom_d_origine", "depose_le")
            for document in documents
        ],
        "liens ajoutés": [
            lisible(lien, "fiche", "titre", "adresse", "ajoute_le") for lien in liens
        ],
        "élu référent": [str(fiche) for fiche in FicheAction.objects.filter(elu_referent=personne)],
        "notes écrites": [
            lisible(note, "fiche", "genre", "date", "texte", "ecrite_le") for note in notes
        ],
        "commentaires écrits": [
            lisible(commentaire, "fiche", "texte", "ecrit_le", "etat")
            for commentaire in commentaires
        ],
        "modifications proposées": [
            lisible(proposition, "fiche", "champ", "nouveau", "motif", "proposee_le", "etat")
            for proposition in propositions.select_related("fiche")
        ],
    }


def engagements(
    personnes: models.QuerySet[Personne], le: datetime.date
) -> Iterator[tuple[int, str]]:
    """(personne, phrase) : ce qu'elle pilote, suit ou doit faire, dans une convention ouverte."""
    pilotages = PiloteDeFiche.objects.filter(
        Q(fin=None) | Q(fin__gte=le),
        personne__in=personnes,
        fiche__convention__etat__in=OUVERTES,
    )
    etapes = Etape.objects.filter(
        responsable__in=personnes,
        faite_le=None,
        fiche__convention__etat__in=OUVERTES,
    ).exclude(fiche__etat__in=FicheAction.ETATS_CLOS)
    for cle, numero, rang in etapes.values_list("responsable", "fiche__numero", "ordre"):
        yield cle, f"Répond encore de l'étape {rang} de l'action {numero}."
    suivies = FicheAction.objects.filter(
        elu_referent__in=personnes, convention__etat__in=OUVERTES
    ).order_by()
    pilote, elu = (
        Value(mots, output_field=models.CharField())
        for mots in ("Pilote encore l'action", "Encore l'élu référent de l'action")
    )
    engagees = (
        pilotages.order_by()
        .values_list("personne", pilote, "fiche__numero", "fiche__titre")
        .union(suivies.values_list("elu_referent", elu, "numero", "titre"), all=True)
    )
    for personne, ce_qu_elle_fait, numero, titre in engagees:
        yield personne, f"{ce_qu_elle_fait} {numero}, « {titre} »."


def activites(personnes: models.QuerySet[Personne]) -> Iterator[tuple[int, datetime.date]]:
    """(personne, jour) : la fin de ses pilotages, la dernière fois qu'elle a écrit au plan."""
    pilotages = PiloteDeFiche.objects.filter(personne__in=personnes).values_list("personne")
    yield from pilotages.annotate(Max("fin")).exclude(fin__max=None)
    sans_fin = pilotages.filter(fin=None)
    for champ in ("fin", "reconduite_jusqu_au"):
        dernier = Max(f"fiche__convention__{champ}")
        yield from sans_fin.annotate(dernier=dernier).exclude(dernier=None)
    # Une note par lien se voit à l'usage du lien ; une note par compte, à la ligne qu'il signe.
    for modele in ECRITS:
        ecrits = modele.historique.filter(history_type="+", history_user__personne__in=personnes)
        for personne, instant in ecrits.values_list("history_user__personne").annotate(
            Max("history_date")
        ):
            yield personne, localtime(instant).date()


def appuis(
    personne: Personne, signatures: Signatures, le: datetime.date
) -> list[tuple[str, models.QuerySet[Any]]]:
    """Ce qui, dans le plan, repose sur elle : (« singulier,pluriel », objets)."""
    return [
        ("fiche pilotée,fiches pilotées", PiloteDeFiche.objects.filter(personne=personne)),
        ("étape confiée,étapes confiées", Etape.objects.filter(responsable=personne)),
        (
            "document déposé,documents déposés",
            signatures.textes(DocumentDeFiche, "depose_par"),
        ),
        ("lien ajouté,liens ajoutés", signatures.textes(LienWeb, "ajoute_par")),
        (
            "fiche suivie comme élu référent,fiches suivies comme élu référent",
            FicheAction.objects.filter(elu_referent=personne),
        ),
        ("note écrite,notes écrites", signatures.textes(Note, "auteur")),
        (
            "commentaire écrit,commentaires écrits",
            signatures.textes(CommentaireDeFiche, "auteur"),
        ),
        (
            "modification proposée,modifications proposées",
            signatures.textes(PropositionDeModification, "proposee_par"),
        ),
    ]
