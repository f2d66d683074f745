"""Les filtres du registre ; ils restent dans l'adresse."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms

from conventions.models import Signataire
from ctg.socle.formulaires import FormulaireDeFiltres
from ctg.socle.recherche import cle_de_tri
from equipements.models import Equipement, TypeEquipement


class FiltresForm(FormulaireDeFiltres):
    """Les filtres du registre ; une valeur inconnue est ignorée, et dite."""

    q = forms.CharField(label="Rechercher", required=False, widget=forms.SearchInput)
    type = forms.ChoiceField(label="Type", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    soutien = forms.ChoiceField(label="Soutenue par", required=False)
    statut = forms.ChoiceField(label="Statut", required=False)
    etat = forms.ChoiceField(label="État de la saisie", required=False)
    # « Mes structures » est un lien ; le filtre voyage caché avec les autres.
    miennes = forms.CharField(required=False, widget=forms.HiddenInput)

    CORRECTION = "correction"

    def __init__(self, donnees: Any, *, signataires: Iterable[Signataire]) -> None:
        super().__init__(donnees)
        signataires = list(signataires)
        communes = {s.partenaire.commune for s in signataires if s.partenaire.commune}
        choix: dict[str, list[tuple[str, str]]] = {
            "type": [(t.value, str(t.label)) for t in TypeEquipement],
            "commune": sorted(
                ((c.code_insee, c.nom) for c in communes), key=lambda c: cle_de_tri(c[1])
            ),
            "soutien": [(s.partenaire.code, str(s.partenaire)) for s in signataires],
            "statut": [(s.value, str(s.label)) for s in Equipement.Statut],
            "etat": [
                *((e.value, str(e.label)) for e in Equipement.EtatSaisie),
                (self.CORRECTION, "correction proposée"),
            ],
        }
        for nom, valeurs in choix.items():
            champ: Any = self.fields[nom]
            champ.choices = [("", "Tous" if nom != "commune" else "Toutes"), *valeurs]
        if not any(getattr(s, "est_declarable", False) for s in signataires):
            # Qui ne saisit pas ne voit que des structures validées.
            del self.fields["etat"]

    @property
    def est_posee(self) -> bool:
        """Vrai si un filtre au moins est posé."""
        return bool(self.valeurs())

    def valeurs(self) -> dict[str, str]:
        """Les filtres posés et compris."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}

    def en_mots(self) -> list[str]:
        """« type : ALSH », « commune : Agen » : ce qu'un fichier emporté dit de lui-même."""
        dits = []
        for nom, valeur in self.valeurs().items():
            champ: Any = self.fields[nom]
            if nom == "miennes":
                dits.append("mes structures")
            else:
                mot = dict(getattr(champ, "choices", [])).get(valeur, f"« {valeur} »")
                dits.append(f"{str(champ.label).lower()} : {mot}")
        return dits

    def adresse(self) -> str:
        """Les filtres posés, pour une adresse : « ?type=alsh », ou rien."""
        return f"?{urlencode(self.valeurs())}" if self.est_posee else ""
