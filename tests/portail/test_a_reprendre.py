"""Ce qu'une succession propose de reprendre : ce qui est d'ici, de cet organisme, et en cours."""

import datetime

from actions.donnees import engagements
from actions.models import PiloteDeFiche
from actions.succession import reprendre
from conventions.models import Convention, Habilitation, Personne
from conventions.succession import Passage
from ctg import succession
from pilotage.models import MembreInstance
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.portail import outils_personnes as outils

HIER = AUJOURD_HUI - datetime.timedelta(days=1)


def _tenir(convention: Convention, personne: Personne, fin: datetime.date | None) -> None:
    """Une action et un siège dans cette convention."""
    PiloteDeFiche.objects.create(fiche=fabriques.fiche(convention), personne=personne, fin=fin)
    MembreInstance.objects.create(
        instance=fabriques.instance(convention), personne=personne, fin=fin
    )


def test_ni_le_passe_ni_un_autre_territoire_ne_se_reprennent(convention: Convention) -> None:
    mairie = fabriques.signataire(convention)
    mandat = fabriques.mandat(partenaire=mairie.partenaire)
    ailleurs = fabriques.convention()
    fabriques.signataire(ailleurs, partenaire=mairie.partenaire)
    _tenir(ailleurs, mandat.personne, None)
    _tenir(convention, mandat.personne, HIER)
    outils.demande(fabriques.fiche(ailleurs), mandat.personne)
    assert succession.a_reprendre(mandat, convention, AUJOURD_HUI) == []
    assert len(succession.a_reprendre(mandat, ailleurs, AUJOURD_HUI)) == 3


def test_les_etapes_a_faire_passent_les_faites_gardent_qui_les_a_faites(
    convention: Convention,
) -> None:
    mandat = fabriques.mandat(partenaire=fabriques.signataire(convention).partenaire)
    fiche, suivante = fabriques.fiche(convention), fabriques.personne(nom="Suivante")
    faite = fabriques.etape(fiche, responsable=mandat.personne, faite_le=HIER)
    a_faire = fabriques.etape(fiche, responsable=mandat.personne, libelle="ouvrir un lieu")
    choses = succession.a_reprendre(mandat, convention, AUJOURD_HUI)
    assert [(c.famille, c.libelle) for c in choses] == [
        ("Étapes à faire", "Action 1, étape 2 : ouvrir un lieu")
    ]
    seule = Personne.objects.filter(pk=mandat.personne_id)
    assert [phrase for _, phrase in engagements(seule, AUJOURD_HUI)] == [
        "Répond encore de l'étape 2 de l'action 1."
    ]
    reprendre(
        [choses[0].cle, f"etape:{faite.pk}"],
        Passage(
            de=mandat.personne,
            vers=suivante,
            convention=convention,
            partenaire=mandat.partenaire,
            fin=HIER,
            par=fabriques.LE_TEST,
        ),
    )
    for etape, attendue in ((faite, mandat.personne), (a_faire, suivante)):
        etape.refresh_from_db()
        assert etape.responsable == attendue
    assert a_faire.historique.count() == 2


def test_un_role_ne_se_reprend_que_de_l_organisme_quitte(convention: Convention) -> None:
    mairie, voisine = fabriques.signataire(convention), fabriques.signataire(convention)
    compte = fabriques.agent(convention, mairie.partenaire)
    Habilitation.objects.create(
        utilisateur=compte, role="agent", convention=convention, partenaire=voisine.partenaire
    )
    Habilitation.objects.create(utilisateur=compte, role="coordonnateur", convention=convention)
    mandat = fabriques.mandat(personne=compte.personne, partenaire=mairie.partenaire)
    choses = succession.a_reprendre(mandat, convention, AUJOURD_HUI)
    assert [(c.famille, c.libelle) for c in choses] == [
        ("Rôles de son compte, à retirer", f"agent d'un signataire ({mairie.partenaire})")
    ]


def test_une_demande_d_une_campagne_close_ne_se_reprend_pas(convention: Convention) -> None:
    mandat = fabriques.mandat(partenaire=fabriques.signataire(convention).partenaire)
    demande = outils.demande(fabriques.fiche(convention), mandat.personne)
    assert [c.cle for c in succession.a_reprendre(mandat, convention, AUJOURD_HUI)] == [
        f"demande-{demande.CODE}:{demande.pk}"
    ]
    demande.campagne.clore(par=fabriques.LE_TEST, le=AUJOURD_HUI)
    assert succession.a_reprendre(mandat, convention, AUJOURD_HUI) == []
