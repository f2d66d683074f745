"""Les textes saisis, mis au propre pour le papier : espaces, guillemets, Markdown serré.

Un texte n'est jamais réécrit en base : la mise au propre se fait à l'affichage.
"""

import re
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ctg.socle.nombres import ESPACE_FINE, ESPACE_INSECABLE

_BLANCS = f"[ \t{ESPACE_INSECABLE}{ESPACE_FINE}]"
# Une espace écrite devient insécable, sans toucher à un signe.
_ESPACES = (
    (re.compile(rf"«{_BLANCS}*"), f"«{ESPACE_INSECABLE}"),
    (re.compile(rf"{_BLANCS}*»"), f"{ESPACE_INSECABLE}»"),
    (re.compile(rf"{_BLANCS}+([;!?])"), rf"{ESPACE_FINE}\1"),
    (re.compile(rf"{_BLANCS}+:"), f"{ESPACE_INSECABLE}:"),
    (re.compile(rf"(?<=\d){_BLANCS}([%€])"), rf"{ESPACE_INSECABLE}\1"),
)
_REGLES = (
    # L'apostrophe courbe après une lettre ; la suite peut être dans une autre balise.
    (re.compile(r"(?<=\w)'(?=\w|$)"), "’"),
    (re.compile(r'"([^"\n]+)"'), rf"«{ESPACE_INSECABLE}\1{ESPACE_INSECABLE}»"),
    *_ESPACES,
    # Une espace oubliée n'est ajoutée qu'après un mot que la ponctuation termine, pour ne toucher
    # ni aux heures (10:30) ni aux adresses.
    (re.compile(r"(?<=[\w)\]»%])([;!?])(?=\s|$)"), rf"{ESPACE_FINE}\1"),
    (re.compile(r"(?<=[\w)\]»%]):(?=\s|$)"), f"{ESPACE_INSECABLE}:"),
    (re.compile(r"(?<=\d)([%€])"), rf"{ESPACE_INSECABLE}\1"),
    (re.compile(r"\b(art\.|n°|p\.|M\.|Mme|l\.) (?=\w)"), rf"\1{ESPACE_INSECABLE}"),
    (re.compile(r"\.\.\."), "…"),
    # Les capitales sont accentuées ; un nom propre, lui, s'écrit comme il veut.
    (
        re.compile(
            r"\bE(?=(?:change|cole|conom|cout|crire|crit|ducat|galit|labor|largi|lus?\b|merge|quip"
            r"|quit|tabli|tape|tat|tendre|tude|valu|v[èé]nement|volu))"
        ),
        "É",
    ),
    # En tête de phrase, et devant ce qui ne suit pas le verbe « a ».
    (
        re.compile(
            r"(?:^|(?<=[.!?:…•(«\n][ \u00a0]))A"
            r"(?= (?:compter|destination|définir|l['’]|la |noter|partir|terme|travers|venir)\b)",
            re.MULTILINE,
        ),
        "À",
    ),
)
# Ce qui ouvre, et ce qui referme.
_PAIRES = (("«", f"{ESPACE_INSECABLE}»"), ("“", "”"), ("(", ")"))
_OUVERT_SUR_RIEN = re.compile(r"\s*[«“(]\s*(?=…?$)")


def espaces_fr(texte: str) -> str:
    """Un texte tel qu'il est écrit, dont rien ne va seul à la ligne : « ? », « : » ou un guillemet.

    À l'écran, les mots et les signes restent ceux de la personne : c'est ce qu'elle corrigera.
    """
    for motif, remplacement in _ESPACES:
        texte = motif.sub(remplacement, texte)
    return texte


def typographie_fr(texte: str) -> str:
    """Les espaces insécables, les guillemets, les apostrophes et les capitales accentuées.

    Aucun mot n'est changé.
    Fine insécable devant ; ! ?, insécable devant : % € et dans les guillemets.
    Source : Lexique des règles typographiques en usage à l'Imprimerie nationale.
    """
    for motif, remplacement in _REGLES:
        texte = motif.sub(remplacement, texte)
    return texte


def coupe_entre_deux_mots(texte: str, signes: int) -> str:
    """Le texte s'il tient ; sinon ses premiers mots. Ce qu'ils ouvrent se referme après eux."""
    if len(texte) > signes:
        # Il ne s'arrête pas sur « et » ni sur « de ».
        texte = re.sub(r"(?:\s+\S{1,3})+$", "", texte[:signes].rsplit(" ", 1)[0]) + "…"
    texte = _OUVERT_SUR_RIEN.sub("", texte)
    for ouvre, referme in _PAIRES:
        if texte.count(ouvre) > texte.count(referme.strip()):
            texte += referme
    return f'{texte}"' if texte.count('"') % 2 else texte


# Sans HTML dans la source, et sans image : un texte saisi ne peut rien charger d'ailleurs.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image"])


def markdown_pour_papier(texte: str) -> SafeString:
    """Un texte Markdown en HTML sûr, que le moteur PDF sait baliser (PDF/UA-1).

    Un titre devient un paragraphe en gras, pour ne pas rompre la suite des titres du document. Une
    puce ne porte que du texte : les listes sont mises à un seul niveau. Un lien ne porte que du
    texte. Images et balises HTML ne passent pas.
    """
    return mark_safe("".join(_blocs(_MARKDOWN.parse(texte))))  # noqa: S308


def _blocs(jetons: Sequence[Token]) -> list[str]:
    """Les balises de chaque bloc ; une liste imbriquée se prolonge dans celle qui la contient."""
    sortie: list[str] = []
    listes: list[str] = []
    puce_ouverte = False
    classe = ""
    for jeton in jetons:
        match jeton.type:
            case "bullet_list_open" | "ordered_list_open":
                if puce_ouverte:
                    sortie.append("</li>")
                    puce_ouverte = False
                if not listes:
                    debut = jeton.attrGet("start")
                    numero = f' start="{escape(debut)}"' if debut else ""
                    sortie.append(f"<{jeton.tag}{numero}>")
                listes.append(jeton.tag)
            case "bullet_list_close" | "ordered_list_close":
                listes.pop()
                if not listes:
                    sortie.append(f"</{jeton.tag}>")
            case "list_item_open":
                sortie.append('<li class="sous-puce">' if len(listes) > 1 else "<li>")
                puce_ouverte = True
                premier = True
            case "list_item_close":
                if puce_ouverte:
                    sortie.append("</li>")
                puce_ouverte = False
            case "heading_open":
                classe = ' class="intertitre"'
            case "inline":
                contenu = _en_ligne(jeton.children or [])
                if not listes:
                    sortie.append(f"<p{classe}>{contenu}</p>")
                elif puce_ouverte:
                    sortie.append(contenu if premier else f"<br>{contenu}")
                    premier = False
                else:
                    # Un paragraphe qui suit une liste imbriquée, dans la même puce.
                    sortie.append(f"<li>{contenu}</li>")
                classe = ""
            case "fence" | "code_block":
                code = escape(jeton.content.strip())
                sortie.append(code if listes else f"<p>{code}</p>")
            case _:
                continue
    return sortie


def _en_ligne(jetons: Sequence[Token]) -> str:
    sortie: list[str] = []
    dans_un_lien = False
    for jeton in jetons:
        match jeton.type:
            case "text":
                sortie.append(escape(typographie_fr(jeton.content)))
            case "code_inline":
                sortie.append(escape(jeton.content))
            case "softbreak" | "hardbreak":
                sortie.append(" " if dans_un_lien else "<br>")
            case "link_open":
                dans_un_lien = True
                sortie.append(f'<a href="{escape(jeton.attrGet("href") or "")}">')
            case "link_close":
                dans_un_lien = False
                sortie.append("</a>")
            case "strong_open" | "strong_close" | "em_open" | "em_close":
                if not dans_un_lien:
                    fin = "/" if jeton.nesting < 0 else ""
                    sortie.append(f"<{fin}{jeton.tag}>")
            case _:
                sortie.append(escape(jeton.content))
    return "".join(sortie)
