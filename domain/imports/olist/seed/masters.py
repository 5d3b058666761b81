"""Loads what the orders refer to, in one transaction: all of it is there, or none of it.

Sellers become locations, products and customers become products and customers, and every seller
receives as much of each product as the history takes from it. Running it again adds what is missing
and changes nothing that is there.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import text

from domain.catalog.masters import create_missing_products
from domain.catalog.queries import channel_exists, get_channel
from domain.catalog.service import create_channel
from domain.customers.masters import create_missing_customers
from domain.imports.olist.geography import places
from domain.imports.olist.naming import (
    customer_email,
    customer_name,
    location_of,
    product_of,
)
from domain.imports.olist.plan import Plan
from domain.imports.olist.rows import OlistData
from domain.inventory.masters import create_missing_locations, received_under
from domain.inventory.service import StockReceipt, receive_stock
from domain.kernel.actor import system
from domain.kernel.clock import FixedClock
from domain.kernel.database import Database
from domain.kernel.errors import DomainError
from domain.kernel.uow import UnitOfWork, transaction

CHANNEL = "olist"
CURRENCY = "BRL"
OPENING = "olist:opening"
"The reference of the opening stock's movements, by which it is known to be there."
ACTOR = system("olist")

_ANALYZE = text("ANALYZE location, product, price, customer, stock_level")


class ForeignChannel(DomainError):
    """A channel of this name is there, and it is not ours."""

    code = "FOREIGN_CHANNEL"


async def seed_masters(database: Database, data: OlistData, plans: Sequence[Plan]) -> None:
    """Channel, locations, products, customers and opening stock, dated the day before the history.

    Raises `ForeignChannel` where a channel "olist" exists in which this history cannot happen.
    """
    if not plans:
        return
    opened = plans[0].steps[0].at - timedelta(days=1)
    async with transaction(database, actor=ACTOR, clock=FixedClock(opened), announce=False) as uow:
        await _open_channel(uow)
        known = places(data.points)
        locations = await create_missing_locations(
            uow, new=[location_of(seller, known) for seller in data.sellers.values()]
        )
        prices = _last_prices(plans)
        products = await create_missing_products(
            uow,
            channel=CHANNEL,
            new=[
                product_of(product, prices.get(product.id), data.categories)
                for product in data.products.values()
            ],
        )
        await create_missing_customers(
            uow,
            names={customer_email(each): customer_name(each) for each in data.customers.values()},
        )
        there = await received_under(uow, OPENING)
        receipts = []
        for (product, seller), units in sorted(units_needed(plans).items()):
            key = (products[product], locations[seller])
            if units > there.get(key, 0):
                receipts.append(StockReceipt(*key, units - there.get(key, 0)))
        if receipts:
            await receive_stock(uow, receipts=receipts, reason="Opening stock", reference=OPENING)
    # PostgreSQL would notice within a minute that these tables are no longer empty. Until then it
    # would read them whole to find one row.
    async with database.read() as read:
        await read.execute(_ANALYZE)


def units_needed(plans: Sequence[Plan]) -> Counter[tuple[str, str]]:
    """Units that the history takes, by product and seller.

    Orders that the marketplace could not serve take none. What comes back from canceled orders is not
    sold again: nobody knows when the seller had it.
    """
    needed: Counter[tuple[str, str]] = Counter()
    for plan in plans:
        if not plan.backordered:
            for line in plan.lines:
                needed[line.product_id, line.seller_id] += line.quantity
    return needed


async def _open_channel(uow: UnitOfWork) -> None:
    if not await channel_exists(uow, CHANNEL):
        # Forty of the orders paid a little more or less than they cost and were delivered all the
        # same, so this channel does not wait for its money.
        await create_channel(
            uow,
            code=CHANNEL,
            name="Olist marketplace",
            currency=CURRENCY,
            allow_unpaid_orders=True,
        )
        return
    channel = await get_channel(uow, CHANNEL, path=("channel",))
    if channel.currency != CURRENCY or not channel.allow_unpaid_orders:
        raise ForeignChannel(
            f"There is a channel {CHANNEL!r} already, which is not in {CURRENCY} or waits for money "
            "before it confirms an order. This history cannot happen in it."
        )


def _last_prices(plans: Sequence[Plan]) -> dict[str, Decimal]:
    return {line.product_id: line.unit_price for plan in plans for line in plan.lines}
