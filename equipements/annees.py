"""Les années du registre : ce qui y est saisi, ce qui reste à confirmer, en fermer une."""

import datetime
from collections import Counter
from dataclasses import dataclass

from conventions.models import Campagne, Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.templatetags.portail import accorde
from ctg.socle.versions import verrouiller
from equipements.models import (
    AnneeFermee,
    ChiffreAnnuel,
    DemandeDeRegistre,
    MontantDeSoutien,
    QuestionConfiee,
    annees_commencees,
)
from equipements.registre import structures_comptees


@dataclass(frozen=True)
class AnneeDuRegistre:
    """Une année : combien de structures ont répondu, sur combien, et ce qui attend."""

    annee: int
    structures: int
    repondues: int
    a_confirmer: int
    fermeture: AnneeFermee | None


def annees_du_registre(convention: Convention, le: datetime.date) -> list[AnneeDuRegistre]:
    """Les années commencées de la convention, la plus récente d'abord ; quatre requêtes."""
    structures = set(structures_comptees(convention).values_list("pk", flat=True))
    dits: list[tuple[int, int, datetime.date | None]] = [
        *ChiffreAnnuel.objects.filter(equipement__in=structures_comptees(convention)).values_list(
            "annee", "equipement", "confirme_le"
        ),
        *MontantDeSoutien.objects.filter(
            soutien__equipement__in=structures_comptees(convention)
        ).values_list("annee", "soutien__equipement", "confirme_le"),
    ]
    repondues = Counter(annee for annee, _ in {(annee, cle) for annee, cle, _ in dits})
    a_confirmer = Counter(annee for annee, _, confirme_le in dits if confirme_le is None)
    fermetures = {f.annee: f for f in AnneeFermee.objects.filter(convention=convention)}
    return [
        AnneeDuRegistre(
            annee, len(structures), repondues[annee], a_confirmer[annee], fermetures.get(annee)
        )
        for annee in annees_commencees(convention, le)
    ]


# --- Fermer ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class AvantDeFermer:
    """Ce qui attend encore dans une année, et que la fermer arrêterait.

    `campagnes` : celles de l'année qui demandent encore le registre ; `a_confirmer` : les chiffres
    et les montants saisis que personne n'a confirmés.
    """

    campagnes: list[Campagne]
    a_lire: list[DemandeDeRegistre]
    en_attente: list[DemandeDeRegistre]
    questions: list[QuestionConfiee]
    a_confirmer: int

    @property
    def noms_en_attente(self) -> str:
        """Les parties qui n'ont pas confirmé, à la suite."""
        return ", ".join(str(demande.signataire) for demande in self.en_attente)

    def manques(self) -> list[str]:
        """Ce qui empêche de fermer : une réponse à lire ne s'accepterait plus."""
        if not self.a_lire:
            return []
        reponses = accorde(len(self.a_lire), "réponse reste à lire,réponses restent à lire")
        return [f"{reponses} : acceptez ou renvoyez chacune avant de fermer l'année."]


def avant_de_fermer(convention: Convention, annee: int) -> AvantDeFermer:
    """Où en est le registre d'une année ; cinq requêtes."""
    campagnes = [
        c
        for c in Campagne.objects.filter(convention=convention, annee=annee)
        if c.est_ouverte and c.demande_le_registre
    ]
    demandes = DemandeDeRegistre.objects.filter(
        campagne__convention=convention, campagne__annee=annee
    ).pour_liste()
    comptees = structures_comptees(convention)
    return AvantDeFermer(
        campagnes=campagnes,
        a_lire=list(demandes.a_lire()),
        en_attente=list(
            demandes.filter(campagne__in=campagnes, etat__in=DemandeDeRegistre.OUVERTES)
        ),
        questions=list(
            QuestionConfiee.objects.pour_liste().filter(
                campagne__in=campagnes, etat__in=QuestionConfiee.OUVERTES
            )
        ),
        a_confirmer=ChiffreAnnuel.objects.a_confirmer()
        .filter(annee=annee, equipement__in=comptees)
        .count()
        + MontantDeSoutien.objects.a_confirmer()
        .filter(annee=annee, soutien__equipement__in=comptees)
        .count(),
    )


def fermer_l_annee(*, convention: Convention, annee: int, par: Acteur, le: datetime.date) -> None:
    """Ferme l'année : ses chiffres, ses montants et ses prix ne changent plus.

    Une campagne qui la demande encore se clôt d'abord. Lève `ActionImpossible` pour elle, pour une
    réponse à lire, et pour ce que refuse `AnneeFermee.fermer`.
    """
    with acte(par):
        # Qui répond au même instant attend ici, ou sa réponse se compte.
        verrouiller(convention)
        attend = avant_de_fermer(convention, annee)
        if attend.campagnes:
            raise ActionImpossible(
                f"La campagne {annee} attend encore des réponses. La clore fermera l'année."
            )
        if manques := attend.manques():
            raise ActionImpossible(*manques)
        AnneeFermee.fermer(convention=convention, annee=annee, par=par, le=le)
