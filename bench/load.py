"""Clients that ask over HTTP as fast as they are answered, each on a connection of its own.

A client is one small protocol: it writes a request that was made beforehand and counts the bytes of the
answer. It shares the machine with what it measures, so it does no more than that.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

Request = Callable[[], bytes]
"The next request as it goes over the wire."
PATIENCE = 30.0
"Seconds that the last answer may take."


@dataclass(slots=True)
class Answers:
    """How long each answer took, and all of them together; in seconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


class UnexpectedAnswer(Exception):
    """Something else than what was to be measured."""


def post(path: str, body: object, *, token: str | None = None) -> bytes:
    """A POST of JSON as it goes over the wire."""
    payload = orjson.dumps(body)
    authorization = f"authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
        f"accept: application/json\r\n{authorization}content-length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload


class _Client(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self, request: Request, must_hold: bytes, until: float, answers: Answers) -> None:
        self.request = request
        self.must_hold = must_hold
        self.until = until
        self.answers = answers
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.WriteTransport
        self._received = bytearray()
        self._whole = 0
        self._asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # uvloop's are no subclasses
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._whole:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._received[:end].lower()
            self._whole = end + 4 + int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self._received) >= self._whole:
            self._answered()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(error or UnexpectedAnswer("the connection was closed"))

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self.transport.write(self.request())

    def _answered(self) -> None:
        now = time.perf_counter()
        received, self._received, self._whole = self._received, bytearray(), 0
        if self.must_hold not in received:
            self.over.set_exception(UnexpectedAnswer(received[:2000].decode(errors="replace")))
            return
        self.answers.latencies.append(now - self._asked)
        if now < self.until:
            self._ask()
        elif not self.over.done():
            self.over.set_result(None)


async def ask(
    port: int, requests: list[Request], *, seconds: float, must_hold: bytes = b'{"data":{'
) -> Answers:
    """Let a client a request ask for so many seconds. Raises `UnexpectedAnswer` for the first answer
    without `must_hold`."""
    loop = asyncio.get_running_loop()
    answers = Answers()
    began = time.perf_counter()
    until = began + seconds
    clients = []
    for request in requests:
        _, client = await loop.create_connection(
            lambda request=request: _Client(request, must_hold, until, answers),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        clients.append(client)
    try:
        async with asyncio.timeout(seconds + PATIENCE):
            await asyncio.gather(*(client.over for client in clients))
    finally:
        for client in clients:
            client.over.cancel()
            client.transport.close()
    answers.seconds = time.perf_counter() - began
    return answers
