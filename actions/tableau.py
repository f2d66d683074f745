"""Le plan en tableau : ce qu'une adresse demande (colonnes, ordre, groupes), lu en base.

Une seule requête rend une page du tableau, quel que soit le nombre de fiches : ce qui se calcule
(étapes faites, prochaine étape, dernière note, retard) est une sous-requête.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Lower, NullIf
from django.http import QueryDict

from actions.filtres import SUIVIS, FiltresDuPlan
from actions.groupes import GROUPES, nombre_de_lignes
from actions.models import Axe, Etape, Etiquette, FicheAction, Note, PiloteDeFiche
from actions.models.ensembles import QuerySetDeFiches
from conventions.models import Convention, Personne
from ctg.socle.recherche import cle_de_tri

PAR_PAGE = 50

# Le titre est toujours là : c'est lui qui nomme la ligne.
TITRE = "titre"

# Clé d'adresse → (intitulé, ce qui l'ordonne, du premier au dernier critère).
COLONNES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "numero": ("N°", ("numero",)),
    TITRE: ("Action", ("titre_range",)),
    "axe": ("Axe", ("axe__numero",)),
    "pilotes": ("Pilotes", ("pilote_nom", "pilote_prenom")),
    "elu": ("Élu référent", ("elu_nom", "elu_prenom")),
    "publics": ("Publics et enjeux", ("premier_public",)),
    "participation": ("Participation", ("rang_de_participation",)),
    "priorite": ("Priorité", ("rang_de_priorite",)),
    "etat": ("État", ("rang_d_etat",)),
    "meteo": ("Météo", ("rang_de_meteo",)),
    "etapes": ("Étapes faites", ("part_faite", "nombre_d_etapes")),
    "prochaine": ("Étape suivante", ("prochaine_debut",)),
    "note": ("Dernière note", ("note_date",)),
    "mise_a_jour": ("Mise à jour", ("mise_a_jour_le",)),
    "retard": ("À regarder", ("rang_de_retard",)),
}
COLONNES_D_OFFICE = ("numero", "axe", "pilotes", "priorite", "etat", "meteo", "etapes", "retard")

CROISSANT, DECROISSANT = "croissant", "decroissant"

# Ce qui se compte en tête du tableau.
COMPTES = ("en_retard", "a_renseigner", "sans_pilote", "sans_note")


@dataclass(frozen=True)
class Vue:
    """Ce que l'adresse demande du tableau ; ce qui est inconnu est laissé de côté."""

    colonnes: tuple[str, ...]
    tri: str
    sens: str
    groupe: str

    @classmethod
    def lue(cls, adresse: QueryDict) -> "Vue":
        """La vue d'une adresse ; sans colonne cochée, celles d'office."""
        demandees = [c for c in COLONNES if c in adresse.getlist("colonnes")]
        tri, groupe = adresse.get("tri", ""), adresse.get("groupe", "")
        return cls(
            colonnes=tuple(c for c in demandees or COLONNES_D_OFFICE if c != TITRE),
            tri=tri if tri in COLONNES else "numero",
            sens=DECROISSANT if adresse.get("sens") == DECROISSANT else CROISSANT,
            groupe=groupe if groupe in GROUPES else "",
        )

    def ranger(self, fiches: QuerySetDeFiches) -> QuerySetDeFiches:
        """Les fiches dans l'ordre demandé, groupe par groupe ; ce qui est vide vient à la fin."""
        ordre = [F(c).asc(nulls_last=True) for c in COLONNES[self.tri][1]]
        if self.sens == DECROISSANT:
            ordre = [F(c).desc(nulls_last=True) for c in COLONNES[self.tri][1]]
        if self.groupe:
            regroupement = GROUPES[self.groupe]
            fiches = regroupement.preparer(fiches)
            ordre = [*(F(rang).asc(nulls_last=True) for rang in regroupement.rangs), *ordre]
        return fiches.order_by(*ordre, "numero")

    def entetes(self) -> list["Entete"]:
        """Les en-têtes des colonnes montrées, le titre à sa place."""
        montrees = [c for c in COLONNES if c in self.colonnes or c == TITRE]
        return [self._entete(colonne) for colonne in montrees]

    def _entete(self, colonne: str) -> "Entete":
        est_triee = colonne == self.tri
        est_croissante = est_triee and self.sens == CROISSANT
        return Entete(
            cle=colonne,
            titre=COLONNES[colonne][0],
            aria=("ascending" if est_croissante else "descending") if est_triee else "",
            sens_au_clic=DECROISSANT if est_croissante else CROISSANT,
        )


@dataclass(frozen=True)
class Entete:
    """L'en-tête d'une colonne : `aria` dit l'ordre présent, `sens_au_clic` celui du lien."""

    cle: str
    titre: str
    aria: str
    sens_au_clic: str


def _rang(champ: str, valeurs: type[TextChoices]) -> Case:
    """Le rang d'une valeur dans l'ordre où le modèle les donne ; vide : sans rang."""
    cas = [When(**{champ: valeur}, then=Value(rang)) for rang, valeur in enumerate(valeurs.values)]
    return Case(*cas, default=None, output_field=IntegerField())


def _nombre_d_etapes(**filtres: Any) -> Coalesce:
    etapes = Etape.objects.filter(fiche=OuterRef("pk"), **filtres).order_by().values("fiche")
    return Coalesce(Subquery(etapes.annotate(nombre=Count("pk")).values("nombre")), 0)


def _premier(lignes: QuerySet[Any], champ: str) -> Subquery:
    return Subquery(lignes.values(champ)[:1])


def avec_les_colonnes(fiches: QuerySetDeFiches, le: datetime.date) -> QuerySetDeFiches:
    """Ces fiches avec tout ce que le tableau montre, ordonne et groupe."""
    pilotages = PiloteDeFiche.objects.actuels().filter(fiche=OuterRef("pk"))
    premier_pilote = pilotages.order_by("est_copilote", "pk")
    a_faire = Etape.objects.filter(fiche=OuterRef("pk"), faite_le=None).order_by(
        F("debut").asc(nulls_last=True), "ordre"
    )
    derniere_note = Note.objects.filter(fiche=OuterRef("pk")).order_by("-date", "-pk")
    dites = Etape.objects.filter(fiche=OuterRef("pk")).exclude(faite_le=None, vue_le=None)
    ouverte = ~Q(etat__in=FicheAction.ETATS_CLOS)
    return fiches.annotate(
        titre_range=Lower(F("titre__unaccent")),
        pilote_id=_premier(premier_pilote, "personne_id"),
        pilote_nom=Lower(_premier(premier_pilote, "personne__nom")),
        pilote_prenom=Lower(_premier(premier_pilote, "personne__prenom")),
        elu_nom=Lower("elu_referent__nom"),
        elu_prenom=Lower("elu_referent__prenom"),
        premier_public=_premier(
            Etiquette.objects.filter(fiches=OuterRef("pk"))
            .annotate(nom_range=Lower(F("nom__unaccent")))
            .order_by("nom_range"),
            "nom_range",
        ),
        rang_d_etendue=_rang("etendue", FicheAction.Etendue),
        rang_de_participation=_rang("participation", FicheAction.Participation),
        rang_de_priorite=_rang("priorite", FicheAction.Priorite),
        rang_d_etat=_rang("etat", FicheAction.Etat),
        rang_de_meteo=_rang("meteo", FicheAction.Meteo),
        nombre_d_etapes=_nombre_d_etapes(),
        nombre_de_faites=_nombre_d_etapes(faite_le__isnull=False),
        part_faite=ExpressionWrapper(
            Cast("nombre_de_faites", FloatField()) / NullIf("nombre_d_etapes", 0),
            output_field=FloatField(),
        ),
        a_des_etapes_dites=Exists(dites),
        prochaine=Case(When(ouverte, then=_premier(a_faire, "libelle")), default=None),
        prochaine_periode=Case(When(ouverte, then=_premier(a_faire, "periode_ecrite"))),
        prochaine_debut=Case(When(ouverte, then=_premier(a_faire, "debut"))),
        note_date=_premier(derniere_note, "date"),
        note_texte=_premier(derniere_note, "texte"),
        retarde=Case(When(SUIVIS["en_retard"].condition(le), then=True), default=False),
        a_renseigner=Case(When(SUIVIS["a_renseigner"].condition(le), then=True), default=False),
        # Le retard d'abord, puis ce qui est à renseigner.
        rang_de_retard=Case(
            When(SUIVIS["en_retard"].condition(le), then=0),
            When(SUIVIS["a_renseigner"].condition(le), then=1),
            default=None,
            output_field=IntegerField(),
        ),
    )


@dataclass(frozen=True)
class Groupe:
    """Les lignes d'un groupe sur cette page ; `nombre` est sa taille dans tout le tableau."""

    titre: str
    nombre: int
    fiches: list[FicheAction]


def page_du_tableau(
    convention: Convention, filtres: FiltresDuPlan, vue: Vue, le: datetime.date, page: str | None
) -> tuple[Page[FicheAction], list[Groupe], dict[str, int]]:
    """La page demandée, ses groupes, et les nombres du plan. Trois requêtes.

    Quatre, si la colonne des publics est montrée.

    Les nombres : ``total``, ``retenues`` ; ``lignes``, celles du tableau, où une action peut être
    dans plusieurs groupes ; ``autres``, ce que retiennent les filtres sans celui de
    ce qui est à regarder ; et, parmi elles, chaque clé de `COMPTES` : c'est ce que montrerait ce
    choix, les autres filtres gardés.
    """
    plan = FicheAction.objects.filter(convention=convention)
    nombres = _nombres(plan, filtres, vue, le)
    retenues = filtres.retenir(plan, le).select_related("axe", "elu_referent").avec_pilotes()
    retenues = retenues.defer(*FicheAction.CHAMPS_DU_CONTRAT)
    lignes = vue.ranger(avec_les_colonnes(retenues, le))
    if "publics" in vue.colonnes:
        lignes = lignes.prefetch_related(Prefetch("publics", Etiquette.objects.par_genre()))
    # Le nombre est déjà compté : la pagination n'a rien à demander.
    paginateur = Paginator(lignes, PAR_PAGE)
    paginateur.count = nombres["lignes"]
    montree = paginateur.get_page(page)
    return montree, _grouper(list(montree.object_list), vue), nombres


def _nombres(
    plan: QuerySetDeFiches, filtres: FiltresDuPlan, vue: Vue, le: datetime.date
) -> dict[str, int]:
    marques = {
        f"est_{cle}": Case(When(SUIVIS[cle].condition(le), then=True), default=False)
        for cle in COMPTES
    }
    elle_meme = FicheAction.objects.filter(pk=OuterRef("pk"))
    autres = Exists(replace(filtres, suivi="").retenir(elle_meme, le))
    comptes = {
        cle: Count("pk", filter=Q(**{f"est_{cle}": True, "est_des_autres": True}))
        for cle in COMPTES
    }
    relation = GROUPES[vue.groupe].relation if vue.groupe else ""
    lignes = nombre_de_lignes(relation) if relation else Value(1)
    return (
        filtres.marquer(plan, le)
        .annotate(**marques, est_des_autres=autres, lignes_de_la_fiche=lignes)
        .aggregate(
            total=Count("pk"),
            retenues=Count("pk", filter=Q(est_retenue=True)),
            lignes=Coalesce(Sum("lignes_de_la_fiche", filter=Q(est_retenue=True)), 0),
            autres=Count("pk", filter=Q(est_des_autres=True)),
            **comptes,
        )
    )


def _grouper(fiches: list[FicheAction], vue: Vue) -> list[Groupe]:
    """Les lignes d'une page, groupe par groupe ; un seul groupe, sans titre, si rien n'en fait."""
    if not vue.groupe:
        return [Groupe("", len(fiches), fiches)] if fiches else []
    regroupement = GROUPES[vue.groupe]
    groupes = []
    for _, suite in groupby(fiches, key=regroupement.cle_de):
        lignes = list(suite)
        nombre = lignes[0].taille_du_groupe  # type: ignore[attr-defined]
        groupes.append(Groupe(regroupement.titre(lignes[0]), nombre, lignes))
    return groupes


@dataclass
class ChoixDesFiltres:
    """Ce que les filtres du plan proposent, chacun dans l'ordre où on le lit : (valeur, mot)."""

    axe: list[tuple[str, str]] = field(default_factory=list)
    pilote: list[tuple[str, str]] = field(default_factory=list)
    elu: list[tuple[str, str]] = field(default_factory=list)
    zone: list[tuple[str, str]] = field(default_factory=list)
    public: list[tuple[str, str]] = field(default_factory=list)
    enjeu: list[tuple[str, str]] = field(default_factory=list)
    cadre: list[tuple[str, str]] = field(default_factory=list)


def choix_des_filtres(convention: Convention) -> ChoixDesFiltres:
    """Les axes et les zones de la convention, ses étiquettes, ses pilotes et ses élus référents.

    D'une seule requête ; les pilotes et les élus sont ceux d'aujourd'hui.
    """
    pilotages = PiloteDeFiche.objects.actuels().filter(fiche__convention=convention)
    plan = FicheAction.objects.filter(convention=convention)
    rien = _mot("")
    lignes = (
        Axe.objects.filter(convention=convention)
        .order_by()
        .values_list(_mot("axe"), "numero", "titre_court", rien)
        .union(
            _personnes(pilotages.values("personne_id"), "pilote"),
            _personnes(plan.exclude(elu_referent=None).values("elu_referent_id"), "elu"),
            convention.zones.order_by().values_list(_mot("zone"), "pk", "nom", rien),
            convention.etiquettes.order_by().values_list("genre", "pk", "nom", rien),
            all=True,
        )
    )
    choix = ChoixDesFiltres()
    # Les axes par numéro ; le reste par nom.
    for sorte, pk, nom, prenom in sorted(lignes, key=_rang_du_choix):
        mot = f"Axe {pk} – {nom}" if sorte == "axe" else f"{prenom} {nom}".strip()
        getattr(choix, sorte).append((str(pk), mot))
    return choix


def _rang_du_choix(ligne: tuple[str, int, str, str]) -> tuple[int, str, str, int]:
    sorte, pk, nom, prenom = ligne
    return (pk if sorte == "axe" else 0, cle_de_tri(nom), prenom, pk)


def _personnes(cles: QuerySet[Any, Any], sorte: str) -> QuerySet[Any, Any]:
    personnes = Personne.objects.filter(pk__in=cles).order_by()
    return personnes.values_list(_mot(sorte), "pk", "nom", "prenom")


def _mot(mot: str) -> Value:
    return Value(mot, output_field=CharField())
