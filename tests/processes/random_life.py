"""Verbs with random arguments, chosen from whatever is in the database at the moment.

Every verb may refuse: the world it finds is random too. What it must not do is fail in another way, or
refuse and still change something.
"""

import random
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from domain.inventory.service import adjust_stock
from domain.payments.adapters.manual import ManualGateway
from domain.payments.adapters.registry import GatewayRegistry
from domain.processes.allocate_order import allocate_order
from domain.processes.authorize_payment import authorize_payment
from domain.processes.cancel_order import CancelLine, cancel_order
from domain.processes.capture_payment import capture_payment
from domain.processes.decide_return import approve_return, decline_return
from domain.processes.expire_order import expire_order
from domain.processes.hold_order import hold_order, release_order_hold
from domain.processes.order_request import LineRequest, TenderRequest
from domain.processes.place_order import place_order
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.processes.record_shipment_event import record_shipment_event
from domain.processes.refund_payment import refund_payment
from domain.processes.request_return import ReturnLineRequest, request_return
from domain.processes.settle_payment import settle_transaction
from domain.processes.ship_fulfillment_order import ShipLine, ship_fulfillment_order
from domain.processes.void_payment import void_payment
from domain.returns.models import ReturnDisposition
from domain.shipments.models import ShipmentStatus
from tests.factories.orders import request
from tests.factories.shop import PLACES, PRICES, Shop
from tests.fakes.gateway import APPROVE, DECLINE, LOST, SILENCE, FakeGateway

VERBS = (
    "place", "authorize", "settle", "settle", "settle", "capture", "capture", "refund", "void",
    "hold", "release", "release", "cancel", "wait", "expire", "adjust", "allocate", "allocate",
    "ship", "ship", "ship", "report", "report", "report", "ask_back", "decide", "take_back",
)  # fmt: skip
"What `Life` can do, as often as it makes for lives that get somewhere."

Row = Mapping[str, Any]


class Life:
    """Acts at random in a shop, repeatably: all chance comes from `chance`."""

    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self.shop = shop
        self.chance = chance
        self.gateway = FakeGateway()

    async def _one(self, query: str, *args: Any) -> Row | None:
        rows = await self.shop.rows(query, *args)
        return self.chance.choice(rows) if rows else None

    async def _order(self) -> Row | None:
        return await self._one("SELECT * FROM orders ORDER BY serial")

    def _some(self, rows: list[Row], most: str) -> list[tuple[Row, int]]:
        """Some of the rows, with a quantity that is mostly possible."""
        chosen = [row for row in rows if self.chance.random() < 0.7] or rows[:1]
        return [(row, self.chance.randint(1, max(1, row[most]))) for row in chosen]

    def _money(self, minor: int) -> Decimal:
        return Decimal(max(1, minor)) / 100

    # ------------------------------------------------------------ placing and paying

    async def place(self) -> None:
        """An order of one to three lines, with terms and tenders as they come."""
        chance = self.chance
        lines = [
            LineRequest(
                sku=chance.choice(list(PRICES)),
                quantity=chance.randint(1, 4),
                discount_total=self._money(chance.randint(1, 500)) if chance.random() < 0.4 else None,
                tax_total=self._money(chance.randint(1, 500)) if chance.random() < 0.4 else None,
                location=chance.choice(list(PLACES)) if chance.random() < 0.1 else None,
                backorder=chance.random() < 0.1,
            )
            for _ in range(chance.randint(1, 3))
        ]
        tenders = [
            TenderRequest(
                gateway=chance.choice(["manual", "test"]),
                token="ok",
                amount=self._money(chance.randint(1, 3000)) if chance.random() < 0.3 else None,
            )
            for _ in range(chance.choice([0, 1, 1, 1, 2]))
        ]
        shipping = self._money(chance.randint(1, 999)) if chance.random() < 0.6 else None
        asked = request(lines, payments=tuple(tenders), shipping_total=shipping)
        await self.shop.do(place_order, request=asked)

    async def authorize(self) -> None:
        """One more tender."""
        if order := await self._order():
            amount = self._money(self.chance.randint(1, 1 + order["total"]))
            gateway = self.chance.choice(["manual", "test"])
            await self.shop.do(authorize_payment, order_id=order["id"], gateway=gateway, amount=amount)

    async def capture(self) -> None:
        """Some or all of a payment."""
        await self._move(capture_payment, "authorized")

    async def refund(self) -> None:
        """Some or all of what a payment took."""
        await self._move(refund_payment, "captured")

    async def _move(self, verb: Any, bound: str) -> None:
        if payment := await self._one("SELECT * FROM payment ORDER BY id"):
            part = self._money(self.chance.randint(1, 1 + payment[bound]))
            amount = part if self.chance.random() < 0.5 else None
            await self.shop.do(verb, payment_id=payment["id"], amount=amount)

    async def void(self) -> None:
        """Let go of a payment."""
        if payment := await self._one("SELECT * FROM payment ORDER BY id"):
            await self.shop.do(void_payment, payment_id=payment["id"])

    async def settle(self) -> None:
        """The gateway is asked about something and answers as it likes."""
        intent = await self._one(
            "SELECT id FROM payment_transaction WHERE status = 'PENDING' ORDER BY id"
        )
        if intent:
            self.gateway.script = [
                self.chance.choice([APPROVE, APPROVE, APPROVE, DECLINE, SILENCE, LOST])
            ]
            await settle_transaction(
                self.shop.database,
                transaction_id=intent["id"],
                gateways=GatewayRegistry(ManualGateway(), self.gateway),
                patience=5,
                clock=self.shop.clock,
            )

    async def wait(self) -> None:
        """Time passes."""
        minutes = self.chance.choice([1, 10, 31])
        self.shop.clock.set(self.shop.clock.now() + timedelta(minutes=minutes))

    async def expire(self) -> None:
        """The sweeper looks at an order."""
        if order := await self._order():
            await self.shop.do(expire_order, order_id=order["id"])

    # ------------------------------------------------------------ holding and cancelling

    async def hold(self) -> None:
        """Wait for a while."""
        if order := await self._order():
            await self.shop.do(hold_order, order_id=order["id"], reason="Fraud check")

    async def release(self) -> None:
        """Go on."""
        if order := await self._one("SELECT id FROM orders WHERE on_hold ORDER BY serial"):
            await self.shop.do(release_order_hold, order_id=order["id"])

    async def cancel(self) -> None:
        """All of an order or some of it."""
        if order := await self._order():
            lines = None
            if self.chance.random() < 0.7:
                rows = await self.shop.lines(order["id"])
                lines = [CancelLine(row["id"], units) for row, units in self._some(rows, "quantity")]
            await self.shop.do(cancel_order, order_id=order["id"], reason="Mood", lines=lines)

    # ------------------------------------------------------------ stock and parcels

    async def allocate(self) -> None:
        """Source an order."""
        if order := await self._order():
            await self.shop.do(allocate_order, order_id=order["id"])

    async def ship(self) -> None:
        """All or some of what a location has to send."""
        if work := await self._one("SELECT * FROM fulfillment_order ORDER BY id"):
            lines = None
            if self.chance.random() < 0.5:
                rows = await self.shop.rows(
                    "SELECT * FROM fulfillment_order_line WHERE fulfillment_order_id = $1 ORDER BY id",
                    work["id"],
                )
                lines = [ShipLine(row["id"], units) for row, units in self._some(rows, "quantity")]
            await self.shop.do(
                ship_fulfillment_order,
                fulfillment_order_id=work["id"],
                carrier="DHL",
                tracking_number=self.chance.choice([None, "JJD1"]),
                lines=lines,
            )

    async def report(self) -> None:
        """A carrier says something, sooner or later than it happened."""
        if parcel := await self._one("SELECT id FROM shipment ORDER BY id"):
            ago = timedelta(minutes=self.chance.choice([0, 0, 5, 40]))
            status = self.chance.choice([*ShipmentStatus, *[ShipmentStatus.DELIVERED] * 6])
            await self.shop.do(
                record_shipment_event,
                shipment_id=parcel["id"],
                status=status,
                occurred_at=self.shop.clock.now() - ago,
            )

    async def adjust(self) -> None:
        """Stock comes or goes."""
        await self.shop.do(
            adjust_stock,
            sku=self.chance.choice(list(PRICES)),
            location_code=self.chance.choice(list(PLACES)),
            delta=self.chance.choice([-3, -1, 1, 2, 6]),
            reason="Count",
        )

    # ------------------------------------------------------------ returns

    async def ask_back(self) -> None:
        """A customer wants to send something back."""
        order = await self._one(
            "SELECT id FROM orders WHERE fulfillment_status <> 'UNFULFILLED' ORDER BY serial"
        )
        if order:
            rows = await self.shop.lines(order["id"])
            lines = [
                ReturnLineRequest(row["id"], units, "Too blue")
                for row, units in self._some(rows, "shipped_quantity")
            ]
            await self.shop.do(request_return, order_id=order["id"], lines=lines)

    async def decide(self) -> None:
        """Staff decide about a return, mostly kindly."""
        if asked := await self._one("SELECT id FROM order_return ORDER BY id"):
            if self.chance.random() < 0.8:
                await self.shop.do(approve_return, return_id=asked["id"])
            else:
                await self.shop.do(decline_return, return_id=asked["id"], reason="Worn")

    async def take_back(self) -> None:
        """Goods arrive at the dock."""
        back = await self._one(
            "SELECT id FROM order_return WHERE status NOT IN ('DECLINED', 'RESOLVED') ORDER BY id"
        )
        if back:
            rows = await self.shop.rows(
                "SELECT * FROM return_line WHERE return_id = $1 ORDER BY id", back["id"]
            )
            lines = [
                ReceiptLine(row["id"], units, self.chance.choice(list(ReturnDisposition)))
                for row, units in self._some(rows, "quantity")
            ]
            await self.shop.do(
                receive_return,
                return_id=back["id"],
                location_code=self.chance.choice(list(PLACES)),
                lines=lines,
                refund=self.chance.random() < 0.7,
                refund_shipping=self.chance.random() < 0.3,
            )
