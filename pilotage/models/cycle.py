"""De brouillon à publiée : les états d'une évaluation, ses verbes, ce qui en empêche (art. 10)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from conventions.models import Convention, Signataire
from ctg.socle.etats import ActionImpossible, Transition, etat_suivant
from ctg.socle.historique import Acteur, acte
from ctg.socle.templatetags.portail import jour
from pilotage.millesimes import Millesime
from pilotage.models.instances import Reunion


class EvaluationFigee(ActionImpossible):
    """L'évaluation est validée, ou approuvée : elle ne s'écrit plus telle quelle."""


@dataclass(frozen=True)
class Blocage:
    """Ce qui interdit une étape : une phrase, la page où y remédier, le mot du lien."""

    phrase: str
    adresse: str = ""
    geste: str = ""


# Ce qui sépare la séance de ce qui la suivit : un texte repris, qu'elle n'a pas vu.
_REPRISE = " ; "


def a_la_seance(seance: str) -> str:
    """« au COPIL du 18 juin » ; « après le COPIL du 18 juin : texte repris… » s'il ne l'a pas vu.

    `seance` : telle que `seance_en_clair` l'écrit, et qu'une version la garde.
    """
    vue, _, reprise = seance.partition(_REPRISE)
    return f"après le {vue} : {reprise}" if reprise else f"au {vue}"


class CycleDeLEvaluation(models.Model):
    """Ce qui fait passer une évaluation d'un état à l'autre ; sa salle lui donne le reste."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        SOUMISE = "soumise_au_cotech", "soumise au COTECH"
        PRESENTEE = "presentee_au_copil", "présentée au COPIL"
        VALIDEE = "validee", "validée"
        PUBLIEE = "publiee", "publiée"

    FIGES = (Etat.VALIDEE, Etat.PUBLIEE)
    TRANSITIONS: ClassVar[Mapping[str, Transition]] = {
        "soumettre": Transition(depuis=["brouillon"], vers="soumise_au_cotech"),
        "presenter": Transition(depuis=["soumise_au_cotech"], vers="presentee_au_copil"),
        "renvoyer": Transition(
            depuis=["soumise_au_cotech", "presentee_au_copil"], vers="brouillon"
        ),
        "valider": Transition(depuis=["presentee_au_copil"], vers="validee"),
        "publier": Transition(depuis=["validee"], vers="publiee"),
        "depublier": Transition(depuis=["publiee"], vers="validee"),
        # Une version figée ne change pas : la corriger, c'est en préparer une autre.
        "corriger": Transition(depuis=["validee", "publiee"], vers="brouillon"),
    }

    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.BROUILLON)
    soumise_le = models.DateField("soumise au COTECH le", null=True, blank=True)
    presentee_le = models.DateField("présentée au COPIL le", null=True, blank=True)
    validee_le = models.DateField("validée le", null=True, blank=True)
    publiee_le = models.DateField("publiée le", null=True, blank=True)
    motif_renvoi = models.TextField("motif du renvoi", blank=True)
    motif_correction = models.TextField("motif de la correction", blank=True)
    # Ce que lisent ceux qui ne suivent pas le projet, même pendant qu'une correction se prépare.
    version_publiee = models.ForeignKey(
        "pilotage.VersionFigee",
        verbose_name="version publiée",
        related_name="+",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    est_publique = models.BooleanField("lisible sans compte", default=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # R6 : validée par une séance du COPIL, un jour.
            models.CheckConstraint(
                condition=Q(
                    etat__in=["validee", "publiee"],
                    validee_le__isnull=False,
                    reunion__isnull=False,
                )
                | (~Q(etat__in=["validee", "publiee"]) & Q(validee_le=None)),
                name="evaluation_validee_ssi_datee",
                violation_error_message="Une évaluation validée a sa date et sa séance.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="publiee") | Q(version_publiee__isnull=False),
                name="evaluation_publiee_a_sa_version",
                violation_error_message="Une évaluation publiée a sa version.",
            ),
            models.CheckConstraint(
                condition=Q(est_publique=False) | Q(version_publiee__isnull=False),
                name="evaluation_publique_a_sa_version",
                violation_error_message="Seule une version publiée se lit sans compte.",
            ),
        ]

    if TYPE_CHECKING:
        convention: models.ForeignKey[Any, Convention]
        reunion: models.ForeignKey[Any, Reunion | None]
        recits: Any
        approbations: Any
        versions: Any

        @property
        def cle(self) -> Millesime: ...

        @property
        def dans_une_phrase(self) -> str: ...

    @property
    def est_figee(self) -> bool:
        """Vrai une fois validée : elle ne s'écrit plus."""
        return self.etat in self.FIGES

    @property
    def s_ecrit(self) -> bool:
        """Vrai tant que la coordination l'écrit : le COPIL ne l'examine pas encore."""
        return self.etat in (self.Etat.BROUILLON, self.Etat.SOUMISE)

    @property
    def se_corrige(self) -> bool:
        """Vrai si une version validée existe, et qu'une autre se prépare."""
        return bool(self.motif_correction)

    @property
    def est_posterieure_a_sa_seance(self) -> bool:
        """Vrai si le texte fut présenté après la séance : elle ne l'a pas examiné tel quel."""
        return bool(self.reunion and self.presentee_le and self.presentee_le > self.reunion.date)

    @property
    def seance_en_clair(self) -> str:
        """« COPIL du 18 juin 2026 », et si le texte fut repris ensuite ; vide sans séance."""
        if self.reunion is None:
            return ""
        seance = f"COPIL du {jour(self.reunion.date)}"
        if not self.est_posterieure_a_sa_seance:
            return seance
        presente = jour(self.presentee_le)
        return f"{seance}{_REPRISE}texte repris après cette séance et présenté le {presente}"

    def exiger_ecrivable(self) -> None:
        """Refuse d'écrire dans une évaluation, ou une convention, qui ne s'écrit plus.

        Lève `EvaluationFigee` une fois validée, ou dès qu'une approbation est donnée : elle porte
        sur le texte que la personne a lu. `ConventionFigee` une fois la convention clôturée.
        """
        self.convention.exiger_ouverte()
        if self.est_figee:
            raise EvaluationFigee(
                f"{self.dans_une_phrase} est validée : elle ne s'écrit plus."
                " Pour la corriger, préparez une nouvelle version."
            )
        if self.etat == self.Etat.PRESENTEE and self.approbations.exists():
            raise EvaluationFigee(
                "Ce texte est déjà approuvé. Pour le changer, renvoyez l'évaluation en brouillon :"
                " les approbations se redonneront."
            )

    def _adresse(self, page: str, *reste: str) -> str:
        return reverse(page, args=[self.convention.slug, self.cle, *reste])

    def manques_pour_soumettre(self, le: datetime.date) -> list[Blocage]:
        """Ce qui empêche de la soumettre au COTECH : rien n'y est encore dit de l'année."""
        # `avec_suivi` l'a déjà lu : une requête de moins.
        ecrit = self.__dict__.get("recit_est_ecrit")
        if ecrit is None:
            ecrit = self.recits.filter(section="ensemble").exclude(texte="").exists()
        if ecrit:
            return []
        return [
            Blocage(
                "Le récit d'ensemble n'est pas écrit : l'évaluation dit plus qu'un bilan"
                " (art. 10).",
                self._adresse("recit_ecrire", "ensemble"),
                "Écrire",
            )
        ]

    def manques_pour_presenter(self, le: datetime.date) -> list[Blocage]:
        """Ce qui empêche de la présenter : le COPIL qui l'examine n'est pas choisi."""
        return [] if self.reunion is not None else [self._sans_seance()]

    def manques_pour_valider(self, le: datetime.date) -> list[Blocage]:
        """Ce qui empêche de la valider : la séance tenue (R6), chaque approbation."""
        manques = []
        if self.reunion is None:
            manques.append(self._sans_seance())
        elif not self.reunion.est_tenue(le):
            manques.append(
                Blocage(
                    f"La séance du {jour(self.reunion.date)} n'a pas encore eu lieu :"
                    " une évaluation vaut par sa séance du COPIL (art. 10).",
                    self._adresse("evaluation_rattacher"),
                    "Voir la séance",
                )
            )
        return [*manques, *self._approbations_qui_manquent()]

    def manques_pour_publier(self, le: datetime.date) -> list[Blocage]:
        """Ce qui empêche de la publier : aucune version n'est figée."""
        return [] if self.versions.exists() else [Blocage("Aucune version n'est encore figée.")]

    def _sans_seance(self) -> Blocage:
        return Blocage(
            "Aucune séance du COPIL ne l'examine encore (art. 10).",
            self._adresse("evaluation_rattacher"),
            "Choisir la séance",
        )

    def copilotes(self) -> models.QuerySet[Signataire]:
        """Les parties qui pilotent ensemble (art. 7) : chacune approuve."""
        return self.convention.signataires.filter(est_copilote=True).select_related("partenaire")

    def _approbations_qui_manquent(self) -> list[Blocage]:
        copilotes = list(self.copilotes())
        donnees = set(self.approbations.values_list("signataire_id", flat=True))
        manques = []
        if None not in donnees:
            manques.append(self._sans_approbation("La coordination"))
        manques += [
            self._sans_approbation(str(copilote.partenaire))
            for copilote in copilotes
            if copilote.pk not in donnees
        ]
        if not copilotes:
            manques.append(
                Blocage(
                    "Aucune partie n'est dite copilote : la Caf et l'intercommunalité"
                    " approuvent l'évaluation (art. 7)."
                )
            )
        return manques

    def _sans_approbation(self, qui: str) -> Blocage:
        return Blocage(
            f"{qui} n'a pas encore approuvé.",
            self._adresse("evaluation_approbations"),
            "Voir les approbations",
        )

    def exiger_pret_pour(self, verbe: str, le: datetime.date) -> None:
        """Lève `ActionImpossible` si quelque chose empêche `verbe`, avec ses phrases."""
        manques = getattr(self, f"manques_pour_{verbe}")(le)
        if manques:
            raise ActionImpossible(*(manque.phrase for manque in manques))

    def passer(self, verbe: str) -> None:
        """Prend l'état en base, ligne verrouillée : de deux gestes simultanés, un seul passe.

        Tout le reste est relu aussi : une page publique fermée entre-temps le demeure. S'emploie
        dans un `acte`. Lève `TransitionInterdite`.
        """
        self.relire_sous_verrou()
        self.etat = etat_suivant(self.TRANSITIONS, verbe, self.etat, self.get_etat_display())

    def relire_sous_verrou(self) -> None:
        """Fait attendre son tour, puis reprend ce que la base dit. S'emploie dans un `acte`."""
        type(self)._base_manager.select_for_update().get(pk=self.pk)
        self.refresh_from_db(fields=[c.attname for c in self._meta.concrete_fields])

    def soumettre(self, *, par: Acteur, le: datetime.date) -> None:
        """Le COTECH la lit ; elle s'écrit encore."""
        self.convention.exiger_ouverte()
        with acte(par):
            self.passer("soumettre")
            self.exiger_pret_pour("soumettre", le)
            self.soumise_le, self.motif_renvoi = le, ""
            self.save()

    def presenter(self, *, par: Acteur, le: datetime.date) -> None:
        """Le COPIL l'examine, et les copilotes l'approuvent."""
        self.convention.exiger_ouverte()
        with acte(par):
            self.passer("presenter")
            self.exiger_pret_pour("presenter", le)
            self.presentee_le = le
            self.save()

    def renvoyer(self, *, motif: str, par: Acteur) -> None:
        """Elle revient en brouillon, avec son motif ; les approbations données ne valent plus."""
        self.convention.exiger_ouverte()
        if not motif.strip():
            raise ValidationError({"motif": "Dites pourquoi vous renvoyez cette évaluation."})
        with acte(par):
            self.passer("renvoyer")
            self.motif_renvoi = motif.strip()
            self._reprendre()

    def corriger(self, *, motif: str, par: Acteur) -> None:
        """Une nouvelle version se prépare ; la version figée reste, et reste lisible."""
        self.convention.exiger_ouverte()
        if not motif.strip():
            raise ValidationError({"motif": "Dites ce que la nouvelle version corrige."})
        with acte(par):
            self.passer("corriger")
            self.motif_correction = motif.strip()
            self._reprendre()

    def _reprendre(self) -> None:
        self.soumise_le = self.presentee_le = self.validee_le = self.publiee_le = None
        for approbation in self.approbations.all():
            approbation.delete()
        self.save()

    def publier(self, *, publique: bool, par: Acteur, le: datetime.date) -> None:
        """Toute la convention lit sa dernière version ; et tout le monde si `publique`."""
        with acte(par):
            self.passer("publier")
            self.exiger_pret_pour("publier", le)
            self.version_publiee = self.versions.latest("rang")
            self.publiee_le, self.est_publique = le, publique
            self.save()

    def depublier(self, *, par: Acteur) -> None:
        """Seuls ses lecteurs d'avant la lisent ; son adresse publique ne répond plus.

        Pendant qu'une correction se prépare aussi : la version publiée se retire, la correction
        suit son cours. Lève `TransitionInterdite` si rien n'est publié.
        """
        with acte(par):
            self.relire_sous_verrou()
            if self.est_figee or self.version_publiee_id is None:
                self.passer("depublier")
            self.version_publiee = self.publiee_le = None
            self.est_publique = False
            self.save()

    def ouvrir_au_public(self, *, ouvrir: bool, par: Acteur) -> None:
        """Ouvre ou ferme la page sans compte de la version publiée, close la convention ou non."""
        with acte(par):
            verrouillee = type(self)._base_manager.select_for_update().get(pk=self.pk)
            if ouvrir and verrouillee.version_publiee_id is None:
                raise ActionImpossible("Publiez d'abord l'évaluation.")
            self.est_publique = ouvrir
            self.save(update_fields=["est_publique"])
