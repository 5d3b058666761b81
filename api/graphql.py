"""``/graphql`` over HTTP, server-sent events and WebSocket, on strawberry's view.

strawberry runs the operation; this says what is taken and how it is answered. Refusals are JSON with
a code; formats and status codes are `api.negotiation`'s and `api.replies`' business.
Everything is prepared and admitted before strawberry sees it (`api.admission`).
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData, GraphQLRequestProtocol
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from api import encoding
from api.admission import Admitted
from api.asked import Asked
from api.auth import Handshake, context_of_request
from api.body import BoundedBody, read_members, respond_early
from api.leaving import while_there
from api.negotiation import Format, choose_format
from api.preflight import require_preflight
from api.refusals import RequestRefused
from api.replies import Reply, answer, refusal
from api.services import Services
from api.socket_adapter import SocketAdapter
from api.sockets import SocketHandler
from api.streaming import Stream, streamed
from api.streams import Events, Frames, Parts, last_event_id
from domain.identity.errors import Unauthenticated
from domain.kernel.config import Settings
from domain.kernel.pieces import in_pieces, let_go
from domain.kernel.watch import spent
from schema.context import Context
from schema.documents.limits import DocumentRefused
from schema.masking import ERRORS, MaskedSchema

PATIENCE_FOR_INIT = timedelta(seconds=10)
OPERATIONS_PER_SOCKET = 100
_PROTOCOLS: dict[Format, GraphQLRequestProtocol] = {
    Format.EVENTS: "sse",
    Format.PARTS: "multipart-subscription",
}
_FRAMES: dict[Format, Frames] = {Format.EVENTS: Events(), Format.PARTS: Parts()}


class KeptRequest(StarletteRequestAdapter):
    """strawberry's view of a request, and the request."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.kept = request


class GraphQLEndpoint(GraphQL[Any, None]):
    """The one endpoint. `services` is asked for at each request: they exist once the app has started."""

    request_adapter_class = KeptRequest
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
            response = await self.run(request)
        except RequestRefused as error:
            response = refusal(error, accept)
        except Unauthenticated as error:
            challenge = {"WWW-Authenticate": "Bearer"}
            response = refusal(RequestRefused(401, error.message, headers=challenge), accept)
        except HTTPException as error:
            response = refusal(RequestRefused(error.status_code, error.reason), accept)
        if response.status_code >= 400 and scope["method"] == "POST" and not body.is_over:
            await respond_early(response, body, send)
            return
        await response(scope, receive, send)

    def is_request_allowed(self, request: Any) -> bool:
        if request.method not in ("GET", "POST"):
            raise RequestRefused(405, "Use GET or POST.", headers={"Allow": "GET, POST"})
        return True

    def should_render_graphql_ide(self, request: Any) -> bool:
        return (
            self.graphql_ide is not None
            and request.method == "GET"
            and not request.query_params.get("query")
            and "text/html" in request.headers.get("accept", "")
        )

    async def get_context(self, request: Any, response: Any) -> Any:
        if isinstance(request, WebSocket):
            return Handshake.of(self._services(), request)
        request.state.context = context = await context_of_request(self._services(), request)
        return context

    async def get_sub_response(self, request: Request | WebSocket) -> Reply:
        request.state.reply = reply = Reply()
        return reply

    async def on_ws_connect(self, context: Handshake) -> Any:
        await context.accept()
        return await super().on_ws_connect(context)

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        kept: Request = request.kept  # type: ignore[attr-defined]
        if kept.method == "GET" and self._preflight:
            require_preflight(kept.headers)
        members = await read_members(kept, limit=self.settings.max_body, patience=self.settings.deadline)
        asked = Asked.read(members)
        accept = kept.headers.get("accept", "")
        try:
            format = await self._admit(kept, asked, accept)
        except DocumentRefused as refused:
            kept.state.refused = refused
            format = choose_format(accept, subscribes=False)
        kept.state.reply.format = format
        if format is Format.EVENTS:
            came_to = last_event_id(kept.headers.get("last-event-id"))
            kept.state.context.bookmark.resumed = came_to
        return GraphQLRequestData(
            query=asked.query,
            variables=asked.variables,
            operation_name=asked.operation_name,
            extensions=asked.extensions,
            protocol=_PROTOCOLS.get(format, "http"),
        )

    async def _admit(self, request: Request, asked: Asked, accept: str) -> Format:
        """Find what is asked for and admit it; the format of its answer."""
        admission, context = self._services().admission, request.state.context
        found = await admission.find(asked, context)
        kind = found.operation.kind
        if kind is OperationType.MUTATION and request.method == "GET":
            raise RequestRefused(405, "Send mutations by POST.", headers={"Allow": "POST"})
        format = choose_format(accept, subscribes=kind is OperationType.SUBSCRIPTION)
        request.state.admitted = await admission.admit(found, context)
        return format

    async def execute_operation(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: Any,
        context: Context,
        root_value: None,
        sub_response: Response,
    ) -> Any:
        refused: DocumentRefused | None = getattr(request.state, "refused", None)
        if refused is not None:
            result = PreExecutionError(data=None, errors=refused.errors)
            return _alone(result) if request_data.protocol != "http" else result
        admitted: Admitted = request.state.admitted
        context.document = admitted.found.document
        operation, running = admitted.found.operation, self._services().running
        if request_data.protocol != "http":
            results = await self.schema.stream(
                admitted.found.document.text,
                variable_values=request_data.variables,
                context_value=context,
                operation_name=operation.name,
                operation_extensions=request_data.extensions,
            )
            return running.stream(operation.kind, results)
        # What is to be done is done also for one who has gone, who will ask again with the same key.
        reads = operation.kind is OperationType.QUERY
        async with running.place(operation.kind):
            with while_there(request.receive) if reads else nullcontext():
                return await self.schema.run(
                    admitted.found.document.document,
                    name=operation.name,
                    variables=request_data.variables,
                    context=context,
                )

    async def process_result(self, request: Request, result: Any) -> GraphQLHTTPResponse:
        admitted: Admitted | None = getattr(request.state, "admitted", None)
        if admitted is not None and admitted.is_billed(result):
            result.extensions = {**(result.extensions or {}), "cost": await admitted.bill(result)}
        errors = result.errors
        if result.data is None or not errors or len(errors) <= ERRORS:
            return await super().process_result(request, result)
        result.errors = None
        shown = await super().process_result(request, result)
        formatted: list[Any] = []
        await in_pieces(lambda some: formatted.extend(each.formatted for each in some), errors, ERRORS)
        written = await encoding.write(formatted)
        let_go(errors, formatted)
        return {**shown, "errors": written}  # type: ignore[typeddict-item]

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        assert isinstance(sub_response, Reply)
        assert not isinstance(response_data, list), "batches are not taken"
        with spent("serialising"):
            return answer(response_data, sub_response.format)

    async def _create_streaming_response(
        self, request: Request, result: Any, protocol: object, sub_response: Response
    ) -> Response:
        assert isinstance(sub_response, Reply)
        frames, context = _FRAMES[sub_response.format], request.state.context
        admitted: Admitted | None = getattr(request.state, "admitted", None)
        lasts = admitted and admitted.found.operation.kind is OperationType.SUBSCRIPTION
        chunks = streamed(
            self._shown(request, result),
            frames,
            bookmark=context.bookmark,
            until_refused=partial(self._services().vigil.until_refused, context.actor),
            stopping=self._services().stopping if lasts else None,
        )
        return Stream(chunks, headers=frames.headers)

    async def _shown(
        self, request: Request, results: AsyncGenerator[Any, None]
    ) -> AsyncGenerator[GraphQLHTTPResponse, None]:
        async with aclosing(results):
            async for result in results:
                yield await self.process_result(request, result)


async def _alone(result: ExecutionResult) -> AsyncGenerator[ExecutionResult, None]:
    """A stream of one result."""
    yield result
