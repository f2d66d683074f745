"""Les 73 lignes de l'annexe 2 et les 72 structures qu'elles désignent sont celles du texte."""

from collections import Counter

import pytest

from equipements.models import Equipement, LigneAnnexe2, Soutien
from tests.fidelite.lecture import serre

pytestmark = pytest.mark.django_db

# Les blocs dans l'ordre du texte ; None désigne l'agglomération, « SIVOS » le syndicat.
BLOCS = [
    ("Agglomération", 13),
    ("Agen", 12),
    ("Aubiac", 1),
    ("Astaffort", 2),
    ("Bajamont", 1),
    ("Beauville", 1),
    ("Boé", 6),
    ("Bon-Encontre", 7),
    ("Brax", 1),
    ("Castelculier", 2),
    ("Caudecoste", 1),
    ("Colayrac-Saint-Cirq", 2),
    ("Estillac", 1),
    ("Foulayronnes", 3),
    ("Lafox", 2),
    ("Laplume", 1),
    ("SIVOS", 1),
    ("Layrac", 3),
    ("Le Passage", 5),
    ("Moirax", 1),
    ("Pont-du-Casse", 2),
    ("Saint-Hilaire-de-Lusignan", 1),
    ("Saint-Nicolas-de-la-Balerme", 1),
    ("Sauveterre-Saint-Denis", 1),
    ("Sauvagnas", 1),
    ("Sérignac-sur-Garonne", 1),
]

LIGNES = [
    "Multi-accueil « Yakari » Rue de la Grande Muraille 47000 AGEN",
    "Multi-accueil « Kirikou » ZAC Agen Sud Avenue d'Italie 47000 AGEN",
    "Multi-accueil « La Ninouéro » 20 route de Miradoux 47220 ASTAFFORT",
    "Multi-accueil « Le Blé en herbe » Place des Vignerons 47310 STE COLOMBE EN BRUILHOIS",
    "Micro-crèche Psu « L'Ile aux Enfants » 72 rue Royale 47270 PUYMIROL",
    "Micro-crèche Psu « Les Petites Coccinelles » Le Bourg 47270 ST PIERRE DE CLAIRAC",
    "Relais Petite Enfance communautaire Pôle Petite Enfance Place de la Mairie 47310 ESTILLAC",
    "Multi-accueil municipal « Paul Chollet » Rue Paul Bert 47000 AGEN",
    "Multi-accueil « Pause Câlines » 37 rue Paganel 47000 AGEN",
    "Lieu d'Accueil Enfants Parents « La Petite Maison » 3 Impasse du Paradis 47000",
    "ALSH municipal « Donnefort » 5/7 Rue Léo Lagrange 47000 AGEN",
    "ALSH municipal « Les Iles » 211-217 rue Gérard Duvergé 47000 AGEN",
    "ALSH « Rêcré » 38 rue Paganel 47000 AGEN",
    "ALSH périscolaire 47310 AUBIAC",
    "Association « Atout Jeux » 47220 ASTAFFORT",
    "Crèche familiale municipale 13 ter rue des Ormes – 47550 BOE",
    "Multi-accueil municipal « La Petite Maison 13 ter rue des Ormes – 47550 BOE",
    "ALSH ados Rue des Roses - - 47550 BOE",
    "Ludothèque municipale Avenue de la résistance - 47550 BOE",
    "Lieu d'accueil enfants parents « Aloha » Maison de la petite enfance Rue de la république"
    " 47240 BON ENCONTRE",
    "ALSH « St Ferréol » Duran - 47240 BON ENCONTRE",
    "ALSH périscolaire et extrascolaire 47310 BRAX",
    "Multi-accueil associatif « La Farandole » 16 rue de San Fior – 47450 COLAYRAC ST CIRQ",
    "ALSH municipal « Les Petits Bonhommes » Rue Eugène Leroy – 47510 – 47510 FOULAYRONNES",
    "ALSH péricoleaire municipal 47240 LAFOX",
    "ALSH périscolaire de Laplume 3 rue Emmanuel Labat – 47310 LAPLUME",
    "Relais Petite Enfance du canton d'Astaffort Place du 11 novembre 1918 – 47390 LAYRAC",
    "Micro-crèche associative (Psu) Rue Lacordaire – 47520 LE PASSAGE",
    "ALSH « Maison des Jeunes » Rue Victor Duruy - 47520 LE PASSAGE",
    'Multi-accueil associatif "Les p\'tits loups" rue Blaise Cendrars - ZAC Malère – 47480'
    " PONT DU CASSE",
    "ALSH associatif « So we are Polyglottes » Ecole maternelle du bourg - 47480 PONT DU CASSE",
    "ALSH associatif « Les Amis du RPI » 47220 ST NICOLAS DE LA BALERME",
    "ALSH périscolaire municipal Ecole – 47310 SERIGNAC SUR GARONNE",
]

# (nom ou fragment, commune) → mode de gestion que la ligne énonce ; "" quand elle n'en dit rien
MODES = [
    ("Paul Chollet", "Agen", "regie"),
    ("Donnefort", "Agen", "regie"),
    ("Histoires d'enfants", "Bon-Encontre", "associatif"),
    ("Les Minis-Mômes", "Bon-Encontre", "regie"),
    ("Les Frimousses", "Lafox", "associatif"),
    ("Les Lutins", "Layrac", "associatif"),
    ("So we are Polyglottes", "Pont-du-Casse", "associatif"),
    ("Les Amis du RPI", "Saint-Nicolas-de-la-Balerme", "associatif"),
    ("A Petits Pas", "Le Passage", "regie"),
    ("Yakari", "Agen", ""),
    ("Rêcré", "Agen", ""),
    ("Sucre d'Orge", "Castelculier", ""),
]


def _bloc(ligne: LigneAnnexe2) -> str:
    partenaire = ligne.signataire.partenaire
    if partenaire.nature == "commune":
        return str(partenaire.commune)
    return {"agglomeration": "Agglomération", "syndicat": "SIVOS"}[partenaire.nature]


def _lignes() -> list[LigneAnnexe2]:
    return list(LigneAnnexe2.objects.select_related("signataire__partenaire__commune"))


def test_soixante_treize_lignes_en_vingt_six_blocs() -> None:
    lignes = sorted(_lignes(), key=lambda ligne: ligne.ordre)
    comptes = Counter(_bloc(ligne) for ligne in lignes)
    # Un compteur garde l'ordre des premières rencontres : c'est celui du texte.
    assert list(comptes.items()) == BLOCS
    assert sum(comptes.values()) == 73


def test_les_lignes_par_type() -> None:
    assert Counter(ligne.type for ligne in _lignes()) == {
        "eaje": 30,
        "alsh": 32,
        "rpe": 6,
        "laep": 3,
        "ludotheque": 2,
    }


@pytest.mark.parametrize("ecrit", LIGNES)
def test_une_ligne_est_gardee_dans_ses_mots(ecrit: str) -> None:
    assert [serre(ligne.libelle) for ligne in _lignes()].count(serre(ecrit)) == 1


def test_soixante_douze_structures_rattachees_a_leurs_lignes() -> None:
    assert Equipement.objects.count() == 72
    assert not LigneAnnexe2.objects.filter(equipement=None).exists()
    assert not Equipement.objects.filter(lignes_annexe2=None).exists()
    assert Soutien.objects.count() == 73


def test_les_sous_types_de_la_petite_enfance() -> None:
    # Par ligne : La Farandole, qui en a deux, compte pour deux multi-accueils.
    comptes: Counter[str] = Counter()
    for ligne in LigneAnnexe2.objects.filter(type="eaje").select_related("equipement__sous_type"):
        assert ligne.equipement
        assert ligne.equipement.sous_type
        comptes[ligne.equipement.sous_type.nom.lower()] += 1
    assert comptes == {"multi-accueil": 22, "micro-crèche psu": 6, "crèche familiale": 2}


def test_la_farandole_est_une_structure_sur_deux_lignes_avec_deux_soutiens() -> None:
    farandole = Equipement.objects.get(nom__contains="La Farandole")
    lignes = farandole.lignes_annexe2.select_related("signataire__partenaire__commune")
    assert {_bloc(ligne) for ligne in lignes} == {"Agglomération", "Colayrac-Saint-Cirq"}
    soutiens = farandole.soutiens.values_list("partenaire__nature", flat=True)
    assert sorted(soutiens) == ["agglomeration", "commune"]
    assert (farandole.commune.nom, farandole.code_postal) == ("Colayrac-Saint-Cirq", "47450")


def test_les_homonymes_restent_deux_structures() -> None:
    for nom, communes in {
        "La Petite Maison": {"Agen", "Boé"},
        "Maison des Jeunes": {"Bon-Encontre", "Le Passage"},
    }.items():
        homonymes = Equipement.objects.filter(nom__contains=nom)
        assert set(homonymes.values_list("commune__nom", flat=True)) == communes
        assert homonymes.count() == 2


@pytest.mark.parametrize(("nom", "commune", "mode"), MODES)
def test_le_mode_de_gestion_quand_la_ligne_le_dit(nom: str, commune: str, mode: str) -> None:
    structure = Equipement.objects.get(nom__contains=nom, commune__nom=commune)
    assert structure.mode_gestion == mode


def test_ce_que_la_ligne_ne_dit_pas_reste_vide() -> None:
    assert not Equipement.objects.exclude(capacite=None).exists()
    assert not Equipement.objects.exclude(age_min=None, age_max=None).exists()
    assert not Equipement.objects.exclude(communes_desservies=None).exists()
    relais = Equipement.objects.get(type="rpe", commune__nom="Le Passage")
    assert relais.adresse == ""


@pytest.mark.parametrize(
    ("nom", "adresse", "code_postal", "commune"),
    [
        ("Yakari", "Rue de la Grande Muraille", "47000", "Agen"),
        ("Le Blé en herbe", "Place des Vignerons", "47310", "Sainte-Colombe-en-Bruilhois"),
        ("Les Bisounours", "Route de Nérac", "47310", "Roquefort"),
        ("La Passerelle", "Lieu-dit Picadou", "47470", "Beauville"),
        ("Rosette", "28 rue Hélène Boucher", "47520", "Le Passage"),
        ("Les Petits Bonhommes", "Rue Eugène Leroy", "47510", "Foulayronnes"),
        ("Les Amis du RPI", "", "47220", "Saint-Nicolas-de-la-Balerme"),
        ("Donnefort", "5/7 Rue Léo Lagrange", "47000", "Agen"),
    ],
)
def test_ou_sont_les_structures(nom: str, adresse: str, code_postal: str, commune: str) -> None:
    structure = Equipement.objects.get(nom__contains=nom)
    assert structure.commune.nom == commune
    assert structure.code_postal == code_postal
    assert serre(structure.adresse).casefold() == adresse.casefold()
