"""Les comptes et leurs habilitations."""

from typing import Any, Self

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from conventions.droits import DROITS, Droit, Portee, Role, roles_ayant
from conventions.models.partenaires import Partenaire, Personne
from ctg.socle.historique import Historique


class GestionnaireDesComptes(BaseUserManager["Utilisateur"]):
    """Crée et retrouve les comptes par leur courriel, sans égard à la casse."""

    def create_user(self, courriel: str, mot_de_passe: str | None = None, **champs: Any) -> Any:
        """Un compte ; sans mot de passe, il ne peut pas se connecter."""
        utilisateur = self.model(courriel=courriel.strip().lower(), **champs)
        utilisateur.set_password(mot_de_passe)
        utilisateur.save(using=self._db)
        return utilisateur

    def get_by_natural_key(self, username: str | None) -> "Utilisateur":
        """Le compte de ce courriel."""
        return self.get(courriel=(username or "").strip().lower())


class Utilisateur(AbstractBaseUser):
    """Un compte du portail. La personne qu'il incarne porte les mandats et les fiches."""

    courriel = models.EmailField("courriel", unique=True)
    nom = models.CharField("nom affiché", max_length=150)
    personne = models.OneToOneField(
        Personne,
        verbose_name="personne",
        related_name="compte",
        on_delete=models.PROTECT,
    )
    is_active = models.BooleanField("actif", default=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    # Entre dans l'empreinte des sessions : l'avancer les ferme toutes.
    generation_des_sessions = models.PositiveIntegerField(
        "génération des sessions", default=1, editable=False
    )

    objects = GestionnaireDesComptes()
    historique = Historique(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "courriel"
    EMAIL_FIELD = "courriel"
    REQUIRED_FIELDS = ["nom"]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(
                Lower("courriel"),
                name="utilisateur_courriel_unique",
                violation_error_message="Un compte existe déjà avec ce courriel.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def situation(self) -> str:
        """Où en est le compte, tel que les badges le disent."""
        if not self.is_active:
            return "compte_suspendu"
        return "compte_actif" if self.has_usable_password() else "compte_invite"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """L'empreinte d'une session : celle du mot de passe, et la génération des sessions."""
        empreinte: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{self.generation_des_sessions}:{empreinte}"

    @property
    def libelle_d_auteur(self) -> str:
        """Le nom sous lequel ce compte signe l'historique."""
        return self.nom

    @property
    def compte_id(self) -> int | None:
        """L'identifiant que l'historique garde à côté du libellé."""
        return self.pk


class QuerySetDHabilitations(models.QuerySet["Habilitation"]):
    """Les habilitations d'une personne."""

    def avec_convention(self) -> Self:
        """Chaque habilitation avec sa convention et son organisme, en une requête."""
        return self.select_related("convention", "partenaire")

    def de_comptes_actifs(self) -> Self:
        """Celles de comptes qui peuvent se connecter : ni suspendus, ni sans mot de passe."""
        return self.filter(utilisateur__is_active=True).exclude(
            utilisateur__password__startswith=UNUSABLE_PASSWORD_PREFIX
        )

    def ouvrant(self, droit: Droit) -> Self:
        """Celles qui donnent ce droit sur toute la convention."""
        return self.filter(role__in=roles_ayant(droit, Portee.CONVENTION))


class Habilitation(models.Model):
    """Un compte, un rôle, une convention ; un organisme pour l'agent et le copilote."""

    utilisateur = models.ForeignKey(
        Utilisateur,
        verbose_name="compte",
        related_name="habilitations",
        on_delete=models.CASCADE,
    )
    role = models.CharField("rôle", max_length=20, choices=Role)
    convention = models.ForeignKey(
        "conventions.Convention",
        verbose_name="convention",
        related_name="habilitations",
        on_delete=models.CASCADE,
    )
    partenaire = models.ForeignKey(
        Partenaire,
        verbose_name="organisme",
        related_name="habilitations",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )

    # Jusqu'où la personne a dit avoir lu ce qui change dans la convention ; vide = jamais.
    nouvelles_vues_le = models.DateTimeField("nouvelles vues le", null=True, blank=True)

    objects = QuerySetDHabilitations.as_manager()
    historique = Historique(excluded_fields=["nouvelles_vues_le"])

    class Meta:
        verbose_name = "habilitation"
        verbose_name_plural = "habilitations"
        ordering = ["convention", "utilisateur"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "role", "convention", "partenaire"],
                condition=Q(partenaire__isnull=False),
                name="habilitation_d_organisme_unique",
                violation_error_message="Cette personne a déjà ce rôle pour cet organisme.",
            ),
            models.UniqueConstraint(
                fields=["utilisateur", "role", "convention"],
                condition=Q(partenaire__isnull=True),
                name="habilitation_unique",
                violation_error_message="Cette personne a déjà ce rôle dans cette convention.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["agent", "copilote"], partenaire__isnull=False)
                | Q(
                    role__in=["administrateur", "coordonnateur", "lecteur"],
                    partenaire__isnull=True,
                ),
                name="habilitation_organisme_ssi_agent_ou_copilote",
                violation_error_message=(
                    "Un agent et un copilote agissent pour un organisme ; les autres rôles, non."
                ),
            ),
        ]

    def __str__(self) -> str:
        suite = f" ({self.partenaire})" if self.partenaire else ""
        return f"{self.get_role_display()}{suite}"

    def donne(self, droit: Droit) -> bool:
        """Vrai si ce rôle ouvre ce droit, au moins pour l'organisme de la personne."""
        return droit in DROITS[Role(self.role)]
