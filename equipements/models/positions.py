"""Où une structure se trouve, quand on le sait mieux que sa commune."""

from django.db import models
from django.db.models import Q

# (sud, nord, ouest, est) : l'Hexagone et la Corse, puis chaque outre-mer.
EMPRISES_DE_LA_FRANCE = (
    (41.3, 51.2, -5.3, 9.7),
    (14.3, 18.2, -63.2, -60.7),
    (2.1, 5.9, -54.7, -51.5),
    (-21.5, -20.8, 55.1, 55.9),
    (-13.1, -12.6, 44.9, 45.4),
    (46.7, 47.2, -56.5, -56.1),
    (-23.0, -17.5, 158.0, 172.2),
    (-28.0, -7.5, -155.0, -134.0),
    (-14.5, -13.0, -178.5, -176.0),
)


def est_en_france(latitude: float, longitude: float) -> bool:
    """Vrai si le point est dans l'un des rectangles qui couvrent la France."""
    return any(
        sud <= latitude <= nord and ouest <= longitude <= est
        for sud, nord, ouest, est in EMPRISES_DE_LA_FRANCE
    )


class Situe(models.Model):
    """Base de ce qui a une position propre, en degrés décimaux (WGS 84) ; ou n'en a pas."""

    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def position(self) -> tuple[float, float] | None:
        """(longitude, latitude), l'ordre de GeoJSON ; None si elle n'est pas dite."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.longitude, self.latitude

    @property
    def position_en_mots(self) -> str:
        """« 44,2031 ; 0,6212 » : latitude, longitude ; vide si elle n'est pas dite."""
        if self.position is None:
            return ""
        return " ; ".join(str(degres).replace(".", ",") for degres in reversed(self.position))

    def faute_de_position(self) -> dict[str, str]:
        """Champ → phrase ; vide si la position tient, ou n'est pas dite."""
        if self.latitude is None and self.longitude is None:
            return {}
        if self.latitude is None:
            return {"latitude": "Donnez aussi la latitude, ou retirez la longitude."}
        if self.longitude is None:
            return {"longitude": "Donnez aussi la longitude, ou retirez la latitude."}
        if est_en_france(self.latitude, self.longitude):
            return {}
        if est_en_france(self.longitude, self.latitude):
            return {"latitude": "Latitude et longitude sont échangées : remettez-les en ordre."}
        return {"latitude": "Cette position n'est pas en France : relisez les deux nombres."}


def position_entiere(nom: str) -> models.CheckConstraint:
    """La contrainte : une position a ses deux nombres, ou aucun."""
    return models.CheckConstraint(
        condition=Q(latitude=None, longitude=None)
        # Une comparaison avec un nul n'est pas fausse : il faut aussi dire qu'il n'y en a pas.
        | Q(
            latitude__isnull=False,
            longitude__isnull=False,
            latitude__range=(-90, 90),
            longitude__range=(-180, 180),
        ),
        name=nom,
        violation_error_message="Une position a une latitude et une longitude.",
    )
