"""``waybill documents``: the documents that clients may run by their hash."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from cli.options import DataDir
from cli.registering import register_files
from cli.shop import open_shop
from cli.verbs import do
from domain.documents.rules import read_id
from domain.kernel.config import Settings, load_settings
from domain.kernel.errors import ConfigurationError

if TYPE_CHECKING:
    from domain.documents.queries import Registered

app = typer.Typer(help="Registered documents.", no_args_is_help=True)

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…",
        help="Manifests: graphql-codegen's or Relay's {hash: text}, or Apollo's.",
    ),
]


@app.callback()
def documents() -> None:
    """Registered documents: what may be run by its hash, and by whom."""


@app.command()
def register(files: Files, data_dir: DataDir = None) -> None:
    """Register documents for the shop's own clients: storefront and admin app."""
    register_files(files, partner=None, data_dir=data_dir)


@app.command("list")
def list_(data_dir: DataDir = None) -> None:
    """Show every registered document, its cost, and who may run it."""
    with open_shop(load_settings(data_dir=data_dir)) as running:
        found = asyncio.run(registered(running))
    console = Console()
    if not console.is_terminal:
        console.width = 200  # what is cut off cannot be piped on
    table = Table("document", box=box.SIMPLE_HEAD)
    table.add_column("sha256", no_wrap=True, min_width=64)
    table.add_column("cost", justify="right")
    table.add_column("for")
    for document in found:
        table.add_row(document.name, document.sha256, f"{document.cost:,}", ", ".join(document.clients))
    console.print(table if found else "No document is registered.")


@app.command()
def unregister(
    ids: Annotated[list[str], typer.Argument(metavar="SHA256…", help="As `list` shows them.")],
    partner: Annotated[str | None, typer.Option(help="From this partner.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Take documents back: from a partner, or from the shop's own clients."""
    read = [read_id(id) for id in ids]
    sha256s = [known[1] for known in read if known is not None and known[0] == "sha256"]
    if len(sha256s) < len(ids):
        raise ConfigurationError("SHA256: 64 hexadecimal digits, as `waybill documents list` shows.")
    with open_shop(load_settings(data_dir=data_dir)) as running:
        count = asyncio.run(_unregister(running, sha256s, partner))
    Console().print(f"{count} documents were taken back.", highlight=False)


async def registered(settings: Settings) -> "list[Registered]":
    """Every registered document of the shop."""
    from domain.documents.queries import list_documents
    from domain.kernel.database import Database

    database = Database(settings.database_url or "", pool_size=1)
    try:
        async with database.read() as read:
            return await list_documents(read)
    finally:
        await database.dispose()


async def _unregister(settings: Settings, sha256s: list[str], partner: str | None) -> int:
    from domain.documents.service import unregister_documents

    return await do(
        settings, "unregisterDocuments", partner, unregister_documents, sha256s, partner=partner
    )
