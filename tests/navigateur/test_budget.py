"""Le poids d'une première visite : peu de requêtes, peu d'octets, une page courte.

Des comptes plutôt que des durées, qui ne diraient que la machine. Les fichiers statiques sont ceux
de la production : nommés par leur empreinte, compressés d'avance.
"""

from collections.abc import Callable

from playwright.sync_api import Request

from tests.navigateur.visite import Visite

REQUETES_AU_PLUS = 6
OCTETS_AU_PLUS = 60_000
ELEMENTS_AU_PLUS = 380


def test_une_premiere_visite_reste_legere(visiter: Callable[..., Visite]) -> None:
    visite = visiter(largeur=360)
    requetes = _compter(visite)

    visite.aller("/connexion/")
    _peser("la page de connexion", visite, requetes)
    visite.connecter("coordination@portail.example")
    # Ce que la connexion a déjà chargé ne se recharge pas : l'accueil se pèse dans un autre.
    neuve = visiter(largeur=360)
    neuve.contexte.add_cookies(visite.contexte.cookies())  # type: ignore[arg-type]
    requetes = _compter(neuve)
    neuve.aller("/")
    _peser("l'accueil", neuve, requetes)


def _compter(visite: Visite) -> list[Request]:
    requetes: list[Request] = []
    visite.page.on("requestfinished", lambda requete: requetes.append(requete))
    return requetes


def _peser(page: str, visite: Visite, requetes: list[Request]) -> None:
    visite.page.wait_for_load_state("networkidle")
    tailles = [requete.sizes() for requete in requetes]
    octets = sum(t["responseBodySize"] + t["responseHeadersSize"] for t in tailles)
    elements = visite.page.evaluate("document.querySelectorAll('*').length")
    detail = [(r.url, t["responseBodySize"]) for r, t in zip(requetes, tailles, strict=True)]
    assert 1 < len(requetes) <= REQUETES_AU_PLUS, f"{page} : {detail}"
    assert octets <= OCTETS_AU_PLUS, f"{page} : {octets} octets, {detail}"
    assert elements <= ELEMENTS_AU_PLUS, f"{page} : {elements} éléments"
