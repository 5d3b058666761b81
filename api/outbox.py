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
    """Messages in the order in which they were put. While there are none it is next to nothing: most
    sockets are silent most of the time, and there are thousands."""

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: list[str] = []
        self._room: asyncio.Event | None = None
        self._sending: asyncio.Task[None] | None = None
        self._closed = False

    async def put(self, text: str) -> None:
        """Have it sent when its turn comes. Raises `TooSlow` and `Closed`."""
        if self._closed:
            raise Closed
        if len(self._waiting) >= ROOM:
            await self._wait_for_room()
        if self._closed:
            return
        self._waiting.append(text)
        self._sending = self._sending or asyncio.create_task(self._run())

    def close(self) -> None:
        """Send nothing more, and let those go who wait for room."""
        self._closed = True
        if self._sending is not None:
            self._sending.cancel()
        self._waiting.clear()
        self._make_room()

    async def _wait_for_room(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while len(self._waiting) >= ROOM and not self._closed:
                    self._room = self._room or asyncio.Event()
                    await self._room.wait()
        except TimeoutError:
            raise TooSlow from None

    def _make_room(self) -> None:
        if self._room is not None:
            self._room.set()
            self._room = None

    async def _run(self) -> None:
        try:
            while self._waiting:
                text = self._waiting.pop(0)
                self._make_room()
                await self._send(text)
                if self._waiting:
                    await asyncio.sleep(0)  # only then does the transport say that it is full
        except GONE:
            self.close()
        finally:
            self._sending = None
