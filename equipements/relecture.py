"""Ce qu'on relit d'une réponse avant de la confirmer ou de l'accepter : tout ce qui le sera.

Qui lit ces pages peut écrire chacune de ces réponses : rien n'y est masqué. Ce qui se garde de la
réponse, `DemandeLue.en_toutes_lettres`, l'est.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst

from ctg.socle.nombres import quantite_fr
from equipements.annuels import Question
from equipements.demandes import DemandeLue, StructureDemandee
from equipements.models import Equipement, Prix, ReponseAnnuelle
from equipements.recapitulatif import EcartPropose, ecarts_proposes


@dataclass(frozen=True)
class LigneRelue:
    """Une question, sa réponse ; à côté, celle de l'an passé, et qui l'a donnée."""

    question: str
    reponse: str
    avant: str = ""
    par: str = ""


@dataclass(frozen=True)
class StructureRelue:
    """Une structure de la réponse : ses lignes, et ce que sa correction changerait."""

    structure: StructureDemandee
    lignes: list[LigneRelue]
    ecarts: list[EcartPropose] = field(default_factory=list)


def relire(lue: DemandeLue, *, avec_les_corrections: bool = True) -> list[StructureRelue]:
    """Chaque structure d'une réponse, en entier.

    Les corrections demandent deux requêtes, et une de plus par structure dont les communes
    desservies changent ; le reste, aucune.
    """
    ecarts = _ecarts(lue.structures) if avec_les_corrections else {}
    return [StructureRelue(s, _lignes(s), ecarts.get(s.equipement.pk, [])) for s in lue.structures]


def _ecarts(structures: Iterable[StructureDemandee]) -> dict[int, list[EcartPropose]]:
    corrigees = [(s.equipement, s.correction.valeurs) for s in structures if s.correction]
    touchees = {nom for _, valeurs in corrigees for nom in valeurs if nom in Equipement.LISTES}
    listes = ["communes_desservies", *sorted(touchees)]
    prefetch_related_objects([equipement for equipement, _ in corrigees], *listes)
    return {e.pk: ecarts_proposes(e, valeurs) for e, valeurs in corrigees}


def _lignes(structure: StructureDemandee) -> list[LigneRelue]:
    dite = capfirst(structure.constat_en_mots)
    if structure.reponse and structure.reponse.fermee_le:
        dite = f"Fermée depuis le {structure.reponse.fermee_le:%d/%m/%Y}"
    lignes = [
        LigneRelue("La fiche", dite),
        *(_ligne(structure, question) for question in structure.annee.questions),
        *_prix(structure),
        LigneRelue("Explication", structure.mot),
    ]
    return [ligne for ligne in lignes if ligne.reponse]


def _ligne(structure: StructureDemandee, question: Question) -> LigneRelue:
    rangee = question.rangee
    motif = rangee.motif if rangee is not None else ""
    return LigneRelue(
        capfirst(question.nom),
        " – ".join(filter(None, [question.en_mots(voit_tout=True), motif])),
        avant=structure.l_an_passe(question),
        par=_donnee_par(structure, rangee),
    )


def _donnee_par(structure: StructureDemandee, rangee: ReponseAnnuelle | None) -> str:
    """Qui a donné la réponse, si ce n'est pas qui a confirmé la demande."""
    if rangee is None or rangee.saisi_par == structure.demande.repondue_par:
        return ""
    return rangee.saisi_par


def _prix(structure: StructureDemandee) -> list[LigneRelue]:
    """Où en sont les prix, puis la grille que l'acceptation confirme, ligne à ligne."""
    if not structure.a_des_prix:
        return []
    lignes = [LigneRelue(f"Prix {structure.annee_des_prix}", capfirst(structure.prix_en_mots))]
    if structure.grille is None or structure.sans_grille:
        return lignes
    avant = {}
    if structure.grille_d_avant is not None:
        avant = {str(prix): _en_euros(prix) for prix in structure.grille_d_avant.prix.all()}
    return [
        *lignes,
        LigneRelue(
            "La grille",
            "\n".join(_en_une_ligne(prix, avant) for prix in structure.grille.prix.all()),
        ),
        LigneRelue("Précisions sur les prix", structure.grille.precisions),
    ]


def _en_une_ligne(prix: Prix, avant: Mapping[str, str]) -> str:
    """« Journée avec repas, QF jusqu'à 600 : 5,80 € (l'an passé : 5,20 €) »."""
    dit, ancien = _en_euros(prix), avant.get(str(prix), "")
    reste = f" (l'an passé\u00a0: {ancien})" if ancien and ancien != dit else ""
    return f"{capfirst(str(prix))}\u00a0: {dit}{reste}"


def _en_euros(prix: Prix) -> str:
    """« 5,20 € ; 45,00 € hors commune »."""
    dit = quantite_fr(prix.montant, "€", 2)
    if prix.montant_exterieur is None:
        return dit
    return f"{dit} ; {quantite_fr(prix.montant_exterieur, '€', 2)} hors commune"
