"""Le formulaire de mise à jour et celui des pilotes, par le navigateur."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse

from actions.models import Etape, FicheAction, Note
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche)
    return fiche


@pytest.fixture
def navigateur(convention: Convention, connecter: Connexions) -> Any:
    return connecter(fabriques.coordonnateur(convention))


def _adresse(fiche: FicheAction, vue: str = "fiche_mettre_a_jour") -> str:
    return reverse(vue, args=[fiche.convention.slug, fiche.numero])


def _saisie(**autres: Any) -> dict[str, Any]:
    return {"version": 1, "etat": "en_cours", "meteo": "", "note": ""} | autres


def test_un_envoi_met_a_jour_et_revient_a_la_fiche(navigateur: Any, fiche: FicheAction) -> None:
    etape = fiche.etapes.get()
    page = navigateur.post(
        _adresse(fiche),
        _saisie(note="Un accord est trouvé.", **{f"etape_{etape.pk}": "on"}),
        follow=True,
    )
    assert page.redirect_chain == [(_adresse(fiche, "fiche_detail"), 302)]
    assert "est à jour. Merci." in page.content.decode()
    etape.refresh_from_db()
    # Cochée sans date : faite le jour même.
    assert str(etape.faite_le) == "2026-11-23"
    assert Note.objects.get().date == etape.faite_le


@pytest.mark.parametrize("meteo", ["appuis", "compromis"])
def test_la_meteo_sans_commentaire_se_dit_a_cote_du_champ(
    navigateur: Any, fiche: FicheAction, meteo: str
) -> None:
    page = navigateur.post(_adresse(fiche), _saisie(meteo=meteo, note="Je garde ceci."))
    assert page.status_code == 200
    erreurs = page.context["formulaire"].errors
    assert list(erreurs) == ["meteo_commentaire"]
    assert erreurs["meteo_commentaire"] == [
        "Dites en une phrase ce qui manque : cette météo appelle un commentaire."
    ]
    assert "Je garde ceci." in page.content.decode()
    fiche.refresh_from_db()
    assert fiche.version == 1


def test_une_date_a_venir_et_une_date_sans_coche_se_refusent(
    navigateur: Any, fiche: FicheAction
) -> None:
    case = f"etape_{fiche.etapes.get().pk}"
    for saisie, champ in (
        ({case: "on", f"{case}_le": "2026-11-24"}, f"{case}_le"),
        ({f"{case}_le": "2026-06-01"}, case),
        ({"note": "Demain.", "note_du": "2026-11-24"}, "note_du"),
        ({"etat": ""}, "etat"),
    ):
        page = navigateur.post(_adresse(fiche), _saisie(**saisie))
        assert list(page.context["formulaire"].errors) == [champ]
        # Le résumé d'en haut mène au champ.
        assert re.search(rf'href="#id_{champ}(_0)?"', page.content.decode())
    assert Etape.objects.get().faite_le is None


def test_decocher_une_etape_faite_ne_demande_pas_d_effacer_sa_date(
    navigateur: Any, fiche: FicheAction
) -> None:
    etape = fiche.etapes.get()
    Etape.objects.update(faite_le="2026-05-02")
    page = navigateur.post(_adresse(fiche), _saisie(**{f"etape_{etape.pk}_le": "2026-05-02"}))
    assert page.status_code == 302
    etape.refresh_from_db()
    assert etape.faite_le is None


def test_en_cas_de_conflit_les_deux_versions_et_rien_n_est_perdu(
    navigateur: Any, fiche: FicheAction
) -> None:
    etape = fiche.etapes.get()
    navigateur.post(_adresse(fiche), _saisie(etat="en_pause", note="La première."))
    mienne = _saisie(
        etat="realise",
        meteo="appuis",
        meteo_commentaire="Il manque un lieu.",
        note="La seconde.",
        **{f"etape_{etape.pk}": "on", f"etape_{etape.pk}_le": "2026-06-01"},
    )
    page = navigateur.post(_adresse(fiche), mienne)
    html = page.content.decode()
    assert page.status_code == 409
    ecarts = {ecart.libelle: (ecart.enregistre, ecart.saisi) for ecart in page.context["ecarts"]}
    assert ecarts["Où en est l'action ?"] == ("en pause", "réalisé")
    assert ecarts["Pourquoi cette météo ?"] == ("—", "Il manque un lieu.")
    assert ecarts["Que s'est-il passé ?"] == ("—", "La seconde.")
    # Ce qui est enregistré est relu : la note de l'autre personne est à côté de la saisie.
    assert "La première." in html
    assert "Il manque un lieu." in html
    assert 'name="version" value="2"' in html
    assert page.context["relue"].etat == "en_pause"

    encore = navigateur.post(_adresse(fiche), mienne | {"version": 2})
    assert encore.status_code == 302
    fiche.refresh_from_db()
    assert (fiche.etat, fiche.version) == ("realise", 3)
    assert set(Note.objects.values_list("texte", flat=True)) == {"La première.", "La seconde."}


@pytest.mark.django_db
def test_apres_le_terme_la_page_refuse_en_francais(connecter: Connexions) -> None:
    echue = fabriques.convention(fin=datetime.date(2026, 6, 30))
    fiche = fabriques.fiche(echue)
    navigateur = connecter(fabriques.coordonnateur(echue))
    page = navigateur.post(_adresse(fiche), _saisie())
    assert page.status_code == 200
    assert "La convention est échue (art. 11)" in page.content.decode()
    detail = navigateur.get(_adresse(fiche, "fiche_detail")).content.decode()
    assert _adresse(fiche) not in detail
    assert "lecture seule" in detail


def test_les_pilotes_se_choisissent_parmi_les_mandats_des_parties(
    navigateur: Any, fiche: FicheAction, convention: Convention
) -> None:
    partie = fabriques.signataire(convention).partenaire
    connue = fabriques.mandat(partenaire=partie, fonction="Directrice").personne
    etrangere = fabriques.mandat().personne
    adresse = _adresse(fiche, "fiche_pilotes")
    html = navigateur.get(adresse).content.decode()
    assert f'<option value="{connue.pk}">{connue}, Directrice</option>' in html
    assert f'value="{etrangere.pk}"' not in html
    assert reverse("personne_ajouter", args=[convention.slug]) in html

    refus = navigateur.post(adresse, {"version": 1, "personne": etrangere.pk, "qualite": "pilote"})
    assert refus.status_code == 200
    assert not fiche.pilotes.exists()

    navigateur.post(adresse, {"version": 1, "personne": connue.pk, "qualite": "pilote"})
    assert fiche.pilotes.actuels().get().personne == connue
    place = f"place_{connue.pk}"
    navigateur.post(adresse, {"version": 2, "qualite": "pilote", place: "copilote"})
    assert fiche.pilotes.actuels().get().est_copilote
    navigateur.post(adresse, {"version": 3, "qualite": "pilote", place: "plus"})
    assert not fiche.pilotes.actuels().exists()
    assert fiche.pilotes.count() == 2


def test_deux_coordonnateurs_ne_s_ecrasent_pas_leurs_pilotes(
    navigateur: Any, fiche: FicheAction, convention: Convention
) -> None:
    partie = fabriques.signataire(convention).partenaire
    a, b = (fabriques.mandat(partenaire=partie).personne for _ in range(2))
    adresse = _adresse(fiche, "fiche_pilotes")
    navigateur.post(adresse, {"version": 1, "personne": a.pk, "qualite": "pilote"})
    page = navigateur.post(adresse, {"version": 1, "personne": b.pk, "qualite": "pilote"})
    assert page.status_code == 409
    assert fiche.pilotes.actuels().get().personne == a
    # Le second envoi ajoute, et ne retire pas celui qui est arrivé entre-temps.
    navigateur.post(adresse, {"version": 2, "personne": b.pk, "qualite": "copilote"})
    assert {(p.personne, p.est_copilote) for p in fiche.pilotes.actuels()} == {
        (a, False),
        (b, True),
    }
