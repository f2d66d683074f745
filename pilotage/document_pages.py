"""Ce que chaque page du document met en regard : une fiche et son jugement, une partie et son
logo. Aucune requête, aucun HTML.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from conventions.logos import octets_du_logo
from ctg.socle.nombres import nombre_fr
from equipements.models import NOMS_LONGS, TypeEquipement
from equipements.registre import RegistreEnChiffres
from pilotage.contenu import ContenuEvaluation
from pilotage.contenu_des_chiffres import Part
from pilotage.document_dessins import courbe_a_cible, courbe_en_case
from pilotage.lecture_du_plan import AxeLu, FicheLue, IndicateurLu
from pilotage.lecture_du_referentiel import AppreciationLue, ConclusionLue
from pilotage.models import Verdict

# Au-delà, les parties ont leur page : la couverture ne les porterait plus.
PARTIES_EN_COUVERTURE = 56
NON_RENSEIGNE = "n.\u00a0r."


@dataclass(frozen=True)
class Tuile:
    """Une partie : son nom, et l'adresse de son logo dans le document (vide : aucun)."""

    nom: str
    adresse: str = ""


@dataclass(frozen=True)
class GroupeDAppreciations:
    """Les appréciations d'un genre : « forces », puis leurs textes."""

    genre: str
    titre: str
    textes: tuple[str, ...]


@dataclass(frozen=True)
class PageDeFiche:
    """Une fiche, ce que l'année en juge et ce qu'on propose au COPIL.

    `indicateurs` : chacun avec l'allure de ses années, s'il en a plusieurs ; `courbes` : les
    courbes entières de ceux qu'une cible attend.
    """

    fiche: FicheLue
    indicateurs: Sequence[tuple[IndicateurLu, SafeString | None]]
    conclusion: ConclusionLue | None
    appreciations: Sequence[GroupeDAppreciations]
    courbes: Sequence[tuple[str, SafeString]] = ()

    @property
    def sources_des_references(self) -> list[str]:
        """D'où viennent ses références, chacune une fois : « Diagnostic 2021 »."""
        sources = (
            f"{repere.source}, {repere.annee}" if repere.annee else repere.source
            for indicateur, _ in self.indicateurs
            for repere in indicateur.references
            if repere.source
        )
        return list(dict.fromkeys(sources))

    @property
    def a_des_courbes(self) -> bool:
        """Vrai si l'un de ses indicateurs a une allure à montrer."""
        return any(courbe is not None for _, courbe in self.indicateurs)


@dataclass(frozen=True)
class PageDAxe:
    """Un axe, ce que l'année en juge, et les pages de ses fiches."""

    axe: AxeLu
    fiches: Sequence[PageDeFiche]
    appreciations: Sequence[GroupeDAppreciations]


@dataclass(frozen=True)
class LigneDeType:
    """Un type de structure au registre ; `places` écrit la somme connue, vide si sans objet."""

    nom: str
    nombre: int
    places: str
    precision: str


_TITRES = {
    "force": ("Force", "Forces"),
    "faiblesse": ("Faiblesse", "Faiblesses"),
    "facteur": ("Facteur qui l’explique", "Facteurs qui l’expliquent"),
    "piste": ("Piste d’amélioration", "Pistes d’amélioration"),
}


_VERDICTS: Mapping[str, tuple[str, str]] = {
    Verdict.Sens.VALIDEE: ("validée", "validées"),
    Verdict.Sens.PARTIELLE: ("partiellement validée", "partiellement validées"),
    Verdict.Sens.INFIRMEE: ("infirmée", "infirmées"),
    Verdict.Sens.NON_TRANCHEE: ("non tranchée", "non tranchées"),
    "": ("à juger", "à juger"),
}


def pages_des_axes(contenu: ContenuEvaluation) -> list[PageDAxe]:
    """Les axes et leurs fiches, chacun avec ce que le référentiel en dit."""
    conclusions = {c.fiche: c for c in contenu.conclusions}
    toutes = contenu.referentiel.appreciations
    return [
        PageDAxe(
            axe,
            [
                PageDeFiche(
                    fiche,
                    [(i, courbe_en_case(i)) for i in fiche.indicateurs],
                    conclusions.get(fiche.numero),
                    par_genre([a for a in toutes if a.fiche == fiche.numero]),
                    _courbes(fiche.indicateurs),
                )
                for fiche in axe.fiches
            ],
            par_genre([a for a in toutes if a.fiche is None and a.axe == axe.numero]),
        )
        for axe in contenu.axes
    ]


def _courbes(indicateurs: Sequence[IndicateurLu]) -> list[tuple[str, SafeString]]:
    courbes = [(indicateur.libelle, courbe_a_cible(indicateur)) for indicateur in indicateurs]
    return [(libelle, courbe) for libelle, courbe in courbes if courbe is not None]


def bilan_des_verdicts(contenu: ContenuEvaluation) -> tuple[Part, ...]:
    """Ce que sont devenues les hypothèses, celles qui restent à juger comprises ; vide : aucune."""
    hypotheses = contenu.referentiel.hypotheses()
    if not hypotheses:
        return ()
    nombres = Counter(hypothese.verdict for hypothese in hypotheses)
    return tuple(
        Part(cle or "a_juger", mots[nombres[cle] > 1], nombres[cle])
        for cle, mots in _VERDICTS.items()
    )


def appreciations_d_ensemble(contenu: ContenuEvaluation) -> list[GroupeDAppreciations]:
    """Ce que l'année juge de la convention entière."""
    return par_genre(
        [a for a in contenu.referentiel.appreciations if a.fiche is None and a.axe is None]
    )


def par_genre(appreciations: Sequence[AppreciationLue]) -> list[GroupeDAppreciations]:
    """Rangées par genre, dans l'ordre de l'article 10 ; un genre sans texte n'y est pas."""
    groupes = []
    for genre, (un, plusieurs) in _TITRES.items():
        textes = tuple(a.texte for a in appreciations if a.genre == genre)
        if textes:
            groupes.append(
                GroupeDAppreciations(genre, un if len(textes) < 2 else plusieurs, textes)
            )
    return groupes


def tuiles_et_logos(contenu: ContenuEvaluation) -> tuple[list[Tuile], dict[str, bytes]]:
    """Une tuile par partie, et les images qu'elles citent : nom de ressource → octets.

    Un logo dont le fichier manque, ou n'est plus celui qu'on a rangé, laisse place au nom.
    """
    tuiles, images = [], {}
    for groupe in contenu.parties:
        for partie in groupe.parties:
            logo = partie.logo
            octets = octets_du_logo(logo.fichier, logo.empreinte) if logo else None
            if logo is None or octets is None:
                tuiles.append(Tuile(partie.nom))
                continue
            nom = f"logos/{logo.empreinte}.png"
            images[nom] = octets
            tuiles.append(Tuile(partie.nom, f"portail:{nom}"))
    return tuiles, images


def en_rangees(tuiles: Sequence[Tuile], par_rangee: int) -> list[Sequence[Tuile]]:
    """Les tuiles par rangée : une page ne se coupe qu'entre deux rangées."""
    return [tuiles[debut : debut + par_rangee] for debut in range(0, len(tuiles), par_rangee)]


def lignes_par_type(registre: RegistreEnChiffres) -> list[LigneDeType]:
    """Le registre type par type ; les places ne s'additionnent que là où elles sont connues."""
    lignes = []
    for type_, nombre in registre.par_type.items():
        capacite = registre.capacites.get(type_)
        places = precision = ""
        if capacite is not None:
            places = nombre_fr(capacite.total) if capacite.connues else "non renseigné"
            if capacite.connues and capacite.inconnues:
                precision = f"connues pour {capacite.connues} sur {nombre}"
        lignes.append(LigneDeType(_nom_du_type(type_), nombre, places, precision))
    return lignes


def _nom_du_type(type_: TypeEquipement) -> str:
    sigle = str(type_.label)
    nom = NOMS_LONGS.get(type_, sigle.capitalize())
    return f"{nom} ({sigle})" if sigle.isupper() else nom
