"""L'accueil dit ce qui est attendu, le pressant d'abord, et où en est la convention."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Convention, Habilitation
from ctg import accueil
from ctg.socle.attentes import Attente
from tests import fabriques
from tests.conftest import Connexions

# L'accueil lit cinq salles : son compte est plus haut que celui d'une liste, et aussi plat.
REQUETES = 36


def test_le_pressant_vient_d_abord_puis_l_echeance(monkeypatch: pytest.MonkeyPatch) -> None:
    tard = Attente("tard", "/", "Voir", echeance=datetime.date(2026, 12, 31))
    tot = Attente("tôt", "/", "Voir", echeance=datetime.date(2026, 12, 1))
    sans = Attente("sans échéance", "/", "Voir")
    pressante = Attente("pressante", "/", "Voir", est_pressante=True)

    class Salle:
        @staticmethod
        def attentes(*_: object) -> list[Attente]:
            return [sans, tard, pressante, tot]

    monkeypatch.setattr(accueil, "SALLES", (Salle,))

    titres = [
        a.titre
        for a in accueil.attentes_de(None, None, datetime.date(2026, 11, 23))  # type: ignore[arg-type]
    ]

    assert titres == ["pressante", "tôt", "tard", "sans échéance"]


def test_ce_qui_parle_d_un_meme_objet_se_lit_ensemble() -> None:
    jamais = Attente("jamais renseignée", "/", "Mettre à jour", objet="Action 10")
    passee = Attente("étape passée", "/", "Mettre à jour", objet="Action 10", est_pressante=True)
    autre = Attente("autre", "/", "Voir", echeance=datetime.date(2026, 12, 1))

    attendu = accueil.presenter([jamais, autre, passee])

    assert [(x.objet, [a.titre for a in x.attentes]) for x in attendu.montrees] == [
        ("Action 10", ["étape passée", "jamais renseignée"]),
        ("", ["autre"]),
    ]


@pytest.mark.parametrize(
    ("pressantes", "ordinaires", "montrees"), [(0, 10, 10), (0, 11, 8), (9, 5, 9), (9, 2, 11)]
)
def test_l_accueil_est_court_et_ne_replie_rien_de_pressant(
    pressantes: int, ordinaires: int, montrees: int
) -> None:
    toutes = [Attente(f"p{n}", "/", "Voir", est_pressante=True) for n in range(pressantes)]
    toutes += [Attente(f"o{n}", "/", "Voir") for n in range(ordinaires)]

    attendu = accueil.presenter(toutes)

    assert len(attendu.montrees) == montrees
    assert len(attendu.repliees) == pressantes + ordinaires - montrees


def test_ce_qui_est_replie_se_precise_sans_se_repeter() -> None:
    attentes = [
        Attente("Renseigner", "/", "Voir", detail="Action 4", objet="Action 4"),
        Attente("Désigner", "/", "Voir", detail="annexe 4", objet="Action 4"),
    ]
    precisions = [precision for _, precision in accueil.LigneDAttente(attentes).en_bref]
    assert precisions == ["Action 4", "Action 4, annexe 4"]


def test_le_coordonnateur_lit_les_jours_qui_restent_et_l_avancement(
    convention: Convention, connecter: Connexions
) -> None:
    fabriques.fiche(convention, etat="en_cours")

    page = connecter(fabriques.coordonnateur(convention)).get(reverse("accueil"))

    texte = page.content.decode()
    assert "Il reste 38\xa0jours avant le terme, le 31 décembre 2026" in texte
    assert "Les actions par état d’avancement" in texte
    assert reverse("fiche_liste", args=[convention.slug]) in texte


def test_un_lecteur_a_qui_rien_n_est_demande_le_lit(
    convention: Convention, connecter: Connexions
) -> None:
    page = connecter(fabriques.lecteur(convention)).get(reverse("accueil")).content.decode()

    assert "Rien n'est attendu de vous aujourd'hui" in page
    assert reverse("evaluation_liste", args=[convention.slug]) not in page


def test_qui_a_deux_conventions_choisit_la_sienne(
    convention: Convention, connecter: Connexions
) -> None:
    autre = fabriques.convention(territoire="Pays d'en face")
    compte = fabriques.lecteur(convention)
    Habilitation.objects.create(utilisateur=compte, role="lecteur", convention=autre)
    client = connecter(compte)

    premiere = client.get(reverse("accueil")).content.decode()
    seconde = client.get(reverse("accueil"), {"convention": autre.slug}).content.decode()

    assert convention.nom in premiere
    assert "Changer de convention" in premiere
    assert autre.nom in seconde


def test_une_convention_etrangere_dans_l_adresse_n_ouvre_rien(
    convention: Convention, connecter: Connexions
) -> None:
    autre = fabriques.convention()
    client = connecter(fabriques.lecteur(convention))

    page = client.get(reverse("accueil"), {"convention": autre.slug}).content.decode()

    assert autre.nom not in page


def test_les_requetes_ne_dependent_pas_du_nombre(
    convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.coordonnateur(convention))
    comptes = []
    for combien in (1, 15):
        for _ in range(combien):
            fiche = fabriques.fiche(convention)
            fabriques.etape(fiche)
            fabriques.indicateur(fiche)
            fabriques.equipement(convention)
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("accueil"))
        comptes.append(len(requetes))

    assert comptes[0] == comptes[1] <= REQUETES
