"""Emporter le plan, ou une fiche : un contenu, trois formats, et le classeur qui revient.

`contenu` lit les fiches une fois et ne met rien en page ; `papier` (PDF), `bureau` (DOCX) et
`classeur` (XLSX) en font des octets. Ce qui s'emporte est déclaré dans `sections` : une colonne ou
une section de plus y suffit, et paraît dans les trois formats.
"""
