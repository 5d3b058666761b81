"""Subscribers by the thousand: graphql-transport-ws on a connection each, and as little else as can be.

They share the machine with the server that is measured, so a frame that arrives is given its time and
is not looked into any further than to tell an event from a ping.
"""

import asyncio
import base64
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

_AT_ONCE = 100
"Handshakes that are on their way at a time."
PATIENCE = 120.0

Heard = Callable[[int, bytes, float], None]
"Told of each event: the subscriber's number, the frame's text, and when it came."


@dataclass(slots=True)
class Audience:
    """Connections that are subscribed."""

    subscribers: list["Subscriber"] = field(default_factory=list)

    def leave(self) -> None:
        """Hang up."""
        for subscriber in self.subscribers:
            subscriber.transport.abort()


class Subscriber(asyncio.Protocol):
    """One connection with one subscription."""

    def __init__(self, number: int, token: str, payload: dict[str, Any], heard: Heard) -> None:
        self.number = number
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: Any
        self._token = token
        self._payload = payload
        self._heard = heard
        self._received = bytearray()
        self._upgraded = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            "GET /graphql HTTP/1.1\r\nhost: bench\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            f"sec-websocket-key: {key}\r\nsec-websocket-version: 13\r\n"
            "sec-websocket-protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.time()
        self._received += data
        if not self._upgraded:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            del self._received[: end + 4]
            self._upgraded = True
            credentials = {"authorization": f"Bearer {self._token}"}
            self._send({"type": "connection_init", "payload": credentials})
        while (frame := self._frame()) is not None:
            self._take(*frame, now)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("the socket was closed"))

    def _frame(self) -> tuple[int, bytes] | None:
        """The next whole frame: its opcode and its payload. Servers do not mask."""
        received = self._received
        if len(received) < 2:
            return None
        size, begin = received[1] & 0x7F, 2
        if size == 126:
            size, begin = int.from_bytes(received[2:4]), 4
        elif size == 127:
            size, begin = int.from_bytes(received[2:10]), 10
        if len(received) < begin + size:
            return None
        opcode, payload = received[0] & 0x0F, bytes(received[begin : begin + size])
        del received[: begin + size]
        return opcode, payload

    def _take(self, opcode: int, payload: bytes, now: float) -> None:
        if opcode == 9:
            self._write(0x8A, payload)
        elif opcode == 1 and b'"next"' in payload[:64]:
            self._heard(self.number, payload, now)
        elif opcode == 1 and b"connection_ack" in payload:
            self._send({"type": "subscribe", "id": "1", "payload": self._payload})
            self.ready.set_result(None)

    def _send(self, message: object) -> None:
        self._write(0x81, orjson.dumps(message))

    def _write(self, first: int, payload: bytes) -> None:
        # Clients have to mask; a mask of zeros leaves everything as it is.
        size = len(payload)
        head = bytes([first, 0x80 | size]) if size < 126 else bytes([first, 0xFE]) + size.to_bytes(2)
        self.transport.write(head + bytes(4) + payload)


async def gather_audience(
    port: int, token: str, payloads: Sequence[dict[str, Any]], heard: Heard
) -> Audience:
    """A subscriber a payload, each past its handshake and subscribed."""
    audience = Audience()
    loop = asyncio.get_running_loop()
    turn = asyncio.Semaphore(_AT_ONCE)

    async def come(number: int, payload: dict[str, Any]) -> None:
        async with turn:
            _, subscriber = await loop.create_connection(
                lambda: Subscriber(number, token, payload, heard), "127.0.0.1", port
            )
            audience.subscribers.append(subscriber)
            await subscriber.ready

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(come(number, each) for number, each in enumerate(payloads)))
    return audience
