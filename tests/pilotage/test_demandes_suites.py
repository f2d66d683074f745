"""Ce que devient une demande : confiée, acceptée, renvoyée."""

import pytest
from django.urls import reverse

from actions.models import FicheAction
from conventions.models import Convention, Envoi, LienPersonnel, Personne
from pilotage.models import DemandeDeFiche
from tests import fabriques
from tests.conftest import Connexions
from tests.pilotage.outils_demandes import accord, adresse_de, par_lien, relue, saisie, une_demande

pytestmark = pytest.mark.django_db
Etat = DemandeDeFiche.Etat


@pytest.fixture
def demande(convention: Convention) -> DemandeDeFiche:
    """Une fiche à un indicateur, demandée à une personne sans compte."""
    return une_demande(convention)


def test_confier_cree_une_personne_et_un_lien_traces(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    donnees = {"prenom": "Cleo", "nom": "Collègue", "courriel": "Cleo@Exemple.fr"}
    client.post(adresse_de(demande, "transmettre"), donnees)
    cleo = Personne.objects.get(nom="Collègue")
    lien = LienPersonnel.objects.get(personne=cleo)
    assert (cleo.courriel, lien.transmis_par) == ("cleo@exemple.fr", demande.personne)
    assert Envoi.objects.get(personne=cleo).lien == lien
    trace = DemandeDeFiche.historique.latest("history_id")
    assert (trace.transmise_a_id, trace.auteur) == (
        cleo.pk,
        f"{demande.personne} (lien personnel)",
    )
    # Les deux la voient ; la réponse de la collègue n'est pas « pour le compte de ».
    sienne = par_lien(cleo, convention)
    sienne.post(adresse_de(demande), saisie(demande))
    assert not DemandeDeFiche.objects.get().est_repondue_pour_autrui
    assert "répondue" in client.get(reverse("ma_page")).content.decode()


def test_confier_a_quelqu_un_de_connu_ne_le_double_pas_et_se_borne(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    partie = fabriques.signataire(convention).partenaire
    connue = fabriques.personne(nom="Connue", courriel="connue@exemple.fr")
    fabriques.mandat(personne=connue, partenaire=partie)
    ailleurs = fabriques.personne(nom="Ailleurs", courriel="ailleurs@exemple.fr")
    client = par_lien(demande.personne, convention)
    donnees = {"prenom": "X", "nom": "Y", "courriel": "CONNUE@exemple.fr"}
    client.post(adresse_de(demande, "transmettre"), donnees)
    demande.refresh_from_db()
    assert demande.transmise_a == connue
    assert not Personne.objects.filter(nom="Y").exists()
    # Qui n'est connu que d'un autre territoire ne se devine pas à son adresse.
    client.post(
        adresse_de(demande, "transmettre"), {**donnees, "nom": "Z", "courriel": ailleurs.courriel}
    )
    demande.refresh_from_db()
    assert demande.transmise_a is not None
    assert demande.transmise_a != ailleurs
    assert demande.transmise_a.nom == "Z"
    for n in range(6):
        page = client.post(
            adresse_de(demande, "transmettre"), {**donnees, "courriel": f"c{n}@exemple.fr"}
        )
    assert "déjà été transmise plusieurs fois" in page.content.decode()
    assert Envoi.objects.count() == 5


def test_accepter_puis_plus_rien_ne_change(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    personne = par_lien(demande.personne, convention)
    personne.post(adresse_de(demande), saisie(demande))
    coordination = connecter(fabriques.coordonnateur(convention))
    lue = coordination.get(adresse_de(demande, "lire"))
    assert "Un local manque." in lue.content.decode()
    coordination.post(adresse_de(demande, "accepter"), accord(coordination, demande))
    assert DemandeDeFiche.objects.get().etat == Etat.ACCEPTEE
    assert Envoi.objects.get(motif="acceptation").personne == demande.personne
    # Répondre de nouveau mène à la lecture : la réponse est acceptée.
    reponse = personne.get(adresse_de(demande))
    assert reponse.headers["Location"] == adresse_de(demande, "lire")
    assert (
        "acceptée depuis le 23 novembre 2026"
        in personne.get(adresse_de(demande, "lire")).content.decode()
    )


def test_accepter_une_reponse_changee_depuis_est_refuse(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    personne = par_lien(demande.personne, convention)
    personne.post(adresse_de(demande), saisie(demande))
    coordination = connecter(fabriques.coordonnateur(convention))
    ouvert = accord(coordination, demande)
    personne.post(adresse_de(demande), saisie(relue(demande), etat="en_pause", fait="Arrêt."))
    page = coordination.post(adresse_de(demande, "accepter"), ouvert, follow=True)
    assert "vient de modifier" in page.content.decode()
    assert DemandeDeFiche.objects.get().etat == Etat.REPONDUE


def test_renvoyer_dit_pourquoi_et_rouvre_la_reponse(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    personne = par_lien(demande.personne, convention)
    personne.post(adresse_de(demande), saisie(demande))
    coordination = connecter(fabriques.coordonnateur(convention))
    adresse = adresse_de(demande, "renvoyer")
    version = coordination.get(adresse).context["formulaire"]["version"].value()
    assert (
        "Répondez à cette question."
        in coordination.post(adresse, {"version": version, "motif": ""}).content.decode()
    )
    coordination.post(adresse, {"version": version, "motif": "Il manque l'année 2026."})
    envoi = Envoi.objects.get(motif="renvoi")
    assert envoi.contenu["paragraphes"][1] == "Il manque l'année 2026."
    page = personne.get(adresse_de(demande)).content.decode()
    assert "Votre réponse est à reprendre" in page
    assert FicheAction.objects.get().etat == "en_cours"
    personne.post(adresse_de(demande), saisie(relue(demande)))
    assert DemandeDeFiche.objects.get().etat == Etat.REPONDUE


def test_une_reponse_envoyee_ne_se_confie_plus(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    client.post(adresse_de(demande), saisie(demande))
    assert "Confier à un collègue" not in client.get(adresse_de(demande, "lire")).content.decode()
    donnees = {"prenom": "Cleo", "nom": "Collègue", "courriel": "cleo@exemple.fr"}
    page = client.post(adresse_de(demande, "transmettre"), donnees)
    assert "elle ne se confie plus" in page.content.decode()
    assert not Personne.objects.filter(nom="Collègue").exists()


def test_confier_a_une_adresse_qui_revient_se_dit_et_ne_change_rien(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    partie = fabriques.signataire(convention).partenaire
    perdue = fabriques.personne(
        courriel="perdue@exemple.fr", courriel_en_erreur_le=demande.sollicitee_le
    )
    fabriques.mandat(personne=perdue, partenaire=partie)
    client = par_lien(demande.personne, convention)
    donnees = {"prenom": "P", "nom": "P", "courriel": "perdue@exemple.fr"}
    page = client.post(adresse_de(demande, "transmettre"), donnees)
    assert "ne peut pas lui parvenir" in page.content.decode()
    assert relue(demande).transmise_a is None


def test_confier_ce_qui_n_est_pas_parti_l_envoie(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    DemandeDeFiche.objects.update(etat=Etat.A_ENVOYER, sollicitee_le=None)
    client = connecter(fabriques.coordonnateur(convention))
    donnees = {"prenom": "Cleo", "nom": "Collègue", "courriel": "cleo@exemple.fr"}
    client.post(adresse_de(demande, "transmettre"), donnees)
    cleo = Personne.objects.get(nom="Collègue")
    assert relue(demande).etat == Etat.ENVOYEE
    page = par_lien(cleo, convention).get(reverse("ma_page")).content.decode()
    assert "Dire où en est l'action" in page.replace("&#x27;", "'")


def test_qui_reprend_ce_qu_il_avait_confie_est_celui_qu_on_remercie(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    client = par_lien(demande.personne, convention)
    donnees = {"prenom": "Cleo", "nom": "Collègue", "courriel": "cleo@exemple.fr"}
    client.post(adresse_de(demande, "transmettre"), donnees)
    client.post(adresse_de(demande), saisie(demande))
    assert relue(demande).transmise_a is None
    coordination = connecter(fabriques.coordonnateur(convention))
    coordination.post(adresse_de(demande, "accepter"), accord(coordination, demande))
    assert Envoi.objects.get(motif="acceptation").personne == demande.personne
