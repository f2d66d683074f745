"""Les figures du territoire, en nombres : structures, places, desserte, prix."""

import datetime
from typing import Any

import pytest

from conventions.models import Campagne, Commune, Convention, Partenaire
from equipements.models import Equipement
from equipements.prix import indicateur_des_prix
from equipements.territoire.choix import Choix, figure_choisie
from equipements.territoire.couverture import figure_de_couverture
from equipements.territoire.dessin import carte_de
from equipements.territoire.figures import Figure, Valeur
from equipements.territoire.lecture import Territoire, lire_territoire
from equipements.territoire.matrice import matrice
from equipements.territoire.places import figure_des_places
from equipements.territoire.prix_des_alsh import figure_des_prix
from equipements.territoire.structures import figure_des_structures
from tests import fabriques
from tests.conftest import AUJOURD_HUI

CARRE = [[0.6, 44.2], [0.7, 44.2], [0.7, 44.3], [0.6, 44.3]]


@pytest.fixture
def convention(db: None) -> Convention:
    return fabriques.convention()


def _commune(convention: Convention, nom: str, **champs: Any) -> Partenaire:
    commune = fabriques.commune(nom=nom, **champs)
    return fabriques.signataire(
        convention, partenaire=fabriques.partenaire(commune=commune)
    ).partenaire


@pytest.fixture
def lieux(convention: Convention) -> tuple[Partenaire, Partenaire, Partenaire]:
    return (
        _commune(convention, "Écoval", population=2000, annee_population=2023),
        _commune(convention, "Fauval", population=500),
        _commune(convention, "Grandval"),
    )


def _valeur(figure: Figure, nom: str) -> Valeur:
    return next(v for v in figure.valeurs if v.commune.nom == nom)


def _dits(figure: Figure) -> dict[str, tuple[str | None, int | None]]:
    return {v.commune.nom: (v.ecrite, v.classe) for v in figure.valeurs}


def _structure(convention: Convention, chez: Partenaire, **champs: Any) -> Equipement:
    return fabriques.equipement(convention, chez, **champs)


def test_les_structures_se_comptent_ou_elles_sont_et_zero_est_un_zero(
    convention: Convention, lieux: tuple[Partenaire, ...]
) -> None:
    ecoval, fauval, _ = lieux
    _structure(convention, ecoval, type="eaje")
    _structure(convention, ecoval)
    _structure(convention, fauval, etat_saisie="brouillon")
    _structure(convention, fauval, statut="ferme")
    territoire = lire_territoire(convention)

    toutes = figure_des_structures(territoire)
    assert _dits(toutes) == {"Écoval": ("2", 2), "Fauval": ("0", 0), "Grandval": ("0", 0)}
    assert _valeur(toutes, "Écoval").detail == "1\u00a0EAJE, 1\u00a0ALSH"
    assert _dits(figure_des_structures(territoire, "eaje"))["Écoval"] == ("1", 1)


def test_les_places_pour_mille_habitants(
    convention: Convention, lieux: tuple[Partenaire, ...]
) -> None:
    ecoval, _, grandval = lieux
    _structure(convention, ecoval, type="eaje", capacite=20)
    _structure(convention, ecoval, type="eaje", capacite=5)
    # Ni un projet ni un autre type ne comptent.
    _structure(convention, ecoval, type="eaje", capacite=90, statut="projet")
    _structure(convention, ecoval, type="alsh", capacite=90)
    _structure(convention, grandval, type="eaje", capacite=10)
    figure = figure_des_places(lire_territoire(convention), "eaje")

    assert _dits(figure) == {
        "Écoval": ("12,5", 3),
        "Fauval": ("0", 0),
        # Sans population, aucun taux.
        "Grandval": (None, None),
    }
    assert "25\u00a0places" in _valeur(figure, "Écoval").detail
    assert "population inconnue" in _valeur(figure, "Grandval").detail
    assert figure.constat is None
    assert "2023" in figure.methode


def test_une_seule_capacite_inconnue_et_la_commune_n_est_pas_renseignee(
    convention: Convention, lieux: tuple[Partenaire, ...]
) -> None:
    muette = _structure(convention, lieux[0], type="eaje", capacite=None)
    _structure(convention, lieux[0], type="eaje", capacite=20)
    figure = figure_des_places(lire_territoire(convention), "eaje")

    assert _valeur(figure, "Écoval").classe is None
    assert "1 sur 2" in _valeur(figure, "Écoval").detail
    assert figure.constat
    assert list(figure.constat.a_completer) == [muette]


def _desservir(structure: Equipement, *communes: Commune | None) -> None:
    structure.communes_desservies.set([c for c in communes if c])


def test_la_desserte_ne_conclut_que_si_tous_les_relais_ont_dit_leurs_communes(
    convention: Convention, lieux: tuple[Partenaire, ...]
) -> None:
    ecoval, fauval, _ = lieux
    dit = _structure(convention, ecoval, type="rpe", nom="Relais d'Écoval")
    _desservir(dit, ecoval.commune, fauval.commune)
    muet = _structure(convention, ecoval, type="rpe", nom="Relais muet")
    figure = figure_de_couverture(lire_territoire(convention), "rpe")

    assert _dits(figure) == {
        "Écoval": ("sur place", 2),
        "Fauval": ("desservie", 1),
        "Grandval": (None, None),
    }
    assert _valeur(figure, "Fauval").detail == "desservie par Relais d'Écoval (Écoval)"
    assert figure.constat
    assert list(figure.constat.a_completer) == [muet]
    assert "ne peut pas conclure" in figure.constat.phrase

    _desservir(muet, ecoval.commune)
    conclue = figure_de_couverture(lire_territoire(convention), "rpe")
    assert _dits(conclue)["Grandval"] == ("zone blanche", 0)
    assert conclue.constat
    assert conclue.constat.phrase == "1 zone blanche sur 3 communes."


def test_pas_de_zone_blanche_si_la_commune_dit_ce_qui_la_dessert_ou_si_un_relais_attend(
    convention: Convention, lieux: tuple[Partenaire, ...]
) -> None:
    ecoval, fauval, grandval = lieux
    ouvert = _structure(convention, ecoval, type="rpe", nom="Relais ouvert")
    _desservir(ouvert, ecoval.commune)

    def lue(nom: str) -> str:
        return _valeur(figure_de_couverture(lire_territoire(convention), "rpe"), nom).detail

    assert lue("Fauval").startswith("zone blanche")
    soumis = _structure(convention, ecoval, type="rpe", nom="Soumis", etat_saisie="soumis")
    _desservir(soumis, fauval.commune)
    assert lue("Fauval") == "non renseigné\u00a0: un RPE déclaré attend d'être validé"
    # Il a dit ses communes : les autres restent certaines.
    assert lue("Grandval").startswith("zone blanche")
    soumis.etat_saisie, soumis.valide_le = "valide", AUJOURD_HUI
    soumis.statut = "ferme_temporairement"
    soumis.save()
    assert lue("Fauval").endswith("Soumis (Écoval) est fermé temporairement")
    demande = fabriques.demande_de_registre(
        fabriques.campagne(convention, genre=Campagne.Genre.REGISTRE),
        convention.signataires.get(partenaire=grandval),
    )
    demande.desservie_par.add(ouvert)
    assert lue("Grandval").endswith("la commune dit qu'un RPE la dessert")
    constat = figure_de_couverture(lire_territoire(convention), "rpe").constat
    assert constat
    assert constat.phrase == "0 zone blanche sur 3 communes. 2 non renseignées."


def test_zero_place_ne_se_dit_pas_tant_qu_une_declaration_attend(
    convention: Convention, lieux: tuple[Partenaire, ...]
) -> None:
    _structure(convention, lieux[1], type="eaje", etat_saisie="soumis")
    figure = figure_des_places(lire_territoire(convention), "eaje")
    assert _dits(figure)["Fauval"] == (None, None)
    assert "attend d'être validé" in _valeur(figure, "Fauval").detail
    assert _dits(figure)["Écoval"] == ("0", 0)


@pytest.mark.parametrize("statut", ["projet", "ferme_temporairement"])
def test_un_relais_qui_n_ouvre_pas_ne_dessert_ni_n_empeche_de_conclure(
    convention: Convention, lieux: tuple[Partenaire, ...], statut: str
) -> None:
    _structure(convention, lieux[0], type="laep", statut=statut)
    figure = figure_de_couverture(lire_territoire(convention), "laep")
    # Sans aucun LAEP ouvert au registre, rien n'est sûr : il peut y en avoir un, pas encore validé.
    assert figure.connues == 0
    assert figure.constat
    assert "aucun LAEP ouvert" in figure.constat.phrase


def test_le_prix_moyen_d_une_commune_et_ses_classes(
    convention: Convention, lieux: tuple[Partenaire, ...]
) -> None:
    ecoval, fauval, _ = lieux
    for montant in (8, 10):
        fabriques.grille(_structure(convention, ecoval), (0, None, montant))
    _structure(convention, fauval)
    figure = figure_des_prix(lire_territoire(convention), indicateur_des_prix(convention), 800)

    assert _dits(figure) == {
        "Écoval": ("9,00\u00a0€", 1),
        "Fauval": (None, None),
        "Grandval": ("–", 0),
    }
    assert figure.legendes == ["aucun ALSH", "9,00\u00a0€"]
    assert "prix à saisir" in _valeur(figure, "Fauval").detail


def test_les_classes_de_prix_se_partagent_les_prix_connus(convention: Convention) -> None:
    for rang in range(9):
        chez = _commune(convention, f"Val {rang}")
        fabriques.grille(_structure(convention, chez), (0, None, 4 + rang))
    figure = figure_des_prix(lire_territoire(convention), indicateur_des_prix(convention), 800)

    classes = [valeur.classe for valeur in figure.valeurs]
    assert classes == sorted(classes, key=lambda c: c or 0)
    assert set(classes) == {1, 2, 3, 4}
    assert len(figure.legendes) == 5
    assert figure.constat
    assert "8,00\u00a0€ d'écart" in figure.constat.phrase


def test_la_matrice_distingue_trois_choses(
    convention: Convention, lieux: tuple[Partenaire, ...]
) -> None:
    ecoval, fauval, grandval = lieux
    relais = _structure(convention, fauval, type="rpe", commune=ecoval.commune)
    _desservir(relais, ecoval.commune, grandval.commune)
    lue = matrice(lire_territoire(convention))

    assert [str(t.label) for t in lue.types] == ["RPE"]
    cases = {
        ligne.commune.nom: (case.sur_place, case.soutenues, case.desservies)
        for ligne in lue.lignes
        for case in ligne.cases
    }
    assert cases == {"Écoval": (1, 0, 0), "Fauval": (0, 1, 0), "Grandval": (0, 0, 1)}
    assert fauval.commune
    seules = matrice(lire_territoire(convention), {fauval.commune.pk})
    assert [ligne.commune.nom for ligne in seules.lignes] == ["Fauval"]


def test_un_soutien_fini_ne_soutient_plus(
    convention: Convention, lieux: tuple[Partenaire, ...]
) -> None:
    structure = _structure(convention, lieux[0])
    structure.soutiens.update(fin=datetime.date(2026, 1, 1))
    (case,) = matrice(lire_territoire(convention)).lignes[0].cases
    assert (case.sur_place, case.soutenues) == (1, 0)


def test_ce_que_l_adresse_demande_de_travers_vaut_la_premiere_possibilite() -> None:
    assert Choix.lu({"figure": "lune", "type": "rpe", "qf": "x"}) == Choix("structures", "rpe", 800)
    assert Choix.lu({"figure": "places", "type": "rpe"}) == Choix("places", "eaje", 800)
    assert Choix.lu({"figure": "prix", "qf": "1200"}) == Choix("prix", "", 1200)


@pytest.mark.parametrize("figure", ["structures", "places", "couverture", "prix"])
def test_la_carte_dit_la_meme_chose_que_le_tableau(convention: Convention, figure: str) -> None:
    chez = _commune(convention, "Écoval", cellule=CARRE)
    _commune(convention, "Sans tracé")
    _structure(convention, chez, type="rpe")
    territoire = lire_territoire(convention)
    lue = figure_choisie(Choix.lu({"figure": figure}), territoire)
    carte = carte_de(lue, adresse=lambda commune: f"/communes/{commune.code_insee}/")

    assert carte
    assert f"Écoval\u00a0: {_valeur(lue, 'Écoval').detail}" in carte
    assert carte.count('class="graphique-lien"') == 1
    assert carte_de(figure_des_structures(Territoire(convention, [], []))) is None
