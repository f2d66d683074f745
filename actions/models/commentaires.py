"""Les commentaires d'une fiche : ce que les partenaires font remarquer, et ce qu'on en fait."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from actions.models.pilotes import PiloteDeFiche
from conventions.droits import Droit
from conventions.models import Utilisateur
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.commentaires import CommentaireDeBase, QuerySetDeCommentaires
from ctg.socle.historique import Historique


class QuerySetDeCommentairesDeFiche(  # type: ignore[override] # `as_manager` de deux ensembles
    QuerySetDeCommentaires["CommentaireDeFiche"], QuerySetDeConvention["CommentaireDeFiche"]
):
    """Les commentaires des fiches."""

    chemin = "fiche__convention"
    # Régler et rouvrir : qui met la fiche à jour.
    droit_de_modification = Droit.METTRE_A_JOUR_LES_FICHES

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        if droit is not self.droit_de_modification or utilisateur.personne_id is None:
            return None
        pilotages = PiloteDeFiche.objects.actuels().filter(
            fiche=OuterRef("fiche"), personne_id=utilisateur.personne_id
        )
        return Q(Exists(pilotages))


class CommentaireDeFiche(CommentaireDeBase):
    """Ce qu'une personne de la convention fait remarquer sur une fiche.

    Qui lit la convention commente ; qui met la fiche à jour règle et rouvre ; l'auteur corrige
    pendant un jour. Après le terme, la dernière année se commente encore (art. 10).
    """

    fiche = models.ForeignKey(
        "actions.FicheAction",
        verbose_name="fiche",
        related_name="commentaires",
        on_delete=models.CASCADE,
    )

    objects = QuerySetDeCommentairesDeFiche.as_manager()
    # Une ligne d'historique porte qui a fait le geste, pas qui avait écrit le texte.
    historique = Historique(excluded_fields=["auteur"])

    class Meta(CommentaireDeBase.Meta):
        verbose_name = "commentaire"
        verbose_name_plural = "commentaires"
        ordering = ["ecrit_le", "pk"]

    def exiger_ouverte(self) -> None:
        """Lève `ConventionFigee` une fois la convention close."""
        self.fiche.convention.exiger_ouverte()
