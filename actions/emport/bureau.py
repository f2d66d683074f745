"""Le plan, ou une fiche, en DOCX : un document qui se reprend dans un traitement de texte."""

from django.conf import settings

from actions.emport.classeur import MENTION
from actions.emport.contenu import ContenuDAxe, ContenuDeFiche, ContenuDuPlan
from actions.emport.papier import en_clair, faits, sections
from ctg.socle.badges import BADGES
from ctg.socle.bureau import DocumentDeBureau
from ctg.socle.templatetags.portail import jour

_TABLEAU_D_AXE = ("Action", "Pilotes", "État", "Météo", "Étapes faites")
_LARGEURS = (40, 20, 14, 14, 12)


def docx_du_plan(contenu: ContenuDuPlan) -> bytes:
    """Le document ; rien n'y est coupé."""
    mention = MENTION if settings.EN_DEMONSTRATION else ""
    document = DocumentDeBureau(
        contenu.titre, territoire=contenu.territoire, le=contenu.le, mention=mention
    )
    etendue = [] if contenu.est_une_fiche else [contenu.etendue]
    document.couverture(
        contenu.titre,
        [contenu.convention, *etendue, f"État du {jour(contenu.le)}"],
        mention,
    )
    if contenu.est_une_fiche:
        _ecrire_la_fiche(document, contenu.fiches[0], niveau=1)
        return document.octets()
    document.sommaire()
    if not contenu.axes:
        document.paragraphe("Aucune action ne répond à ces filtres.")
    for axe in contenu.axes:
        _ecrire_l_axe(document, axe)
    return document.octets()


def _ecrire_l_axe(document: DocumentDeBureau, axe: ContenuDAxe) -> None:
    document.titre(f"Axe {axe.numero} – {axe.titre}", 1, page_neuve=True)
    if axe.description:
        document.paragraphe("Ce que dit la convention (art. 5).", est_doux=True)
        document.markdown(axe.description)
    document.tableau(
        f"Les actions de l'axe {axe.numero}",
        _TABLEAU_D_AXE,
        [
            (
                fiche.nom,
                en_clair("pilotes", fiche.valeurs["pilotes"]) or "non désigné",
                BADGES[fiche.valeurs["etat"]].mot,
                BADGES[fiche.valeurs["meteo"]].mot,
                fiche.valeurs["faites"],
            )
            for fiche in axe.fiches
        ],
        _LARGEURS,
    )
    for fiche in axe.fiches:
        document.titre(fiche.nom, 2, page_neuve=True)
        _ecrire_la_fiche(document, fiche, niveau=3)


def _ecrire_la_fiche(document: DocumentDeBureau, fiche: ContenuDeFiche, niveau: int) -> None:
    meteo = BADGES[fiche.valeurs["meteo"]].mot
    if commentaire := fiche.valeurs["meteo_commentaire"]:
        meteo = f"{meteo}\n{commentaire}"
    document.titre("Où nous en sommes", niveau)
    document.faits(
        [
            ("Axe", f"{fiche.axe} – {fiche.titre_de_l_axe}"),
            ("État", BADGES[fiche.valeurs["etat"]].mot),
            ("Météo", meteo),
            ("Priorité", BADGES[fiche.valeurs["priorite"]].mot),
            *((intitule, texte) for intitule, texte, _ in faits(fiche)),
        ]
    )
    if fiche.manques:
        document.titre("Ce qui manque", niveau)
        document.puces(fiche.manques)
    for section in sections(fiche):
        document.titre(section.titre, niveau)
        if section.lignes:
            document.tableau(
                section.titre,
                [entete for entete, _ in section.entetes],
                section.lignes,
                [largeur for _, largeur in section.entetes],
            )
        else:
            document.paragraphe(section.vide)
    document.titre("Ce qui est signé (annexe 3)", niveau)
    document.paragraphe(
        "Ces mots sont ceux du contrat : ils ne changent que par avenant (art. 12).",
        est_doux=True,
    )
    for intitule, texte in fiche.contrat:
        document.titre(intitule.capitalize(), niveau + 1)
        if texte:
            document.markdown(texte)
        else:
            document.paragraphe("Vide dans le texte signé.", est_doux=True)
