"""``waybill reconcile``: is every level what its movements say, and shall it be made so if not?"""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli.options import DataDir
from cli.shop import open_shop
from cli.verbs import do
from domain.kernel.config import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.kernel.uow import UnitOfWork


def reconcile(
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Give levels the figures of their movements, and say so in them."),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Recompute every stock level from its movements. Fails where levels differ and stay so."""
    console = Console(soft_wrap=True)
    with open_shop(load_settings(data_dir=data_dir)) as running:
        drifted = asyncio.run(_drifted(running))
        if not drifted:
            console.print("Every level is the sum of its movements.")
            return
        _show(console, f"{len(drifted)} levels differ from their movements", drifted)
        left = asyncio.run(_repair(running, drifted)) if repair else drifted
    if not repair:
        console.print("Nothing was changed. To mend them: waybill reconcile --repair")
    elif left:
        _show(console, f"{len(left)} levels could not stand with those figures and were left", left)
    else:
        console.print("All of them are mended; each has a movement that says so.")
    if left:
        raise typer.Exit(1)


def _show(console: Console, title: str, drifted: "Sequence[Any]") -> None:
    from domain.inventory.reconcile import differences

    table = Table("level", "level's figure of its movements'", title=title, title_justify="left")
    for row in drifted:
        table.add_row(str(row.id), differences(row))
    console.print(table)


async def _drifted(settings: Settings) -> "Sequence[Any]":
    from domain.inventory.explained import list_drift
    from domain.kernel.database import Database

    database = Database(settings.database_url or "", pool_size=1)
    try:
        async with database.read() as read:
            return await list_drift(read)
    finally:
        await database.dispose()


async def _repair(settings: Settings, drifted: "Sequence[Any]") -> "Sequence[Any]":
    """What was left as it is."""
    from domain.inventory.reconcile import repair_levels

    async def repair(uow: "UnitOfWork") -> "Sequence[Any]":
        _, left = await repair_levels(uow, level_ids=[row.id for row in drifted])
        return left

    return await do(settings, "reconcile", None, repair)
