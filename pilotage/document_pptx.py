"""La synthèse des élus en PPTX : à projeter au COPIL, à reprendre dans chaque conseil.

Les chiffres et les phrases sont ceux du PDF : le même contenu, les mêmes mots.
"""

from collections.abc import Iterator, Sequence

import lxml.html
from django.conf import settings
from django.template.defaultfilters import capfirst

from ctg.socle.badges import BADGES
from ctg.socle.diaporama import Diaporama
from ctg.socle.nombres import nombre_fr
from ctg.socle.templatetags.papier import montant
from ctg.socle.templatetags.portail import accorde, jour
from ctg.socle.typographie import markdown_pour_papier
from pilotage.contenu import ContenuEvaluation
from pilotage.contenu_de_la_synthese import PointDeSynthese
from pilotage.contenu_du_registre import AnneeDArgentLue
from pilotage.document import mention
from pilotage.document_docx import CONFIDENTIALITE
from pilotage.document_pages import NON_RENSEIGNE, appreciations_d_ensemble, lignes_par_type
from pilotage.lecture_du_plan import FicheLue
from pilotage.renvois import avec_ses_seuls_renvois, sans_renvois_inconnus
from pilotage.version_dite import VersionDite

# Ce qu'une diapositive tient, en restant lisible du fond de la salle.
_SIGNES_PAR_PAGE = 700
_PUCES_PAR_PAGE = 8
_LIGNES_PAR_PAGE = 8
_MANQUES_MONTRES = 6


def pptx_de_la_synthese(contenu: ContenuEvaluation, *, version: VersionDite | None = None) -> bytes:
    """Le diaporama : chiffres, trois questions, actions, territoire, argent, ce qui manque."""
    contenu = avec_ses_seuls_renvois(contenu)
    pied = f"{contenu.titre}, {contenu.territoire}"
    if dite := mention(contenu):
        pied += f" · {dite}"
    diaporama = Diaporama(
        f"{contenu.titre}, la synthèse – {contenu.convention}",
        auteur=contenu.territoire,
        le=contenu.le,
        pied=pied,
    )
    _couverture(diaporama, contenu, version)
    _chiffres(diaporama, contenu)
    _trois_questions(diaporama, contenu)
    _actions(diaporama, contenu)
    _suite_de_la_convention(diaporama, contenu)
    _structures(diaporama, contenu)
    _argent(diaporama, contenu)
    _jugements(diaporama, contenu)
    _fin(diaporama, contenu)
    return diaporama.octets()


def _dit(mots: str, contenu: ContenuEvaluation) -> str:
    return sans_renvois_inconnus(mots, contenu.articles)


def _couverture(
    diaporama: Diaporama, contenu: ContenuEvaluation, version: VersionDite | None
) -> None:
    lignes = [
        f"La synthèse pour les élus. {contenu.territoire}",
        f"Convention territoriale globale {contenu.debut.year}-{contenu.fin.year}",
        contenu.statut,
        *([f"Remplace la version {version.remplace}"] if version and version.remplace else []),
        f"Document produit le {jour(contenu.le)}",
    ]
    diaporama.couverture(contenu.titre, lignes, mention(contenu))


def _chiffres(diaporama: Diaporama, contenu: ContenuEvaluation) -> None:
    annees = f"{contenu.debut.year}-{contenu.fin.year}"
    page = diaporama.page(
        f"La convention {annees} en chiffres" if contenu.est_finale else "L’année en chiffres"
    )
    lu = f"L’avancement est lu au {jour(contenu.lue_au)}"
    if contenu.lue_au != contenu.le:
        lu += f" ; réponses et registre, au {jour(contenu.le)}"
    page.texte([f"{lu}."], corps=16, est_doux=True)
    page.tableau(
        "Les chiffres de l’année",
        ["Combien", "Quoi", "Précision"],
        [[c.valeur, c.libelle, c.precision] for c in contenu.chiffres],
        [22, 42, 36],
        corps=16,
    )
    _etats_et_resultats(diaporama, contenu)


def _etats_et_resultats(diaporama: Diaporama, contenu: ContenuEvaluation) -> None:
    if contenu.fiches:
        page = diaporama.page(f"Où en sont les {nombre_fr(len(contenu.fiches))} actions")
        page.barres(
            "L’état des actions",
            [part.libelle for part in contenu.etats],
            [part.nombre for part in contenu.etats],
            "0",
        )
    if contenu.fiches and contenu.resultats:
        page = diaporama.page("Ce que deviennent les indicateurs")
        dits = [point.phrase for point in contenu.synthese.resultats]
        page.texte(dits, corps=16, est_doux=True)
        page.barres(
            "Les indicateurs",
            [part.libelle for part in contenu.resultats],
            [part.nombre for part in contenu.resultats],
            "0",
        )


def _trois_questions(diaporama: Diaporama, contenu: ContenuEvaluation) -> None:
    recits, points = contenu.recits, contenu.synthese
    for titre, recit, siens, rien in (
        ("Ce qui est fait", recits.fait, points.fait, "Rien n’est encore noté comme fait."),
        ("Ce qui bloque", recits.bloque, points.bloque, points.rien_ne_bloque),
        (
            "Ce qui est demandé au COPIL",
            recits.demande_au_copil,
            points.demande,
            "Rien n’est demandé au COPIL.",
        ),
    ):
        lignes = [*_lignes(recit), *map(_phrase, siens)] or [rien]
        if siens is points.demande and points.ensuite:
            lignes.append(f"À préparer aussi. {' '.join(p.phrase for p in points.ensuite)}")
        _en_puces(diaporama, titre, lignes)


def _phrase(point: PointDeSynthese) -> str:
    if point.titre:
        return f"{point.titre}\u00a0: {point.phrase}"
    if point.qui:
        return f"{point.phrase} {capfirst(point.qui)}, {point.quand}."
    if not point.fiches:
        return point.phrase
    mot = "Action" if len(point.fiches) < 2 else "Actions"
    return f"{point.phrase} {mot} {', '.join(map(str, point.fiches))}"


def _lignes(recit: str) -> list[str]:
    """Les paragraphes et les puces d'un récit, sans leur mise en forme."""
    if not recit:
        return []
    racine = lxml.html.fragment_fromstring(markdown_pour_papier(recit), create_parent="div")
    textes = (" ".join(bloc.text_content().split()) for bloc in racine.iter("p", "li"))
    return [texte for texte in textes if texte]


def _en_puces(diaporama: Diaporama, titre: str, lignes: Sequence[str]) -> None:
    """Autant de diapositives qu'il en faut pour rester lisible."""
    for rang, sienne in enumerate(_par_pages(lignes)):
        diaporama.page(f"{titre} (suite)" if rang else titre).puces(sienne)


def _par_pages(lignes: Sequence[str]) -> Iterator[list[str]]:
    page: list[str] = []
    for ligne in lignes:
        pleine = len(page) >= _PUCES_PAR_PAGE or sum(map(len, page)) + len(ligne) > _SIGNES_PAR_PAGE
        if page and pleine:
            yield page
            page = []
        page.append(ligne)
    yield page


def _actions(diaporama: Diaporama, contenu: ContenuEvaluation) -> None:
    lignes = [
        [f"{axe.numero}. {axe.titre_court}", *_ligne_d_action(fiche)]
        for axe in contenu.axes
        for fiche in axe.fiches
    ]
    if not lignes:
        page = diaporama.page("Les actions, une à une")
        mots = "Le plan d’actions de cette convention n’est pas enregistré (annexe 3)."
        page.texte([_dit(mots, contenu)])
    _en_tableaux(
        diaporama,
        "Les actions, une à une",
        ["Axe", "Action", "État", "Météo", "Étapes"],
        lignes,
        [20, 42, 12, 16, 10],
        a_droite=[4],
    )


def _en_tableaux(
    diaporama: Diaporama,
    titre: str,
    colonnes: Sequence[str],
    lignes: Sequence[Sequence[str]],
    largeurs: Sequence[int],
    a_droite: Sequence[int] = (),
) -> None:
    """Un tableau sur autant de diapositives qu'il en faut, d'égale longueur."""
    pages = -(-len(lignes) // _LIGNES_PAR_PAGE)
    # Des pages égales : une dernière ligne seule aurait l'air d'un oubli.
    par_page = -(-len(lignes) // (pages or 1))
    for rang in range(pages):
        page = diaporama.page(f"{titre} ({rang + 1} sur {pages})" if pages > 1 else titre)
        page.tableau(
            titre,
            colonnes,
            lignes[rang * par_page : (rang + 1) * par_page],
            largeurs,
            a_droite=a_droite,
            corps=14,
        )


def _ligne_d_action(fiche: FicheLue) -> list[str]:
    etapes = "–"
    if fiche.etapes and fiche.etapes_sont_connues:
        etapes = f"{fiche.etapes_faites} sur {len(fiche.etapes)}"
    elif fiche.etapes:
        etapes = NON_RENSEIGNE
    return [
        f"{fiche.numero}. {fiche.titre}",
        BADGES[fiche.etat].mot,
        BADGES[fiche.meteo].mot,
        etapes,
    ]


def _suite_de_la_convention(diaporama: Diaporama, contenu: ContenuEvaluation) -> None:
    """De l'évaluation finale : les années d'un regard, puis ce qu'on propose de chaque action."""
    if contenu.tendances is None or not contenu.tendances.suites:
        return
    page = diaporama.page(f"Les années {contenu.debut.year}-{contenu.fin.year}")
    page.tableau(
        "Les années",
        ["À la fin de", "Étapes faites", "Indicateurs qui avancent", "COPIL", "Temps forts"],
        [
            [
                f"{annee.annee}{' (en cours)' if annee.est_en_cours else ''}",
                f"{annee.etapes_faites} sur {annee.etapes}",
                str(annee.favorables) if annee.reponses else NON_RENSEIGNE,
                str(annee.copils),
                str(annee.temps_forts),
            ]
            for annee in contenu.tendances.annees
        ],
        [24, 20, 24, 14, 18],
        a_droite=[1, 2, 3, 4],
        corps=16,
    )
    lignes = [
        [
            f"{un.numero}. {un.titre}",
            BADGES[un.etat].mot,
            un.resultats or "–",
            un.mot or "à décider",
        ]
        for un in contenu.tendances.suites
    ]
    _en_tableaux(
        diaporama,
        "Ce qui passe à la convention suivante",
        ["Action", "État", "Ses indicateurs", "Proposé"],
        lignes,
        [40, 14, 30, 16],
    )


def _structures(diaporama: Diaporama, contenu: ContenuEvaluation) -> None:
    registre = contenu.registre
    page = diaporama.page("Les structures du territoire")
    if not registre.total:
        page.texte([_dit("Le registre ne compte aucune structure validée (annexe 2).", contenu)])
        return
    communes = accorde(len(registre.communes), "commune,communes")
    dit = f"{accorde(registre.total, 'structure,structures')} au registre, dans {communes}."
    page.texte([dit], corps=18)
    page.tableau(
        "Les structures par type",
        ["Type de structure", "Structures", "Places", "Portée des places"],
        [
            [ligne.nom, nombre_fr(ligne.nombre), ligne.places, ligne.precision]
            for ligne in lignes_par_type(registre)
        ],
        [44, 14, 14, 28],
        a_droite=[1, 2],
        corps=16,
    )


def _argent(diaporama: Diaporama, contenu: ContenuEvaluation) -> None:
    page = diaporama.page(_dit("Les bonus territoire, face au plancher (art. 6)", contenu))
    annee = contenu.argent.de(contenu.annee)
    if annee is None or not contenu.argent.structures:
        page.texte(["Ni soutien ni bonus ne peuvent encore se compter."])
        return
    page.puces(
        [
            f"En {contenu.annee} : {BADGES[annee.face_au_plancher].mot}.",
            f"Bonus connus : {montant(annee.bonus.total)}"
            f"{_sans(annee.bonus.inconnus, _SANS_BONUS)}.",
            f"Soutiens connus : {montant(annee.soutiens.total)}"
            f"{_sans(annee.soutiens.inconnus, 'soutien sans montant,soutiens sans montant')}.",
        ],
        corps=18,
    )
    if any(lue.bonus.total for lue in contenu.argent.annees):
        barres = [(_annee(lue), lue.bonus.total) for lue in contenu.argent.annees]
        if contenu.argent.plancher is not None:
            barres.append(("Plancher", contenu.argent.plancher))
        page.barres(
            "Les bonus territoire",
            [nom for nom, _ in barres],
            [None if total is None else float(total) for _, total in barres],
            '# ##0" €"',
        )


def _annee(lue: AnneeDArgentLue) -> str:
    return f"{lue.annee}{' (non renseigné)' if lue.bonus.total is None else ''}"


_SANS_BONUS = "structure qui n’en a rien dit,structures qui n’en ont rien dit"


def _sans(inconnus: int, mots: str) -> str:
    return f", sans compter {accorde(inconnus, mots)}" if inconnus else ""


def _jugements(diaporama: Diaporama, contenu: ContenuEvaluation) -> None:
    groupes = appreciations_d_ensemble(contenu)
    lignes = [f"{groupe.titre} : {' '.join(groupe.textes)}" for groupe in groupes]
    if lignes:
        _en_puces(diaporama, "Ce que l’évaluation juge", lignes)


def _fin(diaporama: Diaporama, contenu: ContenuEvaluation) -> None:
    lignes = [m.avec_sa_source for m in contenu.manques[:_MANQUES_MONTRES]]
    if len(contenu.manques) > _MANQUES_MONTRES:
        lignes.append(
            f"Et d’autres, dans l’évaluation entière : {nombre_fr(len(contenu.manques))} en tout."
        )
    rien = "Rien de ce que la convention demande ne manque."
    _en_puces(diaporama, "Ce qui manque encore", lignes or [rien])
    page = diaporama.page("D’où viennent ces chiffres")
    dits = [
        "Tout vient du portail de la convention : les chiffres sont ceux de l’évaluation entière.",
        "Une absence de réponse n’est jamais comptée pour zéro.",
        _dit(CONFIDENTIALITE, contenu),
    ]
    if settings.EN_DEMONSTRATION:
        dits.append("Données fictives : la vie de l’année est inventée pour la démonstration.")
    page.texte(dits, corps=18)
