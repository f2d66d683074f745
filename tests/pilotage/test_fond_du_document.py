"""Ce que le document dit ne se contredit pas, et nomme chacun."""

import datetime
import io
import re

import docx
import pytest

from actions.models import Note, Reference
from conventions.models import Convention, Partenaire
from ctg.socle.graphiques import Barre, barres_horizontales
from ctg.socle.templatetags.papier import en_phrase
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.document import html_de_l_evaluation
from pilotage.document_dessins import courbe_en_case
from pilotage.document_docx import docx_de_l_evaluation
from pilotage.manque import Manque
from pilotage.models import Evaluation, Presence, Releve
from pilotage.tableau_des_communes import tableau_des_communes
from tests import fabriques
from tests.pilotage.test_contenu import LE, dire


def lu(convention: Convention, annee: int = 2025) -> ContenuEvaluation:
    """L'évaluation d'une année qui n'est pas ouverte."""
    return contenu_de_l_evaluation(Evaluation(convention=convention, annee=annee), LE)


def texte(html: str) -> str:
    """Le texte d'un HTML, aux blancs près."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_la_carte_et_le_tableau_des_prix_disent_la_meme_annee(convention: Convention) -> None:
    for euros in (6, 9):
        commune = fabriques.signataire(convention).partenaire.commune
        accueil = fabriques.equipement(convention, type="alsh", commune=commune)
        for annee in (2024, 2025, 2026):
            fabriques.grille(accueil, (0, None, euros + annee - 2025), annee_scolaire=annee)
    contenu = lu(convention)
    (figure,) = [f for f in contenu.figures if f.cle == "prix"]
    assert contenu.prix is not None
    assert contenu.prix.annee_scolaire == "2025-2026"
    assert "2025-2026" in figure.titre
    assert "2025-2026" in figure.methode
    sur_la_carte = {v.commune.nom: v.ecrite for v in figure.valeurs if v.classe}
    assert sur_la_carte == {
        lue.commune: f"{lue.prix[1]}\u00a0€".replace(".", ",") for lue in contenu.prix.communes
    }
    # La tendance est celle de cette année-là, que la suivante soit saisie ou non.
    assert {ecart.sens for ecart in contenu.prix.ecarts} == {"ecart_stable"}


def test_une_reference_garde_son_nom_son_annee_et_sa_source(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    indicateur = fabriques.indicateur(fiche)
    fabriques.reference(indicateur, libelle="au diagnostic", annee=2021, source="Diagnostic")
    fabriques.reference(indicateur, libelle="moyenne nationale", annee=2023, source="Cnaf")
    Reference.objects.create(
        fiche=fiche,
        libelle="familles l'attendent",
        valeur=40,
        unite="%",
        source="Article 5",
        ligne=1,
    )
    page = texte(html_de_l_evaluation(lu(convention)))
    assert "33 au diagnostic, 2021 33 moyenne nationale, 2023" in page
    assert "Références : Diagnostic, 2021 ; Cnaf, 2023." in page
    assert "40 % : familles l’attendent. Source : Article 5." in page


@pytest.mark.parametrize(
    ("etats", "attendu"),
    [
        (
            ["present"] * 4 + ["absent", "excuse", ""],
            "4 parties présentes ou représentées sur 7. Toutes, sauf celles qui suivent."
            " 1 partie excusée. F. 1 partie absente. E."
            " 1 partie dont la présence n’est pas notée. G.",
        ),
        (
            ["present", "absent", "", "", "", "", ""],
            "1 partie présente ou représentée sur 7. A. 1 partie absente. B."
            " 5 parties dont la présence n’est pas notée. Toutes les autres.",
        ),
    ],
)
def test_chaque_partie_trouve_son_nom_a_la_seance(
    convention: Convention, etats: list[str], attendu: str
) -> None:
    seance = fabriques.reunion(convention, date=datetime.date(2025, 6, 12))
    for ordre, (nom, etat) in enumerate(zip("ABCDEFG", etats, strict=True)):
        organisme = fabriques.partenaire(nature=Partenaire.Nature.ASSOCIATION, nom=nom)
        partie = fabriques.signataire(convention, partenaire=organisme, ordre=ordre)
        if etat:
            Presence.objects.create(reunion=seance, signataire=partie, etat=etat)
    # La séance est celle du COPIL ; son titre, puis ce qu'on dit de ses parties.
    _, _, dit = texte(html_de_l_evaluation(lu(convention))).partition("COPIL du 12 juin 2025 ")
    assert attendu in dit


def test_une_decision_n_est_pas_faite_et_la_meteo_fait_obstacle(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    jour = datetime.date(2025, 3, 1)
    fabriques.note(fiche, date=jour, genre=Note.Genre.DECISION, texte="Un référent sera nommé.")
    dire(fiche, jour, etat="en_cours", meteo="compromis", meteo_commentaire="Sans financement.")
    (lue,) = lu(convention).fiches
    dits = {volet.titre: ([n.texte for n in volet.notes], volet.meteo) for volet in lue.volets}
    assert dits == {
        "Ce qui est fait": ([], ""),
        "Ce qui a été décidé": (["Un référent sera nommé."], ""),
        "Ce qui fait obstacle": ([], "Sans financement."),
        "Ce qui vient": ([], ""),
    }
    assert lue.volets_vides == ("Ce qui est fait", "Ce qui vient")


def test_non_concerne_ne_se_dessine_pas_comme_une_absence(convention: Convention) -> None:
    indicateur = fabriques.indicateur(fabriques.fiche(convention), nature="quantitatif")
    for annee in (2024, 2025):
        fabriques.releve(indicateur, annee=annee, valeur=annee - 2000)

    def traits() -> int:
        (lue,) = lu(convention).fiches[0].indicateurs
        return str(courbe_en_case(lue)).count("<line")

    # Deux années sans réponse : deux croix, de deux traits ; non concerné : un seul trait.
    avant = traits()
    fabriques.releve(
        indicateur, annee=2022, reponse=Releve.Reponse.NON_CONCERNE, motif="Pas commencé."
    )
    assert traits() == avant - 1


def test_les_parties_qui_soutiennent_se_rangent_par_leur_nom(convention: Convention) -> None:
    structure = fabriques.equipement(convention, nom="ALSH périscolaire")
    partie = fabriques.signataire(convention)
    convention.lignes_annexe2.create(
        signataire=partie, ordre=1, type=structure.type, libelle="ALSH", equipement=structure
    )
    annee = lu(convention).argent.de(2025)
    assert annee is not None
    assert annee.sans_soutien == (f"ALSH périscolaire ({structure.commune.nom})",)
    for nom, article in (("Zéval", "de "), ("Estval", "d'"), ("Bajval", "de ")):
        commune = fabriques.commune(nom=nom)
        mairie = fabriques.partenaire(nom=f"Commune {article}{nom}", commune=commune)
        structure.soutiens.create(partenaire=mairie)
    annee = lu(convention).argent.de(2025)
    assert annee is not None
    noms = [somme.nom for somme in annee.par_partenaire]
    assert [nom for nom in noms if nom in ("Bajval", "Estval", "Zéval")] == [
        "Bajval",
        "Estval",
        "Zéval",
    ]
    assert noms == sorted(noms)


def test_une_commune_a_une_ligne_et_une_seule(convention: Convention) -> None:
    commune = fabriques.signataire(convention).partenaire.commune
    assert commune is not None
    fabriques.equipement(convention, type="eaje", capacite=18, commune=commune)
    fabriques.grille(fabriques.equipement(convention, type="alsh", capacite=None, commune=commune))
    fabriques.equipement(convention, type="ludotheque", commune=commune)
    sans = fabriques.signataire(convention).partenaire.commune
    assert sans is not None
    contenu = lu(convention)
    tableau = tableau_des_communes(contenu)
    assert tableau is not None
    assert [colonne.titre for colonne in tableau.colonnes] == [
        *("EAJE", "Places en EAJE", "ALSH", "Places en ALSH", "RPE", "LAEP"),
        *(
            "Ludothèque",
            "En tout",
            "Prix QF\u00a0400",
            "Prix QF\u00a0800",
            "Prix QF\u00a01\u202f200",
        ),
    ]
    lignes = {nom: [case for case, _ in cases] for nom, cases in tableau.lignes}
    prix = ["10,00\u00a0€"] * 3
    assert lignes[commune.nom][:4] == ["1", "18", "1", "n.\u00a0r."]
    assert lignes[commune.nom][6:] == ["1", "3", *prix]
    assert lignes[sans.nom][:4] == lignes[sans.nom][7:] == ["–"] * 4
    assert lignes["Ensemble"][6:8] == ["1", "3"]
    html = html_de_l_evaluation(contenu)
    assert html.count(f'<th scope="row">{commune.nom}</th>') == 1


def test_un_prix_attendu_et_inconnu_n_est_pas_un_tiret(convention: Convention) -> None:
    avec, muet = (fabriques.equipement(convention, type="alsh") for _ in range(2))
    fabriques.grille(avec, (0, None, 7))
    tableau = tableau_des_communes(lu(convention))
    assert tableau is not None
    assert tableau.colonnes[-1].de(muet.commune.nom) == "n.\u00a0r."


def test_une_phrase_finit_par_un_point_et_un_seul(convention: Convention) -> None:
    assert en_phrase("piloté par le porteur du projet.") == "piloté par le porteur du projet."
    assert en_phrase("piloté par la Caf") == "piloté par la Caf."
    fabriques.fiche(convention, conduite_ecrite="la Caf, porteur du projet.")
    page = texte(html_de_l_evaluation(lu(convention)))
    assert "Le texte cite : la Caf, porteur du projet." in page
    assert "projet.." not in page
    manque = Manque("1 action n'a pas de pilote.", "annexe 4")
    assert manque.avec_sa_source == "1 action n'a pas de pilote (annexe 4)."
    assert Manque("Rien.", "").avec_sa_source == "Rien."


def test_un_dessin_a_l_apostrophe_du_texte() -> None:
    dessin = barres_horizontales("L'accueil", [Barre("Par d'autres parents", 3, "3 d'ici")])
    assert "L’accueil" in dessin
    assert "Par d’autres parents" in dessin


def test_un_titre_de_parties_garde_ses_capitales(convention: Convention) -> None:
    etat = fabriques.partenaire(nature=Partenaire.Nature.ETAT, nom="Préfecture inventée")
    fabriques.signataire(convention, partenaire=etat)
    lus = docx.Document(io.BytesIO(docx_de_l_evaluation(lu(convention)))).paragraphs
    assert "Services de l’État : Préfecture inventée." in [
        p.text.replace("\u00a0", " ") for p in lus
    ]
