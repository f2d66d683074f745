"""Ce que paient les familles dans un accueil de loisirs, une année scolaire."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import ConflitDeVersion, Versionne
from equipements.models.types import TypeEquipement

# Une année scolaire commence en septembre, et porte l'année où elle commence.
MOIS_DE_LA_RENTREE = 9


def annee_scolaire(le: datetime.date) -> int:
    """L'année où commence l'année scolaire de ce jour : 2025 pour « 2025-2026 »."""
    return le.year if le.month >= MOIS_DE_LA_RENTREE else le.year - 1


def annee_scolaire_en_mots(annee: int) -> str:
    """« 2025-2026 »."""
    return f"{annee}-{annee + 1}"


class Unite(models.TextChoices):
    """Ce qu'un prix achète."""

    HEURE = "heure", "heure"
    DEMI_JOURNEE = "demi_journee", "demi-journée"
    JOURNEE = "journee", "journée"
    SEMAINE = "semaine", "semaine"
    SEJOUR = "sejour", "séjour"


class QuerySetDeGrilles(models.QuerySet["GrilleDePrix"]):
    """Les grilles de prix."""

    def pour_comparer(self) -> Self:
        """Avec la structure, sa commune et les prix."""
        return self.select_related("equipement__commune").prefetch_related("prix")


class GrilleDePrix(Versionne):
    """Les prix d'un ALSH pour une année scolaire, par tranche de quotient familial."""

    equipement = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name="grilles",
        on_delete=models.CASCADE,
    )
    annee_scolaire = models.PositiveSmallIntegerField("année scolaire (septembre de)")
    precisions = models.TextField("précisions", blank=True)
    saisie_le = models.DateField("saisie le")
    saisie_par = models.CharField("saisie par", max_length=200)
    confirmee_le = models.DateField("confirmée le", null=True, blank=True)
    confirmee_par = models.CharField("confirmée par", max_length=200, blank=True)

    objects = QuerySetDeGrilles.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "grille de prix"
        verbose_name_plural = "grilles de prix"
        ordering = ["equipement", "-annee_scolaire"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipement", "annee_scolaire"],
                name="grille_unique",
                violation_error_message="Cette année scolaire a déjà sa grille.",
            )
        ]

    def __str__(self) -> str:
        return f"Prix {annee_scolaire_en_mots(self.annee_scolaire)}"

    @property
    def annee_en_mots(self) -> str:
        """« 2025-2026 »."""
        return annee_scolaire_en_mots(self.annee_scolaire)

    def prix_pour(self, qf: int, unite: str, *, avec_repas: bool) -> Decimal | None:
        """Le prix pour ce quotient familial ; None si la grille ne le dit pas. `prix` préchargé."""
        for ligne in self.prix.all():
            if (
                ligne.unite == unite
                and ligne.avec_repas == avec_repas
                and ligne.qf_min <= qf
                and (ligne.qf_max is None or qf <= ligne.qf_max)
            ):
                return Decimal(ligne.montant)
        return None

    def dit_comme(self, autre: "GrilleDePrix") -> bool:
        """Vrai si les deux grilles disent les mêmes prix."""
        return {p.cle for p in self.prix.all()} == {p.cle for p in autre.prix.all()}

    def enregistrer(
        self,
        *,
        lignes: Sequence[Mapping[str, Any]],
        precisions: str,
        version_ouverte: int,
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Range la grille : ses prix remplacent ceux d'avant ; elle n'est plus confirmée.

        Lève `ActionImpossible` pour un autre type qu'un ALSH, `ValidationError` si des tranches se
        recouvrent ou laissent un trou, `ConflitDeVersion`.
        """
        if self.equipement.type != TypeEquipement.ALSH:
            raise ActionImpossible("Seul un accueil de loisirs a une grille de prix.")
        neuves = [Prix(**ligne) for ligne in lignes]
        fautes = fautes_des_tranches(neuves)
        if fautes:
            raise ValidationError(fautes)
        self.precisions = precisions
        self.saisie_le, self.saisie_par = le, par.libelle_d_auteur
        self.confirmee_le, self.confirmee_par = None, ""
        with acte(par):
            if self._state.adding:
                self._ajouter()
            else:
                self.enregistrer_sur(version_ouverte)
            self._ranger(neuves)

    def _ajouter(self) -> None:
        """Une grille neuve ; une autre personne a pu l'ajouter entre-temps."""
        deja = GrilleDePrix.objects.filter(
            equipement=self.equipement, annee_scolaire=self.annee_scolaire
        )
        if deja.exists():
            raise ConflitDeVersion
        self.save()

    def _ranger(self, neuves: list["Prix"]) -> None:
        """Une ligne qui ne change pas garde son histoire."""
        restent = {prix.cle: prix for prix in self.prix.all()}
        for prix in neuves:
            if restent.pop(prix.cle, None) is None:
                prix.grille = self
                prix.full_clean()
                prix.save()
        for prix in restent.values():
            prix.delete()

    def confirmer(self, *, version_ouverte: int, par: Acteur, le: datetime.date) -> None:
        """Le coordonnateur tient la grille pour juste. Lève `ConflitDeVersion`."""
        self.confirmee_le, self.confirmee_par = le, par.libelle_d_auteur
        with acte(par):
            self.enregistrer_sur(version_ouverte)


class Prix(models.Model):
    """Le prix d'une unité pour une tranche de quotient familial, en euros.

    Les bornes de la tranche y sont comprises ; sans borne haute, « et plus ».
    """

    CHAMPS = ("unite", "avec_repas", "qf_min", "qf_max", "montant", "montant_exterieur")

    grille = models.ForeignKey(
        GrilleDePrix, verbose_name="grille", related_name="prix", on_delete=models.CASCADE
    )
    unite = models.CharField("unité", max_length=14, choices=Unite)
    avec_repas = models.BooleanField("avec repas", default=False)
    qf_min = models.PositiveIntegerField("quotient familial de", default=0)
    qf_max = models.PositiveIntegerField("quotient familial jusqu'à", null=True, blank=True)
    montant = models.DecimalField("prix (€)", max_digits=8, decimal_places=2)
    montant_exterieur = models.DecimalField(
        "prix pour les familles d'ailleurs (€)",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
    )

    historique = Historique()

    class Meta:
        verbose_name = "prix"
        verbose_name_plural = "prix"
        ordering = ["grille", "unite", "avec_repas", "qf_min"]
        constraints = [
            models.CheckConstraint(
                condition=Q(qf_max=None) | Q(qf_max__gte=F("qf_min")),
                name="prix_tranche_dans_l_ordre",
                violation_error_message="La tranche finit avant de commencer.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gte=0)
                & (Q(montant_exterieur=None) | Q(montant_exterieur__gte=0)),
                name="prix_positif",
                violation_error_message="Un prix ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_en_mots}, {self.tranche_en_mots}"

    @property
    def cle(self) -> tuple[Any, ...]:
        """Tout ce que la ligne dit."""
        return tuple(getattr(self, champ) for champ in self.CHAMPS)

    @property
    def service_en_mots(self) -> str:
        """« journée avec repas »."""
        return service_en_mots(self.unite, self.avec_repas)

    @property
    def tranche_en_mots(self) -> str:
        """« QF de 401 à 800 », « QF 1 201 et plus », « tous les QF »."""
        if self.qf_max is None:
            return f"QF {self.qf_min} et plus" if self.qf_min else "tous les QF"
        if not self.qf_min:
            return f"QF jusqu'à {self.qf_max}"
        return f"QF de {self.qf_min} à {self.qf_max}"


def service_en_mots(unite: str, avec_repas: bool) -> str:
    """« journée avec repas », « demi-journée sans repas »."""
    return f"{Unite(unite).label} {'avec' if avec_repas else 'sans'} repas"


def fautes_des_tranches(prix: Iterable[Prix]) -> list[str]:
    """Ce qui ne va pas entre les tranches d'une même unité : recouvrements et trous.

    Une tranche haute fermée, ou une basse qui ne part pas de zéro, n'est pas une faute : la grille
    ne dit alors rien de ces familles, et la comparaison non plus.
    """
    par_service: dict[tuple[str, bool], list[Prix]] = {}
    for un in prix:
        par_service.setdefault((un.unite, un.avec_repas), []).append(un)
    fautes = []
    for (unite, repas), lignes in par_service.items():
        quoi = service_en_mots(unite, repas)
        for avant, apres in pairwise(sorted(lignes, key=lambda ligne: ligne.qf_min)):
            if avant.qf_max is None or apres.qf_min <= avant.qf_max:
                fautes.append(
                    f"Deux tranches se recouvrent ({quoi})\u00a0:"
                    f" {avant.tranche_en_mots}, et {apres.tranche_en_mots}."
                )
            elif apres.qf_min > avant.qf_max + 1:
                trou = f"de {avant.qf_max + 1} à {apres.qf_min - 1}"
                fautes.append(f"Il manque un prix pour les QF {trou} ({quoi}).")
    return fautes
