"""Le serveur d'envoi en panne : l'invitation à lire reste, et part quand il revient."""

import datetime

from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from conventions.courriels import remettre_ce_qui_attend
from conventions.models import Convention, Envoi
from pilotage.invitations import inviter_a_lire
from pilotage.models import LectureDemandee, MembreInstance
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conventions.serveur_smtp import facteur, port_ferme, viser

LE = datetime.date(2026, 11, 23)


def test_le_serveur_tombe_l_invitation_reste_et_se_retente(
    convention: Convention,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    # Sans compte : c'est par son lien qu'un maire lit.
    partie, membre = fabriques.signataire(convention), fabriques.personne(courriel="m@exemple.fr")
    MembreInstance.objects.create(
        instance=fabriques.instance(convention), personne=membre, partenaire=partie.partenaire
    )
    evaluation = cycle.presentee(convention)
    viser(settings, port_ferme())
    with django_capture_on_commit_callbacks(execute=True):
        bilan = inviter_a_lire(
            evaluation=evaluation,
            personnes=[membre],
            message="",
            echeance=None,
            par=fabriques.LE_TEST,
            le=LE,
        )
    # L'invitation tient : la panne n'a rien défait, et la page dira que le courriel attend.
    assert bilan.ecrites == [membre]
    assert LectureDemandee.objects.get(evaluation=evaluation).personne == membre
    assert Envoi.objects.get().etat == "echoue"

    with facteur(settings) as recu:
        assert remettre_ce_qui_attend(reprendre_les_echecs=True).remis == 1
    assert recu.adresses == [Envoi.objects.get().destinataire]
    assert Envoi.objects.get().etat == "envoye"
    assert LectureDemandee.objects.count() == 1
