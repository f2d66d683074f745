"""Ce que le pilotage dit à l'accueil : ce qui est attendu d'une personne, et ce qui a changé."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import Truncator

from actions.models import PiloteDeFiche
from conventions.demandes import demandes_en_attente, reponses_a_lire
from conventions.droits import Droit
from conventions.models import Convention, Habilitation, Utilisateur
from ctg.socle.attentes import Attente, Nouvelle
from pilotage.accueil_du_cycle import du_cycle, lectures_attendues
from pilotage.gouvernance import est_toleree
from pilotage.models import (
    Decision,
    DemandeDeFiche,
    Evaluation,
    Instance,
    MembreInstance,
    Recit,
    Releve,
    Reunion,
)
from pilotage.releves import FicheSansReponse, fiches_sans_reponse

COMITES = (Instance.Genre.COPIL, Instance.Genre.COTECH)
_TELECHARGER = "Télécharger le PDF"
# À partir d'octobre, une réunion qui manque à l'année presse.
MOIS_PRESSANT = 10


@dataclass(frozen=True)
class _Qualites:
    """Ce que la personne est dans la convention, pour le pilotage."""

    anime: bool
    siege_dans: frozenset[str]
    pilote: bool
    approuve: bool
    est_sollicitee: bool
    a_des_reponses_a_lire: bool
    releves_a_relire: int

    @property
    def en_a_une(self) -> bool:
        """Faux pour qui le pilotage n'attend rien."""
        return any([self.anime, self.siege_dans, self.pilote, self.approuve, self.est_sollicitee])


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Lire l'évaluation et venir à la séance ; réunir, ouvrir, faire répondre ; répondre.

    Selon ce que la personne est : membre du COPIL ou du COTECH, coordonnateur, pilote, sollicitée
    par une campagne. Sept requêtes au plus, une seule pour qui n'est rien de cela. Une convention
    close ne demande plus qu'à être lue : tout le reste y serait refusé.
    """
    qualites = _qualites(utilisateur, convention)
    if not qualites.en_a_une:
        return []
    toutes = list(convention.evaluations.all())
    evaluations = {e.annee: e for e in toutes if not e.est_finale}
    reunions = list(
        Reunion.objects.filter(instance__convention=convention, date__year__gte=le.year)
        .select_related("instance")
        .order_by("date")
    )
    resultat: list[Attente] = []
    if qualites.siege_dans:
        a_lire = lectures_attendues(utilisateur.personne, convention)
        resultat += [*a_lire, *_d_un_membre(convention, evaluations, reunions, qualites, le)]
        if a_lire:
            # L'invitation le dit mieux : avec une échéance, et un geste qui finit.
            resultat = [a for a in resultat if a.geste != _TELECHARGER]
    if not convention.est_ouverte:
        return resultat
    if qualites.approuve:
        resultat += du_cycle(utilisateur, convention, toutes, le)
    if qualites.est_sollicitee:
        resultat += demandes_en_attente(DemandeDeFiche, utilisateur.personne, convention, le)
    if qualites.a_des_reponses_a_lire:
        resultat += reponses_a_lire(DemandeDeFiche, convention, utilisateur)
    if qualites.releves_a_relire:
        resultat.append(_des_releves_a_relire(convention, qualites.releves_a_relire))
    if qualites.anime:
        resultat += _du_coordonnateur(convention, evaluations, reunions, le)
    if qualites.anime or qualites.pilote:
        annee = annee_sous_evaluation(convention, evaluations, le)
        manquants = fiches_sans_reponse(convention, annee) if annee else []
        resultat += _des_indicateurs(utilisateur, convention, annee, manquants, qualites.anime)
    return resultat


def _qualites(utilisateur: Utilisateur, convention: Convention) -> _Qualites:
    """En une requête : les rôles, les sièges et les fiches de la personne."""
    personne = utilisateur.personne_id
    sieges = MembreInstance.objects.actuels().filter(
        personne_id=personne, instance__convention=OuterRef("convention")
    )
    pilotages = PiloteDeFiche.objects.actuels().filter(
        personne_id=personne, fiche__convention=OuterRef("convention")
    )
    de_la_convention = DemandeDeFiche.objects.filter(
        campagne__convention=OuterRef("convention"), campagne__close_le=None
    )
    demandes = de_la_convention.adressees_a(utilisateur.personne).en_attente()
    soumis = (
        Releve.objects.soumis()
        .filter(indicateur__fiche__convention=OuterRef("convention"))
        .order_by()
        .values("indicateur__fiche__convention")
        .annotate(nombre=Count("pk"))
    )
    roles: Any = Habilitation.objects.filter(
        utilisateur=utilisateur, convention=convention
    ).annotate(
        pilote=Exists(pilotages),
        est_sollicitee=Exists(demandes),
        a_lire=Exists(de_la_convention.a_lire()),
        a_relire=Coalesce(Subquery(soumis.values("nombre")), 0),
        **{f"au_{genre.value}": Exists(sieges.filter(instance__genre=genre)) for genre in COMITES},
    )
    roles = list(roles)
    return _Qualites(
        anime=any(role.donne(Droit.ANIMER_LES_INSTANCES) for role in roles),
        siege_dans=frozenset(
            genre.value for genre in COMITES if any(getattr(r, f"au_{genre.value}") for r in roles)
        ),
        pilote=any(role.pilote for role in roles),
        approuve=any(role.donne(Droit.APPROUVER_LES_EVALUATIONS) for role in roles),
        est_sollicitee=any(role.est_sollicitee for role in roles),
        a_des_reponses_a_lire=any(r.a_lire and r.donne(Droit.VALIDER) for r in roles),
        releves_a_relire=max((r.a_relire for r in roles if r.donne(Droit.VALIDER)), default=0),
    )


def annee_sous_evaluation(
    convention: Convention, evaluations: dict[int, Evaluation], le: datetime.date
) -> int | None:
    """L'année dont on attend les réponses : la dernière évaluation ouverte, ou l'année finie."""
    if evaluations:
        return max(evaluations)
    finies = [annee for annee in convention.annees() if annee < le.year]
    return finies[-1] if finies else None


def _d_un_membre(
    convention: Convention,
    evaluations: dict[int, Evaluation],
    reunions: list[Reunion],
    qualites: _Qualites,
    le: datetime.date,
) -> Iterator[Attente]:
    finies = [annee for annee in evaluations if annee < le.year] or list(evaluations)
    if finies:
        annee = max(finies)
        yield Attente(
            titre=f"L'évaluation {annee} est à lire",
            adresse=reverse("evaluation_pdf", args=[convention.slug, annee]),
            geste=_TELECHARGER,
            detail="Le document de l'année, tel qu'il est aujourd'hui (art. 10).",
        )
    for reunion in reunions:
        if reunion.date >= le and reunion.instance.genre in qualites.siege_dans:
            yield Attente(
                titre=f"Prochaine séance du {reunion.instance.nom_court}",
                adresse=reverse("reunion_detail", args=[convention.slug, reunion.pk]),
                geste="Voir l'ordre du jour",
                detail=reunion.lieu,
                echeance=reunion.date,
            )
            return


def _du_coordonnateur(
    convention: Convention,
    evaluations: dict[int, Evaluation],
    reunions: list[Reunion],
    le: datetime.date,
) -> Iterator[Attente]:
    if le.year in convention.annees() and not est_toleree(convention, le.year):
        for genre in COMITES:
            yield from _reunion_attendue(convention, genre, reunions, le)
    annees = convention.annees()
    if (
        le.year - 1 in annees
        and le.year - 1 not in evaluations
        and not est_toleree(convention, le.year - 1)
    ):
        yield _evaluation_attendue(convention, le.year - 1, le)
    if le.year == annees[-1] and le.year not in evaluations:
        yield _evaluation_attendue(convention, le.year, le)


def _reunion_attendue(
    convention: Convention, genre: Instance.Genre, reunions: list[Reunion], le: datetime.date
) -> Iterator[Attente]:
    """R2 et R3 : une fois par an au moins, sauf l'année tolérée."""
    de_l_annee = [r for r in reunions if r.instance.genre == genre and r.date.year == le.year]
    if any(reunion.est_tenue(le) for reunion in de_l_annee):
        return
    prevue = de_l_annee[0].date if de_l_annee else None
    suite = f" Il est prévu le {prevue:%d/%m/%Y}." if prevue else ""
    yield Attente(
        titre=f"Réunir le {genre.label} en {le.year}",
        adresse=reverse("instance_liste", args=[convention.slug]),
        geste="Voir les instances" if prevue else "Inscrire une réunion",
        detail=f"Il se réunit au moins une fois par an (annexe 4).{suite}",
        echeance=prevue or datetime.date(le.year, 12, 31),
        est_pressante=prevue is None and le.month >= MOIS_PRESSANT,
    )


def _evaluation_attendue(convention: Convention, annee: int, le: datetime.date) -> Attente:
    """R5 : une évaluation par année, et une finale."""
    est_finale = annee == convention.annees()[-1]
    titre = "l'évaluation de la dernière année" if est_finale else f"l'évaluation {annee}"
    return Attente(
        titre=f"Ouvrir {titre}{f', {annee}' if est_finale else ''}",
        adresse=reverse("evaluation_liste", args=[convention.slug]),
        geste="Ouvrir l'évaluation",
        detail="Une évaluation par année, et une au terme (art. 10).",
        est_pressante=annee < le.year,
    )


def _des_indicateurs(
    utilisateur: Utilisateur,
    convention: Convention,
    annee: int | None,
    manquants: list[FicheSansReponse],
    anime: bool,
) -> Iterator[Attente]:
    """R7 : le pilote répond pour ses fiches ; le coordonnateur en voit le compte."""
    miennes = [m for m in manquants if utilisateur.personne_id in m.pilotes]
    for manque in miennes:
        yield Attente(
            titre=f"Action {manque.fiche.numero} : {_indicateurs(manque.nombre)} pour {annee}",
            adresse=reverse("releves_saisir", args=[convention.slug, manque.fiche.numero, annee]),
            geste="Répondre",
            detail=manque.fiche.titre,
            objet=f"Les indicateurs {annee}",
        )
    autres = [m for m in manquants if m not in miennes]
    if anime and autres:
        total = sum(manque.nombre for manque in autres)
        fiches = "une fiche" if len(autres) == 1 else f"{len(autres)} fiches"
        yield Attente(
            titre=f"{_indicateurs(total).capitalize()} pour {annee}",
            adresse=f"{reverse('releve_liste', args=[convention.slug])}?annee={annee}&reponse=sans",
            geste="Voir les indicateurs",
            detail=f"Dans {fiches} (art. 10).",
            objet=f"Les indicateurs {annee}",
        )


def _des_releves_a_relire(convention: Convention, nombre: int) -> Attente:
    """Ce qui est soumis attend l'accord de la coordination."""
    mots = "une réponse" if nombre == 1 else f"{nombre} réponses"
    return Attente(
        titre=f"Relire {mots} aux indicateurs",
        adresse=reverse("annee_de_releves_liste", args=[convention.slug]),
        geste="Voir les années",
        detail="Acceptée, une réponse ne change plus ; renvoyée, elle est à reprendre.",
    )


def _indicateurs(nombre: int) -> str:
    return f"{nombre} indicateur{'s' if nombre > 1 else ''} sans réponse"


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """Les réunions inscrites, les décisions, les réponses et les récits ; quatre requêtes.

    Les récits ne se montrent qu'à qui peut lire l'évaluation.
    """
    toutes = [
        *_reunions(convention, limite),
        *_decisions(convention, limite),
        *_reponses(convention, limite),
        *_recits(utilisateur, convention, limite),
    ]
    return sorted(toutes, key=lambda nouvelle: nouvelle.le, reverse=True)[:limite]


def _reunions(convention: Convention, limite: int) -> Iterator[Nouvelle]:
    lignes = (
        Reunion.historique.filter(instance__convention=convention, history_type="+")
        .select_related("instance")
        .order_by("-history_date", "-history_id")[:limite]
    )
    for ligne in lignes:
        yield Nouvelle(
            le=ligne.history_date,
            auteur=ligne.auteur,
            titre=f"{ligne.instance.nom_court} du {ligne.date:%d/%m/%Y} inscrit",
            adresse=reverse("reunion_detail", args=[convention.slug, ligne.id]),
            detail=ligne.lieu,
        )


def _decisions(convention: Convention, limite: int) -> Iterator[Nouvelle]:
    lignes = (
        Decision.historique.filter(
            reunion__instance__convention=convention, history_type__in=["+", "~"]
        )
        .select_related("reunion__instance")
        .order_by("-history_date", "-history_id")[:limite]
    )
    for ligne in lignes:
        geste = "Décision" if ligne.history_type == "+" else "Décision réécrite"
        yield Nouvelle(
            le=ligne.history_date,
            auteur=ligne.auteur,
            titre=f"{geste} : {ligne.reunion}",
            adresse=reverse("reunion_detail", args=[convention.slug, ligne.reunion_id]),
            detail=Truncator(ligne.texte).chars(140),
        )


def _reponses(convention: Convention, limite: int) -> Iterator[Nouvelle]:
    """Les réponses d'un même auteur, un même jour, sur une même fiche font une nouvelle."""
    lignes = (
        Releve.historique.filter(
            indicateur__fiche__convention=convention, history_type__in=["+", "~"]
        )
        .order_by("-history_date", "-history_id")
        .values_list("history_date", "auteur", "annee", "id", "indicateur__fiche__numero")
    )[: limite * 10]
    groupes: dict[tuple[Any, ...], set[int]] = {}
    dates: dict[tuple[Any, ...], datetime.datetime] = {}
    for le, auteur, annee, releve, numero in lignes:
        cle = (le.date(), auteur, annee, numero)
        groupes.setdefault(cle, set()).add(releve)
        dates.setdefault(cle, le)
    for cle, releves in groupes.items():
        _, auteur, annee, numero = cle
        mots = "réponse" if len(releves) == 1 else "réponses"
        yield Nouvelle(
            le=dates[cle],
            auteur=auteur,
            titre=f"Action {numero} : {len(releves)} {mots} aux indicateurs {annee}",
            adresse=f"{reverse('releve_liste', args=[convention.slug])}"
            f"?annee={annee}&fiche={numero}",
        )


def _recits(utilisateur: Utilisateur, convention: Convention, limite: int) -> Iterator[Nouvelle]:
    lisibles = Evaluation.objects.all().visibles_par(utilisateur).filter(convention=convention)
    lignes = (
        Recit.historique.filter(evaluation__in=lisibles, history_type__in=["+", "~"])
        .select_related("evaluation", "axe", "fiche")
        .order_by("-history_date", "-history_id")[:limite]
    )
    for ligne in lignes:
        sujet = ligne.axe or ligne.fiche or "l'ensemble"
        yield Nouvelle(
            le=ligne.history_date,
            auteur=ligne.auteur,
            titre=f"{ligne.evaluation} : récit sur {sujet}",
            adresse=reverse("evaluation_detail", args=[convention.slug, ligne.evaluation.cle]),
        )
