"""Connections to PostgreSQL: short reads that never wait for each other, and sessions for writing."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from domain.kernel import traces
from domain.kernel.compiled import KnownStatements
from domain.kernel.driver import Driver, Lent
from domain.kernel.reader import Reader as Reader
from domain.kernel.turn_reader import TurnReader
from domain.kernel.turnstile import Turnstile
from domain.kernel.watch import current
from domain.kernel.writer import Writer

_PLANNING = {"jit": "off", "random_page_cost": "1.1"}
"""Pages are small, and lie in memory or on flash: there is nothing in them to compile for, and a row
that an index leads to costs about as much as the next one. By PostgreSQL's own idea of it (4, for disks
that turn) it reads half a table in a list's order rather than sort the two thousand rows of two days."""

# Reads that are sent as one are long texts, and there are as many as there are pages to show.
_KEPT = {"statement_cache_size": 200, "max_cacheable_statement_size": 0}
"What a connection keeps of the statements that were prepared on it."


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
        server_settings = {
            "application_name": "waybill",
            "standard_conforming_strings": "on",
            **_PLANNING,
            **(settings or {}),
        }
        if statement_timeout is not None:
            server_settings["statement_timeout"] = str(int(statement_timeout * 1000))
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            # A burst takes twice as many. They are kept: to make one costs as much as an order.
            pool_size=2 * pool_size,
            max_overflow=0,
            # The one that was used last has its statements prepared, and its server process what it
            # looked up about their tables; those that only a burst takes lie idle.
            pool_use_lifo=True,
            pool_pre_ping=False,
            # What people typed is in the parameters, and errors end in logs.
            hide_parameters=True,
            json_serializer=dump_json,
            json_deserializer=orjson.loads,
            connect_args={"server_settings": server_settings, **_KEPT},
        )
        # Reads are single statements; without a transaction around each, a read is one round trip.
        self._reads = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        # Statements are counted on these two, not on the engine below them: whoever reads past
        # SQLAlchemy can then tell by the engine whether anybody else listens.
        self._writes = self.engine.execution_options()
        for counted in (self._reads, self._writes):
            event.listen(counted.sync_engine, "before_cursor_execute", _statement_begins)
            event.listen(counted.sync_engine, "after_cursor_execute", _statement_ends)
            event.listen(counted.sync_engine, "handle_error", _statement_fails)
        self.driver = Driver(self.engine)
        self._known = KnownStatements(self.engine.dialect)
        self._turnstile = Turnstile()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for one short read."""
        async with self._reads.connect() as connection:
            yield connection

    def reader(self) -> TurnReader:
        """What one operation reads by; holds no connection."""
        return TurnReader(self.driver, self._known, self._reads)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Writer]:
        """A transaction to write in, still to begin; rolled back unless it was committed."""
        writer = Writer(self.driver, self._known, self._turnstile, self._session)
        try:
            yield writer
        finally:
            await writer.close()

    def _session(self, lent: Lent) -> AsyncSession:
        """A session on a connection that has its transaction already."""
        connection = Connection(self._writes.sync_engine, lent.pooled)
        return AsyncSession(AsyncConnection(self._writes, connection), expire_on_commit=False)

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
