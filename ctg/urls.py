"""Les adresses du portail : chaque salle tient les siennes, sous celle de sa convention."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from ctg import classeur_views, donnees_views, naissance_views, suite_views, views, visites_views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("sante", login_not_required(views.sante), name="sante"),
    path("composants/", views.composants, name="composants"),
    path("connexion/", views.Connexion.as_view(), name="connexion"),
    path("deconnexion/", LogoutView.as_view(), name="deconnexion"),
    path("mot-de-passe/", views.MotDePasse.as_view(), name="mot_de_passe"),
    path("mot-de-passe/change/", views.mot_de_passe_change, name="mot_de_passe_change"),
    path("ma-page/", views.ma_page, name="ma_page"),
    # --- données personnelles ---
    path("donnees-personnelles/", donnees_views.donnees_personnelles, name="donnees_personnelles"),
    path("mes-donnees/", donnees_views.mes_donnees, name="mes_donnees"),
    path(
        "mes-donnees/telecharger/",
        donnees_views.mes_donnees_telecharger,
        name="mes_donnees_telecharger",
    ),
    path("mes-coordonnees/", donnees_views.mes_coordonnees, name="mes_coordonnees"),
    path(
        "conventions/<slug:slug>/personnes/inactives/",
        donnees_views.personnes_inactives,
        name="personnes_inactives",
    ),
    path(
        "conventions/<slug:slug>/personnes/<int:pk>/exporter/",
        donnees_views.personne_exporter,
        name="personne_exporter",
    ),
    path(
        "conventions/<slug:slug>/personnes/<int:pk>/effacer/",
        donnees_views.personne_effacer,
        name="personne_effacer",
    ),
    path(
        "conventions/<slug:slug>/personnes/<int:pk>/garder/",
        donnees_views.personne_garder,
        name="personne_garder",
    ),
    path(
        "conventions/<slug:slug>/depuis-ma-visite/",
        visites_views.depuis_ma_visite,
        name="depuis_ma_visite",
    ),
    path(
        "conventions/<slug:slug>/depuis-ma-visite/tout-vu/",
        visites_views.visite_noter,
        name="visite_noter",
    ),
    # --- naissance ---
    path(
        "conventions/<slug:slug>/batir/", naissance_views.convention_batir, name="convention_batir"
    ),
    path(
        "conventions/<slug:slug>/signer/",
        naissance_views.convention_signer,
        name="convention_signer",
    ),
    path(
        "conventions/<slug:slug>/classeur/",
        classeur_views.classeur_deposer,
        name="classeur_deposer",
    ),
    path(
        "conventions/<slug:slug>/classeur/modele/",
        classeur_views.classeur_modele,
        name="classeur_modele",
    ),
    path(
        "conventions/<slug:slug>/classeur/controler/",
        classeur_views.classeur_controler,
        name="classeur_controler",
    ),
    path(
        "conventions/<slug:slug>/classeur/appliquer/",
        classeur_views.classeur_appliquer,
        name="classeur_appliquer",
    ),
    # --- fin, et suite ---
    path(
        "conventions/<slug:slug>/preparer-la-suite/",
        suite_views.convention_preparer,
        name="convention_preparer",
    ),
    path(
        "conventions/<slug:slug>/reprendre-les-valeurs/",
        suite_views.convention_reprendre_valeurs,
        name="convention_reprendre_valeurs",
    ),
    path(
        "conventions/<slug:slug>/cloturer/",
        suite_views.convention_cloturer,
        name="convention_cloturer",
    ),
    path(
        "conventions/<slug:slug>/rouvrir/",
        suite_views.convention_rouvrir,
        name="convention_rouvrir",
    ),
    path("", include("conventions.urls_ouvertes")),
    path("annuaire/<slug:slug>/", include("equipements.urls_publiques")),
    path("conventions/", include("conventions.urls")),
    path(
        "conventions/<slug:slug>/parties/<slug:code>/",
        views.partenaire_detail,
        name="partenaire_detail",
    ),
    path("conventions/<slug:slug>/personnes/", include("ctg.personnes_urls")),
    path("conventions/<slug:slug>/fiches-actions/", include("actions.urls")),
    path("conventions/<slug:slug>/equipements/", include("equipements.urls")),
    path("conventions/<slug:slug>/equipements/", include("equipements.urls_territoire")),
    path("conventions/<slug:slug>/", include("pilotage.urls")),
    # Après les adresses qui font connaître l'année d'une évaluation.
    path("evaluations/<slug:slug>/", include("pilotage.urls_publiques")),
]
