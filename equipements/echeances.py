"""Les titres des structures qui vont finir : autorisations, agréments, COF, labels (E7)."""

import datetime

from conventions.models import Convention
from equipements.models import Titre
from equipements.registre import structures_comptees


def titres_finissant(convention: Convention, le: datetime.date) -> list[Titre]:
    """Ceux des structures que le registre compte, du plus proche au plus lointain ; une requête."""
    return list(
        Titre.objects.finissant(le)
        .filter(equipement__in=structures_comptees(convention).values("pk"))
        .select_related("equipement__commune")
    )
