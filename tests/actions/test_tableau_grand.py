"""Le tableau d'un département : 1 300 fiches, les mêmes requêtes, page par page."""

import datetime
from collections import Counter
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Axe, Etape, FicheAction, Note, PiloteDeFiche
from actions.tableau import COLONNES
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions

VUE = datetime.date(2025, 3, 1)


def remplir(convention: Convention, nombre: int) -> None:
    """Ajoute `nombre` fiches vivantes, chacune avec deux étapes, une note et deux pilotes."""
    axe = Axe.objects.filter(convention=convention).first() or fabriques.axe(convention)
    numeros = count(FicheAction.objects.filter(convention=convention).count() + 1)
    fiches = FicheAction.objects.bulk_create(
        FicheAction(
            convention=convention,
            axe=axe,
            numero=next(numeros),
            titre="Créer un lieu d'accueil",
            etat="en_cours",
            mise_a_jour_le=VUE,
            etendue="tout",
            participation="concertation",
        )
        for _ in range(nombre)
    )
    personnes = [fabriques.personne() for _ in range(2)]
    Etape.objects.bulk_create(
        Etape(fiche=f, ordre=n, libelle="Ouvrir", debut=VUE, fin=VUE, vue_le=VUE)
        for f in fiches
        for n in (1, 2)
    )
    Note.objects.bulk_create(
        Note(fiche=f, date=VUE, texte="Une note.", auteur="Quelqu'un") for f in fiches
    )
    PiloteDeFiche.objects.bulk_create(
        PiloteDeFiche(fiche=f, personne=personne, est_copilote=n > 0)
        for f in fiches
        for n, personne in enumerate(personnes)
    )


def _requetes(client: Client, adresse: str, filtres: dict[str, Any]) -> int:
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse, filtres).status_code == 200
    return len(requetes)


TOUTES = list(COLONNES)


@pytest.mark.parametrize(
    ("filtres", "plafond"),
    [
        ({}, 8),
        # La colonne des publics est la seule qui en demande une de plus.
        (
            {
                "colonnes": TOUTES,
                "groupe": "pilote",
                "tri": "prochaine",
                "q": "creer",
                "suivi": "en_retard",
            },
            9,
        ),
        ({"colonnes": [c for c in TOUTES if c != "publics"], "groupe": "elu", "zone": "tout"}, 8),
    ],
)
def test_treize_fiches_ou_mille_trois_cents_les_memes_requetes(
    convention: Convention, connecter: Connexions, filtres: dict[str, Any], plafond: int
) -> None:
    # Le lecteur est le profil dont le menu coûte le plus.
    client = connecter(fabriques.lecteur(convention))
    adresse = reverse("fiche_tableau", args=[convention.slug])
    remplir(convention, 13)
    peu = _requetes(client, adresse, filtres)
    remplir(convention, 1287)
    beaucoup = _requetes(client, adresse, filtres)
    assert peu == beaucoup <= plafond

    reponse = client.get(adresse, {**filtres, "page": "26"})
    assert reponse.context["nombres"]["retenues"] == 1300
    assert "Page 26 sur 26" in reponse.content.decode()
    assert sum(len(g.fiches) for g in reponse.context["groupes"]) == 50
    # Toutes les fiches sont quelque part, une seule fois.
    vues = [
        fiche.pk
        for page in range(1, 27)
        for groupe in client.get(adresse, {**filtres, "page": page}).context["groupes"]
        for fiche in groupe.fiches
    ]
    assert len(vues) == len(set(vues)) == 1300


def test_un_groupe_par_public_repete_sans_rien_perdre(
    convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    adresse = reverse("fiche_tableau", args=[convention.slug])
    publics = [fabriques.etiquette(convention, nom=nom) for nom in ("familles", "jeunesse")]
    comptes = []
    for nombre in (13, 247):
        remplir(convention, nombre)
        portes = FicheAction.publics.through
        portes.objects.all().delete()
        # Une action sur deux a les deux publics, les autres n'en ont aucun.
        portes.objects.bulk_create(
            portes(ficheaction_id=fiche, etiquette=public)
            for fiche in FicheAction.objects.filter(numero__in=range(1, 261, 2)).values_list(
                "pk", flat=True
            )
            for public in publics
        )
        comptes.append(_requetes(client, adresse, {"groupe": "public"}))
    assert comptes[0] == comptes[1] <= 8
    vues = Counter(
        (groupe.titre, fiche.numero)
        for page in range(1, 9)
        for groupe in client.get(adresse, {"groupe": "public", "page": str(page)}).context[
            "groupes"
        ]
        for fiche in groupe.fiches
    )
    assert set(vues.values()) == {1}
    assert Counter(titre for titre, _ in vues) == {
        "Familles": 130,
        "Jeunesse": 130,
        "Aucun public dit": 130,
    }


def test_la_liste_par_axe_se_lit_aussi_page_par_page(
    convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    adresse = reverse("fiche_liste", args=[convention.slug])
    remplir(convention, 13)
    peu = _requetes(client, adresse, {})
    assert "Page 1 sur" not in client.get(adresse).content.decode()
    remplir(convention, 1287)
    assert _requetes(client, adresse, {}) == peu <= 8
    reponse = client.get(adresse, {"etat": "en_cours", "page": "26"})
    assert "Page 26 sur 26" in reponse.content.decode()
    # Les nombres restent ceux du plan entier.
    assert reponse.context["nombre"] == reponse.context["avancement"].fiches == 1300
    assert [len(lignes) for _, lignes in reponse.context["groupes"]] == [50]
