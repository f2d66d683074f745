"""Ce que dit l'évaluation d'une année : des données, sans mise en page (art. 10).

Rien n'est inventé ni arrondi en bien : ce qui n'est pas entré est « non renseigné », et figure dans
les manques, chacun avec l'article qui le demande.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from actions.models import FicheAction
from equipements.argent import argent_du_registre
from equipements.derive import ecarts_avec_le_signe
from equipements.mouvements import MouvementsDeLAnnee, mouvements_de_l_annee
from equipements.prix import indicateur_des_prix
from equipements.registre import RegistreEnChiffres, registre_en_chiffres
from equipements.territoire.choix import figures_du_rapport
from equipements.territoire.figures import Figure
from equipements.territoire.lecture import lire_territoire
from pilotage.contenu_de_l_avenant import ModificationsAPorter, modifications_a_porter
from pilotage.contenu_de_la_synthese import CadreDeLaSynthese, Synthese, synthese
from pilotage.contenu_des_chiffres import (
    STATUTS_D_ETAPE,
    ChiffreCle,
    Part,
    chiffres_cles,
    parts,
    parts_des_reponses,
    parts_des_resultats,
)
from pilotage.contenu_des_fiches import (
    ArgentDeFiche,
    ArgentDuPlan,
    TempsFortLu,
    VieDuPlan,
    vie_du_plan,
)
from pilotage.contenu_des_parties import GroupeDeParties, groupes_de_parties, manques_de_logos
from pilotage.contenu_des_tendances import Tendances, tendances
from pilotage.contenu_du_registre import ArgentLu, PrixLus, argent_lu, prix_lus
from pilotage.glossaire import Terme, glossaire
from pilotage.gouvernance import GouvernanceDeLAnnee, gouvernance_de_l_annee, parties_de
from pilotage.instantane import instantane
from pilotage.lecture_du_plan import (
    CLOSE,
    AxeLu,
    FicheLue,
    RecitsDeFiche,
    axes_lus,
    jour_de_lecture,
)
from pilotage.lecture_du_referentiel import ConclusionLue, ReferentielLu, referentiel_lu
from pilotage.manque import Manque
from pilotage.manques import manques_de_l_evaluation
from pilotage.models import SECTIONS_DE_FICHE, Evaluation
from pilotage.recits import RecitsLus, parties_du_recit, recits_lus
from pilotage.series import SerieDIndicateur, series_des_indicateurs

NON_VALIDE = "Document de travail, non validé en COPIL"


@dataclass(frozen=True)
class Recits:
    """Ce que la coordination a écrit de l'ensemble, section par section ; vide : non écrit."""

    fait: str = ""
    bloque: str = ""
    demande_au_copil: str = ""
    gouvernance: str = ""
    registre: str = ""
    argent: str = ""
    conclusion: str = ""
    suite_de_la_convention: str = ""


@dataclass(frozen=True)
class ContenuEvaluation:
    """Tout ce que montre l'évaluation d'une année, prêt à être mis en page.

    - `lue_au` : le jour auquel l'avancement est lu, 31 décembre ou production s'il précède ;
    - `etats`, `etapes`, `resultats` : les parts des trois graphiques, nulles comprises ;
    - `reponses` : ce que furent les réponses, nombre, niveau ou raison d'une absence ;
    - `figures` : ce que le registre dit de chaque commune, une par carte ; aucune sans structure ;
    - `est_projet` : le COPIL ne l'a pas validée ;
    - `articles` : les numéros que porte le texte enregistré ; None si la version ne les dit pas ;
    - `tendances` : celles de l'évaluation finale, à l'issue de la convention (art. 10).
    """

    slug: str
    convention: str
    territoire: str
    devise: str
    debut: datetime.date
    fin: datetime.date
    annee: int
    le: datetime.date
    lue_au: datetime.date
    statut: str
    est_projet: bool
    est_finale: bool
    parties: tuple[GroupeDeParties, ...]
    chiffres: tuple[ChiffreCle, ...]
    etats: tuple[Part, ...]
    etapes: tuple[Part, ...]
    reponses: tuple[Part, ...]
    recit: str
    recits: Recits
    gouvernance: GouvernanceDeLAnnee
    axes: tuple[AxeLu, ...]
    registre: RegistreEnChiffres
    figures: tuple[Figure, ...]
    manques: tuple[Manque, ...]
    synthese: Synthese
    temps_forts: tuple[TempsFortLu, ...]
    argent_du_plan: ArgentDuPlan
    mouvements: MouvementsDeLAnnee
    argent: ArgentLu
    prix: PrixLus | None
    modifications: ModificationsAPorter
    referentiel: ReferentielLu
    tendances: Tendances | None
    glossaire: tuple[Terme, ...]
    resultats: tuple[Part, ...] = ()
    articles: tuple[int, ...] | None = None

    @property
    def fiches(self) -> tuple[FicheLue, ...]:
        """Toutes les fiches, axe après axe."""
        return tuple(fiche for axe in self.axes for fiche in axe.fiches)

    @property
    def nombre_de_parties(self) -> int:
        """Le nombre de parties à la convention."""
        return sum(len(groupe.parties) for groupe in self.parties)

    @property
    def titre(self) -> str:
        """« Évaluation 2025 », « Évaluation finale 2022-2026 »."""
        if self.est_finale:
            return f"Évaluation finale {self.debut.year}-{self.fin.year}"
        return f"Évaluation {self.annee}"

    @property
    def titre_de_l_ensemble(self) -> str:
        """Celui du récit d'ensemble : une évaluation finale n'y dit que sa dernière année."""
        return (
            f"La dernière année, {self.annee}" if self.est_finale else "L’année dans son ensemble"
        )

    @property
    def conclusions(self) -> tuple[ConclusionLue, ...]:
        """Ce qui est proposé au COPIL, par action ; au terme, comme à la page de la suite."""
        return self.tendances.propositions if self.tendances else self.referentiel.conclusions

    @property
    def titre_de_la_gouvernance(self) -> str:
        """Celui des séances : d'une évaluation finale, celles de la dernière année."""
        fin = f"la dernière année, {self.annee}" if self.est_finale else "l’année"
        return f"La gouvernance de {fin}"

    @property
    def annee_precedente(self) -> int:
        """L'année d'avant, à laquelle les indicateurs se comparent."""
        return self.annee - 1

    @property
    def est_en_cours_d_annee(self) -> bool:
        """Vrai si le document est produit avant la fin de l'année qu'il évalue."""
        return self.le <= datetime.date(self.annee, 12, 31)


def contenu_de_l_evaluation(evaluation: Evaluation, le: datetime.date) -> ContenuEvaluation:
    """Rassemble l'évaluation d'une année (art. 10), enregistrée ou non, telle que produite `le`.

    L'avancement est lu au 31 décembre de l'année, ou à `le` s'il précède : étapes et notes par leur
    date, état et météo par l'historique de la fiche. Aucune ligne d'historique à ce jour : non
    renseigné. Le registre est celui du jour de production. Nombre de requêtes fixe.
    """
    convention, annee = evaluation.convention, evaluation.annee
    lue_au = jour_de_lecture(annee, le)
    places = parties_du_recit(evaluation)
    recits = {partie.axe: partie.texte for partie in places}
    signataires = parties_de(convention)
    vie = vie_du_plan(convention, annee, lue_au)
    lus = recits_lus(evaluation)
    axes = _completes(
        axes_lus(convention, annee=annee, lue_au=lue_au, recits=recits),
        vie,
        lus,
        series_des_indicateurs(convention, annee),
    )
    fiches = [fiche for axe in axes for fiche in axe.fiches]
    gouvernance = gouvernance_de_l_annee(convention, annee, parties=signataires, le=le)
    registre = registre_en_chiffres(convention)
    argent_du_jour = argent_du_registre(convention, le)
    argent = argent_lu(argent_du_jour, annee)
    modifications = modifications_a_porter(
        convention, ecarts_avec_le_signe(convention, argent_du_jour.arretes)
    )
    # Les cartes et les tableaux disent la même année scolaire.
    prix = indicateur_des_prix(convention).jusqu_a(annee)
    parties = groupes_de_parties(signataires)
    referentiel = referentiel_lu(evaluation)
    au_fil = None
    if evaluation.est_finale:
        au_fil = tendances(
            convention,
            le=le,
            fiches=fiches,
            argent=argent,
            modifications=modifications,
            referentiel=referentiel,
        )
    resultats = parts_des_resultats(fiches, au_terme=evaluation.est_finale)
    contenu = ContenuEvaluation(
        slug=convention.slug,
        convention=convention.nom,
        territoire=convention.territoire,
        devise=convention.devise,
        debut=convention.debut,
        fin=convention.terme,
        annee=annee,
        le=le,
        lue_au=lue_au,
        statut=_statut(evaluation, le),
        est_projet=True,
        est_finale=evaluation.est_finale,
        parties=parties,
        chiffres=tuple(chiffres_cles(fiches, resultats, gouvernance, registre, au_fil)),
        etats=parts((fiche.etat for fiche in fiches), [*FicheAction.Etat.values, ""]),
        etapes=parts(
            (e.statut for fiche in fiches for e in fiche.etapes), STATUTS_D_ETAPE, rares=(CLOSE, "")
        ),
        reponses=parts_des_reponses(fiches),
        recit=recits.get(None, ""),
        recits=Recits(**{champ.name: lus.de(champ.name) for champ in fields(Recits)}),
        gouvernance=gouvernance,
        axes=axes,
        registre=registre,
        figures=tuple(figures_du_rapport(lire_territoire(convention), prix)),
        manques=(
            *manques_de_l_evaluation(evaluation, parties=places, le=le),
            *manques_de_logos(parties),
        ),
        synthese=synthese(
            CadreDeLaSynthese(
                nom=evaluation.dans_une_phrase,
                annee=annee,
                le=le,
                terme=convention.terme,
                est_examinee=evaluation.reunion is not None and evaluation.reunion.est_tenue(le),
                seance=evaluation.reunion.date if evaluation.reunion else None,
                tendances=au_fil,
            ),
            fiches=fiches,
            gouvernance=gouvernance,
            temps_forts=vie.temps_forts,
            argent=argent.de(annee),
            modifications=modifications,
            conclusions=au_fil.propositions if au_fil else referentiel.conclusions,
        ),
        temps_forts=vie.temps_forts,
        argent_du_plan=vie.argent_du_plan,
        mouvements=mouvements_de_l_annee(convention, annee, lue_au),
        argent=argent,
        prix=prix_lus(prix),
        modifications=modifications,
        referentiel=referentiel,
        tendances=au_fil,
        glossaire=(),
        resultats=resultats,
        articles=tuple(convention.articles.order_by("numero").values_list("numero", flat=True)),
    )
    # Les structures qu'une autre année laissait sans soutien ne s'impriment pas.
    de_l_annee = tuple(lue for lue in argent.annees if lue.annee == annee)
    imprime = replace(contenu, argent=replace(argent, annees=de_l_annee))
    return replace(contenu, glossaire=glossaire(instantane(imprime).decode()))


def _completes(
    axes: Iterable[AxeLu],
    vie: VieDuPlan,
    recits: RecitsLus,
    series: Mapping[int, SerieDIndicateur],
) -> tuple[AxeLu, ...]:
    """Les mêmes axes, dont chaque fiche a ses récits, son argent, ses temps forts, ses séries."""

    def complete(fiche: FicheLue) -> FicheLue:
        return replace(
            fiche,
            recits=RecitsDeFiche(
                *(recits.de_la_fiche(section.value, fiche.cle) for section in SECTIONS_DE_FICHE)
            ),
            argent=vie.argent.get(fiche.numero, ArgentDeFiche()),
            temps_forts=tuple(un for un in vie.temps_forts if fiche.numero in un.fiches),
            indicateurs=tuple(replace(i, serie=series.get(i.cle)) for i in fiche.indicateurs),
        )

    return tuple(replace(axe, fiches=tuple(map(complete, axe.fiches))) for axe in axes)


def _statut(evaluation: Evaluation, le: datetime.date) -> str:
    """Où en est le document devant le COPIL (R6) ; la validation viendra de la séance."""
    seance = evaluation.reunion
    if seance is None:
        return NON_VALIDE
    quand = evaluation.seance_en_clair
    return (
        f"Présenté au {quand}" if seance.est_tenue(le) else f"{NON_VALIDE}, préparé pour le {quand}"
    )
