"""La grille des indicateurs : collée d'un tableur quand JavaScript est là, tapée sinon."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from actions.models import Indicateur
from conventions.models import Convention
from pilotage.models import Releve
from tests import fabriques
from tests.navigateur.visite import Visite

GRILLE = "/conventions/{slug}/fiches-actions/indicateurs/grille/2026/"
COLLER = """(champ, texte) => {
    const donnees = new DataTransfer();
    donnees.setData("text/plain", texte);
    champ.dispatchEvent(new ClipboardEvent(
        "paste", { clipboardData: donnees, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def indicateurs(demonstration: Convention) -> list[Indicateur]:
    """Trois indicateurs d'une convention qui n'est qu'à cet essai."""
    convention = fabriques.convention()
    fiche = fabriques.fiche(convention)
    return [fabriques.indicateur(fiche, libelle=f"Mesure {rang}") for rang in range(3)]


def _entrer(visite: Visite, indicateurs: list[Indicateur]) -> None:
    convention = indicateurs[0].fiche.convention
    visite.entrer_comme(fabriques.coordonnateur(convention))
    visite.aller(GRILLE.format(slug=convention.slug))


def _case(visite: Visite, indicateur: Indicateur, nom: str = "cellule") -> Locator:
    return visite.page.locator(f"[name={nom}_{indicateur.pk}]")


def test_coller_un_tableur_remplit_les_lignes(
    visiter: Callable[..., Visite], indicateurs: list[Indicateur]
) -> None:
    visite = visiter()
    _entrer(visite, indicateurs)
    expect(visite.page.get_by_text("copier deux colonnes d'un tableur")).to_be_visible()
    texte = '12,5\tCompté en juin\r\nen progrès\t"Deux lieux,\nou trois"\r\n'
    _case(visite, indicateurs[1]).evaluate(COLLER, texte)
    expect(_case(visite, indicateurs[0])).to_have_value("")
    expect(_case(visite, indicateurs[1])).to_have_value("12,5")
    expect(_case(visite, indicateurs[1], "mot")).to_have_value("Compté en juin")
    expect(_case(visite, indicateurs[2])).to_have_value("en progrès")
    expect(_case(visite, indicateurs[2], "mot")).to_have_value("Deux lieux,\nou trois")
    expect(visite.page.get_by_role("status")).to_contain_text("4 cases remplies")
    visite.verifier()
    visite.suivre(visite.page.get_by_role("button", name="Soumettre à la coordination"))
    lus = {r.indicateur_id: r.en_clair() for r in Releve.objects.filter(indicateur__in=indicateurs)}
    assert lus == {indicateurs[1].pk: "12,5", indicateurs[2].pk: "en progrès"}


def test_coller_ne_decale_rien_et_n_efface_rien(
    visiter: Callable[..., Visite], indicateurs: list[Indicateur]
) -> None:
    premier, acceptee, dernier = indicateurs
    fabriques.releve(premier, annee=2026, valeur=8, etat="brouillon")
    fabriques.releve(acceptee, annee=2026, valeur=5, etat="accepte")
    visite = visiter()
    _entrer(visite, indicateurs)
    _case(visite, premier).evaluate(COLLER, "\tUn mot\n40\tRefusé\n41\n42\n")
    expect(_case(visite, premier)).to_have_value("8")
    expect(_case(visite, premier, "mot")).to_have_value("Un mot")
    expect(_case(visite, dernier)).to_have_value("41")
    dit = visite.page.get_by_role("status")
    expect(dit).to_contain_text("2 cases remplies")
    expect(dit).to_contain_text("laissé tel quel : Mesure 1.")
    expect(dit).to_contain_text("1 case garde sa réponse")
    expect(dit).to_contain_text("1 cellule ne tenait pas")


def test_sans_javascript_au_telephone_la_grille_se_tape(
    visiter: Callable[..., Visite], indicateurs: list[Indicateur]
) -> None:
    visite = visiter(largeur=360, javascript=False)
    _entrer(visite, indicateurs)
    expect(visite.page.get_by_text("copier deux colonnes d'un tableur")).to_be_hidden()
    _case(visite, indicateurs[0]).fill("beaucoup")
    _case(visite, indicateurs[1]).fill("7")
    visite.suivre(visite.page.get_by_role("button", name="Garder en brouillon"))
    expect(visite.page.locator(".champ--faux")).to_contain_text("Écrivez un nombre")
    expect(_case(visite, indicateurs[1])).to_have_value("7")
    visite.verifier()
    _case(visite, indicateurs[0]).fill("3")
    visite.suivre(visite.page.get_by_role("button", name="Garder en brouillon"))
    expect(visite.page.get_by_text("2 réponses sont gardées en brouillon")).to_be_visible()
    releves = Releve.objects.filter(indicateur__in=indicateurs)
    gardes: set[Any] = set(releves.values_list("valeur", "etat"))
    assert gardes == {(3, "brouillon"), (7, "brouillon")}
