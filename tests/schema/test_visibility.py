"""What one may not see does not exist: by any path, for anybody."""

from typing import Any
from uuid import UUID

import pytest

from domain.alerts.service import NewThreshold, set_stock_thresholds
from domain.kernel.actor import Actor
from domain.processes.capture_payment import capture_payment
from domain.processes.decide_return import approve_return
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.processes.request_return import ReturnLineRequest, request_return
from domain.replenishment.calculation import replenish
from domain.returns.models import ReturnDisposition
from schema.mutation import PERMISSIONS
from schema.permissions import Permission
from schema.schema import schema
from tests.factories.buying import receive, submitted, supplier
from tests.factories.orders import delivered, placed
from tests.factories.people import PARTNER, STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import NOBODY, Client, gid
from tests.schema.test_order_life import order_of

TABLES = {
    "Order": "SELECT id FROM orders",
    "OrderLine": "SELECT id FROM order_line",
    "OrderEvent": "SELECT id FROM event WHERE order_id IS NOT NULL",
    "FulfillmentOrder": "SELECT id FROM fulfillment_order",
    "FulfillmentOrderLine": "SELECT id FROM fulfillment_order_line",
    "Shipment": "SELECT id FROM shipment",
    "Payment": "SELECT id FROM payment",
    "Refund": "SELECT id FROM payment_transaction WHERE kind = 'REFUND'",
    "Return": "SELECT id FROM order_return",
    "ReturnLine": "SELECT id FROM return_line",
    "Customer": "SELECT id FROM customer",
    "StockLevel": "SELECT id FROM stock_level",
    "StockMovement": "SELECT id FROM stock_movement",
    "Location": "SELECT id FROM location",
    "Product": "SELECT id FROM product",
    "Channel": "SELECT id FROM channel",
    "StockThreshold": "SELECT stock_level_id AS id FROM stock_threshold",
    "StockAlert": "SELECT id FROM stock_alert",
    "Supplier": "SELECT id FROM supplier",
    "SupplierProduct": "SELECT id FROM supplier_product",
    "PurchaseOrder": "SELECT id FROM purchase_order",
    "PurchaseOrderLine": "SELECT id FROM purchase_order_line",
    "PurchaseOrderChange": "SELECT id FROM purchase_order_change",
    "ReplenishmentSuggestion": "SELECT id FROM replenishment_suggestion",
    "PurchaseReceipt": "SELECT id FROM purchase_receipt",
}
PUBLIC = {"Product", "Channel"}
STOCK = {"StockLevel", "StockMovement", "StockThreshold", "StockAlert", "Location"}
HOUSE = {
    "Supplier",
    "SupplierProduct",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderChange",
    "PurchaseReceipt",
    "ReplenishmentSuggestion",
}


async def lived(shop: Shop) -> tuple[Actor, Any]:
    """An order of Lena's that has one of everything, and an order of ours to a supplier."""
    everything = [NewThreshold("TEE", "HAM", low_stock=100, reorder_point=100)]
    await shop.do(set_stock_thresholds, thresholds=everything)
    await receive(shop, await submitted(shop, await supplier(shop), {"CAP": 1}), (0, 1, 0))
    await shop.do(replenish, first=UUID(int=0), beyond=None)
    order_id = await placed(shop, {"MUG": 2})
    await delivered(shop, order_id)
    payment = (await shop.rows("SELECT id FROM payment"))[0]
    await shop.do(capture_payment, payment_id=payment["id"])
    line = (await shop.lines(order_id))[0]
    sent = await shop.do(
        request_return, order_id=order_id, lines=[ReturnLineRequest(line["id"], 1, "Chipped")]
    )
    await shop.do(approve_return, return_id=sent.id)
    return_line = (await shop.rows("SELECT id FROM return_line"))[0]
    await shop.do(
        receive_return,
        return_id=sent.id,
        location_code="BER",
        lines=[ReceiptLine(return_line["id"], 1, ReturnDisposition.RESTOCK)],
        refund=True,
    )
    return await shop.buyer(order_id), order_id


async def ids(shop: Shop) -> dict[str, list[str]]:
    return {
        kind: [gid(kind, row["id"]) for row in await shop.rows(query)] for kind, query in TABLES.items()
    }


async def seen(client: Client, actor: Actor, of: list[str]) -> list[str]:
    found = await client.ask("query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }", actor, ids=of)
    return [each["id"] for each in found["nodes"] if each]


async def test_a_node_exists_for_those_who_may_see_it(client: Client, shop: Shop) -> None:
    lena, _ = await lived(shop)
    stranger_order = await placed(shop, {"TEE": 1}, email="otto@example.com")
    otto = await shop.buyer(stranger_order)
    for kind, known in (await ids(shop)).items():
        assert known, kind
        assert await seen(client, STAFF, known) == known
        assert await seen(client, PARTNER, known) == ([] if kind in HOUSE else known), kind
        assert await seen(client, NOBODY, known) == (known if kind in PUBLIC else []), kind
        mine, his = await seen(client, lena, known), await seen(client, otto, known)
        if kind in PUBLIC:
            assert mine == his == known
        elif kind in STOCK | HOUSE:
            assert mine == his == []
        else:
            assert not set(mine) & set(his), kind
            assert mine, kind
            assert set(mine) | set(his) == set(known), kind


async def test_a_customer_reads_their_own_orders_only(client: Client, shop: Shop) -> None:
    lena, order_id = await lived(shop)
    other = await placed(shop, {"TEE": 1}, email="otto@example.com")
    document = """query Q($order: ID!, $number: String!, $me: ID!, $other: ID!) {
        order(id: $order) { number }
        byNumber: order(number: $number) { number }
        orders { totalCount nodes { number } }
        filtered: orders(filter: {customerId: $other}) { totalCount nodes { number } }
        customer(id: $me) { email orders { totalCount nodes { number } } }
        otto: customer(id: $other) { email }
        locations { code } stockLevels { nodes { onHand } }
        product(sku: "MUG") { name stockLevels { onHand } }
    }"""
    otto = await shop.buyer(other)
    theirs = (await shop.order(other))["number"]
    assert lena.customer_id
    assert otto.customer_id
    found = await client.ask(
        document,
        lena,
        order=gid("Order", other),
        number=theirs,
        me=gid("Customer", lena.customer_id),
        other=gid("Customer", otto.customer_id),
    )
    mine = (await shop.order(order_id))["number"]
    assert found == {
        "order": None,
        "byNumber": None,
        "orders": {"totalCount": 1, "nodes": [{"number": mine}]},
        "filtered": {"totalCount": 0, "nodes": []},
        "customer": {
            "email": "lena@example.com",
            "orders": {"totalCount": 1, "nodes": [{"number": mine}]},
        },
        "otto": None,
        "locations": [],
        "stockLevels": {"nodes": []},
        "product": {"name": "Mug", "stockLevels": []},
    }


async def test_a_customer_sees_where_their_own_parcel_ships_from(client: Client, shop: Shop) -> None:
    lena, order_id = await lived(shop)
    found = await client.ask(
        """query Q($id: ID!) { order(id: $id) {
             fulfillmentOrders { location { code } } events { actor } holds { reason }
             availableActions } }""",
        lena,
        id=gid("Order", order_id),
    )
    assert found["order"]["fulfillmentOrders"] == [{"location": {"code": "BER"}}]
    assert {event["actor"] for event in found["order"]["events"]} == {"staff"}
    assert set(found["order"]["availableActions"]) <= {
        "cancelOrder",
        "requestReturn",
        "authorizePayment",
    }


async def test_another_customers_order_is_not_found_by_mutations(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    other = await placed(shop, {"TEE": 1}, email="otto@example.com")
    otto = await shop.buyer(other)
    line = (await shop.lines(order_id))[0]
    order = gid("Order", order_id)
    tried: list[tuple[str, dict[str, Any]]] = [
        ("cancelOrder", {"orderId": order, "reason": "Mine now"}),
        ("authorizePayment", {"orderId": order, "gateway": "manual", "amount": 1}),
        (
            "requestReturn",
            {
                "orderId": order,
                "lines": [{"orderLineId": gid("OrderLine", line["id"]), "quantity": 1, "reason": "r"}],
            },
        ),
    ]
    for verb, input in tried:
        refused = await client.do(verb, input, actor=otto)
        assert refused["code"] == "NOT_FOUND", verb
    mine = await client.do(
        "cancelOrder",
        {"orderId": order, "reason": "Changed my mind"},
        "order { status }",
        actor=await shop.buyer(order_id),
    )
    assert mine["order"] == {"status": "CANCELLED"}


def test_every_mutation_has_a_permission() -> None:
    mutations = schema._schema.mutation_type
    assert mutations is not None
    assert set(PERMISSIONS) == set(mutations.fields)
    assert all(isinstance(each, Permission) for each in PERMISSIONS.values())


def may(actor: Actor) -> set[str]:
    return {verb for verb, permission in PERMISSIONS.items() if permission.allows(actor)}


async def test_who_may_call_what(shop: Shop) -> None:
    lena = await shop.buyer(await placed(shop, {"MUG": 1}))
    assert may(STAFF) == set(PERMISSIONS)
    carts = {"holdStock", "extendStockHold", "releaseStockHold"}
    assert may(PARTNER) == {"placeOrder", "issueOrderLink", *carts}
    assert may(lena) == {
        "placeOrder", "cancelOrder", "requestReturn", "authorizePayment", *carts,
    }  # fmt: skip
    assert may(NOBODY) == carts


@pytest.mark.parametrize("field", ["unitPrice", "discountTotal", "taxTotal"])
async def test_a_customer_sets_no_terms(client: Client, shop: Shop, field: str) -> None:
    lena = await shop.buyer(await placed(shop, {"MUG": 1}))
    lines = [{"sku": "MUG", "quantity": 1, field: "0.01"}]
    refused = await client.do("placeOrder", order_of(lines=lines), actor=lena)
    assert refused["code"] == "PERMISSION_DENIED"
    partner = await client.do("placeOrder", order_of(lines=lines), actor=PARTNER)
    assert partner["__typename"] == "PlaceOrderSuccess"
