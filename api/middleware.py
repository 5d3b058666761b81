"""Around every request: an id that goes in and out, one line in the log, and no naked failure."""

import re
import time
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.refusals import error_response

HEADER = b"x-request-id"
_USABLE = re.compile(rb"[A-Za-z0-9._-]{1,64}")

log = structlog.get_logger("waybill.api")


def request_id_of(scope: Scope) -> str:
    """The id that this request is known by."""
    request_id: str = scope["state"]["request_id"]
    return request_id


class RequestLog:
    """Names each request and logs its end.

    The line holds no query string, no body and nobody's name: documents and variables are the
    caller's, and an actor's id may be an e-mail address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.perf_counter()
        ended: dict[str, int] = {}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                ended["status"] = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, request_id.encode())]
            elif message["type"] == "websocket.close":
                ended["close_code"] = message.get("code", 1000)
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except Exception:
            log.exception("request.failed")
            if scope["type"] == "http" and not ended:
                response = error_response(
                    500,
                    f"Something went wrong on our side. Mention request {request_id}.",
                    requestId=request_id,
                )
                await response(scope, receive, answer)
        finally:
            log.info(
                "request" if scope["type"] == "http" else "socket",
                method=scope.get("method"),
                path=scope["path"],
                milliseconds=round((time.perf_counter() - began) * 1000, 1),
                **ended,
            )


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == HEADER and _USABLE.fullmatch(value):
            return bytes(value).decode()
    return uuid4().hex
