"""Ce que plusieurs essais de pages emploient."""

import re
from html import unescape
from typing import Any


def texte_de(reponse: Any) -> str:
    """Le texte d'une page, sans balises, les espaces réduits, les signes en clair."""
    page = unescape(re.sub(r"<[^>]+>", " ", reponse.content.decode()))
    return re.sub(r"[\s\u00a0\u202f]+", " ", page)
