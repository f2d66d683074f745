"""L'annuaire des familles : ce que tout le monde peut lire d'une structure, et rien d'autre.

Seule la version validée d'une structure ouverte y est : une correction qui attend n'y paraît pas.
Ni montant, ni chiffre de fréquentation, ni contact d'une fonction. Comme dans les données ouvertes,
ni texte libre (horaires, précisions), ni gestionnaire privé : ils peuvent nommer quelqu'un.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from conventions.models import Commune, Convention
from ctg.socle.recherche import ordre_alphabetique
from equipements.models import NOMS_LONGS, DemandeDeRegistre, Equipement, TypeEquipement

MOIS_PAR_AN = 12
_COMMUNE = ordre_alphabetique("commune__nom")


@dataclass(frozen=True)
class Recherche:
    """Ce qu'une famille cherche ; `age_en_mois` : l'âge de l'enfant."""

    commune: str = ""
    type: str = ""
    age_en_mois: int | None = None

    @property
    def est_posee(self) -> bool:
        """Vrai si un critère au moins est posé."""
        return bool(self.commune or self.type or self.age_en_mois is not None)


@dataclass(frozen=True)
class FichePublique:
    """Ce que l'annuaire montre d'une structure ; un texte vide n'est pas montré.

    Les contacts sont ceux de la structure elle-même, son standard : ceux de ses fonctions
    (direction, secrétariat) restent entre les parties.
    """

    pk: int
    nom: str
    type_long: str
    precision: str
    commune: Commune
    adresse: str
    telephone: str
    courriel: str
    site: str
    ages: str
    periodes: str
    ouvertures: Sequence[str]
    places: int | None
    gestionnaire: str
    desservies: Sequence[Commune]
    a_referent_handicap: bool


def structures_publiques(convention: Convention) -> QuerySet[Equipement]:
    """Les structures validées et ouvertes du registre."""
    return (
        Equipement.objects.de_la_convention(convention)
        .distinctes()
        .valides()
        .filter(statut=Equipement.Statut.OUVERT)
        .select_related("commune", "sous_type")
    )


def trouver(convention: Convention, recherche: Recherche) -> QuerySet[Equipement]:
    """Celles que la recherche retient, celles de la commune d'abord.

    Une commune retient ce qui s'y trouve, ce qui dit la desservir, et ce qu'elle-même dit servir
    ses familles, une fois sa réponse acceptée. Un âge ne retire pas une
    structure qui n'a pas dit les siens : la famille demandera.
    """
    trouvees = structures_publiques(convention)
    if recherche.type:
        trouvees = trouvees.filter(type=recherche.type)
    if recherche.age_en_mois is not None:
        trouvees = trouvees.filter(_accueille(recherche.age_en_mois))
    if not recherche.commune:
        return trouvees.order_by(_COMMUNE, "nom", "pk")
    dessert = Commune.objects.filter(desservie_par=OuterRef("pk"), code_insee=recherche.commune)
    sur_place = Q(commune__code_insee=recherche.commune)
    dite = _dite_par_la_commune(convention, recherche.commune)
    return (
        trouvees.filter(sur_place | Exists(dessert) | Exists(dite))
        .alias(vient_d_ailleurs=~Q(sur_place))
        .order_by("vient_d_ailleurs", _COMMUNE, "nom", "pk")
    )


def _dite_par_la_commune(convention: Convention, code_insee: str) -> QuerySet[Any]:
    """Ce que dit la dernière réponse acceptée d'une commune sans structure."""
    acceptees = DemandeDeRegistre.objects.filter(
        signataire__convention=convention,
        signataire__partenaire__commune__code_insee=code_insee,
        etat=DemandeDeRegistre.Etat.ACCEPTEE,
    )
    derniere = acceptees.order_by("-campagne__annee", "-pk").values("pk")[:1]
    return DemandeDeRegistre.desservie_par.through._default_manager.filter(
        equipement=OuterRef("pk"),
        demandederegistre__sans_structure=True,
        demandederegistre__in=derniere,
    )


def _accueille(mois: int) -> Q:
    """L'âge de l'enfant tient entre les bornes, comptées en mois pour un EAJE, en années sinon."""
    eaje = Q(type=TypeEquipement.EAJE)

    def entre(age: int) -> Q:
        return (Q(age_min=None) | Q(age_min__lte=age)) & (Q(age_max=None) | Q(age_max__gte=age))

    return (eaje & entre(mois)) | (~eaje & entre(mois // MOIS_PAR_AN))


def communes_de_l_annuaire(convention: Convention) -> QuerySet[Commune]:
    """Celles du territoire, et celles où se trouve une structure de l'annuaire."""
    publiques = structures_publiques(convention).filter(commune=OuterRef("pk"))
    signataires = Commune.objects.signataires_de(convention).values("pk")
    return Commune.objects.filter(Q(pk__in=signataires) | Exists(publiques)).par_nom()


def types_de_l_annuaire(convention: Convention) -> list[tuple[str, str]]:
    """Les types présents, en toutes lettres, dans leur ordre."""
    presents = set(structures_publiques(convention).order_by().values_list("type", flat=True))
    return [
        (type_.value, NOMS_LONGS.get(type_, str(type_.label).capitalize()))
        for type_ in TypeEquipement
        if type_ in presents
    ]


def fiche_publique(structure: Equipement) -> FichePublique:
    """Ce que l'annuaire montre ; deux requêtes, aucune si ses listes sont préchargées."""
    return FichePublique(
        pk=structure.pk,
        nom=structure.nom,
        type_long=structure.type_long,
        precision=str(structure.sous_type or ""),
        commune=structure.commune,
        adresse=structure.adresse_postale,
        telephone=structure.telephone,
        courriel=structure.courriel,
        site=structure.site,
        ages=structure.ages_en_mots(),
        periodes=", ".join(structure.libelles_des_periodes()),
        ouvertures=[o.en_mots(structure.unite_d_age) for o in structure.ouvertures.all()],
        places=structure.capacite,
        gestionnaire=structure.gestionnaire_public,
        desservies=list(structure.communes_desservies.all()),
        a_referent_handicap=bool(structure.a_referent_handicap),
    )


@dataclass(frozen=True)
class EtatDeLAnnuaire:
    """Ce que la coordination regarde avant d'ouvrir l'annuaire."""

    publiees: int
    sans_contact: Sequence[Equipement]
    sans_age: Sequence[Equipement]


def etat_de_l_annuaire(convention: Convention) -> EtatDeLAnnuaire:
    """Ce qui serait publié, et ce qui y manquerait à une famille ; une requête."""
    structures = list(structures_publiques(convention).order_by(_COMMUNE, "nom", "pk"))
    return EtatDeLAnnuaire(
        publiees=len(structures),
        sans_contact=[s for s in structures if not (s.telephone or s.courriel)],
        sans_age=[
            s for s in structures if s.compte_des_places and s.age_min is None and s.age_max is None
        ],
    )
