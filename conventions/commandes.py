"""Ce que les commandes de gestion demandent : de quelle convention il s'agit."""

from django.core.management.base import CommandError

from conventions.models import Convention


def convention_choisie(slug: str | None) -> Convention:
    """La convention de ce nom, ou la seule qu'il y a ; lève `CommandError` s'il faut choisir."""
    conventions = list(Convention.objects.filter(slug=slug) if slug else Convention.objects.all())
    if len(conventions) == 1:
        return conventions[0]
    if slug:
        raise CommandError(f"Aucune convention ne s'appelle « {slug} ».")
    if conventions:
        slugs = ", ".join(sorted(convention.slug for convention in conventions))
        raise CommandError(f"Plusieurs conventions : précisez --convention ({slugs}).")
    raise CommandError("Aucune convention : lancez d'abord charger_convention.")
