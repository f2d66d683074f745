"""Les pages du plan : ce qu'elles montrent, à qui, et en combien de requêtes."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Axe, FicheAction, LienDeFiche, Note, PiloteDeFiche, Reference
from conventions.models import Convention, Utilisateur
from tests import fabriques
from tests.conftest import Connexions

VUE = datetime.date(2025, 3, 1)


def _texte(reponse: object) -> str:
    """Le texte d'une page, sans balises, les espaces réduits."""
    page = reponse.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"[\s\u00a0]+", " ", re.sub(r"<[^>]+>", " ", page))


def _adresse(vue: str, fiche: FicheAction) -> str:
    return reverse(vue, args=[fiche.convention.slug, fiche.numero])


def _remplir(convention: Convention, nombre: int) -> FicheAction:
    """Des fiches vivantes, chacune avec étapes, pilote, note, indicateurs, liens et repères."""
    axe = Axe.objects.filter(convention=convention).first() or fabriques.axe(convention)
    for _ in range(nombre):
        fiche = fabriques.fiche(convention, axe=axe, etat="en_cours", mise_a_jour_le=VUE)
        fabriques.etape(fiche, faite_le=VUE)
        fabriques.etape(fiche, vue_le=VUE)
        PiloteDeFiche.objects.create(fiche=fiche, personne=fabriques.personne())
        Note.objects.create(fiche=fiche, date=VUE, texte="Une note.", auteur="Quelqu'un")
        indicateur = fabriques.indicateur(fiche)
        Reference.objects.create(fiche=fiche, indicateur=indicateur, libelle="Part", valeur=33)
        LienDeFiche.objects.create(fiche=fiche, vers_axe=axe, ecrit="(lien)")
        fabriques.financement(fiche, financeur=fabriques.partenaire(nature="caf"))
        fabriques.temps_fort(fiche, commune=fabriques.commune())
    return fiche


@pytest.fixture
def coordonnateur(convention: Convention) -> Utilisateur:
    return fabriques.coordonnateur(convention)


@pytest.mark.parametrize(
    ("vue", "plafond"), [("fiche_liste", 8), ("fiche_detail", 16), ("fiche_historique", 23)]
)
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(
    convention: Convention, connecter: Connexions, vue: str, plafond: int
) -> None:
    # Le lecteur est le profil dont le menu coûte le plus. Une fiche réunit neuf collections, lues
    # chacune en une requête : deux de plus qu'une autre page de détail.
    client = connecter(fabriques.lecteur(convention))
    comptes = []
    for nombre in (1, 29):
        _remplir(convention, nombre)
        cles = [convention.slug] if vue == "fiche_liste" else [convention.slug, 1]
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse(vue, args=cles)).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= plafond


def test_une_fiche_a_jour_propose_la_suivante_sans_depasser_le_budget(
    convention: Convention, connecter: Connexions, coordonnateur: Utilisateur
) -> None:
    _remplir(convention, 3)
    FicheAction.objects.filter(numero=2).update(mise_a_jour_le="2026-11-23")
    client = connecter(coordonnateur)
    with CaptureQueriesContext(connection) as requetes:
        page = client.get(reverse("fiche_detail", args=[convention.slug, 2]))
    assert "Fiche suivante à mettre à jour : Action 3" in _texte(page)
    # Une de plus que la fiche seule : celle qui cherche la suivante.
    assert len(requetes) <= 17


def test_le_plan_resume_et_range_par_axe(
    convention: Convention, connecter: Connexions, coordonnateur: Utilisateur
) -> None:
    fiche = _remplir(convention, 2)
    fabriques.fiche(convention, titre="Action muette")
    texte = _texte(connecter(coordonnateur).get(reverse("fiche_liste", args=[convention.slug])))
    assert "3 actions en 1 axe." in texte
    assert "2 étapes faites sur 4" in texte
    assert "2 en retard" in texte
    assert "1 jamais renseignée " in texte
    assert f"{fiche.titre}" in texte
    assert "non renseigné" in texte
    assert "0 %" not in texte


def test_les_filtres_restent_dans_l_adresse(
    convention: Convention, connecter: Connexions, coordonnateur: Utilisateur
) -> None:
    fabriques.fiche(convention, titre="Créer un lieu", etat="en_pause")
    fabriques.fiche(convention, titre="Former les équipes")
    client = connecter(coordonnateur)
    adresse = reverse("fiche_liste", args=[convention.slug])
    page = client.get(adresse, {"q": "creer", "etat": "en_pause"})
    assert "Créer un lieu" in _texte(page)
    assert "Former les équipes" not in _texte(page)
    assert '<option value="en_pause" selected>' in page.content.decode()
    rien = _texte(client.get(adresse, {"q": "introuvable"}))
    assert "Aucune action ne répond à ces filtres" in rien


def test_un_plan_vide_dit_la_suite(
    convention: Convention, connecter: Connexions, coordonnateur: Utilisateur
) -> None:
    page = connecter(coordonnateur).get(reverse("fiche_liste", args=[convention.slug]))
    assert "Le plan d'actions est vide" in _texte(page).replace("&#x27;", "'")


def test_la_fiche_montre_le_contrat_et_sa_vie(
    convention: Convention, connecter: Connexions, coordonnateur: Utilisateur
) -> None:
    citee = fabriques.fiche(convention, titre="Fiche citée")
    fiche = fabriques.fiche(
        convention,
        titre="Titre retenu",
        titre_ecrit=": Titre retenu »",
        ligne=749,
        contexte="- un constat",
        conduite_ecrite="piloté par le coordonnateur",
    )
    LienDeFiche.objects.create(
        fiche=fiche, vers_fiche=citee, ecrit="voir l'action 2", corrige="la fiche 12", ligne=853
    )
    Reference.objects.create(
        fiche=fiche, libelle="enfants accueillis", valeur="8.60", unite="%", comparateur="<"
    )
    fabriques.etape(fiche, fin=datetime.date(2027, 12, 31))
    page = connecter(coordonnateur).get(_adresse("fiche_detail", fiche))
    html, texte = page.content.decode(), _texte(page).replace("&#x27;", "'")
    assert "<li>un constat</li>" in html
    assert "Vide dans le texte signé (art. 12 : se complète par avenant)" in texte
    assert "ligne 749 du texte" in texte
    assert ": Titre retenu »" in texte
    assert "Écrit : « voir l'action 2 » (l. 853). À lire : la fiche 12." in texte
    assert "moins de 8,6 %" in texte
    assert "piloté par le coordonnateur" in texte
    assert "au-delà du terme" in texte
    assert "Citée par l' action 2" in _texte(
        connecter(coordonnateur).get(_adresse("fiche_detail", citee))
    ).replace("&#x27;", "'")


def test_l_historique_dit_qui_quoi_et_de_quelle_etape(
    convention: Convention, connecter: Connexions, coordonnateur: Utilisateur
) -> None:
    fiche = fabriques.fiche(convention)
    etape = fabriques.etape(fiche, libelle="ouvrir le lieu")
    fiche.mettre_a_jour(
        etat="en_cours",
        meteo="",
        meteo_commentaire="",
        etapes={etape.pk: VUE},
        notes={"fait_marquant": "Le lieu ouvre."},
        note_du=VUE,
        version_ouverte=1,
        par=coordonnateur,
        le=VUE,
    )
    texte = _texte(connecter(coordonnateur).get(_adresse("fiche_historique", fiche)))
    assert coordonnateur.nom in texte
    assert "étape 1, ouvrir le lieu" in texte
    assert "Après : en cours" in texte
    assert "Le lieu ouvre." in texte


def _compte(profil: str, fiche: FicheAction) -> Utilisateur:
    if profil == "pilote":
        return fabriques.pilote(fiche)
    if profil == "pilote d'une autre":
        return fabriques.pilote(fabriques.fiche(fiche.convention))
    if profil == "ailleurs":
        return fabriques.coordonnateur(fabriques.convention())
    compte: Utilisateur = getattr(fabriques, profil)(fiche.convention)
    return compte


@pytest.mark.parametrize(
    ("profil", "mise_a_jour", "pilotes"),
    [
        ("coordonnateur", 200, 200),
        ("copilote", 200, 403),
        ("pilote", 200, 403),
        ("pilote d'une autre", 403, 403),
        ("lecteur", 403, 403),
        ("agent", 403, 403),
        ("membre", 403, 403),
        ("ailleurs", 404, 404),
    ],
)
def test_chacun_selon_ses_droits(
    convention: Convention, connecter: Connexions, profil: str, mise_a_jour: int, pilotes: int
) -> None:
    fiche = fabriques.fiche(convention)
    client = connecter(_compte(profil, fiche))
    lecture = 404 if profil == "ailleurs" else 200
    for vue, attendu in (
        ("fiche_detail", lecture),
        ("fiche_historique", lecture),
        ("fiche_mettre_a_jour", mise_a_jour),
        ("fiche_pilotes", pilotes),
    ):
        assert client.get(_adresse(vue, fiche)).status_code == attendu, vue
    assert client.post(_adresse("fiche_mettre_a_jour", fiche), {}).status_code == mise_a_jour
    detail = client.get(_adresse("fiche_detail", fiche))
    propose = _adresse("fiche_mettre_a_jour", fiche) in detail.content.decode()
    assert propose is (mise_a_jour == 200)
    fiche.refresh_from_db()
    assert fiche.version == 1


def test_un_pilote_qui_a_quitte_la_fiche_n_y_ecrit_plus(
    convention: Convention, connecter: Connexions
) -> None:
    fiche = fabriques.fiche(convention)
    compte = fabriques.pilote(fiche)
    fiche.pilotes.update(fin=datetime.date(2026, 1, 1))
    assert connecter(compte).get(_adresse("fiche_mettre_a_jour", fiche)).status_code == 403
