from django.urls import path

from equipements.views import argent, chiffres, corrections, lignes, soutiens, structures

urlpatterns = [
    path("", structures.equipement_liste, name="equipement_liste"),
    path("annexe-2/", structures.annexe2_liste, name="annexe2_liste"),
    path("ajouter/", structures.equipement_ajouter, name="equipement_ajouter"),
    path("titres/", lignes.titre_liste, name="titre_liste"),
    path("sous-types/", soutiens.sous_type_liste, name="sous_type_liste"),
    path("sous-types/<int:pk>/", soutiens.sous_type_modifier, name="sous_type_modifier"),
    path("annees/", chiffres.annee_liste, name="annee_liste"),
    path("annees/<int:annee>/fermer/", chiffres.annee_fermer, name="annee_fermer"),
    path("annees/<int:annee>/rouvrir/", chiffres.annee_rouvrir, name="annee_rouvrir"),
    path("argent/", argent.registre_argent, name="registre_argent"),
    path("argent/plancher/", argent.plancher_saisir, name="plancher_saisir"),
    path("<int:pk>/", structures.equipement_detail, name="equipement_detail"),
    path("<int:pk>/modifier/", structures.equipement_modifier, name="equipement_modifier"),
    path("<int:pk>/verifier/", structures.equipement_verifier, name="equipement_verifier"),
    path("<int:pk>/soumettre/", structures.equipement_soumettre, name="equipement_soumettre"),
    path("<int:pk>/soumis/", structures.equipement_soumis, name="equipement_soumis"),
    path("<int:pk>/valider/", structures.equipement_valider, name="equipement_valider"),
    path("<int:pk>/renvoyer/", structures.equipement_renvoyer, name="equipement_renvoyer"),
    path("<int:pk>/historique/", structures.equipement_historique, name="equipement_historique"),
    path("<int:pk>/listes/<slug:liste>/", lignes.equipement_lignes, name="equipement_lignes"),
    path("<int:pk>/soutiens/ajouter/", soutiens.soutien_ajouter, name="soutien_ajouter"),
    path("<int:pk>/soutiens/<int:soutien>/", soutiens.soutien_modifier, name="soutien_modifier"),
    path("<int:pk>/chiffres/", chiffres.equipement_chiffres, name="equipement_chiffres"),
    path("<int:pk>/chiffres/<int:annee>/", chiffres.chiffres_saisir, name="chiffres_saisir"),
    path(
        "<int:pk>/chiffres/<int:annee>/confirmer/",
        chiffres.chiffres_confirmer,
        name="chiffres_confirmer",
    ),
    path("<int:pk>/correction/", corrections.correction_trancher, name="correction_trancher"),
    path("<int:pk>/correction/retirer/", corrections.correction_retirer, name="correction_retirer"),
]
