"""Cycle counts: what is expected is frozen, what is found is entered, and the difference posted."""

from datetime import timedelta

from domain.allocation.portions import Portion
from domain.counting.entering import Found
from domain.counting.errors import RecountNeeded
from domain.counting.posting import post_cycle_count
from domain.counting.service import cancel_cycle_count, reopen_cycle_count, submit_cycle_count
from domain.inventory.levels import set_bin
from domain.kernel.errors import (
    IllegalTransition,
    InsufficientStock,
    InvalidInput,
    Shortage,
    VersionConflict,
)
from domain.processes.count_stock import enter_cycle_count
from domain.processes.report_short_pick import report_short_pick
from domain.processes.set_bundle_components import clear_bundle_components
from tests.factories.bundles import bundle, made_of
from tests.factories.buying import supplier
from tests.factories.carts import held, wait
from tests.factories.counting import count_lines, count_row, counted, counting, found, post
from tests.factories.orders import allocated, placed, shipped, work
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def events(shop: Shop) -> list[str]:
    rows = await shop.rows("SELECT type FROM event WHERE type LIKE 'cycle%' ORDER BY id")
    return [row["type"] for row in rows]


async def test_a_location_is_frozen_entered_and_posted_as_one(shop: Shop) -> None:
    await supplier(shop)
    count_id = await counting(shop)
    lines = await count_lines(shop, count_id)
    assert {sku: (line["expected"], line["found"]) for sku, line in lines.items()} == {
        "MUG": (10, None),
        "CAP": (1, None),
    }
    assert (lines["MUG"]["unit_cost"], lines["MUG"]["currency"]) == (400, "EUR")
    await found(shop, count_id, {"MUG": 8, "CAP": 1})
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0), "nothing moves before it is posted"
    await post(shop, count_id)
    assert await shop.counters("MUG", "BER") == (8, 0, 0, 0)
    assert (await shop.movements("MUG", "BER"))[-1] == ("COUNT", -2)
    assert (await shop.movements("CAP", "BER"))[-1] == ("COUNT", 0), "somebody looked, and it was there"
    row = await count_row(shop, count_id)
    assert (row["status"], row["ended_by"]) == ("POSTED", "staff:ana@waybill.example")
    (movement,) = await shop.rows("SELECT * FROM stock_movement WHERE quantity = -2")
    assert (movement["reference"], movement["reason"]) == (row["number"], "Year's end")
    assert await events(shop) == ["cycle_count.started", "cycle_count.posted"]
    async with unchanged(shop.database):
        await post(shop, count_id)
    await prove(shop.database)


async def test_what_is_sold_and_shipped_after_the_entry_does_not_falsify_it(shop: Shop) -> None:
    count_id = await counted(shop, {"MUG": 9}, skus=["MUG"])
    await shipped(shop, await placed(shop, {"MUG": 4}))
    await placed(shop, {"MUG": 2})
    assert await shop.counters("MUG", "BER") == (6, 2, 0, 0)
    await post(shop, count_id)
    assert await shop.counters("MUG", "BER") == (5, 2, 0, 0), "one of ten was missing, four have left"
    await prove(shop.database)


async def test_the_book_of_the_moment_of_entry_counts_not_that_of_the_start(shop: Shop) -> None:
    count_id = await counting(shop, skus=["MUG"])
    await shipped(shop, await placed(shop, {"MUG": 4}))
    await found(shop, count_id, {"MUG": 6})
    line = (await count_lines(shop, count_id))["MUG"]
    assert (line["expected"], line["book_on_hand"]) == (10, 6)
    await post(shop, count_id)
    assert (await shop.movements("MUG", "BER"))[-1] == ("COUNT", 0)
    await prove(shop.database)


async def test_several_people_enter_again_and_again_and_the_latest_stands(shop: Shop) -> None:
    count_id = await counting(shop)
    await found(shop, count_id, {"MUG": 3, "CAP": 1})
    shop.clock.set(shop.clock.now() + timedelta(minutes=5))
    await found(shop, count_id, {"MUG": 11})
    entries = await shop.rows("SELECT found FROM cycle_count_entry ORDER BY counted_at, id")
    assert sorted(row["found"] for row in entries) == [1, 3, 11]
    await post(shop, count_id)
    assert (await shop.level("MUG", "BER"))["on_hand"] == 11
    await prove(shop.database)


async def test_what_nobody_expected_becomes_a_line_and_then_stock(shop: Shop) -> None:
    await supplier(shop)
    count_id = await counted(shop, {"CAP": 1, "TEE": 3, "OAK": 0}, skus=["CAP"])
    line = (await count_lines(shop, count_id))["TEE"]
    assert (line["is_expected"], line["expected"], line["found"]) == (False, 0, 3)
    assert (line["unit_cost"], line["currency"]) == (750, "EUR")
    await post(shop, count_id)
    assert await shop.counters("TEE", "BER") == (3, 0, 0, 0)
    assert await shop.movements("TEE", "BER") == [("COUNT", 3)]
    level = await shop.level("TEE", "BER")
    told = await shop.rows("SELECT 1 FROM outbox WHERE topic = 'stock' AND subject_id = $1", level["id"])
    assert len(told) == 1, "whoever watches it hears"
    posted = await shop.rows("SELECT facts FROM event WHERE type = 'cycle_count.posted'")
    assert [posted[0]["facts"][name] for name in ("lines", "over", "short")] == [2, 3, 0]
    oaks = shop.products["OAK"].id
    assert await shop.rows("SELECT 1 FROM stock_level WHERE product_id = $1", oaks) == []
    await prove(shop.database)


async def test_what_became_a_bundle_after_it_was_found_is_refused_with_all(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1})
    await shop.do(clear_bundle_components, sku="SET")
    count_id = await counted(shop, {"CAP": 0, "SET": 3}, skus=["CAP"])
    await made_of(shop, "SET", {"MUG": 2})
    async with refused(shop.database, InvalidInput):
        await post(shop, count_id)


async def test_bins_and_skus_are_counted_by_themselves(shop: Shop) -> None:
    await shop.do(set_bin, sku="MUG", location_code="BER", bin="A-1")
    await shop.do(set_bin, sku="CAP", location_code="BER", bin="B-7")
    assert list(await count_lines(shop, await counting(shop, bins=["A-1", "Z-9"]))) == ["MUG"]
    named = await count_lines(shop, await counting(shop, skus=["OAK", "CAP"]))
    assert {sku: (line["bin"], line["expected"]) for sku, line in named.items()} == {
        "OAK": ("", 0),
        "CAP": ("B-7", 1),
    }


async def test_an_adjustment_after_the_entry_means_counting_again(shop: Shop) -> None:
    count_id = await counted(shop, {"MUG": 9, "CAP": 1})
    await shop.stock("MUG", "BER", -1)
    async with refused(shop.database, RecountNeeded, path=("input", "cycleCountId")) as refusal:
        await post(shop, count_id)
    assert refusal.value.skus == ("MUG",)
    await found(shop, count_id, {"MUG": 9})
    await post(shop, count_id)
    assert (await shop.movements("MUG", "BER"))[-1] == ("COUNT", 0)
    await prove(shop.database)


async def test_of_two_counts_of_one_level_the_second_must_look_again(shop: Shop) -> None:
    first, second = (
        await counted(shop, {"CAP": 0}, skus=["CAP"]),
        await counted(shop, {"CAP": 2}, skus=["CAP"]),
    )
    await post(shop, first)
    async with refused(shop.database, RecountNeeded) as refusal:
        await post(shop, second)
    assert refusal.value.skus == ("CAP",)
    await found(shop, second, {"CAP": 2})
    await post(shop, second)
    assert (await shop.level("CAP", "BER"))["on_hand"] == 2
    await prove(shop.database)


async def test_what_is_promised_is_not_counted_away(shop: Shop) -> None:
    """Each SKU that lacks units is named with how many are free; staff move the promise, and post."""
    order_id = await placed(shop, {"MUG": 8, "CAP": 1})
    await allocated(shop, order_id)
    count_id = await counted(shop, {"MUG": 7, "CAP": 0})
    async with refused(shop.database, InsufficientStock, path=("input", "cycleCountId")) as refusal:
        await post(shop, count_id)
    assert set(refusal.value.shortages) == {Shortage("MUG", 3, 2), Shortage("CAP", 1, 0)}
    lines = {line["product_id"]: line for line in await work(shop, order_id)}
    short = [
        Portion(lines[shop.products[sku].id]["id"], units) for sku, units in (("MUG", 1), ("CAP", 1))
    ]
    (piece,) = {line["fulfillment_order_id"] for line in lines.values()}
    await shop.do(report_short_pick, fulfillment_order_id=piece, lines=short, reason="Not there")
    async with refused(shop.database, RecountNeeded) as again:
        await post(shop, count_id)
    assert again.value.skus == ("CAP", "MUG"), "the short pick said anew what lies there"
    await found(shop, count_id, {"MUG": 7, "CAP": 0})
    await post(shop, count_id)
    assert await shop.counters("MUG", "BER") == (7, 0, 7, 0)
    await prove(shop.database)


async def test_safety_stock_and_expired_carts_do_not_stand_in_the_way(shop: Shop) -> None:
    await shop.keep_back("MUG", "BER", 9)
    await held(shop, {"CAP": 1}, minutes=5)
    wait(shop, 6)
    count_id = await counted(shop, {"MUG": 2, "CAP": 0})
    await post(shop, count_id)
    assert await shop.counters("MUG", "BER") == (2, 0, 0, 0)
    assert await shop.counters("CAP", "BER") == (0, 0, 0, 0)
    await prove(shop.database)


async def test_uncounted_lines_stand_in_the_way_until_they_are_left(shop: Shop) -> None:
    count_id = await counted(shop, {"MUG": 9})
    async with refused(shop.database, InvalidInput, path=("input", "leaveUncounted")):
        await post(shop, count_id)
    await post(shop, count_id, leave_uncounted=True)
    assert (await shop.level("MUG", "BER"))["on_hand"] == 9
    assert await shop.movements("CAP", "BER") == [("RECEIVE", 1)]
    await prove(shop.database)


async def test_an_entry_is_taken_back(shop: Shop) -> None:
    count_id = await counted(shop, {"MUG": 9, "TEE": 4}, skus=["MUG"])
    await found(shop, count_id, {"MUG": None, "TEE": None})
    async with refused(shop.database, InvalidInput, path=("input", "cycleCountId")) as refusal:
        await post(shop, count_id, leave_uncounted=True)
    assert refusal.value.message == "Nothing was counted."
    await found(shop, count_id, {"MUG": 10})
    await post(shop, count_id)
    assert await shop.rows("SELECT 1 FROM stock_movement WHERE kind = 'COUNT'") != []
    await prove(shop.database)


async def test_a_count_that_is_looked_at_takes_no_entries_until_it_is_opened_again(shop: Shop) -> None:
    count_id = await counted(shop, {"MUG": 9, "CAP": 1})
    await shop.do(submit_cycle_count, cycle_count_id=count_id)
    async with unchanged(shop.database):
        await shop.do(submit_cycle_count, cycle_count_id=count_id)
    async with refused(shop.database, IllegalTransition):
        await found(shop, count_id, {"MUG": 10})
    await shop.do(reopen_cycle_count, cycle_count_id=count_id, reason="Look behind the shelf")
    await found(shop, count_id, {"MUG": 10})
    await shop.do(submit_cycle_count, cycle_count_id=count_id)
    await post(shop, count_id)
    assert (await shop.level("MUG", "BER"))["on_hand"] == 10
    assert await events(shop) == [
        "cycle_count.started",
        "cycle_count.submitted",
        "cycle_count.reopened",
        "cycle_count.submitted",
        "cycle_count.posted",
    ]


async def test_who_reviewed_another_version_does_not_post(shop: Shop) -> None:
    count_id = await counted(shop, {"MUG": 9, "CAP": 1})
    seen = (await count_row(shop, count_id))["version"]
    await found(shop, count_id, {"MUG": 4})
    async with refused(shop.database, VersionConflict):
        await post(shop, count_id, expected_version=seen)
    await post(shop, count_id, expected_version=seen + 1)
    assert (await shop.level("MUG", "BER"))["on_hand"] == 4


async def test_a_cancelled_count_moves_nothing_and_takes_nothing_more(shop: Shop) -> None:
    count_id = await counted(shop, {"MUG": 2, "CAP": 1})
    await shop.do(cancel_cycle_count, cycle_count_id=count_id, reason="Fire drill")
    assert (await shop.level("MUG", "BER"))["on_hand"] == 10
    row = await count_row(shop, count_id)
    assert (row["status"], row["end_reason"]) == ("CANCELLED", "Fire drill")
    async with unchanged(shop.database):
        await shop.do(cancel_cycle_count, cycle_count_id=count_id, reason="Fire drill")
    for verb, how in (
        (post_cycle_count, {}),
        (submit_cycle_count, {}),
        (reopen_cycle_count, {"reason": "No"}),
        (enter_cycle_count, {"entries": [Found("MUG", 1)]}),
    ):
        async with refused(shop.database, IllegalTransition):
            await shop.do(verb, cycle_count_id=count_id, **how)
    await prove(shop.database)
