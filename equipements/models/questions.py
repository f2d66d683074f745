"""Une question de la campagne annuelle, passée à qui la connaît : le gestionnaire ou la Caf."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from conventions.droits import Droit
from conventions.models import (
    Campagne,
    Convention,
    Demande,
    Personne,
    QuerySetDeDemandesDeCampagne,
    Utilisateur,
)
from ctg.socle.historique import Acteur, Historique
from equipements.models.chiffres import Source
from equipements.models.demandes import DemandeDeRegistre
from equipements.models.structures import Equipement

_A_CONFIRMER = Q(etat="a_envoyer", adresse_confirmee=False)


class QuerySetDeQuestions(  # type: ignore[override] # `as_manager` de deux ensembles
    QuerySetDeDemandesDeCampagne["QuestionConfiee"]
):
    """Les questions passées à qui sait."""

    droit_de_modification = Droit.SAISIR_LE_REGISTRE

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        """Répondre : celui à qui la question est passée."""
        if droit is not Droit.SAISIR_LE_REGISTRE:
            return None
        moi = utilisateur.personne_id
        return (Q(personne=moi) | Q(transmise_a=moi)) & ~_A_CONFIRMER

    def adressees_a(self, personne: Personne) -> Self:
        """Celles qu'elle peut ouvrir : une adresse que rien ne confirme n'ouvre rien."""
        return super().adressees_a(personne).exclude(_A_CONFIRMER)

    def a_confirmer(self, campagne: Campagne) -> Self:
        """Celles que la coordination doit laisser partir, ou rendre à qui les a passées."""
        return self.filter(_A_CONFIRMER, campagne=campagne)

    def de_l_accueil(self, utilisateur: Utilisateur, convention: Convention) -> QuerySetDeQuestions:
        """Celles que la personne n'a pas rendues ; pour qui valide, celles qui l'attendent aussi.

        Dans les campagnes ouvertes. Une requête pour les deux.
        """
        moi = utilisateur.personne_id
        les_miennes = Q(etat__in=Demande.EN_ATTENTE) & (Q(personne=moi) | Q(transmise_a=moi))
        a_laisser_partir = _A_CONFIRMER & self.permis(utilisateur, Droit.VALIDER)
        ouvertes = Campagne.objects.ouvertes().filter(convention=convention)
        return self.filter(les_miennes | a_laisser_partir, campagne__in=ouvertes).pour_liste()

    def a_lire_dans(self, convention: Convention) -> Self:
        """Aucune : c'est qui a passé la question qui en lit la réponse."""
        return self.none()

    def pour_liste(self) -> QuerySetDeQuestions:
        """Avec la structure, la demande d'où elle vient et les personnes."""
        return (
            super()
            .pour_liste()
            .select_related(
                "equipement__commune", "demande__signataire__partenaire", "demande__personne"
            )
            .order_by("equipement__nom", "pk")
        )


class QuestionConfiee(Demande):
    """Les chiffres d'une structure, passés à son gestionnaire ou à la Caf, qui les connaît."""

    CODE = "qu"
    SUIVI = "registre_suivi"
    CE_QUI_SE_CONFIE = "les chiffres d'une structure"
    UNITE = "structure,structures"
    PHRASES = (
        "On vous demande les chiffres de l'année d'une structure :",
        "On vous demande les chiffres de l'année de {n} structures :",
    )
    DUREE = "trois minutes par structure"
    SE_REPOND_ENSEMBLE = True
    # La commune ne passe pas ce qu'elle est seule à savoir.
    DESTINATAIRES = (Source.GESTIONNAIRE, Source.CAF)

    campagne = models.ForeignKey(
        Campagne,
        verbose_name="campagne",
        related_name="questions_confiees",
        on_delete=models.CASCADE,
    )
    demande = models.ForeignKey(
        DemandeDeRegistre,
        verbose_name="demande",
        related_name="questions",
        on_delete=models.CASCADE,
    )
    equipement = models.ForeignKey(
        Equipement,
        verbose_name="structure",
        related_name="questions_confiees",
        on_delete=models.CASCADE,
    )
    source = models.CharField("à qui", max_length=12, choices=Source)
    personne = models.ForeignKey(
        Personne,
        verbose_name="personne",
        related_name="questions_confiees",
        on_delete=models.PROTECT,
    )
    transmise_a = models.ForeignKey(
        Personne,
        verbose_name="transmise à",
        related_name="questions_transmises",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    passee_par = models.CharField("passée par", max_length=200)
    # Fausse : la coordination dira si l'on peut y écrire ; d'ici là, rien ne part ni ne s'ouvre.
    adresse_confirmee = models.BooleanField("adresse confirmée", default=True)

    objects = QuerySetDeQuestions.as_manager()
    historique = Historique(excluded_fields=["brouillon"])

    class Meta(Demande.Meta):
        verbose_name = "question passée"
        verbose_name_plural = "questions passées"
        ordering = ["demande", "equipement", "source"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Demande.Meta.constraints,
            models.UniqueConstraint(
                fields=["demande", "equipement", "source"],
                name="question_unique_par_structure",
                violation_error_message="Cette question est déjà passée.",
            ),
            models.CheckConstraint(
                condition=~Q(source="commune"),
                name="question_passee_a_qui_sait",
                violation_error_message="Ce que la commune sait, c'est elle qui le dit.",
            ),
        ]

    def __str__(self) -> str:
        return f"Chiffres {self.campagne.annee} de {self.equipement}"

    @property
    def en_tete(self) -> str:
        """« Les chiffres 2026 – ALSH du Bourg »."""
        return f"Les chiffres {self.campagne.annee} – {self.equipement}"

    @property
    def sujet(self) -> str:
        """« chiffres, ALSH du Bourg »."""
        return f"chiffres, {self.equipement}"

    @property
    def tache(self) -> str:
        """Ce qu'il y a à faire, sur la page de la personne."""
        return f"Donner les chiffres {self.campagne.annee}"

    @property
    def detail(self) -> str:
        """La structure, et qui pose la question."""
        return f"{self.equipement}. Demandé par {self.demande.signataire.partenaire.defini}."

    @property
    def est_reprise(self) -> bool:
        """Vrai si qui l'avait passée l'a reprise : close, sans être sollicitée."""
        return self.etat == self.Etat.SANS_REPONSE and self.sollicitee_le is None

    @property
    def peut_partir(self) -> bool:
        """Faux tant que la coordination n'a pas confirmé l'adresse."""
        return self.adresse_confirmee

    @property
    def est_a_confirmer(self) -> bool:
        """Vrai si elle attend la coordination avant de partir."""
        return self.etat == self.Etat.A_ENVOYER and not self.adresse_confirmee

    @property
    def attend_une_reponse(self) -> bool:
        """Vrai si une réponse peut encore s'écrire : sa demande mère n'est pas acceptée."""
        mere_acceptee = self.demande.etat == DemandeDeRegistre.Etat.ACCEPTEE
        return super().attend_une_reponse and not mere_acceptee and not self.est_a_confirmer

    def reprendre(self, *, par: Acteur) -> None:
        """Qui l'avait passée répondra, ou la passera à un autre."""
        self._passer("clore")
        self.sollicitee_le, self.relances = None, 0
        self._ecrire(par)

    def confirmer_l_adresse(self, *, par: Acteur) -> None:
        """La coordination connaît cette adresse : la question peut partir."""
        self.adresse_confirmee = True
        self._ecrire(par)

    def repasser_a(self, personne: Personne, *, est_connue: bool, passee_par: str) -> None:
        """Reprise, elle se passe à une autre personne ; reste à l'envoyer. N'écrit rien."""
        self._passer("rouvrir")
        self.adresse_confirmee = est_connue
        self.personne, self.transmise_a, self.passee_par = personne, None, passee_par
        self.commencee_le, self.motif_renvoi = None, ""

    @property
    def peut_se_redemander(self) -> bool:
        """Reprise, ou sa demande mère acceptée, la question reste close."""
        mere_acceptee = self.demande.etat == DemandeDeRegistre.Etat.ACCEPTEE
        return super().peut_se_redemander and not (self.est_reprise or mere_acceptee)

    def rouvrir(self, *, par: Acteur) -> None:
        """La campagne rouvre ; ce qui ne peut pas se redemander reste clos."""
        if self.peut_se_redemander:
            super().rouvrir(par=par)

    def page(self) -> str:
        """La page où répondre."""
        return reverse("question_repondre", args=[self.campagne.convention.slug, self.pk])
