from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """La recherche sans accent : une extension sur PostgreSQL, rien à faire sur SQLite."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [UnaccentExtension()]
