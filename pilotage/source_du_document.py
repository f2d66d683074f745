"""Ce dont un document d'évaluation est tiré : le projet du jour, ou la version figée.

Une version figée n'est jamais recalculée : son contenu est relu de son instantané.
"""

import datetime
import hashlib
from dataclasses import dataclass

from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.instantane import instantane
from pilotage.models import Evaluation, VersionFigee
from pilotage.relecture_de_l_instantane import contenu_fige


@dataclass(frozen=True)
class Source:
    """Une évaluation, et la version figée à en montrer ; None : le projet."""

    evaluation: Evaluation
    version: VersionFigee | None = None

    @property
    def numero(self) -> str:
        """« 2025-01 » ; vide pour un projet."""
        return self.version.numero if self.version else ""

    @property
    def dossier(self) -> str:
        """Ce qui range ensemble les documents de cette source."""
        return f"{self.evaluation.pk}-{self.version.pk if self.version else 'projet'}"

    def contenu(self, le: datetime.date) -> ContenuEvaluation:
        """Les données : celles qui furent figées, ou celles du jour.

        Lève `InstantaneIllisible` pour une version que ce portail ne sait plus relire.
        """
        if self.version is None:
            return contenu_de_l_evaluation(self.evaluation, le)
        return contenu_fige(self.version.instantane)


def source_de(evaluation: Evaluation) -> Source:
    """La dernière version figée d'une évaluation validée ; son projet sinon."""
    if not evaluation.est_figee:
        return Source(evaluation)
    return Source(evaluation, evaluation.versions.select_related("convention").last())


def empreinte_du_contenu(contenu: ContenuEvaluation) -> str:
    """Ce qui distingue ces données de toutes les autres."""
    return hashlib.sha256(instantane(contenu)).hexdigest()
