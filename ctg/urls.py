"""Les adresses du portail : chaque salle tient les siennes, sous celle de sa convention."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from ctg import views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("sante", login_not_required(views.sante), name="sante"),
    path("composants/", views.composants, name="composants"),
    path("connexion/", views.Connexion.as_view(), name="connexion"),
    path("deconnexion/", LogoutView.as_view(), name="deconnexion"),
    path("mot-de-passe/", views.MotDePasse.as_view(), name="mot_de_passe"),
    path("mot-de-passe/change/", views.mot_de_passe_change, name="mot_de_passe_change"),
    path("ma-page/", views.ma_page, name="ma_page"),
    path("", include("conventions.urls_ouvertes")),
    path("conventions/", include("conventions.urls")),
    path(
        "conventions/<slug:slug>/parties/<slug:code>/",
        views.partenaire_detail,
        name="partenaire_detail",
    ),
    path("conventions/<slug:slug>/personnes/", include("ctg.personnes_urls")),
    path("conventions/<slug:slug>/fiches-actions/", include("actions.urls")),
    path("conventions/<slug:slug>/equipements/", include("equipements.urls")),
    path("conventions/<slug:slug>/", include("pilotage.urls")),
]
