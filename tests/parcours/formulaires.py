"""Remplir le formulaire d'une page comme un navigateur : ce qu'elle propose, puis ce qu'on change.

Rien n'est deviné : un champ caché part tel que la page le donne, et l'on ne peut ni remplir un
champ absent, ni choisir une réponse qui n'est pas proposée.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from tests.parcours.page import Noeud, corps

# Ce qu'un navigateur enverrait : nom → valeurs.
Envoi = dict[str, list[str]]


def formulaires(reponse: Any) -> list[Noeud]:
    """Les formulaires que la page donne à envoyer, hors de son en-tête."""
    return [f for f in corps(reponse).tous("form") if f.attributs.get("method") == "post"]


def formulaire(reponse: Any, action: str = "") -> Noeud:
    """Le formulaire de la page ; `action` le désigne quand elle en a plusieurs."""
    trouves = [f for f in formulaires(reponse) if action in ("", f.attributs.get("action"))]
    assert len(trouves) == 1, f"{len(trouves)} formulaires à remplir dans la page"
    return trouves[0]


def remplir(reponse: Any, action: str = "", /, **champs: Any) -> Envoi:
    """Ce que le formulaire enverrait une fois `champs` remplis ; le reste garde sa valeur.

    Une date, un nombre ou un texte remplit un champ ; vrai ou faux coche ou décoche une case ; une
    liste coche plusieurs cases. Échoue si la page n'offre pas ce champ, ou pas cette réponse.
    """
    rempli = formulaire(reponse, action)
    envoi, choix = _valeurs_initiales(rempli)
    assert "csrfmiddlewaretoken" in envoi, "ce formulaire n'a pas de jeton"
    for nom, valeur in champs.items():
        offerts = {c.attributs["name"] for c in _champs(rempli)}
        assert nom in offerts, f"« {nom} » n'est pas dans le formulaire : {sorted(offerts)}"
        envoi[nom] = _reponses(valeur, choix.get(nom))
        refusees = set(envoi[nom]) - set(choix.get(nom, envoi[nom]))
        assert not refusees, f"« {nom} » ne propose pas {refusees} mais {choix.get(nom)}"
    return envoi


def valeur(reponse: Any, nom: str) -> str:
    """Ce que la page montre déjà dans un champ ; vide s'il est vide ou décoché."""
    (montree,) = remplir(reponse).get(nom) or [""]
    return montree


def erreur(reponse: Any, nom: str) -> str:
    """La phrase montrée à côté d'un champ, qui la désigne comme sa description."""
    identifiant = f"id_{nom}_error"
    phrase = corps(reponse).un(id=identifiant)
    champ = next(c for c in _champs(formulaire(reponse)) if c.attributs["name"] == nom)
    assert identifiant in champ.attributs.get("aria-describedby", ""), f"{nom} ne dit pas sa faute"
    return phrase.texte.removeprefix("Erreur : ")


def _champs(rempli: Noeud) -> list[Noeud]:
    return [
        c
        for c in rempli.tous("input", "select", "textarea")
        if c.attributs.get("name") and "disabled" not in c.attributs
    ]


def _valeurs_initiales(rempli: Noeud) -> tuple[Envoi, Mapping[str, list[str]]]:
    """Ce que le formulaire enverrait tel quel, et les réponses offertes là où il y a un choix."""
    envoi: Envoi = {}
    choix: dict[str, list[str]] = {}
    for champ in _champs(rempli):
        nom = champ.attributs["name"]
        if champ.balise == "select":
            options = champ.tous("option")
            choix[nom] = [o.attributs.get("value", o.texte) for o in options]
            retenues = [o for o in options if "selected" in o.attributs]
            retenues = retenues or ([] if "multiple" in champ.attributs else options[:1])
            envoi[nom] = [o.attributs.get("value", o.texte) for o in retenues]
        elif champ.balise == "textarea":
            # Un navigateur ignore le saut de ligne qui suit la balise ouvrante.
            envoi[nom] = [champ.brut.removeprefix("\n")]
        elif champ.attributs.get("type") in ("checkbox", "radio"):
            reponse = champ.attributs.get("value", "on")
            choix.setdefault(nom, []).append(reponse)
            if "checked" in champ.attributs:
                envoi.setdefault(nom, []).append(reponse)
        else:
            envoi[nom] = [champ.attributs.get("value", "")]
    return envoi, choix


def _reponses(valeur: Any, choix: list[str] | None) -> list[str]:
    if isinstance(valeur, bool):
        assert choix is not None, "seule une case se coche"
        return choix[:1] if valeur else []
    if isinstance(valeur, list):
        return [str(v) for v in valeur]
    return [valeur.isoformat() if isinstance(valeur, datetime.date) else str(valeur)]
