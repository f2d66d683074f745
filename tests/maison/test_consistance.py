"""Ce qui fut convenu pour le code, vérifié sur le code : modèles, adresses, horloge, fichiers."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import models
from django.db.models.constraints import BaseConstraint
from django.urls import URLPattern, URLResolver, get_resolver

from ctg.donnees_personnelles import CHAMPS, classes_des_champs
from tests.maison.arbre import RACINE, champs, fichiers, modeles, modules, relatif

LIGNES_D_UN_MODELE = 400
LIGNES_D_UN_TEST = 300
LIGNES_D_UNE_VUE = 40


def _nom(modele: type[models.Model], champ: "models.Field[object, object]") -> str:
    return f"{modele._meta.label}.{champ.name}"


@pytest.mark.django_db
def test_aucune_migration_ne_manque() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_les_migrations_s_empilent_sans_trou_ni_doublon() -> None:
    # La première est livrée : elle ne se refait plus, les suivantes s'y ajoutent.
    for salle in ("conventions", "equipements", "actions", "pilotage"):
        noms = sorted(f.stem for f in fichiers(RACINE / salle / "migrations", "0*.py"))
        seules = [nom for nom in noms if "_squashed_" not in nom]
        assert seules[0] == "0001_initial"
        assert [int(nom[:4]) for nom in seules] == list(range(1, len(seules) + 1))
        # Une base neuve part d'une seule, qui dit toutes celles qu'elle remplace, dans l'ordre.
        (fondue,) = set(noms) - set(seules)
        remplacees = import_module(f"{salle}.migrations.{fondue}").Migration.replaces
        assert remplacees == [(salle, nom) for nom in seules[: len(remplacees)]]
        assert fondue.endswith(f"_squashed_{remplacees[-1][1]}")


def test_chaque_champ_a_son_nom_en_toutes_lettres() -> None:
    muets = [
        _nom(modele, champ)
        for modele in modeles()
        for champ in champs(modele)
        if not champ._verbose_name  # type: ignore[attr-defined]
    ]
    assert not muets


def test_chaque_modele_a_son_nom_et_son_historique() -> None:
    for modele in modeles():
        meta = modele.__dict__["_meta"].original_attrs
        assert meta.get("verbose_name"), modele
        assert meta.get("verbose_name_plural"), modele
        # Une commune est de la géographie : personne ne la modifie dans le portail. Un envoi est
        # lui-même une trace.
        if modele.__name__ not in {"Commune", "Envoi"}:
            assert hasattr(modele, "historique"), modele


def test_chaque_lien_a_un_nom_inverse() -> None:
    sans_nom = [
        _nom(modele, champ)
        for modele in modeles()
        for champ in champs(modele)
        if champ.remote_field and not champ.remote_field.related_name
    ]
    assert not sans_nom


def test_chaque_contrainte_dit_en_francais_ce_qui_ne_va_pas() -> None:
    contraintes = [c for modele in modeles() for c in modele._meta.constraints]
    muettes = [
        c.name
        for c in contraintes
        if c.violation_error_message == BaseConstraint.default_violation_error_message
    ]
    assert len(contraintes) > 40
    assert not muettes


def test_chaque_champ_est_classe_pour_le_rgpd() -> None:
    existants = {_nom(modele, champ) for modele in modeles() for champ in champs(modele)}
    classes = classes_des_champs()
    assert existants - classes.keys() == set(), "à classer"
    assert classes.keys() - existants == set(), "disparus"
    # Un champ écrit sous deux classes disparaîtrait sans bruit dans le dictionnaire.
    ecrits = [c for groupes in CHAMPS.values() for liste in groupes.values() for c in liste.split()]
    assert len(ecrits) == len(classes)


def _lectures_d_horloge(arbre: ast.Module) -> list[int]:
    """Les lignes où le code lit l'heure de la machine."""
    lignes = []
    for noeud in ast.walk(arbre):
        if not (isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute)):
            continue
        sur = ast.unparse(noeud.func.value).rsplit(".", 1)[-1]
        appel = f"{sur}.{noeud.func.attr}"
        sans_argument = {"timezone.localdate", "timezone.localtime"}
        if appel in {
            "datetime.now",
            "datetime.utcnow",
            "datetime.today",
            "date.today",
            "timezone.now",
            "time.time",
        } or (appel in sans_argument and not noeud.args):
            lignes.append(noeud.lineno)
    return lignes


def test_une_seule_lecture_de_l_horloge() -> None:
    lectures = {
        f"{chemin}:{ligne}"
        for chemin, _, arbre in modules()
        for ligne in _lectures_d_horloge(arbre)
    }
    assert {lecture.split(":")[0] for lecture in lectures} == {"ctg/socle/horloge.py"}, lectures


def test_aucun_fichier_de_modeles_ne_deborde() -> None:
    concernes = [
        f
        for salle in ("conventions", "equipements", "actions", "pilotage")
        for f in [*fichiers(RACINE / salle, "models.py"), *fichiers(RACINE / salle / "models")]
        if f.suffix == ".py"
    ]
    assert len(concernes) > 8
    longs = {relatif(f): _lignes(f) for f in concernes if _lignes(f) > LIGNES_D_UN_MODELE}
    assert not longs


def test_aucun_fichier_de_test_ne_deborde() -> None:
    longs = {
        relatif(f): _lignes(f)
        for f in fichiers(RACINE / "tests", "test_*.py")
        if _lignes(f) > LIGNES_D_UN_TEST
    }
    assert not longs


def _lignes(chemin: Path) -> int:
    return len(chemin.read_text("utf-8").splitlines())


def test_les_vues_tiennent_sur_un_ecran() -> None:
    longues = []
    for chemin, _, arbre in modules():
        if "views" not in Path(chemin).parts and Path(chemin).name != "views.py":
            continue
        for noeud in arbre.body:
            if isinstance(noeud, ast.FunctionDef) and noeud.end_lineno:
                corps = noeud.end_lineno - noeud.lineno + 1
                # Vingt lignes utiles, et ce que la mise en forme déplie autour d'un appel.
                if corps > LIGNES_D_UNE_VUE:
                    longues.append(f"{chemin}:{noeud.lineno} {noeud.name} ({corps} lignes)")
    assert not longues, "\n".join(longues)


def test_aucun_chemin_de_machine_dans_le_depot() -> None:
    chemin_absolu = re.compile(r"(?<![\w.:/}-])/(?:home|work|tmp|root|Users)/[\w.]+")
    fautes = []
    for fichier in fichiers():
        try:
            texte = fichier.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        fautes += [f"{relatif(fichier)} : {trouve}" for trouve in chemin_absolu.findall(texte)]
    assert not fautes


def test_l_exemple_de_reglages_est_au_pas() -> None:
    reglages = (RACINE / "ctg" / "settings.py").read_text("utf-8")
    lues = set(re.findall(r'(?:env\.\w+|_obligatoire_en_production)\(\s*"([A-Z_]+)"', reglages))
    exemple = (RACINE / ".env.example").read_text("utf-8")
    decrites = re.findall(r"^# ?([A-Z_]+)=", exemple, re.M)
    assert len(lues) >= 8
    assert sorted(decrites) == sorted(lues)
    # Chaque variable suit au moins une phrase qui la décrit.
    for nom in decrites:
        avant = exemple.split(f"# {nom}=")[0].rstrip("\n").splitlines()[-1]
        assert avant.startswith("# "), nom


def _routes(resolveur: URLResolver) -> list[URLPattern]:
    trouvees: list[URLPattern] = []
    for motif in resolveur.url_patterns:
        trouvees += _routes(motif) if isinstance(motif, URLResolver) else [motif]
    return trouvees


def test_la_vue_porte_le_nom_de_son_adresse() -> None:
    routes = _routes(get_resolver())
    assert len(routes) > 20
    for route in routes:
        assert route.name, route
        # Les vues en classe viennent de Django : elles gardent leur nom anglais.
        if not hasattr(route.callback, "view_class"):
            assert route.callback.__name__ == route.name
