"""createSupplier, updateSupplier, setSupplierProducts."""

from decimal import Decimal
from typing import Any

import pytest

from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.purchasing.suppliers import (
    NewTerms,
    create_supplier,
    set_supplier_products,
    update_supplier,
)
from tests.factories.buying import supplier
from tests.factories.reading import refused
from tests.factories.shop import Shop


async def test_a_supplier_is_known_by_its_code_and_paid_in_its_currency(shop: Shop) -> None:
    created = await shop.do(
        create_supplier,
        code="ACME",
        name=" Acme ",
        currency="JPY",
        email="orders@acme.example",
        lead_time_days=7.5,
        lead_time_spread_days=2,
        over_tolerance_percent=5,
    )
    (row,) = await shop.rows("SELECT * FROM supplier")
    assert (row["id"], row["name"], row["currency"]) == (created.id, "Acme", "JPY")
    assert (row["lead_time_days"], row["lead_time_spread_days"]) == (7.5, 2.0)
    assert (row["over_tolerance_percent"], row["active"]) == (5, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "KNOWN"}, "code"),
        ({"code": " "}, "code"),
        ({"name": "\x00"}, "name"),
        ({"currency": "eur"}, "currency"),
        ({"email": ""}, "email"),
        ({"email": "ask Ana"}, "email"),
        ({"lead_time_days": -1}, "leadTimeDays"),
        ({"lead_time_days": float("nan")}, "leadTimeDays"),
        ({"lead_time_spread_days": 731}, "leadTimeSpreadDays"),
        ({"over_tolerance_percent": 101}, "overTolerancePercent"),
    ],
)
async def test_a_supplier_that_cannot_be_is_refused_by_name(
    shop: Shop, change: dict[str, Any], field: str
) -> None:
    await supplier(shop, "KNOWN")
    asked = {"code": "ACME", "name": "Acme", "currency": "EUR"} | change
    async with refused(shop.database, InvalidInput, path=("input", field)):
        await shop.do(create_supplier, **asked)


async def test_what_is_not_said_stays(shop: Shop) -> None:
    id = await supplier(shop, email="orders@acme.example", lead_time_days=3)
    await shop.do(update_supplier, supplier_id=id, lead_time_days=4, active=False)
    (row,) = await shop.rows("SELECT * FROM supplier")
    assert (row["name"], row["email"]) == ("Acme", "orders@acme.example")
    assert (row["lead_time_days"], row["active"]) == (4.0, False)


async def test_products_are_written_down_and_changed_many_at_once(shop: Shop) -> None:
    id = await supplier(shop, costs={"MUG": "4.00", "TEE": "7.50"})
    await shop.do(
        set_supplier_products,
        supplier_id=id,
        products=[
            NewTerms("MUG", "M-1", Decimal("4.20"), pack_size=6, minimum_quantity=12, priority=1),
            NewTerms("OAK", "O-1", Decimal("40"), lead_time_days=30),
        ],
    )
    rows = await shop.rows(
        "SELECT p.sku, s.* FROM supplier_product s JOIN product p ON p.id = s.product_id ORDER BY sku"
    )
    assert [
        (row["sku"], row["supplier_sku"], row["cost"], row["pack_size"], row["minimum_quantity"])
        for row in rows
    ] == [("MUG", "M-1", 420, 6, 12), ("OAK", "O-1", 4000, 1, 1), ("TEE", "ACME-TEE", 750, 1, 1)]
    assert [row["lead_time_days"] for row in rows] == [None, 30.0, None]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (NewTerms("TEE", "T", Decimal("1.234")), "cost"),
        (NewTerms("TEE", "T", Decimal(1), pack_size=0), "packSize"),
        (NewTerms("TEE", "T", Decimal(1), minimum_quantity=-1), "minimumQuantity"),
        (NewTerms("TEE", "T", Decimal(1), lead_time_days=-1), "leadTimeDays"),
        (NewTerms("TEE", " ", Decimal(1)), "supplierSku"),
        (NewTerms("MUG", "T", Decimal(1)), "sku"),
    ],
)
async def test_terms_that_cannot_be_are_refused_by_name(shop: Shop, terms: NewTerms, field: str) -> None:
    id = await supplier(shop)
    good = NewTerms("MUG", "M", Decimal(1))
    async with refused(shop.database, InvalidInput, path=("input", "products", "1", field)):
        await shop.do(set_supplier_products, supplier_id=id, products=[good, terms])


async def test_nobody_sells_what_there_is_not(shop: Shop) -> None:
    id = await supplier(shop)
    none = [NewTerms("NONE", "N", Decimal(1))]
    async with refused(shop.database, NotFound, path=("input", "products", "0", "sku")):
        await shop.do(set_supplier_products, supplier_id=id, products=none)
    async with refused(shop.database, NotFound, path=("input", "supplierId")):
        await shop.do(set_supplier_products, supplier_id=new_id(), products=none)
    async with refused(shop.database, InvalidInput, path=("input", "products")):
        await shop.do(set_supplier_products, supplier_id=id, products=[])


async def test_what_is_said_to_be_nothing_goes_and_what_is_not_said_stays(shop: Shop) -> None:
    await shop.rows("UPDATE location SET kind = 'SUPPLIER' WHERE code = 'MUC' RETURNING 1")
    acme = await supplier(shop, email="orders@acme.example", location_code="MUC")
    await shop.do(update_supplier, supplier_id=acme, lead_time_days=3)
    (row,) = await shop.rows("SELECT * FROM supplier")
    assert (row["email"], row["location_id"]) == ("orders@acme.example", shop.locations["MUC"].id)
    await shop.do(update_supplier, supplier_id=acme, email=None, location_code=None)
    (row,) = await shop.rows("SELECT * FROM supplier")
    assert (row["email"], row["location_id"], row["lead_time_days"]) == (None, None, 3.0)
