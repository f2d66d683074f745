"""La page d'une commune : ce qui s'y trouve, ce qu'elle soutient, qui la dessert."""

from collections.abc import Sequence
from dataclasses import dataclass

from conventions.models import Commune, Convention, Signataire, Zone
from equipements.models import TYPES_ITINERANTS, DemandeDeRegistre, Equipement
from equipements.recapitulatif import par_nom
from equipements.territoire.couverture import figure_de_couverture
from equipements.territoire.figures import Constat, Valeur
from equipements.territoire.lecture import desserte, lire_territoire
from equipements.territoire.matrice import soutenues_par


@dataclass(frozen=True)
class Couverture:
    """Ce qu'on sait de la desserte d'une commune par un type ; le constat dit ce qui manque."""

    sigle: str
    valeur: Valeur
    constat: Constat | None


@dataclass(frozen=True)
class PageDeCommune:
    """Ce que la page d'une commune montre.

    `soutenues` : celles que la commune soutient et qui se trouvent ailleurs ; `parties` : la
    commune signataire, s'il y en a une ; `couvertures` : vide hors du territoire. `reponse` : la
    commune confirme n'avoir aucune structure, et dit ce qui sert ses familles (`dites`).
    """

    commune: Commune
    sur_place: Sequence[Equipement]
    soutenues: Sequence[Equipement]
    desservantes: Sequence[Equipement]
    couvertures: Sequence[Couverture]
    zones: Sequence[Zone]
    parties: Sequence[Signataire]
    voisines: tuple[Commune | None, Commune | None]
    reponse: DemandeDeRegistre | None = None
    dites: Sequence[Equipement] = ()


def lire_commune(convention: Convention, code_insee: str) -> PageDeCommune | None:
    """La page d'une commune du territoire, ou d'une commune où se trouve une structure du registre.

    None si elle n'est ni l'une ni l'autre. Quatre requêtes.
    """
    territoire = lire_territoire(convention)
    ailleurs = [s.commune for s in territoire.structures if s.commune not in territoire.communes]
    toutes = [*territoire.communes, *par_nom(set(ailleurs))]
    rangs = {commune.code_insee: rang for rang, commune in enumerate(toutes)}
    if code_insee not in rangs:
        return None
    rang = rangs[code_insee]
    commune = toutes[rang]
    soutenues = soutenues_par(commune, territoire.structures)
    venues = desserte(territoire.structures, commune)
    dite = territoire.confirmees.get(commune.pk)
    return PageDeCommune(
        commune=commune,
        sur_place=[s for s in territoire.structures if s.commune_id == commune.pk],
        soutenues=[s for s in soutenues if s.commune_id != commune.pk],
        desservantes=[s for s in venues if s.commune_id != commune.pk],
        couvertures=[
            Couverture(type_.label, valeur, figure.constat)
            for type_ in TYPES_ITINERANTS
            for figure in [figure_de_couverture(territoire, type_)]
            for valeur in figure.valeurs
            if valeur.commune == commune
        ],
        zones=list(convention.zones.filter(communes=commune)),
        parties=list(
            Signataire.objects.filter(
                convention=convention, partenaire__commune=commune
            ).select_related("partenaire")
        ),
        voisines=(
            toutes[rang - 1] if rang else None,
            toutes[rang + 1] if rang + 1 < len(toutes) else None,
        ),
        reponse=dite.demande if dite else None,
        dites=territoire.dites_desservir(commune),
    )
