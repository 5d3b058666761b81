"""Whole answers, and the status codes that they go with.

Under ``application/json`` an operation is answered with 200 whatever became of it: a client that only
knows GraphQL could not tell a 400 of ours from one of a proxy's. Whoever takes
``application/graphql-response+json`` knows that the body is ours, so there a request that did not come
to run is a 400. Either way such an answer has no `data`: nothing was executed.
"""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import encoding
from api.negotiation import Format, json_format
from api.refusals import RequestRefused, refused

_MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.GRAPHQL_JSON: "application/graphql-response+json; charset=utf-8",
}


class Reply(Response):
    """What is known of an answer before there is one."""

    format = Format.JSON


class InPieces(Response):
    """An answer some of which is written already, and is sent as it was written."""

    def __init__(self, shown: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> None:
        self._pieces: list[bytes] = []
        before = b"{"
        for name, value in shown.items():
            written = isinstance(value, encoding.Written)
            self._pieces += [before + encoding.dump(name) + b":"]
            self._pieces += value.pieces if written else [encoding.dump(value)]
            before = b","
        self._pieces.append(b"}")
        length = str(sum(map(len, self._pieces)))
        super().__init__(None, status, {**headers, "Content-Length": length})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def answer(shown: Mapping[str, Any], format: Format) -> Response:
    """The response to an operation."""
    status, body = 200, shown
    if not has_run(shown):
        body = without_data(shown)
        if format is Format.GRAPHQL_JSON:
            status = 500 if _is_ours(shown["errors"]) else 400
    headers = {"Content-Type": _MEDIA_TYPES[format], "Vary": "Accept"}
    if any(isinstance(each, encoding.Written) for each in body.values()):
        return InPieces(body, status, headers)
    return Response(encoding.dump(body), status, headers)


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
