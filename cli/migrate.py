"""``waybill migrate``: brings the database's tables up to this version, or checks them."""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import asyncpg
import typer
from rich.console import Console

import migrations
from cli.embedded import embedded_services, start_postgres
from cli.options import DataDir
from cli.reachable import require_database
from domain.kernel.config import Settings, load_settings

if TYPE_CHECKING:
    from alembic.config import Config


def migrate(
    data_dir: DataDir = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing; fail where migrations and models differ."),
    ] = False,
) -> None:
    """Apply the migrations that the database does not have yet."""
    settings = load_settings(data_dir=data_dir)
    if check:
        _check(settings)
        return
    with embedded_services(settings) as running:
        require_database(running)
        upgrade(running)
    Console().print("The database is up to date.")


def upgrade(settings: Settings) -> None:
    """Bring the database at `settings.database_url` to the newest revision."""
    from alembic import command

    command.upgrade(alembic_config(settings.database_url), "head")
    asyncio.run(_look_at_new_tables(str(settings.database_url)))


async def _look_at_new_tables(url: str) -> None:
    """Have PostgreSQL look at tables that it never looked at. Of those it believes that they have ten
    pages, and goes on to believe it of every small one: it looks by itself at those that change a lot.
    Plans are then made anew for each statement, because none that would do for all seems cheap."""
    connection = await asyncpg.connect(url.replace("+asyncpg", "", 1))  # type: ignore[no-untyped-call]
    try:
        if tables := [str(row["name"]) for row in await connection.fetch(_NEVER_LOOKED_AT)]:
            await connection.execute(f"ANALYZE {', '.join(tables)}")
    finally:
        await connection.close()


_NEVER_LOOKED_AT = """
    SELECT oid::regclass::text AS name FROM pg_class
    WHERE relkind = 'r' AND reltuples < 0 AND relnamespace = current_schema()::regnamespace
"""


def alembic_config(url: str | None) -> "Config":
    """What alembic.ini would say about the database at `url`; the package knows where it lies."""
    from alembic.config import Config

    configuration = Config(stdout=sys.stdout)
    configuration.set_main_option("script_location", str(Path(migrations.__file__).parent))
    configuration.attributes["database_url"] = url
    return configuration


def newest_revision() -> str | None:
    """The newest revision that this version knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config(None)).get_current_head()


def _check(settings: Settings) -> None:
    from alembic import command
    from alembic.util import CommandError

    with _database_to_check(settings) as checked:
        try:
            command.check(alembic_config(checked.database_url))
        except CommandError as error:
            Console(stderr=True).print(str(error), style="red", markup=False)
            raise typer.Exit(1) from None


@contextlib.contextmanager
def _database_to_check(settings: Settings) -> Iterator[Settings]:
    """The one that is set, as it is; else one for throwing away, migrated from nothing."""
    if settings.database_url is not None:
        yield settings
        return
    with tempfile.TemporaryDirectory() as directory:
        postgres = start_postgres(Path(directory) / "postgres", durable=False)
        try:
            fresh = settings.model_copy(update={"database_url": postgres.url})
            upgrade(fresh)
            yield fresh
        finally:
            postgres.stop()
