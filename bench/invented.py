"""Orders that nobody placed: any number of them, like those of a shop that sold for three years.

The same seed gives the same orders. They are distributed as orders are: more of them lately, few
customers who order often and many who ordered once, few products that sell most, most orders over and
done with, the open ones among the newest. What an order comes to adds up, as the database's CHECKs want.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.orders import search

Row = tuple[object, ...]

BEGINNING = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 1095
CHANNELS = ("web", "app", "marketplace", "phone")
LOCATIONS = ("BER", "RTM", "LYS", "MUC", "WAW")
PRODUCTS = 5_000
FIRST_NAMES = "Maria Jonas Lena Paul Sofia Noah Emma Luis Clara Jan Ana Tom Ida Max Eva Leo".split()
LAST_NAMES = (
    "Roth Silva Meyer Costa Novak Berg Santos Weiß Jansen Dubois Kowalski Lind Ferrari Kaya Brandt"
).split()

_ADDRESS = (
    '{"name": "%s", "line1": "Torstraße 1", "line2": null, "city": "Berlin", "region": null,'
    ' "postal_code": "10119", "country": "DE", "phone": null}'
)
COLUMNS: dict[str, str] = {
    "channel": "id code name currency allow_unpaid_orders payment_window_minutes created_at",
    "location": "id code name priority active created_at",
    "product": "id sku name allow_backorder created_at",
    "price": "product_id channel_id amount",
    "customer": "id email name created_at",
    "stock_level": "id product_id location_id on_hand reserved allocated unavailable safety_stock"
    " incoming last_sequence updated_at",
    "orders": "id serial number channel_id customer_id email status payment_status allocation_status"
    " fulfillment_status return_status on_hold version currency currency_digits subtotal discount_total"
    " shipping_total tax_total total placed_shipping captured_total refunded_total shipping_address"
    " words placed_at created_at updated_at",
    "order_line": "id order_id position product_id sku name unit_price quantity cancelled_quantity"
    " reserved_quantity allocated_quantity backordered_quantity shipped_quantity delivered_quantity"
    " returned_quantity credited_quantity placed_discount placed_tax discount_total tax_total total",
    "payment": "id order_id position gateway method token currency status amount authorized captured"
    " capturing voided voiding refunded refunding created_at updated_at",
    "fulfillment_order": "id order_id location_id number status created_at updated_at",
    "shipment": "id order_id fulfillment_order_id number status carrier tracking_number shipped_at"
    " created_at",
    "event_sequence": "order_id last",
    "event": "id type version order_id sequence summary actor occurred_at facts",
}
"Columns by table, in the order of the rows' values."


@dataclass(slots=True)
class Invention:
    """Rows by table. What is not in a row is NULL."""

    orders: int
    seed: int = 2023
    _random: random.Random = field(init=False)
    _channels: list[UUID] = field(init=False)
    _locations: list[UUID] = field(init=False)
    _products: list[tuple[UUID, str, str, int]] = field(init=False)
    _customers: list[tuple[UUID, str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._channels = [self._id(BEGINNING) for _ in CHANNELS]
        self._locations = [self._id(BEGINNING) for _ in LOCATIONS]
        self._products = [
            (self._id(BEGINNING), f"SKU-{nth:05}", f"Product {nth}", self._random.randint(300, 15_000))
            for nth in range(PRODUCTS)
        ]
        self._customers = [self._customer(nth) for nth in range(max(1, self.orders // 4))]

    def shop(self) -> Iterator[tuple[str, Row]]:
        """Channels, locations, products with their prices and stock, and customers."""
        for id, code in zip(self._channels, CHANNELS, strict=True):
            yield "channel", (id, code, code.title(), "EUR", False, 30, BEGINNING)
        for nth, (id, code) in enumerate(zip(self._locations, LOCATIONS, strict=True)):
            yield "location", (id, code, code, nth * 10, True, BEGINNING)
        for id, sku, name, amount in self._products:
            yield "product", (id, sku, name, False, BEGINNING)
            for channel in self._channels:
                yield "price", (id, channel, amount)
            for location in self._locations:
                level = (1_000, 0, 0, 0, 0, 0, 0, BEGINNING)
                yield "stock_level", (self._id(BEGINNING), id, location, *level)
        for id, email, name in self._customers:
            yield "customer", (id, email, name, BEGINNING)

    def order(self, nth: int) -> Iterator[tuple[str, Row]]:
        """The rows of one order; the later, the newer."""
        pick = self._random.random
        age = 1 - (nth + pick()) / self.orders  # 1 is three years ago
        placed_at = BEGINNING + timedelta(days=DAYS * (1 - age * age * (1.6 - 0.6 * age)))
        order_id, serial = self._id(placed_at), 100_001 + nth
        lot, is_open = pick(), age < 0.02
        cancelled = lot < 0.05
        shipped = not cancelled and not is_open
        captured, returned = shipped, shipped and lot > 0.96
        lines, subtotal = [], 0
        for position in range(1, 2 + int(pick() * pick() * 6)):
            id, sku, name, price = self._products[int(PRODUCTS * pick() ** 3)]
            quantity = 1 + int(pick() ** 4 * 5)
            subtotal += price * quantity
            lines.append(
                (self._id(placed_at), order_id, position, id, sku, name, price, quantity)
                + (quantity * cancelled, quantity * is_open * (not cancelled), 0, 0)
                + (quantity * shipped, quantity * shipped, quantity * returned, 0, 0, 0, 0, 0)
                + (price * quantity,)
            )
        if cancelled:
            subtotal = 0
        total = subtotal + 490
        customer_id, email, customer = self._customers[int(len(self._customers) * pick() ** 1.5)]
        statuses = (
            ("CANCELLED", "VOIDED", "UNALLOCATED", "UNFULFILLED", "NONE")
            if cancelled
            else ("CONFIRMED" if lot < 0.7 else "PENDING", "AUTHORIZED" if lot < 0.7 else "UNPAID")
            + ("UNALLOCATED", "UNFULFILLED", "NONE")
            if is_open
            else ("COMPLETED", "PAID", "ALLOCATED", "DELIVERED", "RETURNED" if returned else "NONE")
        )
        number = f"W{serial}"
        tracking = f"JD{self._random.getrandbits(48):014}"
        words = search.words_of([number, email, customer], [str(line[4]) for line in lines] + [tracking])
        address = (
            '{"name": "%s", "line1": "Torstraße 1", "line2": null, "city": "Berlin", "region": null,'
        )
        address += ' "postal_code": "10119", "country": "DE", "phone": null}'
        channel = self._channels[min(3, int(pick() ** 2 * 4))]
        updated_at = placed_at + timedelta(hours=72 * pick())
        yield (
            "orders",
            (order_id, serial, number, channel, customer_id, email, *statuses)
            + (is_open and lot > 0.95, 3, "EUR", 2, subtotal, 0, 490, 0, total, 490)
            + (total * captured, 0, _ADDRESS % customer, words, placed_at, placed_at, updated_at),
        )
        for line in lines:
            yield "order_line", line
        yield (
            "payment",
            (self._id(placed_at), order_id, 1, "test", "card", "ok", "EUR")
            + ("CAPTURED" if captured else "PENDING", total, total * captured, total * captured)
            + (0, 0, 0, 0, 0, placed_at, updated_at),
        )
        if shipped:
            work = self._id(placed_at)
            where = self._locations[int(5 * pick() ** 2)]
            yield (
                "fulfillment_order",
                (work, order_id, where, f"{number}-F1", "SHIPPED", placed_at, updated_at),
            )
            yield (
                "shipment",
                (self._id(placed_at), order_id, work, f"{number}-S1", "DELIVERED", "DHL", tracking)
                + (updated_at, updated_at),
            )
        told = ["order.placed", "order.confirmed", "order.allocated", "shipment.created"]
        told = told[: 4 if shipped else 1]
        yield "event_sequence", (order_id, len(told))
        for sequence, kind in enumerate(told, start=1):
            summary = f"Order {number}: {kind}."
            id = self._id(placed_at)
            yield "event", (id, kind, 1, order_id, sequence, summary, "system:bench", placed_at, "{}")

    def _customer(self, nth: int) -> tuple[UUID, str, str]:
        first, last = self._random.choice(FIRST_NAMES), self._random.choice(LAST_NAMES)
        email = f"{search.normalize(first)}.{search.normalize(last)}{nth}@example.com"
        return self._id(BEGINNING), email, f"{first} {last}"

    def _id(self, moment: datetime) -> UUID:
        """A UUID of version 7, as ours are, of the moment and the seed."""
        milliseconds = int(moment.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
        bits = self._random.getrandbits(74)
        high, low = bits >> 62, bits & ((1 << 62) - 1)
        return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
