"""La convention livrée, chargée une fois pour tout le dossier, puis défaite."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="package", autouse=True)
def convention_livree(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Charge la convention dans une transaction que la fin du dossier annule."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("charger_convention", verbosity=0, stdout=_Muet())
        yield
        transaction.set_rollback(True)


class _Muet:
    """Une sortie qui ne dit rien."""

    def write(self, texte: str) -> int:
        return len(texte)
