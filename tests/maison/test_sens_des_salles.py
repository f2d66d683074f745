"""Une salle n'emploie que celles qui la précèdent : ni import, ni clé, ni accès inverse."""

import ast
import re
from collections.abc import Iterator

from tests.maison.arbre import SALLES, est_en_amont, modeles, modules, salle_de

_CLE_EN_TEXTE = re.compile(r"(conventions|equipements|actions|pilotage)\.[A-Z]\w+")
# Les appels dont les arguments sont des chemins de l'ORM.
_APPELS_DE_L_ORM = {
    *("filter", "exclude", "annotate", "aggregate", "values", "values_list", "order_by"),
    *("select_related", "prefetch_related", "Prefetch", "Q", "F", "OuterRef", "Count", "Sum"),
    *("Max", "Min", "Avg", "only", "defer", "get", "distinct"),
}


def _imports(arbre: ast.Module) -> Iterator[tuple[int, str]]:
    """(ligne, module) de chaque import, y compris au fond d'une fonction."""
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Import):
            yield from ((noeud.lineno, alias.name) for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            # « from ctg import socle » emploie le socle, pas l'étage du haut.
            if noeud.module != "ctg" or any(alias.name != "socle" for alias in noeud.names):
                yield noeud.lineno, noeud.module
            yield from ((noeud.lineno, f"{noeud.module}.{alias.name}") for alias in noeud.names)


def _cles_en_texte(arbre: ast.Module) -> Iterator[tuple[int, str]]:
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Constant(value=str(texte), lineno=ligne) if _CLE_EN_TEXTE.fullmatch(texte):
                yield ligne, texte


def _dependances_de_migration(arbre: ast.Module) -> Iterator[tuple[int, str]]:
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Tuple(
                lineno=ligne, elts=[ast.Constant(value=str(salle)), ast.Constant(value=str(nom))]
            ):
                if re.fullmatch(r"\d{4}_\w+", nom):
                    yield ligne, "ctg.socle" if salle == "socle" else salle


def _remontees(arbre: ast.Module, salle: str) -> Iterator[tuple[int, str]]:
    for ligne, module in _imports(arbre):
        visee = salle_de(module)
        # Le nom importé n'est une salle que s'il en est exactement une.
        if visee and not est_en_amont(salle, visee):
            yield ligne, module
    for ligne, cle in [*_cles_en_texte(arbre), *_dependances_de_migration(arbre)]:
        visee = salle_de(cle)
        if visee and not est_en_amont(salle, visee):
            yield ligne, cle


def test_aucun_import_ni_cle_ne_remonte() -> None:
    fautes = {
        f"{chemin}:{ligne} ({salle}) emploie {quoi}"
        for chemin, salle, arbre in modules()
        for ligne, quoi in _remontees(arbre, salle)
    }
    assert not fautes, "\n".join(sorted(fautes))


def test_le_test_des_imports_voit_ce_qu_il_doit_voir() -> None:
    arbre = ast.parse(
        "def f():\n    from pilotage.models import Releve\n"
        "c = 'actions.Axe'\nd = [('pilotage', '0001_initial')]\nfrom ctg import vues"
    )
    vues = [quoi for _, quoi in _remontees(arbre, "equipements")]
    assert {"pilotage.models", "actions.Axe", "pilotage", "ctg"} <= set(vues)
    assert len(modules()) > 60
    assert {salle for _, salle, _ in modules()} == set(SALLES)


def _noms_inverses() -> dict[str, set[str]]:
    """Salle → les noms que les salles d'aval ajoutent aux modèles de son amont et aux siens."""
    inverses: dict[str, set[str]] = {salle: set() for salle in SALLES}
    for modele in modeles():
        salle = salle_de(modele.__module__) or ""
        for champ in [*modele._meta.fields, *modele._meta.many_to_many]:
            lien = champ.remote_field
            if lien is None or isinstance(lien.model, str):
                continue
            amont = salle_de(lien.model.__module__)
            if amont and amont != salle:
                for autre in SALLES[: SALLES.index(salle)]:
                    inverses[autre].add(str(lien.related_name))
    return inverses


def _noms_propres(salle: str) -> set[str]:
    """Les champs et les accès inverses que la salle et son amont définissent eux-mêmes."""
    propres: set[str] = set()
    for modele in modeles():
        d_ici = salle_de(modele.__module__)
        if d_ici is None or not est_en_amont(salle, d_ici):
            continue
        for champ in [*modele._meta.fields, *modele._meta.many_to_many]:
            propres.add(champ.name)
            if champ.remote_field and champ.remote_field.related_name:
                propres.add(str(champ.remote_field.related_name))
    return propres


def _chemins_de_l_orm(arbre: ast.Module) -> Iterator[tuple[int, str]]:
    """(ligne, morceau) de chaque chemin que le code donne à l'ORM."""
    for noeud in ast.walk(arbre):
        if not isinstance(noeud, ast.Call):
            continue
        nom = noeud.func.attr if isinstance(noeud.func, ast.Attribute) else None
        nom = noeud.func.id if isinstance(noeud.func, ast.Name) else nom
        if nom not in _APPELS_DE_L_ORM:
            continue
        textes = [a.value for a in noeud.args if isinstance(a, ast.Constant)]
        cles = [] if nom in {"annotate", "aggregate"} else [k.arg for k in noeud.keywords]
        for chemin in [*textes, *cles]:
            if isinstance(chemin, str):
                for morceau in chemin.lstrip("-").split("__"):
                    yield noeud.lineno, morceau


def test_aucun_acces_inverse_ne_remonte() -> None:
    inverses = _noms_inverses()
    fautes = set()
    for chemin, salle, arbre in modules():
        interdits = inverses[salle] - _noms_propres(salle)
        attributs = [(n.lineno, n.attr) for n in ast.walk(arbre) if isinstance(n, ast.Attribute)]
        for ligne, nom in [*attributs, *_chemins_de_l_orm(arbre)]:
            if nom in interdits:
                fautes.add(f"{chemin}:{ligne} ({salle}) emploie l'accès inverse « {nom} »")
    assert not fautes, "\n".join(sorted(fautes))
    # Le test n'a de sens que s'il connaît des noms à chercher.
    assert {"fiches", "instances", "lignes_annexe2"} <= inverses["conventions"]
