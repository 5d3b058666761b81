"""``/graphql`` over HTTP, server-sent events and WebSocket, on strawberry's view.

strawberry runs the operation; this says what is taken and how it is answered. Refusals are JSON with
a code. Operations that ran, or failed to parse or validate, are answered with 200 and `errors`.
Everything is prepared and admitted before strawberry sees it (`api.admission`).
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import timedelta
from typing import Any

from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema.base import BaseSchema
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from api import encoding
from api.admission import Admitted, caller_of
from api.asked import Asked
from api.auth import Handshake, context_of_request
from api.body import BoundedBody, read_members, respond_early
from api.preflight import require_preflight
from api.refusals import RequestRefused, error_response, refused
from api.services import Services
from api.sockets import SocketAdapter, SocketHandler
from api.stopping import until_stopping
from api.streams import EventStream, wants_stream
from domain.identity.errors import Unauthenticated
from domain.kernel.config import Settings
from domain.kernel.watch import spent
from schema.context import Context
from schema.documents.limits import DocumentRefused

PATIENCE_FOR_INIT = timedelta(seconds=10)
OPERATIONS_PER_SOCKET = 100


class KeptRequest(StarletteRequestAdapter):
    """strawberry's view of a request, and the request."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.kept = request


class GraphQLEndpoint(GraphQL[Any, None]):
    """The one endpoint. `services` is asked for at each request: they exist once the app has started."""

    request_adapter_class = KeptRequest
    websocket_adapter_class = SocketAdapter
    graphql_transport_ws_handler_class = SocketHandler
    stream_transport_classes_by_protocol = {GRAPHQL_SSE_PROTOCOL: EventStream}  # noqa: RUF012

    def __init__(self, schema: BaseSchema, services: Callable[[], Services], settings: Settings) -> None:
        super().__init__(
            schema,
            graphql_ide=None if settings.in_production else "graphiql",
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
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
        try:
            response = await self.run(Request(scope, body.receive))
        except RequestRefused as refusal:
            response = refused(refusal)
        except Unauthenticated as error:
            response = error_response(401, error.message, headers={"WWW-Authenticate": "Bearer"})
        except HTTPException as error:
            response = error_response(error.status_code, error.reason)
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
            streamed = await self._admit(kept, asked, accept)
        except DocumentRefused as refused:
            kept.state.refused = refused
            streamed = wants_stream(accept, subscribes=False)
        return GraphQLRequestData(
            query=asked.query,
            variables=asked.variables,
            operation_name=asked.operation_name,
            extensions=asked.extensions,
            protocol="sse" if streamed else "http",
        )

    async def _admit(self, request: Request, asked: Asked, accept: str) -> bool:
        """Find what is asked for and admit it; whether its answer is a stream."""
        admission, context = self._services().admission, request.state.context
        caller = caller_of(context.actor, request.client.host if request.client else None)
        found = await admission.find(asked, context.actor, caller)
        kind = found.operation.kind
        streamed = wants_stream(accept, subscribes=kind is OperationType.SUBSCRIPTION)
        if kind is OperationType.MUTATION and request.method == "GET":
            raise RequestRefused(405, "Send mutations by POST.", headers={"Allow": "POST"})
        if kind is OperationType.SUBSCRIPTION and not streamed:
            raise RequestRefused(
                400,
                "A subscription needs a stream: use a WebSocket (graphql-transport-ws), "
                "or send 'Accept: text/event-stream'.",
                code="SUBSCRIPTION_NEEDS_STREAM",
            )
        request.state.admitted = await admission.admit(found, context.actor, caller)
        return streamed

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
        asked = {
            "variable_values": request_data.variables,
            "context_value": context,
            "root_value": root_value,
            "operation_name": admitted.found.operation.name,
            "operation_extensions": request_data.extensions,
        }
        text = admitted.found.document.text
        if request_data.protocol != "http":
            return self._services().running.stream(
                admitted.found.operation.kind, await self.schema.stream(text, **asked)
            )
        async with self._services().running.place(admitted.found.operation.kind):
            return await self.schema.execute(text, **asked)

    async def process_result(self, request: Request, result: Any) -> GraphQLHTTPResponse:
        shown = await super().process_result(request, result)
        admitted: Admitted | None = getattr(request.state, "admitted", None)
        if admitted is not None and admitted.is_billed(result):
            extensions = shown.get("extensions") or {}
            shown["extensions"] = {**extensions, "cost": admitted.bill(result.data)}
        return shown

    def encode_json(self, data: object) -> str:
        return encoding.dump(data).decode()

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        with spent("serialising"):
            body = encoding.dump(response_data)
        return Response(body, media_type="application/json")

    async def create_streaming_response(
        self,
        request: Any,
        stream: Callable[[], Any],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        chunks = until_stopping(stream(), self._services().stopping)
        return StreamingResponse(chunks, headers=headers)


async def _alone(result: ExecutionResult) -> AsyncGenerator[ExecutionResult, None]:
    """A stream of one result."""
    yield result
