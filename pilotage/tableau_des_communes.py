"""« Ma commune » : ce que le registre dit de chaque commune, sur une ligne."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ctg.socle.nombres import nombre_fr, quantite_fr
from ctg.socle.recherche import sans_accent
from equipements.models import TYPES_AVEC_CAPACITE, TypeEquipement
from equipements.registre import Capacite, LigneCommune, RegistreEnChiffres
from equipements.territoire.figures import Figure
from pilotage.contenu import ContenuEvaluation
from pilotage.document_pages import NON_RENSEIGNE

SANS_OBJET = "–"


@dataclass(frozen=True)
class Colonne:
    """Une colonne, et ce qu'elle dit de chaque commune (par son nom), puis de l'ensemble.

    `est_un_nombre` : ses cases s'alignent à droite.
    """

    titre: str
    cases: Mapping[str, str]
    ensemble: str = SANS_OBJET
    est_un_nombre: bool = True

    def de(self, commune: str) -> str:
        """La case d'une commune ; un tiret où il n'y a rien à dire."""
        return self.cases.get(commune, SANS_OBJET)


@dataclass(frozen=True)
class TableauDesCommunes:
    """Les communes de A à Z, l'ensemble en dernier ; `autres` : les types que réunit une colonne.

    `lignes` : le nom, puis chaque case et si elle est un nombre.
    """

    colonnes: Sequence[Colonne]
    communes: Sequence[str]
    autres: Sequence[str] = ()

    @property
    def lignes(self) -> list[tuple[str, list[tuple[str, bool]]]]:
        """Une ligne par commune, puis l'ensemble."""
        return [
            *(
                (nom, [(colonne.de(nom), colonne.est_un_nombre) for colonne in self.colonnes])
                for nom in self.communes
            ),
            ("Ensemble", [(colonne.ensemble, colonne.est_un_nombre) for colonne in self.colonnes]),
        ]


def tableau_des_communes(contenu: ContenuEvaluation) -> TableauDesCommunes | None:
    """Structures, places, desserte et prix de chaque commune ; None sans structure au registre."""
    registre = contenu.registre
    if not registre.total:
        return None
    couvertures = [figure for figure in contenu.figures if figure.cle == "couverture"]
    desservis = {figure.abrege for figure in couvertures}
    autres = [
        type_
        for type_ in registre.par_type
        if type_ not in TYPES_AVEC_CAPACITE and str(type_.label) not in desservis
    ]
    return TableauDesCommunes(
        colonnes=[
            *_des_types_a_places(registre),
            *(_de_la_desserte(figure, registre) for figure in couvertures),
            *_des_autres_types(registre, autres),
            _du_total(registre),
            *_des_prix(contenu),
        ],
        communes=sorted(_noms(contenu), key=lambda nom: sans_accent(nom) or ""),
        autres=[str(type_.label) for type_ in autres] if len(autres) > 1 else (),
    )


def _noms(contenu: ContenuEvaluation) -> set[str]:
    registre = contenu.registre
    return {
        *(ligne.commune.nom for ligne in registre.communes),
        *(commune.nom for commune in registre.sans_structure),
        *(valeur.commune.nom for figure in contenu.figures for valeur in figure.valeurs),
    }


def _des_types_a_places(registre: RegistreEnChiffres) -> Iterator[Colonne]:
    for type_ in TYPES_AVEC_CAPACITE:
        if type_ in registre.par_type:
            sigle = str(type_.label)
            yield _des_structures(sigle, registre, [type_])
            yield Colonne(
                f"Places en {sigle}",
                {
                    ligne.commune.nom: _places(ligne.capacites.get(type_))
                    for ligne in registre.communes
                },
                _places(registre.capacites.get(type_)),
            )


def _places(capacite: Capacite | None) -> str:
    if capacite is None:
        return SANS_OBJET
    if not capacite.connues:
        return NON_RENSEIGNE
    # Une étoile : des structures du type n'ont pas dit leurs places.
    return f"{nombre_fr(capacite.total)}{'*' if capacite.inconnues else ''}"


def _des_structures(
    titre: str, registre: RegistreEnChiffres, types: Sequence[TypeEquipement]
) -> Colonne:
    def compte(par_type: Mapping[TypeEquipement, int]) -> str:
        nombre = sum(par_type.get(type_, 0) for type_ in types)
        return nombre_fr(nombre) if nombre else SANS_OBJET

    return Colonne(
        titre,
        {ligne.commune.nom: compte(ligne.par_type) for ligne in registre.communes},
        compte(registre.par_type),
    )


def _de_la_desserte(figure: Figure, registre: RegistreEnChiffres) -> Colonne:
    nombre = next((n for t, n in registre.par_type.items() if t.label == figure.abrege), 0)
    return Colonne(
        figure.abrege,
        {valeur.commune.nom: valeur.ecrite or NON_RENSEIGNE for valeur in figure.valeurs},
        f"{nombre_fr(nombre)} {figure.abrege}",
        est_un_nombre=False,
    )


def _des_autres_types(
    registre: RegistreEnChiffres, types: Sequence[TypeEquipement]
) -> Iterator[Colonne]:
    if types:
        titre = str(types[0].label) if len(types) == 1 else "autres"
        yield _des_structures(titre[0].upper() + titre[1:], registre, types)


def _du_total(registre: RegistreEnChiffres) -> Colonne:
    def total(ligne: LigneCommune) -> str:
        return nombre_fr(ligne.total)

    return Colonne(
        "En tout",
        {ligne.commune.nom: total(ligne) for ligne in registre.communes},
        nombre_fr(registre.total),
    )


def _des_prix(contenu: ContenuEvaluation) -> Iterator[Colonne]:
    """Un prix par quotient familial ; une commune sans accueil de loisirs n'en doit aucun."""
    if contenu.prix is None:
        return
    attendus = [
        ligne.commune.nom
        for ligne in contenu.registre.communes
        if ligne.par_type.get(TypeEquipement.ALSH)
    ]
    for rang, qf in enumerate(contenu.prix.familles):
        cases = dict.fromkeys([*attendus, *contenu.prix.sans_prix], NON_RENSEIGNE)
        for lue in contenu.prix.communes:
            prix = lue.prix[rang]
            cases[lue.commune] = NON_RENSEIGNE if prix is None else quantite_fr(prix, "€", 2)
        yield Colonne(f"Prix QF\u00a0{nombre_fr(qf)}", cases)
