"""Importer ce qui se répète : places, ouvertures, titres, contacts, une phrase par ligne."""

import datetime
from typing import Any

import pytest

from conventions.models import Convention, Partenaire, Utilisateur
from equipements import services
from equipements.echanges.controle import Sort
from equipements.echanges.listes import ecrire_la_liste, lire_la_liste
from equipements.models import Contact, Correction, Equipement, Ouverture, Places, Titre
from equipements.valeurs import ligne_brute
from tests import fabriques
from tests.equipements import fichiers

PLACES, OUVERTURES = "Places par âge et par période", "Ouverture par période"
TITRES, CONTACTS = "Agréments, autorisations, COF et labels", "Contacts professionnels"
HEURE = datetime.time


@pytest.fixture
def structure(convention: Convention, partie: Partenaire) -> Equipement:
    """Une structure dont chaque liste a des lignes, y compris ce qu'une phrase dit mal."""
    objet = fabriques.equipement(convention, partie, nom="Les Lucioles")
    lignes: list[Any] = [
        Places(nombre=24, age_min=3, age_max=6, periode="matin", psu_existantes=10),
        Places(nombre=1, age_min=6, psu_nouvelles=0),
        Places(nombre=12, age_max=11, periode="petites_vacances"),
        Ouverture(jours=["lundi", "mardi", "jeudi"], ouvre=HEURE(7, 30), ferme=HEURE(18)),
        Ouverture(
            jours=["mercredi"], periode="mercredi", ferme=HEURE(12), precision="sauf ; férié"
        ),
        Titre(nature="agrement", intitule="n° 12, bis", delivre_par="Département, PMI"),
        Titre(nature="cof", debut=datetime.date(2022, 1, 1), fin=datetime.date(2026, 12, 31)),
        Contact(fonction="Accueil : le matin, seulement", telephone="05 53 00 00 00"),
        Contact(fonction="Direction", courriel="direction@exemple.fr", telephone="0553000001"),
    ]
    for ligne in lignes:
        ligne.equipement = objet
        ligne.save()
    return objet


def _retouche(convention: Convention, compte: Utilisateur, **cellules: str | None) -> bytes:
    entetes = {"places": PLACES, "ouvertures": OUVERTURES, "titres": TITRES, "contacts": CONTACTS}
    changees = {(2, entetes[cle]): valeur for cle, valeur in cellules.items()}
    return fichiers.retouche(fichiers.xlsx(convention, compte), changees, "Structures")


@pytest.mark.parametrize("emporter", [fichiers.xlsx, fichiers.csv])
def test_ce_qui_est_emporte_revient_sans_changement(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur, emporter: Any
) -> None:
    octets = emporter(convention, coordonnateur)
    controle = fichiers.controler(octets, convention, coordonnateur)
    assert fichiers.fautes(controle) == []
    assert controle.lues == 1
    assert controle.est_sans_changement


def test_chaque_phrase_se_relit_comme_elle_s_ecrit(structure: Equipement) -> None:
    for liste, perdues in (("places", 0), ("ouvertures", 1), ("titres", 0), ("contacts", 0)):
        lignes = [ligne_brute(ligne) for ligne in getattr(structure, liste).all()]
        ecrites = ecrire_la_liste(liste, lignes, "ans")
        relues = lire_la_liste(liste, ecrites, "ans", [])
        # Le point-virgule d'une précision devient une virgule : il ferait deux lignes.
        assert sum(une != autre for une, autre in zip(lignes, relues, strict=True)) == perdues
    (premiere, *_) = ecrire_la_liste("places", [ligne_brute(structure.places.all()[0])], "ans")
    assert premiere == "24 places, de 3 à 6 ans, matin, 10 PSU existantes"


def test_les_ages_d_un_eaje_se_comptent_en_mois(structure: Equipement) -> None:
    (lue,) = lire_la_liste("places", ["24 places, de 10 mois à 3 ans"], "mois", [])
    assert (lue["age_min"], lue["age_max"]) == (10, 36)
    assert ecrire_la_liste("places", [lue], "mois") == ["24 places, de 10 mois à 3 ans"]


@pytest.mark.parametrize(
    ("liste", "ecrit", "phrase"),
    [
        ("places", "beaucoup de places", "« beaucoup de places » ne se comprend pas"),
        ("places", "de 3 à 6 ans", "il y manque le nombre de places"),
        ("places", "24 places, de 6 à 3 ans", "l'âge maximum est inférieur à l'âge minimum."),
        ("places", "24 places, 20 PSU existantes, 5 PSU nouvelles", "places PSU sont plus nomb"),
        ("places", "24 places, de 3 à 36 mois", "se comptent en années"),
        ("ouvertures", "été : de 8h à 18h", "choisissez au moins un jour."),
        ("ouvertures", "été : lundi, de 18h à 8h", "l'heure de fermeture précède"),
        ("ouvertures", "lundi, de 25h à 26h", "cette heure n'existe pas."),
        ("titres", "diplôme : n° 12", "« diplôme »"),
        ("titres", "agrément : n° 1, jusqu'au 31/02/2026", "n'est pas une date"),
        ("titres", "COF : depuis le 01/01/2026, jusqu'au 01/01/2025", "la fin précède le début."),
        ("contacts", "05 53 00 00 00", "il y manque la fonction"),
        ("contacts", "Direction : ", "donnez un téléphone ou un courriel."),
        ("contacts", "Direction : direction@", "adresse de courriel valide."),
    ],
)
def test_une_phrase_par_cellule_fausse(
    convention: Convention,
    structure: Equipement,
    coordonnateur: Utilisateur,
    liste: str,
    ecrit: str,
    phrase: str,
) -> None:
    octets = _retouche(convention, coordonnateur, **{liste: ecrit})
    controle = fichiers.controler(octets, convention, coordonnateur)
    ((ligne, colonne, message),) = fichiers.fautes(controle)
    assert (ligne, colonne) == (2, {"places": PLACES, "ouvertures": OUVERTURES}.get(liste, colonne))
    assert phrase in message
    assert controle.lignes == []


def test_la_coordination_range_les_listes_et_l_histoire_reste(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    gardee = structure.places.all()[0]
    octets = _retouche(
        convention,
        coordonnateur,
        places="24 places, de 3 à 6 ans, matin, 10 PSU existantes ; 30 places, été",
        contacts=None,
    )
    controle = fichiers.controler(octets, convention, coordonnateur)
    (ligne,) = controle.changees
    assert {e.libelle: e.apres for e in ligne.ecarts} == {
        PLACES: "24 places, de 3 à 6 ans, matin, 10 PSU existantes ; 30 places, été",
        CONTACTS: "",
    }
    fichiers.appliquer(controle, convention, coordonnateur)
    places = list(structure.places.all())
    assert [(p.nombre, p.periode) for p in places] == [(24, "matin"), (30, "ete")]
    assert places[0] == gardee
    assert gardee.historique.count() == 1
    assert not structure.contacts.exists()
    retires = Contact.historique.filter(equipement_id=structure.pk, history_type="-")
    assert {(h.auteur, h.history_user_id) for h in retires} == {
        (coordonnateur.nom, coordonnateur.pk)
    }
    assert Places.historique.filter(history_type="-").count() == 1


def test_un_agent_change_les_contacts_et_propose_le_reste(
    convention: Convention, structure: Equipement, partie: Partenaire
) -> None:
    agent = fabriques.agent(convention, partie)
    octets = _retouche(convention, agent, places="30 places", contacts="Accueil : 05 53 11 11 11")
    controle = fichiers.controler(octets, convention, agent)
    assert [ligne.sort for ligne in controle.lignes] == [Sort.CORRECTION]
    fichiers.appliquer(controle, convention, agent)
    assert [c.telephone for c in structure.contacts.all()] == ["05 53 11 11 11"]
    assert structure.places.count() == 3
    correction = Correction.objects.get()
    assert [p["nombre"] for p in correction.valeurs["places"]] == [30]
    services.accepter_correction(
        equipement=Equipement.objects.get(),
        version_ouverte=2,
        par=fabriques.coordonnateur(convention),
        le=fichiers.LE,
    )
    assert [p.nombre for p in structure.places.all()] == [30]


def test_une_liste_changee_depuis_l_export_n_est_pas_ecrasee(
    convention: Convention, structure: Equipement, coordonnateur: Utilisateur
) -> None:
    avant = fichiers.xlsx(convention, coordonnateur)
    retouchee = _retouche(convention, coordonnateur, places="30 places")
    services.modifier(
        equipement=structure,
        champs={"places": [], "communes_desservies": [fabriques.commune()]},
        version_ouverte=1,
        par=coordonnateur,
        le=fichiers.LE,
        sans_relecture=True,
    )
    # Rien de touché : le portail en sait plus, et reste tel quel.
    assert fichiers.controler(avant, convention, coordonnateur).est_sans_changement
    ((_, colonne, phrase),) = fichiers.fautes(
        fichiers.controler(retouchee, convention, coordonnateur)
    )
    assert colonne == PLACES
    assert "quelqu'un y a mis « rien » depuis l'export" in phrase


def test_une_structure_nouvelle_arrive_avec_ses_listes(
    convention: Convention, partie: Partenaire, coordonnateur: Utilisateur
) -> None:
    commune: Any = partie.commune
    octets = fichiers.tableau(
        ("Nom", "Type", "Commune d'implantation", PLACES, OUVERTURES, TITRES, CONTACTS),
        [
            (
                "La Grange",
                "EAJE",
                commune.nom,
                "12 places, de 3 mois à 3 ans, 12 PSU nouvelles",
                "du lundi au vendredi, 7:30 - 18h30",
                "Agrément, jusqu'au 31 août 2027",
                "Direction : direction@exemple.fr",
            )
        ],
    )
    controle = fichiers.controler(octets, convention, coordonnateur)
    fichiers.appliquer(controle, convention, coordonnateur)
    creee = Equipement.objects.get()
    places = creee.places.get()
    assert (places.age_min, places.age_max, places.psu_nouvelles) == (3, 36, 12)
    ouverture = creee.ouvertures.get()
    assert (len(ouverture.jours), ouverture.ouvre) == (5, HEURE(7, 30))
    assert creee.titres.get().fin == datetime.date(2027, 8, 31)
    assert creee.contacts.get().historique.get().auteur == coordonnateur.nom
