"""Les versions figées d'une évaluation : ce qui fut validé, prouvé par ses empreintes."""

import datetime
import hashlib
import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from conventions.models import Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.documents import DocumentDeBase
from ctg.socle.historique import Historique
from pilotage.models.cycle import a_la_seance
from pilotage.models.evaluations import Evaluation
from pilotage.models.instances import Reunion


def empreinte(octets: bytes) -> str:
    """Le SHA-256 de ces octets, en hexadécimal."""
    return hashlib.sha256(octets).hexdigest()


class QuerySetDeVersions(QuerySetDeConvention["VersionFigee"]):
    """Les versions figées."""

    def pour_liste(self) -> "QuerySetDeVersions":
        """Sans leur instantané, qui pèse ; de la plus récente à la plus ancienne."""
        return self.defer("instantane").select_related("reunion", "remplace").order_by("-rang")


class VersionFigee(DocumentDeBase):
    """Une version validée : instantané, PDF, empreintes, chaînée à celle d'avant.

    Rien n'y est jamais recalculé ni réécrit : une correction est une autre version, qui nomme
    celle qu'elle remplace. `rang` : sa place dans la chaîne de la convention.
    """

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="versions_figees",
        on_delete=models.CASCADE,
    )
    evaluation = models.ForeignKey(
        Evaluation, verbose_name="évaluation", related_name="versions", on_delete=models.RESTRICT
    )
    rang = models.PositiveIntegerField("rang dans la chaîne")
    numero = models.CharField("numéro", max_length=20)
    figee_le = models.DateTimeField("figée le")
    reunion = models.ForeignKey(
        Reunion, verbose_name="séance du COPIL", related_name="+", on_delete=models.RESTRICT
    )
    seance = models.CharField("séance, en toutes lettres", max_length=120)
    # Les noms sont ceux de l'acte : ils entrent dans son empreinte.
    approbateurs = models.JSONField("approbateurs", default=list)
    # Le texte canonique, tel qu'il fut haché.
    instantane = models.TextField("instantané")
    empreinte_de_l_instantane = models.CharField("empreinte de l'instantané", max_length=64)
    empreinte_du_pdf = models.CharField("empreinte du PDF", max_length=64)
    empreinte_precedente = models.CharField("empreinte précédente", max_length=64, blank=True)
    empreinte = models.CharField("empreinte", max_length=64)
    outils = models.JSONField("versions du moteur et des polices", default=dict)
    remplace = models.ForeignKey(
        "self",
        verbose_name="remplace",
        related_name="remplacee_par",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
    )
    motif = models.TextField("ce que cette version corrige", blank=True)

    LIGNES_DES_LISTES: ClassVar[dict[str, tuple[str, ...]]] = {
        "approbateurs": ("qualite", "nom", "le", "comment")
    }

    objects = QuerySetDeVersions.as_manager()
    historique = Historique(excluded_fields=["instantane"])

    class Meta:
        verbose_name = "version figée"
        verbose_name_plural = "versions figées"
        ordering: ClassVar[list[str]] = ["convention", "rang"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["convention", "rang"],
                name="version_figee_rang_unique",
                violation_error_message="La chaîne a déjà ce maillon.",
            ),
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="version_figee_numero_unique",
                violation_error_message="Ce numéro est déjà pris.",
            ),
            models.CheckConstraint(
                condition=~Q(fichier="") & ~Q(empreinte_du_pdf=""),
                name="version_figee_a_son_pdf",
                violation_error_message="Une version figée a son PDF.",
            ),
            models.CheckConstraint(
                condition=Q(remplace=None, motif="") | (Q(remplace__isnull=False) & ~Q(motif="")),
                name="version_figee_motivee_ssi_elle_corrige",
                violation_error_message="Une version qui en remplace une autre dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.numero}"

    @property
    def a_la_seance(self) -> str:
        """« au COPIL du 18 juin 2026 », ou après lui si le texte fut repris ensuite."""
        return a_la_seance(self.seance)

    def a_hacher(self) -> bytes:
        """Ce que l'empreinte de la version couvre : tout, sauf ce qui la range."""
        dit: dict[str, Any] = {
            "convention": self.convention.slug,
            "rang": self.rang,
            "numero": self.numero,
            "figee_le": self.figee_le.astimezone(datetime.UTC).isoformat(),
            "seance": self.seance,
            "approbateurs": self.approbateurs,
            "instantane": self.empreinte_de_l_instantane,
            "pdf": self.empreinte_du_pdf,
            "precedente": self.empreinte_precedente,
            "outils": self.outils,
            "remplace": self.remplace.numero if self.remplace else "",
            "motif": self.motif,
        }
        return json.dumps(
            dit, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        ).encode()

    def octets_du_pdf(self) -> bytes:
        """Le fichier gardé, tel quel. Lève `OSError` s'il manque."""
        with self.fichier.storage.open(self.fichier.name or "", "rb") as fichier:
            octets: bytes = fichier.read()
        return octets
