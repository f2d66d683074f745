"""Une année du registre : déclarer une structure, la faire valider, la corriger."""

from conventions.models import Utilisateur
from equipements.models import Equipement
from tests.parcours.conftest import Ouvrir
from tests.parcours.territoire import Territoire

MOTIF = "La capacité dépasse celle de l'agrément : vérifiez-la."


def declarer_un_alsh(ici: Territoire, devant: Ouvrir) -> Equipement:
    """Un brouillon que personne ne voit, complété puis soumis."""
    agent = devant(ici.agent).ouvrir("equipement_liste", ici.slug).cliquer("Déclarer une structure")
    commune = ici.commune.partenaire.commune_id

    agent.envoyer(nom="Les Hirondelles", type="alsh", commune=commune)

    agent.lit("Votre brouillon est enregistré.", "Indiquez l'adresse.", "Indiquez la capacité.")
    structure = Equipement.objects.get(nom="Les Hirondelles")
    # Le bouton n'est pas là ; l'envoyer quand même ne soumet rien.
    assert agent.statut("equipement_soumettre", ici.slug, structure.pk, version=1) == 302
    structure.refresh_from_db()
    assert structure.etat_saisie == Equipement.EtatSaisie.BROUILLON
    devant(ici.coordonnateur).n_attend_plus("Structure à valider")
    devant(ici.lecteur).ouvrir("equipement_liste", ici.slug).ne_lit_pas("Les Hirondelles")

    agent.repondre("Brouillon à terminer : Les Hirondelles").cliquer("Compléter")
    agent.envoyer(
        adresse="3 place de la Mairie", code_postal="90100", gestionnaire="La commune", capacite=90
    )
    agent.lit("Relisez vos réponses", "3 place de la Mairie", "90 places")
    agent.envoyer().lit("La structure est soumise.")
    return structure


def renvoyer_puis_valider(ici: Territoire, structure: Equipement, devant: Ouvrir) -> None:
    """Le coordonnateur renvoie avec un motif, l'agent corrige, le coordonnateur valide."""
    a_valider = f"Structure à valider : {structure}"
    coordonnateur = devant(ici.coordonnateur).repondre(a_valider).cliquer("Renvoyer")
    coordonnateur.envoyer()
    assert coordonnateur.erreur("motif") == "Dites pourquoi vous renvoyez cette saisie."
    coordonnateur.envoyer(motif=MOTIF).lit("La saisie est renvoyée")
    coordonnateur.n_attend_plus(a_valider)

    agent = devant(ici.agent)
    renvoyee = agent.attente(f"Saisie renvoyée : {structure}")
    assert MOTIF in renvoyee.texte
    assert renvoyee.est_pressante
    agent.repondre(renvoyee.titre)
    assert agent.valeur("capacite") == "90"
    agent.envoyer(capacite=36).lit("Relisez vos réponses", MOTIF, "36 places")
    agent.envoyer().lit("La structure est soumise.")

    coordonnateur.repondre(a_valider).lit("36 places")
    coordonnateur.envoyer().lit("La structure est validée", "validé")
    coordonnateur.n_attend_plus(a_valider)
    lecteur = devant(ici.lecteur).ouvrir("equipement_liste", ici.slug)
    lecteur.cliquer("Les Hirondelles").lit("36 places", "3 place de la Mairie")


def rester_chez_soi(
    ici: Territoire, structure: Equipement, ailleurs: Utilisateur, devant: Ouvrir
) -> None:
    """La commune voisine lit sans modifier ; un autre territoire ignore tout."""
    voisin, etranger = devant(ici.agent_voisin), devant(ailleurs)
    page = ("equipement_modifier", ici.slug, structure.pk)

    voisin.ouvrir("equipement_detail", ici.slug, structure.pk).lit("36 places")
    assert voisin.statut(*page) == 403
    assert voisin.statut(*page, nom="À moi", version=9) == 403
    for nom in ("equipement_detail", "equipement_modifier", "equipement_historique"):
        assert etranger.statut(nom, ici.slug, structure.pk) == 404
    assert etranger.statut("fiche_detail", ici.slug, ici.fiche.numero) == 404
    structure.refresh_from_db()
    assert structure.nom == "Les Hirondelles"


def corriger_la_structure(ici: Territoire, structure: Equipement, devant: Ouvrir) -> None:
    """Le contact s'applique tout de suite ; la capacité attend le coordonnateur."""
    agent = devant(ici.agent).repondre(f"Structure à compléter : {structure}")
    agent.envoyer(telephone="05 53 00 00 01", capacite=48)
    agent.lit("Le contact est à jour tout de suite", "Une correction attend le coordonnateur CTG")

    lecteur = devant(ici.lecteur).ouvrir("equipement_detail", ici.slug, structure.pk)
    lecteur.lit("05 53 00 00 01", "36 places").ne_lit_pas("48 places", "Une correction attend")

    coordonnateur = devant(ici.coordonnateur).repondre(f"Correction à trancher : {structure}")
    coordonnateur.lit(ici.agent.nom, "Capacité 36 places 48 places").ne_lit_pas("05 53 00 00 01")
    coordonnateur.envoyer(decision="accepter").lit("Votre décision est enregistrée.", "48 places")
    coordonnateur.n_attend_plus("Correction à trancher")
    lecteur.ouvrir("equipement_detail", ici.slug, structure.pk).lit("48 places")
