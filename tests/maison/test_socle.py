"""Le socle : historique signé et lisible, versions, états, écarts d'un formulaire."""

import datetime
from typing import Any

import pytest
from django import forms
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actions.models import FicheAction, Note
from conventions.models import Convention, Zone
from ctg.socle.etats import ActionImpossible, Transition, TransitionInterdite, etat_suivant
from ctg.socle.formulaires import FormulaireVersionne, ecarts_de_saisie, rouvrir_sur
from ctg.socle.historique import (
    ActeurNomme,
    acte,
    antidater,
    changements,
    libelle_courant,
    valeur_lisible,
)
from ctg.socle.versions import ConflitDeVersion
from tests import fabriques

QUELQU_UN = ActeurNomme("Coordonnatrice CTG")

pytestmark = pytest.mark.django_db


def test_une_ecriture_porte_le_libelle_et_le_compte_de_son_auteur(convention: Convention) -> None:
    compte = fabriques.coordonnateur(convention)
    with acte(compte):
        fiche = fabriques.fiche(convention)
    ligne = fiche.historique.get()
    assert (ligne.auteur, ligne.history_user_id) == (compte.nom, compte.pk)


def test_hors_d_un_acte_c_est_le_portail_qui_signe(convention: Convention) -> None:
    assert fabriques.fiche(convention).historique.get().auteur == "portail (automatique)"
    with acte(QUELQU_UN):
        assert libelle_courant() == "Coordonnatrice CTG"
    assert libelle_courant() == "portail (automatique)"


def test_un_acte_rompu_n_ecrit_rien_et_rend_l_auteur(convention: Convention) -> None:
    def rompre() -> None:
        with acte(QUELQU_UN):
            fabriques.fiche(convention)
            raise LookupError

    with pytest.raises(LookupError):
        rompre()
    assert not FicheAction.objects.exists()
    assert libelle_courant() == "portail (automatique)"


def test_l_auteur_survit_a_son_compte(convention: Convention) -> None:
    compte = fabriques.coordonnateur(convention)
    with acte(compte):
        fiche = fabriques.fiche(convention)
    nom = compte.nom
    compte.habilitations.all().delete()
    compte.delete()
    ligne = fiche.historique.get()
    assert (ligne.auteur, ligne.history_user) == (nom, None)


def test_antidater_ne_vaut_que_dans_son_bloc(convention: Convention) -> None:
    le = datetime.datetime(2023, 3, 1, 9, tzinfo=datetime.UTC)
    with antidater(le):
        fiche = fabriques.fiche(convention)
    assert fiche.historique.get().history_date == le
    fiche.save()
    assert fiche.historique.latest().history_date > le


def test_les_changements_se_lisent_en_francais(convention: Convention) -> None:
    with acte(QUELQU_UN):
        fiche = fabriques.fiche(convention)
        fiche.etat = FicheAction.Etat.EN_COURS
        fiche.mise_a_jour_le = datetime.date(2026, 3, 1)
        fiche.save()
    dernier, premier = changements(fiche.historique.all())
    assert (premier.nature, dernier.nature) == ("création", "modification")
    assert dernier.auteur == "Coordonnatrice CTG"
    assert [(c.libelle, c.avant, c.apres) for c in dernier.champs] == [
        ("état d'avancement", "—", "en cours"),
        ("mise à jour le", "—", "1 mars 2026"),
    ]


def test_une_ligne_qui_ne_change_rien_n_est_pas_montree(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fiche.save()
    assert fiche.historique.count() == 2
    assert len(changements(fiche.historique.all())) == 1


def test_une_liaison_multiple_se_lit_par_ses_noms(db: None) -> None:
    zone = Zone.objects.create(nom="Val", genre=Zone.Genre.BASSIN_DE_VIE)
    commune = fabriques.commune(nom="Valmont-le-Haut")
    zone.communes.add(commune)
    champ = changements(zone.historique.all())[0].champs[0]
    assert (champ.libelle, champ.avant, champ.apres) == ("communes", "—", "Valmont-le-Haut")


def test_une_suppression_se_dit(convention: Convention) -> None:
    with acte(QUELQU_UN):
        note = Note.objects.create(
            fiche=fabriques.fiche(convention),
            date=datetime.date(2026, 1, 2),
            texte="Une note",
            auteur="x",
        )
        note.delete()
    assert changements(Note.historique.all())[0].nature == "suppression"


def test_lire_l_historique_ne_coute_pas_par_ligne(convention: Convention) -> None:
    def cout() -> int:
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            changements(
                FicheAction.historique.select_related("history_user"),
                Zone.historique.select_related("history_user"),
            )
        return len(requetes)

    def vie() -> None:
        fiche = fabriques.fiche(convention)
        fiche.axe = fabriques.axe(convention)
        fiche.save()
        zone = Zone.objects.create(nom=f"Val {fiche.pk}", genre=Zone.Genre.BASSIN_DE_VIE)
        zone.communes.add(fabriques.commune())

    vie()
    peu = cout()
    for _ in range(5):
        vie()
    assert cout() == peu <= 10


@pytest.mark.parametrize(
    ("valeur", "lisible"),
    [
        (None, "—"),
        ("", "—"),
        ([], "—"),
        (True, "oui"),
        (False, "non"),
        (0, "0"),
        (2025, "2025"),
        (12000, "12\u202f000"),
        (datetime.date(2026, 11, 23), "23 novembre 2026"),
        (["a", "b"], "a, b"),
        ("texte", "texte"),
    ],
)
def test_une_valeur_se_lit(valeur: Any, lisible: str) -> None:
    assert valeur_lisible(valeur).replace("\u00a0", "\u202f") == lisible


def test_une_version_depassee_n_ecrit_rien(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    autre = FicheAction.objects.get(pk=fiche.pk)
    autre.titre = "Écrit d'abord"
    autre.enregistrer_sur(1)
    assert autre.version == 2
    fiche.titre = "Écrit ensuite"
    with pytest.raises(ConflitDeVersion), transaction.atomic():
        fiche.enregistrer_sur(1)
    fiche.refresh_from_db()
    assert (fiche.titre, fiche.version) == ("Écrit d'abord", 2)
    assert fiche.historique.count() == 2


def test_un_etat_suit_sa_table() -> None:
    table = {"valider": Transition(depuis=["soumis"], vers="valide")}
    assert etat_suivant(table, "valider", "soumis", "soumis") == "valide"
    with pytest.raises(TransitionInterdite, match="l'état est « brouillon »") as refus:
        etat_suivant(table, "valider", "brouillon", "brouillon")
    assert isinstance(refus.value, ActionImpossible)
    assert len(refus.value.manques) == 1


class _Formulaire(FormulaireVersionne):
    titre = forms.CharField(label="Titre")
    etat = forms.ChoiceField(label="État", choices=FicheAction.Etat.choices)
    le = forms.DateField(label="Le", required=False)


def test_les_ecarts_montrent_les_deux_versions_en_francais() -> None:
    saisi = _Formulaire(
        {"version": "1", "titre": "Le mien", "etat": "en_cours", "le": "2026-03-01"}
    )
    enregistre = _Formulaire(
        initial={
            "version": 2,
            "titre": "Le sien",
            "etat": "en_cours",
            "le": datetime.date(2026, 3, 2),
        }
    )
    assert saisi.is_valid()
    ecarts = ecarts_de_saisie(saisi, enregistre)
    assert [(e.libelle, e.enregistre, e.saisi) for e in ecarts] == [
        ("Titre", "Le sien", "Le mien"),
        ("Le", "2 mars 2026", "1 mars 2026"),
    ]
    rouvrir_sur(saisi, 2)
    assert saisi["version"].value() == "2"
    assert saisi["titre"].value() == "Le mien"
