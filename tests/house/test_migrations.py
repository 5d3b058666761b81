"""Migrations make what the models say, and the database itself holds the floor."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection

from domain.kernel.database import Database
from domain.tables import metadata
from tests.factories.rows import fetch


async def test_the_migrated_database_is_what_the_models_say(database: Database) -> None:
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(compare) == []


async def test_every_check_of_the_models_is_in_the_database(database: Database) -> None:
    """Alembic does not compare CHECK constraints, and they are the floor."""
    rows = await fetch(database, "SELECT conname FROM pg_constraint WHERE contype = 'c'")
    expected = {
        str(constraint.name)
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and constraint.name
    }
    assert expected <= {row["conname"] for row in rows}
    assert "stock_level_promised" in expected


async def test_every_foreign_key_that_lists_are_read_by_has_an_index(database: Database) -> None:
    rows = await fetch(
        database,
        """
        SELECT c.conrelid::regclass::text || '.' || a.attname AS name
        FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND NOT EXISTS (
            SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])
        """,
    )
    looked_up_never = {
        "allocation_decision.policy_id",
        "fulfillment_order_line.product_id",
        "order_line.product_id",
        "order_bundle.product_id",
        "order_line.location_id",
        "reservation.product_id",
        "reservation.location_id",
        "stock_expectation.location_id",
        "held_units.location_id",
        "stock_hold_item.product_id",
        "return_receipt.location_id",
    }
    assert {row["name"] for row in rows} <= looked_up_never
