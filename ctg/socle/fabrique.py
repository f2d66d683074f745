"""Les documents longs à faire : demandés d'un geste, fabriqués à part, gardés une heure.

Un document est un fichier, désigné par ce dont il est tiré : le demander deux fois n'en fabrique
qu'un. Une marque dit qu'il se prépare, une autre pourquoi il a échoué ; rien n'est en base.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from django.conf import settings

from ctg.socle import arriere_plan, horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.fichiers import ecrire_d_un_coup
from ctg.socle.pdf import ErreurPDF

# En secondes. Un moteur est arrêté après deux minutes : au-delà, plus personne ne fabrique.
GARDE = 60 * 60
ABANDON = 150
# Deux cœurs, et jusqu'à 200 Mo par rendu.
FABRICATIONS_A_LA_FOIS = 2
FICHIERS_AU_PLUS = 60
# La place du message d'échec, prise d'avance : un disque plein ne doit pas empêcher de le dire.
_PLACE_D_UN_MESSAGE = 1_000
_EN_COURS, _ECHEC = ".en-cours", ".echec"

SANS_PLACE = (
    "Le document ne peut pas être rangé : le disque du serveur est plein, ou son dossier est"
    " fermé. Rien n'est perdu. Prévenez l'administrateur du portail, puis redemandez-le."
)
_ECHEC_INCONNU = (
    "Ce document n'a pas pu être produit. L'erreur est notée au journal. Redemandez-le ; si elle"
    " revient, prévenez l'administrateur du portail."
)
_OCCUPEE = "D'autres documents se préparent déjà. Redemandez celui-ci dans une minute."

journal = logging.getLogger(__name__)


class Avancement(Enum):
    """Où en est un document demandé."""

    ABSENT = "absent"
    EN_COURS = "en cours"
    PRET = "prêt"
    ECHEC = "échec"


@dataclass(frozen=True)
class DocumentAPart:
    """Un document : son dossier et sa clé, deux noms que le serveur choisit."""

    dossier: str
    cle: str

    @property
    def _fichier(self) -> Path:
        return _racine() / self.dossier / self.cle

    @property
    def _marque(self) -> Path:
        return self._fichier.with_suffix(_EN_COURS)

    @property
    def _echec(self) -> Path:
        return self._fichier.with_suffix(_ECHEC)

    def avancement(self) -> Avancement:
        """Où il en est ; ne touche à rien."""
        if _age(self._fichier) < GARDE:
            return Avancement.PRET
        if _age(self._marque) < ABANDON:
            return Avancement.EN_COURS
        if _age(self._echec) < GARDE or _age(self._marque) != float("inf"):
            return Avancement.ECHEC
        return Avancement.ABSENT

    def message(self) -> str:
        """Pourquoi il a échoué, et quoi faire."""
        try:
            return self._echec.read_text(encoding="utf-8").strip() or SANS_PLACE
        except OSError:
            return _ECHEC_INCONNU

    def octets(self) -> bytes | None:
        """Le document, s'il est encore gardé."""
        if self.avancement() is not Avancement.PRET:
            return None
        try:
            return self._fichier.read_bytes()
        except OSError:
            return None

    def demander(self, fabriquer: Callable[[], bytes]) -> None:
        """Le fait fabriquer à part, sauf s'il est prêt ou qu'on s'en occupe déjà.

        Lève `ActionImpossible` si trop de documents se préparent, ou si rien ne peut être rangé :
        rien n'est alors écrit.
        """
        purger()
        if self.avancement() in (Avancement.PRET, Avancement.EN_COURS):
            return
        if sum(1 for _ in _en_cours()) >= FABRICATIONS_A_LA_FOIS:
            raise ActionImpossible(_OCCUPEE)
        try:
            self._fichier.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._echec.unlink(missing_ok=True)
            self._marque.unlink(missing_ok=True)
            _reserver(self._marque)
        except FileExistsError:
            # Quelqu'un l'a demandé au même instant.
            return
        except OSError as erreur:
            journal.error("Un document ne peut pas être rangé : %s", erreur)
            with suppress(OSError):
                self._marque.unlink(missing_ok=True)
            raise ActionImpossible(SANS_PLACE) from erreur
        arriere_plan.lancer(
            lambda: self._fabriquer(fabriquer), tout_de_suite=not settings.DOCUMENTS_A_PART
        )

    def _fabriquer(self, fabriquer: Callable[[], bytes]) -> None:
        try:
            ecrire_d_un_coup(self._fichier, fabriquer())
        except ErreurPDF as erreur:
            self._dire_l_echec(str(erreur))
        except OSError as erreur:
            journal.error("Un document n'a pas pu être rangé : %s", erreur)
            self._dire_l_echec(SANS_PLACE)
        except Exception:
            journal.exception("Un document n'a pas pu être produit.")
            self._dire_l_echec(_ECHEC_INCONNU)
        else:
            self._marque.unlink(missing_ok=True)

    def _dire_l_echec(self, message: str) -> None:
        """La marque devient celle de l'échec : sa place est déjà prise."""
        octets = message.encode()[:_PLACE_D_UN_MESSAGE].ljust(_PLACE_D_UN_MESSAGE)
        with suppress(OSError):
            with self._marque.open("r+b") as marque:
                marque.write(octets)
            self._marque.replace(self._echec)


def purger() -> None:
    """Efface ce qui a fait son temps, et les plus anciens s'il y en a trop."""
    fichiers = sorted(_fichiers(), key=_age)
    for rang, fichier in enumerate(fichiers):
        if _age(fichier) >= GARDE or rang >= FICHIERS_AU_PLUS:
            with suppress(OSError):
                fichier.unlink()
    for dossier in _racine().glob("*/"):
        # Un dossier qui sert encore refuse de partir ; un neuf va servir.
        if _age(dossier) >= GARDE:
            with suppress(OSError):
                dossier.rmdir()


def _racine() -> Path:
    return Path(settings.DOSSIER_DES_PREPARES)


def _fichiers() -> Iterator[Path]:
    yield from _racine().glob("*/*")
    # Le reste d'une écriture qu'un arrêt du serveur a coupée.
    yield from _racine().glob("*/.*")


def _en_cours() -> Iterator[Path]:
    return (marque for marque in _racine().glob(f"*/*{_EN_COURS}") if _age(marque) < ABANDON)


def _age(fichier: Path) -> float:
    """Son âge en secondes ; infini s'il n'existe pas."""
    try:
        return max(0.0, horloge.du_disque() - fichier.stat().st_mtime)
    except OSError:
        return float("inf")


def _reserver(marque: Path) -> None:
    with marque.open("xb") as fichier:
        fichier.write(b" " * _PLACE_D_UN_MESSAGE)
