"""La synthèse d'une page : ce qui est fait, ce qui bloque, ce qu'on demande au COPIL.

Une action s'y dit par son titre, et une seule fois par question. Chaque phrase se compte des mêmes
données que le reste du document ; aucune ne juge.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from actions.models import FicheAction
from ctg.socle.nombres import ESPACE_INSECABLE, Nombre, nombre_fr, quantite_fr
from ctg.socle.templatetags.portail import jour
from pilotage.contenu_de_l_avenant import ModificationsAPorter
from pilotage.contenu_des_fiches import TempsFortLu
from pilotage.contenu_des_tendances import Tendances
from pilotage.contenu_du_registre import AnneeDArgentLue
from pilotage.gouvernance import GouvernanceDeLAnnee
from pilotage.lecture_du_plan import METEOS_DEFAVORABLES, FicheLue
from pilotage.lecture_du_referentiel import ConclusionLue
from pilotage.models import Conclusion, Instance
from pilotage.resultats import (
    RECUL,
    FaceAuxCibles,
    a_sa_cible_de_l_annee,
    face_aux_cibles,
    resultat,
)
from pilotage.series import SerieDIndicateur
from pilotage.titres import titre_court

# Une page se lit d'un coup d'œil : le reste se dit d'une ligne.
ACTIONS_NOMMEES, DECISIONS_AU_PLUS = 4, 3
_DIT_DE_L_ACTION = {
    FicheAction.Etat.ABANDONNE: "abandonnée",
    FicheAction.Etat.EN_PAUSE: "en pause",
    "compromis": "objectifs compromis",
    "appuis": "appui nécessaire",
}
_VERBES = {
    Conclusion.Suite.ARRETER: "arrêter",
    Conclusion.Suite.AJUSTER: "ajuster",
    Conclusion.Suite.GARDER: "garder",
}
# Les mots de la page « Ce qui passe à la convention suivante ».
_VERBES_AU_TERME = {
    Conclusion.Suite.ARRETER: "clore",
    Conclusion.Suite.AJUSTER: "changer",
    Conclusion.Suite.GARDER: "reprendre",
}


@dataclass(frozen=True)
class PointDeSynthese:
    """Une phrase, et les numéros des actions dont elle parle.

    `titre` : l'action qui l'ouvre, numéro et titre court. `qui`, `quand` : d'une décision.
    """

    phrase: str
    fiches: tuple[int, ...] = ()
    titre: str = ""
    qui: str = ""
    quand: str = ""


@dataclass(frozen=True)
class Synthese:
    """Les trois questions qu'un élu pose d'abord.

    `demande` : trois décisions au plus ; `ensuite` : ce qui se prépare sans elles. `resultats` :
    où en sont les indicateurs, face à leurs cibles. `on_ne_sait_pas` : aucune action n'a d'état.
    """

    fait: tuple[PointDeSynthese, ...]
    bloque: tuple[PointDeSynthese, ...]
    demande: tuple[PointDeSynthese, ...]
    ensuite: tuple[PointDeSynthese, ...] = ()
    resultats: tuple[PointDeSynthese, ...] = ()
    on_ne_sait_pas: bool = False

    @property
    def rien_ne_bloque(self) -> str:
        """Ce qui se dit quand rien n'est noté : l'ignorance ne rassure pas."""
        if self.on_ne_sait_pas:
            return "On ne le sait pas : aucune action n’a d’état d’avancement."
        return "Rien de ce qui est renseigné ne bloque."


@dataclass(frozen=True)
class CadreDeLaSynthese:
    """Ce que la synthèse sait de l'évaluation elle-même.

    - `nom` : « l'évaluation 2025 » ;
    - `est_examinee` : une séance du COPIL l'a examinée ; `seance` : celle qui doit le faire ;
    - `terme` : le jour où la convention finit, ou a fini ;
    - `tendances` : celles de l'évaluation finale.
    """

    nom: str
    annee: int
    le: datetime.date
    terme: datetime.date
    est_examinee: bool = False
    seance: datetime.date | None = None
    tendances: Tendances | None = None

    @property
    def au_copil(self) -> str:
        """Quand le COPIL se prononce : à la séance qu'on connaît, sinon à la prochaine."""
        if self.seance is not None and self.seance >= self.le:
            return f"le {jour(self.seance)}"
        return "à sa prochaine séance"

    @property
    def avant_le_terme(self) -> str:
        """Avant quand un avenant peut encore se signer (art. 11)."""
        if self.le <= self.terme:
            return f"avant le {jour(self.terme)}"
        return "avec la convention suivante"


def synthese(
    cadre: CadreDeLaSynthese,
    *,
    fiches: Sequence[FicheLue],
    gouvernance: GouvernanceDeLAnnee,
    temps_forts: Sequence[TempsFortLu],
    argent: AnneeDArgentLue | None,
    modifications: ModificationsAPorter,
    conclusions: Sequence[ConclusionLue],
) -> Synthese:
    """La synthèse d'une année, ou de la convention ; ce dont il n'y a rien à dire n'y est pas.

    `fiches` : avec la série de chaque indicateur. `conclusions` : au terme, celles des tendances.
    """
    demandes = list(_demande(cadre, fiches, modifications, conclusions))
    return Synthese(
        fait=tuple(_fait(cadre, fiches, gouvernance, temps_forts, argent)),
        bloque=tuple(_bloque(cadre, fiches, gouvernance, argent, conclusions)),
        demande=tuple(demandes[:DECISIONS_AU_PLUS]),
        ensuite=tuple(demandes[DECISIONS_AU_PLUS:]),
        resultats=tuple(_resultats(cadre, fiches)),
        on_ne_sait_pas=bool(fiches) and not any(fiche.etat for fiche in fiches),
    )


# --- Ce qui est fait ----------------------------------------------------------------------------


def _fait(
    cadre: CadreDeLaSynthese,
    fiches: Sequence[FicheLue],
    gouvernance: GouvernanceDeLAnnee,
    temps_forts: Sequence[TempsFortLu],
    argent: AnneeDArgentLue | None,
) -> Iterator[PointDeSynthese]:
    realisees = [f for f in fiches if f.etat == FicheAction.Etat.REALISE]
    yield from _par_action([(fiche, "réalisée.") for fiche in realisees], "réalisées")
    if cadre.tendances is not None:
        yield from _fait_en_tout(cadre.tendances, fiches)
    else:
        yield from _etapes_de_l_annee(cadre.annee, fiches)
        if temps_forts:
            yield PointDeSynthese(_des_temps_forts(temps_forts))
        for seance in gouvernance.tenues:
            if seance.genre == Instance.Genre.COPIL:
                n = len(seance.decisions)
                suite = f", {_n(n, 'décision' if n < 2 else 'décisions')}" if n else ""
                presents = seance.participation.en_clair()
                yield PointDeSynthese(
                    f"Le COPIL s’est réuni le {jour(seance.date)} : {presents}{suite}."
                )
    if argent and argent.face_au_plancher == "plancher_tenu" and argent.bonus.total is not None:
        yield PointDeSynthese(
            f"Les bonus territoire connus ({_euros(argent.bonus.total)}) tiennent le plancher de"
            f" l’article 6 ({_euros(argent.plancher or 0)})."
        )


def _etapes_de_l_annee(annee: int, fiches: Sequence[FicheLue]) -> Iterator[PointDeSynthese]:
    dites = []
    for fiche in fiches:
        faites = [e for e in fiche.etapes if e.faite_le is not None and e.faite_le.year == annee]
        if faites:
            n = len(faites)
            dites.append((fiche, f"{_n(n, 'étape faite' if n < 2 else 'étapes faites')}."))
    yield from _par_action(dites, "ont fait une étape")


def _fait_en_tout(tendances: Tendances, fiches: Sequence[FicheLue]) -> Iterator[PointDeSynthese]:
    """Ce que la convention entière a fait : étapes, temps forts, séances."""
    etapes = sum(len(fiche.etapes) for fiche in fiches)
    faites = sum(fiche.etapes_faites for fiche in fiches)
    debut, fin = tendances.annees[0].annee, tendances.annees[-1].annee
    if faites:
        yield PointDeSynthese(
            f"{_n(faites, 'étape faite' if faites < 2 else 'étapes faites')} sur"
            f" {nombre_fr(etapes)} de {debut} à {fin}."
        )
    if n := tendances.temps_forts:
        phrase = _n(n, "temps fort" if n < 2 else "temps forts")
        if (total := tendances.participants) is not None:
            phrase += f", {_n(total, 'participant connu' if total < 2 else 'participants connus')}"
        yield PointDeSynthese(f"{phrase}, de {debut} à {fin}.")


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


# --- Les résultats ------------------------------------------------------------------------------


def _resultats(cadre: CadreDeLaSynthese, fiches: Sequence[FicheLue]) -> Iterator[PointDeSynthese]:
    """Face aux cibles, puis ce qui recule."""
    au_terme = cadre.tendances is not None
    yield from _face_aux_cibles(cadre, _series(fiches))
    reculs = [
        (fiche, indicateur.libelle)
        for fiche in fiches
        for indicateur in fiche.indicateurs
        if indicateur.serie
        and not indicateur.est_a_definir
        and resultat(indicateur.serie, au_terme=au_terme) == RECUL
    ]
    if reculs:
        dits = " ; ".join(f"{libelle} (action {f.numero})" for f, libelle in reculs[:3])
        if len(reculs) > 3:
            dits += f" ; et {_n(len(reculs) - 3, 'autre' if len(reculs) == 4 else 'autres')}"
        yield PointDeSynthese(f"En recul : {dits}.")


def _face_aux_cibles(
    cadre: CadreDeLaSynthese, series: Sequence[SerieDIndicateur]
) -> Iterator[PointDeSynthese]:
    """Les cibles à tenir cette année ; à part, celles du terme, qui ne sont pas encore échues."""
    au_terme = cadre.tendances is not None
    est_la_derniere = cadre.annee >= cadre.terme.year
    echues = [s for s in series if au_terme or est_la_derniere or a_sa_cible_de_l_annee(s)]
    face = face_aux_cibles(echues, au_terme=au_terme)
    if face.vises:
        visees = _n(face.vises, "indicateur qui a" if face.vises < 2 else "indicateurs qui ont")
        quelle = "une cible finale" if au_terme else f"une cible pour {cadre.annee}"
        yield PointDeSynthese(f"Sur {visees} {quelle}, {_repondent(cadre.annee, face)}.")
    plus_tard = face_aux_cibles([s for s in series if s not in echues])
    if n := plus_tard.vises:
        autres = "autre" if face.vises else "indicateur"
        ont = "n’a" if n < 2 else "n’ont"
        yield PointDeSynthese(
            f"{_n(n, autres if n < 2 else autres + 's')} {ont} de cible que pour"
            f" {cadre.terme.year} : {_tiennent(plus_tard, deja=True)}."
        )


def _repondent(annee: int, face: FaceAuxCibles) -> str:
    """Sans réponse, une cible n'est ni tenue ni manquée ; une valeur d'avant n'en est pas une."""
    if face.repondus:
        dit = f"{nombre_fr(face.repondus)} {'a' if face.repondus < 2 else 'ont'} répondu"
    else:
        dit = "aucun n’a répondu"
    if not face.anterieurs:
        return f"{dit} et {_tiennent(face)}" if face.repondus else dit
    lisent = "se lit" if face.anterieurs < 2 else "se lisent"
    return (
        f"{dit} pour {annee} et {nombre_fr(face.anterieurs)} {lisent} d’une année d’avant :"
        f" {_tiennent(face)}"
    )


def _tiennent(face: FaceAuxCibles, *, deja: bool = False) -> str:
    """« aucun ne la tient », « 2 la tiennent déjà »."""
    combien = nombre_fr(face.atteints) if face.atteints else "aucun ne"
    fin = (" déjà" if face.atteints else " encore") if deja else ""
    return f"{combien} {'la tient' if face.atteints < 2 else 'la tiennent'}{fin}"


def _series(fiches: Iterable[FicheLue]) -> list[SerieDIndicateur]:
    return [i.serie for f in fiches for i in f.indicateurs if i.serie and not i.est_a_definir]


# --- Ce qui bloque ------------------------------------------------------------------------------


def _bloque(
    cadre: CadreDeLaSynthese,
    fiches: Sequence[FicheLue],
    gouvernance: GouvernanceDeLAnnee,
    argent: AnneeDArgentLue | None,
    conclusions: Sequence[ConclusionLue],
) -> Iterator[PointDeSynthese]:
    proposees = {conclusion.fiche: conclusion for conclusion in conclusions}
    en_peine = []
    for fiche in fiches:
        if dit := _ce_qui_bloque(fiche):
            conclusion = proposees.get(fiche.numero)
            propose = f" Proposé : {_verbe(cadre, conclusion)} l’action." if conclusion else ""
            en_peine.append((fiche, f"{dit}.{propose}"))
    # Le plus empêché d'abord.
    en_peine.sort(key=lambda dit: -dit[1].count(","))
    yield from _par_action(en_peine, "empêchées")
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


def _ce_qui_bloque(fiche: FicheLue) -> str:
    """« en pause, appui nécessaire, 1 étape en retard » ; vide si rien ne bloque."""
    dits = [_DIT_DE_L_ACTION[cle] for cle in (fiche.etat, fiche.meteo) if cle in _DIT_DE_L_ACTION]
    if n := sum(etape.statut == "en_retard" for etape in fiche.etapes):
        dits.append(_n(n, "étape en retard" if n < 2 else "étapes en retard"))
    return ", ".join(dits)


# --- Ce qui est demandé -------------------------------------------------------------------------


def _demande(
    cadre: CadreDeLaSynthese,
    fiches: Sequence[FicheLue],
    modifications: ModificationsAPorter,
    conclusions: Sequence[ConclusionLue],
) -> Iterator[PointDeSynthese]:
    """Ce que le COPIL a à décider, du plus pressant au moins."""
    copil = partial(PointDeSynthese, qui="le COPIL", quand=cadre.au_copil)
    if not cadre.est_examinee:
        nom = f"{cadre.nom[0].lower()}{cadre.nom[1:]}"
        yield copil(f"Examiner {nom} (art. 10).")
    if suites := list(_suites(cadre, fiches, conclusions)):
        concernees = tuple(numero for _, numeros in suites for numero in numeros)
        dites = " ; ".join(dit for dit, _ in suites)
        yield copil(f"Dire la suite : {dites}.", concernees)
    if n := modifications.total:
        mots = "modification" if n < 2 else "modifications"
        touchees = tuple(dict.fromkeys(m.fiche for m in modifications.du_plan if m.fiche))
        dont = f", dont celles {_des_actions(touchees)}" if touchees else ""
        yield PointDeSynthese(
            f"Porter par avenant {_n(n, mots)} (art. 12){dont}.",
            touchees,
            qui="les parties",
            quand=cadre.avant_le_terme,
        )
    sans_pilote = [fiche for fiche in fiches if not fiche.pilotes]
    if sans_pilote:
        yield copil(
            f"Désigner un pilote pour {_nommees(sans_pilote)} (annexe 4).", _numeros(sans_pilote)
        )
    a_definir = {
        fiche.numero: n
        for fiche in fiches
        if (n := sum(indicateur.est_a_definir for indicateur in fiche.indicateurs))
    }
    if a_definir:
        n = sum(a_definir.values())
        mots = "indicateur que le contrat laisse" if n < 2 else "indicateurs que le contrat laisse"
        yield copil(
            f"Définir {_n(n, mots)} à définir (annexe 3), {_numerotees(tuple(a_definir))}.",
            tuple(a_definir),
        )


def _suites(
    cadre: CadreDeLaSynthese, fiches: Sequence[FicheLue], conclusions: Sequence[ConclusionLue]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Ce qui est proposé, action par action, puis celles dont la suite reste à décider.

    Au terme, toutes ont une suite à recevoir ; une année, seules celles qui sont en peine.
    """
    par_numero = {fiche.numero: fiche for fiche in fiches}
    for suite in _VERBES:
        siennes = [c for c in conclusions if c.suite == suite.value]
        if siennes:
            nommees = [par_numero[c.fiche] for c in siennes]
            yield f"{_verbe(cadre, siennes[0])} {_nommees(nommees)}", _numeros(nommees)
    dites = {conclusion.fiche for conclusion in conclusions}
    reste = [fiche for fiche in fiches if fiche.numero not in dites]
    if cadre.tendances is None:
        reste = [fiche for fiche in reste if fiche.meteo in METEOS_DEFAVORABLES]
    if not reste:
        return
    une_seule = len(reste) < 2
    lesquelles = f"{'l’' if une_seule else 'les '}{_numerotees(_numeros(reste))}"
    if cadre.tendances is not None:
        raison = f"qui {'n’a' if une_seule else 'n’ont'} pas encore de proposition"
        if not dites and not une_seule:
            lesquelles = f"les {nombre_fr(len(reste))} actions"
    else:
        # Nommées à la question d'avant : leur météo est ce qui bloque.
        raison = "dont la météo est défavorable"
    yield f"décider pour {lesquelles}, {raison}", _numeros(reste)


def _verbe(cadre: CadreDeLaSynthese, conclusion: ConclusionLue) -> str:
    verbes = _VERBES if cadre.tendances is None else _VERBES_AU_TERME
    return verbes[Conclusion.Suite(conclusion.suite)]


# --- Les mots -----------------------------------------------------------------------------------


def _par_action(
    dites: Sequence[tuple[FicheLue, str]], mots_du_reste: str
) -> Iterator[PointDeSynthese]:
    """Chaque action par son titre ; au-delà de quelques-unes, les autres d'une ligne."""
    garde = ACTIONS_NOMMEES if len(dites) > ACTIONS_NOMMEES + 1 else len(dites)
    for fiche, phrase in dites[:garde]:
        yield PointDeSynthese(phrase, (fiche.numero,), titre=_titre(fiche))
    reste = [fiche for fiche, _ in dites[garde:]]
    if reste:
        yield PointDeSynthese(
            f"{_n(len(reste), 'autres actions')} {mots_du_reste}.", _numeros(reste)
        )


def _titre(fiche: FicheLue) -> str:
    return f"Action {fiche.numero}, {titre_court(fiche.titre)}"


def _nommees(fiches: Sequence[FicheLue]) -> str:
    """« l'action 7 (Mise en commun) » ; au-delà de deux, leurs numéros suffisent."""
    if len(fiches) > 2:
        return f"les {_numerotees(_numeros(fiches))}"
    return " et ".join(f"l’action {f.numero} ({titre_court(f.titre)})" for f in fiches)


def _numerotees(numeros: Sequence[int]) -> str:
    """« action 7 », « actions 1, 4 et 7 »."""
    if len(numeros) < 2:
        return f"action {numeros[0]}"
    return f"actions {', '.join(map(str, numeros[:-1]))} et {numeros[-1]}"


def _des_actions(numeros: Sequence[int]) -> str:
    return f"de l’{_numerotees(numeros)}" if len(numeros) < 2 else f"des {_numerotees(numeros)}"


def _numeros(fiches: Iterable[FicheLue]) -> tuple[int, ...]:
    return tuple(fiche.numero for fiche in fiches)


def _n(nombre: int, mots: str) -> str:
    return f"{nombre_fr(nombre)}{ESPACE_INSECABLE}{mots}"


def _euros(montant: Nombre) -> str:
    return quantite_fr(montant, "€", 0)
