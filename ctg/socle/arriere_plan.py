"""Ce qui peut attendre que la réponse soit partie : remettre un courriel, par exemple."""

import logging
from collections.abc import Callable
from threading import Thread

from django.conf import settings
from django.db import connections

journal = logging.getLogger(__name__)


def lancer(tache: Callable[[], object], *, tout_de_suite: bool | None = None) -> None:
    """Exécute `tache` dans un fil à part, ou tout de suite ; par défaut, selon `TACHES_IMMEDIATES`.

    Une tâche peut être perdue (le serveur s'arrête) : la commande quotidienne reprend ce qui reste
    à faire. Elle n'est donc jamais la seule à savoir ce qu'elle avait à faire.
    """
    if settings.TACHES_IMMEDIATES if tout_de_suite is None else tout_de_suite:
        tache()
        return
    Thread(target=_executer, args=(tache,), name="arriere-plan", daemon=True).start()


def _executer(tache: Callable[[], object]) -> None:
    try:
        tache()
    except Exception:
        journal.exception("Une tâche d'arrière-plan a échoué.")
    finally:
        # Ce fil a ses connexions à lui : personne d'autre ne les fermerait.
        connections.close_all()
