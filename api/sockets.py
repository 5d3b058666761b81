"""WebSockets: graphql-transport-ws, and nothing else.

Built on strawberry's handler. What is changed: a frame that is no message closes the socket with
4400 and a calm line, whatever is in it; a document that cannot be read is an error of its own operation
and leaves the others alone; every operation gets a context of its own; a socket ends with the
credentials that opened it, and with a client that does not read.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import structlog
from graphql import GraphQLError, OperationType
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)

from api import encoding
from api.admission import Admitted
from api.asked import Asked
from api.messages import complaint_about
from api.refusals import RequestRefused
from api.socket_adapter import SocketAdapter
from domain.kernel.watch import current
from schema.context import Context
from schema.documents.limits import DocumentRefused
from schema.watching import finish

FORBIDDEN = 4403
FAILED = 1013
"On our side, where the client can only try again; clients take 1011 and 4500 as final."

log = structlog.get_logger("waybill.sockets")


class SocketOperation(Operation[Any, None]):
    """One operation, with everything that its client said about it."""

    __slots__ = ("payload",)

    def __init__(self, handler: "SocketHandler", id: str, payload: dict[str, Any]) -> None:
        # One that is known by its id has no text, and strawberry's operation is made of one.
        super().__init__(handler, id, "", payload.get("variables"), payload.get("operationName"))
        self.payload = payload

    async def send_operation_message(self, message: Any) -> None:
        if message["type"] == "next":
            message = {**message, "payload": encoding.with_data_once(message["payload"])}
        await super().send_operation_message(message)


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """One connection. Its context is a `Handshake` until an operation forks a real one from it."""

    websocket: SocketAdapter

    async def handle(self) -> None:
        self._leave_vigil: Callable[[], None] | None = None
        try:
            await super().handle()
        except Exception:
            log.exception("socket.failed")
            await self.websocket.close(FAILED, "Try again later")
        finally:
            if self._leave_vigil is not None:
                self._leave_vigil()
            await self.websocket.ended()

    async def handle_message(self, message: Any) -> None:
        if complaint := complaint_about(message):
            await self.handle_invalid_message(complaint)
        else:
            await super().handle_message(message)

    async def handle_connection_init(self, message: Any) -> None:
        if message.get("payload") is None:  # the protocol lets it be null as well as missing
            message = {**message, "payload": {}}
        await super().handle_connection_init(message)
        if self.connection_acknowledged and self._leave_vigil is None:
            handshake = self.context
            vigil = handshake.services.vigil
            self._leave_vigil = vigil.watch(handshake.context.actor, self._refused)

    def _refused(self, _why: str) -> None:
        self.websocket.close_soon(FORBIDDEN, "Forbidden")

    async def handle_subscribe(self, message: Any) -> None:
        id = message["id"]
        if not self.connection_acknowledged:
            await self.websocket.close(4401, "Unauthorized")
        elif id in self.operations:
            await self.websocket.close(4409, f"Subscriber for {id} already exists")
        elif len(self.operations) >= (self.max_subscriptions_per_connection or 0):
            most = self.max_subscriptions_per_connection
            sentence = f"A socket carries at most {most} operations at a time."
            error = GraphQLError(sentence, extensions={"code": "TOO_MANY_OPERATIONS", "maximum": most})
            await self.send_message({"id": id, "type": "error", "payload": [error.formatted]})
        else:
            operation = SocketOperation(self, id, message["payload"])
            operation.task = asyncio.create_task(self.run_operation(operation))
            operation.task.add_done_callback(self._task_done)
            self.operations[id] = operation

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        return None

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        context = self.context.fork()
        try:
            assert isinstance(operation, SocketOperation)
            payload, operation.payload = operation.payload, {}  # a socket lasts, its texts need not
            async with aclosing(await self._results(payload, context)) as results:
                del payload
                await self._send_result_stream(operation, results)
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

    async def _results(self, payload: dict[str, Any], context: Context) -> AsyncGenerator[Any, None]:
        """Find what is asked for and admit it, as over HTTP; then its results."""
        asked = Asked.read(payload)
        admission = self.context.services.admission
        found = await admission.find(asked, context)
        context.document = found.document
        admitted: Admitted = await admission.admit(found, context)
        results: AsyncGenerator[Any, None] = self.context.services.running.stream(
            found.operation.kind,
            await self.schema.stream(
                found.document.text,
                variable_values=asked.variables,
                context_value=context,
                root_value=self.root_value,
                operation_name=found.operation.name,
                operation_extensions=asked.extensions,
            ),
        )
        if found.operation.kind is OperationType.SUBSCRIPTION:
            return results  # what is watched has no end, and no bill
        return _settled(results, admitted)

    async def _refuse(self, operation: Operation[Any, None], errors: list[GraphQLError]) -> None:
        if watch := current():
            finish(watch, "operation")
        try:
            await operation.send_initial_errors(errors)
        except WebSocketDisconnected:
            self.operations.pop(operation.id, None)


async def _settled(results: AsyncGenerator[Any, None], admitted: Admitted) -> AsyncGenerator[Any, None]:
    """The results, the one of a query or a mutation with its `cost`."""
    async with aclosing(results):
        async for result in results:
            await admitted.settle(result)
            yield result
