"""Ce qu'une personne pilote, suit comme élue ou doit faire au plan, quand sa fonction passe."""

import datetime
from collections.abc import Collection

from django.db.models import QuerySet

from actions.models import Etape, FicheAction, PiloteDeFiche
from actions.models.pilotes import QuerySetDePilotes
from conventions.models import Convention, Partenaire, Personne
from conventions.succession import Passage
from ctg.socle.historique import acte
from ctg.socle.succession import LENDEMAIN, AReprendre, identifiants

PILOTAGE, ETAPE, ELU_REFERENT = "pilotage", "etape", "elu_referent"


def a_reprendre(
    personne: Personne, convention: Convention, partenaire: Partenaire, le: datetime.date
) -> list[AReprendre]:
    """Les actions qu'elle pilote, co-pilote ou suit comme élue, ses étapes. Trois requêtes.

    Ni un pilotage ni un élu référent ne dit au nom de quel organisme : toutes sont proposées.
    """
    pilotages = [
        AReprendre(
            f"{PILOTAGE}:{pilotage.pk}",
            "Actions à piloter",
            f"{pilotage.fiche}{' (co-pilote)' if pilotage.est_copilote else ''}",
        )
        for pilotage in _pilotages(personne, convention)
    ]
    etapes = [
        AReprendre(
            f"{ETAPE}:{etape.pk}",
            "Étapes à faire",
            f"Action {etape.fiche.numero}, étape {etape.ordre} : {etape.libelle}",
        )
        for etape in _etapes(personne, convention)
    ]
    suivies = [
        AReprendre(f"{ELU_REFERENT}:{fiche.pk}", "Actions à suivre comme élu référent", str(fiche))
        for fiche in _suivies(personne, convention)
    ]
    return pilotages + etapes + suivies


def _suivies(personne: Personne, convention: Convention) -> QuerySet[FicheAction]:
    fiches = FicheAction.objects.filter(elu_referent=personne, convention=convention)
    return fiches.select_related("convention").order_by("numero")


def _etapes(personne: Personne, convention: Convention) -> QuerySet[Etape]:
    """Celles qui restent à faire : de ce qui est fait, on garde qui l'a fait."""
    return (
        Etape.objects.filter(responsable=personne, faite_le=None, fiche__convention=convention)
        .select_related("fiche__convention")
        .order_by("fiche__numero", "ordre")
    )


def _pilotages(personne: Personne, convention: Convention) -> QuerySetDePilotes:
    return (
        PiloteDeFiche.objects.actuels()
        .filter(personne=personne, fiche__convention=convention)
        .select_related("fiche__convention")
        .order_by("fiche__numero")
    )


def reprendre(cles: Collection[str], passage: Passage) -> None:
    """Fait piloter et suivre ces actions par qui arrive, au même titre ; le passé est gardé.

    Un pilotage porte ses dates : il passe dès le lendemain. Les étapes à faire changent de
    responsable aussitôt, comme les actions suivies par un élu. Lève `ConventionFigee` une fois la
    convention close, `ConflitDeVersion` si une fiche change au même instant.
    """
    de, vers, convention, fin = passage.de, passage.vers, passage.convention, passage.fin
    voulus = _pilotages(de, convention).filter(pk__in=identifiants(cles, PILOTAGE))
    with acte(passage.par):
        for pilotage in voulus.select_for_update(of=("self",)):
            pilotage.fiche.convention.exiger_ouverte()
            pilotage.fiche.enregistrer_sur(pilotage.fiche.version)
            _finir(pilotage, fin)
            _commencer(pilotage, vers, fin)
        etapes = _etapes(de, convention).filter(pk__in=identifiants(cles, ETAPE))
        for etape in etapes.select_for_update(of=("self", "fiche")):
            etape.fiche.convention.exiger_ouverte()
            etape.responsable = vers
            etape.enregistrer_sur(etape.version)
        # Après les pilotages : la version de la fiche vient peut-être d'avancer.
        suivies = _suivies(de, convention).filter(pk__in=identifiants(cles, ELU_REFERENT))
        for fiche in suivies.select_for_update(of=("self",)):
            fiche.confier_a_l_elu(vers, version_ouverte=fiche.version, par=passage.par)


def _finir(pilotage: PiloteDeFiche, fin: datetime.date) -> None:
    pilotage.finir(le=max(fin, pilotage.debut or fin))


def _commencer(ancien: PiloteDeFiche, vers: Personne, fin: datetime.date) -> None:
    """Qui pilote déjà garde sa place ; qui co-pilotait devient pilote à la suite d'un pilote."""
    deja = PiloteDeFiche.objects.actuels().filter(fiche=ancien.fiche, personne=vers).first()
    if deja is not None:
        if ancien.est_copilote or not deja.est_copilote:
            return
        _finir(deja, fin)
    PiloteDeFiche.objects.create(
        fiche=ancien.fiche,
        personne=vers,
        est_copilote=ancien.est_copilote,
        debut=fin + LENDEMAIN,
    )
