"""Qui répond d'une structure dans une campagne : chaque structure est demandée une fois."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from conventions.models import Convention, Partenaire
from equipements.models import Equipement, LigneAnnexe2, ReponseDeStructure, Soutien


@dataclass(frozen=True)
class Implantee:
    """Une structure de la commune que d'autres soutiennent : ils répondent, la commune la voit."""

    equipement: Equipement
    soutenue_par: Sequence[str]
    reponse: ReponseDeStructure | None = None

    @property
    def signalement(self) -> str:
        """Ce que la commune dit qui a changé ; vide : elle est bien là."""
        return self.reponse.mot if self.reponse else ""

    @property
    def en_mots(self) -> str:
        """Qui répond d'elle, et ce que la commune en signale."""
        verbe = "répond" if len(self.soutenue_par) < 2 else "répondent"
        dit = f"Soutenue par {' et '.join(self.soutenue_par)}, qui {verbe} pour elle."
        return f"{dit} Signalé : « {self.signalement} »" if self.signalement else dit


@dataclass
class Repondants:
    """Qui soutient, ou porte aujourd'hui, quelles structures : partenaire → structures, et retour.

    `communes` : partenaire → la commune qu'il est, s'il en est une.
    """

    partenaires: Collection[int]
    communes: Mapping[int, int]
    portees: dict[int, set[int]] = field(default_factory=dict)
    soutiens: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def lire(cls, partenaires: Collection[Partenaire], convention: Convention) -> "Repondants":
        """Les soutiens et les lignes de toutes les parties de la convention. Deux requêtes."""
        lus = cls(
            {p.pk for p in partenaires},
            {
                p.pk: p.commune_id
                for p in partenaires
                if p.nature == Partenaire.Nature.COMMUNE and p.commune_id is not None
            },
        )
        soutiens = Soutien.objects.actuels().filter(
            Q(partenaire__in=lus.partenaires)
            | Q(
                partenaire__nature__in=Partenaire.COLLECTIVITES,
                partenaire__signataires__convention=convention,
            )
        )
        for partenaire, nom, equipement in soutiens.order_by().values_list(
            "partenaire", "partenaire__nom", "equipement"
        ):
            lus._ajouter(partenaire, nom, equipement)
        portantes = LigneAnnexe2.objects.en_vigueur().filter(convention=convention).order_by()
        for partenaire, nom, equipement, site in portantes.values_list(
            "signataire__partenaire", "signataire__partenaire__nom", "equipement", "sites"
        ):
            for cle in (equipement, site):
                if cle is not None:
                    lus._ajouter(partenaire, nom, cle)
        return lus

    def _ajouter(self, partenaire: int, nom: str, equipement: int) -> None:
        self.portees.setdefault(partenaire, set()).add(equipement)
        self.soutiens.setdefault(equipement, set()).add(nom)

    def condition(self, dites: Collection[int]) -> Q:
        """Les structures à lire : soutenues, déjà dites, ou validées dans une de ces communes."""
        siennes = {cle for p in self.partenaires for cle in self.portees.get(p, ())}
        chez_elles = Q(
            commune__in=set(self.communes.values()), etat_saisie=Equipement.EtatSaisie.VALIDE
        )
        return Q(pk__in={*siennes, *dites}) | chez_elles

    def repond_de(self, partenaire: int, equipement: Equipement) -> bool:
        """Vrai si la partie la soutient ; ou, personne ne la soutenant, si elle est chez elle."""
        if equipement.pk in self.portees.get(partenaire, set()):
            return True
        return self.accueille(partenaire, equipement) and equipement.pk not in self.soutiens

    def accueille(self, partenaire: int, equipement: Equipement) -> bool:
        """Vrai si cette partie est la commune où la structure, validée, se trouve."""
        est_validee = equipement.etat_saisie == Equipement.EtatSaisie.VALIDE
        return est_validee and self.communes.get(partenaire) == equipement.commune_id

    def qui_repond_de(self, equipement: Equipement) -> list[str]:
        """Les parties qui en répondent, par leur nom."""
        return sorted(self.soutiens.get(equipement.pk, set()))
