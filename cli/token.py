"""``waybill token``: prints a bearer token for somebody of the staff or for a customer."""

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from cli.options import DataDir
from cli.secret import with_secret
from cli.shop import open_shop
from domain.kernel.config import Settings, load_settings

STAFF_EMAIL = "staff@waybill.example"
CUSTOMER_EMAIL = "customer@waybill.example"


class Bearer(StrEnum):
    """Who carries the token."""

    STAFF = "staff"
    CUSTOMER = "customer"


def token(
    bearer: Annotated[Bearer, typer.Argument(metavar="staff|customer", help="Whose token.")],
    email: Annotated[str | None, typer.Option(help="The bearer's e-mail address.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Print a bearer token. A customer who is not known yet is registered."""
    settings = with_secret(load_settings(data_dir=data_dir))
    if bearer is Bearer.STAFF:
        typer.echo(staff_token(settings, email or STAFF_EMAIL))
        return
    with open_shop(settings) as running:
        typer.echo(asyncio.run(customer_token(running, email or CUSTOMER_EMAIL)))


def staff_token(settings: Settings, email: str) -> str:
    """A token for the member of staff with this address. Raises `InvalidInput` for none."""
    from domain.customers.service import checked_email
    from domain.identity.tokens import issue_token

    address = checked_email(email, path=("email",))
    return issue_token(settings, "staff", subject=address, email=address, name=_name_of(address))


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


def _name_of(address: str) -> str:
    return address.partition("@")[0]
