from django.urls import path

from ctg import personnes_views as views

urlpatterns = [
    path("", views.personne_liste, name="personne_liste"),
    path("<int:pk>/", views.personne_detail, name="personne_detail"),
    path("<int:pk>/modifier/", views.personne_modifier, name="personne_modifier"),
    path("<int:pk>/historique/", views.personne_historique, name="personne_historique"),
    path("<int:pk>/courriel/signaler/", views.courriel_signaler, name="courriel_signaler"),
    path("<int:pk>/courriel/retablir/", views.courriel_retablir, name="courriel_retablir"),
    path("<int:pk>/liens/revoquer/", views.liens_revoquer, name="liens_revoquer"),
    path("liens/<int:pk>/revoquer/", views.lien_revoquer, name="lien_revoquer"),
    path("liens/<int:pk>/redonner/", views.lien_redonner, name="lien_redonner"),
    path("<int:pk>/mandats/ajouter/", views.mandat_ajouter, name="mandat_ajouter"),
    path("mandats/<int:pk>/modifier/", views.mandat_modifier, name="mandat_modifier"),
    path("mandats/<int:pk>/succession/", views.mandat_succeder, name="mandat_succeder"),
    path("mandats/<int:pk>/suite/", views.mandat_succede, name="mandat_succede"),
]
