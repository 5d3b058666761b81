"""placeOrder with a hold: the cart's units become the order's, in the order's own transaction."""

from uuid import uuid4

from domain.catalog.service import create_channel
from domain.kernel.errors import InsufficientStock, InvalidInput, NotFound, Shortage
from domain.processes.expire_holds import expire_holds
from domain.processes.hold_stock import release_stock_hold
from tests.factories.carts import held, hold_row, wait
from tests.factories.orders import placed, unpaid
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def test_held_units_become_the_orders(shop: Shop) -> None:
    hold_id = await held(shop, {"CAP": 1, "MUG": 2})
    order_id = await placed(shop, {"CAP": 1, "MUG": 2}, hold_id=hold_id)
    assert [line["reserved_quantity"] for line in await shop.lines(order_id)] == [1, 2]
    assert await shop.counters("CAP", "BER") == (1, 1, 0, 0)
    assert await shop.counters("MUG", "BER") == (10, 2, 0, 0)
    assert (await hold_row(shop, hold_id))["status"] == "CONVERTED"
    assert await shop.movements("CAP", "BER") == [
        ("RECEIVE", 1), ("RESERVE", 1), ("UNRESERVE", 1), ("RESERVE", 1),
    ]  # fmt: skip
    await prove(shop.database)


async def test_what_the_order_wants_beyond_its_hold_is_reserved_anew(shop: Shop) -> None:
    hold_id = await held(shop, {"MUG": 13})
    order_id = await placed(shop, {"MUG": 15, "TEE": 1}, hold_id=hold_id)
    assert [line["reserved_quantity"] for line in await shop.lines(order_id)] == [15, 1]
    await prove(shop.database)


async def test_what_the_order_does_not_want_is_free(shop: Shop) -> None:
    hold_id = await held(shop, {"MUG": 12, "CAP": 1})
    await placed(shop, {"MUG": 1}, hold_id=hold_id)
    assert await shop.counters("MUG", "BER") == (10, 1, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 0, 0, 0)
    assert await shop.counters("CAP", "BER") == (1, 0, 0, 0)
    await prove(shop.database)


async def test_a_refused_order_leaves_its_hold_as_it_was(shop: Shop) -> None:
    hold_id = await held(shop, {"MUG": 12})
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, {"MUG": 16}, hold_id=hold_id)
    assert refusal.value.shortages == (Shortage("MUG", 16, 15),)
    assert (await hold_row(shop, hold_id))["status"] == "HELD"


async def test_a_hold_becomes_one_order(shop: Shop) -> None:
    hold_id = await held(shop, {"MUG": 1})
    first = await placed(shop, {"MUG": 1}, hold_id=hold_id, external_reference="A")
    async with refused(shop.database, InvalidInput, path=("input", "holdId")):
        await placed(shop, {"MUG": 1}, hold_id=hold_id)
    async with unchanged(shop.database):
        again = await placed(shop, {"MUG": 1}, hold_id=hold_id, external_reference="A")
    assert again == first


async def test_an_order_too_late_for_its_hold_takes_what_is_there(shop: Shop) -> None:
    late, swept, released = (
        await held(shop, {"MUG": 2}),
        await held(shop, {"TEE": 2}, minutes=1),
        await held(shop, {"CAP": 1}),
    )
    await shop.do(release_stock_hold, hold_id=released)
    wait(shop, 1)
    await shop.do(expire_holds)
    wait(shop, 14)
    await placed(shop, {"MUG": 15}, hold_id=late)
    await placed(shop, {"TEE": 8}, hold_id=swept)
    await placed(shop, {"CAP": 1}, hold_id=released)
    await prove(shop.database)
    await shop.do(expire_holds)
    assert (await hold_row(shop, late))["status"] == "EXPIRED"
    await prove(shop.database)


async def test_somebody_else_may_have_been_quicker_than_an_order_too_late(shop: Shop) -> None:
    hold_id = await held(shop, {"CAP": 1})
    wait(shop, 15)
    await placed(shop, {"CAP": 1})
    async with refused(shop.database, InsufficientStock):
        await placed(shop, {"CAP": 1}, hold_id=hold_id)


async def test_the_expiry_of_holds_never_touches_an_order(shop: Shop) -> None:
    hold_id = await held(shop, {"CAP": 1})
    paid = await placed(shop, {"CAP": 1}, hold_id=hold_id)
    other = await held(shop, {"MUG": 1})
    waiting = await unpaid(shop, {"MUG": 1}, hold_id=other)
    wait(shop, 600)
    async with unchanged(shop.database):
        assert await shop.do(expire_holds) == 0
    assert (await shop.order(paid))["status"] == "CONFIRMED"
    assert (await shop.order(waiting))["status"] == "PENDING"
    assert await shop.counters("CAP", "BER") == (1, 1, 0, 0)
    await prove(shop.database)


async def test_a_hold_that_is_not_there_or_of_another_channel_is_refused(shop: Shop) -> None:
    await shop.do(create_channel, code="other", name="Other", currency="EUR")
    elsewhere = await held(shop, {"CAP": 1}, channel="other")
    for hold_id, kind in ((uuid4(), NotFound), (elsewhere, InvalidInput)):
        async with refused(shop.database, kind) as refusal:
            await placed(shop, {"CAP": 1}, hold_id=hold_id)
        assert refusal.value.path == ("input", "holdId")
