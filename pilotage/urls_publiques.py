"""Les évaluations publiées, qui se lisent sans compte quand la coordination l'a voulu."""

from django.urls import path

from pilotage.views import formats_publics, versions

urlpatterns = [
    path(
        "<millesime:annee>/lire/",
        formats_publics.evaluation_publique_web,
        name="evaluation_publique_web",
    ),
    path("<millesime:annee>/", versions.evaluation_publique, name="evaluation_publique"),
    path(
        "<millesime:annee>/versions/<slug:numero>/",
        versions.version_comparer,
        name="version_comparer",
    ),
    path(
        "<millesime:annee>/pdf/", versions.evaluation_publique_pdf, name="evaluation_publique_pdf"
    ),
]
