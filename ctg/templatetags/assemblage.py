"""Ce qu'une page montre d'une salle d'aval : la salle n'en sait rien, l'étage du haut assemble."""

from django import template

from actions.models import FicheAction
from conventions.models import Convention
from equipements.models import Equipement

register = template.Library()


@register.simple_tag
def actions_de_la_structure(convention: Convention, structure: Equipement) -> list[FicheAction]:
    """Les actions de cette convention qui citent la structure, par numéro. Une requête."""
    fiches = FicheAction.objects.filter(convention=convention, structures=structure)
    return list(
        fiches.select_related("axe").defer(*FicheAction.CHAMPS_DU_CONTRAT).order_by("numero")
    )
