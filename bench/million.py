"""A shop with a million orders, in minutes: invented, and copied into its tables.

    python -m bench.million URL [--orders N]

COPY writes a row for a fraction of what an INSERT takes, and indexes are built when all rows are there.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Annotated, Any

import asyncpg
import typer
from sqlmodel import SQLModel

import domain.tables  # noqa: F401 - all models
from bench.invented import COLUMNS, Invention, Row
from domain.kernel.database import dump_json

CHUNK = 10_000
"Orders that are written at a time: what is in memory stays the same, however many they are."

_INDEXES = """
    SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i
    WHERE i.indrelid = ANY($1::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


async def load(url: str, orders: int, *, seed: int = 2023) -> float:
    """Fill an empty, migrated database with so many orders; how many seconds it took.

    The user has to be a superuser: foreign keys are not looked up a million times.
    """
    began = time.perf_counter()
    invention = Invention(orders, seed)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off;")
        await connection.execute("SET maintenance_work_mem = '512MB'; SET jit = off;")
        indexes = await connection.fetch(_INDEXES, list(COLUMNS))
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['name']}")
        await _copy(connection, invention.shop())
        for first in range(0, orders, CHUNK):
            each = range(first, min(first + CHUNK, orders))
            await _copy(connection, chain.from_iterable(invention.order(nth) for nth in each))
        for index in indexes:
            await connection.execute(index["definition"])
        await connection.execute(f"SELECT setval('order_serial', {100_001 + orders})")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return time.perf_counter() - began


async def _copy(connection: Any, rows: Iterable[tuple[str, Row]]) -> None:
    by_table: dict[str, list[str]] = {table: [] for table in COLUMNS}
    for table, row in rows:
        by_table[table].append("\t".join(map(_text, (*row, *_rest(table).values()))))
    for table, lines in by_table.items():
        if lines:
            columns = [*COLUMNS[table].split(), *_rest(table)]
            await connection.copy_to_table(table, source=_sent(lines), columns=columns)


@cache
def _rest(table: str) -> dict[str, object]:
    """What an order is not invented with and has to have, as its model begins with it."""
    [model] = [
        mapper.class_ for mapper in SQLModel._sa_registry.mappers if mapper.local_table.name == table
    ]
    invented = COLUMNS[table].split()
    return {
        column.name: model.model_fields[column.name].get_default(call_default_factory=True)
        for column in SQLModel.metadata.tables[table].columns
        if column.name not in invented
        and not (column.nullable or column.computed is not None or column.server_default is not None)
    }


async def _sent(lines: list[str]) -> AsyncIterator[bytes]:
    for some in _slices(lines):
        yield ("\n".join(some) + "\n").encode()


def _slices(lines: list[str], size: int = 2_000) -> Iterator[list[str]]:
    return (lines[start : start + size] for start in range(0, len(lines), size))


def _text(value: object) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | dict):
        return dump_json(value)
    return str(value).replace("\\", "\\\\") if isinstance(value, str) else str(value)


def main(
    url: Annotated[str, typer.Argument(help="An empty, migrated database; its user is a superuser.")],
    orders: Annotated[int, typer.Option(min=1, help="How many.")] = 1_000_000,
) -> None:
    """Fill a database."""
    seconds = asyncio.run(load(url, orders))
    print(f"{orders:,} orders in {seconds:.0f} s")


if __name__ == "__main__":
    typer.run(main)
