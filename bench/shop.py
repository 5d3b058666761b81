"""A shop with orders in it, made by the verbs that the API calls."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

import domain.tables  # noqa: F401 - the ORM resolves foreign keys among all models, or not at all
from bench.stage import Stage, connected
from domain.catalog.service import NewPrice, create_channel, create_product
from domain.identity.tokens import issue_token
from domain.inventory.service import StockReceipt, create_location, receive_stock
from domain.kernel.actor import system
from domain.kernel.address import Address
from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from domain.processes.allocate_order import allocate_order
from domain.processes.order_request import LineRequest, OrderRequest, TenderRequest
from domain.processes.place_order import place_order
from domain.processes.ship_fulfillment_order import ship_fulfillment_order

ORDERS = 110
LINES = 3
PRODUCTS = 60
STOCK = 1_000_000
HOT = "SKU-0"


@dataclass(frozen=True, slots=True)
class OpenShop:
    """A shop that rows share. Whoever changes it leaves its newest orders alone."""

    settings: Settings
    number: str
    "Of its newest order."


async def small_shop(stage: Stage) -> OpenShop:
    """The shop of this run with a hundred orders, opened by whichever row asks first."""
    if "small" not in stage.opened:
        settings = await stage.shop("small")
        async with connected(settings) as database:
            stage.opened["small"] = OpenShop(settings, await open_shop(database))
    shop: OpenShop = stage.opened["small"]
    return shop


async def selling_shop(stage: Stage) -> OpenShop:
    """A shop like it, whose stock and orders change."""
    if "selling" not in stage.opened:
        settings = await stage.shop("selling")
        async with connected(settings) as database:
            stage.opened["selling"] = OpenShop(settings, await open_shop(database))
    shop: OpenShop = stage.opened["selling"]
    return shop


async def customers_of(settings: Settings) -> list[str]:
    """A token for each customer of a shop."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        ids = await connection.fetch("SELECT id, email FROM customer ORDER BY email")
    finally:
        await connection.close()
    return [
        issue_token(settings, "customer", subject=str(id), email=email, customer_id=UUID(str(id)))
        for id, email in ids
    ]


async def open_shop(database: Database) -> str:
    """Orders of three lines, paid and shipped, each by another customer; the last one's number."""

    async def act(verb: Callable[..., Awaitable[Any]], **arguments: Any) -> Any:
        async with transaction(database, actor=system("bench")) as uow:
            return await verb(uow, **arguments)

    address = Address(name="Lena", line1="Torstraße 1", city="Berlin", postal_code="10119", country="DE")
    await act(create_channel, code="web", name="Web shop", currency="EUR")
    location = await act(create_location, code="BER", name="Berlin", address=address, priority=10)
    products: list[UUID] = []
    for nth in range(PRODUCTS):
        price = NewPrice("web", Decimal("10.00") + nth)
        product = await act(create_product, sku=f"SKU-{nth}", name=f"Product {nth}", prices=[price])
        products.append(product.id)
    receipts = [StockReceipt(product, location.id, STOCK) for product in products]
    await act(receive_stock, receipts=receipts, reason="Opening")
    number = ""
    for nth in range(ORDERS):
        lines = tuple(
            LineRequest(sku=f"SKU-{(nth * LINES + each) % PRODUCTS}", quantity=each + 1)
            for each in range(LINES)
        )
        request = OrderRequest(
            channel="web",
            email=f"customer{nth}@example.com",
            customer_name=f"Customer {nth}",
            lines=lines,
            shipping_address=address,
            payments=(TenderRequest(gateway="manual"),),
        )
        order = await act(place_order, request=request)
        number = order.number
        _, opened = await act(allocate_order, order_id=order.id)
        for fulfillment_order in opened:
            await act(
                ship_fulfillment_order,
                fulfillment_order_id=fulfillment_order.id,
                carrier="DHL",
                tracking_number=f"T{nth}",
            )
    return number
