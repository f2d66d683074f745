"""Le tableau de bord du plan : ses chiffres, comptés en une passe, sans page.

Le chemin parcouru se lit dans l'historique : à chaque fin de semestre, ce que les fiches disaient
ce jour-là. Avant que quiconque ait écrit quoi que ce soit, on ne sait pas : ce n'est pas zéro.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime

from actions.avancement import AvancementDuPlan, avancement_du_plan
from actions.feuille_de_route import EtapeSurLaRoute, feuille_de_route
from actions.models import Axe, FicheAction
from conventions.models import Convention

JOURS_A_VENIR = 60


@dataclass(frozen=True)
class Ecriture:
    """Ce qu'une ligne d'historique dit d'une fiche ; `le` est son jour, `rang` son ordre."""

    rang: int
    fiche: int
    le: datetime.date
    etat: str
    est_renseignee: bool


@dataclass(frozen=True)
class Jalon:
    """Où en étaient les fiches un soir ; `None` : l'historique ne remonte pas jusque-là."""

    au: datetime.date
    renseignees: int | None
    en_cours: int | None
    realisees: int | None


@dataclass(frozen=True)
class Echeance:
    """Une étape et le jour qui compte : celui où elle commence, ou celui où elle finit."""

    montree: EtapeSurLaRoute
    jour: datetime.date
    est_une_fin: bool


@dataclass(frozen=True)
class TableauDeBord:
    """Les chiffres du plan un jour donné.

    - `axes` : les axes du plan, dans leur ordre ; leurs nombres sont dans `avancement.par_axe` ;
    - `jalons` : à chaque fin de semestre passée, puis ce jour ;
    - `en_retard` : les étapes en retard, la plus ancienne d'abord ; `a_renseigner` : celles dont
      personne n'a jamais rien dit ;
    - `a_venir` : ce qui commence ou finit dans les soixante jours ;
    - `sans_nouvelle` : renseignées un jour, puis plus rien ; `jamais` : jamais renseignées.
    """

    avancement: AvancementDuPlan
    axes: Sequence[Axe]
    jalons: Sequence[Jalon]
    en_retard: Sequence[EtapeSurLaRoute]
    a_renseigner: Sequence[EtapeSurLaRoute]
    a_venir: Sequence[Echeance]
    sans_nouvelle: Sequence[FicheAction]
    jamais: Sequence[FicheAction]


def tableau_de_bord(
    convention: Convention,
    fiches: Sequence[FicheAction],
    ecritures: Iterable[Ecriture],
    le: datetime.date,
) -> TableauDeBord:
    """Compte tout ce que montre le tableau de bord ; ne fait aucune requête.

    Suppose ``FicheAction.objects.pour_liste()`` ; `ecritures` : voir `ecritures_du_plan`.
    """
    route = feuille_de_route(convention, fiches, le)
    axes = {fiche.axe.numero: fiche.axe for fiche in fiches}
    return TableauDeBord(
        avancement=avancement_du_plan(fiches, le),
        axes=[axes[numero] for numero in sorted(axes)],
        jalons=jalons(ecritures, jours_de_jalon(convention, le)),
        en_retard=_anciennes_d_abord(e for e in route.etapes if e.statut == "en_retard"),
        a_renseigner=_anciennes_d_abord(e for e in route.etapes if e.statut == "a_renseigner"),
        a_venir=_a_venir(route.etapes, le),
        sans_nouvelle=sorted(
            (fiche for fiche in fiches if fiche.est_sans_nouvelle(le)),
            key=lambda fiche: (fiche.mise_a_jour_le or datetime.date.min, fiche.numero),
        ),
        jamais=[fiche for fiche in fiches if not fiche.est_renseignee() and not fiche.est_close],
    )


def ecritures_du_plan(convention: Convention) -> list[Ecriture]:
    """Ce que l'historique des fiches présentes dit de leur état ; une requête."""
    lignes = (
        FicheAction.historique.filter(id__in=convention.fiches.values("pk"))
        .exclude(history_type="-")
        .order_by("history_id")
        .values_list("history_id", "id", "history_date", "etat", "meteo", "mise_a_jour_le")
    )
    return [
        Ecriture(rang, fiche, localtime(instant).date(), etat, bool(etat or meteo or dite))
        for rang, fiche, instant, etat, meteo, dite in lignes
    ]


def jours_de_jalon(convention: Convention, le: datetime.date) -> list[datetime.date]:
    """Les fins de semestre de la convention déjà passées, puis ce jour (ou le terme)."""
    dernier = min(le, convention.terme)
    semestres = [
        jour
        for annee in range(convention.debut.year, dernier.year + 1)
        for jour in (datetime.date(annee, 6, 30), datetime.date(annee, 12, 31))
        if convention.debut <= jour < dernier
    ]
    return [*semestres, dernier] if dernier >= convention.debut else []


def jalons(ecritures: Iterable[Ecriture], jours: Sequence[datetime.date]) -> list[Jalon]:
    """Ce que les fiches disaient chacun de ces soirs.

    Parmi les lignes d'une fiche déjà datées ce jour-là, la dernière écrite l'emporte : une reprise
    antidatée se lit à sa date.
    """
    par_date = sorted(ecritures, key=lambda e: (e.le, e.rang))
    dernieres: dict[int, Ecriture] = {}
    resultat, i = [], 0
    for jour in sorted(jours):
        while i < len(par_date) and par_date[i].le <= jour:
            ecriture = par_date[i]
            connue = dernieres.get(ecriture.fiche)
            if connue is None or connue.rang < ecriture.rang:
                dernieres[ecriture.fiche] = ecriture
            i += 1
        if not dernieres:
            resultat.append(Jalon(jour, None, None, None))
            continue
        lues = dernieres.values()
        resultat.append(
            Jalon(
                jour,
                sum(e.est_renseignee for e in lues),
                sum(e.etat == FicheAction.Etat.EN_COURS for e in lues),
                sum(e.etat == FicheAction.Etat.REALISE for e in lues),
            )
        )
    return resultat


def _anciennes_d_abord(etapes: Iterable[EtapeSurLaRoute]) -> list[EtapeSurLaRoute]:
    return sorted(etapes, key=lambda e: (e.etape.fin or datetime.date.max, e.fiche.numero))


def _a_venir(etapes: Iterable[EtapeSurLaRoute], le: datetime.date) -> list[Echeance]:
    """Les débuts et les fins des soixante jours qui viennent, ce jour compris."""
    limite = le + datetime.timedelta(days=JOURS_A_VENIR)
    echeances = [
        Echeance(montree, jour, est_une_fin)
        for montree in etapes
        if montree.statut in ("en_cours", "a_venir")
        for jour, est_une_fin in ((montree.etape.debut, False), (montree.etape.fin, True))
        if jour is not None and le <= jour <= limite
    ]
    return sorted(echeances, key=lambda e: (e.jour, e.montree.fiche.numero))
