"""A shop with orders in it, made by the verbs that the API calls."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import domain.tables  # noqa: F401 - the ORM resolves foreign keys among all models, or not at all
from domain.catalog.service import NewPrice, create_channel, create_product
from domain.inventory.service import StockReceipt, create_location, receive_stock
from domain.kernel.actor import system
from domain.kernel.address import Address
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from domain.processes.allocate_order import allocate_order
from domain.processes.order_request import LineRequest, OrderRequest, TenderRequest
from domain.processes.place_order import place_order
from domain.processes.ship_fulfillment_order import ship_fulfillment_order

ORDERS = 20
LINES = 3
PRODUCTS = 60


async def open_shop(database: Database) -> str:
    """Twenty orders of three lines, paid and shipped, from twenty customers; the last one's number."""

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
    receipts = [StockReceipt(product, location.id, 1000) for product in products]
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
