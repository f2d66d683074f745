"""Bâtir une convention : ce qui est fait, ce qui reste, le prochain geste. Rien ne s'y décide."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from actions.models import Axe, FicheAction
from conventions.droits import Droit
from conventions.models import Convention, Utilisateur
from ctg.socle.attentes import Attente, Nouvelle
from ctg.socle.templatetags.portail import accorde, jour
from pilotage.models import Instance

A_FAIRE, COMMENCEE, FAITE = "tache_a_faire", "tache_commencee", "tache_faite"


@dataclass(frozen=True)
class Tache:
    """Une ligne de la liste : quoi, où, où elle en est (une clé de badge), ce qu'elle compte."""

    titre: str
    adresse: str
    geste: str
    etat: str
    detail: str
    remarques: tuple[str, ...] = field(default=())

    @property
    def suite(self) -> str:
        """Le geste, au fil d'une phrase."""
        return f"{self.geste[0].lower()}{self.geste[1:]}"


def taches(convention: Convention) -> list[Tache]:
    """Ce qu'il faut pour qu'une convention naisse, dans l'ordre. Six requêtes."""
    return [
        _ecrire(convention),
        _parties(convention),
        *_plan(convention),
        _instances(convention),
    ]


def prochaine(liste: list[Tache]) -> Tache | None:
    """La première tâche qui n'est pas faite."""
    return next((tache for tache in liste if tache.etat != FAITE), None)


def _vers(nom: str, convention: Convention) -> str:
    return reverse(nom, args=[convention.slug])


def _ecrire(convention: Convention) -> Tache:
    manquent = [
        mot
        for champ, mot in (("objet", "ce qu'elle vise"), ("deliberee_par", "qui en délibère"))
        if not getattr(convention, champ)
    ]
    return Tache(
        "La convention",
        _vers("convention_ecrire", convention),
        "Écrire la convention",
        COMMENCEE if manquent else FAITE,
        f"Du {jour(convention.debut)} au {jour(convention.fin)}.",
        (f"Il reste à dire {' et '.join(manquent)}.",) if manquent else (),
    )


def _parties(convention: Convention) -> Tache:
    comptes = convention.signataires.aggregate(
        toutes=Count("pk"),
        caf=Count("pk", filter=Q(partenaire__nature="caf")),
        copilotes=Count("pk", filter=Q(est_copilote=True)),
    )
    if not comptes["toutes"]:
        return Tache(
            "Les parties",
            _vers("parties_ajouter", convention),
            "Coller la liste des parties",
            A_FAIRE,
            "Communes, intercommunalité, Caf, État… La liste se colle d'un coup.",
        )
    remarques = [] if comptes["caf"] else ["Aucune Caf n'est partie à la convention."]
    if not comptes["copilotes"]:
        remarques.append("Personne n'est dit copilote.")
    return Tache(
        "Les parties",
        _vers("signataire_liste", convention),
        "Voir les parties",
        COMMENCEE if remarques else FAITE,
        f"{accorde(comptes['toutes'], 'partie,parties')},"
        f" dont {accorde(comptes['copilotes'], 'copilote,copilotes')}.",
        tuple(remarques),
    )


def _plan(convention: Convention) -> list[Tache]:
    axes = Axe.objects.filter(convention=convention).annotate(fiches_de_l_axe=Count("fiches"))
    vides = [axe.numero for axe in axes if not axe.fiches_de_l_axe]
    fiches: Any = FicheAction.objects.filter(convention=convention).annotate(
        mesures=Count("indicateurs", distinct=True), jalons=Count("etapes", distinct=True)
    )
    sans = {
        "sans indicateur": [f for f in fiches if not f.mesures],
        "sans étape": [f for f in fiches if not f.jalons],
        "au texte incomplet": [f for f in fiches if any(not t for _, t in f.champs_du_contrat())],
    }
    manquent = [f"{len(liste)} {quoi}" for quoi, liste in sans.items() if liste]
    page = _vers("plan_batir", convention)
    return [
        Tache(
            "Les axes",
            page if axes else _vers("axe_ajouter", convention),
            "Ajouter un axe" if not axes else "Voir les axes",
            A_FAIRE if not axes else COMMENCEE if vides else FAITE,
            f"{accorde(len(axes), 'axe,axes')}." if axes else "Ce que la convention veut changer.",
            tuple(f"L'axe {numero} n'a pas d'action." for numero in vides),
        ),
        Tache(
            "Les fiches-actions",
            page if fiches or not axes else _vers("fiche_ajouter", convention),
            "Ajouter une action" if not fiches else "Compléter les actions",
            A_FAIRE if not fiches else COMMENCEE if manquent else FAITE,
            f"{accorde(len(fiches), 'action,actions')}."
            if fiches
            else "Leur texte, leurs étapes et leurs indicateurs.",
            (f"Dont {', '.join(manquent)}.",) if manquent else (),
        ),
    ]


def _instances(convention: Convention) -> Tache:
    comites = (Instance.Genre.COPIL, Instance.Genre.COTECH)
    presents = set(
        Instance.objects.filter(convention=convention, genre__in=comites).values_list(
            "genre", flat=True
        )
    )
    absents = [genre.label for genre in comites if genre not in presents]
    return Tache(
        "Les instances",
        _vers("instance_liste" if not absents else "instance_ajouter", convention),
        f"Ouvrir le {absents[0]}" if absents else "Voir les instances",
        FAITE if not absents else COMMENCEE if presents else A_FAIRE,
        "Le COPIL et le COTECH." if not absents else "Qui pilotera, et qui préparera.",
        (f"Il manque : {', '.join(absents)}.",) if absents and presents else (),
    )


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Pour qui tient une convention en projet : la bâtir. Aucune requête une fois signée."""
    if not convention.est_en_projet:
        return []
    gerees = Convention.objects.filter(pk=convention.pk)
    if not gerees.avec_droit(utilisateur, Droit.GERER_LA_CONVENTION).exists():
        return []
    suivante = prochaine(taches(convention))
    return [
        Attente(
            titre="Bâtir la convention",
            adresse=_vers("convention_batir", convention),
            geste="Continuer" if suivante else "Signer",
            detail=f"Prochain geste : {suivante.suite}."
            if suivante
            else "Tout est écrit : il reste à la signer.",
            est_pressante=True,
        )
    ]


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """Rien : ce qui s'écrit d'un projet se lit dans son historique."""
    return []
