"""Le classeur d'une convention en projet : ses feuilles, et le modèle à télécharger."""

from collections.abc import Iterable, Mapping
from typing import Any

from actions.models import FicheAction, Indicateur
from actions.models.propositions import nom_du_champ
from conventions.models import Convention, Partenaire
from ctg.socle.tableur import Classeur, Colonne, Feuille, Genre, ModeleDeFeuille, ecrire_xlsx

TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Une ligne dont le nom, le titre ou le libellé commence ainsi n'est pas lue.
EXEMPLE = "EXEMPLE"
_LONG = 20_000

CONVENTION = ModeleDeFeuille(
    "Convention",
    (
        Colonne("nom", "Nom", est_obligatoire=True, est_requise=True, longueur=200, largeur=44),
        Colonne("territoire", "Territoire", est_obligatoire=True, longueur=150),
        Colonne("debut", "Premier jour", Genre.DATE, est_obligatoire=True),
        Colonne("fin", "Dernier jour", Genre.DATE, est_obligatoire=True),
        Colonne("devise", "Devise", longueur=200),
        Colonne("objet", "Ce qu'elle vise", longueur=_LONG, largeur=50),
        Colonne("enjeu_transversal", "Ce qui traverse tout", longueur=_LONG, largeur=40),
        Colonne("deliberee_par", "Qui en délibère", longueur=150),
        Colonne("deliberee_le", "Date de la délibération", Genre.DATE),
        Colonne("deliberation_numero", "Numéro de la délibération", longueur=50),
    ),
    aide="Une seule ligne : votre convention.",
    est_requise=False,
)
PARTIES = ModeleDeFeuille(
    "Parties",
    (
        Colonne(
            "nom",
            "Nom",
            est_requise=True,
            longueur=150,
            largeur=40,
            aide="Le nom de la commune, ou de l'organisme.",
        ),
        Colonne(
            "nature",
            "Nature",
            Genre.CHOIX,
            choix=dict(Partenaire.Nature.choices),
            aide="Vide : une commune.",
        ),
        Colonne(
            "code_insee",
            "Code Insee",
            longueur=5,
            largeur=12,
            aide="Pour une commune. Il la distingue de ses homonymes.",
        ),
        Colonne("code_postal", "Code postal", longueur=5, largeur=12),
        Colonne("est_copilote", "Copilote", Genre.OUI_NON, aide="D'ordinaire la Caf et l'EPCI."),
        Colonne("denomination", "Nom écrit dans le texte", longueur=200, largeur=40),
        Colonne("siege_ecrit", "Siège", longueur=250, largeur=40),
    ),
    aide="Qui signe : une ligne par commune et par organisme.",
    est_requise=False,
)
AXES = ModeleDeFeuille(
    "Axes",
    (
        Colonne(
            "numero",
            "N°",
            Genre.ENTIER,
            est_requise=True,
            est_obligatoire=True,
            minimum=1,
            maximum=99,
        ),
        Colonne("titre", "Titre", est_requise=True, est_obligatoire=True, longueur=250, largeur=50),
        Colonne("titre_court", "Titre court", longueur=60),
        Colonne("description", "Ce que dit la convention", longueur=_LONG, largeur=60),
    ),
    est_requise=False,
)
FICHES = ModeleDeFeuille(
    "Fiches",
    (
        Colonne(
            "numero",
            "N°",
            Genre.ENTIER,
            est_requise=True,
            est_obligatoire=True,
            minimum=1,
            maximum=999,
        ),
        Colonne(
            "axe",
            "Axe n°",
            Genre.ENTIER,
            est_requise=True,
            est_obligatoire=True,
            aide="Le numéro d'un axe de la feuille Axes.",
        ),
        Colonne("titre", "Titre", est_requise=True, est_obligatoire=True, longueur=300, largeur=50),
        *(
            Colonne(nom, nom_du_champ(nom).capitalize(), longueur=_LONG, largeur=44)
            for nom in FicheAction.CHAMPS_DU_CONTRAT
        ),
    ),
    aide="Une ligne par action. Une ligne vide dans une cellule sépare deux paragraphes.",
    est_requise=False,
)
_DE_L_ACTION = Colonne(
    "fiche",
    "Action n°",
    Genre.ENTIER,
    est_requise=True,
    est_obligatoire=True,
    aide="Le numéro d'une action de la feuille Fiches.",
)
ETAPES = ModeleDeFeuille(
    "Étapes",
    (
        _DE_L_ACTION,
        Colonne(
            "libelle", "Étape", est_requise=True, est_obligatoire=True, longueur=_LONG, largeur=60
        ),
        Colonne(
            "periode_ecrite",
            "Période écrite",
            longueur=60,
            aide="Dans les mots du texte : « 2027 », « rentrée 2028 ».",
        ),
        Colonne("debut", "Début", Genre.DATE),
        Colonne("fin", "Fin", Genre.DATE),
    ),
    est_requise=False,
)
INDICATEURS = ModeleDeFeuille(
    "Indicateurs",
    (
        _DE_L_ACTION,
        Colonne(
            "libelle",
            "Indicateur",
            est_requise=True,
            est_obligatoire=True,
            longueur=300,
            largeur=60,
        ),
        Colonne("nature", "Nature", Genre.CHOIX, choix=dict(Indicateur.Nature.choices)),
        Colonne("unite", "Unité", longueur=40),
        Colonne("est_a_definir", "À définir", Genre.OUI_NON, aide="Oui : aucune valeur attendue."),
    ),
    est_requise=False,
)
FEUILLES = (CONVENTION, PARTIES, AXES, FICHES, ETAPES, INDICATEURS)

_EXEMPLES: Mapping[str, Mapping[str, Any]] = {
    "Parties": {
        "nom": "EXEMPLE : Saint-Amand",
        "nature": "commune",
        "code_insee": "90011",
        "code_postal": "90100",
        "est_copilote": False,
    },
    "Axes": {
        "numero": 1,
        "titre": "EXEMPLE : Accueillir chaque enfant près de chez lui",
        "titre_court": "Accueil",
    },
    "Fiches": {
        "numero": 1,
        "axe": 1,
        "titre": "EXEMPLE : Ouvrir un lieu d'accueil enfants-parents",
        "contexte": "Aucun lieu d'accueil à moins de vingt minutes.",
        "objectifs": "Rompre l'isolement des jeunes parents.",
    },
    "Étapes": {"fiche": 1, "libelle": "EXEMPLE : Trouver le local", "periode_ecrite": "2027"},
    "Indicateurs": {
        "fiche": 1,
        "libelle": "EXEMPLE : Nombre de familles accueillies",
        "nature": "quantitatif",
        "unite": "familles",
    },
}
MODE_D_EMPLOI = (
    "1. Remplissez les feuilles dans l'ordre : la convention, ses parties, puis son plan.",
    "2. La première ligne de chaque feuille est un exemple : elle commence par « EXEMPLE » et n'est"
    " pas lue.",
    "3. Déposez le fichier sur le portail : il dit ce qu'il a compris avant d'écrire quoi que ce"
    " soit.",
    "4. Ce qui est déjà dans le portail n'est jamais remplacé ; la feuille Convention, elle, le met"
    " à jour.",
)


def modele_de_la_convention(convention: Convention, mention: str = "") -> bytes:
    """Le modèle à remplir : la convention déjà dite, une ligne d'exemple ailleurs."""
    dite = {nom: getattr(convention, nom) for nom in Convention.CHAMPS_DU_PROJET}
    lignes: dict[str, Iterable[Mapping[str, Any]]] = {
        "Convention": [dite],
        **{nom: [exemple] for nom, exemple in _EXEMPLES.items()},
    }
    classeur = Classeur(
        f"{convention.nom} : à remplir",
        [Feuille(modele, lignes[modele.nom]) for modele in FEUILLES],
        sujet=(f"Territoire : {convention.territoire}.",),
        mention=mention,
        mode_d_emploi=MODE_D_EMPLOI,
    )
    return ecrire_xlsx(classeur)
