"""Tout ce que le portail sait d'une personne, dans un fichier qu'elle peut lire."""

import json
from typing import Any

from django.db import models
from django.utils.timezone import localtime

from actions import donnees as actions
from conventions import donnees as conventions
from conventions.models import Personne
from ctg.rgpd.personnes import signatures_de
from ctg.rgpd.traitements import Geste, champs_a, historique_de, modeles_suivis
from ctg.socle import horloge
from ctg.socle.champs import nom_francais
from ctg.socle.historique import NATURES, changements
from ctg.socle.recherche import sans_accent
from ctg.socle.signatures import Signatures
from equipements import donnees as equipements
from pilotage import donnees as pilotage

SALLES = (conventions, actions, equipements, pilotage)
LIGNES_AU_PLUS = 20_000


def donnees_de(personne: Personne) -> dict[str, Any]:
    """Les données d'une personne, salle par salle, puis l'historique qui la concerne.

    Celles d'autrui n'y sont pas : d'une ligne écrite par un autre, on lit ce qui a changé et quand.
    """
    signatures = signatures_de(personne)
    donnees: dict[str, Any] = {
        "à propos de ce fichier": {
            "personne": str(personne),
            "établi le": localtime(horloge.maintenant()).isoformat(timespec="seconds"),
            "contenu": "Tout ce que le Portail CTG garde à propos de cette personne.",
        }
    }
    for salle in SALLES:
        donnees |= salle.export(personne, signatures)
    donnees["historique"] = {
        "ce qui a changé pour cette personne": _ce_qui_la_concerne(personne, signatures),
        "ce que cette personne a écrit": _ce_qu_elle_a_ecrit(signatures),
    }
    return donnees


def fichier_de(personne: Personne) -> tuple[str, str]:
    """(nom du fichier, contenu JSON en UTF-8, indenté) : lisible tel quel."""
    nom = (sans_accent(str(personne)) or "").lower()
    propre = "-".join("".join(c if c.isalnum() else " " for c in nom).split())
    contenu = json.dumps(donnees_de(personne), ensure_ascii=False, indent=2, default=str)
    return f"donnees-{propre or personne.pk}.json", contenu


def lignes_sur(
    personne: Personne, signatures: Signatures
) -> list[tuple[type[models.Model], models.QuerySet[Any]]]:
    """(modèle, lignes d'historique) dont elle est l'objet : elle, son compte, ce qui y mène."""
    cles: dict[str, int | None] = {"Personne": personne.pk, "Utilisateur": signatures.compte}
    trouvees = []
    for modele in modeles_suivis():
        condition = models.Q(pk__in=[])
        if modele.__name__ in cles:
            condition |= models.Q(id=cles[modele.__name__])
        for champ in modele._meta.fields:
            cible = champ.related_model.__name__ if champ.related_model else ""
            if cible in cles and cles[cible] is not None:
                condition |= models.Q(**{champ.attname: cles[cible]})
        if condition != models.Q(pk__in=[]):
            trouvees.append((modele, historique_de(modele).filter(condition)))
    return trouvees


def _muets() -> set[str]:
    """Les champs d'une ligne qui pourraient nommer quelqu'un d'autre, ou décrire un jeton."""
    return {"génération", "génération des sessions"} | {
        nom_francais(modele, nom)
        for geste in (Geste.LIER, Geste.SIGNER)
        for modele, noms in champs_a(geste)
        for nom in noms
    }


def _ce_qui_la_concerne(personne: Personne, signatures: Signatures) -> list[dict[str, Any]]:
    muets = _muets()
    lignes = [historique for _, historique in lignes_sur(personne, signatures)]
    return [
        {
            "le": localtime(changement.le).isoformat(timespec="seconds"),
            "quoi": f"{changement.nature} : {changement.objet}",
            "champs": {
                champ.libelle: {"avant": champ.avant, "après": champ.apres}
                for champ in changement.champs
                if champ.libelle not in muets
            },
        }
        for changement in changements(*lignes, limite=LIGNES_AU_PLUS)
    ]


def _ce_qu_elle_a_ecrit(signatures: Signatures) -> list[dict[str, Any]]:
    ecrites = [
        {
            "le": localtime(le).isoformat(timespec="seconds"),
            "quoi": f"{NATURES[nature]} : {modele._meta.verbose_name} n° {numero}",
        }
        for modele in modeles_suivis()
        for le, nature, numero in signatures.lignes(historique_de(modele)).values_list(
            "history_date", "history_type", "id"
        )
    ]
    return sorted(ecrites, key=lambda ligne: ligne["le"], reverse=True)
