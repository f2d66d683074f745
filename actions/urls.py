"""Les adresses du plan d'actions, sous celle de sa convention."""

from django.urls import path

from actions import route_views, table_views, views

urlpatterns = [
    path("", views.fiche_liste, name="fiche_liste"),
    path("tableau/", table_views.fiche_tableau, name="fiche_tableau"),
    path("tableau/changer/", table_views.fiches_changer, name="fiches_changer"),
    path("tableau-de-bord/", route_views.tableau_de_bord, name="tableau_de_bord"),
    path("feuille-de-route/", route_views.feuille_de_route, name="feuille_de_route"),
    path("feuille-de-route/pdf/", route_views.feuille_de_route_pdf, name="feuille_de_route_pdf"),
    path("feuille-de-route/agenda/", route_views.feuille_de_route_ics, name="feuille_de_route_ics"),
    path("<int:numero>/", views.fiche_detail, name="fiche_detail"),
    path("<int:numero>/mettre-a-jour/", views.fiche_mettre_a_jour, name="fiche_mettre_a_jour"),
    path("<int:numero>/pilotes/", views.fiche_pilotes, name="fiche_pilotes"),
    path("<int:numero>/historique/", views.fiche_historique, name="fiche_historique"),
]
