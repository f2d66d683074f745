"""Effacer une personne : supprimée, anonymisée partout sous un seul nom, ou refusée."""

from collections.abc import Callable

import pytest

from actions.models import FicheAction, Note, PiloteDeFiche
from conventions.liens import PersonneParLien, Usage, lire_jeton
from conventions.models import (
    Convention,
    Envoi,
    Habilitation,
    LienPersonnel,
    Mandat,
    Personne,
    RefusDeCourriel,
    Utilisateur,
)
from ctg.rgpd.effacement import effacer, prevoir
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from equipements.models import Correction, Equipement
from pilotage.models import DemandeDeFiche, MembreInstance
from tests import fabriques
from tests.fabriques import LE_TEST
from tests.rgpd.outils import LE, TRACES, campagne, envoi, passante, reste_de, vie

pytestmark = pytest.mark.django_db


def test_rien_ne_reste_de_qui_n_a_rien_laisse(convention: Convention) -> None:
    personne = passante(convention, nom="Quatresous", prenom="Zélie", courriel="zelie@exemple.fr")
    pk = personne.pk
    envoi(personne, objet="Bonjour Zélie")
    fabriques.utilisateur(nom="Zélie Quatresous", courriel="zelie2@exemple.fr", personne=personne)
    assert "conventions.Personne.nom" in reste_de(*TRACES)

    prevu = effacer(personne=personne, par=LE_TEST, le=LE)

    assert prevu.est_une_suppression
    assert reste_de(*TRACES) == set()
    assert not Personne.objects.filter(pk=pk).exists()
    assert not Mandat.historique.filter(personne_id=pk).exists()
    assert not Utilisateur.historique.exists()
    # L'acte, lui, est écrit : qui, quand, et personne.
    trace = Personne.historique.get(id=pk)
    assert (trace.history_type, trace.auteur) == ("-", "le test")
    assert trace.nom == f"Personne supprimée n° {pk}"
    assert trace.courriel == trace.prenom == ""


def test_le_meme_nom_anonyme_remplace_le_sien_partout(convention: Convention) -> None:
    passee = vie(convention)
    avant = reste_de(*TRACES)
    assert {
        "actions.Note.auteur",
        "actions.HistoricalNote.auteur",
        "equipements.Equipement.soumis_par",
        "equipements.Equipement.valide_par",
        "equipements.Correction.proposee_par",
        "equipements.HistoricalCorrection.tranchee_par",
        "pilotage.DemandeDeFiche.repondue_par",
        "pilotage.HistoricalDemandeDeFiche.repondue_par",
        "conventions.HistoricalPersonne.nom",
        "conventions.HistoricalUtilisateur.courriel",
        "conventions.Envoi.contenu",
        "conventions.Envoi.destinataire",
        "axes.AccessAttempt.username",
    } <= avant

    prevu = effacer(personne=passee.personne, par=LE_TEST, le=LE)

    assert not prevu.est_une_suppression
    assert reste_de(*TRACES) == set()
    anonyme = f"Personne anonymisée n° {passee.personne.pk}"
    assert set(Note.objects.values_list("auteur", flat=True)) == {
        anonyme,
        f"{anonyme} (lien personnel)",
    }
    structure = Equipement.objects.get()
    assert (structure.soumis_par, structure.valide_par) == (anonyme, anonyme)
    assert DemandeDeFiche.objects.get().repondue_par == f"{anonyme} (lien personnel)"
    assert Correction.historique.get().auteur == anonyme


def test_l_historique_garde_ses_dates_et_ses_valeurs(convention: Convention) -> None:
    passee = vie(convention)
    pilotage, siege = PiloteDeFiche.objects.get(), MembreInstance.objects.get()
    ligne = passee.note.historique.get()
    effacer(personne=passee.personne, par=LE_TEST, le=LE)
    relue = passee.note.historique.get()
    assert (relue.history_date, relue.texte) == (ligne.history_date, "Fait.")
    assert relue.history_user_id == passee.compte.pk
    assert PiloteDeFiche.objects.get().fin == pilotage.fin
    assert MembreInstance.objects.get().fin == siege.fin
    mandat = Mandat.objects.get(personne=passee.personne)
    assert (mandat.fonction, mandat.fin) == ("Maire", passee.mandat.fin)


def test_le_compte_et_les_liens_ne_s_ouvrent_plus(convention: Convention) -> None:
    passee = vie(convention)
    jeton = passee.lien.jeton()
    generation = passee.compte.generation_des_sessions
    assert lire_jeton(jeton, Usage.REPONDRE) is not None
    effacer(personne=passee.personne, par=LE_TEST, le=LE)

    compte = Utilisateur.objects.get(pk=passee.compte.pk)
    assert not compte.is_active
    assert not compte.has_usable_password()
    assert compte.generation_des_sessions == generation + 1
    assert compte.courriel == f"personne-anonymisee-{passee.personne.pk}@portail.invalid"
    assert not Habilitation.objects.filter(utilisateur=compte).exists()
    assert lire_jeton(jeton, Usage.REPONDRE) is None
    assert not RefusDeCourriel.objects.exists()
    assert not RefusDeCourriel.historique.exists()


def test_un_courriel_qui_attendait_ne_part_plus_et_se_lit_vide(convention: Convention) -> None:
    passee = vie(convention)
    effacer(personne=passee.personne, par=LE_TEST, le=LE)
    envois = Envoi.objects.filter(personne=passee.personne)
    assert {e.etat for e in envois} == {"envoye", "abandonne"}
    assert {(e.destinataire, e.objet) for e in envois} == {("", "Contenu effacé")}
    # Celui d'un collègue qui la nommait est vidé aussi ; son adresse à lui reste.
    autre = Envoi.objects.exclude(personne=passee.personne).get()
    assert (autre.destinataire, autre.objet) == ("collegue@exemple.fr", "Contenu effacé")


def test_un_signataire_garde_son_nom_et_sa_fonction_seulement(convention: Convention) -> None:
    passee = vie(convention, a_signe=True)
    assert prevoir(passee.personne, par=LE_TEST, le=LE).a_signe
    effacer(personne=passee.personne, par=LE_TEST, le=LE)
    personne = Personne.objects.get(pk=passee.personne.pk)
    assert str(personne) == "Zélie Quatresous"
    assert personne.anonymisee_le == LE
    assert personne.courriel == personne.telephone == ""
    # Son nom ne se lit plus que là où le contrat le dit.
    champs = {"prenom", "nom"}
    assert reste_de(*TRACES) == {
        f"conventions.{modele}.{champ}"
        for modele in ("Personne", "HistoricalPersonne")
        for champ in champs
    }


def test_l_acte_est_signe_de_qui_l_a_fait(convention: Convention) -> None:
    passee, coordonnatrice = vie(convention), fabriques.coordonnateur(convention)
    effacer(personne=passee.personne, par=coordonnatrice, le=LE)
    ligne = Personne.historique.filter(id=passee.personne.pk).latest("history_id")
    assert (ligne.auteur, ligne.anonymisee_le) == (coordonnatrice.nom, LE)


def test_l_homonyme_n_est_pas_touche(convention: Convention) -> None:
    passee = vie(convention)
    homonyme = fabriques.utilisateur(nom="Zélie Quatresous", courriel="autre@exemple.fr")
    fiche = FicheAction.objects.get()
    with acte(homonyme):
        sienne = Note.objects.create(
            fiche=fiche, date=LE, texte="À moi.", auteur="Zélie Quatresous"
        )
    prevu = effacer(personne=passee.personne, par=LE_TEST, le=LE)
    assert "Zélie Quatresous" in prevu.signatures.partages
    sienne.refresh_from_db()
    assert sienne.auteur == sienne.historique.get().auteur == "Zélie Quatresous"
    passee.note.refresh_from_db()
    assert passee.note.auteur == passee.note.historique.get().auteur == prevu.nom_anonyme


def _avec_mandat(personne: Personne, convention: Convention) -> str:
    fabriques.mandat(personne=personne, partenaire=fabriques.signataire(convention).partenaire)
    return "Son mandat court encore"


def _pilote(personne: Personne, convention: Convention) -> str:
    PiloteDeFiche.objects.create(fiche=fabriques.fiche(convention), personne=personne)
    return "Pilote encore l'action"


def _elue(personne: Personne, convention: Convention) -> str:
    fabriques.fiche(convention, elu_referent=personne)
    return "Encore l'élu référent de l'action"


def _siege(personne: Personne, convention: Convention) -> str:
    MembreInstance.objects.create(instance=fabriques.instance(convention), personne=personne)
    return "Siège encore"


def _attendue(personne: Personne, convention: Convention) -> str:
    DemandeDeFiche.objects.create(
        campagne=campagne(convention), fiche=fabriques.fiche(convention), personne=personne
    )
    return "Une demande attend encore"


def _seule_a_gerer(personne: Personne, convention: Convention) -> str:
    compte = fabriques.utilisateur(personne=personne)
    Habilitation.objects.create(utilisateur=compte, role="administrateur", convention=convention)
    return "Personne d'autre ne tient les comptes"


@pytest.mark.parametrize(
    "engager", [_avec_mandat, _pilote, _elue, _siege, _attendue, _seule_a_gerer]
)
def test_une_personne_engagee_passe_d_abord_le_relais(
    convention: Convention, engager: Callable[[Personne, Convention], str]
) -> None:
    personne = passante(convention)
    phrase = engager(personne, convention)
    with pytest.raises(ActionImpossible, match=phrase):
        effacer(personne=personne, par=LE_TEST, le=LE)
    assert Personne.objects.get(pk=personne.pk).courriel == "passante@exemple.fr"


def test_on_ne_s_efface_pas_soi_meme_ni_deux_fois(convention: Convention) -> None:
    moi = fabriques.coordonnateur(convention)
    fabriques.coordonnateur(convention)
    with pytest.raises(ActionImpossible, match="vous effacer vous-même"):
        effacer(personne=moi.personne, par=moi, le=LE)
    passee = vie(convention)
    effacer(personne=passee.personne, par=LE_TEST, le=LE)
    with pytest.raises(ActionImpossible, match="déjà anonymisée"):
        effacer(personne=passee.personne, par=LE_TEST, le=LE)
    autre = passante(convention)
    effacer(personne=Personne.objects.get(pk=autre.pk), par=LE_TEST, le=LE)
    with pytest.raises(ActionImpossible, match="vient d'être effacée"):
        effacer(personne=autre, par=LE_TEST, le=LE)


def test_connue_ailleurs_elle_ne_s_efface_que_de_qui_tient_les_deux(convention: Convention) -> None:
    personne, moi = passante(convention), fabriques.coordonnateur(convention)
    ailleurs = fabriques.convention()
    with acte(LE_TEST):
        LienPersonnel.objects.create(
            personne=personne,
            usage=Usage.REPONDRE,
            convention=ailleurs,
            cree_le="2026-01-01T00:00Z",
            expire_le="2026-02-01T00:00Z",
        )
    with pytest.raises(ActionImpossible, match="la connaît aussi"):
        effacer(personne=personne, par=moi, le=LE)
    Habilitation.objects.create(utilisateur=moi, role="administrateur", convention=ailleurs)
    assert effacer(personne=personne, par=moi, le=LE).est_une_suppression


def test_ecrire_par_un_lien_suffit_a_laisser_une_trace(convention: Convention) -> None:
    personne = passante(convention)
    lien = LienPersonnel(personne=personne)
    with acte(PersonneParLien(personne, lien)):
        fabriques.fiche(convention)
    prevu = prevoir(personne, par=LE_TEST, le=LE)
    assert prevu.appuis
    assert "dans l'historique" in prevu.appuis[0]
