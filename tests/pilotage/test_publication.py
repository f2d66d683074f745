"""Ce qui est publié se trouve, et s'annonce une fois ; qui a commenté apprend qu'on lui répond."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from conventions.models import Convention, Envoi, LienPersonnel, Mandat, RefusDeCourriel
from ctg.socle.versions import ecriture_lue
from pilotage.annonces import a_prevenir, repondre_au_commentaire
from pilotage.models import Evaluation, MembreInstance
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import ClientStrict, Connexions
from tests.outils import texte_de

LE = datetime.date(2026, 11, 23)
PAR = fabriques.LE_TEST


def _url(nom: str, convention: Convention, *reste: Any) -> str:
    return reverse(nom, args=[convention.slug, *reste])


def test_un_signataire_trouve_ce_qui_est_publie_et_rien_des_brouillons(
    convention: Convention, connecter: Connexions
) -> None:
    lecteur = connecter(fabriques.lecteur(convention))
    liste, page = _url("evaluation_liste", convention), _url("convention_detail", convention)
    cycle.validee(convention, annee=2024)
    brouillon = fabriques.evaluation(convention, annee=2026)
    assert liste not in lecteur.get(page).text
    assert "Aucune évaluation n'est encore publiée" in texte_de(lecteur.get(liste))
    evaluation = cycle.publiee(convention)
    # Au menu, et dans la page elle-même.
    assert lecteur.get(page).text.count(f'href="{liste}"') == 2
    lue = lecteur.get(liste).text
    assert _url("version_lire", convention, 2025, "2025-01") in lue
    for autre in ("2024", str(brouillon)):
        assert autre not in lue
    assert lecteur.get(_url("evaluation_detail", convention, 2025)).status_code == 403
    version = lecteur.get(_url("version_lire", convention, 2025, "2025-01")).text
    assert version.count(f'href="{liste}"') == 2
    # Une correction se prépare : la version publiée reste là.
    evaluation.corriger(motif="Une coquille.", par=PAR)
    lue = texte_de(lecteur.get(liste))
    assert "Version 2025-01" in lue
    assert "coquille" not in lue


def test_la_coordination_previent_une_fois_par_version(
    convention: Convention, connecter: Connexions
) -> None:
    evaluation = cycle.validee(convention)
    lecteur = fabriques.lecteur(convention)
    compte = fabriques.coordonnateur(convention)
    coordination = connecter(compte)
    publier = coordination.post(_url("evaluation_publier", convention, 2025), {"publique": "non"})
    prevenir = _url("evaluation_prevenir", convention, 2025)
    assert publier["Location"] == prevenir
    # Publier ne prévient de rien : c'est un choix.
    assert not Envoi.objects.exists()
    assert "Prévenir 2\u00a0personnes" in coordination.get(prevenir).text
    coordination.post(prevenir, {"message": "Bonne lecture."})
    envois = Envoi.objects.filter(motif="publication")
    assert {e.destinataire for e in envois} == {lecteur.courriel, compte.courriel}
    version = evaluation.versions.get()
    dit = str(Envoi.objects.get(personne=lecteur.personne).contenu)
    assert _url("version_lire", convention, 2025, "2025-01") in dit
    assert version.empreinte in dit
    assert "Bonne lecture." in dit
    # Un an plus tard non plus, la même version ne se réannonce pas.
    envois.update(cree_le=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC))
    assert "plus personne à prévenir" in texte_de(coordination.post(prevenir, {"message": ""}))
    assert envois.count() == 2


def test_page_publique_ouverte_les_elus_sans_compte_sont_prevenus(
    convention: Convention, connecter: Connexions
) -> None:
    evaluation = cycle.publiee(convention)
    maire = fabriques.personne(courriel="maire@exemple.fr")
    partie = fabriques.signataire(convention)
    Mandat.objects.create(
        personne=maire, partenaire=partie.partenaire, fonction="Maire", nature="elu"
    )
    fabriques.personne(nom="Ailleurs", courriel="ailleurs@exemple.fr")
    coordination = connecter(fabriques.coordonnateur(convention))
    prevenir = _url("evaluation_prevenir", convention, 2025)
    evaluation.ouvrir_au_public(ouvrir=False, par=PAR)
    page = texte_de(coordination.get(prevenir))
    assert "Ouvrez d'abord sa page publique" in page
    assert "Prévenir 1\u00a0personne" in page.replace(" personne", "\u00a0personne")
    evaluation.ouvrir_au_public(ouvrir=True, par=PAR)
    coordination.post(prevenir, {"message": ""})
    assert _url("evaluation_publique", convention, 2025) in str(
        Envoi.objects.get(personne=maire).contenu
    )
    assert not Envoi.objects.filter(destinataire="ailleurs@exemple.fr").exists()


def test_qui_n_en_veut_pas_n_est_plus_a_prevenir_et_un_compte_sain_l_est(
    convention: Convention, connecter: Connexions
) -> None:
    evaluation = cycle.publiee(convention)
    refuse, sain, muet = (fabriques.lecteur(convention).personne for _ in range(3))
    RefusDeCourriel.objects.create(personne=refuse, motif="publication")
    sain.courriel, sain.courriel_en_erreur_le = "vieux@exemple.fr", LE
    muet.courriel, muet.courriel_en_erreur_le = muet.compte.courriel, LE
    for personne in (sain, muet):
        personne.save()
    tri = a_prevenir(evaluation, LE)
    assert (tri.personnes, tri.refusent, tri.sans_courriel) == ([sain], [refuse], [muet])
    coordination = connecter(fabriques.coordonnateur(convention))
    prevenir = _url("evaluation_prevenir", convention, 2025)
    coordination.post(prevenir, {"message": ""})
    assert Envoi.objects.get(personne=sain).destinataire == sain.compte.courriel
    # Il ne reste personne : la page le dit, et ne propose plus d'écrire.
    page = texte_de(coordination.get(prevenir))
    assert "plus personne à prévenir" in page
    assert "1 personne ne veut pas de ces courriels" in page


@pytest.fixture
def evaluation(convention: Convention) -> Evaluation:
    """Un projet que le COTECH lit."""
    return cycle.presentee(convention, etat="soumise_au_cotech", presentee_le=None)


def test_qui_a_commente_apprend_la_reponse_et_y_revient_par_son_lien(
    convention: Convention, evaluation: Evaluation
) -> None:
    maire = fabriques.personne(courriel="maire@exemple.fr")
    MembreInstance.objects.create(
        instance=fabriques.instance(convention),
        personne=maire,
        partenaire=fabriques.signataire(convention).partenaire,
    )
    cycle.lecture(evaluation, maire, lue_le=LE)
    commentaire = cycle.commentaire(evaluation, personne=maire)

    def repondre(texte: str) -> None:
        repondre_au_commentaire(
            commentaire=commentaire,
            texte=texte,
            ecriture_ouverte=ecriture_lue(commentaire),
            par=PAR,
            le=LE,
        )

    repondre("C'est ajouté.")
    (envoi,) = Envoi.objects.filter(motif="commentaire")
    assert envoi.destinataire == "maire@exemple.fr"
    assert {"« Il manque un mot sur les relais. »", "C'est ajouté."} <= set(
        envoi.contenu["paragraphes"]
    )
    # Son lien la ramène au projet, qu'elle a pourtant fini de lire.
    client = ClientStrict()
    client.post(LienPersonnel.objects.get(personne=maire, usage="repondre").adresse())
    assert _url("evaluation_lire", convention, 2025) in client.get(reverse("ma_page")).text
    # Réécrite dans la semaine, ou refusée : rien de plus.
    repondre("C'est ajouté, page 4.")
    RefusDeCourriel.objects.create(personne=maire, motif="commentaire")
    assert Envoi.objects.filter(motif="commentaire").count() == 1


def test_on_ne_s_ecrit_pas_a_soi_meme(convention: Convention, evaluation: Evaluation) -> None:
    compte = fabriques.coordonnateur(convention)
    commentaire = cycle.commentaire(evaluation, personne=compte.personne)
    repondre_au_commentaire(
        commentaire=commentaire,
        texte="Vu.",
        ecriture_ouverte=ecriture_lue(commentaire),
        par=compte,
        le=LE,
    )
    assert not Envoi.objects.exists()
