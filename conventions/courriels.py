"""Écrire un courriel, le ranger, le remettre. Une seule façon, pour tout le portail.

Un courriel se range (`Envoi`) dans la transaction de l'acte qui le demande ; il ne part qu'une
fois celle-ci confirmée. Un échec se retente à la commande quotidienne.
"""

import datetime
import smtplib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse

from conventions.liens import Usage, lien_pour
from conventions.models import REFUSABLES, Convention, Envoi, LienPersonnel, Motif, Personne
from ctg.socle import horloge
from ctg.socle.arriere_plan import lancer
from ctg.socle.historique import acteur_courant, instant_de_l_acte

# Une même raison ne se répète pas avant une semaine.
JOURS_AVANT_DE_REPETER = 7
# Ce que la personne demande elle-même se répète, mais pas sans mesure.
DEMANDES_PAR_HEURE = 3
A_LA_DEMANDE_DE_LA_PERSONNE = (Motif.MOT_DE_PASSE, Motif.NOUVEAU_LIEN)
TENTATIVES_AU_PLUS = 6
# Un envoi resté « en cours » après un arrêt du serveur est repris au bout d'une heure.
REPRISE = datetime.timedelta(hours=1)
_FEUILLE = Path(__file__).parent / "courriel.css"


@dataclass(frozen=True)
class Element:
    """Une chose demandée, dans la liste d'un courriel."""

    titre: str
    detail: str = ""


@dataclass(frozen=True)
class Courriel:
    """Ce que dit un courriel : court, et le même pour le texte et pour le HTML.

    `paragraphes` viennent avant la liste, `suite` après le bouton. `geste` est le mot du bouton ;
    il mène au lien de l'envoi, ou à `page` (une adresse du portail) s'il n'y a pas de lien.
    """

    objet: str
    paragraphes: list[str]
    elements: list[Element] = field(default_factory=list)
    geste: str = ""
    page: str = ""
    suite: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CourrielLisible:
    """Un courriel prêt à partir, ou à lire sur une page."""

    objet: str
    texte: str
    html: str
    corps: dict[str, Any]


def envoyer(
    courriel: Courriel,
    *,
    a: Personne,
    motif: Motif,
    raison: str,
    convention: Convention | None = None,
    lien: LienPersonnel | None = None,
    adresse: str = "",
) -> Envoi | None:
    """Range un courriel et le fait partir une fois la transaction confirmée.

    Rend None, sans rien écrire, si la personne n'a pas d'adresse qui marche, si elle refuse ce
    genre de courriel, ou si la même raison lui a déjà valu un courriel cette semaine. `adresse`
    remplace celle de la personne (le courriel d'un compte). S'emploie dans un `acte`.
    """
    destinataire = adresse or (a.courriel if a.est_joignable else "")
    if not destinataire or a.refus.filter(motif=motif).exists():
        return None
    # Deux gestes simultanés attendent ici leur tour : la même raison n'écrit qu'une fois.
    Personne.objects.select_for_update().get(pk=a.pk)
    if not _peut_repeter(a, motif, raison):
        return None
    if motif in REFUSABLES:
        # De quoi n'en plus vouloir, en bas du courriel.
        lien_pour(a, Usage.COURRIELS, par=acteur_courant())
    envoi = Envoi.objects.create(
        convention=convention,
        personne=a,
        destinataire=destinataire,
        motif=motif,
        raison=raison,
        objet=courriel.objet,
        contenu=asdict(courriel),
        lien=lien,
        cree_le=instant_de_l_acte(),
    )
    _partir_apres_la_transaction()
    return envoi


def _lancer_la_remise() -> None:
    lancer(remettre_ce_qui_attend)


def _partir_apres_la_transaction() -> None:
    """Une remise par transaction, quel que soit le nombre de courriels qu'elle range."""
    prevues = (prevue[1] for prevue in transaction.get_connection().run_on_commit)
    if _lancer_la_remise not in prevues:
        transaction.on_commit(_lancer_la_remise, robust=True)


def _peut_repeter(a: Personne, motif: Motif, raison: str) -> bool:
    deja = Envoi.objects.filter(personne=a, raison=raison).exclude(etat=Envoi.Etat.ABANDONNE)
    if motif in A_LA_DEMANDE_DE_LA_PERSONNE:
        depuis = horloge.maintenant() - datetime.timedelta(hours=1)
        return deja.filter(cree_le__gt=depuis).count() < DEMANDES_PAR_HEURE
    jour = horloge.aujourd_hui() - datetime.timedelta(days=JOURS_AVANT_DE_REPETER)
    return not deja.filter(cree_le__date__gt=jour).exists()


def deja_ecrit_cette_semaine(raison: str) -> set[int]:
    """Les personnes à qui cette raison a déjà valu un courriel cette semaine."""
    jour = horloge.aujourd_hui() - datetime.timedelta(days=JOURS_AVANT_DE_REPETER)
    recents = Envoi.objects.filter(raison=raison, cree_le__date__gt=jour)
    return set(recents.exclude(etat=Envoi.Etat.ABANDONNE).values_list("personne_id", flat=True))


# --- Remettre --------------------------------------------------------------------------------


@dataclass
class BilanDesRemises:
    """Ce qu'un passage a remis, et ce qui a échoué."""

    remis: int = 0
    echoues: int = 0


def remettre_ce_qui_attend(*, reprendre_les_echecs: bool = False) -> BilanDesRemises:
    """Remet les courriels qui attendent, sur une seule connexion au serveur d'envoi.

    `reprendre_les_echecs` : retente aussi ceux qui ont échoué, et ceux qu'un arrêt a interrompus.
    Chaque envoi est d'abord réservé : deux passages simultanés ne remettent pas deux fois le même.
    """
    bilan = BilanDesRemises()
    if not settings.COURRIELS_CONFIGURES:
        return bilan
    connexion: BaseEmailBackend | None = None
    try:
        for envoi in _attendus(reprendre_les_echecs):
            if _reserver(envoi):
                connexion = connexion or get_connection()
                if _remettre(envoi, connexion):
                    bilan.remis += 1
                else:
                    bilan.echoues += 1
    finally:
        if connexion is not None:
            connexion.close()
    return bilan


def _attendus(reprendre_les_echecs: bool) -> Iterable[Envoi]:
    attendus = Q(etat=Envoi.Etat.A_ENVOYER)
    if reprendre_les_echecs:
        interrompu = Q(etat=Envoi.Etat.EN_COURS, tente_le__lt=horloge.maintenant() - REPRISE)
        attendus |= Q(etat=Envoi.Etat.ECHOUE) | interrompu
    return (
        Envoi.objects.filter(attendus)
        .select_related("lien", "personne", "convention")
        .order_by("cree_le", "pk")
    )


def _reserver(envoi: Envoi) -> bool:
    reserves = Envoi.objects.filter(pk=envoi.pk, tentatives=envoi.tentatives).update(
        etat=Envoi.Etat.EN_COURS, tentatives=F("tentatives") + 1, tente_le=horloge.maintenant()
    )
    envoi.tentatives += 1
    return bool(reserves)


def _remettre(envoi: Envoi, connexion: BaseEmailBackend) -> bool:
    try:
        message = _message(envoi, connexion)
        message.send()
    except (OSError, smtplib.SMTPException) as erreur:
        refusee = isinstance(erreur, smtplib.SMTPRecipientsRefused)
        derniere = refusee or envoi.tentatives >= TENTATIVES_AU_PLUS
        _noter(
            envoi,
            etat=Envoi.Etat.ABANDONNE if derniere else Envoi.Etat.ECHOUE,
            erreur=_dire(erreur),
        )
        return False
    _noter(envoi, etat=Envoi.Etat.ENVOYE, envoye_le=horloge.maintenant(), erreur="")
    return True


def _noter(envoi: Envoi, **champs: Any) -> None:
    Envoi.objects.filter(pk=envoi.pk).update(**champs)


def _dire(erreur: Exception) -> str:
    """L'échec en une phrase, et ce que le serveur en dit."""
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        return f"Le serveur d'envoi refuse cette adresse. {erreur.recipients}"
    return f"Le serveur d'envoi n'a pas pris ce courriel. {type(erreur).__name__} : {erreur}"


def _message(envoi: Envoi, connexion: BaseEmailBackend) -> EmailMultiAlternatives:
    lisible = lire(envoi)
    # Le même à chaque tentative : une messagerie reconnaît un courriel remis deux fois.
    domaine = settings.ADRESSE_DU_PORTAIL.partition("//")[2].partition(":")[0]
    entetes = {
        "Message-ID": f"<envoi-{envoi.pk}.{envoi.cree_le:%Y%m%d%H%M%S}@{domaine}>",
        "Auto-Submitted": "auto-generated",
    }
    if envoi.motif in REFUSABLES:
        entetes["List-Unsubscribe"] = f"<{lisible.corps['arreter']}>"
        entetes["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        lisible.objet,
        lisible.texte,
        to=[envoi.destinataire],
        headers=entetes,
        connection=connexion,
    )
    message.attach_alternative(lisible.html, "text/html")
    return message


# --- Lire ------------------------------------------------------------------------------------


def lire(envoi: Envoi, racine: str = "") -> CourrielLisible:
    """Le courriel d'un envoi, ses adresses complètes : `racine` remplace celle des réglages."""
    racine = racine or settings.ADRESSE_DU_PORTAIL
    vers = envoi.contenu["page"]
    if envoi.lien is not None:
        vers = envoi.lien.adresse()
    corps = {
        **envoi.contenu,
        **_reglages(envoi, racine),
        "vers": racine + vers if vers else "",
        "convention": envoi.convention,
        "est_fictif": settings.EN_DEMONSTRATION,
        "objet": f"[Données fictives] {envoi.objet}" if settings.EN_DEMONSTRATION else envoi.objet,
    }
    return CourrielLisible(
        objet=str(corps["objet"]),
        texte=render_to_string("courriels/courriel.txt", corps),
        html=render_to_string("courriels/courriel.html", {**corps, "feuille": _feuille()}),
        corps=corps,
    )


def _reglages(envoi: Envoi, racine: str) -> dict[str, str]:
    """Où régler ses courriels, où arrêter celui-ci ; vides s'il est nécessaire."""
    preferences = None
    if envoi.motif in REFUSABLES:
        preferences = envoi.personne.liens.filter(usage=Usage.COURRIELS).first()
    if preferences is None:
        return {"reglages": "", "arreter": ""}
    arreter = reverse("courriels_arreter", args=[preferences.jeton(), envoi.motif])
    return {"reglages": racine + preferences.adresse(), "arreter": racine + arreter}


@cache
def _feuille() -> str:
    return _FEUILLE.read_text("utf-8")
