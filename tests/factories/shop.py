"""A small shop that tests tell their stories in.

    MUG 12.50   ten in Berlin, five in Hamburg
    TEE 20.00   eight in Hamburg
    CAP  7.99   one in Berlin
    OAK 99.00   none, but it may be backordered

Berlin is asked first (priority 10), then Hamburg (20), then Munich (30), which is empty.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from domain.catalog.models import Channel, Product
from domain.catalog.service import NewPrice, create_channel, create_product
from domain.inventory.levels import set_safety_stock
from domain.inventory.models import Location
from domain.inventory.service import StockReceipt, adjust_stock, create_location, receive_stock
from domain.kernel.actor import Actor
from domain.kernel.clock import FixedClock
from domain.kernel.database import Database
from domain.kernel.uow import UnitOfWork, run_again, transaction
from tests.factories.people import ADDRESS, STAFF, customer
from tests.factories.rows import fetch, fetch_one

P = ParamSpec("P")
T = TypeVar("T")

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PRICES = {"MUG": "12.50", "TEE": "20.00", "CAP": "7.99", "OAK": "99.00"}
STOCK: dict[str, dict[str, int]] = {
    "MUG": {"BER": 10, "HAM": 5},
    "TEE": {"HAM": 8},
    "CAP": {"BER": 1},
}
PLACES = {"BER": ("Berlin", 10), "HAM": ("Hamburg", 20), "MUC": ("Munich", 30)}


@dataclass
class Shop:
    """The shop and a way to act in it. `clock` stands still until a test moves it."""

    database: Database
    clock: FixedClock
    channel: Channel
    locations: dict[str, Location] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)

    async def do(
        self,
        verb: Callable[Concatenate[UnitOfWork, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a verb as staff, in a transaction of its own, as a door would."""
        return await self.act(STAFF, verb, *args, **kwargs)

    async def act(
        self,
        actor: Actor,
        verb: Callable[Concatenate[UnitOfWork, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a verb as somebody."""

        async def attempt() -> T:
            async with transaction(self.database, actor=actor, clock=self.clock) as uow:
                return await verb(uow, *args, **kwargs)

        return await run_again(attempt)

    async def stock(self, sku: str, code: str, delta: int) -> None:
        """More or fewer units on hand."""
        await self.do(adjust_stock, sku=sku, location_code=code, delta=delta, reason="A test says")

    async def keep_back(self, sku: str, code: str, units: int) -> None:
        """Safety stock."""
        await self.do(
            set_safety_stock, sku=sku, location_code=code, safety_stock=units, reason="A test says"
        )

    async def level(self, sku: str, code: str) -> Mapping[str, Any]:
        """The level's counters as they are now."""
        return await fetch_one(
            self.database,
            "SELECT * FROM stock_level WHERE product_id = $1 AND location_id = $2",
            self.products[sku].id,
            self.locations[code].id,
        )

    async def counters(self, sku: str, code: str) -> tuple[int, int, int, int]:
        """(on hand, reserved, allocated, unavailable) of a level, as they are now."""
        level = await self.level(sku, code)
        return (level["on_hand"], level["reserved"], level["allocated"], level["unavailable"])

    async def movements(self, sku: str, code: str) -> list[tuple[str, int]]:
        """(kind, quantity) of everything that happened to a level, in order."""
        level = await self.level(sku, code)
        rows = await fetch(
            self.database,
            "SELECT kind, quantity FROM stock_movement WHERE stock_level_id = $1 ORDER BY sequence",
            level["id"],
        )
        return [(row["kind"], row["quantity"]) for row in rows]

    async def order(self, order_id: UUID) -> Mapping[str, Any]:
        """The order's row as it is now."""
        return await fetch_one(self.database, "SELECT * FROM orders WHERE id = $1", order_id)

    async def lines(self, order_id: UUID) -> list[Mapping[str, Any]]:
        """The order's lines as they are now, in order."""
        return await fetch(
            self.database,
            "SELECT * FROM order_line WHERE order_id = $1 ORDER BY position",
            order_id,
        )

    async def events(self, order_id: UUID) -> list[str]:
        """The types of the order's events, in order."""
        rows = await fetch(
            self.database, "SELECT type FROM event WHERE order_id = $1 ORDER BY sequence", order_id
        )
        return [row["type"] for row in rows]

    async def rows(self, query: str, *args: Any) -> list[Mapping[str, Any]]:
        """Whatever a test wants to see, in SQL."""
        return await fetch(self.database, query, *args)

    async def buyer(self, order_id: UUID) -> Actor:
        """The customer who placed an order, signed in."""
        order = await self.order(order_id)
        return customer(order["customer_id"], order["email"])


async def open_shop(
    database: Database,
    *,
    currency: str = "EUR",
    allow_unpaid_orders: bool = False,
    stock: dict[str, dict[str, int]] | None = None,
) -> Shop:
    """Open the shop of the module's docstring, through the house's own verbs."""
    clock = FixedClock(MORNING)
    async with transaction(database, actor=STAFF, clock=clock) as uow:
        channel = await create_channel(
            uow,
            code="web",
            name="Web shop",
            currency=currency,
            allow_unpaid_orders=allow_unpaid_orders,
        )
        shop = Shop(database, clock, channel)
        for code, (city, priority) in PLACES.items():
            shop.locations[code] = await create_location(
                uow, code=code, name=city, address=ADDRESS, priority=priority
            )
        for sku, price in PRICES.items():
            shop.products[sku] = await create_product(
                uow,
                sku=sku,
                name=sku.title(),
                prices=[NewPrice("web", Decimal(price))],
                allow_backorder=sku == "OAK",
            )
        await receive_stock(
            uow,
            receipts=[
                StockReceipt(shop.products[sku].id, shop.locations[code].id, units)
                for sku, places in (STOCK if stock is None else stock).items()
                for code, units in places.items()
            ],
            reason="Opening stock",
        )
    return shop
