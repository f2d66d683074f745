"""Les commentaires d'une fiche : qui ouvre, qui règle, qui corrige, et ce que l'accueil en dit."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.accueil import attentes
from actions.models import CommentaireDeFiche, FicheAction
from conventions.models import Convention, Utilisateur
from conventions.models.contrat import ConventionFigee
from ctg.socle import horloge
from ctg.socle.correction import TexteFige
from ctg.socle.etats import ActionImpossible, TransitionInterdite
from ctg.socle.versions import ecriture_lue
from tests import fabriques
from tests.conftest import AUJOURD_HUI, MIDI, Connexions
from tests.outils import texte_de

UN_JOUR = datetime.timedelta(hours=24)


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention)


@pytest.fixture
def membre(convention: Convention) -> Utilisateur:
    return fabriques.membre(convention)


def _page(connecter: Connexions, compte: Utilisateur, fiche: FicheAction) -> str:
    adresse = reverse("fiche_detail", args=[fiche.convention.slug, fiche.numero])
    return texte_de(connecter(compte).get(adresse))


def test_un_commentaire_est_ouvert_signe_puis_regle_puis_rouvert(
    fiche: FicheAction, membre: Utilisateur
) -> None:
    commentaire = fiche.commenter(texte=" Et l'été ? ", par=membre)
    assert (commentaire.texte, commentaire.auteur) == ("Et l'été ?", membre.nom)
    assert (commentaire.etat, commentaire.ecrit_le) == ("commentaire_ouvert", MIDI)
    pilote = fabriques.pilote(fiche)
    commentaire.regler(par=pilote, le=AUJOURD_HUI)
    commentaire.refresh_from_db()
    assert (commentaire.regle_par, commentaire.regle_le) == (pilote.nom, AUJOURD_HUI)
    with pytest.raises(TransitionInterdite, match="l'état est « réglé »"):
        commentaire.regler(par=pilote, le=AUJOURD_HUI)
    commentaire.rouvrir(par=membre)
    commentaire.refresh_from_db()
    assert (commentaire.regle_par, commentaire.regle_le) == ("", None)
    assert [ligne.auteur for ligne in commentaire.historique.order_by("history_id")] == [
        membre.nom,
        pilote.nom,
        membre.nom,
    ]


def test_un_commentaire_vide_est_refuse(fiche: FicheAction, membre: Utilisateur) -> None:
    with pytest.raises(ActionImpossible, match="il est vide"):
        fiche.commenter(texte="  ", par=membre)
    assert not CommentaireDeFiche.objects.exists()


def test_la_base_refuse_un_commentaire_regle_sans_date(fiche: FicheAction) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        fabriques.commentaire(fiche, etat=CommentaireDeFiche.Etat.REGLE)


def test_apres_le_terme_on_commente_mais_pas_une_convention_close(db: None) -> None:
    convention = fabriques.convention(fin=datetime.date(2026, 11, 22))
    fiche = fabriques.fiche(convention)
    commentaire = fiche.commenter(texte="La dernière année.", par=fabriques.LE_TEST)
    convention.etat = Convention.Etat.CLOTUREE
    convention.save()
    with pytest.raises(ConventionFigee):
        fiche.commenter(texte="Trop tard.", par=fabriques.LE_TEST)
    with pytest.raises(ConventionFigee):
        commentaire.regler(par=fabriques.LE_TEST, le=AUJOURD_HUI)


def test_seul_l_auteur_corrige_et_un_jour_seulement(
    connecter: Connexions,
    fiche: FicheAction,
    membre: Utilisateur,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commentaire = fabriques.commentaire(fiche, par=membre)
    adresse = reverse("commentaire_modifier", args=[fiche.convention.slug, commentaire.pk])
    coordonnateur = fabriques.coordonnateur(fiche.convention)
    assert connecter(coordonnateur).get(adresse).status_code == 403
    client, envoi = connecter(membre), {"version": ecriture_lue(commentaire), "texte": "Précisé."}
    assert client.post(adresse, envoi).status_code == 302
    assert CommentaireDeFiche.objects.get().texte == "Précisé."
    monkeypatch.setattr(horloge, "maintenant", lambda: MIDI + 2 * UN_JOUR)
    assert "figé depuis le 24 novembre 2026 à 13 h 00" in texte_de(client.get(adresse))
    with pytest.raises(TexteFige):
        commentaire.corriger(
            texte="Trop tard.",
            ecriture_ouverte=ecriture_lue(commentaire),
            par=membre,
            maintenant=MIDI + UN_JOUR,
        )


def test_la_fiche_montre_les_ouverts_puis_replie_les_regles(
    connecter: Connexions, fiche: FicheAction, membre: Utilisateur
) -> None:
    assert "Personne n'a encore commenté cette action." in _page(connecter, membre, fiche)
    regle = fabriques.commentaire(fiche, par=membre, texte="Déjà réglé.")
    regle.regler(par=membre, le=AUJOURD_HUI)
    fabriques.commentaire(fiche, par=membre, texte="Encore ouvert.")
    page = _page(connecter, membre, fiche)
    assert "1 commentaire attend une suite." in page
    assert page.index("Encore ouvert.") < page.index("1 commentaire réglé")
    assert page.index("1 commentaire réglé") < page.index("Déjà réglé.")
    # Un membre ne règle pas ; qui pilote, si.
    assert "Régler le commentaire" not in page
    assert "Régler le commentaire" in _page(connecter, fabriques.pilote(fiche), fiche)


def test_un_commentaire_ne_contient_pas_de_balise(
    connecter: Connexions, fiche: FicheAction, membre: Utilisateur
) -> None:
    fabriques.commentaire(fiche, texte="<script>alert(1)</script>")
    adresse = reverse("fiche_detail", args=[fiche.convention.slug, fiche.numero])
    assert "<script>alert" not in connecter(membre).get(adresse).content.decode()


def test_l_accueil_dit_combien_sont_ouverts(convention: Convention, fiche: FicheAction) -> None:
    autre = fabriques.fiche(convention)
    pilote, coordonnateur = fabriques.pilote(fiche), fabriques.coordonnateur(convention)

    def dits(compte: Utilisateur) -> list[tuple[str, str]]:
        return [
            (a.titre, a.adresse.split("/fiches-actions/")[1])
            for a in attentes(compte, convention, AUJOURD_HUI)
            if "commentaire" in a.titre
        ]

    assert dits(coordonnateur) == []
    fabriques.commentaire(fiche)
    assert dits(pilote) == [("Un commentaire attend une suite", "1/#commentaires")]
    fabriques.commentaire(autre)
    assert dits(coordonnateur) == [("2 commentaires attendent une suite", "?suivi=commentees")]
    assert dits(pilote) == [("Un commentaire attend une suite", "1/#commentaires")]
    assert dits(fabriques.membre(convention)) == []


def test_le_plan_se_filtre_sur_les_commentaires_ouverts(
    connecter: Connexions, convention: Convention, fiche: FicheAction, membre: Utilisateur
) -> None:
    fabriques.fiche(convention, titre="Sans commentaire")
    fabriques.commentaire(fiche)
    adresse = reverse("fiche_liste", args=[convention.slug])
    page = texte_de(connecter(membre).get(adresse, {"suivi": "commentees"}))
    assert fiche.titre in page
    assert "Sans commentaire" not in page


def test_la_fiche_se_lit_a_cout_constant(
    connecter: Connexions, fiche: FicheAction, membre: Utilisateur
) -> None:
    client, comptes = connecter(membre), []
    for nombre in (1, 20):
        for _ in range(nombre):
            fabriques.commentaire(fiche, par=membre)
            fabriques.note(fiche, par=membre)
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("fiche_detail", args=[fiche.convention.slug, fiche.numero]))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 16


@pytest.mark.django_db(transaction=True)
def test_regle_par_deux_personnes_a_la_fois_une_seule_le_signe() -> None:
    commentaire = fabriques.commentaire(fabriques.fiche(fabriques.convention()))
    depart, issues = threading.Barrier(4), list[str]()

    def regler() -> None:
        sien = CommentaireDeFiche.objects.select_related("fiche__convention").get()
        depart.wait()
        try:
            sien.regler(par=fabriques.LE_TEST, le=AUJOURD_HUI)
            issues.append("réglé")
        except TransitionInterdite:
            issues.append("refusé")
        finally:
            connection.close()

    fils = [threading.Thread(target=regler) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["refusé"] * 3 + ["réglé"]
    assert commentaire.historique.count() == 2
