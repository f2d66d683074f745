"""La gouvernance livrée en fichiers : les instances que le contrat crée."""

from collections.abc import Mapping
from typing import Any

from conventions.models import Convention
from ctg.socle.chargement import Bilan
from pilotage.models import Instance


def charger_instances(convention: Convention, donnees: Mapping[str, Any], bilan: Bilan) -> None:
    """Pose le COPIL, le COTECH et les groupes que le texte nomme (art. 7, annexe 4)."""
    for donnee in donnees["convention"]["instances"]:
        cle = {"convention": convention, "genre": donnee["genre"]}
        valeurs = {nom: donnee[nom] for nom in ("missions", "composition", "frequence", "source")}
        # Les groupes de travail sont plusieurs : leur nom les distingue.
        (cle if donnee["genre"] == Instance.Genre.GT else valeurs)["nom"] = donnee["nom"]
        bilan.poser(Instance, cle, valeurs)
