"""Ce que le plan dit à l'accueil : ce qui est attendu d'une personne, et ce qui a changé."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, Lag
from django.urls import reverse

from actions.filtres import SUIVIS
from actions.financements import attentes_des_demandes
from actions.models import FicheAction, Note, PropositionDeModification
from conventions.models import Convention, Utilisateur
from ctg.socle.attentes import Attente, Nouvelle
from ctg.socle.badges import BADGES
from ctg.socle.nombres import nombre_fr

# Une note et un changement d'état écrits d'un même envoi ne font qu'une nouvelle.
_MEME_ENVOI = datetime.timedelta(seconds=5)

# Pour qui suit tout le plan : clé de filtre → (une fiche, plusieurs fiches, est-ce pressant).
_GROUPES: dict[str, tuple[str, str, bool]] = {
    "en_retard": ("Une action est en retard", "{} actions sont en retard", True),
    "a_renseigner": (
        "Une action a une étape passée, à renseigner",
        "{} actions ont une étape passée, à renseigner",
        True,
    ),
    "jamais": (
        "Une action n'a jamais été renseignée",
        "{} actions n'ont jamais été renseignées",
        False,
    ),
    "sans_nouvelle": (
        "Une action est sans nouvelle depuis 90 jours",
        "{} actions sont sans nouvelle depuis 90 jours",
        False,
    ),
    "sans_pilote": ("Une action n'a pas de pilote", "{} actions n'ont pas de pilote", False),
}
_RAISONS = {
    "en_retard": "une étape est en retard",
    "a_renseigner": "une étape passée est à renseigner",
    "jamais": "elle n'a jamais été renseignée",
    "sans_nouvelle": "elle est sans nouvelle depuis 90 jours",
}


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Les fiches à mettre à jour, puis les demandes de financement à déposer bientôt.

    Les fiches sont groupées pour qui suit tout le plan, une à une pour un pilote. Une fois le plan
    figé (art. 11), ou tant que la convention est en projet, seuls les commentaires attendent une
    suite. Cinq requêtes au plus.
    """
    fiches = list(
        FicheAction.objects.filter(convention=convention)
        .avec_permissions(utilisateur)
        .pour_liste()
        .annotate(propositions_en_attente=_propositions_en_attente())
        .modifiables_par(utilisateur)
    )
    if not fiches:
        return []
    commentees = list(_des_commentaires(fiches))
    if fiches[0].est_figee(le) or convention.est_en_projet:
        return commentees
    commentees += _des_propositions(fiches[0])
    # Qui n'a le droit que par ses fiches les pilote toutes ; il en reçoit la liste.
    if all(fiche.est_pilotee for fiche in fiches):
        a_dire = [a for fiche in fiches if (a := _d_un_pilote(fiche, le))]
    else:
        a_dire = list(_du_plan(fiches, le))
    return [*a_dire, *attentes_des_demandes(fiches, convention, le), *commentees]


def _propositions_en_attente() -> Coalesce:
    """Combien de modifications du contrat attendent une réponse, dans la convention."""
    comptes = (
        PropositionDeModification.objects.en_attente()
        .filter(convention=OuterRef("convention"))
        .order_by()
        .values("convention")
        .annotate(nombre=Count("pk"))
    )
    return Coalesce(Subquery(comptes.values("nombre")), 0)


def _des_propositions(fiche: FicheAction) -> Iterable[Attente]:
    """Pour qui tient la convention : ce qu'on propose de changer au contrat (art. 12)."""
    nombre: int = fiche.propositions_en_attente  # type: ignore[attr-defined]
    if nombre and fiche.est_administrable:
        yield Attente(
            titre="Une modification du contrat est proposée"
            if nombre == 1
            else f"{nombre_fr(nombre)} modifications du contrat sont proposées",
            detail="Les retenir pour un avenant, ou les écarter avec une raison (art. 12).",
            adresse=f"{reverse('proposition_liste', args=[fiche.convention.slug])}?etat=en_attente",
            geste="Lire",
        )


def _des_commentaires(fiches: list[FicheAction]) -> Iterable[Attente]:
    """Combien de commentaires attendent une suite, et sur quelles actions."""
    commentees = [fiche for fiche in fiches if fiche.commentaires_ouverts]
    if not commentees or not commentees[0].convention.est_ouverte:
        return
    nombre = sum(fiche.commentaires_ouverts for fiche in commentees)
    slug = commentees[0].convention.slug
    yield Attente(
        titre="Un commentaire attend une suite"
        if nombre == 1
        else f"{nombre_fr(nombre)} commentaires attendent une suite",
        detail=_enumerer(commentees),
        objet=_objet(commentees),
        adresse=reverse("fiche_detail", args=[slug, commentees[0].numero]) + "#commentaires"
        if len(commentees) == 1
        else f"{reverse('fiche_liste', args=[slug])}?suivi=commentees",
        geste="Lire",
    )


def _d_un_pilote(fiche: FicheAction, le: datetime.date) -> Attente | None:
    raisons = [raison for cle, raison in _RAISONS.items() if SUIVIS[cle].regle(fiche, le)]
    if not raisons:
        return None
    detail = " ; ".join(raisons)
    return Attente(
        titre=f"Mettre à jour l'{str(fiche)[0].lower()}{str(fiche)[1:]}",
        detail=f"{detail[0].upper()}{detail[1:]}.",
        adresse=reverse("fiche_mettre_a_jour", args=[fiche.convention.slug, fiche.numero]),
        geste="Mettre à jour",
        est_pressante=fiche.est_en_retard(le) or fiche.est_a_renseigner(le),
    )


def _du_plan(fiches: list[FicheAction], le: datetime.date) -> Iterable[Attente]:
    for cle, (une, plusieurs, est_pressante) in _GROUPES.items():
        regle: Callable[[FicheAction, datetime.date], bool] = SUIVIS[cle].regle
        retenues = [
            fiche
            for fiche in fiches
            if regle(fiche, le) and (cle != "sans_pilote" or fiche.est_administrable)
        ]
        if retenues:
            yield Attente(
                titre=une if len(retenues) == 1 else plusieurs.format(nombre_fr(len(retenues))),
                detail=_enumerer(retenues),
                objet=_objet(retenues),
                adresse=_vers(cle, retenues),
                geste="Désigner" if cle == "sans_pilote" else "Mettre à jour",
                est_pressante=est_pressante,
            )


def _vers(cle: str, fiches: list[FicheAction]) -> str:
    """La page où agir : celle de la fiche s'il n'y en a qu'une, sinon le plan filtré."""
    slug = fiches[0].convention.slug
    if len(fiches) > 1:
        return f"{reverse('fiche_liste', args=[slug])}?suivi={cle}"
    vue = "fiche_pilotes" if cle == "sans_pilote" else "fiche_mettre_a_jour"
    return reverse(vue, args=[slug, fiches[0].numero])


def _objet(fiches: list[FicheAction]) -> str:
    """L'action, quand il n'y en a qu'une : ce qu'on attend d'elle se lit ensemble."""
    return str(fiches[0]) if len(fiches) == 1 else ""


def _enumerer(fiches: list[FicheAction]) -> str:
    """« Action 3 – … » pour une ; « Actions 3, 5 et 8. » pour plusieurs."""
    if len(fiches) == 1:
        return str(fiches[0])
    numeros = [str(fiche.numero) for fiche in fiches]
    return f"Actions {', '.join(numeros[:-1])} et {numeros[-1]}."


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """Les dernières notes et les derniers changements d'état ou de météo. Deux requêtes."""
    visibles = FicheAction.objects.filter(convention=convention).visibles_par(utilisateur)
    notes = (
        Note.historique.filter(history_type="+", fiche_id__in=visibles.values("pk"))
        .select_related("fiche__convention")
        .order_by("-history_date", "-history_id")[:limite]
    )
    toutes = [*_changements(visibles, convention, limite), *map(_d_une_note, notes)]
    return _reunir(sorted(toutes, key=lambda n: n.le, reverse=True))[:limite]


def _d_une_note(ligne: Any) -> Nouvelle:
    fiche = ligne.fiche
    return Nouvelle(
        le=ligne.history_date,
        auteur=ligne.auteur,
        titre=str(fiche),
        adresse=reverse("fiche_detail", args=[fiche.convention.slug, fiche.numero]),
        detail=ligne.texte,
    )


def _changements(
    visibles: QuerySet[FicheAction], convention: Convention, limite: int
) -> list[Nouvelle]:
    """Les changements d'état ou de météo, lus dans l'historique : avant, après."""
    dans_l_ordre: dict[str, Any] = {
        "partition_by": [F("id")],
        # L'ordre d'écriture, et non la date : la démonstration antidate.
        "order_by": [F("history_id").asc()],
    }
    lignes = (
        FicheAction.historique.filter(id__in=visibles.values("pk"))
        .annotate(
            etat_avant=Window(Lag("etat"), **dans_l_ordre),
            meteo_avant=Window(Lag("meteo"), **dans_l_ordre),
        )
        .filter(
            (Q(etat_avant__isnull=False) & ~Q(etat=F("etat_avant")))
            | (Q(meteo_avant__isnull=False) & ~Q(meteo=F("meteo_avant")))
        )
        .order_by("-history_date", "-history_id")[:limite]
    )
    return [
        Nouvelle(
            le=ligne.history_date,
            auteur=ligne.auteur,
            titre=f"Action {ligne.numero} – {ligne.titre}",
            adresse=reverse("fiche_detail", args=[convention.slug, ligne.numero]),
            detail=_passage(ligne),
        )
        for ligne in lignes
    ]


def _passage(ligne: Any) -> str:
    """« État : en cours, puis réalisé. » : ce qui a changé, dans l'ordre."""
    phrases = []
    for nom, mot in (("etat", "État"), ("meteo", "Météo")):
        avant, apres = getattr(ligne, f"{nom}_avant"), getattr(ligne, nom)
        if avant != apres:
            ancien = f" (avant : {BADGES[avant].mot})" if avant else ""
            phrases.append(f"{mot} : {BADGES[apres].mot}{ancien}.")
    return " ".join(phrases)


def _reunir(nouvelles: list[Nouvelle]) -> list[Nouvelle]:
    """Une seule nouvelle par envoi, du plus récent au plus ancien."""
    reunies: list[Nouvelle] = []
    for nouvelle in nouvelles:
        derniere = reunies[-1] if reunies else None
        if (
            derniere is not None
            and (derniere.adresse, derniere.auteur) == (nouvelle.adresse, nouvelle.auteur)
            and derniere.le - nouvelle.le < _MEME_ENVOI
        ):
            reunies[-1] = replace(derniere, detail=f"{nouvelle.detail} {derniere.detail}")
        else:
            reunies.append(nouvelle)
    return reunies
