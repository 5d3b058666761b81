"""What is open ends with the credentials that opened it: when they expire, and when they are taken back.

One look every few seconds asks about all that is open in this process, so that a thousand sockets cost
what one does.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import structlog

from domain.identity.authenticate import taken_back
from domain.identity.errors import TOKEN_EXPIRED, TOKEN_REVOKED
from domain.kernel.actor import Actor, Credentials
from domain.kernel.database import Database

LOOK = 2.0
"Seconds between two looks; with the age of a look at revocations, a socket ends within four."

Refused = Callable[[str], None]

log = structlog.get_logger("waybill.vigil")


class Vigil:
    """Watches over the credentials of whoever has a socket or a stream open in this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: dict[Credentials, set[Refused]] = {}
        self._ends: dict[Credentials, asyncio.TimerHandle] = {}

    def watch(self, actor: Actor, refused: Refused) -> Callable[[], None]:
        """Have `refused` told the sentence that says why, once the caller's credentials are good no
        longer; what is returned ends the watch. Who is nobody stays nobody."""
        held = actor.credentials
        if held is None:
            return _nothing
        if held not in self._open:
            self._open[held] = set()
            if held.expires_at is not None:
                seconds = (held.expires_at - datetime.now(UTC)).total_seconds()
                loop = asyncio.get_running_loop()
                end = loop.call_later(max(0.0, seconds), self._refuse, held, TOKEN_EXPIRED)
                self._ends[held] = end
        self._open[held].add(refused)
        return partial(self._leave, held, refused)

    async def until_refused(self, actor: Actor) -> str:
        """Sleep until the caller's credentials are good no longer; the sentence that says why."""
        told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        leave = self.watch(actor, lambda why: None if told.done() else told.set_result(why))
        try:
            return await told
        finally:
            leave()

    def _leave(self, held: Credentials, refused: Refused) -> None:
        others = self._open.get(held)
        if others is None:
            return
        others.discard(refused)
        if not others:
            self._forget(held)

    def _refuse(self, held: Credentials, why: str) -> None:
        for refused in self._forget(held):
            refused(why)

    def _forget(self, held: Credentials) -> set[Refused]:
        if (end := self._ends.pop(held, None)) is not None:
            end.cancel()
        return self._open.pop(held, set())

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
            self._refuse(credentials, TOKEN_REVOKED)


def _nothing() -> None:
    """There was nothing to watch over."""
