"""What jobs work with, made once for each worker process."""

import asyncio
from dataclasses import dataclass, field

from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.notifications.port import Mailer
from domain.payments.adapters.registry import GatewayRegistry


@dataclass(frozen=True, slots=True)
class JobContext:
    """The database, the outside world behind its ports, and a bell for the relay."""

    settings: Settings
    database: Database
    gateways: GatewayRegistry
    mailer: Mailer
    news: asyncio.Event = field(default_factory=asyncio.Event)
    "Set when the outbox may hold something, so that the relay need not wait for its next look."
