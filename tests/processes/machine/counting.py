"""Shelves are counted while everything goes on: in part, again, with surprises; and posted, or not."""

from domain.counting.entering import Found
from domain.counting.posting import post_cycle_count
from domain.counting.service import cancel_cycle_count, reopen_cycle_count, submit_cycle_count
from domain.processes.count_stock import enter_cycle_count, start_cycle_count
from tests.factories.shop import PLACES, PRICES
from tests.processes.machine.life import Area, Life, Row


async def _count(life: Life, *states: str) -> Row | None:
    return await life.one("SELECT * FROM cycle_count WHERE status = ANY($1) ORDER BY id", list(states))


async def start_count(life: Life) -> None:
    """A whole location or some products of it."""
    chance = life.chance
    skus = chance.sample(list(PRICES), chance.randint(1, 3)) if chance.random() < 0.5 else None
    await life.shop.do(
        start_cycle_count,
        location_code=chance.choice(list(PLACES)),
        skus=skus,
        blind=chance.random() < 0.3,
        reason="Year's end",
    )


async def tally(life: Life) -> None:
    """Some lines are entered, mostly right; now and then taken back, or something nobody expected."""
    count = await _count(life, "OPEN")
    if count is None:
        return
    entries = []
    for sku in life.chance.sample(list(PRICES), life.chance.randint(1, len(PRICES))):
        (level,) = await life.shop.rows(
            "SELECT coalesce((SELECT on_hand FROM stock_level WHERE product_id = $1"
            " AND location_id = $2), 0) AS on_hand",
            life.shop.products[sku].id,
            count["location_id"],
        )
        units = max(0, level["on_hand"] + life.chance.choice([-2, -1, 0, 0, 0, 1]))
        entries.append(Found(sku, units if life.chance.random() < 0.9 else None))
    await life.shop.do(enter_cycle_count, cycle_count_id=count["id"], entries=entries)


async def hand_in(life: Life) -> None:
    """Those who count are done, or some of it is counted again."""
    if count := await _count(life, "OPEN", "REVIEW", "POSTED"):
        if count["status"] == "REVIEW":
            await life.shop.do(reopen_cycle_count, cycle_count_id=count["id"], reason="Look again")
        else:
            await life.shop.do(submit_cycle_count, cycle_count_id=count["id"])


async def post_count(life: Life) -> None:
    """What was found becomes what lies there."""
    if count := await _count(life, "OPEN", "REVIEW"):
        await life.shop.do(
            post_cycle_count,
            cycle_count_id=count["id"],
            leave_uncounted=life.chance.random() < 0.8,
        )


async def call_off_count(life: Life) -> None:
    """Nobody wants to know any more."""
    if count := await _count(life, "OPEN", "REVIEW", "POSTED"):
        await life.shop.do(cancel_cycle_count, cycle_count_id=count["id"], reason="No time")


AREA = Area.of({start_count: 2, tally: 3, hand_in: 1, post_count: 2, call_off_count: 1})
