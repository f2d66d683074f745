"""Depuis ma dernière visite : ce que d'autres ont changé, et le geste qui le dit vu."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import FicheAction
from conventions.models import Convention, Habilitation, Utilisateur
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from ctg.visites import depuis_la_visite, derniere_visite, noter_la_visite
from tests import fabriques
from tests.conftest import Connexions

UTC = datetime.UTC


def _changer(fiche: FicheAction, etat: str, par: Utilisateur) -> datetime.datetime:
    """Change l'état d'une fiche ; rend l'instant de l'écriture."""
    with acte(par):
        fiche.etat = etat
        fiche.save()
    ecrite: datetime.datetime = fiche.historique.latest().history_date
    return ecrite


def _noter(lecteur: Utilisateur, convention: Convention, jusqu_au: datetime.datetime) -> None:
    noter_la_visite(
        utilisateur=lecteur,
        convention=convention,
        jusqu_au=jusqu_au,
        maintenant=datetime.datetime(2100, 1, 1, tzinfo=UTC),
    )


def _texte(reponse: object) -> str:
    page = unescape(reponse.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]+>", " ", page))


def test_seul_ce_que_d_autres_ont_fait_depuis_est_rapporte(convention: Convention) -> None:
    coordonnateur = fabriques.coordonnateur(convention)
    fiche, autre = fabriques.fiche(convention), fabriques.fiche(convention)
    pilote = fabriques.pilote(fiche)
    premier = _changer(fiche, "en_cours", coordonnateur)
    assert derniere_visite(pilote, convention) is None
    vues = depuis_la_visite(pilote, convention)
    assert [n.titre for n in vues.suivies] == [str(fiche)]
    assert vues.autres == []
    _noter(pilote, convention, premier)
    assert depuis_la_visite(pilote, convention).nombre == 0
    _changer(autre, "en_pause", coordonnateur)
    _changer(fiche, "realise", pilote)
    vues = depuis_la_visite(pilote, convention)
    assert [(n.titre, n.auteur) for n in vues.autres] == [(str(autre), coordonnateur.nom)]
    assert vues.suivies == []
    assert not vues.est_coupee


def test_l_instant_ne_recule_pas_et_n_est_pas_a_venir(convention: Convention) -> None:
    lecteur = fabriques.lecteur(convention)
    juin, mai = (datetime.datetime(2026, mois, 1, tzinfo=UTC) for mois in (6, 5))
    _noter(lecteur, convention, juin)
    _noter(lecteur, convention, mai)
    assert derniere_visite(lecteur, convention) == juin
    noter_la_visite(
        utilisateur=lecteur,
        convention=convention,
        jusqu_au=juin + datetime.timedelta(days=900),
        maintenant=juin + datetime.timedelta(days=1),
    )
    assert derniere_visite(lecteur, convention) == juin + datetime.timedelta(days=1)


def test_une_visite_ne_vaut_que_pour_soi_et_cette_convention(convention: Convention) -> None:
    lecteur, voisin = fabriques.lecteur(convention), fabriques.lecteur(convention)
    ailleurs = fabriques.convention()
    Habilitation.objects.create(utilisateur=lecteur, convention=ailleurs, role="lecteur")
    _noter(lecteur, convention, datetime.datetime(2026, 6, 1, tzinfo=UTC))
    assert derniere_visite(voisin, convention) is None
    assert derniere_visite(lecteur, ailleurs) is None


@pytest.mark.parametrize("jusqu_au", [None, datetime.datetime(2026, 6, 1)])  # noqa: DTZ001
def test_une_page_incomplete_est_refusee(
    convention: Convention, jusqu_au: datetime.datetime | None
) -> None:
    with pytest.raises(ActionImpossible, match="rouvrez-la"):
        noter_la_visite(
            utilisateur=fabriques.lecteur(convention),
            convention=convention,
            jusqu_au=jusqu_au,
            maintenant=datetime.datetime(2026, 6, 1, tzinfo=UTC),
        )


def test_le_geste_note_la_page_lue_et_rien_de_plus(
    convention: Convention, connecter: Connexions
) -> None:
    coordonnateur, lecteur = fabriques.coordonnateur(convention), fabriques.lecteur(convention)
    fiche = fabriques.fiche(convention)
    _changer(fiche, "en_cours", coordonnateur)
    client = connecter(lecteur)
    adresse = reverse("depuis_ma_visite", args=[convention.slug])
    page = client.get(adresse)
    assert "1 changement," in _texte(page)
    assert coordonnateur.nom in _texte(page)
    assert Habilitation.objects.filter(nouvelles_vues_le=None).count() == 2
    trouve = re.search(r'name="jusqu_au" value="([^"]+)"', page.content.decode())
    assert trouve is not None
    noter = reverse("visite_noter", args=[convention.slug])
    lue = _texte(client.post(noter, {"jusqu_au": unescape(trouve.group(1))}, follow=True))
    assert "C'est noté" in lue
    assert derniere_visite(lecteur, convention) == datetime.datetime.fromisoformat(
        unescape(trouve.group(1))
    )
    for abimee in ("", "hier", "2026-99-99T00:00:00Z"):
        assert "Cette page est incomplète" in _texte(
            client.post(noter, {"jusqu_au": abimee}, follow=True)
        )


def test_le_nombre_de_requetes_ne_depend_pas_des_changements(
    convention: Convention, connecter: Connexions
) -> None:
    coordonnateur = fabriques.coordonnateur(convention)
    client = connecter(fabriques.lecteur(convention))
    comptes = []
    for nombre in (1, 20):
        for _ in range(nombre):
            _changer(fabriques.fiche(convention), "en_cours", coordonnateur)
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("depuis_ma_visite", args=[convention.slug]))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 20


def test_l_accueil_y_mene(convention: Convention, connecter: Connexions) -> None:
    _changer(fabriques.fiche(convention), "en_cours", fabriques.coordonnateur(convention))
    page = connecter(fabriques.lecteur(convention)).get(reverse("accueil")).content.decode()
    assert reverse("depuis_ma_visite", args=[convention.slug]) in page
    assert reverse("tableau_de_bord", args=[convention.slug]) in page
