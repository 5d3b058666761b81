"""Mail for development: printed on the worker's standard output."""

import sys

from domain.notifications.port import Mail


class ConsoleMailer:
    """Prints; nothing leaves the machine."""

    async def send(self, mail: Mail) -> None:
        text = f"── mail to {mail.recipient}: {mail.subject}\n{mail.body}\n──\n"
        # A terminal that cannot show a character shows a question mark and goes on.
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
