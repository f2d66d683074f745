"""Ce que la vie précise d'une fiche : où, pour qui, avec qui, et sous quel élu.

Ces faits sont à côté du contrat : ils ne changent rien au texte signé, et se disent sans avenant.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q

from actions.models.etiquettes import Etiquette
from actions.models.manques import Manque
from actions.models.partenaires import Roles, remplacer_les_partenaires
from actions.models.priorite import Priorisee
from conventions.models import Commune, Personne, Zone
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte, en_une_ligne
from equipements.models import Equipement

# Les clés de ce qui est choisi.
Cles = Collection[int]


@dataclass(frozen=True)
class Complements:
    """Tout ce que la page « Compléter » dit d'une fiche ; ce qui est vide n'est pas renseigné.

    Les objets y sont par leur clé. `partenaires` : la clé d'un organisme ou un nom → son rôle.
    """

    elu_referent: int | None = None
    etendue: str = ""
    participation: str = ""
    zones: Cles = ()
    communes: Cles = ()
    publics: Cles = ()
    cadres: Cles = ()
    structures: Cles = ()
    partenaires: Roles = field(default_factory=dict)

    def verifier(self) -> None:
        """Lève `ActionImpossible` si l'étendue dit autre chose que les lieux choisis."""
        a_des_lieux = bool(self.zones or self.communes)
        if self.etendue == Completee.Etendue.PARTIE and not a_des_lieux:
            raise ActionImpossible(
                "Une partie du territoire : cochez au moins une zone ou une commune."
            )
        if a_des_lieux and self.etendue != Completee.Etendue.PARTIE:
            raise ActionImpossible(
                "Des zones ou des communes sont cochées : répondez « une partie du territoire »,"
                " ou décochez-les."
            )


class Completee(Priorisee):
    """Base d'une fiche dont la vie précise le territoire, les publics, les partenaires…"""

    class Etendue(models.TextChoices):
        TOUT = "tout", "tout le territoire"
        PARTIE = "partie", "une partie du territoire"

    class Participation(models.TextChoices):
        INFORMATION = "information", "information"
        CONSULTATION = "consultation", "consultation"
        CONCERTATION = "concertation", "concertation"
        COCONSTRUCTION = "coconstruction", "co-construction"

    RELATIONS = ("zones", "communes", "publics", "cadres", "structures")
    # Les genres d'étiquette qu'une relation porte.
    GENRES: Mapping[str, tuple[str, ...]] = {
        "publics": (Etiquette.Genre.PUBLIC, Etiquette.Genre.ENJEU),
        "cadres": (Etiquette.Genre.CADRE,),
    }

    elu_referent = models.ForeignKey(
        Personne,
        verbose_name="élu référent",
        related_name="elu_referent_de",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    # Vide = personne ne l'a dit, ce qui n'est pas « partout ».
    etendue = models.CharField("territoire concerné", max_length=6, choices=Etendue, blank=True)
    zones = models.ManyToManyField(
        Zone, verbose_name="zones concernées", related_name="fiches", blank=True
    )
    communes = models.ManyToManyField(
        Commune, verbose_name="communes concernées", related_name="fiches", blank=True
    )
    # La formation et les autres enjeux transversaux sont parmi les publics (art. 5).
    publics = models.ManyToManyField(
        Etiquette, verbose_name="publics et enjeux", related_name="fiches", blank=True
    )
    cadres = models.ManyToManyField(
        Etiquette, verbose_name="autres cadres servis", related_name="fiches_du_cadre", blank=True
    )
    participation = models.CharField(
        "participation des habitants", max_length=14, choices=Participation, blank=True
    )
    structures = models.ManyToManyField(
        Equipement, verbose_name="structures concernées", related_name="fiches", blank=True
    )

    # Posés par `avec_ce_qui_manque`.
    a_des_publics: bool
    a_des_partenaires: bool

    class Meta:
        abstract = True

    def manques_des_complements(self) -> list[Manque]:
        """Ce que le COPIL et la Caf cherchent, et que personne n'a dit.

        Suppose ``avec_ce_qui_manque``. Une action peut ne concerner aucune structure ni servir
        aucun autre cadre : cela ne manque pas.
        """
        questions = (
            (self.a_des_publics, "Aucun public n'est dit.", "publics"),
            (self.etendue, "Le territoire concerné n'est pas dit.", "etendue"),
            (self.a_des_partenaires, "Aucun partenaire n'est nommé.", "partenaires_de_la_fiche"),
            (self.participation, "La participation des habitants n'est pas dite.", "participation"),
            (self.elu_referent_id, "Aucun élu référent n'est désigné.", "elu_referent"),
        )
        return [Manque(phrase, ou) for reponse, phrase, ou in questions if not reponse]

    def completer(
        self, complements: Complements, *, version_ouverte: int, par: Acteur, le: datetime.date
    ) -> None:
        """Dit d'un seul envoi où, pour qui, avec qui et sous quel élu l'action se mène.

        Ce n'est pas une nouvelle de l'action : sa date de mise à jour ne bouge pas. Lève
        `ConventionFigee` hors de la période (art. 11), `ActionImpossible` si les lieux contredisent
        l'étendue ou si une étiquette est d'ailleurs, `ConflitDeVersion` si quelqu'un est passé
        entre-temps.
        """
        self.convention.exiger_modifiable(le)
        complements.verifier()
        self._verifier_les_etiquettes(complements)
        self.elu_referent_id = complements.elu_referent
        self.etendue, self.participation = complements.etendue, complements.participation
        with acte(par):
            with en_une_ligne(self):
                self.enregistrer_sur(version_ouverte)
                for nom in self.RELATIONS:
                    getattr(self, nom).set(getattr(complements, nom))
            remplacer_les_partenaires(self.pk, complements.partenaires)

    def _verifier_les_etiquettes(self, complements: Complements) -> None:
        permises = Q(pk__in=[])
        for nom, genres in self.GENRES.items():
            permises |= Q(pk__in=getattr(complements, nom), genre__in=genres)
        choisies = {*complements.publics, *complements.cadres}
        siennes = Etiquette.objects.filter(permises, convention=self.convention)
        if siennes.count() != len(choisies):
            raise ActionImpossible("Choisissez des étiquettes de cette convention.")

    def confier_a_l_elu(self, elu: Personne | None, *, version_ouverte: int, par: Acteur) -> None:
        """Change l'élu référent, et lui seul ; vide : plus aucun.

        Reste possible après le terme, tant que la convention n'est pas close. Lève
        `ConventionFigee` une fois qu'elle l'est, `ConflitDeVersion` si quelqu'un est passé
        entre-temps.
        """
        self.convention.exiger_ouverte()
        self.elu_referent = elu
        with acte(par):
            self.enregistrer_sur(version_ouverte)
