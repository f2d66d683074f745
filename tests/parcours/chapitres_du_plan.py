"""Une année du plan : désigner un pilote, mettre sa fiche à jour."""

import datetime

from tests.parcours.conftest import Ouvrir
from tests.parcours.territoire import Territoire

ANNEE = 2026
NOTE = "Le comité d'usagers s'est réuni deux fois."
METEO = "Il manque un local pour le mercredi."


def designer_un_pilote(ici: Territoire, devant: Ouvrir) -> None:
    """Le coordonnateur part de ce que l'accueil attend de lui, et nomme un pilote."""
    coordonnateur = devant(ici.coordonnateur)
    attendu = [ligne.titre for ligne in coordonnateur.attentes()]
    assert attendu[0] == "Une action a une étape passée, à renseigner"
    assert {f"Réunir le COPIL en {ANNEE}", f"Réunir le COTECH en {ANNEE}"} < set(attendu)

    coordonnateur.repondre("Une action n'a pas de pilote")
    pilote = ici.futur_pilote.personne_id
    coordonnateur.envoyer(personne=pilote).lit("Les pilotes de l'action 1 sont enregistrés.")

    coordonnateur.lit(f"{ici.futur_pilote.nom} – pilote depuis le 12 janvier 2026")
    coordonnateur.n_attend_plus("Une action n'a pas de pilote")


def mettre_la_fiche_a_jour(ici: Territoire, devant: Ouvrir) -> None:
    """Le pilote dit où elle en est ; une météo défavorable s'explique, rien ne se ressaisit."""
    pilote = devant(ici.futur_pilote).repondre("Mettre à jour l'action 1")
    etape = f"etape_{ici.etape.pk}"

    pilote.envoyer(etat="en_cours", meteo="appuis", note=NOTE, **{etape: True})

    assert not pilote.est_redirige
    assert pilote.erreur("meteo_commentaire").startswith("Dites en une phrase ce qui manque")
    assert (pilote.valeur("note"), pilote.valeur(etape)) == (NOTE, "on")
    ici.fiche.refresh_from_db()
    assert (ici.fiche.etat, ici.fiche.notes.count()) == ("", 0)

    # Ce qui était saisi est resté : il ne manque que l'explication, et la date de l'étape.
    faite_le = datetime.date(2026, 1, 9)
    pilote.envoyer(meteo_commentaire=METEO, **{f"{etape}_le": faite_le})

    pilote.lit("L'action 1 est à jour.", "en cours", "appuis nécessaires", METEO, NOTE)
    pilote.lit("faite le 9 janvier 2026").n_attend_plus("Mettre à jour l'action 1")
    assert pilote.statut("fiche_mettre_a_jour", ici.slug, 2) == 403
    assert devant(ici.autre_pilote).statut("fiche_mettre_a_jour", ici.slug, 1) == 403

    coordonnateur = devant(ici.coordonnateur)
    (nouvelle,) = [n for n in coordonnateur.nouvelles() if ici.fiche.titre in n]
    assert NOTE in nouvelle
    assert "État : en cours" in nouvelle
    assert ici.futur_pilote.nom in nouvelle
    coordonnateur.n_attend_plus("Une action a une étape passée")
