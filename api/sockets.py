"""WebSockets: graphql-transport-ws, and nothing else.

Built on strawberry's handler. What is changed: a frame that is no message closes the socket with
4400 and a calm line, whatever is in it; a document that cannot be read is an error of its own operation
and leaves the others alone; every operation gets a context of its own.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from json import JSONDecodeError
from typing import Any

import structlog
from graphql import GraphQLError
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import (
    NonJsonMessageReceived,
    NonTextMessageReceived,
    WebSocketDisconnected,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)

from api import encoding
from api.body import MAX_BODY
from domain.kernel.watch import spent

MAX_ID = 128
_KINDS = {"connection_init", "ping", "pong", "subscribe", "complete"}

log = structlog.get_logger("waybill.sockets")


class SocketAdapter(ASGIWebSocketAdapter):
    """A socket that carries JSON in text frames of a bounded size."""

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        while self.ws.application_state != WebSocketState.DISCONNECTED:
            try:
                text = await self.ws.receive_text()
            except WebSocketDisconnect:
                return
            except KeyError:
                raise NonTextMessageReceived from None
            if len(text) > MAX_BODY:
                await self.close(1009, "Message too big")
                return
            try:
                yield encoding.load(text)
            except JSONDecodeError:
                raise NonJsonMessageReceived from None

    async def send_json(self, message: Any) -> None:
        try:
            with spent("serialising"):
                text = encoding.dump(message).decode()
            await self.ws.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:  # gone, or closed by us meanwhile
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        if self.ws.application_state != WebSocketState.DISCONNECTED:
            log.info("socket.closed", code=code, reason=reason)
            try:
                await self.ws.close(code=code, reason=reason)
            except (WebSocketDisconnect, RuntimeError) as error:
                raise WebSocketDisconnected from error


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """One connection. Its context is a `Handshake` until an operation forks a real one from it."""

    async def handle_message(self, message: Any) -> None:
        if complaint := complaint_about(message):
            await self.handle_invalid_message(complaint)
        else:
            await super().handle_message(message)

    async def handle_connection_init(self, message: Any) -> None:
        if message.get("payload") is None:  # the protocol lets it be null as well as missing
            message = {**message, "payload": {}}
        await super().handle_connection_init(message)

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        return None

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        context = self.context.fork()
        try:
            results = await self.schema.stream(
                operation.query,
                variable_values=operation.variables,
                context_value=context,
                root_value=self.root_value,
                operation_name=operation.operation_name,
            )
            async with aclosing(results):
                await self._send_result_stream(operation, results)
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except WebSocketDisconnected:
            self.operations.pop(operation.id, None)
        except Exception:
            log.exception("operation.failed", request_id=context.request_id)
            sentence = f"Something went wrong on our side. Mention request {context.request_id}."
            try:
                await operation.send_initial_errors([GraphQLError(sentence)])
            except WebSocketDisconnected:
                self.operations.pop(operation.id, None)


def complaint_about(message: Any) -> str | None:
    """What is wrong with a frame, in a few words; None for a message of the protocol."""
    if not isinstance(message, dict):
        return "A message is a JSON object"
    kind = message.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        return "Unknown message type"
    if kind in ("subscribe", "complete"):
        id = message.get("id")
        if not isinstance(id, str) or not 0 < len(id) <= MAX_ID:
            return f"'id' is a string of 1 to {MAX_ID} characters"
    if kind == "subscribe":
        return _complaint_about_request(message.get("payload"))
    return None


def _complaint_about_request(payload: Any) -> str | None:
    if not isinstance(payload, dict):
        return "'payload' is an object"
    if not isinstance(payload.get("query"), str):
        return "'query' is a string"
    if not isinstance(payload.get("operationName"), str | None):
        return "'operationName' is a string"
    for name in ("variables", "extensions"):
        if not isinstance(payload.get(name), dict | None):
            return f"'{name}' is an object"
    return None
