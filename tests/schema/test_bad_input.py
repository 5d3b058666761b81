"""What bad input gets: a typed refusal that names the field; never an error of ours, nothing changed."""

from typing import Any

import pytest

from tests.factories.shop import Shop
from tests.schema.conftest import NOBODY, Client
from tests.schema.test_order_life import ADDRESS, order_of

LINE = {"sku": "MUG", "quantity": 1}


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"channel": "nowhere"}, "NOT_FOUND", ["input", "channel"]),
        ({"email": "none"}, "INVALID_INPUT", ["input", "email"]),
        ({"email": "a\0@example.com"}, "INVALID_INPUT", ["input", "email"]),
        ({"lines": []}, "INVALID_INPUT", ["input", "lines"]),
        ({"lines": [LINE] * 1000}, "INVALID_INPUT", ["input", "lines"]),
        ({"lines": [LINE | {"sku": "NONE"}]}, "NOT_FOUND", ["input", "lines", "0", "sku"]),
        ({"lines": [LINE, LINE | {"sku": "\0"}]}, "INVALID_INPUT", ["input", "lines", "1", "sku"]),
        ({"lines": [LINE | {"sku": "\ud800"}]}, "INVALID_INPUT", ["input", "lines", "0", "sku"]),
        ({"lines": [LINE | {"sku": "x" * 256}]}, "INVALID_INPUT", ["input", "lines", "0", "sku"]),
        ({"lines": [LINE | {"quantity": 0}]}, "INVALID_INPUT", ["input", "lines", "0", "quantity"]),
        ({"lines": [LINE | {"quantity": -1}]}, "INVALID_INPUT", ["input", "lines", "0", "quantity"]),
        (
            {"lines": [LINE | {"unitPrice": "1.001"}]},
            "INVALID_INPUT",
            ["input", "lines", "0", "unitPrice"],
        ),
        (
            {"lines": [LINE | {"unitPrice": "1000000000000.01"}]},
            "INVALID_INPUT",
            ["input", "lines", "0", "unitPrice"],
        ),
        ({"shippingTotal": "-1"}, "INVALID_INPUT", ["input", "shippingTotal"]),
        ({"idempotencyKey": ""}, "INVALID_INPUT", ["input", "idempotencyKey"]),
        ({"idempotencyKey": "k" * 256}, "INVALID_INPUT", ["input", "idempotencyKey"]),
        (
            {"shippingAddress": ADDRESS | {"line1": "\udfff"}},
            "INVALID_INPUT",
            ["input", "shippingAddress", "line1"],
        ),
        (
            {"payments": [{"gateway": "nobody"}]},
            "INVALID_INPUT",
            ["input", "payments", "0", "gateway"],
        ),
    ],
)
async def test_a_wrong_order_is_refused_by_name(
    client: Client, shop: Shop, changes: dict[str, Any], code: str, path: list[str]
) -> None:
    refused = await client.do("placeOrder", order_of(**changes), "order { id }")
    assert (refused["code"], refused["path"]) == (code, path)
    assert await shop.rows("SELECT 1 FROM orders") == []
    assert await shop.rows("SELECT 1 FROM customer") == []
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)


@pytest.mark.parametrize("quantity", [2**31, 1.5, "one", None])
async def test_a_quantity_beyond_the_scalar_is_an_error_of_the_request(
    client: Client, shop: Shop, quantity: Any
) -> None:
    result = await client.run(
        "mutation M($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }",
        input=order_of(lines=[{"sku": "MUG", "quantity": quantity}]),
    )
    assert result.data is None
    assert "quantity" in result.errors[0].message
    assert "wrong on our side" not in result.errors[0].message


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ("first: -1", ["first"]),
        ("first: 251", ["first"]),
        ("last: 1, first: 1", ["last"]),
        ('after: "nonsense"', ["after"]),
        ('after: "WyJUT1RBTCIsMV0"', ["after"]),
        ('after: "bm90IGpzb24"', ["after"]),
        ('filter: {customerId: "nobody"}', ["filter", "customerId"]),
        ('filter: {locationId: "T3JkZXI6MQ=="}', ["filter", "locationId"]),
        ('filter: {sku: "\\u0000"}', ["filter", "sku"]),
        ('filter: {search: "\\u0000"}', ["filter", "search"]),
        ('filter: {channel: ["ok", "\\u0000"]}', ["filter", "channel", "1"]),
    ],
)
async def test_a_wrong_list_is_refused_by_name(client: Client, arguments: str, path: list[str]) -> None:
    result = await client.run(f"{{ orders({arguments}) {{ nodes {{ id }} }} }}")
    assert result.errors[0].extensions == {"code": "INVALID_INPUT", "path": path}


@pytest.mark.parametrize(
    "field",
    [
        'product(sku: "\\u0000") { id }',
        "product { id }",
        "order { id }",
        'customer(email: "\\u0000") { id }',
        'shipment(trackingNumber: "\\u0000") { id }',
        'stockLevels(sku: ["\\u0000"]) { nodes { id } }',
        'stockLevels(locationId: "x") { nodes { id } }',
        'stockLevels(after: "WzFd") { nodes { id } }',
        'node(id: "\\u0000") { id }',
    ],
)
async def test_a_wrong_read_is_the_callers_mistake(client: Client, field: str) -> None:
    result = await client.run(f"{{ {field} }}")
    assert result.errors[0].extensions["code"] == "INVALID_INPUT"


async def test_ids_of_nothing_read_as_null(client: Client) -> None:
    found = await client.ask(
        """{ order(id: "x") { id } product(id: "x") { id } customer(id: "x") { id } node(id: "x") { id }
             fulfillmentOrder(id: "x") { id } shipment(id: "x") { id } return(id: "x") { id } }"""
    )
    assert set(found.values()) == {None}


async def test_ids_of_nothing_are_not_found_by_mutations(client: Client, shop: Shop) -> None:
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("cancelOrder", {"orderId": "x", "reason": "r"}, "orderId"),
        ("holdOrder", {"orderId": "x", "reason": "r"}, "orderId"),
        ("releaseOrderHold", {"orderId": "x"}, "orderId"),
        ("issueOrderLink", {"orderId": "x"}, "orderId"),
        ("allocateOrder", {"orderId": "x"}, "orderId"),
        ("shipFulfillmentOrder", {"fulfillmentOrderId": "x", "carrier": "c"}, "fulfillmentOrderId"),
        ("recordShipmentEvent", {"shipmentId": "x", "status": "LOST"}, "shipmentId"),
        ("authorizePayment", {"orderId": "x", "gateway": "test", "amount": 1}, "orderId"),
        ("capturePayment", {"paymentId": "x"}, "paymentId"),
        ("voidPayment", {"paymentId": "x"}, "paymentId"),
        ("refundPayment", {"paymentId": "x"}, "paymentId"),
        ("requestReturn", {"orderId": "x", "lines": []}, "orderId"),
        ("approveReturn", {"returnId": "x"}, "returnId"),
        ("declineReturn", {"returnId": "x", "reason": "r"}, "returnId"),
        ("receiveReturn", {"returnId": "x", "locationCode": "BER", "lines": []}, "returnId"),
    ]
    for verb, input, field in cases:
        refused = await client.do(verb, input)
        assert (refused["code"], refused["path"]) == ("NOT_FOUND", ["input", field]), verb


async def test_nobody_may_write(client: Client, shop: Shop) -> None:
    refused = await client.do("placeOrder", order_of(), actor=NOBODY)
    assert refused["__typename"] == "PermissionDeniedError"
