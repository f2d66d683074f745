"""Les commandes qui touchent plusieurs agrégats à la fois."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.models import FicheAction, Indicateur
from conventions.models import Commune
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import ConflitDeVersion
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie


@dataclass(frozen=True)
class ReponseEnvoyee:
    """La réponse à un indicateur, et la marque du relevé que la personne avait ouvert."""

    saisie: ReponseSaisie
    marque_ouverte: str


@dataclass(frozen=True)
class BilanDesReponses:
    """Ce qu'un envoi a changé : les réponses écrites, celles qu'il a retirées."""

    ecrites: int = 0
    retirees: int = 0


class RelevesEnConflit(ConflitDeVersion):
    """D'autres ont répondu entre-temps : par clé, le relevé enregistré (None : retiré).

    La clé est l'indicateur ; sur la page d'un indicateur relevé par commune, la commune.
    """

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
    soumettre: bool = True,
) -> BilanDesReponses:
    """Écrit les réponses d'une fiche pour une année ; rend ce qui a changé.

    `reponses` : identifiant d'indicateur → réponse ; `soumettre` : elles partent à la
    coordination, sinon ce sont des brouillons. Un seul conflit et rien n'est écrit :
    `RelevesEnConflit` dit sur quelles lignes. Chaque refus de `Releve.repondre` vaut ici aussi.
    """
    indicateurs = list(fiche.indicateurs.filter(pk__in=reponses))
    for indicateur in indicateurs:
        indicateur.fiche = fiche
    return repondre_en_grille(
        indicateurs=indicateurs,
        annee=annee,
        reponses=reponses,
        par=par,
        le=le,
        soumettre=soumettre,
    )


def repondre_en_grille(
    *,
    indicateurs: Sequence[Indicateur],
    annee: int,
    reponses: Mapping[int, ReponseEnvoyee],
    par: Acteur,
    le: datetime.date,
    soumettre: bool,
) -> BilanDesReponses:
    """Comme `repondre_aux_indicateurs`, pour des indicateurs de plusieurs fiches.

    Suppose chargées leurs fiches et la convention.
    """
    a_jour = Releve.objects.filter(indicateur__in=indicateurs, annee=annee, commune=None)
    connus = {releve.indicateur_id: releve for releve in a_jour}
    releves = {}
    for indicateur in indicateurs:
        releve = connus.get(indicateur.pk) or Releve(annee=annee)
        releve.indicateur = indicateur
        releves[indicateur.pk] = releve
    return _repondre(releves, reponses, par, le, soumettre)


def repondre_par_commune(
    *,
    indicateur: Indicateur,
    annee: int,
    communes: Sequence[Commune],
    reponses: Mapping[int, ReponseEnvoyee],
    par: Acteur,
    le: datetime.date,
    soumettre: bool,
) -> BilanDesReponses:
    """Écrit les réponses des communes à un indicateur ; `reponses` : par identifiant de commune.

    Refuse comme `repondre_aux_indicateurs`.
    """
    connus = {
        releve.commune_id: releve
        for releve in Releve.objects.filter(indicateur=indicateur, annee=annee)
    }
    releves = {}
    for commune in communes:
        if commune.pk in reponses:
            releve = connus.get(commune.pk) or Releve(annee=annee, commune=commune)
            releve.indicateur = indicateur
            releves[commune.pk] = releve
    return _repondre(releves, reponses, par, le, soumettre)


def _repondre(
    releves: Mapping[int, Releve],
    reponses: Mapping[int, ReponseEnvoyee],
    par: Acteur,
    le: datetime.date,
    soumettre: bool,
) -> BilanDesReponses:
    """Écrit chaque réponse sur son relevé, relu ou neuf ; tout, ou rien."""
    ecrites, retirees, en_conflit = 0, 0, []
    with acte(par):
        for cle, releve in releves.items():
            envoyee = reponses[cle]
            try:
                a_change = releve.repondre(
                    saisie=envoyee.saisie,
                    marque_ouverte=envoyee.marque_ouverte,
                    par=par,
                    le=le,
                    soumettre=soumettre,
                )
                retirees += a_change and envoyee.saisie.est_vide
                ecrites += a_change and not envoyee.saisie.est_vide
            except ConflitDeVersion:
                en_conflit.append(cle)
        if en_conflit:
            raise RelevesEnConflit({cle: _relu(releves[cle]) for cle in en_conflit})
    return BilanDesReponses(ecrites, retirees)


def _relu(releve: Releve) -> Releve | None:
    return (
        Releve.objects.filter(
            indicateur=releve.indicateur_id, annee=releve.annee, commune=releve.commune_id
        )
        .select_related("indicateur", "niveau_propre")
        .first()
    )


def accepter_les_releves(
    *, releves: Sequence[Releve], versions: Mapping[int, int], par: Acteur, le: datetime.date
) -> None:
    """Accepte d'un geste les relevés lus ; `versions` : identifiant → version lue.

    Tous, ou aucun : lève ce que lève `Releve.accepter`.
    """
    with acte(par):
        for releve in releves:
            releve.accepter(par=par, le=le, version_ouverte=versions[releve.pk])
