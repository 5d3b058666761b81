"""The PostgreSQL and Valkey that tests run on: real ones, thrown away in the end.

One server per run, shared by the xdist workers: their controller starts it before them, because it
outlives them all. It is migrated once, into a template; each worker gets a copy of that. Set
``WAYBILL_DATABASE_URL`` (its user may create databases) to run on another server.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import asyncpg
from sqlalchemy.engine import URL, make_url

from cli.embedded import start_postgres
from cli.migrate import upgrade
from domain.kernel.config import Settings

TEMPLATE = "waybill_test_template"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL with a migrated template in it."""

    url: str

    @classmethod
    def ready(cls, directory: Path) -> Self:
        """Start a server under `directory` unless one is given, and migrate its template."""
        url = os.environ.get("WAYBILL_DATABASE_URL") or start_postgres(directory, durable=False).url
        server = cls(url)
        template = server.create(TEMPLATE)
        upgrade(Settings(database_url=template))
        return server

    def create(self, name: str, *, template: str = "template0") -> str:
        """Make the database `name`, dropping what an earlier run left; its URL."""

        async def make(connection: "asyncpg.Connection[Any]") -> None:
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

        asyncio.run(self._with_connection(make))
        return self._url(name)

    def drop(self, name: str) -> None:
        """Drop the database `name`."""

        async def remove(connection: "asyncpg.Connection[Any]") -> None:
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

        asyncio.run(self._with_connection(remove))

    def handed_over(self) -> dict[str, str]:
        """What a worker needs to find this server again: ``Server(**handed_over)``."""
        return asdict(self)

    def _url(self, name: str) -> str:
        url: URL = make_url(self.url).set(database=name)
        return url.render_as_string(hide_password=False)

    async def _with_connection(
        self, work: Callable[["asyncpg.Connection[Any]"], Awaitable[None]]
    ) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            await work(connection)
        finally:
            await connection.close()
