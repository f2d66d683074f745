"""Les mots de la convention et de la politique familiale, en une phrase chacun."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Terme:
    """Un mot, et ce qu'il veut dire ici."""

    mot: str
    sens: str


# Les mots que le document emploie toujours.
_TOUJOURS = {
    "Avenant": "Le texte signé qui modifie la convention ou ses annexes, et liste toutes ses"
    " modifications (art. 12).",
    "Bonus territoire": "Le financement que la Caf verse aux gestionnaires des structures soutenues"
    " par une collectivité signataire (art. 6).",
    "Caf": "Caisse d’allocations familiales.",
    "COPIL": "Comité de pilotage : les parties à la convention. Il examine l’évaluation et décide"
    " (art. 7).",
    "COTECH": "Comité technique : il réunit les techniciens et prépare le COPIL (annexe 4).",
    "CTG": "Convention territoriale globale.",
    "Empreinte": "Une suite de signes calculée d’un fichier (SHA-256) : un seul signe changé, et"
    " elle n’est plus la même.",
    "Fiche-action": "Une action du plan (annexe 3) : ses objectifs, ses étapes, ses indicateurs.",
    "Météo": "Le jugement du pilote sur les objectifs de son action, à côté de son état.",
    "Non concerné, non disponible": "Deux réponses possibles à un indicateur. Une absence de"
    " réponse, elle, n’est jamais comptée pour zéro.",
    "n. r.": "Non renseigné : personne ne l’a encore dit. Ce n’est pas zéro.",
    "Plancher": "Ce que la Caf versait la dernière année du contrat enfance jeunesse : la somme des"
    " bonus d’une année ne descend pas dessous (art. 6).",
    "Référence": "La valeur de départ d’un indicateur, à laquelle l’année se compare.",
    "Soutien": "Ce qu’une partie apporte à une structure de l’annexe 2, pour une période.",
}

# Ceux qu'une convention emploie ou non : le mot, ce qui le trahit dans ses données, son sens.
_AU_BESOIN = (
    ("AEEH", r"\bAEEH\b", "Allocation d’éducation de l’enfant handicapé."),
    (
        "ALSH",
        r'\bALSH\b|"alsh"',
        "Accueil de loisirs sans hébergement : les centres de loisirs, avant et après l’école, le"
        " mercredi et pendant les vacances.",
    ),
    ("BAFA", r"\bBAFA\b", "Brevet d’aptitude aux fonctions d’animateur."),
    (
        "BPJEPS",
        r"\bBPJEPS\b",
        "Brevet professionnel de la jeunesse, de l’éducation populaire et du sport ; LTP : sa"
        " mention « loisirs tous publics ».",
    ),
    (
        "CAP EAPE",
        r"\bEAPE\b",
        "Certificat d’aptitude professionnelle d’accompagnant éducatif petite enfance (CAP AEPE).",
    ),
    ("Cnaf", r"\b(?:CNAF|Cnaf)\b", "Caisse nationale des allocations familiales."),
    (
        "EAJE",
        r'\bEAJE\b|"eaje"',
        "Établissement d’accueil du jeune enfant : multi-accueil, crèche, micro-crèche.",
    ),
    ("EJE", r"\bEJE\b", "Éducateur de jeunes enfants."),
    ("EVS", r'\bEVS\b|"evs"', "Espace de vie sociale."),
    ("LAEP", r'\bLAEP\b|"laep"', "Lieu d’accueil enfants-parents."),
    ("MSA", r'\bMSA\b|"msa"', "Mutualité sociale agricole."),
    ("PE", r"\bPE\b", "Petite enfance."),
    ("PSU", r"\bPSU\b", "Prestation de service unique, que la Caf verse aux EAJE."),
    ("QPV", r"\bQPV\b", "Quartier prioritaire de la politique de la ville."),
    (
        "Quotient familial (QF)",
        r"\bQF\b|quotient",
        "Les revenus et prestations d’un foyer, rapportés à ses parts : les tarifs en dépendent.",
    ),
    ("REAAP", r"\bREAAP\b", "Réseau d’écoute, d’appui et d’accompagnement des parents."),
    (
        "RPE",
        r'\bRPE\b|"rpe"',
        "Relais petite enfance : il informe les familles et accompagne les assistants maternels.",
    ),
    ("RPI", r"\bRPI\b", "Regroupement pédagogique intercommunal."),
    ("SIVOS", r"\bSIVOS\b", "Syndicat intercommunal à vocation scolaire."),
)


def glossaire(donnees: str) -> tuple[Terme, ...]:
    """Les termes que le document emploie, dans l'ordre de l'alphabet.

    `donnees` : ce qu'il dit, en JSON. Un sigle qui n'y est pas ne s'explique pas.
    """
    termes = [Terme(mot, sens) for mot, sens in _TOUJOURS.items()]
    termes += [Terme(mot, sens) for mot, motif, sens in _AU_BESOIN if re.search(motif, donnees)]
    return tuple(sorted(termes, key=lambda terme: terme.mot.lower().replace("é", "e")))
