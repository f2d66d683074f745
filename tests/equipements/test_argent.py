"""L'argent du registre, vérifié à la main : sommes, plancher (R14), soutiens manquants (R15)."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention, Signataire
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion
from equipements.argent import AnneeDArgent, FaceAuPlancher, Somme, argent_du_registre
from equipements.models import (
    AnneeFermee,
    Equipement,
    LigneAnnexe2,
    MontantDeSoutien,
    PlancherDuBonus,
)
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import page
from tests.fabriques import LE_TEST


def _signee(signataire: Signataire, ordre: int, **champs: Any) -> Equipement:
    """Une structure portée par une ligne signée."""
    structure = fabriques.equipement(signataire.convention, signataire.partenaire, **champs)
    LigneAnnexe2.objects.create(
        convention=signataire.convention,
        signataire=signataire,
        ordre=ordre,
        type=structure.type,
        libelle=f"Ligne {ordre}",
        equipement=structure,
    )
    return structure


def _plancher(convention: Convention, montant: int) -> None:
    PlancherDuBonus.objects.create(
        convention=convention, montant=montant, annee=2021, source="Notification inventée"
    )


def _bonus(structure: Equipement, valeur: int | None, annee: int = 2025) -> None:
    if valeur is None:
        absence: dict[str, Any] = {"reponse": "non_disponible", "motif": "Pas encore notifié"}
        fabriques.chiffre(structure, annee=annee, code="bonus_territoire", **absence)
    else:
        fabriques.chiffre(structure, annee=annee, code="bonus_territoire", valeur=valeur)


def _annee(convention: Convention, annee: int = 2025) -> AnneeDArgent:
    lu = argent_du_registre(convention, AUJOURD_HUI)
    return next(a for a in lu.annees if a.annee == annee)


@pytest.fixture
def partie(convention: Convention) -> Signataire:
    return fabriques.signataire(convention)


def test_un_montant_inconnu_manque_a_la_somme_et_n_est_pas_zero(
    convention: Convention, partie: Signataire
) -> None:
    connue, zero, inconnue, concernee = (_signee(partie, n) for n in range(1, 5))
    for structure, champs in (
        (connue, {"valeur": Decimal("1200.50")}),
        (zero, {"valeur": 0}),
        (concernee, {"reponse": "non_concerne", "motif": "Pris en charge par la Caf"}),
    ):
        MontantDeSoutien.objects.create(soutien=structure.soutiens.get(), annee=2025, **champs)
    lue = _annee(convention)
    assert lue.soutiens == Somme(total=Decimal("1200.50"), connus=2, inconnus=1)
    assert lue.bonus == Somme(total=None, connus=0, inconnus=4)
    assert lue.sans_soutien == [inconnue]
    assert list(lue.par_partenaire) == [partie.partenaire]


@pytest.mark.parametrize(
    ("plancher", "bonus", "attendu", "ecart"),
    [
        (None, [60, 50], FaceAuPlancher.INCONNU, None),
        (100, [60, 40], FaceAuPlancher.TENU, Decimal(0)),
        (100, [110, None], FaceAuPlancher.TENU, Decimal(10)),
        (100, [60, 30], FaceAuPlancher.DESSOUS, Decimal(-10)),
        (100, [60, None], FaceAuPlancher.INCOMPLET, Decimal(-40)),
        (100, [None, None], FaceAuPlancher.INCOMPLET, None),
        (0, [0, 0], FaceAuPlancher.TENU, Decimal(0)),
    ],
)
def test_face_au_plancher_on_ne_conclut_que_si_l_on_sait(
    convention: Convention,
    partie: Signataire,
    plancher: int | None,
    bonus: list[int | None],
    attendu: FaceAuPlancher,
    ecart: Decimal | None,
) -> None:
    if plancher is not None:
        _plancher(convention, plancher)
    for rang, valeur in enumerate(bonus, 1):
        _bonus(_signee(partie, rang), valeur)
    lue = _annee(convention)
    assert (lue.face_au_plancher, lue.ecart_au_plancher) == (attendu, ecart)


def test_hors_annexe_fermee_avant_ou_ligne_retiree_ne_compte_pas(
    convention: Convention, partie: Signataire
) -> None:
    fabriques.equipement(convention, partie.partenaire)
    _signee(partie, 1, statut="ferme", statut_depuis=datetime.date(2024, 6, 30))
    avenant = fabriques.avenant(convention)
    retiree = _signee(partie, 2)
    LigneAnnexe2.objects.filter(equipement=retiree).update(retiree_par=avenant)
    assert _annee(convention, 2025).soutiens == Somme()
    assert _annee(convention, 2024).soutiens.inconnus == 1


def test_une_structure_sur_deux_lignes_ne_compte_qu_une_fois(
    convention: Convention, partie: Signataire
) -> None:
    structure = _signee(partie, 1)
    autre = fabriques.signataire(convention)
    LigneAnnexe2.objects.create(
        convention=convention,
        signataire=autre,
        ordre=2,
        type=structure.type,
        libelle="La même",
        equipement=structure,
    )
    _bonus(structure, 40)
    lu = argent_du_registre(convention, AUJOURD_HUI)
    assert lu.structures == 1
    assert lu.annees[1].bonus == Somme(Decimal(40), 1, 0)


@pytest.mark.parametrize(
    ("motif", "arrete"),
    [("retrait", True), ("", True), ("changement_de_competence", False)],
)
def test_un_soutien_arrete_se_signale_sauf_changement_de_competence(
    convention: Convention, partie: Signataire, motif: str, arrete: bool
) -> None:
    soutien = _signee(partie, 1).soutiens.get()
    soutien.fin, soutien.motif_de_fin = datetime.date(2025, 8, 31), motif
    soutien.save()
    lu = argent_du_registre(convention, AUJOURD_HUI)
    assert [(a.soutien, a.est_relaye) for a in lu.arretes] == ([(soutien, False)] if arrete else [])


def test_un_soutien_arrete_n_attend_plus_de_montant_l_annee_suivante(
    convention: Convention, partie: Signataire
) -> None:
    soutien = _signee(partie, 1).soutiens.get()
    soutien.fin, soutien.motif_de_fin = datetime.date(2024, 8, 31), "changement_de_competence"
    soutien.save()
    assert _annee(convention, 2024).soutiens.inconnus == 1
    assert _annee(convention, 2025).soutiens == Somme()


def test_le_plancher_se_saisit_une_fois_et_se_corrige_sans_s_ecraser(
    convention: Convention,
) -> None:
    valeurs: dict[str, Any] = {"montant": Decimal(900), "source": "Notification", "par": LE_TEST}
    plancher = PlancherDuBonus(convention=convention)
    with pytest.raises(ActionImpossible, match="précède la convention"):
        plancher.enregistrer(annee=2022, version_ouverte=0, le=AUJOURD_HUI, **valeurs)
    plancher.enregistrer(annee=2021, version_ouverte=0, le=AUJOURD_HUI, **valeurs)
    plancher.enregistrer(annee=2020, version_ouverte=1, le=AUJOURD_HUI, **valeurs)
    with pytest.raises(ConflitDeVersion):
        plancher.enregistrer(annee=2019, version_ouverte=1, le=AUJOURD_HUI, **valeurs)
    assert PlancherDuBonus.objects.get().annee == 2020


def test_la_page_dit_le_plancher_inconnu_et_n_ecrit_pas_zero(
    convention: Convention, partie: Signataire, connecter: Connexions
) -> None:
    structure = _signee(partie, 1)
    AnneeFermee.fermer(convention=convention, annee=2022, par=LE_TEST, le=AUJOURD_HUI)
    client = connecter(fabriques.coordonnateur(convention))
    html = page(client.get(reverse("registre_argent", args=[convention.slug])))
    assert "plancher non renseigné" in html
    assert "Saisir le plancher" in html
    assert structure.nom in html
    assert ">0\u00a0€" not in html


@pytest.mark.parametrize("combien", [1, 15])
def test_le_nombre_de_requetes_ne_depend_pas_des_structures(
    convention: Convention,
    partie: Signataire,
    django_assert_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for rang in range(1, combien + 1):
        _bonus(_signee(partie, rang), 10)
    with django_assert_num_queries(6):
        argent_du_registre(convention, AUJOURD_HUI)
