"""Every decision is kept with its reasons; what waits is looked at again by itself."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.allocation.decisions import MOST_CANDIDATES, MOST_DECISIONS
from domain.inventory.service import StockReceipt, create_location, receive_stock
from domain.kernel.errors import InsufficientStock
from domain.processes.allocate_order import allocate_order
from domain.processes.cancel_order import cancel_order
from tests.factories.orders import allocated, placed, work
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.rows import execute
from tests.factories.shop import Shop


async def decisions(shop: Shop, order_id: UUID) -> list[Mapping[str, Any]]:
    return await shop.rows(
        """SELECT *, detail::text FROM allocation_decision WHERE order_id = $1 ORDER BY number""",
        order_id,
    )


async def candidates(shop: Shop, order_id: UUID) -> dict[str, tuple[str, int, list[str]]]:
    """Code → (outcome, units, reasons in words) of the newest decision."""
    rows = await shop.rows(
        """
        SELECT l.code, c->>'outcome' AS outcome, (c->>'units')::int AS units,
               ARRAY(SELECT r->>1 FROM jsonb_array_elements(c->'reasons') r) AS reasons
        FROM (SELECT * FROM allocation_decision WHERE order_id = $1 ORDER BY number DESC LIMIT 1) d,
             jsonb_array_elements(d.detail->'candidates') c
        JOIN location l ON l.id = (c->>'location')::uuid
        """,
        order_id,
    )
    return {row["code"]: (row["outcome"], row["units"], row["reasons"]) for row in rows}


async def test_a_decision_says_why_the_others_lost(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2, "TEE": 1})
    await allocated(shop, order_id)
    (decision,) = await decisions(shop, order_id)
    assert (decision["occasion"], decision["outcome"]) == ("ALLOCATION", "SOURCED")
    assert (decision["units"], decision["missing"], decision["exact"]) == (3, 0, True)
    assert decision["policy_id"] is None
    assert decision["decided_by"] == "staff:ana@waybill.example"
    assert await candidates(shop, order_id) == {
        "HAM": ("CHOSEN", 3, []),
        "BER": ("LOST", 0, ["1 short", "would split the order"]),
    }


async def test_an_order_that_waits_keeps_one_decision_and_counts_its_tries(shop: Shop) -> None:
    order_id = await placed(shop, {"OAK": 3})
    async with refused(shop.database, InsufficientStock):
        await shop.do(allocate_order, order_id=order_id)
    for _ in range(3):
        await shop.do(allocate_order, order_id=order_id, waits=True)
    (decision,) = await decisions(shop, order_id)
    assert (decision["outcome"], decision["missing"], decision["tries"]) == ("WAITING", 3, 3)
    assert (await shop.order(order_id))["version"] == 1

    await shop.stock("OAK", "MUC", 2)
    await shop.do(allocate_order, order_id=order_id, waits=True)
    outcomes = [(row["number"], row["outcome"]) for row in await decisions(shop, order_id)]
    assert outcomes == [(1, "WAITING"), (2, "PARTLY_SOURCED")]
    await prove(shop.database)


async def test_decisions_are_bounded_in_size_and_number(shop: Shop) -> None:
    for nth in range(MOST_CANDIDATES + 5):
        place = await shop.do(create_location, code=f"L{nth}", name=f"L{nth}", priority=50 + nth)
        receipt = StockReceipt(shop.products["OAK"].id, place.id, 1)
        await shop.do(receive_stock, receipts=[receipt], reason="Opening")
    order_id = await placed(shop, {"OAK": 200})
    await shop.do(allocate_order, order_id=order_id)
    (decision,) = await decisions(shop, order_id)
    assert decision["considered"] == MOST_CANDIDATES + 5
    assert len(await candidates(shop, order_id)) == MOST_CANDIDATES
    (left_out,) = await shop.rows("SELECT (detail->>'left_out')::int AS n FROM allocation_decision")
    assert left_out["n"] == 5
    for _ in range(MOST_DECISIONS + 3):
        await shop.stock("OAK", "MUC", 1)
        await shop.do(allocate_order, order_id=order_id)
    kept = [row["number"] for row in await decisions(shop, order_id)]
    assert kept == list(range(5, 5 + MOST_DECISIONS))


async def test_a_full_day_holds_the_rest_back_until_the_next(shop: Shop) -> None:
    await execute(shop.database, "UPDATE location SET daily_capacity = 3 WHERE code = 'BER'")
    await execute(shop.database, "UPDATE location SET daily_capacity = 0 WHERE code = 'HAM'")
    order_id = await placed(shop, {"MUG": 7})
    await allocated(shop, order_id)
    assert [(row["location"], row["quantity"]) for row in await work(shop, order_id)] == [("BER", 3)]
    assert await shop.counters("MUG", "BER") == (10, 4, 3, 0)
    (line,) = await shop.lines(order_id)
    assert (line["reserved_quantity"], line["allocated_quantity"]) == (4, 3)
    assert await candidates(shop, order_id) == {
        "BER": ("CHOSEN", 3, []),
        "HAM": ("REFUSED", 0, ["the day's capacity of 0 is given out"]),
    }
    (decision,) = await decisions(shop, order_id)
    midnight = shop.clock.now().replace(hour=0) + timedelta(days=1)
    assert (decision["outcome"], decision["retry_at"]) == ("PARTLY_SOURCED", midnight)
    await prove(shop.database)

    with pytest.raises(InsufficientStock):
        await shop.do(allocate_order, order_id=order_id)
    shop.clock.set(midnight)
    await allocated(shop, order_id)
    assert sorted(row["quantity"] for row in await work(shop, order_id)) == [3, 3]
    await prove(shop.database)


async def test_cancelled_units_make_room_in_the_day(shop: Shop) -> None:
    await execute(shop.database, "UPDATE location SET daily_capacity = 2 WHERE code = 'BER'")
    first = await placed(shop, {"CAP": 1})
    second = await placed(shop, {"MUG": 2})
    await allocated(shop, first)
    await execute(shop.database, "UPDATE location SET daily_capacity = 0 WHERE code = 'HAM'")
    await allocated(shop, second)
    assert [row["quantity"] for row in await work(shop, second)] == [1]
    await shop.do(cancel_order, order_id=first, reason="Changed their mind")
    await allocated(shop, second)
    assert [row["quantity"] for row in await work(shop, second)] == [2]
    await prove(shop.database)


async def test_stock_of_another_channel_is_named_and_not_taken(shop: Shop) -> None:
    order_id = await placed(shop, {"OAK": 1})
    await shop.stock("OAK", "BER", 1)
    await execute(shop.database, "UPDATE location SET serves_every_channel = false WHERE code = 'BER'")
    await shop.do(allocate_order, order_id=order_id, waits=True)
    assert await candidates(shop, order_id) == {
        "BER": ("REFUSED", 0, ["does not serve the channel"]),
    }
    assert await shop.counters("OAK", "BER") == (1, 0, 0, 0)
