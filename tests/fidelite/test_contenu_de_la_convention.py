"""Le contrat chargé est celui du texte : attendus relevés à la main, jamais lus des fixtures."""

import datetime
import re

import pytest

from conventions.models import (
    Article,
    Commune,
    Convention,
    Document,
    Mandat,
    Partenaire,
    Personne,
    Signataire,
    Signature,
    Zone,
)
from ctg.socle.recherche import sans_accent
from equipements.models import Equipement
from tests.fidelite.lecture import serre

pytestmark = pytest.mark.django_db

# commune (nom officiel), code postal du siège, siège écrit, civilité, prénom, nom
COMMUNES = [
    ("Agen", "47000", "place Docteur Esquirol", "Madame", "Clémence", "Robert"),
    ("Astaffort", "47220", "place Hôtel de Ville", "Monsieur", "Paul", "Bonnet"),
    ("Aubiac", "47310", "8 rue Placier", "Monsieur", "Jean-Marc", "Causse"),
    ("Bajamont", "47480", "10 pl Mairie lieu-dit St Arnaud", "Monsieur", "Patrick", "Buisson"),
    ("Beauville", "47470", "place Archambaud de Vincay", "Monsieur", "Patrick", "Roux"),
    ("Blaymont", "47470", "le Bourg", "Madame", "Marie-Thérèse", "Coulonges"),
    ("Bon-Encontre", "47240", "rue République", "Madame", "Laurence", "Lamy"),
    ("Boé", "4755[01]", "5 rue Guy St-Martin", "Madame", "Pascale", "Luguet"),
    ("Brax", "47310", "impasse du Bourd", "Monsieur", "Joël", "Ponsolle"),
    ("Castelculier", "47240", "11 place de la Mairie", "Monsieur", "Olivier", "Grima"),
    ("Caudecoste", "47220", "place Armand Cassé", "Monsieur", "François", "Dailedouze"),
    ("Cauzac", "47470", "place de la Mairie", "Monsieur", "Claude", "Le Bot"),
    ("Colayrac-Saint-Cirq", "47450", "14 rue des écoles", "Monsieur", "Pascal", "de Sermet"),
    ("Cuq", "47220", "Le Bourg", "Monsieur", "Joël", "Guatta"),
    ("Dondas", "47470", "1815 route du Bourg", "Monsieur", "Serge", "Berthoumieux"),
    ("Engayrac", "47470", "Le Bourg", "Madame", "Marie-France", "Salles"),
    ("Estillac", "47310", "4 place de la Mairie", "Monsieur", "Jean-Marc", "Gilly"),
    ("Fals", "47220", "Le Bourg", "Monsieur", "Jean-Pierre", "Benazet"),
    ("Foulayronnes", "47510", "Rue des Anciens Combattants", "Monsieur", "Bruno", "Dubos"),
    ("La Sauvetat-de-Savères", "47270", "Le Bourg", "Monsieur", "Jean-Jacques", "Lambrot"),
    ("Lafox", "47240", "place Jean Bru", "Monsieur", "Yohan", "Verdié"),
    ("Laplume", "47310", "5 place Emmanuel Labat", "Madame", "Séverine", "Bonnet Coudert"),
    ("Layrac", "47390", "18 place Jean Jaurès", "Monsieur", "Rémi", "Constans"),
    ("Le Passage", "47520", "place Général de Gaulle", "Monsieur", "Francis", "Garcia"),
    ("Marmont-Pachas", "47220", "le Bourg", "Monsieur", "Philippe", "Degryse"),
    ("Moirax", "47310", "11 voie Cesar", "Monsieur", "Henri", "Tandonnet"),
    ("Pont-du-Casse", "47480", "zone artisanale Malere", "Monsieur", "Christian", "Delbrel"),
    ("Puymirol", "47270", "49 rue Royale", "Monsieur", "Jean-Louis", "Coureau"),
    ("Roquefort", "47310", "9 Placie Charles de Gaulle", "Monsieur", "Patrice", "Fournier"),
    ("Saint-Caprais-de-Lerm", "47270", "route Agen", "Madame", "Cécile", "Genovesio"),
    (
        "Saint-Hilaire-de-Lusignan",
        "47450",
        "310 avenue Jean François Poncet",
        "Monsieur",
        "Pierre",
        "Delouvrié",
    ),
    ("Saint-Jean-de-Thurac", "47270", "le Bourg", "Monsieur", "Jean", "Prouzet"),
    ("Saint-Martin-de-Beauville", "47270", "le Bourg", "Monsieur", "Thierry", "Valette"),
    ("Saint-Maurin", "47270", "1 rue 11 Novembre", "Monsieur", "Jean-Claude", "Malcayran"),
    ("Saint-Nicolas-de-la-Balerme", "47220", "Le Bourg", "Monsieur", "Jean-Marie", "Robert"),
    ("Saint-Pierre-de-Clairac", "47270", "Le Bourg", "Monsieur", "Philippe", "Sofys"),
    ("Saint-Romain-le-Noble", "47270", "436 route Village", "Monsieur", "Mathieu", "Tovo"),
    ("Saint-Sixte", "47220", "place Batellerie", "Monsieur", "David", "Sanchez"),
    ("Saint-Urcisse", "47270", "le Bourg", "Monsieur", "Richard", "Doumergue"),
    (
        "Sainte-Colombe-en-Bruilhois",
        "47310",
        "3 place Bruilhois",
        "Monsieur",
        "Olivier",
        "Thérasse",
    ),
    ("Sauvagnas", "47340", "place Max et Renée Brun", "Madame", "Nadine", "Labournerie"),
    ("Sauveterre-Saint-Denis", "47220", "Le Bourg", "Monsieur", "Max", "Laborie"),
    ("Sérignac-sur-Garonne", "47310", "2 place de l'Hôtel-de-Ville", "Monsieur", "Jean", "Dreuil"),
    ("Tayrac", "47270", "place Saint-Amans", "Monsieur", "Thierry", "Delpech"),
]

# nature, début de la dénomination, code postal, siège écrit, représentants (nom, fonction)
AUTRES_PARTIES = [
    (
        "agglomeration",
        "L'Agglomération d'Agen",
        "47000",
        "8 rue André Chénier",
        [("Jean Dionis du Séjour", "Président")],
    ),
    (
        "syndicat",
        "Le Syndicat Intercommunal à vocation scolaire du RPI de Laplume-Lamontjoie",
        "47310",
        "8 place Emmanuel Labat",
        [("Christian Kruger", "Président")],
    ),
    (
        "caf",
        "La caisse d'Allocations familiales du Lot et Garonne",
        "47912",
        "1 rue Jean Louis Vincens",
        [("Béatrice Lavit", "présidente"), ("Virginie Monti", "directrice")],
    ),
    (
        "education_nationale",
        "L'Education Nationale",
        "47916",
        "23 rue Roland Goumy",
        [
            (
                "Patrice Lemoine",
                "Directeur des Services Départementaux de l'Education Nationale",
            )
        ],
    ),
    (
        "etat",
        "L'Etat",
        "47000",
        "place Verdun",
        [("Jean-Noël Chavanne", "Préfet de Lot-et-Garonne")],
    ),
]

ARTICLES = [
    "Préambule",
    "Objet de la convention territoriale globale de services aux familles du territoire de"
    " l'Agglomération d'Agen",
    "Les champs d'intervention de la Caf",
    "Les champs d'intervention de l'Agglomération d'Agen et des communes",
    "Les champs d'intervention de l'Etat",
    "Les objectifs partagés au regard des besoins",
    "Engagements des partenaires",
    "Modalités de collaboration",
    "Echanges de données",
    "Communication",
    "Evaluation",
    "Durée de la convention",
    "Exécution formelle de la convention",
    "La fin de la convention",
    "Les recours",
    "Confidentialité",
]

SANS_STRUCTURE = {
    "Blaymont",
    "Cauzac",
    "Cuq",
    "Dondas",
    "Engayrac",
    "Fals",
    "La Sauvetat-de-Savères",
    "Marmont-Pachas",
    "Saint-Caprais-de-Lerm",
    "Saint-Jean-de-Thurac",
    "Saint-Martin-de-Beauville",
    "Saint-Maurin",
    "Saint-Romain-le-Noble",
    "Saint-Sixte",
    "Saint-Urcisse",
    "Tayrac",
}


def _egal(ecrit: str, lu: str) -> bool:
    return (sans_accent(serre(ecrit)) or "").casefold() == (sans_accent(serre(lu)) or "").casefold()


def test_la_convention_et_ce_que_le_projet_ne_dit_pas() -> None:
    convention = Convention.objects.get()
    assert (convention.debut, convention.fin) == (
        datetime.date(2022, 1, 1),
        datetime.date(2026, 12, 31),
    )
    assert serre(convention.devise) == "Pas à pas, s'épanouir en famille(s)"
    assert "projet stratégique global du territoire" in serre(convention.objet)
    assert "formation" in convention.enjeu_transversal.lower()
    assert convention.deliberee_le == datetime.date(2022, 10, 20)
    assert (convention.signee_le, convention.deliberation_numero) == (None, "")
    assert convention.reconduite_jusqu_au is None


def test_quarante_neuf_parties_et_cinquante_signatures() -> None:
    assert Signataire.objects.count() == 49
    assert Signataire.objects.filter(partenaire__nature="commune").count() == 44
    assert Signature.objects.count() == Mandat.objects.count() == Personne.objects.count() == 50
    assert set(Signataire.objects.values_list("ordre", flat=True)) == set(range(1, 50))


@pytest.mark.parametrize(
    ("nom", "code_postal", "siege", "civilite", "prenom", "patronyme"),
    COMMUNES,
    ids=[ligne[0] for ligne in COMMUNES],
)
def test_chaque_commune_son_siege_et_qui_la_represente(
    nom: str, code_postal: str, siege: str, civilite: str, prenom: str, patronyme: str
) -> None:
    partie = Signataire.objects.get(partenaire__commune__nom=nom, partenaire__nature="commune")
    assert re.fullmatch(code_postal, partie.partenaire.code_postal)
    assert siege in serre(partie.siege_ecrit)
    mandat = Mandat.objects.get(signatures__signataire=partie)
    personne = mandat.personne
    assert (personne.civilite, personne.prenom, personne.nom) == (civilite, prenom, patronyme)
    if nom == "Agen":
        assert re.fullmatch(r"1\S* adjointe au maire", mandat.fonction.lower())
    else:
        assert mandat.fonction.lower() == "maire"
    assert (mandat.debut, mandat.fin) == (None, None)


@pytest.mark.parametrize(
    ("nature", "denomination", "code_postal", "siege", "representants"),
    AUTRES_PARTIES,
    ids=[ligne[0] for ligne in AUTRES_PARTIES],
)
def test_les_autres_parties(
    nature: str,
    denomination: str,
    code_postal: str,
    siege: str,
    representants: list[tuple[str, str]],
) -> None:
    partie = Signataire.objects.get(partenaire__nature=nature)
    assert serre(partie.denomination) == denomination
    assert partie.partenaire.code_postal == code_postal
    assert siege in serre(partie.siege_ecrit)
    signatures = partie.signatures.order_by("ordre").select_related("mandat__personne")
    for signature, (nom, fonction) in zip(signatures, representants, strict=True):
        assert str(signature.mandat.personne).casefold() == nom.casefold()
        assert serre(signature.mandat.fonction).casefold().startswith(fonction.casefold())


def test_la_caf_et_l_agglomeration_copilotent() -> None:
    copilotes = Partenaire.objects.filter(signataires__est_copilote=True)
    assert set(copilotes.values_list("nature", flat=True)) == {"caf", "agglomeration"}


def test_seize_articles_preambule_compris() -> None:
    articles = list(Article.objects.order_by("numero"))
    assert [a.numero for a in articles] == list(range(16))
    for article, titre in zip(articles, ARTICLES, strict=True):
        assert _egal(article.titre, titre), (article.titre, titre)
        assert article.resume


@pytest.mark.parametrize(
    ("numero", "phrase"),
    [
        (11, "ne peut être reconduite que par expresse reconduction"),
        (12, "préciser toutes les modifications apportées à la convention d'origine"),
        (13, "en cas de modification d'un des termes de la présente convention"),
    ],
)
def test_les_phrases_qui_obligent_sont_celles_du_texte(numero: int, phrase: str) -> None:
    assert phrase in serre(Article.objects.get(numero=numero).texte_cle)


def test_les_six_annexes_dans_l_ordre_du_corps_du_texte() -> None:
    titres = dict(Document.objects.exclude(annexe=None).values_list("annexe", "titre"))
    assert set(titres) == {1, 2, 3, 4, 5, 6}
    for annexe, mot in {1: "iagnostic", 2: "quipements", 3: "actions", 5: "tatuts"}.items():
        assert mot in titres[annexe]
    assert "omité de pilotage" in titres[4]
    assert "élibération" in titres[6]


def test_quarante_quatre_communes_et_lamontjoie() -> None:
    assert Commune.objects.count() == 45
    lamontjoie = Commune.objects.get(code_insee="47133")
    assert (lamontjoie.nom, lamontjoie.population) == ("Lamontjoie", None)
    attendues = {ligne[0] for ligne in COMMUNES} | {"Lamontjoie"}
    assert set(Commune.objects.values_list("nom", flat=True)) == attendues
    assert Commune.objects.get(nom="Agen").code_insee == "47001"
    assert not Commune.objects.exclude(nom="Lamontjoie").filter(population=None).exists()


def test_seize_communes_n_ont_aucune_structure() -> None:
    situees = set(Equipement.objects.values_list("commune__nom", flat=True))
    assert {ligne[0] for ligne in COMMUNES} - situees == SANS_STRUCTURE


def test_les_trois_quartiers_prioritaires() -> None:
    quartiers = Zone.objects.filter(genre="qpv", conventions__isnull=False)
    noms = " / ".join(sorted(quartiers.values_list("nom", flat=True)))
    assert quartiers.count() == 3
    for mot in ("Montanou", "Rodrigues", "Pin"):
        assert mot in noms
