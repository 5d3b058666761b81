"""Work moves, splits, merges, waits and goes on; a unit is in one place, a refusal changes nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from domain.allocation.portions import Portion
from domain.kernel.errors import (
    IllegalTransition,
    InsufficientStock,
    InvalidInput,
    NotFound,
    Shortage,
    VersionConflict,
)
from domain.processes.hold_fulfillment_order import (
    hold_fulfillment_order,
    release_fulfillment_order,
)
from domain.processes.hold_order import hold_order, release_order_hold
from domain.processes.move_fulfillment_order import move_fulfillment_order
from domain.processes.order_request import LineRequest
from domain.processes.ship_fulfillment_order import ship_fulfillment_order
from domain.processes.split_fulfillment_order import (
    merge_fulfillment_orders,
    split_fulfillment_order,
)
from tests.factories.orders import allocated, placed, work
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.rows import execute
from tests.factories.shop import Shop

NOBODY = UUID(int=1)


async def in_berlin(shop: Shop, lines: dict[str, int]) -> tuple[UUID, UUID, list[Mapping[str, Any]]]:
    """An order whose work is Berlin's: its id, the work's id, and the work's lines."""
    order_id = await placed(shop, lines)
    (work_id,) = await allocated(shop, order_id)
    rows = await work(shop, order_id)
    assert {row["location"] for row in rows} == {"BER"}
    return order_id, work_id, rows


async def places(shop: Shop, order_id: UUID) -> list[tuple[str, str, str, int]]:
    """(number's end, location, status, units) of all open work."""
    return [
        (row["number"][-2:], row["location"], row["status"], row["quantity"])
        for row in await work(shop, order_id)
        if row["quantity"]
    ]


async def move(shop: Shop, work_id: UUID, to: str = "HAM", **given: Any) -> UUID:
    _, target = await shop.do(
        move_fulfillment_order,
        fulfillment_order_id=work_id,
        location_code=to,
        reason="Berlin is flooded",
        **given,
    )
    return target.id


async def test_work_moves_whole_and_the_old_one_is_over(shop: Shop) -> None:
    order_id, work_id, _ = await in_berlin(shop, {"MUG": 3})
    await move(shop, work_id)
    assert await places(shop, order_id) == [("F2", "HAM", "OPEN", 3)]
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 0, 3, 0)
    assert (await shop.movements("MUG", "BER"))[-1] == ("RELEASE", 3)
    assert (await shop.movements("MUG", "HAM"))[-1] == ("ALLOCATE", 3)
    (gone,) = await shop.rows("SELECT status FROM fulfillment_order WHERE id = $1", work_id)
    assert gone["status"] == "CANCELLED"
    assert {"fulfillment_order.moved", "fulfillment_order.opened"} <= set(
        (await shop.events(order_id))[-3:]
    )
    await prove(shop.database)


async def test_a_part_moves_and_joins_open_work_there(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 10, "TEE": 1})
    await execute(shop.database, "UPDATE location SET daily_capacity = 50 WHERE code = 'HAM'")
    await allocated(shop, order_id)
    ((berlin, line),) = [
        (row["fulfillment_order_id"], row["id"])
        for row in await work(shop, order_id)
        if row["location"] == "BER"
    ]
    await move(shop, berlin, lines=[Portion(line, 4)])
    assert sorted(await places(shop, order_id)) == [
        ("F1", "BER", "OPEN", 6),
        ("F2", "HAM", "OPEN", 1),
        ("F2", "HAM", "OPEN", 4),
    ]
    await prove(shop.database)


async def test_a_move_is_all_or_nothing(shop: Shop) -> None:
    _, work_id, (line,) = await in_berlin(shop, {"MUG": 6})
    async with refused(shop.database, InsufficientStock, path=("input", "locationCode")) as refusal:
        await move(shop, work_id)
    assert refusal.value.shortages == (Shortage("MUG", 6, 5),)
    async with refused(shop.database, InsufficientStock):
        await move(shop, work_id, "MUC")
    await move(shop, work_id, lines=[Portion(line["id"], 5)])
    await prove(shop.database)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE location SET active = false WHERE code = 'HAM'",
        "UPDATE location SET serves_every_channel = false WHERE code = 'HAM'",
        "UPDATE location SET daily_capacity = 2 WHERE code = 'HAM'",
    ],
)
async def test_work_does_not_move_to_where_it_could_not_have_gone(shop: Shop, change: str) -> None:
    _, work_id, _ = await in_berlin(shop, {"MUG": 3})
    await execute(shop.database, change)
    async with refused(shop.database, InvalidInput, path=("input", "locationCode")):
        await move(shop, work_id)


async def test_a_pinned_line_stays_where_it_must_ship_from(shop: Shop) -> None:
    order_id = await placed(shop, [LineRequest(sku="MUG", quantity=1, location="BER")])
    (work_id,) = await allocated(shop, order_id)
    async with refused(shop.database, InvalidInput, path=("input", "locationCode")):
        await move(shop, work_id)


async def test_what_cannot_be_is_refused_by_its_part(shop: Shop) -> None:
    order_id, work_id, (line,) = await in_berlin(shop, {"MUG": 3})
    async with refused(shop.database, NotFound, path=("input", "fulfillmentOrderId")):
        await move(shop, NOBODY)
    async with refused(shop.database, NotFound, path=("input", "locationCode")):
        await move(shop, work_id, "MOON")
    async with refused(shop.database, InvalidInput, path=("input", "locationCode")):
        await move(shop, work_id, "BER")
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await move(shop, work_id, lines=[])
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")):
        await move(shop, work_id, lines=[Portion(line["id"], 4)])
    async with refused(shop.database, NotFound, path=("input", "lines", "0", "fulfillmentOrderLineId")):
        await move(shop, work_id, lines=[Portion(NOBODY, 1)])
    version = (await shop.order(order_id))["version"]
    async with refused(shop.database, VersionConflict):
        await move(shop, work_id, expected_version=version - 1)


@pytest.mark.parametrize("status", ["PICKING", "PACKED"])
async def test_work_that_somebody_has_begun_does_not_move_split_or_merge(
    shop: Shop, status: str
) -> None:
    _, work_id, (line,) = await in_berlin(shop, {"MUG": 3})
    await execute(shop.database, f"UPDATE fulfillment_order SET status = '{status}'")
    async with refused(shop.database, IllegalTransition):
        await move(shop, work_id)
    async with refused(shop.database, IllegalTransition):
        await split(shop, work_id, [Portion(line["id"], 1)])
    async with refused(shop.database, IllegalTransition):
        await shop.do(hold_fulfillment_order, fulfillment_order_id=work_id, reason="Wait")


async def split(shop: Shop, work_id: UUID, lines: list[Portion]) -> UUID:
    _, part = await shop.do(split_fulfillment_order, fulfillment_order_id=work_id, lines=lines)
    return part.id


async def test_units_are_split_off_and_merged_again(shop: Shop) -> None:
    order_id, work_id, (line,) = await in_berlin(shop, {"MUG": 5})
    before = await shop.movements("MUG", "BER")
    part = await split(shop, work_id, [Portion(line["id"], 2)])
    assert await places(shop, order_id) == [("F1", "BER", "OPEN", 3), ("F2", "BER", "OPEN", 2)]
    await prove(shop.database)
    _, merged = await shop.do(merge_fulfillment_orders, fulfillment_order_ids=[work_id, part])
    assert merged.id == work_id
    assert await places(shop, order_id) == [("F1", "BER", "OPEN", 5)]
    assert await shop.movements("MUG", "BER") == before
    await prove(shop.database)


async def test_what_has_shipped_stays_with_the_work_it_left_from(shop: Shop) -> None:
    order_id, work_id, (line,) = await in_berlin(shop, {"MUG": 5})
    await shop.do(
        ship_fulfillment_order,
        fulfillment_order_id=work_id,
        carrier="DHL",
        lines=[Portion(line["id"], 2)],
    )
    await move(shop, work_id)
    assert await places(shop, order_id) == [("F2", "HAM", "OPEN", 3)]
    (old,) = await shop.rows("SELECT status FROM fulfillment_order WHERE id = $1", work_id)
    assert old["status"] == "SHIPPED"
    await prove(shop.database)


async def test_a_split_leaves_something_and_a_merge_takes_two_of_one_place(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 12})
    first, second = await allocated(shop, order_id)
    line, _ = await work(shop, order_id)
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await split(shop, line["fulfillment_order_id"], [Portion(line["id"], line["quantity"])])
    async with refused(shop.database, InvalidInput, path=("input", "fulfillmentOrderIds")):
        await shop.do(merge_fulfillment_orders, fulfillment_order_ids=[first, first])
    async with refused(shop.database, InvalidInput, path=("input", "fulfillmentOrderIds", "1")):
        await shop.do(merge_fulfillment_orders, fulfillment_order_ids=[first, second])
    _, other, _ = await in_berlin(shop, {"CAP": 1})
    async with refused(shop.database, NotFound, path=("input", "fulfillmentOrderIds", "1")):
        await shop.do(merge_fulfillment_orders, fulfillment_order_ids=[first, other])


async def hold(shop: Shop, work_id: UUID) -> None:
    await shop.do(hold_fulfillment_order, fulfillment_order_id=work_id, reason="Wet floor")


async def release(shop: Shop, work_id: UUID) -> None:
    await shop.do(release_fulfillment_order, fulfillment_order_id=work_id)


async def test_held_work_does_not_leave_until_it_is_released(shop: Shop) -> None:
    order_id, work_id, _ = await in_berlin(shop, {"MUG": 3})
    await hold(shop, work_id)
    async with unchanged(shop.database):
        await hold(shop, work_id)
    async with refused(shop.database, IllegalTransition):
        await shop.do(ship_fulfillment_order, fulfillment_order_id=work_id, carrier="DHL")
    await release(shop, work_id)
    async with unchanged(shop.database):
        await release(shop, work_id)
    assert await places(shop, order_id) == [("F1", "BER", "OPEN", 3)]
    assert (await shop.events(order_id))[-2:] == [
        "fulfillment_order.held",
        "fulfillment_order.released",
    ]
    await prove(shop.database)


async def test_work_on_hold_by_itself_stays_so_when_its_order_goes_on(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 12})
    first, _ = await allocated(shop, order_id)
    await hold(shop, first)
    await shop.do(hold_order, order_id=order_id, reason="Fraud check")
    async with refused(shop.database, IllegalTransition):
        await release(shop, first)
    await shop.do(release_order_hold, order_id=order_id)
    statuses = await shop.rows("SELECT id = $1 AS held, status FROM fulfillment_order", first)
    assert sorted((row["held"], row["status"]) for row in statuses) == [
        (False, "OPEN"),
        (True, "ON_HOLD"),
    ]
    await release(shop, first)
    assert {status for _, _, status, _ in await places(shop, order_id)} == {"OPEN"}


async def test_held_work_moves_and_stays_on_hold(shop: Shop) -> None:
    order_id, work_id, _ = await in_berlin(shop, {"MUG": 3})
    await hold(shop, work_id)
    target = await move(shop, work_id)
    assert await places(shop, order_id) == [("F2", "HAM", "ON_HOLD", 3)]
    await release(shop, target)
    await shop.do(ship_fulfillment_order, fulfillment_order_id=target, carrier="DHL")
    await prove(shop.database)
