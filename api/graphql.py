"""``/graphql`` over HTTP, server-sent events and WebSocket, on strawberry's view.

strawberry runs the operation; this says what is taken and how it is answered. Refusals are JSON with
a code. Operations that ran, or failed to parse or validate, are answered with 200 and `errors`.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema.base import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.graphql import OperationType

from api import encoding
from api.auth import Handshake, context_of_request
from api.body import bounded, read_request
from api.refusals import RequestRefused, error_response, refused
from api.services import Services
from api.sockets import SocketAdapter, SocketHandler
from api.stopping import until_stopping
from api.streams import EventStream, wants_stream
from domain.identity.errors import Unauthenticated
from domain.kernel.watch import spent

PATIENCE_FOR_INIT = timedelta(seconds=10)
OPERATIONS_PER_SOCKET = 100

_READS = {OperationType.QUERY}
_ONCE = {OperationType.QUERY, OperationType.MUTATION}
_STREAMED_BY_GET = {OperationType.QUERY, OperationType.SUBSCRIPTION}
_STREAMED = {*_ONCE, OperationType.SUBSCRIPTION}


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

    def __init__(
        self, schema: BaseSchema, services: Callable[[], Services], *, development: bool
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if development else None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=PATIENCE_FOR_INIT,
            max_subscriptions_per_connection=OPERATIONS_PER_SOCKET,
            allowed_origins=("*",) if development else (),
        )
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.run(WebSocket(scope, receive, send))
            return
        try:
            response = await self.run(Request(scope, bounded(receive)))
        except RequestRefused as refusal:
            response = refused(refusal)
        except Unauthenticated as error:
            response = error_response(401, error.message, headers={"WWW-Authenticate": "Bearer"})
        except HTTPException as error:
            response = error_response(error.status_code, error.reason)
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
        return await context_of_request(self._services(), request)

    async def on_ws_connect(self, context: Handshake) -> Any:
        await context.accept()
        return await super().on_ws_connect(context)

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        members = await read_request(request._request)  # type: ignore[attr-defined]
        query, operation_name = members.get("query"), members.get("operationName")
        accept = request.headers.get("accept", "")
        return GraphQLRequestData(
            query=query,
            variables=members.get("variables"),
            operation_name=operation_name or None,
            extensions=members.get("extensions"),
            protocol="sse" if wants_stream(accept, query, operation_name or None) else "http",
        )

    async def execute_operation(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: Any,
        context: Any,
        root_value: None,
        sub_response: Response,
    ) -> Any:
        reading = request.method == "GET"
        asked = {
            "variable_values": request_data.variables,
            "context_value": context,
            "root_value": root_value,
            "operation_name": request_data.operation_name,
            "operation_extensions": request_data.extensions,
        }
        if not request_data.query:
            raise RequestRefused(400, "There is no 'query' in the request.")
        if request_data.protocol == "sse":
            allowed = _STREAMED_BY_GET if reading else _STREAMED
            return await self.schema.stream(request_data.query, allowed_operation_types=allowed, **asked)
        try:
            return await self.schema.execute(
                request_data.query, allowed_operation_types=_READS if reading else _ONCE, **asked
            )
        except MissingQueryError:
            raise RequestRefused(400, "There is no 'query' in the request.") from None
        except CannotGetOperationTypeError as error:
            raise RequestRefused(400, error.as_http_error_reason()) from None
        except InvalidOperationTypeError as error:
            raise _wrong_way(error.operation_type) from None

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


def _wrong_way(kind: OperationType) -> RequestRefused:
    """The operation is fine, but not sent like this."""
    if kind is OperationType.SUBSCRIPTION:
        return RequestRefused(
            400,
            "A subscription needs a stream: use a WebSocket (graphql-transport-ws), "
            "or send 'Accept: text/event-stream'.",
            code="SUBSCRIPTION_NEEDS_STREAM",
        )
    return RequestRefused(405, "Send mutations by POST.", headers={"Allow": "POST"})
