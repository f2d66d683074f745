"""L'agent d'une commune répond par son lien : structure par structure, puis il confirme."""

import datetime
from decimal import Decimal

import pytest

from conventions.models import Convention, Envoi, Partenaire
from equipements.models import (
    ChiffreAnnuel,
    Correction,
    Equipement,
    GrilleDePrix,
    MontantDeSoutien,
    Places,
)
from tests import fabriques
from tests.equipements.outils_campagne import page, par_lien, relue, saisie, tout_dire, une_demande

pytestmark = pytest.mark.django_db


def test_une_commune_et_un_alsh_en_trois_champs(convention: Convention) -> None:
    """Cinq minutes : quatre pages après le lien, trois réponses, rien de connu à retaper."""
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    liste = agente.get(page("registre_demande", demande)).content.decode()
    assert page("registre_structure", demande, alsh.pk) in liste
    dit = tout_dire(alsh)
    assert len(dit) == 3
    envoi = saisie(agente, demande, alsh, **dit)
    assert envoi.headers["Location"] == page("registre_demande", demande)
    verifier = agente.get(page("registre_verifier", demande))
    assert verifier.context["manques"] == []
    fin = agente.post(page("registre_verifier", demande), {"version": relue(demande).version})
    assert fin.headers["Location"] == page("registre_lire", demande)

    lue = relue(demande)
    assert (lue.etat, lue.est_repondue_pour_autrui) == ("repondue", False)
    assert ["ALSH du Bourg – Prix 2026-2027", "Mêmes prix que l'an passé"] in lue.reponse
    montant = MontantDeSoutien.objects.get(annee=2026)
    assert (montant.valeur, montant.confirme_le) == (Decimal(10_500), None)
    neuve = GrilleDePrix.objects.get(annee_scolaire=2026)
    assert [p.montant for p in neuve.prix.all()] == [8, 12]
    alsh.refresh_from_db()
    assert alsh.confirmee_le == datetime.date(2026, 11, 23)
    assert alsh.confirmee_par == f"{demande.personne} (lien personnel)"
    assert alsh.historique.first().history_change_reason == "confirmation"


def test_un_chiffre_de_l_an_passe_se_reprend_d_un_geste(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, constat="inchangee")
    # Sans le geste, rien n'est répondu à la place de personne.
    assert not ChiffreAnnuel.objects.filter(annee=2026).exists()
    cle = f"soutien-{alsh.soutiens.get().pk}"
    deux = saisie(agente, demande, alsh, **{f"{cle}-reprendre": "on", f"{cle}-valeur": "9 000"})
    assert set(deux.context["formulaire"].errors) == {f"{cle}-valeur"}
    reprises = {f"{cle}-reprendre": "on", "enfants-reprendre": "on"}
    assert saisie(agente, demande, alsh, **reprises).status_code == 302
    assert MontantDeSoutien.objects.get(annee=2026).valeur == 10_000
    chiffre = ChiffreAnnuel.objects.get(annee=2026)
    assert (chiffre.code, chiffre.valeur, chiffre.confirme_le) == ("enfants", Decimal(60), None)
    # Répondue, la question ne propose plus de reprendre.
    page_ = agente.get(page("registre_structure", demande, alsh.pk)).content.decode()
    assert "enfants-reprendre" not in page_


def test_confirmer_deux_fois_le_meme_envoi_n_en_fait_qu_une(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, **tout_dire(alsh))
    adresse, version = page("registre_verifier", demande), relue(demande).version
    assert agente.post(adresse, {"version": version}).status_code == 302
    assert agente.post(adresse, {"version": version}).status_code == 409
    assert demande.historique.filter(etat="repondue").count() == 1


def test_ce_qui_manque_se_dit_et_se_reprend(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    saisie(agente, demande, alsh, constat="inchangee")
    lue = relue(demande)
    assert (lue.etat, lue.commencee_le) == ("commencee", datetime.date(2026, 11, 23))
    verifier = agente.get(page("registre_verifier", demande))
    assert len(verifier.context["manques"]) == 2
    refus = agente.post(page("registre_verifier", demande), {"version": lue.version})
    assert refus.status_code == 200
    assert relue(demande).etat == "commencee"
    # La page se rouvre telle qu'on l'avait laissée.
    rouverte = agente.get(page("registre_structure", demande, alsh.pk)).context["formulaire"]
    assert rouverte["constat"].value() == "inchangee"


def test_une_absence_se_motive_et_n_est_pas_zero(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    cle = f"soutien-{alsh.soutiens.get().pk}"
    dit = tout_dire(alsh, prix="non_disponible")
    dit |= {f"{cle}-valeur": "", f"{cle}-absence": "non_disponible"}
    erreurs = saisie(agente, demande, alsh, **dit).context["formulaire"].errors
    assert set(erreurs) == {f"{cle}-motif", "motif_des_prix"}
    dit |= {f"{cle}-motif": "Budget pas voté", "motif_des_prix": "Vote en décembre"}
    assert saisie(agente, demande, alsh, **dit).status_code == 302
    assert MontantDeSoutien.objects.get(annee=2026).valeur is None
    assert agente.get(page("registre_verifier", demande)).context["manques"] == []


def test_les_listes_se_lisent_et_se_corrigent_par_le_lien(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    Places.objects.create(equipement=alsh, periode="mercredi", age_min=3, age_max=11, nombre=24)
    alsh.contacts.create(fonction="Inscriptions", telephone="05 53 00 00 00")
    agente = par_lien(demande.personne, convention)
    structure = page("registre_structure", demande, alsh.pk)
    lue = " ".join(agente.get(structure).content.decode().split())
    # Ce que « rien n'a changé » confirme est là, et ce qui est vide aussi.
    for attendu in ("24 places", "05 53 00 00 00", "Non renseigné : sous-type", "SIRET"):
        assert attendu in lue
    lignes = page("registre_lignes", demande, alsh.pk, "places")
    assert lignes in lue
    donnees = {"version": alsh.version, "nombre": 1, "0-periode": "mercredi", "0-nombre": "30"}
    assert agente.post(lignes, donnees).headers["Location"] == structure
    assert [p["nombre"] for p in Correction.objects.get().valeurs["places"]] == [30]
    assert relue(demande).reponses.get().constat == "corrigee"
    assert agente.get(page("registre_lignes", demande, alsh.pk, "lune")).status_code == 404
    verifier = agente.get(page("registre_verifier", demande)).content.decode()
    assert "24 places" in " ".join(verifier.split())


def test_corriger_attend_le_coordonnateur(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    suite = saisie(agente, demande, alsh, **tout_dire(alsh, constat="corrigee"))
    corriger = page("registre_corriger", demande, alsh.pk)
    assert suite.headers["Location"] == corriger
    # Tant que rien n'est corrigé, le constat reste à dire.
    assert (
        "Dites si la fiche est exacte."
        in agente.get(page("registre_demande", demande)).content.decode()
    )
    formulaire = agente.get(corriger).context["formulaire"]
    donnees = {
        c.html_name: [getattr(v, "pk", v) for v in c.value()]
        if isinstance(c.value(), list)
        else c.value()
        for c in formulaire
        if c.value() not in (None, "")
    }
    assert agente.post(corriger, donnees | {"capacite": "48"}).status_code == 302
    assert Correction.objects.get().valeurs == {"capacite": 48}
    alsh.refresh_from_db()
    assert alsh.capacite == 40
    assert relue(demande).reponses.get().constat == "corrigee"


def test_une_structure_fermee_a_sa_date_et_attend_le_coordonnateur(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    sans_date = saisie(agente, demande, alsh, constat="fermee")
    assert set(sans_date.context["formulaire"].errors) == {"fermee_le"}
    saisie(agente, demande, alsh, constat="fermee", fermee_le="2026-07-31")
    assert Correction.objects.get().valeurs == {"statut": "ferme", "statut_depuis": "2026-07-31"}
    assert agente.get(page("registre_verifier", demande)).context["manques"] == []
    # C'était une erreur : la correction qui la disait fermée se retire.
    saisie(agente, demande, alsh, constat="inchangee", fermee_le="")
    assert Correction.objects.get().etat == "retiree"
    alsh.refresh_from_db()
    assert alsh.statut == Equipement.Statut.OUVERT


def test_une_commune_sans_structure_le_confirme_et_dit_ce_qui_dessert(
    convention: Convention,
) -> None:
    relais = fabriques.equipement(convention, nom="Relais voisin", type="rpe")
    demande = fabriques.demande_de_registre(fabriques.campagne(convention, genre="registre"))
    agente = par_lien(demande.personne, convention)
    refus = agente.post(page("registre_verifier", demande), {"version": demande.version})
    assert "Confirmez qu" in refus.context["manques"][0]
    adresse = page("registre_sans_structure", demande)
    vide = agente.post(adresse, {"version": demande.version})
    assert set(vide.context["formulaire"].errors) == {"dessert"}
    agente.post(
        adresse,
        {"version": demande.version, "desservie_par": [relais.pk], "dessert": "Deux assistantes."},
    )
    agente.post(page("registre_verifier", demande), {"version": relue(demande).version})
    lue = relue(demande)
    assert (lue.etat, lue.sans_structure) == ("repondue", True)
    assert lue.reponse == [
        ["Structures", "Aucune structure ici"],
        ["Ce qui dessert les familles", "Relais voisin"],
        ["En plus", "Deux assistantes."],
    ]


def test_un_saut_se_signale_a_la_saisie_et_s_explique(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    suite = saisie(agente, demande, alsh, **tout_dire(alsh), **{"enfants-valeur": "150"})
    assert suite.headers["Location"].endswith("#ecarts")
    relu = agente.get(page("registre_structure", demande, alsh.pk)).content.decode()
    assert "doublement" in relu
    suite = saisie(agente, demande, alsh, mot="Une école de plus.")
    assert suite.headers["Location"] == page("registre_demande", demande)
    assert relue(demande).reponses.get().mot == "Une école de plus."


def test_confier_a_un_collegue_garde_le_lien_du_premier(convention: Convention) -> None:
    demande, _ = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    agente.post(
        page("registre_confier", demande),
        {"prenom": "Une", "nom": "Collègue", "courriel": "collegue@exemple.fr"},
    )
    lue = relue(demande)
    assert str(lue.transmise_a) == "Une Collègue"
    assert Envoi.objects.get(personne=lue.transmise_a).motif == "transmission"
    assert par_lien(lue.repondante, convention).get(lue.page()).status_code == 200
    assert agente.get(lue.page()).status_code == 200


def test_une_autre_partie_ne_voit_ni_la_demande_ni_ses_structures(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    autre = fabriques.demande_de_registre(demande.campagne)
    curieuse = par_lien(autre.personne, convention)
    for nom in ("registre_demande", "registre_verifier", "registre_lire", "registre_declarer"):
        assert curieuse.get(page(nom, demande)).status_code == 404
    for nom in ("registre_structure", "registre_corriger", "registre_prix"):
        assert curieuse.get(page(nom, demande, alsh.pk)).status_code == 404
        # Sous sa propre demande, la structure d'une autre n'existe pas.
        assert curieuse.get(page(nom, autre, alsh.pk)).status_code == 404


def test_les_montants_d_une_autre_partie_ne_se_lisent_pas(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agglo = fabriques.partenaire(nature=Partenaire.Nature.AGGLOMERATION)
    soutien = alsh.soutiens.create(partenaire=agglo)
    MontantDeSoutien.objects.create(soutien=soutien, annee=2026, valeur=77_777)
    agente = par_lien(demande.personne, convention)
    lu = agente.get(page("registre_structure", demande, alsh.pk)).content.decode()
    assert f"soutien-{soutien.pk}" not in lu
    assert "77777" not in lu.replace("\u202f", "").split("<main")[1]
