"""Placing, paying, cancelling, shipping, sending back."""

from typing import Any

from tests.contract.world import World
from tests.factories.orders import EMAIL
from tests.schema.conftest import gid

ADDRESS = {
    "name": "Lena Vogt",
    "line1": "Torstraße 1",
    "city": "Berlin",
    "postalCode": "10119",
    "country": "DE",
}


def writes(world: World) -> dict[str, dict[str, Any]]:
    cart: dict[str, Any] = {
        "channel": "web",
        "email": EMAIL,
        "lines": [{"sku": "TEE", "quantity": 1}],
        "shippingAddress": ADDRESS,
        "payments": [{"gateway": "manual"}],
    }
    cancel = {"orderId": world.order("cancel"), "reason": "Changed my mind"}
    tender = {"orderId": world.order("unpaid"), "gateway": "manual", "amount": "20.00"}
    too_blue = {"orderLineId": world.id("OrderLine", "line"), "quantity": 1, "reason": "Too blue"}
    send_back = {"orderId": world.order("delivered"), "lines": [too_blue]}
    hold = {"holdId": world.id("StockHold", "hold")}
    (received,) = world.rows["receive_lines"]
    return {
        "HoldStock": {"channel": "web", "items": [{"sku": "MUG", "quantity": 1}], "minutes": 10},
        "ExtendStockHold": {**hold, "minutes": 20},
        "ReleaseStockHold": hold,
        "SetBackorderPolicy": {"sku": "OAK", "channel": "web", "kind": "BACKORDER", "cap": 50},
        "PrioritizeBackorder": {
            "orderLineId": world.id("OrderLine", "waiting"),
            "priority": 1,
            "reason": "A friend",
        },
        "PlaceOrder": cart,
        "PlaceOrderForCustomer": {**cart, "discountTotal": "1.00"},
        "PlacePartnerOrder": {**cart, "externalReference": "EXT-2"},
        "CancelMyOrder": cancel,
        "CancelOrder": cancel,
        "PayForOrder": tender,
        "AuthorizePayment": tender,
        "CapturePayment": {"paymentId": world.id("Payment", "authorized_payment")},
        "VoidPayment": {"paymentId": world.id("Payment", "void_payment")},
        "RefundPayment": {
            "paymentId": world.id("Payment", "refund_payment"),
            "amount": "2.50",
            "reason": "Chipped",
        },
        "IssueOrderLink": {"orderId": world.order("hold")},
        "HoldOrder": {"orderId": world.order("hold"), "reason": "Address?"},
        "ReleaseOrderHold": {"orderId": world.order("held")},
        "ShipFulfillmentOrder": {
            "fulfillmentOrderId": world.id("FulfillmentOrder", "fulfillment_order"),
            "carrier": "DHL",
            "trackingNumber": "T7",
        },
        "RecordShipmentEvent": {
            "shipmentId": world.id("Shipment", "shipment"),
            "status": "DELIVERED",
        },
        "RequestMyReturn": send_back,
        "RequestReturn": send_back,
        "ApproveReturn": {"returnId": world.id("Return", "approve")},
        "DeclineReturn": {"returnId": world.id("Return", "decline"), "reason": "Worn"},
        "ReceiveReturn": {
            "returnId": world.id("Return", "receive"),
            "locationCode": "HAM",
            "lines": [
                {
                    "returnLineId": gid("ReturnLine", received),
                    "quantity": 1,
                    "disposition": "RESTOCK",
                }
            ],
            "refund": True,
        },
    }
