"""An order's whole life, spoken in GraphQL."""

from typing import Any

from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid

ADDRESS = {
    "name": "Lena Vogt",
    "line1": "Torstraße 1",
    "city": "Berlin",
    "postalCode": "10119",
    "country": "DE",
}
ORDER = """
    order {
      id number status paymentStatus allocationStatus fulfillmentStatus returnStatus onHold version
      currency subtotal { amount currency } total { amount } balance { amount } taxTotal { amount }
      shippingTotal { amount } discountTotal { amount } email expiresAt placedAt
      channel { code currency } customer { email name }
      shippingAddress { name postalCode line2 } billingAddress { name }
      lines { id sku quantity reservedQuantity allocatedQuantity unitPrice { amount }
              total { amount } product { sku price(channel: "web") { amount currency } } }
      payments { id gateway method status authorized { amount } captured { amount } }
      availableActions
    }"""


def order_of(**changes: Any) -> dict[str, Any]:
    return {
        "channel": "web",
        "email": "Lena@Example.com",
        "customerName": "Lena Vogt",
        "lines": [{"sku": "MUG", "quantity": 2}, {"sku": "TEE", "quantity": 1}],
        "shippingAddress": ADDRESS,
        "shippingTotal": "4.90",
        "payments": [{"gateway": "manual", "method": "invoice"}],
    } | changes


async def test_an_order_lives_from_placed_to_refunded(client: Client, shop: Shop) -> None:
    placed = await client.do("placeOrder", order_of(), ORDER)
    assert placed["__typename"] == "PlaceOrderSuccess", placed
    order = placed["order"]
    assert order["status"] == "CONFIRMED"
    assert order["subtotal"] == {"amount": "45.00", "currency": "EUR"}
    assert order["total"]["amount"] == "49.90"
    assert order["balance"]["amount"] == "49.90"
    assert order["customer"] == {"email": "lena@example.com", "name": "Lena Vogt"}
    assert order["lines"][0]["product"] == {
        "sku": "MUG",
        "price": {"amount": "12.50", "currency": "EUR"},
    }
    assert [line["reservedQuantity"] for line in order["lines"]] == [2, 1]
    assert order["payments"][0]["authorized"]["amount"] == "49.90"
    assert order["availableActions"] == [
        "cancelOrder", "holdOrder", "allocateOrder", "capturePayment", "voidPayment",
    ]  # fmt: skip
    assert client.wakes == 1

    captured = await client.do(
        "capturePayment",
        {"paymentId": order["payments"][0]["id"]},
        "payment { status captured { amount } order { paymentStatus balance { amount } } }",
    )
    assert captured["payment"] == {
        "status": "CAPTURED",
        "captured": {"amount": "49.90"},
        "order": {"paymentStatus": "PAID", "balance": {"amount": "0.00"}},
    }

    allocated = await client.do(
        "allocateOrder",
        {"orderId": order["id"]},
        """order { allocationStatus availableActions }
           fulfillmentOrders { id status location { code } lines { sku quantity orderLine { sku } } }""",
    )
    assert allocated["order"] == {
        "allocationStatus": "ALLOCATED",
        "availableActions": [
            "cancelOrder", "holdOrder", "shipFulfillmentOrder", "reportShortPick",
            "moveFulfillmentOrder", "splitFulfillmentOrder", "holdFulfillmentOrder", "refundPayment",
        ],
    }  # fmt: skip
    work = allocated["fulfillmentOrders"]
    assert [each["location"]["code"] for each in work] == ["HAM"]

    shipped = await client.do(
        "shipFulfillmentOrder",
        {"fulfillmentOrderId": work[0]["id"], "carrier": "DHL", "trackingNumber": "JJD 1"},
        """shipment { id status trackingUrl lines { quantity orderLine { sku } }
                      fulfillmentOrder { status shipments { id } } order { fulfillmentStatus } }""",
    )
    shipment = shipped["shipment"]
    assert shipment["trackingUrl"].endswith("tracking-id=JJD%201")
    assert shipment["order"]["fulfillmentStatus"] == "SHIPPED"
    delivered = await client.do(
        "recordShipmentEvent",
        {"shipmentId": shipment["id"], "status": "DELIVERED"},
        "shipment { status deliveredAt order { status fulfillmentStatus } }",
    )
    assert delivered["shipment"]["order"] == {"status": "COMPLETED", "fulfillmentStatus": "DELIVERED"}

    requested = await client.do(
        "requestReturn",
        {
            "orderId": order["id"],
            "lines": [{"orderLineId": order["lines"][0]["id"], "quantity": 1, "reason": "Chipped"}],
        },
        "return { id status lines { id quantity reason orderLine { sku } } }",
    )
    sent_back = requested["return"]
    assert sent_back["status"] == "REQUESTED"
    await client.do("approveReturn", {"returnId": sent_back["id"]}, "return { status }")
    received = await client.do(
        "receiveReturn",
        {
            "returnId": sent_back["id"],
            "locationCode": "BER",
            "refund": True,
            "lines": [
                {
                    "returnLineId": sent_back["lines"][0]["id"],
                    "quantity": 1,
                    "disposition": "RESTOCK",
                }
            ],
        },
        "return { status refunds { amount { amount } } } refunds { status amount { amount currency } }",
    )
    assert received["refunds"][0]["amount"] == {"amount": "12.50", "currency": "EUR"}

    found = await client.ask(
        """query Q($id: ID!) { order(id: $id) {
             returnStatus total { amount } balance { amount } refunds { payment { gateway } }
             returns { number } shipments { number } fulfillmentOrders { number }
             events { sequence type actor order { id } } later: events(first: 2, after: 3) { sequence }
        } }""",
        id=order["id"],
    )
    order = found["order"]
    assert [event["sequence"] for event in order["events"]] == list(range(1, len(order["events"]) + 1))
    assert order["events"][0]["type"] == "order.placed"
    assert [event["sequence"] for event in order["later"]] == [4, 5]
    assert order["refunds"] == [{"payment": {"gateway": "manual"}}]


async def test_an_answering_gateway_is_in_the_answer(client: Client, shop: Shop) -> None:
    placed = await client.do("placeOrder", order_of(payments=[]), ORDER)
    order_id = placed["order"]["id"]
    assert placed["order"]["status"] == "PENDING"
    assert placed["order"]["expiresAt"] is not None
    assert placed["order"]["availableActions"] == ["authorizePayment", "cancelOrder", "holdOrder"]
    paid = await client.do(
        "authorizePayment",
        {"orderId": order_id, "gateway": "test", "amount": "49.90", "token": "ok"},
        "payment { id status authorized { amount } order { status paymentStatus } }",
    )
    assert paid["payment"]["status"] == "AUTHORIZED"
    assert paid["payment"]["order"] == {"status": "CONFIRMED", "paymentStatus": "AUTHORIZED"}
    captured = await client.do(
        "capturePayment",
        {"paymentId": paid["payment"]["id"], "amount": 40},
        "payment { status captured { amount } }",
    )
    assert captured["payment"] == {"status": "PARTIALLY_CAPTURED", "captured": {"amount": "40.00"}}
    refunded = await client.do(
        "refundPayment",
        {"paymentId": paid["payment"]["id"], "amount": "0.10", "reason": "Goodwill"},
        "refund { status amount { amount } reason payment { refunded { amount } } }",
    )
    assert refunded["refund"] == {
        "status": "SUCCEEDED",
        "amount": {"amount": "0.10"},
        "reason": "Goodwill",
        "payment": {"refunded": {"amount": "0.10"}},
    }
    too_much = await client.do(
        "refundPayment",
        {"paymentId": paid["payment"]["id"], "amount": "40"},
        "__typename",
    )
    assert too_much["code"] == "AMOUNT_EXCEEDED"
    declined = await client.do(
        "authorizePayment",
        {"orderId": order_id, "gateway": "test", "amount": "9.90", "token": "decline"},
        "payment { status failure }",
    )
    assert declined["__typename"] in ("AuthorizePaymentSuccess", "AmountExceededError")


async def test_a_shortage_names_every_sku(client: Client, shop: Shop) -> None:
    lines = [{"sku": "CAP", "quantity": 2}, {"sku": "MUG", "quantity": 16}]
    document = """mutation M($input: PlaceOrderInput!) { placeOrder(input: $input) {
        ... on InsufficientStockError { code shortages { sku requested available } } } }"""
    found = await client.ask(document, input=order_of(lines=lines))
    assert found["placeOrder"] == {
        "code": "INSUFFICIENT_STOCK",
        "shortages": [
            {"sku": "CAP", "requested": 2, "available": 1},
            {"sku": "MUG", "requested": 16, "available": 15},
        ],
    }


async def test_stock_is_adjusted_and_explained(client: Client, shop: Shop) -> None:
    done = await client.do(
        "adjustStock",
        {"sku": "MUG", "locationCode": "BER", "delta": -3, "reason": "Broken"},
        """movement { sequence kind quantity onHandAfter reason actor }
           stockLevel { onHand available product { sku } location { code address { city } }
             movements(first: 1) { nodes { reason } pageInfo { hasNextPage endCursor } } }""",
    )
    assert done["movement"] == {
        "sequence": 2, "kind": "ADJUST", "quantity": -3, "onHandAfter": 7, "reason": "Broken",
        "actor": "staff:ana@waybill.example",
    }  # fmt: skip
    level = done["stockLevel"]
    assert (level["onHand"], level["available"]) == (7, 7)
    assert level["movements"]["nodes"] == [{"reason": "Broken"}]
    assert level["movements"]["pageInfo"]["hasNextPage"] is True
    document = """mutation M($input: AdjustStockInput!) { adjustStock(input: $input) {
        ... on StockConflictError { code onHand path } } }"""
    counted = {"sku": "MUG", "locationCode": "BER", "setTo": 9, "expected": 10, "reason": "Count"}
    found = await client.ask(document, input=counted)
    assert found["adjustStock"] == {
        "code": "STOCK_CONFLICT", "onHand": 7, "path": ["input", "expected"],
    }  # fmt: skip


async def test_holding_needs_the_version_that_was_read(client: Client, shop: Shop) -> None:
    placed = await client.do("placeOrder", order_of(), "order { id version }")
    order = placed["order"]
    document = """mutation M($input: HoldOrderInput!) { holdOrder(input: $input) {
        ... on VersionConflictError { code currentVersion path }
        ... on HoldOrderSuccess { order { onHold version holds { reason releasedAt } } } } }"""
    asked = {"orderId": order["id"], "reason": "Address?", "expectedVersion": order["version"] + 1}
    refused = (await client.ask(document, input=asked))["holdOrder"]
    assert refused["code"] == "VERSION_CONFLICT"
    assert refused["currentVersion"] == order["version"]
    held = await client.ask(document, input=asked | {"expectedVersion": order["version"]})
    assert held["holdOrder"]["order"]["onHold"] is True
    assert held["holdOrder"]["order"]["holds"] == [{"reason": "Address?", "releasedAt": None}]
    released = await client.do(
        "releaseOrderHold", {"orderId": order["id"]}, "order { onHold availableActions }"
    )
    assert released["order"]["onHold"] is False
    cancelled = await client.do(
        "cancelOrder",
        {"orderId": order["id"], "reason": "Changed my mind"},
        "order { status lines { cancelledQuantity } availableActions }",
    )
    assert cancelled["order"]["status"] == "CANCELLED"
    assert cancelled["order"]["availableActions"] == []


async def test_a_channel_a_location_and_a_product_are_made(client: Client, shop: Shop) -> None:
    channel = await client.do(
        "createChannel",
        {"code": "kw", "name": "Kuwait", "currency": "KWD", "paymentWindowMinutes": 5},
        "channel { id code currency allowUnpaidOrders paymentWindowMinutes }",
    )
    assert channel["channel"]["paymentWindowMinutes"] == 5
    location = await client.do(
        "createLocation",
        {"code": "KWI", "name": "Kuwait", "address": ADDRESS, "latitude": 29.3, "longitude": 47.9},
        "location { code priority active latitude address { city } }",
    )
    assert location["location"]["latitude"] == 29.3
    product = await client.do(
        "createProduct",
        {"sku": "OUD", "name": "Oud", "prices": [{"channel": "kw", "price": "1.005"}]},
        'product { id sku price(channel: "kw") { amount currency } stockLevels { onHand } }',
    )
    assert product["product"]["price"] == {"amount": "1.005", "currency": "KWD"}
    again = await client.do(
        "createProduct", {"sku": "OUD", "name": "Oud", "prices": []}, "product { id }"
    )
    assert (again["code"], again["path"]) == ("INVALID_INPUT", ["input", "sku"])
    unknown = await client.do(
        "createProduct",
        {"sku": "X", "name": "X", "prices": [{"channel": "?", "price": 1}]},
    )
    assert unknown["path"] == ["input", "prices", "0", "channel"]
    found = await client.ask('{ channels { code } product(sku: "OUD") { name } locations { code } }')
    assert [each["code"] for each in found["channels"]] == ["kw", "web"]
    assert [each["code"] for each in found["locations"]] == ["BER", "HAM", "MUC", "KWI"]
    assert gid("Channel", shop.channel.id)
