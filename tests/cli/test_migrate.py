"""What a migrated database is like before anybody has written to it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from domain.kernel.database import Database
from tests.factories.rows import fetch
from tests.services import TEMPLATE, Server


@pytest.fixture
def fresh_url(server: Server, worker_id: str) -> Iterator[str]:
    """A database that was migrated, and nothing else."""
    name = f"waybill_test_{worker_id}_fresh"
    yield server.create(name, template=TEMPLATE)
    server.drop(name)


@pytest.fixture
async def fresh(fresh_url: str) -> AsyncIterator[Database]:
    database = Database(fresh_url)
    yield database
    await database.dispose()


async def test_postgresql_has_looked_at_every_table(fresh: Database) -> None:
    """Where it has not, it believes in ten pages, and plans for them."""
    never = await fetch(
        fresh,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples < 0"
        " AND relnamespace = 'public'::regnamespace",
    )
    assert never == []
    estimated = await fetch(fresh, "EXPLAIN (FORMAT JSON) SELECT * FROM location_channel")
    assert estimated[0]["QUERY PLAN"][0]["Plan"]["Plan Rows"] == 1
