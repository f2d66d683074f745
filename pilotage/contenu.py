"""Ce que dit l'évaluation d'une année : des données, sans mise en page (art. 10).

Rien n'est inventé ni arrondi en bien : ce qui n'est pas entré est « non renseigné », et figure dans
les manques, chacun avec l'article qui le demande.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from actions.models import FicheAction
from ctg.socle.badges import BADGES
from ctg.socle.nombres import nombre_fr
from equipements.argent import argent_du_registre
from equipements.derive import ecarts_avec_le_signe
from equipements.mouvements import MouvementsDeLAnnee, mouvements_de_l_annee
from equipements.prix import indicateur_des_prix
from equipements.registre import RegistreEnChiffres, registre_en_chiffres
from equipements.territoire.choix import figures_du_rapport
from equipements.territoire.figures import Figure
from equipements.territoire.lecture import lire_territoire
from pilotage.contenu_de_l_avenant import ModificationsAPorter, modifications_a_porter
from pilotage.contenu_de_la_synthese import Synthese, synthese
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
from pilotage.lecture_du_plan import (
    CLOSE,
    AxeLu,
    FicheLue,
    RecitsDeFiche,
    axes_lus,
    jour_de_lecture,
)
from pilotage.lecture_du_referentiel import ReferentielLu, referentiel_lu
from pilotage.manque import Manque
from pilotage.manques import manques_de_l_evaluation
from pilotage.models import SECTIONS_DE_FICHE, Evaluation, Instance, Releve
from pilotage.recits import RecitsLus, parties_du_recit, recits_lus
from pilotage.series import SerieDIndicateur, series_des_indicateurs

NON_VALIDE = "Document de travail, non validé en COPIL"

STATUTS_D_ETAPE = ("faite", "en_cours", "en_retard", "a_renseigner", "a_venir", CLOSE)
# Ce qui s'accorde avec « action » ou « étape » ; les autres mots des badges sont invariables.
MOTS_QUI_S_ACCORDENT = {
    "realise": ("réalisée", "réalisées"),
    "abandonne": ("abandonnée", "abandonnées"),
    "": ("non renseignée", "non renseignées"),
    "faite": ("faite", "faites"),
    CLOSE: ("non faite, action close", "non faites, action close"),
}
NOMS_DES_REPONSES = {
    Releve.Reponse.NOMBRE: "un nombre",
    Releve.Reponse.NIVEAU: "un niveau",
    Releve.Reponse.NON_CONCERNE: "non concerné",
    Releve.Reponse.NON_DISPONIBLE: "non disponible",
}


@dataclass(frozen=True)
class Part:
    """Une part d'un tout : sa clé, son mot, combien."""

    cle: str
    libelle: str
    nombre: int


@dataclass(frozen=True)
class ChiffreCle:
    """Un chiffre de l'année, déjà écrit : ce qu'il compte, et ce qui le précise."""

    valeur: str
    libelle: str
    precision: str = ""
    est_connu: bool = True


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
    - `etats`, `etapes`, `reponses` : les parts des trois graphiques, nulles comprises ;
    - `figures` : ce que le registre dit de chaque commune, une par carte ; aucune sans structure ;
    - `est_projet` : le COPIL ne l'a pas validée ;
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
    prix = indicateur_des_prix(convention)
    parties = groupes_de_parties(signataires)
    referentiel = referentiel_lu(evaluation)
    return ContenuEvaluation(
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
        chiffres=tuple(_chiffres(fiches, gouvernance, registre)),
        etats=_parts((fiche.etat for fiche in fiches), [*FicheAction.Etat.values, ""]),
        etapes=_parts((e.statut for fiche in fiches for e in fiche.etapes), STATUTS_D_ETAPE),
        reponses=_parts_des_reponses(fiches),
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
            nom=evaluation.dans_une_phrase,
            annee=annee,
            fiches=fiches,
            gouvernance=gouvernance,
            temps_forts=vie.temps_forts,
            argent=argent.de(annee),
            modifications=modifications,
            conclusions=referentiel.conclusions,
            est_examinee=evaluation.reunion is not None and evaluation.reunion.est_tenue(le),
        ),
        temps_forts=vie.temps_forts,
        argent_du_plan=vie.argent_du_plan,
        mouvements=mouvements_de_l_annee(convention, annee, lue_au),
        argent=argent,
        prix=prix_lus(prix, annee),
        modifications=modifications,
        referentiel=referentiel,
        tendances=tendances(
            convention, le=le, fiches=fiches, argent=argent, modifications=modifications
        )
        if evaluation.est_finale
        else None,
        glossaire=glossaire(),
    )


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


def _chiffres(
    fiches: Sequence[FicheLue], gouvernance: GouvernanceDeLAnnee, registre: RegistreEnChiffres
) -> Iterator[ChiffreCle]:
    """Les chiffres de la première page ; un chiffre dont l'objet n'existe pas est omis."""
    if fiches:
        renseignees = sum(bool(fiche.etat) for fiche in fiches)
        realisees = sum(fiche.etat == FicheAction.Etat.REALISE for fiche in fiches)
        yield ChiffreCle(
            f"{nombre_fr(renseignees)} sur {nombre_fr(len(fiches))}",
            "actions dont l’état est connu",
            f"dont {nombre_fr(realisees)} {_mot('realise', realisees)}"
            if realisees
            else "aucune réalisée",
        )
    etapes = sum(len(fiche.etapes) for fiche in fiches)
    if etapes:
        faites = sum(fiche.etapes_faites for fiche in fiches)
        if any(fiche.etapes_sont_connues for fiche in fiches):
            yield ChiffreCle(f"{nombre_fr(faites)} sur {nombre_fr(etapes)}", "étapes faites")
        else:
            yield ChiffreCle(
                "non renseigné", "étapes faites", f"sur {nombre_fr(etapes)}", est_connu=False
            )
    attendus = sum(fiche.indicateurs_attendus for fiche in fiches)
    if attendus:
        repondus = sum(fiche.indicateurs_repondus for fiche in fiches)
        yield ChiffreCle(
            f"{nombre_fr(repondus)} sur {nombre_fr(attendus)}", "indicateurs ont leur réponse"
        )
    tenues = Counter(seance.genre for seance in gouvernance.tenues)
    copils, cotechs = tenues[Instance.Genre.COPIL], tenues[Instance.Genre.COTECH]
    groupes = tenues[Instance.Genre.GT]
    yield ChiffreCle(
        nombre_fr(copils),
        "COPIL tenu" if copils < 2 else "COPIL tenus",
        f"{nombre_fr(cotechs)} COTECH, {nombre_fr(groupes)} "
        f"{'groupe de travail' if groupes < 2 else 'groupes de travail'}",
    )
    if registre.total:
        yield ChiffreCle(
            nombre_fr(registre.total),
            "structure au registre" if registre.total < 2 else "structures au registre",
            f"dans {nombre_fr(len(registre.communes))} "
            f"{'commune' if len(registre.communes) < 2 else 'communes'}",
        )


def _parts(valeurs: Iterable[str], cles: Sequence[str]) -> tuple[Part, ...]:
    comptes = Counter(valeurs)
    # Une étape d'une action close est rare : la légende n'en parle que s'il y en a.
    return tuple(
        Part(cle, _mot(cle, comptes[cle]), comptes[cle])
        for cle in cles
        if cle != CLOSE or comptes[cle]
    )


def _mot(cle: str, nombre: int) -> str:
    if cle not in MOTS_QUI_S_ACCORDENT:
        return BADGES[cle].mot
    un, plusieurs = MOTS_QUI_S_ACCORDENT[cle]
    return un if nombre < 2 else plusieurs


def _parts_des_reponses(fiches: Sequence[FicheLue]) -> tuple[Part, ...]:
    comptes: Counter[str] = Counter(
        indicateur.reponse.reponse if indicateur.reponse else ""
        for fiche in fiches
        for indicateur in fiche.indicateurs
        if not indicateur.est_a_definir
    )
    noms: Mapping[str, str] = {cle.value: nom for cle, nom in NOMS_DES_REPONSES.items()}
    return tuple(Part(cle, nom, comptes[cle]) for cle, nom in [*noms.items(), ("", "sans réponse")])
