"""``/metrics`` for Prometheus: what this process counted, and how far work is behind in the database."""

import asyncio
import hmac
import os
from collections.abc import Callable, Iterable

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.refusals import error_response
from api.services import Services
from domain.kernel.backlog import Backlog, measure_backlog

PATIENCE = 2.0
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"Where several processes behind one port lay their figures together; unset, each tells its own."


def metrics_route(services: Callable[[], Services]) -> Route:
    """``/metrics``, for whoever has the token where one is set."""

    async def metrics(request: Request) -> Response:
        if not _may_ask(services(), request):
            return error_response(
                401, "Metrics need their token.", headers={"WWW-Authenticate": "Bearer"}
            )
        text = generate_latest(_registry()) + generate_latest(_of(await _backlog(services())))
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics)


def _may_ask(services: Services, request: Request) -> bool:
    token = services.settings.metrics_token
    if token is None:
        return True
    given = request.headers.get("authorization", "").encode()
    return hmac.compare_digest(given, f"Bearer {token.get_secret_value()}".encode())


def _registry() -> CollectorRegistry:
    if SHARED not in os.environ:
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared


async def _backlog(services: Services) -> Backlog | None:
    try:
        async with asyncio.timeout(PATIENCE), services.database.read() as read:
            return await measure_backlog(read)
    except Exception:
        return None  # what this process counted is told also while the database is away


class _Gauges:
    """The backlog at one moment, as Prometheus collects it."""

    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for name, help, value in (
            ("waybill_outbox_events", "Events not handed on yet.", self._backlog.events),
            ("waybill_outbox_lag_seconds", "Age of the oldest of them.", self._backlog.lag),
            ("waybill_queue_depth", "Tasks not done yet.", self._backlog.tasks),
            ("waybill_queue_due", "Tasks whose time has come.", self._backlog.due),
        ):
            yield GaugeMetricFamily(name, help, value=value)


def _of(backlog: Backlog | None) -> CollectorRegistry:
    registry = CollectorRegistry()
    if backlog is not None:
        registry.register(_Gauges(backlog))
    return registry
