"""How PostgreSQL would run what a read sends, were it forbidden to read tables from end to end."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text

from domain.kernel.database import Database, Reader


@asynccontextmanager
async def by_index(database: Database) -> AsyncIterator[Reader]:
    """A reader that reads a table from end to end only where there is no other way."""
    async with database.read() as reader:
        await reader.execute(text("SET enable_seqscan = off"))
        yield reader
        await reader.execute(text("RESET enable_seqscan"))


async def explained(read: Reader, work: Awaitable[Any]) -> str:
    """The plans of every statement that `work` sends through the reader."""
    statements: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements.append((statement, parameters))

    event.listen(read.sync_connection, "before_cursor_execute", note)
    try:
        await work
    finally:
        event.remove(read.sync_connection, "before_cursor_execute", note)
    assert statements
    plans = [
        line
        for statement, parameters in statements
        for line in (await read.exec_driver_sql(f"EXPLAIN {statement}", parameters)).scalars()
    ]
    return "\n".join(plans)
