"""The API as `waybill serve` starts it, and beside it what the HTTP rows are measured against.

`/floor/…` is one statement that returns the finished JSON, on a connection of asyncpg's own pool,
answered by the same uvicorn with the same settings. Nothing of Waybill is on its way.
"""

import os
from collections.abc import Mapping
from typing import Any

import asyncpg
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.floors import FLOORS
from cli.serve import application as waybill
from domain.kernel.config import load_settings

_HEADERS = [(b"content-type", b"application/json")]


class Floors:
    """Statements by path, in front of the application."""

    def __init__(self, app: ASGIApp, url: str, statements: Mapping[str, str]) -> None:
        self.app = app
        self._url = url
        self._statements = statements
        self._pool: asyncpg.Pool[Any] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        statement = self._statements.get(scope.get("path", ""))
        if statement is None:
            await self.app(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        if self._pool is None:
            self._pool = await asyncpg.create_pool(self._url, min_size=10, max_size=10)
        answer: str = await self._pool.fetchval(statement)
        body = answer.encode()
        headers = [*_HEADERS, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def application() -> ASGIApp:
    """One process's application."""
    return Floors(waybill(), str(load_settings().database_url), FLOORS)


def main() -> None:
    """Serve like `waybill serve`, at WAYBILL_PORT."""
    settings = load_settings()
    uvicorn.run(
        "bench.server:application",
        factory=True,
        host="127.0.0.1",
        port=settings.port,
        workers=int(os.environ.get("BENCH_PROCESSES", "1")),
        loop="uvloop",
        http="httptools",
        log_level=settings.log_level,
        access_log=False,
        ws_max_size=settings.max_body,
        ws_per_message_deflate=False,
        backlog=20_000,
    )


if __name__ == "__main__":
    main()
