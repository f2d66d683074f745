"""Les badges : un ton, une forme et un mot ; jamais la couleur seule.

Une seule table pour l'écran et le papier. La clé est la valeur rangée en base (ou le nom d'un fait
calculé) ; le mot est celui du modèle, ou celui d'ici pour un fait calculé.
"""

from dataclasses import dataclass

from ctg.socle import graphiques


@dataclass(frozen=True)
class Badge:
    """Le ton (une classe de la feuille de style), la forme (une pastille) et le mot."""

    ton: str
    forme: graphiques.Forme
    mot: str


COULEURS: dict[str, str] = {
    "bon": graphiques.BON,
    "primaire": graphiques.PRIMAIRE,
    "attention": graphiques.ATTENTION,
    "mauvais": graphiques.MAUVAIS,
    "neutre": graphiques.NEUTRE,
    "muet": graphiques.DOUX,
}

BADGES: dict[str, Badge] = {
    "": Badge("muet", "rond_vide", "non renseigné"),
    # Avancement d'une fiche
    "a_venir": Badge("neutre", "rond_vide", "à venir"),
    "en_cours": Badge("primaire", "demi", "en cours"),
    "realise": Badge("bon", "coche", "réalisé"),
    "en_pause": Badge("attention", "pause", "en pause"),
    "abandonne": Badge("neutre", "croix", "abandonné"),
    # Météo
    "securises": Badge("bon", "rond", "objectifs sécurisés"),
    "atteignables": Badge("primaire", "carre", "objectifs atteignables"),
    "appuis": Badge("attention", "triangle", "appuis nécessaires"),
    "compromis": Badge("mauvais", "losange", "objectifs compromis"),
    # Priorité
    "haute": Badge("primaire", "triangle", "haute"),
    "normale": Badge("neutre", "carre", "normale"),
    "basse": Badge("neutre", "rond_vide", "basse"),
    # Demandes de financement
    "envisage": Badge("neutre", "rond_vide", "envisagé"),
    "demande": Badge("primaire", "demi", "demandé"),
    "accorde": Badge("bon", "coche", "accordé"),
    "refuse": Badge("mauvais", "croix", "refusé"),
    # Étapes
    "faite": Badge("bon", "coche", "faite"),
    "en_retard": Badge("mauvais", "triangle", "en retard"),
    "a_renseigner": Badge("attention", "rond_vide", "à renseigner"),
    "non_faite": Badge("neutre", "croix", "non faite"),
    "au_dela_du_terme": Badge("attention", "losange", "au-delà du terme"),
    # Saisie d'une structure
    "brouillon": Badge("neutre", "rond_vide", "brouillon"),
    "soumis": Badge("primaire", "demi", "soumis"),
    "valide": Badge("bon", "coche", "validé"),
    "renvoye": Badge("attention", "triangle", "renvoyé"),
    "accepte": Badge("bon", "coche", "accepté"),
    "correction": Badge("attention", "demi", "correction proposée"),
    # Vie d'une structure
    "projet": Badge("neutre", "rond_vide", "en projet"),
    "ouvert": Badge("bon", "rond", "ouvert"),
    "ferme_temporairement": Badge("attention", "pause", "fermé temporairement"),
    "ferme": Badge("neutre", "croix", "fermé"),
    # Ce qu'il faut pour qu'une convention naisse
    "tache_a_faire": Badge("neutre", "rond_vide", "à faire"),
    "tache_commencee": Badge("primaire", "demi", "à compléter"),
    "tache_faite": Badge("bon", "coche", "fait"),
    "fusionnee": Badge("neutre", "carre", "fusionnée"),
    "vigilance_bloquante": Badge("mauvais", "croix", "à corriger"),
    "vigilance_attention": Badge("attention", "triangle", "à vérifier"),
    "titre_fini": Badge("mauvais", "croix", "fini"),
    "titre_finissant": Badge("attention", "triangle", "finit bientôt"),
    # Chiffres et prix d'une année
    "a_confirmer": Badge("attention", "rond_vide", "à confirmer"),
    "confirme": Badge("bon", "coche", "confirmé"),
    "annee_ouverte": Badge("primaire", "demi", "ouverte"),
    "annee_fermee": Badge("neutre", "carre", "fermée"),
    "annee_verrouillee": Badge("neutre", "carre", "verrouillée"),
    "repondu": Badge("bon", "coche", "prête"),
    # Écart de prix entre communes
    "ecart_se_resserre": Badge("bon", "coche", "écart qui se resserre"),
    "ecart_stable": Badge("neutre", "carre", "écart stable"),
    "ecart_se_creuse": Badge("mauvais", "triangle", "écart qui se creuse"),
    "ecart_inconnu": Badge("muet", "rond_vide", "tendance inconnue"),
    # Bonus territoire, face au plancher
    "plancher_tenu": Badge("bon", "coche", "plancher tenu"),
    "sous_le_plancher": Badge("mauvais", "triangle", "sous le plancher"),
    "bonus_incomplets": Badge("attention", "demi", "des bonus manquent"),
    "plancher_inconnu": Badge("neutre", "rond_vide", "plancher non renseigné"),
    # Convention, avenants, anomalies
    "convention_en_cours": Badge("bon", "rond", "en cours"),
    "convention_echue": Badge("attention", "triangle", "échue"),
    "convention_projet": Badge("neutre", "rond_vide", "en projet"),
    "convention_resiliee": Badge("mauvais", "croix", "résiliée"),
    "convention_cloturee": Badge("neutre", "carre", "clôturée"),
    "signe": Badge("bon", "coche", "signé"),
    "corrigee": Badge("bon", "coche", "corrigée"),
    "conservee": Badge("attention", "triangle", "à régler par avenant"),
    "decidee": Badge("primaire", "carre", "suite décidée"),
    # Présences
    "present": Badge("bon", "rond", "présent"),
    "represente": Badge("primaire", "demi", "représenté"),
    "excuse": Badge("neutre", "rond_vide", "excusé"),
    "absent": Badge("attention", "croix", "absent"),
    # Campagnes, demandes
    "campagne_preparee": Badge("neutre", "rond_vide", "en préparation"),
    "campagne_ouverte": Badge("primaire", "demi", "ouverte"),
    "campagne_echue": Badge("attention", "triangle", "échéance passée"),
    "campagne_close": Badge("neutre", "carre", "close"),
    "a_envoyer": Badge("neutre", "rond_vide", "à envoyer"),
    "envoyee": Badge("neutre", "rond", "envoyée"),
    "commencee": Badge("primaire", "demi", "commencée"),
    "repondue": Badge("attention", "losange", "répondue, à lire"),
    "acceptee": Badge("bon", "coche", "acceptée"),
    "renvoyee": Badge("attention", "triangle", "renvoyée"),
    "sans_reponse": Badge("mauvais", "croix", "sans réponse"),
    # Courriels, liens, comptes
    "envoye": Badge("bon", "coche", "envoyé"),
    "echoue": Badge("attention", "triangle", "en échec, sera retenté"),
    "envoi_abandonne": Badge("mauvais", "croix", "abandonné"),
    "lien_valable": Badge("bon", "rond", "ouvre encore"),
    "lien_expire": Badge("neutre", "rond_vide", "expiré"),
    "lien_revoque": Badge("mauvais", "croix", "révoqué"),
    "compte_actif": Badge("bon", "rond", "compte actif"),
    "compte_invite": Badge("primaire", "demi", "invité, mot de passe à choisir"),
    "compte_suspendu": Badge("mauvais", "pause", "compte suspendu"),
    # Personnes
    "courriel_bon": Badge("bon", "rond", "joignable"),
    "courriel_absent": Badge("attention", "rond_vide", "sans courriel"),
    "courriel_en_erreur": Badge("mauvais", "triangle", "courriel en erreur"),
    "lien_signale": Badge("attention", "losange", "lien mal adressé"),
    "mandat_termine": Badge("neutre", "croix", "mandat terminé"),
    "sans_compte": Badge("muet", "rond_vide", "sans compte"),
    # Propositions de modification
    "en_attente": Badge("attention", "rond_vide", "en attente"),
    "retenue": Badge("primaire", "demi", "retenue pour un avenant"),
    "appliquee": Badge("bon", "coche", "appliquée"),
    "ecartee": Badge("neutre", "croix", "écartée"),
    # Verdicts d'une hypothèse, suite proposée au COPIL
    "validee": Badge("bon", "coche", "validée"),
    "partielle": Badge("attention", "demi", "partiellement validée"),
    "infirmee": Badge("mauvais", "croix", "infirmée"),
    "non_tranchee": Badge("neutre", "losange", "non tranchée"),
    "a_juger": Badge("muet", "rond_vide", "verdict à rendre"),
    "garder": Badge("bon", "coche", "à garder"),
    "ajuster": Badge("attention", "triangle", "à ajuster"),
    "arreter": Badge("mauvais", "croix", "à arrêter"),
    # Ce que devient un indicateur, face à sa cible ou à l'année d'avant
    "resultat_atteint": Badge("bon", "coche", "atteint"),
    "resultat_progres": Badge("primaire", "demi", "en progrès"),
    "resultat_stable": Badge("neutre", "carre", "stable"),
    "resultat_recul": Badge("mauvais", "triangle", "en recul"),
    "resultat_sans_comparaison": Badge("neutre", "losange", "sans comparaison"),
    "resultat_sans_reponse": Badge("muet", "rond_vide", "sans réponse"),
    # Évaluations
    "soumise_au_cotech": Badge("primaire", "demi", "soumise au COTECH"),
    "presentee_au_copil": Badge("attention", "losange", "présentée au COPIL"),
    "publiee": Badge("bon", "rond", "publiée"),
    "lisible_sans_compte": Badge("primaire", "rond", "lisible sans compte"),
    # Commentaires
    "commentaire_ouvert": Badge("attention", "rond_vide", "ouvert"),
    "commentaire_repondu": Badge("primaire", "demi", "répondu"),
    "commentaire_regle": Badge("bon", "coche", "réglé"),
    # Relevés
    "recul": Badge("mauvais", "triangle", "en recul"),
    "stable": Badge("neutre", "carre", "stable"),
    "progres": Badge("primaire", "demi", "en progrès"),
    "acquis": Badge("bon", "rond", "acquis"),
    "non_concerne": Badge("neutre", "croix", "non concerné"),
    "non_disponible": Badge("neutre", "rond_vide", "non disponible"),
    "a_definir": Badge("neutre", "losange", "à définir"),
}
