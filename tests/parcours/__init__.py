"""Des parcours entiers, d'une personne à l'autre, par les pages du portail."""

import pytest

# Les assertions de ces modules se lisent comme celles d'un test.
pytest.register_assert_rewrite(
    "tests.parcours.chapitres_du_pilotage",
    "tests.parcours.chapitres_du_plan",
    "tests.parcours.chapitres_du_registre",
    "tests.parcours.formulaires",
    "tests.parcours.page",
    "tests.parcours.visiteur",
)
