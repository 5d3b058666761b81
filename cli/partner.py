"""``waybill partner``: the integrations that act with an API key."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from cli.documents import Files
from cli.options import DataDir
from cli.registering import register_files
from cli.shop import open_shop
from cli.verbs import do
from domain.kernel.config import load_settings

if TYPE_CHECKING:
    from domain.kernel.uow import UnitOfWork

Name = Annotated[str, typer.Argument(help="What the partner is called.")]

app = typer.Typer(help="Integration partners.", no_args_is_help=True)


@app.callback()
def partners() -> None:
    """Integration partners: a marketplace, an ERP, a 3PL."""


@app.command()
def create(
    name: Name,
    channel: Annotated[
        list[str] | None,
        typer.Option(help="A channel it trades on and sees, by code; again for more. Else all."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Register a partner and print its API key, this once."""

    async def admit(uow: "UnitOfWork") -> str:
        from domain.processes.admit_partner import admit_partner

        _, key = await admit_partner(uow, name=name, channels=channel or [])
        return key

    with open_shop(load_settings(data_dir=data_dir)) as running:
        _show(asyncio.run(do(running, "createPartner", name, admit)))


@app.command()
def rotate(
    name: Name,
    old_keys_last: Annotated[
        float, typer.Option(min=0, help="Hours that the keys there are stay good.")
    ] = 24,
    data_dir: DataDir = None,
) -> None:
    """Print a new key; the old ones stay good until the partner has changed over."""

    async def replace(uow: "UnitOfWork") -> str:
        from domain.identity.keys import rotate_key
        from domain.identity.service import get_partner_id

        partner_id = await get_partner_id(uow, name)
        return await rotate_key(uow, partner_id, old_ones_last=timedelta(hours=old_keys_last))

    with open_shop(load_settings(data_dir=data_dir)) as running:
        _show(asyncio.run(do(running, "rotatePartnerKey", name, replace)))


@app.command()
def revoke(
    name: Name,
    key: Annotated[
        str | None, typer.Option(help="Only this key, by how it begins: wb_0123456789ab.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Refuse a partner, or one of its keys, from now on."""

    async def refuse(uow: "UnitOfWork") -> None:
        from domain.identity.keys import revoke_key
        from domain.identity.service import get_partner_id, revoke_partner

        if key is None:
            await revoke_partner(uow, name=name)
        else:
            await revoke_key(uow, await get_partner_id(uow, name), prefix=key)

    with open_shop(load_settings(data_dir=data_dir)) as running:
        asyncio.run(do(running, "revokePartner", name, refuse))
    Console(stderr=True).print("Revoked.")


def _show(key: str) -> None:
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
