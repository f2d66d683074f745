"""Ce qui s'écrit autour du plan, en démonstration : notes, commentaires, propositions.

Aucune proposition n'y est appliquée : le texte de la convention reste le vrai.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from actions.models import PropositionDeModification
from conventions.models import Avenant, Convention
from ctg.socle.historique import Acteur, antidater

Acteurs = Callable[[str], Acteur]


def _jour(texte: str) -> datetime.date:
    return datetime.date.fromisoformat(texte)


def _midi(texte: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(_jour(texte), datetime.time(12)))


def raconter(convention: Convention, contenu: dict[str, Any], acteur: Acteurs) -> None:
    """Joue le journal, les commentaires et les propositions du contenu."""
    for donnees in contenu["journal"]:
        le, fiche = _jour(donnees["le"]), convention.fiches.get(numero=donnees["fiche"])
        with antidater(_midi(donnees["le"])):
            fiche.noter(
                genre=donnees["genre"],
                date=le,
                texte=donnees["texte"],
                par=acteur(donnees["par"]),
                le=le,
            )
    for donnees in contenu["commentaires"]:
        _commenter(convention, donnees, acteur)
    for donnees in contenu["avenants"]:
        avenant = Avenant(convention=convention, numero=donnees["numero"], objet=donnees["objet"])
        with antidater(_midi(donnees["le"])):
            avenant.enregistrer(
                ecriture_ouverte=0, par=acteur("coordination"), le=_jour(donnees["le"])
            )
    for donnees in contenu["propositions"]:
        _proposer(convention, donnees, acteur)


def _commenter(convention: Convention, donnees: dict[str, Any], acteur: Acteurs) -> None:
    fiche = convention.fiches.get(numero=donnees["fiche"])
    with antidater(_midi(donnees["le"])):
        commentaire = fiche.commenter(texte=donnees["texte"], par=acteur(donnees["par"]))
    if regle := donnees.get("regle"):
        with antidater(_midi(regle["le"])):
            commentaire.regler(par=acteur(regle["par"]), le=_jour(regle["le"]))


def _proposer(convention: Convention, donnees: dict[str, Any], acteur: Acteurs) -> None:
    proposition = PropositionDeModification(
        convention=convention,
        **{nom: donnees[nom] for nom in ("motif", "origine", "origine_precisee")},
    )
    if "fiche" in donnees:
        fiche, champ = convention.fiches.get(numero=donnees["fiche"]), donnees["champ"]
        proposition.fiche, proposition.champ = fiche, champ
        proposition.ancien = getattr(fiche, champ)
        proposition.nouveau = f"{proposition.ancien}\n\n{donnees['ajout']}"
    else:
        proposition.axe = convention.axes.get(numero=donnees["axe"])
        proposition.nouveau, proposition.champs_nouveaux = donnees["nouveau"], donnees["champs"]
    with antidater(_midi(donnees["le"])):
        proposition.proposer(par=acteur(donnees["par"]), le=_jour(donnees["le"]))
    geste: dict[str, Any] = {"par": acteur("coordination"), "version_ouverte": proposition.version}
    if retenue := donnees.get("retenue"):
        with antidater(_midi(retenue["le"])):
            proposition.retenir(
                avenant=convention.avenants.get(numero=retenue["avenant"]),
                le=_jour(retenue["le"]),
                **geste,
            )
    if ecartee := donnees.get("ecartee"):
        with antidater(_midi(ecartee["le"])):
            proposition.ecarter(motif=ecartee["motif"], le=_jour(ecartee["le"]), **geste)
