"""La feuille de route pour un agenda : un fichier iCalendar (RFC 5545), sans horloge.

Les mêmes données donnent les mêmes octets : `DTSTAMP` est le jour où l'étape fut écrite pour la
dernière fois, et l'identifiant d'une étape ne change ni avec son libellé ni avec ses dates, si bien
qu'un agenda qui la connaît la remplace au lieu de la doubler.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import cast

from django.conf import settings
from django.db.models import Max
from icalendar import TRANSP, Calendar, Event

from actions.feuille_de_route import EtapeSurLaRoute, FeuilleDeRoute
from actions.models import Etape, FicheAction
from conventions.models import Convention
from ctg.socle.badges import BADGES

PRODUCTEUR = "-//Portail CTG//Feuille de route//FR"
_UN_JOUR = datetime.timedelta(days=1)


def dernieres_ecritures(convention: Convention) -> dict[int, datetime.datetime]:
    """Étape → l'instant où elle fut écrite pour la dernière fois ; une requête."""
    lignes = (
        Etape.historique.filter(fiche_id__in=convention.fiches.values("pk"))
        .order_by()
        .values_list("id")
        .annotate(Max("history_date"))
    )
    return dict(lignes)


def agenda_de_la_route(
    route: FeuilleDeRoute,
    ecritures: Mapping[int, datetime.datetime],
    adresse: Callable[[FicheAction], str],
) -> bytes:
    """Les étapes datées, chacune en jours entiers ; les autres n'ont pas de place ici.

    `ecritures` : étape → sa dernière écriture (`dernieres_ecritures`) ; `adresse` : l'adresse
    entière d'une fiche. Une étape sans fin écrite tient sur son premier jour, et le dit ; sans
    début, sur son dernier.
    """
    convention = route.convention
    nom = f"Feuille de route – {convention.nom}"
    if settings.EN_DEMONSTRATION:
        nom = f"[Données fictives] {nom}"
    agenda = Calendar.new(
        prodid=PRODUCTEUR,
        language="fr",
        method="PUBLISH",
        name=nom,
        uid=f"feuille-de-route@{convention.slug}.portail-ctg",
    )
    for montree in route.etapes:
        if montree.jours is not None:
            ecrite = ecritures.get(montree.etape.pk) or _minuit(convention.debut)
            agenda.add_component(_evenement(montree, montree.jours, ecrite, adresse(montree.fiche)))
    return cast(bytes, agenda.to_ical())


def identifiant(montree: EtapeSurLaRoute) -> str:
    """Le même d'un fichier à l'autre, tant que l'étape existe."""
    return f"etape-{montree.etape.pk}@{montree.fiche.convention.slug}.portail-ctg"


def _minuit(le: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(le, datetime.time(), datetime.UTC)


def _evenement(
    montree: EtapeSurLaRoute,
    jours: tuple[datetime.date, datetime.date],
    ecrite: datetime.datetime,
    adresse: str,
) -> Event:
    etape, fiche = montree.etape, montree.fiche
    debut, fin = jours
    ecrite = ecrite.astimezone(datetime.UTC).replace(microsecond=0)
    libelle = etape.libelle[:1].upper() + etape.libelle[1:]
    return Event.new(
        uid=identifiant(montree),
        stamp=ecrite,
        last_modified=ecrite,
        summary=f"Action {fiche.numero} : {libelle}",
        description=_description(montree),
        start=debut,
        # La fin d'un événement en jours entiers est exclue (RFC 5545, 3.6.1).
        end=fin + _UN_JOUR,
        categories=[f"Axe {fiche.axe.numero} {fiche.axe.titre_court}"],
        url=adresse,
        # Une étape de deux ans n'occupe pas la journée de qui la suit.
        transparency=TRANSP.TRANSPARENT,
    )


def _description(montree: EtapeSurLaRoute) -> str:
    etape = montree.etape
    phrases = [str(montree.fiche), f"État : {BADGES[montree.statut].mot}."]
    if etape.nom_du_responsable:
        phrases.append(f"Responsable : {etape.nom_du_responsable}.")
    if etape.periode_ecrite and not etape.est_de_travail:
        phrases.append(f"Le texte dit : « {etape.periode_ecrite} ».")
    if etape.fin is None:
        phrases.append("Elle n'a pas de fin écrite : seul le premier jour est marqué.")
    if etape.debut is None:
        phrases.append("Elle n'a pas de début écrit : seul le dernier jour est marqué.")
    if montree.depasse_le_terme:
        phrases.append("Elle finit après le terme de la convention (art. 11).")
    if settings.EN_DEMONSTRATION:
        phrases.append("Données fictives.")
    return "\n".join(phrases)
