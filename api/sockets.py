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
from api.admission import Admitted, caller_of
from api.asked import Asked
from api.asked import complaint_about as complaint_about_members
from api.refusals import RequestRefused
from domain.kernel.watch import current, spent
from schema.context import Context
from schema.documents.limits import DocumentRefused
from schema.watching import finish

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
            if len(text) > self.view.settings.max_body:  # type: ignore[attr-defined]
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

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._payloads: dict[str, Any] = {}
        "What each operation asked for, until it starts."

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

    async def handle_subscribe(self, message: Any) -> None:
        # An operation known by its id has no text, and strawberry's operation is made of one.
        payload = message["payload"]
        given: Any = {**message, "payload": {**payload, "query": payload.get("query") or ""}}
        self._payloads[message["id"]] = payload
        await super().handle_subscribe(given)

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        context = self.context.fork()
        try:
            admitted = await self._admit(operation, context)
            results = self.context.services.running.stream(
                admitted.found.operation.kind,
                await self.schema.stream(
                    admitted.found.document.text,
                    variable_values=operation.variables,
                    context_value=context,
                    root_value=self.root_value,
                    operation_name=admitted.found.operation.name,
                ),
            )
            async with aclosing(results):
                await self._send_result_stream(operation, _billed(results, admitted))
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except WebSocketDisconnected:
            self.operations.pop(operation.id, None)
        except RequestRefused as refusal:
            await self._refuse(operation, [refusal.as_error()])
        except DocumentRefused as refused:
            await self._refuse(operation, refused.errors)
        except Exception:
            log.exception("operation.failed", request_id=context.request_id)
            sentence = f"Something went wrong on our side. Mention request {context.request_id}."
            extensions = {"code": "INTERNAL_ERROR", "requestId": context.request_id}
            await self._refuse(operation, [GraphQLError(sentence, extensions=extensions)])

    async def _admit(self, operation: Operation[Any, None], context: Context) -> Admitted:
        """Find what is asked for and admit it, as over HTTP."""
        asked = Asked.read(self._payloads.pop(operation.id))
        admission = self.context.services.admission
        caller = caller_of(context.actor, self.context.address)
        found = await admission.find(asked, context.actor, caller)
        context.document = found.document
        admitted: Admitted = await admission.admit(found, context.actor, caller)
        return admitted

    async def _refuse(self, operation: Operation[Any, None], errors: list[GraphQLError]) -> None:
        if watch := current():
            finish(watch, "operation")
        try:
            await operation.send_initial_errors(errors)
        except WebSocketDisconnected:
            self.operations.pop(operation.id, None)


async def _billed(results: AsyncGenerator[Any, None], admitted: Admitted) -> AsyncGenerator[Any, None]:
    """The results, the one of a query or a mutation with its `cost`."""
    async for result in results:
        if admitted.is_billed(result):
            extensions = result.extensions or {}
            result.extensions = {**extensions, "cost": admitted.bill(result.data)}
        yield result


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
    if not {"query", "documentId", "id", "doc_id", "extensions"} & payload.keys():
        return "'query' is a string"
    return complaint_about_members(payload)
