"""Changer plusieurs fiches d'un geste ne fait rien dire de plus à leur historique."""

import datetime

from actions.en_nombre import ChangerPriorite, changer
from actions.presentation import historique_de
from conventions.models import Convention
from ctg.socle.historique import acte
from tests import fabriques

LE = datetime.date(2026, 11, 23)


def test_l_historique_ne_dit_change_que_ce_qui_l_est(convention: Convention) -> None:
    fiche, coordonnateur = fabriques.fiche(convention), fabriques.coordonnateur(convention)
    with acte(coordonnateur):
        fiche.publics.add(fabriques.etiquette(convention))
    changer(
        ChangerPriorite("haute"),
        {fiche.pk: fiche.version},
        convention=convention,
        par=coordonnateur,
        le=LE,
    )
    dits = [[champ.libelle for champ in c.champs] for c in historique_de(fiche)]
    assert dits.count(["priorité"]) == 1
    # Dit ajouté une fois, et jamais vidé.
    assert sum("publics" in " ".join(libelles) for libelles in dits) == 1
