"""``/graphql`` over HTTP, server-sent events and WebSocket.

What is asked for is read, found, admitted (`api.admission`), run and answered, in this order; formats
and status codes are `api.negotiation`'s and `api.replies`' business. Refusals are JSON with a code.

strawberry's view serves sockets and GraphiQL. A request goes past it: each of its steps would be done
otherwise here, and what they hand each other takes as long as reading what is asked for.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import PreExecutionError

from api.admission import Admitted
from api.asked import Asked
from api.auth import Handshake, context_of_request
from api.body import BoundedBody, read_members, respond_early
from api.leaving import WhileThere
from api.negotiation import Format, choose_format
from api.preflight import require_preflight
from api.refusals import RequestRefused
from api.replies import Shown, answer, refusal, shown_of
from api.services import Services
from api.socket_adapter import SocketAdapter
from api.sockets import SocketHandler
from api.streaming import Stream, streamed
from api.streams import Events, Frames, Parts, last_event_id
from domain.identity.errors import Unauthenticated
from domain.kernel.config import Settings
from domain.kernel.watch import spent
from schema.context import Context
from schema.documents.limits import DocumentRefused
from schema.masking import MaskedSchema

PATIENCE_FOR_INIT = timedelta(seconds=10)
OPERATIONS_PER_SOCKET = 100
_FRAMES: dict[Format, Frames] = {Format.EVENTS: Events(), Format.PARTS: Parts()}


class GraphQLEndpoint(GraphQL[Any, None]):
    """The one endpoint. `services` is asked for at each request: they exist once the app has started."""

    schema: MaskedSchema
    websocket_adapter_class = SocketAdapter
    graphql_transport_ws_handler_class = SocketHandler

    def __init__(
        self, schema: MaskedSchema, services: Callable[[], Services], settings: Settings
    ) -> None:
        super().__init__(
            schema,
            graphql_ide=None if settings.in_production else "graphiql",
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=PATIENCE_FOR_INIT,
            max_subscriptions_per_connection=OPERATIONS_PER_SOCKET,
            allowed_origins=settings.origins,
        )
        self.settings = settings
        self._services = services
        self._preflight = settings.require_preflight
        if self._preflight is None:
            self._preflight = settings.in_production

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.run(WebSocket(scope, receive, send))
            return
        body = BoundedBody(receive, self.settings.max_body)
        request = Request(scope, body.receive)
        accept = request.headers.get("accept")
        try:
            response = await self._respond(request, body, accept)
        except RequestRefused as error:
            response = refusal(error, accept)
        except Unauthenticated as error:
            challenge = {"WWW-Authenticate": "Bearer"}
            response = refusal(RequestRefused(401, error.message, headers=challenge), accept)
        if response.status_code >= 400 and scope["method"] == "POST" and not body.is_over:
            await respond_early(response, body, send)
            return
        await response(scope, receive, send)

    async def _respond(self, request: Request, body: BoundedBody, accept: str | None) -> Response:
        """The answer to a request. Raises `Unauthenticated` and `RequestRefused`."""
        context = await context_of_request(self._services(), request)
        if request.method not in ("GET", "POST"):
            raise RequestRefused(405, "Use GET or POST.", headers={"Allow": "GET, POST"})
        if self._wants_ide(request):
            return await self.render_graphql_ide(request)
        if request.method == "GET" and self._preflight:
            require_preflight(request.headers)
        asked = Asked.read(await read_members(request, body, patience=self.settings.deadline))
        try:
            format, admitted = await self._admit(request, accept, asked, context)
        except DocumentRefused as refused:
            result = PreExecutionError(data=None, errors=refused.errors)
            format = choose_format(accept, subscribes=False)
            if format.streams:
                return self._stream(_alone(await shown_of(result)), format, context)
            return answer(await shown_of(result), format)
        context.document = admitted.found.document
        if format.streams:
            return await self._begin(request, format, admitted, context)
        result = await self._run(request, admitted, context)
        await admitted.settle(result, context.written)
        shown = await shown_of(result)
        with spent("serialising"):
            return answer(shown, format)

    def _wants_ide(self, request: Request) -> bool:
        return (
            self.graphql_ide is not None
            and request.method == "GET"
            and not request.query_params.get("query")
            and "text/html" in request.headers.get("accept", "")
        )

    async def _admit(
        self, request: Request, accept: str | None, asked: Asked, context: Context
    ) -> tuple[Format, Admitted]:
        """Find what is asked for and admit it; with the format of its answer."""
        admission = self._services().admission
        found = await admission.find(asked, context)
        kind = found.operation.kind
        if kind is OperationType.MUTATION and request.method == "GET":
            raise RequestRefused(405, "Send mutations by POST.", headers={"Allow": "POST"})
        format = choose_format(accept, subscribes=kind is OperationType.SUBSCRIPTION)
        return format, await admission.admit(found, context)

    async def _run(self, request: Request, admitted: Admitted, context: Context) -> Any:
        """The result of a query or a mutation."""
        found = admitted.found
        # What is to be done is done also for one who has gone, who will ask again with the same key.
        reads = context.sends_json = found.operation.kind is OperationType.QUERY
        there = WhileThere(request.receive) if reads else nullcontext()
        with self._services().running.place(found.operation.kind), there:
            return await self.schema.run(
                found.document.document,
                name=found.operation.name,
                variables=found.asked.variables,
                context=context,
            )

    async def _begin(
        self, request: Request, format: Format, admitted: Admitted, context: Context
    ) -> Response:
        """The stream of an operation's results."""
        if format is Format.EVENTS:
            context.bookmark.resumed = last_event_id(request.headers.get("last-event-id"))
        found = admitted.found
        results = await self.schema.stream(
            found.document.text,
            variable_values=found.asked.variables,
            context_value=context,
            operation_name=found.operation.name,
            operation_extensions=found.asked.extensions,
        )
        running = self._services().running.stream(found.operation.kind, results)
        lasts = found.operation.kind is OperationType.SUBSCRIPTION
        return self._stream(_each_shown(running, admitted), format, context, lasts=lasts)

    def _stream(
        self,
        results: AsyncGenerator[Shown, None],
        format: Format,
        context: Context,
        *,
        lasts: bool = False,
    ) -> Response:
        services, frames = self._services(), _FRAMES[format]
        chunks = streamed(
            results,
            frames,
            bookmark=context.bookmark,
            until_refused=partial(services.vigil.until_refused, context.actor),
            stopping=services.stopping if lasts else None,
        )
        return Stream(chunks, headers=frames.headers)

    async def get_context(self, request: Any, response: Any) -> Handshake:
        """What strawberry's view asks for, of sockets alone."""
        return Handshake.of(self._services(), request)

    async def on_ws_connect(self, context: Handshake) -> Any:
        await context.accept()
        return await super().on_ws_connect(context)


async def _each_shown(
    results: AsyncGenerator[Any, None], admitted: Admitted
) -> AsyncGenerator[Shown, None]:
    async with aclosing(results):
        async for result in results:
            await admitted.settle(result)
            yield await shown_of(result)


async def _alone(shown: Shown) -> AsyncGenerator[Shown, None]:
    """A stream of one result."""
    yield shown
