"""Ce qu'une campagne demande à une partie : ses structures, leurs chiffres, leurs prix."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from conventions.droits import Droit, Portee, roles_ayant
from conventions.models import (
    Campagne,
    Convention,
    Demande,
    Habilitation,
    Personne,
    QuerySetDeDemandesDeCampagne,
    Signataire,
    Utilisateur,
)
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.recherche import ordre_alphabetique
from ctg.socle.versions import ConflitDeVersion
from equipements.models.structures import Equipement


class QuerySetDeDemandesDeRegistre(  # type: ignore[override] # `as_manager` de deux ensembles
    QuerySetDeDemandesDeCampagne["DemandeDeRegistre"]
):
    """Les demandes faites aux parties."""

    droit_de_modification = Droit.SAISIR_LE_REGISTRE

    def _par_son_organisme(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        return Q(signataire__partenaire__in=habilitations.values("partenaire"))

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        """Répondre : qui est sollicité, et qui a reçu la demande d'un autre."""
        if droit is not Droit.SAISIR_LE_REGISTRE:
            return None
        moi = utilisateur.personne_id
        return Q(personne=moi) | Q(transmise_a=moi)

    def pour_liste(self) -> QuerySetDeDemandesDeRegistre:
        """Avec la campagne, la partie et les personnes, par commune, dans l'ordre alphabétique."""
        return (
            super()
            .pour_liste()
            .select_related("signataire__partenaire__commune")
            .order_by(
                ordre_alphabetique(
                    "signataire__partenaire__commune__nom", "signataire__partenaire__nom"
                ),
                "pk",
            )
        )


class DemandeDeRegistre(Demande):
    """Le registre d'une partie, demandé à une personne : confirmer ses structures, les chiffrer."""

    CODE = "re"
    SUIVI = "registre_suivi"
    CE_QUI_SE_CONFIE = "la mise à jour d'une liste de structures"
    A_LIRE = "réponse du registre à lire,réponses du registre à lire"
    UNITE = "liste de structures,listes de structures"
    PHRASES = (
        "On vous demande de confirmer vos structures, et leurs chiffres de l'année :",
        "On vous demande de confirmer {n} listes de structures, et leurs chiffres de l'année :",
    )
    DUREE = "cinq minutes pour une structure"

    campagne = models.ForeignKey(
        Campagne,
        verbose_name="campagne",
        related_name="demandes_de_registre",
        on_delete=models.CASCADE,
    )
    signataire = models.ForeignKey(
        Signataire,
        verbose_name="partie",
        related_name="demandes_de_registre",
        on_delete=models.CASCADE,
    )
    personne = models.ForeignKey(
        Personne,
        verbose_name="personne",
        related_name="demandes_de_registre",
        on_delete=models.PROTECT,
    )
    transmise_a = models.ForeignKey(
        Personne,
        verbose_name="transmise à",
        related_name="demandes_de_registre_transmises",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    # Une partie sans structure le confirme, et dit ce qui dessert ses familles.
    sans_structure = models.BooleanField("aucune structure", default=False)
    desservie_par = models.ManyToManyField(
        Equipement,
        verbose_name="structures qui desservent ses familles",
        related_name="demandes_desservies",
        blank=True,
    )
    dessert = models.TextField("ce qui dessert ses familles", blank=True)

    objects = QuerySetDeDemandesDeRegistre.as_manager()
    historique = Historique(excluded_fields=["brouillon"], m2m_fields=[desservie_par])

    class Meta(Demande.Meta):
        verbose_name = "demande sur le registre"
        verbose_name_plural = "demandes sur le registre"
        ordering = ["campagne", "signataire"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Demande.Meta.constraints,
            models.UniqueConstraint(
                fields=["campagne", "signataire"],
                name="demande_unique_par_partie",
                violation_error_message="Cette partie est déjà sollicitée dans cette campagne.",
            ),
        ]

    def __str__(self) -> str:
        return f"Structures {self.signataire.partenaire.en_complement}, {self.campagne.annee}"

    @property
    def en_tete(self) -> str:
        """« Les structures de Commune de … »."""
        return f"Les structures – {self.signataire.partenaire}"

    @property
    def sujet(self) -> str:
        """« structures, Commune de … »."""
        return f"structures, {self.signataire.partenaire}"

    @property
    def tache(self) -> str:
        """Ce qu'il y a à faire, sur la page de la personne."""
        return f"Confirmer les structures {self.campagne.annee}"

    @property
    def detail(self) -> str:
        """La partie au nom de qui l'on répond."""
        return str(self.signataire.partenaire)

    @property
    def est_commencee(self) -> bool:
        """Vrai dès qu'une structure est répondue : chaque étape s'enregistre."""
        return self.commencee_le is not None and self.est_en_attente

    def page(self) -> str:
        """La liste de ce qu'il y a à faire."""
        return reverse("registre_demande", args=[self.campagne.convention.slug, self.pk])

    def commencer(self, *, par: Acteur, le: datetime.date) -> None:
        """Une étape est enregistrée. Répondue ou renvoyée, la demande le reste."""
        if self.etat not in (self.Etat.RENVOYEE, self.Etat.REPONDUE):
            self._passer("commencer")
        self.commencee_le = self.commencee_le or le
        self._ecrire(par)

    def dire_ce_qui_dessert(
        self,
        *,
        structures: list[Equipement],
        dessert: str,
        version_ouverte: int,
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Aucune structure ici : ce qui dessert les familles. Lève `ConflitDeVersion`."""
        with acte(par):
            if self.version != version_ouverte:
                raise ConflitDeVersion
            self.sans_structure, self.dessert = True, dessert.strip()
            self.commencer(par=par, le=le)
            self.desservie_par.set(structures)


class ReponseDeStructure(models.Model):
    """Ce qu'une partie dit d'une de ses structures, dans une campagne."""

    class Constat(models.TextChoices):
        INCHANGEE = "inchangee", "rien n'a changé"
        CORRIGEE = "corrigee", "corrigée"
        FERMEE = "fermee", "fermée"
        NOUVELLE = "nouvelle", "déclarée cette année"

    class Prix(models.TextChoices):
        INCHANGES = "inchanges", "mêmes prix que l'an passé"
        SAISIS = "saisis", "prix saisis"
        NON_DISPONIBLE = "non_disponible", "prix non disponibles"
        NON_CONCERNE = "non_concerne", "pas de grille de prix"

    SANS_GRILLE = (Prix.NON_DISPONIBLE, Prix.NON_CONCERNE)
    # Ce qui se dit par une correction, que le coordonnateur accepte ou renvoie.
    PROPOSEES = (Constat.CORRIGEE, Constat.FERMEE)

    demande = models.ForeignKey(
        DemandeDeRegistre,
        verbose_name="demande",
        related_name="reponses",
        on_delete=models.CASCADE,
    )
    equipement = models.ForeignKey(
        Equipement,
        verbose_name="structure",
        related_name="reponses_de_campagne",
        on_delete=models.CASCADE,
    )
    constat = models.CharField("constat", max_length=10, choices=Constat, blank=True)
    fermee_le = models.DateField("fermée le", null=True, blank=True)
    prix = models.CharField("prix", max_length=14, choices=Prix, blank=True)
    motif_des_prix = models.CharField("motif de l'absence de prix", max_length=200, blank=True)
    # Pourquoi un chiffre a beaucoup changé : le mot de qui répond.
    mot = models.TextField("explication", blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "réponse sur une structure"
        verbose_name_plural = "réponses sur des structures"
        ordering = ["demande", "equipement"]
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "equipement"],
                name="reponse_unique_par_structure",
                violation_error_message="Cette structure a déjà sa réponse.",
            ),
            models.CheckConstraint(
                condition=Q(constat="fermee", fermee_le__isnull=False)
                | ~Q(constat="fermee") & Q(fermee_le=None),
                name="reponse_fermee_ssi_datee",
                violation_error_message="Dites depuis quel jour elle est fermée.",
            ),
            models.CheckConstraint(
                condition=~Q(prix__in=["non_disponible", "non_concerne"]) | ~Q(motif_des_prix=""),
                name="reponse_sans_prix_motivee",
                violation_error_message="Dites pourquoi il n'y a pas de prix.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.equipement} : {self.get_constat_display() or 'à dire'}"


def agents_de(convention: Convention) -> models.QuerySet[Habilitation]:
    """Les comptes qui saisissent pour une partie : les premiers à solliciter."""
    roles = roles_ayant(Droit.SAISIR_LE_REGISTRE, Portee.PARTENAIRE)
    return Habilitation.objects.filter(
        convention=convention, role__in=roles, utilisateur__is_active=True
    ).select_related("utilisateur__personne")
