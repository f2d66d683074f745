"""Ce qu'on propose de changer au contrat : une proposition, un avenant, puis le texte."""

import datetime
from collections.abc import Mapping
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Q

from actions.models.axes import Axe
from actions.models.fiches import FicheAction
from conventions.models import Avenant, Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.champs import nom_francais
from ctg.socle.etats import ActionImpossible, Transition, etat_suivant
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import Versionne

TITRE = "titre"


class TexteSigneChange(ActionImpossible):
    """Le texte signé n'est plus celui que la proposition voulait changer."""


class QuerySetDePropositions(QuerySetDeConvention["PropositionDeModification"]):
    """Les propositions de modification."""

    def en_attente(self) -> Self:
        """Celles que la coordination n'a pas encore regardées."""
        return self.filter(etat=PropositionDeModification.Etat.EN_ATTENTE)

    def vivantes(self) -> Self:
        """En attente ou retenues : elles peuvent encore changer le texte."""
        return self.filter(etat__in=PropositionDeModification.VIVANTES)

    def pour_liste(self) -> Self:
        """Avec la fiche, l'axe et l'avenant : ce que montrent les listes."""
        return self.select_related(
            "convention", "fiche__axe", "fiche__convention", "axe", "avenant"
        )


def sans_retours(texte: str) -> str:
    """Le texte tel qu'on le compare : un navigateur envoie d'autres fins de ligne."""
    return texte.replace("\r\n", "\n").strip()


class PropositionDeModification(Versionne):
    """Un champ du contrat à réécrire, ou une action nouvelle (art. 12).

    Le texte signé reste en vigueur tant que l'avenant qui porte la proposition n'est pas signé :
    le changer sans avenant entraînerait la résiliation de plein droit (art. 13).
    """

    class Etat(models.TextChoices):
        EN_ATTENTE = "en_attente", "en attente"
        RETENUE = "retenue", "retenue"
        APPLIQUEE = "appliquee", "appliquée"
        ECARTEE = "ecartee", "écartée"

    class Origine(models.TextChoices):
        REUNION = "reunion", "une réunion"
        EVALUATION = "evaluation", "une évaluation"
        AUTRE = "autre", "autre chose"

    VIVANTES = (Etat.EN_ATTENTE, Etat.RETENUE)
    CHAMPS = (TITRE, *FicheAction.CHAMPS_DU_CONTRAT)
    TRANSITIONS: Mapping[str, Transition] = {
        "retenir": Transition(depuis=["en_attente"], vers="retenue"),
        "ecarter": Transition(depuis=["en_attente", "retenue"], vers="ecartee"),
        "appliquer": Transition(depuis=["retenue"], vers="appliquee"),
    }

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="propositions",
        on_delete=models.CASCADE,
    )
    # Vide tant que l'action proposée n'existe pas.
    fiche = models.ForeignKey(
        FicheAction,
        verbose_name="fiche",
        related_name="propositions",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    # Vide : une action nouvelle.
    champ = models.CharField("champ", max_length=30, blank=True)
    axe = models.ForeignKey(
        Axe,
        verbose_name="axe de l'action nouvelle",
        related_name="propositions",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    ancien = models.TextField("texte signé", blank=True)
    nouveau = models.TextField("texte proposé", blank=True)
    # Les champs d'une action nouvelle, au-delà de son titre (`nouveau`) : champ → texte.
    champs_nouveaux = models.JSONField("champs de l'action nouvelle", default=dict, blank=True)
    motif = models.TextField("motif")
    origine = models.CharField("origine", max_length=12, choices=Origine)
    origine_precisee = models.CharField("origine précisée", max_length=200, blank=True)
    proposee_par = models.CharField("proposée par", max_length=200)
    proposee_le = models.DateField("proposée le")
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.EN_ATTENTE)
    avenant = models.ForeignKey(
        Avenant,
        verbose_name="avenant",
        related_name="propositions",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    tranchee_par = models.CharField("tranchée par", max_length=200, blank=True)
    tranchee_le = models.DateField("tranchée le", null=True, blank=True)
    motif_ecart = models.TextField("motif de l'écart", blank=True)
    appliquee_le = models.DateField("appliquée le", null=True, blank=True)

    objects = QuerySetDePropositions.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "proposition de modification"
        verbose_name_plural = "propositions de modification"
        ordering = ["-proposee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(champ="") & Q(axe__isnull=False))
                | (~Q(champ="") & Q(fiche__isnull=False, axe=None)),
                name="proposition_d_un_champ_ou_d_une_action",
                violation_error_message="Une proposition vise un champ, ou une action nouvelle.",
            ),
            models.CheckConstraint(
                condition=~Q(champ="") | ~Q(nouveau=""),
                name="proposition_d_action_titree",
                violation_error_message="Une action nouvelle a un titre.",
            ),
            models.CheckConstraint(
                condition=Q(champ="") | ~Q(ancien=F("nouveau")),
                name="proposition_change_le_texte",
                violation_error_message="Le texte proposé est celui qui est déjà signé.",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=["retenue", "appliquee"], avenant__isnull=False)
                | Q(etat__in=["en_attente", "ecartee"], avenant=None),
                name="proposition_retenue_ssi_avenant",
                violation_error_message="Une proposition retenue, et elle seule, a son avenant.",
            ),
            models.CheckConstraint(
                condition=(Q(etat="ecartee") & ~Q(motif_ecart=""))
                | (~Q(etat="ecartee") & Q(motif_ecart="")),
                name="proposition_ecartee_ssi_motivee",
                violation_error_message="Dites pourquoi vous écartez cette proposition.",
            ),
            models.CheckConstraint(
                condition=Q(etat="appliquee", appliquee_le__isnull=False)
                | (~Q(etat="appliquee") & Q(appliquee_le=None)),
                name="proposition_appliquee_ssi_datee",
                violation_error_message="Une proposition appliquée, et elle seule, est datée.",
            ),
        ]

    def __str__(self) -> str:
        return self.intitule

    @property
    def est_une_action(self) -> bool:
        """Vrai si elle propose une action nouvelle."""
        return not self.champ

    @property
    def nom_du_champ(self) -> str:
        """Le champ visé, en français ; vide pour une action nouvelle."""
        return nom_du_champ(self.champ) if self.champ else ""

    @property
    def intitule(self) -> str:
        """« Action 3 : objectifs poursuivis », ou « Action nouvelle : son titre »."""
        if self.est_une_action or self.fiche is None:
            return f"Action nouvelle : {self.nouveau}"
        return f"Action {self.fiche.numero} : {self.nom_du_champ}"

    @property
    def est_vivante(self) -> bool:
        """Vrai si elle peut encore changer le texte."""
        return self.etat in self.VIVANTES

    def contenu_nouveau(self) -> list[tuple[str, str]]:
        """Les champs d'une action nouvelle qui sont écrits : (intitulé, Markdown)."""
        return [
            (nom_du_champ(nom), str(self.champs_nouveaux[nom]))
            for nom in FicheAction.CHAMPS_DU_CONTRAT
            if self.champs_nouveaux.get(nom)
        ]

    def manques_pour_appliquer(self, le: datetime.date) -> list[str]:
        """Ce qui empêche encore le nouveau texte d'entrer au contrat, en phrases.

        Suppose chargés la fiche et l'avenant.
        """
        if self.etat != self.Etat.RETENUE or self.avenant is None:
            return ["Seule une proposition retenue, portée par un avenant, s'applique (art. 12)."]
        manques = []
        if self.avenant.etat != Avenant.Etat.SIGNE:
            manques.append(
                f"L'{str(self.avenant).lower()} n'est pas signé : le texte en vigueur ne change"
                " pas (art. 12)."
            )
        elif self.avenant.effet_le and self.avenant.effet_le > le:
            manques.append(
                f"L'{str(self.avenant).lower()} prend effet le {self.avenant.effet_le:%d/%m/%Y}."
            )
        if self.texte_signe_a_change():
            manques.append(
                "Le texte signé a changé depuis cette proposition : elle ne s'applique plus telle"
                " quelle. Écartez-la, et proposez sur le texte d'aujourd'hui."
            )
        return manques

    def texte_signe_a_change(self) -> bool:
        """Vrai si la fiche ne porte plus le texte que la proposition voulait changer."""
        if self.est_une_action or self.fiche is None or self.etat == self.Etat.APPLIQUEE:
            return False
        return sans_retours(getattr(self.fiche, self.champ)) != self.ancien

    def proposer(self, *, par: Acteur, le: datetime.date) -> None:
        """Dépose la proposition ; le texte signé ne bouge pas.

        Lève `ConventionFigee` hors de la période (art. 11), `TexteSigneChange` si le texte a
        changé pendant la saisie, `ActionImpossible` si elle ne change rien ou n'a pas de motif.
        """
        self.convention.exiger_modifiable(le)
        if self.convention.est_en_projet:
            raise ActionImpossible("La convention est en projet : son texte s'écrit directement.")
        self.nouveau, self.motif = sans_retours(self.nouveau), self.motif.strip()
        self.ancien = sans_retours(self.ancien)
        if not self.motif:
            raise ActionImpossible("Dites pourquoi ce texte devrait changer.")
        if self.champ == TITRE and not self.nouveau:
            raise ActionImpossible("Une action garde un titre.")
        self.proposee_par, self.proposee_le = par.libelle_d_auteur, le
        with acte(par):
            if self.fiche is not None:
                self.fiche = FicheAction.objects.select_for_update().get(pk=self.fiche.pk)
            if self.texte_signe_a_change():
                raise TexteSigneChange(
                    "Le texte signé a changé pendant votre saisie. Relisez-le avant de proposer."
                )
            self.validate_constraints()
            self.save()

    def retenir(
        self, *, avenant: Avenant, par: Acteur, le: datetime.date, version_ouverte: int
    ) -> None:
        """L'inscrit à un avenant en projet, qui listera toutes ses modifications (art. 12).

        Lève `ActionImpossible` si l'avenant est signé, d'une autre convention, ou change déjà ce
        champ.
        """
        self.convention.exiger_modifiable(le)
        self._passer("retenir")
        if avenant.convention_id != self.convention_id:
            raise ActionImpossible("Cet avenant est celui d'une autre convention.")
        with acte(par):
            # Verrouillé : il ne se signe pas pendant qu'on lui ajoute une modification.
            avenant = Avenant.objects.select_for_update().get(pk=avenant.pk)
            if avenant.etat != Avenant.Etat.PROJET:
                raise ActionImpossible(
                    f"L'{str(avenant).lower()} est signé : il liste déjà tout ce qu'il change."
                )
            deja = PropositionDeModification.objects.filter(
                fiche=self.fiche_id, champ=self.champ, etat=self.Etat.RETENUE
            ).exclude(champ="")
            if deja.exists():
                raise ActionImpossible("Une autre proposition retenue change déjà ce champ.")
            self.avenant = avenant
            self._trancher(par, le, version_ouverte)

    def ecarter(self, *, motif: str, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """Ne la retient pas, et dit pourquoi ; l'avenant ne la porte plus.

        Lève `ActionImpossible` si l'avenant qui la porte est signé, sauf si le texte a changé
        depuis : elle ne s'appliquerait plus. Suppose chargés la fiche et l'avenant.
        """
        self.convention.exiger_ouverte()
        if not motif.strip():
            raise ValidationError({"motif": "Dites pourquoi vous écartez cette proposition."})
        with acte(par):
            if self.avenant is not None:
                # Verrouillé : il ne se signe pas pendant qu'on lui retire une modification.
                self.avenant = Avenant.objects.select_for_update().get(pk=self.avenant.pk)
                if self.avenant.etat == Avenant.Etat.SIGNE and not self.texte_signe_a_change():
                    raise ActionImpossible(
                        f"L'{str(self.avenant).lower()} est signé : ce qu'il liste s'applique"
                        " (art. 12)."
                    )
            self._passer("ecarter")
            self.motif_ecart, self.avenant = motif.strip(), None
            self._trancher(par, le, version_ouverte)

    def appliquer(self, *, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """L'avenant signé, le nouveau texte entre au contrat ; l'historique le signe.

        Lève `ActionImpossible` sur ce que dit `manques_pour_appliquer`, `ConflitDeVersion` si
        quelqu'un est passé entre-temps.
        """
        self.convention.exiger_ouverte()
        with acte(par):
            if self.fiche is not None:
                self.fiche = FicheAction.objects.select_for_update().get(pk=self.fiche.pk)
            if manques := self.manques_pour_appliquer(le):
                raise ActionImpossible(*manques)
            self._passer("appliquer")
            self.appliquee_le = le
            if self.est_une_action:
                self.fiche = self._creer_l_action()
            elif self.fiche is not None:
                setattr(self.fiche, self.champ, self.nouveau)
                self.fiche.enregistrer_sur(self.fiche.version)
            self.validate_constraints()
            self.enregistrer_sur(version_ouverte)

    def _creer_l_action(self) -> FicheAction:
        Convention.objects.select_for_update().get(pk=self.convention_id)
        dernier = self.convention.fiches.aggregate(dernier=Max("numero"))["dernier"] or 0
        fiche = FicheAction(
            convention=self.convention,
            axe=self.axe,
            numero=dernier + 1,
            titre=self.nouveau,
            **{nom: self.champs_nouveaux.get(nom, "") for nom in FicheAction.CHAMPS_DU_CONTRAT},
        )
        fiche.save()
        return fiche

    def _passer(self, verbe: str) -> None:
        self.etat = etat_suivant(self.TRANSITIONS, verbe, self.etat, self.get_etat_display())

    def _trancher(self, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        self.tranchee_par, self.tranchee_le = par.libelle_d_auteur, le
        self.validate_constraints()
        self.enregistrer_sur(version_ouverte)


def nom_du_champ(nom: str) -> str:
    """Le nom français d'un champ du contrat ; vide s'il n'en est pas un."""
    if nom not in PropositionDeModification.CHAMPS:
        return ""
    return nom_francais(FicheAction, nom)
