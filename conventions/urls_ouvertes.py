"""Les adresses hors d'une convention : celles qu'un courriel donne, et le mot de passe."""

from django.urls import path

from conventions.views import comptes, courriels, liens

urlpatterns = [
    path("lien/", liens.lien_demander, name="lien_demander"),
    path("lien/quitter/", liens.lien_quitter, name="lien_quitter"),
    path("lien/<str:jeton>/", liens.lien_ouvrir, name="lien_ouvrir"),
    # Lire les courriels, hors production.
    path("courriels/", courriels.boite_aux_lettres, name="boite_aux_lettres"),
    path("courriels/<int:pk>/", courriels.courriel_lire, name="courriel_lire"),
    path("courriels/<int:pk>/brut/", courriels.courriel_brut, name="courriel_brut"),
    # Choisir les siens.
    path("mes-courriels/", courriels.mes_courriels, name="mes_courriels"),
    path(
        "courriels/preferences/<str:jeton>/",
        courriels.preferences_regler,
        name="preferences_regler",
    ),
    path(
        "courriels/arreter/<str:jeton>/<slug:motif>/",
        courriels.courriels_arreter,
        name="courriels_arreter",
    ),
    # Le mot de passe.
    path("mot-de-passe/oublie/", comptes.mot_de_passe_oublie, name="mot_de_passe_oublie"),
    path(
        "mot-de-passe/choisir/<str:jeton>/",
        comptes.mot_de_passe_choisir,
        name="mot_de_passe_choisir",
    ),
]
