"""Ce qui touche plusieurs agrégats : qui peut piloter, et quelle fiche vient ensuite."""

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from actions.models import FicheAction
from conventions.models import Convention, Mandat, Personne, Utilisateur


def personnes_designables(
    convention: Convention, le: datetime.date
) -> dict[str, list[tuple[int, str]]]:
    """Organisme → (identifiant, « nom, fonction ») de qui peut piloter une fiche.

    Les personnes en mandat chez un signataire, puis celles qui pilotent déjà ou ont un compte dans
    la convention sans mandat connu. Deux requêtes.
    """
    groupes = _par_organisme(_mandats_en_cours(convention, le))
    connues = {cle for groupe in groupes.values() for cle, _ in groupe}
    autres = (
        Personne.objects.filter(
            Q(pilotages__fiche__convention=convention)
            | Q(compte__habilitations__convention=convention)
        )
        .exclude(pk__in=connues)
        .exclude(anonymisee_le__isnull=False)
        .distinct()
    )
    if restantes := [(personne.pk, str(personne)) for personne in autres]:
        groupes["Autres personnes de la convention"] = restantes
    return groupes


def elus_designables(fiche: FicheAction, le: datetime.date) -> dict[str, list[tuple[int, str]]]:
    """Organisme → (identifiant, « nom, fonction ») de qui peut être l'élu référent de la fiche.

    Les personnes en mandat d'élu chez un signataire, et celle qui l'est déjà. Une requête.
    """
    elus = _mandats_en_cours(fiche.convention, le).filter(nature=Mandat.Nature.ELU)
    groupes = _par_organisme(elus)
    present = fiche.elu_referent
    if present and not any(cle == present.pk for groupe in groupes.values() for cle, _ in groupe):
        groupes["Déjà désigné, sans mandat en cours"] = [(present.pk, str(present))]
    return groupes


def _mandats_en_cours(convention: Convention, le: datetime.date) -> QuerySet[Mandat]:
    return (
        Mandat.objects.en_cours(le)
        .filter(partenaire__signataires__convention=convention, personne__anonymisee_le=None)
        .select_related("personne", "partenaire")
        .order_by("partenaire__nom", "personne__nom", "personne__prenom")
        .distinct()
    )


def _par_organisme(mandats: Iterable[Mandat]) -> dict[str, list[tuple[int, str]]]:
    groupes: dict[str, list[tuple[int, str]]] = {}
    for mandat in mandats:
        choix = (mandat.personne_id, f"{mandat.personne}, {mandat.fonction}")
        groupes.setdefault(str(mandat.partenaire), []).append(choix)
    return groupes


def fiche_suivante(
    fiche: FicheAction, utilisateur: Utilisateur, le: datetime.date
) -> FicheAction | None:
    """La prochaine fiche sans nouvelle que la personne peut mettre à jour, en bouclant sur le plan.

    `fiche` est celle qu'elle vient de quitter. Une requête.
    """
    attendues = (
        FicheAction.objects.sans_nouvelle(le)
        .filter(convention=fiche.convention)
        .exclude(pk=fiche.pk)
        .modifiables_par(utilisateur)
    )
    return min(attendues, key=lambda f: (f.numero < fiche.numero, f.numero), default=None)
