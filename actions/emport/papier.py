"""Le plan, ou une fiche, en PDF balisé : des valeurs au document, puis aux octets.

Aucune horloge n'est lue : les mêmes valeurs donnent les mêmes octets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from actions.emport.champs import FAITS, FICHES
from actions.emport.contenu import ContenuDeFiche, ContenuDuPlan
from actions.emport.sections import SECTIONS
from ctg.socle.papier import ressources_du_papier
from ctg.socle.pdf import rendre_pdf
from ctg.socle.tableur import Genre
from ctg.socle.templatetags.portail import jour

# Un PDF se met en page en 1 ms par cellule : au-delà, il dépasserait le temps permis. Le plan
# n'y est alors qu'en tableau, et le dit ; le DOCX et le XLSX gardent tout.
FICHES_EN_DETAIL = 40
# Le moteur remet en page, à chaque page, tout ce qui reste d'un tableau : il s'en fait plusieurs.
LIGNES_PAR_TABLEAU = 24
_TEXTE_D_UNE_PAGE = 1_500


@dataclass(frozen=True)
class SectionDePapier:
    """Une suite sur une page : un titre, des (en-tête, largeur), des lignes ; ou ce qui est dit."""

    titre: str
    entetes: Sequence[tuple[str, int]]
    lignes: Sequence[Sequence[str]]
    vide: str

    @property
    def est_longue(self) -> bool:
        """Vrai si une ligne peut dépasser une page : elle se coupe alors de l'une à l'autre."""
        return any(len(texte) > _TEXTE_D_UNE_PAGE for ligne in self.lignes for texte in ligne)


def pdf_du_plan(contenu: ContenuDuPlan) -> bytes:
    """Le PDF. Lève les erreurs de `rendre_pdf`, toutes filles d'`ErreurPDF`."""
    return rendre_pdf(html_du_plan(contenu), ressources=ressources_du_papier("plan.css"))


def html_du_plan(contenu: ContenuDuPlan) -> str:
    """Le document entier en HTML, prêt pour le moteur PDF ; tout texte saisi y est échappé."""
    en_detail = len(contenu.fiches) <= FICHES_EN_DETAIL
    return render_to_string(
        "actions/document/plan.html",
        {
            "contenu": contenu,
            "en_demonstration": settings.EN_DEMONSTRATION,
            "en_detail": en_detail,
            "au_plus": FICHES_EN_DETAIL,
            "axes": [(axe, _par_tableaux(axe.fiches)) for axe in contenu.axes],
            "detaillees": [
                (fiche, faits(fiche), sections(fiche)) for fiche in contenu.fiches if en_detail
            ],
        },
    )


def _par_tableaux(fiches: Sequence[ContenuDeFiche]) -> list[Sequence[ContenuDeFiche]]:
    return [
        fiches[debut : debut + LIGNES_PAR_TABLEAU]
        for debut in range(0, len(fiches), LIGNES_PAR_TABLEAU)
    ]


def faits(fiche: ContenuDeFiche) -> list[tuple[str, str, bool]]:
    """Ce qui se dit en tête d'une fiche : (intitulé, texte, si la valeur est connue)."""
    dits = []
    for intitule, cle, vide in FAITS:
        texte = en_clair(cle, fiche.valeurs[cle])
        if texte or vide:
            dits.append((intitule, texte or vide, bool(texte)))
    return dits


def en_clair(cle: str, valeur: Any) -> str:
    """La valeur d'un champ de la fiche telle qu'une personne la lit ; vide si elle l'est."""
    colonne = FICHES.colonne(cle)
    if not valeur:
        return ""
    match colonne.genre:
        case Genre.LISTE:
            return ", ".join(valeur)
        case Genre.DATE:
            return f"le {jour(valeur)}"
        case Genre.CHOIX:
            return colonne.choix[str(valeur)]
    return str(valeur)


def sections(fiche: ContenuDeFiche) -> list[SectionDePapier]:
    """Les suites d'une fiche qui ont quelque chose à dire."""
    ecrites = []
    for section in SECTIONS:
        lignes = fiche.lignes[section.cle]
        if lignes or section.vide:
            ecrites.append(
                SectionDePapier(
                    titre=section.nom,
                    entetes=[
                        (entete, largeur)
                        for (entete, _), largeur in zip(
                            section.papier, section.largeurs, strict=True
                        )
                    ],
                    lignes=[[ecrire(ligne) for _, ecrire in section.papier] for ligne in lignes],
                    vide=section.vide,
                )
            )
    return ecrites
