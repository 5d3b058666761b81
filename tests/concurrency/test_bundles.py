"""Bundles under a crowd: a component that several of them share is sold once."""

import asyncio

import pytest

from domain.inventory.service import StockReceipt, receive_stock
from domain.kernel.errors import InvalidInput
from domain.kernel.uow import transaction
from domain.processes.order_request import LineRequest
from domain.processes.set_bundle_components import (
    NewComponent,
    clear_bundle_components,
    set_bundle_components,
)
from tests.concurrency.conftest import CROWD, at_once
from tests.concurrency.test_stock import kinds
from tests.factories.bundles import bundle, made_of
from tests.factories.carts import held
from tests.factories.orders import placed
from tests.factories.people import STAFF
from tests.factories.proof import prove
from tests.factories.shop import Shop


async def test_two_bundles_that_share_the_last_unit_sell_it_once(shop: Shop) -> None:
    await bundle(shop, "DUO", "15.00", {"MUG": 1, "CAP": 1})
    await bundle(shop, "HAT", "20.00", {"CAP": 1, "TEE": 1})
    outcomes = await at_once(placed(shop, {("DUO", "HAT")[nth % 2]: 1}) for nth in range(CROWD))
    assert kinds(outcomes) == {"done": 1, "InsufficientStock": CROWD - 1}
    rows = await prove(shop.database)
    assert len(rows["order_bundle"]) == 1
    assert len(rows["order_line"]) == 2, "and nobody got half a bundle"
    assert await shop.counters("CAP", "BER") == (1, 1, 0, 0)


async def test_bundles_and_what_is_sold_alone_never_oversell_what_they_share(shop: Shop) -> None:
    await bundle(shop, "PAIR", "22.00", {"MUG": 2})
    await bundle(shop, "SET", "39.00", {"TEE": 1, "MUG": 2})
    carts: list[dict[str, int]] = [{"PAIR": 1}, {"SET": 1}, {"MUG": 1}, {"MUG": 1, "PAIR": 1}]
    outcomes = await at_once(placed(shop, carts[nth % 4]) for nth in range(CROWD))
    assert set(kinds(outcomes)) == {"done", "InsufficientStock"}
    rows = await prove(shop.database)
    mugs = sum(line["quantity"] for line in rows["order_line"] if line["sku"] == "MUG")
    assert 14 <= mugs <= 15, "the last one may be left when only pairs are wanted any more"
    assert sum(level["reserved"] for level in rows["stock_level"]) == sum(
        line["quantity"] for line in rows["order_line"]
    )


async def test_a_component_is_held_for_a_cart_or_sold_in_a_bundle(shop: Shop) -> None:
    await bundle(shop, "DUO", "15.00", {"MUG": 1, "CAP": 1})
    await shop.stock("CAP", "BER", 9)
    outcomes = await at_once(
        [
            *(held(shop, {"DUO": 1}) for _ in range(15)),
            *(held(shop, {"CAP": 1}) for _ in range(10)),
            *(placed(shop, {"DUO": 1}) for _ in range(15)),
            *(placed(shop, {"CAP": 1}) for _ in range(10)),
        ]
    )
    assert kinds(outcomes) == {"done": 10, "InsufficientStock": 40}
    await prove(shop.database)
    assert await shop.counters("CAP", "BER") == (10, 10, 0, 0)


async def test_a_cart_of_bundles_becomes_one_order_while_strangers_want_its_components(
    shop: Shop,
) -> None:
    await bundle(shop, "DUO", "15.00", {"MUG": 1, "CAP": 1})
    await shop.stock("CAP", "BER", 4)
    carts = [await held(shop, {"DUO": 1}) for _ in range(5)]
    outcomes = await at_once(
        [
            *(placed(shop, {"DUO": 1}, hold_id=hold_id) for hold_id in carts for _ in range(2)),
            *(placed(shop, {"CAP": 1}) for _ in range(20)),
        ]
    )
    assert kinds(outcomes) == {"done": 5, "InvalidInput": 5, "InsufficientStock": 20}
    rows = await prove(shop.database)
    assert len(rows["order_bundle"]) == 5


async def test_what_a_bundle_is_made_of_changes_while_it_is_sold(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1, "MUG": 2})
    await shop.stock("MUG", "BER", 40)
    await shop.stock("TEE", "HAM", 40)
    recipes = [{"MUG": 1}, {"TEE": 2, "MUG": 1}, {"MUG": 2, "CAP": 1}]
    outcomes = await at_once(
        [
            *(made_of(shop, "SET", recipes[nth % 3]) for nth in range(10)),
            *(placed(shop, [LineRequest(sku="SET", quantity=1)]) for _ in range(30)),
        ]
    )
    assert set(kinds(outcomes)) <= {"done", "InsufficientStock"}
    await prove(shop.database)


async def until_waiting(shop: Shop) -> None:
    """Somebody of this database waits for somebody's lock."""
    waiting = (
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with asyncio.timeout(20):
        while not await shop.rows(waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def arrive(shop: Shop, sku: str) -> None:
    receipt = StockReceipt(shop.products[sku].id, shop.locations["BER"].id, 1)
    await shop.do(receive_stock, receipts=[receipt], reason="Delivery")


async def test_what_is_becoming_a_bundle_is_not_taken_in_meanwhile(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1})
    await shop.do(clear_bundle_components, sku="SET")
    components = [NewComponent("MUG", 2)]
    async with transaction(shop.database, actor=STAFF, clock=shop.clock) as uow:
        await set_bundle_components(uow, sku="SET", components=components)
        arriving = asyncio.ensure_future(arrive(shop, "SET"))
        await until_waiting(shop)
    with pytest.raises(InvalidInput):
        await arriving
    await prove(shop.database)


async def test_what_is_being_taken_in_does_not_become_a_bundle_meanwhile(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1})
    await shop.do(clear_bundle_components, sku="SET")
    receipt = StockReceipt(shop.products["SET"].id, shop.locations["BER"].id, 1)
    async with transaction(shop.database, actor=STAFF, clock=shop.clock) as uow:
        await receive_stock(uow, receipts=[receipt], reason="Delivery")
        bundling = asyncio.ensure_future(made_of(shop, "SET", {"MUG": 2}))
        await until_waiting(shop)
    with pytest.raises(InvalidInput):
        await bundling
    await prove(shop.database)


async def test_two_products_that_are_to_be_in_each_other_are_not(shop: Shop) -> None:
    for sku in ("ONE", "TWO"):
        await bundle(shop, sku, "1.00", {"MUG": 1})
        await shop.do(clear_bundle_components, sku=sku)
    outcomes = await at_once(
        made_of(shop, *pair) for pair in (("ONE", {"TWO": 1}), ("TWO", {"ONE": 1})) for _ in range(5)
    )
    assert kinds(outcomes) == {"done": 5, "InvalidInput": 5}
    await prove(shop.database)
