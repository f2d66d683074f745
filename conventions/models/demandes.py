"""Ce qu'une campagne demande à une personne : le contrat que chaque salle remplit.

Une salle en fait une table à elle, avec ce que la demande vise. Les campagnes, les courriels et la
page d'une personne n'en connaissent que ce contrat.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from django.apps import apps
from django.db import models
from django.db.models import Q

from conventions.models.campagnes import Campagne
from conventions.models.partenaires import Personne
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.demandes import DemandeDeBase, QuerySetDeDemandes
from ctg.socle.historique import Acteur

if TYPE_CHECKING:
    from conventions.models.contrat import Convention

M = TypeVar("M", bound="Demande")


class QuerySetDeDemandesDeCampagne(  # type: ignore[override] # `as_manager` de deux ensembles
    QuerySetDeDemandes[M], QuerySetDeConvention[M]
):
    """Les demandes d'une table, par campagne et par personne."""

    chemin = "campagne__convention"

    def adressees_a(self, personne: Personne) -> Self:
        """Celles qu'on lui demande, ou qu'on lui a transmises."""
        return self.filter(Q(personne=personne) | Q(transmise_a=personne))

    def de_la_campagne(self, campagne: Campagne) -> Self:
        """Celles d'une campagne, prêtes à être lues."""
        return self.filter(campagne=campagne).pour_liste()

    def attendues(self, convention: Convention) -> Self:
        """Reçues et pas encore rendues, dans les campagnes ouvertes de cette convention."""
        return self.en_attente().filter(
            campagne__convention=convention,
            campagne__ouverte_le__isnull=False,
            campagne__close_le=None,
        )

    def a_lire_dans(self, convention: Convention) -> Self:
        """Répondues, dans les campagnes ouvertes de cette convention : au coordonnateur de lire."""
        return self.a_lire().filter(
            campagne__convention=convention,
            campagne__ouverte_le__isnull=False,
            campagne__close_le=None,
        )

    def pour_liste(self) -> Self:
        """Avec la campagne et les personnes ; chaque table y ajoute ce qu'elle vise."""
        return self.select_related("campagne__convention", "personne", "transmise_a")


class Demande(DemandeDeBase):
    """La base des demandes d'une campagne : à qui, pour quoi, et quelle page y répond.

    Chaque table concrète a ses clés `campagne`, `personne`, `transmise_a`, et dit les mots d'ici.
    """

    # Deux lettres, pour désigner une demande parmi toutes les tables.
    CODE: ClassVar[str]
    # La page du coordonnateur où suivre celles d'une campagne.
    SUIVI: ClassVar[str]
    # Ce que l'on confie à un collègue : « la mise à jour d'une fiche-action de la convention ».
    CE_QUI_SE_CONFIE: ClassVar[str]
    # Comment les compter, dans l'objet d'un courriel.
    UNITE: ClassVar[str]
    # Comment en compter les réponses, à l'accueil de qui les lit.
    A_LIRE: ClassVar[str] = "réponse à lire,réponses à lire"
    # Ce que dit le courriel, pour une seule et pour plusieurs (`{n}`).
    PHRASES: ClassVar[tuple[str, str]]
    # Vrai si une page y répond pour toutes celles d'une personne : une ligne les annonce.
    SE_REPOND_ENSEMBLE: ClassVar[bool] = False
    # Combien de temps y passer : ce qui décide quelqu'un à ouvrir le lien.
    DUREE: ClassVar[str]

    if TYPE_CHECKING:
        campagne: models.ForeignKey[Any, Campagne]
        campagne_id: int
        personne: models.ForeignKey[Any, Personne]
        personne_id: int
        transmise_a: models.ForeignKey[Any, Personne | None]
        transmise_a_id: int | None

    class Meta(DemandeDeBase.Meta):
        abstract = True

    @classmethod
    def tables(cls) -> list[type[Demande]]:
        """Les tables de demandes de toutes les salles, de l'aval vers l'amont des données."""
        connues = [modele for modele in apps.get_models() if issubclass(modele, Demande)]
        return sorted(connues, key=lambda modele: modele.__name__)

    @classmethod
    def lues(cls) -> QuerySetDeDemandesDeCampagne[Any]:
        """Les demandes de cette table, prêtes à être lues."""
        return cast("QuerySetDeDemandesDeCampagne[Any]", cls._default_manager.all()).pour_liste()

    @property
    def rang(self) -> tuple[Any, ...]:
        """Sa place parmi celles de sa table, dans un courriel."""
        return (self.pk,)

    @property
    def marque(self) -> str:
        """Ce qui la désigne parmi toutes les tables : une raison d'écrire porte sa marque."""
        return f"{self.CODE}{self.pk}"

    @property
    def en_tete(self) -> str:
        """Ce qu'elle vise, en tête d'une ligne de courriel."""
        return str(self)

    @property
    def sujet(self) -> str:
        """De quoi elle parle, au milieu d'une phrase : « action 7 »."""
        raise NotImplementedError

    @property
    def tache(self) -> str:
        """Ce qu'il y a à faire : « Dire où en est l'action 7 »."""
        raise NotImplementedError

    @property
    def detail(self) -> str:
        """Ce qu'elle vise, en plus long."""
        return ""

    @property
    def peut_partir(self) -> bool:
        """Vrai si son courriel peut s'écrire, dès qu'on a une adresse."""
        return True

    @property
    def est_commencee(self) -> bool:
        """Vrai si la personne y a déjà écrit quelque chose."""
        return bool(self.brouillon)

    def page(self) -> str:
        """L'adresse où y répondre."""
        raise NotImplementedError

    @property
    def peut_se_redemander(self) -> bool:
        """Vrai si, sa campagne rouverte, elle peut s'envoyer de nouveau."""
        return self.etat == self.Etat.SANS_REPONSE

    @property
    def repondante(self) -> Personne:
        """Qui doit répondre : la personne sollicitée, ou celle à qui elle a transmis."""
        return self.transmise_a or self.personne

    def transmettre_a(self, personne: Personne, *, par: Acteur, le: datetime.date) -> None:
        """Une autre personne répondra ; la première voit toujours la demande.

        Un courriel le lui dit : pour elle, la semaine des rappels part de ce jour.
        """
        if self.etat == self.Etat.A_ENVOYER:
            self._passer("envoyer")
        self.transmise_a = None if personne == self.personne else personne
        self.sollicitee_le, self.relances = le, 0
        self._ecrire(par)

    def est_adressee_a(self, personne: Personne) -> bool:
        """Vrai si cette personne est sollicitée, ou si on lui a transmis la demande."""
        return personne.pk in (self.personne_id, self.transmise_a_id)
