"""Chaque champ du portail, et ce qu'il dit d'une personne : la base du registre RGPD (art. 30).

Une seule table, qu'un test tient complète : un champ nouveau s'y classe, un champ retiré en sort.
L'historique d'un modèle garde les mêmes champs, avec la même classe, et l'auteur de chaque ligne
(`auteur`, `history_user` : contact professionnel). Les textes libres racontent l'action ; l'écran
demande de n'y nommer ni enfant ni famille.
"""

from enum import StrEnum


class Classe(StrEnum):
    """Ce qu'un champ dit d'une personne physique."""

    AUCUNE = "aucune"
    CONTACT_PROFESSIONNEL = "contact professionnel"
    PERSONNELLE = "personnelle"


_A, _C, _P = Classe.AUCUNE, Classe.CONTACT_PROFESSIONNEL, Classe.PERSONNELLE

# Modèle → classe → champs, séparés par des espaces.
CHAMPS: dict[str, dict[Classe, str]] = {
    "conventions.Commune": {
        _A: "code_insee nom siren codes_postaux population annee_population longitude latitude"
        " cellule contour source_du_contour",
    },
    "conventions.Zone": {_A: "nom genre source communes"},
    "conventions.Partenaire": {
        _A: "code nom nature commune siren adresse code_postal ville",
    },
    "conventions.LogoDePartenaire": {
        _A: "partenaire titre note fichier nom_d_origine taille depose_le empreinte largeur"
        " hauteur",
        _C: "depose_par",
    },
    "conventions.Personne": {
        _A: "anonymisee_le",
        _C: "civilite prenom nom courriel telephone courriel_en_erreur_le",
        _P: "preavis_le",
    },
    "conventions.Mandat": {_A: "partenaire nature", _C: "personne fonction debut fin"},
    "conventions.Utilisateur": {
        _C: "courriel nom personne",
        _P: "password last_login is_active cree_le generation_des_sessions",
    },
    "conventions.Habilitation": {
        _A: "convention partenaire",
        _C: "utilisateur role",
        _P: "nouvelles_vues_le",
    },
    "conventions.LienPersonnel": {
        _A: "convention usage generation cree_le expire_le revoque_le",
        _C: "personne transmis_par",
        _P: "ouvert_le dernier_usage_le signale_le",
    },
    "conventions.Envoi": {
        _A: "convention motif raison lien etat cree_le envoye_le tentatives tente_le erreur",
        _C: "personne destinataire objet contenu",
    },
    "conventions.RefusDeCourriel": {_P: "personne motif"},
    "conventions.Campagne": {
        _A: "version convention annee genre message echeance prolongee_au relances_suspendues"
        " ouverte_le close_le",
    },
    "conventions.Convention": {
        _A: "slug nom territoire devise objet enjeu_transversal debut fin reconduite_jusqu_au etat"
        " signee_le deliberee_par deliberee_le deliberation_numero zones"
        " annuaire_est_public succede_a cloturee_le motif_de_reouverture",
    },
    "conventions.Signataire": {
        _A: "convention partenaire ordre denomination siege_ecrit designation est_copilote"
        " deliberation_numero deliberation_le ligne",
    },
    "conventions.Signature": {_A: "signataire ordre ligne", _C: "mandat"},
    "conventions.Article": {_A: "convention numero titre resume texte_cle ligne"},
    "conventions.Avenant": {_A: "convention numero objet etat signe_le effet_le"},
    "conventions.Document": {
        _A: "convention annexe titre note fichier nom_d_origine taille depose_le",
        _C: "depose_par",
    },
    "conventions.Anomalie": {
        _A: "convention code ordre lieu lignes ecrit constat traitement retenu suite suite_le",
    },
    "equipements.SousType": {_A: "type code nom"},
    "equipements.LigneAnnexe2": {
        _A: "convention signataire ordre type libelle ligne equipement sites introduite_par"
        " retiree_par",
    },
    "equipements.Equipement": {
        _A: "version code nom type sous_type adresse code_postal commune latitude longitude site"
        " gestionnaire gestionnaire_siret mode_gestion capacite age_min age_max periodes horaires"
        " a_referent_handicap communes_desservies identifiant_caf identifiant_sdjes precisions"
        " statut statut_depuis etat_saisie motif_renvoi soumis_le valide_le fusionnee_dans"
        " fusionnee_le confirmee_le",
        _C: "telephone courriel soumis_par valide_par fusionnee_par confirmee_par",
    },
    "equipements.Places": {
        _A: "equipement periode age_min age_max nombre psu_existantes psu_nouvelles",
    },
    "equipements.Ouverture": {_A: "equipement periode jours ouvre ferme precision"},
    "equipements.Titre": {_A: "equipement nature intitule delivre_par debut fin"},
    # Une fonction et des coordonnées de service : aucun nom n'est demandé.
    "equipements.Contact": {_A: "equipement fonction", _C: "telephone courriel"},
    "equipements.Soutien": {_A: "equipement partenaire debut fin motif_de_fin"},
    "equipements.MontantDeSoutien": {
        _A: "soutien annee reponse valeur motif saisi_le confirme_le",
        _C: "saisi_par confirme_par",
    },
    "equipements.PlancherDuBonus": {_A: "version convention montant annee source"},
    "equipements.ChiffreAnnuel": {
        _A: "equipement annee code reponse motif saisi_le confirme_le",
        _C: "saisi_par confirme_par",
        # Un très petit effectif peut désigner un enfant : sous 5, il est masqué.
        _P: "valeur",
    },
    "equipements.AnneeFermee": {_A: "convention annee fermee_le", _C: "fermee_par"},
    "equipements.GrilleDePrix": {
        _A: "version equipement annee_scolaire precisions saisie_le confirmee_le",
        _C: "saisie_par confirmee_par",
    },
    "equipements.Prix": {_A: "grille unite avec_repas qf_min qf_max montant montant_exterieur"},
    "equipements.PasUnDoublon": {_A: "premiere seconde motif decide_le", _C: "decide_par"},
    "equipements.ExplicationDInscription": {
        _A: "convention equipement texte ecrite_le",
        _C: "ecrite_par",
    },
    "equipements.Correction": {
        _A: "equipement etat proposee_le tranchee_le motif",
        # `valeurs` peut proposer un téléphone ou un courriel de la structure.
        _C: "valeurs proposee_par tranchee_par",
    },
    "equipements.DemandeDeRegistre": {
        _A: "version campagne signataire etat sollicitee_le relances commencee_le repondue_le"
        " est_repondue_pour_autrui acceptee_le motif_renvoi reponse brouillon sans_structure"
        " desservie_par dessert",
        _C: "personne transmise_a repondue_par",
    },
    "equipements.QuestionConfiee": {
        _A: "version campagne demande equipement source etat sollicitee_le relances commencee_le"
        " repondue_le est_repondue_pour_autrui acceptee_le motif_renvoi reponse brouillon"
        " adresse_confirmee",
        _C: "personne transmise_a repondue_par passee_par",
    },
    "equipements.ReponseDeStructure": {
        _A: "demande equipement constat fermee_le prix motif_des_prix mot",
    },
    "actions.Axe": {_A: "convention numero titre titre_court description ligne"},
    "actions.FicheAction": {
        _A: "version convention axe numero poursuit titre titre_ecrit titre_tableau ligne contexte"
        " objectifs"
        " partenaires public_cible resultats_attendus moyens echeancier indicateurs_ecrits"
        " conduite_ecrite etat meteo meteo_commentaire mise_a_jour_le priorite etendue zones"
        " communes publics cadres participation structures",
        _C: "elu_referent",
    },
    "actions.Etiquette": {_A: "convention genre nom ligne"},
    "actions.PartenaireDeFiche": {_A: "fiche partenaire nom_libre role"},
    "actions.LienDeFiche": {_A: "fiche vers_fiche vers_axe ecrit corrige ligne raison"},
    "actions.PiloteDeFiche": {_A: "fiche", _C: "personne est_copilote debut fin"},
    "actions.Etape": {
        _A: "version fiche ordre libelle periode_ecrite debut fin ligne est_de_travail"
        " responsable_libre faite_le vue_le",
        _C: "responsable",
    },
    "actions.DocumentDeFiche": {
        _A: "version fiche etape titre note fichier nom_d_origine taille depose_le",
        _C: "depose_par",
    },
    "actions.LienWeb": {_A: "version fiche etape titre adresse ajoute_le", _C: "ajoute_par"},
    "actions.Note": {_A: "fiche genre date texte ecrite_le", _C: "auteur"},
    "actions.Financement": {
        _A: "version fiche financeur financeur_libre nature annee prevu obtenu depense demande"
        " appel_a_projets echeance",
    },
    "actions.Indicateur": {
        _A: "version fiche ordre libelle est_a_definir nature unite sens est_cumulatif minimum"
        " maximum methode qui_sait periodicite est_par_commune calcul ligne"
    },
    "actions.Niveau": {_A: "indicateur rang libelle description"},
    "actions.Cible": {_A: "indicateur annee valeur niveau niveau_propre"},
    "actions.TempsFort": {
        _A: "version convention fiches date commune genre titre participants familles jeunes formes"
        " partenaires recit",
    },
    "actions.CommentaireDeFiche": {
        _A: "fiche texte ecrit_le etat regle_le",
        _C: "auteur regle_par",
    },
    "actions.PropositionDeModification": {
        _A: "version convention fiche champ axe ancien nouveau champs_nouveaux motif origine"
        " origine_precisee proposee_le etat avenant tranchee_le motif_ecart appliquee_le",
        _C: "proposee_par tranchee_par",
    },
    "actions.Reference": {
        _A: "axe fiche indicateur libelle valeur valeur_ecrite unite comparateur annee source"
        " ligne",
    },
    "pilotage.DemandeDeFiche": {
        _A: "version campagne fiche etat sollicitee_le relances commencee_le repondue_le"
        " est_repondue_pour_autrui acceptee_le motif_renvoi reponse brouillon",
        _C: "personne transmise_a repondue_par",
    },
    "pilotage.Instance": {_A: "convention genre nom missions composition frequence source"},
    "pilotage.MembreInstance": {
        _A: "instance partenaire",
        _C: "personne est_consultatif debut fin",
    },
    "pilotage.Reunion": {_A: "version instance date lieu ordre_du_jour"},
    "pilotage.Presence": {_A: "reunion signataire etat"},
    "pilotage.Decision": {_A: "version reunion ordre texte fiche"},
    "pilotage.AnneeVerrouillee": {
        _A: "convention annee verrouillee_le",
        _C: "verrouillee_par",
    },
    "pilotage.Releve": {
        _A: "version indicateur annee commune reponse valeur niveau niveau_propre recit motif"
        " mot_d_ecart commentaire source preuve piece etat soumis_le tranche_le motif_renvoi",
        _C: "soumis_par tranche_par",
    },
    "pilotage.Evaluation": {
        _A: "convention annee est_finale ouverte_le reunion etat soumise_le presentee_le"
        " validee_le publiee_le motif_renvoi motif_correction version_publiee est_publique",
    },
    "pilotage.Approbation": {
        _A: "evaluation signataire reunion donnee_le contenu_lu",
        _C: "personne notee_par",
    },
    "pilotage.LectureDemandee": {
        _A: "evaluation echeance",
        _C: "personne invitee_le",
        _P: "lue_le",
    },
    "pilotage.CommentaireDEvaluation": {
        _A: "evaluation section axe fiche texte ecrit_le etat reponse repondu_le regle_le",
        _C: "personne auteur repondu_par regle_par",
    },
    # Un acte figé : les noms y sont ceux de qui l'a approuvé, et de qui conduit les actions.
    "pilotage.VersionFigee": {
        _A: "convention evaluation rang numero figee_le reunion seance empreinte"
        " empreinte_de_l_instantane empreinte_du_pdf empreinte_precedente outils remplace motif"
        " titre note nom_d_origine taille depose_le",
        _C: "approbateurs instantane fichier depose_par",
    },
    "pilotage.Recit": {_A: "version evaluation section axe fiche texte"},
    "pilotage.Thematique": {
        _A: "version ordre est_proposee convention parent axe titre description",
    },
    "pilotage.QuestionEvaluative": {
        _A: "version ordre est_proposee thematique texte critere outils",
    },
    "pilotage.Hypothese": {_A: "version ordre est_proposee question enonce fiches indicateurs"},
    "pilotage.Verdict": {_A: "version evaluation hypothese verdict preuves"},
    "pilotage.Appreciation": {_A: "evaluation genre ordre fiche axe texte"},
    "pilotage.Conclusion": {_A: "version evaluation fiche suite texte"},
    # Des chiffres d'ensemble : aucune réponse de personne n'entre dans le portail.
    "pilotage.Enquete": {
        _A: "version ordre convention titre genre annee public source interroges repondants"
        " methode",
    },
    "pilotage.QuestionDEnquete": {
        _A: "version ordre enquete question_evaluative texte unite constat",
    },
    "pilotage.ReponseDEnquete": {_A: "question ordre libelle valeur"},
    "pilotage.Besoin": {_A: "version ordre convention titre description source fiches"},
    "pilotage.ChiffreDuDiagnostic": {
        _A: "version ordre convention besoin libelle valeur unite annee source",
    },
}

# Ce que chaque table d'historique ajoute aux champs de son modèle.
CHAMPS_DE_L_HISTORIQUE: dict[Classe, str] = {
    _A: "history_id history_date history_change_reason history_type",
    _C: "auteur history_user",
}

# Les tables que des bibliothèques ajoutent, et qui parlent de personnes.
_TENTATIVE = "user_agent ip_address username http_accept path_info attempt_time"
CHAMPS_DES_TIERS: dict[str, dict[Classe, str]] = {
    "axes.AccessAttempt": {_P: f"{_TENTATIVE} get_data post_data failures_since_start"},
    "axes.AccessAttemptExpiration": {_A: "access_attempt expires_at"},
    "axes.AccessFailureLog": {_P: f"{_TENTATIVE} locked_out"},
    "axes.AccessLog": {_P: f"{_TENTATIVE} logout_time session_hash"},
    "sessions.Session": {_A: "expire_date", _P: "session_key session_data"},
}
# Celles qui n'en disent rien : le catalogue des tables, et des droits que le portail n'emploie pas.
TIERS_SANS_PERSONNE = {"contenttypes.ContentType", "auth.Permission", "auth.Group"}


def classes_des_champs() -> dict[str, Classe]:
    """« salle.Modele.champ » → sa classe, pour le registre et pour le test qui le tient complet."""
    return {
        f"{modele}.{champ}": classe
        for modele, classes in CHAMPS.items()
        for classe, champs in classes.items()
        for champ in champs.split()
    }
