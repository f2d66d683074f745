"""Emporter le plan, changer des cellules comme dans un tableur, et rendre le fichier."""

import datetime
import io
from collections.abc import Mapping
from typing import Any

from openpyxl import load_workbook

from actions.emport.classeur import xlsx_du_plan
from actions.emport.contenu import contenu_du_plan
from actions.filtres import FiltresDuPlan
from conventions.models import Convention

LE = datetime.date(2026, 11, 23)

# (feuille, ligne du tableur, en-tête) → valeur.
Cellules = Mapping[tuple[str, int, str], Any]


def exporter(convention: Convention) -> bytes:
    """Le plan entier en XLSX."""
    return xlsx_du_plan(contenu_du_plan(convention, FiltresDuPlan(), LE))


def changer(octets: bytes, cellules: Cellules) -> bytes:
    """Le même classeur, ces cellules changées."""
    livre = load_workbook(io.BytesIO(octets))
    for (feuille, ligne, en_tete), valeur in cellules.items():
        page = livre[feuille]
        colonnes = {cellule.value: rang for rang, cellule in enumerate(page[1], 1)}
        page.cell(ligne, colonnes[en_tete]).value = valeur
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()
