"""``waybill partner``: the integrations that act with an API key."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from cli.documents import Files
from cli.options import DataDir
from cli.registering import register_files
from cli.shop import open_shop
from domain.kernel.config import Settings, load_settings

app = typer.Typer(help="Integration partners.", no_args_is_help=True)


@app.callback()
def partners() -> None:
    """Integration partners: a marketplace, an ERP, a 3PL."""


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the partner is called.")],
    data_dir: DataDir = None,
) -> None:
    """Register a partner and print its API key, this once."""
    with open_shop(load_settings(data_dir=data_dir)) as running:
        key = asyncio.run(_create(running, name))
    Console(stderr=True).print("Keep this key; it cannot be shown again.", style="yellow")
    typer.echo(key)


@app.command()
def register(
    name: Annotated[str, typer.Argument(help="The partner.")],
    files: Files,
    data_dir: DataDir = None,
) -> None:
    """Register the documents that a partner may run; it runs no others."""
    register_files(files, partner=name, data_dir=data_dir)


async def _create(settings: Settings, name: str) -> str:
    from domain.identity.service import create_partner
    from domain.kernel.actor import system
    from domain.kernel.database import Database
    from domain.kernel.uow import transaction

    database = Database(settings.database_url or "", pool_size=1)
    try:
        async with transaction(database, actor=system("cli")) as uow:
            _, key = await create_partner(uow, name=name)
    finally:
        await database.dispose()
    return key
