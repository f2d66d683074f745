"""Ce qu'une écriture fait à une structure."""

from django.db import models


class Geste(models.TextChoices):
    """Ce qu'une écriture fait à une structure, gardé dans l'historique."""

    DECLARATION = "declaration", "déclarée"
    MODIFICATION = "modification", "modifiée"
    SOUMISSION = "soumission", "soumise"
    VALIDATION = "validation", "validée"
    RENVOI = "renvoi", "renvoyée"
    PROPOSITION = "proposition", "correction proposée"
    CORRECTION = "correction", "corrigée"
    FUSION = "fusion", "fusionnée"
    CONFIRMATION = "confirmation", "confirmée"
    DECOUPAGE = "decoupage", "découpée d'une ligne signée"
