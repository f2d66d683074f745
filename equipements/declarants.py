"""Pour quelles parties une personne peut déclarer une structure."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from conventions.droits import Droit, Portee, roles_ayant
from conventions.models import Convention, Habilitation, Partenaire, Signataire, Utilisateur
from ctg.socle.recherche import ordre_alphabetique


def signataires_declarables(
    utilisateur: Utilisateur, convention: Convention
) -> QuerySet[Signataire]:
    """Les collectivités signataires au nom desquelles la personne peut déclarer une structure.

    Toutes, pour qui tient le registre de la convention ; la sienne, pour un agent ; aucune sinon.
    """
    habilitations = Habilitation.objects.filter(utilisateur=utilisateur, convention=convention)
    droit = Droit.SAISIR_LE_REGISTRE
    partout = habilitations.filter(role__in=roles_ayant(droit, Portee.CONVENTION))
    chez_soi = habilitations.filter(
        role__in=roles_ayant(droit, Portee.PARTENAIRE), partenaire=OuterRef("partenaire")
    )
    return Signataire.objects.filter(
        Q(Exists(partout)) | Q(Exists(chez_soi)),
        convention=convention,
        partenaire__nature__in=Partenaire.COLLECTIVITES,
    ).select_related("partenaire__commune")


def signataires_avec_mes_droits(
    utilisateur: Utilisateur | None, convention: Convention
) -> QuerySet[Signataire]:
    """Les collectivités signataires, avec `est_declarable` et `est_le_mien` (agent).

    Sans `utilisateur`, une commande de gestion déclare pour toutes.
    """
    toutes = (
        Signataire.objects.filter(
            convention=convention, partenaire__nature__in=Partenaire.COLLECTIVITES
        )
        .select_related("partenaire__commune")
        .order_by(ordre_alphabetique("partenaire__commune__nom", "partenaire__nom"))
    )
    if utilisateur is None:
        return toutes.annotate(est_declarable=Value(True), est_le_mien=Value(False))
    miens = Habilitation.objects.filter(
        utilisateur=utilisateur,
        convention=convention,
        role__in=roles_ayant(Droit.SAISIR_LE_REGISTRE, Portee.PARTENAIRE),
        partenaire=OuterRef("partenaire"),
    )
    declarables = signataires_declarables(utilisateur, convention)
    return toutes.annotate(
        est_declarable=Exists(declarables.filter(pk=OuterRef("pk"))), est_le_mien=Exists(miens)
    )
