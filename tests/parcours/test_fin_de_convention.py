"""Le terme passé : le plan se lit, la dernière année s'évalue encore, puis tout se ferme."""

import datetime
from typing import Any

import pytest

from actions.models import Note
from conventions.models import Convention
from ctg.socle import horloge
from equipements.models import Equipement
from pilotage.models import Evaluation, Recit, Releve
from tests import fabriques
from tests.parcours.conftest import Calendrier, Ouvrir
from tests.parcours.territoire import Territoire, territoire
from tests.parcours.visiteur import Visiteur

ANNEE = 2026
NOTE = "Le bilan de l'action est écrit."
ECHUE = "La convention est échue (art. 11) : le plan ne se modifie plus."
CLOTUREE = "La convention est clôturée : lecture seule."


@pytest.fixture
def ici(db: None) -> Territoire:
    return territoire()


@pytest.fixture
def janvier_2027(calendrier: Calendrier) -> datetime.date:
    """Le premier lundi après le terme, le 31 décembre 2026."""
    return calendrier(2027, 1, 4)


def _cloturer(ici: Territoire) -> None:
    # Aucune page ne clôt encore une convention : c'est l'affaire de la fin de vie du contrat.
    Convention.objects.filter(pk=ici.convention.pk).update(etat=Convention.Etat.CLOTUREE)


def _est_refuse(visiteur: Visiteur, phrase: str) -> None:
    """L'envoi n'a pas abouti, et la page dit pourquoi."""
    assert not visiteur.est_redirige
    visiteur.lit(phrase)


def test_la_veille_du_terme_le_plan_s_ecrit_encore(
    ici: Territoire, devant: Ouvrir, calendrier: Calendrier
) -> None:
    calendrier(2026, 12, 31)
    coordonnateur = devant(ici.coordonnateur).ouvrir("fiche_mettre_a_jour", ici.slug, 1)

    coordonnateur.ne_lit_pas("lecture seule")
    coordonnateur.envoyer(etat="realise", meteo="securises").lit("L'action 1 est à jour.")


def test_une_page_ouverte_avant_le_terme_ne_s_enregistre_plus_apres(
    ici: Territoire, devant: Ouvrir, calendrier: Calendrier
) -> None:
    calendrier(2026, 12, 31)
    coordonnateur = devant(ici.coordonnateur).ouvrir("fiche_mettre_a_jour", ici.slug, 1)
    calendrier(2027, 1, 1)

    coordonnateur.envoyer(etat="realise", meteo="securises", note=NOTE)

    _est_refuse(coordonnateur, ECHUE)
    assert coordonnateur.valeur("note") == NOTE


def test_le_terme_passe_la_mise_a_jour_est_refusee_et_la_saisie_gardee(
    ici: Territoire, devant: Ouvrir, janvier_2027: datetime.date
) -> None:
    assert horloge.aujourd_hui() == janvier_2027
    coordonnateur = devant(ici.coordonnateur).ouvrir("fiche_mettre_a_jour", ici.slug, 1)
    coordonnateur.lit("Le plan est en lecture seule", "art. 11")
    etape = f"etape_{ici.etape.pk}"

    coordonnateur.envoyer(etat="realise", meteo="securises", note=NOTE, **{etape: True})

    _est_refuse(coordonnateur, ECHUE)
    saisie = [coordonnateur.valeur(nom) for nom in ("etat", "meteo", "note", etape)]
    assert saisie == ["realise", "securises", NOTE, "on"]
    ici.fiche.refresh_from_db()
    ici.etape.refresh_from_db()
    assert (ici.fiche.etat, ici.etape.faite_le) == ("", None)
    assert not Note.objects.exists()
    coordonnateur.ouvrir("fiche_detail", ici.slug, 1).lit("Cette fiche est en lecture seule")
    coordonnateur.ne_lit_pas("mettre-a-jour")


def test_l_accueil_dit_que_le_terme_est_passe_et_ce_qui_reste(
    ici: Territoire, devant: Ouvrir, janvier_2027: datetime.date
) -> None:
    coordonnateur = devant(ici.coordonnateur)
    titres = [ligne.titre for ligne in coordonnateur.attentes()]

    coordonnateur.lit("La convention est arrivée à son terme le 31 décembre 2026.")
    coordonnateur.lit("100 % de la période est passée")
    assert f"Ouvrir l'évaluation de la dernière année, {ANNEE}" in titres
    # Rien de ce que le plan n'accepte plus n'est demandé.
    assert not [t for t in titres if "action" in t or "Réunir" in t or "Préparer la suite" in t]
    devant(ici.autre_pilote).n_attend_plus("Mettre à jour")


def test_la_derniere_annee_s_evalue_encore(
    ici: Territoire, devant: Ouvrir, janvier_2027: datetime.date
) -> None:
    coordonnateur = devant(ici.coordonnateur).repondre("Ouvrir l'évaluation de la dernière année")
    ouvrir = f"/conventions/{ici.slug}/evaluations/{ANNEE}/ouvrir/"
    coordonnateur.envoyer(ouvrir).lit(f"L'évaluation {ANNEE} est ouverte.")

    indicateur = ici.indicateurs[0].pk
    coordonnateur.ouvrir("releves_saisir", ici.slug, 1, ANNEE)
    coordonnateur.envoyer(**{f"reponse_{indicateur}": "nombre", f"valeur_{indicateur}": "0"}).lit(
        "1 réponse est enregistrée.", "1 sur 3"
    )
    assert coordonnateur.statut("releves_saisir", ici.slug, 1, 2027) == 404

    coordonnateur.ouvrir("reunion_ajouter", ici.slug, ici.copil.pk)
    coordonnateur.envoyer(date=janvier_2027, lieu="Salle du conseil").lit("La réunion est inscrite")
    coordonnateur.ouvrir("recit_ecrire", ici.slug, ANNEE, "ensemble").envoyer(
        texte="Cinq ans de travail."
    )
    coordonnateur.ouvrir("evaluation_rattacher", ici.slug, ANNEE)
    coordonnateur.envoyer(reunion=ici.copil.reunions.get().pk).lit("Séance du 4 janvier 2027")

    assert Releve.objects.get().valeur == 0
    evaluation = Evaluation.objects.get()
    assert (evaluation.ouverte_le, evaluation.recits.get().texte) == (
        janvier_2027,
        "Cinq ans de travail.",
    )


def test_le_registre_se_tient_encore_apres_le_terme(
    ici: Territoire, devant: Ouvrir, janvier_2027: datetime.date
) -> None:
    agent = devant(ici.agent).ouvrir("equipement_ajouter", ici.slug)
    commune = ici.commune.partenaire.commune_id
    agent.envoyer(nom="Les Hirondelles", type="alsh", commune=commune)
    agent.lit("Votre brouillon est enregistré.")

    _cloturer(ici)
    agent.ouvrir("equipement_ajouter", ici.slug)
    agent.envoyer(nom="Les Mésanges", type="alsh", commune=commune)
    _est_refuse(agent, CLOTUREE)
    assert agent.valeur("nom") == "Les Mésanges"
    assert not Equipement.objects.filter(nom="Les Mésanges").exists()


def test_une_fois_cloturee_plus_rien_ne_s_ecrit(
    ici: Territoire, devant: Ouvrir, janvier_2027: datetime.date
) -> None:
    evaluation = fabriques.evaluation(ici.convention, annee=ANNEE)
    fabriques.reunion(ici.convention, instance=ici.copil, date=datetime.date(2026, 11, 10))
    _cloturer(ici)
    coordonnateur = devant(ici.coordonnateur)
    indicateur = ici.indicateurs[0].pk
    seance = ici.copil.reunions.get()
    refuses: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        (("fiche_mettre_a_jour", ici.slug, 1), {"etat": "realise", "note": NOTE}),
        (("fiche_pilotes", ici.slug, 1), {"personne": ici.futur_pilote.personne_id}),
        (
            ("releves_saisir", ici.slug, 1, ANNEE),
            {f"reponse_{indicateur}": "nombre", f"valeur_{indicateur}": "12"},
        ),
        (("recit_ecrire", ici.slug, ANNEE, "ensemble"), {"texte": "Trop tard."}),
        (("evaluation_rattacher", ici.slug, ANNEE), {"reunion": seance.pk}),
        (("reunion_ajouter", ici.slug, ici.copil.pk), {"date": janvier_2027}),
        (("presences_noter", ici.slug, seance.pk), {"les_autres": "present"}),
        (("decision_ajouter", ici.slug, seance.pk), {"texte": "Trop tard."}),
    ]

    for page, champs in refuses:
        coordonnateur.ouvrir(*page).envoyer(**champs)
        _est_refuse(coordonnateur, CLOTUREE)
        for nom, saisi in champs.items():
            voulu = f"{saisi:%d/%m/%Y}" if isinstance(saisi, datetime.date) else str(saisi)
            assert coordonnateur.valeur(nom) == voulu, f"{page[0]} a perdu {nom}"

    evaluation.refresh_from_db()
    ici.fiche.refresh_from_db()
    assert (ici.fiche.etat, evaluation.reunion) == ("", None)
    assert not Releve.objects.exists()
    assert not Recit.objects.exists()
    assert ici.copil.reunions.count() == 1
    assert not seance.presences.exists()
    # Et tout se lit encore.
    for nom in ("fiche_liste", "equipement_liste", "releve_liste", "evaluation_liste"):
        assert devant(ici.membre).statut(nom, ici.slug) == 200


def test_une_convention_cloturee_n_attend_plus_rien_qu_elle_refuserait(
    ici: Territoire, devant: Ouvrir, janvier_2027: datetime.date
) -> None:
    fabriques.anomalie(ici.convention)
    fabriques.document(ici.convention)
    assert devant(ici.coordonnateur).attentes() != []

    _cloturer(ici)

    assert devant(ici.coordonnateur).attentes() == []
    assert devant(ici.autre_pilote).attentes() == []
