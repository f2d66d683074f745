"""Inviter les membres à lire un projet d'évaluation : un geste, un courriel par personne."""

import datetime
from collections.abc import Iterable

from django.db.models import Q

from conventions.campagnes import BilanDesEnvois
from conventions.courriels import Courriel, envoyer
from conventions.lettres import POUR_LIRE
from conventions.liens import Usage, lien_pour, sans_lien_possible
from conventions.models import Motif, Personne
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.templatetags.portail import jour
from pilotage.models import Evaluation, Instance, LectureDemandee, MembreInstance

COMITES = (Instance.Genre.COPIL, Instance.Genre.COTECH)


def membres_a_inviter(evaluation: Evaluation) -> list[MembreInstance]:
    """Qui siège au COPIL ou au COTECH, une ligne par personne ; une requête."""
    sieges = (
        MembreInstance.objects.actuels()
        .filter(instance__convention=evaluation.convention_id, instance__genre__in=COMITES)
        .filter(personne__anonymisee_le=None)
        .select_related("personne", "partenaire", "instance")
        .order_by("partenaire__nom", "personne__nom", "pk")
    )
    uniques = list({siege.personne_id: siege for siege in reversed(sieges)}.values())[::-1]
    # D'abord ceux qu'un courriel atteint.
    return sorted(uniques, key=lambda siege: not siege.personne.est_joignable)


def inviter_a_lire(
    *,
    evaluation: Evaluation,
    personnes: Iterable[Personne],
    message: str,
    echeance: datetime.date | None,
    par: Acteur,
    le: datetime.date,
) -> BilanDesEnvois:
    """Demande à ces membres de lire le projet ; rend qui l'apprend par courriel, et qui non.

    Qui a déjà lu est réinvité : le texte a pu changer. Lève `ActionImpossible` une fois validée,
    ou sans personne à inviter.
    """
    evaluation.convention.exiger_ouverte()
    if evaluation.est_figee:
        raise ActionImpossible("Cette évaluation est validée : elle ne se commente plus.")
    siegent = {siege.personne_id for siege in membres_a_inviter(evaluation)}
    invitees = sorted({p for p in personnes if p.pk in siegent}, key=lambda p: p.pk)
    if not invitees:
        raise ActionImpossible("Choisissez au moins une personne à inviter.")
    bilan = BilanDesEnvois()
    sans_lien = sans_lien_possible(evaluation.convention, invitees)
    with acte(par):
        for personne in invitees:
            _demander(evaluation, personne, echeance, le)
            if not personne.est_joignable:
                bilan.sans_adresse.append(personne)
            elif personne.pk in sans_lien:
                bilan.sans_lien.append(personne)
            else:
                _ecrire(evaluation, personne, message, echeance, par=par, bilan=bilan)
    return bilan


def _demander(
    evaluation: Evaluation, personne: Personne, echeance: datetime.date | None, le: datetime.date
) -> None:
    lecture = LectureDemandee.objects.filter(evaluation=evaluation, personne=personne).first()
    lecture = lecture or LectureDemandee(evaluation=evaluation, personne=personne)
    lecture.invitee_le, lecture.echeance, lecture.lue_le = le, echeance, None
    lecture.save()


def _ecrire(
    evaluation: Evaluation,
    personne: Personne,
    message: str,
    echeance: datetime.date | None,
    *,
    par: Acteur,
    bilan: BilanDesEnvois,
) -> None:
    convention = evaluation.convention
    nom = str(evaluation).lower()
    paragraphes = [
        message.strip(),
        f"Le projet de l'{nom} est prêt à être lu : ce qui s'est fait, ce qui bloque, les chiffres,"
        " action par action. Chaque section se commente d'une phrase.",
    ]
    if echeance:
        paragraphes.append(f"Vos remarques sont utiles avant le {jour(echeance)}.")
    envoi = envoyer(
        Courriel(
            objet=f"À lire : {nom}, {convention.territoire}",
            paragraphes=[p for p in paragraphes if p],
            geste="Lire et commenter",
            suite=["Aucun mot de passe n'est demandé. Le document se télécharge d'un geste."],
            signature=f"La coordination CTG, {convention.territoire}",
        ),
        a=personne,
        motif=Motif.DEMANDE,
        raison=f"{POUR_LIRE}{evaluation.pk}",
        convention=convention,
        lien=lien_pour(personne, Usage.REPONDRE, convention=convention, par=par),
    )
    (bilan.ecrites if envoi is not None else bilan.deja_ecrites).append(personne)


def lectures_de(personne: Personne) -> Q:
    """Les invitations d'une personne, tant qu'elle siège."""
    sieges = MembreInstance.objects.actuels().filter(personne=personne, instance__genre__in=COMITES)
    return Q(personne=personne, evaluation__convention__in=sieges.values("instance__convention"))
