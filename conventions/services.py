"""Les écritures qui touchent un fichier ou plusieurs objets de la salle."""

import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.files.base import File

from conventions.courriels import Courriel, envoyer
from conventions.droits import Role
from conventions.liens import Usage, lien_pour, refus_de_lien
from conventions.models import (
    Convention,
    Document,
    Habilitation,
    LienPersonnel,
    Mandat,
    Motif,
    Partenaire,
    Personne,
    Utilisateur,
)
from ctg.socle.documents import depot
from ctg.socle.historique import PORTAIL, Acteur, acte
from ctg.socle.versions import reserver


def joindre_fichier(
    *,
    document: Document,
    fichier: "File[bytes]",
    ecriture_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Joint un fichier à un document, ou remplace le sien ; l'ancien reste rangé.

    Lève `ConventionFigee` une fois la convention résiliée ou clôturée, `ValidationError` si le
    fichier est trop lourd, d'un type non prévu ou d'un contenu qui dément son nom,
    `RangementImpossible` s'il ne peut pas être rangé, `ConflitDeVersion` si quelqu'un a joint le
    sien depuis `ecriture_ouverte` (`ecriture_lue` ; 0 pour un document nouveau).
    """
    document.convention.exiger_ouverte()
    with depot(document, fichier, par=par, le=le), acte(par):
        if document.pk:
            reserver(document, ecriture_ouverte)
        document.save()


def nommer_personne(
    *,
    prenom: str,
    nom: str,
    courriel: str,
    partenaire: Partenaire,
    fonction: str,
    nature: str,
    par: Acteur,
    civilite: str = "",
) -> Mandat:
    """Fait connaître une personne et ce qu'elle fait pour un partenaire ; rend son mandat.

    Le début du mandat n'est pas demandé : il reste inconnu.
    """
    with acte(par):
        personne = Personne.objects.create(
            civilite=civilite, prenom=prenom, nom=nom, courriel=courriel
        )
        return Mandat.objects.create(
            personne=personne, partenaire=partenaire, fonction=fonction, nature=nature
        )


def creer_compte(
    *,
    courriel: str,
    nom: str,
    mot_de_passe: str,
    role: Role,
    convention: Convention,
    partenaire: Partenaire | None,
    par: Acteur,
) -> Utilisateur:
    """Ouvre un compte et lui donne un rôle dans une convention.

    Un compte incarne toujours une personne, celle qui pilote, siège et répond : celle qui a déjà ce
    courriel et pas de compte, si elle est seule dans ce cas ; une nouvelle sinon.

    Lève `ValidationError` si le courriel est pris ou mal formé, si le mot de passe est trop
    faible, ou si le rôle et l'organisme ne vont pas ensemble.
    """
    courriel, nom = courriel.strip().lower(), nom.strip()
    utilisateur = Utilisateur(courriel=courriel, nom=nom)
    validate_password(mot_de_passe, utilisateur)
    utilisateur.set_password(mot_de_passe)
    utilisateur.full_clean(exclude=["personne"])
    habilitation = Habilitation(
        utilisateur=utilisateur, role=role, convention=convention, partenaire=partenaire
    )
    with acte(par):
        connues = list(Personne.objects.filter(courriel__iexact=courriel, compte=None)[:2])
        utilisateur.personne = (
            connues[0]
            if len(connues) == 1
            else Personne.objects.create(nom=nom[:80], courriel=courriel)
        )
        utilisateur.save()
        habilitation.utilisateur = utilisateur
        habilitation.full_clean()
        habilitation.save()
    return utilisateur


def renvoyer_un_lien(*, courriel: str) -> None:
    """Renvoie son lien à qui a cette adresse et a déjà reçu de quoi répondre, même expiré.

    Rien ne part vers une adresse inconnue, ni à qui l'on a révoqué son lien : lui seul, le
    coordonnateur, en redonne un. Rien ne dit à l'appelant lequel des cas s'est produit. Un lien
    qui vaut encore garde sa génération : personne ne l'éteint en demandant à la place d'un autre.
    """
    liens = LienPersonnel.objects.filter(
        usage=Usage.REPONDRE,
        revoque_le=None,
        signale_le=None,
        personne__courriel__iexact=courriel.strip(),
        convention__etat=Convention.Etat.SIGNEE,
    ).select_related("personne", "convention")
    for ancien in liens:
        if refus_de_lien(ancien.personne, ancien):
            continue
        with acte(PORTAIL):
            lien = lien_pour(
                ancien.personne, Usage.REPONDRE, convention=ancien.convention, par=PORTAIL
            )
            _ecrire_un_lien(
                lien,
                "Vous avez demandé un nouveau lien pour répondre au portail. Le voici.",
                "Si vous n'avez rien demandé, vous pouvez effacer ce courriel.",
            )


def redonner_un_lien(*, lien: LienPersonnel, par: Acteur) -> bool:
    """Le coordonnateur redonne un lien éteint : ses anciennes adresses restent mortes.

    Dit si le courriel part ; une personne sans adresse qui marche a son lien, mais ne le sait pas.
    """
    with acte(par):
        neuf = lien_pour(
            lien.personne,
            Usage.REPONDRE,
            convention=lien.convention,
            par=par,
            neuf=True,
            redonner=True,
        )
        return _ecrire_un_lien(
            neuf,
            "Voici un nouveau lien pour répondre au portail. Ceux d'avant n'ouvrent plus rien.",
        )


def _ecrire_un_lien(lien: LienPersonnel, paragraphe: str, suite: str = "") -> bool:
    envoi = envoyer(
        Courriel(
            objet="Votre nouveau lien personnel",
            paragraphes=[paragraphe],
            geste="Ouvrir ma page",
            suite=[suite] if suite else [],
        ),
        a=lien.personne,
        motif=Motif.NOUVEAU_LIEN,
        raison=f"nouveau_lien:{lien.convention_id}",
        convention=lien.convention,
        lien=lien,
    )
    return envoi is not None
