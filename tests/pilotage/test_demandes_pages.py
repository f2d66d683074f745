"""Répondre à une demande : par un lien ou par un compte, d'un envoi, sans rien perdre."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import FicheAction, Note
from conventions.liens import Usage, lien_pour
from conventions.models import Convention, Envoi, LienPersonnel, Personne
from pilotage.models import DemandeDeFiche, Releve
from tests import fabriques
from tests.conftest import ClientStrict, Connexions

pytestmark = pytest.mark.django_db
Etat = DemandeDeFiche.Etat
LE = datetime.date(2026, 11, 23)


@pytest.fixture
def demande(convention: Convention) -> DemandeDeFiche:
    """Une fiche à un indicateur, demandée à une personne sans compte."""
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche)
    fabriques.indicateur(fiche, libelle="Nombre de lieux ouverts", unite="lieux")
    return fabriques.demande(fabriques.campagne(convention), fiche=fiche)


def par_lien(personne: Personne, convention: Convention) -> Client:
    """Un navigateur entré par le lien personnel de cette personne."""
    client = ClientStrict()
    lien = lien_pour(personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    assert client.post(lien.adresse()).status_code == 302
    return client


def _adresse(demande: DemandeDeFiche, geste: str = "repondre") -> str:
    return reverse(f"demande_{geste}", args=[demande.campagne.convention.slug, demande.pk])


def _saisie(demande: DemandeDeFiche, **champs: Any) -> dict[str, Any]:
    indicateur = demande.fiche.indicateurs.get()
    return {
        "version": demande.fiche.version,
        "etat": "en_cours",
        "meteo": "atteignables",
        "fait": "Deux lieux ont ouvert.",
        "bloque": "Un local manque.",
        "suite": "Un troisième lieu au printemps.",
        f"reponse_{indicateur.pk}": "nombre",
        f"valeur_{indicateur.pk}": "2",
        **champs,
    }


def test_une_reponse_par_lien_met_la_fiche_a_jour(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    etape = demande.fiche.etapes.get()
    saisie = _saisie(demande, **{f"etape_{etape.pk}": "on", f"etape_{etape.pk}_le": "2026-05-04"})
    page = client.post(_adresse(demande), saisie, follow=True)
    assert "Votre réponse est envoyée" in page.content.decode()
    assert "Et maintenant ?" in page.content.decode()

    fiche = FicheAction.objects.get()
    assert (fiche.etat, fiche.meteo, fiche.mise_a_jour_le) == ("en_cours", "atteignables", LE)
    assert dict(Note.objects.values_list("genre", "texte")) == {
        "fait_marquant": "Deux lieux ont ouvert.",
        "difficulte": "Un local manque.",
        "prochaine_etape": "Un troisième lieu au printemps.",
    }
    assert Releve.objects.get().valeur == 2
    etape.refresh_from_db()
    assert etape.faite_le == datetime.date(2026, 5, 4)

    lue = DemandeDeFiche.objects.get()
    signature = f"{demande.personne} (lien personnel)"
    assert (lue.etat, lue.repondue_par, lue.est_repondue_pour_autrui) == (
        Etat.REPONDUE,
        signature,
        False,
    )
    assert ["Nombre de lieux ouverts", "2\u00a0lieux"] in lue.reponse
    assert {h.auteur for h in fiche.historique.filter(history_type="~")} == {signature}


def test_une_erreur_garde_toute_la_saisie_et_n_ecrit_rien(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    indicateur = demande.fiche.indicateurs.get()
    saisie = _saisie(demande, meteo="compromis", **{f"valeur_{indicateur.pk}": "deux"})
    page = client.post(_adresse(demande), saisie)
    formulaire = page.context["formulaire"]
    assert set(formulaire.errors) == {"meteo_commentaire", f"valeur_{indicateur.pk}"}
    assert "Deux lieux ont ouvert." in page.content.decode()
    assert FicheAction.objects.get().etat == ""
    assert DemandeDeFiche.objects.get().etat == Etat.ENVOYEE


def test_on_garde_et_on_finit_plus_tard(demande: DemandeDeFiche, convention: Convention) -> None:
    client = par_lien(demande.personne, convention)
    saisie = _saisie(demande, etat="", fait="À moitié", plus_tard="oui")
    page = client.post(_adresse(demande), saisie, follow=True).content.decode()
    assert "Votre saisie est gardée. Elle n'est pas encore envoyée." in page.replace("&#x27;", "'")
    assert "commencée" in page
    assert FicheAction.objects.get().etat == ""
    lue = DemandeDeFiche.objects.get()
    assert (lue.etat, lue.commencee_le) == (Etat.COMMENCEE, LE)

    formulaire = client.get(_adresse(demande)).context["formulaire"]
    indicateur = demande.fiche.indicateurs.get()
    assert formulaire["fait"].value() == "À moitié"
    assert formulaire[f"valeur_{indicateur.pk}"].value() == "2"
    # Rien du brouillon ne reste une fois la réponse envoyée.
    client.post(_adresse(demande), _saisie(demande))
    assert DemandeDeFiche.objects.get().brouillon == {}


def test_un_brouillon_repris_voit_ce_qui_a_change_depuis(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    client.post(_adresse(demande), _saisie(demande, plus_tard="oui"))
    demande.fiche.mettre_a_jour(
        etat="en_pause",
        meteo="",
        meteo_commentaire="",
        etapes={},
        notes={},
        note_du=LE,
        version_ouverte=demande.fiche.version,
        par=fabriques.LE_TEST,
        le=LE,
    )
    formulaire = client.get(_adresse(demande)).context["formulaire"]
    reprise = {champ.html_name: champ.value() or "" for champ in formulaire}
    page = client.post(_adresse(demande), reprise)
    assert page.status_code == 409
    assert "en pause" in page.content.decode()
    assert FicheAction.objects.get().etat == "en_pause"
    # Envoyé à nouveau, en connaissance de cause, il passe.
    assert client.post(_adresse(demande), {**reprise, "version": 2}).status_code == 302
    assert FicheAction.objects.get().etat == "en_cours"


def test_un_indicateur_renseigne_entre_temps_se_voit(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    indicateur = demande.fiche.indicateurs.get()
    releve = fabriques.releve(indicateur, annee=2026, valeur=9)
    page = client.post(_adresse(demande), _saisie(demande))
    assert "Quelqu'un a répondu pendant votre saisie" in page.content.decode().replace(
        "&#x27;", "'"
    )
    # Rien n'est écrit à moitié : ni la fiche, ni le relevé, ni la demande.
    releve.refresh_from_db()
    assert releve.valeur == 9
    assert FicheAction.objects.get().etat == ""
    assert DemandeDeFiche.objects.get().etat == Etat.ENVOYEE


def test_apres_le_terme_seuls_les_indicateurs_restent_ouverts(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    convention.fin = datetime.date(2026, 10, 31)
    convention.save()
    client = par_lien(demande.personne, convention)
    page = client.get(_adresse(demande))
    assert "etat" not in page.context["formulaire"].fields
    assert "le plan ne change plus" in page.content.decode()
    client.post(_adresse(demande), _saisie(demande, etat="realise"))
    assert Releve.objects.get().valeur == 2
    assert FicheAction.objects.get().etat == ""
    assert DemandeDeFiche.objects.get().reponse == [["Nombre de lieux ouverts", "2\u00a0lieux"]]


def test_repondre_a_la_place_de_quelqu_un_se_dit(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.coordonnateur(convention))
    assert "Vous répondez à la place de" in client.get(_adresse(demande)).content.decode()
    page = client.post(_adresse(demande), _saisie(demande), follow=True)
    assert DemandeDeFiche.objects.get().est_repondue_pour_autrui
    assert "saisie pour le compte de" in page.content.decode()


def test_le_lien_d_un_autre_n_ouvre_pas_ma_demande(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    autre = par_lien(fabriques.personne(courriel="autre@exemple.fr"), convention)
    for geste in ("repondre", "lire", "transmettre"):
        assert autre.get(_adresse(demande, geste)).status_code == 404
    # Ni le mien, pris dans une autre convention.
    ailleurs = par_lien(demande.personne, fabriques.convention())
    assert ailleurs.get(_adresse(demande)).status_code == 404


def test_confier_cree_une_personne_et_un_lien_traces(
    demande: DemandeDeFiche, convention: Convention
) -> None:
    client = par_lien(demande.personne, convention)
    saisie = {"prenom": "Cleo", "nom": "Collègue", "courriel": "Cleo@Exemple.fr"}
    client.post(_adresse(demande, "transmettre"), saisie)
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
    sienne.post(_adresse(demande), _saisie(demande))
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
    saisie = {"prenom": "X", "nom": "Y", "courriel": "CONNUE@exemple.fr"}
    client.post(_adresse(demande, "transmettre"), saisie)
    demande.refresh_from_db()
    assert demande.transmise_a == connue
    assert not Personne.objects.filter(nom="Y").exists()
    # Qui n'est connu que d'un autre territoire ne se devine pas à son adresse.
    client.post(
        _adresse(demande, "transmettre"), {**saisie, "nom": "Z", "courriel": ailleurs.courriel}
    )
    demande.refresh_from_db()
    assert demande.transmise_a is not None
    assert demande.transmise_a != ailleurs
    assert demande.transmise_a.nom == "Z"
    for n in range(6):
        page = client.post(
            _adresse(demande, "transmettre"), {**saisie, "courriel": f"c{n}@exemple.fr"}
        )
    assert "déjà été transmise plusieurs fois" in page.content.decode()
    assert Envoi.objects.count() == 5


def test_accepter_puis_plus_rien_ne_change(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    personne = par_lien(demande.personne, convention)
    personne.post(_adresse(demande), _saisie(demande))
    coordination = connecter(fabriques.coordonnateur(convention))
    lue = coordination.get(_adresse(demande, "lire"))
    assert "Un local manque." in lue.content.decode()
    version = lue.context["demande"].version
    coordination.post(_adresse(demande, "accepter"), {"version": version})
    assert DemandeDeFiche.objects.get().etat == Etat.ACCEPTEE
    assert Envoi.objects.get(motif="acceptation").personne == demande.personne
    # Répondre de nouveau mène à la lecture : la réponse est acceptée.
    reponse = personne.get(_adresse(demande))
    assert reponse.headers["Location"] == _adresse(demande, "lire")
    assert (
        "acceptée depuis le 23 novembre 2026"
        in personne.get(_adresse(demande, "lire")).content.decode()
    )


def test_accepter_une_reponse_changee_depuis_est_refuse(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    personne = par_lien(demande.personne, convention)
    personne.post(_adresse(demande), _saisie(demande))
    coordination = connecter(fabriques.coordonnateur(convention))
    version = coordination.get(_adresse(demande, "lire")).context["demande"].version
    personne.post(_adresse(demande), _saisie(_relue(demande), etat="en_pause", fait="Arrêt."))
    page = coordination.post(_adresse(demande, "accepter"), {"version": version}, follow=True)
    assert "vient de modifier" in page.content.decode()
    assert DemandeDeFiche.objects.get().etat == Etat.REPONDUE


def _relue(demande: DemandeDeFiche) -> DemandeDeFiche:
    return DemandeDeFiche.objects.select_related("fiche").get(pk=demande.pk)


def test_renvoyer_dit_pourquoi_et_rouvre_la_reponse(
    demande: DemandeDeFiche, convention: Convention, connecter: Connexions
) -> None:
    personne = par_lien(demande.personne, convention)
    personne.post(_adresse(demande), _saisie(demande))
    coordination = connecter(fabriques.coordonnateur(convention))
    adresse = _adresse(demande, "renvoyer")
    version = coordination.get(adresse).context["formulaire"]["version"].value()
    assert (
        "Ce champ est obligatoire"
        in coordination.post(adresse, {"version": version, "motif": ""}).content.decode()
    )
    coordination.post(adresse, {"version": version, "motif": "Il manque l'année 2026."})
    envoi = Envoi.objects.get(motif="renvoi")
    assert envoi.contenu["paragraphes"][1] == "Il manque l'année 2026."
    page = personne.get(_adresse(demande)).content.decode()
    assert "Votre réponse est à reprendre" in page
    assert FicheAction.objects.get().etat == "en_cours"
    personne.post(_adresse(demande), _saisie(_relue(demande)))
    assert DemandeDeFiche.objects.get().etat == Etat.REPONDUE
