"""Les filtres du plan, appliqués à un plan déjà chargé.

Le plan tient en quelques dizaines de fiches, et « en retard » se calcule : filtrer ce qui est
chargé donne les nombres du plan entier et les fiches retenues sans requête de plus.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields

from actions.models import Axe, FicheAction
from ctg.socle.recherche import mots, sans_accent

# Dans l'adresse, une valeur vide ne filtre pas : « non renseigné » a donc son mot.
NON_RENSEIGNE = "non_renseigne"

Suivi = Callable[[FicheAction, datetime.date], bool]

# Ce qui appelle un geste : clé d'adresse → (intitulé, règle).
SUIVIS: Mapping[str, tuple[str, Suivi]] = {
    "en_retard": ("en retard", FicheAction.est_en_retard),
    "a_renseigner": ("étape passée, à renseigner", FicheAction.est_a_renseigner),
    "jamais": ("jamais renseignées", lambda fiche, le: not fiche.est_renseignee()),
    "sans_nouvelle": ("sans nouvelle depuis 90 jours", FicheAction.est_sans_nouvelle),
    "sans_pilote": ("sans pilote", lambda fiche, le: not fiche.pilotes_actuels),
    "commentees": ("commentaire ouvert", lambda fiche, le: fiche.commentaires_ouverts > 0),
}


@dataclass(frozen=True)
class FiltresDuPlan:
    """Ce que l'adresse demande ; une valeur vide ne filtre pas, une inconnue ne retient rien."""

    q: str = ""
    axe: str = ""
    etat: str = ""
    meteo: str = ""
    suivi: str = ""

    @classmethod
    def lus(cls, adresse: Mapping[str, str]) -> "FiltresDuPlan":
        """Les filtres d'une adresse."""
        return cls(**{champ.name: adresse.get(champ.name, "").strip() for champ in fields(cls)})

    @property
    def sont_actifs(self) -> bool:
        """Vrai si un filtre au moins est posé."""
        return any(getattr(self, champ.name) for champ in fields(self))

    def garder(self, fiches: Iterable[FicheAction], le: datetime.date) -> list[FicheAction]:
        """Les fiches que tous les filtres retiennent ; suppose ``pour_liste``."""
        return [fiche for fiche in fiches if self._retient(fiche, le)]

    def _retient(self, fiche: FicheAction, le: datetime.date) -> bool:
        return (
            self.axe in ("", str(fiche.axe.numero))
            and self.etat in ("", fiche.etat or NON_RENSEIGNE)
            and self.meteo in ("", fiche.meteo or NON_RENSEIGNE)
            and (not self.suivi or self._suit(fiche, le))
            and self._contient(fiche)
        )

    def _suit(self, fiche: FicheAction, le: datetime.date) -> bool:
        return self.suivi in SUIVIS and SUIVIS[self.suivi][1](fiche, le)

    def _contient(self, fiche: FicheAction) -> bool:
        texte = (sans_accent(f"{fiche.numero} {fiche.titre} {fiche.objectifs}") or "").lower()
        return all((sans_accent(mot) or "").lower() in texte for mot in mots(self.q))


def par_axe(fiches: Iterable[FicheAction]) -> list[tuple[Axe, list[FicheAction]]]:
    """Les fiches rangées sous leur axe, dans l'ordre du plan."""
    axes: dict[int, tuple[Axe, list[FicheAction]]] = {}
    for fiche in sorted(fiches, key=lambda f: (f.axe.numero, f.numero)):
        axes.setdefault(fiche.axe_id, (fiche.axe, []))[1].append(fiche)
    return list(axes.values())
