"""Donner, ouvrir, éteindre un lien personnel ; et savoir qui agit sur une page."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from conventions.droits import utilisateur_de
from conventions.models import Convention, LienPersonnel, Personne
from conventions.models.liens import sel
from ctg.socle import horloge
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
# Un geste n'est noté que s'il est loin du précédent : une page lue n'écrit pas à chaque fois.
PAS_DE_SESSION = datetime.timedelta(minutes=5)
_CLE = "lien_personnel"


@dataclass(frozen=True)
class PersonneParLien:
    """L'auteur d'une écriture faite par un lien : la personne, sans compte."""

    personne: Personne
    lien: LienPersonnel

    @property
    def libelle_d_auteur(self) -> str:
        """« Jeanne Dupont (lien personnel) »."""
        return f"{self.personne} (lien personnel)"

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
    transmis_par: Personne | None = None,
) -> LienPersonnel:
    """Le lien de cette personne pour cet usage, valable pour `duree` à partir de maintenant.

    Il garde sa génération tant qu'il vaut : un rappel n'éteint pas le courriel d'avant. `neuf`,
    une expiration ou une révocation en ouvrent une nouvelle : les adresses données meurent.
    `transmis_par` n'est retenu qu'à la création : qui avait déjà un lien ne le doit à personne.
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
    request.session.set_expiry(DUREE_DE_SESSION)
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
    if maintenant - vu > DUREE_DE_SESSION:
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

Vue = Callable[..., HttpResponse]


def ouverte_aux_liens(usage: Usage) -> Callable[[Vue], Vue]:
    """Une page pour les comptes, et pour qui vient par un lien de cet usage."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            lien = lien_de(request)
            if request.user.is_authenticated or (lien is not None and lien.usage == usage):
                return vue(request, *args, **kwargs)
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
