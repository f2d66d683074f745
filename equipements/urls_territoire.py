"""Les adresses du territoire, sous celles du registre."""

from django.urls import path

from equipements.views import annuaire, territoire

urlpatterns = [
    path("annuaire/", annuaire.annuaire_regler, name="annuaire_regler"),
    path("annuaire/publier/", annuaire.annuaire_publier, name="annuaire_publier"),
    path("territoire/", territoire.territoire_carte, name="territoire_carte"),
    path("territoire/matrice/", territoire.territoire_matrice, name="territoire_matrice"),
    path("communes/<str:code_insee>/", territoire.commune_detail, name="commune_detail"),
]
