"""The shelf holds less than the books: the books follow, and the order gets its units from elsewhere."""

from typing import Any
from uuid import UUID

import pytest

from domain.allocation.portions import Portion
from domain.kernel.errors import IllegalTransition, InvalidInput
from domain.notifications.messages import WORDING
from domain.processes.hold_fulfillment_order import hold_fulfillment_order
from domain.processes.order_request import LineRequest
from domain.processes.report_short_pick import report_short_pick
from domain.processes.ship_fulfillment_order import ship_fulfillment_order
from jobs.reactions import REACTIONS
from tests.factories.orders import allocated, placed, work
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.rows import execute
from tests.factories.shop import Shop


async def missing(shop: Shop, order_id: UUID, units: int, *, location: str = "BER") -> UUID:
    """So many units of the location's work are not on its shelf; the work's id."""
    (line,) = [row for row in await work(shop, order_id) if row["location"] == location]
    await shop.do(
        report_short_pick,
        fulfillment_order_id=line["fulfillment_order_id"],
        lines=[Portion(line["id"], units)],
        reason="The box was empty",
    )
    found: UUID = line["fulfillment_order_id"]
    return found


async def facts(shop: Shop) -> dict[str, Any]:
    (row,) = await shop.rows(
        """SELECT (facts->>'resourced')::int AS resourced, (facts->>'backordered')::int AS backordered
           FROM event WHERE type = 'fulfillment_order.short_picked'"""
    )
    return dict(row)


async def test_what_is_missing_comes_from_elsewhere(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 4})
    await allocated(shop, order_id)
    await missing(shop, order_id, 3)
    rows = [(row["location"], row["quantity"]) for row in await work(shop, order_id)]
    assert sorted(rows) == [("BER", 1), ("HAM", 3)]
    assert await shop.counters("MUG", "BER") == (7, 0, 1, 0)
    assert await shop.counters("MUG", "HAM") == (5, 0, 3, 0)
    assert (await shop.movements("MUG", "BER"))[-2:] == [("RELEASE", 3), ("ADJUST", -3)]
    (adjusted,) = await shop.rows("SELECT reason, actor FROM stock_movement WHERE kind = 'ADJUST'")
    assert (adjusted["reason"], adjusted["actor"]) == (
        "The box was empty",
        "staff:ana@waybill.example",
    )
    assert await facts(shop) == {"resourced": 3, "backordered": 0}
    decisions = await shop.rows("SELECT occasion, outcome FROM allocation_decision ORDER BY number")
    assert [tuple(row.values()) for row in decisions] == [
        ("ALLOCATION", "SOURCED"),
        ("SHORT_PICK", "SOURCED"),
    ]
    assert (await shop.order(order_id))["allocation_status"] == "ALLOCATED"
    await prove(shop.database)


async def test_what_nobody_has_waits_on_backorder_and_is_filled_when_it_comes(shop: Shop) -> None:
    order_id = await placed(shop, {"CAP": 1})
    await allocated(shop, order_id)
    work_id = await missing(shop, order_id, 1)
    (line,) = await shop.lines(order_id)
    assert (line["allocated_quantity"], line["backordered_quantity"]) == (0, 1)
    (ended,) = await shop.rows("SELECT status FROM fulfillment_order WHERE id = $1", work_id)
    assert ended["status"] == "CANCELLED"
    assert await shop.counters("CAP", "BER") == (0, 0, 0, 0)
    assert await facts(shop) == {"resourced": 0, "backordered": 1}
    (decision,) = await shop.rows("SELECT outcome, waits FROM allocation_decision WHERE number = 2")
    assert (decision["outcome"], decision["waits"]) == ("WAITING", True)
    assert (await shop.order(order_id))["allocation_status"] == "BACKORDERED"
    await shop.stock("CAP", "MUC", 1)
    await allocated(shop, order_id)
    assert [row["location"] for row in await work(shop, order_id)] == ["MUC"]
    await prove(shop.database)


async def test_the_same_location_is_not_asked_again(shop: Shop) -> None:
    await execute(shop.database, "UPDATE location SET active = false WHERE code = 'HAM'")
    order_id = await placed(shop, {"MUG": 4})
    await allocated(shop, order_id)
    await missing(shop, order_id, 2)
    assert await facts(shop) == {"resourced": 0, "backordered": 2}
    await prove(shop.database)


async def test_a_pinned_line_waits_for_its_location(shop: Shop) -> None:
    order_id = await placed(shop, [LineRequest(sku="MUG", quantity=2, location="BER")])
    await allocated(shop, order_id)
    await missing(shop, order_id, 1)
    assert await facts(shop) == {"resourced": 0, "backordered": 1}
    await prove(shop.database)


async def test_the_customer_hears_of_it(shop: Shop) -> None:
    assert "notify_customer" in REACTIONS["fulfillment_order.short_picked"]
    assert "fulfillment_order.short_picked" in WORDING


@pytest.mark.parametrize("status", ["PICKING", "PACKED"])
async def test_it_is_noticed_while_picking_and_packing(shop: Shop, status: str) -> None:
    order_id = await placed(shop, {"MUG": 4})
    await allocated(shop, order_id)
    await execute(shop.database, f"UPDATE fulfillment_order SET status = '{status}'")
    await missing(shop, order_id, 4)
    assert [(row["location"], row["status"]) for row in await work(shop, order_id)] == [("HAM", "OPEN")]
    await prove(shop.database)


async def test_what_is_held_over_or_more_than_open_is_refused(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 4})
    (work_id,) = await allocated(shop, order_id)
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")):
        await missing(shop, order_id, 5)
    await shop.do(hold_fulfillment_order, fulfillment_order_id=work_id, reason="Wet floor")
    async with refused(shop.database, IllegalTransition):
        await missing(shop, order_id, 1)
    shipped = await placed(shop, {"MUG": 1})
    (done,) = await allocated(shop, shipped)
    (line,) = await work(shop, shipped)
    await shop.do(ship_fulfillment_order, fulfillment_order_id=done, carrier="DHL")
    async with refused(shop.database, IllegalTransition):
        await shop.do(
            report_short_pick,
            fulfillment_order_id=done,
            lines=[Portion(line["id"], 1)],
            reason="Gone",
        )
