"""Où en est la campagne du registre : par partie, par structure, et ce qui est à relire."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from conventions.liens import sans_lien_possible
from conventions.models import Campagne, Partenaire, Signataire
from ctg.socle.recherche import ordre_alphabetique, sans_accent
from equipements.demandes import DemandeLue, StructureDemandee, lire_les_demandes
from equipements.models import DemandeDeRegistre, QuestionConfiee

Etat = DemandeDeRegistre.Etat
RENDUES = (Etat.REPONDUE, Etat.ACCEPTEE)


@dataclass(frozen=True)
class Suivi:
    """Les demandes d'une campagne, filtrées, et ce que toutes comptent."""

    lignes: list[DemandeLue]
    total: int
    reponses: int
    a_lire: int
    structures: int
    confirmees: int
    sans_reponse_possible: list[DemandeDeRegistre]
    non_sollicitees: list[Signataire]
    acceptables: list[DemandeLue]
    # Passées à une adresse que rien ne confirme : la coordination les laisse partir, ou les rend.
    a_confirmer: list[tuple[StructureDemandee, QuestionConfiee]]

    def par_structure(self, ecart: str = "") -> list[tuple[DemandeLue, StructureDemandee]]:
        """Chaque structure des lignes montrées, avec sa demande ; `ecart` : « oui », « non »."""
        return [
            (lue, s)
            for lue in self.lignes
            for s in lue.structures
            if not ecart or (ecart == "oui") == s.a_relire
        ]

    @property
    def part(self) -> int:
        """La part des réponses, en pour cent entier."""
        return round(100 * self.reponses / self.total) if self.total else 0


def suivre(campagne: Campagne, filtres: dict[str, Any]) -> Suivi:
    """Le suivi d'une campagne, au nombre de requêtes constant.

    `filtres` : `etat`, `ecart` (« oui », « non »), `q` (le nom de la partie).
    """
    demandes = DemandeDeRegistre.objects.de_la_campagne(campagne)
    lues = lire_les_demandes(demandes, campagne.convention)
    rendues = [lue for lue in lues if lue.demande.etat in RENDUES]
    ouvertes = [lue.demande for lue in lues if lue.demande.etat in DemandeDeRegistre.OUVERTES]
    return Suivi(
        lignes=[lue for lue in lues if _est_montree(lue, filtres)],
        total=len(lues),
        reponses=len(rendues),
        a_lire=sum(lue.demande.etat == Etat.REPONDUE for lue in lues),
        structures=len({s.equipement.pk for lue in lues for s in lue.structures}),
        confirmees=len({s.equipement.pk for lue in rendues for s in lue.structures}),
        sans_reponse_possible=_injoignables(campagne, ouvertes),
        non_sollicitees=_non_sollicitees(campagne, {d.demande.signataire_id for d in lues}),
        acceptables=[
            lue for lue in lues if lue.demande.etat == Etat.REPONDUE and lue.est_sans_ecart
        ],
        a_confirmer=[
            (structure, question)
            for lue in lues
            for structure in lue.structures
            for question in structure.questions.values()
            if question.est_a_confirmer
        ],
    )


def _est_montree(lue: DemandeLue, filtres: dict[str, Any]) -> bool:
    etat, ecart = filtres.get("etat", ""), filtres.get("ecart", "")
    question = sans_accent(filtres.get("q", "")) or ""
    return (
        etat in ("", lue.demande.etat)
        and (not ecart or (ecart == "non") == lue.est_sans_ecart)
        and question.lower() in (sans_accent(str(lue.demande.signataire)) or "").lower()
    )


def _non_sollicitees(campagne: Campagne, sollicitees: set[int]) -> list[Signataire]:
    """Les collectivités à qui cette campagne ne demande rien : toutes devraient l'être."""
    parties = campagne.convention.signataires.filter(
        partenaire__nature__in=Partenaire.COLLECTIVITES
    )
    return list(
        parties.exclude(pk__in=sollicitees)
        .select_related("partenaire")
        .order_by(ordre_alphabetique("partenaire__commune__nom", "partenaire__nom"))
    )


@dataclass(frozen=True)
class Resume:
    """Les demandes d'une campagne en quelques nombres, et qui n'est pas joignable."""

    etats: Counter[str]
    injoignables: list[DemandeDeRegistre]

    @property
    def total(self) -> int:
        """Combien de parties sont sollicitées."""
        return self.etats.total()

    @property
    def reponses(self) -> int:
        """Combien ont confirmé."""
        return sum(self.etats[etat] for etat in RENDUES)

    @property
    def a_envoyer(self) -> int:
        """Combien n'ont encore rien reçu."""
        return self.etats[Etat.A_ENVOYER]

    @property
    def en_attente(self) -> int:
        """Combien ont reçu, et pas rendu."""
        return sum(self.etats[etat] for etat in DemandeDeRegistre.EN_ATTENTE)


def resumer(campagne: Campagne) -> Resume:
    """Où en est une campagne ; deux requêtes."""
    demandes = list(DemandeDeRegistre.objects.de_la_campagne(campagne))
    ouvertes = [d for d in demandes if d.etat in DemandeDeRegistre.OUVERTES]
    return Resume(Counter(d.etat for d in demandes), _injoignables(campagne, ouvertes))


def _injoignables(campagne: Campagne, ouvertes: list[DemandeDeRegistre]) -> list[DemandeDeRegistre]:
    eteintes = sans_lien_possible(campagne.convention, {d.repondante for d in ouvertes})
    return [d for d in ouvertes if not d.repondante.est_joignable or d.repondante.pk in eteintes]
