"""A mail server that keeps what it is given."""

from domain.notifications.port import Mail


class Mailbox:
    """Holds mail in the order it came. `failing` refuses that many before it takes any."""

    def __init__(self, *, failing: int = 0) -> None:
        self.mails: list[Mail] = []
        self.failing = failing

    async def send(self, mail: Mail) -> None:
        if self.failing:
            self.failing -= 1
            raise ConnectionError("the mail server is away")
        self.mails.append(mail)

    def subjects(self) -> list[str]:
        """What was written about, without the order's number in front."""
        return [mail.subject.partition(": ")[2] for mail in self.mails]
