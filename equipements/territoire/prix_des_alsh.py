"""Le prix d'une journée d'accueil de loisirs, commune par commune, pour une famille donnée."""

from collections.abc import Sequence
from decimal import Decimal

from conventions.models import Commune
from ctg.socle.nombres import nombre_fr, quantite_fr
from equipements.models import TypeEquipement
from equipements.prix import QF_DE_REFERENCE, ComparaisonDePrix, IndicateurDesPrix
from equipements.territoire.figures import Constat, Figure, Valeur, inconnue, rang
from equipements.territoire.lecture import Territoire

CLASSES_DE_PRIX = 4
QF_ORDINAIRE = QF_DE_REFERENCE[1]


def figure_des_prix(territoire: Territoire, indicateur: IndicateurDesPrix, qf: int) -> Figure:
    """Le prix moyen des ALSH d'une commune, la dernière année scolaire connue ; sans requête.

    `indicateur` : celui de l'action 2, qui a lu les grilles. Les classes se partagent les prix
    connus : les communes les moins chères d'abord.
    """
    derniere = indicateur.annees[-1] if indicateur.annees else None
    moyens = _moyens(derniere, qf)
    connus = sorted(set(moyens.values()))
    plafonds = _plafonds(connus)
    equipees = {s.commune_id for s in territoire.ouvertes(TypeEquipement.ALSH)}
    annee = f", {derniere.annee_en_mots}" if derniere else ""
    return Figure(
        cle="prix",
        titre=f"Prix de la {indicateur.service} en ALSH, QF {nombre_fr(qf)}{annee}",
        colonne="Prix moyen",
        abrege="Prix ALSH",
        methode=(
            f"Le prix moyen des ALSH de la commune pour ses familles, au quotient familial"
            f" {nombre_fr(qf)}, {_l_annee_lue(derniere)}."
        ),
        legendes=["aucun ALSH", *_legendes(connus, plafonds)],
        valeurs=[_valeur(c, moyens, plafonds, equipees) for c in territoire.communes],
        constat=_constat(derniere, qf),
    )


def _l_annee_lue(derniere: ComparaisonDePrix | None) -> str:
    if derniere is None:
        return "dans la dernière année scolaire saisie"
    return f"dans l'année scolaire {derniere.annee_en_mots}"


def _moyens(derniere: ComparaisonDePrix | None, qf: int) -> dict[int, Decimal]:
    if derniere is None:
        return {}
    return {
        lue.commune.pk: moyen for lue in derniere.communes if (moyen := lue.moyens[qf]) is not None
    }


def _plafonds(connus: Sequence[Decimal]) -> list[Decimal]:
    """Le plus haut prix de chaque classe : des parts égales des prix connus."""
    parts = min(CLASSES_DE_PRIX, len(connus))
    return [connus[round(len(connus) * (i + 1) / parts) - 1] for i in range(parts)]


def _legendes(connus: Sequence[Decimal], plafonds: Sequence[Decimal]) -> list[str]:
    mots, depuis = [], 0
    for plafond in plafonds:
        jusque = connus.index(plafond)
        bas, haut = connus[depuis], plafond
        mots.append(_euros(haut) if bas == haut else f"de {_euros(bas)} à {_euros(haut)}")
        depuis = jusque + 1
    return mots


def _euros(montant: Decimal) -> str:
    return quantite_fr(montant, "€", 2)


def _valeur(
    commune: Commune,
    moyens: dict[int, Decimal],
    plafonds: Sequence[Decimal],
    equipees: set[int],
) -> Valeur:
    prix = moyens.get(commune.pk)
    if prix is not None:
        classe = 1 + rang(float(prix), [float(p) for p in plafonds[:-1]])
        return Valeur(commune, _euros(prix), _euros(prix), classe)
    if commune.pk in equipees:
        return inconnue(commune, "prix à saisir")
    return Valeur(commune, "–", "aucun ALSH ouvert", 0)


def _constat(derniere: ComparaisonDePrix | None, qf: int) -> Constat:
    if derniere is None:
        return Constat("Aucun prix n'est encore saisi\u00a0: la carte attend les grilles.")
    ecart = derniere.ecarts[qf]
    if ecart.valeur is None or ecart.minimum is None or ecart.maximum is None:
        return Constat("Il faut deux communes connues pour dire un écart de prix.")
    return Constat(
        f"De {_euros(ecart.minimum)} à {_euros(ecart.maximum)} selon la commune"
        f"\u00a0: {_euros(ecart.valeur)} d'écart, sur {ecart.communes} communes connues."
    )
