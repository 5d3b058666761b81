"""Reading past the ORM's machinery: statements that are known go straight to the driver.

A batch read is a SQLAlchemy Core statement, built once at import. Executing it through SQLAlchemy costs
about five times the CPU of the driver's own fetch, most of it to find out again what was known the
last time: the compiled text, how parameters are bound, how columns are read. So the first time a
statement runs, SQLAlchemy runs it; what it found out is kept with the statement, and from then on its
text goes to the driver with its parameters, and rows come back as SQLAlchemy rows. A statement that
is built anew for each request is never seen twice and always runs on SQLAlchemy, and so does
everything while somebody listens to the engine's events.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import Executable, PoolProxiedConnection, Result, Select
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util import greenlet_spawn

Parameters = Mapping[str, Any]
Process = Callable[[Any], Any]


class Reader(Protocol):
    """A short-lived read connection. Queries take it first; each sees what is committed when it runs."""

    async def execute(self, statement: Executable, parameters: Any = None, /) -> Result[Any]:
        """Run a statement."""

    async def scalar(self, statement: Executable, parameters: Any = None, /) -> Any:
        """The first column of the first row; None where there is none."""


class _Known:
    """A statement as the driver takes it and gives it back."""

    def __init__(self, text: str, bound: list[tuple[str, Any, Process | None]], found: Any) -> None:
        self.text = text
        self.bound = bound
        self.found = found

    def arguments(self, parameters: Parameters) -> list[Any]:
        """The parameters in the driver's order."""
        return [
            value if bind is None else bind(value)
            for value, bind in (
                (parameters.get(name, default), bind) for name, default, bind in self.bound
            )
        ]


_known: "WeakKeyDictionary[Select[Any], _Known | None]" = WeakKeyDictionary()
"""None: it ran once, and may be one that is built for each request."""


class DirectReader:
    """A reader on one connection of an engine's pool, taken when the first statement runs.

    A known statement only needs the driver's connection; SQLAlchemy's own is made around it when
    another statement comes.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._pooled: PoolProxiedConnection | None = None
        self._connection: AsyncConnection | None = None

    async def execute(self, statement: Executable, parameters: Any = None, /) -> Result[Any]:
        """Run a statement, directly where it is known."""
        if not isinstance(statement, Select) or isinstance(parameters, list):
            return await self._run(statement, parameters)
        try:
            known = _known[statement]
        except KeyError:
            _known[statement] = None
            return await self._run(statement, parameters)
        if known is None:
            return await self._learn(statement, parameters)
        driver = await self._driver()
        try:
            records = await driver.fetch(known.text, *known.arguments(parameters or {}))
        except Exception:
            if driver.is_closed():
                await self._invalidate()
            raise
        result: Result[Any] = IteratorResult(known.found, iter(records))
        return result

    async def scalar(self, statement: Executable, parameters: Any = None, /) -> Any:
        """The first column of the first row; None where there is none."""
        return (await self.execute(statement, parameters)).scalar()

    async def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            await self._connection.close()
        if self._pooled is not None:
            await greenlet_spawn(self._pooled.close)

    async def _driver(self) -> Any:
        """The driver's connection."""
        if self._connection is not None:
            return self._connection.sync_connection.connection.driver_connection  # type: ignore[union-attr]
        if self._pooled is None:
            self._pooled = await greenlet_spawn(self._engine.sync_engine.raw_connection)
        return self._pooled.driver_connection

    async def _whole(self) -> AsyncConnection:
        """SQLAlchemy's connection; never beside another one of the pool's."""
        if self._connection is None:
            if self._pooled is not None:
                pooled, self._pooled = self._pooled, None
                await greenlet_spawn(pooled.close)
            self._connection = await self._engine.connect()
        return self._connection

    async def _invalidate(self) -> None:
        """The server is gone: nobody gets this connection again."""
        if self._connection is not None:
            await self._connection.invalidate()
        elif self._pooled is not None:
            pooled, self._pooled = self._pooled, None
            await greenlet_spawn(pooled.invalidate)

    async def _run(self, statement: Executable, parameters: Any) -> Result[Any]:
        """Run a statement on SQLAlchemy."""
        connection = await self._whole()
        result: Result[Any] = await connection.execute(statement, parameters)
        return result

    async def _learn(self, statement: Select[Any], parameters: Parameters | None) -> Result[Any]:
        """Run it on SQLAlchemy once more, and keep what that found out."""
        result: Any = await (await self._whole()).execute(statement, parameters)
        kept: Result[Any] = result
        dialect = self._engine.dialect
        compiled: Any = statement.compile(dialect=dialect)
        columns = list(statement.selected_columns)
        described = result.cursor.description if result.cursor is not None else None
        names = list(result.keys())
        if "POSTCOMPILE" in str(compiled) or described is None or len(columns) != len(names):
            return kept
        defaults = compiled.params
        bound = [(name, defaults[name], _bind(compiled, name)) for name in compiled.positiontup]
        processors = [
            column.type.dialect_impl(dialect).result_processor(dialect, about[1])
            for column, about in zip(columns, described, strict=True)
        ]
        found = SimpleResultMetaData(names, _processors=processors)
        _known[statement] = _Known(str(compiled), bound, found)
        return kept


def _bind(compiled: Any, name: str) -> Process | None:
    """How a parameter's value is made the driver's."""
    dialect = compiled.dialect
    process: Process | None = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
    return process
