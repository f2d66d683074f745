"""Retirer une structure déclarée par erreur, avec tout ce qui la demandait."""

import datetime

from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur
from equipements.campagne import exiger_a_repondre
from equipements.demandes import StructureDemandee
from equipements.models import QuestionConfiee
from equipements.questions import cesser_de_demander


def retirer_la_declaration(*, structure: StructureDemandee, par: Acteur, le: datetime.date) -> None:
    """La partie retire une structure déclarée par erreur ; l'historique en garde la trace.

    Ce qui en était passé se reprend d'abord : son courriel ne part plus, son lien s'éteint. Lève
    `ActionImpossible` si elle est soumise ou validée, si d'autres la soutiennent, ou si quelqu'un
    en a donné les chiffres.
    """
    demande, equipement = structure.demande, structure.equipement
    exiger_a_repondre(demande)
    with demande.campagne.acte(par):
        demande.commencer(par=par, le=le)
        passees = list(QuestionConfiee.objects.pour_liste().filter(equipement=equipement))
        a_une_reponse = any(question.repondue_le is not None for question in passees)
        if a_une_reponse or not structure.peut_se_retirer():
            raise ActionImpossible(
                "Cette déclaration ne se retire plus : la coordination en décide."
            )
        for question in passees:
            if question.etat in QuestionConfiee.OUVERTES:
                cesser_de_demander(question, par=par)
        equipement.delete()
