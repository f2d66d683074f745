"""Les adresses du plan d'actions, sous celle de sa convention."""

from django.urls import path

from actions import (
    argent_views,
    commentaires_views,
    emport_views,
    journal_views,
    propositions_views,
    reprise_views,
    route_views,
    table_views,
    views,
)

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
    # --- emporter, reprendre ---
    path("exporter/<slug:suffixe>/", emport_views.plan_exporter, name="plan_exporter"),
    path(
        "<int:numero>/exporter/<slug:suffixe>/",
        emport_views.fiche_exporter,
        name="fiche_exporter",
    ),
    path("reprendre/", reprise_views.plan_reprendre, name="plan_reprendre"),
    path("reprendre/appliquer/", reprise_views.plan_appliquer, name="plan_appliquer"),
    path("reprendre/fait/", reprise_views.plan_repris, name="plan_repris"),
    # --- argent ---
    path("financements/", argent_views.financement_liste, name="financement_liste"),
    path(
        "<int:numero>/financements/ajouter/",
        argent_views.financement_ajouter,
        name="financement_ajouter",
    ),
    path(
        "<int:numero>/financements/<int:pk>/modifier/",
        argent_views.financement_modifier,
        name="financement_modifier",
    ),
    path(
        "<int:numero>/financements/<int:pk>/retirer/",
        argent_views.financement_retirer,
        name="financement_retirer",
    ),
    path("temps-forts/", argent_views.temps_fort_liste, name="temps_fort_liste"),
    path(
        "<int:numero>/temps-forts/ajouter/",
        argent_views.temps_fort_ajouter,
        name="temps_fort_ajouter",
    ),
    path(
        "temps-forts/<int:pk>/modifier/",
        argent_views.temps_fort_modifier,
        name="temps_fort_modifier",
    ),
    path(
        "temps-forts/<int:pk>/retirer/",
        argent_views.temps_fort_retirer,
        name="temps_fort_retirer",
    ),
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
