"""Ce qui manque à une fiche, avec l'adresse du champ où le dire, pour qui y a droit."""

import datetime
from dataclasses import dataclass

from django.urls import reverse

from actions.models import FicheAction, PropositionDeModification

# Champ du modèle → sa question dans la page « Compléter ».
_A_COMPLETER = {
    "publics": "publics",
    "etendue": "etendue",
    "partenaires_de_la_fiche": "partenaires",
    "participation": "participation",
    "elu_referent": "elu_referent",
}
# Ce que seule la coordination désigne.
_DE_LA_COORDINATION = {"pilotes", "elu_referent"}


@dataclass(frozen=True)
class ManqueSitue:
    """Une phrase, et où y remédier ; vide si la personne n'y a pas droit ce jour-là."""

    phrase: str
    adresse: str


def manques_situes(fiche: FicheAction, le: datetime.date) -> list[ManqueSitue]:
    """Ce qui manque à la fiche, pour la personne dont elle porte les droits.

    Suppose ``avec_permissions`` et ce que suppose `FicheAction.manques`.
    """
    return [ManqueSitue(m.phrase, _adresse(fiche, m.ou, le)) for m in fiche.manques()]


def _adresse(fiche: FicheAction, ou: str, le: datetime.date) -> str:
    cles = [fiche.convention.slug, fiche.numero]
    permis = fiche.est_administrable if ou in _DE_LA_COORDINATION else fiche.est_modifiable
    # Des pilotes se désignent encore après le terme, tant que la convention n'est pas close.
    est_ouvert = fiche.convention.est_ouverte if ou == "pilotes" else not fiche.est_figee(le)
    if not permis or not est_ouvert:
        return ""
    if ou == "pilotes":
        return reverse("fiche_pilotes", args=cles)
    if ou in PropositionDeModification.CHAMPS:
        # Le texte signé ne change que par avenant (art. 12) : on le propose.
        return reverse("proposition_ajouter", args=[*cles, ou]) + "#id_nouveau"
    if ou in _A_COMPLETER:
        return reverse("fiche_completer", args=cles) + f"#id_{_A_COMPLETER[ou]}"
    return reverse("fiche_mettre_a_jour", args=cles) + f"#id_{ou}"
