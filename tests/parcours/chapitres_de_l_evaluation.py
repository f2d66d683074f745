"""De COTECH en COPIL : le projet se lit, se commente, s'approuve, se fige et se publie."""

from io import StringIO

from django.core.management import call_command

from conventions.droits import Role
from pilotage.models import CommentaireDEvaluation, VersionFigee
from tests import fabriques
from tests.parcours.conftest import Ouvrir
from tests.parcours.territoire import Territoire

ANNEE = 2026
REMARQUE = "Dites aussi combien de familles sont venues."
REPONSE = "Soixante-deux familles : le récit le dit maintenant."


def soumettre_au_cotech(ici: Territoire, devant: Ouvrir) -> None:
    """Ce qui manque se lit avant l'envoi, et n'empêche que ce qui doit l'être."""
    coordonnateur = devant(ici.coordonnateur).ouvrir("evaluation_detail", ici.slug, ANNEE)
    coordonnateur.cliquer("Soumettre au COTECH").envoyer()
    coordonnateur.lit("Le projet est soumis au COTECH.", "soumise au COTECH")
    assert devant(ici.membre).statut("evaluation_presenter", ici.slug, ANNEE) == 403


def commenter_et_repondre(ici: Territoire, devant: Ouvrir) -> None:
    """Un membre commente une section ; la coordination répond, puis règle."""
    membre = devant(ici.membre).ouvrir("evaluation_lire", ici.slug, ANNEE)
    membre.lit("C'est un projet.", "attendu des familles")
    membre.ouvrir("evaluation_commenter", ici.slug, ANNEE, "synthese").envoyer(texte=REMARQUE)
    membre.lit(REMARQUE)
    commentaire = CommentaireDEvaluation.objects.get()

    coordonnateur = devant(ici.coordonnateur).ouvrir("evaluation_detail", ici.slug, ANNEE)
    coordonnateur.lit("1 commentaire ouvert")
    coordonnateur.ouvrir("evaluation_commentaire_repondre", ici.slug, commentaire.pk)
    coordonnateur.envoyer(texte=REPONSE)
    devant(ici.membre).ouvrir("evaluation_lire", ici.slug, ANNEE).lit(REPONSE)
    regler = f"/conventions/{ici.slug}/evaluations/commentaires/{commentaire.pk}/regler/"
    coordonnateur.ouvrir("evaluation_lire", ici.slug, ANNEE).envoyer(regler)
    commentaire.refresh_from_db()
    assert commentaire.etat == CommentaireDEvaluation.Etat.REGLE


def presenter_au_copil(ici: Territoire, devant: Ouvrir) -> None:
    """Le projet va devant le comité, qui l'examine à sa séance."""
    coordonnateur = devant(ici.coordonnateur).ouvrir("evaluation_detail", ici.slug, ANNEE)
    coordonnateur.cliquer("Présenter au COPIL").envoyer()
    coordonnateur.lit("Le projet est présenté au COPIL.")
    # Sans les accords, rien ne se fige.
    coordonnateur.ouvrir("evaluation_valider", ici.slug, ANNEE).lit("approbation")
    assert not VersionFigee.objects.exists()


def approuver(ici: Territoire, devant: Ouvrir) -> None:
    """La séance s'est tenue avant que le texte soit écrit : chacun approuve par son compte."""
    approbations = f"/conventions/{ici.slug}/evaluations/{ANNEE}/approbations/"
    coordonnateur = devant(ici.coordonnateur).ouvrir(approbations)
    coordonnateur.lit("le texte fut présenté après la séance").envoyer(relue="on")
    for copilote in (ici.caf, ici.agglomeration):
        compte = fabriques.habilite(ici.convention, Role.COPILOTE, copilote.partenaire)
        devant(compte).ouvrir(approbations).envoyer(relue="on")
    coordonnateur.ouvrir("evaluation_detail", ici.slug, ANNEE).lit("3 sur 3")


def valider_et_publier(ici: Territoire, devant: Ouvrir) -> VersionFigee:
    """Le document se fige, numéroté ; plus rien ne s'y écrit ; il se publie."""
    coordonnateur = devant(ici.coordonnateur).ouvrir("evaluation_valider", ici.slug, ANNEE)
    coordonnateur.envoyer().lit("L'évaluation est validée.")
    version = VersionFigee.objects.get()
    assert version.numero == f"{ANNEE}-01"
    assert {a["qualite"] for a in version.approbateurs} == {
        "Coordination de la CTG",
        str(ici.caf.partenaire),
        str(ici.agglomeration.partenaire),
    }
    coordonnateur.ouvrir("recit_ecrire", ici.slug, ANNEE, "ensemble")
    coordonnateur.envoyer(texte="Un autre texte.").lit("validée")
    assert "attendu des familles" in version.instantane
    assert "texte repris après cette séance" in version.seance
    coordonnateur.ouvrir("evaluation_publier", ici.slug, ANNEE).envoyer(publique="oui")
    return version


def verifier(ici: Territoire, devant: Ouvrir) -> None:
    """La page et la commande disent de même : tout se tient."""
    devant(ici.coordonnateur).ouvrir("evaluations_verifier", ici.slug).lit(f"{ANNEE}-01")
    sortie = StringIO()
    call_command("verifier_evaluations", stdout=sortie)
    assert f"{ANNEE}-01" in sortie.getvalue()
