"""La synthèse d'une page : ce qui est fait, ce qui bloque, ce qu'on demande au COPIL.

Chaque phrase se compte des mêmes données que le reste du document ; aucune ne juge.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from actions.models import FicheAction
from ctg.socle.nombres import Nombre, nombre_fr, quantite_fr
from ctg.socle.templatetags.portail import jour
from pilotage.contenu_de_l_avenant import ModificationsAPorter
from pilotage.contenu_des_fiches import TempsFortLu
from pilotage.contenu_du_registre import AnneeDArgentLue
from pilotage.gouvernance import GouvernanceDeLAnnee
from pilotage.lecture_du_plan import FicheLue
from pilotage.lecture_du_referentiel import ConclusionLue
from pilotage.models import Instance

METEOS_DEFAVORABLES = ("appuis", "compromis")


@dataclass(frozen=True)
class PointDeSynthese:
    """Une phrase, et les numéros des actions dont elle parle."""

    phrase: str
    fiches: tuple[int, ...] = ()


@dataclass(frozen=True)
class Synthese:
    """Les trois questions qu'un élu pose d'abord."""

    fait: tuple[PointDeSynthese, ...]
    bloque: tuple[PointDeSynthese, ...]
    demande: tuple[PointDeSynthese, ...]


def synthese(
    *,
    nom: str,
    annee: int,
    fiches: Sequence[FicheLue],
    gouvernance: GouvernanceDeLAnnee,
    temps_forts: Sequence[TempsFortLu],
    argent: AnneeDArgentLue | None,
    modifications: ModificationsAPorter,
    conclusions: Sequence[ConclusionLue],
    est_examinee: bool,
) -> Synthese:
    """La synthèse d'une année ; ce dont il n'y a rien à dire n'y est pas.

    `nom` : « l'évaluation 2025 ». `est_examinee` : une séance du COPIL a examiné l'évaluation.
    """
    return Synthese(
        fait=tuple(_fait(annee, fiches, gouvernance, temps_forts, argent)),
        bloque=tuple(_bloque(fiches, gouvernance, argent)),
        demande=tuple(_demande(nom, fiches, modifications, conclusions, est_examinee)),
    )


def _fait(
    annee: int,
    fiches: Sequence[FicheLue],
    gouvernance: GouvernanceDeLAnnee,
    temps_forts: Sequence[TempsFortLu],
    argent: AnneeDArgentLue | None,
) -> Iterator[PointDeSynthese]:
    faites = [f for f in fiches if f.etat == FicheAction.Etat.REALISE]
    yield from _des_actions(faites, "est réalisée", "sont réalisées")
    dans_l_annee = {
        fiche.numero: n
        for fiche in fiches
        if (n := sum(e.faite_le is not None and e.faite_le.year == annee for e in fiche.etapes))
    }
    if dans_l_annee:
        n = sum(dans_l_annee.values())
        mots = "étape a été faite" if n < 2 else "étapes ont été faites"
        yield PointDeSynthese(f"{_n(n, mots)} dans l’année.", tuple(dans_l_annee))
    if temps_forts:
        yield PointDeSynthese(_des_temps_forts(temps_forts))
    copils = [s for s in gouvernance.tenues if s.genre == Instance.Genre.COPIL]
    for seance in copils:
        n = len(seance.decisions)
        suite = f", {_n(n, 'décision' if n < 2 else 'décisions')}" if n else ""
        presents = seance.participation.en_clair()
        yield PointDeSynthese(f"Le COPIL s’est réuni le {jour(seance.date)} : {presents}{suite}.")
    if argent and argent.face_au_plancher == "plancher_tenu" and argent.bonus.total is not None:
        yield PointDeSynthese(
            f"Les bonus territoire connus ({_euros(argent.bonus.total)}) tiennent le plancher de"
            f" l’article 6 ({_euros(argent.plancher or 0)})."
        )


def _des_temps_forts(temps_forts: Sequence[TempsFortLu]) -> str:
    connus = [un.participants for un in temps_forts if un.participants is not None]
    phrase = _n(len(temps_forts), "temps fort" if len(temps_forts) < 2 else "temps forts")
    if not connus:
        return f"{phrase}, dont le nombre de participants n’est pas connu."
    total = sum(connus)
    phrase += f", {_n(total, 'participant' if total < 2 else 'participants')}"
    return (
        f"{phrase} à {nombre_fr(len(connus))} d’entre eux."
        if len(connus) < len(temps_forts)
        else f"{phrase}."
    )


def _bloque(
    fiches: Sequence[FicheLue],
    gouvernance: GouvernanceDeLAnnee,
    argent: AnneeDArgentLue | None,
) -> Iterator[PointDeSynthese]:
    compromises = [f for f in fiches if f.meteo == "compromis"]
    yield from _des_actions(
        compromises, "a ses objectifs compromis", "ont leurs objectifs compromis"
    )
    appuis = [f for f in fiches if f.meteo == "appuis"]
    yield from _des_actions(appuis, "demande un appui", "demandent un appui")
    pauses = [f for f in fiches if f.etat == FicheAction.Etat.EN_PAUSE]
    yield from _des_actions(pauses, "est en pause", "sont en pause")
    arretees = [f for f in fiches if f.etat == FicheAction.Etat.ABANDONNE]
    yield from _des_actions(arretees, "est abandonnée", "sont abandonnées")
    retards = {
        fiche.numero: n
        for fiche in fiches
        if (n := sum(etape.statut == "en_retard" for etape in fiche.etapes))
    }
    if retards:
        n = sum(retards.values())
        mots = "étape est en retard" if n < 2 else "étapes sont en retard"
        yield PointDeSynthese(f"{_n(n, mots)}.", tuple(retards))
    for seance in gouvernance.tenues:
        if seance.genre == Instance.Genre.COPIL and seance.participation.copilotes_absents:
            noms = " et ".join(seance.participation.copilotes_absents)
            yield PointDeSynthese(
                f"Au COPIL du {jour(seance.date)}, n’était ni présent ni représenté : {noms}."
            )
    if argent and argent.face_au_plancher == "sous_le_plancher":
        yield PointDeSynthese(
            "La somme des bonus territoire est inférieure au plancher de l’article 6"
            f" ({_euros(argent.bonus.total or 0)} pour {_euros(argent.plancher or 0)})."
        )


def _demande(
    nom: str,
    fiches: Sequence[FicheLue],
    modifications: ModificationsAPorter,
    conclusions: Sequence[ConclusionLue],
    est_examinee: bool,
) -> Iterator[PointDeSynthese]:
    if not est_examinee:
        yield PointDeSynthese(f"Examiner {nom[0].lower()}{nom[1:]} (art. 10).")
    for mot in dict.fromkeys(conclusion.mot for conclusion in conclusions):
        siennes = tuple(c.fiche for c in conclusions if c.mot == mot)
        n = len(siennes)
        sujet = _n(n, "action" if n < 2 else "actions")
        yield PointDeSynthese(f"Se prononcer sur {sujet} {mot}.", siennes)
    if n := modifications.total:
        mots = "modification" if n < 2 else "modifications"
        concernees = tuple(dict.fromkeys(m.fiche for m in modifications.du_plan if m.fiche))
        yield PointDeSynthese(f"Porter par avenant {_n(n, mots)} (art. 12).", concernees)
    sans_pilote = [f for f in fiches if not f.pilotes]
    if sans_pilote:
        n = len(sans_pilote)
        mots = "action qui n’en a pas" if n < 2 else "actions qui n’en ont pas"
        yield PointDeSynthese(
            f"Désigner un pilote pour {_n(n, mots)} (annexe 4).", _numeros(sans_pilote)
        )
    jugees = {conclusion.fiche for conclusion in conclusions}
    en_peine = [f for f in fiches if f.meteo in METEOS_DEFAVORABLES and f.numero not in jugees]
    if en_peine:
        n = len(en_peine)
        mots = (
            "action dont la météo est défavorable"
            if n < 2
            else ("actions dont la météo est défavorable")
        )
        yield PointDeSynthese(f"Dire la suite de {_n(n, mots)}.", _numeros(en_peine))
    a_definir = {
        fiche.numero: n
        for fiche in fiches
        if (n := sum(indicateur.est_a_definir for indicateur in fiche.indicateurs))
    }
    if a_definir:
        n = sum(a_definir.values())
        mots = "indicateur que le contrat laisse" if n < 2 else "indicateurs que le contrat laisse"
        yield PointDeSynthese(f"Définir {_n(n, mots)} à définir (annexe 3).", tuple(a_definir))


def _des_actions(fiches: Sequence[FicheLue], verbe: str, verbes: str) -> Iterator[PointDeSynthese]:
    if fiches:
        n = len(fiches)
        sujet = _n(n, "action" if n < 2 else "actions")
        yield PointDeSynthese(f"{sujet} {verbe if n < 2 else verbes}.", _numeros(fiches))


def _numeros(fiches: Iterable[FicheLue]) -> tuple[int, ...]:
    return tuple(fiche.numero for fiche in fiches)


def _n(nombre: int, mots: str) -> str:
    return quantite_fr(nombre, mots)


def _euros(montant: Nombre) -> str:
    return quantite_fr(montant, "€", 0)
