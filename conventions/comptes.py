"""Les comptes : inviter, choisir son mot de passe, donner et retirer un rôle, suspendre.

Qui tient les personnes d'une convention y ouvre des comptes. Deux garde-fous, tenus sous verrou :
une convention garde toujours son dernier administrateur, et quelqu'un qui y tient les comptes.
"""

import datetime
import hashlib
from dataclasses import dataclass

from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from conventions.courriels import JOURS_AVANT_DE_REPETER, Courriel, envoyer
from conventions.droits import Droit, Role
from conventions.liens import Usage, consommer, lien_pour, revoquer
from conventions.models import (
    Convention,
    Envoi,
    Habilitation,
    LienPersonnel,
    Motif,
    Partenaire,
    Personne,
    Utilisateur,
)
from conventions.personnes import exiger_de_tenir_l_adresse
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import PORTAIL, Acteur, acte

DUREE_D_UNE_INVITATION = datetime.timedelta(days=7)
DUREE_D_UN_OUBLI = datetime.timedelta(hours=2)
_NE_S_INVITE_PLUS = "Cette personne a déjà choisi son mot de passe, ou son compte est suspendu."
_COURRIEL_D_AILLEURS = (
    "Ce courriel sert déjà à un autre compte du portail. Vérifiez-le, ou donnez-en un autre."
)


class LienDejaEmploye(Exception):
    """Le lien vient de servir, ou le compte de se fermer : rien n'est écrit."""


# --- Inviter ---------------------------------------------------------------------------------


def inviter(
    *,
    personne: Personne,
    courriel: str,
    role: Role,
    partenaire: Partenaire | None,
    convention: Convention,
    par: Acteur,
) -> Utilisateur:
    """Ouvre un compte sans mot de passe, lui donne un rôle, et envoie de quoi le choisir.

    Lève `ActionImpossible` si la personne a déjà un compte, ou si une autre convention la connaît
    sous une autre adresse ; `ValidationError` si le courriel est pris (sans rien dire de qui l'a,
    hors de cette convention) ou si le rôle et l'organisme ne vont pas ensemble.
    """
    courriel = courriel.strip().lower()
    with acte(par):
        # Deux invitations simultanées d'une même personne : la seconde voit le compte.
        personne = Personne.objects.select_for_update().get(pk=personne.pk)
        if Utilisateur.objects.filter(personne=personne).exists():
            raise ActionImpossible("Cette personne a déjà un compte : donnez-lui un rôle.")
        exiger_de_tenir_l_adresse(personne, courriel, par)
        compte = _ouvrir(personne, courriel, convention)
        _habiliter(compte, role, partenaire, convention)
        if not personne.courriel:
            personne.courriel = courriel
            personne.save()
        _envoyer_l_invitation(compte, convention, par)
    return compte


def _ouvrir(personne: Personne, courriel: str, convention: Convention) -> Utilisateur:
    compte = Utilisateur(courriel=courriel, nom=str(personne)[:150], personne=personne)
    compte.set_unusable_password()
    _enregistrer_le_courriel(compte, convention)
    return compte


def _enregistrer_le_courriel(compte: Utilisateur, convention: Convention) -> None:
    """Enregistre le compte sous son courriel, que personne d'autre ne doit avoir.

    De qui l'a ailleurs, rien ne se dit.
    """
    autres = Personne.objects.de_la_convention(convention).exclude(pk=compte.personne_id)
    titulaire = autres.filter(compte__courriel__iexact=compte.courriel).first()
    if titulaire is not None:
        raise ValidationError({"courriel": f"C'est déjà le courriel du compte de {titulaire}."})
    compte.clean_fields()
    try:
        with transaction.atomic():
            compte.save()
    except IntegrityError as erreur:
        raise ValidationError({"courriel": _COURRIEL_D_AILLEURS}) from erreur


def _envoyer_l_invitation(
    compte: Utilisateur, convention: Convention, par: Acteur, *, neuf: bool = False
) -> Envoi | None:
    # La personne avant ses liens, comme partout : deux envois simultanés ne se bloquent pas.
    Personne.objects.select_for_update().get(pk=compte.personne_id)
    lien = lien_pour(
        compte.personne, Usage.MOT_DE_PASSE, duree=DUREE_D_UNE_INVITATION, par=par, neuf=neuf
    )
    # Par adresse : la corriger envoie aussitôt. Une empreinte, pour ne pas l'écrire deux fois.
    empreinte = hashlib.sha256(compte.courriel.encode()).hexdigest()[:16]
    return envoyer(
        Courriel(
            objet="Votre compte sur le portail de la convention",
            paragraphes=[
                f"{par.libelle_d_auteur} vous ouvre un compte sur le portail, pour suivre"
                f" « {convention.nom} ».",
                f"Votre identifiant est {compte.courriel}. Il reste à choisir votre mot de passe.",
            ],
            geste="Choisir mon mot de passe",
            suite=[
                "Ce lien vaut sept jours et ne sert qu'une fois. Plus tard, la page de connexion"
                " vous en donnera un autre : « Mot de passe oublié ? ».",
                "Si vous n'attendiez pas ce courriel, vous pouvez l'effacer.",
            ],
        ),
        a=compte.personne,
        motif=Motif.INVITATION,
        raison=f"invitation:{empreinte}",
        convention=convention,
        lien=lien,
        adresse=compte.courriel,
    )


def reinviter(*, compte: Utilisateur, convention: Convention, par: Acteur) -> None:
    """Envoie à nouveau une invitation que personne n'a encore acceptée.

    Lève `ActionImpossible` si le compte est ouvert ou suspendu, ou si une invitation est partie il
    y a moins d'une semaine.
    """
    if compte.situation != "compte_invite":
        raise ActionImpossible(_NE_S_INVITE_PLUS)
    with acte(par):
        if _envoyer_l_invitation(compte, convention, par) is None:
            raise ActionImpossible(
                "Une invitation est déjà partie il y a moins d'une semaine : le portail n'écrit"
                f" pas deux fois la même chose en {JOURS_AVANT_DE_REPETER} jours. D'ici là, la"
                " personne peut cliquer sur « Mot de passe oublié ? », sur la page de connexion."
            )


def corriger_l_invitation(
    *, compte: Utilisateur, courriel: str, convention: Convention, par: Utilisateur
) -> None:
    """Change l'adresse d'un compte que personne n'a encore ouvert, et l'y invite.

    Le lien parti à l'autre adresse ne vaut plus rien. Lève `ActionImpossible` si le compte est
    ouvert ou suspendu (changer l'adresse d'un compte ouvert en donnerait les clés), ou s'il a un
    rôle dans une convention que `par` ne tient pas ; `ValidationError` si l'adresse est prise.
    """
    with acte(par):
        _exiger_de_tout_tenir(compte, par)
        relu = Utilisateur.objects.select_for_update().get(pk=compte.pk)
        if relu.situation != "compte_invite":
            raise ActionImpossible(_NE_S_INVITE_PLUS)
        personne, ancien = relu.personne, relu.courriel
        relu.courriel = courriel.strip().lower()
        _enregistrer_le_courriel(relu, convention)
        if personne.courriel.lower() == ancien:
            # La même erreur, retenue à l'invitation.
            personne.courriel = relu.courriel
            personne.save()
        _envoyer_l_invitation(relu, convention, par, neuf=True)


# --- Mot de passe ----------------------------------------------------------------------------


def envoyer_de_quoi_choisir(*, courriel: str) -> None:
    """Envoie de quoi choisir un mot de passe, si ce courriel est celui d'un compte actif.

    Qui fut invité et n'a jamais choisi le sien s'en sert aussi. Rien ne dit à l'appelant si
    quelque chose est parti.
    """
    actifs = Utilisateur.objects.filter(is_active=True).select_related("personne")
    compte = actifs.filter(courriel__iexact=courriel.strip()).first()
    if compte is None:
        return
    with acte(PORTAIL):
        Personne.objects.select_for_update().get(pk=compte.personne_id)
        lien = lien_pour(compte.personne, Usage.MOT_DE_PASSE, duree=DUREE_D_UN_OUBLI, par=PORTAIL)
        envoyer(
            Courriel(
                objet="Choisir un nouveau mot de passe",
                paragraphes=[
                    "Vous avez demandé à choisir un nouveau mot de passe pour le portail."
                ],
                geste="Choisir mon mot de passe",
                suite=[
                    "Ce lien vaut deux heures et ne sert qu'une fois.",
                    "Si vous n'avez rien demandé, effacez ce courriel : rien ne change.",
                ],
            ),
            a=compte.personne,
            motif=Motif.MOT_DE_PASSE,
            raison="mot_de_passe",
            lien=lien,
            adresse=compte.courriel,
        )


def compte_du_lien(lien: LienPersonnel | None) -> Utilisateur | None:
    """Le compte actif dont ce lien permet de choisir le mot de passe ; None sinon."""
    if lien is None:
        return None
    return Utilisateur.objects.filter(personne=lien.personne_id, is_active=True).first()


def choisir_mot_de_passe(*, lien: LienPersonnel, mot_de_passe: str) -> Utilisateur:
    """Pose le mot de passe du compte et éteint le lien ; les sessions ouvertes se ferment.

    La personne signe. Lève `LienDejaEmploye` si un autre usage du lien est passé avant, ou si le
    compte vient d'être suspendu.
    """
    compte = compte_du_lien(lien)
    if compte is None:
        raise LienDejaEmploye
    with acte(compte):
        # Relu sous verrou : une suspension simultanée ne serait pas défaite par cette écriture.
        relu = Utilisateur.objects.select_for_update().filter(pk=compte.pk, is_active=True).first()
        if relu is None or not consommer(lien):
            raise LienDejaEmploye
        relu.set_password(mot_de_passe)
        relu.save()
    return relu


def changer_mot_de_passe(*, compte: Utilisateur, mot_de_passe: str) -> Utilisateur:
    """Change le mot de passe d'un compte, par lui-même ; ses autres sessions se ferment.

    Un lien d'oubli encore en chemin s'éteint : il rouvrirait ce qu'on vient de fermer.
    """
    with acte(compte):
        relu = Utilisateur.objects.select_for_update().get(pk=compte.pk)
        relu.set_password(mot_de_passe)
        relu.save()
        en_chemin = LienPersonnel.objects.valables(horloge.maintenant())
        revoquer(
            *en_chemin.filter(personne=compte.personne_id, usage=Usage.MOT_DE_PASSE), par=compte
        )
    return relu


def purger_les_essais(*, instant: datetime.datetime) -> int:
    """Efface les essais de connexion dont le délai est passé ; rend leur nombre."""
    limite = instant - settings.AXES_COOLOFF_TIME
    effaces: int = AccessAttempt.objects.filter(attempt_time__lte=limite).delete()[0]
    return effaces


# --- Rôles -----------------------------------------------------------------------------------


def donner_un_role(
    *,
    compte: Utilisateur,
    role: Role,
    partenaire: Partenaire | None,
    convention: Convention,
    par: Acteur,
) -> Habilitation:
    """Donne un rôle de plus à un compte.

    Lève `ValidationError` s'il l'a déjà, ou si le rôle et l'organisme ne vont pas ensemble.
    """
    with acte(par):
        Utilisateur.objects.select_for_update().get(pk=compte.pk)
        return _habiliter(compte, role, partenaire, convention)


def _habiliter(
    compte: Utilisateur, role: Role, partenaire: Partenaire | None, convention: Convention
) -> Habilitation:
    habilitation = Habilitation(
        utilisateur=compte, role=role, convention=convention, partenaire=partenaire
    )
    deja = Habilitation.objects.filter(
        utilisateur=compte, role=role, convention=convention, partenaire=partenaire
    )
    if deja.exists():
        raise ValidationError({"role": "Cette personne a déjà ce rôle."})
    habilitation.full_clean()
    habilitation.save()
    return habilitation


def retirer_le_role(*, habilitation: Habilitation, par: Acteur) -> None:
    """Retire un rôle.

    Lève `ActionImpossible` pour le dernier administrateur actif, et pour le dernier compte actif
    qui tient les personnes de la convention.
    """
    with acte(par):
        _verrouiller([habilitation.convention_id])
        relue = Habilitation.objects.filter(pk=habilitation.pk).first()
        if relue is None:
            raise ActionImpossible("Ce rôle vient d'être retiré.")
        _exiger_quelqu_un(relue.convention_id, partent=Q(pk=relue.pk))
        relue.delete()


def _verrouiller(conventions: list[int]) -> None:
    """Un seul changement de comptes à la fois par convention, et toujours dans le même ordre."""
    list(Convention.objects.select_for_update().filter(pk__in=conventions).order_by("pk"))


def _exiger_quelqu_un(convention: int, *, partent: Q) -> None:
    """Refuse que les habilitations `partent` laissent la convention sans personne pour la tenir."""
    actives = Habilitation.objects.filter(convention=convention).de_comptes_actifs()
    for gardees, phrase in (
        (
            actives.filter(role=Role.ADMINISTRATEUR),
            "C'est le dernier administrateur de la convention. Donnez d'abord ce rôle à quelqu'un"
            " d'autre, et attendez qu'il se soit connecté.",
        ),
        (
            actives.ouvrant(Droit.GERER_LES_PERSONNES),
            "C'est la dernière personne qui tient les comptes de la convention. Donnez d'abord un"
            " rôle de coordonnateur à quelqu'un d'autre, et attendez qu'il se soit connecté.",
        ),
    ):
        if gardees.filter(partent).exists() and not gardees.exclude(partent).exists():
            raise ActionImpossible(phrase)


# --- Suspendre, rétablir ---------------------------------------------------------------------


def suspendre(*, compte: Utilisateur, par: Utilisateur) -> None:
    """Ferme un compte et toutes ses sessions, et révoque les liens qui agissent en son nom.

    Lève `ActionImpossible` pour soi-même, pour un compte qui a des rôles dans une convention que
    `par` ne tient pas, et pour le dernier qui tient l'une des siennes.
    """
    if compte.pk == par.pk:
        raise ActionImpossible("On ne suspend pas son propre compte.")
    with acte(par):
        conventions = list(compte.habilitations.values_list("convention", flat=True).distinct())
        _verrouiller(conventions)
        _exiger_de_tout_tenir(compte, par)
        for convention in conventions:
            _exiger_quelqu_un(convention, partent=Q(utilisateur=compte))
        relu = Utilisateur.objects.select_for_update().get(pk=compte.pk)
        if not relu.is_active:
            raise ActionImpossible("Ce compte est déjà suspendu.")
        relu.is_active = False
        # Les sessions ouvertes meurent ici : rétablir le compte ne les rouvre pas.
        relu.generation_des_sessions += 1
        relu.save()
        # Le lien qui règle ses courriels reste : il ne permet que d'en refuser.
        agissants = LienPersonnel.objects.filter(personne=relu.personne_id)
        revoquer(*agissants.exclude(usage=Usage.COURRIELS), par=par)


def retablir(*, compte: Utilisateur, par: Utilisateur) -> None:
    """Rouvre un compte suspendu, avec les rôles et le mot de passe qu'il avait.

    Lève `ActionImpossible` s'il n'est pas suspendu, ou s'il a des rôles dans une convention que
    `par` ne tient pas.
    """
    with acte(par):
        _exiger_de_tout_tenir(compte, par)
        relu = Utilisateur.objects.select_for_update().get(pk=compte.pk)
        if relu.is_active:
            raise ActionImpossible("Ce compte n'est pas suspendu.")
        relu.is_active = True
        relu.save()


def _exiger_de_tout_tenir(compte: Utilisateur, par: Utilisateur) -> None:
    tenues = _tenues_par(par).values("convention")
    if compte.habilitations.exclude(convention__in=tenues).exists():
        raise ActionImpossible(
            "Ce compte a aussi un rôle dans une convention que vous ne coordonnez pas. Retirez ses"
            " rôles ici : il n'y entrera plus."
        )


def _tenues_par(utilisateur: Utilisateur) -> QuerySet[Habilitation]:
    """Les rôles par lesquels cette personne tient les personnes d'une convention."""
    return Habilitation.objects.filter(utilisateur=utilisateur).ouvrant(Droit.GERER_LES_PERSONNES)


# --- Lire ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CompteLisible:
    """Le compte d'une personne, vu d'une convention : son état, ses rôles, ce qu'on y peut.

    `situation` est une clé de badge, vide sans compte. Ce que voit qui ne tient pas les personnes
    s'arrête à l'état et aux rôles (`peut_gerer` faux).
    """

    personne: Personne
    convention: Convention
    compte: Utilisateur | None
    situation: str
    roles: list[Habilitation]
    invitee_le: datetime.datetime | None
    peut_gerer: bool
    est_moi: bool
    a_des_roles_ailleurs: bool

    @property
    def peut_suspendre(self) -> bool:
        """Vrai si le geste se propose ; la commande peut encore le refuser."""
        return self.situation in ("compte_actif", "compte_invite") and not (
            self.est_moi or self.a_des_roles_ailleurs
        )

    @property
    def peut_retablir(self) -> bool:
        """Vrai si le compte est suspendu, et tout entier à qui regarde."""
        return self.situation == "compte_suspendu" and not self.a_des_roles_ailleurs


def compte_lisible(
    personne: Personne, convention: Convention, utilisateur: Utilisateur
) -> CompteLisible:
    """Le compte de cette personne, tel que `utilisateur` le voit de cette convention.

    Trois requêtes au plus : la personne et son compte, ses rôles, ce que tient qui regarde.
    """
    lue = avec_son_compte(Personne.objects.all()).get(pk=personne.pk)
    tenues = set(_tenues_par(utilisateur).values_list("convention", flat=True))
    return compte_deja_lu(lue, convention, utilisateur, tenues)


def avec_son_compte(personnes: QuerySet[Personne]) -> QuerySet[Personne]:
    """Ces personnes, leur compte, et quand leur dernière invitation fut écrite."""
    invitations = Envoi.objects.filter(personne=OuterRef("pk"), motif=Motif.INVITATION)
    dernieres = invitations.order_by("-cree_le").values("cree_le")[:1]
    return personnes.select_related("compte").annotate(invitee_le=Subquery(dernieres))


def compte_deja_lu(
    personne: Personne, convention: Convention, utilisateur: Utilisateur, tenues: set[int]
) -> CompteLisible:
    """Le même, la personne lue par `avec_son_compte` ; une requête, ses rôles.

    `tenues` : les conventions dont `utilisateur` tient les personnes.
    """
    compte: Utilisateur | None = getattr(personne, "compte", None)
    roles = list(compte.habilitations.avec_convention()) if compte else []
    return CompteLisible(
        personne=personne,
        convention=convention,
        compte=compte,
        situation=compte.situation if compte else "",
        roles=[role for role in roles if role.convention_id == convention.pk],
        invitee_le=personne.invitee_le if compte else None,  # type: ignore[attr-defined]
        peut_gerer=convention.pk in tenues,
        est_moi=compte == utilisateur,
        a_des_roles_ailleurs=any(role.convention_id not in tenues for role in roles),
    )
