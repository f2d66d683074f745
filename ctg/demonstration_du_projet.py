"""Une convention en train de naître, en démonstration : un autre territoire, tout entier inventé.

Elle s'écrit par les mêmes commandes que les pages, et s'arrête à mi-chemin : des parties, deux
axes, trois actions dont une sans indicateur, ni objet ni instances. Ses communes n'existent pas.
"""

import datetime

from actions.naissance import (
    ajouter_un_axe,
    ajouter_un_indicateur,
    ajouter_une_etape,
    ajouter_une_fiche,
)
from conventions.droits import Role
from conventions.models import (
    Commune,
    Convention,
    Habilitation,
    Partenaire,
    Personne,
    Utilisateur,
)
from conventions.naissance import PartieAInscrire, creer_en_projet, inscrire_les_parties

COMPTE = ("valreve@portail.example", "Coordonnatrice d'un autre territoire")

_TERRITOIRE = "Communauté de communes du Val rêvé (démonstration)"
# Des codes que l'Insee n'attribue pas : aucun département ne porte le numéro 99.
_COMMUNES = (("99801", "Le Bourg-Rêvé"), ("99802", "Saint-Songe"), ("99803", "Étang-les-Nues"))
_ORGANISMES = (
    (_TERRITOIRE, Partenaire.Nature.AGGLOMERATION),
    ("Caf du Val rêvé (démonstration)", Partenaire.Nature.CAF),
    ("MSA du Val rêvé (démonstration)", Partenaire.Nature.MSA),
)
# Axe → (action, objectifs, étapes, indicateurs).
_PLAN: dict[str, list[tuple[str, str, list[str], list[str]]]] = {
    "Accueillir chaque enfant près de chez lui": [
        (
            "Ouvrir un lieu d'accueil enfants-parents",
            "Rompre l'isolement des jeunes parents.",
            ["Trouver le local", "Former les accueillants"],
            ["Nombre de familles accueillies", "Nombre d'ouvertures"],
        ),
        ("Réunir les accueils de loisirs", "Un projet commun.", [], ["Nombre de rencontres"]),
    ],
    "Faire place aux jeunes": [("Aller vers les jeunes", "", [], [])],
}


def faire_naitre(mot_de_passe: str, le: datetime.date) -> Convention:
    """Ouvre la convention, son compte, et l'écrit à moitié. S'emploie dans un `acte`."""
    convention = creer_en_projet(
        territoire=_TERRITOIRE,
        nom="Convention territoriale globale du Val rêvé (démonstration)",
        debut=datetime.date(le.year + 1, 1, 1),
        fin=datetime.date(le.year + 5, 12, 31),
    )
    nom = "Coordonnatrice du Val rêvé (démonstration)"
    personne = Personne.objects.create(nom=nom, courriel=COMPTE[0])
    compte: Utilisateur = Utilisateur.objects.create_user(
        COMPTE[0], mot_de_passe, nom=nom, personne=personne
    )
    Habilitation.objects.create(utilisateur=compte, role=Role.COORDONNATEUR, convention=convention)
    communes = [
        PartieAInscrire(nom, Partenaire.Nature.COMMUNE, Commune(code_insee=code, nom=nom))
        for code, nom in _COMMUNES
    ]
    organismes = [PartieAInscrire(nom, nature) for nom, nature in _ORGANISMES]
    inscrire_les_parties(convention=convention, parties=[*organismes, *communes], par=compte)
    for titre, actions in _PLAN.items():
        valeurs = {"titre": titre, "titre_court": "", "description": ""}
        axe = ajouter_un_axe(convention=convention, valeurs=valeurs, par=compte)
        for action, objectifs, etapes, indicateurs in actions:
            texte = {"titre": action, "objectifs": objectifs}
            fiche = ajouter_une_fiche(axe=axe, valeurs=texte, par=compte)
            for libelle in etapes:
                ajouter_une_etape(fiche=fiche, valeurs={"libelle": libelle}, par=compte)
            for libelle in indicateurs:
                ajouter_un_indicateur(fiche=fiche, valeurs={"libelle": libelle}, par=compte)
    return convention
