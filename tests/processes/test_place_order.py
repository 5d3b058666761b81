"""placeOrder: priced, reserved and written in one transaction, all lines or nothing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from domain.backorders.models import BackorderKind
from domain.backorders.policies import set_backorder_policy
from domain.kernel.errors import (
    InsufficientStock,
    InvalidInput,
    Shortage,
)
from domain.kernel.ids import new_id
from domain.processes.order_request import LineRequest, TenderRequest
from tests.factories.orders import placed, request, unpaid
from tests.factories.people import PARTNER, STAFF, customer
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.rows import execute
from tests.factories.shop import MORNING, Shop


async def test_an_order_is_priced_from_the_channels_list_and_keeps_its_stock(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 2, "TEE": 1}, shipping_total=Decimal("4.90"))
    order = await shop.order(order_id)
    assert (order["subtotal"], order["shipping_total"], order["total"]) == (4500, 490, 4990)
    assert order["total_amount"] == Decimal("49.90")
    assert order["status"] == "PENDING"
    assert order["payment_status"] == "UNPAID"
    assert order["allocation_status"] == "UNALLOCATED"
    assert order["number"] == f"W{order['serial']}"
    assert order["version"] == 1
    assert order["placed_at"] == MORNING
    assert order["expires_at"] == MORNING + timedelta(minutes=30)
    mug, tee = await shop.lines(order_id)
    assert (mug["sku"], mug["reserved_quantity"], mug["total"]) == ("MUG", 2, 2500)
    assert (tee["sku"], tee["reserved_quantity"], tee["total"]) == ("TEE", 1, 2000)
    assert await shop.events(order_id) == ["order.placed"]
    await prove(shop.database)


async def test_it_is_reserved_at_the_fewest_locations(shop: Shop) -> None:
    await unpaid(shop, {"MUG": 2, "TEE": 1})
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 2, 0, 0)
    assert await shop.counters("TEE", "HAM") == (8, 1, 0, 0)
    assert await shop.movements("MUG", "HAM") == [("RECEIVE", 5), ("RESERVE", 2)]


async def test_it_is_reserved_over_as_many_locations_as_it_takes(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 13})
    assert await shop.counters("MUG", "BER") == (10, 10, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 3, 0, 0)
    (line,) = await shop.lines(order_id)
    assert line["reserved_quantity"] == 13
    await prove(shop.database)


async def test_an_order_with_its_money_secured_is_confirmed_at_once(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == ("CONFIRMED", "AUTHORIZED")
    assert order["expires_at"] is None
    assert await shop.events(order_id) == ["order.placed", "payment.authorized", "order.confirmed"]
    await prove(shop.database)


async def test_a_channel_may_allow_unpaid_orders(shop: Shop) -> None:
    await execute(shop.database, "UPDATE channel SET allow_unpaid_orders = true")
    order_id = await unpaid(shop, {"MUG": 1})
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == ("CONFIRMED", "UNPAID")
    assert order["expires_at"] is None


async def test_a_gateway_that_has_not_answered_secures_nothing(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1}, payments=(TenderRequest(gateway="test", token="ok"),))
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == ("PENDING", "UNPAID")
    assert await shop.events(order_id) == ["order.placed", "payment.requested"]
    await prove(shop.database)


async def test_several_tenders_share_the_total_and_the_last_takes_the_rest(shop: Shop) -> None:
    order_id = await placed(
        shop,
        {"MUG": 2},
        payments=(
            TenderRequest(gateway="manual", method="voucher", amount=Decimal("7.01")),
            TenderRequest(gateway="manual", method="cash"),
        ),
    )
    rows = await shop.rows("SELECT method, amount, status FROM payment ORDER BY position")
    assert [tuple(row) for row in rows] == [
        ("voucher", 701, "AUTHORIZED"),
        ("cash", 1799, "AUTHORIZED"),
    ]
    assert (await shop.order(order_id))["status"] == "CONFIRMED"


async def test_tenders_short_of_the_total_leave_the_order_pending(shop: Shop) -> None:
    tender = TenderRequest(gateway="manual", amount=Decimal("12.49"))
    order_id = await placed(shop, {"MUG": 1}, payments=(tender,))
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == ("PENDING", "PARTIALLY_AUTHORIZED")


async def test_a_free_order_needs_no_money(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 1}, discount_total=Decimal("12.50"))
    order = await shop.order(order_id)
    assert (order["total"], order["status"], order["payment_status"]) == (0, "CONFIRMED", "PAID")


async def test_the_same_product_on_two_lines_is_counted_together(shop: Shop) -> None:
    twice = [LineRequest(sku="MUG", quantity=8), LineRequest(sku="MUG", quantity=8)]
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, twice)
    assert refusal.value.shortages == (Shortage("MUG", 16, 15),)

    order_id = await placed(shop, [replace(line, quantity=7) for line in twice])
    first, second = await shop.lines(order_id)
    assert (first["reserved_quantity"], second["reserved_quantity"]) == (7, 7)
    await prove(shop.database)


async def test_safety_stock_is_not_for_sale(shop: Shop) -> None:
    await shop.keep_back("MUG", "BER", 3)
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, {"MUG": 13})
    assert refusal.value.shortages == (Shortage("MUG", 13, 12),)


async def test_a_closed_location_sells_nothing(shop: Shop) -> None:
    await execute(shop.database, "UPDATE location SET active = false WHERE code = 'BER'")
    async with refused(shop.database, InsufficientStock):
        await placed(shop, {"MUG": 6})
    await placed(shop, {"MUG": 5})
    assert await shop.counters("MUG", "HAM") == (5, 5, 0, 0)


async def test_what_may_be_backordered_is_sold_without_stock(shop: Shop) -> None:
    await shop.stock("OAK", "BER", 1)
    order_id = await placed(shop, {"OAK": 3})
    (line,) = await shop.lines(order_id)
    assert (line["reserved_quantity"], line["backordered_quantity"]) == (1, 2)
    assert await shop.counters("OAK", "BER") == (1, 1, 0, 0)
    assert "order.backordered" in await shop.events(order_id)
    await prove(shop.database)


async def test_staff_may_sell_a_backorder_that_takes_no_stock(shop: Shop) -> None:
    order_id = await placed(shop, [LineRequest(sku="MUG", quantity=2, backorder=True)])
    order, (line,) = await shop.order(order_id), await shop.lines(order_id)
    assert (order["allocation_status"], line["backordered_quantity"]) == ("BACKORDERED", 2)
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)


async def test_a_line_that_must_not_wait_is_refused_where_others_would_wait(shop: Shop) -> None:
    await shop.stock("OAK", "BER", 3)
    now = LineRequest(sku="OAK", quantity=4, backorder=False)
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, [now], actor=customer(new_id()))
    assert refusal.value.shortages == (Shortage("OAK", 4, 3),)
    await shop.do(set_backorder_policy, sku="OAK", channel="web", kind=BackorderKind.BACKORDER, cap=5)
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, [now])
    assert refusal.value.shortages == (Shortage("OAK", 4, 3),), "none of it may wait"
    order_id = await placed(shop, [LineRequest(sku="OAK", quantity=2), replace(now, quantity=3)])
    lines = await shop.lines(order_id)
    assert [(row["reserved_quantity"], row["backordered_quantity"]) for row in lines] == [(0, 2), (3, 0)]
    await prove(shop.database)


def test_a_request_that_says_nothing_of_waiting_is_the_one_it_was_before() -> None:
    line = LineRequest(sku="OAK", quantity=1)
    said = [request([replace(line, backorder=waits)]).fingerprint() for waits in (None, True, False)]
    assert said[0].startswith("46af7246f4cdcc7d76563f1d6f375ff1"), "external references stand for it"
    assert len(set(said)) == 3


async def test_staff_may_say_where_a_line_ships_from(shop: Shop) -> None:
    await placed(shop, [LineRequest(sku="MUG", quantity=2, location="HAM")])
    assert await shop.counters("MUG", "HAM") == (5, 2, 0, 0)
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, [LineRequest(sku="MUG", quantity=4, location="HAM")])
    assert refusal.value.shortages == (Shortage("MUG", 4, 3),)


async def test_staff_and_partners_may_set_the_price(shop: Shop) -> None:
    line = LineRequest(sku="MUG", quantity=3, unit_price=Decimal("9.99"), tax_total=Decimal("1.50"))
    for actor in (STAFF, PARTNER):
        order_id = await placed(shop, [line], actor=actor)
        assert (await shop.order(order_id))["total"] == 3 * 999 + 150


async def test_a_discount_is_spread_over_the_lines_to_the_last_cent(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 1, "TEE": 1, "CAP": 1}, discount_total=Decimal("10.00"))
    discounts = [line["discount_total"] for line in await shop.lines(order_id)]
    assert discounts == [309, 494, 197]
    assert (await shop.order(order_id))["total"] == 1250 + 2000 + 799 - 1000
    await prove(shop.database)


async def test_a_customers_order_is_theirs(shop: Shop) -> None:
    first = await unpaid(shop, {"MUG": 1}, email="Lena@Example.com")
    again = await unpaid(shop, {"MUG": 1}, email="lena@example.com")
    buyer = await shop.buyer(first)
    own = await placed(shop, {"MUG": 1}, actor=buyer, payments=())
    orders = [await shop.order(order_id) for order_id in (first, again, own)]
    assert len({order["customer_id"] for order in orders}) == 1


async def test_the_same_external_reference_answers_with_the_order_there_is(shop: Shop) -> None:
    first = await placed(shop, {"MUG": 1}, external_reference="A-1")
    async with unchanged(shop.database):
        assert await placed(shop, {"MUG": 1}, external_reference="A-1") == first


async def test_yen_have_no_decimals_and_dinars_have_three(shop: Shop) -> None:
    await execute(shop.database, "UPDATE channel SET currency = 'KWD'")
    line = LineRequest(sku="MUG", quantity=2, unit_price=Decimal("1.125"))
    order = await shop.order(await placed(shop, [line]))
    assert (order["total"], order["total_amount"]) == (2250, Decimal("2.250"))

    await execute(shop.database, "UPDATE channel SET currency = 'JPY'")
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "unitPrice")):
        await placed(shop, [line])
