"""Où une personne est connue, et sous quels noms elle a signé."""

from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Trim

from conventions.droits import Droit
from conventions.models import Convention, Personne, Utilisateur
from ctg.socle.signatures import Signatures

# De la personne à sa convention, par chacune des salles.
CHEMINS = (
    "mandats__partenaire__signataires__convention",
    "compte__habilitations__convention",
    "liens__convention",
    "envois__convention",
    "pilotages__fiche__convention",
    "etapes_confiees__fiche__convention",
    "elu_referent_de__convention",
    "sieges__instance__convention",
    "demandes_de_registre__campagne__convention",
    "demandes_de_registre_transmises__campagne__convention",
    "questions_confiees__campagne__convention",
    "questions_transmises__campagne__convention",
    "demandes_de_fiche__campagne__convention",
    "demandes_de_fiche_transmises__campagne__convention",
    "lectures__evaluation__convention",
    "commentaires_d_evaluation__evaluation__convention",
    "approbations__evaluation__convention",
)


def connues_dans(convention: Convention) -> models.QuerySet[Personne]:
    """Les personnes que cette convention connaît, à un titre ou à un autre."""
    connues = Q(pk__in=[])
    for chemin in CHEMINS:
        connues |= Q(pk__in=Personne.objects.filter(**{chemin: convention}).values("pk"))
    return Personne.objects.filter(connues)


def conventions_de(personne: Personne) -> models.QuerySet[Any]:
    """Les clés des conventions qui connaissent cette personne, pour un « pk__in »."""
    seule = Personne.objects.filter(pk=personne.pk).order_by()
    premiere, *autres = [
        seule.filter(**{f"{chemin}__isnull": False}).values_list(chemin, flat=True)
        for chemin in CHEMINS
    ]
    return premiere.union(*autres)


def hors_de_portee(personne: Personne, utilisateur: Utilisateur) -> bool:
    """Vrai si une convention la connaît, dont ce compte ne tient pas les personnes."""
    tenues = Convention.objects.avec_droit(utilisateur, Droit.GERER_LES_PERSONNES)
    ailleurs = Convention.objects.filter(pk__in=conventions_de(personne))
    return ailleurs.exclude(pk__in=tenues.values("pk")).exists()


def signatures_de(personne: Personne) -> Signatures:
    """Les noms, présents et passés, sous lesquels elle a signé. Trois requêtes au plus."""
    compte: Utilisateur | None = getattr(personne, "compte", None)
    noms = {str(personne)}
    entier = Trim(Concat(F("prenom"), Value(" "), F("nom")))
    passes = Personne.historique.filter(id=personne.pk).annotate(entier=entier)
    lignes = passes.order_by().values_list("entier").distinct()
    if compte is not None:
        noms.add(compte.nom)
        anciens = Utilisateur.historique.filter(id=compte.pk).order_by()
        lignes = lignes.union(anciens.values_list("nom"))
    noms |= {nom for (nom,) in lignes}
    noms.discard("")
    homonymes = _portes_par_d_autres(personne, noms)
    return Signatures(
        compte=None if compte is None else compte.pk,
        noms=tuple(sorted(noms - homonymes)),
        partages=tuple(sorted(noms & homonymes)),
    )


def _portes_par_d_autres(personne: Personne, noms: set[str]) -> set[str]:
    entier = Trim(Concat(F("prenom"), Value(" "), F("nom")))
    autres = Personne.objects.exclude(pk=personne.pk).annotate(entier=entier)
    personnes = autres.filter(entier__in=noms).order_by().values_list("entier")
    comptes = Utilisateur.objects.exclude(personne=personne).filter(nom__in=noms)
    return {nom for (nom,) in personnes.union(comptes.order_by().values_list("nom"))}
