"""Déclarer une structure, la modifier, corriger celle qui est validée."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from conventions.models import Convention, Partenaire
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from equipements.models import (
    AnneeFermee,
    Correction,
    Equipement,
    Geste,
    GrilleDePrix,
    Soutien,
)
from equipements.valeurs import (
    Brutes,
    avec,
    brutes,
    ecarts,
    poser,
    ranger,
    verifier_les_listes,
)


def declarer(
    *,
    convention: Convention,
    partenaire: Partenaire,
    champs: Mapping[str, Any],
    par: Acteur,
    le: datetime.date,
) -> Equipement:
    """Enregistre le brouillon d'une structure et le soutien de la partie qui la déclare.

    `champs` : les valeurs de `Equipement.CHAMPS_SAISIS`, comme un formulaire les rend. Lève
    `ActionImpossible` si le partenaire n'est pas une collectivité signataire (art. 6),
    `ConventionFigee` si la convention est close, `ValidationError` si une valeur ne va pas.
    """
    convention.exiger_ouverte()
    est_partie = partenaire.signataires.filter(convention=convention).exists()
    if not est_partie or partenaire.nature not in Partenaire.COLLECTIVITES:
        raise ActionImpossible(
            "Une structure se déclare pour une collectivité signataire de la convention."
        )
    equipement, valeurs = Equipement(), brutes(champs)
    poser(equipement, valeurs)
    equipement.full_clean()
    verifier_les_listes(valeurs)
    with acte(par):
        equipement._change_reason = Geste.DECLARATION
        equipement.save()
        del equipement._change_reason
        ranger(equipement, valeurs)
        # La date du soutien n'est pas celle de la saisie : elle reste à dire.
        Soutien.objects.create(equipement=equipement, partenaire=partenaire)
    return equipement


def modifier(
    *,
    equipement: Equipement,
    champs: Mapping[str, Any],
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
    sans_relecture: bool,
) -> Correction | None:
    """Modifie une structure ; rend la correction proposée, s'il y en a une.

    Tant que la saisie n'est pas validée, ou `sans_relecture` (qui valide), tout s'applique.
    Sinon seul le contact s'applique ; le reste devient une correction que le coordonnateur
    tranche, et la version validée reste publiée. Lève `ConflitDeVersion` si la structure ou sa
    correction ont changé depuis `version_ouverte`, `ValidationError` si une valeur ne va pas.
    """
    valeurs = brutes(champs)
    if equipement.etat_saisie != Equipement.EtatSaisie.VALIDE or sans_relecture:
        _appliquer(
            equipement, valeurs, Geste.MODIFICATION, par=par, version_ouverte=version_ouverte
        )
        return None
    return _proposer(equipement, valeurs, par=par, le=le, version_ouverte=version_ouverte)


def _appliquer(
    equipement: Equipement,
    valeurs: Brutes,
    geste: Geste,
    *,
    par: Acteur,
    version_ouverte: int,
) -> None:
    exiger_vivante(equipement)
    poser(equipement, valeurs)
    equipement.full_clean()
    verifier_les_listes(valeurs)
    attend = equipement.etat_saisie == Equipement.EtatSaisie.SOUMIS
    if attend and equipement.manques_pour_soumettre():
        raise ActionImpossible(*equipement.manques_pour_soumettre())
    with acte(par):
        equipement.ecrire(geste, par=par, version_ouverte=version_ouverte)
        ranger(equipement, valeurs)


def _proposer(
    equipement: Equipement,
    valeurs: Brutes,
    *,
    par: Acteur,
    le: datetime.date,
    version_ouverte: int,
) -> Correction | None:
    """La version de la structure avance aussi : deux propositions simultanées se voient.

    Une page ne demande qu'une partie des champs : ce qu'une correction ouverte dit des autres y
    reste. Qui ne touche à rien de relu n'a rien proposé : elle reste telle qu'elle est, renvoyée si
    elle l'était.
    """
    contacts = Equipement.CHAMPS_DE_CONTACT + Equipement.LISTES_DE_CONTACT
    relus = Equipement.CHAMPS_RELUS + Equipement.LISTES_RELUES
    with transaction.atomic():
        correction = _ouverte(equipement)
        deja = correction.valeurs if correction else {}
        contact = {nom: valeurs[nom] for nom in contacts if nom in valeurs}
        neuves = ecarts(equipement, {nom: valeurs[nom] for nom in relus if nom in valeurs})
        if not neuves and not deja.keys() & valeurs.keys():
            if ecarts(equipement, contact):
                geste = Geste.MODIFICATION
                _appliquer(equipement, contact, geste, par=par, version_ouverte=version_ouverte)
            return None
        proposees = {nom: valeur for nom, valeur in deja.items() if nom not in valeurs} | neuves
        _verifier(equipement, proposees)
        geste = Geste.PROPOSITION if proposees else Geste.MODIFICATION
        _appliquer(equipement, contact, geste, par=par, version_ouverte=version_ouverte)
        # Deux envois à la fois : celui qui a réservé la version relit ce que l'autre a laissé.
        correction = _ouverte(equipement)
        if proposees:
            correction = correction or Correction(equipement=equipement)
            correction.proposer(valeurs=proposees, par=par, le=le)
            return correction
        if correction is not None:
            # La saisie redit ce qui est publié : il n'y a plus rien à trancher.
            correction.retirer(par=par, le=le)
        return None


def _verifier(equipement: Equipement, valeurs: Brutes) -> None:
    """Lève `ValidationError` si la structure ne tenait pas avec ces valeurs ; ne change rien."""
    avec(equipement, valeurs).full_clean()
    verifier_les_listes(valeurs)


def exiger_vivante(equipement: Equipement) -> None:
    """Lève `ActionImpossible` si la fiche a été fusionnée dans une autre."""
    if equipement.fusionnee_dans_id is not None:
        raise ActionImpossible("Cette fiche est fusionnée dans une autre : c'est elle qui change.")


def _ouverte(equipement: Equipement) -> Correction | None:
    return equipement.corrections.ouvertes().first()


def accepter_correction(
    *, equipement: Equipement, version_ouverte: int, par: Acteur, le: datetime.date
) -> None:
    """Le coordonnateur accepte la correction en attente : la structure la porte et la publie.

    Lève `ActionImpossible` s'il n'y en a plus, ou si elle ne tient plus avec ce qui a changé
    depuis ; `ConflitDeVersion` si la structure ou la correction ont changé.
    """
    with transaction.atomic():
        correction = _en_attente(equipement)
        try:
            _appliquer(
                equipement,
                correction.valeurs,
                Geste.CORRECTION,
                par=par,
                version_ouverte=version_ouverte,
            )
        except ValidationError as erreur:
            raise ActionImpossible(*erreur.messages) from erreur
        correction.accepter(par=par, le=le)


def renvoyer_correction(
    *,
    equipement: Equipement,
    motif: str,
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Le coordonnateur renvoie la correction en attente, avec son motif.

    Lève `ValidationError` sans motif, `ActionImpossible` s'il n'y a plus de correction,
    `ConflitDeVersion` si la structure ou la correction ont changé.
    """
    with transaction.atomic():
        _en_attente(equipement).renvoyer(motif=motif, par=par, le=le)
        equipement.ecrire(Geste.RENVOI, par=par, version_ouverte=version_ouverte)


def retirer_correction(
    *, equipement: Equipement, version_ouverte: int, par: Acteur, le: datetime.date
) -> None:
    """L'agent renonce à sa correction, en attente ou renvoyée.

    Lève `ActionImpossible` s'il n'y en a plus, `ConflitDeVersion` si elle a changé.
    """
    with transaction.atomic():
        correction = _ouverte(equipement)
        if correction is None:
            raise ActionImpossible("Cette correction n'est plus ouverte.")
        correction.retirer(par=par, le=le)
        equipement.ecrire(Geste.MODIFICATION, par=par, version_ouverte=version_ouverte)


def _en_attente(equipement: Equipement) -> Correction:
    correction = equipement.corrections.en_attente().first()
    if correction is None:
        raise ActionImpossible("Cette correction n'attend plus : elle a été tranchée ou retirée.")
    return correction


def enregistrer_la_grille(
    *,
    grille: GrilleDePrix,
    convention: Convention,
    lignes: Sequence[Mapping[str, Any]],
    precisions: str,
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Range la grille de prix d'un accueil de loisirs.

    Une année scolaire se ferme avec l'année civile où elle finit : lève alors `AnneeClose`. Lève
    aussi `ConventionFigee` une fois la convention close, et ce que lève `GrilleDePrix.enregistrer`.
    """
    with acte(par):
        _exiger_des_prix_ouverts(grille, convention)
        grille.enregistrer(
            lignes=lignes,
            precisions=precisions,
            version_ouverte=version_ouverte,
            par=par,
            le=le,
        )


def confirmer_la_grille(
    *,
    grille: GrilleDePrix,
    convention: Convention,
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Le coordonnateur tient la grille pour juste, tant que son année est ouverte.

    Lève `AnneeClose`, `ActionImpossible`, `ConventionFigee`, `ConflitDeVersion`.
    """
    with acte(par):
        _exiger_des_prix_ouverts(grille, convention)
        grille.confirmer(version_ouverte=version_ouverte, par=par, le=le)


def retirer_la_grille(*, grille: GrilleDePrix, convention: Convention, par: Acteur) -> None:
    """Retire une grille qui n'a plus lieu d'être ; l'historique la garde.

    Lève `AnneeClose`, `ActionImpossible`, `ConventionFigee`, `ConflitDeVersion`.
    """
    with acte(par):
        _exiger_des_prix_ouverts(grille, convention)
        grille.retirer_sur(grille.version)


def _exiger_des_prix_ouverts(grille: GrilleDePrix, convention: Convention) -> None:
    convention.exiger_ouverte()
    exiger_vivante(grille.equipement)
    AnneeFermee.exiger_ouverte(convention, grille.annee_scolaire + 1)
