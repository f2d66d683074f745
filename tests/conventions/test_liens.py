"""Un lien personnel : pour une personne, pour un usage, jusqu'à une date, et rien de plus."""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from conventions.liens import DUREE_DE_SESSION, Usage, consommer, lien_pour, lire_jeton, revoquer
from conventions.models import Convention, Envoi, LienPersonnel, Personne
from ctg.socle import horloge
from ctg.socle.frein import ESSAIS_PAR_HEURE
from tests import fabriques
from tests.conftest import ClientStrict, Connexions

pytestmark = pytest.mark.django_db
PAR = fabriques.LE_TEST
MIDI = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


@pytest.fixture
def personne() -> Personne:
    """Une personne sans compte, qui a un courriel."""
    return fabriques.personne(nom="Ada", courriel="ada@exemple.fr")


@pytest.fixture
def lien(personne: Personne, convention: Convention) -> LienPersonnel:
    """Son lien pour répondre."""
    return lien_pour(personne, Usage.REPONDRE, convention=convention, par=PAR)


def _a(monkeypatch: pytest.MonkeyPatch, instant: datetime.datetime) -> None:
    monkeypatch.setattr(horloge, "maintenant", lambda: instant)


def test_lire_la_page_du_lien_n_ouvre_rien(lien: LienPersonnel, client: Client) -> None:
    page = client.get(lien.adresse())
    assert "Bonjour Ada" in page.content.decode()
    # Une messagerie qui visite l'adresse n'a pas ouvert de session.
    assert client.get(reverse("ma_page")).status_code == 302
    lien.refresh_from_db()
    assert lien.ouvert_le is None


def test_un_bouton_ouvre_une_session_a_son_nom(lien: LienPersonnel, client: Client) -> None:
    assert client.post(lien.adresse()).headers["Location"] == reverse("ma_page")
    page = client.get(reverse("ma_page")).content.decode()
    assert "Vous agissez au nom de <strong>Ada</strong>" in page
    assert "Ce n'est pas vous ?" in page.replace("&#x27;", "'")
    lien.refresh_from_db()
    assert lien.ouvert_le == lien.dernier_usage_le == MIDI
    assert LienPersonnel.historique.latest("history_id").auteur == "Ada (lien personnel)"


def test_la_session_ne_depasse_pas_l_usage(
    lien: LienPersonnel, client: Client, convention: Convention
) -> None:
    client.post(lien.adresse())
    for nom, cle in [("accueil", []), ("convention_detail", [convention.slug])]:
        adresse = reverse(nom, args=cle)
        assert client.get(adresse).headers["Location"].startswith(reverse("connexion"))


def test_un_jeton_ne_vaut_que_pour_son_usage(lien: LienPersonnel, personne: Personne) -> None:
    assert lire_jeton(lien.jeton(), Usage.REPONDRE) == lien
    assert lire_jeton(lien.jeton(), Usage.MOT_DE_PASSE) is None
    autre = lien_pour(personne, Usage.MOT_DE_PASSE, par=PAR)
    assert lire_jeton(autre.jeton(), Usage.REPONDRE) is None


@pytest.mark.parametrize("cas", ["expiré", "révoqué", "renouvelé", "tronqué", "inventé"])
def test_un_lien_mort_ne_dit_pas_pourquoi(
    cas: str, lien: LienPersonnel, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    adresse = lien.adresse()
    if cas == "expiré":
        _a(monkeypatch, lien.expire_le)
    elif cas == "révoqué":
        assert revoquer(lien, par=PAR) == 1
    elif cas == "renouvelé":
        lien_pour(lien.personne, Usage.REPONDRE, convention=lien.convention, par=PAR, neuf=True)
    elif cas == "tronqué":
        adresse = f"{adresse[:-6]}/"
    else:
        adresse = reverse("lien_ouvrir", args=["nimporte"])
    page = client.get(adresse)
    temoin = client.get(reverse("lien_ouvrir", args=["autre-chose"]))
    assert (page.status_code, client.post(adresse).status_code) == (410, 410)
    assert _sans_jeton_de_formulaire(page) == _sans_jeton_de_formulaire(temoin)
    assert client.get(reverse("ma_page")).status_code == 302


def _sans_jeton_de_formulaire(page: Any) -> str:
    jeton = str(page.context["csrf_token"])
    return str(page.content.decode()).replace(jeton, "")


@pytest.mark.parametrize("comment", ["révoquer", "renouveler", "attendre"])
def test_une_session_ouverte_se_ferme_avec_son_lien(
    comment: str, lien: LienPersonnel, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(lien.adresse())
    assert client.get(reverse("ma_page")).status_code == 200
    if comment == "révoquer":
        revoquer(lien, par=PAR)
    elif comment == "renouveler":
        lien_pour(lien.personne, Usage.REPONDRE, convention=lien.convention, par=PAR, neuf=True)
    else:
        _a(monkeypatch, MIDI + DUREE_DE_SESSION + datetime.timedelta(minutes=1))
    assert client.get(reverse("ma_page")).status_code == 302


def test_la_session_dure_tant_qu_on_s_en_sert(
    lien: LienPersonnel, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(lien.adresse())
    for heures in (1, 2, 3, 4):
        _a(monkeypatch, MIDI + datetime.timedelta(hours=heures))
        assert client.get(reverse("ma_page")).status_code == 200


def test_un_lien_ouvert_deux_fois_sert_aux_deux(lien: LienPersonnel) -> None:
    un, deux = ClientStrict(), ClientStrict()
    un.post(lien.adresse())
    deux.post(lien.adresse())
    assert un.get(reverse("ma_page")).status_code == deux.get(reverse("ma_page")).status_code == 200
    # La première ouverture n'est notée qu'une fois.
    assert LienPersonnel.historique.filter(history_type="~").count() == 1


def test_un_lien_a_usage_unique_ne_sert_qu_une_fois(personne: Personne) -> None:
    lien = lien_pour(personne, Usage.MOT_DE_PASSE, par=PAR)
    meme = LienPersonnel.objects.get(pk=lien.pk)
    jeton = lien.jeton()
    assert [consommer(lien), consommer(meme)] == [True, False]
    assert lire_jeton(jeton, Usage.MOT_DE_PASSE) is None


def test_un_rappel_n_eteint_pas_le_lien_d_avant(
    lien: LienPersonnel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ancien = lien.jeton()
    _a(monkeypatch, MIDI + datetime.timedelta(days=30))
    rappele = lien_pour(lien.personne, Usage.REPONDRE, convention=lien.convention, par=PAR)
    assert rappele.pk == lien.pk
    assert lire_jeton(ancien, Usage.REPONDRE) == lien
    assert rappele.expire_le == MIDI + datetime.timedelta(days=120)


def test_entrer_par_un_lien_deconnecte_le_compte(
    lien: LienPersonnel, convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    assert "Continuer vous en déconnectera" in client.get(lien.adresse()).content.decode()
    client.post(lien.adresse())
    assert client.get(reverse("ma_page")).status_code == 200
    assert client.get(reverse("accueil")).status_code == 302


def test_qui_est_deja_connecte_sous_son_nom_le_reste(
    convention: Convention, connecter: Connexions
) -> None:
    compte = fabriques.lecteur(convention)
    lien = lien_pour(compte.personne, Usage.REPONDRE, convention=convention, par=PAR)
    client = connecter(compte)
    assert client.get(lien.adresse()).headers["Location"] == reverse("ma_page")
    assert client.get(reverse("accueil")).status_code == 200


def test_ce_n_est_pas_moi_ferme_la_page_et_le_signale(lien: LienPersonnel, client: Client) -> None:
    client.post(lien.adresse())
    page = client.post(reverse("lien_quitter"), {"n_est_pas_moi": "oui"}, follow=True)
    assert "signalé au coordonnateur" in page.content.decode()
    assert client.get(reverse("ma_page")).status_code == 302
    lien.refresh_from_db()
    assert lien.signale_le == MIDI
    # L'adresse n'ouvre plus rien, même à qui la garde.
    assert client.get(lien.adresse()).status_code == 410


def test_on_le_dit_sans_entrer(lien: LienPersonnel, client: Client) -> None:
    page = client.post(lien.adresse(), {"n_est_pas_moi": "oui"}, follow=True)
    assert "signalé au coordonnateur" in page.content.decode()
    assert client.get(reverse("ma_page")).status_code == 302
    lien.refresh_from_db()
    assert (lien.signale_le, lien.ouvert_le) == (MIDI, None)


def test_une_page_fermee_d_elle_meme_propose_un_nouveau_lien(
    lien: LienPersonnel, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(lien.adresse())
    _a(monkeypatch, MIDI + DUREE_DE_SESSION + datetime.timedelta(minutes=1))
    page = client.get(reverse("ma_page"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("lien_demander")
    assert "fermée d'elle-même" in page.content.decode().replace("&#x27;", "'")


def test_fermer_la_page_ne_signale_rien(lien: LienPersonnel, client: Client) -> None:
    client.post(lien.adresse())
    client.post(reverse("lien_quitter"))
    lien.refresh_from_db()
    assert lien.signale_le is None
    assert client.get(lien.adresse()).status_code == 200


@pytest.mark.parametrize("courriel", ["ada@exemple.fr", " ADA@exemple.fr", "inconnu@exemple.fr"])
def test_demander_un_nouveau_lien_repond_toujours_pareil(
    courriel: str, lien: LienPersonnel, client: Client
) -> None:
    temoin = client.post(reverse("lien_demander"), {"courriel": "personne@exemple.fr"})
    page = client.post(reverse("lien_demander"), {"courriel": courriel})
    assert _sans_jeton_de_formulaire(page) == _sans_jeton_de_formulaire(temoin)
    assert Envoi.objects.count() == ("ada" in courriel.lower())


def test_le_nouveau_lien_part_a_l_adresse_connue(
    lien: LienPersonnel, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _a(monkeypatch, lien.expire_le + datetime.timedelta(days=1))
    client.post(reverse("lien_demander"), {"courriel": "ADA@exemple.fr"})
    envoi = Envoi.objects.get()
    assert envoi.destinataire == "ada@exemple.fr"
    assert envoi.lien is not None
    assert client.get(envoi.lien.adresse()).status_code == 200


def test_qui_est_revoque_ne_se_redonne_pas_de_lien(lien: LienPersonnel, client: Client) -> None:
    revoquer(lien, par=PAR)
    client.post(reverse("lien_demander"), {"courriel": "ada@exemple.fr"})
    assert not Envoi.objects.exists()


def test_trop_de_demandes_n_en_font_pas_plus(
    lien: LienPersonnel, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    faites: list[str] = []
    monkeypatch.setattr(
        "conventions.views.liens.renvoyer_un_lien", lambda courriel: faites.append(courriel)
    )
    for n in range(ESSAIS_PAR_HEURE + 5):
        page = client.post(reverse("lien_demander"), {"courriel": f"x{n}@exemple.fr"})
        assert page.status_code == 200
    assert len(faites) == ESSAIS_PAR_HEURE
    # Une personne, elle, ne reçoit pas plus de trois courriels par heure.
    monkeypatch.undo()
    cache.clear()
    monkeypatch.setattr(horloge, "maintenant", lambda: MIDI)
    for _ in range(6):
        client.post(reverse("lien_demander"), {"courriel": "ada@exemple.fr"})
    assert Envoi.objects.count() == 3
    cache.clear()
