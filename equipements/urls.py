from django.urls import path

from equipements import views

urlpatterns = [
    path("", views.equipement_liste, name="equipement_liste"),
    path("annexe-2/", views.annexe2_liste, name="annexe2_liste"),
    path("ajouter/", views.equipement_ajouter, name="equipement_ajouter"),
    path("<int:pk>/", views.equipement_detail, name="equipement_detail"),
    path("<int:pk>/modifier/", views.equipement_modifier, name="equipement_modifier"),
    path("<int:pk>/verifier/", views.equipement_verifier, name="equipement_verifier"),
    path("<int:pk>/soumettre/", views.equipement_soumettre, name="equipement_soumettre"),
    path("<int:pk>/soumis/", views.equipement_soumis, name="equipement_soumis"),
    path("<int:pk>/valider/", views.equipement_valider, name="equipement_valider"),
    path("<int:pk>/renvoyer/", views.equipement_renvoyer, name="equipement_renvoyer"),
    path("<int:pk>/historique/", views.equipement_historique, name="equipement_historique"),
    path("<int:pk>/correction/", views.correction_trancher, name="correction_trancher"),
    path("<int:pk>/correction/retirer/", views.correction_retirer, name="correction_retirer"),
]
