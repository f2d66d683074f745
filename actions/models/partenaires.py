"""Avec qui une fiche se mène : des organismes que le portail connaît, ou des noms libres."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from conventions.models import Partenaire
from ctg.socle.historique import Historique


class PartenaireDeFiche(models.Model):
    """Un partenaire d'une fiche : un organisme connu ou un nom écrit, et ce qu'il y fait."""

    fiche = models.ForeignKey(
        "actions.FicheAction",
        verbose_name="fiche",
        related_name="partenaires_de_la_fiche",
        on_delete=models.CASCADE,
    )
    partenaire = models.ForeignKey(
        Partenaire,
        verbose_name="organisme",
        related_name="partenariats",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    nom_libre = models.CharField("autre partenaire", max_length=150, blank=True)
    role = models.CharField("rôle", max_length=150, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "partenaire de la fiche"
        verbose_name_plural = "partenaires de la fiche"
        ordering = ["fiche", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(partenaire__isnull=False) & Q(nom_libre=""))
                | (Q(partenaire__isnull=True) & ~Q(nom_libre="")),
                name="partenaire_de_fiche_connu_ou_nomme",
                violation_error_message="Choisissez un organisme, ou écrivez son nom : l'un des"
                " deux seulement.",
            ),
            models.UniqueConstraint(
                fields=["fiche", "partenaire"],
                name="partenaire_de_fiche_unique",
                violation_error_message="Cet organisme est déjà partenaire de la fiche.",
            ),
            models.UniqueConstraint(
                "fiche",
                Lower("nom_libre"),
                condition=~Q(nom_libre=""),
                name="partenaire_de_fiche_nom_unique",
                violation_error_message="Ce nom est déjà parmi les partenaires de la fiche.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.role})" if self.role else self.nom

    @property
    def nom(self) -> str:
        """L'organisme, ou le nom écrit."""
        return str(self.partenaire) if self.partenaire_id else self.nom_libre


# Un organisme par sa clé, ou un nom libre → son rôle, vide s'il n'est pas dit.
Roles = Mapping[int | str, str]


def remplacer_les_partenaires(fiche: int, roles: Roles) -> None:
    """Fait de ceux-ci les partenaires de la fiche de cette clé ; chacun garde son histoire.

    S'emploie dans un `acte`. Deux graphies d'un nom, à la casse près, n'en font qu'un.
    """
    presents = {
        _cle(p.partenaire_id or p.nom_libre): p
        for p in PartenaireDeFiche.objects.filter(fiche=fiche)
    }
    voulus = {_cle(qui): qui for qui in roles}
    for cle in presents.keys() - voulus.keys():
        presents[cle].delete()
    for cle, qui in voulus.items():
        connu = isinstance(qui, int)
        partenaire = presents.get(cle) or PartenaireDeFiche(
            fiche_id=fiche,
            partenaire_id=qui if connu else None,
        )
        nom_libre = "" if connu else str(qui)
        if partenaire._state.adding or (partenaire.nom_libre, partenaire.role) != (
            nom_libre,
            roles[qui],
        ):
            partenaire.nom_libre, partenaire.role = nom_libre, roles[qui]
            partenaire.validate_constraints()
            partenaire.save()


def _cle(qui: int | str) -> int | str:
    """Deux graphies d'un nom qui ne diffèrent que par la casse n'en font qu'un."""
    return qui if isinstance(qui, int) else qui.lower()
