"""Écrire un courriel, le ranger, le remettre. Une seule façon, pour tout le portail.

Un courriel se range (`Envoi`) dans la transaction de l'acte qui le demande ; il ne part qu'une
fois celle-ci confirmée. Un échec se retente à la commande quotidienne.
"""

import datetime
import logging
import re
import smtplib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from conventions.liens import Usage, lien_pour
from conventions.models import REFUSABLES, Convention, Envoi, LienPersonnel, Motif, Personne
from ctg.socle import horloge
from ctg.socle.arriere_plan import lancer
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte, acteur_courant, instant_de_l_acte

journal = logging.getLogger(__name__)

# Une même raison ne se répète pas avant une semaine.
JOURS_AVANT_DE_REPETER = 7
# Ce que la personne demande elle-même se répète, mais pas sans mesure.
DEMANDES_PAR_HEURE = 3
A_LA_DEMANDE_DE_LA_PERSONNE = (Motif.MOT_DE_PASSE, Motif.NOUVEAU_LIEN)
# Ceux-là ouvrent un compte : ils ne vont qu'à l'adresse du compte.
DU_COMPTE = (Motif.INVITATION, Motif.MOT_DE_PASSE)
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
    `signature` dit de qui il vient ; `repondre_a`, à quelle adresse une réponse arrive.
    """

    objet: str
    paragraphes: list[str]
    elements: list[Element] = field(default_factory=list)
    geste: str = ""
    page: str = ""
    suite: list[str] = field(default_factory=list)
    signature: str = ""
    repondre_a: str = ""


@dataclass(frozen=True)
class CourrielLisible:
    """Un courriel prêt à partir, ou à lire sur une page."""

    objet: str
    texte: str
    html: str
    corps: dict[str, Any]
    entetes: dict[str, str]


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
    with transaction.atomic(savepoint=False):
        # Deux gestes simultanés attendent ici leur tour : la même raison n'écrit qu'une fois. La
        # clé de la personne ne change pas : qui ne fait que la désigner n'attend pas.
        personne = Personne.objects.select_for_update(no_key=True).get(pk=a.pk)
        destinataire = adresse or (personne.courriel if personne.est_joignable else "")
        if not destinataire or _est_refuse(personne, motif):
            return None
        if not _peut_repeter(personne, motif, raison):
            return None
        if motif in REFUSABLES:
            # De quoi n'en plus vouloir, en bas du courriel.
            lien_pour(personne, Usage.COURRIELS, par=acteur_courant())
        envoi = Envoi.objects.create(
            convention=convention,
            personne=personne,
            destinataire=destinataire,
            motif=motif,
            raison=raison,
            objet=_en_une_ligne(courriel.objet),
            contenu=asdict(courriel),
            lien=lien,
            cree_le=instant_de_l_acte(),
        )
        _partir_apres_la_transaction()
    return envoi


def _en_une_ligne(objet: str) -> str:
    """Un objet tient sur une ligne : un retour à la ligne y ouvrirait un autre en-tête."""
    une_ligne = re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", objet).strip()
    return Truncator(une_ligne).chars(Envoi._meta.get_field("objet").max_length or 0)


def _est_refuse(personne: Personne, motif: str) -> bool:
    return motif in REFUSABLES and personne.refus.filter(motif=motif).exists()


def _lancer_la_remise() -> None:
    lancer(remettre_ce_qui_attend)


def _partir_apres_la_transaction() -> None:
    """Une remise par transaction, quel que soit le nombre de courriels qu'elle range."""
    prevues = (prevue[1] for prevue in transaction.get_connection().run_on_commit)
    if _lancer_la_remise not in prevues:
        transaction.on_commit(_lancer_la_remise, robust=True)


def _peut_repeter(a: Personne, motif: str, raison: str, sauf: int = 0) -> bool:
    """Vrai si rien ne retient d'écrire à `a` pour cette raison, l'envoi `sauf` mis à part."""
    deja = Envoi.objects.filter(personne=a, raison=raison).exclude(pk=sauf)
    if motif in A_LA_DEMANDE_DE_LA_PERSONNE:
        depuis = horloge.maintenant() - datetime.timedelta(hours=1)
        recents = deja.filter(cree_le__gt=depuis).exclude(etat=Envoi.Etat.ABANDONNE)
        return recents.count() < DEMANDES_PAR_HEURE
    return not deja.filter(_de_la_semaine()).exists()


def _de_la_semaine() -> Q:
    """Écrits ou partis depuis moins d'une semaine, et ceux qui attendent encore de partir.

    Un courriel parti cinq jours après avoir été écrit compte du jour de son départ. Ce qui est
    abandonné n'est arrivé à personne : il ne compte pas.
    """
    jour = horloge.aujourd_hui() - datetime.timedelta(days=JOURS_AVANT_DE_REPETER)
    recents = Q(cree_le__date__gt=jour) | Q(envoye_le__date__gt=jour)
    attend = ~Q(etat=Envoi.Etat.ENVOYE)
    return ~Q(etat=Envoi.Etat.ABANDONNE) & (recents | attend)


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
    Après un échec, la connexion se rouvre pour le suivant.
    """
    bilan = BilanDesRemises()
    if not settings.COURRIELS_CONFIGURES:
        return bilan
    attendus = _attendus(reprendre_les_echecs)
    envois = list(
        Envoi.objects.filter(attendus)
        .select_related("lien", "personne", "convention")
        .order_by("cree_le", "pk")
    )
    if envois:
        connexion = get_connection()
        try:
            _remettre_chacun(envois, attendus, connexion, bilan)
        finally:
            _fermer(connexion)
    return bilan


def _remettre_chacun(
    envois: list[Envoi], attendus: Q, connexion: BaseEmailBackend, bilan: BilanDesRemises
) -> None:
    for rang, envoi in enumerate(envois):
        try:
            # Sans effet si elle est ouverte. Laissé à lui-même, Django en ouvrirait une par envoi.
            connexion.open()
        except OSError as erreur:
            # Rien ne sert d'attendre vingt secondes par courriel un serveur qui ne répond pas.
            reste = [e.pk for e in envois[rang:]]
            bilan.echoues += _noter_la_panne(Envoi.objects.filter(attendus, pk__in=reste), erreur)
            return
        if not _reserver(envoi):
            continue
        if _remettre(envoi, connexion):
            bilan.remis += 1
        else:
            bilan.echoues += 1
            _fermer(connexion)


def _attendus(reprendre_les_echecs: bool) -> Q:
    attendus = Q(etat=Envoi.Etat.A_ENVOYER)
    if reprendre_les_echecs:
        interrompu = Q(etat=Envoi.Etat.EN_COURS, tente_le__lt=horloge.maintenant() - REPRISE)
        attendus |= Q(etat=Envoi.Etat.ECHOUE) | interrompu
    return attendus


def _reserver(envoi: Envoi) -> bool:
    """Prend l'envoi s'il est resté tel qu'il a été lu ; faux si un autre passage l'a pris."""
    tel_que_lu = Envoi.objects.filter(
        pk=envoi.pk, etat=envoi.etat, tentatives=envoi.tentatives, tente_le=envoi.tente_le
    )
    envoi.tente_le = horloge.maintenant()
    pris = tel_que_lu.update(
        etat=Envoi.Etat.EN_COURS, tentatives=F("tentatives") + 1, tente_le=envoi.tente_le
    )
    envoi.tentatives += 1
    return bool(pris)


def _remettre(envoi: Envoi, connexion: BaseEmailBackend) -> bool:
    empechement = _empechement(envoi)
    if empechement:
        _noter(envoi, etat=Envoi.Etat.ABANDONNE, erreur=empechement)
        return False
    try:
        _message(envoi, connexion).send()
    except Exception as erreur:
        if not isinstance(erreur, OSError):
            # Mal formé, il échoue seul : ceux qui le suivent ne l'attendent pas.
            journal.exception("Le courriel %s n'a pas pu être écrit.", envoi.pk)
        derniere = _est_definitif(erreur) or envoi.tentatives >= TENTATIVES_AU_PLUS
        _noter(
            envoi,
            etat=Envoi.Etat.ABANDONNE if derniere else Envoi.Etat.ECHOUE,
            erreur=_dire(erreur),
        )
        return False
    _noter(envoi, etat=Envoi.Etat.ENVOYE, envoye_le=horloge.maintenant(), erreur="")
    return True


def _empechement(envoi: Envoi) -> str:
    """Ce qui, depuis qu'il est écrit, a ôté son sens à un courriel qui attendait ; vide sinon."""
    if envoi.lien is not None and not envoi.lien.est_valable(horloge.maintenant()):
        return "Le lien que portait ce courriel n'ouvre plus rien : révoqué, ou trop ancien."
    personne = envoi.personne
    if personne.est_en_erreur(envoi.destinataire):
        return "Cette adresse est signalée en erreur."
    if _est_refuse(personne, envoi.motif):
        return "La personne ne veut plus de ce genre de courriels."
    return ""


def _noter(envoi: Envoi, **champs: Any) -> None:
    # Un envoi qu'un autre passage a repris entre-temps n'est plus à nous.
    Envoi.objects.filter(pk=envoi.pk, tentatives=envoi.tentatives).update(**champs)


def _noter_la_panne(envois: QuerySet[Envoi], erreur: OSError) -> int:
    """Le serveur ne répond pas : une tentative de plus pour chacun, en une écriture."""
    return envois.update(
        etat=Case(
            When(tentatives__gte=TENTATIVES_AU_PLUS - 1, then=Value(Envoi.Etat.ABANDONNE)),
            default=Value(Envoi.Etat.ECHOUE),
        ),
        tentatives=F("tentatives") + 1,
        tente_le=horloge.maintenant(),
        erreur=_dire(erreur),
    )


def _fermer(connexion: BaseEmailBackend) -> None:
    # Le serveur a pu raccrocher le premier : il n'y a plus rien à fermer.
    with suppress(OSError):
        connexion.close()


def _reponse(erreur: Exception) -> tuple[int, str]:
    """Le code et les mots du serveur, s'il a répondu quelque chose ; 0 sinon."""
    code, mots = 0, b""
    if isinstance(erreur, smtplib.SMTPRecipientsRefused) and erreur.recipients:
        code, mots = next(iter(erreur.recipients.values()))
    elif isinstance(erreur, smtplib.SMTPResponseException):
        code, mots = erreur.smtp_code, erreur.smtp_error  # type: ignore[assignment]
    texte = mots.decode("utf-8", "replace") if isinstance(mots, bytes) else str(mots)
    return code, " ".join(texte.split())


def _est_definitif(erreur: Exception) -> bool:
    """Vrai si le serveur refuse l'adresse pour de bon (5xx) ; un « plus tard » (4xx) se retente."""
    return isinstance(erreur, smtplib.SMTPRecipientsRefused) and _reponse(erreur)[0] >= 500


def _dire(erreur: Exception) -> str:
    """L'échec en une phrase, et ce que le serveur en dit."""
    match erreur:
        case smtplib.SMTPRecipientsRefused() if _est_definitif(erreur):
            phrase = "Le serveur d'envoi refuse cette adresse"
        case smtplib.SMTPRecipientsRefused():
            phrase = "Le serveur d'envoi demande de réessayer plus tard"
        case smtplib.SMTPAuthenticationError():
            phrase = "Le serveur d'envoi refuse l'identifiant du portail (EMAIL_URL)"
        case smtplib.SMTPServerDisconnected():
            phrase = "Le serveur d'envoi a coupé la connexion"
        case smtplib.SMTPException():
            phrase = "Le serveur d'envoi n'a pas pris ce courriel"
        case OSError():
            phrase = "Le serveur d'envoi ne répond pas"
        case _:
            phrase = "Ce courriel est mal formé : il ne peut pas partir"
    code, mots = _reponse(erreur)
    return f"{phrase} ({code} {mots})." if code else f"{phrase}."


def _message(envoi: Envoi, connexion: BaseEmailBackend) -> EmailMultiAlternatives:
    lisible = lire(envoi)
    message = EmailMultiAlternatives(
        lisible.objet,
        lisible.texte,
        to=[envoi.destinataire],
        reply_to=[lisible.corps["repondre_a"]] if lisible.corps["repondre_a"] else None,
        headers=lisible.entetes,
        connection=connexion,
    )
    message.attach_alternative(lisible.html, "text/html")
    return message


def retenter(*, envoi: Envoi, par: Acteur) -> None:
    """Remet en attente un courriel en échec ou abandonné, vers l'adresse présente de la personne.

    Celui d'un compte garde l'adresse du compte : ailleurs, il en donnerait la clé. Lève
    `ActionImpossible` si le courriel n'est pas en échec, ou s'il ne peut toujours pas arriver.
    """
    with acte(par):
        personne = Personne.objects.select_for_update(no_key=True).get(pk=envoi.personne_id)
        envoi = (
            Envoi.objects.select_for_update(of=("self",), no_key=True)
            .select_related("personne", "lien")
            .get(pk=envoi.pk)
        )
        if not envoi.est_a_retenter:
            raise ActionImpossible("Ce courriel n'est plus en échec : il n'y a rien à retenter.")
        if not _peut_repeter(personne, envoi.motif, envoi.raison, sauf=envoi.pk):
            raise ActionImpossible("Un autre courriel est parti depuis, pour la même raison.")
        if envoi.motif not in DU_COMPTE:
            if not personne.courriel:
                raise ActionImpossible("Cette personne n'a plus d'adresse. Donnez-lui-en une.")
            envoi.destinataire = personne.courriel
        if empechement := _empechement(envoi):
            raise ActionImpossible(empechement)
        envoi.etat, envoi.erreur, envoi.tentatives = Envoi.Etat.A_ENVOYER, "", 0
        envoi.save()
        _partir_apres_la_transaction()


# --- Lire ------------------------------------------------------------------------------------


def lire(envoi: Envoi, racine: str = "") -> CourrielLisible:
    """Le courriel d'un envoi, ses adresses complètes : `racine` remplace celle des réglages."""
    racine = racine or settings.ADRESSE_DU_PORTAIL
    vers = envoi.contenu["page"]
    if envoi.lien is not None:
        vers = envoi.lien.adresse()
    corps = {
        "signature": "",
        "repondre_a": "",
        **envoi.contenu,
        "personne": envoi.personne,
        "ouvre_jusqu_au": envoi.lien.expire_le if envoi.lien is not None else None,
        **_reglages(envoi, racine),
        "vers": racine + vers if vers else "",
        "est_personnel": envoi.lien is not None,
        "convention": envoi.convention,
        "est_fictif": settings.EN_DEMONSTRATION,
        "objet": f"[Données fictives] {envoi.objet}" if settings.EN_DEMONSTRATION else envoi.objet,
        "titre": envoi.objet,
    }
    return CourrielLisible(
        objet=str(corps["objet"]),
        texte=render_to_string("courriels/courriel.txt", corps).rstrip() + "\n",
        html=render_to_string("courriels/courriel.html", {**corps, "feuille": feuille()}),
        corps=corps,
        entetes=_entetes(envoi, str(corps["arreter"])),
    )


def _entetes(envoi: Envoi, arreter: str) -> dict[str, str]:
    domaine = urlsplit(settings.ADRESSE_DU_PORTAIL).hostname or "portail"
    entetes = {
        # Le même à chaque tentative : une messagerie reconnaît un courriel remis deux fois.
        "Message-ID": f"<envoi-{envoi.pk}.{envoi.cree_le:%Y%m%d%H%M%S}@{domaine}>",
        # Un répondeur d'absence n'écrit pas à un automate (RFC 3834).
        "Auto-Submitted": "auto-generated",
    }
    if arreter:
        # Le bouton « se désabonner » des messageries (RFC 8058).
        entetes["List-Unsubscribe"] = f"<{arreter}>"
        entetes["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return entetes


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
def feuille() -> str:
    """La feuille de style que porte chaque courriel : une messagerie n'en charge pas."""
    return _FEUILLE.read_text("utf-8")
