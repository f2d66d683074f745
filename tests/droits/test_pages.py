"""Chaque page × chaque profil : qui entre, qui écrit, et que rien ne change quand c'est non."""

from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.conftest import ecritures
from tests.droits.html import fautes_de_la_page
from tests.droits.pages import PAGES, PUBLIQUES, REGISTRE, SANS_LA_PAGE_COMMUNE, Page
from tests.droits.situation import Profil, Situation, situation
from tests.fabriques_evaluations import UN_PDF

ECRITES = [nom for nom, page in PAGES.items() if page.post]


@pytest.fixture(autouse=True)
def sans_moteur_de_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Les droits ne dépendent pas du moteur de PDF."""
    monkeypatch.setattr("pilotage.document_views.pdf_de_l_evaluation", lambda contenu: b"%PDF-")
    monkeypatch.setattr("pilotage.figer.pdf_de_l_evaluation", lambda contenu, **_: UN_PDF)
    monkeypatch.setattr("pilotage.formats.fabriquer", lambda *ce_document: b"PK")
    monkeypatch.setattr("ctg.socle.fabrique.DocumentAPart.octets", lambda document: b"PK")
    monkeypatch.setattr("actions.route_views.pdf_de_la_route", lambda route, choix: b"%PDF-")


def _noms(resolveur: URLResolver) -> list[str | None]:
    noms: list[str | None] = []
    for motif in resolveur.url_patterns:
        noms += _noms(motif) if isinstance(motif, URLResolver) else [_nom(motif)]
    return noms


def _nom(motif: URLPattern) -> str | None:
    return motif.name


def test_aucune_adresse_n_est_oubliee() -> None:
    existantes = _noms(get_resolver())
    assert None not in existantes
    assert len(existantes) == len(set(existantes)), "deux adresses portent le même nom"
    assert set(existantes) - PAGES.keys() - PUBLIQUES.keys() == set(), "à ajouter à la table"
    assert (PAGES.keys() | PUBLIQUES.keys()) - set(existantes) == set(), "disparues"


def test_les_pages_publiques_sont_celles_la(client: Client, lieu: Situation) -> None:
    assert not PUBLIQUES.keys() & PAGES.keys()
    for nom, (parametres, statut) in PUBLIQUES.items():
        reponse = client.get(reverse(nom, kwargs=parametres(lieu)))
        assert reponse.status_code == statut, nom
        est_une_page = reponse.headers["Content-Type"].startswith("text/html")
        if statut == 200 and est_une_page and nom not in SANS_LA_PAGE_COMMUNE:
            assert not fautes_de_la_page(reponse.content.decode()), nom


def _adresse(nom: str, lieu: Situation) -> str:
    return reverse(nom, kwargs=PAGES[nom].parametres(lieu))


def _verifier(reponse: Any, page: Page, profil: Profil, methode: str, adresse: str) -> None:
    attendu = page.attendu(profil, methode)
    if attendu == "connexion":
        assert reponse.status_code == 302
        assert reponse.headers["Location"] == f"{reverse('connexion')}?next={quote(adresse)}"
        return
    assert reponse.status_code == attendu, f"{methode} {profil.value} : {_erreurs(reponse)}"


def _erreurs(reponse: Any) -> str:
    formulaire = reponse.context and reponse.context.get("formulaire")
    return f"{reponse.status_code} {dict(formulaire.errors) if formulaire else ''}"


@pytest.mark.parametrize("nom", PAGES)
def test_lire(nom: str, lieu: Situation, navigateurs: dict[Profil, Client]) -> None:
    page, adresse = PAGES[nom], _adresse(nom, lieu)
    for profil, navigateur in navigateurs.items():
        reponse = navigateur.get(adresse)
        _verifier(reponse, page, profil, "get", adresse)
        if reponse.streaming:
            # Lire le fichier jusqu'au bout le ferme.
            assert reponse.getvalue()
        elif reponse.status_code in (200, 403, 404) and page.est_une_page:
            fautes = fautes_de_la_page(reponse.content.decode())
            assert not fautes, f"{profil.value} ({reponse.status_code}) : {fautes}"


@pytest.mark.parametrize("nom", PAGES)
def test_ecrire_sans_en_avoir_le_droit_n_ecrit_rien(
    nom: str, lieu: Situation, navigateurs: dict[Profil, Client]
) -> None:
    page, adresse = PAGES[nom], _adresse(nom, lieu)
    donnees = _donnees(nom, lieu, navigateurs[_qui_la_lit(page)])
    for profil, navigateur in navigateurs.items():
        if page.attendu(profil, "post") == 302:
            continue
        with ecritures() as tables:
            reponse = navigateur.post(adresse, _a_nouveau(donnees))
        _verifier(reponse, page, profil, "post", adresse)
        assert not tables, profil.value


def _qui_la_lit(page: Page) -> Profil:
    """Le coordonnateur, ou quelqu'un d'autre là où il n'entre pas (le commentaire d'un tiers)."""
    lisent = page.get or {Profil.COORDONNATEUR}
    if Profil.COORDONNATEUR in lisent:
        return Profil.COORDONNATEUR
    return min(lisent, key=lambda profil: profil.value)


def _a_nouveau(donnees: dict[str, Any]) -> dict[str, Any]:
    """Les mêmes données : un fichier déjà envoyé se relit du début."""
    for valeur in donnees.values():
        if hasattr(valeur, "seek"):
            valeur.seek(0)
    return donnees


@pytest.mark.parametrize("nom", ECRITES)
def test_ecrire_signe_l_historique_de_son_nom(
    nom: str, lieu: Situation, navigateurs: dict[Profil, Client]
) -> None:
    page, adresse = PAGES[nom], _adresse(nom, lieu)
    for profil in sorted(page.post or (), key=lambda p: p.value):
        donnees = _donnees(nom, lieu, navigateurs[profil]) | page.saisie_par(lieu, profil)
        deja = _derniers_historiques()
        with transaction.atomic():
            with ecritures() as tables:
                reponse = navigateurs[profil].post(adresse, donnees)
            _verifier(reponse, page, profil, "post", adresse)
            auteurs = _auteurs_depuis(deja, tables)
            # La page suivante se lit : ni lien cassé, ni droit manquant à l'arrivée.
            if page.ecrit:
                suite = navigateurs[profil].get(reponse.headers["Location"].split("#")[0])
                assert suite.status_code == 200
            transaction.set_rollback(True)
        if page.ecrit:
            assert tables, f"{profil.value} : rien n'a été écrit"
            assert auteurs == ({lieu.signature(profil)} if page.est_signe else set()), profil.value


def _donnees(nom: str, lieu: Situation, navigateur: Client) -> dict[str, Any]:
    """Ce qu'un navigateur enverrait : les valeurs du formulaire, et celles de la table."""
    proposees: dict[str, Any] = {}
    if PAGES[nom].get and PAGES[nom].post:
        contexte = navigateur.get(_adresse(nom, lieu)).context
        formulaire = contexte.get("formulaire") or contexte["form"]
        for champ in formulaire:
            valeur = champ.value()
            if valeur is None or valeur is False:
                continue
            if hasattr(valeur, "isoformat"):
                valeur = valeur.isoformat()
            if isinstance(valeur, (list, tuple)):
                valeur = [getattr(v, "pk", v) for v in valeur]
            proposees[champ.html_name] = valeur
    return proposees | PAGES[nom].saisie(lieu)


def _historiques() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if hasattr(m, "history_object") and hasattr(m, "auteur")]


def _derniers_historiques() -> dict[type[models.Model], int]:
    """Le numéro de la dernière ligne de chaque historique, en une requête pour tous."""
    historiques = _historiques()
    nommer = connection.ops.quote_name
    derniers = [
        f"SELECT {rang}, COALESCE(MAX(history_id), 0) FROM {nommer(m._meta.db_table)}"
        for rang, m in enumerate(historiques)
    ]
    with connection.cursor() as curseur:
        curseur.execute(" UNION ALL ".join(derniers))
        return {historiques[rang]: dernier for rang, dernier in curseur.fetchall()}


def _auteurs_depuis(
    deja: dict[type[models.Model], int], tables: set[str]
) -> set[tuple[str, int | None]]:
    """(libellé, compte) des lignes d'historique écrites depuis, dans ces tables."""
    return {
        auteur
        for modele, dernier in deja.items()
        if modele._meta.db_table in tables
        for auteur in modele._base_manager.filter(history_id__gt=dernier).values_list(
            "auteur", "history_user_id"
        )
    }


def test_un_brouillon_ne_se_lit_que_par_qui_peut_le_corriger(
    lieu: Situation, navigateurs: dict[Profil, Client]
) -> None:
    adresse = reverse(
        "equipement_detail",
        kwargs={"slug": lieu.convention.slug, "pk": lieu.objets["brouillon"]},
    )
    lisent = {
        p for p, navigateur in navigateurs.items() if navigateur.get(adresse).status_code == 200
    }
    assert lisent == REGISTRE


def test_l_adresse_d_une_autre_convention_ne_mene_a_rien(
    lieu: Situation, navigateurs: dict[Profil, Client]
) -> None:
    """Un objet d'ailleurs, sous le nom de ma convention, n'existe pas."""
    ailleurs = situation()
    mienne = navigateurs[Profil.COORDONNATEUR]
    for nom, page in PAGES.items():
        cle = page.parametres(ailleurs)
        if not page.est_d_une_convention or not page.get or set(cle) == {"slug"}:
            continue
        # Les clés d'une table ne se répètent pas ; les numéros, eux, sont ceux de la convention.
        if "pk" in cle:
            adresse = reverse(nom, kwargs={**cle, "slug": lieu.convention.slug})
            assert mienne.get(adresse).status_code == 404, nom
