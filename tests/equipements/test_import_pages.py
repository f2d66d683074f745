"""Importer par les pages : déposer, relire, choisir, appliquer, lire le bilan."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Partenaire, Utilisateur
from equipements.echanges.application import signer_le_lot
from equipements.models import Equipement
from equipements.views import imports
from tests import fabriques
from tests.conftest import Connexions, ecritures
from tests.equipements import fichiers
from tests.outils import texte_de

ENTETES = ("Nom", "Type", "Commune d'implantation", "Adresse", "Code postal", "Gestionnaire")


def _deposer(
    coordination: Client, convention: Convention, octets: bytes, quoi: str = "structures"
) -> Any:
    fichier = SimpleUploadedFile("import.xlsx", octets)
    adresse = reverse("registre_importer", args=[convention.slug])
    return coordination.post(adresse, {"quoi": quoi, "fichier": fichier})


def _appliquer(coordination: Client, convention: Convention, reponse: Any, **suite: Any) -> Any:
    adresse = reverse("registre_appliquer", args=[convention.slug])
    return coordination.post(adresse, {"lot": reponse.context["lot"], **suite}, follow=True)


def _nouvelles(partie: Partenaire, *noms: str) -> bytes:
    commune: Any = partie.commune
    return fichiers.tableau(
        (*ENTETES, "Soutenue par"),
        [(nom, "RPE", commune.nom, "1 rue", "90100", "Asso", partie.nom) for nom in noms],
    )


def test_rien_n_est_ecrit_avant_la_confirmation(
    convention: Convention, partie: Partenaire, coordination: Client
) -> None:
    with ecritures() as ecrites:
        reponse = _deposer(coordination, convention, _nouvelles(partie, "Les Lucioles"))
    assert not ecrites
    assert "1 nouvelle" in texte_de(reponse)
    fin = _appliquer(coordination, convention, reponse)
    assert "1 structure ajoutée" in texte_de(fin)
    assert Equipement.objects.get().etat_saisie == Equipement.EtatSaisie.SOUMIS


def test_la_coordination_valide_aussitot_ce_qui_est_complet(
    convention: Convention, partie: Partenaire, coordination: Client, coordonnateur: Utilisateur
) -> None:
    reponse = _deposer(coordination, convention, _nouvelles(partie, "Les Lucioles"))
    assert "Valider aussitôt" in texte_de(reponse)
    assert "dont 1 validée" in texte_de(
        _appliquer(coordination, convention, reponse, valider="oui")
    )
    structure = Equipement.objects.get()
    assert (structure.etat_saisie, structure.valide_par) == ("valide", coordonnateur.nom)


def test_les_fautes_se_lisent_par_ligne_et_rien_ne_s_applique(
    convention: Convention, partie: Partenaire, coordination: Client
) -> None:
    octets = fichiers.tableau(
        (*ENTETES, "Soutenue par", "Couleur"),
        [
            ("Les Lucioles", "crèche", "Nulle part", "", "", "", partie.nom, "bleu"),
            ("Les Grillons", "RPE", partie.commune.nom, "", "1", "", "", ""),  # type: ignore[union-attr]
        ],
    )
    reponse = _deposer(coordination, convention, octets)
    texte = texte_de(reponse)
    assert reponse.context["lot"] == ""
    assert "Ligne 2 Type : « crèche » n'est pas dans la liste" in texte
    assert "Commune d'implantation : « Nulle part »" in texte
    assert "la colonne « Couleur » n'est pas lue" in texte
    assert "Colonnes absentes, où rien ne change : Sous-type" in texte
    assert "Rien n'a été écrit" in texte
    assert "Appliquer" not in texte


def test_un_doublon_probable_ne_s_ajoute_que_coche(
    convention: Convention, partie: Partenaire, coordination: Client
) -> None:
    fabriques.equipement(convention, partie, nom="Les Lucioles", type="rpe")
    reponse = _deposer(coordination, convention, _nouvelles(partie, "Relais Les Lucioles"))
    assert "Ressemble à : Les Lucioles" in texte_de(reponse)
    assert "1 ligne laissée de côté" in texte_de(_appliquer(coordination, convention, reponse))
    reponse = _deposer(coordination, convention, _nouvelles(partie, "Relais Les Lucioles"))
    # Le même fichier, et cette fois un choix.
    choix = _appliquer(coordination, convention, reponse, choix=["N2"])
    assert Equipement.objects.count() == 2, texte_de(choix)


def test_un_envoi_repete_ne_s_ajoute_pas_deux_fois(
    convention: Convention, partie: Partenaire, coordination: Client, connecter: Connexions
) -> None:
    reponse = _deposer(coordination, convention, _nouvelles(partie, "Les Lucioles"))
    _appliquer(coordination, convention, reponse)
    assert "déjà été appliqué" in texte_de(_appliquer(coordination, convention, reponse))
    coordination.session.flush()
    assert Equipement.objects.count() == 1


def test_un_lot_d_une_autre_personne_ou_abime_est_refuse(
    convention: Convention, partie: Partenaire, coordination: Client
) -> None:
    autre = fabriques.agent(convention, partie)
    controle = fichiers.controler(_nouvelles(partie, "Les Lucioles"), convention, autre)
    adresse = reverse("registre_appliquer", args=[convention.slug])
    for lot in (signer_le_lot(controle, convention, autre), "n'importe quoi", ""):
        reponse = coordination.post(adresse, {"lot": lot}, follow=True)
        assert "trop ancien, ou incomplet" in texte_de(reponse)
    assert not Equipement.objects.exists()


def test_le_registre_a_change_entre_temps(
    convention: Convention, partie: Partenaire, coordination: Client, coordonnateur: Utilisateur
) -> None:
    structure = fabriques.equipement(convention, partie)
    octets = fichiers.retouche(
        fichiers.xlsx(convention, coordonnateur), {(2, "Gestionnaire"): "Asso"}, "Structures"
    )
    reponse = _deposer(coordination, convention, octets)
    Equipement.objects.filter(pk=structure.pk).update(version=2)
    assert "rien n'a été écrit" in texte_de(_appliquer(coordination, convention, reponse))


def test_les_chiffres_passent_par_la_meme_page(
    convention: Convention, partie: Partenaire, coordination: Client, coordonnateur: Utilisateur
) -> None:
    fabriques.equipement(convention, partie)
    octets = fichiers.retouche(
        fichiers.xlsx_annee(convention, coordonnateur), {(2, "Nombre"): 60}, "Chiffres"
    )
    reponse = _deposer(coordination, convention, octets, quoi="chiffres")
    assert "1 change" in texte_de(reponse)
    assert "1 réponse enregistrée" in texte_de(_appliquer(coordination, convention, reponse))


@pytest.mark.parametrize(
    ("envoi", "mots"),
    [
        ({}, "Choisissez le fichier"),
        ({"fichier": io.BytesIO(b"")}, "Ce fichier est vide"),
        ({"fichier": io.BytesIO(b"PK\x03\x04rien")}, "abîmé"),
    ],
)
def test_un_fichier_illisible_se_dit_a_cote_du_champ(
    convention: Convention, coordination: Client, envoi: dict[str, Any], mots: str
) -> None:
    adresse = reverse("registre_importer", args=[convention.slug])
    fabriques.signataire(convention)
    reponse = coordination.post(adresse, {"quoi": "structures", **envoi})
    assert mots in texte_de(reponse)


def test_une_convention_close_n_importe_plus(
    convention: Convention, partie: Partenaire, coordination: Client
) -> None:
    Convention.objects.filter(pk=convention.pk).update(etat=Convention.Etat.RESILIEE)
    reponse = _deposer(coordination, convention, _nouvelles(partie, "Les Lucioles"))
    assert "lecture seule" in texte_de(reponse)


def test_tout_ce_qui_s_appliquerait_se_relit(
    convention: Convention,
    partie: Partenaire,
    coordination: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imports, "PAR_PAQUET", 2)
    monkeypatch.setattr(imports, "CHOIX_AU_PLUS", 3)
    noms = [
        f"Relais {mot}" for mot in ("Aubépine", "Bruyère", "Campanule", "Digitale", "Églantine")
    ]
    octets = _nouvelles(partie, *noms)
    reponse = _deposer(coordination, convention, octets)
    html = reponse.content.decode()
    assert all(nom in html for nom in noms)
    assert [titre for titre, _ in reponse.context["nouvelles"]] == [
        "",
        "3 à 4 sur 5",
        "5 à 5 sur 5",
    ]
    assert html.count("<summary>Structures nouvelles, de ") == 2
    _appliquer(coordination, convention, reponse)
    assert Equipement.objects.count() == 5
    doublons = _deposer(coordination, convention, octets)
    html = doublons.content.decode()
    assert html.count('name="choix"') == 3
    assert all(f"Ligne {rang}" in html for rang in range(2, 7))
    assert "seront laissés de côté" in html
