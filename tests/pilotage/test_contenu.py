"""L'évaluation d'une année en données : lue à sa date, sans rien inventer."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from actions.models import FicheAction, Indicateur, PiloteDeFiche, Reference
from conventions.models import Convention, Partenaire
from ctg.socle.historique import acte, antidater
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.models import Evaluation, Presence, Recit, Releve
from tests import fabriques

LE = datetime.date(2026, 11, 23)


def contenu(convention: Convention, annee: int = 2025, le: datetime.date = LE) -> ContenuEvaluation:
    """L'évaluation d'une année qui n'est pas ouverte."""
    return contenu_de_l_evaluation(Evaluation(convention=convention, annee=annee), le)


def dire(fiche: FicheAction, le: datetime.date, **champs: str) -> None:
    """Quelqu'un écrit l'état de la fiche ce jour-là, tard dans la soirée."""
    tard = timezone.make_aware(datetime.datetime.combine(le, datetime.time(23, 30)))
    with acte(fabriques.LE_TEST), antidater(tard):
        for champ, valeur in champs.items():
            setattr(fiche, champ, valeur)
        fiche.save()


def test_l_etat_est_celui_du_31_decembre(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    dire(fiche, datetime.date(2024, 12, 31), etat="en_cours", meteo="atteignables")
    dire(fiche, datetime.date(2025, 1, 1), etat="realise", meteo="securises")
    lues = {annee: contenu(convention, annee).fiches[0] for annee in (2023, 2024, 2025)}
    assert [(lues[a].etat, lues[a].meteo) for a in (2023, 2024, 2025)] == [
        ("", ""),
        ("en_cours", "atteignables"),
        ("realise", "securises"),
    ]


def test_une_annee_en_cours_est_lue_au_jour_de_production(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    dire(fiche, datetime.date(2026, 6, 1), etat="en_cours")
    dire(fiche, datetime.date(2026, 11, 24), etat="realise")
    lu = contenu(convention, 2026)
    assert (lu.lue_au, lu.fiches[0].etat, lu.est_en_cours_d_annee) == (LE, "en_cours", True)
    assert contenu(convention, 2025).lue_au == datetime.date(2025, 12, 31)


def test_une_fiche_chargee_apres_coup_garde_ce_qui_est_date_d_avant(
    convention: Convention,
) -> None:
    fiche = fabriques.fiche(convention)
    creation = datetime.datetime(2025, 12, 31, 9, tzinfo=datetime.UTC)
    FicheAction.historique.filter(id=fiche.pk).update(history_date=creation)
    assert contenu(convention).fiches[0].etat == ""
    dire(fiche, datetime.date(2025, 3, 1), etat="en_cours")
    assert contenu(convention).fiches[0].etat == "en_cours"


def test_ce_qui_manque_a_toutes_les_actions_n_est_pas_enumere(convention: Convention) -> None:
    for _ in range(2):
        fabriques.indicateur(fabriques.fiche(convention))
    manques = {m.phrase: m.details for m in contenu(convention).manques}
    assert manques["Les 2 actions n'ont pas de pilote."] == ()
    assert len(manques["2\u00a0indicateurs sur 2 n'ont pas de réponse pour 2025."]) == 2
    PiloteDeFiche.objects.create(
        fiche=FicheAction.objects.get(numero=1), personne=fabriques.personne()
    )
    manques = {m.phrase: m.details for m in contenu(convention).manques}
    assert manques["1\u00a0action n'a pas de pilote."] == ("Action 2 – Action inventée 2",)


def test_une_etape_faite_plus_tard_ne_l_est_pas_encore(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche, faite_le=datetime.date(2024, 2, 1), vue_le=datetime.date(2024, 2, 1))
    fabriques.etape(fiche, vue_le=datetime.date(2024, 3, 1))
    fabriques.etape(fiche, fin=datetime.date(2027, 6, 30))
    statuts = {a: [e.statut for e in contenu(convention, a).fiches[0].etapes] for a in (2023, 2024)}
    assert statuts[2023] == ["en_cours", "en_cours", "en_cours"]
    assert statuts[2024] == ["faite", "en_retard", "en_cours"]
    lues = contenu(convention, 2024).fiches[0]
    assert lues.etapes[0].faite_le == datetime.date(2024, 2, 1)
    assert contenu(convention, 2023).fiches[0].etapes[0].faite_le is None
    assert [e.est_au_dela_du_terme for e in lues.etapes] == [False, False, True]
    assert [e.periode for e in lues.etapes] == ["2023", "2023", "2023-2027"]


def test_une_etape_jamais_vue_est_a_renseigner_sauf_action_close(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche)
    assert contenu(convention).fiches[0].etapes[0].statut == "a_renseigner"
    assert not contenu(convention).fiches[0].etapes_sont_connues
    dire(fiche, datetime.date(2025, 5, 1), etat="abandonne")
    lu = contenu(convention)
    assert lu.fiches[0].etapes[0].statut == "close"
    assert [(p.cle, p.nombre) for p in lu.etapes if p.nombre] == [("close", 1)]
    assert not any("étape passée" in manque.phrase for manque in lu.manques)


def test_seules_les_notes_de_l_annee_deja_passees(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    for jour in ((2024, 12, 31), (2025, 9, 1), (2025, 1, 1), (2026, 1, 1), (2026, 11, 24)):
        fiche.notes.create(date=datetime.date(*jour), texte=f"{jour}", auteur="le test")
    assert [n.date.isoformat() for n in contenu(convention).fiches[0].notes] == [
        "2025-01-01",
        "2025-09-01",
    ]
    assert len(contenu(convention, 2026).fiches[0].notes) == 1


def test_les_pilotes_sont_ceux_du_31_decembre(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    periodes: list[dict[str, Any]] = [
        {"fin": datetime.date(2025, 12, 30)},
        {"debut": datetime.date(2025, 12, 31)},
        {"debut": datetime.date(2026, 1, 1)},
        {"est_copilote": True},
    ]
    for n, periode in enumerate(periodes):
        personne = fabriques.personne(nom=f"P{n}")
        PiloteDeFiche.objects.create(fiche=fiche, personne=personne, **periode)
    lue = contenu(convention).fiches[0]
    assert (lue.pilotes, lue.copilotes) == (("P1",), ("P3",))


def test_un_indicateur_et_ses_reponses(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    chiffre = fabriques.indicateur(fiche, unite="%")
    recit = fabriques.indicateur(fiche)
    fabriques.indicateur(fiche)
    fabriques.indicateur(fiche, est_a_definir=True)
    fabriques.releve(chiffre, valeur="12.5")
    fabriques.releve(chiffre, annee=2024, reponse=Releve.Reponse.NON_DISPONIBLE, motif="trop tôt")
    fabriques.releve(chiffre, annee=2023)
    recit.nature = Indicateur.Nature.QUALITATIF
    recit.save()
    fabriques.releve(recit, reponse=Releve.Reponse.NIVEAU, niveau="progres", recit="Mieux.")
    Reference.objects.create(
        fiche=fiche, indicateur=chiffre, libelle="jeunes", valeur=1, unite="%", comparateur="<"
    )
    Reference.objects.create(fiche=fiche, libelle="familles", valeur=33, unite="%")
    lu = contenu(convention)
    fiche_lue = lu.fiches[0]
    premier, deuxieme, troisieme, a_definir = fiche_lue.indicateurs
    assert premier.reponse is not None
    assert premier.reponse.en_clair == "12,5\u00a0%"
    assert premier.precedente is not None
    assert (premier.precedente.reponse, premier.precedente.texte) == ("non_disponible", "trop tôt")
    assert [r.valeur for r in premier.references] == ["moins de 1\u00a0%"]
    assert [r.libelle for r in fiche_lue.references] == ["familles"]
    assert deuxieme.reponse is not None
    assert (deuxieme.reponse.niveau, deuxieme.reponse.texte) == ("progres", "Mieux.")
    assert (troisieme.est_sans_reponse, a_definir.est_sans_reponse) == (True, False)
    assert (fiche_lue.indicateurs_repondus, fiche_lue.indicateurs_attendus) == (2, 3)
    assert [p.nombre for p in lu.reponses] == [1, 1, 0, 0, 1]
    assert ("0 sur 3", "indicateur atteint ou en progrès", "2 ont leur réponse") in [
        (c.valeur, c.libelle, c.precision) for c in lu.chiffres
    ]
    assert {p.libelle: p.nombre for p in lu.resultats if p.nombre} == {
        "sans comparaison": 2,
        "sans réponse": 1,
    }


def test_les_etats_se_comptent_zero_compris(convention: Convention) -> None:
    for _ in range(3):
        fabriques.fiche(convention)
    dire(FicheAction.objects.get(numero=2), datetime.date(2025, 2, 1), etat="realise")
    lu = contenu(convention)
    assert {p.libelle: p.nombre for p in lu.etats} == {
        "à venir": 0,
        "en cours": 0,
        "réalisée": 1,
        "en pause": 0,
        "abandonnée": 0,
        "non renseignées": 2,
    }
    assert (lu.chiffres[0].valeur, lu.chiffres[0].precision) == ("1 sur 3", "dont 1 réalisée")


def test_ce_que_personne_n_a_dit_n_est_pas_zero(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche)
    fabriques.etape(fiche, debut=None, fin=None)
    lu = contenu(convention)
    assert [(c.valeur, c.precision, c.est_connu) for c in lu.chiffres[:2]] == [
        ("non renseigné", "sur 1", False),
        ("non renseigné", "sur 2", False),
    ]
    # Sans date, et dont personne n'a rien dit, une étape n'est pas « en cours ».
    assert [(p.cle, p.nombre) for p in lu.etapes if p.nombre] == [("a_renseigner", 1), ("", 1)]
    assert lu.synthese.rien_ne_bloque.startswith("On ne le sait pas")


def test_aucune_realisee_ne_se_dit_que_si_toutes_sont_connues(convention: Convention) -> None:
    for _ in range(2):
        fabriques.fiche(convention)
    dire(FicheAction.objects.get(numero=1), datetime.date(2025, 2, 1), etat="en_cours")
    lu = contenu(convention)
    assert (lu.chiffres[0].valeur, lu.chiffres[0].precision) == (
        "1 sur 2",
        "0 réalisée sur 1 renseignée",
    )
    assert lu.synthese.rien_ne_bloque == "Rien de ce qui est renseigné ne bloque."
    dire(FicheAction.objects.get(numero=2), datetime.date(2025, 2, 1), etat="en_cours")
    assert contenu(convention).chiffres[0].precision == "aucune réalisée"


def test_les_recits_et_le_statut_devant_le_copil(convention: Convention) -> None:
    axe = fabriques.axe(convention)
    evaluation = fabriques.evaluation(convention)
    Recit.objects.create(evaluation=evaluation, axe=None, texte="Tout. ")
    Recit.objects.create(evaluation=evaluation, section="axe", axe=axe, texte="Un axe.")
    lu = contenu_de_l_evaluation(evaluation, LE)
    assert (lu.recit, lu.axes[0].recit) == ("Tout.", "Un axe.")
    assert lu.statut == "Document de travail, non validé en COPIL"
    evaluation.reunion = fabriques.reunion(convention, date=datetime.date(2026, 6, 12))
    assert contenu_de_l_evaluation(evaluation, LE).statut == "Présenté au COPIL du 12 juin 2026"
    veille = datetime.date(2026, 6, 11)
    assert contenu_de_l_evaluation(evaluation, veille).statut == (
        "Document de travail, non validé en COPIL, préparé pour le COPIL du 12 juin 2026"
    )


def test_les_seances_nomment_les_parties(convention: Convention) -> None:
    agen = fabriques.partenaire(commune=fabriques.commune(nom="Valmont"))
    commune = fabriques.signataire(convention, partenaire=agen, ordre=1)
    caf = fabriques.partenaire(nature=Partenaire.Nature.CAF, nom="Caf inventée")
    copilote = fabriques.signataire(convention, partenaire=caf, ordre=2, est_copilote=True)
    seance = fabriques.reunion(convention)
    Presence.objects.create(reunion=seance, signataire=commune, etat="represente")
    Presence.objects.create(reunion=seance, signataire=copilote, etat="excuse")
    seance.decider(texte="Décidé.", fiche=fabriques.fiche(convention), par=fabriques.LE_TEST)
    lu = contenu(convention)
    (tenue,) = lu.gouvernance.tenues
    assert (tenue.presentes, tenue.excusees) == (("Valmont",), ("Caf inventée",))
    assert [(d.texte, d.fiche) for d in tenue.decisions] == [("Décidé.", 1)]
    assert [(g.titre, g.noms) for g in lu.parties] == [
        ("caisses d’allocations familiales", ("Caf inventée",)),
        ("communes", ("Valmont",)),
    ]
    assert ("art. 7", ("Caf inventée",)) in [(m.source, m.details) for m in lu.manques]


def test_une_evaluation_sans_rien(convention: Convention) -> None:
    lu = contenu(convention)
    assert (lu.axes, lu.parties, lu.nombre_de_parties, lu.recit) == ((), (), 0, "")
    assert [(m.phrase, m.source) for m in lu.manques] == [
        ("Aucun COPIL n'a été tenu en 2025.", "annexe 4"),
        ("Aucun COTECH n'a été tenu en 2025.", "annexe 4"),
        ("L'évaluation 2025 n'est rattachée à aucune séance du COPIL.", "art. 10"),
        ("Le récit d'ensemble de l'année n'est pas écrit.", "art. 10"),
        ("Le référentiel d'évaluation n'est pas écrit.", "art. 10"),
        ("Aucune partie à la convention n'est enregistrée.", "préambule"),
        ("Le plan d'actions n'est pas enregistré.", "annexe 3"),
        ("Le registre ne compte aucune structure validée.", "annexe 2"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("deliberee_le", "attendu"), [(datetime.date(2022, 10, 20), False), (None, True)]
)
def test_l_annee_de_la_deliberation_est_toleree(
    deliberee_le: datetime.date | None, attendu: bool
) -> None:
    convention = fabriques.convention(deliberee_le=deliberee_le)
    phrases = [m.phrase for m in contenu(convention, 2022).manques]
    assert any("COPIL n'a été tenu" in phrase for phrase in phrases) is attendu
