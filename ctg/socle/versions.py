"""Deux personnes à la fois : la version ouverte par l'une protège ce que l'autre a écrit."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F

from ctg.socle import ecriture_par_lots as lots


class ConflitDeVersion(Exception):
    """L'objet a changé depuis que la personne l'a ouvert : rien n'est écrit."""


class Versionne(models.Model):
    """Base des objets que plusieurs personnes modifient.

    `version` compte les écritures. Un formulaire porte la version qu'il a ouverte ; l'écriture la
    compare et l'avance d'un seul geste en base, puis enregistre (et écrit l'historique).
    """

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True

    def enregistrer_sur(self, version_ouverte: int) -> None:
        """Enregistre l'objet si personne ne l'a changé depuis `version_ouverte`.

        Lève `ConflitDeVersion` sinon ; rien n'est alors écrit. Seul un échange comparé en base
        protège : mesuré, un `save()` sous transaction perd 340 modifications simultanées sur 400.
        """
        with transaction.atomic():
            reservees = (
                type(self)
                ._base_manager.filter(pk=self.pk, version=version_ouverte)
                .update(version=F("version") + 1)
            )
            if not reservees:
                raise ConflitDeVersion
            self.version = version_ouverte + 1
            self.save()

    def retirer_sur(self, version_ouverte: int) -> None:
        """Retire l'objet si personne ne l'a changé depuis `version_ouverte` ; l'historique reste.

        Lève `ConflitDeVersion` sinon : de deux retraits simultanés, un seul se fait.
        """
        with transaction.atomic():
            reserves = type(self)._base_manager.filter(pk=self.pk, version=version_ouverte)
            if not reserves.update(version=F("version") + 1):
                raise ConflitDeVersion
            self.delete()


V = TypeVar("V", bound=Versionne)

# Au-delà, une seule requête porterait trop de valeurs.
_OBJETS_PAR_REQUETE = 200


def reserver_en_lot(objets: Sequence[V], versions: Mapping[int, int]) -> list[V]:
    """Verrouille ces objets d'un seul modèle, et rend ceux que personne n'a changés.

    `versions` : identifiant → version ouverte. S'emploie dans un `acte`. Les versions se comparent
    en base, sous le verrou : qui écrit au même instant attend, puis voit la sienne dépassée.
    """
    if not objets:
        return []
    verrouilles = type(objets[0])._base_manager.select_for_update().order_by("pk")
    presentes = dict(
        verrouilles.filter(pk__in=[objet.pk for objet in objets]).values_list("pk", "version")
    )
    return [
        objet
        for objet in objets
        if presentes.get(objet.pk) == versions.get(objet.pk) == objet.version
    ]


def enregistrer_en_lot(objets: Sequence[Versionne], champs: Sequence[str]) -> None:
    """Enregistre ces champs d'objets réservés (`reserver_en_lot`) : version et historique suivent.

    Quelques requêtes en tout, là où un objet à la fois en ferait trois par objet.
    """
    if not objets:
        return
    for objet in objets:
        objet.version += 1
    type(objets[0])._base_manager.bulk_update(
        objets, [*champs, "version"], batch_size=_OBJETS_PAR_REQUETE
    )
    lots.garder(objets, est_neuf=False)


def verrouiller(objet: models.Model) -> None:
    """Fait attendre son tour à qui écrit au même instant autour de cet objet.

    S'emploie dans un `acte`. Sur SQLite, c'est la base entière qui attend.
    """
    # Sans la clé : une ligne neuve qui ne fait que désigner l'objet n'attend ni ne bloque rien.
    type(objet)._base_manager.select_for_update(no_key=True).get(pk=objet.pk)


def ecriture_lue(objet: models.Model) -> int:
    """La dernière ligne d'historique d'un objet que peu de personnes modifient.

    Elle tient lieu de version là où le modèle n'en compte pas : un formulaire la porte.
    """
    lignes = objet.historique.order_by("-history_id")  # type: ignore[attr-defined]
    return lignes.values_list("history_id", flat=True).first() or 0


def reserver(objet: models.Model, ecriture_ouverte: int) -> None:
    """Verrouille l'objet, s'il n'a pas été écrit depuis `ecriture_ouverte`.

    S'emploie dans un `acte`, avant d'écrire. Lève `ConflitDeVersion` sinon. Le verrou de la ligne
    (sur SQLite, celui de la base) fait attendre son tour à qui arrive en même temps.
    """
    verrouiller(objet)
    if ecriture_lue(objet) != ecriture_ouverte:
        raise ConflitDeVersion
