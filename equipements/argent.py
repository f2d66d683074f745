"""L'argent du registre : soutiens et bonus par année, face au plancher de l'article 6 (R14, R15).

Une passe sur les lignes, des dataclasses en sortie. Un montant inconnu n'est jamais zéro : il se
compte à part.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from conventions.models import Convention, Partenaire
from ctg.socle.recherche import cle_de_tri
from equipements.models import (
    BONUS,
    ChiffreAnnuel,
    Equipement,
    LigneAnnexe2,
    MontantDeSoutien,
    PlancherDuBonus,
    ReponseAnnuelle,
    Soutien,
    annees_commencees,
)


class FaceAuPlancher(Enum):
    """Où en est la somme des bonus d'une année (R14, art. 6)."""

    # Les valeurs sont les clés des badges.
    TENU = "plancher_tenu"
    DESSOUS = "sous_le_plancher"
    INCOMPLET = "bonus_incomplets"
    INCONNU = "plancher_inconnu"


@dataclass
class Somme:
    """Des euros ajoutés ; `total` None : rien n'est connu. `inconnus` : ce que la somme ignore."""

    total: Decimal | None = None
    connus: int = 0
    inconnus: int = 0

    def ajouter(self, valeur: Decimal | None) -> None:
        """Un montant de plus, ou un inconnu de plus."""
        if valeur is None:
            self.inconnus += 1
            return
        self.connus += 1
        self.total = valeur if self.total is None else self.total + valeur


@dataclass
class AnneeDArgent:
    """L'argent d'une année, sur les structures de l'annexe 2.

    - `soutiens` : un montant attendu par soutien qui court cette année-là ;
    - `bonus` : un montant attendu par structure ;
    - `par_partenaire` : les soutiens de chacun, par ordre alphabétique ;
    - `sans_soutien` : les structures dont aucun soutien n'est renseigné (R15).
    """

    annee: int
    soutiens: Somme = field(default_factory=Somme)
    bonus: Somme = field(default_factory=Somme)
    plancher: Decimal | None = None
    par_partenaire: dict[Partenaire, Somme] = field(default_factory=dict)
    sans_soutien: list[Equipement] = field(default_factory=list)

    @property
    def face_au_plancher(self) -> FaceAuPlancher:
        """Tenu dès que ce qu'on connaît l'atteint ; en dessous, seulement si tout est connu."""
        if self.plancher is None:
            return FaceAuPlancher.INCONNU
        if self.bonus.total is not None and self.bonus.total >= self.plancher:
            return FaceAuPlancher.TENU
        return FaceAuPlancher.INCOMPLET if self.bonus.inconnus else FaceAuPlancher.DESSOUS

    @property
    def ecart_au_plancher(self) -> Decimal | None:
        """Les bonus connus moins le plancher ; None si l'un des deux est inconnu."""
        if self.plancher is None or self.bonus.total is None:
            return None
        return self.bonus.total - self.plancher


@dataclass(frozen=True)
class SoutienArrete:
    """Un soutien qui s'est arrêté sans qu'un changement de compétence l'explique (R15, art. 6)."""

    soutien: Soutien
    # La structure reste soutenue par quelqu'un d'autre.
    est_relaye: bool


@dataclass(frozen=True)
class ArgentDuRegistre:
    """L'argent d'un registre, année par année, et ce qui l'interroge."""

    annees: list[AnneeDArgent]
    plancher: PlancherDuBonus | None
    arretes: list[SoutienArrete]
    structures: int


def argent_du_registre(convention: Convention, le: datetime.date) -> ArgentDuRegistre:
    """L'argent des structures de l'annexe 2 d'une convention ; six requêtes.

    Une structure fermée avant une année n'y doit rien ; une ligne retirée par avenant ne compte
    plus.
    """
    structures = _structures_de_l_annexe(convention)
    soutiens = list(
        Soutien.objects.filter(equipement__in=[s.pk for s in structures])
        .select_related("partenaire__commune", "equipement__commune")
        .order_by("equipement", "pk")
    )
    montants = {
        (m.soutien_id, m.annee): m
        for m in MontantDeSoutien.objects.filter(soutien__in=[s.pk for s in soutiens])
    }
    bonus = {
        (c.equipement_id, c.annee): c
        for c in ChiffreAnnuel.objects.filter(code=BONUS, equipement__in=[s.pk for s in structures])
    }
    plancher = PlancherDuBonus.objects.filter(convention=convention).first()
    annees = []
    for annee in annees_commencees(convention, le):
        lue = AnneeDArgent(annee, plancher=plancher.montant if plancher else None)
        for structure in structures:
            if not _est_fermee_avant(structure, annee):
                siens = [s for s in soutiens if s.equipement_id == structure.pk]
                _compter(lue, structure, siens, montants, bonus)
        lue.par_partenaire = dict(
            sorted(lue.par_partenaire.items(), key=lambda paire: cle_de_tri(paire[0].nom))
        )
        annees.append(lue)
    return ArgentDuRegistre(
        annees=annees,
        plancher=plancher,
        arretes=_arretes(soutiens, le),
        structures=len(structures),
    )


def _structures_de_l_annexe(convention: Convention) -> list[Equipement]:
    """Les structures que portent les lignes signées, sites compris ; une fois chacune."""
    lignes = (
        LigneAnnexe2.objects.en_vigueur()
        .filter(convention=convention)
        .select_related("equipement__commune")
        .prefetch_related("sites__commune")
    )
    trouvees: dict[int, Equipement] = {}
    for ligne in lignes:
        if ligne.equipement is not None:
            trouvees[ligne.equipement.pk] = ligne.equipement
        trouvees |= {site.pk: site for site in ligne.sites.all()}
    return list(trouvees.values())


def _est_fermee_avant(structure: Equipement, annee: int) -> bool:
    return (
        structure.statut == Equipement.Statut.FERME
        and structure.statut_depuis is not None
        and structure.statut_depuis.year < annee
    )


def _compter(
    lue: AnneeDArgent,
    structure: Equipement,
    soutiens: Iterable[Soutien],
    montants: dict[tuple[int, int], MontantDeSoutien],
    bonus: dict[tuple[int, int], ChiffreAnnuel],
) -> None:
    est_renseigne = False
    for soutien in soutiens:
        montant = montants.get((soutien.pk, lue.annee))
        if montant is not None:
            est_renseigne = True
        elif not soutien.court_l_annee(lue.annee):
            continue
        if _est_non_concerne(montant):
            continue
        valeur = montant.valeur if montant else None
        lue.soutiens.ajouter(valeur)
        lue.par_partenaire.setdefault(soutien.partenaire, Somme()).ajouter(valeur)
    if not est_renseigne:
        lue.sans_soutien.append(structure)
    verse = bonus.get((structure.pk, lue.annee))
    if not _est_non_concerne(verse):
        lue.bonus.ajouter(verse.valeur if verse else None)


def _est_non_concerne(reponse: ReponseAnnuelle | None) -> bool:
    """« Non concerné » : rien n'était attendu, ce n'est pas un inconnu."""
    return reponse is not None and reponse.reponse == ReponseAnnuelle.Reponse.NON_CONCERNE


def _arretes(soutiens: list[Soutien], le: datetime.date) -> list[SoutienArrete]:
    """Ceux dont la fin est passée, sans changement de compétence, du plus récent au plus ancien."""
    relayees = {s.equipement_id for s in soutiens if s.est_en_cours(le)}
    finis = [s for s in soutiens if s.est_fini(le) and not s.est_un_changement_de_competence]
    finis.sort(key=lambda s: (s.fin or le, s.pk), reverse=True)
    return [SoutienArrete(s, s.equipement_id in relayees) for s in finis]
