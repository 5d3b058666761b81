"""Work moves, splits, merges, waits and turns out to be short."""

from domain.allocation.portions import Portion
from domain.processes.hold_fulfillment_order import (
    hold_fulfillment_order,
    release_fulfillment_order,
)
from domain.processes.move_fulfillment_order import move_fulfillment_order
from domain.processes.report_short_pick import report_short_pick
from domain.processes.split_fulfillment_order import (
    merge_fulfillment_orders,
    split_fulfillment_order,
)
from tests.factories.shop import PLACES
from tests.processes.machine.life import Area, Life, Row

_WORK = "SELECT * FROM fulfillment_order WHERE status NOT IN ('SHIPPED', 'CANCELLED') ORDER BY id"


async def _portions(life: Life, work: Row) -> list[Portion]:
    rows = await life.shop.rows(
        "SELECT * FROM fulfillment_order_line WHERE fulfillment_order_id = $1 ORDER BY id",
        work["id"],
    )
    return [Portion(row["id"], units) for row, units in life.some(rows, "quantity")]


async def move_work(life: Life) -> None:
    """Another location does it, or a part of it."""
    if work := await life.one(_WORK):
        await life.shop.do(
            move_fulfillment_order,
            fulfillment_order_id=work["id"],
            location_code=life.chance.choice(list(PLACES)),
            reason="Flood",
            lines=await _portions(life, work) if life.chance.random() < 0.5 else None,
        )


async def split_work(life: Life) -> None:
    """Some of it leaves by itself."""
    if work := await life.one(_WORK):
        await life.shop.do(
            split_fulfillment_order,
            fulfillment_order_id=work["id"],
            lines=await _portions(life, work),
        )


async def merge_work(life: Life) -> None:
    """Two of an order leave together."""
    pair = await life.one(
        """SELECT a.id AS first, b.id AS second FROM fulfillment_order a
           JOIN fulfillment_order b ON b.order_id = a.order_id AND b.id <> a.id
           WHERE a.status = 'OPEN' AND b.status = 'OPEN' ORDER BY a.id, b.id"""
    )
    if pair:
        await life.shop.do(
            merge_fulfillment_orders, fulfillment_order_ids=[pair["first"], pair["second"]]
        )


async def hold_work(life: Life) -> None:
    """It waits."""
    if work := await life.one(_WORK):
        await life.shop.do(hold_fulfillment_order, fulfillment_order_id=work["id"], reason="Wet floor")


async def release_work(life: Life) -> None:
    """It goes on."""
    if work := await life.one("SELECT * FROM fulfillment_order WHERE status = 'ON_HOLD' ORDER BY id"):
        await life.shop.do(release_fulfillment_order, fulfillment_order_id=work["id"])


async def pick_short(life: Life) -> None:
    """The shelf holds less than the books."""
    if work := await life.one(_WORK):
        await life.shop.do(
            report_short_pick,
            fulfillment_order_id=work["id"],
            lines=await _portions(life, work),
            reason="Not there",
        )


AREA = Area.of(
    {move_work: 1, split_work: 2, merge_work: 2, hold_work: 1, release_work: 2, pick_short: 1}
)
