"""Ce que l'accueil dit des personnes inactives, à qui tient les personnes."""

import datetime

from django.urls import reverse

from conventions.droits import Droit
from conventions.models import Convention, Utilisateur
from ctg.rgpd.purge import en_preavis
from ctg.socle.attentes import Attente, Nouvelle
from ctg.socle.templatetags.portail import accorde


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Les personnes qui vont être effacées. Trois requêtes, une pour les autres."""
    tenues = Convention.objects.avec_droit(utilisateur, Droit.GERER_LES_PERSONNES)
    if not tenues.filter(pk=convention.pk).exists():
        return []
    menacees = en_preavis(convention)
    if not menacees:
        return []
    muettes = sum(not est_prevenue for _, _, est_prevenue in menacees)
    detail = "Elles n'agissent plus depuis deux ans. Vous pouvez les garder."
    if muettes:
        sans = accorde(muettes, "n'a pas d'adresse qui marche,n'ont pas d'adresse qui marche")
        detail = f"{sans} : il ne tient qu'à vous de les garder."
    return [
        Attente(
            titre=accorde(
                len(menacees), "personne inactive sera effacée,personnes inactives seront effacées"
            ),
            adresse=reverse("personnes_inactives", args=[convention.slug]),
            geste="Voir qui",
            detail=detail,
        )
    ]


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """L'effacement d'une personne ne s'annonce pas."""
    return []
