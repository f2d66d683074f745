"""Par quoi le tableau du plan se groupe ; une action qui a deux publics paraît sous chacun."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, Lower
from django.utils.text import capfirst

from actions.models import Etiquette, FicheAction
from actions.models.ensembles import QuerySetDeFiches
from ctg.socle.badges import BADGES


@dataclass(frozen=True)
class Regroupement:
    """Une façon de grouper : son intitulé, ce qui fait un groupe, ce qui les range, leur titre.

    `relation` : le champ multiple qui met une action dans plusieurs groupes ; vide, elle n'est que
    dans un.
    """

    mot: str
    cles: tuple[str, ...]
    rangs: tuple[str, ...]
    titre: Callable[[Any], str]
    relation: str = ""

    def preparer(self, fiches: QuerySetDeFiches) -> QuerySetDeFiches:
        """Une ligne par action et par groupe, chacune avec la taille du sien."""
        if self.relation:
            # Une action sans rien de tel garde une ligne.
            fiches = fiches.annotate(
                groupe_pk=F(f"{self.relation}__pk"),
                groupe_nom=F(f"{self.relation}__nom"),
                groupe_range=Lower(F(f"{self.relation}__nom__unaccent")),
                # Les publics avant les enjeux ; une zone a ses propres genres, sans rang.
                groupe_rang=Case(
                    *(
                        When(**{f"{self.relation}__genre": genre}, then=Value(rang))
                        for rang, genre in enumerate(Etiquette.Genre.values)
                    ),
                    default=None,
                    output_field=IntegerField(),
                ),
            )
        partition = [F(cle) for cle in self.cles]
        return fiches.annotate(taille_du_groupe=Window(Count("pk"), partition_by=partition))

    def cle_de(self, fiche: Any) -> tuple[Any, ...]:
        """Ce qui distingue le groupe de cette ligne."""
        return tuple(getattr(fiche, cle) for cle in self.cles)


def nombre_de_lignes(relation: str) -> Any:
    """Le nombre de lignes d'une action groupée par ce champ multiple : une au moins."""
    through = getattr(FicheAction, relation).through
    liens = through.objects.filter(ficheaction=OuterRef("pk")).order_by().values("ficheaction")
    return Coalesce(Subquery(liens.annotate(nombre=Count("pk")).values("nombre")), 1)


def _du_badge(champ: str) -> Callable[[Any], str]:
    return lambda fiche: capfirst(BADGES[getattr(fiche, champ)].mot)


def _du_pilote(fiche: Any) -> str:
    pilotes = fiche.pilotes_actuels
    return str(pilotes[0].personne) if pilotes else "Sans pilote"


def _de_la_zone(fiche: Any) -> str:
    if fiche.groupe_nom:
        return str(fiche.groupe_nom)
    titres = {"tout": "Tout le territoire", "partie": "Des communes, sans zone"}
    return titres.get(fiche.etendue, "Territoire non renseigné")


# Clé d'adresse → ce qu'elle groupe.
GROUPES: Mapping[str, Regroupement] = {
    "axe": Regroupement("par axe", ("axe_id",), ("axe__numero",), lambda fiche: str(fiche.axe)),
    "pilote": Regroupement(
        "par pilote", ("pilote_id",), ("pilote_nom", "pilote_prenom", "pilote_id"), _du_pilote
    ),
    "elu": Regroupement(
        "par élu référent",
        ("elu_referent_id",),
        ("elu_nom", "elu_prenom", "elu_referent_id"),
        lambda fiche: str(fiche.elu_referent or "Sans élu référent"),
    ),
    "etat": Regroupement("par état", ("etat",), ("rang_d_etat",), _du_badge("etat")),
    "meteo": Regroupement("par météo", ("meteo",), ("rang_de_meteo",), _du_badge("meteo")),
    "public": Regroupement(
        "par public ou enjeu",
        ("groupe_pk",),
        ("groupe_rang", "groupe_range", "groupe_pk"),
        lambda fiche: capfirst(fiche.groupe_nom or "aucun public dit"),
        "publics",
    ),
    "cadre": Regroupement(
        "par cadre",
        ("groupe_pk",),
        ("groupe_rang", "groupe_range", "groupe_pk"),
        lambda fiche: capfirst(fiche.groupe_nom or "aucun autre cadre dit"),
        "cadres",
    ),
    "zone": Regroupement(
        "par zone",
        ("groupe_pk", "etendue"),
        ("groupe_range", "groupe_pk", "rang_d_etendue"),
        _de_la_zone,
        "zones",
    ),
    "participation": Regroupement(
        "par participation",
        ("participation",),
        ("rang_de_participation",),
        lambda fiche: capfirst(fiche.get_participation_display() or "non renseignée"),
    ),
}
