"""What Prometheus is told by a process: what it counted, and how far work is behind in the database."""

import asyncio
import hmac
import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from pydantic import SecretStr

from domain.kernel.backlog import Backlog, measure_backlog
from domain.kernel.database import Database

MEDIA_TYPE = CONTENT_TYPE_LATEST
PATIENCE = 2.0
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"Where several processes behind one port lay their figures together; unset, each tells its own."


async def told(database: Database) -> bytes:
    """The figures as they are now; what was counted is told also while the database is away."""
    return generate_latest(_counted()) + generate_latest(_gauges(await _backlog(database)))


def may_ask(token: SecretStr | None, authorization: str) -> bool:
    """Whether the header shows the token, where one is needed."""
    if token is None:
        return True
    return hmac.compare_digest(authorization.encode(), f"Bearer {token.get_secret_value()}".encode())


def _counted() -> CollectorRegistry:
    if SHARED not in os.environ:
        return REGISTRY
    _bury_the_dead(Path(os.environ[SHARED]))
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared


def _bury_the_dead(directory: Path) -> None:
    """What a process that was killed had open is open no longer; what it counted stays counted."""
    for file in directory.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


async def _backlog(database: Database) -> Backlog | None:
    try:
        async with asyncio.timeout(PATIENCE), database.read() as read:
            return await measure_backlog(read)
    except Exception:
        return None


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


def _gauges(backlog: Backlog | None) -> CollectorRegistry:
    registry = CollectorRegistry()
    if backlog is not None:
        registry.register(_Gauges(backlog))
    return registry
