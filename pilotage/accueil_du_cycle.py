"""Ce que le cycle d'une évaluation attend de chacun : lire, approuver, répondre, avancer."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Count
from django.urls import reverse

from conventions.droits import Droit
from conventions.models import Convention, Habilitation, Personne, Utilisateur
from ctg.socle.attentes import Attente
from ctg.socle.templatetags.portail import accorde
from pilotage.approbations import places_de
from pilotage.etapes_du_cycle import SUIVANTS
from pilotage.invitations import lectures_de
from pilotage.models import CommentaireDEvaluation, Evaluation, LectureDemandee
from pilotage.models.lectures import QuerySetDeLectures

E = Evaluation.Etat


def lectures_attendues(personne: Personne, convention: Convention | None) -> list[Attente]:
    """Les projets que cette personne est invitée à lire, et n'a pas lus ; une requête.

    `convention` borne à une seule : un lien n'ouvre que la sienne.
    """
    a_faire = LectureDemandee.objects.a_faire()
    return [_a_lire(lecture) for lecture in _siennes(a_faire, personne, convention)]


def lectures_faites(personne: Personne, convention: Convention | None) -> list[Attente]:
    """Les projets qu'elle a lus, et où l'on a pu lui répondre depuis ; une requête."""
    faites = LectureDemandee.objects.faites()
    return [_lue(lecture) for lecture in _siennes(faites, personne, convention)]


def _siennes(
    lectures: QuerySetDeLectures, personne: Personne, convention: Convention | None
) -> QuerySetDeLectures:
    siennes = lectures.filter(lectures_de(personne))
    if convention is not None:
        siennes = siennes.filter(evaluation__convention=convention)
    return siennes.select_related("evaluation__convention")


def _a_lire(lecture: LectureDemandee) -> Attente:
    evaluation = lecture.evaluation
    return Attente(
        titre=f"Lire et commenter l'{str(evaluation).lower()}",
        adresse=reverse("evaluation_lire", args=[evaluation.convention.slug, evaluation.cle]),
        geste="Lire le projet",
        detail="Une phrase par section suffit, ou « rien à ajouter » (art. 10).",
        echeance=lecture.echeance,
        # Une demande, qui a un état, ne se redit pas parmi les rôles.
        etat="envoyee",
    )


def _lue(lecture: LectureDemandee) -> Attente:
    evaluation = lecture.evaluation
    return Attente(
        titre=f"Lire et commenter l'{str(evaluation).lower()}",
        adresse=reverse("evaluation_lire", args=[evaluation.convention.slug, evaluation.cle]),
        geste="Y revenir",
        detail="Les réponses à vos commentaires s'y lisent.",
        etat="tache_faite",
        faite_le=lecture.lue_le,
    )


def du_cycle(
    utilisateur: Utilisateur,
    convention: Convention,
    evaluations: Sequence[Evaluation],
    le: datetime.date,
) -> list[Attente]:
    """Approuver ce qui est présenté ; pour la coordination, répondre et passer à l'étape d'après.

    Aucune requête tant que rien n'est soumis ; quatre au plus.
    """
    en_chemin = [e for e in evaluations if e.etat in (E.SOUMISE, E.PRESENTEE)]
    if not en_chemin:
        return []
    roles = list(utilisateur.habilitations.filter(convention=convention))
    redige = any(role.donne(Droit.REDIGER_LES_EVALUATIONS) for role in roles)
    attentes = list(_a_approuver(convention, en_chemin, roles, redige))
    return [*attentes, *_commentaires(convention, en_chemin)] if redige else attentes


def _a_approuver(
    convention: Convention,
    en_chemin: Sequence[Evaluation],
    roles: Sequence[Habilitation],
    redige: bool,
) -> Iterator[Attente]:
    presentees = [e for e in en_chemin if e.etat == E.PRESENTEE]
    if not presentees:
        return
    copilotes = list(convention.signataires.filter(est_copilote=True))
    miennes = {place.pk if place else None for place in places_de(roles, copilotes)}
    for evaluation in presentees:
        donnees = set(evaluation.approbations.values_list("signataire_id", flat=True))
        nom, cle = str(evaluation).lower(), [convention.slug, evaluation.cle]
        if miennes - donnees:
            yield Attente(
                titre=f"Approuver l'{nom}",
                adresse=reverse("evaluation_approbations", args=cle),
                geste="Relire et approuver",
                detail="La coordination et les copilotes approuvent avant la validation (art. 7).",
                est_pressante=True,
            )
        elif redige and {None, *(copilote.pk for copilote in copilotes)} <= donnees:
            _, mot = SUIVANTS[E.PRESENTEE]
            yield Attente(
                titre=f"Valider l'{nom}",
                adresse=reverse("evaluation_valider", args=cle),
                geste=mot,
                detail="Toutes les approbations sont données.",
            )


def _commentaires(convention: Convention, en_chemin: Sequence[Evaluation]) -> Iterator[Attente]:
    par_evaluation = {evaluation.pk: evaluation for evaluation in en_chemin}
    comptes = (
        CommentaireDEvaluation.objects.ouverts()
        .filter(evaluation__in=par_evaluation)
        .order_by()
        .values_list("evaluation")
        .annotate(nombre=Count("pk"))
    )
    for pk, nombre in comptes:
        evaluation = par_evaluation[pk]
        yield Attente(
            titre=f"{accorde(nombre, 'commentaire,commentaires')} sur l'{str(evaluation).lower()}",
            adresse=reverse("evaluation_lire", args=[convention.slug, evaluation.cle]),
            geste="Lire et répondre",
            detail="Répondez, ou réglez quand la suite est donnée.",
        )
