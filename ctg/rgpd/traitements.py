"""Ce que devient chaque champ qui parle d'une personne, quand on l'anonymise.

Une table, qu'un test confronte au registre (`ctg.donnees_personnelles`) : un champ nouveau, classé
contact professionnel ou personnel, n'y est pas oublié.
"""

from collections.abc import Iterator
from enum import StrEnum

from django.apps import apps
from django.db import models


class Geste(StrEnum):
    """Ce qui arrive au champ."""

    NOMMER = "remplacé par un nom ou une adresse anonymes"
    VIDER = "vidé"
    SIGNER = "le nom de l'auteur est remplacé par le nom anonyme"
    FERMER = "le compte est fermé : plus de mot de passe ni de connexion"
    SUPPRIMER = "la ligne et son historique sont supprimés"
    RETIRER = "retiré avec le rôle ; il n'a pas d'historique"
    LIER = "gardé : il mène à la personne, devenue anonyme"
    FIGER = "gardé : un acte validé ne change pas, son empreinte le prouve"
    GARDER = "gardé : il dit ce qui s'est fait et quand, sans nommer personne"


_G = Geste

TRAITEMENTS: dict[str, dict[Geste, str]] = {
    "conventions.Personne": {
        _G.NOMMER: "nom",
        _G.VIDER: "civilite prenom courriel telephone courriel_en_erreur_le preavis_le",
    },
    "conventions.Mandat": {_G.LIER: "personne", _G.GARDER: "fonction debut fin"},
    "conventions.Signature": {_G.LIER: "mandat"},
    "conventions.Utilisateur": {
        _G.NOMMER: "courriel nom",
        _G.FERMER: "password last_login is_active generation_des_sessions",
        _G.LIER: "personne",
        _G.GARDER: "cree_le",
    },
    # L'historique dit encore quel rôle eut le compte anonyme, et quand.
    # Jusqu'où la personne avait lu n'a pas d'historique, et part avec le rôle.
    "conventions.Habilitation": {
        _G.LIER: "utilisateur",
        _G.GARDER: "role",
        _G.RETIRER: "nouvelles_vues_le",
    },
    "conventions.LienPersonnel": {
        _G.LIER: "personne transmis_par",
        _G.GARDER: "ouvert_le dernier_usage_le signale_le",
    },
    "conventions.Envoi": {_G.LIER: "personne", _G.VIDER: "destinataire objet contenu"},
    "conventions.RefusDeCourriel": {_G.SUPPRIMER: "personne motif"},
    "conventions.Document": {_G.SIGNER: "depose_par"},
    "conventions.LogoDePartenaire": {_G.SIGNER: "depose_par"},
    # Le téléphone et le courriel d'une structure sont les siens, quoi qu'il advienne d'un agent.
    "equipements.Equipement": {
        _G.SIGNER: "soumis_par valide_par fusionnee_par confirmee_par",
        _G.GARDER: "telephone courriel",
    },
    "equipements.Contact": {_G.GARDER: "telephone courriel"},
    "equipements.Correction": {_G.SIGNER: "proposee_par tranchee_par", _G.GARDER: "valeurs"},
    "actions.FicheAction": {_G.LIER: "elu_referent"},
    # Un effectif ne désigne personne que le portail connaisse.
    "equipements.ChiffreAnnuel": {_G.SIGNER: "saisi_par confirme_par", _G.GARDER: "valeur"},
    "equipements.MontantDeSoutien": {_G.SIGNER: "saisi_par confirme_par"},
    "equipements.AnneeFermee": {_G.SIGNER: "fermee_par"},
    "pilotage.AnneeVerrouillee": {_G.SIGNER: "verrouillee_par"},
    "pilotage.Releve": {_G.SIGNER: "soumis_par tranche_par"},
    "equipements.GrilleDePrix": {_G.SIGNER: "saisie_par confirmee_par"},
    "equipements.PasUnDoublon": {_G.SIGNER: "decide_par"},
    "equipements.ExplicationDInscription": {_G.SIGNER: "ecrite_par"},
    "equipements.DemandeDeRegistre": {_G.LIER: "personne transmise_a", _G.SIGNER: "repondue_par"},
    "equipements.QuestionConfiee": {
        _G.LIER: "personne transmise_a",
        _G.SIGNER: "repondue_par passee_par",
    },
    "actions.PiloteDeFiche": {_G.LIER: "personne", _G.GARDER: "est_copilote debut fin"},
    "actions.Etape": {_G.LIER: "responsable"},
    "actions.DocumentDeFiche": {_G.SIGNER: "depose_par"},
    "actions.LienWeb": {_G.SIGNER: "ajoute_par"},
    "actions.Note": {_G.SIGNER: "auteur"},
    "actions.PropositionDeModification": {_G.SIGNER: "proposee_par tranchee_par"},
    "actions.CommentaireDeFiche": {_G.SIGNER: "auteur regle_par"},
    "pilotage.DemandeDeFiche": {_G.LIER: "personne transmise_a", _G.SIGNER: "repondue_par"},
    "pilotage.Approbation": {_G.LIER: "personne", _G.SIGNER: "notee_par"},
    "pilotage.LectureDemandee": {_G.LIER: "personne", _G.GARDER: "invitee_le lue_le"},
    "pilotage.CommentaireDEvaluation": {
        _G.LIER: "personne",
        _G.SIGNER: "auteur repondu_par regle_par",
    },
    # Changer un nom romprait l'empreinte de ce qui fut validé (RGPD, art. 17.3).
    "pilotage.VersionFigee": {
        _G.FIGER: "approbateurs instantane fichier",
        _G.SIGNER: "depose_par",
    },
    "pilotage.MembreInstance": {_G.LIER: "personne", _G.GARDER: "est_consultatif debut fin"},
}

# Ce que le contrat signé porte, et qu'un signataire garde donc.
GARDES_PAR_UN_SIGNATAIRE = {"civilite", "prenom", "nom"}


def traitement_de_chaque_champ() -> dict[str, Geste]:
    """« salle.Modele.champ » → ce qu'il devient."""
    return {
        f"{modele}.{champ}": geste
        for modele, gestes in TRAITEMENTS.items()
        for geste, champs in gestes.items()
        for champ in champs.split()
    }


def champs_a(geste: Geste) -> Iterator[tuple[type[models.Model], list[str]]]:
    """(modèle, champs) de tout ce que ce geste touche."""
    for nom, gestes in TRAITEMENTS.items():
        if geste in gestes:
            yield apps.get_model(nom), gestes[geste].split()


def modeles_suivis() -> list[type[models.Model]]:
    """Les modèles qui ont un historique, dans l'ordre des salles."""
    return [m for m in apps.get_models() if hasattr(m, "historique")]


def historique_de(modele: type[models.Model]) -> models.Manager[models.Model]:
    """Les lignes d'historique d'un modèle."""
    historique: models.Manager[models.Model] = modele.historique  # type: ignore[attr-defined]
    return historique
