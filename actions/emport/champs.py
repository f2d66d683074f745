"""Ce qui s'emporte d'une fiche, colonne par colonne : la seule liste, pour les trois formats.

Pour emporter un champ de plus : une colonne de plus dans `CHAMPS`, et une ligne dans `FAITS` s'il
se lit aussi sur le papier. Pour qu'il revienne du classeur : `reprise.CHAMPS_DE_FICHE`.
"""

from actions.emport.colonnes import EMPREINTE, REPERE, Lue, Regard, lue, mot_du_choix
from actions.models import FicheAction
from ctg.socle.badges import BADGES
from ctg.socle.champs import nom_francais
from ctg.socle.tableur import Colonne, Genre, ModeleDeFeuille


def _pilotes(fiche: FicheAction, *, est_copilote: bool) -> list[str]:
    return [str(p.personne) for p in fiche.pilotes_actuels if p.est_copilote is est_copilote]


def _a_regarder(fiche: FicheAction, _: FicheAction, regard: Regard) -> list[str]:
    faits = []
    if fiche.est_en_retard(regard.le):
        faits.append(BADGES["en_retard"].mot)
    if fiche.est_a_renseigner(regard.le):
        faits.append("étape à renseigner")
    return faits


def _faites(fiche: FicheAction, _: FicheAction, regard: Regard) -> str:
    etapes = list(fiche.etapes.all())
    if not etapes:
        return "aucune étape"
    if not fiche.est_renseignee() and not any(e.faite_le or e.vue_le for e in etapes):
        return "non renseigné"
    return f"{fiche.etapes_faites()} sur {len(etapes)}"


def _partenaires(fiche: FicheAction, _: FicheAction, regard: Regard) -> list[str]:
    return [
        f"{un.nom} ({un.role})" if un.role else un.nom
        for un in regard.precisions[fiche.pk].partenaires
    ]


def _territoire(fiche: FicheAction, _: FicheAction, regard: Regard) -> str:
    """Tout, ou ses zones puis ses communes ; vide = non renseigné, ce qui n'est pas « partout »."""
    if fiche.etendue != FicheAction.Etendue.PARTIE:
        return str(fiche.get_etendue_display())
    lieux = regard.precisions[fiche.pk]
    return " ; ".join(filter(None, (", ".join(lieux.zones), ", ".join(lieux.communes))))


def _structures(fiche: FicheAction, _: FicheAction, regard: Regard) -> list[str]:
    return [f"{une.nom} ({une.commune})" for une in regard.precisions[fiche.pk].structures]


NUMERO = Colonne("numero", "N°", Genre.ENTIER, est_requise=True, est_modifiable=False)

CHAMPS: tuple[Lue, ...] = (
    Lue(NUMERO, lambda fiche, _, regard: fiche.numero),
    lue("titre", "Action", largeur=44),
    lue("axe", "Axe", lambda fiche, _, regard: str(fiche.axe), largeur=24),
    lue(
        "etat",
        "État",
        genre=Genre.CHOIX,
        choix=dict(FicheAction.Etat.choices),
        est_modifiable=True,
        aide="Où en est l'action.",
    ),
    lue(
        "meteo",
        "Météo",
        genre=Genre.CHOIX,
        choix=dict(FicheAction.Meteo.choices),
        est_modifiable=True,
        aide="Le jugement du pilote sur les objectifs. Vide : pas de météo.",
    ),
    lue(
        "meteo_commentaire",
        "Pourquoi cette météo",
        est_modifiable=True,
        largeur=40,
        aide="Obligatoire si des appuis manquent ou si un objectif est compromis.",
    ),
    lue(
        "priorite",
        "Priorité",
        genre=Genre.CHOIX,
        choix=dict(FicheAction.Priorite.choices),
        est_modifiable=True,
        aide="Vide : aucune priorité n'est donnée.",
        largeur=12,
    ),
    lue(
        "note",
        "Note à ajouter",
        lambda fiche, _, regard: "",
        est_modifiable=True,
        largeur=44,
        aide="Ce qui s'est passé, en deux phrases. La note ira au journal de la fiche.",
    ),
    lue(
        "note_du",
        "Date de la note",
        lambda fiche, _, regard: None,
        Genre.DATE,
        est_modifiable=True,
        aide="Le jour du fait. Vide : le jour où le classeur est repris.",
    ),
    lue("pilotes", "Pilotes", lambda f, _, r: _pilotes(f, est_copilote=False), Genre.LISTE),
    lue("copilotes", "Co-pilotes", lambda f, _, r: _pilotes(f, est_copilote=True), Genre.LISTE),
    lue("conduite_ecrite", "Conduite citée par le texte"),
    lue("elu_referent", "Élu référent", lambda f, _, r: str(f.elu_referent or ""), largeur=24),
    lue("partenaires_de_la_fiche", "Partenaires", _partenaires, Genre.LISTE, largeur=40),
    lue("etendue", "Territoire", _territoire, largeur=30),
    lue("publics", "Publics", lambda f, _, r: r.precisions[f.pk].publics, Genre.LISTE),
    lue("enjeux", "Enjeux transversaux", lambda f, _, r: r.precisions[f.pk].enjeux, Genre.LISTE),
    lue("participation", "Participation des habitants", mot_du_choix("participation")),
    lue("structures", "Structures concernées", _structures, Genre.LISTE, largeur=40),
    lue("cadres", "Autres cadres servis", lambda f, _, r: r.precisions[f.pk].cadres, Genre.LISTE),
    lue("faites", "Étapes faites", _faites, largeur=14),
    lue("a_regarder", "À regarder", _a_regarder, Genre.LISTE, largeur=22),
    lue("mise_a_jour_le", "Mise à jour le", genre=Genre.DATE),
    *(
        lue(nom, nom_francais(FicheAction, nom).capitalize(), largeur=60)
        for nom in FicheAction.CHAMPS_DU_CONTRAT
    ),
    Lue(REPERE, lambda fiche, _, regard: f"{fiche.pk}.{fiche.version}"),
    Lue(EMPREINTE, lambda fiche, _, regard: ""),
)

FICHES = ModeleDeFeuille(
    "Fiches",
    tuple(lue_.colonne for lue_ in CHAMPS),
    "Une ligne par action. Les colonnes grises se lisent seulement.",
)

# Ce que le papier dit en tête d'une fiche : (intitulé, clé, ce qu'on écrit si c'est vide).
FAITS = (
    ("Pilotes", "pilotes", "non désigné (annexe 4)"),
    ("Co-pilotes", "copilotes", ""),
    ("Conduite citée", "conduite_ecrite", ""),
    ("Élu référent", "elu_referent", ""),
    ("Partenaires", "partenaires_de_la_fiche", ""),
    ("Territoire", "etendue", ""),
    ("Publics", "publics", ""),
    ("Enjeux", "enjeux", ""),
    ("Participation", "participation", ""),
    ("Structures", "structures", ""),
    ("Autres cadres", "cadres", ""),
    ("Étapes faites", "faites", ""),
    ("À regarder", "a_regarder", ""),
    ("Mise à jour", "mise_a_jour_le", "jamais"),
)
