"""Carts that hold stock."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.holds.rules import HoldLimits
from domain.kernel.actor import Actor
from domain.processes.hold_stock import HoldItem, hold_stock
from tests.factories.people import STAFF
from tests.factories.rows import fetch_one
from tests.factories.shop import Shop

LIMITS = HoldLimits()


async def held(shop: Shop, cart: Mapping[str, int], *, actor: Actor = STAFF, **fields: Any) -> UUID:
    """A hold of ``{"MUG": 2}``; its id."""
    items = [HoldItem(sku=sku, quantity=quantity) for sku, quantity in cart.items()]
    asked = {"channel": "web", "items": items, "limits": LIMITS} | fields
    return (await shop.act(actor, hold_stock, **asked)).id


async def hold_row(shop: Shop, hold_id: UUID) -> Mapping[str, Any]:
    """The hold as it is now."""
    return await fetch_one(shop.database, "SELECT * FROM stock_hold WHERE id = $1", hold_id)


def wait(shop: Shop, minutes: float) -> None:
    """Time passes."""
    shop.clock.set(shop.clock.now() + timedelta(minutes=minutes))
