"""What a socket has yet to send: so many messages, and no more.

Whoever has a message waits while there is no room: a replay of ten thousand events takes the room
of a few. A client that leaves no room for some seconds reads too slowly, and is not waited for.
"""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.websockets import WebSocketDisconnect

ROOM = 64
"Messages on their way to one client."
PATIENCE = 10.0
"Seconds without room after which a client counts as too slow."

GONE = (WebSocketDisconnect, RuntimeError)
"What starlette raises where the client is gone, or where we have closed meanwhile."


class TooSlow(Exception):
    """The client does not read what it asked for."""


class Closed(Exception):
    """Nothing can be sent any more."""


class Outbox:
    """Messages in the order in which they were put."""

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: asyncio.Queue[str] = asyncio.Queue(ROOM)
        self._sending: asyncio.Task[None] | None = None
        self._closed = False

    async def put(self, text: str) -> None:
        """Have it sent when its turn comes. Raises `TooSlow` and `Closed`."""
        if self._closed:
            raise Closed
        self._sending = self._sending or asyncio.create_task(self._run())
        try:
            async with asyncio.timeout(PATIENCE):
                await self._waiting.put(text)
        except TimeoutError:
            raise TooSlow from None

    def close(self) -> None:
        """Send nothing more, and let those go who wait for room."""
        self._closed = True
        if self._sending is not None:
            self._sending.cancel()
        while not self._waiting.empty():
            self._waiting.get_nowait()

    async def _run(self) -> None:
        try:
            while True:
                await self._send(await self._waiting.get())
        except GONE:
            self.close()
