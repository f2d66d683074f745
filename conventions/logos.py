"""Déposer, retirer et relire le logo d'un organisme (art. 9)."""

import datetime
import hashlib
from pathlib import PurePath

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File
from django.core.files.storage import default_storage

from conventions.models import Convention, LogoDePartenaire, Partenaire
from ctg.socle.documents import depot, effacer_apres_l_acte, nom_propre
from ctg.socle.etats import ActionImpossible
from ctg.socle.formats import verifier_fichier
from ctg.socle.historique import Acteur, acte
from ctg.socle.images import en_png
from ctg.socle.versions import ConflitDeVersion, ecriture_lue, reserver

# Imprimé à 26 mm de large au plus : 460 points par pouce.
COTE = 480


def deposer_logo(
    *,
    partenaire: Partenaire,
    convention: Convention,
    fichier: "File[bytes]",
    ecriture_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> LogoDePartenaire:
    """Range le logo d'un organisme, réécrit en PNG, à la place du précédent s'il y en a un.

    `ecriture_ouverte` : celle du logo qu'on avait sous les yeux, 0 s'il n'y en avait pas. Lève
    `ValidationError` si ce n'est pas une image, `RangementImpossible`, `ConflitDeVersion`,
    `ConventionFigee` une fois la convention résiliée ou clôturée.
    """
    convention.exiger_ouverte()
    verifier_fichier(fichier)
    image, largeur, hauteur = en_png(fichier, cote=COTE)
    # Avant d'être rangé : le rangement lit l'image jusqu'au bout.
    empreinte = hashlib.sha256(image.read()).hexdigest()
    image.seek(0)
    logo = LogoDePartenaire.objects.filter(partenaire=partenaire).first()
    if logo is None and ecriture_ouverte:
        raise ConflitDeVersion
    logo = logo or LogoDePartenaire(partenaire=partenaire)
    ancien = logo.fichier.name
    with depot(logo, image, par=par, le=le), acte(par):
        if logo.pk:
            reserver(logo, ecriture_ouverte)
        logo.titre = str(partenaire)
        logo.nom_d_origine = nom_propre(f"{PurePath(fichier.name or 'logo').stem}.png")
        logo.empreinte = empreinte
        logo.largeur, logo.hauteur = largeur, hauteur
        logo.save()
        if ancien:
            # Une version figée garde le logo dans son PDF : l'ancien fichier ne sert plus.
            _effacer(logo, ancien)
    return logo


def retirer_logo(*, partenaire: Partenaire, convention: Convention, par: Acteur) -> None:
    """Retire le logo ; le nom de l'organisme reprend sa place.

    Lève `ActionImpossible` s'il n'y en a pas, `ConventionFigee` une fois la convention close.
    """
    convention.exiger_ouverte()
    with acte(par):
        logo = LogoDePartenaire.objects.select_for_update().filter(partenaire=partenaire).first()
        if logo is None:
            raise ActionImpossible("Ce logo est déjà retiré.")
        effacer_apres_l_acte(logo.fichier)
        logo.delete()


def _effacer(logo: LogoDePartenaire, ancien: str) -> None:
    champ = logo.fichier.field.attr_class(logo, logo.fichier.field, ancien)
    effacer_apres_l_acte(champ)


def ecriture_du_logo(logo: LogoDePartenaire | None) -> int:
    """L'écriture que porte le formulaire ; 0 : il n'y a pas encore de logo."""
    return ecriture_lue(logo) if logo else 0


def octets_du_logo(fichier: str, empreinte: str) -> bytes | None:
    """Les octets d'un logo rangé ; None s'il manque, ou si ce n'est plus celui qu'on a rangé."""
    try:
        with default_storage.open(fichier) as range_:
            octets: bytes = range_.read()
    except (OSError, SuspiciousOperation):
        return None
    return octets if hashlib.sha256(octets).hexdigest() == empreinte else None
