"""Les filtres du plan, les mêmes pour la liste par axe et pour le tableau.

Ils s'appliquent en base : un plan de 1 300 fiches se filtre en une requête. Chaque règle calculée
a sa forme sur une fiche chargée et sa forme en base ; un essai les compare.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from actions.models import Axe, CommentaireDeFiche, Etape, FicheAction, Note, PiloteDeFiche
from actions.models.ensembles import JOURS_SANS_NOUVELLE, QuerySetDeFiches
from actions.models.pilotes import QuerySetDePilotes
from conventions.models import Personne
from ctg.socle.badges import BADGES
from ctg.socle.recherche import mots

# Dans l'adresse, une valeur vide ne filtre pas : « non renseigné » a donc son mot.
NON_RENSEIGNE = "non_renseigne"

_CLOSE = Q(etat__in=FicheAction.ETATS_CLOS)


class Suivi(NamedTuple):
    """Ce qui appelle un geste : son intitulé, sa règle sur une fiche chargée, et en base."""

    intitule: str
    regle: Callable[[FicheAction, datetime.date], bool]
    condition: Callable[[datetime.date], Q]


def _a_une_etape_passee(le: datetime.date, *, est_vue: bool) -> Q:
    passees = Etape.objects.filter(
        fiche=OuterRef("pk"), faite_le=None, fin__lt=le, vue_le__isnull=not est_vue
    )
    return ~_CLOSE & Q(Exists(passees))


def _limite(le: datetime.date) -> datetime.date:
    return le - datetime.timedelta(days=JOURS_SANS_NOUVELLE)


def _sans_note(le: datetime.date) -> Q:
    recentes = Note.objects.filter(fiche=OuterRef("pk"), date__gte=_limite(le))
    return ~_CLOSE & ~Q(Exists(recentes))


def _pilotages() -> QuerySetDePilotes:
    return PiloteDeFiche.objects.actuels().filter(fiche=OuterRef("pk"))


# Clé d'adresse → ce qu'elle retient.
SUIVIS: Mapping[str, Suivi] = {
    "en_retard": Suivi(
        "en retard",
        FicheAction.est_en_retard,
        lambda le: _a_une_etape_passee(le, est_vue=True),
    ),
    "a_renseigner": Suivi(
        "étape passée, à renseigner",
        FicheAction.est_a_renseigner,
        lambda le: _a_une_etape_passee(le, est_vue=False),
    ),
    "jamais": Suivi(
        "jamais renseignées",
        lambda fiche, le: not fiche.est_renseignee(),
        lambda le: Q(etat="", meteo="", mise_a_jour_le=None),
    ),
    "sans_nouvelle": Suivi(
        "sans nouvelle depuis 90 jours",
        FicheAction.est_sans_nouvelle,
        lambda le: ~_CLOSE & Q(mise_a_jour_le__lt=_limite(le)),
    ),
    "sans_note": Suivi("sans note depuis 90 jours", FicheAction.est_sans_note, _sans_note),
    "sans_pilote": Suivi(
        "sans pilote",
        lambda fiche, le: not fiche.pilotes_actuels,
        lambda le: ~Q(Exists(_pilotages())),
    ),
    "commentees": Suivi(
        "commentaire ouvert",
        lambda fiche, le: fiche.commentaires_ouverts > 0,
        lambda le: Q(Exists(CommentaireDeFiche.objects.ouverts().filter(fiche=OuterRef("pk")))),
    ),
}


@dataclass(frozen=True)
class FiltresDuPlan:
    """Ce que l'adresse demande ; une valeur vide ne filtre pas, une inconnue ne retient rien."""

    q: str = ""
    axe: str = ""
    pilote: str = ""
    etat: str = ""
    meteo: str = ""
    priorite: str = ""
    suivi: str = ""

    @classmethod
    def lus(cls, adresse: Mapping[str, str]) -> "FiltresDuPlan":
        """Les filtres d'une adresse."""
        return cls(**{champ.name: adresse.get(champ.name, "").strip() for champ in fields(cls)})

    @property
    def sont_actifs(self) -> bool:
        """Vrai si un filtre au moins est posé."""
        return bool(self.poses())

    def poses(self) -> dict[str, str]:
        """Les filtres posés : nom dans l'adresse → valeur."""
        return {c.name: valeur for c in fields(self) if (valeur := getattr(self, c.name))}

    def adresse(self) -> str:
        """Les filtres posés, tels que l'adresse les porte ; vide s'il n'y en a pas."""
        return f"?{urlencode(self.poses())}" if self.sont_actifs else ""

    def en_mots(self, pilotes: Iterable[Personne]) -> list[str]:
        """Ce qu'ils retiennent, pour qui lira un document sans voir l'adresse.

        `pilotes` : qui pilote une fiche du plan. Un filtre inconnu se dit tel qu'il est écrit.
        """
        noms = {str(personne.pk): str(personne) for personne in pilotes}
        suivi = SUIVIS.get(self.suivi)
        dits = {
            "q": f"mots cherchés « {self.q} »",
            "axe": f"axe {self.axe}",
            "pilote": f"pilote {noms.get(self.pilote, 'inconnu')}",
            "etat": f"état « {_mot(self.etat)} »",
            "meteo": f"météo « {_mot(self.meteo)} »",
            "priorite": f"priorité « {_mot(self.priorite)} »",
            "suivi": suivi.intitule if suivi else self.suivi,
        }
        return [dits[nom] for nom in self.poses()]

    def retenir(self, fiches: QuerySetDeFiches, le: datetime.date) -> QuerySetDeFiches:
        """Les fiches que tous les filtres retiennent."""
        for mot in mots(self.q):
            fiches = fiches.filter(_contient(mot))
        for champ in ("etat", "meteo", "priorite"):
            if valeur := getattr(self, champ):
                fiches = fiches.filter(**{champ: "" if valeur == NON_RENSEIGNE else valeur})
        if self.axe:
            fiches = fiches.filter(_egal("axe__numero", self.axe))
        if self.pilote:
            pilotages = _pilotages().filter(_egal("personne_id", self.pilote))
            fiches = fiches.filter(Exists(pilotages))
        if self.suivi:
            suivi = SUIVIS.get(self.suivi)
            fiches = fiches.filter(suivi.condition(le)) if suivi else fiches.none()
        return fiches

    def marquer(self, fiches: QuerySetDeFiches, le: datetime.date) -> QuerySetDeFiches:
        """Toutes ces fiches, chacune disant par `est_retenue` si les filtres la retiennent.

        Les nombres du plan entier et les fiches retenues viennent ainsi d'une seule requête.
        """
        elle_meme = FicheAction.objects.filter(pk=OuterRef("pk"))
        est_retenue = Exists(self.retenir(elle_meme, le))
        return fiches.annotate(est_retenue=est_retenue)  # type: ignore[no-redef]


def _mot(valeur: str) -> str:
    cle = "" if valeur == NON_RENSEIGNE else valeur
    return BADGES[cle].mot if cle in BADGES else valeur


def _egal(champ: str, valeur: str) -> Q:
    """Égal à ce nombre ; un mot n'est égal à rien."""
    return Q(**{champ: int(valeur)}) if valeur.isdecimal() else Q(pk__in=[])


def _contient(mot: str) -> Q:
    """Le mot est dans le titre ou les objectifs, sans accent ; un nombre peut être le numéro."""
    texte = Q(titre__unaccent__icontains=mot) | Q(objectifs__unaccent__icontains=mot)
    return texte | _egal("numero", mot)


def par_axe(fiches: Iterable[FicheAction]) -> list[tuple[Axe, list[FicheAction]]]:
    """Les fiches rangées sous leur axe, dans l'ordre du plan."""
    axes: dict[int, tuple[Axe, list[FicheAction]]] = {}
    for fiche in sorted(fiches, key=lambda f: (f.axe.numero, f.numero)):
        axes.setdefault(fiche.axe_id, (fiche.axe, []))[1].append(fiche)
    return list(axes.values())
