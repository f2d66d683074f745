"""Donner, ouvrir, éteindre un lien personnel ; et savoir qui agit sur une page."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from conventions.droits import utilisateur_de
from conventions.models import Convention, LienPersonnel, Personne, Utilisateur
from conventions.models.liens import sel
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte

Usage = LienPersonnel.Usage

DUREES = {
    Usage.REPONDRE: datetime.timedelta(days=90),
    # Une invitation se lit parfois une semaine plus tard ; un mot de passe oublié, tout de suite.
    Usage.MOT_DE_PASSE: datetime.timedelta(days=7),
    Usage.COURRIELS: datetime.timedelta(days=400),
}
# Une session ouverte par un lien se ferme seule, deux heures après le dernier geste.
DUREE_DE_SESSION = datetime.timedelta(hours=2)
DUREE_D_UNE_SAISIE = datetime.timedelta(hours=12)
# Un geste n'est noté que s'il est loin du précédent : une page lue n'écrit pas à chaque fois.
PAS_DE_SESSION = datetime.timedelta(minutes=5)
_CLE = "lien_personnel"
# Ce par quoi finit la signature de qui est venu par un lien.
PAR_UN_LIEN = "(lien personnel)"


@dataclass(frozen=True)
class PersonneParLien:
    """L'auteur d'une écriture faite par un lien : la personne, sans compte."""

    personne: Personne
    lien: LienPersonnel

    @property
    def libelle_d_auteur(self) -> str:
        """« Jeanne Dupont (lien personnel) »."""
        return f"{self.personne} {PAR_UN_LIEN}"

    @property
    def compte_id(self) -> int | None:
        """Un lien n'est pas un compte."""
        return None


# --- Donner, éteindre ------------------------------------------------------------------------


def lien_pour(
    personne: Personne,
    usage: Usage,
    *,
    par: Acteur,
    convention: Convention | None = None,
    duree: datetime.timedelta | None = None,
    neuf: bool = False,
    redonner: bool = False,
    transmis_par: Personne | None = None,
) -> LienPersonnel:
    """Le lien de cette personne pour cet usage, valable pour `duree` à partir de maintenant.

    Il garde sa génération tant qu'il vaut : un rappel n'éteint pas le courriel d'avant. `neuf`,
    une expiration ou une révocation en ouvrent une nouvelle : les adresses données meurent.
    `transmis_par` n'est retenu qu'à la création : qui avait déjà un lien ne le doit à personne.

    Un lien pour répondre, une fois révoqué ou signalé mal adressé, ne revient que d'un geste
    (`redonner`) : aucun courriel automatique ne le rallume. Lève `LienRefuse` sinon, et pour une
    personne dont le compte est suspendu.
    """
    maintenant = horloge.maintenant()
    expire_le = maintenant + (duree or DUREES[usage])
    with acte(par):
        # Deux premiers liens donnés à la fois attendent ici leur tour : il n'y en a qu'un.
        Personne.objects.select_for_update(no_key=True).get(pk=personne.pk)
        lien = (
            LienPersonnel.objects.select_for_update()
            .filter(personne=personne, usage=usage, convention=convention)
            .first()
        )
        if usage == Usage.REPONDRE and (refus := refus_de_lien(personne, lien, redonner)):
            raise LienRefuse(refus)
        if lien is None:
            return LienPersonnel.objects.create(
                personne=personne,
                usage=usage,
                convention=convention,
                cree_le=maintenant,
                expire_le=expire_le,
                transmis_par=transmis_par,
            )
        if neuf or not lien.est_valable(maintenant):
            lien.generation += 1
            lien.revoque_le = lien.ouvert_le = lien.signale_le = None
            lien.cree_le, lien.expire_le = maintenant, expire_le
        lien.expire_le = max(lien.expire_le, expire_le)
        lien.save()
    return lien


class LienRefuse(ActionImpossible):
    """Cette personne ne reçoit pas de lien pour répondre : il faut la joindre autrement."""


def refus_de_lien(personne: Personne, lien: LienPersonnel | None, redonner: bool = False) -> str:
    """Pourquoi cette personne ne reçoit pas de lien pour répondre ; vide si elle en reçoit un."""
    compte = getattr(personne, "compte", None)
    if compte is not None and not compte.is_active:
        return f"Le compte de {personne} est suspendu : rien ne lui est demandé par un lien."
    if lien is not None and lien.est_eteint and not redonner:
        return f"Le lien de {personne} est révoqué ou signalé mal adressé : redonnez-lui en un."
    return ""


def sans_lien_possible(convention: Convention, personnes: Iterable[Personne]) -> set[int]:
    """Parmi ces personnes, celles à qui aucun lien pour répondre ne peut partir. Deux requêtes."""
    cles = [personne.pk for personne in personnes]
    eteints = LienPersonnel.objects.eteints().filter(
        usage=Usage.REPONDRE, convention=convention, personne__in=cles
    )
    suspendus = Utilisateur.objects.filter(personne__in=cles, is_active=False)
    return {
        *eteints.values_list("personne_id", flat=True),
        *suspendus.values_list("personne_id", flat=True),
    }


def revoquer(*liens: LienPersonnel, par: Acteur) -> int:
    """Éteint ces liens : leurs adresses et leurs sessions ne valent plus rien. Rend leur nombre."""
    eteints = 0
    with acte(par):
        for lien in liens:
            if lien.revoque_le is None:
                lien.revoque_le = horloge.maintenant()
                lien.save()
                eteints += 1
    return eteints


def lire_jeton(jeton: str, usage: Usage) -> LienPersonnel | None:
    """Le lien d'un jeton, s'il vaut encore pour cet usage ; None sinon, sans dire pourquoi."""
    try:
        pk, generation = signing.loads(jeton, salt=sel(usage))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        LienPersonnel.objects.valables(horloge.maintenant())
        .filter(pk=pk, generation=generation, usage=usage)
        .select_related("personne", "convention")
        .first()
    )


def consommer(lien: LienPersonnel) -> bool:
    """Éteint un lien qui ne sert qu'une fois ; faux si un autre vient de le faire.

    S'emploie dans l'`acte` de ce que le lien permet. L'échange comparé laisse passer un seul de
    deux usages simultanés.
    """
    with transaction.atomic():
        pris = LienPersonnel.objects.filter(pk=lien.pk, generation=lien.generation).update(
            generation=F("generation") + 1
        )
        if not pris:
            return False
        lien.refresh_from_db()
        # Il expire ici : un lien redonné plus tard aura sa propre durée, pas ce qui restait.
        lien.expire_le = lien.dernier_usage_le = horloge.maintenant()
        lien.save()
    return True


# --- La session d'un lien --------------------------------------------------------------------


def ouvrir_session(request: HttpRequest, lien: LienPersonnel) -> None:
    """Ouvre au porteur du lien une session neuve, limitée à l'usage du lien.

    Un compte connecté dans ce navigateur est déconnecté : on n'agit que sous un nom à la fois.
    """
    request.session.flush()
    request.session[_CLE] = {
        "pk": lien.pk,
        "generation": lien.generation,
        "vu": horloge.maintenant().isoformat(),
    }
    request.session.set_expiry(DUREE_D_UNE_SAISIE)
    request._lien_personnel = lien  # type: ignore[attr-defined]


def noter_l_ouverture(lien: LienPersonnel) -> None:
    """Retient la première ouverture et le dernier usage ; deux ensemble n'en font qu'une.

    La première entre dans l'historique, signée de la personne ; le dernier usage, non.
    """
    maintenant = horloge.maintenant()
    with acte(PersonneParLien(lien.personne, lien)):
        premiere = LienPersonnel.objects.filter(pk=lien.pk, ouvert_le=None).update(
            ouvert_le=maintenant, dernier_usage_le=maintenant
        )
        if premiere:
            lien.refresh_from_db()
            lien.save()
        else:
            LienPersonnel.objects.filter(pk=lien.pk).update(dernier_usage_le=maintenant)


def fermer_session(request: HttpRequest) -> None:
    """Ferme la session du lien."""
    request.session.flush()
    request._lien_personnel = None  # type: ignore[attr-defined]


def quitter_le_lien(request: HttpRequest) -> None:
    """Ferme la session d'un lien s'il y en a une : on n'agit que sous un nom à la fois."""
    if _CLE in request.session:
        fermer_session(request)


def lien_de(request: HttpRequest) -> LienPersonnel | None:
    """Le lien par lequel la personne est entrée, s'il vaut encore ; None pour un compte.

    Lu une fois par page. Révoqué, renouvelé ou trop ancien, il ne vaut plus rien.
    """
    if not hasattr(request, "_lien_personnel"):
        request._lien_personnel = _lire_la_session(request)  # type: ignore[attr-defined]
    lien: LienPersonnel | None = request._lien_personnel  # type: ignore[attr-defined]
    return lien


def _lire_la_session(request: HttpRequest) -> LienPersonnel | None:
    session = getattr(request, "session", None)
    garde = session.get(_CLE) if session is not None else None
    if not garde or request.user.is_authenticated:
        return None
    maintenant = horloge.maintenant()
    vu = datetime.datetime.fromisoformat(garde["vu"])
    # Un formulaire ouvert à temps se rend encore : ce qui est tapé n'est pas perdu.
    duree = DUREE_D_UNE_SAISIE if request.method == "POST" else DUREE_DE_SESSION
    if maintenant - vu > duree:
        return None
    if maintenant - vu > PAS_DE_SESSION:
        request.session[_CLE] = {**garde, "vu": maintenant.isoformat()}
    return (
        LienPersonnel.objects.valables(maintenant)
        .filter(pk=garde["pk"], generation=garde["generation"])
        .select_related("personne", "convention")
        .first()
    )


# --- Qui agit --------------------------------------------------------------------------------

_PAGE_FERMEE = "Votre page s'est fermée d'elle-même. Rouvrez le lien de votre courriel."
Vue = Callable[..., HttpResponse]


def ouverte_aux_liens(usage: Usage) -> Callable[[Vue], Vue]:
    """Une page pour les comptes, et pour qui vient par un lien de cet usage."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            lien = lien_de(request)
            if request.user.is_authenticated or (lien is not None and lien.usage == usage):
                return vue(request, *args, **kwargs)
            if _CLE in request.session:
                # La session d'un lien s'est fermée : un mot de passe ne la rouvrirait pas.
                messages.warning(
                    request, "Votre page s'est fermée d'elle-même. Rouvrez votre lien."
                )
                return redirect("lien_demander")
            return redirect_to_login(request.get_full_path())

        return login_not_required(gardee)

    return decorer


def acteur_de(request: HttpRequest) -> Acteur:
    """Qui signe ce que la page écrit : le compte, ou la personne venue par un lien."""
    lien = lien_de(request)
    return utilisateur_de(request) if lien is None else PersonneParLien(lien.personne, lien)


def personne_de(request: HttpRequest) -> Personne:
    """La personne qui agit : celle du lien, ou celle que le compte incarne."""
    lien = lien_de(request)
    return utilisateur_de(request).personne if lien is None else lien.personne


def signaler(lien: LienPersonnel, *, le: datetime.datetime) -> None:
    """Le porteur dit que ce lien n'est pas pour lui : le coordonnateur le verra."""
    lien.signale_le = le
    with acte(PersonneParLien(lien.personne, lien)):
        lien.save()
