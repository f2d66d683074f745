"""Les temps forts en chiffres : filtres, et indicateurs qui se calculent d'eux."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from actions.models import FicheAction, Indicateur, TempsFort
from conventions.models import Commune, Convention
from conventions.models.contrat import ConventionFigee
from ctg.socle.nombres import nombre_fr
from ctg.socle.recherche import cle_de_tri

Calcul = Indicateur.Calcul


@dataclass(frozen=True)
class FiltresDesTempsForts:
    """Ce que l'adresse demande ; une valeur vide ne filtre pas, une inconnue ne retient rien."""

    action: str = ""
    commune: str = ""
    genre: str = ""
    annee: str = ""

    @classmethod
    def lus(cls, adresse: Mapping[str, str]) -> "FiltresDesTempsForts":
        """Les filtres d'une adresse."""
        return cls(**{champ.name: adresse.get(champ.name, "").strip() for champ in fields(cls)})

    @property
    def sont_actifs(self) -> bool:
        """Vrai si un filtre au moins est posé."""
        return any(getattr(self, champ.name) for champ in fields(self))

    def garder(self, temps_forts: Iterable[TempsFort]) -> list[TempsFort]:
        """Ceux que tous les filtres retiennent ; suppose ``pour_liste``."""
        return [un for un in temps_forts if self._retient(un)]

    def _retient(self, un: TempsFort) -> bool:
        return (
            (not self.action or any(self.action == str(f.numero) for f in un.fiches.all()))
            and self.commune in ("", str(un.commune_id or "aucune"))
            and self.genre in ("", un.genre)
            and self.annee in ("", str(un.date.year))
        )


@dataclass(frozen=True)
class Somme:
    """Un nombre ajouté sur des temps forts ; None : aucun ne le dit.

    `connus` : combien de temps forts le disent, sur `nombre`.
    """

    total: int | None
    connus: int
    nombre: int


def somme(temps_forts: Sequence[TempsFort], champ: str) -> Somme:
    """Ajoute ce champ, sans compter comme zéro ce qui n'est pas connu."""
    connus = [valeur for un in temps_forts if (valeur := getattr(un, champ)) is not None]
    return Somme(sum(connus) if connus else None, len(connus), len(temps_forts))


@dataclass(frozen=True)
class ValeurCalculee:
    """Ce que les temps forts, ou le registre (`source`), donnent pour un indicateur, une année.

    `valeur` : « 5 temps forts en 11 mois, soit 0,45 par mois » ; `compte` dit ce qui est compté ;
    `est_vide` : rien n'est noté, ce qui n'est pas zéro.
    """

    indicateur: Indicateur
    annee: int
    valeur: str
    compte: str
    est_vide: bool
    source: str = "les temps forts"


@dataclass(frozen=True)
class Repartition:
    """Où les temps forts ont eu lieu.

    `communes` : (commune, combien), par nom ; les signataires y sont toutes, à zéro s'il n'y en a
    pas de noté. `sans_commune` : ceux dont le lieu n'est pas dit. `nombre` : en tout.
    """

    communes: Sequence[tuple[Commune, int]]
    sans_commune: int
    nombre: int


def repartition(convention: Convention) -> Repartition:
    """Les temps forts de la convention, par commune ; deux requêtes."""
    comptes: dict[Commune, int] = dict.fromkeys(Commune.objects.signataires_de(convention), 0)
    sans_commune = nombre = 0
    for un in TempsFort.objects.filter(convention=convention).select_related("commune"):
        nombre += 1
        if un.commune is None:
            sans_commune += 1
        else:
            comptes[un.commune] = comptes.get(un.commune, 0) + 1
    return Repartition(
        sorted(comptes.items(), key=lambda paire: cle_de_tri(paire[0].nom)),
        sans_commune,
        nombre,
    )


def est_figee(convention: Convention, le: datetime.date) -> bool:
    """Vrai si le plan ne se modifie plus ce jour-là (art. 11)."""
    try:
        convention.exiger_modifiable(le)
    except ConventionFigee:
        return True
    return False


def mois_ecoules(fiche: FicheAction, annee: int, le: datetime.date) -> int:
    """Les mois de l'année déjà commencés ce jour-là, dans la période de la convention."""
    debut = max(datetime.date(annee, 1, 1), fiche.convention.debut)
    fin = min(datetime.date(annee, 12, 31), fiche.convention.terme, le)
    return max(0, fin.month - debut.month + 1) if fin >= debut else 0


Notes = dict[int, list[TempsFort]]


def temps_forts_des_fiches(fiches: Iterable[FicheAction], annees: Iterable[int]) -> Notes:
    """Fiche → ses temps forts de ces années, en une requête."""
    voulues, notes = sorted(annees), defaultdict(list)
    liens = TempsFort.fiches.through.objects.filter(
        ficheaction__in=[fiche.pk for fiche in fiches],
        tempsfort__date__range=(
            datetime.date(voulues[0], 1, 1),
            datetime.date(voulues[-1], 12, 31),
        ),
    )
    for lien in liens.select_related("tempsfort").order_by("pk"):
        notes[lien.ficheaction_id].append(lien.tempsfort)
    return notes


def calculs_de_la_fiche(
    fiche: FicheAction,
    indicateurs: Iterable[Indicateur],
    temps_forts: Iterable[TempsFort],
    annee: int,
    le: datetime.date,
) -> dict[int, ValeurCalculee]:
    """Indicateur → ce que les temps forts de l'année en disent, sans requête.

    Seuls les indicateurs que les temps forts calculent y sont. Suppose chargée la convention de
    la fiche.
    """
    de_l_annee = [un for un in temps_forts if un.date.year == annee]
    return {
        indicateur.pk: calculer(indicateur, de_l_annee, annee, fiche, le)
        for indicateur in indicateurs
        if indicateur.calcul in COMPTES
    }


def calculer(
    indicateur: Indicateur,
    temps_forts: Sequence[TempsFort],
    annee: int,
    fiche: FicheAction,
    le: datetime.date,
) -> ValeurCalculee:
    """Ce que ces temps forts, ceux de la fiche et de l'année, donnent pour cet indicateur."""
    calcul, retenus = Calcul(indicateur.calcul), list(temps_forts)
    if calcul is Calcul.FREQUENCE_DES_ECHANGES:
        retenus = [un for un in retenus if un.genre == TempsFort.Genre.ECHANGES]
    rien = f"aucun temps fort noté en {annee}"
    valeur = _phrase(calcul, retenus, mois_ecoules(fiche, annee, le)) if retenus else rien
    return ValeurCalculee(indicateur, annee, valeur, COMPTES[calcul], not retenus)


def _phrase(calcul: Indicateur.Calcul, retenus: Sequence[TempsFort], mois: int) -> str:
    match calcul:
        case Calcul.NOMBRE:
            return _temps_forts(len(retenus))
        case Calcul.FREQUENCE_ET_EQUILIBRE:
            return f"{_frequence(retenus, mois)} ; {_communes(retenus)}"
        case Calcul.FREQUENCE_DES_ECHANGES:
            return _frequence(retenus, mois)
        case Calcul.TYPOLOGIE:
            return _typologie(retenus)
        case Calcul.FAMILLES:
            return _nombre_connu(somme(retenus, "familles"), "famille")
        case Calcul.FORMES:
            return _nombre_connu(somme(retenus, "formes"), "personne formée")
        case _:
            raise ValueError(f"Les temps forts ne calculent pas « {calcul.label} ».")


# Ce que chaque calcul compte, dit à côté de lui.
COMPTES: Mapping[str, str] = {
    Calcul.NOMBRE: "Les temps forts de l'action notés dans l'année.",
    Calcul.FREQUENCE_ET_EQUILIBRE: (
        "Les temps forts de l'année, par mois écoulé, et les communes où ils ont eu lieu."
    ),
    Calcul.FREQUENCE_DES_ECHANGES: (
        "Les groupes d'échanges de pratiques de l'année, par mois écoulé."
    ),
    Calcul.TYPOLOGIE: (
        "Les temps forts de l'année par genre, et qui y est venu. Un taux d'adhésion demanderait"
        " de connaître tout le public visé."
    ),
    Calcul.FAMILLES: "Les familles venues aux temps forts. Qui vient deux fois compte deux fois.",
    Calcul.FORMES: "Les personnes formées aux temps forts. Deux formations comptent deux fois.",
}


def _pluriel(nombre: int, mot: str) -> str:
    """« 3 temps forts », « 1 famille », « 12 personnes formées »."""
    mots = mot if nombre < 2 else " ".join(m if m.endswith("s") else f"{m}s" for m in mot.split())
    return f"{nombre_fr(nombre)} {mots}"


def _temps_forts(nombre: int) -> str:
    return f"{nombre_fr(nombre)} {'temps fort' if nombre < 2 else 'temps forts'}"


def _frequence(retenus: Sequence[TempsFort], mois: int) -> str:
    rythme = f", soit {nombre_fr(round(len(retenus) / mois, 2))} par mois" if mois else ""
    return f"{_temps_forts(len(retenus))} en {mois} mois{rythme}"


def _communes(retenus: Sequence[TempsFort]) -> str:
    touchees = {un.commune_id for un in retenus if un.commune_id}
    sans = sum(1 for un in retenus if un.commune_id is None)
    dit = _pluriel(len(touchees), "commune") if touchees else "aucune commune notée"
    return f"{dit} ({nombre_fr(sans)} sans commune)" if sans and touchees else dit


def _typologie(retenus: Sequence[TempsFort]) -> str:
    genres = [
        f"{genre.label} : {nombre}"
        for genre in TempsFort.Genre
        if (nombre := sum(1 for un in retenus if un.genre == genre))
    ]
    publics = [
        _nombre_connu(somme(retenus, champ), mot)
        for champ, mot in (
            ("participants", "participant"),
            ("familles", "famille"),
            ("jeunes", "jeune"),
        )
    ]
    return " ; ".join([*genres, *publics])


def _nombre_connu(compte: Somme, mot: str) -> str:
    """« 240 familles », et sur combien de temps forts si tous ne le disent pas."""
    if compte.total is None:
        return f"{mot}s : non renseigné" if " " not in mot else "non renseigné"
    dit = _pluriel(compte.total, mot)
    if compte.connus == compte.nombre:
        return dit
    return f"{dit} (connu pour {compte.connus} sur {_temps_forts(compte.nombre)})"
