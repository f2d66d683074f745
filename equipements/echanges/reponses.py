"""Écrire les réponses d'un import, par lots, sous l'acte en cours."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ctg.socle import ecriture_par_lots as lots
from ctg.socle.versions import ConflitDeVersion
from equipements.annuels import Saisie
from equipements.echanges.chiffres import saisie_de_la_liste
from equipements.echanges.ecriture import Ecriture
from equipements.echanges.questions import montree, questions_de_l_annee
from equipements.models import ReponseAnnuelle, exiger_annee_ouverte

_CHAMPS = (
    "reponse",
    "valeur",
    "motif",
    "saisi_le",
    "saisi_par",
    "confirme_le",
    "confirme_par",
)
# (question, ce qui y est répondu, ce que le fichier montrait).
_Reponse = tuple[str, Saisie, Saisie]


def repondre_par_lots(acteur: Ecriture, charges: Iterable[Sequence[Any]]) -> None:
    """Range les réponses ; une réponse que le fichier vide est retirée.

    Lève `AnneeClose`, et `ConflitDeVersion` si une réponse a changé depuis le contrôle.
    """
    par_annee: dict[int, dict[int, list[_Reponse]]] = defaultdict(lambda: defaultdict(list))
    for pk, annee, question, voulue, montrait in charges:
        reponse = (question, saisie_de_la_liste(voulue), saisie_de_la_liste(montrait))
        par_annee[annee][pk].append(reponse)
    for annee, par_structure in par_annee.items():
        exiger_annee_ouverte(acteur.convention, annee, acteur.le)
        for cles in lots.par_lots(par_structure):
            _repondre(acteur, annee, {pk: par_structure[pk] for pk in cles})


def _repondre(acteur: Ecriture, annee: int, reponses: Mapping[int, list[_Reponse]]) -> None:
    registre = acteur.registre(list(reponses))
    structures: dict[int, Any] = {structure.pk: structure for structure in registre}
    annees = questions_de_l_annee(registre, annee, acteur.convention, acteur.utilisateur)
    neuves: list[ReponseAnnuelle] = []
    changees: list[ReponseAnnuelle] = []
    for pk, siennes in reponses.items():
        if pk not in structures:
            raise ConflitDeVersion
        structure = structures[pk]
        questions = {question.cle: question for question in annees[pk].questions}
        for cle, voulue, montrait in siennes:
            question = questions.get(cle)
            if question is None or not question.est_saisissable:
                raise ConflitDeVersion
            if montree(question, voit_tout=structure.voit_les_montants) != montrait:
                raise ConflitDeVersion
            ligne = question.neuve(structure, annee)
            if voulue.est_vide:
                ligne.delete()
                continue
            (neuves if ligne.pk is None else changees).append(ligne)
            ligne.marquer_repondue(
                reponse=voulue.reponse,
                valeur=voulue.valeur,
                motif=voulue.motif,
                par=acteur.par,
                le=acteur.le,
            )
        acteur.bilan.reponses += len(siennes)
    acteur.montrer(structures.values())
    for lignes, est_neuf in ((neuves, True), (changees, False)):
        _ranger(lignes, est_neuf=est_neuf)


def _ranger(lignes: list[ReponseAnnuelle], *, est_neuf: bool) -> None:
    """Chiffres et montants de soutien ont chacun leur table."""
    par_modele: dict[type[ReponseAnnuelle], list[ReponseAnnuelle]] = defaultdict(list)
    for ligne in lignes:
        par_modele[type(ligne)].append(ligne)
    for siennes in par_modele.values():
        if est_neuf:
            lots.creer(siennes)
        else:
            lots.modifier(siennes, _CHAMPS)
        lots.garder(siennes, est_neuf=est_neuf)
