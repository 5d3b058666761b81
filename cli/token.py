"""``waybill token``: prints bearer tokens for the staff, customers and guests, and takes them back."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from cli.options import DataDir
from cli.secret import with_secret
from cli.shop import open_shop
from cli.verbs import do
from domain.kernel.config import Settings, load_settings

STAFF_EMAIL = "staff@waybill.example"
CUSTOMER_EMAIL = "customer@waybill.example"

Email = Annotated[str | None, typer.Option(help="The bearer's e-mail address.")]

app = typer.Typer(help="Bearer tokens.", no_args_is_help=True)


@app.callback()
def tokens() -> None:
    """Bearer tokens: for the staff, for customers, and for guests who follow one order."""


@app.command()
def staff(
    email: Email = None,
    permission: Annotated[
        list[str] | None,
        typer.Option(help="What the bearer may do, such as orders.read; again for more. Else all."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Print a token for somebody of the staff."""
    settings = with_secret(load_settings(data_dir=data_dir))
    typer.echo(staff_token(settings, email or STAFF_EMAIL, permission))


@app.command()
def customer(email: Email = None, data_dir: DataDir = None) -> None:
    """Print a token for a customer, who is registered where they are not known yet."""
    with open_shop(with_secret(load_settings(data_dir=data_dir))) as running:
        typer.echo(asyncio.run(customer_token(running, email or CUSTOMER_EMAIL)))


@app.command()
def guest(
    order: Annotated[str, typer.Option(help="The order's number.")],
    email: Annotated[str, typer.Option(help="The address that the order was placed with.")],
    data_dir: DataDir = None,
) -> None:
    """Print a token that sees one order and nothing else, for whoever proves its address."""
    with open_shop(with_secret(load_settings(data_dir=data_dir))) as running:
        typer.echo(asyncio.run(guest_token(running, number=order, email=email)))


@app.command()
def revoke(
    subject: Annotated[
        str | None,
        typer.Option(help="Whose: staff:EMAIL, customer:ID or guest:ORDER-ID, all issued so far."),
    ] = None,
    token_id: Annotated[str | None, typer.Option("--id", help="One token, by its jti.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Refuse tokens that were issued, within a second or two, everywhere."""
    from domain.identity.revocations import revoke_token, revoke_tokens

    if (subject is None) == (token_id is None):
        raise typer.BadParameter("Say whose tokens (--subject) or which one (--id).")
    with open_shop(load_settings(data_dir=data_dir)) as running:
        if token_id is not None:
            asyncio.run(do(running, "revokeToken", f"jti:{token_id}", revoke_token, token_id=token_id))
        else:
            asyncio.run(do(running, "revokeTokens", subject, revoke_tokens, bearer=str(subject)))
    Console(stderr=True).print("Revoked.")


def staff_token(settings: Settings, email: str, permissions: list[str] | None = None) -> str:
    """A token for the member of staff with this address. Raises `InvalidInput` for none, and for a
    permission that is none."""
    from domain.customers.service import checked_email
    from domain.identity.tokens import issue_token
    from domain.kernel.capabilities import parse

    address = checked_email(email, path=("email",))
    return issue_token(
        settings,
        "staff",
        subject=address,
        email=address,
        name=_name_of(address),
        permissions=None if not permissions else parse(permissions),
    )


async def customer_token(settings: Settings, email: str) -> str:
    """A token for the customer with this address, found or registered. Raises `InvalidInput`."""
    from domain.customers.service import checked_email, find_or_create_customer
    from domain.identity.tokens import issue_token
    from domain.kernel.actor import system
    from domain.kernel.database import Database
    from domain.kernel.uow import transaction

    address = checked_email(email, path=("email",))
    name = _name_of(address)
    database = Database(settings.database_url or "", pool_size=1)
    try:
        async with transaction(database, actor=system("cli")) as uow:
            customer_id = await find_or_create_customer(uow, email=address, name=name, path=("email",))
    finally:
        await database.dispose()
    return issue_token(
        settings,
        "customer",
        subject=str(customer_id),
        email=address,
        name=name,
        customer_id=customer_id,
    )


async def guest_token(settings: Settings, *, number: str, email: str) -> str:
    """A token for the order of this number, for who knows its address. Raises `NotFound`."""
    from domain.identity.links import issue_order_link
    from domain.kernel.database import Database
    from domain.orders.links import get_linked_order_id

    database = Database(settings.database_url or "", pool_size=1)
    try:
        async with database.read() as read:
            order_id = await get_linked_order_id(read, number=number, email=email)
    finally:
        await database.dispose()
    return issue_order_link(settings, order_id).token


def _name_of(address: str) -> str:
    return address.partition("@")[0]
