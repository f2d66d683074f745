"""Ce que le plan d'une convention laisse à celle qui lui succède : axes, actions, mesures."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from actions.models import (
    Axe,
    Etape,
    Etiquette,
    FicheAction,
    Indicateur,
    PartenaireDeFiche,
    Reference,
)
from actions.naissance import dans_l_ordre_des_axes
from conventions.models import Convention
from ctg.socle.historique import Acteur


@dataclass(frozen=True)
class DerniereValeur:
    """Ce qu'un indicateur disait la dernière fois : la référence de celui qui le poursuit.

    `valeur` vaut None pour un niveau, que `ecrite` dit en mots. Provisoire, la réponse n'est pas
    encore acceptée : elle peut changer.
    """

    annee: int
    valeur: Decimal | None
    ecrite: str
    est_provisoire: bool = False


# Ce que la vie a précisé d'une action, et qui vaut encore ; ni son état, ni qui la pilote.
_PRECISIONS = ("etendue", "participation", "conduite_ecrite")
_LIEUX = ("zones", "communes", "structures")


def poursuivre_le_plan(
    *,
    de: Convention,
    vers: Convention,
    fiches: Collection[int],
    valeurs: Mapping[int, DerniereValeur],
    par: Acteur,
) -> int:
    """Copie dans `vers`, en projet, les axes de `de` et ces fiches ; rend le nombre de fiches.

    Chaque fiche garde un lien à celle qu'elle poursuit (`poursuit`), donc son histoire. Elle part
    sans état, sans pilote et sans note, avec ses étapes non faites : leurs dates, si elles sont
    dans la nouvelle période. `valeurs` : identifiant d'indicateur → ce qu'il disait en dernier, qui
    devient une valeur de référence. Lève `ConventionSignee` si `vers` n'est plus en projet.
    """
    with vers.ecriture_du_projet(par):
        axes = {axe.pk: _copier(axe, convention=vers, ligne=None) for axe in de.axes.all()}
        for axe in axes.values():
            axe.save()
        _copier_les_references(de.axes.values_list("pk", flat=True), "axe", axes)
        etiquettes = _Etiquettes(vers)
        retenues = [f for f in dans_l_ordre_des_axes(de) if f.pk in set(fiches)]
        for numero, fiche in enumerate(retenues, start=1):
            _poursuivre(fiche, axes[fiche.axe_id], numero, vers, etiquettes, valeurs)
    return len(retenues)


def _poursuivre(
    fiche: FicheAction,
    axe: Axe,
    numero: int,
    vers: Convention,
    etiquettes: "_Etiquettes",
    valeurs: Mapping[int, DerniereValeur],
) -> None:
    repris = ("titre", *FicheAction.CHAMPS_DU_CONTRAT, *_PRECISIONS)
    suite = FicheAction.objects.create(
        convention=vers,
        axe=axe,
        numero=numero,
        poursuit=fiche,
        **{champ: getattr(fiche, champ) for champ in repris},
    )
    for lieux in _LIEUX:
        getattr(suite, lieux).set(getattr(fiche, lieux).all())
    for relation in ("publics", "cadres"):
        mots = getattr(fiche, relation).all()
        getattr(suite, relation).set([etiquettes.comme(mot) for mot in mots])
    for partenaire in PartenaireDeFiche.objects.filter(fiche=fiche):
        _copier(partenaire, fiche=suite).save()
    for ordre, etape in enumerate(fiche.etapes.filter(faite_le=None), start=1):
        _poursuivre_l_etape(etape, suite, ordre)
    indicateurs: dict[int, Any] = {}
    for indicateur in fiche.indicateurs.order_by("ordre"):
        copie = _copier(indicateur, fiche=suite, ligne=None)
        copie.save()
        for niveau in indicateur.niveaux.all():
            _copier(niveau, indicateur=copie).save()
        indicateurs[indicateur.pk] = copie
    _copier_les_references([fiche.pk], "fiche", {fiche.pk: suite}, indicateurs)
    for cle, indicateur in indicateurs.items():
        if valeur := valeurs.get(cle):
            _referer(suite, indicateur, valeur, fiche.convention)


def _poursuivre_l_etape(etape: Etape, suite: FicheAction, ordre: int) -> None:
    """Une étape dont les dates ne tiennent pas dans la nouvelle période est à redater."""
    periode = suite.convention
    jours = [jour for jour in (etape.debut, etape.fin) if jour is not None]
    est_a_redater = any(not periode.debut <= jour <= periode.fin for jour in jours)
    Etape.objects.create(
        fiche=suite,
        ordre=ordre,
        libelle=etape.libelle,
        periode_ecrite="" if est_a_redater else etape.periode_ecrite,
        debut=None if est_a_redater else etape.debut,
        fin=None if est_a_redater else etape.fin,
    )


# À quoi se reconnaît, parmi les valeurs de référence, celle que la convention d'avant a laissée.
_DERNIERE = "Dernière réponse de la convention précédente"


def _referer(
    suite: FicheAction, indicateur: Indicateur, derniere: DerniereValeur, de: Convention
) -> bool:
    """Pose la dernière réponse parmi les références, ou l'y met à jour ; faux : elle y est."""
    provisoire = " (provisoire : pas encore acceptée)" if derniere.est_provisoire else ""
    valeurs = {
        "libelle": f"{_DERNIERE}, {derniere.annee}{provisoire}",
        "valeur": derniere.valeur,
        "valeur_ecrite": "" if derniere.valeur is not None else derniere.ecrite[:150],
        "unite": indicateur.unite,
        "annee": derniere.annee,
        "source": f"Relevé {derniere.annee}, {de.nom}"[:200],
    }
    posees = Reference.objects.filter(indicateur=indicateur, libelle__startswith=_DERNIERE)
    reference = posees.first() or Reference(fiche=suite, indicateur=indicateur)
    if all(getattr(reference, champ) == valeur for champ, valeur in valeurs.items()):
        return False
    for champ, valeur in valeurs.items():
        setattr(reference, champ, valeur)
    reference.save()
    return True


def reprendre_les_valeurs(
    *, vers: Convention, valeurs: Mapping[int, DerniereValeur], par: Acteur
) -> int:
    """Ramène les références de `vers`, en projet, à ce que l'ancienne dit à présent.

    La suite se prépare avant que la dernière année soit dite. `valeurs` : identifiant d'indicateur
    de l'ancienne → ce qu'il dit en dernier. Rend le nombre de références posées ou changées. Lève
    `ConventionSignee` si `vers` n'est plus en projet.
    """
    changees = 0
    with vers.ecriture_du_projet(par):
        fiches = vers.fiches.exclude(poursuit=None)
        for suite in fiches:
            for indicateur, ancien in _poursuivis(suite):
                if derniere := valeurs.get(ancien.pk):
                    changees += _referer(suite, indicateur, derniere, ancien.fiche.convention)
    return changees


def _poursuivis(suite: FicheAction) -> Iterator[tuple[Indicateur, Indicateur]]:
    """Chaque indicateur de la suite et celui dont il vient, jamais d'après son rang.

    Une copie naît avec les mots de son modèle, que l'historique garde : reformulée, elle se
    reconnaît à ses premiers mots. Sans eux, ceux d'aujourd'hui ; sinon, elle ne poursuit rien.
    """
    siens = list(suite.indicateurs.order_by("pk"))
    naissances = dict(
        Indicateur.historique.filter(id__in=[i.pk for i in siens], history_type="+").values_list(
            "id", "libelle"
        )
    )
    restes = list(
        Indicateur.objects.filter(fiche=suite.poursuit_id).select_related("fiche__convention")
    )
    for mots_de in (naissances, {i.pk: i.libelle for i in siens}):
        for indicateur in list(siens):
            memes = [a for a in restes if a.libelle == mots_de.get(indicateur.pk)]
            if len(memes) == 1:
                siens.remove(indicateur)
                restes.remove(memes[0])
                yield indicateur, memes[0]


class _Etiquettes:
    """Les étiquettes d'une convention, retrouvées par leur mot, ou créées à la première fois."""

    def __init__(self, convention: Convention) -> None:
        self.convention = convention
        self.connues: dict[tuple[str, str], Etiquette] = {}

    def comme(self, modele: Etiquette) -> Etiquette:
        cle = (modele.genre, modele.nom.lower())
        if cle not in self.connues:
            self.connues[cle] = Etiquette.objects.create(
                convention=self.convention, genre=modele.genre, nom=modele.nom
            )
        return self.connues[cle]


def _copier_les_references(
    cles: Iterable[int],
    champ: str,
    copies: Mapping[int, Any],
    indicateurs: Mapping[int, Any] | None = None,
) -> None:
    for reference in Reference.objects.filter(**{f"{champ}__in": list(cles)}):
        indicateur = (indicateurs or {}).get(reference.indicateur_id or 0)
        copie = _copier(reference, indicateur=indicateur, ligne=None)
        setattr(copie, champ, copies[getattr(reference, f"{champ}_id")])
        copie.save()


def _copier(objet: models.Model, **autres: Any) -> Any:
    """Un objet neuf, aux mêmes valeurs sauf `autres` ; rien n'est écrit."""
    valeurs = {
        champ.attname: getattr(objet, champ.attname)
        for champ in objet._meta.concrete_fields
        if not champ.primary_key and champ.name not in autres
    }
    return type(objet)(**valeurs, **autres)
