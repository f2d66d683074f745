"""La page d'une structure : tout ce qu'elle montre, lu en sept requêtes au plus."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from conventions.droits import Droit
from conventions.models import Convention, Utilisateur
from ctg.socle.historique import Changement, changements
from equipements.models import (
    PAR_CODE,
    RESERVES,
    ChiffreAnnuel,
    Contact,
    Correction,
    Equipement,
    ExplicationDInscription,
    GrilleDePrix,
    LigneAnnexe2,
    MontantDeSoutien,
    Ouverture,
    Places,
    Prix,
    Soutien,
    Titre,
    annee_scolaire_en_mots,
    definitions_de,
)
from equipements.recapitulatif import SectionDeReponses, noms_des_champs, recapituler
from equipements.vigilances import Vigilance, vigilances_de

ANNEES_MONTREES = 3


@dataclass(frozen=True)
class SoutienLu:
    """Un soutien, et ses montants par année (€) pour qui peut les voir."""

    soutien: Soutien
    montants: list[tuple[int, str]]
    sont_visibles: bool


@dataclass(frozen=True)
class LigneDeChiffres:
    """Un chiffre d'une année à l'autre ; déjà masqué pour qui ne peut le voir, vide : inconnu."""

    nom: str
    valeurs: list[str]


@dataclass(frozen=True)
class ChiffresLus:
    """Les chiffres des dernières années, une colonne par année, la plus récente d'abord."""

    annees: list[int]
    lignes: list[LigneDeChiffres]


@dataclass(frozen=True)
class PageDeStructure:
    """Ce que la page d'une structure montre."""

    sections: list[SectionDeReponses]
    soutiens: list[SoutienLu]
    chiffres: ChiffresLus
    lignes: list[LigneAnnexe2]
    reste: dict[str, str]
    correction: Correction | None
    champs_de_la_correction: list[str]
    explication: ExplicationDInscription | None
    vigilances: list[Vigilance]

    @property
    def est_hors_annexe(self) -> bool:
        """Vrai si aucune ligne en vigueur ne la porte."""
        return all(ligne.retiree_par_id is not None for ligne in self.lignes)

    @property
    def est_inscrite_deux_fois(self) -> bool:
        """Vrai si plusieurs parties la portent à l'annexe 2 : à expliquer (R17)."""
        return len({ligne.signataire_id for ligne in self.lignes}) > 1


def lire_structure(
    equipement: Equipement,
    convention: Convention,
    *,
    utilisateur: Utilisateur,
    voit_les_effectifs: bool,
    voit_la_correction: bool,
) -> PageDeStructure:
    """La page d'une structure entière, pour qui voit ou non effectifs et correction.

    De plusieurs soutiens, l'agent d'un organisme ne voit que les montants du sien.
    Une correction en attente ne se montre qu'à qui peut corriger : la version validée reste la
    seule publique.
    """
    correction = equipement.corrections.ouvertes().first() if voit_la_correction else None
    lignes = list(
        LigneAnnexe2.objects.filter(convention=convention)
        .portant(equipement.pk)
        .select_related("signataire__partenaire")
        .order_by("ordre")
    )
    prefetch_related_objects([equipement], "communes_desservies")
    chiffres = list(ChiffreAnnuel.objects.filter(equipement=equipement))
    reste = equipement.reste_a_renseigner()
    return PageDeStructure(
        sections=_sections_utiles(equipement, reste),
        soutiens=_soutiens(equipement, utilisateur),
        chiffres=_chiffres(equipement, chiffres, voit_tout=voit_les_effectifs),
        lignes=lignes,
        reste=reste,
        correction=correction,
        champs_de_la_correction=noms_des_champs(correction.valeurs) if correction else [],
        explication=_explication(equipement, convention) if len(lignes) > 1 else None,
        vigilances=vigilances_de(
            equipement,
            chiffres,
            voit_les_montants=voit_les_effectifs,
            places=equipement.lues["places"],  # type: ignore[attr-defined] # posées par `completer`
        ),
    )


def _explication(equipement: Equipement, convention: Convention) -> ExplicationDInscription | None:
    return ExplicationDInscription.objects.filter(
        equipement=equipement, convention=convention
    ).first()


def _sections_utiles(equipement: Equipement, reste: dict[str, str]) -> list[SectionDeReponses]:
    """Ce qui est répondu et ce qu'on attend encore ; le nom et le type sont déjà en tête."""
    attendus = {"age_min" if champ == "age_max" else champ for champ in reste}
    utiles = [
        SectionDeReponses(
            section.titre, [r for r in section.reponses if r.valeur or r.champ in attendus]
        )
        for section in recapituler(
            equipement,
            equipement.communes_desservies.all(),
            equipement.lues,  # type: ignore[attr-defined] # posées par `completer`
        )[1:]
    ]
    return [section for section in utiles if section.reponses]


def _soutiens(equipement: Equipement, utilisateur: Utilisateur) -> list[SoutienLu]:
    soutiens: Iterable[Any] = (
        equipement.soutiens.avec_visibilite(utilisateur)
        .select_related("partenaire")
        .prefetch_related(Prefetch("montants", MontantDeSoutien.objects.order_by("-annee")))
        .order_by("partenaire__nom")
    )
    return [
        SoutienLu(
            soutien,
            [(m.annee, m.en_mots) for m in soutien.montants.all()]
            if soutien.montants_visibles
            else [],
            soutien.montants_visibles,
        )
        for soutien in soutiens
    ]


def _chiffres(
    equipement: Equipement, saisis: Sequence[ChiffreAnnuel], *, voit_tout: bool
) -> ChiffresLus:
    annees = sorted({chiffre.annee for chiffre in saisis}, reverse=True)[:ANNEES_MONTREES]
    lus = {(c.code, c.annee): c.en_mots(voit_tout=voit_tout) for c in saisis}
    return ChiffresLus(
        annees,
        [
            LigneDeChiffres(
                definition.nom, [lus.get((definition.code, annee), "") for annee in annees]
            )
            for definition in definitions_de(equipement.type)
            if voit_tout or not definition.est_un_montant
        ],
    )


def historique_de(
    equipement: Equipement, utilisateur: Utilisateur, *, voit_tout: bool
) -> list[Changement]:
    """Ce qui a changé dans une structure, ses listes, ses chiffres, ses prix.

    D'un montant de soutien, chaque organisme ne lit que les siens ; le bonus et les effectifs
    fragiles n'y sont que pour qui voit tout de la structure.
    """
    chiffres = ChiffreAnnuel.historique.filter(equipement_id=equipement.pk)
    visibles = equipement.soutiens.avec_droit(utilisateur, Droit.VOIR_LES_MONTANTS)
    return changements(
        equipement.historique.all(),
        Soutien.historique.filter(equipement_id=equipement.pk),
        *(modele.historique.filter(equipement_id=equipement.pk) for modele in _LISTES),
        GrilleDePrix.historique.filter(equipement_id=equipement.pk),
        Prix.historique.filter(grille_id__in=equipement.grilles.values("pk")),
        MontantDeSoutien.historique.filter(soutien_id__in=visibles.values("pk")),
        chiffres if voit_tout else chiffres.exclude(code__in=RESERVES),
        nommer=_nommer,
    )


_LISTES: tuple[Any, ...] = (Places, Ouverture, Titre, Contact)


def _nommer(ligne: Any) -> str:
    """De quoi parle une ligne d'historique : quel chiffre, de quelle année."""
    modele = ligne.instance_type
    nom = str(modele._meta.verbose_name)
    if modele is ChiffreAnnuel:
        return f"{PAR_CODE[ligne.code].nom}, {ligne.annee}"
    if modele is MontantDeSoutien:
        return f"{nom}, {ligne.annee}"
    if modele is GrilleDePrix:
        return f"{nom}, {annee_scolaire_en_mots(ligne.annee_scolaire)}"
    return nom
