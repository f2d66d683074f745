"""Une structure lue question par question : sa page, la relecture avant envoi, une correction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from conventions.models import Commune
from ctg.socle.historique import valeur_lisible
from ctg.socle.nombres import quantite_fr
from ctg.socle.recherche import cle_de_tri
from equipements.models import (
    LIGNES,
    TYPES_AVEC_CAPACITE,
    TYPES_ITINERANTS,
    Equipement,
    LigneDeStructure,
)
from equipements.valeurs import avec, communes_desservies, lignes_de


@dataclass(frozen=True)
class Reponse:
    """Une question et sa réponse ; vide : non renseigné. `manque` dit ce qui reste à faire."""

    champ: str
    question: str
    valeur: str
    manque: str = ""


@dataclass(frozen=True)
class SectionDeReponses:
    """Des réponses qui vont ensemble."""

    titre: str
    reponses: list[Reponse]


@dataclass(frozen=True)
class EcartPropose:
    """Un champ qu'une correction change : sa valeur publiée, celle qui est proposée."""

    question: str
    actuel: str
    propose: str


def par_nom(communes: Iterable[Commune]) -> list[Commune]:
    """Les communes dans l'ordre alphabétique français : Boé avant Bon-Encontre."""
    return sorted(communes, key=lambda commune: cle_de_tri(commune.nom))


def recapituler(
    equipement: Equipement,
    desservies: Iterable[Commune],
    listes: Mapping[str, Sequence[LigneDeStructure]],
) -> list[SectionDeReponses]:
    """Les réponses d'une structure, par section. Ne fait pas de requête.

    `listes` : liste → lignes ; une liste qui n'y est pas n'est pas montrée.
    """
    e = equipement
    repetees = {
        nom: "\n".join(ligne.en_mots(e.unite_d_age) for ligne in lignes)
        for nom, lignes in listes.items()
    }
    manques = e.champs_manquants()
    situation = [
        ("adresse", "Adresse", e.adresse),
        ("code_postal", "Code postal", e.code_postal),
        ("commune", "Commune d'implantation", str(e.commune)),
        ("latitude", "Position (latitude ; longitude)", e.position_en_mots),
        ("telephone", "Téléphone", e.telephone),
        ("courriel", "Courriel", e.courriel),
        ("site", "Site internet", e.site),
    ]
    if "contacts" in repetees:
        situation.append(("contacts", "Autres contacts", repetees["contacts"]))
    gestion = [
        ("gestionnaire", "Gestionnaire", e.gestionnaire),
        ("gestionnaire_siret", "SIRET", _siret_lisible(e.gestionnaire_siret)),
        ("mode_gestion", "Mode de gestion", capfirst(e.get_mode_gestion_display())),
    ]
    places = "" if e.capacite is None else quantite_fr(e.capacite, "places")
    accueil = [
        ("age_min", "Âge des enfants", e.ages_en_mots()),
        ("periodes", "Périodes d'ouverture", capfirst(", ".join(e.libelles_des_periodes()))),
        ("horaires", "Jours et horaires", e.horaires),
        ("a_referent_handicap", "Référent handicap", capfirst(_lisible(e.a_referent_handicap))),
    ]
    if "ouvertures" in repetees:
        accueil.insert(3, ("ouvertures", "Ouverture par période", repetees["ouvertures"]))
    if "places" in repetees:
        accueil.insert(0, ("places", "Places par âge et période", repetees["places"]))
    if e.type in TYPES_AVEC_CAPACITE or places:
        accueil.insert(0, ("capacite", "Capacité", places))
    desservies_en_mots = ", ".join(commune.nom for commune in par_nom(desservies))
    vie = [
        ("statut", "Statut", capfirst(e.get_statut_display())),
        ("statut_depuis", "Depuis le", _lisible(e.statut_depuis)),
        ("identifiant_caf", "Identifiant Caf", e.identifiant_caf),
        ("identifiant_sdjes", "Identifiant SDJES", e.identifiant_sdjes),
        ("precisions", "Précisions", e.precisions),
    ]
    if "titres" in repetees:
        titres = ("titres", "Agréments, autorisations, COF, labels", repetees["titres"])
        vie.insert(2, titres)
    if e.type in TYPES_ITINERANTS or desservies_en_mots:
        vie.insert(0, ("communes_desservies", "Communes desservies", desservies_en_mots))
    groupes: list[tuple[str, list[tuple[str, str, str]]]] = [
        (
            "La structure",
            [
                ("nom", "Nom", e.nom),
                ("type", "Type", e.type_long),
                ("sous_type", "Sous-type", str(e.sous_type or "")),
            ],
        ),
        ("Adresse et contact", situation),
        ("Gestionnaire", gestion),
        ("Accueil", accueil),
        ("Territoire et vie de la structure", vie),
    ]
    return [
        SectionDeReponses(
            titre,
            [
                Reponse(champ, question, valeur, manques.get(champ, ""))
                for champ, question, valeur in lignes
            ],
        )
        for titre, lignes in groupes
    ]


def _lisible(valeur: Any) -> str:
    return "" if valeur is None else valeur_lisible(valeur)


def _siret_lisible(siret: str) -> str:
    """« 123 456 789 00012 », comme le SIRET se lit."""
    return " ".join(filter(None, [siret[:3], siret[3:6], siret[6:9], siret[9:]]))


def ecarts_proposes(equipement: Equipement, valeurs: Mapping[str, Any]) -> list[EcartPropose]:
    """Ce qu'une correction changerait, réponse par réponse ; une requête par liste touchée."""
    actuelles = communes_desservies(equipement, {})
    proposees = communes_desservies(equipement, valeurs)
    communes = Commune.objects.in_bulk({*actuelles, *proposees})
    touchees = [nom for nom in Equipement.LISTES if nom in valeurs]
    avant = recapituler(
        equipement,
        [communes[cle] for cle in actuelles],
        {nom: lignes_de(equipement, nom, {}) for nom in touchees},
    )
    apres = recapituler(
        avec(equipement, valeurs),
        [communes[cle] for cle in proposees if cle in communes],
        {nom: lignes_de(equipement, nom, valeurs) for nom in touchees},
    )
    anciennes = {r.champ: r.valeur for section in avant for r in section.reponses}
    nouvelles = [r for section in apres for r in section.reponses]
    return [
        EcartPropose(r.question, anciennes.get(r.champ, ""), r.valeur)
        for r in nouvelles
        if r.valeur != anciennes.get(r.champ, "")
    ]


def valeurs_en_mots(equipement: Equipement, noms: Iterable[str]) -> dict[str, str]:
    """Ces champs et ces listes d'une structure, tels qu'on les lit ; vide : non renseigné."""
    voulus = list(noms)
    mots: dict[str, str] = {}
    for nom in voulus:
        if nom in Equipement.LISTES:
            lignes = lignes_de(equipement, nom, {})
            mots[nom] = " ; ".join(ligne.en_mots(equipement.unite_d_age) for ligne in lignes)
        elif nom == "communes_desservies":
            mots[nom] = ", ".join(c.nom for c in par_nom(equipement.communes_desservies.all()))
        elif nom == "latitude":
            mots[nom] = equipement.position_en_mots
        elif nom == "periodes":
            mots[nom] = ", ".join(equipement.libelles_des_periodes())
        else:
            affiche = getattr(equipement, f"get_{nom}_display", lambda nom=nom: None)()
            valeur = getattr(equipement, nom) if affiche is None else affiche
            mots[nom] = "" if valeur in (None, "") else valeur_lisible(valeur)
    return mots


def noms_des_champs(champs: Iterable[str]) -> list[str]:
    """Les champs d'une correction, nommés comme dans le formulaire."""
    noms = {champ.name: str(champ.verbose_name) for champ in _champs_saisis()}
    listes = {nom: str(modele._meta.verbose_name_plural) for nom, modele in LIGNES.items()}
    noms |= listes
    return [noms[champ] for champ in champs if champ in noms]


def _champs_saisis() -> list[Any]:
    return [*Equipement._meta.fields, *Equipement._meta.many_to_many]
