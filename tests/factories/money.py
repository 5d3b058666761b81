"""Payments of orders, in every stage."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.processes.authorize_payment import authorize_payment
from domain.processes.capture_payment import capture_payment
from tests.factories.orders import Lines, placed
from tests.factories.shop import Shop


async def authorized(shop: Shop, order_id: UUID, amount: str, *, gateway: str = "manual") -> UUID:
    """A tender for an order; the payment's id."""
    payment = await shop.do(
        authorize_payment, order_id=order_id, gateway=gateway, amount=Decimal(amount)
    )
    return payment.id


async def payment_ids(shop: Shop, order_id: UUID) -> list[UUID]:
    """The order's payments, in order."""
    rows = await shop.rows("SELECT id FROM payment WHERE order_id = $1 ORDER BY position", order_id)
    return [row["id"] for row in rows]


async def captured(shop: Shop, order_id: UUID) -> None:
    """All that is authorised is captured."""
    for payment_id in await payment_ids(shop, order_id):
        await shop.do(capture_payment, payment_id=payment_id)


async def paid(shop: Shop, lines: Lines, **fields: Any) -> UUID:
    """An order whose money has been captured."""
    order_id = await placed(shop, lines, **fields)
    await captured(shop, order_id)
    return order_id


async def money(shop: Shop, order_id: UUID) -> dict[str, int]:
    """What the order is worth, took and gave back, in minor units."""
    order = await shop.order(order_id)
    return {
        "total": order["total"],
        "captured": order["captured_total"],
        "refunded": order["refunded_total"],
    }


async def payments(shop: Shop, order_id: UUID) -> list[Mapping[str, Any]]:
    """The order's payments as they are now."""
    return await shop.rows("SELECT * FROM payment WHERE order_id = $1 ORDER BY position", order_id)


async def ledger(shop: Shop, order_id: UUID) -> list[tuple[str, str, int]]:
    """(kind, status, amount) of every transaction of the order, in order."""
    rows = await shop.rows(
        "SELECT kind, status, amount FROM payment_transaction WHERE order_id = $1 ORDER BY id",
        order_id,
    )
    return [(row["kind"], row["status"], row["amount"]) for row in rows]
