"""Les adresses du plan d'actions, sous celle de sa convention."""

from django.urls import path

from actions import (
    argent_views,
    commentaires_views,
    documents_views,
    emport_views,
    etapes_views,
    fiche_views,
    journal_views,
    naissance_views,
    propositions_views,
    qualification_views,
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
    # --- étapes ---
    path("<int:numero>/etapes/", etapes_views.etape_liste, name="etape_liste"),
    path("<int:numero>/etapes/ajouter/", etapes_views.etape_ajouter, name="etape_ajouter"),
    path(
        "<int:numero>/etapes/<int:pk>/modifier/", etapes_views.etape_modifier, name="etape_modifier"
    ),
    path(
        "<int:numero>/etapes/<int:pk>/deplacer/", etapes_views.etape_deplacer, name="etape_deplacer"
    ),
    path("<int:numero>/etapes/<int:pk>/retirer/", etapes_views.etape_retirer, name="etape_retirer"),
    # --- documents et liens ---
    path("<int:numero>/documents/deposer/", documents_views.piece_deposer, name="piece_deposer"),
    path(
        "<int:numero>/documents/<int:pk>/",
        documents_views.piece_telecharger,
        name="piece_telecharger",
    ),
    path(
        "<int:numero>/documents/<int:pk>/modifier/",
        documents_views.piece_modifier,
        name="piece_modifier",
    ),
    path(
        "<int:numero>/documents/<int:pk>/retirer/",
        documents_views.piece_retirer,
        name="piece_retirer",
    ),
    path("<int:numero>/liens/ajouter/", documents_views.lien_web_ajouter, name="lien_web_ajouter"),
    path(
        "<int:numero>/liens/<int:pk>/modifier/",
        documents_views.lien_web_modifier,
        name="lien_web_modifier",
    ),
    path(
        "<int:numero>/liens/<int:pk>/retirer/",
        documents_views.lien_web_retirer,
        name="lien_web_retirer",
    ),
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
    # --- ce qui précise une fiche ---
    path("<int:numero>/completer/", fiche_views.fiche_completer, name="fiche_completer"),
    path("<int:numero>/lier/", fiche_views.fiche_lier, name="fiche_lier"),
    path("<int:numero>/renvois/<int:pk>/retirer/", fiche_views.fiche_delier, name="fiche_delier"),
    path("etiquettes/", fiche_views.etiquette_liste, name="etiquette_liste"),
    path(
        "etiquettes/<int:pk>/modifier/", fiche_views.etiquette_modifier, name="etiquette_modifier"
    ),
    path("etiquettes/<int:pk>/retirer/", fiche_views.etiquette_retirer, name="etiquette_retirer"),
    # --- naissance ---
    path("batir/", naissance_views.plan_batir, name="plan_batir"),
    path("historique/", naissance_views.plan_historique, name="plan_historique"),
    path("axes/ajouter/", naissance_views.axe_ajouter, name="axe_ajouter"),
    path("axes/<int:pk>/modifier/", naissance_views.axe_modifier, name="axe_modifier"),
    path("axes/<int:pk>/retirer/", naissance_views.axe_retirer, name="axe_retirer"),
    path("axes/<int:pk>/deplacer/", naissance_views.axe_deplacer, name="axe_deplacer"),
    path("ajouter/", naissance_views.fiche_ajouter, name="fiche_ajouter"),
    path("renumeroter/", naissance_views.fiches_renumeroter, name="fiches_renumeroter"),
    path("<int:numero>/ecrire/", naissance_views.fiche_ecrire, name="fiche_ecrire"),
    path("<int:numero>/retirer/", naissance_views.fiche_retirer, name="fiche_retirer"),
    path("<int:numero>/deplacer/", naissance_views.fiche_deplacer, name="fiche_deplacer"),
    path("<int:numero>/indicateurs/", naissance_views.fiche_indicateurs, name="fiche_indicateurs"),
    path(
        "indicateurs/<int:pk>/modifier/",
        naissance_views.indicateur_modifier,
        name="indicateur_modifier",
    ),
    path(
        "indicateurs/<int:pk>/retirer/",
        naissance_views.indicateur_retirer,
        name="indicateur_retirer",
    ),
    path(
        "indicateurs/<int:pk>/deplacer/",
        naissance_views.indicateur_deplacer,
        name="indicateur_deplacer",
    ),
    # --- qualification des indicateurs ---
    path(
        "indicateurs/qualifier/",
        qualification_views.indicateurs_qualifier,
        name="indicateurs_qualifier",
    ),
    path(
        "indicateurs/<int:pk>/definir/",
        qualification_views.indicateur_definir,
        name="indicateur_definir",
    ),
    path(
        "indicateurs/<int:pk>/references/ajouter/",
        qualification_views.reference_ajouter,
        name="reference_ajouter",
    ),
    path(
        "indicateurs/references/<int:pk>/modifier/",
        qualification_views.reference_modifier,
        name="reference_modifier",
    ),
    path(
        "indicateurs/references/<int:pk>/retirer/",
        qualification_views.reference_retirer,
        name="reference_retirer",
    ),
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
