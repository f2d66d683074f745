"""La coordination suit la campagne, relit les écarts, accepte, renvoie, clôt l'année."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Campagne, Convention, Envoi
from equipements.models import AnneeFermee, ChiffreAnnuel, GrilleDePrix, MontantDeSoutien
from tests import fabriques
from tests.equipements.outils_campagne import page, par_lien, relue, saisie, tout_dire, une_demande

pytestmark = pytest.mark.django_db


def _confirmee(convention: Convention, **dit: Any) -> Any:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh), **dit)
    agente.post(page("registre_verifier", demande), {"version": relue(demande).version})
    return relue(demande), alsh


def _suivi(campagne: Campagne, **filtres: str) -> str:
    return reverse("registre_suivi", args=[campagne.convention.slug, campagne.pk])


def test_accepter_confirme_les_chiffres_et_les_prix(
    convention: Convention, coordination: Client
) -> None:
    demande, _ = _confirmee(convention)
    lue = coordination.get(page("registre_lire", demande))
    coordination.post(
        page("registre_accepter", demande), {"empreinte": lue.context["lue"].empreinte}
    )
    assert relue(demande).etat == "acceptee"
    assert MontantDeSoutien.objects.get(annee=2026).confirme_le == datetime.date(2026, 11, 23)
    assert GrilleDePrix.objects.get(annee_scolaire=2026).confirmee_le is not None
    assert Envoi.objects.filter(personne=demande.personne, motif="acceptation").exists()
    # Acceptée, elle ne s'écrit plus.
    agente = par_lien(demande.personne, convention)
    assert agente.get(demande.page()).headers["Location"] == page("registre_lire", demande)


def test_ce_qui_a_change_depuis_la_lecture_se_relit(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = _confirmee(convention)
    empreinte = coordination.get(page("registre_lire", demande)).context["lue"].empreinte
    fabriques.chiffre(alsh, annee=2026, valeur=61)
    coordination.post(page("registre_accepter", demande), {"empreinte": empreinte})
    assert relue(demande).etat == "repondue"
    assert ChiffreAnnuel.objects.get(annee=2026).confirme_le is None


def test_une_correction_se_tranche_avant_d_accepter(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, constat="fermee", fermee_le="2026-07-31")
    agente.post(page("registre_verifier", demande), {"version": relue(demande).version})
    lue = coordination.get(page("registre_lire", demande))
    refus = coordination.post(
        page("registre_accepter", demande),
        {"empreinte": lue.context["lue"].empreinte},
        follow=True,
    )
    assert "une correction attend votre décision" in refus.content.decode()
    assert relue(demande).etat == "repondue"


def test_un_ecart_se_montre_avec_le_mot_et_ne_s_accepte_pas_en_nombre(
    convention: Convention, coordination: Client
) -> None:
    demande, _ = _confirmee(convention, **{"enfants-valeur": "150", "mot": "Une école de plus."})
    lue = coordination.get(page("registre_lire", demande)).content.decode()
    assert "doublement" in lue
    assert "« Une école de plus. »" in lue
    suivi = coordination.get(_suivi(demande.campagne))
    assert suivi.context["suivi"].acceptables == []
    empreinte = suivi.context["suivi"].lignes[0].empreinte
    coordination.post(
        reverse("registre_accepter_en_nombre", args=[convention.slug, demande.campagne_id]),
        {"reponse": [f"{demande.pk}:{empreinte}"]},
    )
    assert relue(demande).etat == "repondue"


def test_accepter_en_nombre_ce_qui_n_a_pas_d_ecart(
    convention: Convention, coordination: Client
) -> None:
    demande, _ = _confirmee(convention)
    lignes = coordination.get(_suivi(demande.campagne)).context["suivi"].acceptables
    coordination.post(
        reverse("registre_accepter_en_nombre", args=[convention.slug, demande.campagne_id]),
        {"reponse": [f"{lue.demande.pk}:{lue.empreinte}" for lue in lignes]},
    )
    assert relue(demande).etat == "acceptee"


def test_renvoyer_avec_un_motif_puis_reprendre(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = _confirmee(convention)
    renvoyer = page("registre_renvoyer", demande)
    assert coordination.post(renvoyer, {"version": demande.version}).status_code == 200
    coordination.post(renvoyer, {"version": demande.version, "motif": "Le montant de 2026 ?"})
    assert (relue(demande).etat, relue(demande).motif_renvoi) == (
        "renvoyee",
        "Le montant de 2026 ?",
    )
    agente = par_lien(demande.personne, convention)
    assert "Le montant de 2026\u202f?" in agente.get(demande.page()).content.decode()
    saisie(agente, demande, alsh, **tout_dire(alsh))
    agente.post(page("registre_verifier", demande), {"version": relue(demande).version})
    assert relue(demande).etat == "repondue"


def test_les_filtres_sont_dans_l_adresse(convention: Convention, coordination: Client) -> None:
    demande, _ = _confirmee(convention, **{"enfants-valeur": "150"})
    fabriques.demande_de_registre(demande.campagne)
    adresse = _suivi(demande.campagne)

    def combien(question: str) -> int:
        return len(coordination.get(adresse + question).context["suivi"].lignes)

    assert [combien(q) for q in ("", "?etat=repondue", "?ecart=oui", "?ecart=non")] == [2, 1, 1, 1]
    assert combien(f"?q={demande.signataire}") == 1
    assert "ALSH du Bourg" in coordination.get(adresse + "?vue=structures").content.decode()
    sans_ecart = coordination.get(adresse + "?vue=structures&ecart=non").content.decode()
    assert "ALSH du Bourg" not in sans_ecart


def test_clore_ferme_l_annee_et_rouvrir_dit_qui_et_pourquoi(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = une_demande(convention)
    cle = [convention.slug, demande.campagne_id]
    coordination.post(reverse("campagne_clore", args=cle))
    assert AnneeFermee.de(convention) == {2026}
    assert relue(demande).etat == "sans_reponse"
    saisir = reverse("chiffres_saisir", args=[convention.slug, alsh.pk, 2026])
    refus = coordination.post(saisir, {"version": 0, "enfants-valeur": "61"})
    assert "est fermée" in refus.content.decode()

    rouvrir = reverse("campagne_rouvrir", args=cle)
    sans_motif = coordination.post(rouvrir, {"jusqu_au": "2026-12-20"})
    assert set(sans_motif.context["formulaire"].errors) == {"motif"}
    assert AnneeFermee.de(convention) == {2026}
    motif = {"jusqu_au": "2026-12-20", "motif": "Trois communes en retard."}
    coordination.post(rouvrir, motif | {"redemander": [demande.marque]})
    assert (AnneeFermee.de(convention), relue(demande).etat) == (set(), "envoyee")
    lue = coordination.get(reverse("campagne_historique", args=cle)).content.decode()
    assert "Trois communes en retard." in lue


def test_les_requetes_ne_dependent_pas_du_nombre_de_communes(
    convention: Convention, coordination: Client
) -> None:
    demande, _ = _confirmee(convention)

    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert coordination.get(_suivi(demande.campagne)).status_code == 200
        return len(requetes)

    fabriques.demande_de_registre(demande.campagne)
    seule = compter()
    for _ in range(43):
        partie = fabriques.signataire(convention)
        fabriques.equipement(convention, partie.partenaire, nom="ALSH d'ailleurs")
        fabriques.demande_de_registre(demande.campagne, partie)
    assert compter() == seule
    assert seule <= 19
