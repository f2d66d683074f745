"""La convention qui succède à une autre : ce qui s'en reprend. Le texte s'écrit, et se signe."""

import datetime
from collections.abc import Collection

from django.core.exceptions import ValidationError

from conventions.comptes import donner_un_role
from conventions.droits import Role
from conventions.models import Convention, Signataire, Utilisateur
from conventions.naissance import creer_en_projet, peut_ouvrir_une_convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from ctg.socle.templatetags.portail import jour

# Ce que la suivante reprend d'abord, avant de le récrire.
_REPRIS = ("devise", "objet", "enjeu_transversal")
_REPRIS_D_UNE_PARTIE = ("partenaire", "denomination", "siege_ecrit", "designation", "est_copilote")


def annees_de_la_suite(convention: Convention) -> tuple[datetime.date, datetime.date]:
    """Le premier et le dernier jour proposés : le lendemain du terme, pour la même durée."""
    debut = convention.terme + datetime.timedelta(days=1)
    duree = convention.fin.year - convention.debut.year
    return debut, datetime.date(debut.year + duree, convention.fin.month, convention.fin.day)


def ouvrir_la_suite(
    *,
    de: Convention,
    nom: str,
    debut: datetime.date,
    fin: datetime.date,
    parties: Collection[int],
    par: Utilisateur,
) -> Convention:
    """Ouvre en projet la convention qui succède à `de`, avec ces parties, dans l'ordre du texte.

    `parties` : les identifiants de signataires de `de`. Délibérations, signatures et rôles ne se
    reprennent pas : chaque partie délibère et signe à nouveau. Qui l'ouvre la coordonne. Lève
    `ActionImpossible` sans ce droit ou si une suite est déjà ouverte, `ValidationError` si elle
    commence avant la fin de l'autre, ou finit avant son début.
    """
    if not peut_ouvrir_une_convention(par):
        raise ActionImpossible("Il faut coordonner une convention pour en ouvrir une autre.")
    if debut <= de.terme:
        raise ValidationError(
            {"debut": f"La convention en cours va jusqu'au {jour(de.terme)} : commencez après."}
        )
    with acte(par):
        # Sous le verrou : deux personnes ne l'ouvrent pas chacune la leur.
        Convention.objects.select_for_update().get(pk=de.pk)
        if suite := Convention.objects.filter(succede_a=de).first():
            raise ActionImpossible(f"La suite est déjà ouverte : {suite.nom}.")
        convention = creer_en_projet(territoire=de.territoire, nom=nom, debut=debut, fin=fin)
        for champ in _REPRIS:
            setattr(convention, champ, getattr(de, champ))
        convention.succede_a = de
        convention.save()
        convention.zones.set(de.zones.all())
        reprises = de.signataires.filter(pk__in=parties).order_by("ordre")
        for ordre, partie in enumerate(reprises, start=1):
            Signataire.objects.create(
                convention=convention,
                ordre=ordre,
                **{nom: getattr(partie, nom) for nom in _REPRIS_D_UNE_PARTIE},
            )
        donner_un_role(
            compte=par,
            role=Role.COORDONNATEUR,
            partenaire=None,
            convention=convention,
            par=par,
        )
    return convention
