"""Les écritures qui touchent un fichier ou plusieurs objets de la salle."""

from django.contrib.auth.password_validation import validate_password
from django.core.files.base import File

from conventions.droits import Role
from conventions.models import (
    Convention,
    Document,
    Habilitation,
    Mandat,
    Partenaire,
    Personne,
    Utilisateur,
)
from ctg.socle.documents import verifier_fichier
from ctg.socle.historique import Acteur, acte


def joindre_fichier(*, document: Document, fichier: "File[bytes]", par: Acteur) -> None:
    """Joint un fichier à un document, ou remplace le sien ; l'ancien reste rangé.

    Lève `ConventionFigee` une fois la convention résiliée ou clôturée, `ValidationError` si le
    fichier est trop lourd, d'un type non prévu ou d'un contenu qui dément son nom.
    """
    document.convention.exiger_ouverte()
    verifier_fichier(fichier)
    document.fichier = fichier
    with acte(par):
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
) -> Mandat:
    """Fait connaître une personne et ce qu'elle fait pour un partenaire ; rend son mandat.

    Le début du mandat n'est pas demandé : il reste inconnu.
    """
    with acte(par):
        personne = Personne.objects.create(prenom=prenom, nom=nom, courriel=courriel)
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

    Lève `ValidationError` si le courriel est pris ou mal formé, si le mot de passe est trop
    faible, ou si le rôle et l'organisme ne vont pas ensemble.
    """
    utilisateur = Utilisateur(courriel=courriel.strip().lower(), nom=nom.strip())
    validate_password(mot_de_passe, utilisateur)
    utilisateur.set_password(mot_de_passe)
    utilisateur.full_clean()
    habilitation = Habilitation(
        utilisateur=utilisateur, role=role, convention=convention, partenaire=partenaire
    )
    with acte(par):
        utilisateur.save()
        habilitation.utilisateur = utilisateur
        habilitation.full_clean()
        habilitation.save()
    return utilisateur
