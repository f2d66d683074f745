"""La succession traverse les salles : chacune dit ce qui est à reprendre, et le fait passer."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from actions import succession as actions
from actions.models import FicheAction, PiloteDeFiche
from conventions import succession as conventions
from conventions.models import Convention, Demande, Mandat, Personne
from ctg.personnes import PersonneLisible, personnes_de
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.succession import LENDEMAIN, AReprendre
from pilotage import succession as pilotage
from pilotage.models import MembreInstance

SALLES = (actions, pilotage, conventions)


def a_reprendre(mandat: Mandat, convention: Convention, le: datetime.date) -> list[AReprendre]:
    """Ce que le titulaire laisse, salle par salle. Cinq requêtes."""
    return [
        chose
        for salle in SALLES
        for chose in salle.a_reprendre(mandat.personne, convention, mandat.partenaire, le)
    ]


def succeder(
    *,
    mandat: Mandat,
    convention: Convention,
    fin: datetime.date,
    fonction: str,
    connue: int | None,
    nouvelle: Mapping[str, str],
    cles: Collection[str],
    ecriture_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> Mandat:
    """Finit un mandat, ouvre le suivant et fait passer ce qui est repris, en un seul acte.

    La suivante est `connue` (son identifiant) ou, sinon, créée d'après `nouvelle`. Rend le mandat
    suivant. Si une salle refuse (`ActionImpossible`, `ConflitDeVersion`), rien n'est écrit.
    """
    with acte(par):
        a_qui = _trouver(connue, convention) if connue else Personne.objects.create(**nouvelle)
        suivant = conventions.succeder(
            mandat=mandat,
            a_qui=a_qui,
            fin=fin,
            fonction=fonction,
            ecriture_ouverte=ecriture_ouverte,
            par=par,
            le=le,
        )
        passage = conventions.Passage(
            de=mandat.personne,
            vers=a_qui,
            convention=convention,
            partenaire=mandat.partenaire,
            fin=fin,
            par=par,
        )
        for salle in SALLES:
            salle.reprendre(cles, passage)
    return suivant


def _trouver(pk: int, convention: Convention) -> Personne:
    personne = personnes_de(convention).filter(pk=pk).first()
    if personne is None:
        raise ActionImpossible("Cette personne n'est plus dans la convention.")
    return personne


@dataclass(frozen=True)
class Suite:
    """Après une succession : qui a précédé, ce qui est repris, ce qu'il reste à faire."""

    precedent: Mandat | None
    actions: list[PiloteDeFiche]
    suivies: list[FicheAction]
    sieges: list[MembreInstance]
    demandes: list[Demande]


def suite_de(mandat: Mandat, lue: PersonneLisible) -> Suite:
    """Ce que le mandat a ouvert, lu de ce qui est enregistré. Une requête."""
    precedents = Mandat.objects.none()
    if mandat.debut is not None:
        precedents = Mandat.objects.filter(
            partenaire=mandat.partenaire, fin=mandat.debut - LENDEMAIN
        ).exclude(personne=mandat.personne_id)
    return Suite(
        precedent=precedents.select_related("personne").order_by("-pk").first(),
        actions=[p for p in lue.pilotages_actuels if p.debut == mandat.debut],
        # Un élu référent n'a pas de date : toutes celles qu'il suit.
        suivies=lue.fiches_suivies,
        sieges=[s for s in lue.sieges_actuels if s.debut == mandat.debut],
        demandes=[d for d in lue.demandes if d.etat in Demande.OUVERTES],
    )
