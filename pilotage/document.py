"""L'évaluation d'une année en PDF : de ses données au document, puis aux octets.

Aucune horloge n'est lue : les mêmes données donnent les mêmes octets.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from ctg.socle import graphiques
from ctg.socle.papier import ressources_du_papier
from ctg.socle.pdf import Limites, PieceJointe, rendre_pdf
from equipements.territoire.dessin import LARGEUR_PAPIER
from pilotage import document_dessins as dessins
from pilotage import document_pages as pages
from pilotage.contenu import ContenuEvaluation
from pilotage.renvois import avec_ses_seuls_renvois, sans_renvois_inconnus
from pilotage.tableau_des_communes import tableau_des_communes
from pilotage.version_dite import VersionDite

# Quarante actions et cent vingt parties : le document passe la centaine de pages.
LIMITES = Limites(processeur=90, duree=120.0)
NOM_DE_L_INSTANTANE = "evaluation.json"
DESCRIPTION_DE_L_INSTANTANE = "Les données de l’évaluation, telles que le document les montre."


@dataclass(frozen=True)
class Entree:
    """Une ligne du sommaire : où elle mène, son titre, son niveau (1 ou 2), l'axe dont elle est."""

    ancre: str
    titre: str
    niveau: int = 1
    axe: int | None = None


def pdf_de_l_evaluation(
    contenu: ContenuEvaluation,
    *,
    instantane: bytes | None = None,
    version: VersionDite | None = None,
) -> bytes:
    """L'évaluation en PDF/A-3a et PDF/UA-1 ; mêmes données, mêmes octets.

    `instantane` : les données, que le PDF porte en pièce jointe ; `version` : ce qu'elle dit
    d'elle, une fois validée. Lève les erreurs de `rendre_pdf`, toutes filles d'`ErreurPDF`.
    """
    return _pdf(contenu, html_de_l_evaluation(contenu, version=version), instantane)


def pdf_de_la_synthese(
    contenu: ContenuEvaluation,
    *,
    instantane: bytes | None = None,
    version: VersionDite | None = None,
) -> bytes:
    """La synthèse de quatre pages pour les élus : les mêmes chiffres, du même contenu."""
    return _pdf(contenu, html_de_la_synthese(contenu, version=version), instantane)


def _pdf(contenu: ContenuEvaluation, html: str, instantane: bytes | None) -> bytes:
    pieces = []
    if instantane:
        pieces.append(
            PieceJointe(NOM_DE_L_INSTANTANE, instantane, DESCRIPTION_DE_L_INSTANTANE, contenu.le)
        )
    return rendre_pdf(
        html, ressources=ressources_du_document(contenu), pieces=pieces, limites=LIMITES
    )


def nom_du_fichier(contenu: ContenuEvaluation, genre: str = "evaluation") -> str:
    """Le nom sous lequel le document se range : « evaluation-2025-agen-2022-2026.pdf ».

    `genre` : « synthese » pour celle des élus.
    """
    millesime = f"{contenu.annee}-finale" if contenu.est_finale else str(contenu.annee)
    return f"{genre}-{millesime}-{contenu.slug}.pdf"


def html_de_l_evaluation(
    contenu: ContenuEvaluation,
    *,
    version: VersionDite | None = None,
    dessiner: dessins.Dessinateur = dessins.pour_le_papier,
) -> str:
    """Le document entier en HTML, prêt pour le moteur PDF ; tout texte saisi y est échappé.

    `dessiner` : `pour_l_ecran` quand il se lira sur un écran.
    """
    registre, large = contenu.registre, graphiques.LARGEUR
    verdicts = pages.bilan_des_verdicts(contenu)
    contenu = avec_ses_seuls_renvois(contenu)
    html = render_to_string(
        "pilotage/document/evaluation.html",
        {
            **_commun(contenu, version, dessiner),
            "sommaire": sommaire(contenu),
            "pages_des_axes": pages.pages_des_axes(contenu),
            "dessin_des_etapes": dessiner(partial(dessins.des_etapes, contenu), large),
            "carte": dessiner(partial(dessins.carte_des_structures, registre), LARGEUR_PAPIER),
            "cartes": dessins.cartes_du_territoire(contenu, dessiner),
            "communes": tableau_des_communes(contenu),
            "verdicts": verdicts,
            "nombre_de_verdicts": sum(part.nombre for part in verdicts if part.cle != "a_juger"),
            "dessin_des_verdicts": dessiner(partial(dessins.des_verdicts, verdicts), large)
            if verdicts
            else None,
            "dessin_des_annees": dessins.des_annees(contenu.tendances) if contenu.tendances else [],
            "enquetes": [
                (
                    enquete,
                    [
                        (question, dessiner(partial(dessins.de_l_enquete, question), large))
                        for question in enquete.questions
                    ],
                )
                for enquete in contenu.referentiel.enquetes
            ],
        },
    )
    return sans_renvois_inconnus(html, contenu.articles)


def html_de_la_synthese(contenu: ContenuEvaluation, *, version: VersionDite | None = None) -> str:
    """La synthèse des élus en HTML : les mêmes parties, moins de détail."""
    contenu = avec_ses_seuls_renvois(contenu)
    commun = _commun(contenu, version)
    if not commun["tuiles_en_couverture"]:
        # Sa couverture est sa seule page de logos : ils y sont plus petits.
        tuiles, _ = pages.tuiles_et_logos(contenu)
        commun["tuiles"] = pages.en_rangees(tuiles, 10)
    html = render_to_string("pilotage/document/synthese_des_elus.html", commun)
    return sans_renvois_inconnus(html, contenu.articles)


def _commun(
    contenu: ContenuEvaluation,
    version: VersionDite | None,
    dessiner: dessins.Dessinateur = dessins.pour_le_papier,
) -> dict[str, Any]:
    """Ce que les deux documents montrent."""
    tuiles, _ = pages.tuiles_et_logos(contenu)
    return {
        "contenu": contenu,
        "version": version,
        "numero": version.numero if version else "",
        "argent_de_l_annee": contenu.argent.de(contenu.annee),
        "en_demonstration": settings.EN_DEMONSTRATION,
        "mention": mention(contenu),
        "tuiles": pages.en_rangees(tuiles, 7),
        "tuiles_en_couverture": len(tuiles) <= pages.PARTIES_EN_COUVERTURE,
        "a_des_logos": any(tuile.adresse for tuile in tuiles),
        "dessin_des_etats": dessiner(partial(dessins.des_etats, contenu), dessins.MOITIE),
        "dessin_des_reponses": dessiner(partial(dessins.des_reponses, contenu), dessins.MOITIE),
        "dessin_du_bonus": dessiner(partial(dessins.du_bonus, contenu.argent), graphiques.LARGEUR),
        "types": pages.lignes_par_type(contenu.registre),
        "appreciations": pages.appreciations_d_ensemble(contenu),
    }


def mention(contenu: ContenuEvaluation) -> str:
    """Ce que chaque page rappelle d'un document qui n'est pas définitif, ou qui est inventé."""
    mots = []
    if contenu.est_projet:
        mots.append("Projet")
    if settings.EN_DEMONSTRATION:
        mots.append("Données fictives")
    return " · ".join(mots)


def sommaire(contenu: ContenuEvaluation) -> list[Entree]:
    """Les parties du document, les axes et leurs fiches, dans l'ordre des pages."""
    entrees = [Entree("synthese", "La synthèse")]
    if contenu.tendances:
        entrees.append(Entree("tendances", _annees(contenu)))
    entrees += [
        Entree("essentiel", contenu.titre_de_l_ensemble),
        Entree("tableau-des-actions", "Les actions en un tableau"),
        Entree("gouvernance", contenu.titre_de_la_gouvernance),
    ]
    for axe in contenu.axes:
        entrees.append(
            Entree(f"axe-{axe.numero}", f"Axe {axe.numero} – {axe.titre_court}", axe=axe.numero)
        )
        entrees += [
            Entree(
                f"action-{fiche.numero}",
                f"Action {fiche.numero} – {fiche.titre}",
                niveau=2,
                axe=axe.numero,
            )
            for fiche in axe.fiches
        ]
    entrees.append(Entree("registre", "Les structures du territoire"))
    if contenu.figures:
        entrees.append(Entree("territoire", "Le territoire, commune par commune"))
    entrees += [
        Entree("argent", "L’argent"),
        Entree("referentiel", "Ce que l’évaluation juge"),
        Entree("propositions", "Ce qui est proposé au COPIL"),
        Entree("avenant", "Ce qu’un avenant devrait porter"),
    ]
    if contenu.tendances:
        entrees.append(Entree("suite", "Ce qui passe à la convention suivante"))
    return [
        *entrees,
        Entree("manques", "Ce qui manque"),
        Entree("methode", "Sources et méthode"),
        Entree("glossaire", "Glossaire"),
    ]


def _annees(contenu: ContenuEvaluation) -> str:
    return f"Les années {contenu.debut.year}-{contenu.fin.year}"


def ressources_du_document(contenu: ContenuEvaluation) -> dict[str, bytes]:
    """Les seuls fichiers que le document peut citer : ceux du papier, sa couverture, les logos."""
    _, logos = pages.tuiles_et_logos(contenu)
    couverture = {"territoire.svg": dessins.silhouette(contenu.registre).encode()}
    return ressources_du_papier("evaluation.css") | couverture | logos
