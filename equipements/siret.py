"""Le numéro SIRET d'un gestionnaire et sa clé de contrôle."""

from django.core.exceptions import ValidationError

# Ses établissements sont trop nombreux pour la clé ordinaire : la somme simple des chiffres de
# leur SIRET est un multiple de 5 (Insee).
SIREN_DE_LA_POSTE = "356000000"


def verifier_siret(siret: str) -> None:
    """Un SIRET compte quatorze chiffres, et sa clé de Luhn tombe juste ; La Poste fait exception.

    Lève `ValidationError` sinon.
    """
    if len(siret) != 14 or not (siret.isascii() and siret.isdigit()):
        raise ValidationError("Un SIRET compte quatorze chiffres.")
    if siret.startswith(SIREN_DE_LA_POSTE) and sum(map(int, siret)) % 5 == 0:
        return
    if _somme_de_luhn(siret) % 10:
        raise ValidationError(
            "Ce SIRET n'est pas valable : un chiffre est sans doute faux. Relisez-le."
        )


def _somme_de_luhn(chiffres: str) -> int:
    doubles = (int(c) * (2 if rang % 2 else 1) for rang, c in enumerate(reversed(chiffres)))
    return sum(n - 9 if n > 9 else n for n in doubles)
