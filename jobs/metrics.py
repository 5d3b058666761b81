"""A worker's ``/metrics``, on a port of its own: where only workers run, nobody else could tell.

A thread of Python's own small server: one that asks every fifteen seconds needs no other, and a job that
blocks the loop is seen by its scrapes failing.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.kernel.errors import ConfigurationError
from domain.kernel.exposition import MEDIA_TYPE, PATIENCE, may_ask, told


class _Quiet(WSGIRequestHandler):
    """Writes no line for a request."""

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def telling(settings: Settings, database: Database) -> Iterator[None]:
    """Answer Prometheus for as long as the block lasts, where a port is set. Raises `ConfigurationError`
    for one that cannot be had."""
    if not settings.worker_metrics_port:
        yield
        return
    place = (settings.host, settings.worker_metrics_port)
    try:
        server = make_server(*place, _application(settings, database), handler_class=_Quiet)
    except OSError as error:
        raise ConfigurationError(
            f"WAYBILL_WORKER_METRICS_PORT: port {place[1]} on {place[0]} cannot be used: "
            f"{error.strerror}."
        ) from None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _application(settings: Settings, database: Database) -> Callable[..., Iterable[bytes]]:
    loop = asyncio.get_running_loop()

    def answer(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/metrics":
            start("404 Not Found", [])
            return []
        if not may_ask(settings.metrics_token, environ.get("HTTP_AUTHORIZATION", "")):
            start("401 Unauthorized", [("WWW-Authenticate", "Bearer")])
            return []
        asked = asyncio.run_coroutine_threadsafe(told(database), loop)
        try:
            body = asked.result(2 * PATIENCE)
        except TimeoutError:
            asked.cancel()
            start("503 Service Unavailable", [])
            return []
        start("200 OK", [("Content-Type", MEDIA_TYPE)])
        return [body]

    return answer
