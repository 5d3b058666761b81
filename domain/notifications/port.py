"""What Waybill asks of whoever carries mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Mail:
    """One plain message. `id` is the event's: the same event is the same mail, sent twice or not."""

    id: UUID
    sender: str
    recipient: str
    subject: str
    body: str
    written_at: datetime


class Mailer(Protocol):
    """Takes mail, or raises; what was raised for is sent again later."""

    async def send(self, mail: Mail) -> None:
        """Hand the mail over."""
        ...
