"""La purge : qui est inactif, le préavis, l'objection, l'effacement, et ce qui a fait son temps."""

import datetime
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse

from conventions.liens import noter_l_ouverture
from conventions.models import Convention, Envoi, LienPersonnel, Motif, Personne, Utilisateur
from ctg.rgpd import purge
from ctg.rgpd.effacement import garder
from ctg.rgpd.purge import Bilan
from ctg.socle import horloge
from tests import fabriques
from tests.fabriques import LE_TEST
from tests.rgpd.outils import IL_Y_A_LONGTEMPS, LE, envoi, passante, vie

pytestmark = pytest.mark.django_db

JOUR = datetime.timedelta(days=1)
Purger = Callable[..., Bilan]
Avancer = Callable[[datetime.date], datetime.date]


@pytest.fixture
def avancer(monkeypatch: pytest.MonkeyPatch) -> Avancer:
    """Déplace l'horloge, et rend le jour où l'on est."""

    def aller(jour: datetime.date) -> datetime.date:
        midi = datetime.datetime.combine(jour, datetime.time(12), datetime.UTC)
        monkeypatch.setattr(horloge, "maintenant", lambda: midi)
        return jour

    return aller


@pytest.fixture
def purger(django_capture_on_commit_callbacks: Any) -> Purger:
    """La purge, qui remet ses courriels comme une fois sa transaction confirmée."""

    def passer(le: datetime.date = LE) -> Bilan:
        with django_capture_on_commit_callbacks(execute=True):
            return purge.purger(le=le)

    return passer


def _relue(personne: Personne) -> Personne:
    return Personne.objects.get(pk=personne.pk)


# --- Préavis, objection, effacement ----------------------------------------------------------


def test_une_annee_de_purge(convention: Convention, avancer: Avancer, purger: Purger) -> None:
    personne = passante(convention)
    pk = personne.pk
    purger(le=LE)
    assert _relue(personne).preavis_le == LE
    preavis = Envoi.objects.get(motif=Motif.INACTIVITE)
    assert (preavis.destinataire, preavis.etat) == ("passante@exemple.fr", "envoye")
    assert preavis.lien is not None
    assert preavis.lien.convention == convention
    # Chaque jour, la commande repasse ; elle n'écrit pas deux fois.
    for jours in (0, 1, 29):
        bilan = purger(le=avancer(LE + jours * JOUR))
        assert (bilan.prevenues, bilan.effacees) == (0, 0)
    bilan = purger(le=avancer(LE + 30 * JOUR))
    assert bilan.effacees == 1
    assert not Personne.objects.filter(pk=pk).exists()
    assert Personne.historique.get(id=pk).auteur == "purge automatique"
    assert purger(le=LE + 31 * JOUR).lignes == []


def test_qui_a_laisse_une_trace_est_anonymisee(
    convention: Convention, avancer: Avancer, purger: Purger
) -> None:
    passee = vie(convention)
    purger(le=LE)
    fin = avancer(LE + 30 * JOUR)
    purger(le=fin)
    assert _relue(passee.personne).anonymisee_le == fin
    assert str(_relue(passee.personne)) == f"Personne anonymisée n° {passee.personne.pk}"


def test_ouvrir_son_lien_suffit_a_rester(convention: Convention, purger: Purger) -> None:
    personne = passante(convention)
    purger(le=LE)
    lien = Envoi.objects.get(motif=Motif.INACTIVITE).lien
    assert lien is not None
    noter_l_ouverture(lien)
    bilan = purger(le=LE + 30 * JOUR)
    assert (bilan.effacees, bilan.rassurees) == (0, 1)
    assert _relue(personne).preavis_le is None


def test_garder_fait_repartir_le_delai(convention: Convention, purger: Purger) -> None:
    personne = passante(convention)
    purger(le=LE)
    garder(personne=personne, par=LE_TEST)
    bilan = purger(le=LE + 30 * JOUR)
    assert (bilan.effacees, bilan.prevenues) == (0, 0)
    assert _relue(personne).preavis_le is None


def test_sans_adresse_le_delai_court_quand_meme(convention: Convention, purger: Purger) -> None:
    personne = passante(convention, courriel="")
    bilan = purger(le=LE)
    assert "sans adresse, le coordonnateur est averti" in bilan.lignes[0]
    assert not Envoi.objects.exists()
    assert _relue(personne).preavis_le == LE
    assert purger(le=LE + 30 * JOUR).effacees == 1


def test_a_defaut_le_preavis_va_au_courriel_de_connexion(
    convention: Convention, purger: Purger
) -> None:
    personne = passante(convention, courriel="")
    compte = fabriques.utilisateur(personne=personne)
    Utilisateur.objects.update(cree_le=IL_Y_A_LONGTEMPS)
    purger(le=LE)
    preavis = Envoi.objects.get(motif=Motif.INACTIVITE)
    assert preavis.destinataire == compte.courriel
    assert preavis.contenu["page"] == reverse("connexion")
    assert preavis.lien is None


def test_un_preavis_qui_n_est_pas_parti_n_efface_personne(
    convention: Convention, purger: Purger
) -> None:
    personne = passante(convention)
    purger(le=LE)
    Envoi.objects.update(etat=Envoi.Etat.ECHOUE, envoye_le=None)
    bilan = purger(le=LE + 60 * JOUR)
    assert bilan.effacees == 0
    assert bilan.lignes == ["Passante : le préavis attend encore de partir"]
    # Abandonné, le délai repart du jour où l'on a su qu'il ne partirait pas.
    Envoi.objects.update(etat=Envoi.Etat.ABANDONNE, tente_le=horloge.maintenant() + 5 * JOUR)
    assert purger(le=LE + 34 * JOUR).effacees == 0
    assert purger(le=LE + 35 * JOUR).effacees == 1
    assert not Personne.objects.filter(pk=personne.pk).exists()


def test_un_lien_revoque_n_est_pas_rouvert(convention: Convention, purger: Purger) -> None:
    personne = passante(convention)
    lien = LienPersonnel.objects.create(
        personne=personne,
        usage="repondre",
        convention=convention,
        cree_le=IL_Y_A_LONGTEMPS,
        expire_le=IL_Y_A_LONGTEMPS,
        revoque_le=IL_Y_A_LONGTEMPS,
    )
    purger(le=LE)
    lien.refresh_from_db()
    assert lien.revoque_le == IL_Y_A_LONGTEMPS
    preavis = Envoi.objects.get()
    assert preavis.lien is None
    assert "dites-le au coordonnateur" in str(preavis.contenu)


def test_a_blanc_rien_ne_change(convention: Convention) -> None:
    personne = passante(convention)
    envoi(personne)
    sortie = StringIO()
    call_command("purger_les_personnes", a_blanc=True, stdout=sortie)
    assert sortie.getvalue().replace("\u00a0", " ") == (
        "Passante : préavis (sans activité depuis le 30 juin 2023)\n"
        "À blanc, rien n'a changé. Ce serait : 1 personne prévenue, 0 personne effacée,"
        " 0 personne gardée, 1 courriel supprimé.\n"
    )
    assert _relue(personne).preavis_le is None
    assert Envoi.objects.count() == 1


# --- Ce qui a fait son temps -----------------------------------------------------------------


def test_les_courriels_se_vident_a_six_mois_et_partent_a_vingt_quatre(purger: Purger) -> None:
    personne = fabriques.personne(courriel="quelqu-un@exemple.fr")

    def il_y_a(jours: int, **champs: object) -> Envoi:
        return envoi(personne, cree_le=horloge.maintenant() - jours * JOUR, **champs)

    vieux, moyen, frais = il_y_a(740), il_y_a(190), il_y_a(170)
    attendu = il_y_a(190, etat=Envoi.Etat.ECHOUE)
    purger(le=LE)
    assert not Envoi.objects.filter(pk=vieux.pk).exists()
    objets = dict(Envoi.objects.values_list("pk", "objet"))
    assert objets[moyen.pk] == "Contenu effacé"
    assert objets[frais.pk] == objets[attendu.pk] == "Dire où en est l'action"
    assert purger(le=LE).autres["contenu de courriel vidé,contenus de courriels vidés"] == 0


def test_les_liens_expires_les_essais_et_les_sessions_s_oublient(
    convention: Convention, purger: Purger
) -> None:
    il_y_a_un_an = horloge.maintenant() - 366 * JOUR

    def lien(**champs: object) -> LienPersonnel:
        return LienPersonnel.objects.create(
            personne=fabriques.personne(),
            usage="repondre",
            convention=convention,
            cree_le=IL_Y_A_LONGTEMPS,
            **{"expire_le": il_y_a_un_an, **champs},
        )

    oublie, servi = lien(), lien(dernier_usage_le=horloge.maintenant())
    recent = lien(expire_le=horloge.maintenant() - 30 * JOUR)
    for jours in (31, 29):
        essai = AccessAttempt.objects.create(username=f"j{jours}", failures_since_start=1)
        quand = horloge.maintenant() - jours * JOUR
        AccessAttempt.objects.filter(pk=essai.pk).update(attempt_time=quand)
    Session.objects.create(session_key="close", expire_date=il_y_a_un_an)
    Session.objects.create(session_key="ouverte", expire_date=horloge.maintenant() + JOUR)
    purger(le=LE)
    assert set(LienPersonnel.objects.all()) == {servi, recent}
    assert not LienPersonnel.historique.filter(id=oublie.pk).exists()
    assert AccessAttempt.objects.get().username == "j29"
    assert Session.objects.get().session_key == "ouverte"
