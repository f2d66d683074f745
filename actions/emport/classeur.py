"""Le plan en XLSX : une feuille par suite, prêt à être rempli hors du portail et à revenir."""

from django.conf import settings

from actions.emport.champs import FICHES
from actions.emport.contenu import ContenuDuPlan, lignes_de_section
from actions.emport.empreintes import avec_empreinte
from actions.emport.sections import SECTIONS
from ctg.socle.tableur import Classeur, Feuille, ecrire_xlsx
from ctg.socle.templatetags.portail import jour

MENTION = "Données fictives"

_MODE_D_EMPLOI = (
    "Ce classeur se lit et se modifie hors du portail, puis y revient.",
    "1. Changez seulement les colonnes blanches : les grises se lisent, et sont verrouillées.",
    "2. Laissez en place les numéros et les en-têtes. Vous pouvez retirer des lignes entières.",
    "3. Dans le portail : Plan d'actions, « Reprendre un classeur », puis déposez ce fichier.",
    "4. Le portail montre ce qui change et ce qui est à corriger, avant d'écrire.",
    "Ce que quelqu'un a modifié dans le portail depuis cet export reste protégé, ligne par ligne.",
    "Le texte signé ne change que par avenant (art. 12) : proposez-le depuis la fiche.",
)


def xlsx_du_plan(contenu: ContenuDuPlan) -> bytes:
    """Le classeur ; rien n'y est coupé, aucun texte n'y est une formule."""
    fiches = sorted(contenu.fiches, key=lambda fiche: fiche.numero)
    return ecrire_xlsx(
        Classeur(
            titre=contenu.titre,
            sujet=(
                contenu.convention,
                contenu.etendue if not contenu.est_une_fiche else contenu.territoire,
                f"État du {jour(contenu.le)}",
            ),
            mention=MENTION if settings.EN_DEMONSTRATION else "",
            mode_d_emploi=_MODE_D_EMPLOI,
            feuilles=[
                Feuille(
                    FICHES,
                    avec_empreinte(FICHES, [fiche.valeurs for fiche in fiches]),
                    est_protegee=True,
                ),
                *(
                    Feuille(
                        section.modele,
                        avec_empreinte(section.modele, lignes_de_section(fiches, section.cle)),
                        est_protegee=True,
                    )
                    for section in SECTIONS
                ),
            ],
        )
    )
