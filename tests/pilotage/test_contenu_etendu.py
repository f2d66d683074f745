"""Ce que l'évaluation dit de plus : synthèse, argent, registre, avenant, fin du contrat."""

import datetime
from decimal import Decimal

from actions.models import FicheAction, PiloteDeFiche
from conventions.models import Convention, LogoDePartenaire, Partenaire
from ctg.socle.historique import acte, antidater
from equipements.models import Equipement, PlancherDuBonus, Soutien
from equipements.mouvements import Mouvement
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.contenu_des_parties import LogoLu
from pilotage.models import Evaluation, Instance
from tests import fabriques
from tests.pilotage.test_contenu import LE, dire


def contenu(convention: Convention, annee: int = 2025, le: datetime.date = LE) -> ContenuEvaluation:
    """L'évaluation d'une année qui n'est pas ouverte."""
    return contenu_de_l_evaluation(Evaluation(convention=convention, annee=annee), le)


def midi(jour: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(jour, datetime.time(12), datetime.UTC)


def test_la_synthese_compte_ce_qui_est_fait_bloque_et_demande(convention: Convention) -> None:
    faite, compromise = fabriques.fiche(convention), fabriques.fiche(convention)
    dire(faite, datetime.date(2025, 3, 1), etat="realise")
    dire(
        compromise,
        datetime.date(2025, 3, 1),
        etat="en_pause",
        meteo="compromis",
        meteo_commentaire="Non.",
    )
    fabriques.etape(faite, faite_le=datetime.date(2025, 2, 1), vue_le=datetime.date(2025, 2, 1))
    fabriques.etape(compromise, vue_le=datetime.date(2025, 3, 1))
    fabriques.indicateur(faite, est_a_definir=True)
    PiloteDeFiche.objects.create(fiche=faite, personne=fabriques.personne())
    lue = contenu(convention).synthese
    assert [(p.phrase, p.fiches) for p in lue.fait] == [
        ("1\u00a0action est réalisée.", (1,)),
        ("1\u00a0étape a été faite dans l’année.", (1,)),
    ]
    assert [(p.phrase, p.fiches) for p in lue.bloque] == [
        ("1\u00a0action a ses objectifs compromis.", (2,)),
        ("1\u00a0action est en pause.", (2,)),
        ("1\u00a0étape est en retard.", (2,)),
    ]
    assert [(p.phrase, p.fiches) for p in lue.demande] == [
        ("Examiner l'évaluation 2025 (art. 10).", ()),
        ("Désigner un pilote pour 1\u00a0action qui n’en a pas (annexe 4).", (2,)),
        ("Dire la suite de 1\u00a0action dont la météo est défavorable.", (2,)),
        ("Définir 1\u00a0indicateur que le contrat laisse à définir (annexe 3).", (1,)),
    ]


def test_une_evaluation_examinee_n_est_plus_a_examiner(convention: Convention) -> None:
    copil = fabriques.instance(convention, genre=Instance.Genre.COPIL)
    seance = fabriques.reunion(convention, instance=copil, date=datetime.date(2026, 6, 18))
    evaluation = fabriques.evaluation(convention, annee=2025, reunion=seance)
    lue = contenu_de_l_evaluation(evaluation, LE)
    assert not any("Examiner" in p.phrase for p in lue.synthese.demande)
    avant = contenu_de_l_evaluation(evaluation, datetime.date(2026, 6, 17))
    assert any("Examiner" in p.phrase for p in avant.synthese.demande)


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
            f"soutien de {partie.partenaire}",
            "arrêté le 31 août 2025 ; une autre partie la soutient",
        ),
    ]


def test_l_evaluation_finale_montre_toutes_les_annees(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    dire(fiche, datetime.date(2023, 3, 1), etat="en_cours")
    dire(fiche, datetime.date(2026, 3, 1), etat="realise")
    fabriques.etape(fiche, faite_le=datetime.date(2024, 2, 1), vue_le=datetime.date(2024, 2, 1))
    ouverte = fabriques.fiche(convention)
    fabriques.etape(ouverte)
    assert contenu(convention, 2026).tendances is None
    finale = contenu_de_l_evaluation(
        Evaluation(convention=convention, annee=2026, est_finale=True), LE
    )
    assert (finale.est_finale, finale.titre) == (True, "Évaluation finale 2022-2026")
    assert finale.tendances is not None
    assert [(a.annee, a.etapes_faites, a.etats) for a in finale.tendances.annees] == [
        (2022, 0, {"": 2}),
        (2023, 0, {"en_cours": 1, "": 1}),
        (2024, 1, {"en_cours": 1, "": 1}),
        (2025, 1, {"en_cours": 1, "": 1}),
        (2026, 1, {"realise": 1, "": 1}),
    ]
    assert finale.tendances.fiches[0].etats == ("", "en_cours", "en_cours", "en_cours", "realise")
    phrases = [(r.phrase, len(r.details)) for r in finale.tendances.a_reporter]
    assert phrases == [
        ("1\u00a0action dont le terme de la convention n’a pas vu la fin.", 1),
        ("1\u00a0étape qui n’est pas faite.", 1),
    ]
    assert FicheAction.objects.count() == 2


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
