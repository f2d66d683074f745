"""Charger la démonstration dans un essai, sans refaire deux fois le même PDF."""

import io
from typing import Any

import pytest
from django.core.management import call_command

from ctg.socle.pdf import rendre_pdf
from tests.memoire import Memoire, empreinte


def charger(memoire: Memoire) -> str:
    """La convention d'Agen et sa vie fictive ; donne ce que la commande a dit.

    Elle fige deux évaluations de cinquante pages. « Même entrée, mêmes octets » : ce que promet
    `rendre_pdf`, et qu'un essai tient, permet de garder le PDF d'un chargement pour le suivant.
    L'instantané joint fait exception, que rien n'ouvre ici : d'une base à l'autre, les mêmes
    objets n'ont pas les mêmes clés.
    """

    def rendre(html: str, **avec: Any) -> bytes:
        cle = empreinte(
            html,
            *(repr((nom, empreinte(octets))) for nom, octets in sorted(avec["ressources"].items())),
            *(repr((piece.nom, piece.description, piece.le)) for piece in avec["pieces"]),
            repr(avec["limites"]),
        )
        if (deja := memoire.lire(cle)) is not None:
            return deja
        octets = rendre_pdf(html, **avec)
        memoire.retenir(cle, octets)
        return octets

    annonce = io.StringIO()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("pilotage.document.rendre_pdf", rendre)
        call_command("charger_convention", stdout=io.StringIO())
        call_command("charger_demonstration", stdout=annonce)
    return annonce.getvalue()
