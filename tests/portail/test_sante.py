"""La sonde dit si la base répond et si son schéma est à jour."""

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.test import Client

from ctg import views


@pytest.mark.django_db
def test_tout_va_bien(client: Client) -> None:
    reponse = client.get("/sante")

    assert reponse.status_code == 200
    assert reponse.json() == {"base": "ok", "migrations": "ok", "environnement": "developpement"}


@pytest.mark.django_db
def test_une_migration_manque(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="pilotage").latest("name").delete()

    reponse = client.get("/sante")

    assert reponse.status_code == 503
    assert reponse.json()["migrations"] == "1 à appliquer"


@pytest.mark.django_db
def test_la_base_ne_repond_pas(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def tomber(*_: object) -> None:
        raise OperationalError("plus de base")

    monkeypatch.setattr(views, "MigrationExecutor", tomber)

    reponse = client.get("/sante")

    assert reponse.status_code == 503
    assert reponse.json()["base"] == "injoignable"
