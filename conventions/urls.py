from django.urls import path

from conventions.views import comptes, contrat, courriels, logos, naissance, zones

urlpatterns = [
    path("", contrat.convention_liste, name="convention_liste"),
    # Avant les conventions : leurs adresses finissent toutes par des années.
    path("ouvrir/", naissance.convention_ouvrir, name="convention_ouvrir"),
    path("<slug:slug>/", contrat.convention_detail, name="convention_detail"),
    path("<slug:slug>/parties/", contrat.signataire_liste, name="signataire_liste"),
    # --- naissance ---
    path("<slug:slug>/ecrire/", naissance.convention_ecrire, name="convention_ecrire"),
    path("<slug:slug>/parties/ajouter/", naissance.parties_ajouter, name="parties_ajouter"),
    path("<slug:slug>/parties/verifier/", naissance.parties_verifier, name="parties_verifier"),
    path(
        "<slug:slug>/parties/<int:pk>/modifier/",
        naissance.signataire_modifier,
        name="signataire_modifier",
    ),
    path(
        "<slug:slug>/parties/<int:pk>/retirer/",
        naissance.signataire_retirer,
        name="signataire_retirer",
    ),
    path("<slug:slug>/parties/<int:pk>/logo/", logos.logo_montrer, name="logo_montrer"),
    path("<slug:slug>/parties/<int:pk>/logo/deposer/", logos.logo_deposer, name="logo_deposer"),
    path("<slug:slug>/parties/<int:pk>/logo/retirer/", logos.logo_retirer, name="logo_retirer"),
    path("<slug:slug>/articles/", contrat.article_liste, name="article_liste"),
    path("<slug:slug>/documents/ajouter/", contrat.document_ajouter, name="document_ajouter"),
    path(
        "<slug:slug>/documents/<int:pk>/deposer/", contrat.document_deposer, name="document_deposer"
    ),
    path(
        "<slug:slug>/documents/<int:pk>/telecharger/",
        contrat.document_telecharger,
        name="document_telecharger",
    ),
    path("<slug:slug>/avenants/ajouter/", contrat.avenant_ajouter, name="avenant_ajouter"),
    path(
        "<slug:slug>/avenants/<int:numero>/modifier/",
        contrat.avenant_modifier,
        name="avenant_modifier",
    ),
    path("<slug:slug>/anomalies/", contrat.anomalie_liste, name="anomalie_liste"),
    path(
        "<slug:slug>/anomalies/<slug:code>/decider/",
        contrat.anomalie_decider,
        name="anomalie_decider",
    ),
    path("<slug:slug>/historique/", contrat.convention_historique, name="convention_historique"),
    path("<slug:slug>/personnes/ajouter/", contrat.personne_ajouter, name="personne_ajouter"),
    path("<slug:slug>/envois/", courriels.envoi_liste, name="envoi_liste"),
    path("<slug:slug>/envois/<int:pk>/retenter/", courriels.envoi_retenter, name="envoi_retenter"),
    # --- zones : parmi les lectures du territoire, donc sous l'adresse du registre ---
    path("<slug:slug>/equipements/zones/", zones.zone_liste, name="zone_liste"),
    path("<slug:slug>/equipements/zones/ajouter/", zones.zone_ajouter, name="zone_ajouter"),
    path(
        "<slug:slug>/equipements/zones/<int:pk>/modifier/",
        zones.zone_modifier,
        name="zone_modifier",
    ),
    path(
        "<slug:slug>/equipements/zones/<int:pk>/historique/",
        zones.zone_historique,
        name="zone_historique",
    ),
    # --- comptes ---
    path(
        "<slug:slug>/personnes/<int:pk>/compte/inviter/",
        comptes.compte_inviter,
        name="compte_inviter",
    ),
    path(
        "<slug:slug>/personnes/<int:pk>/compte/reinviter/",
        comptes.compte_reinviter,
        name="compte_reinviter",
    ),
    path(
        "<slug:slug>/personnes/<int:pk>/compte/corriger/",
        comptes.invitation_corriger,
        name="invitation_corriger",
    ),
    path(
        "<slug:slug>/personnes/<int:pk>/compte/suspendre/",
        comptes.compte_suspendre,
        name="compte_suspendre",
    ),
    path(
        "<slug:slug>/personnes/<int:pk>/compte/retablir/",
        comptes.compte_retablir,
        name="compte_retablir",
    ),
    path(
        "<slug:slug>/personnes/<int:pk>/roles/ajouter/", comptes.role_ajouter, name="role_ajouter"
    ),
    path("<slug:slug>/roles/<int:pk>/retirer/", comptes.role_retirer, name="role_retirer"),
]
