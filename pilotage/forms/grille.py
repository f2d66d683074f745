"""Ce que demandent les grilles : une ligne par indicateur, ou par commune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from actions.models import Indicateur
from actions.qualification import niveaux_de
from conventions.models import Commune
from pilotage.cellules import cellule, lire_cellule
from pilotage.forms.saisies import ECARTEE, FormulaireDeReleves, ne_change_plus
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie
from pilotage.services import RelevesEnConflit, ReponseEnvoyee

LONGUEUR_D_UN_MOT = 4000


@dataclass(frozen=True)
class Rangee:
    """Une ligne de la grille : sa clé, ce dont elle parle, sa réponse et celle d'avant."""

    cle: int
    nom: str
    indicateur: Indicateur
    releve: Releve | None
    precedent: Releve | None
    commune: Commune | None = None

    @property
    def est_figee(self) -> bool:
        """Vrai une fois la réponse acceptée."""
        return self.releve is not None and self.releve.est_fige

    @property
    def avant(self) -> Decimal | None:
        """La valeur dite l'an passé ; None si elle n'est pas connue."""
        precedent = self.precedent
        return precedent.valeur if precedent and precedent.etat in Releve.DITS else None


class LigneDeGrille:
    """Une ligne à l'écran : sa rangée, ses deux cellules."""

    def __init__(self, formulaire: GrilleForm, rangee: Rangee) -> None:
        self.formulaire, self.rangee = formulaire, rangee
        self.niveaux = niveaux_de(rangee.indicateur)
        self.a_un_conflit = False

    def nom(self, champ: str) -> str:
        """Le nom du champ de cette ligne."""
        return f"{champ}_{self.rangee.cle}"

    def __getitem__(self, champ: str) -> BoundField:
        """Pour les gabarits : ``ligne.cellule``."""
        if champ not in ("cellule", "mot", "marque"):
            raise KeyError(champ)
        return self.formulaire[self.nom(champ)]

    @property
    def se_saisit(self) -> bool:
        """Vrai si la ligne a ses champs."""
        return self.nom("cellule") in self.formulaire.fields

    def saisie(self) -> ReponseSaisie:
        """Ce que la ligne répond ; lève `ValidationError`."""
        presente = self.rangee.releve.saisie if self.rangee.releve else ReponseSaisie()
        lus = self.formulaire.cleaned_data
        texte = lus.get(self.nom("cellule"), "")
        mot = lus.get(self.nom("mot"), "").replace("\r\n", "\n").strip()
        if (texte, mot) == cellule(self.rangee.releve):
            return presente
        return lire_cellule(
            texte,
            mot,
            indicateur=self.rangee.indicateur,
            niveaux=self.niveaux,
            presente=presente,
            avant=self.rangee.avant,
            en_brouillon=not self.formulaire.soumet,
        )


class GrilleForm(FormulaireDeReleves):
    """Les réponses d'une année, une ligne chacune : ce qui se colle depuis un tableur."""

    # Le champ d'une contrainte → celui de la grille.
    CELLULES = ("reponse", "valeur", "niveau")

    def __init__(self, *args: Any, rangees: Sequence[Rangee], annee: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.annee = annee
        self.lignes = [LigneDeGrille(self, rangee) for rangee in rangees]
        for ligne in self.lignes:
            # Une réponse acceptée pendant la saisie reste là : rien ne se perd sans le dire.
            if not ligne.rangee.est_figee or ligne.nom("marque") in self.data:
                self._ajouter(ligne)

    def _ajouter(self, ligne: LigneDeGrille) -> None:
        texte, mot = cellule(ligne.rangee.releve)
        releve = ligne.rangee.releve
        champs: dict[str, forms.Field] = {
            "marque": forms.CharField(
                required=False,
                widget=forms.HiddenInput,
                initial=releve.marque if releve else "",
            ),
            "cellule": forms.CharField(
                label=f"Réponse, {ligne.rangee.nom}",
                required=False,
                max_length=80,
                initial=texte,
                widget=forms.TextInput(attrs={"data-colonne": "0", "autocomplete": "off"}),
            ),
            "mot": forms.CharField(
                label=f"Mot, {ligne.rangee.nom}",
                required=False,
                max_length=LONGUEUR_D_UN_MOT,
                initial=mot,
                widget=forms.Textarea(attrs={"rows": 1, "data-colonne": "1"}),
            ),
        }
        for nom, champ in champs.items():
            self.fields[ligne.nom(nom)] = champ

    @property
    def saisissables(self) -> list[LigneDeGrille]:
        """Les lignes qui ont leurs champs."""
        return [ligne for ligne in self.lignes if ligne.se_saisit]

    def clean(self) -> dict[str, Any]:
        """Lit chaque cellule, et montre à côté d'elle ce qui ne va pas."""
        self.saisies: dict[int, ReponseSaisie] = {}
        for ligne in self.saisissables:
            if ligne.rangee.est_figee:
                self._laisser(ligne)
                continue
            if ligne.nom("cellule") in self.errors or ligne.nom("mot") in self.errors:
                continue
            try:
                saisie = ligne.saisie()
            except ValidationError as faute:
                self.add_error(ligne.nom("cellule"), faute)
                continue
            self.saisies[ligne.rangee.cle] = saisie
            self._verifier(ligne, saisie)
        return self.cleaned_data

    def _verifier(self, ligne: LigneDeGrille, saisie: ReponseSaisie) -> None:
        presente = ligne.rangee.releve or Releve()
        if saisie.est_vide or (saisie == presente.saisie and presente.etat in Releve.DITS):
            return
        fautes = self.fautes(ligne.rangee.indicateur, saisie, ligne.rangee.avant)
        for champ, phrases in fautes.items():
            self.add_error(ligne.nom("cellule" if champ in self.CELLULES else "mot"), phrases)

    def _laisser(self, ligne: LigneDeGrille) -> None:
        """Une réponse acceptée pendant la saisie : se dit une fois, puis se laisse telle quelle."""
        releve = ligne.rangee.releve
        est_changee = self.oublier_les_fautes([ligne.nom("cellule"), ligne.nom("mot")])
        try:
            est_changee = est_changee or releve is None or ligne.saisie() != releve.saisie
        except ValidationError:
            est_changee = True
        if est_changee and not self.ecarter(ligne.nom("marque"), ligne.rangee.nom):
            self.remarquer(ligne.nom("marque"), ECARTEE)
            self.add_error(ligne.nom("cellule"), ne_change_plus(releve))

    def reponses(self) -> dict[int, ReponseEnvoyee]:
        """Clé de la ligne → ce qu'elle répond, et ce que la personne avait ouvert."""
        return {
            ligne.rangee.cle: ReponseEnvoyee(
                self.saisies[ligne.rangee.cle],
                str(self.cleaned_data.get(ligne.nom("marque")) or ""),
            )
            for ligne in self.saisissables
            if not ligne.rangee.est_figee
        }

    def dire_les_conflits(self, conflit: RelevesEnConflit) -> None:
        """Montre ligne par ligne ce que d'autres ont répondu ; lève `ValidationError`."""
        for ligne in self.saisissables:
            if ligne.rangee.cle not in conflit.releves:
                continue
            releve = conflit.releves[ligne.rangee.cle]
            ligne.a_un_conflit = True
            if releve is not None and releve.est_fige:
                self.remarquer(ligne.nom("marque"), ECARTEE)
                self.add_error(ligne.nom("cellule"), ne_change_plus(releve))
                continue
            self.remarquer(ligne.nom("marque"), releve.marque if releve else "")
            dit = releve.en_clair() if releve else "la réponse a été retirée"
            self.add_error(
                ligne.nom("cellule"),
                f"Quelqu'un a répondu pendant votre saisie : {dit}."
                " Comparez, puis enregistrez à nouveau.",
            )
        raise ValidationError("Rien n'est perdu : votre saisie est gardée.") from conflit
