"""Mettre à jour une fiche : la commande, son historique, ses refus, deux personnes à la fois."""

import datetime
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from actions.models import Etape, FicheAction, Note
from conventions.models import Convention
from conventions.models.contrat import ConventionFigee
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import ActeurNomme
from ctg.socle.versions import ConflitDeVersion
from tests import fabriques

LE = datetime.date(2026, 11, 23)
COORDINATION = ActeurNomme("Coordonnatrice inventée")


def _dire(fiche: FicheAction, **autres: Any) -> None:
    arguments: dict[str, Any] = {
        "etat": "en_cours",
        "meteo": "",
        "meteo_commentaire": "",
        "etapes": {},
        "notes": {},
        "note_du": LE,
        "version_ouverte": fiche.version,
        "par": COORDINATION,
        "le": LE,
    }
    fiche.mettre_a_jour(**(arguments | autres))


def test_un_seul_envoi_ecrit_tout_et_signe_tout(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    faite, ouverte = fabriques.etape(fiche), fabriques.etape(fiche)
    jour = datetime.date(2026, 6, 1)
    _dire(
        fiche,
        meteo="appuis",
        meteo_commentaire=" Il manque un lieu. ",
        etapes={faite.pk: jour, ouverte.pk: None},
        notes={"fait_marquant": " Deux communes sont d'accord. ", "difficulte": " "},
        note_du=jour,
    )
    lue = FicheAction.objects.get()
    assert (lue.etat, lue.meteo, lue.meteo_commentaire) == (
        "en_cours",
        "appuis",
        "Il manque un lieu.",
    )
    assert (lue.version, lue.mise_a_jour_le) == (2, LE)
    faite.refresh_from_db()
    ouverte.refresh_from_db()
    assert faite.faite_le == jour
    # Passée, vue et laissée ouverte : elle est maintenant en retard.
    assert ouverte.statut(LE) == "en_retard"
    note = Note.objects.get()
    assert (note.texte, note.date, note.auteur) == (
        "Deux communes sont d'accord.",
        jour,
        "Coordonnatrice inventée",
    )
    for historique in (FicheAction.historique, Etape.historique):
        assert historique.filter(history_type="~").exists()
        auteurs = set(historique.filter(history_type="~").values_list("auteur", flat=True))
        assert auteurs == {"Coordonnatrice inventée"}


def test_une_etape_a_venir_laissee_ouverte_reste_intacte(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    etape = fabriques.etape(fiche, debut=datetime.date(2026, 12, 1), fin=None)
    _dire(fiche, etapes={etape.pk: None})
    etape.refresh_from_db()
    assert etape.vue_le is None
    assert Etape.historique.filter(history_type="~").count() == 0


def test_une_etape_se_decoche(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    etape = fabriques.etape(fiche, faite_le=LE, vue_le=LE)
    _dire(fiche, etapes={etape.pk: None})
    etape.refresh_from_db()
    assert etape.faite_le is None
    assert etape.statut(LE) == "en_retard"


def test_une_etape_d_une_autre_fiche_n_est_pas_touchee(convention: Convention) -> None:
    fiche, autre = fabriques.fiche(convention), fabriques.fiche(convention)
    etape = fabriques.etape(autre)
    _dire(fiche, etapes={etape.pk: LE})
    etape.refresh_from_db()
    assert etape.faite_le is None


@pytest.mark.parametrize("meteo", ["appuis", "compromis"])
def test_une_meteo_defavorable_s_explique(convention: Convention, meteo: str) -> None:
    fiche = fabriques.fiche(convention)
    with pytest.raises(ValidationError, match="appelle un commentaire"):
        _dire(fiche, meteo=meteo, meteo_commentaire="  ")
    assert FicheAction.objects.get().version == 1


@pytest.mark.parametrize(
    "autres",
    [
        {"etat": ""},
        {"etapes": {1: datetime.date(2026, 11, 24)}},
        {"notes": {"difficulte": "Demain."}, "note_du": datetime.date(2026, 11, 24)},
    ],
)
def test_sans_etat_ou_a_une_date_a_venir_rien_n_est_ecrit(
    convention: Convention, autres: dict[str, Any]
) -> None:
    fiche = fabriques.fiche(convention)
    with pytest.raises(ActionImpossible):
        _dire(fiche, **autres)
    lue = FicheAction.objects.get()
    assert (lue.version, lue.etat) == (1, "")


@pytest.mark.django_db
def test_apres_le_terme_le_plan_ne_se_modifie_plus() -> None:
    echue = fabriques.convention(fin=datetime.date(2026, 6, 30))
    fiche = fabriques.fiche(echue)
    with pytest.raises(ConventionFigee, match=r"échue \(art. 11\)"):
        _dire(fiche)
    assert FicheAction.objects.get().version == 1
    assert fiche.est_figee(LE)


def test_un_conflit_n_ecrit_rien(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    etape = fabriques.etape(fiche)
    _dire(FicheAction.objects.get(), etat="en_pause")
    with pytest.raises(ConflitDeVersion):
        _dire(fiche, etapes={etape.pk: LE}, notes={"fait_marquant": "Trop tard."})
    etape.refresh_from_db()
    assert etape.faite_le is None
    assert not Note.objects.exists()
    assert FicheAction.objects.get().etat == "en_pause"


def test_les_pilotes_se_designent_et_gardent_leurs_dates(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    a, b = fabriques.personne(), fabriques.personne()
    debut = datetime.date(2026, 1, 5)
    options: dict[str, Any] = {"par": COORDINATION}
    fiche.designer_pilotes(pilotes=[a], copilotes=[], version_ouverte=1, le=debut, **options)
    fiche.designer_pilotes(pilotes=[b], copilotes=[a], version_ouverte=2, le=LE, **options)
    assert list(
        fiche.pilotes.order_by("pk").values_list("personne_id", "est_copilote", "debut", "fin")
    ) == [(a.pk, False, debut, LE), (a.pk, True, LE, None), (b.pk, False, LE, None)]


def test_on_n_est_pas_pilote_et_copilote(convention: Convention) -> None:
    fiche, a = fabriques.fiche(convention), fabriques.personne()
    with pytest.raises(ActionImpossible, match="pilote et co-pilote"):
        fiche.designer_pilotes(
            pilotes=[a], copilotes=[a], version_ouverte=1, par=COORDINATION, le=LE
        )
    assert not fiche.pilotes.exists()


@pytest.mark.django_db(transaction=True)
def test_de_six_envois_simultanes_un_seul_passe_et_les_autres_le_savent() -> None:
    fiche = fabriques.fiche(fabriques.convention())
    etape = fabriques.etape(fiche)
    depart = threading.Barrier(6)
    issues: list[str] = []

    def envoyer(rang: int) -> None:
        try:
            mienne = FicheAction.objects.select_related("convention").get(pk=fiche.pk)
            depart.wait(timeout=20)
            try:
                _dire(
                    mienne,
                    version_ouverte=1,
                    notes={"fait_marquant": f"Note {rang}"},
                    etapes={etape.pk: LE},
                )
                issues.append("écrite")
            except ConflitDeVersion:
                issues.append("conflit")
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer, args=(rang,)) for rang in range(6)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)

    assert sorted(issues) == ["conflit"] * 5 + ["écrite"], connection.vendor
    assert Note.objects.count() == 1
    assert FicheAction.objects.get().version == 2
    assert FicheAction.historique.filter(history_type="~").count() == 1
    assert Etape.historique.filter(history_type="~").count() == 1
