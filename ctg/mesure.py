"""Ce que coûte une page : requêtes, temps, octets, nœuds du DOM, sans réseau.

Le client d'essai de Django traverse les réglages, les droits et les gabarits comme un navigateur.
Rien ne s'écrit en base, hors la session ouverte pour la mesure, qu'elle referme.
"""

import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import FicheAction
from conventions.models import Convention, Utilisateur
from ctg.socle.nombres import nombre_fr
from equipements.models import Equipement
from pilotage.models import Evaluation

# Ce qu'une liste, une carte ou un export peut demander à la base, quelle que soit sa longueur ; et
# la page d'un seul objet.
REQUETES_AU_PLUS, REQUETES_D_UN_DETAIL = 8, 12
FOIS = 3
ENTETES = ("Page", "Requêtes", "Millisecondes", "Octets", "Nœuds", "Au fil")


@dataclass(frozen=True)
class Page:
    """Une page à mesurer ; `arguments` et `parametres` nomment les repères d'une convention.

    `plafond` : les requêtes qu'elle peut faire ; vide, elle se mesure sans se juger.
    """

    nom: str
    route: str
    arguments: tuple[str, ...] = ("{slug}",)
    parametres: Mapping[str, str] = field(default_factory=dict)
    sans_compte: bool = False
    plafond: int | None = None

    def adresse(self, reperes: Mapping[str, str]) -> str:
        """L'adresse de la page. Lève `KeyError` si la convention n'a pas de quoi la remplir."""
        return reverse(self.route, args=[a.format_map(reperes) for a in self.arguments])

    def valeurs(self, reperes: Mapping[str, str]) -> dict[str, str]:
        """Ce qui suit le point d'interrogation."""
        return {nom: valeur.format_map(reperes) for nom, valeur in self.parametres.items()}


PAGES = (
    Page("Accueil", "accueil", ()),
    Page("Registre", "equipement_liste", plafond=REQUETES_AU_PLUS),
    Page(
        "Registre, page 2", "equipement_liste", parametres={"page": "2"}, plafond=REQUETES_AU_PLUS
    ),
    Page("Recherche", "equipement_liste", parametres={"q": "{mot}"}, plafond=REQUETES_AU_PLUS),
    Page(
        "Filtre par type", "equipement_liste", parametres={"type": "alsh"}, plafond=REQUETES_AU_PLUS
    ),
    Page("Structure", "equipement_detail", ("{slug}", "{structure}"), plafond=REQUETES_D_UN_DETAIL),
    Page("Structure, saisie", "equipement_ajouter", plafond=REQUETES_D_UN_DETAIL),
    Page("Annuaire public", "annuaire_liste", sans_compte=True, plafond=REQUETES_AU_PLUS),
    Page(
        "Annuaire, recherche",
        "annuaire_liste",
        parametres={"commune": "{commune}"},
        sans_compte=True,
        plafond=REQUETES_AU_PLUS,
    ),
    Page("Carte", "territoire_carte", plafond=REQUETES_AU_PLUS),
    Page(
        "Carte des prix",
        "territoire_carte",
        parametres={"figure": "prix"},
        plafond=REQUETES_AU_PLUS,
    ),
    Page(
        "Carte, desserte",
        "territoire_carte",
        parametres={"figure": "couverture"},
        plafond=REQUETES_AU_PLUS,
    ),
    Page("Matrice", "territoire_matrice", plafond=REQUETES_AU_PLUS),
    Page("Commune", "commune_detail", ("{slug}", "{commune}"), plafond=REQUETES_D_UN_DETAIL),
    Page("Prix", "prix_comparer", plafond=REQUETES_AU_PLUS),
    Page("Export CSV", "registre_exporter", ("{slug}", "csv"), plafond=REQUETES_AU_PLUS),
    Page("Export GeoJSON", "registre_exporter", ("{slug}", "geojson"), plafond=REQUETES_AU_PLUS),
    Page("Export XLSX", "registre_exporter", ("{slug}", "xlsx"), plafond=REQUETES_AU_PLUS),
    Page(
        "Export des chiffres",
        "chiffres_exporter",
        ("{slug}", "{annee}", "csv"),
        plafond=REQUETES_AU_PLUS,
    ),
    Page(
        "Export filtré",
        "registre_exporter",
        ("{slug}", "csv"),
        parametres={"commune": "{commune}"},
        plafond=REQUETES_AU_PLUS,
    ),
    Page(
        "Données ouvertes",
        "donnees_ouvertes_fichier",
        ("{slug}", "structures.csv"),
        plafond=REQUETES_AU_PLUS,
    ),
    Page("Plan", "fiche_liste", plafond=REQUETES_AU_PLUS),
    Page("Tableau des fiches", "fiche_tableau", plafond=REQUETES_AU_PLUS),
    Page("Tableau de bord", "tableau_de_bord", plafond=REQUETES_D_UN_DETAIL),
    Page("Fiche", "fiche_detail", ("{slug}", "{fiche}")),
    Page(
        "Temps fort, saisie",
        "temps_fort_ajouter",
        ("{slug}", "{fiche}"),
        plafond=REQUETES_D_UN_DETAIL,
    ),
    Page(
        "Évaluation",
        "evaluation_detail",
        ("{slug}", "{evaluation}"),
        plafond=REQUETES_D_UN_DETAIL,
    ),
)


@dataclass(frozen=True)
class Mesure:
    """Ce qu'une page a coûté ; `noeuds` est vide pour un fichier. Le temps est une médiane."""

    page: Page
    statut: int
    requetes: int
    millisecondes: float
    octets: int
    noeuds: int | None
    au_fil: bool

    @property
    def repond(self) -> bool:
        """Vrai si la page s'est ouverte."""
        return self.statut == HTTPStatus.OK

    @property
    def depasse(self) -> bool:
        """Vrai si la page fait plus de requêtes que son plafond."""
        return self.page.plafond is not None and self.requetes > self.page.plafond


def reperes_de(convention: Convention) -> dict[str, str]:
    """De quoi remplir les adresses : la première structure, la première fiche… d'une convention."""
    reperes = {"slug": convention.slug, "annee": str(convention.debut.year)}
    structures = Equipement.objects.de_la_convention(convention).distinctes().valides()
    structure = structures.select_related("commune").first()
    if structure is not None:
        reperes |= {
            "structure": str(structure.pk),
            "commune": structure.commune.code_insee,
            "mot": structure.nom.split()[-1],
        }
    fiche = FicheAction.objects.filter(convention=convention).first()
    if fiche is not None:
        reperes["fiche"] = str(fiche.numero)
    evaluation = Evaluation.objects.filter(convention=convention).first()
    if evaluation is not None:
        # Son année est finie ou court : ses chiffres s'exportent.
        reperes["evaluation"] = reperes["annee"] = str(evaluation.annee)
    return reperes


def mesurer(
    convention: Convention, compte: Utilisateur, *, fois: int = FOIS, pages: Sequence[Page] = PAGES
) -> Iterator[Mesure]:
    """Mesure chaque page que la convention sait remplir, sous ce compte ; une à la fois."""
    reperes = reperes_de(convention)
    anonyme = _client()
    # Django l'éprouve une fois par connexion, en trois requêtes qui ne sont celles d'aucune page.
    _ = connection.features.supports_json_field
    with _connecte(compte) as connecte:
        for page in pages:
            try:
                adresse, valeurs = page.adresse(reperes), page.valeurs(reperes)
            except KeyError:
                continue
            client = anonyme if page.sans_compte else connecte
            yield _mesurer(client, page, adresse, valeurs, fois)


def _client() -> Client:
    hote = settings.ALLOWED_HOSTS[0].lstrip(".") if settings.ALLOWED_HOSTS else "localhost"
    return Client(raise_request_exception=False, SERVER_NAME="localhost" if hote == "*" else hote)


@contextmanager
def _connecte(compte: Utilisateur) -> Iterator[Client]:
    """Un client connecté par sa seule session : se connecter pour de bon daterait le compte."""
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(compte.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = compte.get_session_auth_hash()
    session.save()
    client = _client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    try:
        yield client
    finally:
        session.delete()


def _mesurer(
    client: Client, page: Page, adresse: str, valeurs: dict[str, str], fois: int
) -> Mesure:
    """Lit la page une fois pour rien (gabarits, cache du moteur), puis `fois` fois."""
    durees: list[float] = []
    reponse, contenu, requetes = _lire(client, adresse, valeurs)
    # Une page en panne ne se chronomètre pas : son statut suffit.
    for _ in range(fois if reponse.status_code == HTTPStatus.OK else 0):
        debut = time.perf_counter()
        reponse, contenu, requetes = _lire(client, adresse, valeurs)
        durees.append((time.perf_counter() - debut) * 1000)
    est_une_page = reponse["Content-Type"].startswith("text/html")
    return Mesure(
        page=page,
        statut=reponse.status_code,
        requetes=requetes,
        millisecondes=statistics.median(durees) if durees else 0,
        octets=len(contenu),
        noeuds=_noeuds(contenu) if est_une_page else None,
        au_fil=reponse.streaming,
    )


def _lire(client: Client, adresse: str, valeurs: dict[str, str]) -> tuple[Any, bytes, int]:
    """La réponse, tout son contenu, et ce que la base a reçu jusqu'au dernier octet."""
    with CaptureQueriesContext(connection) as requetes:
        reponse: Any = client.get(adresse, valeurs, secure=True)
        contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return reponse, contenu, len(requetes)


class _Compteur(HTMLParser):
    """Compte les éléments : un par balise ouvrante."""

    nombre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.nombre += 1


def _noeuds(contenu: bytes) -> int:
    compteur = _Compteur()
    compteur.feed(contenu.decode())
    return compteur.nombre


def lignes(mesures: Iterable[Mesure]) -> list[tuple[str, ...]]:
    """Les mesures en mots, une ligne par page ; un dépassement porte une étoile."""
    return [
        (
            mesure.page.nom if mesure.repond else f"{mesure.page.nom} ({mesure.statut})",
            f"{mesure.requetes}{' *' if mesure.depasse else ''}",
            nombre_fr(round(mesure.millisecondes)),
            nombre_fr(mesure.octets),
            "–" if mesure.noeuds is None else nombre_fr(mesure.noeuds),
            "oui" if mesure.au_fil else "–",
        )
        for mesure in mesures
    ]


def en_markdown(mesures: Iterable[Mesure]) -> str:
    """Un tableau Markdown, les nombres à droite."""
    rangees = [ENTETES, ("---", *["---:"] * (len(ENTETES) - 1)), *lignes(mesures)]
    return "".join(f"| {' | '.join(rangee)} |\n" for rangee in rangees)


def en_colonnes(mesures: Iterable[Mesure]) -> str:
    """Un tableau aligné, pour un terminal."""
    rangees = [ENTETES, *lignes(mesures)]
    largeurs = [max(map(len, colonne)) for colonne in zip(*rangees, strict=True)]
    return "".join(
        "  ".join(
            texte.rjust(largeur) if rang else texte.ljust(largeur)
            for rang, (texte, largeur) in enumerate(zip(rangee, largeurs, strict=True))
        )
        + "\n"
        for rangee in rangees
    )
