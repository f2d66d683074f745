"""La base d'un document : un fichier de sa salle, vérifié à son dépôt, servi avec des droits.

Chaque salle en fait une table à elle, avec ce que le document vise. Un fichier n'a pas d'adresse
publique : une vue, qui vérifie les droits, le remet (`reponse_du_fichier`).
"""

import datetime
import logging
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.formats import suffixe_de, type_de_contenu, verifier_fichier
from ctg.socle.historique import Acteur

LONGUEUR_D_UN_NOM = 150

journal = logging.getLogger(__name__)


class RangementImpossible(ActionImpossible):
    """Le fichier n'a pas pu être rangé (disque plein, dossier fermé) : rien n'est écrit."""


def emplacement(document: models.Model, nom: str) -> str:
    """Où ranger un fichier : son mois, puis un nom tiré au hasard.

    Deux dépôts ne se gênent pas, et ce qu'une personne a écrit ne nomme rien sur le disque.
    """
    return f"{horloge.aujourd_hui():%Y/%m}/{uuid4().hex}{suffixe_de(nom)}"


def nom_propre(nom: str | None) -> str:
    """Le nom d'un fichier tel qu'on le redonne : sans dossier ni signe invisible, 150 signes.

    Un signe invisible peut retourner un nom : « facture », puis un « exe » écrit à l'envers.
    """
    seul = PurePath((nom or "").replace("\\", "/")).name
    lisible = "".join(
        signe
        for signe in unicodedata.normalize("NFC", seul)
        if unicodedata.category(signe)[0] != "C" and signe not in "\u2028\u2029"
    ).strip()
    suffixe = PurePath(lisible).suffix
    return lisible.removesuffix(suffixe)[: LONGUEUR_D_UN_NOM - len(suffixe)] + suffixe


class DocumentDeBase(models.Model):
    """Un titre, une note, et un fichier qui peut rester à joindre.

    `taille` est en octets ; elle, le nom et le dépôt ne sont connus que depuis qu'on les note.
    """

    titre = models.CharField("titre", max_length=200)
    note = models.TextField("note", blank=True)
    fichier = models.FileField(
        "fichier", upload_to=emplacement, blank=True, validators=[verifier_fichier]
    )
    nom_d_origine = models.CharField("nom du fichier", max_length=LONGUEUR_D_UN_NOM, blank=True)
    taille = models.PositiveBigIntegerField("taille en octets", null=True, blank=True)
    depose_par = models.CharField("déposé par", max_length=200, blank=True)
    depose_le = models.DateField("déposé le", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def nom_a_telecharger(self) -> str:
        """Le nom d'origine ; à défaut, celui du document."""
        return self.nom_d_origine or f"{self}{suffixe_de(self.fichier.name)}"


@contextmanager
def depot(
    document: DocumentDeBase, fichier: "File[bytes]", *, par: Acteur, le: datetime.date
) -> Iterator[None]:
    """Range le fichier, puis laisse écrire le document ; l'écriture défaite, il est repris.

    S'emploie autour d'un `acte`, non dedans : ce que la base refuse à la fin de l'acte reprend
    aussi le fichier. Lève `ValidationError` si le fichier n'est pas de ceux qu'on accepte,
    `RangementImpossible` s'il ne peut pas être rangé ; il n'en reste alors rien.
    """
    verifier_fichier(fichier)
    rangement = document.fichier.storage
    lieu = document.fichier.field.generate_filename(document, fichier.name or "")
    try:
        range_sous = rangement.save(lieu, fichier)
    except OSError as erreur:
        _effacer(rangement, lieu)
        journal.exception("Un fichier n'a pas pu être rangé.")
        raise RangementImpossible(
            "Le fichier n'a pas pu être rangé : il manque peut-être de la place."
            " Rien n'est enregistré ; réessayez plus tard."
        ) from erreur
    try:
        document.fichier.name = range_sous
        document.nom_d_origine = nom_propre(fichier.name)
        document.taille = fichier.size
        document.depose_par, document.depose_le = par.libelle_d_auteur, le
        yield
    except BaseException:
        _effacer(rangement, range_sous)
        raise


def effacer_apres_l_acte(fichier: FieldFile) -> None:
    """Efface un fichier une fois l'acte confirmé : défait, l'acte garde le sien."""
    rangement, nom = fichier.storage, fichier.name
    if nom:
        transaction.on_commit(lambda: _effacer(rangement, nom))


def _effacer(rangement: Storage, nom: str) -> None:
    try:
        rangement.delete(nom)
    except OSError:
        # Ce qui est décidé l'est : un fichier de trop se dit à qui tient le serveur.
        journal.exception("Un fichier n'a pas pu être effacé : %s", nom)


def reponse_du_fichier(document: DocumentDeBase) -> FileResponse:
    """Le fichier, à télécharger sous son nom d'origine ; l'appelant a vérifié les droits.

    Jamais ouvert par le navigateur : pièce jointe, d'un type dit et non deviné. Lève `Http404`
    s'il manque.
    """
    nom = document.fichier.name
    if not nom or not document.fichier.storage.exists(nom):
        raise Http404("Ce fichier n'est pas joint.")
    return FileResponse(
        document.fichier.open("rb"),
        as_attachment=True,
        filename=document.nom_a_telecharger,
        content_type=type_de_contenu(nom),
        headers={"X-Content-Type-Options": "nosniff"},
    )
