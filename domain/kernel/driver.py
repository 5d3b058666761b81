"""Statements straight on the driver's connection: past SQLAlchemy's execution, but from its pool.

What SQLAlchemy would do for the caller is done here: the statement is counted and traced, an error is
raised as SQLAlchemy raises it, and a connection that is lost, or whose statement was given up, is not
lent again.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from domain.kernel import traces
from domain.kernel.watch import current

Heard = Callable[[str, Sequence[Any]], None]


class Driver:
    """Runs texts with places `$1`, `$2`, … in autocommit: each is a transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.dialect: Any = engine.dialect
        self._engine = engine
        self.listeners: list[Heard] = []
        "Told of every statement that is sent here; for tests and tools."

    async def fetch(self, text: str, arguments: Sequence[Any]) -> list[Any]:
        """All rows. Raises `DBAPIError`."""
        began, span = time.perf_counter(), traces.statement(text)
        for listener in self.listeners:
            listener(text, arguments)
        try:
            return await self._fetch(text, arguments)
        finally:
            if span is not None:
                span.end()
            if (watch := current()) is not None:
                watch.statements += 1
                watch.add("sql", time.perf_counter() - began)

    async def _fetch(self, text: str, arguments: Sequence[Any]) -> list[Any]:
        errors = self.dialect.loaded_dbapi.Error
        driver: Any = None
        try:
            lent, connection = await self._lend()
            driver = connection.driver_connection
            try:
                found: list[Any] = await driver.fetch(text, *arguments)
            except BaseException as error:
                await greenlet_spawn(self._take_back, lent, error)
                if isinstance(error, Exception):
                    connection._handle_exception(error)  # raises it as one of SQLAlchemy's driver errors
                raise
            await greenlet_spawn(lent.close)
            return found
        except errors as error:
            raise DBAPIError.instance(
                text,
                tuple(arguments),
                error,
                errors,
                hide_parameters=True,
                connection_invalidated=driver is not None and driver.is_closed(),
                dialect=self.dialect,
            ) from error

    async def _lend(self) -> tuple[Any, Any]:
        """A connection of the pool, and what there is of it once it was given back. One that was lost
        while nobody used it is not worth an error."""
        while True:
            lent: Any = await self._engine.raw_connection()
            connection = lent.dbapi_connection
            if not connection.driver_connection.is_closed():
                return lent, connection
            await greenlet_spawn(self._lose, lent, None)

    def _take_back(self, lent: Any, error: BaseException) -> None:
        if lent.driver_connection.is_closed():
            self._lose(lent, error)
        elif getattr(error, "sqlstate", None) is not None:
            lent.close()  # the server's word, and the connection is as it was
        else:
            # Given up in the middle of its statement: what PostgreSQL will still say is for nobody.
            lent.invalidate(error)

    def _lose(self, lent: Any, error: BaseException | None) -> None:
        """The server is gone: none of the connections made before now is lent again."""
        self._engine.sync_engine.pool._invalidate(lent, error)
