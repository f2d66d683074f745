"""Le tableau de bord : ses nombres, ce que l'historique dit du chemin, et sa page."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import FicheAction
from actions.tableau_de_bord import (
    Ecriture,
    Jalon,
    ecritures_du_plan,
    jalons,
    jours_de_jalon,
    tableau_de_bord,
)
from actions.temps_forts import repartition
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions

JOUR = datetime.date
LE = JOUR(2026, 11, 23)


def _ecrite(rang: int, fiche: int, le: datetime.date, etat: str = "") -> Ecriture:
    return Ecriture(rang, fiche, le, etat, bool(etat))


def test_les_jalons_sont_les_fins_de_semestre_puis_ce_jour() -> None:
    convention = Convention(debut=JOUR(2025, 3, 1), fin=JOUR(2026, 12, 31))
    assert jours_de_jalon(convention, LE) == [
        JOUR(2025, 6, 30),
        JOUR(2025, 12, 31),
        JOUR(2026, 6, 30),
        LE,
    ]
    assert jours_de_jalon(convention, JOUR(2030, 1, 1))[-1] == JOUR(2026, 12, 31)
    assert jours_de_jalon(convention, JOUR(2025, 6, 30)) == [JOUR(2025, 6, 30)]
    assert jours_de_jalon(convention, JOUR(2024, 1, 1)) == []


def test_le_chemin_se_lit_dans_l_historique() -> None:
    ecritures = [
        # Le chargement, aujourd'hui, de ce qui se reprend ensuite à sa date.
        _ecrite(1, 1, LE),
        _ecrite(2, 2, LE),
        _ecrite(3, 1, JOUR(2024, 2, 1), "en_cours"),
        _ecrite(4, 2, JOUR(2024, 12, 31), "en_cours"),
        _ecrite(5, 1, JOUR(2025, 3, 1), "realise"),
        _ecrite(6, 2, JOUR(2026, 1, 1), "en_pause"),
    ]
    jours = [JOUR(2023, 12, 31), JOUR(2024, 6, 30), JOUR(2024, 12, 31), JOUR(2025, 6, 30), LE]
    assert jalons(ecritures, jours) == [
        Jalon(jours[0], None, None, None),
        Jalon(jours[1], 1, 1, 0),
        Jalon(jours[2], 2, 2, 0),
        Jalon(jours[3], 2, 1, 1),
        Jalon(LE, 2, 0, 1),
    ]


def test_une_ecriture_se_lit_dans_la_vraie_table(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fiche.etat = "en_cours"
    fiche.save()
    ailleurs = fabriques.fiche(fabriques.convention())
    lues = ecritures_du_plan(convention)
    assert [(e.fiche, e.etat, e.est_renseignee) for e in lues] == [
        (fiche.pk, "", False),
        (fiche.pk, "en_cours", True),
    ]
    assert ailleurs.pk not in {e.fiche for e in lues}


@pytest.fixture
def plan(convention: Convention) -> Convention:
    """Deux axes : une action en retard, une muette, une sans nouvelle, une close."""
    premier = fabriques.axe(convention, titre="Aller vers", titre_court="Proximité")
    second = fabriques.axe(convention, titre="Accueillir", titre_court="Inclusion")
    tardive = fabriques.fiche(
        convention, axe=premier, titre="Ouvrir", etat="en_cours", mise_a_jour_le=LE
    )
    fabriques.etape(tardive, libelle="ouverture", fin=JOUR(2024, 6, 30), vue_le=LE)
    fabriques.etape(tardive, libelle="bilan", debut=LE, fin=JOUR(2027, 1, 22))
    fabriques.etape(tardive, libelle="suite", debut=JOUR(2027, 1, 23), fin=None)
    muette = fabriques.fiche(convention, axe=premier, titre="Former")
    fabriques.etape(muette, libelle="cadrage")
    fabriques.fiche(
        convention,
        axe=second,
        titre="Dire",
        etat="en_pause",
        meteo="securises",
        mise_a_jour_le=JOUR(2026, 1, 5),
    )
    close = fabriques.fiche(convention, axe=second, titre="Finir", etat="abandonne")
    fabriques.etape(close, libelle="laissée")
    return convention


def test_le_tableau_compte(plan: Convention) -> None:
    fiches = list(FicheAction.objects.filter(convention=plan).pour_liste())
    tableau = tableau_de_bord(plan, fiches, ecritures_du_plan(plan), LE)
    assert [axe.numero for axe in tableau.axes] == [1, 2]
    assert tableau.avancement.par_axe[1].par_etat["en_cours"] == 1
    assert tableau.avancement.par_axe[2].par_meteo["securises"] == 1
    assert [e.etape.libelle for e in tableau.en_retard] == ["ouverture"]
    assert [e.etape.libelle for e in tableau.a_renseigner] == ["cadrage"]
    assert [(e.montree.etape.libelle, e.jour, e.est_une_fin) for e in tableau.a_venir] == [
        ("bilan", LE, False),
        ("bilan", JOUR(2027, 1, 22), True),
    ]
    assert [f.titre for f in tableau.sans_nouvelle] == ["Dire"]
    assert [f.titre for f in tableau.jamais] == ["Former"]
    assert tableau.jalons[-1].au == LE


# --- La page ---


def _adresse(convention: Convention) -> str:
    return reverse("tableau_de_bord", args=[convention.slug])


def _texte(reponse: object) -> str:
    page = unescape(reponse.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]+>", " ", page))


def test_la_page_montre_les_nombres_et_mene_au_plan(
    plan: Convention, connecter: Connexions
) -> None:
    page = connecter(fabriques.lecteur(plan)).get(_adresse(plan))
    html, texte = unescape(page.content.decode()), _texte(page)
    plan_ = reverse("fiche_liste", args=[plan.slug])
    for filtre in ("?axe=1", "?axe=1&suivi=en_retard", "?suivi=sans_nouvelle", "?suivi=jamais"):
        assert f'href="{plan_}{filtre}"' in html
    assert "Axe 1 : les états" in texte
    assert "Axe 2 : la météo" in texte
    assert "Étapes en retard 1" in texte
    assert "Ouverture" in texte
    assert "finit le 22 janvier 2027" in texte
    assert "dernière nouvelle le 5 janvier 2026" in texte
    assert "non renseigné" in texte


def test_un_plan_vide_le_dit(convention: Convention, connecter: Connexions) -> None:
    texte = _texte(connecter(fabriques.lecteur(convention)).get(_adresse(convention)))
    assert "Il n'y a pas encore d'action" in texte


def test_un_plan_que_rien_ne_presse_le_dit(convention: Convention, connecter: Connexions) -> None:
    fabriques.fiche(convention, etat="en_cours", mise_a_jour_le=LE)
    texte = _texte(connecter(fabriques.lecteur(convention)).get(_adresse(convention)))
    assert "Aucune étape n'est en retard." in texte
    assert "Rien ne commence ni ne finit dans les 60 jours." in texte
    assert "Toutes les actions ont donné des nouvelles depuis moins de 90 jours." in texte


def test_l_argent_s_ajoute_et_un_montant_que_personne_n_a_dit_n_est_pas_zero(
    plan: Convention, connecter: Connexions
) -> None:
    premiere, seconde = FicheAction.objects.filter(convention=plan).order_by("numero")[:2]
    fabriques.financement(premiere, prevu=1500, obtenu=1000)
    fabriques.financement(seconde, prevu=500)
    texte = _texte(connecter(fabriques.lecteur(plan)).get(_adresse(plan)))
    argent = texte[texte.index("L'argent du plan") : texte.index("Les temps forts, commune")]
    assert "Prévu 2 000 €" in argent
    assert "Obtenu 1 000 € 1 non renseigné" in argent
    assert "Dépensé non renseigné" in argent


def test_la_carte_montre_ou_les_temps_forts_ont_lieu(
    plan: Convention, connecter: Connexions
) -> None:
    carre = [[0, 0], [0, 1], [1, 1], [1, 0]]
    hote = fabriques.commune(nom="Écoval", cellule=carre)
    vide = fabriques.commune(nom="Fauval", cellule=carre)
    for commune in (hote, vide):
        fabriques.signataire(plan, partenaire=fabriques.partenaire(commune=commune))
    fiche = plan.fiches.earliest("numero")
    fabriques.temps_fort(fiche, commune=hote)
    fabriques.temps_fort(fiche, commune=hote)
    fabriques.temps_fort(fiche)
    lieux = repartition(plan)
    assert [(c.nom, n) for c, n in lieux.communes] == [("Écoval", 2), ("Fauval", 0)]
    assert (lieux.sans_commune, lieux.nombre) == (1, 3)

    html = unescape(connecter(fabriques.lecteur(plan)).get(_adresse(plan)).content.decode())
    liste = reverse("temps_fort_liste", args=[plan.slug])
    assert f'href="{liste}?commune={hote.pk}"' in html
    assert f'href="{liste}?commune={vide.pk}"' not in html
    assert f'href="{liste}?commune=aucune"' in html
    assert "Écoval\u00a0: 2" in html
    assert "aucun temps fort noté (1\u00a0commune)" in html


def test_sans_argent_ni_temps_fort_la_page_dit_ou_les_saisir(
    plan: Convention, connecter: Connexions
) -> None:
    texte = _texte(connecter(fabriques.lecteur(plan)).get(_adresse(plan)))
    assert "Aucun financement n'est noté" in texte
    assert "Aucun temps fort n'est noté" in texte


def test_le_nombre_de_requetes_ne_depend_pas_du_plan(
    convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    comptes = []
    for nombre in (1, 29):
        for _ in range(nombre):
            fiche = fabriques.fiche(convention)
            fabriques.etape(fiche, vue_le=LE)
            fabriques.financement(fiche, prevu=10)
            fabriques.temps_fort(fiche, commune=fabriques.commune())
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(_adresse(convention)).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 15
