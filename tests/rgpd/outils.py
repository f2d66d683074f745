"""Une personne qui a tout fait, et de quoi chercher ce qui en reste dans toute la base."""

import datetime
from dataclasses import dataclass
from typing import Any

from axes.models import AccessAttempt
from django.apps import apps
from django.db import models

from actions.models import CommentaireDeFiche, Note, PiloteDeFiche
from conventions.droits import Role
from conventions.liens import PersonneParLien, Usage, lien_pour
from conventions.models import (
    Campagne,
    Convention,
    Envoi,
    Habilitation,
    LienPersonnel,
    Mandat,
    Motif,
    Partenaire,
    Personne,
    RefusDeCourriel,
    Signature,
    Utilisateur,
)
from ctg.socle.historique import acte, antidater
from equipements.models import Correction, Equipement
from pilotage.models import DemandeDeFiche, MembreInstance
from tests import fabriques

LE = datetime.date(2026, 11, 23)
IL_Y_A_LONGTEMPS = datetime.datetime(2023, 3, 1, 9, tzinfo=datetime.UTC)
FINI = datetime.date(2023, 6, 30)
# Ce qui la désigne, et ne doit se retrouver nulle part une fois effacée.
TRACES = ("Zélie", "Quatresous", "zelie", "05 00 11 22 33", "Ancien-Nom")


@dataclass(frozen=True)
class Vie:
    """Une personne et ce qu'elle a laissé derrière elle."""

    personne: Personne
    compte: Utilisateur
    lien: LienPersonnel
    convention: Convention
    note: Note
    mandat: Mandat


def campagne(convention: Convention, **champs: Any) -> Campagne:
    """Une campagne de mise à jour des fiches, close."""
    champs.setdefault("annee", 2023)
    champs.setdefault("genre", Campagne.Genre.FICHES)
    champs.setdefault("echeance", datetime.date(2023, 3, 31))
    champs.setdefault("ouverte_le", datetime.date(2023, 2, 1))
    return Campagne.objects.create(convention=convention, **champs)


def envoi(personne: Personne, **champs: Any) -> Envoi:
    """Un courriel parti."""
    champs.setdefault("destinataire", personne.courriel or "quelqu-un@exemple.fr")
    champs.setdefault("motif", Motif.DEMANDE)
    champs.setdefault("raison", "essai")
    champs.setdefault("objet", "Dire où en est l'action")
    champs.setdefault("contenu", {"paragraphes": ["Bonjour."], "page": "", "geste": ""})
    champs.setdefault("cree_le", IL_Y_A_LONGTEMPS)
    champs.setdefault("etat", Envoi.Etat.ENVOYE)
    if champs["etat"] == Envoi.Etat.ENVOYE:
        champs.setdefault("envoye_le", champs["cree_le"])
    return Envoi.objects.create(personne=personne, **champs)


def passante(
    convention: Convention, organisme: Partenaire | None = None, **champs: Any
) -> Personne:
    """Une personne connue de la convention, sur qui rien ne repose et que rien n'engage."""
    champs.setdefault("nom", "Passante")
    champs.setdefault("courriel", "passante@exemple.fr")
    with antidater(IL_Y_A_LONGTEMPS):
        personne = fabriques.personne(**champs)
        fabriques.mandat(
            personne=personne,
            partenaire=organisme or fabriques.signataire(convention).partenaire,
            fin=FINI,
        )
    return personne


def vie(convention: Convention, *, a_signe: bool = False) -> Vie:
    """Une personne qui a piloté, siégé, répondu, écrit, saisi, transmis ; et que rien n'engage."""
    partie = fabriques.signataire(convention)
    with antidater(IL_Y_A_LONGTEMPS):
        personne = fabriques.personne(
            civilite="Madame",
            prenom="Zélie",
            nom="Ancien-Nom",
            courriel="zelie@exemple.fr",
            telephone="05 00 11 22 33",
        )
        compte = fabriques.utilisateur(
            nom="Zélie Quatresous", courriel="zelie.compte@exemple.fr", personne=personne
        )
        Utilisateur.objects.update(cree_le=IL_Y_A_LONGTEMPS)
        personne.nom = "Quatresous"
        personne.save()
        mandat = fabriques.mandat(personne=personne, partenaire=partie.partenaire, fin=FINI)
        Habilitation.objects.create(
            utilisateur=compte, role=Role.AGENT, convention=convention, partenaire=partie.partenaire
        )
        if a_signe:
            Signature.objects.create(signataire=partie, mandat=mandat)
        lien = lien_pour(personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
        RefusDeCourriel.objects.create(personne=personne, motif=Motif.ACCEPTATION)
        note = _ecrire(convention, compte, PersonneParLien(personne, lien), partie.partenaire)
        _sieger(convention, personne)
    envoi(personne, convention=convention, objet="Pour Zélie", lien=lien)
    envoi(personne, convention=convention, etat=Envoi.Etat.ECHOUE, raison="rappel")
    collegue = fabriques.personne(nom="Collègue", courriel="collegue@exemple.fr")
    envoi(collegue, contenu={"paragraphes": ["Zélie Quatresous vous transmet."], "page": ""})
    lien_pour(
        collegue,
        Usage.REPONDRE,
        convention=convention,
        par=fabriques.LE_TEST,
        transmis_par=personne,
    )
    AccessAttempt.objects.create(
        username="zelie.compte@exemple.fr", ip_address="127.0.0.1", failures_since_start=1
    )
    return Vie(personne, compte, lien, convention, note, mandat)


def _ecrire(
    convention: Convention, compte: Utilisateur, par_lien: PersonneParLien, organisme: Partenaire
) -> Note:
    fiche = fabriques.fiche(convention)
    with acte(compte):
        note = Note.objects.create(fiche=fiche, date=FINI, texte="Fait.", auteur=compte.nom)
        CommentaireDeFiche.objects.create(fiche=fiche, texte="Et l'été ?", auteur=compte.nom)
        fabriques.proposition(fiche, proposee_par=compte.nom, tranchee_par=compte.nom)
        fabriques.document_de_fiche(fiche, depose_par=compte.nom)
        fabriques.lien_web(fiche, ajoute_par=compte.nom)
        fabriques.document(convention, depose_par=compte.nom)
        fabriques.etape(fiche, responsable=compte.personne, faite_le=FINI)
        structure = fabriques.equipement(convention, organisme)
        Equipement.objects.filter(pk=structure.pk).update(
            soumis_par=compte.nom, valide_par=compte.nom
        )
        structure.refresh_from_db()
        structure.save()
        Correction.objects.create(
            equipement=structure,
            valeurs={"capacite": 30},
            proposee_le=FINI,
            proposee_par=compte.nom,
            etat=Correction.Etat.ACCEPTEE,
            tranchee_par=compte.nom,
        )
    with acte(par_lien):
        Note.objects.create(
            fiche=fiche, date=FINI, texte="Suite.", auteur=par_lien.libelle_d_auteur
        )
        DemandeDeFiche.objects.create(
            campagne=campagne(convention, close_le=FINI),
            fiche=fiche,
            personne=par_lien.personne,
            etat=DemandeDeFiche.Etat.ACCEPTEE,
            repondue_le=FINI,
            repondue_par=par_lien.libelle_d_auteur,
            acceptee_le=FINI,
        )
    PiloteDeFiche.objects.create(fiche=fiche, personne=par_lien.personne, fin=FINI)
    return note


def _sieger(convention: Convention, personne: Personne) -> None:
    reunion = fabriques.reunion(convention, date=datetime.date(2023, 5, 12))
    MembreInstance.objects.create(instance=reunion.instance, personne=personne, fin=FINI)


def reste_de(*traces: str) -> set[str]:
    """« Table.champ » de toute valeur de la base, historiques et bibliothèques compris, où l'une
    de ces traces se lit encore."""
    trouvees = set()
    for modele in apps.get_models(include_auto_created=True):
        for ligne in modele._base_manager.values():
            for champ, valeur in ligne.items():
                if any(trace.lower() in _texte(valeur) for trace in traces):
                    trouvees.add(f"{modele._meta.label}.{champ}")
    return trouvees


def _texte(valeur: Any) -> str:
    return str(valeur).lower()


def compter(modele: type[models.Model]) -> int:
    """Combien d'objets, historique non compris."""
    return modele._base_manager.count()
