"""Une réponse en une cellule : ce qui se tape, et ce que cela veut dire."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actions.models import Indicateur
from pilotage.cellules import cellule, lire_cellule
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie

NIVEAUX = {"progres": "en progrès", "acquis": "acquis"}


def _lire(
    texte: str,
    mot: str = "",
    *,
    presente: ReponseSaisie | None = None,
    avant: int | None = None,
) -> ReponseSaisie:
    return lire_cellule(
        texte,
        mot,
        indicateur=Indicateur(unite="familles"),
        niveaux=NIVEAUX,
        presente=presente or ReponseSaisie(),
        avant=None if avant is None else Decimal(avant),
    )


@pytest.mark.parametrize("texte", ["1 200,5", "1200.5", "1 200,5 familles", "1\u202f200,5"])
def test_un_nombre_se_lit_a_la_francaise(texte: str) -> None:
    lue = _lire(texte)
    assert (lue.reponse, lue.valeur) == ("nombre", Decimal("1200.5"))


@pytest.mark.parametrize(
    ("texte", "reponse"),
    [
        ("non concerné", "non_concerne"),
        ("NC", "non_concerne"),
        ("Non disponible", "non_disponible"),
        ("n.d.", "non_disponible"),
    ],
)
def test_une_absence_est_une_reponse_et_son_mot_la_raison(texte: str, reponse: str) -> None:
    lue = _lire(texte, "Pas compté.")
    assert (lue.reponse, lue.motif, lue.valeur) == (reponse, "Pas compté.", None)


@pytest.mark.parametrize("texte", ["en progrès", "EN PROGRES"])
def test_un_niveau_se_nomme_et_son_mot_est_le_recit(texte: str) -> None:
    lue = _lire(texte, "Deux lieux de plus.")
    assert (lue.reponse, lue.niveau, lue.recit) == ("niveau", "progres", "Deux lieux de plus.")


def test_le_mot_d_un_nombre_explique_son_ecart_ou_le_commente() -> None:
    assert _lire("10", "Un lieu ouvert.", avant=4).mot_d_ecart == "Un lieu ouvert."
    sans_ecart = _lire("5", "En juin.", avant=4)
    assert (sans_ecart.mot_d_ecart, sans_ecart.commentaire) == ("", "En juin.")


def test_vide_n_est_pas_zero() -> None:
    assert _lire("").est_vide
    assert _lire("0").valeur == 0
    with pytest.raises(ValidationError, match="videz le mot"):
        _lire("", "Un mot seul.")


def test_ce_qui_ne_se_comprend_pas_dit_ce_qui_s_ecrit() -> None:
    with pytest.raises(ValidationError, match=r"en progrès, acquis.*non concerné"):
        _lire("beaucoup")


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("1 234,567", "deux chiffres, au plus, après la virgule"),
        ("1234567890123456", "trop grand"),
    ],
)
def test_un_nombre_trop_precis_ou_trop_grand_dit_ce_qui_n_y_va_pas(texte: str, phrase: str) -> None:
    with pytest.raises(ValidationError, match=phrase):
        _lire(texte)


def test_en_brouillon_un_mot_attend_sa_reponse() -> None:
    presente = ReponseSaisie("niveau", niveau="progres", recit="Mieux.", source="Tableau")
    lue = lire_cellule(
        "",
        "À demander.",
        indicateur=Indicateur(),
        niveaux=NIVEAUX,
        presente=presente,
        avant=None,
        en_brouillon=True,
    )
    assert lue == ReponseSaisie(motif="À demander.", source="Tableau")


def test_la_source_et_la_preuve_restent() -> None:
    presente = ReponseSaisie("nombre", Decimal(3), source="Tableau", preuve="Registre")
    lue = _lire("4", presente=presente)
    assert (lue.source, lue.preuve) == ("Tableau", "Registre")


@pytest.mark.parametrize(
    ("champs", "attendue"),
    [
        ({"reponse": "nombre", "valeur": Decimal("12.50")}, ("12,5", "")),
        ({"reponse": "nombre", "valeur": Decimal(0), "commentaire": "Rien."}, ("0", "Rien.")),
        ({"reponse": "niveau", "niveau": "progres", "recit": "Mieux."}, ("en progrès", "Mieux.")),
        ({"reponse": "non_disponible", "motif": "Non."}, ("non disponible", "Non.")),
    ],
)
def test_une_reponse_se_retape_telle_quelle(
    champs: dict[str, Any], attendue: tuple[str, str]
) -> None:
    releve = Releve(indicateur=Indicateur(unite="familles"), **champs)
    assert cellule(releve) == attendue
    relue = _lire(*cellule(releve))
    assert (relue.reponse, relue.valeur, relue.niveau) == (
        releve.reponse,
        releve.valeur,
        releve.niveau,
    )


def test_un_ancien_commentaire_n_explique_pas_un_ecart() -> None:
    ancienne = ReponseSaisie("nombre", valeur=Decimal(120), commentaire="Source : Caf.")
    lue = _lire("12", "Source : Caf.", presente=ancienne, avant=110)
    assert (lue.mot_d_ecart, lue.commentaire) == ("", "Source : Caf.")
    lue = _lire("12", "Le lieu a fermé.", presente=ancienne, avant=110)
    assert (lue.mot_d_ecart, lue.commentaire) == ("Le lieu a fermé.", "Source : Caf.")


def test_le_commentaire_que_la_cellule_ne_montrait_pas_demeure() -> None:
    ancienne = ReponseSaisie(
        "nombre", valeur=Decimal(300), mot_d_ecart="Ouverture.", commentaire="Provisoire."
    )
    lue = _lire("110", "Ouverture.", presente=ancienne, avant=100)
    assert (lue.mot_d_ecart, lue.commentaire) == ("", "Provisoire.")
