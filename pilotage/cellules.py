"""Une réponse en une cellule de tableur : ce qui s'y tape, et ce que cela veut dire."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.core.exceptions import ValidationError

from actions.models import Indicateur
from actions.qualification import cle_du_niveau, memes_mots
from ctg.socle.champs_de_formulaire import NombreFrancais
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie, ecart_a_dire

ABSENCES: Mapping[str, tuple[str, ...]] = {
    Releve.Reponse.NON_CONCERNE: ("non concerné", "non concernée", "nc", "n.c."),
    Releve.Reponse.NON_DISPONIBLE: ("non disponible", "nd", "n.d."),
}


def _nombre() -> NombreFrancais:
    trop_grand = "Ce nombre est trop grand."
    return NombreFrancais(
        max_digits=14,
        decimal_places=2,
        required=False,
        error_messages={
            "max_decimal_places": "Gardez deux chiffres, au plus, après la virgule.",
            "max_digits": trop_grand,
            "max_whole_digits": trop_grand,
        },
    )


def cellule(releve: Releve | None) -> tuple[str, str]:
    """(La réponse, le mot qui l'accompagne), tels qu'on les taperait."""
    if releve is None:
        return ("", "")
    texte = "" if releve.est_a_completer else releve.en_clair()
    if releve.reponse == Releve.Reponse.NOMBRE:
        texte = str(_nombre().prepare_value(releve.valeur) or "") if texte else ""
        return (texte, releve.mot_d_ecart or releve.commentaire)
    if releve.reponse == Releve.Reponse.NIVEAU:
        return (texte, releve.recit)
    if releve.reponse:
        return (texte, releve.motif)
    return ("", releve.motif or releve.recit or releve.mot_d_ecart or releve.commentaire)


def lire_cellule(
    texte: str,
    mot: str,
    *,
    indicateur: Indicateur,
    niveaux: Mapping[str, str],
    presente: ReponseSaisie,
    avant: Decimal | None,
    en_brouillon: bool = False,
) -> ReponseSaisie:
    """Ce que la cellule et son mot répondent ; en brouillon, un mot peut attendre sa réponse.

    Un nombre prend le mot pour ce qui explique son écart, ou pour commentaire ; un niveau, pour
    son récit ; une absence, pour sa raison. La source et la preuve de la réponse présente restent.
    Lève `ValidationError` quand la cellule ne se comprend pas.
    """
    garde = replace(presente, valeur=None, niveau="", recit="", motif="", mot_d_ecart="")
    if not texte:
        if mot and not en_brouillon:
            raise ValidationError("Donnez une réponse, ou videz le mot.")
        return replace(garde, reponse="", motif=mot) if mot else ReponseSaisie()
    for reponse, ecrits in ABSENCES.items():
        if any(memes_mots(texte, ecrit) for ecrit in ecrits):
            return replace(garde, reponse=str(reponse), motif=mot)
    if cle := cle_du_niveau(niveaux, texte):
        return replace(garde, reponse=str(Releve.Reponse.NIVEAU), niveau=cle, recit=mot)
    valeur = _lire_nombre(texte, indicateur, niveaux)
    a_un_ecart = bool(ecart_a_dire(indicateur, valeur, avant))
    # La cellule montrait le mot de l'écart, ou à défaut le commentaire : l'un n'est pas l'autre.
    montrait_l_ecart = bool(presente.mot_d_ecart)
    est_le_commentaire = not montrait_l_ecart and mot == presente.commentaire
    est_l_ecart = montrait_l_ecart and mot == presente.mot_d_ecart
    return replace(
        garde,
        reponse=str(Releve.Reponse.NOMBRE),
        valeur=valeur,
        recit=presente.recit,
        mot_d_ecart=mot if a_un_ecart and not est_le_commentaire else "",
        commentaire=presente.commentaire if a_un_ecart or est_l_ecart else mot,
    )


def _lire_nombre(texte: str, indicateur: Indicateur, niveaux: Mapping[str, str]) -> Decimal:
    nombre = texte.strip().removesuffix(indicateur.unite).strip() if indicateur.unite else texte
    try:
        valeur: Decimal = _nombre().clean(nombre)
    except ValidationError as faute:
        if any(erreur.code != "invalid" for erreur in faute.error_list):
            # C'est un nombre, et le champ dit ce qui n'y va pas : trop de décimales, trop grand.
            raise
        mots = ", ".join(niveaux.values())
        raise ValidationError(
            f"Écrivez un nombre, un niveau ({mots}),"
            " «\u00a0non concerné\u00a0» ou «\u00a0non disponible\u00a0»."
        ) from faute
    return valeur
