"""Ne citer d'une convention que ce que son texte, au portail, porte.

Les articles qu'invoque le document sont ceux de la convention d'Agen ; une autre n'a pas les
mêmes, ou n'a pas encore enregistré les siens.
"""

import re
from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pilotage.contenu import ContenuEvaluation

_RENVOI = r"(?:art\.|annexe) \d+"
# À l'espace ordinaire, que seuls le portail et ses gabarits écrivent : un texte saisi passe par la
# typographie, qui y met une insécable, et n'est jamais amputé.
_PARENTHESE = re.compile(rf" \(({_RENVOI}(?:, {_RENVOI})*)\)")


def porte(articles: Collection[int] | None, renvoi: str) -> bool:
    """Vrai si le texte enregistré porte ce passage : « art. 10 », « annexe 3, art. 12 ».

    `articles` : leurs numéros ; None, pour une version figée avant qu'on les retienne : tous. Une
    annexe vaut dès que le texte est enregistré.
    """
    if articles is None:
        return True
    cites = {int(numero) for numero in re.findall(r"art\. (\d+)", renvoi)}
    return cites <= set(articles) and (bool(articles) or "annexe" not in renvoi)


def sans_renvois_inconnus(texte: str, articles: Collection[int] | None) -> str:
    """Le texte, sans les parenthèses qui citent un passage que la convention n'a pas."""
    return _PARENTHESE.sub(lambda lu: lu[0] if porte(articles, lu[1]) else "", texte)


def avec_ses_seuls_renvois(contenu: ContenuEvaluation) -> ContenuEvaluation:
    """Le même contenu, dont les phrases que le portail écrit ne citent que ce qu'il porte."""
    articles = contenu.articles
    if articles is None:
        return contenu

    def propre(valeur: Any) -> Any:
        if isinstance(valeur, tuple):
            return tuple(map(propre, valeur))
        if not is_dataclass(valeur) or isinstance(valeur, type):
            return valeur
        changes: dict[str, Any] = {}
        for champ in fields(valeur):
            lu = getattr(valeur, champ.name)
            if champ.name in ("phrase", "sens"):
                changes[champ.name] = sans_renvois_inconnus(lu, articles)
            elif champ.name == "source":
                changes[champ.name] = lu if porte(articles, lu) else ""
            else:
                changes[champ.name] = propre(lu)
        return replace(valeur, **changes)

    return replace(
        contenu,
        synthese=propre(contenu.synthese),
        manques=propre(contenu.manques),
        modifications=propre(contenu.modifications),
        glossaire=propre(contenu.glossaire),
    )
