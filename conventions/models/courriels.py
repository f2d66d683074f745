"""Les courriels que le portail envoie, et ceux qu'une personne ne veut plus recevoir."""

from typing import Self

from django.db import models
from django.db.models import Count, Q

from conventions.droits import Droit
from conventions.models.contrat import Convention
from conventions.models.liens import LienPersonnel
from conventions.models.partenaires import Personne
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Historique
from ctg.socle.recherche import mots


class Motif(models.TextChoices):
    """Pourquoi un courriel part."""

    DEMANDE = "demande", "demande de réponse"
    RELANCE = "relance", "rappel d'une demande"
    RENVOI = "renvoi", "réponse à reprendre"
    TRANSMISSION = "transmission", "demande transmise par quelqu'un"
    ACCEPTATION = "acceptation", "réponse acceptée"
    REPONSE = "reponse", "réponse reçue"
    COMMENTAIRE = "commentaire", "réponse à un commentaire"
    PUBLICATION = "publication", "évaluation publiée"
    INVITATION = "invitation", "ouverture d'un compte"
    MOT_DE_PASSE = "mot_de_passe", "mot de passe oublié"
    NOUVEAU_LIEN = "nouveau_lien", "nouveau lien personnel"
    INACTIVITE = "inactivite", "préavis d'effacement"


# Ce qui informe sans rien demander : la personne peut n'en plus vouloir.
REFUSABLES: dict[str, str] = {
    Motif.ACCEPTATION: "Quand ma réponse est acceptée",
    Motif.REPONSE: "Quand une réponse arrive (pour qui coordonne)",
    Motif.COMMENTAIRE: "Quand on répond à mon commentaire",
    Motif.PUBLICATION: "Quand une évaluation est publiée",
}


class QuerySetDEnvois(QuerySetDeConvention["Envoi"]):
    """Les courriels d'une convention."""

    droit_de_modification = Droit.GERER_LES_PERSONNES

    def chercher(self, question: str) -> Self:
        """Ceux dont le destinataire ou l'objet portent tous ces mots, sans égard aux accents."""
        trouves = self
        for mot in mots(question):
            trouves = trouves.filter(
                Q(objet__unaccent__icontains=mot)
                | Q(destinataire__unaccent__icontains=mot)
                | Q(personne__nom__unaccent__icontains=mot)
                | Q(personne__prenom__unaccent__icontains=mot)
            )
        return trouves

    def comptes_par_etat(self) -> dict[str, int]:
        """Combien dans chaque état, zéro compris ; en une requête."""
        comptes = self.order_by().values_list("etat").annotate(n=Count("pk"))
        return dict.fromkeys(Envoi.Etat.values, 0) | dict(comptes)

    def a_remettre(self) -> Self:
        """Ceux qui attendent encore de partir."""
        return self.filter(etat__in=[Envoi.Etat.A_ENVOYER, Envoi.Etat.ECHOUE])


class Envoi(models.Model):
    """Un courriel : à qui, pourquoi, quand, et s'il est parti.

    Le contenu est rangé sans adresse de lien : elle se fabrique à la remise, si bien que lire
    cette table ne donne accès à rien. L'envoi est lui-même une trace : il n'a pas d'historique.
    """

    class Etat(models.TextChoices):
        A_ENVOYER = "a_envoyer", "à envoyer"
        EN_COURS = "en_cours", "en cours d'envoi"
        ENVOYE = "envoye", "envoyé"
        ECHOUE = "echoue", "en échec, sera retenté"
        ABANDONNE = "abandonne", "abandonné"

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="envois",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    personne = models.ForeignKey(
        Personne, verbose_name="personne", related_name="envois", on_delete=models.CASCADE
    )
    destinataire = models.EmailField("destinataire")
    motif = models.CharField("motif", max_length=14, choices=Motif)
    # Ce qui ne se répète pas dans la semaine : « campagne:12 ».
    raison = models.CharField("raison", max_length=100)
    objet = models.CharField("objet", max_length=200)
    contenu = models.JSONField("contenu")
    lien = models.ForeignKey(
        LienPersonnel,
        verbose_name="lien",
        related_name="envois",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_ENVOYER)
    cree_le = models.DateTimeField("créé le")
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    tente_le = models.DateTimeField("tenté le", null=True, blank=True)
    erreur = models.TextField("erreur", blank=True)

    objects = QuerySetDEnvois.as_manager()

    class Meta:
        verbose_name = "envoi"
        verbose_name_plural = "envois"
        ordering = ["-cree_le", "-pk"]
        indexes = [models.Index(fields=["personne", "raison"], name="envoi_par_raison")]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat="envoye", envoye_le__isnull=False)
                | (~Q(etat="envoye") & Q(envoye_le=None)),
                name="envoi_envoye_ssi_date",
                violation_error_message="Un courriel envoyé, et lui seul, porte sa date d'envoi.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.objet} ({self.destinataire})"

    @property
    def est_a_retenter(self) -> bool:
        """Vrai s'il n'est pas arrivé, et qu'on peut demander qu'il reparte."""
        return self.etat in (self.Etat.ECHOUE, self.Etat.ABANDONNE)

    def situation(self) -> str:
        """Où il en est, tel que les badges le disent."""
        # Une fiche abandonnée est un choix ; un courriel abandonné, un ennui.
        return "envoi_abandonne" if self.etat == self.Etat.ABANDONNE else self.etat


class RefusDeCourriel(models.Model):
    """Un genre de courriels, sans obligation, qu'une personne ne veut plus recevoir."""

    personne = models.ForeignKey(
        Personne, verbose_name="personne", related_name="refus", on_delete=models.CASCADE
    )
    motif = models.CharField("motif", max_length=14, choices=Motif)

    historique = Historique()

    class Meta:
        verbose_name = "refus de courriel"
        verbose_name_plural = "refus de courriels"
        ordering = ["personne", "motif"]
        constraints = [
            models.UniqueConstraint(
                fields=["personne", "motif"],
                name="refus_unique",
                violation_error_message="Ces courriels sont déjà refusés.",
            ),
            models.CheckConstraint(
                condition=Q(motif__in=["acceptation", "reponse", "commentaire", "publication"]),
                name="refus_d_un_motif_refusable",
                violation_error_message="Ces courriels sont nécessaires : ils ne se refusent pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.personne} : {self.get_motif_display()}"
