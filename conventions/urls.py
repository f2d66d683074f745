from django.urls import path

from conventions import views

urlpatterns = [
    path("", views.convention_liste, name="convention_liste"),
    path("<slug:slug>/", views.convention_detail, name="convention_detail"),
    path("<slug:slug>/parties/", views.signataire_liste, name="signataire_liste"),
    path("<slug:slug>/articles/", views.article_liste, name="article_liste"),
    path("<slug:slug>/documents/ajouter/", views.document_ajouter, name="document_ajouter"),
    path(
        "<slug:slug>/documents/<int:pk>/deposer/", views.document_deposer, name="document_deposer"
    ),
    path(
        "<slug:slug>/documents/<int:pk>/telecharger/",
        views.document_telecharger,
        name="document_telecharger",
    ),
    path("<slug:slug>/avenants/ajouter/", views.avenant_ajouter, name="avenant_ajouter"),
    path(
        "<slug:slug>/avenants/<int:numero>/modifier/",
        views.avenant_modifier,
        name="avenant_modifier",
    ),
    path("<slug:slug>/anomalies/", views.anomalie_liste, name="anomalie_liste"),
    path(
        "<slug:slug>/anomalies/<slug:code>/decider/",
        views.anomalie_decider,
        name="anomalie_decider",
    ),
    path("<slug:slug>/historique/", views.convention_historique, name="convention_historique"),
    path("<slug:slug>/personnes/ajouter/", views.personne_ajouter, name="personne_ajouter"),
]
