"""Le plan d'une convention en projet : axes, fiches et indicateurs s'écrivent directement.

Une fois la convention signée, rien d'ici ne passe : une proposition, puis un avenant (art. 12).
Chaque écriture verrouille la convention, si bien que deux personnes n'y prennent pas le même rang.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Max

from actions.models import (
    Axe,
    Cible,
    Etape,
    FicheAction,
    Indicateur,
    LienDeFiche,
    Niveau,
    Reference,
)
from conventions import naissance as contrat
from conventions.models import Convention, Utilisateur
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur
from ctg.socle.retrait import retirer
from ctg.socle.versions import ConflitDeVersion, reserver, verrouiller

TITRE_COURT = 60
# Le texte du contrat, qui part avec sa fiche.
_D_UN_INDICATEUR = frozenset({Reference, Niveau, Cible})
_TEXTE_D_UNE_FICHE = _D_UN_INDICATEUR | {Etape, Indicateur, LienDeFiche}
# Au-delà de tout numéro : de quoi échanger deux rangs sans heurter leur unicité.
_HORS_RANG = 20_000


def titre_court(titre: str) -> str:
    """Le titre, coupé au dernier mot qui tient."""
    titre = titre.strip()
    if len(titre) <= TITRE_COURT:
        return titre
    return titre[: TITRE_COURT - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _suivant(objets: models.QuerySet[Any], rang: str) -> int:
    return int(objets.aggregate(dernier=Max(rang))["dernier"] or 0) + 1


def peut_batir(convention: Convention, utilisateur: Utilisateur) -> bool:
    """Vrai si cette personne écrit le texte du plan ; signé, aucune requête."""
    gerees = Convention.objects.filter(pk=convention.pk)
    return convention.est_en_projet and gerees.modifiables_par(utilisateur).exists()


# --- Axes --------------------------------------------------------------------------------------


def ajouter_un_axe(
    *, convention: Convention, valeurs: Mapping[str, str], par: Acteur, numero: int | None = None
) -> Axe:
    """Un axe de plus, à ce numéro ou à la suite ; `valeurs` : titre, titre court, description.

    Lève `ConventionSignee` une fois la convention signée, `ValidationError` si le numéro est pris.
    """
    with convention.ecriture_du_projet(par):
        numero = numero or _suivant(convention.axes.all(), "numero")
        axe = Axe(convention=convention, numero=numero)
        axe.validate_constraints()
        return _ecrire_l_axe(axe, valeurs)


def ecrire_un_axe(
    *, axe: Axe, valeurs: Mapping[str, str], ecriture_ouverte: int, par: Acteur
) -> None:
    """Corrige un axe du projet.

    Lève `ConventionSignee` une fois la convention signée, `ConflitDeVersion` si quelqu'un est passé
    depuis `ecriture_ouverte`.
    """
    with axe.convention.ecriture_du_projet(par):
        reserver(axe, ecriture_ouverte)
        _ecrire_l_axe(axe, valeurs)


def _ecrire_l_axe(axe: Axe, valeurs: Mapping[str, str]) -> Axe:
    axe.titre = valeurs["titre"].strip()
    axe.titre_court = valeurs["titre_court"].strip() or titre_court(axe.titre)
    axe.description = valeurs["description"].strip()
    axe.save()
    return axe


def retirer_un_axe(*, axe: Axe, ecriture_ouverte: int, par: Acteur) -> None:
    """Retire un axe qui ne porte plus rien ; l'historique le garde.

    Lève `ActionImpossible` si une fiche ou une évaluation y tient, et comme `ecrire_un_axe`.
    """
    with axe.convention.ecriture_du_projet(par):
        reserver(axe, ecriture_ouverte)
        retirer(axe, emporte={Reference})


def deplacer_un_axe(*, axe: Axe, vers_le_haut: bool, par: Acteur) -> None:
    """L'échange avec son voisin ; en bout de liste, rien ne bouge.

    Lève `ConventionSignee` une fois la convention signée.
    """
    with axe.convention.ecriture_du_projet(par):
        _echanger(Axe.objects.filter(convention=axe.convention), axe, "numero", vers_le_haut)


# --- Fiches-actions ------------------------------------------------------------------------------


def ajouter_une_fiche(
    *, axe: Axe, valeurs: Mapping[str, str], par: Acteur, numero: int | None = None
) -> FicheAction:
    """Une fiche de plus, à ce numéro ou au suivant ; `valeurs` : titre et champs du contrat.

    Lève `ConventionSignee` une fois la convention signée, `ValidationError` si le numéro est pris.
    """
    with axe.convention.ecriture_du_projet(par):
        fiche = FicheAction(
            convention=axe.convention,
            axe=axe,
            numero=numero or _suivant(axe.convention.fiches.all(), "numero"),
            **valeurs,
        )
        fiche.validate_constraints()
        fiche.save()
        return fiche


def ecrire_une_fiche(
    *,
    fiche: FicheAction,
    axe: Axe,
    valeurs: Mapping[str, str],
    cle_ouverte: int | None,
    version_ouverte: int,
    par: Acteur,
) -> None:
    """Corrige le texte d'une fiche du projet, ou la range dans un autre axe.

    `cle_ouverte` : la fiche que la personne avait sous les yeux, car un numéro change de fiche.
    Lève `ConventionSignee` une fois la convention signée, `ConflitDeVersion` si quelqu'un est passé
    entre-temps, `ActionImpossible` si le numéro désigne une autre fiche, ou si l'axe est celui
    d'une autre convention.
    """
    if fiche.pk != cle_ouverte:
        raise ActionImpossible(
            f"Le numéro {fiche.numero} est maintenant celui d'une autre action."
            " Copiez votre texte, puis rouvrez la vôtre depuis le plan."
        )
    if axe.convention_id != fiche.convention_id:
        raise ActionImpossible("Cet axe est celui d'une autre convention.")
    with fiche.convention.ecriture_du_projet(par):
        fiche.axe = axe
        for nom, texte in valeurs.items():
            setattr(fiche, nom, texte)
        fiche.enregistrer_sur(version_ouverte)


def retirer_une_fiche(*, fiche: FicheAction, version_ouverte: int, par: Acteur) -> None:
    """Retire une fiche et son texte ; les numéros des autres ne bougent pas.

    Lève `ActionImpossible` si quelqu'un y a déjà écrit (note, pilote, relevé, financement…), et
    comme `ecrire_une_fiche`.
    """
    with fiche.convention.ecriture_du_projet(par):
        if not FicheAction.objects.filter(pk=fiche.pk, version=version_ouverte).exists():
            raise ConflitDeVersion
        retirer(fiche, emporte=_TEXTE_D_UNE_FICHE)


def deplacer_une_fiche(*, fiche: FicheAction, vers_le_haut: bool, par: Acteur) -> None:
    """L'échange avec sa voisine dans l'axe ; en bout d'axe, rien ne bouge.

    Leurs versions avancent : un formulaire resté ouvert sur l'une n'écrira pas sur l'autre. Lève
    `ConventionSignee` une fois la convention signée.
    """
    with fiche.convention.ecriture_du_projet(par):
        voisines = FicheAction.objects.filter(convention=fiche.convention, axe=fiche.axe_id)
        _echanger(voisines, fiche, "numero", vers_le_haut)


def renumeroter_les_fiches(*, convention: Convention, par: Acteur) -> None:
    """Numérote les fiches de 1 en 1, dans l'ordre des axes, sans trou.

    Lève `ConventionSignee` une fois la convention signée.
    """
    with convention.ecriture_du_projet(par):
        fiches = list(dans_l_ordre_des_axes(convention))
        _renumeroter(fiches, list(range(1, len(fiches) + 1)), "numero")


def dans_l_ordre_des_axes(convention: Convention) -> models.QuerySet[FicheAction]:
    """Les fiches de la convention, axe après axe."""
    fiches = FicheAction.objects.filter(convention=convention)
    return fiches.order_by("axe__numero", "numero")


# --- Étapes et indicateurs -----------------------------------------------------------------------


def ajouter_un_indicateur(
    *, fiche: FicheAction, valeurs: Mapping[str, Any], par: Acteur
) -> Indicateur:
    """Un indicateur de plus, à la suite ; `valeurs` : libellé, nature, unité, à définir.

    Lève `ConventionSignee` une fois la convention signée.
    """
    with fiche.convention.ecriture_du_projet(par):
        rang = _suivant(fiche.indicateurs.all(), "ordre")
        return Indicateur.objects.create(fiche=fiche, ordre=rang, **valeurs)


def ajouter_une_etape(*, fiche: FicheAction, valeurs: Mapping[str, Any], par: Acteur) -> Etape:
    """Une étape de plus, à la suite ; `valeurs` : libellé, période écrite, début, fin.

    Lève `ConventionSignee` une fois la convention signée, `ValidationError` si la fin précède le
    début.
    """
    with fiche.convention.ecriture_du_projet(par):
        # Qui tient les étapes sur la page de la fiche n'attend qu'elle.
        verrouiller(fiche)
        etape = Etape(fiche=fiche, ordre=_suivant(fiche.etapes.all(), "ordre"), **valeurs)
        etape.validate_constraints()
        etape.save()
        return etape


def ecrire_un_indicateur(
    *, indicateur: Indicateur, valeurs: Mapping[str, Any], version_ouverte: int, par: Acteur
) -> None:
    """Corrige un indicateur du projet.

    Lève `ConventionSignee` une fois la convention signée, `ConflitDeVersion` si quelqu'un est passé
    depuis `version_ouverte`.
    """
    with indicateur.fiche.convention.ecriture_du_projet(par):
        for nom, valeur in valeurs.items():
            setattr(indicateur, nom, valeur)
        indicateur.enregistrer_sur(version_ouverte)


def retirer_un_indicateur(*, indicateur: Indicateur, version_ouverte: int, par: Acteur) -> None:
    """Retire un indicateur que personne n'a encore relevé.

    Lève `ActionImpossible` sinon, et comme `ecrire_un_indicateur`.
    """
    with indicateur.fiche.convention.ecriture_du_projet(par):
        if not Indicateur.objects.filter(pk=indicateur.pk, version=version_ouverte).exists():
            raise ConflitDeVersion
        retirer(indicateur, emporte=_D_UN_INDICATEUR)


def deplacer_un_indicateur(*, indicateur: Indicateur, vers_le_haut: bool, par: Acteur) -> None:
    """L'échange avec son voisin ; en bout de liste, rien ne bouge."""
    with indicateur.fiche.convention.ecriture_du_projet(par):
        voisins = Indicateur.objects.filter(fiche=indicateur.fiche_id)
        _echanger(voisins, indicateur, "ordre", vers_le_haut)


# --- Rangs ---------------------------------------------------------------------------------------


def _echanger(
    voisins: models.QuerySet[Any], objet: models.Model, rang: str, vers_le_haut: bool
) -> None:
    """Échange le rang de l'objet avec celui de son voisin.

    Lève `ConflitDeVersion` si quelqu'un vient de le retirer, ou de le ranger ailleurs.
    """
    ordonnes = list(voisins.order_by(rang))
    cles = [voisin.pk for voisin in ordonnes]
    if objet.pk not in cles:
        raise ConflitDeVersion
    place = cles.index(objet.pk)
    autre = place - 1 if vers_le_haut else place + 1
    if not 0 <= autre < len(ordonnes):
        return
    paire = [ordonnes[place], ordonnes[autre]]
    _renumeroter(paire, [getattr(paire[1], rang), getattr(paire[0], rang)], rang)


def _renumeroter(objets: Sequence[Any], rangs: Sequence[int], rang: str) -> None:
    """Donne ces rangs à ces objets, qui en changent ; l'historique garde chaque changement.

    Deux écritures, car un rang ne se partage pas : d'abord hors rang, puis à sa place.
    """
    deplaces = [(o, n) for o, n in zip(objets, rangs, strict=True) if getattr(o, rang) != n]
    version = max((o.version for o, _ in deplaces if hasattr(o, "version")), default=0) + 1
    for objet, _ in deplaces:
        ecrits = {rang: getattr(objet, rang) + _HORS_RANG}
        lus = {"pk": objet.pk}
        if hasattr(objet, "version"):
            ecrits["version"], lus["version"] = version, objet.version
        if not type(objet)._base_manager.filter(**lus).update(**ecrits):
            raise ConflitDeVersion
    for objet, numero in deplaces:
        setattr(objet, rang, numero)
        if hasattr(objet, "version"):
            objet.version = version
        objet.save()


# --- Signer --------------------------------------------------------------------------------------


def manques_pour_signer(convention: Convention) -> list[str]:
    """Ce qui empêche encore de signer : les parties, puis le plan. Quatre requêtes au plus."""
    manques = contrat.manques_pour_signer(convention)
    if not convention.axes.exists():
        manques.append("Le plan n'a pas d'axe.")
    if not convention.fiches.exists():
        manques.append("Le plan n'a pas de fiche-action.")
    return manques


def remarques_avant_de_signer(convention: Convention) -> list[str]:
    """Ce qui se signe quand même : champs vides, fiches sans indicateur (R7, R25).

    Deux requêtes.
    """
    axes = convention.axes.annotate(nombre=Count("fiches")).filter(nombre=0)
    remarques = [f"L'axe {axe.numero} n'a pas de fiche-action." for axe in axes]
    fiches: Any = convention.fiches.annotate(nombre=Count("indicateurs")).order_by("numero")
    for fiche in fiches:
        if not fiche.nombre:
            remarques.append(f"L'action {fiche.numero} n'a pas d'indicateur (art. 10).")
        vides = [intitule for intitule, texte in fiche.champs_du_contrat() if not texte]
        if len(vides) > 2:
            remarques.append(f"L'action {fiche.numero} laisse {len(vides)} champs vides.")
        elif vides:
            remarques.append(f"L'action {fiche.numero} laisse vide : {', '.join(vides)}.")
    return remarques


def signer_la_convention(
    *, convention: Convention, signee_le: datetime.date, par: Acteur, le: datetime.date
) -> None:
    """Signe la convention : son texte et son plan ne changent plus que par avenant (art. 12).

    Lève `ActionImpossible` sur ce que dit `manques_pour_signer` ou pour une date à venir,
    `ConventionSignee` si quelqu'un l'a signée entre-temps.
    """

    def manques() -> Iterable[str]:
        return manques_pour_signer(convention)

    convention.signer(signee_le=signee_le, manques=manques, par=par, le=le)
