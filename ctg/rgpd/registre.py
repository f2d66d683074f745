"""Le registre des traitements (RGPD, art. 30), tel que la page le montre : construit, pas recopié.

Les champs et leur classe viennent de `ctg.donnees_personnelles`, leurs noms des modèles, les durées
de `ctg.rgpd.durees`.
"""

from dataclasses import dataclass

from django.apps import apps

from ctg.donnees_personnelles import (
    CHAMPS,
    CHAMPS_DE_L_HISTORIQUE,
    CHAMPS_DES_TIERS,
    Classe,
)
from ctg.rgpd.durees import (
    JOURS_D_UN_ECHEC_DE_CONNEXION,
    JOURS_D_UNE_SESSION,
    JOURS_DE_PREAVIS,
    MOIS_D_INACTIVITE,
    MOIS_D_UN_COURRIEL,
    MOIS_D_UN_LIEN_EXPIRE,
    MOIS_DU_CONTENU_D_UN_COURRIEL,
)

_EFFACEMENT = (
    f"Une personne est effacée après {MOIS_D_INACTIVITE} mois sans activité,"
    f" et {JOURS_DE_PREAVIS} jours après un préavis."
)
_DOSSIER = "Le fait reste au dossier de la convention, sous un nom anonyme."
_DEDANS = "Les personnes qui ont un rôle dans la convention."


# Les colonnes du tableau : ce qui parle le plus d'une personne d'abord.
COLONNES = {
    Classe.PERSONNELLE: "Personnelle",
    Classe.CONTACT_PROFESSIONNEL: "Contact professionnel",
    Classe.AUCUNE: "Rien d'une personne",
}


@dataclass(frozen=True)
class Champ:
    """Un champ et ce qu'il dit d'une personne."""

    nom: str
    classe: Classe


@dataclass(frozen=True)
class Table:
    """Une table et ses champs."""

    nom: str
    champs: list[Champ]

    @property
    def par_classe(self) -> dict[str, list[str]]:
        """Classe → les noms de ses champs."""
        return {
            classe.value: [champ.nom for champ in self.champs if champ.classe is classe]
            for classe in Classe
        }


@dataclass(frozen=True)
class Traitement:
    """Une salle : à quoi servent ses données, combien de temps, qui les lit."""

    code: str
    titre: str
    finalite: str
    conservation: list[str]
    lecteurs: str
    tables: list[Table]


# Code → (titre, finalité, conservation, lecteurs).
_TRAITEMENTS: dict[str, tuple[str, str, list[str], str]] = {
    "conventions": (
        "La convention et ses personnes",
        "Savoir qui s'engage, au nom de qui, joindre ces personnes, leur donner accès.",
        [
            _EFFACEMENT,
            "Un signataire garde son nom et sa fonction\u00a0: ils sont dans le contrat.",
            f"Un courriel\u00a0: son contenu {MOIS_DU_CONTENU_D_UN_COURRIEL} mois,"
            f" sa trace {MOIS_D_UN_COURRIEL} mois.",
            f"Un lien personnel\u00a0: {MOIS_D_UN_LIEN_EXPIRE} mois après son expiration.",
        ],
        f"{_DEDANS} Les courriels, les liens et les comptes\u00a0: le coordonnateur seul.",
    ),
    "equipements": (
        "Le registre des structures",
        "Décrire les structures, et savoir qui a saisi ou validé ce qu'on en lit.",
        [_DOSSIER, "Le téléphone et le courriel d'une structure durent autant qu'elle."],
        f"{_DEDANS} Un effectif inférieur à 5 est masqué. Si la coordination ouvre l'annuaire des"
        " familles, tous y lisent le téléphone et le courriel d'une structure.",
    ),
    "actions": (
        "Le plan d'actions",
        "Savoir qui pilote chaque action, quel élu la suit, et qui en a écrit le journal.",
        [_EFFACEMENT, _DOSSIER],
        _DEDANS,
    ),
    "pilotage": (
        "Les instances et les demandes",
        "Savoir qui siège, à qui une réponse est demandée, qui a répondu, commenté, approuvé.",
        [
            _EFFACEMENT,
            _DOSSIER,
            "Une évaluation validée est un acte figé\u00a0: les noms qu'elle porte y demeurent.",
        ],
        f"{_DEDANS} Une évaluation que la coordination publie sans compte\u00a0: tout le monde.",
    ),
    "historique": (
        "L'historique",
        "Prouver qui a changé quoi, et quand. Chaque table suivie a la sienne, qui garde aussi"
        " les valeurs passées de ses champs, avec leur classe.",
        [_DOSSIER, "Il suit la personne\u00a0: effacée, elle l'est aussi de l'historique."],
        _DEDANS,
    ),
    "technique": (
        "La connexion",
        "Reconnaître un navigateur connecté, et freiner qui essaie des mots de passe.",
        [
            f"Un échec de connexion\u00a0: {JOURS_D_UN_ECHEC_DE_CONNEXION} jours.",
            f"Une session\u00a0: {JOURS_D_UNE_SESSION} jours au plus.",
        ],
        "Personne dans le portail ; l'hébergeur, pour la sécurité.",
    ),
}

_TABLES_DES_TIERS = {
    "axes.AccessAttempt": "essai de connexion",
    "axes.AccessAttemptExpiration": "fin d'un essai de connexion",
    "axes.AccessFailureLog": "journal des échecs (non tenu)",
    "axes.AccessLog": "journal des connexions (non tenu)",
    "sessions.Session": "session",
}
_CHAMPS_DES_TIERS = {
    "user_agent": "navigateur",
    "ip_address": "adresse de la machine",
    "username": "courriel tapé",
    "http_accept": "langue et formats acceptés",
    "path_info": "page demandée",
    "attempt_time": "heure de l'essai",
    "get_data": "paramètres de l'adresse",
    "post_data": "noms des champs envoyés, mot de passe masqué",
    "failures_since_start": "nombre d'échecs",
    "access_attempt": "essai",
    "expires_at": "expire le",
    "locked_out": "accès suspendu",
    "logout_time": "heure de la déconnexion",
    "session_hash": "empreinte de la session",
    "session_key": "identifiant de la session",
    "session_data": "compte connecté ou lien personnel",
    "expire_date": "expire le",
    "history_id": "numéro de la ligne",
    "history_date": "date",
    "history_change_reason": "raison",
    "history_type": "création, modification ou suppression",
    "auteur": "nom de l'auteur",
    "history_user": "compte de l'auteur",
}


def registre(classe: Classe | None = None) -> list[Traitement]:
    """Chaque salle, ses tables et leurs champs ; d'une seule classe si on le demande."""
    tables: dict[str, list[Table]] = {code: [] for code in _TRAITEMENTS}
    for modele, classes in CHAMPS.items():
        meta = apps.get_model(modele)._meta
        noms = {champ.name: str(champ.verbose_name) for champ in [*meta.fields, *meta.many_to_many]}
        tables[meta.app_label].append(_table(str(meta.verbose_name), classes, noms, classe))
    tables["historique"].append(
        _table("ligne d'historique", CHAMPS_DE_L_HISTORIQUE, _CHAMPS_DES_TIERS, classe)
    )
    for modele, classes in CHAMPS_DES_TIERS.items():
        nom = _TABLES_DES_TIERS[modele]
        tables["technique"].append(_table(nom, classes, _CHAMPS_DES_TIERS, classe))
    return [
        Traitement(code, *decrit, tables=[table for table in tables[code] if table.champs])
        for code, decrit in _TRAITEMENTS.items()
        if any(table.champs for table in tables[code])
    ]


def _table(
    nom: str, classes: dict[Classe, str], noms: dict[str, str], seule: Classe | None
) -> Table:
    return Table(
        nom,
        [
            Champ(noms[champ], classe)
            for classe in Classe
            if classe in classes and seule in (None, classe)
            for champ in classes[classe].split()
        ],
    )
