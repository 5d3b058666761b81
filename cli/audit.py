"""``waybill audit``: who did what, on what, from where, and whether they were let."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.options import DataDir
from cli.shop import open_shop
from domain.kernel.config import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.kernel.batches import AnyRow

COLUMNS = ("at", "actor", "action", "subject", "origin", "outcome", "request_id")


def audit(
    actor: Annotated[str | None, typer.Option(help="Of one actor, such as staff:ana@x.example.")] = None,
    subject: Annotated[str | None, typer.Option(help="About one thing, by its global id.")] = None,
    refused: Annotated[bool, typer.Option("--refused", help="Only what was refused.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    data_dir: DataDir = None,
) -> None:
    """Print the latest entries of the audit, newest first."""
    with open_shop(load_settings(data_dir=data_dir)) as running:
        rows = asyncio.run(_entries(running, actor, subject, refused, limit))
    table = Table(*COLUMNS, box=None)
    for row in rows:
        outcome = "allowed" if row.allowed else row.code or "refused"
        told = (row.actor, row.action, row.subject, row.origin, outcome, row.request_id)
        table.add_row(row.at.isoformat(timespec="seconds"), *(str(each or "") for each in told))
    Console(width=None if Console().is_terminal else 240).print(table)


async def _entries(
    settings: Settings, actor: str | None, subject: str | None, refused: bool, limit: int
) -> "Sequence[AnyRow]":
    from domain.audit.queries import list_entries
    from domain.kernel.database import Database

    database = Database(settings.database_url or "", pool_size=1)
    try:
        async with database.read() as read:
            return await list_entries(read, actor=actor, subject=subject, refused=refused, limit=limit)
    finally:
        await database.dispose()
