"""Les chiffres annuels : ce qui se demande, ce qui se refuse, ce qui se masque."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Partenaire
from conventions.models.contrat import ConventionFigee
from ctg.socle.etats import ActionImpossible
from equipements.models import (
    DEFINITIONS,
    AnneeFermee,
    ChiffreAnnuel,
    Equipement,
    MontantDeSoutien,
    Source,
    Soutien,
    TypeEquipement,
    definitions_de,
)
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import page
from tests.fabriques import LE_TEST


@pytest.fixture
def soutien(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def structure(convention: Convention, soutien: Partenaire) -> Equipement:
    return fabriques.equipement(convention, soutien)


@pytest.fixture
def agent(convention: Convention, soutien: Partenaire, connecter: Connexions) -> Client:
    return connecter(fabriques.agent(convention, soutien))


def _adresse(page_: str, convention: Convention, structure: Equipement, *suite: int) -> str:
    return reverse(page_, args=[convention.slug, structure.pk, *suite])


def _envoi(formulaire: Any) -> dict[str, Any]:
    """Ce que la page propose, tel qu'un navigateur l'enverrait."""
    return {c.html_name: "" if c.value() is None else c.value() for c in formulaire}


def _confirme_le() -> datetime.date | None:
    return ChiffreAnnuel.objects.get().confirme_le


def _saisir(
    client: Client, convention: Convention, structure: Equipement, annee: int = 2025, **champs: Any
) -> Any:
    """Envoie le formulaire tel que la page le propose, avec ces réponses."""
    adresse = _adresse("chiffres_saisir", convention, structure, annee)
    envoi = _envoi(client.get(adresse).context["formulaire"])
    return client.post(adresse, envoi | {nom.replace("__", "-"): v for nom, v in champs.items()})


def test_chaque_type_a_ses_chiffres_et_chacun_dit_ce_qu_il_connait() -> None:
    codes = {t: [d.code for d in definitions_de(t)] for t in TypeEquipement}
    assert codes[TypeEquipement.LUDOTHEQUE] == [
        "adherents",
        "prets",
        "seances",
        "bonus_territoire",
    ]
    assert codes[TypeEquipement.LAEP] == ["enfants", "seances", "familles", "bonus_territoire"]
    assert "assistantes_adherentes" in codes[TypeEquipement.RPE]
    propres = set(codes[TypeEquipement.ALSH]) - set(codes[TypeEquipement.EAJE])
    assert propres == {"heures_contractees"}
    assert {d.source for d in DEFINITIONS} == {Source.GESTIONNAIRE, Source.CAF}
    assert len({d.code for d in DEFINITIONS}) == len(DEFINITIONS)


@pytest.mark.parametrize(
    "champs",
    [
        {"reponse": "nombre", "valeur": None},
        {"reponse": "non_disponible", "motif": ""},
        {"reponse": "non_concerne", "valeur": 0, "motif": "Pas ouvert"},
        {"reponse": "nombre", "valeur": -1},
    ],
)
def test_la_base_refuse_un_nombre_absent_une_absence_muette_ou_negative(
    structure: Equipement, champs: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ChiffreAnnuel.objects.create(equipement=structure, annee=2025, code="enfants", **champs)


def test_absent_n_est_pas_zero_et_une_absence_dit_pourquoi(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    reponse = _saisir(
        agent,
        convention,
        structure,
        enfants__valeur="0",
        heures_facturees__absence="non_disponible",
        heures_facturees__motif="Logiciel en panne",
    )
    assert reponse.status_code == 302
    lus = {c.code: (c.reponse, c.valeur, c.motif) for c in ChiffreAnnuel.objects.all()}
    assert lus == {
        "enfants": ("nombre", Decimal(0), ""),
        "heures_facturees": ("non_disponible", None, "Logiciel en panne"),
    }
    html = page(agent.get(_adresse("equipement_chiffres", convention, structure)))
    assert "non disponible" in html
    assert "Logiciel en panne" in html
    assert "non renseigné" in html


@pytest.mark.parametrize(
    ("champs", "champ", "phrase"),
    [
        ({"enfants__valeur": "douze"}, "enfants-valeur", "Écrivez un nombre entier"),
        ({"enfants__valeur": "12,5"}, "enfants-valeur", "sans virgule"),
        ({"enfants__absence": "non_concerne"}, "enfants-motif", "Dites pourquoi"),
        (
            {"enfants__valeur": "3", "enfants__absence": "non_concerne"},
            "enfants-absence",
            "Donnez un nombre, ou",
        ),
        (
            {"enfants__valeur": "3", "enfants_aeeh__valeur": "4"},
            "enfants_aeeh-valeur",
            "dépasse celui des enfants",
        ),
        (
            {"professionnels__valeur": "3", "professionnels_formes__valeur": "4"},
            "professionnels_formes-valeur",
            "dépasse celui des professionnels",
        ),
    ],
)
def test_une_erreur_se_dit_a_cote_du_champ(
    convention: Convention,
    structure: Equipement,
    agent: Client,
    champs: dict[str, Any],
    champ: str,
    phrase: str,
) -> None:
    reponse = _saisir(agent, convention, structure, **champs)
    assert phrase in str(reponse.context["formulaire"].errors[champ])
    assert not ChiffreAnnuel.objects.exists()


def test_une_reponse_dit_qui_et_quand_et_sa_confirmation_tombe_si_elle_change(
    convention: Convention, structure: Equipement, agent: Client, coordination: Client
) -> None:
    _saisir(agent, convention, structure, enfants__valeur="1 200")
    chiffre = ChiffreAnnuel.objects.get()
    assert (chiffre.valeur, chiffre.saisi_le) == (Decimal(1200), AUJOURD_HUI)
    assert chiffre.saisi_par.startswith("agent")
    lues = coordination.get(_adresse("equipement_chiffres", convention, structure))
    (montree,) = [lue for lue, _ in lues.context["annees"] if lue.annee == 2025]
    coordination.post(
        _adresse("chiffres_confirmer", convention, structure, 2025),
        {"empreinte": montree.empreinte},
    )
    assert _confirme_le() == AUJOURD_HUI
    _saisir(agent, convention, structure, enfants__valeur="1200")
    assert _confirme_le() == AUJOURD_HUI
    _saisir(agent, convention, structure, enfants__valeur="1300")
    assert _confirme_le() is None
    assert chiffre.historique.count() == 3


def test_effacer_une_reponse_la_rend_non_renseignee_et_garde_son_histoire(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    _saisir(agent, convention, structure, enfants__valeur="12")
    _saisir(agent, convention, structure, enfants__valeur="")
    assert not ChiffreAnnuel.objects.exists()
    assert list(
        ChiffreAnnuel.historique.order_by("history_id").values_list("history_type", flat=True)
    ) == ["+", "-"]


def test_une_annee_fermee_ne_change_plus(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    AnneeFermee.fermer(convention=convention, annee=2025, par=LE_TEST, le=AUJOURD_HUI)
    reponse = _saisir(agent, convention, structure, enfants__valeur="12")
    assert "2025 est fermée" in str(reponse.context["formulaire"].non_field_errors())
    assert not ChiffreAnnuel.objects.exists()
    AnneeFermee.rouvrir(convention=convention, annee=2025, motif="Une erreur", par=LE_TEST)
    assert _saisir(agent, convention, structure, enfants__valeur="12").status_code == 302
    natures = AnneeFermee.historique.order_by("history_id").values_list("history_type", flat=True)
    assert list(natures) == ["+", "-"]


def test_on_ne_ferme_que_ce_qui_a_commence_et_une_fois(convention: Convention) -> None:
    ouvrir: dict[str, Any] = {"convention": convention, "par": LE_TEST}
    AnneeFermee.fermer(annee=2024, le=AUJOURD_HUI, **ouvrir)
    for annee in (2024, 2021, 2027):
        with pytest.raises(ActionImpossible):
            AnneeFermee.fermer(annee=annee, le=AUJOURD_HUI, **ouvrir)
    convention.etat = Convention.Etat.CLOTUREE
    with pytest.raises(ConventionFigee):
        AnneeFermee.rouvrir(annee=2024, motif="Une erreur", **ouvrir)


def test_apres_le_terme_la_derniere_annee_reste_ouverte(
    convention: Convention, structure: Equipement, agent: Client, monkeypatch: Any
) -> None:
    apres = datetime.datetime(2027, 2, 1, 12, tzinfo=datetime.UTC)
    monkeypatch.setattr("ctg.socle.horloge.maintenant", lambda: apres)
    assert _saisir(agent, convention, structure, 2026, enfants__valeur="9").status_code == 302
    adresse = _adresse("chiffres_saisir", convention, structure, 2027)
    assert agent.get(adresse).status_code == 404


def test_ce_que_sait_la_caf_ne_se_saisit_pas_par_la_commune(
    convention: Convention, structure: Equipement, agent: Client, coordination: Client
) -> None:
    _saisir(coordination, convention, structure, bonus_territoire__valeur="15 150,50")
    adresse = _adresse("chiffres_saisir", convention, structure, 2025)
    assert "15\u202f150,50\u00a0€" in page(agent.get(adresse))
    _saisir(agent, convention, structure, bonus_territoire__valeur="1")
    assert ChiffreAnnuel.objects.get().valeur == Decimal("15150.50")


def test_chaque_collectivite_saisit_le_montant_de_son_soutien(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    mien = structure.soutiens.get()
    autre = Soutien.objects.create(
        equipement=structure, partenaire=fabriques.signataire(convention).partenaire
    )
    montants: dict[str, Any] = {f"soutien-{mien.pk}__valeur": "45 000"}
    montants[f"soutien-{autre.pk}__valeur"] = "1"
    _saisir(agent, convention, structure, **montants)
    montant = MontantDeSoutien.objects.get()
    assert (montant.soutien, montant.valeur) == (mien, Decimal(45000))


def test_deux_personnes_a_la_fois_ne_s_ecrasent_pas(
    convention: Convention, structure: Equipement, agent: Client, coordination: Client
) -> None:
    adresse = _adresse("chiffres_saisir", convention, structure, 2025)
    envoi = _envoi(agent.get(adresse).context["formulaire"])
    _saisir(coordination, convention, structure, enfants__valeur="70", heures_realisees__valeur="5")
    # Une autre question : les deux réponses restent.
    assert agent.post(adresse, envoi | {"heures_facturees-valeur": "8"}).status_code == 302
    # La même question : les deux versions se voient.
    reponse = agent.post(adresse, envoi | {"enfants-valeur": "71"})
    assert reponse.status_code == 409
    ecarts = [(e.libelle, e.enregistre, e.saisi) for e in reponse.context["ecarts"]]
    assert ("Enfants accueillis", "70", "71") in ecarts
    renvoi = _envoi(reponse.context["formulaire"])
    assert (renvoi["enfants-valeur"], renvoi["heures_realisees-valeur"]) == ("71", "5")
    assert agent.post(adresse, renvoi).status_code == 302
    assert {c.code: c.valeur for c in ChiffreAnnuel.objects.all()} == {
        "enfants": 71,
        "heures_realisees": 5,
        "heures_facturees": 8,
    }


def test_une_absence_sans_motif_se_refuse_en_francais(structure: Equipement) -> None:
    chiffre = ChiffreAnnuel(equipement=structure, annee=2025, code="enfants")
    with pytest.raises(ValidationError, match="dites pourquoi"):
        chiffre.repondre(
            reponse="non_disponible", valeur=None, motif="", par=LE_TEST, le=AUJOURD_HUI
        )
