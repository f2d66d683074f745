"""La commande quotidienne : elle relance, prévient, remet, et se rejoue sans crainte."""

import datetime
import io
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from conventions.campagnes import relancer_automatiquement
from conventions.models import Convention, Envoi
from pilotage.models import DemandeDeFiche
from tests import fabriques

pytestmark = pytest.mark.django_db


def _relancer(*options: str) -> str:
    sortie = io.StringIO()
    call_command("relancer", *options, stdout=sortie)
    return sortie.getvalue()


@pytest.fixture
def due(convention: Convention) -> DemandeDeFiche:
    """Une demande à relancer ce jour-là, et une réponse à lire."""
    fabriques.coordonnateur(convention)
    campagne = fabriques.campagne(convention, echeance=datetime.date(2026, 12, 1))
    fabriques.demande(campagne, etat=DemandeDeFiche.Etat.REPONDUE)
    return fabriques.demande(campagne)


def test_a_blanc_rien_n_est_ecrit(due: DemandeDeFiche) -> None:
    texte = _relancer("--a-blanc")
    assert "1\u00a0rappel ou demande, 1\u00a0avis de réponses." in texte
    assert "rien n'est parti" in texte
    assert not Envoi.objects.exists()
    due.refresh_from_db()
    assert due.relances == 0


def test_elle_relance_previent_et_remet(due: DemandeDeFiche) -> None:
    assert "2\u00a0courriels remis, 0\u00a0échec." in _relancer()
    assert {m.to[0] for m in mail.outbox} == set(
        Envoi.objects.values_list("destinataire", flat=True)
    )
    assert "0\u00a0rappel ou demande, 0\u00a0avis de réponses." in _relancer()
    assert len(mail.outbox) == 2


def test_l_historique_la_nomme(due: DemandeDeFiche) -> None:
    _relancer()
    assert due.historique.latest("history_id").auteur == "relancer (commande quotidienne)"


def test_l_echec_d_une_convention_n_arrete_pas_les_autres(
    due: DemandeDeFiche, monkeypatch: pytest.MonkeyPatch
) -> None:
    autre = fabriques.convention()
    fabriques.demande(fabriques.campagne(autre, echeance=datetime.date(2026, 12, 1)))
    veritable = relancer_automatiquement

    def flancher(*, convention: Convention, **suite: Any) -> int:
        if convention != autre:
            raise RuntimeError("une panne")
        return veritable(convention=convention, **suite)

    monkeypatch.setattr("ctg.management.commands.relancer.relancer_automatiquement", flancher)
    with pytest.raises(CommandError, match=str(due.campagne.convention)):
        _relancer()
    assert len(mail.outbox) == 1
