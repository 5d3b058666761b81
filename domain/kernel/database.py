"""Connections to PostgreSQL: short reads that never wait for each other, and sessions for writing."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.ext.asyncio import async_sessionmaker as session_maker

from domain.kernel import traces
from domain.kernel.watch import current

Reader = AsyncConnection
"A short-lived read connection. Queries take it first; each sees what is committed when it runs."


def dump_json(value: Any) -> str:
    """JSON for columns: UUIDs and instants as strings, decimals exact."""
    return orjson.dumps(value, default=_plain).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | UUID | date):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


class Database:
    """One pool of connections, shared by everything in a process.

    `statement_timeout` in seconds; `settings` are PostgreSQL's own, for every connection.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        statement_timeout: float | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        server_settings = {"application_name": "waybill", "jit": "off", **(settings or {})}
        if statement_timeout is not None:
            server_settings["statement_timeout"] = str(int(statement_timeout * 1000))
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=False,
            # What people typed is in the parameters, and errors end in logs.
            hide_parameters=True,
            json_serializer=dump_json,
            json_deserializer=orjson.loads,
            connect_args={"server_settings": server_settings},
        )
        # Reads are single statements; without a transaction around each, a read is one round trip.
        self._reads = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        # Statements are counted on these two, not on the engine below them: whoever reads past
        # SQLAlchemy can then tell by the engine whether anybody else listens.
        writes = self.engine.execution_options()
        for counted in (self._reads, writes):
            event.listen(counted.sync_engine, "before_cursor_execute", _statement_begins)
            event.listen(counted.sync_engine, "after_cursor_execute", _statement_ends)
            event.listen(counted.sync_engine, "handle_error", _statement_fails)
        self.sessions = session_maker(writes, expire_on_commit=False, class_=AsyncSession)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reader]:
        """A connection for one short read; never shared between GraphQL fields."""
        async with self._reads.connect() as connection:
            yield connection

    async def dispose(self) -> None:
        """Close the pool."""
        await self.engine.dispose()


def _statement_begins(
    connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
) -> None:
    connection.info["began"] = (time.perf_counter(), traces.statement(statement))


def _statement_ends(
    connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
) -> None:
    _count_statement(connection)


def _statement_fails(error: Any) -> None:
    if error.connection is not None:
        _count_statement(error.connection)


def _count_statement(connection: Any) -> None:
    began, span = connection.info.pop("began", (None, None))
    if span is not None:
        span.end()
    watch = current()
    if watch is not None and began is not None:
        watch.statements += 1
        watch.add("sql", time.perf_counter() - began)


def async_url(url: str) -> str:
    """Name the driver: people write ``postgresql://``, SQLAlchemy wants to know about asyncpg."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+asyncpg://" + url[len(scheme) :]
    return url
