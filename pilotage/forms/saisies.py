"""Ce que partagent la page d'une fiche, la grille et la réponse à une campagne."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from actions.models import Indicateur
from ctg.socle.formulaires import faire_porter
from ctg.socle.templatetags.portail import accorde
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie
from pilotage.services import BilanDesReponses

# La marque d'une ligne qui ne s'écrit plus, une fois que la personne le sait.
ECARTEE = "ecartee"


def ne_change_plus(releve: Releve | None) -> str:
    """Ce qu'on dit d'une ligne qui s'est fermée pendant la saisie."""
    envoyez = "Envoyez le reste : cette ligne sera laissée de côté."
    if releve is None or not releve.est_fige:
        return f"Cette réponse ne se saisit plus ici. {envoyez}"
    return (
        f"La coordination vient d'accepter cette réponse : {releve.en_clair()}. Elle ne change"
        f" plus. {envoyez} Pour la corriger, demandez à la coordination de la renvoyer."
    )


class FormulaireDeReleves(forms.Form):
    """Des réponses à des indicateurs, pour une année : soumises, ou gardées en brouillon."""

    annee: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Les lignes que la personne sait fermées, et que cet envoi laisse telles quelles.
        self.ecartees: list[str] = []
        self.bilan = BilanDesReponses()

    @property
    def soumet(self) -> bool:
        """Vrai si les réponses partent à la coordination, et ne restent pas en brouillon."""
        return "brouillon" not in self.data

    def fautes(
        self, indicateur: Indicateur, saisie: ReponseSaisie, avant: Decimal | None
    ) -> dict[str, list[str]]:
        """Ce que cette réponse enfreindrait, ainsi envoyée, par champ à corriger."""
        etat = Releve.Etat.SOUMIS if self.soumet else Releve.Etat.BROUILLON
        releve = Releve(indicateur=indicateur, annee=self.annee, etat=etat)
        releve.poser(saisie)
        return releve.erreurs_par_champ(avant)

    def oublier_les_fautes(self, noms: list[str]) -> bool:
        """Ne reproche plus rien à ces champs ; vrai s'il y avait à redire."""
        fautifs = [nom for nom in noms if nom in self.errors]
        for nom in fautifs:
            del self.errors[nom]
        return bool(fautifs)

    def ecarter(self, nom_de_la_marque: str, libelle: str) -> bool:
        """Laisse la ligne de côté si la personne la sait fermée ; sinon c'est à lui dire."""
        if self.cleaned_data.get(nom_de_la_marque) == ECARTEE:
            self.ecartees.append(libelle)
            return True
        return False

    def remarquer(self, nom_de_la_marque: str, marque: str) -> None:
        """Un nouvel envoi vaudra décision sur la ligne, telle qu'elle est à présent."""
        faire_porter(self, {nom_de_la_marque: marque})

    def dire_le_geste(self) -> str:
        """La phrase qui suit l'envoi : ce qui s'est écrit, ce qui s'est retiré."""
        ecrites, retirees = self.bilan.ecrites, self.bilan.retirees
        phrases = []
        if ecrites and self.soumet:
            phrases.append(
                f"{accorde(ecrites, 'réponse est enregistrée,réponses sont enregistrées')}."
                f" La coordination va {'les' if ecrites > 1 else 'la'} relire."
            )
        elif ecrites:
            phrases.append(
                f"{accorde(ecrites, 'réponse est gardée,réponses sont gardées')} en brouillon."
                f" {'Elles ne comptent' if ecrites > 1 else 'Elle ne compte'} pas encore."
            )
        if retirees:
            phrases.append(
                f"{accorde(retirees, 'réponse est retirée,réponses sont retirées')} :"
                " l'historique garde ce qui y était."
            )
        if not phrases:
            phrases.append("Rien n'a changé.")
        return " ".join([*phrases, *self.dire_les_ecartees()])

    def dire_les_ecartees(self) -> list[str]:
        """La phrase qui dit les lignes laissées de côté, s'il y en a."""
        return [f"Laissé tel quel : {' ; '.join(self.ecartees)}."] if self.ecartees else []
