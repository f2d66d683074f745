"""Ce que l'évaluation dit de plus : synthèse, argent, registre, avenant, fin du contrat."""

import datetime
from decimal import Decimal

import pytest

from conventions.models import Convention, LogoDePartenaire, Partenaire
from ctg.socle.historique import acte, antidater
from equipements.models import Equipement, PlancherDuBonus, Soutien
from equipements.mouvements import Mouvement
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.contenu_de_l_avenant import difference
from pilotage.contenu_des_parties import LogoLu
from pilotage.document import html_de_l_evaluation
from pilotage.models import Evaluation
from tests import fabriques
from tests.pilotage import outils_referentiel
from tests.pilotage.test_contenu import LE


def contenu(convention: Convention, annee: int = 2025, le: datetime.date = LE) -> ContenuEvaluation:
    """L'évaluation d'une année qui n'est pas ouverte."""
    return contenu_de_l_evaluation(Evaluation(convention=convention, annee=annee), le)


def midi(jour: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(jour, datetime.time(12), datetime.UTC)


def test_chaque_fiche_a_l_argent_et_les_temps_forts_de_l_annee(convention: Convention) -> None:
    une, autre = fabriques.fiche(convention), fabriques.fiche(convention)
    fabriques.financement(une, annee=2025, prevu=Decimal(1000), obtenu=None)
    fabriques.financement(une, annee=2025, prevu=Decimal(500), obtenu=Decimal(400))
    fabriques.financement(une, annee=2024, prevu=Decimal(9999))
    fabriques.temps_fort(une, autre, date=datetime.date(2025, 6, 1), participants=12)
    fabriques.temps_fort(une, date=datetime.date(2024, 6, 1))
    lu = contenu(convention)
    argent = lu.fiches[0].argent.ensemble
    assert (argent.lignes, argent.prevu, argent.obtenu) == (2, Decimal(1500), Decimal(400))
    assert (argent.sans_obtenu, argent.depense) == (1, None)
    assert lu.fiches[1].argent.lignes == ()
    assert lu.argent_du_plan.ensemble.prevu == Decimal(1500)
    assert [un.presences for f in lu.fiches for un in f.temps_forts] == [
        ((12, "participant,participants"),),
        ((12, "participant,participants"),),
    ]
    assert len(lu.temps_forts) == 1


def test_un_temps_fort_d_apres_le_jour_de_lecture_attend(convention: Convention) -> None:
    fabriques.temps_fort(fabriques.fiche(convention), date=datetime.date(2026, 6, 1))
    avant = contenu(convention, 2026, datetime.date(2026, 5, 1))
    assert (avant.temps_forts, len(contenu(convention, 2026).temps_forts)) == ((), 1)


def test_les_mouvements_du_registre_sont_ceux_de_l_annee(convention: Convention) -> None:
    avant = midi(datetime.date(2024, 6, 1))
    with acte(fabriques.LE_TEST), antidater(avant):
        change = fabriques.equipement(convention, nom="Les Galets", type="eaje", capacite=20)
        rempli = fabriques.equipement(convention, nom="La Source", type="eaje", capacite=None)
    ferme = fabriques.equipement(
        convention, nom="Le Pré", statut="ferme", statut_depuis=datetime.date(2025, 9, 1)
    )
    fabriques.equipement(convention, nom="Hier", statut_depuis=datetime.date(2024, 9, 1))
    with acte(fabriques.LE_TEST), antidater(midi(datetime.date(2025, 5, 1))):
        for structure, places in ((change, 24), (rempli, 12)):
            structure.capacite = places
            structure.save()
    lus = contenu(convention).mouvements
    assert [(m.structure, m.nature, m.detail) for m in lus.mouvements] == [
        (ferme.nom, Mouvement.FERMETURE, "le 1er septembre 2025"),
        ("Les Galets", Mouvement.PLACES, "de 20 à 24\u00a0places"),
    ]
    assert lus.compare_depuis == datetime.date(2024, 12, 31)


def test_sans_historique_d_avant_l_annee_rien_ne_se_compare(convention: Convention) -> None:
    fabriques.equipement(convention)
    lus = contenu(convention).mouvements
    assert (lus.mouvements, lus.compare_depuis) == ((), None)


def test_les_places_se_lisent_par_commune_et_par_type(convention: Convention) -> None:
    structure = fabriques.equipement(convention, type="eaje", capacite=18)
    fabriques.equipement(convention, type="eaje", capacite=None, commune=structure.commune)
    (ligne,) = contenu(convention).registre.communes
    capacite = ligne.capacites[next(iter(ligne.capacites))]
    assert (capacite.total, capacite.connues, capacite.inconnues) == (18, 1, 1)


def test_l_argent_se_lit_jusqu_a_l_annee_evaluee(convention: Convention) -> None:
    PlancherDuBonus.objects.create(
        convention=convention, montant=Decimal(5000), annee=2021, source="Caf"
    )
    lu = contenu(convention, 2024).argent
    assert [a.annee for a in lu.annees] == [2022, 2023, 2024]
    assert (lu.plancher, lu.origine_du_plancher) == (Decimal(5000), "Caf")
    annee = lu.de(2024)
    assert annee is not None
    assert (annee.face_au_plancher, annee.bonus.total) == ("sous_le_plancher", None)
    assert lu.de(2025) is None


def test_un_avenant_devrait_porter_les_propositions_et_les_ecarts(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.proposition(fiche)
    ecartee = fabriques.proposition(fiche, champ="moyens")
    ecartee.ecarter(motif="Non.", par=fabriques.LE_TEST, le=LE, version_ouverte=ecartee.version)
    hors = fabriques.equipement(convention, nom="La Neuve")
    a_porter = contenu(convention).modifications
    assert [(m.fiche, m.etat) for m in a_porter.du_plan] == [(1, "en_attente")]
    assert [(m.objet, m.constat, m.source) for m in a_porter.de_l_annexe] == [
        (f"La Neuve ({hors.commune.nom})", "hors de l'annexe 2", "art. 6")
    ]
    assert a_porter.total == 2


@pytest.mark.parametrize(
    ("ancien", "nouveau", "ajoute", "retire"),
    [
        ("Jeunes", "Jeunes\n\nDès 11 ans.", "Dès 11 ans.", ""),
        ("Réunir les maires du nord.", "Réunir les maires du sud.", "sud.", "nord."),
        ("a b c d e f", "a x c d e y", "x […] y", "b […] f"),
        ("Tout autre chose.", "Rien de commun ici.", "", ""),
        ("", "Un texte neuf.", "", ""),
    ],
)
def test_un_avenant_montre_ce_qui_change(
    ancien: str, nouveau: str, ajoute: str, retire: str
) -> None:
    assert difference(ancien, nouveau) == (ajoute, retire)


def test_les_anomalies_se_comptent_par_partie_du_texte(convention: Convention) -> None:
    for lieu in ("Annexe 2, Boé", "Annexe 2", "Article 6"):
        fabriques.anomalie(convention, lieu=lieu)
    lieux = contenu(convention).modifications.lieux_des_anomalies
    assert [(lieu.partie, lieu.nombre) for lieu in lieux] == [("Annexe 2", 2), ("Article 6", 1)]


def test_le_bilan_des_verdicts_ouvre_ce_que_l_evaluation_juge(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    question = outils_referentiel.question(outils_referentiel.thematique(convention))
    jugee = outils_referentiel.hypothese(question, enonce="Jugée.")
    outils_referentiel.hypothese(question, enonce="En attente.")
    outils_referentiel.verdict(evaluation, jugee)
    lu = contenu_de_l_evaluation(evaluation, LE)
    assert "1\u00a0hypothèse sur 2 n'a pas de verdict pour 2025." in [m.phrase for m in lu.manques]
    html = html_de_l_evaluation(lu).replace("\u00a0", " ")
    assert "1 verdict rendu sur 2 hypothèses" in html
    # Seule l'hypothèse jugée a sa ligne de tableau.
    assert '<th scope="row">Jugée.' in html
    assert "<li>En attente." in html


def test_le_prevu_dit_ce_qui_n_est_qu_envisage(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.financement(fiche, annee=2025, prevu=Decimal(1000), demande="envisage")
    fabriques.financement(fiche, annee=2025, prevu=Decimal(500), demande="demande")
    argent = contenu(convention).argent_du_plan
    assert (argent.ensemble.prevu, argent.envisage) == (Decimal(1500), Decimal(1000))
    assert [axe.envisage for axe in argent.par_axe] == [Decimal(1000)]


def test_une_ligne_signee_dit_ce_que_sa_structure_est_devenue(convention: Convention) -> None:
    structure = fabriques.equipement(convention, nom="Les Galets")
    partie = fabriques.signataire(convention)
    convention.lignes_annexe2.create(
        signataire=partie,
        ordre=1,
        type=structure.type,
        libelle="Les Galets",
        equipement=structure,
    )
    assert contenu(convention).modifications.de_l_annexe == ()
    structure.nom, structure.statut = "Les Cailloux", Equipement.Statut.FERME
    structure.statut_depuis = datetime.date(2025, 9, 1)
    structure.save()
    Soutien.objects.create(
        equipement=structure, partenaire=partie.partenaire, fin=datetime.date(2025, 8, 31)
    )
    ecarts = contenu(convention).modifications.de_l_annexe
    assert [(m.constat, m.signe, m.voulu) for m in ecarts] == [
        ("structure fermée", "Les Galets", "fermée depuis le 1er septembre 2025"),
        ("nom changé", "Les Galets", "Les Cailloux"),
        (
            "soutien arrêté",
            f"soutien {partie.partenaire.en_complement}",
            "arrêté le 31 août 2025 ; une autre partie la soutient",
        ),
    ]


def test_les_parties_sans_logo_se_disent(convention: Convention) -> None:
    commune = fabriques.signataire(convention)
    caf = fabriques.signataire(convention, partenaire=fabriques.partenaire(nature="caf"))
    LogoDePartenaire.objects.create(
        partenaire=caf.partenaire,
        titre="Caf",
        fichier="2025/01/caf.png",
        empreinte="e" * 64,
        largeur=40,
        hauteur=20,
    )
    lu = contenu(convention)
    assert [groupe.titre for groupe in lu.parties] == [
        "caisses d’allocations familiales",
        "communes",
    ]
    assert lu.parties[0].parties[0].logo == LogoLu("2025/01/caf.png", "e" * 64, 40, 20)
    assert lu.parties[1].sans_logo == lu.parties[1].noms
    assert Partenaire.objects.get(pk=commune.partenaire.pk).nature == "commune"
    (manque,) = [m for m in lu.manques if m.source == "art. 9"]
    assert manque.phrase == "1\u00a0partie n'a pas déposé son logo."
    assert manque.details == lu.parties[1].noms


def test_le_glossaire_est_dans_l_ordre(convention: Convention) -> None:
    mots = [terme.mot.lower() for terme in contenu(convention).glossaire]
    assert mots == sorted(mots, key=lambda mot: mot.replace("é", "e"))
