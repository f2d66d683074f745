"""Ce que la coordination suit d'un projet : qui l'a lu, ce qu'on en dit, qui l'approuve."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from conventions.models import Signataire
from pilotage.models import Approbation, CommentaireDEvaluation, LectureDemandee, Recit


@dataclass(frozen=True)
class Suivi:
    """Des comptes : commentaires par état, lectures, approbations."""

    ouverts: int
    repondus: int
    regles: int
    invitees: int
    lues: int
    copilotes: int
    approuvees: int

    @property
    def commentaires(self) -> int:
        """Tous états réunis."""
        return self.ouverts + self.repondus + self.regles

    @property
    def approbations(self) -> int:
        """Celles qu'il faut : la coordination, et chaque copilote."""
        return self.copilotes + 1


def avec_suivi(evaluations: QuerySet[Any]) -> QuerySet[Any]:
    """Chaque évaluation avec ses comptes, et si son récit d'ensemble est écrit."""
    etats = CommentaireDEvaluation.Etat
    commentaires = CommentaireDEvaluation.objects.order_by()
    lectures = LectureDemandee.objects.order_by()
    ensemble = Recit.objects.filter(evaluation=OuterRef("pk"), section="ensemble")
    copilotes = Signataire.objects.filter(est_copilote=True).order_by()
    suivies: QuerySet[Any] = evaluations.annotate(
        suivi_ouverts=_nombre(commentaires.filter(etat=etats.OUVERT), "evaluation"),
        suivi_repondus=_nombre(commentaires.filter(etat=etats.REPONDU), "evaluation"),
        suivi_regles=_nombre(commentaires.filter(etat=etats.REGLE), "evaluation"),
        suivi_invitees=_nombre(lectures, "evaluation"),
        suivi_lues=_nombre(lectures.exclude(lue_le=None), "evaluation"),
        suivi_copilotes=_nombre(copilotes, "convention", "convention"),
        suivi_approuvees=_nombre(Approbation.objects.order_by(), "evaluation"),
        recit_est_ecrit=Exists(ensemble.exclude(texte="")),
    )
    return suivies


def _nombre(objets: QuerySet[Any], champ: str, de: str = "pk") -> Coalesce:
    comptes = objets.filter(**{champ: OuterRef(de)}).values(champ).annotate(n=Count("pk"))
    return Coalesce(Subquery(comptes.values("n")), Value(0))


def suivi_de(evaluation: Any) -> Suivi:
    """Les comptes d'une évaluation lue `avec_suivi` ; aucune requête."""
    noms = Suivi.__dataclass_fields__
    return Suivi(**{nom: getattr(evaluation, f"suivi_{nom}") for nom in noms})


def se_reecrit(evaluation: Any) -> bool:
    """Vrai si elle peut encore changer : ni validée, ni approuvée, ni close (lue `avec_suivi`).

    La même règle qu'`exiger_ecrivable`, dite d'avance aux pages ; aucune requête.
    """
    if not evaluation.convention.est_ouverte:
        return False
    if evaluation.s_ecrit:
        return True
    return not evaluation.est_figee and not evaluation.suivi_approuvees
