"""Déclarer une structure : du formulaire à la validation, renvoi compris."""

import pytest
from django.test import Client

from conventions.models import Convention, Partenaire
from ctg.socle.etats import ActionImpossible
from equipements import services
from equipements.forms.structures import SECTIONS
from equipements.models import Equipement, SousType
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import adresse, page, reponses
from tests.fabriques import LE_TEST

EtatSaisie = Equipement.EtatSaisie


@pytest.fixture
def soutien(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def agent(convention: Convention, soutien: Partenaire, connecter: Connexions) -> Client:
    return connecter(fabriques.agent(convention, soutien))


@pytest.fixture
def coordonnateur(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def test_du_brouillon_a_la_validation_en_passant_par_un_renvoi(
    convention: Convention, soutien: Partenaire, agent: Client, coordonnateur: Client
) -> None:
    reponse = agent.post(
        adresse("equipement_ajouter", convention),
        reponses(commune=soutien.commune_id, periodes=["mercredi", "ete"], capacite=""),
        follow=True,
    )
    structure = Equipement.objects.get()
    assert (structure.etat_saisie, structure.soutiens.get().partenaire) == ("brouillon", soutien)
    assert structure.periodes == ["mercredi", "ete"]
    # La relecture montre chaque réponse, et ce qui manque avec son lien.
    html = page(reponse)
    assert "Mercredi, été" in html
    modifier = adresse("equipement_modifier", convention, structure)
    assert f'href="{modifier}#id_capacite">Indiquez la capacité.' in html
    soumettre = adresse("equipement_soumettre", convention, structure)
    assert soumettre not in html
    # Soumettre sans rien corriger est refusé, avec la phrase.
    refus = agent.post(soumettre, {"version": structure.version}, follow=True)
    assert "Indiquez la capacité." in page(refus)

    structure.refresh_from_db()
    reponse = agent.post(modifier, reponses(structure, capacite=40), follow=True)
    assert soumettre in page(reponse)
    structure.refresh_from_db()
    reponse = agent.post(soumettre, {"version": structure.version}, follow=True)
    assert "Ce qui vient ensuite" in page(reponse)

    structure.refresh_from_db()
    renvoyer = adresse("equipement_renvoyer", convention, structure)
    vide = coordonnateur.post(renvoyer, {"version": structure.version, "motif": " "})
    assert vide.status_code == 200
    assert "Dites pourquoi vous renvoyez cette saisie." in page(vide)
    coordonnateur.post(renvoyer, {"version": structure.version, "motif": "Le nom est faux"})
    structure.refresh_from_db()
    assert structure.etat_saisie == EtatSaisie.RENVOYE
    assert "Le nom est faux" in page(agent.get(modifier))

    agent.post(modifier, reponses(structure, nom="ALSH corrigé"))
    structure.refresh_from_db()
    agent.post(soumettre, {"version": structure.version})
    structure.refresh_from_db()
    valider = adresse("equipement_valider", convention, structure)
    coordonnateur.post(valider, {"version": structure.version})
    structure.refresh_from_db()
    assert (structure.etat_saisie, structure.nom) == (EtatSaisie.VALIDE, "ALSH corrigé")
    assert structure.valide_le == AUJOURD_HUI


def test_les_erreurs_sont_a_cote_du_champ_et_rien_n_est_perdu(
    convention: Convention, soutien: Partenaire, agent: Client
) -> None:
    creche = SousType.objects.create(type="eaje", code="creche", nom="Crèche")
    reponse = agent.post(
        adresse("equipement_ajouter", convention),
        reponses(
            commune=soutien.commune_id,
            nom="Ma saisie gardée",
            code_postal="90200",
            gestionnaire_siret="732 829 320 00075",
            sous_type=creche.pk,
            age_max=36,
        ),
    )
    erreurs = reponse.context["formulaire"].errors
    assert set(erreurs) == {"code_postal", "gestionnaire_siret", "sous_type", "age_max"}
    assert "Ma saisie gardée" in page(reponse)
    assert not Equipement.objects.exists()


def test_un_siret_se_copie_avec_ses_espaces(
    convention: Convention, soutien: Partenaire, agent: Client
) -> None:
    agent.post(
        adresse("equipement_ajouter", convention),
        reponses(commune=soutien.commune_id, gestionnaire_siret="732 829 320 00074"),
    )
    assert Equipement.objects.get().gestionnaire_siret == "73282932000074"


def test_le_coordonnateur_dit_qui_soutient(
    convention: Convention, soutien: Partenaire, coordonnateur: Client
) -> None:
    fabriques.signataire(convention)
    page_ajouter = adresse("equipement_ajouter", convention)
    sans = coordonnateur.post(page_ajouter, reponses(commune=soutien.commune_id))
    assert "soutenue_par" in sans.context["formulaire"].errors
    signataire = soutien.signataires.get()
    coordonnateur.post(
        page_ajouter, reponses(commune=soutien.commune_id, soutenue_par=signataire.pk)
    )
    assert Equipement.objects.get().soutiens.get().partenaire == soutien


def test_ne_se_declare_que_pour_une_collectivite_signataire(
    convention: Convention, soutien: Partenaire
) -> None:
    caf = fabriques.partenaire(nature=Partenaire.Nature.CAF)
    fabriques.signataire(convention, partenaire=caf)
    for partenaire in (caf, fabriques.partenaire()):
        with pytest.raises(ActionImpossible):
            services.declarer(
                convention=convention,
                partenaire=partenaire,
                champs={"nom": "X", "type": "alsh", "commune": soutien.commune},
                par=LE_TEST,
                le=AUJOURD_HUI,
            )


def test_une_structure_soumise_se_modifie_mais_reste_complete(
    convention: Convention, soutien: Partenaire, agent: Client
) -> None:
    structure = fabriques.equipement(
        convention,
        soutien,
        etat_saisie=EtatSaisie.SOUMIS,
        adresse="1 rue",
        code_postal="90100",
        gestionnaire="La commune",
        capacite=10,
    )
    modifier = adresse("equipement_modifier", convention, structure)
    incomplete = agent.post(modifier, reponses(structure, capacite=""))
    assert "Indiquez la capacité." in page(incomplete)
    agent.post(modifier, reponses(structure, capacite=12))
    structure.refresh_from_db()
    assert (structure.capacite, structure.etat_saisie) == (12, EtatSaisie.SOUMIS)


def test_ne_valide_pas_ce_que_l_agent_vient_de_changer(
    convention: Convention, soutien: Partenaire, coordonnateur: Client
) -> None:
    structure = fabriques.equipement(convention, soutien, etat_saisie=EtatSaisie.SOUMIS)
    structure.enregistrer_sur(1)
    valider = adresse("equipement_valider", convention, structure)
    for version in ("1", "", "abc"):
        coordonnateur.post(valider, {"version": version})
        structure.refresh_from_db()
        assert structure.etat_saisie == EtatSaisie.SOUMIS


def test_le_formulaire_de_modification_porte_tout_ce_qui_est_enregistre(
    convention: Convention, soutien: Partenaire, agent: Client
) -> None:
    structure = fabriques.equipement(
        convention,
        soutien,
        etat_saisie=EtatSaisie.BROUILLON,
        periodes=["soir"],
        a_referent_handicap=False,
        statut_depuis=AUJOURD_HUI,
    )
    structure.communes_desservies.add(structure.commune)
    formulaire = agent.get(adresse("equipement_modifier", convention, structure)).context[
        "formulaire"
    ]
    html = str(formulaire)
    for morceau in ('value="soir"', 'value="False"', 'value="23/11/2026"'):
        assert morceau in html
    envoi = {champ.html_name: champ.value() for champ in formulaire}
    envoi = {nom: valeur for nom, valeur in envoi.items() if valeur is not None}
    agent.post(adresse("equipement_modifier", convention, structure), envoi)
    structure.refresh_from_db()
    assert structure.version == 2
    assert (structure.periodes, structure.a_referent_handicap) == (["soir"], False)
    assert list(structure.communes_desservies.all()) == [structure.commune]


def test_la_position_sur_la_carte_ne_se_demande_pas_avant_le_telephone(
    convention: Convention, soutien: Partenaire, agent: Client
) -> None:
    """Un agent la connaît rarement : elle est facultative, et repliée."""
    structure = fabriques.equipement(convention, soutien, etat_saisie=EtatSaisie.BROUILLON)
    vue = page(agent.get(adresse("equipement_modifier", convention, structure)))
    assert vue.index("id_telephone") < vue.index("id_latitude")
    assert vue.index("<summary>Donner sa position") < vue.index("id_latitude")


def test_chaque_champ_saisi_a_sa_place_dans_le_formulaire() -> None:
    places = [champ for _, _, champs in SECTIONS for champ in champs]
    assert sorted(places) == sorted(Equipement.CHAMPS_SAISIS)
