"""Ce qu'une personne répond à un indicateur, et quand un mot lui est demandé."""

from dataclasses import dataclass
from decimal import Decimal

from actions.models import Indicateur
from ctg.socle.nombres import quantite_fr

# Au-delà de la moitié en plus ou en moins, un changement demande un mot.
SEUIL_D_ECART = Decimal("0.5")


@dataclass(frozen=True)
class ReponseSaisie:
    """Ce qu'une personne répond à un indicateur ; `reponse` vide = pas encore de réponse.

    `niveau` : un des quatre niveaux communs, ou l'identifiant d'un niveau propre à l'indicateur.
    `piece` : l'identifiant du document de la fiche qui en fait la preuve.
    """

    reponse: str = ""
    valeur: Decimal | None = None
    niveau: str = ""
    recit: str = ""
    motif: str = ""
    mot_d_ecart: str = ""
    commentaire: str = ""
    source: str = ""
    preuve: str = ""
    piece: int | None = None

    @property
    def est_vide(self) -> bool:
        """Vrai si rien n'est dit : ce n'est ni zéro, ni « non disponible »."""
        return self == ReponseSaisie()


def ecart_a_dire(indicateur: Indicateur, valeur: Decimal | None, avant: Decimal | None) -> str:
    """La phrase qui demande un mot sur une valeur inattendue ; vide si rien n'étonne.

    Hors des bornes, ou loin de l'an passé (`avant` ; None : inconnu). On demande, on ne refuse pas.
    """
    if valeur is None:
        return ""
    if indicateur.est_hors_bornes(valeur):
        bornes = indicateur.bornes_en_clair()
        return f"On attendait {bornes}. Corrigez la valeur, ou dites en un mot ce qui l'explique."
    if avant is None or valeur == avant or abs(valeur - avant) <= SEUIL_D_ECART * abs(avant):
        return ""
    sens = "plus" if valeur > avant else "moins"
    passe = quantite_fr(avant, indicateur.unite)
    ecart = (
        f" {quantite_fr(100 * abs(valeur - avant) / abs(avant), '%', 0)} de" if avant else " bien"
    )
    return (
        f"C'est{ecart} {sens} que l'an passé ({passe})."
        " Corrigez la valeur, ou dites en un mot ce qui l'explique."
    )


def nature_contraire(indicateur: Indicateur, reponse: str) -> str:
    """Pourquoi cette réponse ne va pas avec la nature de l'indicateur ; vide si elle va.

    Sans nature dite, tout se répond ; une absence aussi.
    """
    if indicateur.nature == Indicateur.Nature.QUANTITATIF and reponse == "niveau":
        return "Cet indicateur se compte : donnez un nombre, pas un niveau."
    if indicateur.nature == Indicateur.Nature.QUALITATIF and reponse == "nombre":
        return "Cet indicateur est qualitatif : donnez un niveau et son récit, pas un nombre."
    return ""
