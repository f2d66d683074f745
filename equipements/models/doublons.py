"""Ce qu'on a décidé de fiches qui se ressemblent, et d'une structure inscrite deux fois."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from conventions.models import Convention
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import reserver


class PasUnDoublon(models.Model):
    """Deux structures qui se ressemblent et n'en sont pas une : on ne les propose plus.

    `premiere` est la plus ancienne des deux.
    """

    premiere = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="première structure",
        related_name="distinguees_des_suivantes",
        on_delete=models.CASCADE,
    )
    seconde = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="seconde structure",
        related_name="distinguees_des_precedentes",
        on_delete=models.CASCADE,
    )
    motif = models.CharField("motif", max_length=200, blank=True)
    decide_le = models.DateField("décidé le")
    decide_par = models.CharField("décidé par", max_length=200)

    historique = Historique()

    class Meta:
        verbose_name = "paire qui n'est pas un doublon"
        verbose_name_plural = "paires qui ne sont pas des doublons"
        ordering = ["-decide_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["premiere", "seconde"],
                name="pas_un_doublon_unique",
                violation_error_message="Ces deux structures sont déjà distinguées.",
            ),
            models.CheckConstraint(
                condition=Q(premiere__lt=F("seconde")),
                name="pas_un_doublon_dans_l_ordre",
                violation_error_message="Choisissez deux structures différentes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.premiere} et {self.seconde}"

    @classmethod
    def distinguer(
        cls, une: Any, autre: Any, *, motif: str, par: Acteur, le: datetime.date
    ) -> "PasUnDoublon":
        """Retient que ces deux structures n'en sont pas une ; le redire ne change rien.

        Lève `ValidationError` sans motif : qui relira la paire saura pourquoi.
        """
        if not motif.strip():
            raise ValidationError({"motif": "Dites ce qui distingue ces deux structures."})
        premiere, seconde = sorted((une, autre), key=lambda structure: structure.pk)
        with acte(par):
            paire, _ = cls._default_manager.get_or_create(
                premiere=premiere,
                seconde=seconde,
                defaults={
                    "motif": motif.strip(),
                    "decide_le": le,
                    "decide_par": par.libelle_d_auteur,
                },
            )
        return paire

    def revenir_dessus(self, *, par: Acteur) -> None:
        """La paire se propose de nouveau ; l'historique garde le motif et les deux gestes."""
        with acte(par):
            self.delete()


class ExplicationDInscription(models.Model):
    """Pourquoi une structure figure sur les lignes de plusieurs parties (R17, annexe 2)."""

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="explications_d_inscription",
        on_delete=models.CASCADE,
    )
    equipement = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name="explications",
        on_delete=models.CASCADE,
    )
    texte = models.TextField("explication")
    ecrite_le = models.DateField("écrite le")
    ecrite_par = models.CharField("écrite par", max_length=200)

    historique = Historique()

    class Meta:
        verbose_name = "explication d'une double inscription"
        verbose_name_plural = "explications de doubles inscriptions"
        ordering = ["convention", "equipement"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "equipement"],
                name="explication_unique",
                violation_error_message="Cette double inscription est déjà expliquée.",
            )
        ]

    def __str__(self) -> str:
        return f"Inscriptions de {self.equipement}"

    def ecrire(self, *, texte: str, ecriture_ouverte: int, par: Acteur, le: datetime.date) -> None:
        """Dit pourquoi ; la ligne signée ne change pas : seul un avenant le peut (art. 12).

        Lève `ValidationError` sans texte, `ConventionFigee` une fois la convention close,
        `ConflitDeVersion`.
        """
        self.convention.exiger_ouverte()
        if not texte.strip():
            raise ValidationError({"texte": "Dites qui soutient la structure, et comment."})
        self.texte, self.ecrite_le = texte.strip(), le
        self.ecrite_par = par.libelle_d_auteur
        with acte(par):
            if not self._state.adding:
                reserver(self, ecriture_ouverte)
            self.validate_constraints()
            self.save()
