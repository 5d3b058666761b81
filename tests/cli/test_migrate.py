"""What a migrated database is like before anybody has written to it."""

from domain.kernel.database import Database
from tests.factories.rows import fetch


async def test_postgresql_has_looked_at_every_table(database: Database) -> None:
    """Where it has not, it believes in ten pages, and plans for them."""
    never = await fetch(
        database,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples < 0"
        " AND relnamespace = 'public'::regnamespace",
    )
    assert never == []
    estimated = await fetch(database, "EXPLAIN (FORMAT JSON) SELECT * FROM location_channel")
    assert estimated[0]["QUERY PLAN"][0]["Plan"]["Plan Rows"] == 1
