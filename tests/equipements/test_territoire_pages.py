"""Les pages du territoire : carte et tableau, matrice, commune."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention, Partenaire
from equipements.models import Equipement
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import adresse, page

CARRE = [[0.6, 44.2], [0.7, 44.2], [0.7, 44.3], [0.6, 44.3]]


@pytest.fixture
def lecteur(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.lecteur(convention))


def _partie(convention: Convention, nom: str, **champs: Any) -> Partenaire:
    commune = fabriques.commune(nom=nom, cellule=CARRE, **champs)
    partenaire = fabriques.partenaire(commune=commune)
    return fabriques.signataire(convention, partenaire=partenaire).partenaire


def _desservir(structure: Equipement, partie: Partenaire) -> None:
    assert partie.commune
    structure.communes_desservies.add(partie.commune)


def _page_de(convention: Convention, partie: Partenaire) -> str:
    assert partie.commune
    return reverse("commune_detail", args=[convention.slug, partie.commune.code_insee])


def test_chaque_commune_mene_a_sa_page_par_la_carte_et_par_le_tableau(
    convention: Convention, lecteur: Client
) -> None:
    ecoval = _partie(convention, "Écoval")
    fabriques.equipement(convention, ecoval)
    html = page(lecteur.get(adresse("territoire_carte", convention)))

    # La carte est là à deux largeurs, dont une seule se montre ; le tableau fait la troisième.
    assert html.count(f'href="{_page_de(convention, ecoval)}"') == 3
    assert "Écoval\u00a0: 1\u00a0ALSH" in html
    assert "Carte schématique" in html
    assert lecteur.get(_page_de(convention, ecoval)).status_code == 200


def test_ce_qui_empeche_de_conclure_mene_aux_structures_a_completer(
    convention: Convention, lecteur: Client
) -> None:
    relais = fabriques.equipement(convention, _partie(convention, "Écoval"), type="rpe")
    html = page(
        lecteur.get(
            adresse("territoire_carte", convention), {"figure": "couverture", "type": "rpe"}
        )
    )
    assert "on ne peut pas conclure" in html
    assert adresse("equipement_detail", convention, relais) in html


def test_la_matrice_se_filtre_par_zone(convention: Convention, lecteur: Client) -> None:
    ecoval, fauval = _partie(convention, "Écoval"), _partie(convention, "Fauval")
    fabriques.equipement(convention, ecoval)
    assert fauval.commune
    zone = fabriques.zone(convention, fauval.commune, nom="Bassin de Fauval")
    vide = fabriques.zone(convention)

    def communes(**filtres: Any) -> list[str]:
        reponse = lecteur.get(adresse("territoire_matrice", convention), filtres)
        return [ligne.commune.nom for ligne in reponse.context["matrice"].lignes]

    assert communes() == ["Écoval", "Fauval"]
    assert communes(zone=zone.pk) == ["Fauval"]
    # Une zone d'ailleurs, ou inconnue, ne filtre pas.
    assert communes(zone=fabriques.zone(fabriques.convention()).pk) == ["Écoval", "Fauval"]
    html = page(lecteur.get(adresse("territoire_matrice", convention), {"zone": vide.pk}))
    assert "Cette zone n'a pas encore de commune" in re.sub("&#x27;", "'", html)


def test_la_page_d_une_commune_distingue_ce_qui_s_y_trouve_et_ce_qui_la_dessert(
    convention: Convention, lecteur: Client
) -> None:
    ecoval = _partie(convention, "Écoval", population=1234, annee_population=2023)
    fauval = _partie(convention, "Fauval")
    assert ecoval.commune
    fabriques.equipement(convention, ecoval, nom="ALSH d'Écoval")
    fabriques.equipement(convention, ecoval, nom="Ludothèque payée", commune=fauval.commune)
    relais = fabriques.equipement(convention, fauval, nom="Relais venu", type="rpe")
    _desservir(relais, ecoval)
    fabriques.equipement(convention, ecoval, nom="Pas encore validée", etat_saisie="brouillon")
    zone = fabriques.zone(convention, ecoval.commune)

    lue = lecteur.get(_page_de(convention, ecoval)).context["lue"]
    assert [s.nom for s in lue.sur_place] == ["ALSH d'Écoval"]
    assert [s.nom for s in lue.soutenues] == ["Ludothèque payée"]
    assert [s.nom for s in lue.desservantes] == ["Relais venu"]
    assert lue.zones == [zone]
    assert [partie.partenaire for partie in lue.parties] == [ecoval]
    html = page(lecteur.get(_page_de(convention, ecoval)))
    assert "1\u202f234" in html
    assert "(Insee, 2023)" in html
    assert "Desservie par Relais venu (Fauval)" in html
    assert "Confirmée le 15 janvier 2026" in html
    # Aucun LAEP au registre : on ne peut rien en dire.
    assert "non renseigné" in html.lower()


def test_ce_que_dit_une_commune_sans_structure_se_lit_partout(
    convention: Convention, lecteur: Client, client: Client
) -> None:
    ecoval, fauval = _partie(convention, "Écoval"), _partie(convention, "Fauval")
    assert ecoval.commune
    fabriques.equipement(convention, fauval, nom="ALSH d'à côté", commune=fauval.commune)
    alsh = Equipement.objects.get(nom="ALSH d'à côté")
    demande = fabriques.demande_de_registre(
        fabriques.campagne(convention, genre="registre"),
        convention.signataires.get(partenaire=ecoval),
        etat="repondue",
        sans_structure=True,
        dessert="Une assistante maternelle.",
    )
    demande.desservie_par.add(alsh)
    annuaire, code = reverse("annuaire_liste", args=[convention.slug]), ecoval.commune.code_insee
    convention.ouvrir_l_annuaire(par=fabriques.LE_TEST)

    def annoncees() -> list[str]:
        lue = client.get(annuaire, {"commune": code})
        return [fiche.nom for fiche in lue.context["fiches"]]

    html = unescape(strip_tags(page(lecteur.get(_page_de(convention, ecoval)))))
    for attendu in ("Ce que dit la commune (2026)", "ALSH d'à côté", "Une assistante maternelle."):
        assert attendu in html
    assert "n'a pas encore relu" in html
    assert "1 selon la commune" in page(lecteur.get(adresse("territoire_matrice", convention)))
    # Au public, seulement ce que la coordination a accepté.
    assert annoncees() == []
    demande.accepter(par=fabriques.LE_TEST, le=AUJOURD_HUI, version_ouverte=demande.version)
    assert annoncees() == ["ALSH d'à côté"]


def test_une_commune_sans_lien_avec_la_convention_n_a_pas_de_page(
    convention: Convention, lecteur: Client
) -> None:
    ailleurs = fabriques.commune()
    adresse_d_ailleurs = reverse("commune_detail", args=[convention.slug, ailleurs.code_insee])
    assert lecteur.get(adresse_d_ailleurs).status_code == 404
    # Une structure du registre s'y trouve : la commune se lit, sans rien dire de sa desserte.
    fabriques.equipement(convention, commune=ailleurs)
    reponse = lecteur.get(adresse_d_ailleurs)
    assert reponse.status_code == 200
    assert reponse.context["lue"].couvertures == []


@pytest.mark.parametrize(
    ("nom", "filtres", "nombre"),
    [
        ("territoire_carte", {}, 8),
        ("territoire_carte", {"figure": "prix"}, 11),
        ("territoire_matrice", {}, 11),
        ("commune_detail", {}, 12),
    ],
)
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_communes(
    convention: Convention,
    lecteur: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    nom: str,
    filtres: dict[str, str],
    nombre: int,
) -> None:
    for rang in range(4):
        partie = _partie(convention, f"Val {rang}")
        accueil = fabriques.equipement(convention, partie)
        fabriques.grille(accueil)
        _desservir(fabriques.equipement(convention, partie, type="rpe"), partie)
        assert partie.commune
        fabriques.zone(convention, partie.commune)
    cible = _page_de(convention, partie) if nom == "commune_detail" else adresse(nom, convention)
    with django_assert_max_num_queries(nombre):
        lecteur.get(cible, filtres)


def test_un_registre_vide_dit_quoi_faire(convention: Convention, lecteur: Client) -> None:
    assert "Aucune commune" in page(lecteur.get(adresse("territoire_carte", convention)))
    assert "pas encore de structure" in page(lecteur.get(adresse("territoire_matrice", convention)))
