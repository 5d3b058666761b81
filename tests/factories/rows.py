"""Looking at rows with plain SQL, past everything that the house knows of them."""

from collections.abc import Mapping
from typing import Any

from domain.kernel.database import Database


async def fetch(database: Database, query: str, *args: Any) -> list[Mapping[str, Any]]:
    """Rows as mappings; parameters are $1, $2, …"""
    async with database.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        return list(await raw.driver_connection.fetch(query, *args))  # type: ignore[union-attr]


async def fetch_one(database: Database, query: str, *args: Any) -> Mapping[str, Any]:
    """The one row that there must be."""
    (row,) = await fetch(database, query, *args)
    return row


async def execute(database: Database, query: str, *args: Any) -> None:
    """Change something behind the house's back."""
    async with database.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        await raw.driver_connection.execute(query, *args)  # type: ignore[union-attr]
