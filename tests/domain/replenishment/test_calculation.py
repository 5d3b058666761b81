"""What is suggested, from what sold, what lies there, what is coming, and who sells it how."""

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from math import sqrt
from statistics import stdev
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from domain.alerts.service import NewThreshold, set_stock_thresholds
from domain.kernel.uow import UnitOfWork
from domain.purchasing.suppliers import NewTerms, set_supplier_products, update_supplier
from domain.replenishment.calculation import WEEKS, list_slices, replenish
from domain.replenishment.figures import FIGURES
from domain.replenishment.rules import safety_factor
from tests.factories.buying import drafted, submitted, supplier
from tests.factories.carts import held, wait
from tests.factories.explaining import by_index, explained
from tests.factories.orders import placed, shipped
from tests.factories.shop import Shop


async def calculate(shop: Shop, *, slice_of: int = 3) -> dict[tuple[str, str], Mapping[str, Any]]:
    """A whole run, a few products at a time; the suggestions by SKU and location."""
    async with shop.database.read() as read:
        slices = await list_slices(read, slice_of=slice_of)
    shop.clock.set(shop.clock.now() + timedelta(seconds=1))
    for first, beyond in slices:
        await shop.do(replenish, first=first, beyond=beyond)
    rows = await shop.rows(
        """SELECT p.sku, l.code, s.* FROM replenishment_suggestion s
           JOIN product p ON p.id = s.product_id JOIN location l ON l.id = s.location_id"""
    )
    return {(row["sku"], row["code"]): row for row in rows}


async def sold_by_week(shop: Shop, sku: str, weeks: list[int]) -> None:
    """Units that left in each week, the oldest first; now is at the end of the last."""
    for units in weeks:
        shop.clock.set(shop.clock.now() + timedelta(days=3))
        if units:
            await shipped(shop, await placed(shop, {sku: units}))
        shop.clock.set(shop.clock.now() + timedelta(days=4))


async def test_a_suggestion_explains_itself(shop: Shop) -> None:
    weeks = [3, 0, 1, 2, 4, 1, 2, 1]
    await shop.stock("MUG", "BER", +10)
    acme = await supplier(shop, lead_time_days=14, lead_time_spread_days=3)
    await sold_by_week(shop, "MUG", weeks)
    found = await calculate(shop)
    assert set(found) == {("MUG", "BER")}
    mug = found["MUG", "BER"]
    mean, spread = sum(weeks) / 56, stdev(weeks) / sqrt(7)
    assert mug["demand_mean"] == pytest.approx(mean)
    assert mug["demand_deviation"] == pytest.approx(spread)
    varies = sqrt(14 * spread**2 + mean**2 * 9)
    assert safety_factor(0.95) * varies == pytest.approx(3.23, abs=0.01)
    # Four sell in two weeks; four more are the reserve; an order covers another week.
    assert (mug["safety_stock"], mug["reorder_point"], mug["position"]) == (4, 8, 6)
    assert mug["quantity"] == 8 + 2 - 6
    assert (mug["lead_time_days"], mug["lead_time_spread_days"]) == (14, 3)
    assert (mug["service_level"], mug["supplier_id"]) == (0.95, acme)


async def test_what_is_coming_is_not_bought_again(shop: Shop) -> None:
    acme = await supplier(shop, lead_time_days=21)
    await sold_by_week(shop, "MUG", [1] * 8)
    assert (await calculate(shop))["MUG", "BER"]["position"] == 2
    await submitted(shop, acme, {"MUG": 1})
    assert (await calculate(shop))["MUG", "BER"]["position"] == 3
    await drafted(shop, acme, {"MUG": 4})
    assert await calculate(shop) == {}


async def test_packs_minimums_and_the_supplier_who_is_asked_first(shop: Shop) -> None:
    await supplier(shop, "ACME", lead_time_days=21)
    globex = await supplier(shop, "GLOBEX", lead_time_days=2)
    terms = NewTerms("MUG", "G-1", Decimal("3"), 12, 20, lead_time_days=14, priority=1)
    await shop.do(set_supplier_products, supplier_id=globex, products=[terms])
    await sold_by_week(shop, "MUG", [1] * 8)
    mug = (await calculate(shop))["MUG", "BER"]
    assert (mug["supplier_id"], mug["lead_time_days"], mug["quantity"]) == (globex, 14, 24)
    await shop.do(update_supplier, supplier_id=globex, active=False)
    mug = (await calculate(shop))["MUG", "BER"]
    assert (mug["lead_time_days"], mug["quantity"]) == (21, 2)
    async with shop.database.read() as read:
        slices = await list_slices(read, slice_of=3)
    assert len(slices) == 2
    assert slices[1][1] is None


async def test_what_somebody_decided_stands_above_the_calculation(shop: Shop) -> None:
    await supplier(shop, lead_time_days=14, lead_time_spread_days=5)
    await sold_by_week(shop, "MUG", [3, 0, 1, 2, 0, 1, 1, 1])
    usual = (await calculate(shop))["MUG", "BER"]
    surer = NewThreshold("MUG", "BER", service_level=0.999)
    await shop.do(set_stock_thresholds, thresholds=[surer])
    found = (await calculate(shop))["MUG", "BER"]
    assert found["safety_stock"] > usual["safety_stock"]
    assert (found["service_level"], found["id"]) == (0.999, usual["id"]), "the same, anew"
    await shop.do(
        set_stock_thresholds,
        thresholds=[
            NewThreshold("MUG", "BER", reorder_point=0),
            NewThreshold("TEE", "HAM", reorder_point=20),
        ],
    )
    again = {key: row["quantity"] for key, row in (await calculate(shop)).items()}
    assert again == {("TEE", "HAM"): 12}, "nobody bought a tee, and nobody cares for mugs"


async def test_what_customers_wait_for_is_bought_where_they_are_served(shop: Shop) -> None:
    await supplier(shop, lead_time_days=3)
    await placed(shop, {"OAK": 4})
    found = await calculate(shop)
    assert {key: (row["position"], row["quantity"]) for key, row in found.items()} == {
        ("OAK", "BER"): (-4, 4)
    }


async def test_a_product_that_is_new_is_judged_by_its_own_weeks(shop: Shop) -> None:
    await supplier(shop, lead_time_days=14)
    shop.clock.set(shop.clock.now() + timedelta(days=70))
    await shop.stock("OAK", "MUC", 20)
    await sold_by_week(shop, "OAK", [9, 9])
    oak = (await calculate(shop))["OAK", "MUC"]
    assert oak["demand_mean"] == pytest.approx(18 / 14, rel=1e-5)
    assert oak["position"] == 2


async def test_nothing_is_suggested_that_nobody_sells_or_that_ships_from_its_supplier(
    shop: Shop,
) -> None:
    await sold_by_week(shop, "MUG", [1] * 8)
    assert await calculate(shop) == {}, "nobody sells it to us"
    await supplier(shop, lead_time_days=14)
    assert set(await calculate(shop)) == {("MUG", "BER")}
    await shop.rows("UPDATE location SET kind = 'SUPPLIER' WHERE code = 'BER' RETURNING 1")
    assert await calculate(shop) == {}


async def test_slices_do_not_touch_each_other(shop: Shop) -> None:
    await supplier(shop, lead_time_days=14)
    await sold_by_week(shop, "MUG", [1] * 8)
    await calculate(shop)
    ids = sorted(product.id for product in shop.products.values())
    other = next(id for id in ids if id != shop.products["MUG"].id)

    async def elsewhere(uow: UnitOfWork) -> None:
        await replenish(uow, first=other, beyond=other)

    shop.clock.set(shop.clock.now() + timedelta(days=1))
    await shop.do(elsewhere)
    assert len(await shop.rows("SELECT 1 FROM replenishment_suggestion")) == 1


async def test_what_an_expired_cart_held_is_not_bought_again(shop: Shop) -> None:
    await supplier(shop)
    await held(shop, {"MUG": 4}, minutes=5)
    decided = NewThreshold("MUG", "BER", reorder_point=8)
    await shop.do(set_stock_thresholds, thresholds=[decided])
    assert (await calculate(shop))["MUG", "BER"]["position"] == 6
    wait(shop, 6)
    assert ("MUG", "BER") not in await calculate(shop), "ten lie there, eight are enough"


async def test_no_level_is_compared_with_the_sales_of_all_others(shop: Shop) -> None:
    """However wrong PostgreSQL's idea of a slice is: here it must not join by anything but loops."""
    asked = {
        "first": UUID(int=0), "beyond": None, "now": shop.clock.now(), "weeks": WEEKS,
        "usual": 0.95, "service_levels": [0.95], "factors": [1.64],
    }  # fmt: skip
    async with by_index(shop.database) as read:
        for way in ("hashjoin", "mergejoin"):
            await read.execute(text(f"SET enable_{way} = off"))
        plan = await explained(read, read.execute(select(FIGURES), asked))
        for way in ("hashjoin", "mergejoin"):
            await read.execute(text(f"RESET enable_{way}"))
    assert "Index Cond: ((stock_level_id = l.id)" in plan, plan
    assert not re.search(r"Join Filter: .*\bl_?\d*\.id\b", plan), plan
