"""``/metrics`` for Prometheus, beside the API."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.refusals import error_response
from api.services import Services
from domain.kernel.exposition import MEDIA_TYPE, may_ask, told


def metrics_route(services: Callable[[], Services]) -> Route:
    """``/metrics``, for whoever has the token where one is set."""

    async def metrics(request: Request) -> Response:
        held = services()
        if not may_ask(held.settings.metrics_token, request.headers.get("authorization", "")):
            return error_response(
                401, "Metrics need their token.", headers={"WWW-Authenticate": "Bearer"}
            )
        return Response(await told(held.database), media_type=MEDIA_TYPE)

    return Route("/metrics", metrics)
