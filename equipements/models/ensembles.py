"""Les ensembles de structures : à quelles conventions elles se rattachent, qui les corrige."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q

from conventions.droits import Droit, Portee, roles_ayant
from conventions.models import Convention, Habilitation, Partenaire, Signataire, Utilisateur
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.recherche import mots, ordre_alphabetique
from equipements.models.annexe2 import LigneAnnexe2
from equipements.models.corrections import Correction
from equipements.models.soutiens import Soutien

if TYPE_CHECKING:
    from equipements.models.structures import Equipement  # noqa: F401 – cité entre guillemets


class QuerySetDEquipements(QuerySetDeConvention["Equipement"]):
    """Les structures, et à quelles conventions elles se rattachent."""

    droit_de_modification = Droit.SAISIR_LE_REGISTRE

    def permis(self, utilisateur: Utilisateur, droit: Droit) -> Q:
        """La condition d'`avec_droit`.

        Tant qu'une saisie n'a pas été validée, seul la lit qui peut la corriger.
        """
        permis = super().permis(utilisateur, droit)
        if droit is Droit.LIRE:
            valide = Q(etat_saisie=self.model.EtatSaisie.VALIDE)
            permis &= valide | self.permis(utilisateur, Droit.SAISIR_LE_REGISTRE)
        return permis

    # Chaque raison est une sous-requête indépendante, que la base lit une fois : corrélée, elle
    # éprouverait une à une toutes les structures du pays (docs/performance.md).

    def _inscrits(self, conventions: Any) -> Q:
        """Au registre de ces conventions : sur leur territoire, à leur annexe 2, ou soutenus."""
        communes = Signataire.objects.filter(
            convention__in=conventions,
            partenaire__nature=Partenaire.Nature.COMMUNE,
            partenaire__commune__isnull=False,
        )
        soutiens = Soutien.objects.filter(
            partenaire__nature__in=Partenaire.COLLECTIVITES,
            partenaire__signataires__convention__in=conventions,
        )
        return (
            Q(commune__in=communes.values("partenaire__commune"))
            | Q(pk__in=soutiens.values("equipement"))
            | LigneAnnexe2.objects.filter(convention__in=conventions).portees()
        )

    def _habilitee(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        return self._inscrits(habilitations.values("convention"))

    def _par_son_organisme(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        partenaires = habilitations.values("partenaire")
        soutiens = Soutien.objects.actuels().filter(partenaire__in=partenaires)
        lignes = LigneAnnexe2.objects.en_vigueur().filter(signataire__partenaire__in=partenaires)
        return Q(pk__in=soutiens.values("equipement")) | lignes.portees()

    def de_l_organisme_de(self, utilisateur: Utilisateur, convention: Convention) -> Self:
        """Celles que soutient, ou porte aujourd'hui, l'organisme dont la personne est agent."""
        return self.filter(
            self._par_son_organisme(
                Habilitation.objects.filter(
                    utilisateur=utilisateur,
                    convention=convention,
                    role__in=roles_ayant(Droit.SAISIR_LE_REGISTRE, Portee.PARTENAIRE),
                )
            )
        )

    def avec_les_droits_de(self, utilisateur: Utilisateur) -> Self:
        """Avec, sur chacune, `peut_saisir`, `peut_valider` et `voit_les_montants`."""
        droits = {
            "peut_saisir": Droit.SAISIR_LE_REGISTRE,
            "peut_valider": Droit.VALIDER,
            "voit_les_montants": Droit.VOIR_LES_MONTANTS,
        }
        return self.annotate(
            **{
                nom: ExpressionWrapper(
                    self._se_change(droit) & self.permis(utilisateur, droit),
                    output_field=models.BooleanField(),
                )
                for nom, droit in droits.items()
            }
        )

    @staticmethod
    def _se_change(droit: Droit) -> Q:
        """Une fiche fusionnée se lit, montants compris, et ne change plus."""
        return Q() if droit is Droit.VOIR_LES_MONTANTS else Q(fusionnee_dans=None)

    def avec_correction(self) -> Self:
        """Avec `a_correction` : une correction attend le coordonnateur."""
        return self.annotate(
            a_correction=Exists(Correction.objects.en_attente().filter(equipement=OuterRef("pk")))
        )

    def a_trancher(self) -> Self:
        """Celles dont une correction attend le coordonnateur."""
        return self.filter(
            Exists(Correction.objects.en_attente().filter(equipement=OuterRef("pk")))
        )

    def de_la_convention(self, convention: Convention) -> Self:
        """Le registre d'une convention."""
        return self.filter(self._inscrits([convention.pk]))

    def distinctes(self) -> Self:
        """Sans les fiches fusionnées dans une autre, qui ne comptent plus."""
        return self.filter(fusionnee_dans=None)

    def soutenus_par(self, code: str) -> Self:
        """Celles que ce partenaire soutient, ou qu'une de ses lignes porte, aujourd'hui."""
        soutiens = Soutien.objects.actuels().filter(partenaire__code=code)
        lignes = LigneAnnexe2.objects.en_vigueur().filter(signataire__partenaire__code=code)
        return self.filter(Q(pk__in=soutiens.values("equipement")) | lignes.portees())

    def valides(self) -> Self:
        """Celles dont la saisie est validée : les seules que montrent les rapports."""
        return self.filter(etat_saisie=self.model.EtatSaisie.VALIDE)

    def chercher(self, question: str) -> Self:
        """Celles dont le nom, l'adresse, la commune ou le gestionnaire portent tous les mots."""
        trouves = self
        for mot in mots(question):
            trouves = trouves.filter(
                Q(nom__unaccent__icontains=mot)
                | Q(adresse__unaccent__icontains=mot)
                | Q(code_postal__startswith=mot)
                | Q(commune__nom__unaccent__icontains=mot)
                | Q(gestionnaire__unaccent__icontains=mot)
            )
        return trouves

    def pour_liste(self) -> Self:
        """Avec la commune, le sous-type, les soutiens actuels et la correction ; par commune."""
        return (
            self.avec_correction()
            .order_by(ordre_alphabetique("commune__nom"), "type", "nom", "pk")
            .select_related("commune", "sous_type")
            .prefetch_related(
                models.Prefetch(
                    "soutiens",
                    queryset=Soutien.objects.actuels().select_related("partenaire"),
                    to_attr="soutiens_actuels",
                )
            )
        )
