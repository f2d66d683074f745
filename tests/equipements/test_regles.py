"""Les règles d'une structure : SIRET, âges, cohérences, manques, états."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible, TransitionInterdite
from equipements.models import PAR_CODE, Correction, Equipement, SousType, TypeEquipement
from equipements.siret import verifier_siret
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.fabriques import LE_TEST

EtatSaisie = Equipement.EtatSaisie


@pytest.mark.parametrize("siret", ["73282932000074", "35600000049837", "35600000000048"])
def test_un_siret_valable_passe(siret: str) -> None:
    verifier_siret(siret)


@pytest.mark.parametrize(
    "siret", ["73282932000075", "35600000049838", "7328293200007", "7328293200007A", "²" * 14]
)
def test_un_siret_faux_est_refuse(siret: str) -> None:
    with pytest.raises(ValidationError):
        verifier_siret(siret)


@pytest.mark.parametrize(
    ("type_", "bas", "haut", "mots"),
    [
        (TypeEquipement.ALSH, 3, 11, "de 3 à 11 ans"),
        (TypeEquipement.ALSH, 3, None, "à partir de 3 ans"),
        (TypeEquipement.ALSH, None, 1, "jusqu'à 1 an"),
        (TypeEquipement.EAJE, 2, 36, "de 2 mois à 3 ans"),
        (TypeEquipement.EAJE, 2, 18, "de 2 à 18 mois"),
        (TypeEquipement.EAJE, None, None, ""),
    ],
)
def test_les_ages_se_lisent_en_mots(
    type_: TypeEquipement, bas: int | None, haut: int | None, mots: str
) -> None:
    assert Equipement(type=type_, age_min=bas, age_max=haut).ages_en_mots() == mots


def _erreurs(convention: Convention, **champs: object) -> dict[str, list[str]]:
    structure = fabriques.equipement(convention)
    for nom, valeur in champs.items():
        setattr(structure, nom, valeur)
    try:
        structure.full_clean()
    except ValidationError as erreur:
        return erreur.message_dict
    return {}


def test_les_ages_se_suivent_et_sont_dans_leur_unite(convention: Convention) -> None:
    assert "__all__" in _erreurs(convention, age_min=11, age_max=3)
    assert "age_max" in _erreurs(convention, type=TypeEquipement.ALSH, age_max=36)
    assert "age_max" in _erreurs(convention, type=TypeEquipement.EAJE, age_max=73)
    assert _erreurs(convention, type=TypeEquipement.EAJE, age_min=2, age_max=72) == {}


def test_le_code_postal_est_celui_de_la_commune_quand_c_est_certain(
    convention: Convention,
) -> None:
    assert "90100" in _erreurs(convention, code_postal="90200")["code_postal"][0]
    assert _erreurs(convention, code_postal="90100") == {}
    # Un code Cedex ne se vérifie pas.
    assert _erreurs(convention, code_postal="90105") == {}
    sans_code = fabriques.commune(codes_postaux=[])
    assert _erreurs(convention, code_postal="90200", commune=sans_code) == {}


def test_le_sous_type_est_du_type(convention: Convention) -> None:
    creche = SousType.objects.create(type=TypeEquipement.EAJE, code="creche", nom="Crèche")
    assert "sous_type" in _erreurs(convention, type=TypeEquipement.ALSH, sous_type=creche)
    assert _erreurs(convention, type=TypeEquipement.EAJE, sous_type=creche) == {}


def test_une_periode_inventee_est_refusee(convention: Convention) -> None:
    assert "periodes" in _erreurs(convention, periodes=["dimanche"])


def test_dit_ce_qui_manque_avant_de_soumettre(convention: Convention) -> None:
    structure = fabriques.equipement(convention, etat_saisie=EtatSaisie.BROUILLON)
    assert list(structure.champs_manquants()) == [
        "adresse",
        "code_postal",
        "gestionnaire",
        "capacite",
    ]
    structure.type = TypeEquipement.LAEP
    assert "capacite" not in structure.champs_manquants()
    with pytest.raises(ActionImpossible) as refus:
        structure.soumettre(par=LE_TEST, le=AUJOURD_HUI, version_ouverte=1)
    assert refus.value.manques == structure.manques_pour_soumettre()


def test_ce_qui_reste_depend_du_type(convention: Convention) -> None:
    alsh = fabriques.equipement(convention)
    assert {"capacite", "age_min", "periodes"} <= set(alsh.reste_a_renseigner())
    relais = fabriques.equipement(convention, type=TypeEquipement.RPE)
    assert "capacite" not in relais.reste_a_renseigner()
    assert "communes_desservies" in relais.reste_a_renseigner()
    relais.communes_desservies.add(relais.commune)
    assert "communes_desservies" not in relais.reste_a_renseigner()


@pytest.mark.parametrize("etat", EtatSaisie.values)
@pytest.mark.parametrize("verbe", list(Equipement.TRANSITIONS))
def test_chaque_verbe_suit_la_table(convention: Convention, etat: str, verbe: str) -> None:
    structure = fabriques.equipement(
        convention,
        etat_saisie=etat,
        motif_renvoi="À revoir",
        valide_le=datetime.date(2026, 1, 1),
        adresse="1 rue du Test",
        code_postal="90100",
        gestionnaire="La commune",
        capacite=10,
    )
    gestes = {
        "soumettre": lambda: structure.soumettre(par=LE_TEST, le=AUJOURD_HUI, version_ouverte=1),
        "valider": lambda: structure.valider(par=LE_TEST, le=AUJOURD_HUI, version_ouverte=1),
        "renvoyer": lambda: structure.renvoyer(par=LE_TEST, motif="Le nom", version_ouverte=1),
    }
    transition = Equipement.TRANSITIONS[verbe]
    if etat in transition.depuis:
        gestes[verbe]()
        structure.refresh_from_db()
        assert structure.etat_saisie == transition.vers
    else:
        with pytest.raises(TransitionInterdite):
            gestes[verbe]()
        structure.refresh_from_db()
        assert structure.etat_saisie == etat


def test_renvoyer_demande_un_motif(convention: Convention) -> None:
    structure = fabriques.equipement(convention, etat_saisie=EtatSaisie.SOUMIS)
    with pytest.raises(ValidationError) as refus:
        structure.renvoyer(par=LE_TEST, motif="  ", version_ouverte=1)
    assert "motif" in refus.value.message_dict


def test_soumettre_date_et_signe_puis_efface_le_motif(convention: Convention) -> None:
    structure = fabriques.equipement(
        convention,
        etat_saisie=EtatSaisie.RENVOYE,
        motif_renvoi="À revoir",
        type=TypeEquipement.LAEP,
        adresse="1 rue du Test",
        code_postal="90100",
        gestionnaire="La commune",
    )
    structure.soumettre(par=LE_TEST, le=AUJOURD_HUI, version_ouverte=1)
    structure.refresh_from_db()
    assert (structure.soumis_le, structure.soumis_par, structure.motif_renvoi) == (
        AUJOURD_HUI,
        "le test",
        "",
    )


def test_une_seule_correction_ouverte_par_structure(convention: Convention) -> None:
    structure = fabriques.equipement(convention)
    Correction.objects.create(equipement=structure, proposee_le=AUJOURD_HUI, proposee_par="x")
    with pytest.raises(IntegrityError):
        Correction.objects.create(equipement=structure, proposee_le=AUJOURD_HUI, proposee_par="y")


@pytest.mark.parametrize(
    ("nombre", "voit_tout", "lu"),
    [
        (None, False, ""),
        (0, False, "moins de 5"),
        (4, False, "moins de 5"),
        (4, True, "4"),
        (5, False, "5"),
    ],
)
def test_un_petit_effectif_aeeh_est_masque(nombre: int | None, voit_tout: bool, lu: str) -> None:
    valeur = None if nombre is None else Decimal(nombre)
    assert PAR_CODE["enfants_aeeh"].lire(valeur, voit_tout=voit_tout) == lu
