"""cancelOrder: stock comes back, money comes back, and what has shipped is untouched."""

from decimal import Decimal
from typing import Any

import pytest

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound, VersionConflict
from domain.kernel.ids import new_id
from domain.processes.cancel_order import CancelLine, cancel_order
from domain.processes.hold_order import hold_order
from domain.processes.order_request import LineRequest, TenderRequest
from tests.factories.money import ledger, money, paid, payments
from tests.factories.orders import allocated, delivered, placed, shipped, unpaid, work
from tests.factories.people import customer
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def cancel(shop: Shop, order_id: Any, *units: int, **fields: Any) -> None:
    """Cancel so many units per line; all of them when none are named."""
    lines = [
        CancelLine(line["id"], quantity)
        for line, quantity in zip(await shop.lines(order_id), units, strict=False)
        if quantity
    ]
    given = {"reason": "Changed their mind", "lines": lines or None} | fields
    await shop.do(cancel_order, order_id=order_id, **given)


async def test_cancelling_gives_the_stock_back_and_voids_the_authorisation(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 12}, shipping_total=Decimal("4.90"))
    await cancel(shop, order_id)
    order, (line,) = await shop.order(order_id), await shop.lines(order_id)
    assert (order["status"], order["payment_status"]) == ("CANCELLED", "VOIDED")
    assert (order["total"], order["shipping_total"]) == (0, 0)
    assert (line["cancelled_quantity"], line["reserved_quantity"], line["total"]) == (12, 0, 0)
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 0, 0, 0)
    assert await shop.movements("MUG", "HAM") == [
        ("RECEIVE", 5),
        ("RESERVE", 2),
        ("UNRESERVE", 2),
    ]
    assert await ledger(shop, order_id) == [
        ("AUTHORIZE", "SUCCEEDED", 15490),
        ("VOID", "SUCCEEDED", 15490),
    ]
    assert "order.cancelled" in await shop.events(order_id)
    await prove(shop.database)


async def test_cancelling_twice_is_cancelling_once(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 1})
    await cancel(shop, order_id)
    async with unchanged(shop.database):
        await cancel(shop, order_id)


async def test_captured_money_comes_back_with_shipping_where_nothing_ships(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 2}, shipping_total=Decimal("4.90"))
    await cancel(shop, order_id)
    assert await money(shop, order_id) == {"total": 0, "captured": 2990, "refunded": 2990}
    assert (await shop.order(order_id))["payment_status"] == "REFUNDED"
    await prove(shop.database)


async def test_a_part_goes_back_with_its_share_of_tax_and_discount_and_no_shipping(
    shop: Shop,
) -> None:
    line = LineRequest(
        sku="MUG",
        quantity=3,
        unit_price=Decimal("10.00"),
        discount_total=Decimal("1.00"),
        tax_total=Decimal("2.00"),
    )
    order_id = await paid(shop, [line], shipping_total=Decimal("4.90"))
    assert (await money(shop, order_id))["captured"] == 3000 - 100 + 200 + 490
    refunds = []
    for _ in range(2):
        before = (await money(shop, order_id))["refunded"]
        await cancel(shop, order_id, 1)
        refunds.append((await money(shop, order_id))["refunded"] - before)
        await prove(shop.database)
    assert refunds == [1000 - 33 + 66, 1000 - 33 + 67]
    order, (row,) = await shop.order(order_id), await shop.lines(order_id)
    assert (order["status"], order["payment_status"]) == ("CONFIRMED", "PARTIALLY_REFUNDED")
    assert (row["discount_total"], row["tax_total"], row["total"]) == (34, 67, 1033)
    assert order["total"] == 1033 + 490

    await cancel(shop, order_id, 1)
    assert await money(shop, order_id) == {"total": 0, "captured": 3590, "refunded": 3590}
    assert (await shop.order(order_id))["status"] == "CANCELLED"
    await prove(shop.database)


async def test_a_refund_is_spread_over_the_payments_that_were_captured(shop: Shop) -> None:
    tenders = (
        TenderRequest(gateway="manual", method="voucher", amount=Decimal("5.00")),
        TenderRequest(gateway="manual", method="cash"),
    )
    order_id = await paid(shop, {"TEE": 2}, payments=tenders)
    await cancel(shop, order_id, 1)
    assert [row["refunded"] for row in await payments(shop, order_id)] == [250, 1750]
    await cancel(shop, order_id)
    assert [row["refunded"] for row in await payments(shop, order_id)] == [500, 3500]
    await prove(shop.database)


async def test_a_payment_still_being_asked_for_is_not_asked_for_any_more(shop: Shop) -> None:
    tender = TenderRequest(gateway="test", token="ok")
    order_id = await placed(shop, {"MUG": 1}, payments=(tender,))
    await cancel(shop, order_id)
    assert await ledger(shop, order_id) == [("AUTHORIZE", "FAILED", 1250)]
    assert (await shop.order(order_id))["status"] == "CANCELLED"
    await prove(shop.database)


async def test_fulfillment_orders_shrink_and_end(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 12, "TEE": 1})
    await allocated(shop, order_id)
    assert await shop.counters("MUG", "BER") == (10, 0, 10, 0)
    await cancel(shop, order_id, 3)
    rows = await work(shop, order_id)
    assert sum(row["quantity"] for row in rows if row["sku"] == "MUG") == 9
    await prove(shop.database)
    await cancel(shop, order_id)
    assert await work(shop, order_id) == []
    states = await shop.rows("SELECT DISTINCT status FROM fulfillment_order")
    assert [row["status"] for row in states] == ["CANCELLED"]
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    await prove(shop.database)


async def test_what_has_shipped_is_untouched(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 3}, shipping_total=Decimal("4.90"))
    await shipped(shop, order_id, units=1)
    await cancel(shop, order_id)
    order, (line,) = await shop.order(order_id), await shop.lines(order_id)
    assert (order["status"], order["fulfillment_status"]) == ("CONFIRMED", "SHIPPED")
    assert (line["shipped_quantity"], line["cancelled_quantity"]) == (1, 2)
    assert await money(shop, order_id) == {"total": 1740, "captured": 4240, "refunded": 2500}
    assert "order.lines_cancelled" in await shop.events(order_id)
    await prove(shop.database)


async def test_backordered_units_go_before_those_that_are_kept(shop: Shop) -> None:
    await shop.stock("OAK", "BER", 1)
    order_id = await placed(shop, {"OAK": 3})
    await cancel(shop, order_id, 2)
    (line,) = await shop.lines(order_id)
    assert (line["backordered_quantity"], line["reserved_quantity"]) == (0, 1)
    await prove(shop.database)


async def test_cancelling_what_was_not_covered_confirms_the_rest(shop: Shop) -> None:
    tender = TenderRequest(gateway="manual", amount=Decimal("20.00"))
    order_id = await placed(shop, {"TEE": 2}, payments=(tender,))
    assert (await shop.order(order_id))["status"] == "PENDING"
    await cancel(shop, order_id, 1)
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == ("CONFIRMED", "AUTHORIZED")
    assert order["expires_at"] is None
    await prove(shop.database)


async def test_a_held_order_can_be_cancelled(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    await allocated(shop, order_id)
    await shop.do(hold_order, order_id=order_id, reason="Fraud check")
    await cancel(shop, order_id)
    assert (await shop.order(order_id))["status"] == "CANCELLED"
    await prove(shop.database)


async def test_a_customer_cancels_their_own_order_and_nobody_elses(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 1})
    stranger = customer(new_id(), "otto@example.com")
    async with refused(shop.database, NotFound, path=("input", "orderId")):
        await shop.act(stranger, cancel_order, order_id=order_id, reason="Mischief")
    await shop.act(await shop.buyer(order_id), cancel_order, order_id=order_id, reason="Too blue")
    assert (await shop.order(order_id))["status"] == "CANCELLED"
    (event,) = await shop.rows("SELECT actor FROM event WHERE type = 'order.cancelled'")
    assert event["actor"] == "customer:lena@example.com"


async def test_an_order_that_is_over_is_not_cancelled(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 1})
    await delivered(shop, order_id)
    async with refused(shop.database, IllegalTransition) as refusal:
        await cancel(shop, order_id)
    assert refusal.value.current == "COMPLETED"


async def test_another_version_than_the_one_read_is_a_conflict(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2})
    async with refused(shop.database, VersionConflict, path=("input", "expectedVersion")) as refusal:
        await cancel(shop, order_id, expected_version=7)
    assert refusal.value.current_version == 1
    await cancel(shop, order_id, 1, expected_version=1)
    assert (await shop.order(order_id))["version"] == 2


@pytest.mark.parametrize(
    ("quantity", "named"), [(3, "quantity"), (0, "quantity"), (-1, "quantity"), (2**31, "quantity")]
)
async def test_units_that_are_not_there_are_refused_by_name(
    shop: Shop, quantity: int, named: str
) -> None:
    order_id = await placed(shop, {"MUG": 2})
    (line,) = await shop.lines(order_id)
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", named)):
        await cancel(shop, order_id, lines=[CancelLine(line["id"], quantity)])


async def test_a_line_named_twice_is_counted_together(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2})
    (line,) = await shop.lines(order_id)
    twice = [CancelLine(line["id"], 1), CancelLine(line["id"], 2)]
    async with refused(shop.database, InvalidInput, path=("input", "lines", "1", "quantity")):
        await cancel(shop, order_id, lines=twice)


async def test_another_orders_line_is_not_found(shop: Shop) -> None:
    order_id, other = await placed(shop, {"MUG": 1}), await placed(shop, {"TEE": 1})
    (line,) = await shop.lines(other)
    async with refused(shop.database, NotFound, path=("input", "lines", "0", "orderLineId")):
        await cancel(shop, order_id, lines=[CancelLine(line["id"], 1)])


async def test_an_empty_list_of_lines_is_no_way_to_say_all(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await shop.do(cancel_order, order_id=order_id, reason="Why not", lines=[])


async def test_a_reason_must_be_given(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    async with refused(shop.database, InvalidInput, path=("input", "reason")):
        await cancel(shop, order_id, reason="  ")
