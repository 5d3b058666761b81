"""Reading for one operation: what is asked for in the same turn of the event loop is one statement.

A page asks for the lines, payments and shipments of its orders at once, each from a loader that knows
nothing of the others. Sent one by one they would be as many round trips, each on a connection of its
own; together they are a single row with an array for each. When one of them fails, each is sent again
by itself, so that an error stays with whoever caused it. One that finds very many rows is sent again
alone, too: what the driver reads as one row it reads at a stretch (`joined.MOST_JOINED`).
"""

from __future__ import annotations

from asyncio import Future, Task, get_running_loop
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self, TypeVar

from sqlalchemy import CursorResult, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kernel.compiled import Compiled, KnownStatements
from domain.kernel.driver import Driver
from domain.kernel.joined import Behind, Part, join
from domain.kernel.nested import NotInOrder, Taking
from domain.kernel.pieces import PIECE, in_pieces, let_go

R = TypeVar("R")

TURNS = 2
"""Turns of the event loop in which statements may still join: resolvers ask later than relations do."""
MOST = 16
"How many statements are sent as one."

_GIVEN_UP = frozenset({"57014", "57P01", "57P02", "57P03"})
"Timed out, or the server is going: the parts by themselves would only take as long again."


class Wanted(NamedTuple):
    """A statement, its parameters, and the columns that are needed of its rows: all where it is None.
    Where it stands `behind` another, its `ids` are not among the parameters. Where its rows are to be
    `written`, each is what that expression makes of it."""

    statement: Executable
    parameters: Mapping[str, Any]
    columns: frozenset[str] | None
    behind: Behind | None = None
    written: str | None = None


class Asked:
    """One statement, and who waits for its rows."""

    __slots__ = ("arguments", "part", "rows", "statement")

    def __init__(self, part: Part, arguments: list[Any], rows: Future[list[Any]]) -> None:
        self.part = part
        self.statement = part.statement
        self.arguments = arguments
        self.rows = rows

    @property
    def stands_alone(self) -> bool:
        """Whether it can be sent by itself."""
        return self.part.behind is None and self.part.written is None

    def read(self, found: list[Any]) -> list[Any]:
        """Its rows, of what the driver found: what is written is read as it is."""
        return self.statement.rows(found) if self.part.written is None else found


class TurnReader:
    """Reads for one operation, and may be shared by everything in it. Holds no connection between
    statements; each statement sees what is committed when it is sent."""

    def __init__(self, driver: Driver, known: KnownStatements, engine: AsyncEngine) -> None:
        self._driver = driver
        self._known = known
        self._engine = engine
        self._asked: list[Asked] = []
        self._sending: set[Task[None]] = set()
        self.found = 0
        "Rows that were read so far by known statements."

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is held."""

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run any statement, by itself and by SQLAlchemy."""
        async with self._engine.connect() as connection:
            return await connection.execute(statement, parameters)

    async def rows(
        self,
        statement: Executable,
        parameters: Mapping[str, Any],
        columns: frozenset[str] | None = None,
    ) -> Sequence[Any]:
        """The rows of a statement that was built once and lives on; of no more than `columns`, where
        they are given. Raises `DBAPIError`."""
        known = self._compiled(statement, columns)
        if known is None:
            return (await self.execute(statement, dict(parameters))).all()
        loop = get_running_loop()
        asked = Asked(Part(known), known.arguments(parameters), loop.create_future())
        if not known.joins:
            self._begin([asked])
            return await asked.rows
        self._asked.append(asked)
        if len(self._asked) == 1:
            loop.call_soon(self._leave, TURNS)
        elif len(self._asked) == MOST:
            self._leave(0)
        return await asked.rows

    async def rows_taking(
        self,
        statement: Executable,
        parameters: Mapping[str, Any],
        columns: frozenset[str],
        keep: frozenset[str],
        taking: Taking,
    ) -> Sequence[Any]:
        """As `rows`, at once, and each with what it takes along; without it where PostgreSQL fails over
        that, or finds it not in order. Raises `DBAPIError`."""
        known = self._known.find(statement)
        taken = None if known is None else taking.along.with_(known, columns, keep, self._known)
        if known is not None and taken is not None:
            arguments = known.arguments(parameters) + taken.arguments(taking.viewer)
            try:
                records = await self._driver.fetch(taken.statement.text, arguments)
                self.found += len(records)
                return taken.statement.rows(records)
            except NotInOrder:
                pass  # whoever reads it says what is wrong with it
            except DBAPIError as error:
                if _is_given_up(error):
                    raise
        return await self.rows(statement, parameters, columns | keep)

    async def rows_at_once(self, wanted: Sequence[Wanted]) -> list[Future[list[Any]]] | None:
        """The rows of statements that need not wait whether others join them, and take along what waits
        already: as `rows` has them, in futures that are done. None where they cannot be one statement.
        The future of one that stands behind another is cancelled where it could not be read with it."""
        waiting = [each for each in self._asked if not each.rows.done()]
        if len(waiting) + len(wanted) > MOST:
            waiting = []  # it leaves by itself
        loop, asked = get_running_loop(), waiting.copy()
        for statement, parameters, columns, behind, written in wanted:
            known = self._compiled(statement, columns)
            if known is None or not (known.joins or len(wanted) + len(waiting) == 1):
                return None
            if behind is not None:
                behind = behind._replace(place=behind.place + len(waiting))
            arguments = known.arguments(parameters, without={"ids"} if behind else ())
            asked.append(Asked(Part(known, behind, written), arguments, loop.create_future()))
        if waiting:
            self._asked = []
        try:
            await self._send(asked)
        finally:
            for each in asked:
                each.rows.cancel()  # of those that are done nothing comes
        return [each.rows for each in asked[len(waiting) :]]

    def _compiled(self, statement: Executable, columns: frozenset[str] | None) -> Compiled | None:
        known = self._known.find(statement)
        return known if known is None or columns is None else known.only(columns)

    def _leave(self, turns: int) -> None:
        """Send what was asked for, after so many more turns."""
        if turns:
            get_running_loop().call_soon(self._leave, turns - 1)
            return
        asked = [each for each in self._asked if not each.rows.done()]
        self._asked = []
        if asked:
            self._begin(asked)

    def _begin(self, asked: list[Asked]) -> None:
        task = get_running_loop().create_task(self._send(asked))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        _give_up_with(task, asked)

    async def _send(self, asked: list[Asked]) -> None:
        try:
            found = await self._fetch(asked)
        except Exception as error:
            alone = len(asked) == 1 and asked[0].stands_alone
            if not alone and not _is_given_up(error):
                for each in asked:
                    if each.stands_alone:
                        await self._send([each])
                    else:
                        each.rows.cancel()
                return
            for each in asked:
                if not each.rows.done():
                    each.rows.set_exception(error)
            return
        for each, records in zip(asked, found, strict=True):
            if records is None or each.rows.done():
                each.rows.cancel()
                continue
            try:
                few = len(records) <= PIECE or each.part.written is not None
                rows = each.read(records) if few else await _rows(each.statement, records)
            except Exception as error:  # else whoever waits for these rows would wait for ever
                if not each.rows.done():
                    each.rows.set_exception(error)
                continue
            self.found += len(rows)
            if not each.rows.done():
                each.rows.set_result(rows)

    async def _fetch(self, asked: list[Asked]) -> Sequence[list[Any] | None]:
        if len(asked) == 1 and asked[0].stands_alone:
            return [await self._fetch_alone(asked[0])]
        text = join(tuple(each.part for each in asked))
        arguments = [argument for each in asked for argument in each.arguments]
        [row] = await self._driver.fetch(text, arguments)
        return [
            await self._fetch_alone(each) if records is None and each.stands_alone else records
            for each, records in zip(asked, row, strict=True)
        ]

    async def _fetch_alone(self, asked: Asked) -> list[Any]:
        return await self._driver.fetch(asked.statement.text, asked.arguments)


async def _rows(statement: Compiled, records: list[Any]) -> list[Any]:
    """The rows of much that the driver found, which nobody else looks at."""
    rows: list[Any] = []
    await in_pieces(lambda some: rows.extend(statement.rows(some)), records)
    let_go(records)
    return rows


def _is_given_up(error: Exception) -> bool:
    return not isinstance(error, DBAPIError) or (
        error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _GIVEN_UP
    )


def _give_up_with(task: Task[None], asked: list[Asked]) -> None:
    """A statement that nobody waits for any more is given up."""
    waiting = len(asked)

    def settled(rows: Future[list[Any]]) -> None:
        nonlocal waiting
        waiting -= 1
        if not waiting and rows.cancelled():
            task.cancel()

    for each in asked:
        each.rows.add_done_callback(settled)
