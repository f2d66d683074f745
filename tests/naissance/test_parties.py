"""Coller la liste des parties : ce qui se reconnaît, ce qui se demande, ce qui s'inscrit."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Commune, Convention, Partenaire, Signataire
from conventions.naissance import nom_de_la_commune_partie
from conventions.reconnaissance import Sort, reconnaitre
from tests import fabriques
from tests.conftest import Connexions
from tests.naissance.outils import coller, envoyer, projet
from tests.outils import texte_de

pytestmark = pytest.mark.django_db


@pytest.fixture
def en_projet(db: None) -> Convention:
    """Une convention en projet, et quatre communes inventées."""
    for nom, insee, postaux in (
        ("Saint-Amand-sur-Orne", "90011", ["90150"]),
        ("L'Île-Éveillée", "90012", ["90100", "90101"]),
        ("Le Bourg", "90013", ["90150"]),
        # Son code Insee est aussi le code postal d'une autre.
        ("Valmont", "90100", ["90200"]),
    ):
        fabriques.commune(nom=nom, code_insee=insee, codes_postaux=postaux)
    return projet()


@pytest.fixture
def client_qui_batit(connecter: Connexions, en_projet: Convention) -> Client:
    """Sa coordination."""
    return connecter(fabriques.coordonnateur(en_projet))


def _lue(convention: Convention, ligne: str) -> Any:
    return reconnaitre(ligne, convention=convention, par=fabriques.LE_TEST)[0]


@pytest.mark.parametrize(
    "ligne",
    [
        "Saint-Amand-sur-Orne",
        "ST AMAND SUR ORNE",
        "  saint amand sur orne ;",
        "90011",
        "90011 Saint-Amand",
        "Commune de Saint-Amand-sur-Orne",
        "St-Amand-sur-Orne (90150)",
        "Saint-Amand-sur-Orne\t90150",
        "- Mairie de St Amand sur Orne",
    ],
)
def test_une_commune_se_reconnait_par_son_nom_ou_son_code(
    en_projet: Convention, ligne: str
) -> None:
    lue = _lue(en_projet, ligne)
    if ligne == "90011 Saint-Amand":
        # Le code suffit ; le nom, incomplet, ne le dément pas.
        assert [c.code_insee for c in lue.communes] == ["90011"]
    assert lue.sort is Sort.RECONNUE
    assert lue.communes[0].nom == "Saint-Amand-sur-Orne"


@pytest.mark.parametrize("ligne", ["l'ile eveillee", "Ile Éveillée", "90101"])
def test_ni_accent_ni_article_ni_casse_ne_comptent(en_projet: Convention, ligne: str) -> None:
    assert _lue(en_projet, ligne).communes[0].nom == "L'Île-Éveillée"


@pytest.mark.parametrize(
    ("ligne", "communes"),
    [
        # Un même code postal pour deux communes.
        ("90150", {"90011", "90013"}),
        # Un code Insee qui est aussi un code postal.
        ("90100", {"90012", "90100"}),
        # Un code et un nom qui se contredisent.
        ("90013 Valmont", {"90013", "90100"}),
    ],
)
def test_ce_qui_hesite_est_demande(en_projet: Convention, ligne: str, communes: set[str]) -> None:
    lue = _lue(en_projet, ligne)
    assert lue.sort is Sort.A_CHOISIR
    assert {c.code_insee for c in lue.communes} == communes


def test_deux_homonymes_se_demandent_et_le_code_les_distingue(en_projet: Convention) -> None:
    fabriques.commune(nom="Valmont", code_insee="91001", codes_postaux=["91000"])
    assert _lue(en_projet, "valmont").sort is Sort.A_CHOISIR
    assert _lue(en_projet, "Valmont 91000").communes[0].code_insee == "91001"


@pytest.mark.parametrize(
    ("ligne", "nature", "nom"),
    [
        ("Caf de l'Orne inventée", "caf", "Caf de l'Orne inventée"),
        ("CC du Val inventé", "agglomeration", "CC du Val inventé"),
        ("SIVOS du Bourg", "syndicat", "SIVOS du Bourg"),
        ("Conseil départemental", "departement", "Conseil départemental"),
        ("Préfecture", "etat", "Préfecture"),
        ("MSA", "msa", "MSA"),
        ("La Ruche ; association", "association", "La Ruche"),
        ("La Fabrique\tautre", "autre", "La Fabrique"),
    ],
)
def test_un_organisme_dit_sa_nature_ou_la_laisse_deviner(
    en_projet: Convention, ligne: str, nature: str, nom: str
) -> None:
    lue = _lue(en_projet, ligne)
    assert (lue.sort, lue.nature, lue.nom) == (Sort.ORGANISME, nature, nom)


def test_une_faute_de_frappe_propose_les_noms_proches(en_projet: Convention) -> None:
    lue = _lue(en_projet, "Valmontt")
    assert lue.sort is Sort.INCONNUE
    assert [c.nom for c in lue.communes] == ["Valmont"]


@pytest.mark.parametrize(
    ("commune", "nom"),
    [
        ("Agen", "Commune d'Agen"),
        ("Le Passage", "Commune du Passage"),
        ("Les Aubiers", "Commune des Aubiers"),
        ("La Sauvetat", "Commune de La Sauvetat"),
        ("Île-Tudy", "Commune d'Île-Tudy"),
    ],
)
def test_une_commune_partie_s_ecrit_avec_son_article(commune: str, nom: str) -> None:
    assert nom_de_la_commune_partie(commune) == nom


def test_la_liste_se_verifie_ligne_a_ligne_puis_s_inscrit(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    deja = fabriques.partenaire(commune=Commune.objects.get(code_insee="90011"))
    fabriques.signataire(en_projet, partenaire=deja, ordre=1)
    liste = "Saint-Amand-sur-Orne\n90100\nNeuville\nValmont\nMystère\nvalmont"
    adresse = reverse("parties_verifier", args=[en_projet.slug])
    page = texte_de(client_qui_batit.post(adresse, {"liste": liste}))
    for phrase in ("6 lignes lues", "1 commune reconnue", "déjà partie", "écrite deux fois"):
        assert phrase in page
    assert Signataire.objects.count() == 1, "la vérification n'écrit rien"

    # Sans réponse, chaque ligne qui hésite est dite ; le reste de la saisie demeure.
    refus = coller(client_qui_batit, en_projet, liste, nature_3="commune", nature_5="laisser")
    assert "Choisissez la commune" in texte_de(refus)
    assert "Indiquez le code Insee" in texte_de(refus)
    reponse = coller(
        client_qui_batit,
        en_projet,
        liste,
        commune_2="90012",
        nature_3="commune",
        insee_3="90044",
        postal_3="90440",
        nature_5="laisser",
    )
    assert reponse.status_code == 302
    noms = [s.partenaire.nom for s in en_projet.signataires.select_related("partenaire")]
    assert noms[1:] == ["Commune de L'Île-Éveillée", "Commune de Neuville", "Commune de Valmont"]
    assert Commune.objects.get(code_insee="90044").codes_postaux == ["90440"]


def test_corriger_la_liste_rend_ce_qui_fut_colle(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    adresse = reverse("parties_verifier", args=[en_projet.slug])
    page = client_qui_batit.post(adresse, {"liste": "Mystère", "relire": "oui"})
    assert page.context["formulaire"]["liste"].value() == "Mystère"
    assert "Collez au moins une ligne" in texte_de(client_qui_batit.post(adresse, {"liste": " ; "}))


def test_une_partie_se_corrige_et_dit_qui_signe(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    partie = fabriques.signataire(en_projet)
    mandat = fabriques.mandat(partenaire=partie.partenaire)
    adresse = reverse("signataire_modifier", args=[en_projet.slug, partie.pk])
    envoyer(client_qui_batit, adresse, denomination="La commune", mandats=[mandat.pk])
    partie.refresh_from_db()
    assert partie.denomination == "La commune"
    assert [s.mandat for s in partie.signatures.all()] == [mandat]


def test_deux_personnes_a_la_fois_sur_une_partie(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    partie = fabriques.signataire(en_projet)
    adresse = reverse("signataire_modifier", args=[en_projet.slug, partie.pk])
    ouverte = client_qui_batit.get(adresse).context["formulaire"]["version"].value()
    envoyer(client_qui_batit, adresse, denomination="La première")
    page = client_qui_batit.post(adresse, {"version": ouverte, "denomination": "La seconde"})
    assert page.status_code == 409
    partie.refresh_from_db()
    assert partie.denomination == "La première"


def test_une_partie_pour_qui_un_compte_agit_ne_se_retire_pas(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    partie = fabriques.signataire(en_projet)
    fabriques.agent(en_projet, partie.partenaire)
    adresse = reverse("signataire_retirer", args=[en_projet.slug, partie.pk])
    version = client_qui_batit.get(
        reverse("signataire_modifier", args=[en_projet.slug, partie.pk])
    ).context["version"]
    page = client_qui_batit.post(adresse, {"version": version}, follow=True)
    assert "retirez-lui d'abord ce rôle" in texte_de(page)
    partie.partenaire.habilitations.all().delete()
    client_qui_batit.post(adresse, {"version": version})
    assert not Signataire.objects.filter(pk=partie.pk).exists()
    assert Partenaire.objects.filter(pk=partie.partenaire_id).exists()


def test_cinq_cents_lignes_se_verifient_en_autant_de_requetes(
    client_qui_batit: Client, en_projet: Convention
) -> None:
    adresse = reverse("parties_verifier", args=[en_projet.slug])

    def requetes(nombre: int) -> int:
        liste = "\n".join(f"Association {n}" for n in range(nombre))
        with CaptureQueriesContext(connection) as lues:
            assert client_qui_batit.post(adresse, {"liste": liste}).status_code == 200
        return len(lues)

    assert requetes(500) == requetes(1) <= 10


# --- Le fichier des communes ---------------------------------------------------------------------


def test_les_fichiers_officiels_font_connaitre_les_communes(
    en_projet: Convention, tmp_path: Path
) -> None:
    insee, poste = tmp_path / "insee.csv", tmp_path / "poste.csv"
    insee.write_text(
        "TYPECOM,COM,REG,LIBELLE\nCOM,90050,27,Étoile-sur-Orne\nCOMD,90051,27,Déléguée\n"
        "COM,90011,27,Saint-Amand-sur-Orne\n",
        encoding="utf-8",
    )
    poste.write_text(
        "#Code_commune_INSEE;Nom_de_la_commune;Code_postal\n"
        "90050;ETOILE SUR ORNE;90500\n90050;ETOILE SUR ORNE;90501\n90011;ST AMAND;90151\n",
        encoding="cp1252",
    )
    sortie = io.StringIO()
    call_command("importer_communes", insee, stdout=sortie)
    call_command("importer_communes", poste, stdout=sortie)
    assert "1 communes ajoutées, 0 complétées" in sortie.getvalue()
    assert "0 communes ajoutées, 2 complétées" in sortie.getvalue()
    etoile = Commune.objects.get(code_insee="90050")
    assert (etoile.nom, etoile.codes_postaux) == ("Étoile-sur-Orne", ["90500", "90501"])
    assert not Commune.objects.filter(code_insee="90051").exists()


def test_un_fichier_d_autre_chose_se_refuse(db: None, tmp_path: Path) -> None:
    autre = tmp_path / "autre.csv"
    autre.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="colonne de code Insee"):
        call_command("importer_communes", autre)
