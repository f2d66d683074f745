"""Les adresses du référentiel, du diagnostic et des enquêtes, sous celles des évaluations."""

from django.urls import path

from pilotage.views import diagnostic, enquetes, jugements, lignes, referentiel

urlpatterns = [
    path("referentiel/", referentiel.referentiel_lire, name="referentiel_lire"),
    path("referentiel/modele/", referentiel.referentiel_proposer, name="referentiel_proposer"),
    path(
        "referentiel/historique/",
        referentiel.referentiel_historique,
        name="referentiel_historique",
    ),
    path(
        "referentiel/thematiques/ajouter/",
        referentiel.thematique_ajouter,
        name="thematique_ajouter",
    ),
    path(
        "referentiel/thematiques/<int:pk>/",
        referentiel.thematique_modifier,
        name="thematique_modifier",
    ),
    path(
        "referentiel/thematiques/<int:pk>/questions/ajouter/",
        referentiel.question_ajouter,
        name="question_ajouter",
    ),
    path(
        "referentiel/questions/<int:pk>/", referentiel.question_modifier, name="question_modifier"
    ),
    path(
        "referentiel/questions/<int:pk>/hypotheses/ajouter/",
        referentiel.hypothese_ajouter,
        name="hypothese_ajouter",
    ),
    path(
        "referentiel/hypotheses/<int:pk>/",
        referentiel.hypothese_modifier,
        name="hypothese_modifier",
    ),
    path("diagnostic/", diagnostic.diagnostic_lire, name="diagnostic_lire"),
    path("diagnostic/besoins/ajouter/", diagnostic.besoin_ajouter, name="besoin_ajouter"),
    path("diagnostic/besoins/<int:pk>/", diagnostic.besoin_modifier, name="besoin_modifier"),
    path("diagnostic/chiffres/ajouter/", diagnostic.chiffre_ajouter, name="chiffre_ajouter"),
    path("diagnostic/chiffres/<int:pk>/", diagnostic.chiffre_modifier, name="chiffre_modifier"),
    path("enquetes/", enquetes.enquete_liste, name="enquete_liste"),
    path("enquetes/ajouter/", enquetes.enquete_ajouter, name="enquete_ajouter"),
    path("enquetes/<int:pk>/", enquetes.enquete_detail, name="enquete_detail"),
    path("enquetes/<int:pk>/modifier/", enquetes.enquete_modifier, name="enquete_modifier"),
    path(
        "enquetes/<int:pk>/questions/ajouter/",
        enquetes.question_d_enquete_ajouter,
        name="question_d_enquete_ajouter",
    ),
    path(
        "enquetes/questions/<int:pk>/",
        enquetes.question_d_enquete_modifier,
        name="question_d_enquete_modifier",
    ),
    path("lignes/<str:genre>/<int:pk>/deplacer/", lignes.ligne_deplacer, name="ligne_deplacer"),
    path("lignes/<str:genre>/<int:pk>/retirer/", lignes.ligne_retirer, name="ligne_retirer"),
    path("<millesime:annee>/verdicts/", jugements.verdict_liste, name="verdict_liste"),
    path("<millesime:annee>/verdicts/<int:pk>/", jugements.verdict_rendre, name="verdict_rendre"),
    path("<millesime:annee>/analyse/", jugements.jugement_liste, name="jugement_liste"),
    path(
        "<millesime:annee>/analyse/<str:objet>/<int:numero>/",
        jugements.jugement_ecrire,
        name="jugement_ecrire",
    ),
]
