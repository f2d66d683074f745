"""Approuver une évaluation : au nom de qui, et sur quel texte (art. 7)."""

import datetime
from collections.abc import Iterable, Sequence

from conventions.droits import Droit
from conventions.models import Habilitation, Signataire, Utilisateur
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import verrouiller
from pilotage.figer import empreinte_du_projet
from pilotage.models import Approbation, Evaluation


class ProjetChange(ActionImpossible):
    """Le projet n'est plus celui que la page montrait ; `empreinte` : celle d'à présent."""

    def __init__(self, empreinte: str) -> None:
        super().__init__(
            "Le projet a changé depuis que vous avez ouvert cette page : un texte ou un chiffre."
            " Relisez-le, puis approuvez."
        )
        self.empreinte = empreinte


def places_de(
    roles: Iterable[Habilitation], copilotes: Iterable[Signataire]
) -> list[Signataire | None]:
    """Au nom de qui ces rôles approuvent : la coordination (None), et leurs parties copilotes.

    Qui rédige approuve pour la coordination ; qui a le droit d'approuver au nom d'un organisme
    approuve pour lui, s'il copilote. Aucune requête.
    """
    approbateurs = [role for role in roles if role.donne(Droit.APPROUVER_LES_EVALUATIONS)]
    redige = any(role.donne(Droit.REDIGER_LES_EVALUATIONS) for role in approbateurs)
    organismes = {role.partenaire_id for role in approbateurs}
    siennes = [copilote for copilote in copilotes if copilote.partenaire_id in organismes]
    return [None, *siennes] if redige else [*siennes]


def approuver(
    *,
    evaluation: Evaluation,
    places: Sequence[Signataire | None],
    contenu_lu: str,
    par: Utilisateur,
    le: datetime.date,
) -> None:
    """Donne l'accord de ce compte, à chaque place qui ne l'a pas encore.

    `contenu_lu` : l'empreinte du projet que la page montrait. Lève `ProjetChange` si ce n'est plus
    le même, `ActionImpossible` s'il n'y a rien à approuver, ou comme `Approbation.donner`.
    """
    with acte(par):
        _exiger_lu(evaluation, contenu_lu, le)
        donnees = set(evaluation.approbations.values_list("signataire_id", flat=True))
        restantes = [place for place in places if (place.pk if place else None) not in donnees]
        if not restantes:
            raise ActionImpossible("Vous avez déjà approuvé, ou ce n'est pas à vous de le faire.")
        for place in restantes:
            Approbation(evaluation=evaluation, signataire=place, personne=par.personne).donner(
                par=par, le=le, contenu_lu=contenu_lu
            )


def noter_l_accord(
    *, approbation: Approbation, contenu_lu: str, par: Acteur, le: datetime.date
) -> None:
    """Note l'accord donné à la séance de l'évaluation ; lève comme `approuver`."""
    evaluation = approbation.evaluation
    if evaluation.reunion is None:
        raise ActionImpossible("Choisissez d'abord la séance du COPIL qui examine l'évaluation.")
    approbation.reunion = evaluation.reunion
    with acte(par):
        _exiger_lu(evaluation, contenu_lu, le)
        approbation.donner(par=par, le=le, contenu_lu=contenu_lu)


def _exiger_lu(evaluation: Evaluation, contenu_lu: str, le: datetime.date) -> None:
    """S'emploie dans un `acte` : qui récrit l'évaluation au même instant attend son tour."""
    verrouiller(evaluation)
    present = empreinte_du_projet(evaluation, le)
    if contenu_lu != present:
        raise ProjetChange(present)
