"""Les adresses hors d'une convention : celles qu'un courriel donne, et le mot de passe."""

from django.urls import path

from conventions.views import comptes, liens

urlpatterns = [
    path("lien/", liens.lien_demander, name="lien_demander"),
    path("lien/quitter/", liens.lien_quitter, name="lien_quitter"),
    path("lien/<str:jeton>/", liens.lien_ouvrir, name="lien_ouvrir"),
    path("mot-de-passe/oublie/", comptes.mot_de_passe_oublie, name="mot_de_passe_oublie"),
    path(
        "mot-de-passe/choisir/<str:jeton>/",
        comptes.mot_de_passe_choisir,
        name="mot_de_passe_choisir",
    ),
]
