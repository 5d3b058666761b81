"""Whoever posts to several levels locks them in one order: nobody waits for another in a circle."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from domain.inventory import ledger
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.kernel.uow import UnitOfWork
from tests.factories.shop import Shop

Post = Callable[[UnitOfWork, list[Posting]], Awaitable[None]]


async def at_once(uow: UnitOfWork, postings: list[Posting]) -> None:
    await ledger.post(uow, postings)


async def with_commit(uow: UnitOfWork, postings: list[Posting]) -> None:
    ledger.post_last(uow, postings)


async def summed_with_commit(uow: UnitOfWork, postings: list[Posting]) -> None:
    ledger.post_last(uow, postings, frees=False)


@pytest.mark.parametrize("post", [at_once, with_commit, summed_with_commit])
async def test_levels_are_locked_in_key_order_whatever_order_they_are_posted_in(
    shop: Shop, database_url: str, post: Post
) -> None:
    await shop.stock("MUG", "MUC", 3)
    here = sorted(shop.locations[code].id for code in ("BER", "HAM", "MUC"))
    mug = shop.products["MUG"].id
    postings = [Posting(MovementKind.RESERVE, mug, location_id, 1) for location_id in reversed(here)]
    before = await _reserved(shop)
    somebody = await asyncpg.connect(database_url)
    another = await asyncpg.connect(database_url)
    try:
        async with somebody.transaction():
            await somebody.execute(_LOCK, mug, here[1])
            posting = asyncio.ensure_future(shop.do(post, postings))
            await _until_waiting(shop)
            await another.execute(_LOCK, mug, here[2])
            with pytest.raises(asyncpg.LockNotAvailableError):
                await another.execute(_LOCK, mug, here[0])
            assert await _reserved(shop) == before
        await posting
    finally:
        await somebody.close()
        await another.close()
    assert await _reserved(shop) == [units + 1 for units in before]


_LOCK = "SELECT FROM stock_level WHERE product_id = $1 AND location_id = $2 FOR NO KEY UPDATE NOWAIT"


async def _reserved(shop: Shop) -> list[int]:
    rows = await shop.rows(
        "SELECT reserved FROM stock_level WHERE product_id = $1 ORDER BY location_id",
        shop.products["MUG"].id,
    )
    return [row["reserved"] for row in rows]


async def _until_waiting(shop: Shop) -> None:
    waiting = (
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with asyncio.timeout(10):
        while not await shop.rows(waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
