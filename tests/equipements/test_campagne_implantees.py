"""Une commune voit toutes les structures de chez elle ; chacune n'est demandée qu'une fois."""

import pytest

from conventions.models import Campagne, Convention
from equipements import acceptations
from equipements.demandes import lire_la_demande
from equipements.models import Correction, DemandeDeRegistre, Equipement
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import page, par_lien, relue, une_demande

pytestmark = pytest.mark.django_db


def _creche_d_ailleurs(convention: Convention) -> tuple[DemandeDeRegistre, Equipement]:
    """Une commune qui ne soutient rien, et chez elle une crèche que l'Agglomération soutient."""
    agglo = fabriques.signataire(
        convention, partenaire=fabriques.partenaire(nature="agglomeration")
    )
    partie = fabriques.signataire(convention)
    creche = fabriques.equipement(
        convention, agglo.partenaire, nom="Les Bisous", commune=partie.partenaire.commune
    )
    campagne = fabriques.campagne(convention, genre=Campagne.Genre.REGISTRE)
    return fabriques.demande_de_registre(campagne, partie), creche


def test_une_structure_soutenue_par_d_autres_se_voit_et_se_confirme(
    convention: Convention,
) -> None:
    demande, creche = _creche_d_ailleurs(convention)
    agente = par_lien(demande.personne, convention)
    liste = agente.get(page("registre_demande", demande)).content.decode()
    assert "Les Bisous" in liste
    assert "Aucune structure" not in liste
    # Ses chiffres ne lui sont pas demandés : son Agglomération répond.
    assert agente.get(page("registre_structure", demande, creche.pk)).status_code == 404
    agente.post(page("registre_verifier", demande), {"version": relue(demande).version})
    lue = relue(demande)
    soutien = creche.soutiens.get().partenaire
    assert (lue.etat, lue.sans_structure) == ("repondue", False)
    assert lue.reponse == [
        ["Les Bisous – Dans la commune", f"Soutenue par {soutien}, qui répond pour elle."]
    ]


def test_ce_que_la_commune_signale_se_relit_sans_toucher_la_fiche(convention: Convention) -> None:
    demande, creche = _creche_d_ailleurs(convention)
    agente = par_lien(demande.personne, convention)
    signaler = page("registre_signaler", demande, creche.pk)
    agente.post(signaler, {"version": demande.version, "mot": "Elle a déménagé."})
    assert agente.post(signaler, {"version": demande.version, "mot": "Non."}).status_code == 409
    lue = lire_la_demande(relue(demande))
    assert [i.signalement for i in lue.implantees] == ["Elle a déménagé."]
    assert (lue.structures, lue.est_sans_ecart) == ([], False)
    assert not Correction.objects.exists()
    agente.post(page("registre_verifier", demande), {"version": relue(demande).version})
    coordination = par_lien(demande.personne, convention)
    coordination.force_login(fabriques.coordonnateur(convention))
    reponse = coordination.get(page("registre_lire", demande)).content.decode()
    assert "Signalé par la commune" in reponse
    lue = lire_la_demande(relue(demande))
    acceptations.accepter_la_demande(
        demande=lue.demande, empreinte=lue.empreinte, par=fabriques.LE_TEST, le=AUJOURD_HUI
    )
    assert relue(demande).etat == "acceptee"


def test_ce_que_nul_ne_soutient_est_demande_a_sa_commune(convention: Convention) -> None:
    demande, creche = _creche_d_ailleurs(convention)
    creche.soutiens.update(fin=AUJOURD_HUI)
    lue = lire_la_demande(relue(demande))
    assert ([s.equipement for s in lue.structures], lue.implantees) == ([creche], [])


def test_un_brouillon_d_ailleurs_et_ce_qui_est_soutenu_ne_se_listent_pas_deux_fois(
    convention: Convention,
) -> None:
    demande, alsh = une_demande(convention)
    autre = fabriques.signataire(convention).partenaire
    alsh.soutiens.create(partenaire=autre)
    fabriques.equipement(convention, autre, commune=alsh.commune, etat_saisie="brouillon")
    lue = lire_la_demande(relue(demande))
    assert ([s.equipement for s in lue.structures], lue.implantees) == ([alsh], [])
