"""La personne corrige elle-même ses coordonnées professionnelles (RGPD, art. 16)."""

from conventions.models import Personne
from ctg.socle.historique import Acteur, acte

MODIFIABLES = ("prenom", "nom", "courriel", "telephone")


def corriger_ses_coordonnees(*, personne: Personne, par: Acteur, **valeurs: str) -> None:
    """Écrit prénom, nom, courriel et téléphone ; le courriel de connexion n'est pas touché.

    Un courriel nouveau n'est plus tenu pour fautif. Le nom affiché du compte suit celui de la
    personne, s'ils étaient les mêmes.
    """
    with acte(par):
        relue = Personne.objects.select_for_update().get(pk=personne.pk)
        ancien = str(relue)
        propres = {champ: valeurs[champ].strip() for champ in MODIFIABLES if champ in valeurs}
        if all(getattr(relue, champ) == valeur for champ, valeur in propres.items()):
            return
        if propres.get("courriel", relue.courriel) != relue.courriel:
            relue.courriel_en_erreur_le = None
        for champ, valeur in propres.items():
            setattr(relue, champ, valeur)
        relue.save()
        compte = getattr(relue, "compte", None)
        if compte is not None and compte.nom == ancien != str(relue):
            compte.nom = str(relue)
            compte.save()
