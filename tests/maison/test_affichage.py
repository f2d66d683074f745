"""La recherche sans accent, les textes Markdown et les balises des gabarits."""

import datetime
import re
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from actions.models import FicheAction
from conventions.models import Anomalie, Avenant, Commune
from ctg.socle import graphiques
from ctg.socle.badges import BADGES, COULEURS
from ctg.socle.recherche import mots, sans_accent
from ctg.socle.templatetags import portail
from equipements.models import Equipement
from pilotage.models import Presence, Releve
from tests import fabriques


def test_sans_accent_defait_accents_et_ligatures() -> None:
    assert sans_accent("Éveil des cœurs, l’été à Boé") == "Eveil des coeurs, l'ete a Boe"
    assert sans_accent(None) is None


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["ecole", "ÉCOLE", "École", "COEUR"])
def test_la_recherche_ignore_accents_et_majuscules(question: str) -> None:
    fabriques.commune(nom="L'École du Cœur")
    fabriques.commune(nom="Ailleurs")
    trouvees = Commune.objects.filter(nom__unaccent__icontains=question)
    assert [c.nom for c in trouvees] == ["L'École du Cœur"]


def test_une_question_est_bornee() -> None:
    assert mots("  un   deux ") == ["un", "deux"]
    assert len(mots("mot " * 50)) == 8
    assert len(mots("x" * 500)[0]) == 40


@pytest.mark.parametrize(
    "texte",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![image](https://exemple.fr/pisteur.png)",
        "[lien](javascript:alert(1))",
        "[lien](vbscript:x)",
        "[lien](data:text/html;base64,xx)",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>body{display:none}</style>",
    ],
)
def test_le_markdown_ne_laisse_passer_ni_balise_ni_image_ni_script(texte: str) -> None:
    html = portail.markdown(texte)
    assert set(re.findall(r"</?(\w+)", html)) <= {"p", "a"}
    assert "<img" not in html
    assert not re.search(r'(?:href|src)="(?:javascript|vbscript|data)', html)
    assert "exemple.fr" not in "".join(re.findall(r'src="([^"]*)"', html))


def test_le_markdown_rend_ce_que_le_contrat_emploie() -> None:
    html = portail.markdown("**Objectif** :\n\n- un\n- deux")
    assert "<strong>Objectif</strong>" in html
    assert html.count("<li>") == 2
    assert portail.markdown(None) == ""


def test_les_dates_et_les_nombres_se_lisent_en_francais() -> None:
    assert portail.jour(datetime.date(2026, 11, 23)) == "23 novembre 2026"
    assert portail.jour(datetime.date(2026, 5, 1)) == "1er mai 2026"
    assert portail.jour(None) == portail.instant(None) == ""
    # Six heures d'hiver à Greenwich sont sept heures à Paris.
    six_heures = datetime.datetime(2026, 11, 23, 6, 5, tzinfo=datetime.UTC)
    assert portail.instant(six_heures) == "23 novembre 2026 à 07 h 05"
    assert portail.nombre(None) == "non renseigné"
    assert portail.nombre(0) == "0"
    assert portail.nombre(Decimal("1234.5")) == "1\u202f234,5"


@pytest.mark.parametrize(
    ("n", "ecrit"), [(0, "0 structure"), (1, "1 structure"), (2, "2 structures")]
)
def test_le_nom_s_accorde(n: int, ecrit: str) -> None:
    assert portail.accorde(n, "structure,structures").replace("\u00a0", " ") == ecrit


def test_un_badge_a_une_couleur_une_forme_et_un_mot() -> None:
    for etat, modele in BADGES.items():
        html = portail.badge(etat)
        assert modele.mot in html
        assert "<svg" in html
        assert f"badge--{modele.ton}" in html
        assert modele.ton in COULEURS
    assert "autre mot" in portail.badge("en_cours", "autre mot")
    assert "non renseigné" in portail.badge(None)


def test_deux_badges_d_une_meme_famille_ont_des_formes_differentes() -> None:
    familles = (FicheAction.Etat, FicheAction.Meteo, Presence.Etat, Releve.Niveau)
    for famille in familles:
        formes = [BADGES[valeur].forme for valeur in famille.values]
        assert len(set(formes)) == len(formes), famille


@pytest.mark.parametrize(
    "choix",
    [
        FicheAction.Etat,
        FicheAction.Meteo,
        Equipement.EtatSaisie,
        Equipement.Statut,
        Presence.Etat,
        Releve.Niveau,
        Avenant.Etat,
        Anomalie.Traitement,
    ],
)
def test_chaque_etat_range_en_base_a_son_badge(choix: type) -> None:
    manquants = set(choix.values) - BADGES.keys()  # type: ignore[attr-defined]
    # Un avenant en projet porte le badge d'une structure en projet : le même mot, la même clé.
    assert not manquants


def test_une_icone_est_muette_pour_les_lecteurs_d_ecran() -> None:
    html = portail.icone("house")
    assert 'aria-hidden="true"' in html
    assert 'focusable="false"' in html


def test_une_pastille_n_a_pas_de_style_dans_le_texte() -> None:
    for modele in BADGES.values():
        assert "style=" not in graphiques.pastille(modele.forme, COULEURS[modele.ton])


def test_adresse_avec_change_et_retire_un_filtre() -> None:
    requete = RequestFactory().get("/registre/", {"type": "alsh", "page": "3"})
    contexte = Context({"request": requete})
    gabarit = Template('{% adresse_avec page=2 %} {% adresse_avec type="" page="" %}')
    page, rien = gabarit.render(contexte).split()
    assert QueryDict(page.lstrip("?").replace("&amp;", "&")).dict() == {"type": "alsh", "page": "2"}
    assert rien == "?"
