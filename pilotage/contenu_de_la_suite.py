"""Ce que la prochaine convention reprendrait : action par action, puis ce qui reste ouvert.

Art. 11 : rien ne prolonge la convention qu'une reconduction expresse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actions.models import FicheAction
from conventions.models import Convention
from ctg.socle.nombres import ESPACE_INSECABLE, nombre_fr
from pilotage.contenu_de_l_avenant import ModificationsAPorter
from pilotage.lecture_du_plan import FicheLue
from pilotage.models import Conclusion
from pilotage.resultats import RESULTATS, comptes
from pilotage.suite import conclusions_du_plan
from pilotage.titres import titre_court

# Ce qui était proposé pour l'année, dit pour la convention suivante.
_MOTS = {
    Conclusion.Suite.GARDER: "à reprendre",
    Conclusion.Suite.AJUSTER: "à changer",
    Conclusion.Suite.ARRETER: "à clore",
}
_RESULTATS_ECRITS = dict(
    zip(
        RESULTATS,
        (
            ("atteint", "atteints"),
            ("en progrès", "en progrès"),
            ("stable", "stables"),
            ("en recul", "en recul"),
            ("sans comparaison", "sans comparaison"),
            ("sans réponse", "sans réponse"),
        ),
        strict=True,
    )
)


@dataclass(frozen=True)
class SuiteDeLAction:
    """Une action au terme : où elle en est, ce qu'elle a donné, ce qu'on en ferait.

    `etat`, `proposition` : des clés de badge, vides si rien n'est dit ; `mot` : la proposition,
    écrite. `proposee_en` : l'année de l'évaluation qui propose. `references` : combien de ses
    indicateurs ont une dernière valeur, à laquelle comparer la suite, sur `indicateurs`.
    """

    numero: int
    titre: str
    etat: str
    resultats: str
    references: int
    indicateurs: int
    proposition: str = ""
    mot: str = ""
    proposee_en: int | None = None
    pourquoi: str = ""


@dataclass(frozen=True)
class AReporter:
    """Ce que la prochaine convention reprendrait ; `details` : la liste, action par action."""

    phrase: str
    details: tuple[str, ...] = ()


def suites(convention: Convention, fiches: Sequence[FicheLue]) -> tuple[SuiteDeLAction, ...]:
    """Chaque action et ce qui en est proposé (`conclusions_du_plan`) ; une requête.

    `fiches` : avec la série de chaque indicateur.
    """
    dites = conclusions_du_plan(convention, sans_les_projets=True)
    return tuple(_suite(fiche, dites.get(fiche.numero)) for fiche in fiches)


def _suite(fiche: FicheLue, conclusion: Conclusion | None) -> SuiteDeLAction:
    series = [i.serie for i in fiche.indicateurs if i.serie and not i.est_a_definir]
    mesures = [any(p.valeur is not None or p.rang is not None for p in s.points) for s in series]
    return SuiteDeLAction(
        numero=fiche.numero,
        titre=titre_court(fiche.titre),
        etat=fiche.etat,
        resultats=resultats_ecrits(comptes(series, au_terme=True)),
        references=sum(mesures),
        indicateurs=len(series),
        proposition=conclusion.suite if conclusion else "",
        mot=_MOTS[Conclusion.Suite(conclusion.suite)] if conclusion else "",
        proposee_en=conclusion.evaluation.annee if conclusion else None,
        pourquoi=conclusion.texte if conclusion else "",
    )


def resultats_ecrits(nombres: dict[str, int]) -> str:
    """« 2 atteints, 1 en progrès, 3 sans réponse » ; vide sans indicateur."""
    return ", ".join(
        _n(nombres[cle], *_RESULTATS_ECRITS[cle]) for cle in RESULTATS if nombres.get(cle)
    )


def mot_du_resultat(cle: str, nombre: int) -> str:
    """Le mot d'une clé de `RESULTATS`, accordé à « indicateur »."""
    return _RESULTATS_ECRITS[cle][nombre > 1]


def a_reporter(
    fiches: Sequence[FicheLue], modifications: ModificationsAPorter
) -> Iterator[AReporter]:
    """Ce qui n'est pas fini : étapes, indicateurs, modifications, anomalies du texte."""
    etapes = [
        f"Action {fiche.numero} – {etape.libelle}"
        for fiche in fiches
        if fiche.etat not in FicheAction.ETATS_CLOS
        for etape in fiche.etapes
        if etape.statut != "faite"
    ]
    if etapes:
        mots = "étape qui n’est pas dite faite", "étapes qui ne sont pas dites faites"
        yield AReporter(f"{_n(len(etapes), *mots)}.", tuple(etapes))
    a_definir = [
        f"Action {fiche.numero} – {indicateur.libelle}"
        for fiche in fiches
        for indicateur in fiche.indicateurs
        if indicateur.est_a_definir
    ]
    if a_definir:
        mots = "indicateur resté à définir", "indicateurs restés à définir"
        yield AReporter(f"{_n(len(a_definir), *mots)}.", tuple(a_definir))
    if modifications.total:
        mots = (
            "modification qu’aucun avenant signé ne porte",
            "modifications qu’aucun avenant signé ne porte",
        )
        yield AReporter(
            f"{_n(modifications.total, *mots)}.",
            (
                *(m.objet for m in modifications.du_plan),
                *(f"{m.objet} : {m.constat}" for m in modifications.de_l_annexe),
            ),
        )
    if modifications.anomalies:
        mots = "anomalie du texte à trancher", "anomalies du texte à trancher"
        yield AReporter(
            f"{_n(modifications.anomalies, *mots)} avant de réécrire.",
            tuple(
                f"{lieu.partie} : {nombre_fr(lieu.nombre)}"
                for lieu in modifications.lieux_des_anomalies
            ),
        )


def _n(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre_fr(nombre)}{ESPACE_INSECABLE}{un if nombre < 2 else plusieurs}"
