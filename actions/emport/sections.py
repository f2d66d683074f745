"""Ce qui s'emporte avec une fiche : ses étapes, ses notes, son argent ; une section chacun.

Pour une suite de plus (des relevés, des courriers) : une `Section` de plus dans `SECTIONS`. Elle
paraît dans les trois formats. Celles de ce qui est joint et lié sont dans `jointes`.
"""

from django.utils.timezone import localtime

from actions.emport.colonnes import (
    EMPREINTE,
    REPERE,
    Lue,
    Regard,
    Section,
    Valeurs,
    lue,
    mot_du_choix,
)
from actions.emport.jointes import PIECES, RENVOIS
from actions.models import Etape, FicheAction, Indicateur
from ctg.socle.badges import BADGES
from ctg.socle.tableur import Genre
from ctg.socle.templatetags.portail import euros, jour


def _periode(ligne: Valeurs) -> str:
    if ligne["periode_ecrite"]:
        return str(ligne["periode_ecrite"])
    if not ligne["debut"] and not ligne["fin"]:
        return "non datée"
    return " – ".join(jour(j) for j in (ligne["debut"], ligne["fin"]) if j)


def _etape(ligne: Valeurs) -> str:
    """Une étape du contrat ne se dit pas : c'est l'ordinaire."""
    libelle = str(ligne["libelle"])
    suite = " (étape de travail)" if ligne["est_de_travail"] else ""
    return f"{libelle[:1].upper()}{libelle[1:]}{suite}"


def _ou_en_est(ligne: Valeurs) -> str:
    mots = [ligne["statut"]]
    if ligne["faite_le"]:
        mots[0] += f" le {jour(ligne['faite_le'])}"
    if ligne["depasse"]:
        mots.append("au-delà du terme (art. 11)")
    qui = [f"Responsable : {ligne['responsable']}"] if ligne["responsable"] else []
    return "\n".join([", ".join(mots), *qui])


def _repere_d_etape(etape: Etape, fiche: FicheAction, regard: Regard) -> str:
    return f"{etape.pk}.{regard.ecritures.get(etape.pk, 0)}"


ETAPES = Section(
    "etapes",
    "Étapes",
    lambda fiche: fiche.etapes.all(),
    (
        lue("ordre", "Rang", genre=Genre.ENTIER, est_requise=True),
        lue("libelle", "Étape", largeur=60),
        lue("periode_ecrite", "Période écrite", largeur=16),
        lue("debut", "Début", genre=Genre.DATE),
        lue("fin", "Fin", genre=Genre.DATE),
        lue("responsable", "Responsable", lambda e, fiche, regard: e.nom_du_responsable),
        lue("est_de_travail", "Étape de travail", genre=Genre.OUI_NON),
        lue(
            "statut",
            "Où elle en est",
            lambda etape, fiche, regard: BADGES[fiche.statut_d_etape(etape, regard.le)].mot,
            largeur=16,
        ),
        lue(
            "faite_le",
            "Faite le",
            genre=Genre.DATE,
            est_modifiable=True,
            aide="Le jour où l'étape fut faite. Vide : elle ne l'est pas.",
        ),
        lue(
            "depasse",
            "Après le terme",
            lambda etape, fiche, regard: etape.depasse(fiche.convention.terme),
            Genre.OUI_NON,
        ),
        Lue(REPERE, _repere_d_etape),
        Lue(EMPREINTE, lambda etape, fiche, regard: ""),
    ),
    papier=(
        ("Étape", _etape),
        ("Prévue", _periode),
        ("Où elle en est", _ou_en_est),
    ),
    largeurs=(50, 20, 30),
    vide="L'échéancier de cette action n'a pas d'étape.",
    aide="Une ligne par étape de l'échéancier.",
)


def _reperes(indicateur: Indicateur, fiche: FicheAction, regard: Regard) -> list[str]:
    return [f"{r.en_clair()}, {r.libelle}" for r in indicateur.references.all()]


INDICATEURS = Section(
    "indicateurs",
    "Indicateurs",
    lambda fiche: fiche.indicateurs.all(),
    (
        lue("ordre", "Rang", genre=Genre.ENTIER),
        lue("libelle", "Indicateur", largeur=60),
        lue("est_a_definir", "À définir", genre=Genre.OUI_NON),
        lue("nature", "Nature", mot_du_choix("nature")),
        lue("unite", "Unité"),
        lue("reperes", "Valeurs de référence", _reperes, Genre.LISTE, largeur=50),
    ),
    papier=(
        (
            "Indicateur",
            lambda ligne: ligne["libelle"] + (" (à définir)" if ligne["est_a_definir"] else ""),
        ),
        ("Valeur de référence", lambda ligne: " ; ".join(ligne["reperes"]) or "non donnée"),
    ),
    largeurs=(60, 40),
    vide="Le contrat ne donne pas d'indicateur à cette action.",
)


def _montant(ligne: Valeurs, cle: str) -> str:
    return "non renseigné" if ligne[cle] is None else euros(ligne[cle])


FINANCEMENTS = Section(
    "financements",
    "Financements",
    lambda fiche: fiche.financements.all(),
    (
        lue("annee", "Année", genre=Genre.ENTIER),
        lue("financeur", "Financeur", lambda un, fiche, regard: un.nom_du_financeur),
        lue("nature", "Nature", mot_du_choix("nature")),
        lue("prevu", "Prévu (€)", genre=Genre.NOMBRE),
        lue("obtenu", "Obtenu (€)", genre=Genre.NOMBRE),
        lue("depense", "Dépensé (€)", genre=Genre.NOMBRE),
        lue("demande", "État de la demande", mot_du_choix("demande")),
        lue("appel_a_projets", "Appel à projets", largeur=40),
        lue("echeance", "Date limite de dépôt", genre=Genre.DATE),
    ),
    papier=(
        ("Financeur", lambda ligne: f"{ligne['financeur']}, {ligne['annee']}"),
        ("Nature", lambda ligne: f"{ligne['nature']}, {ligne['demande']}"),
        ("Prévu", lambda ligne: _montant(ligne, "prevu")),
        ("Obtenu", lambda ligne: _montant(ligne, "obtenu")),
        ("Dépensé", lambda ligne: _montant(ligne, "depense")),
    ),
    largeurs=(30, 25, 15, 15, 15),
    vide="Aucun financement n'est noté pour l'instant.",
)


def _combien(ligne: Valeurs) -> str:
    comptes = (
        ("participants", "participants"),
        ("familles", "familles"),
        ("jeunes", "jeunes"),
        ("formes", "personnes formées"),
    )
    return ", ".join(f"{ligne[cle]} {mot}" for cle, mot in comptes if ligne[cle] is not None)


TEMPS_FORTS = Section(
    "temps_forts",
    "Temps forts",
    lambda fiche: fiche.temps_forts.all(),
    (
        lue("date", "Date", genre=Genre.DATE),
        lue("genre", "Genre", mot_du_choix("genre")),
        lue("titre", "Titre", largeur=40),
        lue("commune", "Commune", lambda un, fiche, regard: str(un.commune or "")),
        lue("participants", "Participants", genre=Genre.ENTIER),
        lue("familles", "Familles", genre=Genre.ENTIER),
        lue("jeunes", "Jeunes", genre=Genre.ENTIER),
        lue("formes", "Personnes formées", genre=Genre.ENTIER),
        lue("partenaires", "Partenaires"),
        lue("recit", "Récit", largeur=60),
    ),
    papier=(
        ("Date", lambda ligne: jour(ligne["date"])),
        (
            "Temps fort",
            lambda ligne: "\n".join(filter(None, (ligne["titre"], ligne["commune"]))),
        ),
        (
            "Ce qui s'y est passé",
            lambda ligne: (
                "\n".join(filter(None, (_combien(ligne), ligne["partenaires"], ligne["recit"])))
                or ligne["genre"]
            ),
        ),
    ),
    largeurs=(20, 30, 50),
)

JOURNAL = Section(
    "journal",
    "Journal",
    lambda fiche: fiche.notes.all(),
    (
        lue("date", "Date", genre=Genre.DATE),
        lue("genre", "Genre", mot_du_choix("genre")),
        lue("texte", "Note", largeur=70),
        lue("auteur", "Auteur", largeur=24),
    ),
    papier=(
        ("Date", lambda ligne: jour(ligne["date"])),
        ("Note", lambda ligne: f"{ligne['genre'].capitalize()}. {ligne['texte']}"),
        ("Auteur", lambda ligne: ligne["auteur"]),
    ),
    largeurs=(20, 60, 20),
    vide="Le journal est vide.",
)

COMMENTAIRES = Section(
    "commentaires",
    "Commentaires",
    lambda fiche: fiche.commentaires.all(),
    (
        lue(
            "date",
            "Date",
            lambda un, fiche, regard: localtime(un.ecrit_le).date(),
            Genre.DATE,
        ),
        lue("texte", "Commentaire", largeur=70),
        lue("auteur", "Auteur", largeur=24),
        lue("etat", "État", lambda un, fiche, regard: "ouvert" if un.est_ouvert else "réglé"),
    ),
    papier=(
        ("Date", lambda ligne: jour(ligne["date"])),
        ("Commentaire", lambda ligne: ligne["texte"]),
        ("Auteur", lambda ligne: f"{ligne['auteur']}, {ligne['etat']}"),
    ),
    largeurs=(20, 60, 20),
)

REPERES = Section(
    "reperes",
    "Valeurs de référence",
    lambda fiche: [
        *(un for un in fiche.references.all() if un.indicateur_id is None),
        *fiche.axe.references.all(),
    ],
    (
        lue("valeur", "Valeur", lambda un, fiche, regard: un.en_clair()),
        lue("libelle", "Ce qu'elle mesure", largeur=60),
        lue("de", "Donnée pour", lambda un, f, r: "l'action" if un.fiche_id else str(f.axe)),
        lue("source", "Source", largeur=40),
        lue("ligne", "Ligne du texte", genre=Genre.ENTIER),
    ),
    papier=(
        ("Valeur", lambda ligne: ligne["valeur"]),
        ("Ce qu'elle mesure", lambda ligne: ligne["libelle"]),
        ("Donnée pour", lambda ligne: ligne["de"]),
    ),
    largeurs=(20, 50, 30),
)

PROPOSITIONS = Section(
    "propositions",
    "Propositions",
    lambda fiche: fiche.propositions.all(),
    (
        lue("champ", "Champ du contrat", lambda un, fiche, regard: un.nom_du_champ),
        lue("nouveau", "Texte proposé", largeur=60),
        lue("motif", "Motif", largeur=44),
        lue("proposee_par", "Proposée par"),
        lue("proposee_le", "Proposée le", genre=Genre.DATE),
        lue("etat", "État", mot_du_choix("etat")),
    ),
    papier=(
        ("Champ du contrat", lambda ligne: ligne["champ"]),
        ("Texte proposé", lambda ligne: ligne["nouveau"]),
        ("Motif", lambda ligne: f"{ligne['motif']} ({ligne['etat']})"),
    ),
    largeurs=(20, 50, 30),
)

SECTIONS: tuple[Section, ...] = (
    ETAPES,
    INDICATEURS,
    REPERES,
    FINANCEMENTS,
    TEMPS_FORTS,
    JOURNAL,
    COMMENTAIRES,
    PIECES,
    RENVOIS,
    PROPOSITIONS,
)
