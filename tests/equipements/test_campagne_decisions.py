"""Ce que la coordination décide d'une déclaration ou d'une correction, et qui l'apprend."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Envoi
from equipements.models import Correction, DemandeDeRegistre, Equipement
from tests.equipements.outils_campagne import page, par_lien, relue, saisie, tout_dire, une_demande
from tests.outils import texte_de

pytestmark = pytest.mark.django_db
ENTIERE = {"adresse": "3 place du Marché", "code_postal": "90100", "gestionnaire": "Commune"}


def _declarer(agente: Client, demande: DemandeDeRegistre, alsh: Equipement, **dit: str) -> Any:
    """Une ludothèque déclarée, son soutien dit."""
    agente.post(
        page("registre_declarer", demande),
        {
            "nom": "Ludothèque du Bourg",
            "type": "ludotheque",
            "commune": alsh.commune_id,
            "statut": "ouvert",
            **dit,
        },
    )
    neuve = Equipement.objects.get(nom="Ludothèque du Bourg")
    cle = f"soutien-{neuve.soutiens.get().pk}-valeur"
    saisie(agente, demande, neuve, **{cle: "3 000"})
    return neuve


def _confirmer(agente: Client, demande: DemandeDeRegistre) -> Any:
    return agente.post(page("registre_verifier", demande), {"version": relue(demande).version})


def _accepter(coordination: Client, demande: DemandeDeRegistre) -> Any:
    lue = coordination.get(page("registre_lire", demande)).context["lue"]
    accepter = page("registre_accepter", demande)
    return coordination.post(accepter, {"empreinte": lue.empreinte}, follow=True)


def _corriger(agente: Client, demande: DemandeDeRegistre, alsh: Equipement, capacite: str) -> None:
    corriger = page("registre_corriger", demande, alsh.pk)
    formulaire = agente.get(corriger).context["formulaire"]
    donnees = {
        c.html_name: [getattr(v, "pk", v) for v in c.value()]
        if isinstance(c.value(), list)
        else c.value()
        for c in formulaire
        if c.value() not in (None, "")
    }
    assert agente.post(corriger, donnees | {"capacite": capacite}).status_code == 302


def test_ce_qui_manque_a_une_declaration_se_dit_avant_de_confirmer(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh))
    neuve = _declarer(agente, demande, alsh)
    refus = _confirmer(agente, demande)
    assert "Ludothèque du Bourg : Indiquez l'adresse." in refus.context["manques"]
    assert relue(demande).etat == "commencee"
    corriger = page("registre_corriger", demande, neuve.pk)
    agente.post(
        corriger,
        {
            "version": neuve.version,
            "nom": neuve.nom,
            "type": neuve.type,
            "commune": neuve.commune_id,
            "statut": "ouvert",
            **ENTIERE,
        },
    )
    _confirmer(agente, demande)
    neuve.refresh_from_db()
    assert (relue(demande).etat, neuve.etat_saisie) == ("repondue", "soumis")


def test_une_structure_declaree_par_erreur_se_retire_tant_qu_elle_n_est_pas_soumise(
    convention: Convention,
) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh))
    neuve = _declarer(agente, demande, alsh)
    # Une structure validée, elle, ne se retire pas.
    agente.post(page("registre_retirer", demande, alsh.pk))
    agente.post(page("registre_retirer", demande, neuve.pk))
    assert list(Equipement.objects.all()) == [alsh]
    assert Equipement.historique.filter(id=neuve.pk, history_type="-").exists()
    _confirmer(agente, demande)
    assert relue(demande).etat == "repondue"


def test_accepter_la_reponse_valide_la_structure_declaree(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh))
    neuve = _declarer(agente, demande, alsh, **ENTIERE)
    _confirmer(agente, demande)
    lue = coordination.get(page("registre_lire", demande)).content.decode()
    assert "Accepter la réponse valide cette structure." in lue
    assert "3 place du Marché" in lue
    _accepter(coordination, demande)
    neuve.refresh_from_db()
    assert (relue(demande).etat, neuve.etat_saisie) == ("acceptee", "valide")


def test_une_declaration_renvoyee_revient_par_lien_avec_son_motif(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh))
    neuve = _declarer(agente, demande, alsh, **ENTIERE)
    _confirmer(agente, demande)
    neuve.refresh_from_db()
    coordination.post(
        reverse("equipement_renvoyer", args=[convention.slug, neuve.pk]),
        {"version": neuve.version, "motif": "Est-ce bien une ludothèque ?"},
    )
    assert relue(demande).etat == "renvoyee"
    assert Envoi.objects.filter(personne=demande.personne, motif="renvoi").count() == 1
    structure = texte_de(agente.get(page("registre_structure", demande, neuve.pk)))
    assert "Est-ce bien une ludothèque ?" in structure
    # Corrigée et confirmée de nouveau, elle se soumet de nouveau.
    _confirmer(agente, demande)
    neuve.refresh_from_db()
    assert neuve.etat_saisie == "soumis"


def test_une_correction_renvoyee_revient_par_lien_avec_son_motif(
    convention: Convention, coordination: Client
) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh))
    _corriger(agente, demande, alsh, "48")
    _confirmer(agente, demande)
    alsh.refresh_from_db()
    coordination.post(
        reverse("correction_trancher", args=[convention.slug, alsh.pk]),
        {"version": alsh.version, "decision": "renvoyer", "motif": "Capacité à justifier"},
    )
    # La réponse revient à faire, un courriel le dit, et la page de la structure aussi.
    rendue = relue(demande)
    assert rendue.etat == "renvoyee"
    assert rendue.motif_renvoi == "ALSH du Bourg : Capacité à justifier"
    envoi = Envoi.objects.get(personne=demande.personne, motif="renvoi")
    assert envoi.lien is not None
    structure = page("registre_structure", demande, alsh.pk)
    for adresse in (structure, page("registre_corriger", demande, alsh.pk)):
        lue = agente.get(adresse).content.decode()
        assert "Capacité à justifier" in lue
        assert "attend le coordonnateur. <" not in lue
    assert "Votre correction vous revient" in _confirmer(agente, demande).context["manques"][0]
    # La coordination ne voit pas de correction à trancher : elle vient de la renvoyer.
    reponse = coordination.get(page("registre_lire", demande)).content.decode()
    assert "Trancher la correction" not in reponse
    # Reprise, elle attend de nouveau.
    _corriger(agente, demande, alsh, "46")
    assert Correction.objects.get().valeurs == {"capacite": 46}
    _confirmer(agente, demande)
    assert relue(demande).etat == "repondue"


def test_y_renoncer_dit_que_rien_n_a_change(convention: Convention, coordination: Client) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    _corriger(agente, demande, alsh, "48")
    alsh.refresh_from_db()
    coordination.post(
        reverse("correction_trancher", args=[convention.slug, alsh.pk]),
        {"version": alsh.version, "decision": "renvoyer", "motif": "Capacité à justifier"},
    )
    # Pas encore confirmée : elle ne se renvoie pas, et le motif part tout de même.
    assert relue(demande).etat == "commencee"
    assert "Capacité à justifier" in str(Envoi.objects.get(motif="renvoi").contenu)
    saisie(agente, demande, alsh, **tout_dire(alsh))
    assert Correction.objects.get().etat == "retiree"
    _confirmer(agente, demande)
    assert relue(demande).etat == "repondue"


@pytest.mark.parametrize("est_renvoyee", [True, False])
def test_changer_un_contact_laisse_la_correction_telle_quelle(
    convention: Convention, coordination: Client, est_renvoyee: bool
) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh))
    _corriger(agente, demande, alsh, "48")
    if est_renvoyee:
        alsh.refresh_from_db()
        coordination.post(
            reverse("correction_trancher", args=[convention.slug, alsh.pk]),
            {"version": alsh.version, "decision": "renvoyer", "motif": "Capacité à justifier"},
        )
    avant = Correction.objects.values().get()
    alsh.refresh_from_db()
    contact = {"nombre": 1, "0-fonction": "Accueil", "0-telephone": "05 53 00 00 00"}
    contacts = page("registre_lignes", demande, alsh.pk, "contacts")
    assert agente.post(contacts, {"version": alsh.version, **contact}).status_code == 302
    assert alsh.contacts.get().telephone == "05 53 00 00 00"
    assert Correction.objects.values().get() == avant
    assert relue(demande).reponses.get().constat == "corrigee"
    manques = agente.get(page("registre_verifier", demande)).context["manques"]
    assert [("vous revient" in m) for m in manques] == [True] * est_renvoyee


def test_un_contact_seul_ne_dit_rien_du_reste_de_la_fiche(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    contact = {"nombre": 1, "0-fonction": "Accueil", "0-telephone": "05 53 00 00 00"}
    contacts = page("registre_lignes", demande, alsh.pk, "contacts")
    agente.post(contacts, {"version": alsh.version, **contact})
    assert relue(demande).reponses.get().constat == ""
    saisie(agente, demande, alsh, **tout_dire(alsh, constat="fermee", fermee_le="2026-03-01"))
    alsh.refresh_from_db()
    agente.post(contacts, {"version": alsh.version, **contact, "0-telephone": "05 53 00 00 01"})
    reponse = relue(demande).reponses.get()
    assert (reponse.constat, str(reponse.fermee_le)) == ("fermee", "2026-03-01")
