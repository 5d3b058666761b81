"""Reading what a request asks for: bounded, typed, refused with a sentence where it is not."""

from json import JSONDecodeError
from typing import Any

from starlette.requests import Request
from starlette.types import Message, Receive

from api import encoding
from api.refusals import RequestRefused

MAX_BODY = 256 * 1024
_TOO_LARGE = f"A request body has at most {MAX_BODY} bytes."


def bounded(receive: Receive, limit: int = MAX_BODY) -> Receive:
    """`receive`, but for no more bytes than `limit`, however they arrive."""
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > limit:
                raise RequestRefused(413, _TOO_LARGE, headers={"Connection": "close"})
        return message

    return receive_bounded


async def read_request(request: Request) -> dict[str, Any]:
    """The members of a GraphQL request, each of its right type. Raises `RequestRefused`."""
    members = _from_query(request) if request.method == "GET" else await _from_body(request)
    for name, kind, called in (
        ("query", str, "a string"),
        ("operationName", str, "a string"),
        ("variables", dict, "an object"),
        ("extensions", dict, "an object"),
    ):
        if not isinstance(members.get(name), kind | None):
            raise RequestRefused(400, f"'{name}' must be {called}, where it is sent.")
    return members


def _from_query(request: Request) -> dict[str, Any]:
    members: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        text = members.get(name)
        members[name] = _parse(text, f"'{name}' is not JSON.") if text else None
    return members


async def _from_body(request: Request) -> dict[str, Any]:
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if media_type.strip() != "application/json" or not _is_utf8(parameters):
        raise RequestRefused(415, "Send GraphQL requests as application/json in UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestRefused(415, "Send the body as it is, without a content encoding.")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > MAX_BODY:
        raise RequestRefused(413, _TOO_LARGE, headers={"Connection": "close"})
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
