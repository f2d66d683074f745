from django.urls import path

from equipements.views import corrections, structures

urlpatterns = [
    path("", structures.equipement_liste, name="equipement_liste"),
    path("annexe-2/", structures.annexe2_liste, name="annexe2_liste"),
    path("ajouter/", structures.equipement_ajouter, name="equipement_ajouter"),
    path("<int:pk>/", structures.equipement_detail, name="equipement_detail"),
    path("<int:pk>/modifier/", structures.equipement_modifier, name="equipement_modifier"),
    path("<int:pk>/verifier/", structures.equipement_verifier, name="equipement_verifier"),
    path("<int:pk>/soumettre/", structures.equipement_soumettre, name="equipement_soumettre"),
    path("<int:pk>/soumis/", structures.equipement_soumis, name="equipement_soumis"),
    path("<int:pk>/valider/", structures.equipement_valider, name="equipement_valider"),
    path("<int:pk>/renvoyer/", structures.equipement_renvoyer, name="equipement_renvoyer"),
    path("<int:pk>/historique/", structures.equipement_historique, name="equipement_historique"),
    path("<int:pk>/correction/", corrections.correction_trancher, name="correction_trancher"),
    path("<int:pk>/correction/retirer/", corrections.correction_retirer, name="correction_retirer"),
]
