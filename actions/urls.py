"""Les adresses du plan d'actions, sous celle de sa convention."""

from django.urls import path

from actions import commentaires_views, journal_views, propositions_views, views

urlpatterns = [
    path("", views.fiche_liste, name="fiche_liste"),
    path("<int:numero>/", views.fiche_detail, name="fiche_detail"),
    path("<int:numero>/mettre-a-jour/", views.fiche_mettre_a_jour, name="fiche_mettre_a_jour"),
    path("<int:numero>/pilotes/", views.fiche_pilotes, name="fiche_pilotes"),
    path("<int:numero>/historique/", views.fiche_historique, name="fiche_historique"),
    # --- journal ---
    path("journal/", journal_views.journal, name="journal"),
    path("<int:numero>/notes/ajouter/", journal_views.note_ajouter, name="note_ajouter"),
    path("notes/<int:pk>/modifier/", journal_views.note_modifier, name="note_modifier"),
    # --- commentaires ---
    path(
        "<int:numero>/commentaires/ajouter/",
        commentaires_views.commentaire_ajouter,
        name="commentaire_ajouter",
    ),
    path(
        "commentaires/<int:pk>/modifier/",
        commentaires_views.commentaire_modifier,
        name="commentaire_modifier",
    ),
    path(
        "commentaires/<int:pk>/regler/",
        commentaires_views.commentaire_regler,
        name="commentaire_regler",
    ),
    path(
        "commentaires/<int:pk>/rouvrir/",
        commentaires_views.commentaire_rouvrir,
        name="commentaire_rouvrir",
    ),
    # --- propositions de modification ---
    path("propositions/", propositions_views.proposition_liste, name="proposition_liste"),
    path(
        "propositions/action/",
        propositions_views.action_proposer,
        name="action_proposer",
    ),
    path(
        "<int:numero>/propositions/<slug:champ>/",
        propositions_views.proposition_ajouter,
        name="proposition_ajouter",
    ),
    path(
        "propositions/<int:pk>/", propositions_views.proposition_detail, name="proposition_detail"
    ),
    path(
        "propositions/<int:pk>/retenir/",
        propositions_views.proposition_retenir,
        name="proposition_retenir",
    ),
    path(
        "propositions/<int:pk>/ecarter/",
        propositions_views.proposition_ecarter,
        name="proposition_ecarter",
    ),
    path(
        "propositions/<int:pk>/appliquer/",
        propositions_views.proposition_appliquer,
        name="proposition_appliquer",
    ),
    path(
        "avenants/<int:numero>/",
        propositions_views.avenant_modifications,
        name="avenant_modifications",
    ),
]
