"""Shelves are counted while orders are placed and leave, and while others count and adjust."""

from domain.counting.entering import Found
from domain.counting.errors import RecountNeeded
from domain.counting.posting import post_cycle_count
from domain.inventory.service import StockReceipt, adjust_stock, receive_stock
from domain.processes.count_stock import enter_cycle_count
from domain.processes.place_order import place_order
from tests.concurrency.conftest import CROWD, at_once
from tests.concurrency.test_stock import kinds
from tests.factories.counting import count_lines, count_row, counted, counting, found
from tests.factories.orders import allocated, placed, request, shipped
from tests.factories.proof import prove
from tests.factories.shop import Shop


async def test_a_count_is_posted_while_orders_reserve_and_leave(shop: Shop) -> None:
    """Ten were missing of a hundred; whatever is sold meanwhile, ten are missing."""
    await shop.stock("MUG", "BER", 90)
    leaving = [await placed(shop, {"MUG": 1}) for _ in range(10)]
    for order_id in leaving:
        await allocated(shop, order_id)
    count_id = await counted(shop, {"MUG": 90}, skus=["MUG"])
    outcomes = await at_once(
        [
            *(shipped(shop, order_id) for order_id in leaving),
            *(shop.do(place_order, request=request({"MUG": 1})) for _ in range(20)),
            shop.do(post_cycle_count, cycle_count_id=count_id),
        ]
    )
    assert kinds(outcomes) == {"done": 31}
    rows = await prove(shop.database)
    level = await shop.level("MUG", "BER")
    assert (level["on_hand"], level["allocated"]) == (80, 0)
    assert level["reserved"] == sum(
        row["quantity"] for row in rows["reservation"] if row["location_id"] == str(level["location_id"])
    )


async def test_the_last_units_are_either_sold_or_counted_away(shop: Shop) -> None:
    """Eight of ten lie there. Nine orders want one each: either the count finds them promised and is
    refused, or as many orders as there are mugs get one."""
    await shop.stock("MUG", "HAM", -5)
    count_id = await counted(shop, {"MUG": 8}, skus=["MUG"])
    outcomes = await at_once(
        [
            *(shop.do(place_order, request=request({"MUG": 1})) for _ in range(9)),
            shop.do(post_cycle_count, cycle_count_id=count_id),
        ]
    )
    *orders, posting = outcomes
    sold = kinds(orders)["done"]
    refused = isinstance(posting, BaseException)
    assert (sold, (await shop.level("MUG", "BER"))["on_hand"]) == ((9, 10) if refused else (8, 8))
    await prove(shop.database)


async def test_a_crowd_posts_a_count_once(shop: Shop) -> None:
    count_id = await counted(shop, {"MUG": 7, "CAP": 2})
    outcomes = await at_once(shop.do(post_cycle_count, cycle_count_id=count_id) for _ in range(CROWD))
    assert kinds(outcomes) == {"done": CROWD}
    assert (await shop.movements("MUG", "BER"))[1:] == [("COUNT", -3)]
    assert (await shop.movements("CAP", "BER"))[1:] == [("COUNT", 1)]
    await prove(shop.database)


async def test_a_crowd_enters_and_every_entry_is_kept(shop: Shop) -> None:
    count_id = await counting(shop)
    outcomes = await at_once(
        shop.do(
            enter_cycle_count,
            cycle_count_id=count_id,
            entries=[Found("MUG", nth), Found("TEE", nth), Found("CAP", 1)],
        )
        for nth in range(20)
    )
    assert kinds(outcomes) == {"done": 20}
    entries = await shop.rows("SELECT count(*) AS n FROM cycle_count_entry")
    assert entries[0]["n"] == 60
    lines = await count_lines(shop, count_id)
    assert len(lines) == 3
    assert lines["MUG"]["found"] == lines["TEE"]["found"], "whose came last, came last for all of it"
    assert (await count_row(shop, count_id))["version"] == 21


async def test_whoever_adjusts_first_makes_them_count_again_and_nothing_is_taken_twice(
    shop: Shop,
) -> None:
    for _ in range(10):
        count_id = await counted(shop, {"MUG": 8}, skus=["MUG"])
        posted, _ = await at_once(
            [
                shop.do(post_cycle_count, cycle_count_id=count_id),
                shop.do(adjust_stock, sku="MUG", location_code="BER", delta=-2, reason="Missing"),
            ]
        )
        left = 6  # who adjusts afterwards knows of the count, and means it
        if isinstance(posted, RecountNeeded):
            await found(shop, count_id, {"MUG": 8})
            await shop.do(post_cycle_count, cycle_count_id=count_id)
            left = 8
        assert (await shop.level("MUG", "BER"))["on_hand"] == left
        await shop.stock("MUG", "BER", 10 - left)
    await prove(shop.database)


async def test_two_counts_over_the_same_levels_do_not_wait_for_each_other_for_ever(shop: Shop) -> None:
    counts = [await counted(shop, {"MUG": 10, "CAP": 1, "TEE": nth}) for nth in range(12)]
    outcomes = await at_once(shop.do(post_cycle_count, cycle_count_id=each) for each in counts)
    assert kinds(outcomes) == {"done": 1, "RecountNeeded": 11}
    await prove(shop.database)


async def test_what_nobody_had_booked_is_found_while_more_of_it_comes(shop: Shop) -> None:
    """Who opens the level does not matter: three were found, and four deliveries bring one each."""
    tee, ber = shop.products["TEE"].id, shop.locations["BER"].id
    count_id = await counted(shop, {"TEE": 3}, skus=["TEE"])
    outcomes = await at_once(
        [
            *(
                shop.do(receive_stock, receipts=[StockReceipt(tee, ber, 1)], reason="Delivery")
                for _ in range(4)
            ),
            shop.do(post_cycle_count, cycle_count_id=count_id),
        ]
    )
    assert kinds(outcomes) == {"done": 5}
    assert (await shop.level("TEE", "BER"))["on_hand"] == 7
    assert sorted(await shop.movements("TEE", "BER")) == [("COUNT", 3), *[("RECEIVE", 1)] * 4]
    await prove(shop.database)
