"""Ce qui a été répondu garde son sens quand on qualifie."""

from typing import Any

import pytest

from actions.models import FicheAction, Indicateur
from actions.qualification import CibleSaisie as Cible
from actions.qualification import NiveauSaisi, Qualification, definir, qualifier_en_serie
from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from pilotage.models import Releve
from tests import fabriques

PAR = fabriques.LE_TEST


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une fiche à deux indicateurs."""
    fiche = fabriques.fiche(convention)
    for rang in range(2):
        fabriques.indicateur(fiche, libelle=f"Texte signé {rang}")
    return fiche


@pytest.fixture
def reseau(fiche: FicheAction) -> Indicateur:
    """Un qualitatif à trois niveaux ; ses réponses disent les deux derniers."""
    premier = fiche.indicateurs.all()[0]
    mots = ("dispersé", "en lien", "organisé")
    _definir(premier, {"nature": "qualitatif"}, niveaux=[NiveauSaisi(mot) for mot in mots])
    for annee, niveau in zip((2024, 2025), list(premier.niveaux.all())[1:], strict=True):
        reponse = {"reponse": "niveau", "valeur": None, "recit": "Dit.", "niveau_propre": niveau}
        fabriques.releve(premier, annee=annee, etat="accepte", **reponse)
    return premier


def _definir(indicateur: Indicateur, valeurs: dict[str, Any] | None = None, **champs: Any) -> None:
    presentes = {nom: getattr(indicateur, nom) for nom in Indicateur.QUALIFIANTS}
    definir(
        indicateur=indicateur,
        valeurs=presentes | (valeurs or {}),
        niveaux=champs.get("niveaux", []),
        cibles={},
        version_ouverte=indicateur.version,
        par=PAR,
    )


def _dit(indicateur: Indicateur) -> dict[int, str]:
    return {
        releve.annee: releve.en_clair() for releve in Releve.objects.filter(indicateur=indicateur)
    }


def _ranges(indicateur: Indicateur) -> list[str]:
    return [niveau.libelle for niveau in indicateur.niveaux.order_by("rang")]


def test_une_reponse_donnee_garde_son_unite_et_sa_portee(fiche: FicheAction) -> None:
    premier, second = fiche.indicateurs.all()
    _definir(premier, {"unite": "familles"})
    # Sans réponse, tout se corrige encore ; une unité qui manquait s'écrit toujours.
    _definir(premier, {"unite": "enfants"})
    fabriques.releve(premier)
    fabriques.releve(second)
    _definir(second, {"unite": "%"})
    with pytest.raises(ActionImpossible, match="son unité ne change plus"):
        _definir(premier, {"unite": "%"})
    premier.refresh_from_db()
    voulue = Qualification({"est_par_commune": True, "unite": "enfants"}, Cible(), premier.version)
    with pytest.raises(ActionImpossible, match="par commune ne change plus"):
        qualifier_en_serie(
            convention=fiche.convention, qualifications={premier.pk: voulue}, par=PAR
        )
    premier.refresh_from_db()
    assert (premier.unite, premier.est_par_commune) == ("enfants", False)


def test_une_reponse_donnee_garde_sa_nature(fiche: FicheAction) -> None:
    premier = fiche.indicateurs.all()[0]
    fabriques.releve(premier)
    # Une nature que nul n'avait dite se dit encore.
    _definir(premier, {"nature": "quantitatif"})
    with pytest.raises(ActionImpossible, match="sa nature ne change plus"):
        _definir(premier, {"nature": "qualitatif"})


def test_inserer_un_niveau_ne_change_aucune_reponse(reseau: Indicateur) -> None:
    """Qui insère retape les suivants une ligne plus bas : chaque clé y porte d'autres mots."""
    cles = [niveau.pk for niveau in reseau.niveaux.order_by("rang")]
    mots = ["dispersé", "en germe", "en lien", "organisé"]
    saisis = [NiveauSaisi(m, "", c) for m, c in zip(mots, [*cles, None], strict=True)]
    _definir(reseau, niveaux=saisis)
    assert _ranges(reseau) == mots
    assert _dit(reseau) == {2024: "en lien", 2025: "organisé"}
    # L'ordre se renverse, et les réponses gardent leurs mots.
    reseau.refresh_from_db()
    _definir(reseau, niveaux=[NiveauSaisi(mot) for mot in reversed(mots)])
    assert _ranges(reseau) == mots[::-1]
    assert _dit(reseau) == {2024: "en lien", 2025: "organisé"}


def test_les_mots_d_un_niveau_qui_a_servi_ne_changent_pas(reseau: Indicateur) -> None:
    premier, second, dernier = reseau.niveaux.order_by("rang")
    gardes = [NiveauSaisi(niveau.libelle, "", niveau.pk) for niveau in (premier, second, dernier)]
    with pytest.raises(ActionImpossible, match="Des réponses disent « en lien »"):
        _definir(reseau, niveaux=[gardes[0], NiveauSaisi("inexistant", "", second.pk), gardes[2]])
    assert _dit(reseau) == {2024: "en lien", 2025: "organisé"}
    # Un accent oublié, un niveau qui n'a jamais servi : cela se corrige.
    reseau.refresh_from_db()
    corriges = [
        NiveauSaisi("éparpillé", "", premier.pk),
        NiveauSaisi("En lien", "", second.pk),
        gardes[2],
    ]
    _definir(reseau, niveaux=corriges)
    assert _ranges(reseau) == ["éparpillé", "En lien", "organisé"]
