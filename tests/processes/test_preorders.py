"""What is preordered for a date does not leave before it, whether or not it is there already."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.allocation.portions import Portion
from domain.backorders.errors import PreorderNotDue
from domain.backorders.models import BackorderKind
from domain.backorders.policies import set_backorder_policy
from domain.processes.ship_fulfillment_order import ship_fulfillment_order
from domain.processes.situations import situations_by_order_ids
from domain.processes.work_situations import situations_by_work_ids
from tests.factories.orders import allocated, placed, work
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.shop import MORNING, Shop

RELEASE = MORNING + timedelta(days=9)


async def preorder(shop: Shop, sku: str, **terms: Any) -> None:
    terms = {"kind": BackorderKind.PREORDER, "available_on": RELEASE} | terms
    await shop.do(set_backorder_policy, sku=sku, channel="web", **terms)


async def ship(shop: Shop, piece: UUID, **how: Any) -> None:
    await shop.do(ship_fulfillment_order, fulfillment_order_id=piece, carrier="DHL", **how)


async def test_what_came_early_waits_for_its_date(shop: Shop) -> None:
    await preorder(shop, "MUG")
    (piece,) = await allocated(shop, await placed(shop, {"MUG": 2}))
    path = ("input", "fulfillmentOrderId")
    async with refused(shop.database, PreorderNotDue, path=path) as refusal:
        await ship(shop, piece)
    assert (refusal.value.sku, refusal.value.available_on) == ("MUG", RELEASE)
    assert RELEASE.isoformat() in refusal.value.message
    shop.clock.set(RELEASE)
    await ship(shop, piece)
    assert await shop.counters("MUG", "BER") == (8, 0, 0, 0)
    await prove(shop.database)


async def test_what_is_not_preordered_leaves_by_itself(shop: Shop) -> None:
    await preorder(shop, "MUG")
    order_id = await placed(shop, {"MUG": 1, "CAP": 1})
    (piece,) = await allocated(shop, order_id)
    lines = {line["sku"]: Portion(line["id"], 1) for line in await work(shop, order_id)}
    async with refused(shop.database, PreorderNotDue, path=("input", "lines")):
        await ship(shop, piece, lines=list(lines.values()))
    await ship(shop, piece, lines=[lines["CAP"]])
    assert (await shop.level("CAP", "BER"))["on_hand"] == 0
    assert (await shop.level("MUG", "BER"))["on_hand"] == 10


async def test_the_date_of_the_moment_decides(shop: Shop) -> None:
    """It may be moved, and it is of one channel only."""
    await preorder(shop, "MUG")
    (piece,) = await allocated(shop, await placed(shop, {"MUG": 1}))
    await preorder(shop, "MUG", kind=BackorderKind.BACKORDER, available_on=None)
    await ship(shop, piece)
    assert (await shop.level("MUG", "BER"))["on_hand"] == 9


async def test_shipping_is_advertised_from_the_date_on(shop: Shop) -> None:
    await preorder(shop, "MUG")
    order_id = await placed(shop, {"MUG": 2})
    (piece,) = await allocated(shop, order_id)
    await allocated(shop, await placed(shop, {"TEE": 3}))
    async with shop.database.read() as read:
        for at, due in ((MORNING, 0), (RELEASE, 2)):
            order = (await situations_by_order_ids(read, [order_id], at=at))[order_id]
            assert (order.shippable, order.in_work) == (due, 2)
            assert (await situations_by_work_ids(read, [piece], at=at))[piece].due == due
