"""Ce que dit l'évaluation d'une année : des données, sans mise en page (art. 10).

Rien n'est inventé ni arrondi en bien : ce qui n'est pas entré est « non renseigné », et figure dans
les manques, chacun avec l'article qui le demande.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from actions.models import FicheAction
from conventions.models import Partenaire, Signataire
from ctg.socle.badges import BADGES
from ctg.socle.nombres import nombre_fr
from ctg.socle.templatetags.portail import jour
from equipements.registre import RegistreEnChiffres, registre_en_chiffres
from equipements.territoire.choix import figures_du_rapport
from equipements.territoire.figures import Figure
from equipements.territoire.lecture import lire_territoire
from pilotage.gouvernance import (
    GouvernanceDeLAnnee,
    gouvernance_de_l_annee,
    nom_court,
    parties_de,
)
from pilotage.lecture_du_plan import CLOSE, AxeLu, FicheLue, axes_lus, jour_de_lecture
from pilotage.manque import Manque
from pilotage.manques import manques_de_l_evaluation
from pilotage.models import Evaluation, Instance, Releve
from pilotage.recits import parties_du_recit

NON_VALIDE = "Document de travail, non validé en COPIL"

# Nature → son nom au pluriel ; l'ordre est celui de la couverture.
NATURES = {
    Partenaire.Nature.AGGLOMERATION: "intercommunalités",
    Partenaire.Nature.CAF: "caisses d’allocations familiales",
    Partenaire.Nature.MSA: "caisses de mutualité sociale agricole",
    Partenaire.Nature.DEPARTEMENT: "départements",
    Partenaire.Nature.ETAT: "services de l’État",
    Partenaire.Nature.EDUCATION_NATIONALE: "services de l’Éducation nationale",
    Partenaire.Nature.SYNDICAT: "syndicats intercommunaux",
    Partenaire.Nature.ASSOCIATION: "associations",
    Partenaire.Nature.AUTRE: "autres parties",
    Partenaire.Nature.COMMUNE: "communes",
}
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
class GroupeDeParties:
    """Les parties d'une même nature, dans l'ordre du texte ; une commune y est par son nom.

    `titre` : le nom de cette nature, au pluriel.
    """

    titre: str
    noms: tuple[str, ...]


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
class ContenuEvaluation:
    """Tout ce que montre l'évaluation d'une année, prêt à être mis en page.

    `lue_au` : le jour auquel l'avancement est lu, 31 décembre ou jour de production s'il précède.
    `etats`, `etapes`, `reponses` : les parts des trois graphiques, nulles comprises. `figures` : ce
    que le registre dit de chaque commune, une par carte ; aucune sans structure.
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
    parties: tuple[GroupeDeParties, ...]
    chiffres: tuple[ChiffreCle, ...]
    etats: tuple[Part, ...]
    etapes: tuple[Part, ...]
    reponses: tuple[Part, ...]
    recit: str
    gouvernance: GouvernanceDeLAnnee
    axes: tuple[AxeLu, ...]
    registre: RegistreEnChiffres
    figures: tuple[Figure, ...]
    manques: tuple[Manque, ...]

    @property
    def fiches(self) -> tuple[FicheLue, ...]:
        """Toutes les fiches, axe après axe."""
        return tuple(fiche for axe in self.axes for fiche in axe.fiches)

    @property
    def nombre_de_parties(self) -> int:
        """Le nombre de parties à la convention."""
        return sum(len(groupe.noms) for groupe in self.parties)

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
    renseigné. Le registre est celui du jour de production. Nombre de requêtes fixe, 38 au plus.
    """
    convention, annee = evaluation.convention, evaluation.annee
    lue_au = jour_de_lecture(annee, le)
    places = parties_du_recit(evaluation)
    recits = {partie.axe: partie.texte for partie in places}
    signataires = parties_de(convention)
    axes = axes_lus(convention, annee=annee, lue_au=lue_au, recits=recits)
    fiches = [fiche for axe in axes for fiche in axe.fiches]
    gouvernance = gouvernance_de_l_annee(convention, annee, parties=signataires, le=le)
    registre = registre_en_chiffres(convention)
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
        parties=tuple(_parties(signataires)),
        chiffres=tuple(_chiffres(fiches, gouvernance, registre)),
        etats=_parts((fiche.etat for fiche in fiches), [*FicheAction.Etat.values, ""]),
        etapes=_parts((e.statut for fiche in fiches for e in fiche.etapes), STATUTS_D_ETAPE),
        reponses=_parts_des_reponses(fiches),
        recit=recits.get(None, ""),
        gouvernance=gouvernance,
        axes=axes,
        registre=registre,
        figures=tuple(figures_du_rapport(lire_territoire(convention))),
        manques=tuple(manques_de_l_evaluation(evaluation, parties=places, le=le)),
    )


def _statut(evaluation: Evaluation, le: datetime.date) -> str:
    """Où en est le document devant le COPIL (R6) ; la validation viendra de la séance."""
    seance = evaluation.reunion
    if seance is None:
        return NON_VALIDE
    quand = f"COPIL du {jour(seance.date)}"
    return (
        f"Présenté au {quand}" if seance.est_tenue(le) else f"{NON_VALIDE}, préparé pour le {quand}"
    )


def _parties(signataires: Iterable[Signataire]) -> Iterator[GroupeDeParties]:
    noms: dict[str, list[str]] = {nature.value: [] for nature in NATURES}
    for signataire in signataires:
        noms[signataire.partenaire.nature].append(nom_court(signataire))
    for nature, titre in NATURES.items():
        groupe = noms[nature.value]
        if groupe:
            yield GroupeDeParties(titre, tuple(groupe))


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
