"""Ce que les pages du plan montrent, prêt à lire : graphiques, contrat, vie d'une fiche."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from actions.avancement import Avancement
from actions.models import (
    Axe,
    DocumentDeFiche,
    Etape,
    FicheAction,
    Financement,
    Indicateur,
    LienDeFiche,
    LienWeb,
    Note,
    PartenaireDeFiche,
    PiloteDeFiche,
    Reference,
    TempsFort,
)
from conventions.chargement import AUTEUR as LE_CHARGEMENT
from conventions.models import Convention
from ctg.socle import graphiques
from ctg.socle.badges import BADGES, COULEURS
from ctg.socle.champs import nom_francais
from ctg.socle.historique import NATURES, Changement, changements

# Ce qui se distingue mal par la seule teinte reçoit un motif.
_MOTIFS: dict[str, graphiques.Motif] = {"": "hachures"}


def barre_des_etats(
    avancement: Avancement, *, largeur: float = 700, prefixe: str = "etats"
) -> SafeString:
    """Les fiches par état d'avancement, « non renseigné » compris, en une barre partagée.

    `prefixe` distingue deux barres d'une même page.
    """
    segments = [
        graphiques.Segment(
            BADGES[etat].mot,
            nombre,
            COULEURS[BADGES[etat].ton],
            BADGES[etat].forme,
            _MOTIFS.get(etat, "plein"),
        )
        for etat, nombre in avancement.par_etat.items()
    ]
    return graphiques.barres_empilees(
        "Les actions par état d'avancement", segments, largeur=largeur, prefixe=prefixe
    )


@dataclass(frozen=True)
class LigneDuPlan:
    """Une fiche dans la liste ; `prochaine` est la première étape qui reste à faire."""

    fiche: FicheAction
    progression: SafeString
    prochaine: Etape | None
    statut_de_la_prochaine: str
    est_en_retard: bool
    est_a_renseigner: bool
    depasse_le_terme: bool


def lignes_du_plan(fiches: Iterable[FicheAction], le: datetime.date) -> list[LigneDuPlan]:
    """Une ligne par fiche ; suppose ``pour_liste``."""
    return [_ligne(fiche, le) for fiche in fiches]


def _ligne(fiche: FicheAction, le: datetime.date) -> LigneDuPlan:
    prochaine = fiche.prochaine_etape()
    return LigneDuPlan(
        fiche=fiche,
        progression=progression(fiche),
        prochaine=prochaine,
        statut_de_la_prochaine=fiche.statut_d_etape(prochaine, le) if prochaine else "",
        est_en_retard=fiche.est_en_retard(le),
        est_a_renseigner=fiche.est_a_renseigner(le),
        depasse_le_terme=any(e.depasse(fiche.convention.terme) for e in fiche.etapes.all()),
    )


def progression(fiche: FicheAction) -> SafeString:
    """Les étapes faites sur leur total ; « non renseigné » si personne n'en a jamais rien dit."""
    etapes = list(fiche.etapes.all())
    est_dite = fiche.est_renseignee() or any(etape.faite_le or etape.vue_le for etape in etapes)
    return graphiques.progression(
        fiche.etapes_faites() if est_dite else None, len(etapes), "Étapes faites"
    )


@dataclass(frozen=True)
class EtapeMontree:
    """Une étape, son statut (une clé de badge), et si elle finit après le terme (R23)."""

    etape: Etape
    statut: str
    depasse_le_terme: bool


def etapes_montrees(fiche: FicheAction, le: datetime.date) -> list[EtapeMontree]:
    """Les étapes d'une fiche, dans l'ordre de l'échéancier."""
    terme = fiche.convention.terme
    return [
        EtapeMontree(etape, fiche.statut_d_etape(etape, le), etape.depasse(terme))
        for etape in fiche.etapes.all()
    ]


@dataclass(frozen=True)
class LienMontre:
    """Un lien, dans un sens ou dans l'autre ; `fiche` vide : c'est l'axe.

    `est_a_elle` : il touche la fiche elle-même, et pas seulement son axe.
    """

    lien: LienDeFiche
    est_recu: bool
    fiche: FicheAction | None
    est_a_elle: bool


def liens_montres(fiche: FicheAction) -> tuple[list[LienMontre], list[LienMontre]]:
    """Les renvois du texte, puis les liens ajoutés. Une requête.

    D'abord ceux qui partent de la fiche, puis ceux qui y mènent ou mènent à son axe.
    """
    liens = (
        LienDeFiche.objects.filter(Q(fiche=fiche) | Q(vers_fiche=fiche) | Q(vers_axe=fiche.axe))
        .select_related("fiche__axe", "vers_fiche__axe", "vers_axe")
        .order_by("fiche__numero", "pk")
    )
    montres = [
        LienMontre(
            lien,
            est_recu=lien.fiche_id != fiche.pk,
            fiche=lien.vers_fiche if lien.fiche_id == fiche.pk else lien.fiche,
            est_a_elle=fiche.pk in (lien.fiche_id, lien.vers_fiche_id),
        )
        for lien in liens
    ]
    montres.sort(key=lambda montre: montre.est_recu)
    return (
        [montre for montre in montres if montre.lien.est_du_texte],
        [montre for montre in montres if not montre.lien.est_du_texte],
    )


@dataclass(frozen=True)
class Repere:
    """Une valeur donnée par le texte, déjà écrite : « moins de 1 % »."""

    valeur: str
    reference: Reference


@dataclass(frozen=True)
class Reperes:
    """Les repères du texte pour une fiche : les siens, ceux de son axe, ceux d'un indicateur."""

    de_la_fiche: list[Repere]
    de_l_axe: list[Repere]
    par_indicateur: dict[int, list[Repere]]


def reperes(fiche: FicheAction) -> Reperes:
    """Les valeurs de référence de la fiche et de son axe, en une requête."""
    resultat = Reperes([], [], {})
    for reference in Reference.objects.filter(Q(fiche=fiche) | Q(axe=fiche.axe)).order_by("pk"):
        repere = Repere(reference.en_clair(), reference)
        if reference.indicateur_id is not None:
            resultat.par_indicateur.setdefault(reference.indicateur_id, []).append(repere)
        elif reference.fiche_id is not None:
            resultat.de_la_fiche.append(repere)
        else:
            resultat.de_l_axe.append(repere)
    return resultat


def indicateurs_montres(
    fiche: FicheAction, reperes: Reperes
) -> list[tuple[Indicateur, list[Repere]]]:
    """Chaque indicateur de la fiche, avec ses repères."""
    return [(i, reperes.par_indicateur.get(i.pk, [])) for i in fiche.indicateurs.all()]


# Des champs qui ne disent rien à qui lit : ils redisent la page, l'auteur ou le jour.
_CHAMPS_TUS = {"fiche", "auteur", "écrite le", "vue le", "mise à jour le"}
# Ce que le chargement ne dit qu'une fois, aussitôt la fiche créée.
_DITS_AU_CHARGEMENT = {
    nom_francais(FicheAction, champ) for champ in ("etendue", *FicheAction.RELATIONS)
}


def historique_de(fiche: FicheAction, limite: int = 200) -> list[Changement]:
    """Ce que des personnes ont changé à la fiche et à ce qui la suit (étapes, notes, argent…).

    Le premier chargement du texte n'est pas montré ; il est lu, car un changement se dit par
    rapport à lui.
    """
    lus = changements(
        FicheAction.historique.filter(id=fiche.pk),
        Etape.historique.filter(fiche_id=fiche.pk),
        DocumentDeFiche.historique.filter(fiche_id=fiche.pk),
        LienWeb.historique.filter(fiche_id=fiche.pk),
        Indicateur.historique.filter(fiche_id=fiche.pk),
        Note.historique.filter(fiche_id=fiche.pk),
        PiloteDeFiche.historique.filter(fiche_id=fiche.pk).select_related("personne"),
        PartenaireDeFiche.historique.filter(fiche_id=fiche.pk).select_related("partenaire"),
        LienDeFiche.historique.filter(Q(fiche_id=fiche.pk) | Q(vers_fiche_id=fiche.pk)),
        Financement.historique.filter(fiche_id=fiche.pk).select_related("financeur"),
        TempsFort.historique.filter(id__in=_temps_forts_de(fiche)),
        limite=limite,
        nommer=_nommer,
    )
    return _sans_le_chargement(lus)


def historique_du_plan(convention: Convention, limite: int = 200) -> list[Changement]:
    """Ce que des personnes ont écrit, rangé ou retiré du texte du plan, retraits compris."""
    fiches = FicheAction.historique.filter(convention_id=convention.pk)
    du_plan = {"fiche_id__in": fiches.values("id")}
    lus = changements(
        Axe.historique.filter(convention_id=convention.pk),
        fiches,
        Etape.historique.filter(**du_plan),
        Indicateur.historique.filter(**du_plan),
        limite=limite,
        nommer=_nommer_dans_le_plan,
    )
    return _sans_le_chargement(lus)


def _nommer_dans_le_plan(ligne: Any) -> str:
    """Parmi d'autres, une action se reconnaît à son numéro et à son titre."""
    if ligne.instance_type is FicheAction:
        return f"action {ligne.numero}, {Truncator(ligne.titre).chars(90)}"
    return _nommer(ligne)


def _sans_le_chargement(lus: Iterable[Changement]) -> list[Changement]:
    montres = []
    for changement in lus:
        champs = [champ for champ in changement.champs if champ.libelle not in _CHAMPS_TUS]
        est_charge = changement.auteur == LE_CHARGEMENT.libelle_d_auteur and (
            changement.nature == NATURES["+"]
            or {champ.libelle for champ in champs} <= _DITS_AU_CHARGEMENT
        )
        if not est_charge and (champs or changement.nature != NATURES["~"]):
            montres.append(replace(changement, champs=champs))
    return montres


def _nommer(ligne: Any) -> str:
    """« étape 2, mise en service… » : assez pour savoir de quoi l'on parle, sans requête."""
    if ligne.instance_type is Axe:
        return f"axe {ligne.numero}, {ligne.titre_court}"
    if ligne.instance_type is Indicateur:
        return f"indicateur {ligne.ordre}, {Truncator(ligne.libelle).chars(90)}"
    if ligne.instance_type is Etape:
        return f"étape {ligne.ordre}, {Truncator(ligne.libelle).chars(90)}"
    if ligne.instance_type is PiloteDeFiche:
        return f"{'co-pilote' if ligne.est_copilote else 'pilote'}, {ligne.personne}"
    if ligne.instance_type is PartenaireDeFiche:
        return f"partenaire, {ligne.partenaire or ligne.nom_libre}"
    if ligne.instance_type is Financement:
        return f"financement, {ligne.financeur or ligne.financeur_libre}, {ligne.annee}"
    if ligne.instance_type in (DocumentDeFiche, LienWeb):
        return f"{ligne.instance_type._meta.verbose_name}, {ligne.titre}"
    if ligne.instance_type is TempsFort:
        return f"temps fort, {ligne.titre}"
    return str(ligne.instance_type._meta.verbose_name)


def _temps_forts_de(fiche: FicheAction) -> Any:
    """Les temps forts qui sont ou furent ceux de la fiche, en sous-requête sur l'historique."""
    lignes = TempsFort.historique.model.fiches.model
    return lignes.objects.filter(ficheaction=fiche.pk).values("tempsfort")
