"""Étiquettes, étendues et partenaires chargés : seulement ce que le texte de la fiche écrit."""

import json

import pytest
from django.conf import settings

from actions.models import Etiquette, FicheAction, PartenaireDeFiche
from actions.presentation import historique_de
from tests.fidelite.lecture import serre

pytestmark = pytest.mark.django_db

DONNEES = json.loads(
    (settings.DOSSIER_CONVENTIONS / "agen-2022-2026" / "precisions.json").read_text("utf-8")
)

# Ce que le texte écrit dans le champ « public cible » de chaque fiche, tapé à part (annexe 3).
PUBLICS = {
    1: {"familles et parents", "assistants maternels", "élus et agents"},
    2: {"familles et parents"},
    3: {"jeunesse"},
    4: {"tout public", "familles et parents", "personnes isolées"},
    5: {"jeunesse"},
    6: {"habitants", "familles et parents"},
    7: set(),
    8: {"habitants", "élus et agents", "professionnels"},
    9: {"tout public"},
    10: {"jeunesse"},
    11: {"familles et parents", "enfants en situation de handicap"},
    12: {"professionnels", "élus et agents"},
    13: {"familles et parents", "petite enfance", "enfance"},
}


def _texte(fiche: FicheAction) -> str:
    return serre(" ".join([fiche.titre, *(texte for _, texte in fiche.champs_du_contrat())]))


def test_chaque_fiche_porte_les_publics_de_son_public_cible() -> None:
    for numero, attendus in PUBLICS.items():
        publics = Etiquette.objects.filter(genre="public", fiches__numero=numero)
        assert set(publics.values_list("nom", flat=True)) == attendus, numero


def test_la_formation_est_un_enjeu_transversal() -> None:
    formation = Etiquette.objects.get(nom="formation")
    assert (formation.genre, formation.ligne) == ("enjeu", 400)
    assert set(formation.fiches.values_list("numero", flat=True)) == {3, 9, 10, 11, 12}
    cadres = Etiquette.objects.filter(genre="cadre").values_list("nom", "ligne")
    assert set(cadres) == {("SDSF 2021-2025", 299), ("contrat de ville", 378)}


def test_les_mots_cites_sont_dans_la_fiche() -> None:
    fiches = {fiche.numero: fiche for fiche in FicheAction.objects.all()}
    cites = [
        *((int(n), ecrit) for e in DONNEES["etiquettes"] for n, ecrit in e["fiches"].items()),
        *((int(n), ecrit) for n, ecrit in DONNEES["etendues"].items()),
        *((p["fiche"], p["ecrit"]) for p in DONNEES["partenaires"]),
    ]
    assert len(cites) > 50
    absents = [(n, ecrit) for n, ecrit in cites if serre(ecrit) not in _texte(fiches[n])]
    assert not absents


def test_seules_deux_fiches_disent_tout_le_territoire() -> None:
    dites = FicheAction.objects.exclude(etendue="").values_list("numero", "etendue")
    assert set(dites) == {(3, "tout"), (6, "tout")}


def test_les_partenaires_nommes_et_eux_seuls() -> None:
    nommes = {
        (p.fiche.numero, p.partenaire.nature if p.partenaire else p.nom_libre)
        for p in PartenaireDeFiche.objects.select_related("partenaire", "fiche")
    }
    assert nommes == {
        *((n, "caf") for n in (1, 2, 3, 5, 8)),
        *((n, "agglomeration") for n in (4, 7, 8, 11)),
        *((n, "SDJES") for n in (3, 5)),
        (4, "Monte le Son"),
        (4, "AFDAS"),
        *((5, nom) for nom in ("Mission locale", "DRAJES", "Point Jeune", "Campus universitaire")),
        (10, "ALSH de St Ferréol"),
        (12, "Tom Enfant Phare (PRE)"),
    }


def test_rien_d_invente_et_rien_qui_passe_pour_un_geste() -> None:
    for fiche in FicheAction.objects.all():
        assert (fiche.participation, fiche.elu_referent) == ("", None)
        assert not fiche.structures.exists()
        assert historique_de(fiche) == []
