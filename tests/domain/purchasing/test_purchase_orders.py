"""createPurchaseOrder, updatePurchaseOrder, and the states that an order goes through."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound, VersionConflict
from domain.kernel.ids import new_id
from domain.purchasing.drafting import LineTerms, create_purchase_order, update_purchase_order
from domain.purchasing.service import (
    cancel_purchase_order,
    close_purchase_order,
    confirm_purchase_order,
    submit_purchase_order,
)
from domain.purchasing.suppliers import NewTerms, set_supplier_products, update_supplier
from tests.factories.buying import (
    drafted,
    history,
    purchase,
    purchase_lines,
    receive,
    submitted,
    supplier,
)
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import MORNING, Shop

YESTERDAY = MORNING - timedelta(days=1)
FRIDAY = MORNING + timedelta(days=4)
MONDAY = MORNING + timedelta(days=7)


async def incoming(shop: Shop, sku: str, code: str = "BER") -> int:
    level = await shop.level(sku, code)
    return int(level["incoming"])


async def test_a_draft_is_priced_and_nothing_is_expected_of_it(shop: Shop) -> None:
    acme = await supplier(shop)
    lines = [LineTerms("MUG", 12), LineTerms("OAK", 2, Decimal("38.50"), MONDAY)]
    order = await shop.do(
        create_purchase_order,
        supplier_id=acme,
        location_code="BER",
        lines=lines,
        expected_at=FRIDAY,
        note="Ring twice",
    )
    row = await purchase(shop, order.id)
    assert (row["status"], row["currency"], row["note"]) == ("DRAFT", "EUR", "Ring twice")
    assert row["number"].startswith("P1")
    written = await purchase_lines(shop, order.id)
    assert [(each["supplier_sku"], each["quantity"], each["unit_cost"]) for each in written] == [
        ("ACME-MUG", 12, 400),
        ("ACME-OAK", 2, 3850),
    ]
    assert [each["expected_at"] for each in written] == [None, MONDAY]
    assert await incoming(shop, "MUG") == 0
    assert await history(shop, order.id) == ["DRAFT"]
    await prove(shop.database)


async def test_submitted_units_are_expected_and_cancelled_ones_are_not(shop: Shop) -> None:
    acme = await supplier(shop)
    order_id = await submitted(shop, acme, {"MUG": 12, "OAK": 3})
    assert (await incoming(shop, "MUG"), await incoming(shop, "OAK")) == (12, 3)
    async with unchanged(shop.database):
        await shop.do(submit_purchase_order, purchase_order_id=order_id)
    await shop.do(confirm_purchase_order, purchase_order_id=order_id)
    await shop.do(cancel_purchase_order, purchase_order_id=order_id, reason="Too dear")
    assert (await incoming(shop, "MUG"), await incoming(shop, "OAK")) == (0, 0)
    assert await shop.movements("OAK", "BER") == [("EXPECT", 3), ("UNEXPECT", 3)]
    assert await history(shop, order_id) == ["DRAFT", "SUBMITTED", "CONFIRMED", "CANCELLED"]
    events = await shop.rows("SELECT type FROM event WHERE type LIKE 'purchase%' ORDER BY id")
    assert [event["type"] for event in events] == [
        "purchase_order.drafted",
        "purchase_order.submitted",
        "purchase_order.confirmed",
        "purchase_order.cancelled",
    ]
    await prove(shop.database)


@pytest.mark.parametrize(
    ("change", "error", "path"),
    [
        ({"supplier_id": new_id()}, NotFound, ("supplierId",)),
        ({"location_code": "NIX"}, NotFound, ("locationCode",)),
        ({"lines": []}, InvalidInput, ("lines",)),
        ({"lines": [LineTerms("NIX", 1)]}, NotFound, ("lines", "0", "sku")),
        ({"lines": [LineTerms("CAP", 1)]}, InvalidInput, ("lines", "0", "sku")),
        ({"lines": [LineTerms("TEE", 1)]}, InvalidInput, ("lines", "0", "sku")),
        ({"lines": [LineTerms("MUG", 0)]}, InvalidInput, ("lines", "0", "quantity")),
        ({"lines": [LineTerms("MUG", 7)]}, InvalidInput, ("lines", "0", "quantity")),
        ({"lines": [LineTerms("MUG", 6)]}, InvalidInput, ("lines", "0", "quantity")),
        ({"lines": [LineTerms("MUG", 12)] * 2}, InvalidInput, ("lines", "1", "sku")),
        ({"lines": [LineTerms("MUG", 12, Decimal("-1"))]}, InvalidInput, ("lines", "0", "unitCost")),
        ({"lines": [LineTerms("MUG", 12, Decimal("1.001"))]}, InvalidInput, ("lines", "0", "unitCost")),
        (
            {"lines": [LineTerms("MUG", 12, Decimal(10**11))]},
            InvalidInput,
            ("lines", "0", "quantity"),
        ),
        ({"note": ""}, InvalidInput, ("note",)),
        ({"expected_at": YESTERDAY}, InvalidInput, ("expectedAt",)),
        (
            {"lines": [LineTerms("MUG", 12, expected_at=YESTERDAY)]},
            InvalidInput,
            ("lines", "0", "expectedAt"),
        ),
    ],
)
async def test_an_order_that_cannot_be_is_refused_by_name(
    shop: Shop, change: dict[str, Any], error: type[InvalidInput], path: tuple[str, ...]
) -> None:
    acme = await supplier(shop, costs={"TEE": "1.00"})
    dozen = NewTerms("MUG", "M", Decimal("4"), pack_size=6, minimum_quantity=12)
    gone = NewTerms("TEE", "T", Decimal("1"), active=False)
    await shop.do(set_supplier_products, supplier_id=acme, products=[dozen, gone])
    asked = {
        "supplier_id": acme,
        "location_code": "BER",
        "lines": [LineTerms("MUG", 12)],
    } | change
    async with refused(shop.database, error, path=("input", *path)):
        await shop.do(create_purchase_order, **asked)


async def test_nothing_is_ordered_from_a_supplier_that_is_not_active(shop: Shop) -> None:
    acme = await supplier(shop)
    order_id = await drafted(shop, acme, {"MUG": 1})
    await shop.do(update_supplier, supplier_id=acme, active=False)
    async with refused(shop.database, InvalidInput, path=("input", "purchaseOrderId")):
        await shop.do(submit_purchase_order, purchase_order_id=order_id)
    async with refused(shop.database, InvalidInput, path=("input", "supplierId")):
        await drafted(shop, acme, {"MUG": 1})


async def test_a_draft_is_rewritten_line_by_line(shop: Shop) -> None:
    acme = await supplier(shop)
    order_id = await drafted(shop, acme, {"MUG": 5, "TEE": 2})
    await shop.do(
        update_purchase_order,
        purchase_order_id=order_id,
        lines=[LineTerms("MUG", 0), LineTerms("TEE", 4, Decimal("7.00")), LineTerms("CAP", 1)],
        expected_version=1,
    )
    lines = await purchase_lines(shop, order_id)
    assert [(each["sku"], each["quantity"], each["unit_cost"]) for each in lines] == [
        ("TEE", 4, 700),
        ("CAP", 1, 200),
    ]
    assert (await purchase(shop, order_id))["version"] == 2
    async with refused(shop.database, VersionConflict):
        await shop.do(update_purchase_order, purchase_order_id=order_id, note="Mine", expected_version=1)
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        nothing = [LineTerms("TEE", 0), LineTerms("CAP", 0)]
        await shop.do(update_purchase_order, purchase_order_id=order_id, lines=nothing)


async def test_what_is_expected_follows_an_order_that_changes(shop: Shop) -> None:
    acme = await supplier(shop)
    order_id = await submitted(shop, acme, {"MUG": 5, "TEE": 2, "OAK": 1}, expected_at=FRIDAY)
    await shop.do(
        update_purchase_order,
        purchase_order_id=order_id,
        lines=[LineTerms("MUG", 8), LineTerms("TEE", 0), LineTerms("CAP", 3)],
        expected_at=MONDAY,
    )
    assert await incoming(shop, "MUG") == 8
    assert await incoming(shop, "TEE") == 0
    assert await incoming(shop, "CAP") == 3
    dates = await shop.rows("SELECT DISTINCT expected_at FROM stock_expectation")
    assert [row["expected_at"] for row in dates] == [MONDAY]
    assert await shop.movements("OAK", "BER") == [("EXPECT", 1)], "a date is no movement"
    await prove(shop.database)


async def test_a_line_is_never_ordered_below_what_arrived(shop: Shop) -> None:
    acme = await supplier(shop)
    order_id = await submitted(shop, acme, {"MUG": 5, "TEE": 2})
    await receive(shop, order_id, (2, 1, 1), (0, 0, 0))
    for quantity in (3, 0):
        async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")):
            fewer = [LineTerms("MUG", quantity)]
            await shop.do(update_purchase_order, purchase_order_id=order_id, lines=fewer)
    settled = [LineTerms("MUG", 4), LineTerms("TEE", 0)]
    await shop.do(update_purchase_order, purchase_order_id=order_id, lines=settled)
    assert (await purchase(shop, order_id))["status"] == "RECEIVED"
    assert await incoming(shop, "MUG") == 0
    await prove(shop.database)


async def test_steps_that_there_are_not_are_refused_with_those_that_there_are(shop: Shop) -> None:
    acme = await supplier(shop)
    draft = await drafted(shop, acme, {"MUG": 5})
    for verb in (confirm_purchase_order, close_purchase_order):
        async with refused(shop.database, IllegalTransition) as refusal:
            await shop.do(verb, purchase_order_id=draft)
        assert refusal.value.allowed == ("SUBMITTED", "CANCELLED")
    await shop.do(cancel_purchase_order, purchase_order_id=draft, reason="Never mind")
    async with unchanged(shop.database):
        await shop.do(cancel_purchase_order, purchase_order_id=draft, reason="Never mind")
    async with refused(shop.database, IllegalTransition):
        await shop.do(update_purchase_order, purchase_order_id=draft, note="Still?")
    arrived = await submitted(shop, acme, {"MUG": 5})
    await receive(shop, arrived, (1, 0, 0))
    async with refused(shop.database, IllegalTransition) as refusal:
        await shop.do(cancel_purchase_order, purchase_order_id=arrived, reason="Too late")
    assert refusal.value.allowed == ("RECEIVED", "CLOSED")


async def test_what_has_not_come_when_an_order_is_closed_is_short(shop: Shop) -> None:
    acme = await supplier(shop)
    order_id = await submitted(shop, acme, {"MUG": 5, "TEE": 2})
    await receive(shop, order_id, (2, 0, 0), (2, 0, 0))
    await shop.do(close_purchase_order, purchase_order_id=order_id, reason="Bankrupt")
    mug, tee = await purchase_lines(shop, order_id)
    assert (mug["short_quantity"], tee["short_quantity"]) == (3, 0)
    assert await incoming(shop, "MUG") == 0
    reasons = await shop.rows("SELECT reason FROM purchase_order_change WHERE status = 'CLOSED'")
    assert [row["reason"] for row in reasons] == ["Bankrupt"]
    await prove(shop.database)


@pytest.mark.parametrize("verb", [submit_purchase_order, confirm_purchase_order, close_purchase_order])
async def test_an_order_that_there_is_not_is_not_found(shop: Shop, verb: Any) -> None:
    async with refused(shop.database, NotFound, path=("input", "purchaseOrderId")):
        await shop.do(verb, purchase_order_id=new_id())


async def test_null_takes_a_date_and_a_note_away_and_what_is_not_said_stays(shop: Shop) -> None:
    acme = await supplier(shop)
    order_id = await submitted(shop, acme, {"MUG": 12}, expected_at=FRIDAY, note="Ring twice")
    await shop.do(
        update_purchase_order,
        purchase_order_id=order_id,
        lines=[LineTerms("MUG", 12, expected_at=MONDAY)],
    )
    row = await purchase(shop, order_id)
    assert (row["expected_at"], row["note"]) == (FRIDAY, "Ring twice")
    await shop.do(
        update_purchase_order,
        purchase_order_id=order_id,
        lines=[LineTerms("MUG", 12, clears_date=True)],
        note=None,
    )
    assert (await purchase(shop, order_id))["note"] is None
    (line,) = await purchase_lines(shop, order_id)
    (expected,) = await shop.rows("SELECT expected_at FROM stock_expectation")
    assert (line["expected_at"], expected["expected_at"]) == (None, FRIDAY)
    await shop.do(update_purchase_order, purchase_order_id=order_id, expected_at=None)
    (expected,) = await shop.rows("SELECT expected_at FROM stock_expectation")
    assert expected["expected_at"] is None
    await prove(shop.database)


async def test_a_date_that_passed_may_stay_and_is_not_given_anew(shop: Shop) -> None:
    lines = [LineTerms("MUG", 12, expected_at=FRIDAY)]
    order_id = await submitted(shop, await supplier(shop), {"MUG": 12}, expected_at=FRIDAY)
    await shop.do(update_purchase_order, purchase_order_id=order_id, lines=lines)
    shop.clock.set(MONDAY)
    again = {"purchase_order_id": order_id, "expected_at": FRIDAY, "lines": lines}
    await shop.do(update_purchase_order, **again, note="Late")
    saturday = FRIDAY + timedelta(days=1)
    for change, field in (
        ({"expected_at": saturday}, ("expectedAt",)),
        ({"lines": [LineTerms("MUG", 12, expected_at=saturday)]}, ("lines", "0", "expectedAt")),
    ):
        async with refused(shop.database, InvalidInput, path=("input", *field)):
            await shop.do(update_purchase_order, **again | change)
    row = await purchase(shop, order_id)
    assert (row["expected_at"], row["note"]) == (FRIDAY, "Late")
    await prove(shop.database)
