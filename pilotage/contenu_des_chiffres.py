"""Les chiffres de la première page, et les parts des graphiques : en mots et en nombres."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from actions.models import FicheAction
from ctg.socle.badges import BADGES
from ctg.socle.nombres import nombre_fr
from equipements.registre import RegistreEnChiffres
from pilotage.contenu_de_la_suite import mot_du_resultat
from pilotage.contenu_des_tendances import Tendances
from pilotage.gouvernance import GouvernanceDeLAnnee
from pilotage.lecture_du_plan import CLOSE, FicheLue
from pilotage.models import Instance, Releve
from pilotage.resultats import FAVORABLES, RESULTATS, SANS_REPONSE, comptes

STATUTS_D_ETAPE = ("faite", "en_cours", "en_retard", "a_renseigner", "a_venir", CLOSE, "")
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


def chiffres_cles(
    fiches: Sequence[FicheLue],
    resultats: Sequence[Part],
    gouvernance: GouvernanceDeLAnnee,
    registre: RegistreEnChiffres,
    au_fil: Tendances | None,
) -> Iterator[ChiffreCle]:
    """Les chiffres de la première page ; un chiffre dont l'objet n'existe pas est omis.

    `au_fil` : ceux de l'évaluation finale comptent la convention entière.
    """
    if fiches:
        yield _chiffre_des_actions(fiches)
    etapes = sum(len(fiche.etapes) for fiche in fiches)
    if etapes:
        faites = sum(fiche.etapes_faites for fiche in fiches)
        if any(fiche.etapes_sont_connues for fiche in fiches):
            yield ChiffreCle(f"{nombre_fr(faites)} sur {nombre_fr(etapes)}", "étapes faites")
        else:
            yield ChiffreCle(
                "non renseigné", "étapes faites", f"sur {nombre_fr(etapes)}", est_connu=False
            )
    attendus = sum(part.nombre for part in resultats)
    if attendus:
        yield _chiffre_des_indicateurs(attendus, resultats, au_fil)
    yield _chiffre_des_copils(gouvernance, au_fil)
    if registre.total:
        yield ChiffreCle(
            nombre_fr(registre.total),
            "structure au registre" if registre.total < 2 else "structures au registre",
            f"dans {nombre_fr(len(registre.communes))} "
            f"{'commune' if len(registre.communes) < 2 else 'communes'}",
        )


def _chiffre_des_actions(fiches: Sequence[FicheLue]) -> ChiffreCle:
    """Celles qui avancent ou sont faites : « aucune » ne se dit que si toutes sont connues."""
    total, renseignees = len(fiches), sum(bool(fiche.etat) for fiche in fiches)
    if not renseignees:
        return ChiffreCle(
            "non renseigné", "état des actions", f"sur {nombre_fr(total)}", est_connu=False
        )
    realisees = sum(fiche.etat == FicheAction.Etat.REALISE for fiche in fiches)
    avancent = realisees + sum(fiche.etat == FicheAction.Etat.EN_COURS for fiche in fiches)
    if realisees:
        precision = f"dont {nombre_fr(realisees)} {_mot('realise', realisees)}"
    elif renseignees == total:
        precision = "aucune réalisée"
    else:
        mots = "renseignée" if renseignees < 2 else "renseignées"
        precision = f"0 réalisée sur {nombre_fr(renseignees)} {mots}"
    mots = "action en cours ou réalisée" if avancent < 2 else "actions en cours ou réalisées"
    return ChiffreCle(f"{nombre_fr(avancent)} sur {nombre_fr(total)}", mots, precision)


def _chiffre_des_indicateurs(
    attendus: int, resultats: Sequence[Part], au_fil: Tendances | None
) -> ChiffreCle:
    """Combien avancent ; au terme, combien ont répondu la dernière année, et non avant elle."""
    nombres = {part.cle: part.nombre for part in resultats}
    repondus = attendus - nombres[SANS_REPONSE]
    if not repondus:
        return ChiffreCle(
            "non renseigné", "indicateurs", f"sur {nombre_fr(attendus)}", est_connu=False
        )
    favorables = sum(nombres[cle] for cle in FAVORABLES)
    ont = "a" if repondus < 2 else "ont"
    quelle = "leur réponse"
    if au_fil is not None and au_fil.annees:
        derniere = au_fil.annees[-1]
        dont = f"dont {nombre_fr(derniere.reponses)}" if derniere.reponses else "aucune"
        quelle = f"une réponse, {dont} de {derniere.annee}"
    return ChiffreCle(
        f"{nombre_fr(favorables)} sur {nombre_fr(attendus)}",
        "indicateur atteint ou en progrès"
        if favorables < 2
        else "indicateurs atteints ou en progrès",
        f"{nombre_fr(repondus)} {ont} {quelle}",
    )


def _chiffre_des_copils(gouvernance: GouvernanceDeLAnnee, au_fil: Tendances | None) -> ChiffreCle:
    if au_fil is not None and au_fil.annees:
        copils = au_fil.copils
        annees = f"de {au_fil.annees[0].annee} à {au_fil.annees[-1].annee}"
        precision = f"{nombre_fr(au_fil.cotechs)} COTECH, {annees}"
    else:
        tenues = Counter(seance.genre for seance in gouvernance.tenues)
        copils, groupes = tenues[Instance.Genre.COPIL], tenues[Instance.Genre.GT]
        precision = f"{nombre_fr(tenues[Instance.Genre.COTECH])} COTECH"
        if groupes:
            precision += (
                f", {nombre_fr(groupes)} "
                f"{'groupe de travail' if groupes < 2 else 'groupes de travail'}"
            )
    return ChiffreCle(nombre_fr(copils), "COPIL tenu" if copils < 2 else "COPIL tenus", precision)


def parts_des_resultats(fiches: Sequence[FicheLue], *, au_terme: bool) -> tuple[Part, ...]:
    """Ce que deviennent les indicateurs qui doivent une réponse."""
    series = [i.serie for f in fiches for i in f.indicateurs if i.serie and not i.est_a_definir]
    nombres = comptes(series, au_terme=au_terme)
    return tuple(Part(cle, mot_du_resultat(cle, nombres[cle]), nombres[cle]) for cle in RESULTATS)


def parts(
    valeurs: Iterable[str], cles: Sequence[str], *, rares: Sequence[str] = ()
) -> tuple[Part, ...]:
    """Une part par clé ; de ce qui est rare, la légende ne parle que s'il y en a."""
    nombres = Counter(valeurs)
    return tuple(
        Part(cle, _mot(cle, nombres[cle]), nombres[cle])
        for cle in cles
        if cle not in rares or nombres[cle]
    )


def _mot(cle: str, nombre: int) -> str:
    if cle not in MOTS_QUI_S_ACCORDENT:
        return BADGES[cle].mot
    un, plusieurs = MOTS_QUI_S_ACCORDENT[cle]
    return un if nombre < 2 else plusieurs


def parts_des_reponses(fiches: Sequence[FicheLue]) -> tuple[Part, ...]:
    nombres: Counter[str] = Counter(
        indicateur.reponse.reponse if indicateur.reponse else ""
        for fiche in fiches
        for indicateur in fiche.indicateurs
        if not indicateur.est_a_definir
    )
    noms: Mapping[str, str] = {cle.value: nom for cle, nom in NOMS_DES_REPONSES.items()}
    return tuple(Part(cle, nom, nombres[cle]) for cle, nom in [*noms.items(), ("", "sans réponse")])
