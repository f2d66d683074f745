"""Les ensembles de fiches : qui les lit, qui les met à jour, avec quoi elles se chargent."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from actions.models.commentaires import CommentaireDeFiche
from actions.models.documents import DocumentDeFiche, LienWeb
from actions.models.etapes import Etape
from actions.models.etiquettes import Etiquette
from actions.models.journal import Note
from actions.models.partenaires import PartenaireDeFiche
from actions.models.pilotes import PiloteDeFiche, qualite_de_pilote
from conventions.droits import Droit
from conventions.models import Partenaire, Utilisateur
from conventions.perimetre import QuerySetDeConvention

if TYPE_CHECKING:
    from actions.models.fiches import FicheAction  # noqa: F401 – cité entre guillemets

# Au-delà, une fiche attend des nouvelles : un trimestre.
JOURS_SANS_NOUVELLE = 90


class QuerySetDeFiches(QuerySetDeConvention["FicheAction"]):
    """Les fiches-actions."""

    droit_de_modification = Droit.METTRE_A_JOUR_LES_FICHES

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        # Un pilote met à jour ses fiches, quel que soit son rôle dans la convention.
        return qualite_de_pilote(utilisateur, droit, fiche=OuterRef("pk"))

    def pour_liste(self) -> Self:
        """Avec l'axe, les étapes, les pilotes et le compte des commentaires ouverts."""
        liste = self.avec_commentaires_ouverts().select_related("axe", "convention")
        return liste.avec_etapes().avec_pilotes()

    def avec_etapes(self) -> Self:
        """Avec les étapes dans leur ordre, et qui en répond, en une requête."""
        etapes = Etape.objects.select_related("responsable")
        return self.prefetch_related(models.Prefetch("etapes", queryset=etapes))

    def avec_pilotes(self) -> Self:
        """Avec qui les pilote aujourd'hui, en une requête."""
        actuels = PiloteDeFiche.objects.actuels().select_related("personne")
        return self.prefetch_related(
            models.Prefetch("pilotes", queryset=actuels, to_attr="pilotes_actuels")
        )

    def pilotees_pour(self, partenaire: Partenaire) -> Self:
        """Celles qu'une personne pilote aujourd'hui au nom de ce partenaire."""
        return self.filter(
            Exists(
                PiloteDeFiche.objects.actuels().filter(
                    fiche=OuterRef("pk"), personne__mandats__partenaire=partenaire
                )
            )
        )

    def pour_detail(self) -> Self:
        """Comme `pour_liste`, avec le journal, les pièces, les indicateurs : une fiche."""
        liste = self.pour_liste().avec_ce_qui_manque()
        liste = liste.select_related("elu_referent", "poursuit__convention")
        return liste.prefetch_related(
            models.Prefetch("notes", queryset=Note.objects.avec_compte()),
            models.Prefetch("commentaires", queryset=CommentaireDeFiche.objects.avec_compte()),
            models.Prefetch("documents", queryset=DocumentDeFiche.objects.pour_liste()),
            models.Prefetch("liens_web", queryset=LienWeb.objects.pour_liste()),
            "indicateurs",
        )

    def avec_ce_qui_manque(self) -> Self:
        """Chaque fiche disant si elle nomme un public et un partenaire : pour `manques`."""
        elle_meme = self.model._default_manager.filter(pk=OuterRef("pk"))
        partenaires = PartenaireDeFiche.objects.filter(fiche=OuterRef("pk"))
        return self.annotate(
            a_des_publics=Exists(elle_meme.filter(publics__genre=Etiquette.Genre.PUBLIC)),
            a_des_partenaires=Exists(partenaires),
        )

    def avec_commentaires_ouverts(self) -> Self:
        """Chaque fiche avec le nombre de ses commentaires qui attendent une suite."""
        comptes = (
            CommentaireDeFiche.objects.ouverts()
            .filter(fiche=OuterRef("pk"))
            .order_by()
            .values("fiche")
            .annotate(nombre=Count("pk"))
        )
        return self.annotate(commentaires_ouverts=Coalesce(Subquery(comptes.values("nombre")), 0))

    def avec_permissions(self, utilisateur: Utilisateur) -> Self:
        """Chaque fiche avec ce que cette personne y peut.

        `est_modifiable` : la mettre à jour ; `est_administrable` : désigner ses pilotes ;
        `est_pilotee` : elle en est pilote ou co-pilote.
        """
        fiches = self.model._default_manager.all().filter(pk=OuterRef("pk"))
        return self.annotate(
            est_modifiable=Exists(fiches.modifiables_par(utilisateur)),
            est_administrable=Exists(fiches.avec_droit(utilisateur, Droit.GERER_LA_CONVENTION)),
            est_pilotee=Exists(
                PiloteDeFiche.objects.actuels().filter(
                    fiche=OuterRef("pk"), personne_id=utilisateur.personne_id
                )
            ),
        )

    def sans_nouvelle(self, le: datetime.date) -> Self:
        """Ni réalisées ni abandonnées, et dont personne n'a rien dit depuis trop longtemps."""
        limite = le - datetime.timedelta(days=JOURS_SANS_NOUVELLE)
        return self.exclude(etat__in=self.model.ETATS_CLOS).filter(
            Q(mise_a_jour_le=None) | Q(mise_a_jour_le__lt=limite)
        )
