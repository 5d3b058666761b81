"""Refusals at the door, before GraphQL is reached: always JSON, always with a code."""

from collections.abc import Mapping

from starlette.responses import Response

from api import encoding

CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "BODY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    500: "INTERNAL_ERROR",
}


class RequestRefused(Exception):
    """The request cannot be taken as it is."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code or CODES.get(status, "REFUSED")
        self.headers = dict(headers or {})


def error_response(
    status: int,
    message: str,
    *,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
    **extensions: object,
) -> Response:
    """A GraphQL error body for a request that got no further."""
    error = {
        "message": message,
        "extensions": {"code": code or CODES.get(status, "REFUSED"), **extensions},
    }
    return Response(
        encoding.dump({"errors": [error]}),
        status_code=status,
        media_type="application/json",
        headers=dict(headers or {}),
    )


def refused(refusal: RequestRefused) -> Response:
    """The response that says so."""
    return error_response(refusal.status, refusal.message, code=refusal.code, headers=refusal.headers)
