"""Les gabarits : sur la page commune ou inclus, sans style ni script dans le texte."""

import ast
import re

from tests.maison.arbre import RACINE, fichiers, modules

DOSSIERS = (RACINE / "templates", RACINE / "ctg" / "socle" / "templates")
# Celles qui n'ont pas besoin de la page commune : elle-même, et celle d'une panne.
SEULES = {"base.html", "500.html"}


def _gabarits() -> dict[str, str]:
    return {
        fichier.relative_to(dossier).as_posix(): fichier.read_text("utf-8")
        for dossier in DOSSIERS
        for fichier in fichiers(dossier)
    }


def test_chaque_gabarit_prolonge_la_page_commune_ou_est_inclus() -> None:
    gabarits = _gabarits()
    tout = "\n".join(gabarits.values())
    inclus = set(re.findall(r'{% (?:include|extends) "([^"]+)"', tout))
    # Un gabarit de champ ou de document est nommé par le code.
    code = "\n".join(f.read_text("utf-8") for f in fichiers(motif="*.py") if "tests" not in f.parts)
    prolongent = {
        nom: trouve.group(1)
        for nom, texte in gabarits.items()
        if (trouve := re.search(r'{% extends "([^"]+)"', texte))
    }
    perdus = [
        nom
        for nom in gabarits
        if nom not in SEULES | inclus and nom not in prolongent and not _du_code(nom, code)
    ]
    assert len(gabarits) > 15
    assert not perdus


def _du_code(nom: str, code: str) -> bool:
    """Vrai pour un gabarit de champ, de document ou de texte que le code nomme."""
    de_texte = "document" in nom or nom.startswith(("socle/", "courriels/"))
    return f'"{nom}"' in code and de_texte


def test_chaque_page_nommee_par_une_vue_existe_et_prolonge_la_page_commune() -> None:
    gabarits = _gabarits()
    nommees = {
        constante
        for chemin, _, arbre in modules()
        if "views" in chemin
        for constante in re.findall(r"'([\w/]+\.html)'", ast.unparse(arbre))
    }
    assert len(nommees) > 15
    for nom in nommees:
        assert nom in gabarits, nom
        assert '{% extends "' in gabarits[nom] or "inclus/" in nom, nom


def test_aucun_style_ni_script_dans_le_texte() -> None:
    interdit = re.compile(
        r"\sstyle\s*=|<style\b|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']", re.I
    )
    fautes = {
        nom: trouve.group()
        for nom, t in _gabarits().items()
        # Une messagerie ne charge pas de feuille : un courriel porte la sienne.
        if nom != "courriels/courriel.html" and (trouve := interdit.search(t))
    }
    assert not fautes


def test_un_seul_titre_principal_par_page() -> None:
    for nom, texte in _gabarits().items():
        if '{% extends "base.html" %}' in texte:
            # Deux h1 ne sont admis que dans les branches d'un {% if %} : la page servie est
            # comptée par le test des pages.
            assert re.search(r"<h1|{% include|{% block avant", texte), nom


def test_aucune_ressource_d_ailleurs() -> None:
    ailleurs = re.compile(r'(?:src|srcset|href)="(?:https?:)?//(?!www\.w3\.org)', re.I)
    for nom, texte in _gabarits().items():
        assert not ailleurs.search(texte), nom


def test_les_erreurs_se_disent_dans_la_page_commune_seulement() -> None:
    """Le titre et le récapitulatif y sont posés une fois ; une page n'en pose pas un second."""
    for nom, texte in _gabarits().items():
        if nom in ("base.html", "ctg/composants.html"):
            continue
        assert "formulaire.errors %}Erreur" not in texte, nom
        # Une page qui dit autrement un conflit remplace le bloc, ou l'inclut sans lui.
        assert '{% include "socle/erreurs.html" %}' not in texte, nom
