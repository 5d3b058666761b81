"""How alembic meets the database: one connection, one transaction a run, the models' metadata.

The URL comes from whoever runs it (`cli/migrate.py`), never from a file.
"""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

from domain.kernel.database import async_url
from domain.tables import metadata


def _is_ours(object_: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:
    return name != "alembic_version"


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=_is_ours,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _online() -> None:
    url = context.config.attributes["database_url"]
    engine = create_async_engine(async_url(url), poolclass=pool.NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


asyncio.run(_online())
