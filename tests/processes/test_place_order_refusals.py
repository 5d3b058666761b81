"""placeOrder says no: what is wrong is named, and nothing has changed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.kernel.errors import (
    IdempotencyConflict,
    InsufficientStock,
    InvalidInput,
    NotFound,
    PermissionDenied,
    Shortage,
)
from domain.kernel.ids import new_id
from domain.processes.order_request import LineRequest, TenderRequest
from domain.processes.place_order import place_order
from tests.factories.orders import MANUAL, placed, request, unpaid
from tests.factories.people import ADDRESS, customer
from tests.factories.reading import refused
from tests.factories.rows import execute
from tests.factories.shop import Shop, open_shop

LENA = customer(new_id())


def bad_lines(**fields: Any) -> dict[str, Any]:
    return {"lines": [LineRequest(**({"sku": "MUG", "quantity": 1} | fields))]}


HUGE = Decimal(10) ** 13


BAD: list[tuple[str, dict[str, Any], type[Exception], str]] = [
    ("unknown channel", {"channel": "nope"}, NotFound, "channel"),
    ("unknown SKU", bad_lines(sku="NOPE"), NotFound, "lines.0.sku"),
    ("no lines", {"lines": []}, InvalidInput, "lines"),
    ("1,000 lines", {"lines": [LineRequest(sku="MUG", quantity=1)] * 1000}, InvalidInput, "lines"),
    ("quantity 0", bad_lines(quantity=0), InvalidInput, "lines.0.quantity"),
    ("quantity below 0", bad_lines(quantity=-1), InvalidInput, "lines.0.quantity"),
    ("quantity 2³¹", bad_lines(quantity=2**31), InvalidInput, "lines.0.quantity"),
    ("price too fine", bad_lines(unit_price=Decimal("1.001")), InvalidInput, "lines.0.unitPrice"),
    ("price below 0", bad_lines(unit_price=Decimal("-1")), InvalidInput, "lines.0.unitPrice"),
    ("price too large", bad_lines(unit_price=HUGE), InvalidInput, "lines.0.unitPrice"),
    ("price no number", bad_lines(unit_price=Decimal("NaN")), InvalidInput, "lines.0.unitPrice"),
    (
        "line too large",
        bad_lines(unit_price=Decimal(10) ** 12, quantity=2),
        InvalidInput,
        "lines.0.quantity",
    ),
    (
        "discount above the line",
        bad_lines(discount_total=Decimal("12.51")),
        InvalidInput,
        "lines.0.discountTotal",
    ),
    ("unknown location", bad_lines(location="NOPE"), NotFound, "lines.0.location"),
    ("e-mail that is none", {"email": "lena"}, InvalidInput, "email"),
    ("NUL in e-mail", {"email": "le\x00na@example.com"}, InvalidInput, "email"),
    ("surrogate in e-mail", {"email": "le\ud800na@example.com"}, InvalidInput, "email"),
    ("shipping too fine", {"shipping_total": Decimal("0.001")}, InvalidInput, "shippingTotal"),
    ("shipping below 0", {"shipping_total": Decimal("-1")}, InvalidInput, "shippingTotal"),
    ("discount too large", {"discount_total": Decimal("12.51")}, InvalidInput, "discountTotal"),
    (
        "NUL in address",
        {"shipping_address": replace(ADDRESS, city="Ber\x00lin")},
        InvalidInput,
        "shippingAddress.city",
    ),
    (
        "billing address without a country",
        {"billing_address": replace(ADDRESS, country="")},
        InvalidInput,
        "billingAddress.country",
    ),
    ("empty reference", {"external_reference": " "}, InvalidInput, "externalReference"),
    ("NUL in reference", {"external_reference": "A\x00"}, InvalidInput, "externalReference"),
    (
        "surrogate in reference",
        {"external_reference": "A\udfff"},
        InvalidInput,
        "externalReference",
    ),
    (
        "unknown gateway",
        {"payments": (TenderRequest(gateway="nope"),)},
        InvalidInput,
        "payments.0.gateway",
    ),
    (
        "payment beyond the total",
        {"payments": (TenderRequest(gateway="manual", amount=Decimal("12.51")),)},
        InvalidInput,
        "payments.0.amount",
    ),
    (
        "payment of nothing",
        {"payments": (TenderRequest(gateway="manual", amount=Decimal(0)),)},
        InvalidInput,
        "payments.0.amount",
    ),
    (
        "payment too fine",
        {"payments": (MANUAL, TenderRequest(gateway="manual", amount=Decimal("0.001")))},
        InvalidInput,
        "payments.1.amount",
    ),
]


async def test_a_shortage_names_every_short_sku_and_changes_nothing(shop: Shop) -> None:
    async with refused(shop.database, InsufficientStock, path=("input", "lines")) as refusal:
        await placed(shop, {"MUG": 16, "TEE": 3, "CAP": 2})
    assert set(refusal.value.shortages) == {Shortage("MUG", 16, 15), Shortage("CAP", 2, 1)}


@pytest.mark.parametrize(
    "terms",
    [
        {"unit_price": Decimal("0.01")},
        {"discount_total": Decimal("1")},
        {"tax_total": Decimal("0")},
        {"location": "BER"},
        {"backorder": True},
    ],
)
async def test_a_customer_orders_at_the_channels_terms(shop: Shop, terms: dict[str, Any]) -> None:
    line = LineRequest(sku="MUG", quantity=1, **terms)
    async with refused(shop.database, PermissionDenied) as refusal:
        await placed(shop, [line], actor=LENA, payments=())
    assert refusal.value.path[:3] == ("input", "lines", "0")


async def test_a_customer_gives_themselves_no_discount(shop: Shop) -> None:
    async with refused(shop.database, PermissionDenied, path=("input", "discountTotal")):
        await placed(shop, {"MUG": 1}, actor=LENA, discount_total=Decimal("1"))


async def test_an_external_reference_reused_for_another_request_is_a_conflict(shop: Shop) -> None:
    await placed(shop, {"MUG": 1}, external_reference="A-1")
    async with refused(shop.database, IdempotencyConflict, path=("input", "externalReference")):
        await placed(shop, {"MUG": 2}, external_reference="A-1")


async def test_a_customer_does_not_find_anothers_order_by_its_reference(shop: Shop) -> None:
    await unpaid(shop, {"MUG": 1}, external_reference="A-1")
    other = await unpaid(shop, {"CAP": 1}, email="otto@example.com")
    async with refused(shop.database, IdempotencyConflict):
        await placed(
            shop, {"MUG": 1}, actor=await shop.buyer(other), payments=(), external_reference="A-1"
        )


@pytest.mark.parametrize(
    ("fields", "error", "named"), [pytest.param(*rest, id=name) for name, *rest in BAD]
)
async def test_bad_input_is_refused_by_name_and_changes_nothing(
    shop: Shop, fields: dict[str, Any], error: type[NotFound], named: str
) -> None:
    asked = {"lines": {"MUG": 1}} | fields
    async with refused(shop.database, error, path=("input", *named.split("."))):
        await shop.do(place_order, request=request(**asked))


@pytest.mark.parametrize("email", ["lena", "le\x00na@example.com", "le\ud800na@example.com"])
async def test_a_customers_own_order_needs_an_email_too(shop: Shop, email: str) -> None:
    buyer = await shop.buyer(await unpaid(shop, {"CAP": 1}))
    async with refused(shop.database, InvalidInput, path=("input", "email")):
        await placed(shop, {"MUG": 1}, actor=buyer, payments=(), email=email)


async def test_a_product_that_the_channel_does_not_sell_is_refused(database: Any) -> None:
    shop = await open_shop(database)
    await execute(database, "DELETE FROM price")
    async with refused(database, InvalidInput, path=("input", "lines", "0", "sku")):
        await placed(shop, {"MUG": 1})
