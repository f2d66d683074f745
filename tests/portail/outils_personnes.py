"""De quoi peupler les pages des personnes : un lien, un courriel, une demande."""

import datetime
from typing import Any

from actions.models import FicheAction
from conventions.liens import Usage, lien_pour
from conventions.models import Campagne, Convention, Envoi, LienPersonnel, Motif, Personne
from ctg.socle import horloge
from pilotage.models import DemandeDeFiche
from tests import fabriques


def lien(personne: Personne, convention: Convention | None, **champs: Any) -> LienPersonnel:
    """Un lien pour répondre (ou pour régler ses courriels, hors d'une convention)."""
    usage = Usage.REPONDRE if convention else Usage.COURRIELS
    donne = lien_pour(personne, usage, convention=convention, par=fabriques.LE_TEST)
    for nom, valeur in champs.items():
        setattr(donne, nom, valeur)
    donne.save()
    return donne


def envoi(personne: Personne, convention: Convention, **champs: Any) -> Envoi:
    """Un courriel abandonné, écrit aujourd'hui."""
    champs.setdefault("etat", Envoi.Etat.ABANDONNE)
    champs.setdefault("cree_le", horloge.maintenant())
    if champs["etat"] == Envoi.Etat.ENVOYE:
        champs.setdefault("envoye_le", champs["cree_le"])
    champs.setdefault("objet", "Où en est votre action ?")
    return Envoi.objects.create(
        personne=personne,
        convention=convention,
        destinataire=personne.courriel,
        motif=Motif.DEMANDE,
        raison="campagne:1",
        contenu={"paragraphes": ["Le corps du message."]},
        **champs,
    )


def demande(fiche: FicheAction, personne: Personne, **champs: Any) -> DemandeDeFiche:
    """La mise à jour d'une fiche, demandée et envoyée."""
    campagne, _ = Campagne.objects.get_or_create(
        convention=fiche.convention,
        annee=2026,
        genre=Campagne.Genre.FICHES,
        echeance=datetime.date(2026, 12, 20),
        ouverte_le=datetime.date(2026, 11, 2),
    )
    champs.setdefault("etat", DemandeDeFiche.Etat.ENVOYEE)
    champs.setdefault("sollicitee_le", datetime.date(2026, 11, 2))
    return DemandeDeFiche.objects.create(
        campagne=campagne, fiche=fiche, personne=personne, **champs
    )
