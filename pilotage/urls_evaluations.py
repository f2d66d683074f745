"""Les adresses des évaluations, sous celle de la convention : écrire, lire, valider, figer."""

from django.urls import path, register_converter

from pilotage import document_views
from pilotage.millesimes import ConvertisseurDeMillesime
from pilotage.views import (
    approbations,
    commentaires,
    cycle,
    evaluations,
    formats,
    lectures,
    recits,
    versions,
)

register_converter(ConvertisseurDeMillesime, "millesime")

ICI = "evaluations/<millesime:annee>"
COMMENTAIRE = "evaluations/commentaires/<int:pk>"

urlpatterns = [
    path("evaluations/", evaluations.evaluation_liste, name="evaluation_liste"),
    path("evaluations/verifier/", versions.evaluations_verifier, name="evaluations_verifier"),
    path(f"{ICI}/", evaluations.evaluation_detail, name="evaluation_detail"),
    path(f"{ICI}/pdf/", document_views.evaluation_pdf, name="evaluation_pdf"),
    path(f"{ICI}/ouvrir/", evaluations.evaluation_ouvrir, name="evaluation_ouvrir"),
    path(f"{ICI}/seance/", evaluations.evaluation_rattacher, name="evaluation_rattacher"),
    path(f"{ICI}/historique/", evaluations.evaluation_historique, name="evaluation_historique"),
    path(f"{ICI}/recits/<slug:section>/", recits.recit_ecrire, name="recit_ecrire"),
    # Lire et commenter.
    path(f"{ICI}/lire/", lectures.evaluation_lire, name="evaluation_lire"),
    path(f"{ICI}/lue/", lectures.evaluation_lue, name="evaluation_lue"),
    path(f"{ICI}/inviter/", lectures.evaluation_inviter, name="evaluation_inviter"),
    path(
        f"{ICI}/commenter/<slug:section>/",
        commentaires.evaluation_commenter,
        name="evaluation_commenter",
    ),
    path(
        f"{COMMENTAIRE}/modifier/",
        commentaires.evaluation_commentaire_modifier,
        name="evaluation_commentaire_modifier",
    ),
    path(
        f"{COMMENTAIRE}/repondre/",
        commentaires.evaluation_commentaire_repondre,
        name="evaluation_commentaire_repondre",
    ),
    path(
        f"{COMMENTAIRE}/regler/",
        commentaires.evaluation_commentaire_regler,
        name="evaluation_commentaire_regler",
    ),
    path(
        f"{COMMENTAIRE}/rouvrir/",
        commentaires.evaluation_commentaire_rouvrir,
        name="evaluation_commentaire_rouvrir",
    ),
    # Les formats.
    path(f"{ICI}/web/", formats.evaluation_web, name="evaluation_web"),
    path(
        f"{ICI}/documents/<slug:genre>/demander/",
        formats.document_demander,
        name="document_demander",
    ),
    path(
        f"{ICI}/documents/<slug:genre>/<slug:cle>/",
        formats.document_attendre,
        name="document_attendre",
    ),
    path(
        f"{ICI}/documents/<slug:genre>/<slug:cle>/prendre/",
        formats.document_prendre,
        name="document_prendre",
    ),
    # Les étapes.
    path(f"{ICI}/soumettre/", cycle.evaluation_soumettre, name="evaluation_soumettre"),
    path(f"{ICI}/presenter/", cycle.evaluation_presenter, name="evaluation_presenter"),
    path(f"{ICI}/renvoyer/", cycle.evaluation_renvoyer, name="evaluation_renvoyer"),
    path(
        f"{ICI}/approbations/",
        approbations.evaluation_approbations,
        name="evaluation_approbations",
    ),
    path(
        f"{ICI}/approbations/<int:copilote>/noter/",
        approbations.approbation_noter,
        name="approbation_noter",
    ),
    path(
        "evaluations/approbations/<int:pk>/retirer/",
        approbations.approbation_retirer,
        name="approbation_retirer",
    ),
    path(f"{ICI}/valider/", cycle.evaluation_valider, name="evaluation_valider"),
    path(f"{ICI}/publier/", cycle.evaluation_publier, name="evaluation_publier"),
    path(f"{ICI}/prevenir/", cycle.evaluation_prevenir, name="evaluation_prevenir"),
    path(f"{ICI}/depublier/", cycle.evaluation_depublier, name="evaluation_depublier"),
    path(f"{ICI}/public/", cycle.evaluation_ouvrir_au_public, name="evaluation_ouvrir_au_public"),
    path(f"{ICI}/corriger/", cycle.evaluation_corriger, name="evaluation_corriger"),
    # Ce qui est figé.
    path(f"{ICI}/versions/<slug:numero>/", versions.version_lire, name="version_lire"),
    path(f"{ICI}/versions/<slug:numero>/pdf/", versions.version_pdf, name="version_pdf"),
    path(
        f"{ICI}/versions/<slug:numero>/instantane/",
        versions.version_instantane,
        name="version_instantane",
    ),
]
