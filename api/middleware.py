"""Around every request: an id that goes in and out, one line in the log, and no naked failure; and the
shortest way in."""

import re
from secrets import token_hex

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.refusals import error_response
from domain.kernel import traces
from domain.kernel.watch import Watch, watching
from schema.watching import finish

HEADER = b"x-request-id"
GRAPHQL = "/graphql"
_USABLE = re.compile(rb"[A-Za-z0-9._-]{1,64}")

log = structlog.get_logger("waybill.api")


def request_id_of(scope: Scope) -> str:
    """The id that this request is known by."""
    request_id: str = scope["state"]["request_id"]
    return request_id


class RequestLog:
    """Names each request, watches it, and logs its end: what it was, how it went, where its time went.

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
        watch = Watch(request_id=request_id, door=scope["type"])
        ended: dict[str, int] = {}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                ended["status"] = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, request_id.encode())]
            elif message["type"] == "websocket.close":
                ended["close_code"] = message.get("code", 1000)
            await send(message)

        with watching(watch), traces.span("request", headers=scope["headers"]) as span:
            try:
                await self.app(scope, receive, answer)
            except Exception:
                watch.ended("failed", "INTERNAL_ERROR")
                log.exception("request.failed")
                if scope["type"] == "http" and not ended:
                    response = error_response(
                        500,
                        f"Something went wrong on our side. Mention request {request_id}.",
                        requestId=request_id,
                    )
                    await response(scope, receive, answer)
            finally:
                _tell(scope, watch, ended)
                if span is not None:
                    span.update_name(_path(scope))
                    span.set_attributes(_attributes(watch, ended))


class StraightTo:
    """Lets requests for the one path that nearly all are for through to its endpoint. All others pass by
    the router, where finding the way costs each as much as reading its body."""

    def __init__(self, app: ASGIApp, path: str, endpoint: ASGIApp) -> None:
        self.app = app
        self._path = path
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == self._path:
            scope["endpoint"] = self._endpoint
            await self._endpoint(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _tell(scope: Scope, watch: Watch, ended: dict[str, int]) -> None:
    """The request's line. Operations on a socket have lines of their own."""
    if scope["type"] == "websocket":
        log.info("socket", path=_path(scope), milliseconds=round(watch.total * 1000, 1), **ended)
        return
    if watch.outcome == "ok" and ended.get("status", 200) >= 400:
        watch.ended("rejected", str(ended["status"]))
    about = {"method": scope["method"], "path": _path(scope), **ended}
    if _path(scope) == GRAPHQL:
        finish(watch, "request", **about)
    else:
        log.info("request", **about, milliseconds=round(watch.total * 1000, 1))


def _path(scope: Scope) -> str:
    """The path, where there is something: others are whatever somebody typed."""
    return str(scope["path"]) if "endpoint" in scope else "(nowhere)"


def _attributes(watch: Watch, ended: dict[str, int]) -> dict[str, str | int]:
    """What the span says: the same as the log, as OpenTelemetry names it."""
    return {
        "waybill.request_id": watch.request_id,
        "graphql.operation.name": watch.document or "",
        "graphql.operation.type": watch.kind or "",
        "waybill.outcome": watch.outcome,
        "waybill.statements": watch.statements,
        "http.response.status_code": ended.get("status", 0),
    }


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == HEADER and _USABLE.fullmatch(value):
            return bytes(value).decode()
    return token_hex(16)
