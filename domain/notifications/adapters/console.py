"""Mail for development: printed on the worker's standard output.

What is printed is the mail itself, not a log line, and only in development: where standard output is
collected, as it is in production, a mail there would be a customer's name in a log. There the mailer
says that it sent none, and no more; the message lies in its row.
"""

import sys

import structlog

from domain.notifications.port import Mail

log = structlog.get_logger("waybill.mail")


class ConsoleMailer:
    """Prints; nothing leaves the machine."""

    def __init__(self, *, shows: bool = True) -> None:
        self._shows = shows

    async def send(self, mail: Mail) -> None:
        if not self._shows:
            log.warning("mail.not_sent", mail_id=str(mail.id), mailer="console")
            return
        text = f"── mail to {mail.recipient}: {mail.subject}\n{mail.body}\n──\n"
        # A terminal that cannot show a character shows a question mark and goes on.
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
