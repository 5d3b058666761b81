"""The application: what stands at which path, and what starts and ends with the process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

import domain.tables  # noqa: F401 - the ORM resolves foreign keys among all models, or not at all
from api.graphql import GraphQLEndpoint
from api.health import health_routes
from api.metrics import metrics_route
from api.middleware import GRAPHQL, RequestLog, StraightTo
from api.refusals import error_response
from api.services import Services, open_services
from api.stopping import Stopping
from domain.identity.tokens import signing_secret
from domain.kernel import traces
from domain.kernel.config import Settings
from domain.kernel.errors import ConfigurationError
from domain.kernel.logs import configure_logs
from schema.execution import choice as execution
from schema.schema import schema


def create_app(settings: Settings) -> Starlette:
    """The API of one process. Raises `ConfigurationError` for settings it cannot serve with."""
    if settings.database_url is None or settings.redis_url is None:
        raise ConfigurationError("WAYBILL_DATABASE_URL, WAYBILL_REDIS_URL: the API needs both.")
    signing_secret(settings)
    configure_logs(settings)
    traces.set_up("waybill-api")
    execution.install(settings.executor)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.stopping = stopping = Stopping()
        async with open_services(settings, stopping) as services:
            app.state.services = services
            with stopping.listening():
                yield
        await asyncio.to_thread(traces.shut_down)

    def services() -> Services:
        held: Services = app.state.services
        return held

    endpoint = GraphQLEndpoint(schema, services, settings)
    app = Starlette(
        routes=[
            Route(GRAPHQL, endpoint),
            WebSocketRoute(GRAPHQL, endpoint),
            *health_routes(services),
            metrics_route(services),
        ],
        middleware=[
            Middleware(RequestLog),
            *_cors(settings),
            Middleware(StraightTo, path=GRAPHQL, endpoint=endpoint),
        ],
        exception_handlers={404: _not_found, 405: _not_allowed},
        lifespan=lifespan,
    )
    return app


def _cors(settings: Settings) -> list[Middleware]:
    """Pages of these origins may call from a browser; without any, no page may."""
    if not settings.origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=("GET", "POST"),
            allow_headers=("*",),
            expose_headers=("x-request-id", "retry-after"),
            max_age=3600,
        )
    ]


async def _not_found(request: Request, error: Exception) -> Response:
    return error_response(404, "There is nothing here; GraphQL is at /graphql.")


async def _not_allowed(request: Request, error: Exception) -> Response:
    return error_response(405, "This method is not allowed here.", headers={"Allow": "GET, HEAD"})
