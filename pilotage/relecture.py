"""La coordination relit : accepter une demande et ses relevés ensemble, en renvoyer un."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from conventions.reponses import accepter_la_reponse, redemander_la_reponse
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import ConflitDeVersion, verrouiller
from pilotage.models import AnneeVerrouillee, DemandeDeFiche, Releve
from pilotage.services import accepter_les_releves


def releves_soumis_de(demande: DemandeDeFiche) -> list[Releve]:
    """Les réponses de sa fiche, cette année-là, qui attendent l'accord ; aucune, année verrouillée.

    Deux requêtes.
    """
    campagne = demande.campagne
    if campagne.annee in AnneeVerrouillee.de(campagne.convention):
        return []
    par_commune = Q(indicateur__est_par_commune=True)
    soumis = (
        Releve.objects.attendus()
        .soumis()
        .filter(
            (par_commune & Q(commune__isnull=False)) | (~par_commune & Q(commune=None)),
            indicateur__fiche=demande.fiche_id,
            annee=campagne.annee,
        )
    )
    lus = soumis.pour_lecture().select_related("indicateur__fiche__convention")
    return list(lus.order_by("indicateur__ordre", "commune__nom"))


def accepter_la_demande(
    *,
    demande: DemandeDeFiche,
    lus: Mapping[int, int],
    par: Acteur,
    le: datetime.date,
    version_ouverte: int,
) -> int:
    """Accepte la réponse lue et, avec elle, les relevés soumis que la page montrait.

    `lus` : identifiant de relevé → version lue. Rend le nombre de relevés acceptés. Lève
    `ConflitDeVersion` si un relevé est venu ou a changé depuis, et ce que lève `Demande.accepter`.
    """
    with acte(par):
        verrouiller(demande.campagne.convention)
        soumis = releves_soumis_de(demande)
        if {releve.pk: releve.version for releve in soumis} != dict(lus):
            raise ConflitDeVersion
        accepter_les_releves(releves=soumis, versions=lus, par=par, le=le)
        accepter_la_reponse(demande=demande, par=par, le=le, version_ouverte=version_ouverte)
    return len(soumis)


@dataclass(frozen=True)
class Renvoi:
    """Ce qui suit un relevé renvoyé : la demande où le reprendre, et si un courriel l'a dit."""

    demande: DemandeDeFiche | None = None
    est_ecrit: bool = False


def renvoyer_le_releve(
    *, releve: Releve, motif: str, par: Acteur, le: datetime.date, version_ouverte: int
) -> Renvoi:
    """Redemande une réponse ; la demande dont elle vient se rouvre, avec son motif et un courriel.

    Sans campagne ouverte pour cette fiche et cette année, nul n'est prévenu : le bilan le dit.
    """
    fiche = releve.indicateur.fiche
    with acte(par):
        verrouiller(fiche.convention)
        releve.renvoyer(motif=motif, par=par, le=le, version_ouverte=version_ouverte)
        demande = (
            DemandeDeFiche.objects.pour_liste()
            .filter(
                fiche=fiche,
                campagne__annee=releve.annee,
                campagne__ouverte_le__isnull=False,
                campagne__close_le=None,
            )
            .order_by("-campagne__ouverte_le", "-pk")
            .first()
        )
        if demande is None or demande.etat not in demande.TRANSITIONS["redemander"].depuis:
            return Renvoi(demande)
        de_quoi = f"{releve.indicateur}, {releve.commune}" if releve.commune else releve.indicateur
        phrase = f"«\u00a0{de_quoi}\u00a0» : {motif.strip()}"
        return Renvoi(demande, redemander_la_reponse(demande=demande, motif=phrase, par=par, le=le))
