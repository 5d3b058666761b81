"""Connections to PostgreSQL: short reads that never wait for each other, and sessions for writing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.ext.asyncio import async_sessionmaker as session_maker

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
        self.sessions = session_maker(self.engine, expire_on_commit=False, class_=AsyncSession)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reader]:
        """A connection for one short read; never shared between GraphQL fields."""
        async with self._reads.connect() as connection:
            yield connection

    async def dispose(self) -> None:
        """Close the pool."""
        await self.engine.dispose()


def async_url(url: str) -> str:
    """Name the driver: people write ``postgresql://``, SQLAlchemy wants to know about asyncpg."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+asyncpg://" + url[len(scheme) :]
    return url
