"""Le journal : qui écrit, qui corrige et jusqu'à quand, et comment il se relit."""

import datetime
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import FicheAction, Note
from conventions.models import Convention, Utilisateur
from conventions.models.contrat import ConventionFigee
from ctg.socle import horloge
from ctg.socle.correction import TexteFige
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion, ecriture_lue
from tests import fabriques
from tests.conftest import AUJOURD_HUI, MIDI, Connexions
from tests.outils import texte_de

UN_JOUR = datetime.timedelta(hours=24)


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention)


@pytest.fixture
def pilote(fiche: FicheAction) -> Utilisateur:
    return fabriques.pilote(fiche)


def _corriger(note: Note, par: Utilisateur, texte: str, maintenant: datetime.datetime) -> None:
    note.corriger(
        genre=note.genre,
        date=note.date,
        texte=texte,
        ecriture_ouverte=ecriture_lue(note),
        par=par,
        maintenant=maintenant,
    )


def test_une_note_est_signee_et_ne_dit_rien_de_l_etat(
    fiche: FicheAction, pilote: Utilisateur
) -> None:
    fiche.noter(
        genre=Note.Genre.DECISION, date=AUJOURD_HUI, texte=" On y va. ", par=pilote, le=AUJOURD_HUI
    )
    note = Note.objects.avec_compte().get()
    assert (note.texte, note.auteur, note.ecrite_le) == ("On y va.", pilote.nom, MIDI)
    assert note.compte_de_l_auteur == pilote.pk
    fiche.refresh_from_db()
    assert (fiche.etat, fiche.version) == ("", 1)


@pytest.mark.parametrize(
    ("jour", "texte", "refus"),
    [
        (AUJOURD_HUI, "  ", "elle est vide"),
        (AUJOURD_HUI + UN_JOUR, "Demain.", "Cette date est à venir"),
    ],
)
def test_une_note_vide_ou_a_venir_est_refusee(
    fiche: FicheAction, pilote: Utilisateur, jour: datetime.date, texte: str, refus: str
) -> None:
    with pytest.raises(ActionImpossible, match=refus):
        fiche.noter(genre="decision", date=jour, texte=texte, par=pilote, le=AUJOURD_HUI)
    assert not Note.objects.exists()
    note = fabriques.note(fiche, par=pilote, date=jour)
    with pytest.raises(ActionImpossible, match=refus):
        _corriger(note, pilote, texte, MIDI)


def test_hors_de_la_periode_le_journal_est_ferme(db: None) -> None:
    convention = fabriques.convention(fin=datetime.date(2026, 11, 22))
    fiche = fabriques.fiche(convention)
    note = fabriques.note(fiche)
    with pytest.raises(ConventionFigee):
        fiche.noter(
            genre="decision",
            date=AUJOURD_HUI,
            texte="x",
            par=fabriques.LE_TEST,
            le=AUJOURD_HUI,
        )
    with pytest.raises(ConventionFigee):
        _corriger(note, fabriques.coordonnateur(convention), "Trop tard.", MIDI)


def test_une_note_se_corrige_un_jour_puis_se_fige(fiche: FicheAction, pilote: Utilisateur) -> None:
    note = fabriques.note(fiche, par=pilote)
    presque = MIDI + UN_JOUR - datetime.timedelta(seconds=1)
    _corriger(note, pilote, "Corrigée à temps.", presque)
    assert Note.objects.get().texte == "Corrigée à temps."
    with pytest.raises(TexteFige, match="Ce texte est figé"):
        _corriger(note, pilote, "Trop tard.", MIDI + UN_JOUR)
    assert Note.objects.get().texte == "Corrigée à temps."


def test_seuls_son_auteur_et_le_coordonnateur_corrigent(
    convention: Convention, fiche: FicheAction, pilote: Utilisateur
) -> None:
    fabriques.note(fiche, par=pilote)
    homonyme = fabriques.pilote(fiche)
    homonyme.nom = pilote.nom
    homonyme.save()
    permis = {
        "auteur": Note.objects.all().modifiables_par(pilote).exists(),
        "coordonnateur": Note.objects.all()
        .modifiables_par(fabriques.coordonnateur(convention))
        .exists(),
        "homonyme": Note.objects.all().modifiables_par(homonyme).exists(),
        "copilote": Note.objects.all().modifiables_par(fabriques.copilote(convention)).exists(),
    }
    assert permis == {"auteur": True, "coordonnateur": True, "homonyme": False, "copilote": False}


def test_la_page_d_une_note_figee_dit_depuis_quand(
    connecter: Connexions,
    fiche: FicheAction,
    pilote: Utilisateur,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note = fabriques.note(fiche, par=pilote)
    adresse = reverse("note_modifier", args=[fiche.convention.slug, note.pk])
    client = connecter(pilote)
    assert "Elle se corrige jusqu'au 24 novembre 2026 à 13 h 00" in texte_de(client.get(adresse))
    monkeypatch.setattr(horloge, "maintenant", lambda: MIDI + 2 * UN_JOUR)
    assert "figée depuis le 24 novembre 2026 à 13 h 00" in texte_de(client.get(adresse))
    envoi = {"version": ecriture_lue(note), "genre": "decision", "date": "2026-11-23", "texte": "x"}
    assert "Ce texte est figé" in texte_de(client.post(adresse, envoi))
    assert Note.objects.get().texte == note.texte


def test_deux_corrections_les_deux_versions_se_montrent(
    connecter: Connexions, fiche: FicheAction, pilote: Utilisateur
) -> None:
    note = fabriques.note(fiche, par=pilote)
    ouverte = ecriture_lue(note)
    coordonnateur = fabriques.coordonnateur(fiche.convention)
    _corriger(note, coordonnateur, "Celle d'abord.", MIDI)
    # La note reste à qui l'a écrite ; l'historique dit qui l'a corrigée.
    assert Note.objects.get().auteur == pilote.nom
    assert note.historique.latest().auteur == coordonnateur.nom
    adresse = reverse("note_modifier", args=[fiche.convention.slug, note.pk])
    envoi = {"version": ouverte, "genre": "reussite", "date": "2026-11-23", "texte": "La mienne."}
    reponse = connecter(pilote).post(adresse, envoi)
    assert reponse.status_code == 409
    assert "Celle d'abord." in texte_de(reponse)
    assert "La mienne." in texte_de(reponse)
    assert Note.objects.get().texte == "Celle d'abord."


@pytest.mark.django_db(transaction=True)
def test_deux_corrections_au_meme_instant_une_seule_passe() -> None:
    note = fabriques.note(fabriques.fiche(fabriques.convention()))
    ouverte, depart = ecriture_lue(note), threading.Barrier(4)
    issues: list[str] = []

    def corriger(rang: int) -> None:
        sienne = Note.objects.select_related("fiche__convention").get(pk=note.pk)
        depart.wait()
        try:
            sienne.corriger(
                genre="decision",
                date=AUJOURD_HUI,
                texte=f"Version {rang}",
                ecriture_ouverte=ouverte,
                par=fabriques.LE_TEST,
                maintenant=MIDI,
            )
            issues.append("écrite")
        except ConflitDeVersion:
            issues.append("conflit")
        finally:
            connection.close()

    fils = [threading.Thread(target=corriger, args=(rang,)) for rang in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["conflit"] * 3 + ["écrite"]
    assert note.historique.count() == 2


def test_la_fiche_filtre_son_journal_par_genre_dans_l_adresse(
    connecter: Connexions, fiche: FicheAction, pilote: Utilisateur
) -> None:
    fabriques.note(fiche, par=pilote, genre="reussite", texte="Le lieu ouvre.")
    fabriques.note(fiche, genre="difficulte", texte="Il pleut.")
    client, adresse = connecter(pilote), reverse("fiche_detail", args=[fiche.convention.slug, 1])
    entiere = client.get(adresse).content.decode()
    assert "?genre=reussite#journal" in entiere
    # Elle ne corrige que la sienne.
    assert entiere.count("/modifier/") == 1
    filtree = texte_de(client.get(adresse, {"genre": "reussite"}))
    assert "Le lieu ouvre." in filtree
    assert "Il pleut." not in filtree
    assert "Il pleut." in texte_de(client.get(adresse, {"genre": "inconnu"}))


def test_le_journal_de_la_convention_se_filtre(
    connecter: Connexions, convention: Convention, fiche: FicheAction
) -> None:
    autre = fabriques.fiche(convention)
    fabriques.note(fiche, texte="Le lieu d'éveil ouvre.", genre="reussite")
    fabriques.note(autre, texte="Rien à signaler.", date=datetime.date(2024, 3, 1))
    fabriques.note(fabriques.fiche(fabriques.convention()), texte="Une note d'ailleurs.")
    client = connecter(fabriques.lecteur(convention))
    adresse = reverse("journal", args=[convention.slug])

    def lu(**filtres: str) -> tuple[bool, bool]:
        page = texte_de(client.get(adresse, filtres))
        assert "Une note d'ailleurs." not in page
        return ("Le lieu d'éveil ouvre." in page, "Rien à signaler." in page)

    assert lu() == (True, True)
    assert lu(q="EVEIL") == (True, False)
    assert lu(genre="reussite") == (True, False)
    assert lu(fiche="2") == (False, True)
    assert lu(du="2024-01-01", au="2024-12-31") == (False, True)
    rien = texte_de(client.get(adresse, {"q": "introuvable"}))
    assert "Aucune note ne répond à ces filtres" in rien
    envers = texte_de(client.get(adresse, {"du": "2025-01-01", "au": "2024-01-01"}))
    assert "Cette date précède le début de la période." in envers


def test_un_journal_vide_dit_la_suite(connecter: Connexions, convention: Convention) -> None:
    page = connecter(fabriques.lecteur(convention)).get(reverse("journal", args=[convention.slug]))
    assert "Le journal est vide" in texte_de(page)
    assert "0 note" not in texte_de(page)


def test_le_journal_se_lit_a_cout_constant(connecter: Connexions, convention: Convention) -> None:
    client = connecter(fabriques.lecteur(convention))
    comptes = []
    for nombre in (1, 40):
        for _ in range(nombre):
            fabriques.note(fabriques.fiche(convention))
        with CaptureQueriesContext(connection) as requetes:
            page = client.get(reverse("journal", args=[convention.slug]), {"page": "1"})
        comptes.append(len(requetes))
    assert "Page 1 sur 2" in texte_de(page)
    assert comptes[0] == comptes[1] <= 8
