"""Où en est le plan : les nombres, comptés en une passe, sans page ni requête."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.models import FicheAction
from ctg.socle.nombres import ESPACE_INSECABLE, nombre_fr

# La clé de ce que personne n'a renseigné : la valeur vide, telle qu'elle est rangée.
NON_RENSEIGNE = ""


def _a_zero(valeurs: Iterable[str]) -> dict[str, int]:
    return dict.fromkeys([*valeurs, NON_RENSEIGNE], 0)


@dataclass(frozen=True)
class Avancement:
    """Ce que comptent des fiches-actions, un jour donné.

    - `par_etat`, `par_meteo` : nombre de fiches par valeur, zéros compris ; la clé vide compte
      celles qui ne sont pas renseignées ;
    - `fiches_jamais_renseignees` : personne n'en a jamais rien dit ;
    - `etapes_en_retard` et `etapes_a_renseigner` (R24) ne comptent pas les actions réalisées ou
      abandonnées : leurs étapes laissées ouvertes n'attendent plus personne.
    """

    fiches: int
    par_etat: Mapping[str, int]
    par_meteo: Mapping[str, int]
    fiches_en_retard: int
    fiches_a_renseigner: int
    fiches_jamais_renseignees: int
    fiches_sans_pilote: int
    etapes_total: int
    etapes_faites: int
    etapes_en_retard: int
    etapes_a_renseigner: int

    @property
    def etapes_en_mots(self) -> str:
        """« 13 étapes faites sur 21 » ; jamais zéro là où personne n'a rien dit."""
        if not self.est_renseigne:
            return "étapes faites : non renseigné"
        faites = "étape faite" if self.etapes_faites < 2 else "étapes faites"
        return (
            f"{nombre_fr(self.etapes_faites)}{ESPACE_INSECABLE}{faites}"
            f" sur {nombre_fr(self.etapes_total)}"
        )

    @property
    def est_renseigne(self) -> bool:
        """Vrai si quelqu'un a dit quelque chose d'une fiche au moins."""
        return self.fiches_jamais_renseignees < self.fiches


@dataclass(frozen=True)
class AvancementDuPlan(Avancement):
    """L'avancement de tout le plan, et celui de chaque axe par son numéro, dans leur ordre."""

    par_axe: Mapping[int, Avancement] = field(default_factory=dict)


def avancement_du_plan(fiches: Iterable[FicheAction], le: datetime.date) -> AvancementDuPlan:
    """Compte l'avancement de ces fiches ce jour-là ; ne fait aucune requête.

    Suppose chargés l'axe, les étapes et les pilotes (``FicheAction.objects.pour_liste()``).
    """
    plan = _Compteur()
    axes: dict[int, _Compteur] = {}
    for fiche in fiches:
        plan.ajouter(fiche, le)
        axes.setdefault(fiche.axe.numero, _Compteur()).ajouter(fiche, le)
    return AvancementDuPlan(
        **plan.nombres(),
        par_axe={numero: Avancement(**axes[numero].nombres()) for numero in sorted(axes)},
    )


class _Compteur:
    """Les nombres en cours de compte."""

    def __init__(self) -> None:
        self._nombres: Counter[str] = Counter()
        self._etats = _a_zero(FicheAction.Etat.values)
        self._meteos = _a_zero(FicheAction.Meteo.values)

    def ajouter(self, fiche: FicheAction, le: datetime.date) -> None:
        statuts = Counter(fiche.statut_d_etape(etape, le) for etape in fiche.etapes.all())
        self._etats[fiche.etat] += 1
        self._meteos[fiche.meteo] += 1
        self._nombres.update(
            fiches=1,
            fiches_en_retard=fiche.est_en_retard(le),
            fiches_a_renseigner=fiche.est_a_renseigner(le),
            fiches_jamais_renseignees=not fiche.est_renseignee(),
            fiches_sans_pilote=not fiche.pilotes_actuels,
            etapes_total=statuts.total(),
            etapes_faites=statuts["faite"],
            etapes_en_retard=statuts["en_retard"],
            etapes_a_renseigner=statuts["a_renseigner"],
        )

    def nombres(self) -> dict[str, Any]:
        noms = [nom for nom in Avancement.__dataclass_fields__ if not nom.startswith("par_")]
        return {
            "par_etat": self._etats,
            "par_meteo": self._meteos,
            **{nom: self._nombres[nom] for nom in noms},
        }
