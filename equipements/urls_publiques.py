"""Les adresses de l'annuaire, qui se lisent sans compte quand la convention l'a ouvert."""

from django.urls import path

from equipements.views import annuaire

urlpatterns = [
    path("", annuaire.annuaire_liste, name="annuaire_liste"),
    path("<int:pk>/", annuaire.annuaire_structure, name="annuaire_structure"),
]
