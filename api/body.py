"""Reading what a request asks for: bounded, typed, refused with a sentence where it is not."""

import asyncio
from json import JSONDecodeError
from typing import Any

from starlette.requests import Request
from starlette.types import Message, Receive

from api import encoding
from api.refusals import RequestRefused


def bounded(receive: Receive, limit: int) -> Receive:
    """`receive`, but for no more bytes than `limit`, however they arrive."""
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > limit:
                raise _too_large(limit)
        return message

    return receive_bounded


async def read_members(request: Request, *, limit: int, patience: float) -> dict[str, Any]:
    """The members of a GraphQL request, as they were sent. Raises `RequestRefused`."""
    if request.method == "GET":
        return _from_query(request)
    try:
        async with asyncio.timeout(patience):
            return await _from_body(request, limit)
    except TimeoutError:
        raise RequestRefused(
            408, "The body takes too long to arrive.", headers={"Connection": "close"}
        ) from None


def _too_large(limit: int) -> RequestRefused:
    return RequestRefused(
        413, f"A request body has at most {limit} bytes.", headers={"Connection": "close"}
    )


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
