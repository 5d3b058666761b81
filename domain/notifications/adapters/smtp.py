"""Mail by SMTP.

The Message-ID is made from the event's id: where a mail is sent twice because the worker died between
sending and writing that down, receivers see the same message and most keep one.
"""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from domain.notifications.port import Mail

TIMEOUT = 10.0
PORTS = {"smtp": 587, "smtps": 465}


class SmtpMailer:
    """Sends through one server: ``smtp://user:password@host:587``, or ``smtps://`` for TLS at once. The
    settings have seen to it that it reads like that."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname
        self._port = parts.port or PORTS[parts.scheme]
        self._tls = parts.scheme == "smtps"
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def send(self, mail: Mail) -> None:
        await aiosmtplib.send(
            compose(mail),
            hostname=self._host,
            port=self._port,
            use_tls=self._tls,
            username=self._username,
            password=self._password,
            timeout=TIMEOUT,
        )


def compose(mail: Mail) -> EmailMessage:
    """The message as it goes out."""
    message = EmailMessage(policy=SMTP)
    message["From"] = mail.sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{mail.id}@{mail.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message
