"""La page où se juge une action, un axe ou l'année : un point par ligne."""

import re
from typing import Any

from django import forms

from ctg.socle.formulaires import FormulaireVersionne
from pilotage.forms.champs import champ_texte
from pilotage.jugements import Vise
from pilotage.models import Appreciation, Conclusion

_UN_PAR_LIGNE = "Un point par ligne."


class JugementForm(FormulaireVersionne):
    """Forces, faiblesses, facteurs explicatifs et pistes (art. 10) ; la version est la marque."""

    force = champ_texte("Quels sont les points forts ?", 4, aide=_UN_PAR_LIGNE, requis=False)
    faiblesse = champ_texte("Quels sont les points faibles ?", 4, aide=_UN_PAR_LIGNE, requis=False)
    facteur = champ_texte(
        "Qu'est-ce qui les explique ?",
        4,
        aide="Un facteur par ligne : un départ, un financement, une météo, une entente…",
        requis=False,
    )
    piste = champ_texte(
        "Quelles pistes d'amélioration ?",
        4,
        aide="Une piste par ligne. C'est l'enjeu principal de l'évaluation (art. 10).",
        requis=False,
    )

    @classmethod
    def de(cls, vise: Vise) -> dict[str, Any]:
        """Les valeurs de départ ; trois requêtes au plus, avant celles de la conclusion."""
        lignes = {genre: "\n".join(textes) for genre, textes in vise.textes().items()}
        return {"version": vise.marque(), **lignes}

    def jugement(self) -> dict[str, Any]:
        """Ce que `jugements.juger` attend."""
        textes = {genre: _points(self.cleaned_data[genre]) for genre in Appreciation.Genre.values}
        return {"textes": textes, "marque_ouverte": self.version_ouverte()}


class JugementDeFicheForm(JugementForm):
    """Le jugement d'une action, et ce qu'on propose au COPIL : la garder, l'ajuster, l'arrêter."""

    suite = forms.ChoiceField(
        label="Que propose-t-on au COPIL pour cette action ?",
        required=False,
        choices=[*Conclusion.Suite.choices, ("", "pas encore de proposition")],
        widget=forms.RadioSelect,
    )
    mots = champ_texte(
        "En quelques mots, pourquoi, et qu'est-ce qui changerait ?",
        4,
        aide="Une modification du texte demandera un avenant (art. 12).",
        requis=False,
    )

    @classmethod
    def de(cls, vise: Vise) -> dict[str, Any]:
        """Les valeurs de départ, la conclusion comprise."""
        conclusion = vise.conclusion() or Conclusion()
        return {**super().de(vise), "suite": conclusion.suite, "mots": conclusion.texte}

    def clean(self) -> dict[str, Any]:
        """Ajuster ou arrêter s'explique."""
        saisie: dict[str, Any] = super().clean() or {}
        mots = saisie.get("mots", "").strip()
        if saisie.get("suite") in (Conclusion.Suite.AJUSTER, Conclusion.Suite.ARRETER) and not mots:
            self.add_error("mots", "Dites pourquoi, et ce qui changerait.")
        if mots and not saisie.get("suite") and "suite" not in self.errors:
            self.add_error("suite", "Choisissez ce que ces mots proposent.")
        return saisie

    def jugement(self) -> dict[str, Any]:
        """Avec la suite proposée et ses mots."""
        return {
            **super().jugement(),
            "suite": self.cleaned_data["suite"],
            "mots": self.cleaned_data["mots"],
        }


def _points(texte: str) -> list[str]:
    """Les points, un par ligne, sans la puce ni le tiret que la personne aurait tapés."""
    lignes = (" ".join(ligne.split()) for ligne in texte.splitlines())
    return [point for ligne in lignes if (point := re.sub(r"^[-–•*]\s+", "", ligne))]
