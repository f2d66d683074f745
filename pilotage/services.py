"""Les commandes qui touchent plusieurs agrégats à la fois."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from actions.models import FicheAction
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import ConflitDeVersion
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie


@dataclass(frozen=True)
class ReponseEnvoyee:
    """La réponse à un indicateur, et la marque du relevé que la personne avait ouvert."""

    saisie: ReponseSaisie
    marque_ouverte: str


class RelevesEnConflit(ConflitDeVersion):
    """D'autres ont répondu entre-temps : par indicateur, le relevé enregistré (None : retiré)."""

    def __init__(self, releves: dict[int, Releve | None]) -> None:
        super().__init__()
        self.releves = releves


def repondre_aux_indicateurs(
    *,
    fiche: FicheAction,
    annee: int,
    reponses: Mapping[int, ReponseEnvoyee],
    par: Acteur,
    le: datetime.date,
) -> int:
    """Écrit les réponses d'une fiche pour une année ; rend le nombre de celles qui ont changé.

    `reponses` : identifiant d'indicateur → réponse. Un seul conflit et rien n'est écrit :
    `RelevesEnConflit` dit sur quelles lignes. Chaque refus de `Releve.repondre` vaut ici aussi.
    """
    changees = 0
    en_conflit: list[int] = []
    with acte(par):
        connus = {
            releve.indicateur_id: releve
            for releve in Releve.objects.filter(indicateur__fiche=fiche, annee=annee)
        }
        for indicateur in fiche.indicateurs.filter(pk__in=reponses):
            indicateur.fiche = fiche
            envoyee = reponses[indicateur.pk]
            releve = connus.get(indicateur.pk) or Releve(annee=annee)
            releve.indicateur = indicateur
            try:
                changees += releve.repondre(
                    saisie=envoyee.saisie, marque_ouverte=envoyee.marque_ouverte, par=par, le=le
                )
            except ConflitDeVersion:
                en_conflit.append(indicateur.pk)
        if en_conflit:
            raise RelevesEnConflit(_relus(en_conflit, annee))
    return changees


def _relus(indicateurs: list[int], annee: int) -> dict[int, Releve | None]:
    relus = Releve.objects.filter(indicateur__in=indicateurs, annee=annee).select_related(
        "indicateur"
    )
    par_indicateur = {releve.indicateur_id: releve for releve in relus}
    return {cle: par_indicateur.get(cle) for cle in indicateurs}
