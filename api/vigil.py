"""What is open ends with the credentials that opened it: when they expire, and when they are taken back.

One look every few seconds asks about all that is open in this process, so that a thousand sockets cost
what one does.
"""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import structlog

from domain.identity.authenticate import taken_back
from domain.identity.errors import TOKEN_EXPIRED, TOKEN_REVOKED
from domain.kernel.actor import Actor, Credentials
from domain.kernel.database import Database

LOOK = 2.0
"Seconds between two looks; with the age of a look at revocations, a socket ends within four."

log = structlog.get_logger("waybill.vigil")


class Vigil:
    """Watches over the credentials of whoever has a socket or a stream open in this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: Counter[Credentials] = Counter()
        self._refused: dict[Credentials, asyncio.Event] = {}

    async def until_refused(self, actor: Actor) -> str:
        """Sleep until the caller's credentials are good no longer; the sentence that says why."""
        held = actor.credentials
        if held is None:
            await asyncio.Event().wait()  # who is nobody stays nobody
            raise AssertionError
        self._open[held] += 1
        refused = self._refused.setdefault(held, asyncio.Event())
        try:
            async with asyncio.timeout(_seconds_until(held.expires_at)):
                await refused.wait()
        except TimeoutError:
            return TOKEN_EXPIRED
        finally:
            self._open[held] -= 1
            if not self._open[held]:
                del self._open[held], self._refused[held]
        return TOKEN_REVOKED

    async def run(self) -> None:
        """Look for as long as the process lives. While the database is away, what is open stays so."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.look()
            except Exception as error:
                log.warning("vigil.blind", error=type(error).__name__)

    async def look(self) -> None:
        """Wake those whose credentials were taken back."""
        if not self._open:
            return
        for credentials in await taken_back(self._database, list(self._open)):
            if (refused := self._refused.get(credentials)) is not None:
                refused.set()


def _seconds_until(moment: datetime | None) -> float | None:
    """How long it is until then; None where there is no such moment."""
    return None if moment is None else (moment - datetime.now(UTC)).total_seconds()
