"""Ce que la salle sait d'une personne : où elle siège, ce qu'on lui demande, ses réponses."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import F, Max, Q

from conventions.donnees import OUVERTES
from conventions.models import Personne
from ctg.socle.signatures import Signatures, lisible
from pilotage.models import (
    Approbation,
    CommentaireDEvaluation,
    DemandeDeFiche,
    LectureDemandee,
    MembreInstance,
    VersionFigee,
)


def export(personne: Personne, signatures: Signatures) -> dict[str, Any]:
    """Ses sièges, les demandes qu'on lui a faites et ses réponses."""
    sieges = MembreInstance.objects.filter(personne=personne).select_related(
        "instance", "partenaire"
    )
    demandes = DemandeDeFiche.objects.adressees_a(personne).select_related("campagne", "fiche")
    reponses = signatures.textes(DemandeDeFiche, "repondue_par")
    return {
        "sièges": [
            lisible(s, "instance", "partenaire", "est_consultatif", "debut", "fin") for s in sieges
        ],
        "demandes et réponses": [_demande(d, personne) for d in demandes],
        "invitations à lire une évaluation": [
            lisible(lue, "evaluation", "invitee_le", "echeance", "lue_le")
            for lue in personne.lectures.select_related("evaluation")
        ],
        "commentaires d'évaluations": [
            lisible(c, "evaluation", "section", "ecrit_le", "etat", "texte", "reponse")
            for c in personne.commentaires_d_evaluation.select_related("evaluation")
        ],
        "approbations d'évaluations": [
            lisible(a, "evaluation", "donnee_le", "reunion")
            for a in personne.approbations.select_related("evaluation", "reunion__instance")
        ],
        "réponses écrites": [
            lisible(d, "campagne", "fiche", "repondue_le", "est_repondue_pour_autrui")
            for d in reponses.select_related("campagne", "fiche")
        ],
    }


def _demande(demande: DemandeDeFiche, personne: Personne) -> dict[str, Any]:
    dates = ("sollicitee_le", "relances", "commencee_le", "repondue_le", "acceptee_le")
    lue = lisible(demande, "campagne", "fiche", "etat", *dates, "motif_renvoi")
    # Ce que tape un collègue à qui la demande fut transmise est à lui.
    if demande.repondante.pk == personne.pk:
        lue |= lisible(demande, "brouillon")
    return lue


def engagements(
    personnes: models.QuerySet[Personne], le: datetime.date
) -> Iterator[tuple[int, str]]:
    """(personne, phrase) : où elle siège encore, ce qu'on attend d'elle ou de qui la lit."""
    sieges = MembreInstance.objects.filter(
        Q(fin=None) | Q(fin__gte=le),
        personne__in=personnes,
        instance__convention__etat__in=OUVERTES,
    ).select_related("instance")
    for siege in sieges:
        yield siege.personne_id, f"Siège encore : {siege.instance}."
    demandes = DemandeDeFiche.objects.filter(
        Q(personne__in=personnes) | Q(transmise_a__in=personnes),
        etat__in=[*DemandeDeFiche.OUVERTES, DemandeDeFiche.Etat.REPONDUE],
        campagne__convention__etat__in=OUVERTES,
        campagne__close_le=None,
    ).select_related("fiche", "campagne")
    connues = set(personnes.values_list("pk", flat=True)) if demandes else set()
    for demande in demandes:
        for personne in {demande.personne_id, demande.transmise_a_id}:
            if personne is not None and personne in connues:
                yield personne, f"Une demande attend encore : {demande}."


def activites(personnes: models.QuerySet[Personne]) -> Iterator[tuple[int, datetime.date]]:
    """(personne, jour) : la fin de ses sièges, sa dernière réponse."""
    sieges = MembreInstance.objects.filter(personne__in=personnes).values_list("personne")
    yield from sieges.annotate(Max("fin")).exclude(fin__max=None)
    sans_fin = sieges.filter(fin=None)
    for champ in ("fin", "reconduite_jusqu_au"):
        dernier = Max(f"instance__convention__{champ}")
        yield from sans_fin.annotate(dernier=dernier).exclude(dernier=None)
    # Une réponse saisie par le coordonnateur à la place de quelqu'un n'est pas un signe de vie.
    repondues = DemandeDeFiche.objects.filter(
        repondue_le__isnull=False, est_repondue_pour_autrui=False
    )
    directes = repondues.filter(transmise_a=None, personne__in=personnes).values_list("personne")
    yield from directes.annotate(Max("repondue_le"))
    transmises = repondues.filter(transmise_a__in=personnes).values_list("transmise_a")
    yield from transmises.annotate(Max("repondue_le"))


def appuis(
    personne: Personne, signatures: Signatures, le: datetime.date
) -> list[tuple[str, models.QuerySet[Any]]]:
    """Ce qui, dans le pilotage, repose sur elle : (« singulier,pluriel », objets).

    Un siège ne compte que si l'instance s'est réunie pendant qu'elle y siégeait.
    """
    return [
        (
            "siège dans une instance qui s'est réunie,sièges dans des instances réunies",
            MembreInstance.objects.filter(_a_vu_une_seance(le), personne=personne),
        ),
        (
            "demande reçue,demandes reçues",
            DemandeDeFiche.objects.adressees_a(personne),
        ),
        ("réponse écrite,réponses écrites", signatures.textes(DemandeDeFiche, "repondue_par")),
        (
            "invitation à lire une évaluation,invitations à lire une évaluation",
            LectureDemandee.objects.filter(personne=personne),
        ),
        (
            "commentaire d'évaluation,commentaires d'évaluation",
            CommentaireDEvaluation.objects.filter(personne=personne),
        ),
        (
            "approbation d'évaluation,approbations d'évaluation",
            Approbation.objects.filter(personne=personne),
        ),
        (
            "réponse à un commentaire,réponses à des commentaires",
            signatures.textes(CommentaireDEvaluation, "repondu_par"),
        ),
        (
            "commentaire réglé,commentaires réglés",
            signatures.textes(CommentaireDEvaluation, "regle_par"),
        ),
        ("approbation notée,approbations notées", signatures.textes(Approbation, "notee_par")),
        ("évaluation figée,évaluations figées", signatures.textes(VersionFigee, "depose_par")),
    ]


def _a_vu_une_seance(le: datetime.date) -> Q:
    """Une date inconnue ne dit pas qu'elle n'y était pas."""
    seances = Q(instance__reunions__date__lte=le)
    seances &= Q(debut=None) | Q(instance__reunions__date__gte=F("debut"))
    return seances & (Q(fin=None) | Q(instance__reunions__date__lte=F("fin")))
