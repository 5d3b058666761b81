"""``waybill doctor``: looks at everything the shop needs, and says what is wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from cli.embedded import EmbeddedServiceError, embedded_services
from cli.migrate import newest_revision
from cli.options import DataDir
from cli.reachable import broker_version, database_version
from cli.secret import with_secret
from domain.kernel.config import Settings, load_settings
from domain.kernel.database import Database
from domain.kernel.errors import ConfigurationError

DRIFT_SHOWN = 5


class FailedCheckError(Exception):
    """A check found something wrong; the message says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Check:
    """What one look found."""

    name: str
    passed: bool
    detail: str


def doctor(data_dir: DataDir = None) -> None:
    """Check configuration, database, broker, migrations and stock. Fails when one check does."""
    console = Console(soft_wrap=True)
    checks = list(_examine(data_dir))
    table = Table("Check", "", "What was found")
    for check in checks:
        mark = "[green]ok[/]" if check.passed else "[red]fails[/]"
        table.add_row(check.name, mark, check.detail)
    console.print(table)
    if not all(check.passed for check in checks):
        raise typer.Exit(1)


def _examine(data_dir: Any) -> list[Check]:
    try:
        settings = with_secret(load_settings(data_dir=data_dir))
    except ConfigurationError as error:
        return [Check("configuration", False, str(error))]
    configured = Check("configuration", True, f"{settings.environment}, {settings.data_dir}")
    try:
        with embedded_services(settings) as running:
            return [configured, *asyncio.run(_look(running))]
    except EmbeddedServiceError as error:
        return [configured, Check("embedded services", False, str(error))]


async def _look(settings: Settings) -> list[Check]:
    broker = await _check("broker", broker_version, settings)
    database = await _check("database", _describe_database, settings)
    if not database.passed:
        return [database, broker]
    migrations = await _check("migrations", _newest_applied, settings)
    if not migrations.passed:
        return [database, broker, migrations]
    return [database, broker, migrations, await _check("stock", _no_drift, settings)]


async def _check(name: str, look: Callable[[Settings], Awaitable[str]], settings: Settings) -> Check:
    try:
        return Check(name, True, await look(settings))
    except (FailedCheckError, ConfigurationError) as error:
        return Check(name, False, str(error))


async def _describe_database(settings: Settings) -> str:
    return f"PostgreSQL {await database_version(settings)}"


async def _newest_applied(settings: Settings) -> str:
    database = Database(settings.database_url or "", pool_size=1)
    try:
        async with database.read() as read:
            applied = await read.scalar(text("SELECT version_num FROM alembic_version"))
    except ProgrammingError:
        applied = None
    finally:
        await database.dispose()
    newest = newest_revision()
    if applied != newest:
        raise FailedCheckError(
            f"The database is at {applied or 'nothing'}, this version at {newest}. Run: waybill migrate"
        )
    return f"at {applied}"


async def _no_drift(settings: Settings) -> str:
    """Every stock level is the sum of its movements."""
    from domain.inventory.explained import list_drift
    from domain.inventory.reconcile import differences

    database = Database(settings.database_url or "", pool_size=1)
    try:
        async with database.read() as read:
            drifted = list(await list_drift(read))
    finally:
        await database.dispose()
    if drifted:
        named = "; ".join(differences(row) for row in drifted[:DRIFT_SHOWN])
        raise FailedCheckError(
            f"{len(drifted)} stock levels differ from their movements: {named}. Run: waybill reconcile"
        )
    return "every level is the sum of its movements"
