"""Juger une action, un axe ou l'année entière : forces, faiblesses, facteurs, pistes, suite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from actions.models import Axe, FicheAction
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import ConflitDeVersion, verrouiller
from pilotage.models import Appreciation, Conclusion, Evaluation
from pilotage.models.appreciations import exiger_ecrivable


@dataclass(frozen=True)
class Vise:
    """Ce qu'on juge dans une évaluation : une action, un axe, sinon l'ensemble."""

    evaluation: Evaluation
    fiche: FicheAction | None = None
    axe: Axe | None = None

    @property
    def filtre(self) -> dict[str, object]:
        """Ce qui distingue ses lignes des autres, vides compris."""
        return {"evaluation": self.evaluation, "fiche": self.fiche, "axe": self.axe}

    def marque(self) -> int:
        """Un nombre qui avance à chaque écriture de ce jugement : un formulaire le porte.

        Les lignes d'historique ne se retirent pas : la somme des deux dernières ne fait
        qu'avancer.
        """
        lignes = Appreciation.historique.filter(**self.filtre)
        marque = int(lignes.aggregate(n=Max("history_id"))["n"] or 0)
        if self.fiche is not None:
            suites = Conclusion.historique.filter(evaluation=self.evaluation, fiche=self.fiche)
            marque += int(suites.aggregate(n=Max("history_id"))["n"] or 0)
        return marque

    def textes(self) -> dict[str, list[str]]:
        """Genre → ses lignes, dans l'ordre ; une requête."""
        textes: dict[str, list[str]] = {genre: [] for genre in Appreciation.Genre.values}
        for ligne in Appreciation.objects.filter(**self.filtre).order_by("ordre", "pk"):
            textes[ligne.genre].append(ligne.texte)
        return textes

    def conclusion(self) -> Conclusion | None:
        """La suite proposée pour l'action, si quelqu'un l'a déjà dite."""
        if self.fiche is None:
            return None
        trouvee: Conclusion | None = Conclusion.objects.filter(
            evaluation=self.evaluation, fiche=self.fiche
        ).first()
        return trouvee


def juger(
    vise: Vise,
    *,
    textes: Mapping[str, Sequence[str]],
    suite: str = "",
    mots: str = "",
    marque_ouverte: int,
    par: Acteur,
) -> None:
    """Écrit les lignes de chaque genre à la place des siennes, et la suite de l'action.

    `suite` vide : rien n'est proposé au COPIL. Lève `ConventionFigee`, `ConflitDeVersion` si
    quelqu'un a écrit depuis `marque_ouverte`, `ActionImpossible` pour ce qui n'est pas de la
    convention, `ValidationError` si une règle n'est pas tenue.
    """
    exiger_ecrivable(vise.evaluation)
    objet = vise.fiche or vise.axe
    if objet is not None and objet.convention_id != vise.evaluation.convention_id:
        raise ActionImpossible("Choisissez une action ou un axe de la convention.")
    with acte(par):
        verrouiller(vise.evaluation)
        if vise.marque() != marque_ouverte:
            raise ConflitDeVersion
        for genre in Appreciation.Genre.values:
            _remplacer(vise, genre, textes.get(genre, ()))
        if vise.fiche is not None:
            _conclure(vise, suite, mots.strip(), par)


def _remplacer(vise: Vise, genre: str, textes: Sequence[str]) -> None:
    """Une ligne inchangée reste elle-même : l'historique ne dit que ce qui a bougé."""
    presentes = list(
        Appreciation.objects.filter(genre=genre, **vise.filtre).order_by("ordre", "pk")
    )
    for rang, texte in enumerate(textes, 1):
        ligne = next((une for une in presentes if une.texte == texte), None)
        if ligne is None:
            ligne = Appreciation(genre=genre, texte=texte, **vise.filtre)
        else:
            presentes.remove(ligne)
        if ligne.ordre != rang:
            ligne.ordre = rang
            ligne.save()
    for perdue in presentes:
        perdue.delete()


def _conclure(vise: Vise, suite: str, mots: str, par: Acteur) -> None:
    conclusion = vise.conclusion()
    if not suite:
        if conclusion is not None:
            conclusion.effacer(version_ouverte=conclusion.version, par=par)
        return
    if conclusion is None:
        conclusion = Conclusion(evaluation=vise.evaluation, fiche=vise.fiche, version=0)
    elif (conclusion.suite, conclusion.texte) == (suite, mots):
        return
    conclusion.rendre(
        valeurs={"suite": suite, "texte": mots}, version_ouverte=conclusion.version, par=par
    )
