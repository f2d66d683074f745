"""Un vrai serveur d'envoi, sur cette machine, qui refuse ou raccroche à la demande."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

REFUS = "550 5.1.1 Adresse inconnue"
PLUS_TARD = "451 4.7.1 Revenez dans dix minutes"


@dataclass
class Facteur:
    """Ce que le serveur a reçu, et comment il se conduit."""

    refusees: dict[str, str] = field(default_factory=dict)
    # Raccroche, une fois, avant de prendre le courriel de cette adresse.
    raccroche_a: str = ""
    recus: list[tuple[str, EmailMessage]] = field(default_factory=list)
    connexions: int = 0
    raccroches: int = 0
    _verrou: threading.Lock = field(default_factory=threading.Lock)

    async def handle_EHLO(  # noqa: N802 – le nom que la bibliothèque attend
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Compte les connexions : chacune commence par se présenter."""
        self.connexions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 – idem
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accepte l'adresse, la refuse, ou raccroche."""
        if address == self.raccroche_a and not self.raccroches:
            self.raccroches += 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if address in self.refusees:
            return self.refusees[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 – idem
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Garde le courriel."""
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self._verrou:
            self.recus.append((envelope.rcpt_tos[0], message))
        return "250 OK"

    @property
    def adresses(self) -> list[str]:
        """À qui les courriels sont arrivés, dans l'ordre."""
        return [adresse for adresse, _ in self.recus]


def port_ferme() -> int:
    """Un port de cette machine où personne n'écoute."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def viser(settings: Settings, port: int) -> None:
    """Fait envoyer les courriels à un serveur de cette machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 10


@contextlib.contextmanager
def facteur(settings: Settings, **conduite: Any) -> Iterator[Facteur]:
    """Un serveur d'envoi ouvert le temps du bloc, et que le portail emploie."""
    tenu = Facteur(**conduite)
    port = port_ferme()
    bureau = Controller(tenu, hostname="127.0.0.1", port=port)
    bureau.start()
    viser(settings, port)
    try:
        yield tenu
    finally:
        bureau.stop()
