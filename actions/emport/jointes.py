"""Ce qui est joint à une fiche et ce qui la lie : documents, adresses, renvois."""

from actions.emport.colonnes import Regard, Section, Valeurs, lue
from actions.models import DocumentDeFiche, FicheAction, LienDeFiche, LienWeb
from ctg.socle.tableur import Genre
from ctg.socle.templatetags.portail import jour

Piece = DocumentDeFiche | LienWeb


def _depose_par(piece: Piece, fiche: FicheAction, regard: Regard) -> str:
    return piece.depose_par if isinstance(piece, DocumentDeFiche) else piece.ajoute_par


def _depose(ligne: Valeurs) -> str:
    par = f"par {ligne['depose_par']}" if ligne["depose_par"] else ""
    le = f"le {jour(ligne['depose_le'])}" if ligne["depose_le"] else ""
    return " ".join(filter(None, (par, le))) or "non renseigné"


PIECES = Section(
    "pieces",
    "Documents et liens",
    lambda fiche: [*fiche.documents.all(), *fiche.liens_web.all()],
    (
        lue("titre", "Titre", largeur=40),
        lue("etape", "Pour l'étape", lambda un, f, r: str(un.etape or ""), largeur=40),
        lue("fichier", "Fichier", lambda un, f, r: getattr(un, "nom_d_origine", "")),
        lue("adresse", "Adresse", lambda un, f, r: getattr(un, "adresse", ""), largeur=50),
        lue("depose_par", "Déposé par", _depose_par, largeur=24),
        lue(
            "depose_le",
            "Déposé le",
            lambda un, f, r: un.depose_le if isinstance(un, DocumentDeFiche) else un.ajoute_le,
            Genre.DATE,
        ),
        lue("note", "Note", lambda un, f, r: getattr(un, "note", ""), largeur=44),
    ),
    papier=(
        ("Titre", lambda ligne: "\n".join(filter(None, (ligne["titre"], ligne["note"])))),
        ("Fichier ou adresse", lambda ligne: ligne["adresse"] or ligne["fichier"]),
        ("Pour l'étape", lambda ligne: ligne["etape"]),
        ("Déposé", _depose),
    ),
    largeurs=(30, 30, 20, 20),
    aide="Les fichiers eux-mêmes se téléchargent depuis la fiche.",
)


def _liens(fiche: FicheAction) -> list[LienDeFiche]:
    """Ceux qui partent de la fiche, puis ceux qui y mènent ou mènent à son axe."""
    recus = [*fiche.liens_recus.all(), *fiche.axe.liens_recus.all()]
    return [*fiche.liens.all(), *(un for un in recus if un.fiche_id != fiche.pk)]


def _sens(lien: LienDeFiche, fiche: FicheAction, regard: Regard) -> str:
    if lien.fiche_id == fiche.pk:
        return "vers"
    return "depuis" if lien.vers_fiche_id else "depuis, pour tout l'axe"


def _autre_bout(lien: LienDeFiche, fiche: FicheAction, regard: Regard) -> str:
    return str((lien.vers_fiche or lien.vers_axe) if lien.fiche_id == fiche.pk else lien.fiche)


def _ce_qu_il_faut_lire(ligne: Valeurs) -> str:
    if not ligne["ecrit"]:
        return "lien posé par la coordination"
    return str(ligne["corrige"] or "tel qu'écrit")


RENVOIS = Section(
    "renvois",
    "Renvois",
    _liens,
    (
        lue("sens", "Sens", _sens),
        lue("vers", "Action ou axe", _autre_bout, largeur=44),
        lue("ecrit", "Ce qui est écrit", largeur=44),
        lue("corrige", "Ce qu'il faut lire", largeur=44),
        lue("raison", "Raison du lien", largeur=44),
        lue("ligne", "Ligne du texte", genre=Genre.ENTIER),
    ),
    papier=(
        ("Renvoi", lambda ligne: f"{ligne['sens'].capitalize()} : {ligne['vers']}"),
        ("Ce qui est écrit, ou la raison", lambda ligne: ligne["ecrit"] or ligne["raison"]),
        ("Ce qu'il faut lire", _ce_qu_il_faut_lire),
    ),
    largeurs=(40, 30, 30),
    aide="Ceux du texte signé, et ceux que la coordination a posés en disant pourquoi.",
)
