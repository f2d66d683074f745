"""Deux conventions côte à côte, une Caf commune : personne ne voit ce qui n'est pas à lui."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils.text import slugify
from pypdf import PdfReader

from actions.models import PiloteDeFiche
from conventions.droits import Role
from conventions.models import Anomalie, Habilitation, Mandat, Partenaire, Utilisateur
from equipements.models import Correction, Equipement, Soutien
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.document import html_de_l_evaluation
from pilotage.models import Decision, Evaluation, Recit, Reunion
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.parcours.conftest import Ouvrir
from tests.parcours.territoire import Territoire, territoire

ICI, LA = "Montclair", "Boréal"
ANNEE = 2025


@pytest.fixture
def caf(db: None) -> Partenaire:
    """Une Caf, qui signe avec les deux territoires, et sa conseillère."""
    caf = fabriques.partenaire(nature=Partenaire.Nature.CAF, nom="Caf du département")
    fabriques.mandat(
        partenaire=caf,
        personne=fabriques.personne(nom="Conseillère de la Caf"),
        nature=Mandat.Nature.TECHNICIEN,
        fonction="Conseillère technique",
    )
    return caf


@pytest.fixture
def ici(caf: Partenaire) -> Territoire:
    return _vivant(territoire(ICI, caf))


@pytest.fixture
def la(caf: Partenaire) -> Territoire:
    return _vivant(territoire(LA, caf))


@pytest.fixture
def copilote(ici: Territoire, la: Territoire, caf: Partenaire) -> Utilisateur:
    """Une personne de la Caf, copilote des deux conventions."""
    compte = fabriques.copilote(ici.convention, caf)
    Habilitation.objects.create(
        utilisateur=compte, role=Role.COPILOTE, convention=la.convention, partenaire=caf
    )
    return compte


def _vivant(t: Territoire) -> Territoire:
    """Le territoire, une fois que chaque sorte d'objet y existe et porte son nom."""
    mot, convention = t.mot, t.convention
    structure = fabriques.equipement(
        convention, t.commune.partenaire, nom=f"ALSH de {mot}", adresse=f"1 rue de {mot}"
    )
    # La Caf finance partout : elle ne fait pas passer une structure d'un registre à l'autre.
    Soutien.objects.create(equipement=structure, partenaire=t.caf.partenaire)
    Correction.objects.create(
        equipement=structure,
        valeurs={"nom": f"Centre de {mot}"},
        proposee_le=AUJOURD_HUI,
        proposee_par=f"Agent de {mot}",
    )
    fabriques.equipement(
        convention, t.commune.partenaire, nom=f"Projet de {mot}", etat_saisie="soumis"
    )
    # Sa conseillère pilote la fiche 1 des deux plans.
    conseillere = t.caf.partenaire.mandats.get().personne
    PiloteDeFiche.objects.create(fiche=t.fiche, personne=conseillere)
    fabriques.mandat(partenaire=t.commune.partenaire, personne=t.agent.personne)
    fabriques.article(convention, titre=f"Ambition de {mot}")
    fabriques.document(convention, titre=f"Diagnostic de {mot}")
    fabriques.avenant(convention, objet=f"Étendre {mot}")
    fabriques.anomalie(convention, code=f"anomalie-{slugify(mot)}", lieu=f"Article de {mot}")
    reunion = fabriques.reunion(convention, instance=t.copil, lieu=f"Mairie de {mot}")
    Decision.objects.create(reunion=reunion, ordre=1, texte=f"Soutenir {mot}", fiche=t.fiche)
    evaluation = fabriques.evaluation(convention, annee=ANNEE, reunion=reunion)
    Recit.objects.create(evaluation=evaluation, axe=None, texte=f"Une année à {mot}.")
    fabriques.releve(
        t.indicateurs[0], annee=ANNEE, reponse="non_disponible", motif=f"Rien n'existe à {mot}."
    )
    return t


def _pages(t: Territoire) -> list[str]:
    """Les pages d'une convention que lit son coordonnateur, listes et détails."""
    c, slug = t.convention, t.slug
    structures = Equipement.objects.filter(nom__endswith=t.mot).order_by("pk")
    cles: list[tuple[str, tuple[Any, ...]]] = [
        *((nom, ()) for nom in LISTES),
        ("partenaire_detail", (t.caf.partenaire.code,)),
        ("partenaire_detail", (t.commune.partenaire.code,)),
        *((f"fiche_{page}", (1,)) for page in ("detail", "historique", "pilotes", "mettre_a_jour")),
        *(("equipement_detail", (s.pk,)) for s in structures),
        *(("equipement_historique", (s.pk,)) for s in structures),
        ("equipement_modifier", (structures[0].pk,)),
        ("correction_trancher", (structures[0].pk,)),
        ("instance_detail", (t.copil.pk,)),
        ("reunion_ajouter", (t.copil.pk,)),
        *(
            (nom, (Reunion.objects.get(instance=t.copil).pk,))
            for nom in ("reunion_detail", "presences_noter", "decision_ajouter")
        ),
        ("decision_modifier", (Decision.objects.get(texte__endswith=t.mot).pk,)),
        ("document_deposer", (c.documents.get().pk,)),
        ("avenant_modifier", (1,)),
        ("anomalie_decider", (Anomalie.objects.get(convention=c).code,)),
        *((f"releves_{page}", (1, ANNEE)) for page in ("saisir", "historique")),
        *((f"evaluation_{page}", (ANNEE,)) for page in ("detail", "rattacher", "historique")),
        ("recit_ecrire", (ANNEE, "axe-1")),
    ]
    return [reverse(nom, args=[slug, *suite]) for nom, suite in cles]


LISTES = (
    "convention_detail",
    "signataire_liste",
    "article_liste",
    "anomalie_liste",
    "convention_historique",
    "fiche_liste",
    "equipement_liste",
    "annexe2_liste",
    "equipement_ajouter",
    "instance_liste",
    "releve_liste",
    "evaluation_liste",
)
AVEC_RECHERCHE = ("signataire_liste", "fiche_liste", "equipement_liste")


@pytest.mark.parametrize("profil", ["coordonnateur", "agent", "membre", "lecteur"])
def test_rien_de_l_autre_convention_ne_se_lit(
    ici: Territoire, la: Territoire, devant: Ouvrir, profil: str
) -> None:
    visiteur = devant(getattr(ici, profil))

    lues = [adresse for adresse in _pages(ici) if visiteur.statut(adresse) == 200]
    assert len(lues) >= 18
    for adresse in lues:
        visiteur.ouvrir(adresse).ne_lit_pas(LA, la.slug)
    # Chacune de ces pages existe là-bas, et n'existe pas d'ici.
    assert {visiteur.statut(adresse) for adresse in _pages(la)} == {404}


def test_une_cle_de_la_bas_sous_l_adresse_d_ici_ne_mene_a_rien(
    ici: Territoire, la: Territoire, copilote: Utilisateur, devant: Ouvrir
) -> None:
    # Même qui peut lire les deux ne voit pas un objet sous la convention d'une autre.
    visiteur = devant(copilote)
    croisees = [
        adresse.replace(la.slug, ici.slug)
        for adresse in _pages(la)
        if re.search(
            rf"/{la.slug}/(equipements/\d|instances/\w*/?\d|parties/\w|anomalies/\w)", adresse
        )
        and la.caf.partenaire.code not in adresse
    ]

    assert len(croisees) >= 10
    assert {visiteur.statut(adresse) for adresse in croisees} <= {404}


@pytest.mark.parametrize("liste", AVEC_RECHERCHE)
def test_une_recherche_ne_traverse_pas(
    ici: Territoire, la: Territoire, devant: Ouvrir, liste: str
) -> None:
    # Sans accent ni majuscule : la recherche les ignore, chacun trouve chez soi.
    chez_elle = devant(la.coordonnateur).ouvrir(f"{reverse(liste, args=[la.slug])}?q=boreal")
    assert LA in chez_elle.page.content.decode()

    visiteur = devant(ici.coordonnateur)
    visiteur.ouvrir(f"{reverse(liste, args=[ici.slug])}?q=boreal").ne_lit_pas(LA, la.slug)


def test_l_accueil_ne_parle_que_de_sa_convention(
    ici: Territoire, la: Territoire, devant: Ouvrir
) -> None:
    for profil in ("coordonnateur", "agent", "membre", "autre_pilote", "lecteur"):
        visiteur = devant(getattr(ici, profil))
        for suite in ("", f"?convention={la.slug}"):
            visiteur.ouvrir(f"/{suite}").lit(ici.convention.nom).ne_lit_pas(LA, la.slug)
    devant(ici.coordonnateur).ouvrir("convention_liste").ne_lit_pas(LA, "Changer de convention")


def test_la_copilote_des_deux_passe_de_l_une_a_l_autre(
    ici: Territoire, la: Territoire, copilote: Utilisateur, devant: Ouvrir
) -> None:
    visiteur = devant(copilote).ouvrir("convention_liste")
    visiteur.lit(ici.convention.nom, la.convention.nom)

    for voulue, autre in ((la, ICI), (ici, LA)):
        visiteur.ouvrir("convention_liste").cliquer(voulue.convention.nom)
        assert visiteur.adresse == reverse("convention_detail", args=[voulue.slug])
        # Le menu la suit : plan, registre, et jusqu'à l'accueil.
        for entree in ("Plan d'actions", "Registre", "Instances", "Évaluations", "Accueil"):
            visiteur.cliquer_au_menu(entree).ne_lit_pas(autre)
            assert voulue.mot in visiteur.page.content.decode()


def test_la_fiche_1_d_ici_n_est_pas_la_fiche_1_de_la_bas(
    ici: Territoire, la: Territoire, copilote: Utilisateur, devant: Ouvrir
) -> None:
    visiteur = devant(copilote)
    visiteur.ouvrir("fiche_mettre_a_jour", la.slug, 1).lit(la.fiche.titre)
    visiteur.envoyer(etat="realise", meteo="securises", note="Le lieu a ouvert.")

    assert visiteur.adresse == reverse("fiche_detail", args=[la.slug, 1])
    visiteur.lit(la.fiche.titre, "réalisé", "Le lieu a ouvert.")
    visiteur.ouvrir("fiche_detail", ici.slug, 1).lit(ici.fiche.titre)
    visiteur.ne_lit_pas("Le lieu a ouvert.", "réalisé", LA)
    ici.fiche.refresh_from_db()
    assert ici.fiche.etat == ""
    # Piloter la fiche 2 d'ici ne donne rien sur celle de là-bas.
    pilote = devant(ici.autre_pilote)
    assert pilote.statut("fiche_mettre_a_jour", ici.slug, 2) == 200
    assert pilote.statut("fiche_mettre_a_jour", la.slug, 2) == 404


def test_le_document_ne_dit_rien_de_l_autre_convention(ici: Territoire, la: Territoire) -> None:
    for t, autre in ((ici, LA), (la, ICI)):
        evaluation = Evaluation.objects.get(convention=t.convention)
        html = html_de_l_evaluation(contenu_de_l_evaluation(evaluation, AUJOURD_HUI))
        for attendu in (f"{t.mot}-le-Haut", f"Soutenir {t.mot}", f"Une année à {t.mot}"):
            assert attendu in html.replace("\u00a0", " ")
        assert autre not in html


@pytest.mark.pdf
def test_le_pdf_d_ici_se_refuse_a_l_autre_territoire(
    ici: Territoire, la: Territoire, devant: Ouvrir
) -> None:
    page = devant(ici.membre).ouvrir("evaluation_pdf", ici.slug, ANNEE).page

    texte = "".join(f.extract_text() for f in PdfReader(BytesIO(page.content)).pages)
    assert ICI in texte
    assert LA not in texte
    for compte in (la.coordonnateur, la.membre, la.agent):
        assert devant(compte).statut("evaluation_pdf", ici.slug, ANNEE) == 404
