"""How queries read: rows of statements that are built once, through whatever reads for the caller."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self, TypeVar

from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.kernel.nested import Taking
from domain.kernel.turn_reader import TurnReader

R = TypeVar("R")


class NarrowReader:
    """Reads by another reader: of rows no more than some columns, and what they are `taking` along."""

    def __init__(
        self, reader: TurnReader, columns: frozenset[str], taking: Taking | None = None
    ) -> None:
        self.reader = reader
        self.columns = columns
        self.taking = taking

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is held."""

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run any statement, whole."""
        return await self.reader.execute(statement, parameters)


AnyRow = Row[Any]
"What is read: columns as attributes, whoever made it."

Reader = AsyncConnection | TurnReader | NarrowReader
"A short-lived way to read. Queries take it first; each sees what is committed when it runs."


def narrowed(read: R, columns: frozenset[str] | None, taking: Taking | None = None) -> R | NarrowReader:
    """A reader for those who need no other columns. Queries see to what they need themselves. Rows have
    with them what they are `taking` along, where that can be."""
    if columns is None or not isinstance(read, TurnReader):
        return read
    return NarrowReader(read, columns, taking)


async def rows_of(
    read: Reader, statement: Executable, parameters: Mapping[str, Any], *, keep: Iterable[str] = ()
) -> Sequence[Any]:
    """The rows of a statement that is built once, at import: by the driver where the reader can. `keep`
    are columns that the query itself looks at."""
    if isinstance(read, NarrowReader):
        reader, columns, kept = read.reader, read.columns, frozenset(keep)
        if read.taking is not None:
            return await reader.rows_taking(statement, parameters, columns, kept, read.taking)
        return await reader.rows(statement, parameters, columns | kept)
    if isinstance(read, TurnReader):
        return await read.rows(statement, parameters)
    return (await read.execute(statement, dict(parameters))).all()


async def row_of(read: Reader, statement: Executable, parameters: Mapping[str, Any]) -> AnyRow | None:
    """The one row of such a statement, or None."""
    rows = await rows_of(read, statement, parameters)
    return rows[0] if rows else None
