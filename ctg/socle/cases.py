"""De longues listes de cases, groupées : sans JavaScript, et lisibles sur un téléphone."""

from typing import Any

from django import forms

# Un groupe plus court se lit d'un coup d'œil : son volet reste ouvert.
CASES_D_UN_VOLET = 12
LIBELLE_LONG = 60


class CasesParGroupe(forms.CheckboxSelectMultiple):
    """Des cases à cocher, un groupe par volet, ouvert s'il est court ou porte une case cochée.

    Les choix sont groupés : (titre du groupe, [(valeur, libellé)…]).
    """

    template_name = "socle/cases_par_groupe.html"
    # Jusqu'à tant de cases, le volet s'ouvre sans qu'on le demande.
    cases_d_un_volet_ouvert = CASES_D_UN_VOLET

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Ajoute `groupes`, (titre, cases, nombre de cochées, est ouvert), et `sont_longues`."""
        contexte: dict[str, Any] = super().get_context(name, value, attrs)
        contexte["groupes"] = [
            (titre, cases, cochees, bool(cochees) or len(cases) <= self.cases_d_un_volet_ouvert)
            for titre, cases, _ in contexte["widget"]["optgroups"]
            for cochees in [sum(bool(case["selected"]) for case in cases)]
        ]
        # Côte à côte, de longs libellés font des colonnes de huit lignes.
        contexte["sont_longues"] = any(
            len(str(case["label"])) > LIBELLE_LONG
            for _, cases, *_ in contexte["groupes"]
            for case in cases
        )
        return contexte


class CasesRepliees(CasesParGroupe):
    """Les mêmes, chaque volet fermé s'il ne porte aucune case cochée : pour beaucoup de groupes."""

    cases_d_un_volet_ouvert = 0
