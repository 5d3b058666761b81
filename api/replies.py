"""Whole answers, and the status codes that they go with.

Under ``application/json`` an operation is answered with 200 whatever became of it: a client that only
knows GraphQL could not tell a 400 of ours from one of a proxy's. Whoever takes
``application/graphql-response+json`` knows that the body is ours, so there a request that did not come
to run is a 400. Either way such an answer has no `data`: nothing was executed.
"""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from api import encoding
from api.negotiation import Format, json_format
from api.refusals import RequestRefused, refused
from domain.kernel.pieces import in_pieces, let_go
from schema.masking import ERRORS

_MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.GRAPHQL_JSON: "application/graphql-response+json; charset=utf-8",
}
_HEADERS = {
    format: [(b"content-type", media_type.encode()), (b"vary", b"Accept")]
    for format, media_type in _MEDIA_TYPES.items()
}

Shown = Mapping[str, Any]
"What a client is shown of a result: `data`, `errors` and `extensions`."


async def shown_of(result: ExecutionResult | PreExecutionError) -> Shown:
    """What is shown of a result. Many errors become JSON on the way, in pieces."""
    shown: dict[str, Any] = {"data": result.data}
    if errors := result.errors:
        many = len(errors) > ERRORS and result.data is not None
        shown["errors"] = await _written(errors) if many else [each.formatted for each in errors]
    if result.extensions:
        shown["extensions"] = result.extensions
    return shown


async def _written(errors: list[GraphQLError]) -> encoding.Written:
    formatted: list[Any] = []
    await in_pieces(lambda some: formatted.extend(each.formatted for each in some), errors, ERRORS)
    written = await encoding.write(formatted)
    let_go(errors, formatted)
    return written


class Whole(Response):
    """An answer in one piece."""

    def __init__(self, body: bytes, status: int, format: Format) -> None:
        # Most answers differ in their length alone: their headers are not encoded again for each.
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = [*_HEADERS[format], (b"content-length", b"%d" % len(body))]


class InPieces(Response):
    """An answer some of which is written already, and is sent as it was written."""

    def __init__(self, shown: Shown, status: int, format: Format) -> None:
        self._pieces: list[bytes] = []
        before = b"{"
        for name, value in shown.items():
            written = isinstance(value, encoding.Written)
            self._pieces += [before + encoding.dump(name) + b":"]
            self._pieces += value.pieces if written else [encoding.dump(value)]
            before = b","
        self.status_code = status
        self.body = b"}"
        self.background = None
        length = sum(map(len, self._pieces)) + len(self.body)
        self.raw_headers = [*_HEADERS[format], (b"content-length", b"%d" % length)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


def answer(shown: Shown, format: Format) -> Response:
    """The response to an operation."""
    status = 200
    if not has_run(shown):
        shown = without_data(shown)
        if format is Format.GRAPHQL_JSON:
            status = 500 if _is_ours(shown["errors"]) else 400
    if any(isinstance(each, encoding.Written) for each in shown.values()):
        return InPieces(shown, status, format)
    return Whole(encoding.dump(shown), status, format)


def refusal(refusal: RequestRefused, accept: str | None) -> Response:
    """The response to a request that did not come as far as an operation."""
    response = refused(refusal)
    response.headers["Content-Type"] = _MEDIA_TYPES[json_format(accept)]
    return response


def has_run(shown: Mapping[str, Any]) -> bool:
    """Whether the operation came to run: errors of execution say by a path where they arose."""
    errors = shown.get("errors")
    return not errors or shown.get("data") is not None or any("path" in error for error in errors)


def without_data(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What is shown of an operation that has not run."""
    return {name: value for name, value in shown.items() if name != "data"}


def _is_ours(errors: list[Mapping[str, Any]]) -> bool:
    codes = ((error.get("extensions") or {}).get("code") for error in errors)
    return any(code == "INTERNAL_ERROR" for code in codes)
