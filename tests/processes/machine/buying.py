"""Suppliers are ordered from, change their minds, and deliver more, less and broken things."""

from datetime import timedelta

from domain.inventory.dock import ReceivedLine
from domain.processes.order_from_suppliers import order_from_suppliers
from domain.processes.record_supplier_shipment import SentLine, record_supplier_shipment
from domain.purchasing.drafting import LineTerms, create_purchase_order, update_purchase_order
from domain.purchasing.receiving import receive_purchase_order
from domain.purchasing.service import (
    cancel_purchase_order,
    close_purchase_order,
    confirm_purchase_order,
    submit_purchase_order,
)
from tests.factories.buying import COSTS, dropshipper, purchase_lines, supplier
from tests.factories.shop import PLACES
from tests.processes.machine.life import Area, Life, Row


async def _purchase(life: Life) -> Row | None:
    return await life.one("SELECT id, status FROM purchase_order ORDER BY number")


def _terms(life: Life) -> list[LineTerms]:
    skus = life.chance.sample(list(COSTS), life.chance.randint(1, 3))
    day = life.shop.clock.now() + timedelta(days=life.chance.randint(1, 9))
    return [
        LineTerms(
            sku,
            quantity=life.chance.randint(0, 8),
            expected_at=day if life.chance.random() < 0.3 else None,
        )
        for sku in skus
    ]


async def buy(life: Life) -> None:
    """Get to know a supplier, or draft an order to the one that is known."""
    found = await life.one("SELECT id FROM supplier WHERE location_id IS NULL")
    if found is None:
        await supplier(life.shop, over_tolerance_percent=25)
        return
    await life.shop.do(
        create_purchase_order,
        supplier_id=found["id"],
        location_code=life.chance.choice(list(PLACES)),
        lines=_terms(life),
    )


async def agree(life: Life) -> None:
    """The supplier is told, or agrees."""
    if order := await _purchase(life):
        verb = submit_purchase_order if order["status"] == "DRAFT" else confirm_purchase_order
        await life.shop.do(verb, purchase_order_id=order["id"])


async def rewrite(life: Life) -> None:
    """Other lines, other quantities, other dates."""
    if order := await _purchase(life):
        day = life.shop.clock.now() + timedelta(days=life.chance.randint(1, 9))
        await life.shop.do(
            update_purchase_order,
            purchase_order_id=order["id"],
            lines=_terms(life),
            expected_at=day if life.chance.random() < 0.5 else None,
        )


async def take_in(life: Life) -> None:
    """Something arrives: good, broken, too much, or never."""
    if order := await _purchase(life):
        lines = [
            ReceivedLine(
                row["id"],
                quantity=units,
                damaged_quantity=life.chance.choice([0, 0, 1, 2]),
                short_quantity=life.chance.choice([0, 0, 0, 1]),
            )
            for row, units in life.some(await purchase_lines(life.shop, order["id"]), "quantity")
        ]
        await life.shop.do(
            receive_purchase_order,
            purchase_order_id=order["id"],
            lines=lines,
            accept_over=life.chance.random() < 0.3,
        )


async def give_up(life: Life) -> None:
    """An order is called off, or what is missing is not waited for."""
    if order := await _purchase(life):
        if life.chance.random() < 0.5:
            await life.shop.do(cancel_purchase_order, purchase_order_id=order["id"], reason="Mood")
        else:
            await life.shop.do(close_purchase_order, purchase_order_id=order["id"])


async def outsource(life: Life) -> None:
    """A supplier hears what it is to send, or changes that; some are told for nothing."""
    known = await life.one("SELECT 1 FROM supplier WHERE location_id IS NOT NULL")
    if known is None:
        await dropshipper(life.shop, units={"MUG": 6, "OAK": 6})
    elif order := await life.order():
        await life.shop.do(order_from_suppliers, order_id=order["id"])


async def send(life: Life) -> None:
    """A supplier sends all it has to send, or some."""
    order = await life.one(
        "SELECT id FROM purchase_order WHERE fulfillment_order_id IS NOT NULL ORDER BY number"
    )
    if order:
        lines = None
        if life.chance.random() < 0.5:
            rows = await purchase_lines(life.shop, order["id"])
            lines = [SentLine(row["id"], units) for row, units in life.some(rows, "quantity")]
        await life.shop.do(
            record_supplier_shipment,
            purchase_order_id=order["id"],
            carrier="DHL",
            tracking_number=life.chance.choice([None, "JJD2"]),
            lines=lines,
        )


AREA = Area.of({buy: 2, agree: 3, rewrite: 2, take_in: 3, give_up: 1, outsource: 2, send: 2})
