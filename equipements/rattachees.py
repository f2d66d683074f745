"""Une structure et ce qui s'y rattache, en une seule requête (`ctg.socle.listes_liees`)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F
from django.db.models.functions import JSONObject

from conventions.models import Partenaire
from ctg.socle.listes_liees import liste_liee, objets_lies, relire
from equipements.models import LIGNES, Equipement, QuerySetDEquipements, Soutien

# Combien de structures se tiennent en mémoire à la fois, quand elles se lisent au fil.
LOT = 500
DUREE_DU_SOUTIEN = ("debut", "fin", "motif_de_fin")
# Des polygones, que seule la carte lit.
_CONTOURS = ("commune__cellule", "commune__contour")


def avec_les_rattachees(
    structures: QuerySetDEquipements, listes: Iterable[str] = ()
) -> QuerySetDEquipements:
    """De quoi poser, par `completer`, ce qui se rattache ; `listes` : parmi `LIGNES`."""
    liaisons = Equipement.communes_desservies.through.objects.all()
    soutiens = JSONObject(
        **{champ: F(champ) for champ in ("id", *DUREE_DU_SOUTIEN)},
        nom=F("partenaire__nom"),
        commune=F("partenaire__commune"),
    )
    return structures.annotate(
        _desservies=liste_liee(liaisons, "equipement", F("commune")),
        _soutiens=liste_liee(Soutien.objects.all(), "equipement", soutiens),
        **{
            f"_{nom}": objets_lies(
                LIGNES[nom]._default_manager.all(), "equipement", LIGNES[nom].CHAMPS
            )
            for nom in listes
        },
    )


def completer(structure: Any, listes: Iterable[str] = ()) -> Any:
    """Pose `desservies` (les clés des communes), `soutiens_lus`, `soutiens_actuels`, `lues`.

    `lues[nom]` : les objets des `listes` demandées. Sans requête.
    """
    structure.desservies = structure._desservies or []
    structure.soutiens_lus = _soutiens(structure._soutiens)
    structure.soutiens_actuels = [s for s in structure.soutiens_lus if s.fin is None]
    structure.lues = {nom: relire(LIGNES[nom], getattr(structure, f"_{nom}")) for nom in listes}
    return structure


def au_fil(structures: QuerySetDEquipements, listes: Iterable[str] = ()) -> Iterator[Any]:
    """Chaque structure, sa commune, son sous-type et ce qui s'y rattache ; une requête en tout."""
    noms = list(listes)
    lues = avec_les_rattachees(structures, noms).select_related("commune", "sous_type")
    for structure in lues.defer(*_CONTOURS).iterator(chunk_size=LOT):
        yield completer(structure, noms)


def _soutiens(liste: list[dict[str, Any]] | None) -> list[Soutien]:
    """Les soutiens d'une structure, à lire seulement : du partenaire, le nom et la commune."""
    rangees = sorted(liste or [], key=lambda rangee: int(rangee["id"]))
    partenaires = [Partenaire(nom=r.pop("nom"), commune_id=r.pop("commune")) for r in rangees]
    soutiens = relire(Soutien, rangees)
    for soutien, partenaire in zip(soutiens, partenaires, strict=True):
        soutien.partenaire = partenaire
    return soutiens
