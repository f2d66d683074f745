"""Les adresses du pilotage, sous celle de la convention."""

from django.urls import include, path

from pilotage.urls_evaluations import urlpatterns as evaluations
from pilotage.views import campagnes, demandes, grilles, indicateurs, instances, relecture, releves

urlpatterns = [
    path("instances/", instances.instance_liste, name="instance_liste"),
    path("instances/ajouter/", instances.instance_ajouter, name="instance_ajouter"),
    path("instances/<int:pk>/", instances.instance_detail, name="instance_detail"),
    path("instances/<int:pk>/membres/ajouter/", instances.membre_ajouter, name="membre_ajouter"),
    path("instances/membres/<int:pk>/retirer/", instances.membre_retirer, name="membre_retirer"),
    path("instances/<int:pk>/reunions/ajouter/", instances.reunion_ajouter, name="reunion_ajouter"),
    path("instances/reunions/<int:pk>/", instances.reunion_detail, name="reunion_detail"),
    path(
        "instances/reunions/<int:pk>/modifier/", instances.reunion_modifier, name="reunion_modifier"
    ),
    path(
        "instances/reunions/<int:pk>/presences/", instances.presences_noter, name="presences_noter"
    ),
    path(
        "instances/reunions/<int:pk>/decisions/ajouter/",
        instances.decision_ajouter,
        name="decision_ajouter",
    ),
    path(
        "instances/reunions/<int:pk>/historique/",
        instances.reunion_historique,
        name="reunion_historique",
    ),
    path(
        "instances/decisions/<int:pk>/modifier/",
        instances.decision_modifier,
        name="decision_modifier",
    ),
    # Sous le plan d'actions, que le menu montre alors comme la page courante.
    path("fiches-actions/indicateurs/", releves.releve_liste, name="releve_liste"),
    path(
        "fiches-actions/indicateurs/<int:pk>/",
        indicateurs.indicateur_detail,
        name="indicateur_detail",
    ),
    path(
        "fiches-actions/indicateurs/<int:pk>/historique/",
        indicateurs.indicateur_historique,
        name="indicateur_historique",
    ),
    path(
        "fiches-actions/indicateurs/<int:pk>/communes/<int:annee>/",
        grilles.releves_par_commune,
        name="releves_par_commune",
    ),
    path(
        "fiches-actions/indicateurs/grille/<int:annee>/",
        grilles.releves_grille,
        name="releves_grille",
    ),
    path(
        "fiches-actions/indicateurs/annees/",
        relecture.annee_de_releves_liste,
        name="annee_de_releves_liste",
    ),
    path(
        "fiches-actions/indicateurs/annees/<int:annee>/verrouiller/",
        relecture.annee_verrouiller,
        name="annee_verrouiller",
    ),
    path(
        "fiches-actions/indicateurs/annees/<int:annee>/rouvrir/",
        relecture.annee_deverrouiller,
        name="annee_deverrouiller",
    ),
    path(
        "fiches-actions/<int:numero>/releves/<int:annee>/relire/",
        relecture.releves_relire,
        name="releves_relire",
    ),
    path(
        "fiches-actions/<int:numero>/releves/<int:annee>/accepter/",
        relecture.releves_accepter,
        name="releves_accepter",
    ),
    path(
        "fiches-actions/releves/<int:pk>/accepter/",
        relecture.releve_accepter,
        name="releve_accepter",
    ),
    path(
        "fiches-actions/releves/<int:pk>/renvoyer/",
        relecture.releve_renvoyer,
        name="releve_renvoyer",
    ),
    path(
        "fiches-actions/<int:numero>/releves/<int:annee>/",
        releves.releves_saisir,
        name="releves_saisir",
    ),
    path(
        "fiches-actions/<int:numero>/releves/<int:annee>/historique/",
        releves.releves_historique,
        name="releves_historique",
    ),
    *evaluations,
    path("evaluations/", include("pilotage.urls_referentiel")),
    path("campagnes/", campagnes.campagne_liste, name="campagne_liste"),
    path("campagnes/ajouter/", campagnes.campagne_ajouter, name="campagne_ajouter"),
    path("campagnes/<int:pk>/", campagnes.campagne_detail, name="campagne_detail"),
    path("campagnes/<int:pk>/modifier/", campagnes.campagne_modifier, name="campagne_modifier"),
    path("campagnes/<int:pk>/ouvrir/", campagnes.campagne_ouvrir, name="campagne_ouvrir"),
    path("campagnes/<int:pk>/relancer/", campagnes.campagne_relancer, name="campagne_relancer"),
    path("campagnes/<int:pk>/suspendre/", campagnes.campagne_suspendre, name="campagne_suspendre"),
    path("campagnes/<int:pk>/prolonger/", campagnes.campagne_prolonger, name="campagne_prolonger"),
    path("campagnes/<int:pk>/clore/", campagnes.campagne_clore, name="campagne_clore"),
    path("campagnes/<int:pk>/rouvrir/", campagnes.campagne_rouvrir, name="campagne_rouvrir"),
    path(
        "campagnes/<int:pk>/historique/", campagnes.campagne_historique, name="campagne_historique"
    ),
    path("demandes/<int:pk>/", demandes.demande_lire, name="demande_lire"),
    path("demandes/<int:pk>/repondre/", demandes.demande_repondre, name="demande_repondre"),
    path(
        "demandes/<int:pk>/transmettre/", demandes.demande_transmettre, name="demande_transmettre"
    ),
    path("demandes/<int:pk>/accepter/", demandes.demande_accepter, name="demande_accepter"),
    path("demandes/<int:pk>/renvoyer/", demandes.demande_renvoyer, name="demande_renvoyer"),
]
