"""setBundleComponents: what a product is made of, and what a bundle cannot be."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from domain.alerts.service import NewThreshold, set_stock_thresholds
from domain.backorders.models import BackorderKind
from domain.backorders.policies import set_backorder_policy
from domain.inventory.levels import set_safety_stock
from domain.inventory.service import StockReceipt, adjust_stock, receive_stock
from domain.inventory.set_levels import LevelRow, set_stock_levels
from domain.kernel.errors import InvalidInput, NotFound
from domain.processes.set_bundle_components import (
    MAX_COMPONENTS,
    NewComponent,
    clear_bundle_components,
    set_bundle_components,
)
from domain.purchasing.suppliers import NewTerms, set_supplier_products
from tests.factories import buying, transfers
from tests.factories.bundles import bundle, bundles, made_of
from tests.factories.buying import supplier
from tests.factories.counting import counting, found
from tests.factories.orders import placed, unpaid
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def parts(shop: Shop, sku: str) -> dict[str, int]:
    rows = await shop.rows(
        "SELECT p.sku, c.quantity FROM product_component c JOIN product p ON p.id = c.component_id "
        "WHERE c.bundle_id = $1 ORDER BY c.position",
        shop.products[sku].id,
    )
    return {row["sku"]: row["quantity"] for row in rows}


async def test_a_bundle_is_made_of_components_and_may_be_made_of_others(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1, "MUG": 2})
    assert await parts(shop, "SET") == {"TEE": 1, "MUG": 2}
    await made_of(shop, "SET", {"MUG": 3})
    assert await parts(shop, "SET") == {"MUG": 3}
    rows = await shop.rows("SELECT summary FROM event WHERE type = 'product.components_changed'")
    assert [row["summary"] for row in rows] == ["What SET is made of was changed."] * 2
    await prove(shop.database)


async def test_a_bundle_becomes_an_ordinary_product_again(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1, "MUG": 2})
    order_id = await placed(shop, {"SET": 1})
    await shop.do(clear_bundle_components, sku="SET")
    async with unchanged(shop.database):
        await shop.do(clear_bundle_components, sku="SET")
    await shop.stock("SET", "BER", 2)
    await placed(shop, {"SET": 2})
    assert await shop.counters("SET", "BER") == (2, 2, 0, 0)
    assert [line["sku"] for line in await shop.lines(order_id)] == ["TEE", "MUG"]
    await prove(shop.database)


async def test_what_was_sold_stays_what_it_was(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1, "MUG": 2})
    order_id = await placed(shop, {"SET": 1})
    before = await shop.lines(order_id)
    await made_of(shop, "SET", {"CAP": 1})
    assert await shop.lines(order_id) == before
    assert len(await bundles(shop, order_id)) == 1
    await prove(shop.database)


@pytest.mark.parametrize(
    ("components", "named"),
    [
        ([], "components"),
        ([("MUG", 1)] * (MAX_COMPONENTS + 1), "components"),
        ([("MUG", 0)], "components.0.quantity"),
        ([("MUG", 2**31)], "components.0.quantity"),
        ([("MUG", 1), ("MUG", 1)], "components.1.sku"),
        ([("MUG", 1), ("SET", 1)], "components.1.sku"),
        ([("DUO", 1)], "components.0.sku"),
    ],
)
async def test_what_cannot_be_is_refused_by_name(
    shop: Shop, components: list[tuple[str, int]], named: str
) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1})
    await bundle(shop, "DUO", "20.00", {"TEE": 1})
    async with refused(shop.database, InvalidInput, path=("input", *named.split("."))):
        await shop.do(
            set_bundle_components, sku="SET", components=[NewComponent(*each) for each in components]
        )


@pytest.mark.parametrize(
    ("sku", "component", "named"), [("NIX", "MUG", "sku"), ("SET", "NIX", "components.0.sku")]
)
async def test_what_there_is_not_is_not_found(shop: Shop, sku: str, component: str, named: str) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1})
    async with refused(shop.database, NotFound, path=("input", *named.split("."))):
        await shop.do(set_bundle_components, sku=sku, components=[NewComponent(component, 1)])


async def test_what_lies_somewhere_is_waited_for_or_is_in_a_bundle_becomes_none(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1})
    await unpaid(shop, {"OAK": 1})
    for sku, why in {
        "MUG": "MUG has, or has had, stock of its own; a bundle needs a SKU without.",
        "OAK": "Orders wait for OAK; fill or cancel them first.",
        "TEE": "TEE is in the bundle SET.",
    }.items():
        async with refused(shop.database, InvalidInput, path=("input", "sku")) as refusal:
            await made_of(shop, sku, {"CAP": 1})
        assert refusal.value.message == why


async def test_a_bundle_has_no_stock_by_any_way(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"TEE": 1})
    supplier_id = await supplier(shop)
    count_id = await counting(shop)
    level = {"sku": "SET", "location_code": "BER"}
    terms = NewTerms("SET", "X-1", Decimal("1.00"))
    ways: list[Callable[[], Awaitable[Any]]] = [
        partial(shop.do, adjust_stock, **level, delta=1, reason="Found one"),
        partial(shop.do, set_safety_stock, **level, safety_stock=1, reason="Season"),
        partial(shop.do, set_backorder_policy, sku="SET", channel="web", kind=BackorderKind.BACKORDER),
        partial(shop.do, set_stock_thresholds, thresholds=[NewThreshold("SET", "BER", low_stock=1)]),
        partial(shop.do, set_supplier_products, supplier_id=supplier_id, products=[terms]),
        partial(buying.drafted, shop, supplier_id, {"SET": 1}),
        partial(transfers.drafted, shop, {"SET": 1}),
        partial(counting, shop, skus=["SET"]),
        partial(found, shop, count_id, {"SET": 1}),
    ]
    for way in ways:
        async with refused(shop.database, InvalidInput) as refusal:
            await way()
        assert refusal.value.path[0] == "input"
        assert {"sku", "skus"} & set(refusal.value.path)
        assert refusal.value.message == (
            "SET is a bundle: it has no stock of its own, its components have."
        )
    done = await shop.do(
        set_stock_levels, rows=[LevelRow("SET", "BER", 1), LevelRow("MUG", "BER", 9)], reason="Count"
    )
    assert [(each.path[-1], type(each)) for each in done.refused.values()] == [("sku", InvalidInput)]
    assert len(done.levels) == 1
    receipt = StockReceipt(shop.products["SET"].id, shop.locations["BER"].id, 1)
    async with refused(shop.database, InvalidInput):
        await shop.do(receive_stock, receipts=[receipt], reason="Delivery")
