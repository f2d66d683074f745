"""Ne pas garder trop longtemps : prévenir les personnes inactives, puis les effacer.

Est inactive la personne que rien n'engage (ni mandat, ni fiche, ni siège, ni demande) et dont le
dernier signe de vie a plus de vingt-quatre mois. Un rôle dans une convention ouverte n'engage pas
à lui seul : son compte doit s'être connecté. Le dernier compte à tenir les personnes d'une
convention ouverte engage toujours.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.timezone import localtime

from conventions.courriels import Courriel, envoyer
from conventions.liens import Usage, lien_pour
from conventions.models import Convention, Envoi, LienPersonnel, Motif, Personne
from ctg.rgpd.contenu_des_courriels import OBJET_EFFACE, vider
from ctg.rgpd.durees import (
    JOURS_D_UN_ECHEC_DE_CONNEXION,
    JOURS_DE_PREAVIS,
    MOIS_D_INACTIVITE,
    MOIS_D_UN_COURRIEL,
    MOIS_D_UN_LIEN_EXPIRE,
    MOIS_DU_CONTENU_D_UN_COURRIEL,
    il_y_a,
)
from ctg.rgpd.effacement import effacer
from ctg.rgpd.export import SALLES
from ctg.rgpd.personnes import connues_dans, conventions_de
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import ActeurNomme, acte
from ctg.socle.templatetags.portail import jour

PURGE = ActeurNomme("purge automatique")


@dataclass
class Bilan:
    """Ce qu'un passage a fait, ou ferait ; `lignes` : une phrase par personne."""

    prevenues: int = 0
    effacees: int = 0
    rassurees: int = 0
    lignes: list[str] = field(default_factory=list)
    autres: dict[str, int] = field(default_factory=dict)


def purger(*, le: datetime.date, a_blanc: bool = False) -> Bilan:
    """Prévient, efface, rassure ; puis vide ce qui a fait son temps. À blanc, ne change rien.

    Se relance sans risque : une personne n'est prévenue qu'une fois, et chacune a sa transaction.
    """
    bilan = Bilan()
    inactives = inactives_depuis(le)
    connues = Personne.objects.filter(anonymisee_le=None).filter(
        Q(pk__in=inactives) | Q(preavis_le__isnull=False)
    )
    for personne in connues.order_by("pk"):
        if personne.pk not in inactives:
            _rassurer(personne, bilan, a_blanc)
        elif personne.preavis_le is None:
            _prevenir(personne, inactives[personne.pk], le, bilan, a_blanc)
        else:
            _effacer_a_son_jour(personne, le, bilan, a_blanc)
    bilan.autres = _vider_ce_qui_a_fait_son_temps(le, a_blanc)
    return bilan


# --- Qui est inactif -------------------------------------------------------------------------


def inactives_depuis(le: datetime.date) -> dict[int, datetime.date]:
    """Personne → son dernier signe de vie, pour celles que rien n'engage. Requêtes en nombre fixe.

    Une personne dont on ne sait aucune date n'est pas tenue pour inactive.
    """
    vivantes = Personne.objects.filter(anonymisee_le=None).order_by()
    derniers: dict[int, datetime.date] = {}
    for salle in SALLES:
        for personne, signe in salle.activites(vivantes):
            derniers[personne] = max(signe, derniers.get(personne, signe))
    for personne, instant in _derniere_tenue():
        signe = localtime(instant).date()
        derniers[personne] = max(signe, derniers.get(personne, signe))
    engagees = {pk for salle in SALLES for pk, _ in salle.engagements(vivantes, le)}
    limite = il_y_a(MOIS_D_INACTIVITE, le)
    presentes = set(vivantes.values_list("pk", flat=True))
    return {
        pk: dernier
        for pk, dernier in derniers.items()
        if dernier <= limite and pk in presentes - engagees
    }


def _derniere_tenue() -> list[tuple[int, datetime.datetime]]:
    """Quand quelqu'un l'a fait connaître, corrigée ou gardée ; jamais la purge elle-même."""
    tenues = Personne.historique.exclude(auteur=PURGE.libelle_d_auteur)
    return list(tenues.order_by().values_list("id").annotate(Max("history_date")))


def jour_de_l_effacement(personne: Personne, preavis: Envoi | None) -> datetime.date | None:
    """Trente jours après que le préavis est parti ; None tant qu'il attend encore de partir.

    Sans adresse, ou si l'envoi est abandonné, le coordonnateur est seul averti : le délai court
    du jour où son accueil le dit.
    """
    depart = personne.preavis_le
    if preavis is not None and preavis.etat == Envoi.Etat.ENVOYE:
        depart = localtime(preavis.envoye_le).date()
    elif preavis is not None and preavis.etat == Envoi.Etat.ABANDONNE:
        depart = localtime(preavis.tente_le or preavis.cree_le).date()
    elif preavis is not None:
        return None
    return depart and depart + datetime.timedelta(days=JOURS_DE_PREAVIS)


def preavis_de(personnes: models.QuerySet[Personne]) -> dict[int, Envoi]:
    """Personne → le courriel de son préavis en cours. Une requête."""
    envois = Envoi.objects.filter(
        personne__in=personnes,
        motif=Motif.INACTIVITE,
        cree_le__date__gte=models.F("personne__preavis_le"),
    )
    return {envoi.personne_id: envoi for envoi in envois.order_by("cree_le", "pk")}


# --- Prévenir, rassurer, effacer -------------------------------------------------------------


def _prevenir(
    personne: Personne, depuis: datetime.date, le: datetime.date, bilan: Bilan, a_blanc: bool
) -> None:
    compte = getattr(personne, "compte", None)
    est_ouvert = compte is not None and compte.is_active
    # À défaut de courriel professionnel, celui de la connexion.
    adresse = compte.courriel if compte and est_ouvert and not personne.est_joignable else ""
    muette = not adresse and not personne.est_joignable
    suite = " ; sans adresse, le coordonnateur est averti" if muette else ""
    bilan.prevenues += 1
    bilan.lignes.append(f"{personne} : préavis (sans activité depuis le {jour(depuis)}){suite}")
    if a_blanc:
        return
    with acte(PURGE):
        verrouillee = Personne.objects.select_for_update().filter(pk=personne.pk).first()
        # Une autre purge l'a prévenue, ou quelqu'un l'a effacée, entre-temps.
        if verrouillee is None or verrouillee.preavis_le is not None:
            return
        verrouillee.preavis_le = le
        verrouillee.save()
        lien = None if est_ouvert else _lien_pour_rester(verrouillee)
        envoyer(
            _courriel_de_preavis(le, lien, a_un_compte=est_ouvert),
            a=verrouillee,
            motif=Motif.INACTIVITE,
            raison="inactivite",
            convention=lien.convention if lien else None,
            lien=lien,
            adresse=adresse,
        )


def _lien_pour_rester(personne: Personne) -> LienPersonnel | None:
    """De quoi se manifester sans compte. Un lien révoqué, ou mal adressé, ne se rouvre pas ici."""
    fermes = personne.liens.filter(Q(revoque_le__isnull=False) | Q(signale_le__isnull=False))
    convention = (
        Convention.objects.filter(pk__in=conventions_de(personne), etat=Convention.Etat.SIGNEE)
        .exclude(liens__in=fermes)
        .first()
    )
    if convention is None:
        return None
    return lien_pour(personne, Usage.REPONDRE, convention=convention, par=PURGE)


def _courriel_de_preavis(
    le: datetime.date, lien: LienPersonnel | None, *, a_un_compte: bool
) -> Courriel:
    terme = le + datetime.timedelta(days=JOURS_DE_PREAVIS)
    suite = ["Vous n'avez rien à faire si cela vous convient."]
    if not lien and not a_un_compte:
        suite.insert(0, "Pour rester connu du portail, dites-le au coordonnateur de la convention.")
    return Courriel(
        objet="Vos coordonnées vont être effacées",
        paragraphes=[
            f"Vous n'avez pas utilisé le Portail CTG depuis {MOIS_D_INACTIVITE} mois. Nous ne"
            " gardons pas plus longtemps les données d'une personne qui n'y agit plus.",
            f"Elles seront effacées le {jour(terme)}. Pour les garder, entrez au portail"
            " avant cette date : cela suffit."
            if lien or a_un_compte
            else f"Elles seront effacées le {jour(terme)}.",
        ],
        geste="Entrer au portail" if lien or a_un_compte else "",
        page=reverse("connexion") if a_un_compte else "",
        suite=suite,
    )


def _rassurer(personne: Personne, bilan: Bilan, a_blanc: bool) -> None:
    """Elle s'est manifestée, ou quelque chose l'engage de nouveau : le préavis tombe."""
    bilan.rassurees += 1
    bilan.lignes.append(f"{personne} : données gardées, un signe de vie est venu depuis le préavis")
    if not a_blanc:
        with acte(PURGE):
            verrouillee = Personne.objects.select_for_update().filter(pk=personne.pk).first()
            if verrouillee is not None and verrouillee.preavis_le is not None:
                verrouillee.preavis_le = None
                verrouillee.save()


def _effacer_a_son_jour(personne: Personne, le: datetime.date, bilan: Bilan, a_blanc: bool) -> None:
    preavis = preavis_de(Personne.objects.filter(pk=personne.pk)).get(personne.pk)
    quand = jour_de_l_effacement(personne, preavis)
    if quand is None:
        bilan.lignes.append(f"{personne} : le préavis attend encore de partir")
    elif le < quand:
        bilan.lignes.append(f"{personne} : préavis envoyé, effacement le {jour(quand)}")
    else:
        ligne = f"{personne} : effacement"
        try:
            if not a_blanc:
                fait = effacer(personne=personne, par=PURGE, le=le)
                quoi = "supprimée" if fait.est_une_suppression else "anonymisée"
                ligne = f"Une personne {quoi} (préavis du {jour(personne.preavis_le)})"
            bilan.effacees += 1
        except ActionImpossible as refus:
            ligne = f"{personne} : non effacée. {refus}"
        bilan.lignes.append(ligne)


# --- Ce qui a fait son temps -----------------------------------------------------------------


def _vider_ce_qui_a_fait_son_temps(le: datetime.date, a_blanc: bool) -> dict[str, int]:
    """Phrase « singulier,pluriel » → nombre d'objets vidés ou supprimés."""
    courriels = Envoi.objects.filter(cree_le__date__lte=il_y_a(MOIS_D_UN_COURRIEL, le))
    # Un courriel qui attend encore de partir garde ce qu'il a à dire.
    contenus = Envoi.objects.filter(
        etat__in=[Envoi.Etat.ENVOYE, Envoi.Etat.ABANDONNE],
        cree_le__date__lte=il_y_a(MOIS_DU_CONTENU_D_UN_COURRIEL, le),
        cree_le__date__gt=il_y_a(MOIS_D_UN_COURRIEL, le),
    ).exclude(objet=OBJET_EFFACE)
    echecs = horloge.maintenant() - datetime.timedelta(days=JOURS_D_UN_ECHEC_DE_CONNEXION)
    passes: list[tuple[str, models.QuerySet[models.Model], Callable[..., object]]] = [
        ("courriel supprimé,courriels supprimés", courriels, _supprimer),
        ("contenu de courriel vidé,contenus de courriels vidés", contenus, _vider_le_contenu),
        ("lien expiré supprimé,liens expirés supprimés", _liens_oublies(le), _supprimer_les_liens),
        *(
            ("échec de connexion oublié,échecs de connexion oubliés", tentatives, _supprimer)
            for tentatives in (
                modele.objects.filter(attempt_time__lt=echecs)
                for modele in (AccessAttempt, AccessFailureLog, AccessLog)
            )
        ),
        (
            "session close supprimée,sessions closes supprimées",
            Session.objects.filter(expire_date__lt=horloge.maintenant()),
            _supprimer,
        ),
    ]
    nombres: dict[str, int] = {}
    for mots, objets, geste in passes:
        cles = list(objets.values_list("pk", flat=True))
        nombres[mots] = nombres.get(mots, 0) + len(cles)
        if cles and not a_blanc:
            with acte(PURGE):
                geste(objets.model, cles)
    return nombres


def _liens_oublies(le: datetime.date) -> models.QuerySet[LienPersonnel]:
    """Expirés depuis un an, et sans usage depuis autant."""
    limite = il_y_a(MOIS_D_UN_LIEN_EXPIRE, le)
    return LienPersonnel.objects.filter(
        Q(dernier_usage_le=None) | Q(dernier_usage_le__date__lte=limite),
        expire_le__date__lte=limite,
        # Un refus se retient : révoqué ou signalé, un lien dure autant que sa personne. De même
        # celui qui dit de qui l'on tient la demande.
        revoque_le=None,
        signale_le=None,
        transmis_par=None,
    )


def _supprimer(modele: type[models.Model], cles: list[object]) -> None:
    modele._base_manager.filter(pk__in=cles).delete()


def _vider_le_contenu(modele: type[models.Model], cles: list[int]) -> None:
    vider(cles)


def _supprimer_les_liens(modele: type[models.Model], cles: list[int]) -> None:
    LienPersonnel.objects.filter(pk__in=cles).delete()
    LienPersonnel.historique.filter(id__in=cles).delete()


def en_preavis(convention: Convention) -> list[tuple[Personne, datetime.date | None, bool]]:
    """(personne, jour de l'effacement, a-t-elle été prévenue) dans une convention. Deux requêtes.

    Le jour est inconnu tant que son préavis attend de partir.
    """
    personnes = connues_dans(convention).filter(preavis_le__isnull=False, anonymisee_le=None)
    preavis = preavis_de(personnes)
    return [
        (
            personne,
            jour_de_l_effacement(personne, preavis.get(personne.pk)),
            personne.pk in preavis and preavis[personne.pk].etat != Envoi.Etat.ABANDONNE,
        )
        for personne in personnes
    ]
