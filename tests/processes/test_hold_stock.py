"""Holds: stock for a cart, which counts until it expires and not a moment longer."""

from dataclasses import replace

import pytest

from domain.holds.rules import HoldLimits
from domain.inventory.service import adjust_stock
from domain.kernel.actor import ANONYMOUS, Actor
from domain.kernel.errors import (
    DomainError,
    IllegalTransition,
    InsufficientStock,
    InvalidInput,
    NotFound,
    Shortage,
)
from domain.processes.expire_holds import expire_holds
from domain.processes.hold_stock import HoldItem, extend_stock_hold, release_stock_hold
from tests.factories.carts import LIMITS, held, hold_row, wait
from tests.factories.orders import placed
from tests.factories.people import PARTNER, STAFF
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import MORNING, Shop


async def lena(shop: Shop) -> Actor:
    return await shop.buyer(await placed(shop, {"TEE": 1}))


async def test_a_hold_keeps_stock_until_it_expires(shop: Shop) -> None:
    hold_id = await held(shop, {"MUG": 12, "CAP": 1})
    assert await shop.counters("MUG", "BER") == (10, 10, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 2, 0, 0)
    assert await shop.counters("CAP", "BER") == (1, 1, 0, 0)
    hold = await hold_row(shop, hold_id)
    assert (hold["status"], hold["holder"]) == ("HELD", STAFF.label)
    assert (hold["expires_at"] - MORNING).total_seconds() == 15 * 60
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, {"MUG": 4})
    assert refusal.value.shortages == (Shortage("MUG", 4, 3),)
    await prove(shop.database)


async def test_an_expired_hold_counts_no_more_though_nobody_has_swept(shop: Shop) -> None:
    hold_id = await held(shop, {"MUG": 15})
    wait(shop, 14.9)
    async with refused(shop.database, InsufficientStock):
        await placed(shop, {"MUG": 1})
    wait(shop, 0.1)
    await placed(shop, {"MUG": 12})
    assert await shop.movements("MUG", "BER") == [
        ("RECEIVE", 10), ("RESERVE", 10), ("UNRESERVE", 10), ("RESERVE", 10),
    ]  # fmt: skip
    assert await shop.counters("MUG", "HAM") == (5, 2, 0, 0)
    assert (await hold_row(shop, hold_id))["status"] == "HELD"
    await prove(shop.database)
    assert await shop.do(expire_holds) == 1
    assert (await hold_row(shop, hold_id))["status"] == "EXPIRED"
    assert await shop.counters("MUG", "BER") == (10, 10, 0, 0)
    await prove(shop.database)


async def test_expired_units_are_neither_sold_twice_nor_lost_to_safety_stock(shop: Shop) -> None:
    await held(shop, {"CAP": 1})
    wait(shop, 15)
    await placed(shop, {"CAP": 1})
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, {"CAP": 1})
    assert refusal.value.shortages == (Shortage("CAP", 1, 0),)
    await prove(shop.database)


async def test_stock_that_an_expired_hold_kept_may_be_taken_off(shop: Shop) -> None:
    await held(shop, {"CAP": 1})
    async with refused(shop.database, InsufficientStock):
        await shop.do(adjust_stock, sku="CAP", location_code="BER", delta=-1, reason="Broken")
    wait(shop, 15)
    await shop.do(adjust_stock, sku="CAP", location_code="BER", delta=-1, reason="Broken")
    assert await shop.counters("CAP", "BER") == (0, 0, 0, 0)
    await prove(shop.database)


async def test_the_sweeper_frees_what_nobody_has_touched(shop: Shop) -> None:
    await held(shop, {"MUG": 12})
    kept = await held(shop, {"TEE": 2}, minutes=40)
    wait(shop, 20)
    assert await shop.do(expire_holds) == 1
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    assert await shop.counters("TEE", "HAM") == (8, 2, 0, 0)
    assert (await hold_row(shop, kept))["status"] == "HELD"
    events = await shop.rows("SELECT type FROM event WHERE type LIKE 'stock_hold%' ORDER BY id")
    assert [row["type"] for row in events] == [
        "stock_hold.placed", "stock_hold.placed", "stock_hold.expired",
    ]  # fmt: skip
    await prove(shop.database)
    async with unchanged(shop.database):
        assert await shop.do(expire_holds) == 0


async def test_all_of_a_cart_is_held_or_nothing(shop: Shop) -> None:
    async with refused(shop.database, InsufficientStock) as refusal:
        await held(shop, {"MUG": 1, "CAP": 2, "OAK": 1})
    assert refusal.value.shortages == (Shortage("CAP", 2, 1), Shortage("OAK", 1, 0))
    assert refusal.value.path == ("input", "items")


async def test_a_released_hold_is_free_at_once(shop: Shop) -> None:
    hold_id = await held(shop, {"CAP": 1})
    await shop.do(release_stock_hold, hold_id=hold_id)
    assert (await hold_row(shop, hold_id))["status"] == "RELEASED"
    assert await shop.counters("CAP", "BER") == (1, 0, 0, 0)
    await prove(shop.database)
    async with unchanged(shop.database):
        await shop.do(release_stock_hold, hold_id=hold_id)
    async with refused(shop.database, IllegalTransition):
        await shop.do(extend_stock_hold, hold_id=hold_id, limits=LIMITS)


async def test_a_hold_is_extended_up_to_the_longest_and_never_when_it_is_over(shop: Shop) -> None:
    hold_id = await held(shop, {"CAP": 1})
    wait(shop, 14)
    await shop.do(extend_stock_hold, hold_id=hold_id, limits=LIMITS, minutes=46)
    wait(shop, 45)
    async with refused(shop.database, InsufficientStock):
        await placed(shop, {"CAP": 1})
    async with refused(shop.database, InvalidInput) as refusal:
        await shop.do(extend_stock_hold, hold_id=hold_id, limits=LIMITS, minutes=2)
    assert refusal.value.path == ("input", "minutes")
    wait(shop, 1)
    async with refused(shop.database, IllegalTransition):
        await shop.do(extend_stock_hold, hold_id=hold_id, limits=replace(LIMITS, most_minutes=90))
    await placed(shop, {"CAP": 1})
    await prove(shop.database)


@pytest.mark.parametrize(
    ("fields", "kind", "path"),
    [
        ({"items": []}, InvalidInput, ("input", "items")),
        ({"items": [HoldItem("MUG", 0)]}, InvalidInput, ("input", "items", "0", "quantity")),
        ({"items": [HoldItem("MUG", 1), HoldItem("NONE", 1)]}, NotFound, ("input", "items", "1", "sku")),
        ({"channel": "nowhere"}, NotFound, ("input", "channel")),
        ({"minutes": 0}, InvalidInput, ("input", "minutes")),
        ({"minutes": 61}, InvalidInput, ("input", "minutes")),
        ({"minutes": 2**31 - 1}, InvalidInput, ("input", "minutes")),
    ],
)
async def test_what_cannot_be_held_is_refused_by_name(
    shop: Shop, fields: dict[str, object], kind: type[DomainError], path: tuple[str, ...]
) -> None:
    async with refused(shop.database, kind) as refusal:
        await held(shop, {"MUG": 1}, **fields)
    assert refusal.value.path == path


async def test_a_customer_holds_so_much_and_so_often_and_no_more(shop: Shop) -> None:
    actor = await lena(shop)
    limits = HoldLimits(most_holds=2, most_units=3)
    async with refused(shop.database, InvalidInput) as refusal:
        await held(shop, {"MUG": 2, "TEE": 2}, actor=actor, limits=limits)
    assert refusal.value.path == ("input", "items")
    first = await held(shop, {"MUG": 1}, actor=actor, limits=limits)
    await held(shop, {"MUG": 1}, actor=actor, limits=limits)
    async with refused(shop.database, InvalidInput):
        await held(shop, {"MUG": 1}, actor=actor, limits=limits)
    await shop.act(actor, release_stock_hold, hold_id=first)
    await held(shop, {"MUG": 1}, actor=actor, limits=limits)
    wait(shop, 15)
    await held(shop, {"MUG": 1}, actor=actor, limits=limits)
    for _ in range(3):
        await held(shop, {"MUG": 1}, actor=PARTNER, limits=limits)


async def test_guests_are_bound_by_where_they_call_from(shop: Shop) -> None:
    limits = HoldLimits(most_holds=1)
    await held(shop, {"MUG": 1}, actor=ANONYMOUS, limits=limits, origin="192.0.2.1")
    async with refused(shop.database, InvalidInput):
        await held(shop, {"MUG": 1}, actor=ANONYMOUS, limits=limits, origin="192.0.2.1")
    await held(shop, {"MUG": 1}, actor=ANONYMOUS, limits=limits, origin="192.0.2.2")


async def test_a_hold_belongs_to_who_made_it(shop: Shop) -> None:
    actor = await lena(shop)
    hold_id = await held(shop, {"CAP": 1}, actor=actor)
    otto = await shop.buyer(await placed(shop, {"TEE": 1}, email="otto@example.com"))
    for stranger in (otto, PARTNER, ANONYMOUS):
        async with refused(shop.database, NotFound):
            await shop.act(stranger, release_stock_hold, hold_id=hold_id)
        async with refused(shop.database, NotFound):
            await shop.act(stranger, extend_stock_hold, hold_id=hold_id, limits=LIMITS)
    await shop.act(STAFF, release_stock_hold, hold_id=hold_id)


async def test_a_guests_hold_belongs_to_whoever_has_its_id(shop: Shop) -> None:
    hold_id = await held(shop, {"CAP": 1}, actor=ANONYMOUS, origin="192.0.2.1")
    assert hold_id.version == 4, "random, and so not to be guessed"
    await placed(shop, {"CAP": 1}, actor=await lena(shop), hold_id=hold_id)
    await prove(shop.database)
