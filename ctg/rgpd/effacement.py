"""Effacer une personne : la supprimer si rien ne repose sur elle, l'anonymiser sinon."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import models
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat, Substr

from conventions.donnees import SIGNATURES
from conventions.liens import revoquer
from conventions.models import (
    Envoi,
    Habilitation,
    LienPersonnel,
    Mandat,
    Personne,
    RefusDeCourriel,
    Utilisateur,
)
from ctg.rgpd.contenu_des_courriels import OBJET_EFFACE, contenu_efface, vider_ceux_qui_nomment
from ctg.rgpd.export import SALLES, lignes_sur
from ctg.rgpd.personnes import hors_de_portee, signatures_de
from ctg.rgpd.traitements import (
    GARDES_PAR_UN_SIGNATAIRE,
    Geste,
    champs_a,
    historique_de,
    modeles_suivis,
)
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.signatures import Signatures
from ctg.socle.templatetags.portail import accorde
from pilotage.models import MembreInstance


@dataclass(frozen=True)
class Effacement:
    """Ce qui arrivera à cette personne. `refus` : ce qui s'y oppose ; vide, l'effacement se fait.

    `appuis` : ce qui repose sur elle, et qu'on garde sous un nom anonyme ; vide, elle est
    supprimée. `disparait` : ce qui s'en va avec elle.
    """

    personne: Personne
    signatures: Signatures
    refus: list[str] = field(default_factory=list)
    appuis: list[str] = field(default_factory=list)
    disparait: list[str] = field(default_factory=list)
    a_signe: bool = False

    @property
    def est_une_suppression(self) -> bool:
        """Vrai si rien du dossier du territoire ne repose sur elle."""
        return not self.appuis

    @property
    def nom_anonyme(self) -> str:
        """« Personne anonymisée n° 12 » : le même partout, et le sien seul."""
        return f"Personne anonymisée n° {self.personne.pk}"


def prevoir(personne: Personne, *, par: Acteur, le: datetime.date) -> Effacement:
    """Ce que l'effacement fera, ou pourquoi il est refusé. Ne change rien."""
    signatures = signatures_de(personne)
    appuis = [
        *(appui for salle in SALLES for appui in salle.appuis(personne, signatures, le)),
        *_ecritures(personne, signatures),
    ]
    lignes = _ses_lignes(personne)
    nombres = _compter([*appuis, *lignes])
    return Effacement(
        personne=personne,
        signatures=signatures,
        refus=_refus(personne, par, le),
        appuis=_dire(nombres, appuis),
        disparait=_dire(nombres, lignes),
        a_signe=nombres[SIGNATURES] > 0,
    )


def _refus(personne: Personne, par: Acteur, le: datetime.date) -> list[str]:
    if personne.anonymisee_le is not None:
        return ["Cette personne est déjà anonymisée."]
    seule = Personne.objects.filter(pk=personne.pk)
    refus = [phrase for salle in SALLES for _, phrase in salle.engagements(seule, le)]
    if isinstance(par, Utilisateur):
        if par.personne_id == personne.pk:
            refus.append("Vous ne pouvez pas vous effacer vous-même : demandez-le à quelqu'un.")
        if hors_de_portee(personne, par):
            refus.append(
                "Une autre convention, dont vous ne tenez pas les personnes, la connaît aussi."
                " Il faut tenir celles des deux."
            )
    return refus


def _ecritures(
    personne: Personne, signatures: Signatures
) -> list[tuple[str, models.QuerySet[Any]]]:
    """Les lignes d'historique qu'elle a signées ailleurs que sur elle-même."""
    siennes = dict(lignes_sur(personne, signatures))
    mots = "écriture dans l'historique,écritures dans l'historique"
    return [
        (
            mots,
            signatures.lignes(historique_de(modele)).exclude(
                pk__in=siennes[modele].values("pk") if modele in siennes else []
            ),
        )
        for modele in modeles_suivis()
    ]


def _ses_lignes(personne: Personne) -> list[tuple[str, models.QuerySet[Any]]]:
    return [
        ("mandat passé,mandats passés", Mandat.objects.filter(personne=personne)),
        ("siège passé,sièges passés", MembreInstance.objects.filter(personne=personne)),
        ("compte,comptes", Utilisateur.objects.filter(personne=personne)),
        ("rôle,rôles", Habilitation.objects.filter(utilisateur__personne=personne)),
        ("lien personnel,liens personnels", LienPersonnel.objects.filter(personne=personne)),
        ("courriel reçu,courriels reçus", Envoi.objects.filter(personne=personne)),
        (
            "refus de courriels,refus de courriels",
            RefusDeCourriel.objects.filter(personne=personne),
        ),
    ]


def _compter(ensembles: list[tuple[str, models.QuerySet[Any]]]) -> dict[str, int]:
    """Combien d'objets sous chaque libellé. Une requête en tout."""
    comptes = [
        objets.order_by()
        .annotate(_mots=Value(mots))
        .values("_mots")
        .annotate(_nombre=Count("pk", distinct=True))
        .values_list("_mots", "_nombre")
        for mots, objets in ensembles
    ]
    sommes = dict.fromkeys((mots for mots, _ in ensembles), 0)
    for mots, nombre in comptes[0].union(*comptes[1:], all=True):
        sommes[mots] += nombre
    return sommes


def _dire(nombres: dict[str, int], ensembles: list[tuple[str, models.QuerySet[Any]]]) -> list[str]:
    """« 2 notes écrites », pour chaque libellé qui n'est pas à zéro."""
    libelles = dict.fromkeys(mots for mots, _ in ensembles)
    return [accorde(nombres[mots], mots) for mots in libelles if nombres[mots]]


# --- Faire -----------------------------------------------------------------------------------


def effacer(*, personne: Personne, par: Acteur, le: datetime.date) -> Effacement:
    """Supprime la personne, ou l'anonymise si le dossier du territoire repose sur elle.

    Lève `ActionImpossible` tant qu'elle est engagée, si elle est connue d'une convention hors de
    portée, ou si un autre vient de l'effacer. RGPD, art. 17. L'acte laisse une ligne sans nom.
    """
    with acte(par):
        verrouillee = Personne.objects.select_for_update().filter(pk=personne.pk).first()
        if verrouillee is None:
            raise ActionImpossible("Cette personne vient d'être effacée.")
        prevu = prevoir(verrouillee, par=par, le=le)
        if prevu.refus:
            raise ActionImpossible(*prevu.refus)
        _oublier_les_connexions(prevu)
        vider_ceux_qui_nomment([*prevu.signatures.noms, verrouillee.courriel])
        if prevu.est_une_suppression:
            _supprimer(prevu)
        else:
            _anonymiser(prevu, par=par, le=le)
    return prevu


def _oublier_les_connexions(prevu: Effacement) -> None:
    """Les échecs de connexion gardent le courriel tapé et l'adresse de la machine."""
    comptes = Utilisateur.objects.filter(personne=prevu.personne)
    courriels = {prevu.personne.courriel, *comptes.values_list("courriel", flat=True)} - {""}
    for modele in (AccessAttempt, AccessFailureLog, AccessLog):
        modele.objects.filter(username__in=courriels).delete()


def _supprimer(prevu: Effacement) -> None:
    """La personne, tout ce qui mène à elle, et leurs historiques ; reste une ligne sans nom."""
    personne = prevu.personne
    lignes = lignes_sur(personne, prevu.signatures)
    Habilitation.objects.filter(utilisateur__personne=personne).delete()
    Utilisateur.objects.filter(personne=personne).delete()
    for objets in (personne.mandats, personne.sieges, personne.liens, personne.refus):
        objets.all().delete()
    pk = personne.pk
    personne.delete()
    derniere = Personne.historique.filter(id=pk, history_type="-").latest("history_id")
    for modele, siennes in lignes:
        siennes.exclude(pk__in=[derniere.pk] if modele is Personne else []).delete()
    _vider(Personne.historique.filter(pk=derniere.pk), Personne, f"Personne supprimée n° {pk}")


def _anonymiser(prevu: Effacement, *, par: Acteur, le: datetime.date) -> None:
    """Le même nom anonyme partout, à la place du sien ; dates, valeurs et fonctions intactes."""
    personne, anonyme = prevu.personne, prevu.nom_anonyme
    revoquer(*personne.liens.all(), par=par)
    _resigner(prevu.signatures, anonyme)
    for modele, _ in champs_a(Geste.SUPPRIMER):
        modele._base_manager.filter(personne=personne).delete()
        historique_de(modele).filter(personne_id=personne.pk).delete()
    _vider(Envoi.objects.filter(personne=personne), Envoi, anonyme)
    personne.envois.filter(etat__in=[e for e in Envoi.Etat if e != Envoi.Etat.ENVOYE]).update(
        etat=Envoi.Etat.ABANDONNE
    )
    sauf = GARDES_PAR_UN_SIGNATAIRE if prevu.a_signe else set()
    _vider(Personne.objects.filter(pk=personne.pk), Personne, anonyme, sauf)
    _vider(Personne.historique.filter(id=personne.pk), Personne, anonyme, sauf)
    _fermer_le_compte(personne, anonyme)
    personne.refresh_from_db()
    personne.anonymisee_le = le
    personne.save()


def _fermer_le_compte(personne: Personne, anonyme: str) -> None:
    """Le compte reste, pour que l'historique y mène ; il ne s'ouvre plus et n'a plus de nom."""
    compte = Utilisateur.objects.filter(personne=personne).first()
    if compte is None:
        return
    for role in compte.habilitations.all():
        role.delete()
    _vider(Utilisateur.historique.filter(id=compte.pk), Utilisateur, anonyme)
    compte.nom, compte.courriel = anonyme, _adresse_anonyme(anonyme)
    compte.is_active, compte.last_login = False, None
    compte.set_unusable_password()
    compte.generation_des_sessions += 1
    compte.save()


def _adresse_anonyme(anonyme: str) -> str:
    # « .invalid » ne sera jamais un domaine (RFC 2606) : rien n'y part.
    return f"personne-anonymisee-{anonyme.rsplit(' ', 1)[-1]}@portail.invalid"


def _vider(
    lignes: models.QuerySet[Any],
    modele: type[models.Model],
    anonyme: str,
    sauf: set[str] | frozenset[str] = frozenset(),
) -> None:
    """Réécrit, sans ligne d'historique, ce que la table des traitements vide ou renomme."""
    valeurs: dict[str, Any] = {}
    for geste in (Geste.VIDER, Geste.NOMMER):
        for champ in dict(champs_a(geste)).get(modele, []):
            if champ not in sauf:
                valeurs[champ] = _valeur_anonyme(modele, champ, geste, anonyme)
    lignes.update(**valeurs)


def _valeur_anonyme(modele: type[models.Model], nom: str, geste: Geste, anonyme: str) -> Any:
    if modele is Envoi and nom in ("objet", "contenu"):
        return OBJET_EFFACE if nom == "objet" else contenu_efface()
    champ = modele._meta.get_field(nom)
    if geste is Geste.NOMMER:
        return _adresse_anonyme(anonyme) if isinstance(champ, models.EmailField) else anonyme
    return None if champ.null else ""


def _resigner(signatures: Signatures, anonyme: str) -> None:
    """Remplace son nom d'auteur partout où il est écrit, dans les objets et leurs historiques."""
    for modele, champs in champs_a(Geste.SIGNER):
        for champ in champs:
            objets = list(signatures.textes(modele, champ).values_list("pk", flat=True))
            siens = modele._base_manager.filter(pk__in=objets)
            _renommer(siens, champ, signatures, anonyme)
            passes = signatures.est_un_nom(champ)
            if signatures.partages:
                passes |= Q(id__in=objets) & signatures.est_un_nom(champ, signatures.partages)
            _renommer(historique_de(modele).filter(passes), champ, signatures, anonyme)
    for modele in modeles_suivis():
        lignes = signatures.lignes(historique_de(modele))
        _renommer(lignes, "auteur", signatures, anonyme)
        if signatures.compte is not None:
            # Sous un autre libellé encore : c'est son compte, donc elle.
            reste = historique_de(modele).filter(history_user_id=signatures.compte)
            reste.exclude(auteur__startswith=anonyme).update(auteur=anonyme)


def _renommer(
    lignes: models.QuerySet[Any], champ: str, signatures: Signatures, anonyme: str
) -> None:
    """« Jeanne Dupont (lien personnel) » garde sa parenthèse : elle dit par où c'est venu."""
    for nom in (*signatures.noms, *signatures.partages):
        suite = Concat(Value(anonyme), Substr(F(champ), len(nom) + 1))
        lignes.filter(signatures.est_un_nom(champ, [nom])).update(**{champ: suite})


def garder(*, personne: Personne, par: Acteur) -> None:
    """Le coordonnateur garde une personne inactive : son délai repart d'aujourd'hui.

    Lève `ActionImpossible` si rien ne la menace.
    """
    with acte(par):
        verrouillee = Personne.objects.select_for_update().filter(pk=personne.pk).first()
        if verrouillee is None or verrouillee.preavis_le is None:
            raise ActionImpossible("Aucun effacement n'est prévu pour cette personne.")
        verrouillee.preavis_le = None
        verrouillee.save()
