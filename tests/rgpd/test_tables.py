"""Les tables qui ne doivent rien oublier : classes, traitements, tiers, chemins."""

import pytest
from django.apps import apps
from django.db import models

from conventions.models import Personne, Utilisateur
from ctg.donnees_personnelles import (
    CHAMPS,
    CHAMPS_DE_L_HISTORIQUE,
    CHAMPS_DES_TIERS,
    TIERS_SANS_PERSONNE,
    Classe,
    classes_des_champs,
)
from ctg.rgpd.durees import il_y_a
from ctg.rgpd.personnes import CHEMINS
from ctg.rgpd.registre import registre
from ctg.rgpd.traitements import (
    GARDES_PAR_UN_SIGNATAIRE,
    TRAITEMENTS,
    Geste,
    champs_a,
    traitement_de_chaque_champ,
)
from tests.maison.arbre import modeles
from tests.rgpd.outils import LE


def test_chaque_champ_qui_parle_de_quelqu_un_a_son_traitement() -> None:
    parlants = {champ for champ, classe in classes_des_champs().items() if classe != Classe.AUCUNE}
    traites = traitement_de_chaque_champ()
    assert parlants - traites.keys() == set(), "à traiter dans ctg/rgpd/traitements.py"
    assert traites.keys() - parlants == set(), "à classer dans ctg/donnees_personnelles.py"
    # Un champ écrit sous deux gestes disparaîtrait sans bruit dans le dictionnaire.
    ecrits = [c for g in TRAITEMENTS.values() for liste in g.values() for c in liste.split()]
    assert len(ecrits) == len(traites)


def test_chaque_geste_sait_agir_sur_ce_qu_on_lui_confie() -> None:
    # L'anonymisation ne vide et ne renomme que dans ces tables : une autre demanderait du code.
    renommes = {m.__name__ for g in (Geste.VIDER, Geste.NOMMER) for m, _ in champs_a(g)}
    assert renommes == {"Personne", "Utilisateur", "Envoi"}
    assert {m.__name__ for m, _ in champs_a(Geste.FERMER)} == {"Utilisateur"}
    assert {m.__name__ for m, _ in champs_a(Geste.SUPPRIMER)} == {"RefusDeCourriel"}
    for modele, champs in champs_a(Geste.SIGNER):
        assert hasattr(modele, "historique")
        for champ in champs:
            assert isinstance(modele._meta.get_field(champ), models.CharField)
    for modele, champs in champs_a(Geste.LIER):
        for champ in champs:
            assert modele._meta.get_field(champ).is_relation
    traites = traitement_de_chaque_champ()
    for champ in GARDES_PAR_UN_SIGNATAIRE:
        assert traites[f"conventions.Personne.{champ}"] in (Geste.VIDER, Geste.NOMMER)


def test_tout_ce_qui_mene_a_une_personne_est_lie_ou_supprime() -> None:
    traites = traitement_de_chaque_champ()
    menent = {
        f"{modele._meta.label}.{champ.name}"
        for modele in modeles()
        for champ in modele._meta.fields
        if champ.related_model in (Personne, Utilisateur)
    }
    assert len(menent) >= 9
    assert {traites[champ] for champ in menent} <= {Geste.LIER, Geste.SUPPRIMER}


def test_chaque_chemin_vers_une_convention_est_connu() -> None:
    # Les liens inverses d'une personne ; ceux qui restent ne mènent à aucune convention.
    inverses = {
        lien.get_accessor_name()
        for lien in Personne._meta.related_objects
        if not lien.related_model.__name__.startswith("Historical")
    }
    sans_convention = {"refus", "liens_transmis"}
    assert inverses - sans_convention == {chemin.split("__")[0] for chemin in CHEMINS}


def _tiers() -> dict[str, set[str]]:
    maison = {modele._meta.label for modele in modeles()}
    return {
        modele._meta.label: {champ.name for champ in modele._meta.fields if champ.name != "id"}
        for modele in apps.get_models()
        if modele._meta.label not in maison and not modele.__name__.startswith("Historical")
    }


def test_les_tables_des_bibliotheques_sont_au_registre() -> None:
    tiers = _tiers()
    assert tiers.keys() == CHAMPS_DES_TIERS.keys() | TIERS_SANS_PERSONNE
    for label, classes in CHAMPS_DES_TIERS.items():
        assert {c for liste in classes.values() for c in liste.split()} == tiers[label], label


def test_ce_que_l_historique_ajoute_est_au_registre() -> None:
    ajoutes = {c for liste in CHAMPS_DE_L_HISTORIQUE.values() for c in liste.split()}
    for modele in modeles():
        if not hasattr(modele, "historique"):
            continue
        suivis = {champ.name for champ in modele._meta.fields}
        tenus = {champ.name for champ in modele.historique.model._meta.fields}
        # Une note a elle-même un champ « auteur » : les deux portent le même nom.
        assert (tenus - suivis) | {"auteur"} == ajoutes, modele


def test_le_registre_montre_chaque_champ_et_se_filtre() -> None:
    def nombre(classe: Classe | None) -> int:
        return sum(len(t.champs) for traitement in registre(classe) for t in traitement.tables)

    tous = [CHAMPS, CHAMPS_DES_TIERS, {"": CHAMPS_DE_L_HISTORIQUE}]
    attendus = [
        (classe, champ)
        for table in tous
        for classes in table.values()
        for classe, liste in classes.items()
        for champ in liste.split()
    ]
    assert nombre(None) == len(attendus) > 200
    for classe in Classe:
        assert nombre(classe) == sum(c == classe for c, _ in attendus) > 0
    assert all(t.finalite and t.conservation and t.lecteurs for t in registre())


@pytest.mark.parametrize(
    ("mois", "attendu"), [(24, "2024-11-23"), (6, "2026-05-23"), (11, "2025-12-23")]
)
def test_tant_de_mois_plus_tot(mois: int, attendu: str) -> None:
    assert il_y_a(mois, LE).isoformat() == attendu


def test_le_dernier_jour_d_un_mois_plus_court() -> None:
    assert il_y_a(6, LE.replace(month=8, day=31)).isoformat() == "2026-02-28"
    assert il_y_a(24, LE.replace(year=2028, month=2, day=29)).isoformat() == "2026-02-28"
