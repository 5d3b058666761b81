"""Reading what a request asks for: bounded, typed, refused with a sentence where it is not."""

import asyncio
from json import JSONDecodeError
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Send

from api import encoding
from api.refusals import RequestRefused

LINGER = 2.0
LINGER_BYTES = 32 * 1024 * 1024


class BoundedBody:
    """A request's body as it arrives, and no more of it than `limit` bytes."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._received = 0
        self.is_over = False

    async def receive(self) -> Message:
        """The next message. Raises `RequestRefused` where the body is too large."""
        message = await self._next()
        if self._received > self._limit:
            raise _too_large(self._limit)
        return message

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
                while not self.is_over and self._received < self._limit + LINGER_BYTES:
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


async def read_members(request: Request, *, limit: int, patience: float) -> dict[str, Any]:
    """The members of a GraphQL request, as they were sent. Raises `RequestRefused`."""
    if request.method == "GET":
        return _from_query(request)
    try:
        async with asyncio.timeout(patience):
            return await _from_body(request, limit)
    except TimeoutError:
        raise RequestRefused(408, "The body takes too long to arrive.") from None


def _too_large(limit: int) -> RequestRefused:
    return RequestRefused(413, f"A request body has at most {limit} bytes.")


def _from_query(request: Request) -> dict[str, Any]:
    members: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        text = members.get(name)
        members[name] = _parse(text, f"'{name}' is not JSON.") if text else None
    return members


async def _from_body(request: Request, limit: int) -> dict[str, Any]:
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if media_type.strip() != "application/json" or not _is_utf8(parameters):
        raise RequestRefused(415, "Send GraphQL requests as application/json in UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestRefused(415, "Send the body as it is, without a content encoding.")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limit:
        raise _too_large(limit)
    members = _parse(await request.body(), "The body is not JSON.")
    if isinstance(members, list):
        raise RequestRefused(400, "Send one operation a request; batches are not taken.")
    if not isinstance(members, dict):
        raise RequestRefused(400, "The body must be a JSON object.")
    return members


def _is_utf8(parameters: str) -> bool:
    charset = dict(
        part.strip().partition("=")[::2] for part in parameters.split(";") if part.strip()
    ).get("charset", "utf-8")
    return charset.strip('"') in ("utf-8", "utf8")


def _parse(data: str | bytes, complaint: str) -> Any:
    try:
        return encoding.load(data)
    except JSONDecodeError:
        raise RequestRefused(400, complaint) from None
