"""La table des pages : pour chaque adresse, ce que chaque profil y trouve.

Une adresse nouvelle s'ajoute ici, ou le test échoue : son nom, ce que valent ses paramètres, qui
peut la lire (`get`), qui peut y écrire (`post`), et ce que l'écriture envoie (`saisie`). Les
champs que `saisie` ne donne pas sont ceux que le formulaire propose.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from actions.emport.application import signer_le_lot
from actions.emport.ecarts import LigneReprise
from actions.models import Axe, FicheAction, Reference
from conventions.models import LogoDePartenaire, Signataire
from ctg.socle.versions import ecriture_lue
from equipements.annuels import annees_de_la_structure
from equipements.demandes import lire_la_demande
from equipements.models import DemandeDeRegistre, Equipement
from tests import fabriques
from tests.droits.situation import MOT_DE_PASSE, Profil, Situation, un_pdf
from tests.naissance.outils import classeur

P = Profil
Saisie = Callable[[Situation], dict[str, Any]]

# --- Qui ---
CONNECTES = frozenset(P) - {P.ANONYME, P.LIEN}
DEDANS = CONNECTES - {P.ETRANGER}
COORDINATION = frozenset({P.COORDONNATEUR, P.ADMINISTRATEUR})
PLAN = COORDINATION | {P.COPILOTE, P.PILOTE}
REGISTRE = COORDINATION | {P.COPILOTE, P.AGENT}
DECLARANTS = REGISTRE | {P.AGENT_VOISIN}
SOLLICITES = PLAN | {P.LIEN}
REPONDANTS = REGISTRE | {P.LIEN}
QUESTIONNES = COORDINATION | {P.COPILOTE, P.LIEN}
EVALUATIONS = COORDINATION | {P.COPILOTE, P.MEMBRE}
LECTEURS_DU_PROJET = EVALUATIONS | {P.LIEN}
APPROBATEURS = COORDINATION | {P.COPILOTE}
PERSONNE: frozenset[Profil] = frozenset()


@dataclass(frozen=True)
class Page:
    """Une adresse : ses paramètres, qui la lit, qui y écrit."""

    # Paramètre de l'adresse → nom de l'objet de la situation, ou valeur.
    cle: dict[str, Any] = field(default_factory=dict)
    # None : cette méthode n'existe pas ici (405).
    get: frozenset[Profil] | None = None
    post: frozenset[Profil] | None = None
    saisie: Saisie = lambda s: {}
    # Ce que seule cette personne peut envoyer : un lot signé pour elle.
    saisie_par: Callable[[Situation, Profil], dict[str, Any]] = lambda s, profil: {}
    # Faux pour un fichier ou une réponse de machine.
    est_une_page: bool = True
    # Hors d'une convention, un coordonnateur d'ailleurs est chez lui.
    est_d_une_convention: bool = True
    # Faux quand l'envoi ne change aucune donnée (se déconnecter).
    ecrit: bool = True
    # Ce que répond un envoi permis : 200 quand la page montre ce qu'elle a lu, sans rien écrire.
    reponse: int = 302
    # Faux quand ce qui est écrit n'a pas d'historique.
    est_signe: bool = True

    def attendu(self, profil: Profil, methode: str) -> int | str:
        """Le statut attendu ; « connexion » quand l'anonyme y est renvoyé."""
        permis = self.get if methode == "get" else self.post
        # Un lien n'est pas un compte : là où il ne sert pas, il n'ouvre rien.
        est_chez_lui = profil in (self.get or set()) | (self.post or set())
        if profil is P.ANONYME or (profil is P.LIEN and not est_chez_lui):
            return "connexion"
        if permis is None:
            return 405
        if profil in permis:
            return 200 if methode == "get" else self.reponse
        return 404 if profil is P.ETRANGER and self.est_d_une_convention else 403

    def parametres(self, situation: Situation) -> dict[str, Any]:
        """Les paramètres de l'adresse, dans cette situation."""
        cle = {nom: situation.objets.get(valeur, valeur) for nom, valeur in self.cle.items()}
        return {"slug": situation.convention.slug, **cle} if self.est_d_une_convention else cle


def _lue(**cle: Any) -> Page:
    return Page(cle, get=DEDANS)


def _coordonnee(**cle: Any) -> Page:
    return Page(cle, get=COORDINATION)


def _geree(saisie: Saisie, **cle: Any) -> Page:
    return Page(cle, get=COORDINATION, post=COORDINATION, saisie=saisie)


def _du_projet(saisie: Saisie, **cle: Any) -> Page:
    """Une page qui écrit dans la convention encore en projet."""
    return _geree(saisie, slug="en_projet", **cle)


def _bouton_du_projet(saisie: Saisie, **cle: Any) -> Page:
    return Page({"slug": "en_projet", **cle}, post=COORDINATION, saisie=saisie)


def _ecriture(objet: str, modele: type[Model]) -> Saisie:
    """La dernière écriture d'un objet sans version, que porte un bouton."""
    return lambda s: {"version": ecriture_lue(modele._base_manager.get(pk=s.objets[objet]))}


def _version(objet: str) -> Saisie:
    """La version présente d'une structure, que porte un bouton sans formulaire."""

    def lire(situation: Situation) -> dict[str, Any]:
        structure = Equipement.objects.get(pk=situation.objets[objet])
        return {"version": structure.version}

    return lire


def _logo(situation: Situation) -> dict[str, Any]:
    logo = LogoDePartenaire.objects.get()
    return {"fichier": fabriques.une_image("bleu.png", "blue"), "version": ecriture_lue(logo)}


def _avenant(situation: Situation) -> dict[str, Any]:
    return {"objet": "Ajouter deux structures à l'annexe 2.", "etat": "projet"}


def _personne(situation: Situation) -> dict[str, Any]:
    return {
        "prenom": "Une",
        "nom": "Personne nouvelle",
        "fonction": "Directrice du pôle enfance",
        "nature": "technicien",
        "organisme": situation.objets["organisme"],
    }


def _invitation(situation: Situation) -> dict[str, Any]:
    return {"courriel": "invitation@exemple.fr", "role": "lecteur", "partenaire": ""}


def _declaration(situation: Situation) -> dict[str, Any]:
    return {
        "soutenue_par": situation.objets["partie"],
        "nom": "ALSH du Bourg",
        "type": "alsh",
        "commune": situation.objets["commune"],
        "statut": "ouvert",
        "adresse": "2 rue de l'École",
        "code_postal": "90100",
    }


def _releves(situation: Situation) -> dict[str, Any]:
    indicateur = situation.objets["indicateur"]
    return {f"reponse_{indicateur}": "nombre", f"valeur_{indicateur}": "14"}


def _priorite(situation: Situation) -> dict[str, Any]:
    fiche = FicheAction.objects.get(
        convention=situation.convention, numero=situation.objets["numero"]
    )
    return {
        "quoi": "priorite",
        "nouvelle_priorite": "haute",
        "versions": f"{fiche.pk}:{fiche.version}",
    }


def _lot(situation: Situation, profil: Profil) -> dict[str, Any]:
    """Ce qu'un classeur contrôlé par cette personne changerait : la priorité de la fiche."""
    fiche = FicheAction.objects.get(
        convention=situation.convention, numero=situation.objets["numero"]
    )
    ligne = LigneReprise(
        f"F{fiche.pk}", str(fiche), fiche, fiche.version, {"priorite": "haute"}, []
    )
    return {"lot": signer_le_lot([ligne], situation.convention, situation.compte(profil))}


def _lien(situation: Situation) -> dict[str, Any]:
    autre = FicheAction.objects.get(
        convention=situation.convention, numero=situation.objets["autre_numero"]
    )
    return {"cible": f"fiche:{autre.pk}", "raison": "Les mêmes familles."}


def _proposition(situation: Situation) -> dict[str, Any]:
    return {"nouveau": "Un texte réécrit.", "motif": "Il a vieilli.", "origine": "reunion"}


def _collegue(situation: Situation) -> dict[str, Any]:
    return {"prenom": "Une", "nom": "Collègue", "courriel": "collegue@exemple.fr"}


def _empreinte_des_chiffres(situation: Situation) -> str:
    """Celle que la page des chiffres montre à qui coordonne."""
    structure = Equipement.objects.get(pk=situation.objets["validee"])
    (annee,) = annees_de_la_structure(
        structure,
        [situation.objets["annee"]],
        situation.comptes[P.COORDONNATEUR],
        voit_les_montants=True,
        saisit_tout=True,
    )
    return annee.empreinte


def _empreinte(situation: Situation) -> str:
    """Ce que montrait la page de la réponse à accepter."""
    rendu = DemandeDeRegistre.objects.pour_liste().get(pk=situation.objets["registre_rendu"])
    return lire_la_demande(rendu).empreinte


def _l_axe(situation: Situation) -> int:
    return Axe.objects.get(convention=situation.convention).pk


# Les seules pages ouvertes à tous : leurs paramètres, et le statut d'une lecture.
PUBLIQUES: dict[str, tuple[Saisie, int]] = {
    "connexion": (lambda s: {}, 200),
    "sante": (lambda s: {}, 200),
    "lien_demander": (lambda s: {}, 200),
    "lien_ouvrir": (lambda s: {"jeton": s.lien.jeton()}, 200),
    "lien_quitter": (lambda s: {}, 405),
    "donnees_personnelles": (lambda s: {}, 200),
    "boite_aux_lettres": (lambda s: {}, 200),
    "courriel_lire": (lambda s: {"pk": s.objets["envoi"]}, 200),
    "courriel_brut": (lambda s: {"pk": s.objets["envoi"]}, 200),
    "preferences_regler": (lambda s: {"jeton": s.objets["preferences"]}, 200),
    "courriels_arreter": (
        lambda s: {"jeton": s.objets["preferences"], "motif": "acceptation"},
        200,
    ),
    # --- equipements : annuaire ---
    "annuaire_liste": (lambda s: {"slug": s.convention.slug}, 200),
    "annuaire_structure": (lambda s: {"slug": s.convention.slug, "pk": s.objets["validee"]}, 200),
    "donnees_ouvertes": (lambda s: {"slug": s.convention.slug}, 200),
    "donnees_ouvertes_fichier": (
        lambda s: {"slug": s.convention.slug, "fichier": "schema.json"},
        200,
    ),
    # --- pilotage : évaluations publiées ---
    "evaluation_publique": (
        lambda s: {"slug": s.convention.slug, "annee": s.objets["publiee_an"]},
        200,
    ),
    "evaluation_publique_web": (
        lambda s: {"slug": s.convention.slug, "annee": s.objets["publiee_an"]},
        200,
    ),
    "version_comparer": (
        lambda s: {
            "slug": s.convention.slug,
            "annee": s.objets["publiee_an"],
            "numero": s.objets["version_publiee"],
        },
        302,
    ),
    "evaluation_publique_pdf": (
        lambda s: {"slug": s.convention.slug, "annee": s.objets["publiee_an"]},
        200,
    ),
    # --- conventions : comptes ---
    "mot_de_passe_oublie": (lambda s: {}, 200),
    "mot_de_passe_choisir": (lambda s: {"jeton": s.objets["jeton"]}, 200),
}
# Le document d'un courriel porte sa propre feuille : ce n'est pas une page du portail.
SANS_LA_PAGE_COMMUNE = {"courriel_brut"}

PAGES: dict[str, Page] = {
    # --- ctg ---
    "accueil": Page(get=CONNECTES, est_d_une_convention=False),
    "composants": Page(get=CONNECTES, est_d_une_convention=False),
    "deconnexion": Page(post=CONNECTES, est_d_une_convention=False, ecrit=False),
    "mot_de_passe": Page(
        get=CONNECTES,
        post=CONNECTES,
        est_d_une_convention=False,
        saisie=lambda s: {
            "old_password": MOT_DE_PASSE,
            "new_password1": "Une autre phrase, plus longue",
            "new_password2": "Une autre phrase, plus longue",
        },
    ),
    "mot_de_passe_change": Page(get=CONNECTES, est_d_une_convention=False),
    "ma_page": Page(get=CONNECTES | {P.LIEN}, est_d_une_convention=False),
    "partenaire_detail": _lue(code="code"),
    # --- conventions ---
    "convention_liste": Page(get=CONNECTES, est_d_une_convention=False),
    "convention_detail": _lue(),
    "signataire_liste": _lue(),
    "article_liste": _lue(),
    "anomalie_liste": _lue(),
    "convention_historique": _lue(),
    "document_telecharger": Page({"pk": "document"}, get=DEDANS, est_une_page=False),
    "document_ajouter": _geree(lambda s: {"titre": "Délibération", "fichier": un_pdf()}),
    "document_deposer": _geree(lambda s: {"fichier": un_pdf("autre.pdf")}, pk="document"),
    "logo_montrer": Page({"pk": "partie"}, get=DEDANS, est_une_page=False),
    "logo_deposer": _geree(_logo, pk="partie"),
    "logo_retirer": Page({"pk": "partie"}, post=COORDINATION),
    "avenant_ajouter": _geree(_avenant),
    "avenant_modifier": _geree(_avenant, numero="avenant"),
    "anomalie_decider": _geree(lambda s: {"suite": "Inscrite au projet."}, code="anomalie"),
    "personne_ajouter": _geree(_personne),
    # --- naissance d'une convention ---
    "convention_ouvrir": Page(
        get=COORDINATION | {P.ETRANGER},
        post=COORDINATION | {P.ETRANGER},
        est_d_une_convention=False,
        saisie=lambda s: {
            "territoire": "Val inventé",
            "nom": "CTG du Val inventé",
            "debut": "2027-01-01",
            "fin": "2031-12-31",
        },
    ),
    "convention_batir": Page({"slug": "en_projet"}, get=COORDINATION),
    "convention_ecrire": _du_projet(lambda s: {"objet": "Grandir ici."}),
    "convention_signer": _du_projet(lambda s: {"signee_le": "2026-11-02", "confirme": "on"}),
    # --- fin d'une convention, et suite ---
    "convention_preparer": _geree(lambda s: {"nom": "La suivante"}),
    "convention_reprendre_valeurs": Page({"slug": "la_suite"}, post=COORDINATION),
    "convention_cloturer": _geree(lambda s: {"confirme": "on"}, slug="echue"),
    "convention_rouvrir": _geree(lambda s: {"motif": "Un chiffre à corriger."}, slug="cloturee"),
    "annexe2_reprendre": _bouton_du_projet(lambda s: {}),
    "annexe2_retirer": _bouton_du_projet(lambda s: {}, pk="ligne_du_projet"),
    "parties_ajouter": Page({"slug": "en_projet"}, get=COORDINATION),
    "parties_verifier": _bouton_du_projet(
        lambda s: {
            "liste": "État\nDépartement",
            "nature_1": "etat",
            "nom_1": "État",
            "nature_2": "departement",
            "nom_2": "Département",
            "confirmer": "oui",
        }
    ),
    "signataire_modifier": _du_projet(
        lambda s: {"denomination": "La caisse"}, pk="partie_du_projet"
    ),
    "signataire_retirer": _bouton_du_projet(
        _ecriture("partie_du_projet", Signataire), pk="partie_du_projet"
    ),
    "classeur_deposer": Page({"slug": "en_projet"}, get=COORDINATION),
    "classeur_modele": Page({"slug": "en_projet"}, get=COORDINATION, est_une_page=False),
    "classeur_controler": Page(
        {"slug": "en_projet"},
        post=COORDINATION,
        saisie=lambda s: {"fichier": SimpleUploadedFile("plan.xlsx", classeur())},
        ecrit=False,
        reponse=200,
    ),
    "classeur_appliquer": _bouton_du_projet(
        lambda s: {"classeur": base64.b64encode(classeur()).decode()}
    ),
    "plan_batir": Page({"slug": "en_projet"}, get=COORDINATION),
    "plan_historique": _lue(),
    "axe_ajouter": _du_projet(lambda s: {"titre": "Un axe de plus"}),
    "axe_modifier": _du_projet(lambda s: {"titre": "Un axe réécrit"}, pk="axe_du_projet"),
    "axe_retirer": _bouton_du_projet(_ecriture("axe_vide", Axe), pk="axe_vide"),
    "axe_deplacer": _bouton_du_projet(lambda s: {"sens": "monter"}, pk="axe_vide"),
    "fiche_ajouter": _du_projet(
        lambda s: {"axe": s.objets["axe_du_projet"], "titre": "Une action de plus"}
    ),
    "fiche_ecrire": _du_projet(lambda s: {"titre": "Une action réécrite"}, numero=1),
    "fiche_retirer": _bouton_du_projet(lambda s: {"version": 1}, numero=1),
    "fiche_deplacer": _bouton_du_projet(lambda s: {"sens": "descendre"}, numero=1),
    "fiches_renumeroter": _bouton_du_projet(lambda s: {}),
    "fiche_indicateurs": _du_projet(lambda s: {"libelle": "Un indicateur de plus"}, numero=1),
    "indicateur_modifier": _du_projet(
        lambda s: {"libelle": "Un indicateur réécrit"}, pk="indicateur_du_projet"
    ),
    "indicateur_retirer": _bouton_du_projet(lambda s: {"version": 1}, pk="indicateur_du_projet"),
    "indicateur_deplacer": _bouton_du_projet(
        lambda s: {"sens": "descendre"}, pk="indicateur_du_projet"
    ),
    # --- conventions : personnes ---
    "personne_liste": Page(get=COORDINATION),
    "personne_detail": Page({"pk": "personne"}, get=COORDINATION),
    "personne_historique": Page({"pk": "personne"}, get=COORDINATION),
    "personne_modifier": _geree(lambda s: {"telephone": "05 00 00 00 00"}, pk="personne"),
    "courriel_signaler": Page({"pk": "sollicitee"}, post=COORDINATION),
    "courriel_retablir": Page({"pk": "injoignable"}, post=COORDINATION),
    "lien_redonner": Page({"pk": "eteint"}, post=COORDINATION),
    "lien_revoquer": Page({"pk": "lien"}, post=COORDINATION),
    "liens_revoquer": Page({"pk": "sollicitee"}, post=COORDINATION),
    "mandat_ajouter": _geree(
        lambda s: {
            "organisme": s.objets["organisme"],
            "fonction": "Adjointe à l'enfance",
            "nature": "elu",
        },
        pk="personne",
    ),
    "mandat_modifier": _geree(lambda s: {"fonction": "Directrice adjointe"}, pk="mandat"),
    "mandat_succeder": _geree(
        lambda s: {"fin": "2026-11-22", "prenom": "Une", "nom": "Suivante"}, pk="mandat"
    ),
    "mandat_succede": Page({"pk": "mandat"}, get=COORDINATION),
    # --- conventions : zones ---
    "zone_liste": _lue(),
    "zone_ajouter": _geree(lambda s: {"nom": "Vallée inventée", "genre": "bassin_de_vie"}),
    "zone_modifier": _geree(lambda s: {"source": "Une étude inventée."}, pk="zone"),
    "zone_historique": _lue(pk="zone"),
    # --- conventions : comptes ---
    "compte_inviter": _geree(_invitation, pk="personne"),
    "compte_reinviter": Page({"pk": "invitee"}, post=COORDINATION),
    "invitation_corriger": _geree(lambda s: {"courriel": "corrigee@exemple.fr"}, pk="invitee"),
    "compte_suspendre": Page({"pk": "titulaire"}, post=COORDINATION),
    "compte_retablir": Page({"pk": "suspendue"}, post=COORDINATION),
    "role_ajouter": _geree(
        lambda s: {"role": "agent", "partenaire": s.objets["organisme"]}, pk="titulaire"
    ),
    "role_retirer": Page({"pk": "habilitation"}, post=COORDINATION),
    # --- conventions : courriels ---
    "envoi_liste": Page(get=COORDINATION),
    # Un envoi est une trace : il n'a pas d'historique à signer.
    "envoi_retenter": Page({"pk": "envoi"}, post=COORDINATION, est_signe=False),
    "mes_courriels": Page(
        get=CONNECTES,
        post=CONNECTES,
        est_d_une_convention=False,
        saisie=lambda s: {"recevoir": ["acceptation"]},
    ),
    # --- ctg : données personnelles ---
    "mes_donnees": Page(get=CONNECTES, est_d_une_convention=False),
    "mes_donnees_telecharger": Page(get=CONNECTES, est_d_une_convention=False, est_une_page=False),
    "mes_coordonnees": Page(
        get=CONNECTES,
        post=CONNECTES,
        est_d_une_convention=False,
        saisie=lambda s: {"telephone": "05 00 00 00 00"},
    ),
    "personnes_inactives": Page(get=COORDINATION),
    "personne_exporter": Page({"pk": "effacable"}, get=COORDINATION, est_une_page=False),
    "personne_effacer": _geree(lambda s: {"confirmation": "Personne de passage"}, pk="effacable"),
    "personne_garder": Page({"pk": "effacable"}, post=COORDINATION),
    # --- actions ---
    "fiche_liste": _lue(),
    "fiche_detail": _lue(numero="numero"),
    "fiche_historique": _lue(numero="numero"),
    "fiche_mettre_a_jour": Page(
        {"numero": "numero"},
        get=PLAN,
        post=PLAN,
        saisie=lambda s: {"etat": "en_cours", "note": "Le groupe de travail s'est réuni."},
    ),
    "fiche_pilotes": _geree(
        lambda s: {"personne": s.objets["personne"], "qualite": "pilote"}, numero="numero"
    ),
    # --- actions : étapes, documents, liens ---
    # En projet, ajouter et retirer reviennent à la coordination : `test_etapes_en_projet`.
    "etape_liste": Page({"numero": "numero"}, get=PLAN),
    "etape_ajouter": Page(
        {"numero": "numero"}, get=PLAN, post=PLAN, saisie=lambda s: {"libelle": "Essayer."}
    ),
    "etape_modifier": Page(
        {"numero": "numero", "pk": "etape"},
        get=PLAN,
        post=PLAN,
        saisie=lambda s: {"responsable_libre": "Service enfance"},
    ),
    "etape_deplacer": Page(
        {"numero": "numero", "pk": "etape"}, post=PLAN, saisie=lambda s: {"sens": "monter"}
    ),
    "etape_retirer": Page(
        {"numero": "numero", "pk": "etape"}, post=PLAN, saisie=lambda s: {"version": 1}
    ),
    "piece_telecharger": Page({"numero": "numero", "pk": "piece"}, get=DEDANS, est_une_page=False),
    "piece_deposer": Page(
        {"numero": "numero"},
        get=PLAN,
        post=PLAN,
        saisie=lambda s: {"titre": "Compte rendu", "fichier": un_pdf()},
    ),
    "piece_modifier": Page(
        {"numero": "numero", "pk": "piece"}, get=PLAN, post=PLAN, saisie=lambda s: {"note": "Lu."}
    ),
    "piece_retirer": Page(
        {"numero": "numero", "pk": "piece"}, post=PLAN, saisie=lambda s: {"version": 1}
    ),
    "lien_web_ajouter": Page(
        {"numero": "numero"},
        get=PLAN,
        post=PLAN,
        saisie=lambda s: {"titre": "La Caf", "adresse": "https://www.caf.fr/"},
    ),
    "lien_web_modifier": Page(
        {"numero": "numero", "pk": "lien_web"},
        get=PLAN,
        post=PLAN,
        saisie=lambda s: {"titre": "Un autre titre"},
    ),
    "lien_web_retirer": Page(
        {"numero": "numero", "pk": "lien_web"}, post=PLAN, saisie=lambda s: {"version": 1}
    ),
    # --- actions : ce qui précise une fiche ---
    "fiche_completer": Page(
        {"numero": "numero"}, get=PLAN, post=PLAN, saisie=lambda s: {"etendue": "tout"}
    ),
    "fiche_lier": Page({"numero": "numero"}, get=PLAN, post=PLAN, saisie=_lien),
    "fiche_delier": Page({"numero": "numero", "pk": "lien_de_fiche"}, post=PLAN),
    "etiquette_liste": _geree(lambda s: {"genre": "public", "nom": "lycéens"}),
    "etiquette_modifier": _geree(lambda s: {"nom": "collégiens"}, pk="etiquette"),
    "etiquette_retirer": Page({"pk": "etiquette"}, post=COORDINATION),
    # --- actions : route ---
    "depuis_ma_visite": _lue(),
    # Ce qu'on a lu ne s'inscrit pas à l'historique.
    "visite_noter": Page(
        post=DEDANS,
        saisie=lambda s: {"jusqu_au": "2026-11-23T09:00:00+01:00"},
        est_signe=False,
    ),
    "tableau_de_bord": _lue(),
    "feuille_de_route": _lue(),
    "feuille_de_route_pdf": Page(get=DEDANS, est_une_page=False),
    "feuille_de_route_ics": Page(get=DEDANS, est_une_page=False),
    # --- actions : table ---
    "fiche_tableau": _lue(),
    "fiches_changer": Page(
        get=COORDINATION | {P.COPILOTE}, post=COORDINATION | {P.COPILOTE}, saisie=_priorite
    ),
    # --- actions : emporter, reprendre ---
    "plan_exporter": Page({"suffixe": "xlsx"}, get=DEDANS, est_une_page=False),
    "fiche_exporter": Page({"numero": "numero", "suffixe": "docx"}, get=DEDANS, est_une_page=False),
    "plan_reprendre": Page(get=PLAN, post=PLAN, reponse=200, ecrit=False),
    "plan_appliquer": Page(post=PLAN, saisie_par=_lot),
    "plan_repris": Page(get=PLAN),
    # --- actions : argent ---
    "financement_liste": _lue(),
    "financement_ajouter": Page(
        {"numero": "numero"},
        get=PLAN,
        post=PLAN,
        saisie=lambda s: {
            "financeur_libre": "Fondation inventée",
            "nature": "fonctionnement",
            "annee": "2025",
        },
    ),
    "financement_modifier": Page(
        {"numero": "numero", "pk": "financement"},
        get=PLAN,
        post=PLAN,
        saisie=lambda s: {"obtenu": "1 200,50", "demande": "accorde"},
    ),
    "financement_retirer": Page(
        {"numero": "numero", "pk": "financement"}, post=PLAN, saisie=lambda s: {"version": 1}
    ),
    "temps_fort_liste": _lue(),
    "temps_fort_ajouter": Page(
        {"numero": "numero"},
        get=PLAN,
        post=PLAN,
        saisie=lambda s: {"titre": "Fête", "genre": "fete", "date": "2026-06-13"},
    ),
    "temps_fort_modifier": Page(
        {"pk": "temps_fort"}, get=PLAN, post=PLAN, saisie=lambda s: {"familles": "42"}
    ),
    "temps_fort_retirer": Page({"pk": "temps_fort"}, post=PLAN, saisie=lambda s: {"version": 1}),
    # --- actions : journal ---
    "journal": _lue(),
    "note_ajouter": Page(
        {"numero": "numero"}, get=PLAN, post=PLAN, saisie=lambda s: {"texte": "Un lieu ouvre."}
    ),
    "note_modifier": Page(
        {"pk": "note"},
        get=COORDINATION | {P.PILOTE},
        post=COORDINATION | {P.PILOTE},
        saisie=lambda s: {"texte": "Un lieu a ouvert."},
    ),
    "commentaire_ajouter": Page(
        {"numero": "numero"}, get=DEDANS, post=DEDANS, saisie=lambda s: {"texte": "Et l'été ?"}
    ),
    "commentaire_modifier": Page(
        {"pk": "commentaire"},
        get=frozenset({P.MEMBRE}),
        post=frozenset({P.MEMBRE}),
        saisie=lambda s: {"texte": "Et les vacances d'été ?"},
    ),
    "commentaire_regler": Page({"pk": "commentaire"}, post=PLAN),
    "commentaire_rouvrir": Page({"pk": "regle"}, post=PLAN),
    "proposition_liste": _lue(),
    "proposition_detail": _lue(pk="proposition"),
    "proposition_ajouter": Page(
        {"numero": "numero", "champ": "contexte"}, get=PLAN, post=PLAN, saisie=_proposition
    ),
    "action_proposer": Page(
        get=COORDINATION | {P.COPILOTE},
        post=COORDINATION | {P.COPILOTE},
        saisie=lambda s: {**_proposition(s), "axe": _l_axe(s)},
    ),
    "proposition_retenir": _geree(lambda s: {"avenant": s.objets["projet"]}, pk="proposition"),
    "proposition_ecarter": _geree(lambda s: {"motif": "Trop tôt."}, pk="proposition"),
    "proposition_appliquer": Page({"pk": "retenue"}, post=COORDINATION),
    "avenant_modifications": _lue(numero="avenant"),
    # --- pilotage : référentiel, diagnostic, enquêtes, jugements ---
    "referentiel_lire": _lue(),
    "referentiel_proposer": _bouton_du_projet(lambda s: {}),
    "referentiel_historique": _lue(),
    "thematique_ajouter": _geree(lambda s: {"titre": "Une thématique de plus"}),
    "thematique_modifier": _geree(lambda s: {"titre": "Réécrite"}, pk="la_thematique"),
    "question_ajouter": _geree(
        lambda s: {"texte": "Et les jeunes ?", "critere": "equite"}, pk="la_thematique"
    ),
    "question_modifier": _geree(lambda s: {"outils": "Entretiens."}, pk="question_evaluative"),
    "hypothese_ajouter": _geree(lambda s: {"enonce": "Ils viennent."}, pk="question_evaluative"),
    "hypothese_modifier": _geree(lambda s: {"enonce": "Ils restent."}, pk="hypothese"),
    "ligne_deplacer": Page(
        {"genre": "thematique", "pk": "la_thematique"},
        post=COORDINATION,
        saisie=lambda s: {"sens": "descendre"},
    ),
    "ligne_retirer": Page(
        {"genre": "besoin", "pk": "le_besoin"}, post=COORDINATION, saisie=lambda s: {"version": 1}
    ),
    "diagnostic_lire": _lue(),
    "besoin_ajouter": _geree(lambda s: {"titre": "Un besoin", "source": "Annexe 1, p. 2"}),
    "besoin_modifier": _geree(lambda s: {"titre": "Un besoin réécrit"}, pk="le_besoin"),
    "chiffre_ajouter": _geree(
        lambda s: {"libelle": "familles", "valeur": "8,6", "source": "Annexe 1, p. 2"}
    ),
    "chiffre_modifier": _geree(lambda s: {"valeur": "34"}, pk="chiffre"),
    "enquete_liste": _lue(),
    "enquete_detail": _lue(pk="enquete"),
    "enquete_ajouter": _geree(
        lambda s: {
            "titre": "Auprès des jeunes",
            "genre": "qualitative",
            "annee": "2025",
            "source": "Une mission locale",
        }
    ),
    "enquete_modifier": _geree(lambda s: {"titre": "Auprès des parents"}, pk="enquete"),
    "question_d_enquete_ajouter": _geree(
        lambda s: {"texte": "Venez-vous ?", "reponses": "Oui : 60\nNon : 40"}, pk="enquete"
    ),
    "question_d_enquete_modifier": _geree(
        lambda s: {"reponses": "Oui : 61\nNon : 39"}, pk="question_d_enquete"
    ),
    "verdict_liste": Page({"annee": "annee"}, get=EVALUATIONS),
    "verdict_rendre": _geree(
        lambda s: {"verdict": "infirmee", "preuves": "Rien n'a bougé."},
        annee="annee",
        pk="hypothese",
    ),
    "jugement_liste": Page({"annee": "annee"}, get=EVALUATIONS),
    "jugement_ecrire": _geree(
        lambda s: {"force": "Une force.", "suite": "ajuster", "mots": "Plus près."},
        annee="annee",
        objet="fiche",
        numero="numero",
    ),
    # --- equipements : territoire, annuaire ---
    "territoire_carte": _lue(),
    "territoire_matrice": _lue(),
    "commune_detail": _lue(code_insee="insee"),
    "annuaire_regler": _lue(),
    "annuaire_publier": Page(post=COORDINATION, saisie=lambda s: {"public": "non"}),
    # --- equipements ---
    "equipement_liste": _lue(),
    "annexe2_liste": _lue(),
    # --- equipements : emporter, importer ---
    "registre_exporter": Page({"suffixe": "csv"}, get=DEDANS, est_une_page=False),
    "chiffres_exporter": Page({"annee": "annee", "suffixe": "csv"}, get=DEDANS, est_une_page=False),
    "prix_exporter": Page({"annee": "annee", "suffixe": "csv"}, get=DEDANS, est_une_page=False),
    "annexe2_exporter": Page(
        {"version": "signee", "suffixe": "docx"}, get=DEDANS, est_une_page=False
    ),
    "registre_modele": Page(get=DEDANS, est_une_page=False),
    "registre_importer": Page(get=DECLARANTS, post=DECLARANTS, reponse=200, ecrit=False),
    # Un lot est signé pour une personne : sans lui, l'envoi mène à déposer à nouveau.
    "registre_appliquer": Page(post=DECLARANTS, ecrit=False),
    "registre_importe": Page(get=DECLARANTS),
    "equipement_detail": _lue(pk="validee"),
    "equipement_historique": _lue(pk="validee"),
    "equipement_lignes": Page(
        {"pk": "validee", "liste": "places"},
        get=REGISTRE,
        post=REGISTRE,
        saisie=lambda s: {"0-nombre": "24", "0-periode": "mercredi"},
    ),
    "titre_liste": _lue(),
    "vigilance_liste": _lue(),
    "soutien_ajouter": _geree(lambda s: {"partenaire": s.objets["voisin"]}, pk="validee"),
    "soutien_modifier": _geree(lambda s: {"debut": "2022-01-01"}, pk="validee", soutien="soutien"),
    "sous_type_liste": _geree(lambda s: {"type": "evs", "nom": "Espace itinérant"}),
    # Les sous-types sont les mêmes dans toutes les conventions.
    "sous_type_modifier": _geree(lambda s: {"nom": "Jardin d'éveil"}, sous_type="sous_type"),
    "equipement_chiffres": _lue(pk="validee"),
    "chiffres_saisir": Page(
        {"pk": "validee", "annee": "annee"},
        get=REGISTRE,
        post=REGISTRE,
        saisie=lambda s: {"enfants-valeur": "61"},
    ),
    "chiffres_confirmer": Page(
        {"pk": "validee", "annee": "annee"},
        post=COORDINATION,
        saisie=lambda s: {"empreinte": _empreinte_des_chiffres(s)},
    ),
    "annee_liste": _coordonnee(),
    "annee_fermer": Page({"annee": "annee"}, get=COORDINATION, post=COORDINATION),
    "annee_rouvrir": _geree(
        lambda s: {"motif": "Une commune en retard."}, annee="annee_du_registre"
    ),
    "registre_argent": Page(get=COORDINATION | {P.COPILOTE}),
    "plancher_saisir": _geree(
        lambda s: {"montant": "900 000", "annee": "2020", "source": "Notification inventée"}
    ),
    "prix_comparer": _lue(),
    "equipement_prix": _lue(pk="validee"),
    "grille_saisir": Page(
        {"pk": "validee", "annee": "annee"},
        get=REGISTRE,
        post=REGISTRE,
        saisie=lambda s: {"0-unite": "journee", "0-montant": "9,50"},
    ),
    "grille_confirmer": Page(
        {"pk": "validee", "annee": "annee"},
        post=COORDINATION,
        saisie=lambda s: {"version": 1},
    ),
    "doublon_liste": _coordonnee(),
    "doublon_fusionner": _geree(lambda s: {}, garder="validee", absorber="jumelle"),
    "doublon_ecarter": _geree(
        lambda s: {"motif": "Deux sites."}, garder="validee", absorber="jumelle"
    ),
    "doublon_reprendre": Page({"pk": "distinguee"}, post=COORDINATION),
    "inscription_expliquer": Page(
        {"pk": "validee"}, get=REGISTRE, post=REGISTRE, saisie=lambda s: {"texte": "À deux."}
    ),
    "ligne_decouper": _geree(lambda s: {"1-nom": "École du Haut"}, ordre="ligne_signee"),
    "equipement_ajouter": Page(get=DECLARANTS, post=DECLARANTS, saisie=_declaration),
    "equipement_modifier": Page(
        {"pk": "validee"}, get=REGISTRE, post=REGISTRE, saisie=lambda s: {"capacite": "52"}
    ),
    "equipement_verifier": Page({"pk": "brouillon"}, get=REGISTRE),
    "equipement_soumettre": Page({"pk": "brouillon"}, post=REGISTRE, saisie=_version("brouillon")),
    "equipement_soumis": Page({"pk": "soumise"}, get=REGISTRE),
    "equipement_valider": Page({"pk": "soumise"}, post=COORDINATION, saisie=_version("soumise")),
    "equipement_renvoyer": _geree(lambda s: {"motif": "L'adresse est à revoir."}, pk="soumise"),
    "correction_trancher": _geree(lambda s: {"decision": "accepter"}, pk="corrigee"),
    "correction_retirer": Page({"pk": "corrigee"}, post=REGISTRE, saisie=_version("corrigee")),
    # --- equipements : la campagne annuelle ---
    "registre_demande": Page({"pk": "registre"}, get=REPONDANTS),
    "registre_lire": Page({"pk": "registre"}, get=REPONDANTS),
    "registre_verifier": Page({"pk": "registre_vide"}, get=QUESTIONNES, post=QUESTIONNES),
    "registre_sans_structure": Page(
        {"pk": "registre_vide"},
        get=QUESTIONNES,
        post=QUESTIONNES,
        saisie=lambda s: {"dessert": "Le relais du bourg voisin."},
    ),
    "registre_confier": Page({"pk": "registre"}, get=REPONDANTS, post=REPONDANTS, saisie=_collegue),
    "registre_declarer": Page(
        {"pk": "registre"}, get=REPONDANTS, post=REPONDANTS, saisie=_declaration
    ),
    "registre_structure": Page(
        {"pk": "registre", "equipement": "validee"},
        get=REPONDANTS,
        post=REPONDANTS,
        saisie=lambda s: {"constat": "inchangee"},
    ),
    "registre_retirer": Page({"pk": "registre", "equipement": "brouillon"}, post=REPONDANTS),
    "registre_signaler": Page(
        {"pk": "registre", "equipement": "implantee"},
        get=REPONDANTS,
        post=REPONDANTS,
        saisie=lambda s: {"mot": "Elle a déménagé."},
    ),
    "registre_corriger": Page(
        {"pk": "registre", "equipement": "validee"},
        get=REPONDANTS,
        post=REPONDANTS,
        saisie=lambda s: {"capacite": "52"},
    ),
    "registre_lignes": Page(
        {"pk": "registre", "equipement": "validee", "liste": "places"},
        get=REPONDANTS,
        post=REPONDANTS,
        saisie=lambda s: {"0-periode": "mercredi", "0-nombre": "24"},
    ),
    "registre_prix": Page(
        {"pk": "registre", "equipement": "validee"},
        get=REPONDANTS,
        post=REPONDANTS,
        saisie=lambda s: {"0-unite": "journee", "0-montant": "9,50"},
    ),
    "registre_passer": Page(
        {"pk": "registre", "equipement": "validee", "source": "gestionnaire"},
        get=REPONDANTS,
        post=REPONDANTS,
        saisie=_collegue,
    ),
    "registre_reprendre": Page(
        {"pk": "registre", "equipement": "validee", "source": "caf"}, post=REPONDANTS
    ),
    "question_repondre": Page(
        {"pk": "question"},
        get=QUESTIONNES,
        post=QUESTIONNES,
        saisie=lambda s: {"bonus_territoire-valeur": "12 000"},
    ),
    "question_confirmer": Page(
        {"pk": "question_inconnue"}, post=COORDINATION, saisie=lambda s: {"decision": "envoyer"}
    ),
    "registre_suivi": _coordonnee(pk="campagne_registre"),
    "registre_accepter": Page(
        {"pk": "registre_rendu"}, post=COORDINATION, saisie=lambda s: {"empreinte": _empreinte(s)}
    ),
    "registre_accepter_en_nombre": Page(
        {"pk": "campagne_rendue"},
        post=COORDINATION,
        saisie=lambda s: {"reponse": [f"{s.objets['registre_rendu']}:{_empreinte(s)}"]},
    ),
    "registre_renvoyer": _geree(lambda s: {"motif": "Un montant manque."}, pk="registre_rendu"),
    # --- pilotage : campagnes et demandes ---
    "campagne_liste": _coordonnee(),
    "campagne_ajouter": _geree(lambda s: {"echeance": "2026-12-18"}),
    "campagne_detail": _coordonnee(pk="campagne"),
    "campagne_modifier": _geree(lambda s: {"message": "Deux minutes par fiche."}, pk="preparee"),
    "campagne_ouvrir": Page({"pk": "preparee"}, post=COORDINATION),
    "campagne_relancer": Page({"pk": "campagne"}, post=COORDINATION),
    "campagne_suspendre": Page({"pk": "campagne"}, post=COORDINATION),
    "campagne_prolonger": _geree(lambda s: {"jusqu_au": "2026-12-28"}, pk="campagne"),
    "campagne_clore": Page({"pk": "campagne"}, get=COORDINATION, post=COORDINATION),
    "campagne_rouvrir": _geree(lambda s: {"jusqu_au": "2026-12-28"}, pk="close"),
    "campagne_historique": _coordonnee(pk="campagne"),
    "demande_lire": Page({"pk": "repondue"}, get=SOLLICITES),
    "demande_repondre": Page(
        {"pk": "demande"},
        get=SOLLICITES,
        post=SOLLICITES,
        saisie=lambda s: {"etat": "en_cours", "fait": "Le groupe s'est réuni."},
    ),
    "demande_transmettre": Page(
        {"pk": "demande"},
        get=SOLLICITES,
        post=SOLLICITES,
        saisie=_collegue,
    ),
    "demande_accepter": Page(
        {"pk": "repondue"}, post=COORDINATION, saisie=lambda s: {"version": 1}
    ),
    "demande_renvoyer": _geree(lambda s: {"motif": "Il manque un chiffre."}, pk="repondue"),
    # --- pilotage : instances ---
    "instance_liste": _lue(),
    "instance_detail": _lue(pk="instance"),
    "instance_ajouter": _geree(lambda s: {"nom": "Groupe parentalité"}),
    "membre_ajouter": _geree(
        lambda s: {"personne": s.objets["personne"], "partenaire": s.objets["organisme"]},
        pk="instance",
    ),
    "membre_retirer": Page({"pk": "membre"}, post=COORDINATION),
    "reunion_ajouter": _geree(lambda s: {"date": "2026-12-10", "lieu": "Mairie"}, pk="instance"),
    "reunion_detail": _lue(pk="reunion"),
    "reunion_historique": _lue(pk="reunion"),
    "reunion_modifier": _geree(lambda s: {"lieu": "Salle du conseil"}, pk="reunion"),
    "presences_noter": _geree(lambda s: {f"partie_{s.objets['partie']}": "present"}, pk="reunion"),
    "decision_ajouter": _geree(lambda s: {"texte": "Le COPIL retient l'action."}, pk="reunion"),
    "decision_modifier": _geree(lambda s: {"texte": "Décision précisée."}, pk="decision"),
    # --- pilotage : relevés ---
    "releve_liste": _lue(),
    "releves_saisir": Page(
        {"numero": "numero", "annee": "annee"}, get=PLAN, post=PLAN, saisie=_releves
    ),
    "releves_historique": _lue(numero="numero", annee="annee"),
    "releves_grille": Page(
        {"annee": "annee"},
        get=PLAN,
        post=PLAN,
        saisie=lambda s: {f"cellule_{s.objets['indicateur']}": "14"},
    ),
    "releves_par_commune": Page(
        {"pk": "indicateur_par_commune", "annee": "annee_de_campagne"},
        get=SOLLICITES,
        post=SOLLICITES,
        saisie=lambda s: {f"cellule_{s.objets['commune']}": "14"},
    ),
    "releves_relire": _coordonnee(numero="numero", annee="annee"),
    "releves_accepter": Page(
        {"numero": "numero", "annee": "annee"},
        post=COORDINATION,
        saisie=lambda s: {"lu": f"{s.objets['releve']}.1"},
    ),
    "releve_accepter": Page({"pk": "releve"}, post=COORDINATION, saisie=lambda s: {"version": 1}),
    "releve_renvoyer": _geree(lambda s: {"motif": "Compter aussi mars."}, pk="releve"),
    "annee_de_releves_liste": _coordonnee(),
    "annee_verrouiller": Page({"annee": "annee"}, post=COORDINATION),
    "annee_deverrouiller": _geree(
        lambda s: {"motif": "Une commune en retard."}, annee="annee_verrouillee"
    ),
    # --- indicateurs ---
    "indicateur_detail": _lue(pk="indicateur"),
    "indicateur_historique": _lue(pk="indicateur"),
    "indicateurs_qualifier": _geree(
        lambda s: {f"unite_{s.objets['indicateur']}": "familles accueillies"}
    ),
    "indicateur_definir": _geree(lambda s: {"methode": "Compté en juin."}, pk="indicateur"),
    "reference_ajouter": _geree(
        lambda s: {"libelle": "des familles", "valeur": "33", "source": "Diagnostic"},
        pk="indicateur",
    ),
    "reference_modifier": _geree(lambda s: {"valeur": "34"}, pk="reference"),
    "reference_retirer": Page(
        {"pk": "reference"}, post=COORDINATION, saisie=_ecriture("reference", Reference)
    ),
    # --- pilotage : évaluations ---
    "evaluation_liste": Page(get=DEDANS),
    "evaluation_detail": Page({"annee": "annee"}, get=EVALUATIONS),
    "evaluation_historique": Page({"annee": "annee"}, get=EVALUATIONS),
    "evaluation_pdf": Page({"annee": "annee"}, get=LECTEURS_DU_PROJET, est_une_page=False),
    "evaluation_ouvrir": Page({"annee": "2026-finale"}, post=COORDINATION),
    "evaluation_rattacher": _geree(lambda s: {"reunion": s.objets["reunion"]}, annee="annee"),
    "recit_ecrire": _geree(
        lambda s: {"texte": "Le maillage a progressé."}, annee="annee", section="section"
    ),
    # Lire et commenter.
    "evaluation_lire": Page({"annee": "annee"}, get=LECTEURS_DU_PROJET),
    "evaluation_lue": Page({"annee": "annee"}, post=LECTEURS_DU_PROJET, ecrit=False),
    "evaluation_inviter": _geree(lambda s: {"personnes": [s.objets["siege"]]}, annee="annee"),
    "evaluation_commenter": Page(
        {"annee": "annee", "section": "section"},
        get=LECTEURS_DU_PROJET,
        post=LECTEURS_DU_PROJET,
        saisie=lambda s: {"texte": "Il manque les relais."},
    ),
    "evaluation_commentaire_modifier": Page(
        {"pk": "lue_a_corriger"},
        get=frozenset({P.LIEN}),
        post=frozenset({P.LIEN}),
        saisie=lambda s: {"texte": "Il manque les relais itinérants."},
    ),
    "evaluation_commentaire_repondre": _geree(
        lambda s: {"texte": "C'est ajouté."}, pk="lue_a_corriger"
    ),
    "evaluation_commentaire_regler": Page({"pk": "lue_a_corriger"}, post=COORDINATION),
    "evaluation_commentaire_rouvrir": Page({"pk": "lue_reglee"}, post=COORDINATION),
    # Les étapes.
    "evaluation_soumettre": _geree(lambda s: {}, annee="annee"),
    "evaluation_presenter": _geree(lambda s: {}, annee="soumise_an"),
    "evaluation_renvoyer": _geree(lambda s: {"motif": "Un chiffre manque."}, annee="presentee_an"),
    "evaluation_approbations": Page(
        {"annee": "presentee_an"},
        get=APPROBATEURS,
        post=APPROBATEURS,
        saisie=lambda s: {"relue": "on"},
    ),
    "approbation_noter": _geree(
        lambda s: {"personne": s.objets["siege"]}, annee="presentee_an", copilote="copilote"
    ),
    "approbation_retirer": Page({"pk": "approbation"}, post=COORDINATION),
    "evaluation_valider": _geree(lambda s: {}, annee="prete_an"),
    "evaluation_publier": _geree(lambda s: {"publique": "non"}, annee="validee_an"),
    "evaluation_prevenir": _geree(lambda s: {}, annee="publiee_an"),
    "evaluation_depublier": Page({"annee": "publiee_an"}, post=COORDINATION),
    "evaluation_ouvrir_au_public": Page(
        {"annee": "publiee_an"}, post=COORDINATION, saisie=lambda s: {"public": "non"}
    ),
    "evaluation_corriger": _geree(lambda s: {"motif": "Une coquille."}, annee="validee_an"),
    # Ce qui est figé.
    "evaluations_verifier": Page(get=EVALUATIONS),
    # Les formats : la page pour téléphone, et ce qui se prépare à part. Rien n'est en base.
    "evaluation_web": Page({"annee": "annee"}, get=LECTEURS_DU_PROJET),
    "document_demander": Page(
        {"annee": "annee", "genre": "pptx"}, post=LECTEURS_DU_PROJET, ecrit=False
    ),
    "document_attendre": Page(
        {"annee": "annee", "genre": "pptx", "cle": "a1b2"}, get=LECTEURS_DU_PROJET
    ),
    "document_prendre": Page(
        {"annee": "annee", "genre": "pptx", "cle": "a1b2"},
        get=LECTEURS_DU_PROJET,
        est_une_page=False,
    ),
    "version_lire": Page({"annee": "publiee_an", "numero": "version_publiee"}, get=DEDANS),
    "version_pdf": Page(
        {"annee": "publiee_an", "numero": "version_publiee"}, get=DEDANS, est_une_page=False
    ),
    "version_instantane": Page(
        {"annee": "validee_an", "numero": "version_validee"}, get=EVALUATIONS, est_une_page=False
    ),
}
