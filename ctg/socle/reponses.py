"""Les réponses qui ne sont pas des pages : un fichier, tel que le navigateur doit le recevoir."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse

# Le lecteur de PDF de Chromium s'insère par <embed> : `default-src 'none'` l'empêcherait d'ouvrir
# le document. Un PDF n'exécute rien ici ; il reste interdit de l'encadrer ailleurs.
POLITIQUE_DU_PDF = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def reponse_pdf(octets: bytes, nom: str) -> HttpResponse:
    """Un PDF qui s'ouvre dans le navigateur ; `nom` est celui sous lequel il s'enregistre."""
    reponse = HttpResponse(octets, content_type="application/pdf")
    reponse["Content-Disposition"] = f'inline; filename="{nom}"'
    reponse["Content-Security-Policy"] = POLITIQUE_DU_PDF
    return reponse


def reponse_fichier(octets: bytes, nom: str, type_de_contenu: str) -> HttpResponse:
    """Un fichier que le navigateur enregistre, sans l'ouvrir, sous ce nom."""
    reponse = HttpResponse(octets, content_type=type_de_contenu)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def reponse_au_fil(
    morceaux: Iterable[bytes], nom: str, type_de_contenu: str
) -> StreamingHttpResponse:
    """Un fichier qui part à mesure qu'il s'écrit, et que la base se lit."""
    reponse = StreamingHttpResponse(morceaux, content_type=type_de_contenu)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
