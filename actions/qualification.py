"""Qualifier les indicateurs du contrat : nature, unité, cibles, niveaux, références.

Le libellé est du texte signé, et n'est jamais touché ici (art. 12).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, ProtectedError

from actions.models import Cible, Indicateur, Niveau, NiveauCommun, Reference
from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.recherche import sans_accent
from ctg.socle.retrait import ce_qui_y_tient
from ctg.socle.versions import ConflitDeVersion, enregistrer_en_lot, reserver, reserver_en_lot

# Plus qu'aucun indicateur n'a de niveaux.
_HORS_DES_RANGS = 1000
TEXTE_SIGNE = "Cette référence est dans le texte signé : elle change par avenant (art. 12)."


@dataclass(frozen=True)
class CibleSaisie:
    """Ce qu'on vise : un nombre, ou les mots d'un niveau. Vide : plus de cible."""

    valeur: Decimal | None = None
    niveau: str = ""

    @property
    def est_vide(self) -> bool:
        """Vrai si rien n'est visé."""
        return self.valeur is None and not self.niveau


@dataclass(frozen=True)
class Qualification:
    """Ce qu'une ligne de la page dit d'un indicateur, et la version qu'elle avait ouverte."""

    valeurs: Mapping[str, Any]
    cible_finale: CibleSaisie
    version_ouverte: int


@dataclass(frozen=True)
class NiveauSaisi:
    """Un niveau tel qu'on le dit ; `cle` : celui qu'on avait sous les yeux, None s'il est neuf."""

    libelle: str
    description: str = ""
    cle: int | None = None


class QualificationsEnConflit(ConflitDeVersion):
    """D'autres ont qualifié entre-temps : identifiant → l'indicateur tel qu'il est rangé."""

    def __init__(self, indicateurs: dict[int, Indicateur]) -> None:
        super().__init__()
        self.indicateurs = indicateurs


def niveaux_de(indicateur: Indicateur) -> dict[str, str]:
    """Clé d'un niveau, telle qu'une saisie la porte → ses mots, du plus bas au plus haut.

    Les siens, ou les quatre communs. Ne lit rien si les niveaux sont préchargés.
    """
    propres = {str(niveau.pk): niveau.libelle for niveau in indicateur.niveaux.all()}
    return propres or {niveau.value: str(niveau.label) for niveau in NiveauCommun}


def cle_du_niveau(niveaux: Mapping[str, str], mots: str) -> str:
    """La clé du niveau que ces mots nomment ; vide si aucun."""
    return next((cle for cle, dits in niveaux.items() if memes_mots(dits, mots)), "")


def memes_mots(un: str, autre: str) -> bool:
    """Vrai si deux textes se lisent de même, sans égard à la casse ni aux accents."""
    return _plat(un) == _plat(autre)


def _plat(texte: str) -> str:
    return (sans_accent(texte.strip()) or "").casefold()


def qualifier_en_serie(
    *, convention: Convention, qualifications: Mapping[int, Qualification], par: Acteur
) -> int:
    """Range ce que la page dit de chaque indicateur ; rend le nombre de ceux qui changent.

    Un seul conflit, et rien n'est écrit : `QualificationsEnConflit` dit lesquels. Lève
    `ConventionFigee` une fois la convention close. « À définir » attend : il n'est pas touché.
    """
    convention.exiger_ouverte()
    with acte(par):
        indicateurs = (
            Indicateur.objects.attendus()
            .filter(fiche__convention=convention, pk__in=qualifications)
            .prefetch_related("niveaux", "cibles")
        )
        changes = [un for un in indicateurs if _differe(un, qualifications[un.pk])]
        versions = {un.pk: qualifications[un.pk].version_ouverte for un in changes}
        reserves = reserver_en_lot(changes, versions)
        if len(reserves) < len(changes):
            gardes = {un.pk for un in reserves}
            raise QualificationsEnConflit({un.pk: un for un in changes if un.pk not in gardes})
        champs = sorted({nom for un in reserves for nom in qualifications[un.pk].valeurs})
        for un in reserves:
            _exiger_que_le_passe_se_lise(un, qualifications[un.pk].valeurs)
            for nom, valeur in qualifications[un.pk].valeurs.items():
                setattr(un, nom, valeur)
        enregistrer_en_lot(reserves, champs)
        for un in reserves:
            _poser_les_cibles(un, {None: qualifications[un.pk].cible_finale})
    return len(reserves)


def _exiger_que_le_passe_se_lise(indicateur: Indicateur, valeurs: Mapping[str, Any]) -> None:
    """Une réponse déjà donnée garde son sens : nature, unité et portée ne changent pas sous elle.

    Une nature ou une unité qui manquait peut s'écrire. Lève `ActionImpossible`.
    """
    nature, unite = valeurs.get("nature"), valeurs.get("unite")
    portee = valeurs.get("est_par_commune")
    change = [
        mots
        for mots, est_change in (
            ("sa nature", indicateur.nature and nature not in (None, indicateur.nature)),
            ("son unité", indicateur.unite and unite not in (None, indicateur.unite)),
            ("s'il se relève par commune", portee not in (None, indicateur.est_par_commune)),
        )
        if est_change
    ]
    # Les relevés sont d'une salle d'aval : seuls les liens du modèle les font connaître ici.
    if change and "relevés" in ce_qui_y_tient(indicateur):
        raise ActionImpossible(
            f"« {indicateur.libelle} » a déjà des réponses : {' et '.join(change)} ne change plus."
        )


def _differe(indicateur: Indicateur, voulue: Qualification) -> bool:
    presentes = {nom: getattr(indicateur, nom) for nom in voulue.valeurs}
    finale = next((cible for cible in indicateur.cibles.all() if cible.annee is None), None)
    return presentes != dict(voulue.valeurs) or _dite(finale) != _resolue(
        indicateur, voulue.cible_finale
    )


def _dite(cible: Cible | None) -> tuple[Decimal | None, str]:
    if cible is None:
        return (None, "")
    return (cible.valeur, str(cible.niveau_propre_id or cible.niveau))


def _resolue(indicateur: Indicateur, saisie: CibleSaisie) -> tuple[Decimal | None, str]:
    """La valeur, ou la clé du niveau nommé ; lève `ValidationError` s'il n'existe pas."""
    if not saisie.niveau:
        return (saisie.valeur, "")
    cle = cle_du_niveau(niveaux_de(indicateur), saisie.niveau)
    if not cle:
        raise ValidationError(f"« {saisie.niveau} » n'est pas un niveau de cet indicateur.")
    return (None, cle)


def _poser_les_cibles(indicateur: Indicateur, cibles: Mapping[int | None, CibleSaisie]) -> None:
    """Écrit les cibles qui changent, retire celles qu'on a vidées."""
    presentes = {cible.annee: cible for cible in indicateur.cibles.all()}
    for annee, saisie in cibles.items():
        presente = presentes.get(annee)
        if _dite(presente) == _resolue(indicateur, saisie):
            continue
        if saisie.est_vide and presente is not None:
            presente.delete()
            continue
        cible = presente or Cible(indicateur=indicateur, annee=annee)
        cible.valeur, cle = _resolue(indicateur, saisie)
        cible.niveau_propre_id = int(cle) if cle.isdecimal() else None
        cible.niveau = "" if cle.isdecimal() else cle
        cible.save()


def definir(
    *,
    indicateur: Indicateur,
    valeurs: Mapping[str, Any],
    niveaux: Sequence[NiveauSaisi],
    cibles: Mapping[int | None, CibleSaisie],
    version_ouverte: int,
    par: Acteur,
) -> None:
    """Range tout ce qui qualifie un indicateur.

    `niveaux` : tous, du plus bas au plus haut ; un niveau qui n'y est plus est retiré. `cibles` :
    année, ou None pour la finale, → ce qu'on vise.

    Lève `ConflitDeVersion` si quelqu'un est passé entre-temps, `ActionImpossible` pour un niveau
    qui a servi, `ValidationError` pour un niveau inconnu ou des bornes croisées, `ConventionFigee`.
    """
    indicateur.fiche.convention.exiger_ouverte()
    _exiger_que_le_passe_se_lise(indicateur, valeurs)
    for nom, valeur in valeurs.items():
        setattr(indicateur, nom, valeur)
    indicateur.validate_constraints()
    with acte(par):
        indicateur.enregistrer_sur(version_ouverte)
        _poser_les_niveaux(indicateur, niveaux)
        relu = Indicateur.objects.prefetch_related("niveaux", "cibles").get(pk=indicateur.pk)
        _poser_les_cibles(relu, cibles)


def _poser_les_niveaux(indicateur: Indicateur, niveaux: Sequence[NiveauSaisi]) -> None:
    """Range les niveaux dans cet ordre ; chacun reste celui que les réponses désignent."""
    apparies = _apparier(indicateur, niveaux)
    for niveau in indicateur.niveaux.exclude(pk__in=[un.pk for un in apparies if un.pk]):
        _retirer_le_niveau(niveau)
    voulus = []
    for rang, (niveau, saisi) in enumerate(zip(apparies, niveaux, strict=True), start=1):
        if niveau.pk and not memes_mots(niveau.libelle, saisi.libelle):
            _exiger_qu_il_n_ait_pas_servi(niveau, saisi.libelle)
        dit = (rang, saisi.libelle, saisi.description)
        if dit != (niveau.rang, niveau.libelle, niveau.description):
            niveau.rang, niveau.libelle, niveau.description = dit
            voulus.append(niveau)
    # Deux niveaux s'échangent leur rang : le temps de les écrire, aucun n'occupe celui d'un autre.
    indicateur.niveaux.filter(pk__in=[niveau.pk for niveau in voulus if niveau.pk]).update(
        rang=F("rang") + _HORS_DES_RANGS
    )
    for niveau in voulus:
        niveau.save()


def _apparier(indicateur: Indicateur, niveaux: Sequence[NiveauSaisi]) -> list[Niveau]:
    """Pour chaque ligne, le niveau présent qu'elle dit, ou un neuf.

    Ses mots le désignent d'abord : qui insère un niveau retape les suivants une ligne plus bas.
    À défaut, la clé que portait la ligne.
    """
    libres = {niveau.pk: niveau for niveau in indicateur.niveaux.all()}
    trouves: dict[int, Niveau] = {}
    for rang, saisi in enumerate(niveaux):
        memes = [pk for pk, un in libres.items() if memes_mots(un.libelle, saisi.libelle)]
        if memes:
            trouves[rang] = libres.pop(saisi.cle if saisi.cle in memes else memes[0])
    for rang, saisi in enumerate(niveaux):
        if rang not in trouves and saisi.cle in libres:
            trouves[rang] = libres.pop(saisi.cle)
    return [trouves.get(rang) or Niveau(indicateur=indicateur) for rang in range(len(niveaux))]


def _exiger_qu_il_n_ait_pas_servi(niveau: Niveau, mots: str) -> None:
    if "relevés" in ce_qui_y_tient(niveau):
        raise ActionImpossible(
            f"Des réponses disent « {niveau.libelle} » : ce niveau ne devient pas « {mots} »."
            " Gardez ses mots, et ajoutez un niveau."
        )


def _retirer_le_niveau(niveau: Niveau) -> None:
    try:
        niveau.delete()
    except ProtectedError as tenu:
        raise ActionImpossible(
            f"Le niveau « {niveau.libelle} » a déjà servi : il ne se retire pas."
        ) from tenu


# --- Références ----------------------------------------------------------------------------------


def ecrire_une_reference(
    *, reference: Reference, valeurs: Mapping[str, Any], ecriture_ouverte: int | None, par: Acteur
) -> None:
    """Ajoute une référence à un indicateur, ou corrige celle que la coordination a ajoutée.

    `ecriture_ouverte` : None pour une référence nouvelle. Lève `ActionImpossible` pour une
    référence du texte ou sans source, `ConflitDeVersion`, `ConventionFigee`.
    """
    _exiger_qu_elle_change(reference)
    if not str(valeurs["source"]).strip():
        raise ActionImpossible("Dites d'où vient cette valeur.")
    with acte(par):
        if ecriture_ouverte is not None:
            reserver(reference, ecriture_ouverte)
        for nom, valeur in valeurs.items():
            setattr(reference, nom, valeur)
        if reference.indicateur is not None:
            reference.unite = reference.indicateur.unite
        reference.save()


def retirer_une_reference(*, reference: Reference, ecriture_ouverte: int, par: Acteur) -> None:
    """Retire une référence ajoutée ; l'historique la garde. Refuse comme `ecrire_une_reference`."""
    _exiger_qu_elle_change(reference)
    with acte(par):
        reserver(reference, ecriture_ouverte)
        reference.delete()


def _exiger_qu_elle_change(reference: Reference) -> None:
    if reference.fiche is not None:
        reference.fiche.convention.exiger_ouverte()
    if reference.est_du_texte:
        raise ActionImpossible(TEXTE_SIGNE)
