"""Les propositions de modification, prêtes à lire : la liste, le détail, celles d'un avenant."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from actions.models import FicheAction, PropositionDeModification
from actions.models.ensembles import QuerySetDeFiches
from actions.models.propositions import QuerySetDePropositions
from conventions.models import Article, Avenant, Convention
from ctg.socle.comparaison import Morceau, comparer


@dataclass(frozen=True)
class PropositionMontree:
    """Une proposition, et ce qu'elle change, mot à mot ; `manques` : ce qui la retient."""

    proposition: PropositionDeModification
    morceaux: list[Morceau]
    manques: list[str]


def proposition_montree(
    proposition: PropositionDeModification, manques: list[str] | None = None
) -> PropositionMontree:
    """La comparaison est celle du texte signé au jour de la proposition."""
    est_une_action = proposition.est_une_action
    morceaux = [] if est_une_action else comparer(proposition.ancien, proposition.nouveau)
    return PropositionMontree(proposition, morceaux, manques or [])


def avec_propositions(fiches: QuerySetDeFiches) -> QuerySetDeFiches:
    """Chaque fiche, et si quelqu'un propose d'en changer le texte (`est_a_reecrire`)."""
    vivantes = PropositionDeModification.objects.vivantes().filter(fiche=OuterRef("pk"))
    return fiches.annotate(est_a_reecrire=Exists(vivantes))


def propositions_de_la_fiche(fiche: FicheAction) -> list[PropositionDeModification]:
    """Celles qui peuvent encore changer son texte ; aucune requête s'il n'y en a pas.

    Suppose ``avec_propositions``.
    """
    if not getattr(fiche, "est_a_reecrire", True):
        return []
    return list(PropositionDeModification.objects.vivantes().filter(fiche=fiche))


def propositions_listees(
    convention: Convention, choisis: Mapping[str, Any]
) -> QuerySetDePropositions:
    """Les propositions d'une convention que les filtres (``etat fiche``) retiennent."""
    propositions = PropositionDeModification.objects.filter(convention=convention)
    if "etat" in choisis:
        propositions = propositions.filter(etat=choisis["etat"])
    if "fiche" in choisis:
        propositions = propositions.filter(fiche__numero=choisis["fiche"])
    return propositions.pour_liste()


def par_avenant(avenant: Avenant, le: datetime.date) -> list[PropositionMontree]:
    """Tout ce qu'un avenant change au plan, dans l'ordre du plan ; les actions nouvelles après."""
    propositions = PropositionDeModification.objects.filter(avenant=avenant).pour_liste()
    rangees = sorted(
        propositions,
        key=lambda p: (p.est_une_action, p.fiche.numero if p.fiche else 0, p.champ, p.pk),
    )
    return [proposition_montree(p, p.manques_pour_appliquer(le)) for p in rangees]


def articles_cites(convention: Convention, *numeros: int) -> list[Article]:
    """Les articles du contrat que la page cite, s'il les a."""
    cites = Article.objects.filter(convention=convention, numero__in=numeros)
    return list(cites.exclude(texte_cle="").order_by("numero"))
