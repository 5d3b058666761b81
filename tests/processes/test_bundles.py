"""Bundles: sold as one, kept in stock, sent, cancelled and refunded as what they are made of.

SET 39.00 is two mugs and a tee, 45.00 if bought one by one; DUO 15.00 is a mug and a cap.
"""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.catalog.service import create_channel
from domain.kernel.actor import ANONYMOUS
from domain.kernel.errors import InsufficientStock, InvalidInput, Shortage
from domain.processes.allocate_order import allocate_order
from domain.processes.cancel_order import CancelLine, cancel_order
from domain.processes.fill_backorders import fill_backorders
from domain.processes.order_request import LineRequest
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.returns.models import ReturnDisposition
from tests.factories.backorders import coming, promised, waits
from tests.factories.bundles import bundle, bundles
from tests.factories.carts import held
from tests.factories.money import money, paid
from tests.factories.orders import delivered, placed, shipped, unpaid, work
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.returns import returning
from tests.factories.shop import MORNING, Shop


@pytest.fixture
async def shop(shop: Shop) -> Shop:
    await bundle(shop, "SET", "39.00", {"MUG": 2, "TEE": 1})
    await bundle(shop, "DUO", "15.00", {"MUG": 1, "CAP": 1})
    return shop


async def cancel(shop: Shop, order_id: UUID, *units: int) -> None:
    lines = [
        CancelLine(line["id"], quantity)
        for line, quantity in zip(await shop.lines(order_id), units, strict=True)
        if quantity
    ]
    await shop.do(cancel_order, order_id=order_id, reason="Mood", lines=lines)


async def test_a_bundle_is_placed_as_lines_of_its_components(shop: Shop) -> None:
    order_id = await unpaid(shop, {"CAP": 1, "SET": 2, "MUG": 1})
    cap, mugs, tees, mug = await shop.lines(order_id)
    (sold,) = await bundles(shop, order_id)
    assert (sold["sku"], sold["name"], sold["position"]) == ("SET", "Set of MUG and TEE", 2)
    assert (sold["quantity"], sold["unit_price"]) == (2, 3900)
    assert [line["position"] for line in (cap, mugs, tees, mug)] == [1, 2, 3, 4]
    assert [(line["sku"], line["quantity"], line["bundle_units"]) for line in (mugs, tees)] == [
        ("MUG", 4, 2),
        ("TEE", 2, 1),
    ]
    assert {mugs["bundle_id"], tees["bundle_id"]} == {sold["id"]}
    assert (cap["bundle_id"], mug["bundle_id"], mug["total"]) == (None, None, 1250)
    # 78.00 by 50 : 40 is 43.33 and 34.67.
    assert [(line["unit_price"], line["placed_discount"], line["total"]) for line in (mugs, tees)] == [
        (1084, 3, 4333),
        (1734, 1, 3467),
    ]
    order = await shop.order(order_id)
    assert order["total"] == 799 + 2 * 3900 + 1250
    assert order["total"] == order["subtotal"] - order["discount_total"]
    assert await shop.counters("MUG", "BER") == (10, 5, 0, 0)
    assert await shop.counters("TEE", "HAM") == (8, 2, 0, 0)
    assert await shop.events(order_id) == ["order.placed"]
    await prove(shop.database)


async def test_discounts_and_taxes_of_a_bundle_and_of_the_order_go_to_its_lines(shop: Shop) -> None:
    order_id = await unpaid(
        shop,
        [
            LineRequest(
                sku="SET",
                quantity=1,
                unit_price=Decimal("30.00"),
                discount_total=Decimal("1.00"),
                tax_total=Decimal("5.51"),
            ),
            LineRequest(sku="MUG", quantity=1),
        ],
        discount_total=Decimal("4.15"),
    )
    (sold,) = await bundles(shop, order_id)
    # 4.15 by 29.00 : 12.50 is 2.90 and 1.25.
    assert (sold["unit_price"], sold["placed_discount"], sold["placed_tax"]) == (3000, 390, 551)
    mugs, tee, mug = await shop.lines(order_id)
    assert [line["total"] for line in (mugs, tee, mug)] == [1756, 1405, 1125]
    assert sum(line["placed_tax"] for line in (mugs, tee)) == 551
    assert (await shop.order(order_id))["total"] == 3000 - 390 + 551 + 1125
    await prove(shop.database)


async def test_what_is_short_is_the_component_over_all_that_wants_it_and_each_bundle(
    shop: Shop,
) -> None:
    await shop.stock("CAP", "BER", 9)
    asked = {"SET": 5, "DUO": 4, "MUG": 2}
    async with refused(shop.database, InsufficientStock, path=("input", "lines")) as refusal:
        await placed(shop, asked)
    assert refusal.value.shortages == (Shortage("MUG", 16, 15, bundles=("SET", "DUO")),)
    assert refusal.value.message == ("Not enough stock: MUG (in SET, DUO): 16 requested, 15 available.")
    await placed(shop, asked | {"MUG": 1})
    assert await shop.counters("MUG", "BER") == (10, 10, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 5, 0, 0)
    await prove(shop.database)


async def test_a_bundle_can_be_had_when_the_last_of_its_scarce_components_can(shop: Shop) -> None:
    await coming(shop, "MUG", "BER", 6, at=MORNING + timedelta(days=2))
    await coming(shop, "TEE", "HAM", 9, at=MORNING + timedelta(days=5))
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, {"SET": 10})
    assert refusal.value.shortages == (
        Shortage("MUG", 20, 15, MORNING + timedelta(days=2), 21, bundles=("SET",)),
        Shortage("TEE", 10, 8, MORNING + timedelta(days=5), 17, bundles=("SET",)),
        Shortage("SET", 10, 7, MORNING + timedelta(days=5), 10),
    )
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, {"DUO": 2})
    assert refusal.value.shortages == (
        Shortage("CAP", 2, 1, bundles=("DUO",)),
        Shortage("DUO", 2, 1),
    )


async def test_a_bundle_waits_as_far_as_its_components_may(shop: Shop) -> None:
    await bundle(shop, "DESK", "120.00", {"OAK": 1, "CAP": 2})
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, {"DESK": 1})
    assert refusal.value.shortages == (
        Shortage("CAP", 2, 1, bundles=("DESK",)),
        Shortage("DESK", 1, 0),
    )
    await shop.stock("CAP", "BER", 1)
    await coming(shop, "OAK", "BER", 1, at=MORNING + timedelta(days=3))
    order_id = await placed(shop, {"DESK": 1})
    assert await waits(shop, order_id) == 1
    rows = await shop.rows("SELECT promised_at FROM backorder")
    assert [row["promised_at"] for row in rows] == [MORNING + timedelta(days=3)]
    await shop.do(allocate_order, order_id=order_id)
    assert (await shop.order(order_id))["allocation_status"] == "PARTIALLY_ALLOCATED"
    await shop.stock("OAK", "BER", 1)
    await shop.do(fill_backorders, product_ids=[shop.products["OAK"].id])
    assert await waits(shop, order_id) == 0
    await prove(shop.database)


async def test_somebody_may_say_that_a_bundle_waits_whole(shop: Shop) -> None:
    lines = [LineRequest(sku="SET", quantity=1, backorder=True), LineRequest(sku="MUG", quantity=15)]
    order_id = await placed(shop, lines)
    assert [line["backordered_quantity"] for line in await shop.lines(order_id)] == [2, 1, 0]
    assert await promised(shop, await placed(shop, {"OAK": 1})) is None
    await prove(shop.database)


async def test_a_bundle_that_must_not_wait_is_refused_with_what_it_lacks(shop: Shop) -> None:
    await bundle(shop, "DESK", "120.00", {"OAK": 1, "MUG": 1})
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, [LineRequest(sku="DESK", quantity=1, backorder=False)])
    assert refusal.value.shortages == (
        Shortage("OAK", 1, 0, bundles=("DESK",)),
        Shortage("DESK", 1, 0),
    )


async def test_components_come_from_where_the_bundle_must_come_from(shop: Shop) -> None:
    lines = [LineRequest(sku="SET", quantity=2, location="HAM")]
    order_id = await placed(shop, lines)
    assert await shop.counters("MUG", "HAM") == (5, 4, 0, 0)
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, lines)
    assert refusal.value.shortages == (
        Shortage("MUG", 4, 1, bundles=("SET",)),
        Shortage("SET", 2, 0),
    )
    assert len({line["location_id"] for line in await shop.lines(order_id)}) == 1


async def test_a_component_is_cancelled_by_itself_and_refunded_to_the_cent(shop: Shop) -> None:
    order_id = await paid(shop, {"SET": 1}, shipping_total=Decimal("4.90"))
    assert [line["total"] for line in await shop.lines(order_id)] == [2167, 1733]
    await cancel(shop, order_id, 1, 0)
    assert await money(shop, order_id) == {"total": 3306, "captured": 4390, "refunded": 1084}
    await cancel(shop, order_id, 1, 0)
    assert await money(shop, order_id) == {"total": 2223, "captured": 4390, "refunded": 2167}
    await prove(shop.database)
    await cancel(shop, order_id, 0, 1)
    assert await money(shop, order_id) == {"total": 0, "captured": 4390, "refunded": 4390}
    assert (await shop.order(order_id))["status"] == "CANCELLED"
    assert await shop.counters("MUG", "HAM") == (5, 0, 0, 0)
    await prove(shop.database)


async def test_components_ship_from_where_they_lie_and_one_of_them_comes_back(shop: Shop) -> None:
    await shop.stock("MUG", "HAM", -5)
    order_id = await paid(shop, {"SET": 2})
    await shop.do(allocate_order, order_id=order_id)
    assert [(row["location"], row["quantity"]) for row in await work(shop, order_id)] == [
        ("BER", 4),
        ("HAM", 2),
    ]
    await shipped(shop, order_id, units=1)
    assert (await shop.order(order_id))["fulfillment_status"] == "PARTIALLY_SHIPPED"
    await delivered(shop, order_id)
    return_id, (line_id,) = await returning(shop, order_id, [3, 0])
    _, refunds = await shop.do(
        receive_return,
        return_id=return_id,
        location_code="BER",
        lines=[ReceiptLine(line_id, 3, ReturnDisposition.RESTOCK)],
        refund=True,
    )
    # The line is 43.33 for four: three units at 10.83 and one at 10.84 less; one stays, for 10.83.
    assert [refund.amount for refund in refunds] == [3250]
    assert await money(shop, order_id) == {"total": 4550, "captured": 7800, "refunded": 3250}
    mugs, tees = await shop.lines(order_id)
    assert (mugs["returned_quantity"], mugs["total"], tees["total"]) == (3, 1083, 3467)
    assert await shop.counters("MUG", "BER") == (9, 0, 0, 0)
    await prove(shop.database)


@pytest.mark.parametrize(
    ("currency", "price", "totals", "refunds"),
    [
        ("JPY", "1000", [667, 333], [334, 333, 333]),
        ("KWD", "10.000", [6667, 3333], [3334, 3333, 3333]),
    ],
)
async def test_where_components_are_not_sold_alone_each_unit_weighs_the_same(
    shop: Shop, currency: str, price: str, totals: list[int], refunds: list[int]
) -> None:
    await shop.do(create_channel, code="far", name="Far away", currency=currency)
    await bundle(shop, "TRIO", price, {"MUG": 2, "TEE": 1}, channel="far")
    order_id = await paid(shop, {"TRIO": 1}, channel="far")
    assert [line["total"] for line in await shop.lines(order_id)] == totals
    given = []
    for units in ((1, 0), (1, 0), (0, 1)):
        before = (await money(shop, order_id))["refunded"]
        await cancel(shop, order_id, *units)
        given.append((await money(shop, order_id))["refunded"] - before)
        await prove(shop.database)
    assert given == refunds


async def test_a_cart_holds_the_components_and_becomes_the_order(shop: Shop) -> None:
    hold_id = await held(shop, {"SET": 7, "MUG": 1})
    assert await shop.counters("MUG", "BER") == (10, 10, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 5, 0, 0)
    assert await shop.counters("TEE", "HAM") == (8, 7, 0, 0)
    items = await shop.rows("SELECT sku, quantity FROM stock_hold_item ORDER BY position")
    assert [tuple(item) for item in items] == [("SET", 7), ("MUG", 1)]
    for asked in ({"MUG": 1}, {"SET": 1}, {"DUO": 1}):
        async with refused(shop.database, InsufficientStock):
            await placed(shop, asked)
    async with refused(shop.database, InsufficientStock) as refusal:
        await held(shop, {"SET": 1})
    assert refusal.value.shortages == (
        Shortage("MUG", 2, 0, bundles=("SET",)),
        Shortage("SET", 1, 0),
    )
    order_id = await placed(shop, {"SET": 6, "MUG": 3}, hold_id=hold_id)
    assert await shop.counters("TEE", "HAM") == (8, 6, 0, 0)
    assert [line["reserved_quantity"] for line in await shop.lines(order_id)] == [12, 6, 3]
    await prove(shop.database)


async def test_a_guest_holds_no_more_units_in_bundles_than_one_by_one(shop: Shop) -> None:
    await bundle(shop, "CRATE", "99.00", {"MUG": 60})
    await shop.stock("MUG", "BER", 200)
    async with refused(shop.database, InvalidInput, path=("input", "items")):
        await held(shop, {"CRATE": 2}, actor=ANONYMOUS)
    await held(shop, {"CRATE": 1}, actor=ANONYMOUS)


async def test_more_than_can_be_counted_is_refused_by_name(shop: Shop) -> None:
    await bundle(shop, "CRATE", "0.01", {"MUG": 2**30})
    path = ("input", "lines", "1", "quantity")
    async with refused(shop.database, InvalidInput, path=path):
        await placed(shop, {"MUG": 1, "CRATE": 2})
    async with refused(shop.database, InvalidInput, path=("input", "items", "0", "quantity")):
        await held(shop, {"CRATE": 2})
    lines = [LineRequest(sku="SET", quantity=1)] * 251
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await placed(shop, lines)


async def test_an_order_is_found_by_its_bundle_and_by_what_is_in_it(shop: Shop) -> None:
    order_id = await placed(shop, {"CAP": 1, "SET": 1})
    for word in ("cap", "set", "mug", "tee"):
        (order,) = await shop.rows("SELECT id FROM orders WHERE words @@ $1::text::tsquery", word)
        assert order["id"] == order_id
