"""Filtrer et grouper le plan par ce qui précise les fiches : public, cadre, zone, élu…"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Etiquette, FicheAction
from conventions.models import Convention, Personne, Zone
from tests import fabriques
from tests.conftest import Connexions
from tests.outils import texte_de


@dataclass
class Plan:
    """Trois fiches : la première dit beaucoup, la deuxième peu, la troisième rien."""

    formation: Etiquette
    jeunesse: Etiquette
    cadre: Etiquette
    zone: Zone
    autre_zone: Zone
    elu: Personne


@pytest.fixture
def plan(convention: Convention) -> Plan:
    une, deux, _ = (fabriques.fiche(convention) for _ in range(3))
    formation = fabriques.etiquette(convention, genre="enjeu", nom="formation")
    jeunesse = fabriques.etiquette(convention, nom="jeunesse")
    cadre = fabriques.etiquette(convention, genre="cadre", nom="SDSF")
    zone = Zone.objects.create(genre="qpv", nom="Le Quartier")
    bassin = Zone.objects.create(genre="bassin_de_vie", nom="Le Bassin")
    convention.zones.add(zone, bassin)
    commune = fabriques.commune()
    bassin.communes.add(commune)
    elu = fabriques.personne(nom="Élue à l'enfance")
    une.publics.add(formation, jeunesse)
    une.cadres.add(cadre)
    une.zones.add(zone)
    une.communes.add(commune)
    FicheAction.objects.filter(pk=une.pk).update(
        etendue="partie", participation="concertation", elu_referent=elu
    )
    deux.publics.add(formation)
    FicheAction.objects.filter(pk=deux.pk).update(etendue="tout", participation="information")
    return Plan(formation, jeunesse, cadre, zone, bassin, elu)


@pytest.fixture
def lecteur(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.lecteur(convention))


def _lu(client: Client, convention: Convention, **adresse: Any) -> Any:
    reponse = client.get(reverse("fiche_tableau", args=[convention.slug]), adresse)
    assert reponse.status_code == 200
    return reponse


@pytest.mark.parametrize(
    ("filtre", "valeur", "numeros"),
    [
        ("public", "formation", [1, 2]),
        ("public", "jeunesse", [1]),
        # Un enjeu n'est pas un public : la deuxième n'en dit aucun.
        ("public", "non_renseigne", [2, 3]),
        ("cadre", "cadre", [1]),
        ("cadre", "non_renseigne", [2, 3]),
        ("cadre", "formation", []),
        ("zone", "zone", [1]),
        # Par la commune qui est dans cette zone.
        ("zone", "autre_zone", [1]),
        ("zone", "tout", [2]),
        ("zone", "non_renseigne", [3]),
        ("elu", "elu", [1]),
        ("elu", "non_renseigne", [2, 3]),
        ("participation", "information", [2]),
        ("participation", "non_renseigne", [3]),
        *((nom, "inconnu", []) for nom in ("public", "cadre", "zone", "elu", "participation")),
    ],
)
def test_chaque_filtre_retient_les_siennes(
    convention: Convention,
    lecteur: Client,
    plan: Plan,
    filtre: str,
    valeur: str,
    numeros: list[int],
) -> None:
    objet = getattr(plan, valeur, None)
    reponse = _lu(lecteur, convention, **{filtre: objet.pk if objet else valeur})
    lus = [f.numero for groupe in reponse.context["groupes"] for f in groupe.fiches]
    assert lus == numeros


@pytest.mark.parametrize(
    ("groupe", "attendu"),
    [
        ("public", [("Jeunesse", [1]), ("Formation", [1, 2]), ("Aucun public dit", [3])]),
        ("cadre", [("SDSF", [1]), ("Aucun autre cadre dit", [2, 3])]),
        (
            "zone",
            [("Le Quartier", [1]), ("Tout le territoire", [2]), ("Territoire non renseigné", [3])],
        ),
        ("elu", [("Élue à l'enfance", [1]), ("Sans élu référent", [2, 3])]),
        (
            "participation",
            [("Information", [2]), ("Concertation", [1]), ("Non renseignée", [3])],
        ),
    ],
)
def test_chaque_groupe_a_son_titre_et_son_nombre(
    convention: Convention,
    lecteur: Client,
    plan: Plan,
    groupe: str,
    attendu: list[tuple[str, list[int]]],
) -> None:
    reponse = _lu(lecteur, convention, groupe=groupe)
    lus = reponse.context["groupes"]
    assert [(g.titre, [f.numero for f in g.fiches]) for g in lus] == attendu
    assert [g.nombre for g in lus] == [len(numeros) for _, numeros in attendu]
    repete = "paraît dans chacun de ses groupes" in texte_de(reponse)
    assert repete is (groupe == "public")
    # Le nombre d'actions ne compte pas les répétitions.
    assert reponse.context["nombres"]["retenues"] == 3


def test_un_filtre_replie_se_voit_des_qu_il_est_pose(
    convention: Convention, lecteur: Client, plan: Plan
) -> None:
    def volet(**adresse: Any) -> str:
        page: str = _lu(lecteur, convention, **adresse).content.decode()
        return page.split("<summary>Plus de filtres")[0].rsplit("<details", 1)[1]

    assert " open" not in volet()
    assert " open" in volet(public=plan.formation.pk)
    liste = lecteur.get(
        reverse("fiche_liste", args=[convention.slug]), {"public": plan.jeunesse.pk}
    )
    assert "1 action répond à ces filtres, sur 3." in texte_de(liste)
    # D'une lecture à l'autre, le filtre suit.
    assert f"?public={plan.jeunesse.pk}" in liste.content.decode()


def test_les_colonnes_nouvelles_disent_ou_se_taisent(
    convention: Convention, lecteur: Client, plan: Plan
) -> None:
    reponse = _lu(lecteur, convention, colonnes=["elu", "publics", "participation"], tri="publics")
    texte = texte_de(reponse)
    assert "Élue à l'enfance jeunesse, formation concertation" in texte
    assert "sans élu non renseigné non renseignée" in texte
