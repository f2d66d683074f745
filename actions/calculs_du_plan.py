"""Les indicateurs que le plan lui-même sait calculer : étapes faites, financements obtenus."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from actions.models import Etape, Financement, Indicateur
from actions.temps_forts import ValeurCalculee
from ctg.socle.nombres import nombre_fr, quantite_fr
from ctg.socle.templatetags.portail import accorde

Calcul = Indicateur.Calcul

# Ce que chaque calcul compte, dit à côté de lui.
COMPTES_DU_PLAN: Mapping[str, str] = {
    Calcul.ETAPES: "Les étapes de l'action dont quelqu'un a dit qu'elles étaient faites.",
    Calcul.FINANCEMENTS: "Les montants obtenus pour l'action, notés pour l'année.",
}


def calculs_du_plan(
    indicateurs: Iterable[Indicateur], annee: int, le: datetime.date
) -> dict[int, ValeurCalculee]:
    """Indicateur → ce que le plan en dit pour l'année ; deux requêtes au plus.

    Une année finie se lit à son dernier jour.
    """
    concernes = [un for un in indicateurs if un.calcul in COMPTES_DU_PLAN]
    au = min(le, datetime.date(annee, 12, 31))
    dites: dict[int, tuple[str, bool]] = {}
    des_etapes = [un for un in concernes if un.calcul == Calcul.ETAPES]
    if des_etapes:
        dites |= _etapes(des_etapes, au)
    des_financements = [un for un in concernes if un.calcul == Calcul.FINANCEMENTS]
    if des_financements:
        dites |= _financements(des_financements, annee)
    return {
        un.pk: ValeurCalculee(
            un, annee, dites[un.pk][0], COMPTES_DU_PLAN[un.calcul], dites[un.pk][1], "le plan"
        )
        for un in concernes
    }


def _etapes(indicateurs: list[Indicateur], au: datetime.date) -> dict[int, tuple[str, bool]]:
    faites_le: dict[int, list[datetime.date | None]] = defaultdict(list)
    fiches = {un.fiche_id for un in indicateurs}
    for fiche, faite_le in Etape.objects.filter(fiche__in=fiches).values_list("fiche", "faite_le"):
        faites_le[fiche].append(faite_le)
    dites: dict[int, tuple[str, bool]] = {}
    for un in indicateurs:
        jours = faites_le[un.fiche_id]
        faites = sum(1 for jour in jours if jour and jour <= au)
        if not jours:
            dites[un.pk] = ("l'action n'a pas d'étape", True)
        elif not faites:
            dites[un.pk] = ("aucune étape notée comme faite", True)
        else:
            dit = f"{accorde(faites, 'étape faite,étapes faites')} sur {nombre_fr(len(jours))}"
            dites[un.pk] = (dit, False)
    return dites


def _financements(indicateurs: list[Indicateur], annee: int) -> dict[int, tuple[str, bool]]:
    montants: dict[int, list[Decimal]] = defaultdict(list)
    fiches = {un.fiche_id for un in indicateurs}
    obtenus = Financement.objects.filter(fiche__in=fiches, annee=annee, obtenu__isnull=False)
    for fiche, montant in obtenus.values_list("fiche", "obtenu"):
        montants[fiche].append(montant or Decimal(0))
    return {
        un.pk: (quantite_fr(sum(connus), "€"), False)
        if (connus := montants[un.fiche_id])
        else (f"aucun montant obtenu noté en {annee}", True)
        for un in indicateurs
    }
