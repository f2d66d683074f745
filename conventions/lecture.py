"""Ce que les pages de la convention lisent et rangent : les anomalies, l'historique."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conventions.chargement import AUTEUR
from conventions.models import Anomalie, Avenant, Convention, Document, Signataire
from ctg.socle.historique import NATURES, Changement, changements


@dataclass
class GroupeDAnomalies:
    """Les anomalies d'une partie du texte, dans l'ordre où on les y rencontre."""

    partie: str
    anomalies: list[Anomalie] = field(default_factory=list)

    @property
    def a_trancher(self) -> int:
        """Combien attendent une décision."""
        return sum(1 for anomalie in self.anomalies if anomalie.est_a_trancher)


def parties_du_texte(convention: Convention) -> list[str]:
    """Les parties du texte qui portent au moins une anomalie, dans l'ordre du relevé."""
    return list(
        dict.fromkeys(
            anomalie.partie for anomalie in convention.anomalies.only("convention", "lieu")
        )
    )


def anomalies_par_partie(
    convention: Convention, filtre: Mapping[str, Any]
) -> list[GroupeDAnomalies]:
    """Les anomalies que `filtre` (``q``, ``traitement``, ``partie``) retient, par partie."""
    anomalies = Anomalie.objects.filter(convention=convention).chercher(filtre.get("q") or "")
    traitement = filtre.get("traitement")
    if traitement == "a_trancher":
        anomalies = anomalies.a_trancher()
    elif traitement == "decidee":
        anomalies = anomalies.exclude(suite="")
    elif traitement:
        anomalies = anomalies.filter(traitement=traitement)
    groupes: dict[str, GroupeDAnomalies] = {}
    for anomalie in anomalies:
        if filtre.get("partie") in (None, "", anomalie.partie):
            groupe = groupes.setdefault(anomalie.partie, GroupeDAnomalies(anomalie.partie))
            groupe.anomalies.append(anomalie)
    return list(groupes.values())


def historique_de(convention: Convention, limite: int = 200) -> list[Changement]:
    """Ce que des personnes ont changé à la convention, à ses parties, à son texte.

    Les créations du premier chargement, des centaines, ne sont pas montrées ; elles sont lues
    quand même, car un changement se dit par rapport à elles.
    """
    historiques = [convention.historique.all()] + [
        modele.historique.filter(convention_id=convention.pk)
        for modele in (Signataire, Avenant, Document, Anomalie)
    ]
    touches = []
    for historique in historiques:
        gestes = historique.exclude(auteur=AUTEUR.libelle_d_auteur, history_type="+")
        touches.append(historique.filter(id__in=gestes.values("id")))
    lus = changements(*touches, limite=limite, nommer=_nommer)
    return [
        changement
        for changement in lus
        if (changement.auteur, changement.nature) != (AUTEUR.libelle_d_auteur, NATURES["+"])
    ]


def _nommer(ligne: Any) -> str:
    """« anomalie, Article 5 » : assez pour savoir de quoi l'on parle, sans requête."""
    nom = str(ligne.instance_type._meta.verbose_name)
    if ligne.instance_type is Anomalie:
        return f"{nom}, {ligne.lieu}"
    if ligne.instance_type is Signataire:
        return f"{nom}, {ligne.denomination}"
    if ligne.instance_type is Convention:
        return nom
    return str(ligne.instance).lower() if ligne.instance_type is Avenant else str(ligne.instance)
