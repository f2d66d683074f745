"""Les exemples de la page des composants : inventés, et qui se disent tels."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from ctg.socle import graphiques
from ctg.socle.badges import BADGES
from ctg.socle.formulaires import Ecart


class FormulaireDExemple(forms.Form):
    """Un champ de chaque sorte, dont un faux."""

    nom = forms.CharField(label="Comment s'appelle la structure ?", help_text="Le nom d'usage.")
    courriel = forms.EmailField(label="À quelle adresse écrire ?", required=False)
    type = forms.ChoiceField(
        label="De quel type est-elle ?", choices=[("alsh", "ALSH"), ("eaje", "EAJE")]
    )
    meteo = forms.ChoiceField(
        label="Quelle est la météo de l'action ?",
        choices=[("securises", "objectifs sécurisés"), ("compromis", "objectifs compromis")],
        widget=forms.RadioSelect,
    )
    ouvert = forms.BooleanField(label="La structure est ouverte", required=False)
    note = forms.CharField(
        label="Que s'est-il passé ?", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


def contexte() -> dict[str, Any]:
    """Tout ce que la page montre : badges, formulaire faux, conflit, graphiques, carte, frise."""
    faux = FormulaireDExemple({"nom": "", "type": "alsh", "meteo": "compromis", "note": "Un essai"})
    return {
        "badges": list(BADGES),
        "formulaire": faux,
        "ecarts": [Ecart("État d'avancement", "en pause", "en cours")],
        "axes": [(n, f"Axe {n}") for n in range(1, 7)],
        "graphiques": _graphiques(),
        "frise": _frise(),
        "carte": _carte(),
    }


def _graphiques() -> list[tuple[str, SafeString]]:
    return [
        (
            "Une barre partagée : des actions par état.",
            graphiques.barres_empilees(
                "Actions par état",
                [
                    graphiques.Segment("réalisé", 2, graphiques.BON, "coche"),
                    graphiques.Segment("en cours", 9, graphiques.PRIMAIRE, "demi"),
                    graphiques.Segment("en pause", 1, graphiques.ATTENTION, "pause", "hachures"),
                ],
                prefixe="etats",
            ),
        ),
        (
            "Des barres : une valeur inconnue n'est jamais zéro.",
            graphiques.barres_horizontales(
                "Places par type",
                [graphiques.Barre("EAJE", 620), graphiques.Barre("ALSH", None)],
                prefixe="places",
            ),
        ),
        (
            "Une courbe par année, avec sa référence.",
            graphiques.courbe(
                "Part des jeunes concernés",
                [
                    graphiques.Point(2023, 1),
                    graphiques.Point(2024, None),
                    graphiques.Point(2025, Decimal("1.9")),
                ],
                reference=graphiques.Repere(1, "référence du diagnostic"),
                unite="%",
            ),
        ),
        ("Les étapes faites.", graphiques.progression(2, 5, "Étapes faites")),
    ]


def _frise() -> SafeString:
    return graphiques.frise(
        "Étapes d'une action",
        date(2022, 1, 1),
        date(2026, 12, 31),
        [
            graphiques.LigneDeFrise(
                "Action inventée",
                [
                    graphiques.Periode(
                        date(2023, 1, 1), date(2023, 12, 31), "faite", "coche", graphiques.BON
                    ),
                    graphiques.Periode(
                        date(2024, 1, 1),
                        date(2027, 12, 31),
                        "en cours",
                        "demi",
                        graphiques.PRIMAIRE,
                    ),
                ],
            )
        ],
        aujourd_hui=date(2026, 6, 1),
        prefixe="frise",
    )


def _carte() -> SafeString:
    """Six communes inventées, en damier."""
    cellules = [
        graphiques.Cellule(
            code=f"9000{n}",
            nom=f"Valmont-{n}",
            polygone=[(x, y), (x + 1, y), (x + 1, y + 0.7), (x, y + 0.7)],
            valeur=None if n == 6 else f"{n} structures",
            classe=None if n == 6 else (n - 1) // 2,
        )
        for n, (x, y) in enumerate(((c, r * 0.7) for r in range(2) for c in range(3)), 1)
    ]
    return graphiques.carte(
        "Structures par commune", cellules, ["1 à 2", "3 à 4", "5 et plus"], prefixe="exemple"
    )
