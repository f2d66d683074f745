"""Les titres des structures qui vont finir : autorisations, agréments, COF, labels (E7)."""

import datetime

from django.db.models import Exists, OuterRef

from conventions.models import Convention, Utilisateur
from equipements.models import Equipement, Titre
from equipements.registre import structures_comptees


def titres_finissant(
    convention: Convention, le: datetime.date, *, corrigeables_par: Utilisateur | None = None
) -> list[Titre]:
    """Ceux des structures que le registre compte, du plus proche au plus lointain ; une requête.

    `corrigeables_par` : seulement ceux des structures que cette personne peut corriger.
    """
    titres = Titre.objects.finissant(le).filter(
        equipement__in=structures_comptees(convention).values("pk")
    )
    if corrigeables_par is not None:
        siennes = Equipement.objects.all().modifiables_par(corrigeables_par)
        titres = titres.filter(Exists(siennes.filter(pk=OuterRef("equipement"))))
    return list(titres.select_related("equipement__commune"))
