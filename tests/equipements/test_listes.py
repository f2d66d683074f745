"""Ce qui se répète pour une structure : la saisie, la correction, l'historique, les titres."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Partenaire
from equipements import services
from equipements.accueil import attentes
from equipements.echeances import titres_finissant
from equipements.models import Correction, Equipement, Ouverture, Places, Titre
from equipements.models.listes import six_mois_apres
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import page
from tests.fabriques import LE_TEST

PLACES: dict[str, Any] = {
    "periode": "mercredi",
    "age_min": 3,
    "age_max": 11,
    "nombre": 24,
    "psu_existantes": None,
    "psu_nouvelles": None,
}


@pytest.fixture
def soutien(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def structure(convention: Convention, soutien: Partenaire) -> Equipement:
    return fabriques.equipement(convention, soutien)


@pytest.fixture
def agent(convention: Convention, soutien: Partenaire, connecter: Connexions) -> Client:
    return connecter(fabriques.agent(convention, soutien))


def _adresse(convention: Convention, structure: Equipement, liste: str) -> str:
    return reverse("equipement_lignes", args=[convention.slug, structure.pk, liste])


def _ligne(**champs: Any) -> dict[str, Any]:
    return {"version": 1, "nombre": 3} | {f"0-{nom}": v for nom, v in champs.items()}


def _modifier(structure: Equipement, version: int = 1, **listes: Any) -> Correction | None:
    return services.modifier(
        equipement=structure,
        champs=listes,
        version_ouverte=version,
        par=LE_TEST,
        le=AUJOURD_HUI,
        sans_relecture=True,
    )


def test_les_places_se_lisent_par_age_et_par_periode(
    convention: Convention, structure: Equipement, coordination: Client
) -> None:
    adresse = _adresse(convention, structure, "places")
    saisie = _ligne(periode="mercredi", age_min=3, age_max=11, nombre=24, psu_nouvelles=4)
    html = page(coordination.post(adresse, saisie, follow=True))
    assert "24\u00a0places, de 3 à 11 ans, mercredi (dont 4 PSU nouvelles)" in html
    assert Places.objects.get().psu_existantes is None


@pytest.mark.parametrize(
    ("liste", "saisie", "champ", "phrase"),
    [
        ("places", {"age_min": 3}, "0-nombre", "Indiquez le nombre de places."),
        ("places", {"nombre": 4, "psu_nouvelles": 5}, "0-psu_nouvelles", "plus nombreuses"),
        ("places", {"nombre": 4, "age_min": 9, "age_max": 3}, "0-psu_nouvelles", "inférieur"),
        ("ouvertures", {"ouvre": "07:30"}, "0-jours", "Choisissez au moins un jour."),
        ("contacts", {"fonction": "Direction"}, "0-courriel", "un téléphone ou un courriel"),
        ("titres", {"fin": "01/01/2027"}, "0-nature", "Choisissez ce dont il s"),
    ],
)
def test_une_erreur_se_dit_a_cote_du_champ_et_rien_ne_se_perd(
    convention: Convention,
    structure: Equipement,
    coordination: Client,
    liste: str,
    saisie: dict[str, Any],
    champ: str,
    phrase: str,
) -> None:
    reponse = coordination.post(_adresse(convention, structure, liste), _ligne(**saisie))
    formulaire = reponse.context["formulaire"]
    assert phrase in str(formulaire.errors[champ])
    nom, valeur = next(iter(saisie.items()))
    assert str(formulaire[f"0-{nom}"].value()) == str(valeur)
    assert not getattr(structure, liste).exists()


def test_une_ligne_vide_ne_compte_pas_et_une_case_retire(
    convention: Convention, structure: Equipement, coordination: Client
) -> None:
    _modifier(structure, places=[PLACES, {**PLACES, "periode": "ete"}])
    envoi = {"version": 2, "nombre": 5, "0-nombre": 24, "0-periode": "mercredi", "0-age_min": 3}
    envoi |= {"0-age_max": 11, "1-nombre": 24, "1-periode": "ete", "1-retirer": "on"}
    coordination.post(_adresse(convention, structure, "places"), envoi)
    assert [p.periode for p in structure.places.all()] == ["mercredi"]


def test_une_ligne_qui_ne_change_pas_garde_son_histoire(structure: Equipement) -> None:
    _modifier(structure, places=[PLACES, {**PLACES, "periode": "ete"}])
    premiere = structure.places.first()
    assert premiere is not None
    _modifier(structure, 2, places=[PLACES, {**PLACES, "periode": "soir", "nombre": 12}])
    assert premiere.historique.count() == 1
    assert [(h.history_type, h.nombre) for h in Places.historique.order_by("history_id")] == [
        ("+", 24),
        ("+", 24),
        ("~", 12),
    ]


def test_les_places_d_une_structure_validee_attendent_le_coordonnateur(
    convention: Convention, structure: Equipement, agent: Client, coordination: Client
) -> None:
    agent.post(_adresse(convention, structure, "places"), _ligne(nombre=30))
    assert not structure.places.exists()
    # Une autre liste, une autre page : la correction garde ce qui y était.
    saisie = _ligne(jours=["mercredi"], ouvre="07:30", ferme="18:30", periode="mercredi")
    agent.post(_adresse(convention, structure, "ouvertures"), saisie | {"version": 2})
    correction = Correction.objects.get()
    assert set(correction.valeurs) == {"places", "ouvertures"}

    trancher = reverse("correction_trancher", args=[convention.slug, structure.pk])
    html = page(coordination.get(trancher))
    assert "30\u00a0places" in html
    assert "Mercredi\u00a0: de 7 h 30 à 18 h 30" in html
    coordination.post(trancher, {"version": 3, "decision": "accepter"})
    assert structure.places.get().nombre == 30
    assert structure.ouvertures.get().ouvre == datetime.time(7, 30)


def test_un_contact_s_applique_tout_de_suite(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    saisie = _ligne(fonction="Inscriptions", telephone="05 53 00 00 00")
    agent.post(_adresse(convention, structure, "contacts"), saisie)
    assert structure.contacts.get().fonction == "Inscriptions"
    assert not Correction.objects.exists()


def test_la_correction_complete_du_formulaire_garde_les_listes_proposees(
    structure: Equipement,
) -> None:
    for version, champs in ((1, {"places": [PLACES]}), (2, {"capacite": 50})):
        services.modifier(
            equipement=Equipement.objects.get(pk=structure.pk),
            champs=champs,
            version_ouverte=version,
            par=LE_TEST,
            le=AUJOURD_HUI,
            sans_relecture=False,
        )
    assert Correction.objects.get().valeurs == {"places": [PLACES], "capacite": 50}


def test_deux_personnes_a_la_fois_voient_les_deux_versions(
    convention: Convention, structure: Equipement, coordination: Client
) -> None:
    adresse = _adresse(convention, structure, "places")
    assert coordination.post(adresse, _ligne(nombre=20)).status_code == 302
    envoi = _ligne(nombre=33) | {"nombre": 9}
    reponse = coordination.post(adresse, envoi)
    assert reponse.status_code == 409
    assert [(e.enregistre, e.saisi) for e in reponse.context["ecarts"]] == [("20", "33")]


def test_les_jours_qui_se_suivent_se_disent_ensemble() -> None:
    semaine = ["lundi", "mardi", "mercredi", "jeudi", "vendredi"]
    assert Ouverture(jours=semaine).en_mots("ans") == "Toute l'année\u00a0: du lundi au vendredi"
    assert "lundi, jeudi" in Ouverture(jours=["jeudi", "lundi"]).en_mots("ans")


@pytest.mark.parametrize(
    ("le", "attendu"),
    [("2026-11-23", "2027-05-23"), ("2026-08-31", "2027-02-28"), ("2026-06-30", "2026-12-30")],
)
def test_six_mois_plus_tard(le: str, attendu: str) -> None:
    assert six_mois_apres(datetime.date.fromisoformat(le)).isoformat() == attendu


def test_un_titre_se_signale_six_mois_avant_sauf_s_il_est_renouvele(
    convention: Convention, structure: Equipement
) -> None:
    def titre(nature: str, fin: str) -> Titre:
        return Titre.objects.create(equipement=structure, nature=nature, fin=fin)

    fini, proche = titre("cof", "2026-01-01"), titre("agrement", "2027-05-23")
    titre("label", "2027-05-24")
    titre("autorisation", "2026-12-31")
    titre("autorisation", "2031-12-31")
    assert titres_finissant(convention, AUJOURD_HUI) == [fini, proche]


def test_l_accueil_dit_le_titre_qui_finit(convention: Convention, structure: Equipement) -> None:
    Titre.objects.create(equipement=structure, nature="agrement", fin="2027-01-31")
    titres = [
        a.titre for a in attentes(fabriques.coordonnateur(convention), convention, AUJOURD_HUI)
    ]
    assert "1 titre à renouveler" in titres


def test_une_liste_inconnue_n_existe_pas(
    convention: Convention, structure: Equipement, coordination: Client
) -> None:
    assert coordination.get(_adresse(convention, structure, "autre")).status_code == 404
