"""createChannel and createProduct: codes are taken once, prices fit their currency."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from domain.catalog.service import NewPrice, create_channel, create_product
from domain.kernel.errors import InvalidInput, NotFound
from tests.factories.reading import refused
from tests.factories.shop import Shop


async def test_a_channel_has_a_currency_and_a_rule_about_unpaid_orders(shop: Shop) -> None:
    channel = await shop.do(
        create_channel,
        code=" tokyo ",
        name="Tokyo",
        currency="JPY",
        allow_unpaid_orders=True,
        payment_window_minutes=60,
    )
    (row,) = await shop.rows("SELECT * FROM channel WHERE code = 'tokyo'")
    assert (row["id"], row["currency"], row["allow_unpaid_orders"]) == (channel.id, "JPY", True)
    assert row["payment_window_minutes"] == 60
    (event,) = await shop.rows(
        "SELECT * FROM event WHERE type = 'channel.created' AND id > $1", row["id"]
    )
    assert event["summary"] == "Channel tokyo was created."


async def test_a_product_has_a_price_per_channel_in_its_currencys_minor_units(shop: Shop) -> None:
    await shop.do(create_channel, code="tokyo", name="Tokyo", currency="JPY")
    prices = [NewPrice("web", Decimal("9.90")), NewPrice("tokyo", Decimal(1600))]
    product = await shop.do(create_product, sku="HAT", name="Hat", prices=prices)
    rows = await shop.rows("SELECT amount FROM price WHERE product_id = $1", product.id)
    assert sorted(row["amount"] for row in rows) == [990, 1600]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"code": "web"}, "code"),
        ({"code": " "}, "code"),
        ({"code": "w\x00"}, "code"),
        ({"name": ""}, "name"),
        ({"currency": "eur"}, "currency"),
        ({"currency": "XYZ"}, "currency"),
        ({"currency": "E\x00R"}, "currency"),
        ({"payment_window_minutes": 0}, "paymentWindowMinutes"),
        ({"payment_window_minutes": 10**9}, "paymentWindowMinutes"),
    ],
)
async def test_a_channel_that_cannot_be_is_refused_by_name(
    shop: Shop, change: dict[str, Any], named: str
) -> None:
    asked = {"code": "pos", "name": "Shop", "currency": "EUR"} | change
    async with refused(shop.database, InvalidInput, path=("input", named)):
        await shop.do(create_channel, **asked)


@pytest.mark.parametrize(
    ("sku", "prices", "error", "named"),
    [
        ("MUG", [], InvalidInput, "sku"),
        ("", [], InvalidInput, "sku"),
        ("H\ud800T", [], InvalidInput, "sku"),
        ("HAT", [("nope", "1")], NotFound, "prices.0.channel"),
        ("HAT", [("web", "1"), ("web", "2")], InvalidInput, "prices.1.channel"),
        ("HAT", [("web", "1.001")], InvalidInput, "prices.0.price"),
        ("HAT", [("web", "-1")], InvalidInput, "prices.0.price"),
        ("HAT", [("web", "1e13")], InvalidInput, "prices.0.price"),
    ],
)
async def test_a_product_that_cannot_be_is_refused_by_name(
    shop: Shop, sku: str, prices: Sequence[tuple[str, str]], error: type[NotFound], named: str
) -> None:
    given = [NewPrice(channel, Decimal(price)) for channel, price in prices]
    async with refused(shop.database, error, path=("input", *named.split("."))):
        await shop.do(create_product, sku=sku, name="Hat", prices=given)
