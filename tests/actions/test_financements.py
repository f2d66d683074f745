"""L'argent d'une fiche : ce qui s'écrit, ce qui se refuse, ce qui se compte."""

import datetime
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction

from actions.accueil import attentes
from actions.financements import FiltresDesFinancements, Montants, totaux
from actions.models import FicheAction, Financement
from conventions.models import Convention
from conventions.models.contrat import ConventionFigee
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import ActeurNomme
from ctg.socle.versions import ConflitDeVersion
from tests import fabriques

LE = datetime.date(2026, 11, 23)
PAR = ActeurNomme("Coordonnatrice inventée")
VALEURS: dict[str, Any] = {"financeur_libre": "Fondation", "nature": "temps", "annee": 2024}


def _ajouter(fiche: FicheAction, le: datetime.date = LE, **valeurs: Any) -> Financement:
    financement = Financement(fiche=fiche)
    financement.enregistrer(valeurs=VALEURS | valeurs, version_ouverte=0, par=PAR, le=le)
    return financement


def test_un_montant_vide_n_est_pas_zero(convention: Convention) -> None:
    _ajouter(fabriques.fiche(convention), obtenu=Decimal(0))
    lu = Financement.objects.get()
    assert (lu.prevu, lu.obtenu, lu.depense) == (None, Decimal(0), None)
    assert lu.demande == "envisage"
    assert lu.historique.get().auteur == PAR.libelle_d_auteur


@pytest.mark.parametrize(
    ("valeurs", "phrase"),
    [
        ({"financeur_libre": ""}, "Choisissez un financeur"),
        ({"demande": "refuse", "obtenu": Decimal(5)}, "Une demande refusée n'a rien obtenu"),
        ({"depense": Decimal(-1)}, "négatif"),
    ],
)
def test_une_contrainte_se_dit_en_francais(
    convention: Convention, valeurs: dict[str, Any], phrase: str
) -> None:
    with pytest.raises(ValidationError, match=phrase):
        _ajouter(fabriques.fiche(convention), **valeurs)
    assert not Financement.objects.exists()


def test_la_base_refuse_deux_financeurs_ou_aucun(convention: Convention) -> None:
    fiche, caf = fabriques.fiche(convention), fabriques.partenaire(nature="caf")
    for champs in ({"financeur": caf, "financeur_libre": "Caf"}, {"financeur": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            fabriques.financement(fiche, **champs)
    assert fabriques.financement(fiche, financeur=caf).nom_du_financeur == caf.nom


def test_l_annee_est_une_annee_de_la_convention(convention: Convention) -> None:
    with pytest.raises(ActionImpossible, match="de 2022 à 2026"):
        _ajouter(fabriques.fiche(convention), annee=2027)


def test_apres_le_terme_rien_ne_s_ecrit_ni_ne_se_retire(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    financement, apres = fabriques.financement(fiche), datetime.date(2027, 1, 1)
    with pytest.raises(ConventionFigee):
        _ajouter(fiche, le=apres)
    with pytest.raises(ConventionFigee):
        financement.retirer(version_ouverte=1, par=PAR, le=apres)
    assert Financement.objects.get() == financement


def test_retirer_laisse_son_histoire(convention: Convention) -> None:
    financement = _ajouter(fabriques.fiche(convention))
    financement.retirer(version_ouverte=1, par=PAR, le=LE)
    assert not Financement.objects.exists()
    assert list(
        Financement.historique.order_by("history_id").values_list("history_type", "auteur")
    ) == [("+", PAR.libelle_d_auteur), ("-", PAR.libelle_d_auteur)]


def test_les_totaux_distinguent_zero_et_inconnu(convention: Convention) -> None:
    premier, second = fabriques.axe(convention), fabriques.axe(convention)
    une, autre = fabriques.fiche(convention, axe=premier), fabriques.fiche(convention, axe=second)
    caf = fabriques.partenaire(nature="caf", nom="Caf")
    fabriques.financement(une, financeur=caf, annee=2024, prevu=1000, obtenu=0)
    fabriques.financement(une, financeur=caf, annee=2025, prevu="500.50")
    fabriques.financement(autre, financeur_libre="À la ville", annee=2025)
    compte = totaux(Financement.objects.pour_liste())
    assert compte.ensemble == Montants(
        lignes=3,
        prevu=Decimal("1500.50"),
        obtenu=Decimal(0),
        depense=None,
        sans_prevu=1,
        sans_obtenu=2,
        sans_depense=3,
    )
    assert [(a.numero, m.prevu, m.obtenu) for a, m in compte.par_axe.items()] == [
        (premier.numero, Decimal("1500.50"), Decimal(0)),
        (second.numero, None, None),
    ]
    assert {a: m.prevu for a, m in compte.par_annee.items()} == {
        2024: Decimal(1000),
        2025: Decimal("500.50"),
    }
    assert list(compte.par_financeur) == ["À la ville", "Caf"]
    assert {n: m.lignes for n, m in compte.par_fiche.items()} == {une.numero: 2, autre.numero: 1}


def test_les_filtres_se_combinent_et_ignorent_les_accents(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    vise = fabriques.financement(fiche, financeur_libre="Région Été", demande="accorde")
    fabriques.financement(fiche, financeur_libre="Région Été", annee=2024, demande="accorde")
    fabriques.financement(fiche, demande="refuse")
    tous = list(Financement.objects.pour_liste())
    filtres = FiltresDesFinancements(annee="2025", financeur="region ete", demande="accorde")
    assert filtres.garder(tous) == [vise]
    assert len(FiltresDesFinancements().garder(tous)) == 3
    assert FiltresDesFinancements(axe="9").garder(tous) == []


def test_une_demande_a_deposer_sous_soixante_jours_s_attend_a_l_accueil(
    convention: Convention,
) -> None:
    fiche = fabriques.fiche(convention, etat="en_cours", mise_a_jour_le=LE)
    autre = fabriques.fiche(convention, etat="en_cours", mise_a_jour_le=LE)
    fabriques.financement(fiche, echeance="2027-01-22", appel_a_projets="Loin, mais compté")
    fabriques.financement(autre, echeance="2026-12-01", appel_a_projets="Tout près")
    for echeance, demande in (("2027-01-23", "envisage"), ("2026-11-22", "envisage")):
        fabriques.financement(fiche, echeance=echeance, demande=demande)
    fabriques.financement(fiche, echeance="2026-12-01", demande="demande")

    def lues(compte: Any) -> list[tuple[str, bool]]:
        tout = attentes(compte, convention, LE)
        return [(a.titre, a.est_pressante) for a in tout if a.titre.startswith("Déposer")]

    loin = ("Déposer une demande : Loin, mais compté", False)
    assert lues(fabriques.coordonnateur(convention)) == [
        ("Déposer une demande : Tout près", True),
        loin,
    ]
    assert lues(fabriques.pilote(fiche)) == [loin]
    assert lues(fabriques.lecteur(convention)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("geste", ["modifier", "retirer"])
def test_de_quatre_gestes_simultanes_un_seul_passe(geste: str) -> None:
    cle = fabriques.financement(fabriques.fiche(fabriques.convention())).pk
    depart, issues = threading.Barrier(4), []

    def essayer(rang: int) -> None:
        try:
            mien = Financement.objects.select_related("fiche__convention").get(pk=cle)
            gestes: dict[str, Callable[[], None]] = {
                "modifier": lambda: mien.enregistrer(
                    valeurs={"prevu": Decimal(rang)}, version_ouverte=1, par=PAR, le=LE
                ),
                "retirer": lambda: mien.retirer(version_ouverte=1, par=PAR, le=LE),
            }
            depart.wait(timeout=20)
            try:
                gestes[geste]()
                issues.append("fait")
            except ConflitDeVersion:
                issues.append("conflit")
        finally:
            connections.close_all()

    fils = [threading.Thread(target=essayer, args=(rang,)) for rang in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)
    assert sorted(issues) == ["conflit"] * 3 + ["fait"], connection.vendor
    nature = {"modifier": "~", "retirer": "-"}[geste]
    assert Financement.historique.filter(history_type=nature).count() == 1
