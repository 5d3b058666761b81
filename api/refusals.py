"""Refusals at the door, before GraphQL is reached: always JSON, always with a code."""

from collections.abc import Mapping

from graphql import GraphQLError
from starlette.responses import Response

from api import encoding

CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    408: "REQUEST_TIMEOUT",
    413: "BODY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "THROTTLED",
    499: "CLIENT_GONE",
    500: "INTERNAL_ERROR",
    503: "OVERLOADED",
    504: "DEADLINE_EXCEEDED",
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
        **extensions: object,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code or CODES.get(status, "REFUSED")
        self.headers = dict(headers or {})
        self.extensions = extensions

    def as_error(self) -> GraphQLError:
        """The refusal where there is no HTTP answer to carry it: on a socket."""
        return GraphQLError(self.message, extensions={"code": self.code, **self.extensions})


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
    return error_response(
        refusal.status,
        refusal.message,
        code=refusal.code,
        headers=refusal.headers,
        **refusal.extensions,
    )
