"""L'argent du plan en chiffres : prévu, obtenu, dépensé ; comptés en une passe, sans requête."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal

from django.urls import reverse

from actions.models import Axe, FicheAction, Financement
from conventions.models import Convention
from ctg.socle.attentes import Attente
from ctg.socle.recherche import cle_de_tri, sans_accent

# En deçà, une demande à déposer presse.
JOURS_PRESSANTS = 15
_MONTANTS = ("prevu", "obtenu", "depense")


@dataclass
class Montants:
    """Des euros ajoutés ; None : rien n'est renseigné, ce qui n'est pas zéro.

    `lignes` : combien de financements ; `sans_prevu`, `sans_obtenu`, `sans_depense` : combien
    d'entre eux n'ont pas ce montant, et que le total ne peut donc pas compter.
    """

    lignes: int = 0
    prevu: Decimal | None = None
    obtenu: Decimal | None = None
    depense: Decimal | None = None
    sans_prevu: int = 0
    sans_obtenu: int = 0
    sans_depense: int = 0

    def ajouter(self, financement: Financement) -> None:
        """Compte un financement de plus."""
        self.lignes += 1
        for nom in _MONTANTS:
            montant, total = financement.montant(nom), getattr(self, nom)
            if montant is None:
                setattr(self, f"sans_{nom}", getattr(self, f"sans_{nom}") + 1)
            else:
                setattr(self, nom, montant if total is None else total + montant)


@dataclass
class Totaux:
    """L'argent de financements : en tout, par axe, par fiche, par année, par financeur."""

    ensemble: Montants = field(default_factory=Montants)
    par_axe: dict[Axe, Montants] = field(default_factory=dict)
    par_fiche: dict[int, Montants] = field(default_factory=dict)
    par_annee: dict[int, Montants] = field(default_factory=dict)
    par_financeur: dict[str, Montants] = field(default_factory=dict)


def totaux(financements: Iterable[Financement]) -> Totaux:
    """Ajoute ces financements, sans requête ; suppose ``pour_liste``.

    Axes et années dans leur ordre, financeurs dans celui de l'alphabet.
    """
    compte = Totaux()
    for un in financements:
        compte.ensemble.ajouter(un)
        compte.par_axe.setdefault(un.fiche.axe, Montants()).ajouter(un)
        compte.par_fiche.setdefault(un.fiche.numero, Montants()).ajouter(un)
        compte.par_annee.setdefault(un.annee, Montants()).ajouter(un)
        compte.par_financeur.setdefault(un.nom_du_financeur, Montants()).ajouter(un)
    compte.par_axe = dict(sorted(compte.par_axe.items(), key=lambda paire: paire[0].numero))
    compte.par_fiche = dict(sorted(compte.par_fiche.items()))
    compte.par_annee = dict(sorted(compte.par_annee.items()))
    compte.par_financeur = dict(
        sorted(compte.par_financeur.items(), key=lambda paire: cle_de_tri(paire[0]))
    )
    return compte


def _cle(nom: str) -> str:
    return (sans_accent(nom) or "").lower()


@dataclass(frozen=True)
class FiltresDesFinancements:
    """Ce que l'adresse demande ; une valeur vide ne filtre pas, une inconnue ne retient rien."""

    axe: str = ""
    annee: str = ""
    financeur: str = ""
    demande: str = ""

    @classmethod
    def lus(cls, adresse: Mapping[str, str]) -> "FiltresDesFinancements":
        """Les filtres d'une adresse."""
        return cls(**{champ.name: adresse.get(champ.name, "").strip() for champ in fields(cls)})

    @property
    def sont_actifs(self) -> bool:
        """Vrai si un filtre au moins est posé."""
        return any(getattr(self, champ.name) for champ in fields(self))

    def garder(self, financements: Iterable[Financement]) -> list[Financement]:
        """Les financements que tous les filtres retiennent ; suppose ``pour_liste``."""
        return [un for un in financements if self._retient(un)]

    def _retient(self, un: Financement) -> bool:
        return (
            self.axe in ("", str(un.fiche.axe.numero))
            and self.annee in ("", str(un.annee))
            and (not self.financeur or _cle(self.financeur) == _cle(un.nom_du_financeur))
            and self.demande in ("", un.demande)
        )


def attentes_des_demandes(
    fiches: Iterable[FicheAction], convention: Convention, le: datetime.date
) -> list[Attente]:
    """Les demandes de ces fiches dont l'appel à projets ferme dans les soixante jours.

    `fiches` : celles que la personne peut mettre à jour. Une requête.
    """
    permises = {fiche.pk: fiche for fiche in fiches}
    demandes = Financement.objects.filter(fiche__convention=convention).a_deposer(le)
    return [
        _attente(demande, permises[demande.fiche_id], convention, le)
        for demande in demandes.select_related("financeur")
        if demande.fiche_id in permises
    ]


def _attente(
    demande: Financement, fiche: FicheAction, convention: Convention, le: datetime.date
) -> Attente:
    limite = demande.echeance or le
    return Attente(
        titre=f"Déposer une demande : {demande.appel_a_projets or demande.nom_du_financeur}",
        detail=f"{demande.nom_du_financeur}, action {fiche.numero}.",
        adresse=reverse("financement_modifier", args=[convention.slug, fiche.numero, demande.pk]),
        geste="Ouvrir",
        echeance=limite,
        est_pressante=(limite - le).days <= JOURS_PRESSANTS,
    )
