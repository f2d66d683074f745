"""Les mots de la convention et de la politique familiale, en une phrase chacun."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Terme:
    """Un mot, et ce qu'il veut dire ici."""

    mot: str
    sens: str


_SENS = {
    "AEEH": "Allocation d’éducation de l’enfant handicapé.",
    "ALSH": "Accueil de loisirs sans hébergement : les centres de loisirs, avant et après l’école,"
    " le mercredi et pendant les vacances.",
    "Avenant": "Le texte signé qui modifie la convention ou ses annexes, et liste toutes ses"
    " modifications (art. 12).",
    "Bonus territoire": "Le financement que la Caf verse aux gestionnaires des structures soutenues"
    " par une collectivité signataire (art. 6).",
    "Caf": "Caisse d’allocations familiales.",
    "COPIL": "Comité de pilotage : les parties à la convention. Il examine l’évaluation et décide"
    " (art. 7).",
    "COTECH": "Comité technique : il réunit les techniciens et prépare le COPIL (annexe 4).",
    "CTG": "Convention territoriale globale.",
    "EAJE": "Établissement d’accueil du jeune enfant : multi-accueil, crèche, micro-crèche.",
    "Fiche-action": "Une action du plan (annexe 3) : ses objectifs, ses étapes, ses indicateurs.",
    "LAEP": "Lieu d’accueil enfants-parents.",
    "Météo": "Le jugement du pilote sur les objectifs de son action, à côté de son état.",
    "Non concerné, non disponible": "Deux réponses possibles à un indicateur. Une absence de"
    " réponse, elle, n’est jamais comptée pour zéro.",
    "Plancher": "Ce que la Caf versait la dernière année du contrat enfance jeunesse : la somme des"
    " bonus d’une année ne descend pas dessous (art. 6).",
    "PSU": "Prestation de service unique, que la Caf verse aux EAJE.",
    "Quotient familial (QF)": "Les revenus et prestations d’un foyer, rapportés à ses parts : les"
    " tarifs en dépendent.",
    "Référence": "La valeur de départ d’un indicateur, à laquelle l’année se compare.",
    "RPE": "Relais petite enfance : il informe les familles et accompagne les assistants"
    " maternels.",
    "Soutien": "Ce qu’une partie apporte à une structure de l’annexe 2, pour une période.",
}


def glossaire() -> tuple[Terme, ...]:
    """Tous les termes, dans l'ordre de l'alphabet."""
    return tuple(Terme(mot, sens) for mot, sens in _SENS.items())
