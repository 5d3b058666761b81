"""Reading the whole database, to compare before with after and to prove what must always hold."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import orjson
import pytest

from domain.kernel.database import Database
from domain.kernel.errors import DomainError
from domain.tables import metadata

Rows = dict[str, list[dict[str, Any]]]
E = TypeVar("E", bound=DomainError)

_EVERYTHING = " UNION ALL ".join(
    f"SELECT '{table.name}' AS name, to_jsonb(t)::text AS row FROM \"{table.name}\" t"
    for table in metadata.sorted_tables
)


async def everything(database: Database) -> Rows:
    """Every row of every table, as JSON values."""
    found: Rows = defaultdict(list)
    async with database.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        for name, row in await raw.driver_connection.fetch(_EVERYTHING):  # type: ignore[union-attr]
            found[name].append(orjson.loads(row))
    return found


async def snapshot(database: Database) -> dict[str, list[bytes]]:
    """The database as a value that can be compared: equal when nothing at all has changed."""
    rows = await everything(database)
    return {
        name: sorted(orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in rows[name])
        for name in sorted(rows)
    }


@asynccontextmanager
async def refused(
    database: Database, error: type[E], *, path: tuple[str, ...] | None = None
) -> AsyncIterator["pytest.ExceptionInfo[E]"]:
    """The block is refused with `error`, naming `path`, and not one row has changed."""
    before = await snapshot(database)
    with pytest.raises(error) as refusal:
        yield refusal
    assert await snapshot(database) == before
    if path is not None:
        assert refusal.value.path == path


@asynccontextmanager
async def unchanged(database: Database) -> AsyncIterator[None]:
    """The block succeeds and not one row has changed."""
    before = await snapshot(database)
    yield
    assert await snapshot(database) == before
