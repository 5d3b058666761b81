"""A WebSocket as its handler sees it: what may come in, how much may wait to go out, how it ends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from json import JSONDecodeError
from typing import Any

import structlog
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import (
    NonJsonMessageReceived,
    NonTextMessageReceived,
    WebSocketDisconnected,
)

from api import encoding
from api.outbox import GONE, Closed, Outbox, TooSlow
from domain.kernel.watch import spent

TOO_SLOW = 1013
"Try again later: clients connect anew, and subscribe from what they have."
LONGEST_REASON = 123
"Bytes; the protocol's own limit."

log = structlog.get_logger("waybill.sockets")


class SocketAdapter(ASGIWebSocketAdapter):
    """JSON in text frames: no larger than agreed, and no more of them than the client reads."""

    def __init__(self, view: Any, request: Any, response: Any) -> None:
        super().__init__(view, request, response)
        self._outbox = Outbox(self.ws.send_text)
        self._closing: asyncio.Task[None] | None = None

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        while self.ws.application_state != WebSocketState.DISCONNECTED:
            try:
                text = await self.ws.receive_text()
            except WebSocketDisconnect:
                return
            except KeyError:
                raise NonTextMessageReceived from None
            if len(text) > self.view.settings.max_body:  # type: ignore[attr-defined]
                await self.close(1009, "Message too big")
                return
            try:
                yield encoding.load(text)
            except JSONDecodeError:
                raise NonJsonMessageReceived from None

    async def send_json(self, message: Any) -> None:
        try:
            with spent("serialising"):
                text = encoding.dump(message).decode()
            await self._outbox.put(text)
        except Closed:
            raise WebSocketDisconnected from None
        except TooSlow:
            await self.close(TOO_SLOW, "Too slow")
            raise WebSocketDisconnected from None

    async def close(self, code: int, reason: str) -> None:
        """Close it, once. The frame waits until the client reads, or until the server takes it for dead:
        whoever closes may be cancelled meanwhile, closing may not."""
        await asyncio.shield(self.close_soon(code, reason))

    def close_soon(self, code: int, reason: str) -> "asyncio.Task[None]":
        """Close it, without waiting for that."""
        if self._closing is None:
            log.info("socket.closed", code=code, reason=reason)
            self._outbox.close()
            self._closing = asyncio.create_task(self._close(code, reason))
        return self._closing

    async def ended(self) -> None:
        """Nothing more is sent, and if we closed it, it is closed."""
        self._outbox.close()
        if self._closing is not None:
            await self._closing

    async def _close(self, code: int, reason: str) -> None:
        with suppress(*GONE):
            short = reason.encode(errors="replace")[:LONGEST_REASON].decode(errors="ignore")
            await self.ws.close(code=code, reason=short)
