"""Ce qu'on joint aux fiches en démonstration : étapes tenues, documents, liens.

Les documents sont fabriqués ici, et chacun dit qu'il est fictif.
"""

import datetime
import io
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from docx import Document as DocumentDeBureau
from PIL import Image, ImageDraw, ImageFont

from actions.models import DocumentDeFiche, Etape, FicheAction, LienWeb
from conventions.models import Convention, Personne
from ctg.socle.historique import Acteur, antidater

FICTIF = "Données fictives"

Acteurs = Callable[[str], Acteur]


def _jour(texte: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(texte) if texte else None


def joindre(
    convention: Convention,
    contenu: Mapping[str, Any],
    acteur: Acteurs,
    personnes: Mapping[str, Personne],
) -> None:
    """Confie des étapes, en ajoute, dépose les documents et les liens du contenu."""
    fiches = {fiche.numero: fiche for fiche in convention.fiches.select_related("convention")}
    for donnees in contenu["etapes"]:
        _tenir(fiches[donnees["fiche"]], donnees, acteur, personnes)
    for donnees in contenu["documents"]:
        fiche = fiches[donnees["fiche"]]
        _dater(
            donnees,
            acteur,
            DocumentDeFiche(fiche=fiche).enregistrer,
            valeurs={"titre": donnees["titre"], "note": donnees["note"]} | _etape(fiche, donnees),
            fichier=_fichier(donnees["nom"], donnees["texte"]),
            version_ouverte=0,
        )
    for donnees in contenu["liens_web"]:
        fiche = fiches[donnees["fiche"]]
        _dater(
            donnees,
            acteur,
            LienWeb(fiche=fiche).enregistrer,
            valeurs={n: donnees[n] for n in ("titre", "adresse")} | _etape(fiche, donnees),
            version_ouverte=0,
        )


def _tenir(
    fiche: FicheAction, donnees: Mapping[str, Any], acteur: Acteurs, personnes: Mapping[str, Any]
) -> None:
    """Une étape du contrat reçoit un responsable ; sans rang, c'est une étape de travail."""
    valeurs: dict[str, Any] = {
        "responsable": personnes.get(donnees["responsable"]),
        "responsable_libre": donnees["responsable_libre"],
    }
    etape = Etape(fiche=fiche)
    if "ordre" in donnees:
        etape = fiche.etapes.get(ordre=donnees["ordre"])
        etape.fiche = fiche
    else:
        valeurs |= {nom: donnees[nom] for nom in ("libelle", "periode_ecrite")}
        valeurs |= {nom: _jour(donnees[nom]) for nom in ("debut", "fin")}
    _dater(donnees, acteur, etape.enregistrer, valeurs=valeurs, version_ouverte=etape.version)


def _dater(
    donnees: Mapping[str, Any], acteur: Acteurs, commande: Callable[..., None], **suite: Any
) -> None:
    le = datetime.date.fromisoformat(donnees["le"])
    midi = timezone.make_aware(datetime.datetime.combine(le, datetime.time(12)))
    with antidater(midi):
        commande(par=acteur(donnees["par"]), le=le, **suite)


def _etape(fiche: FicheAction, donnees: Mapping[str, Any]) -> dict[str, Any]:
    rang = donnees["etape"]
    return {"etape": fiche.etapes.get(ordre=rang) if rang else None}


def _fichier(nom: str, texte: list[str]) -> "ContentFile[bytes]":
    tampon = io.BytesIO()
    if nom.endswith(".docx"):
        _ecrire_un_document(tampon, texte)
    else:
        _dessiner(tampon, texte)
    return ContentFile(tampon.getvalue(), name=nom)


def _ecrire_un_document(tampon: io.BytesIO, texte: list[str]) -> None:
    document = DocumentDeBureau()
    document.add_heading(FICTIF, level=1)
    for phrase in texte:
        document.add_paragraph(phrase)
    document.save(tampon)


def _dessiner(tampon: io.BytesIO, texte: list[str]) -> None:
    image = Image.new("RGB", (800, 500), "#f6f1e7")
    crayon = ImageDraw.Draw(image)
    for rang, phrase in enumerate([*texte, FICTIF]):
        crayon.text((60, 120 + 80 * rang), phrase, fill="#1f3d5c", font=ImageFont.load_default(40))
    image.save(tampon, "PNG")
