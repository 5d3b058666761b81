"""Reading what a request asks for: bounded, typed, refused with a sentence where it is not."""

import asyncio
from json import JSONDecodeError
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Send

from api import encoding
from api.headers import read_once
from api.refusals import RequestRefused
from domain.kernel.abreast import Begun, finish

LINGER = 2.0
LINGER_BYTES = 32 * 1024 * 1024


class BoundedBody:
    """A request's body as it arrives, and no more of it than `limit` bytes."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.limit = limit
        self._receive = receive
        self._received = 0
        self.is_over = False

    async def receive(self) -> Message:
        """The next message. Raises `RequestRefused` where the body is too large."""
        message = await self._next()
        if self._received > self.limit:
            raise self.too_large()
        return message

    async def read(self) -> bytes:
        """All of it. Raises `RequestRefused`, also where the client goes before the end."""
        pieces: list[bytes] = []
        while not self.is_over:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise RequestRefused(499, "The client has gone.")
            pieces.append(message.get("body", b""))
        return b"".join(pieces)

    def too_large(self) -> RequestRefused:
        return RequestRefused(413, f"A request body has at most {self.limit} bytes.")

    async def _next(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        self.is_over = not message.get("more_body", False)
        return message

    async def linger(self) -> None:
        """Let the rest arrive, for a while.

        A connection that is closed on bytes that nobody read is reset, and a client that was told
        why by then does not read it any more.
        """
        try:
            async with asyncio.timeout(LINGER):
                while not self.is_over and self._received < self.limit + LINGER_BYTES:
                    await self._next()
        except TimeoutError:
            return


async def respond_early(response: Response, body: BoundedBody, send: Send) -> None:
    """Answer before the request has ended, and close the connection once it has."""
    headers = [*response.raw_headers, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    await body.linger()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def read_members(request: Request, body: BoundedBody, *, patience: float) -> dict[str, Any]:
    """The members of a GraphQL request, as they were sent. Raises `RequestRefused`."""
    if request.method == "GET":
        return _from_query(request)
    _check_head(request.headers, body)
    members = _parse(await _read(body, patience), "The body is not JSON.")
    if isinstance(members, list):
        raise RequestRefused(400, "Send one operation a request; batches are not taken.")
    if not isinstance(members, dict):
        raise RequestRefused(400, "The body must be a JSON object.")
    return members


async def _read(body: BoundedBody, patience: float) -> bytes:
    """The whole body. Most have come with their heads, and need no clock."""
    reading = Begun(body.read())
    try:
        if not reading.is_over:
            async with asyncio.timeout(patience):
                await finish([reading])
    except TimeoutError:
        raise RequestRefused(408, "The body takes too long to arrive.") from None
    if reading.error is not None:
        raise reading.error
    sent: bytes = reading.result
    return sent


def _from_query(request: Request) -> dict[str, Any]:
    members: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        text = members.get(name)
        members[name] = _parse(text, f"'{name}' is not JSON.") if text else None
    return members


def _check_head(headers: Headers, body: BoundedBody) -> None:
    """Raises `RequestRefused` for a body that is none of ours, before any of it is read."""
    if not _is_json(headers.get("content-type", "")):
        raise RequestRefused(415, "Send GraphQL requests as application/json in UTF-8.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestRefused(415, "Send the body as it is, without a content encoding.")
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > body.limit:
        raise body.too_large()


@read_once
def _is_json(content_type: str) -> bool:
    """Whether it is JSON in UTF-8."""
    media_type, *parameters = (part.strip() for part in content_type.lower().split(";"))
    charset = dict(each.partition("=")[::2] for each in parameters).get("charset", "utf-8")
    return media_type == "application/json" and charset.strip('"') in ("utf-8", "utf8")


def _parse(data: str | bytes, complaint: str) -> Any:
    try:
        return encoding.load(data)
    except JSONDecodeError:
        raise RequestRefused(400, complaint) from None
