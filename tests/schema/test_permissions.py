"""What somebody of the staff may do is in their token, capability by capability."""

from dataclasses import replace

import pytest

from domain.kernel.actor import Actor
from domain.kernel.capabilities import Capability, parse, with_what_follows
from domain.kernel.errors import InvalidInput
from schema.mutation import PERMISSIONS
from tests.factories.money import paid, payment_ids
from tests.factories.orders import delivered, placed
from tests.factories.people import STAFF
from tests.factories.returns import returning
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid


def with_only(*capabilities: Capability) -> Actor:
    return replace(STAFF, permissions=with_what_follows(capabilities))


@pytest.mark.parametrize(
    ("capability", "verbs"),
    [
        (Capability.ORDERS_READ, set()),
        (
            Capability.ORDERS_PLACE,
            {"placeOrder", "holdStock", "extendStockHold", "releaseStockHold"},
        ),
        (
            Capability.ORDERS_EDIT,
            {"cancelOrder", "holdOrder", "issueOrderLink", "prioritizeBackorder", "releaseOrderHold"},
        ),
        (
            Capability.SHIPMENTS_EDIT,
            {
                "allocateOrder",
                "moveFulfillmentOrder",
                "splitFulfillmentOrder",
                "mergeFulfillmentOrders",
                "holdFulfillmentOrder",
                "releaseFulfillmentOrder",
                "reportShortPick",
                "shipFulfillmentOrder",
                "recordShipmentEvent",
                "recordSupplierShipment",
            },
        ),
        (Capability.PAYMENTS_AUTHORIZE, {"authorizePayment"}),
        (Capability.PAYMENTS_CAPTURE, {"capturePayment"}),
        (Capability.PAYMENTS_VOID, {"voidPayment"}),
        (Capability.PAYMENTS_REFUND, {"refundPayment"}),
        (
            Capability.RETURNS_EDIT,
            {"requestReturn", "approveReturn", "declineReturn", "receiveReturn"},
        ),
        (Capability.CUSTOMERS_READ, set()),
        (Capability.INVENTORY_READ, set()),
        (
            Capability.INVENTORY_ADJUST,
            {
                "adjustStock",
                "startCycleCount",
                "enterCycleCount",
                "submitCycleCount",
                "reopenCycleCount",
                "postCycleCount",
                "cancelCycleCount",
                "setStockThresholds",
                "makeStockUnavailable",
                "makeStockAvailable",
                "writeOffStock",
                "setSafetyStock",
                "setBin",
                "setStockLevels",
            },
        ),
        (Capability.INVENTORY_COUNT, {"enterCycleCount", "submitCycleCount"}),
        (
            Capability.INVENTORY_TRANSFER,
            {
                "createStockTransfer",
                "updateStockTransfer",
                "shipStockTransfer",
                "receiveStockTransfer",
                "closeStockTransfer",
                "cancelStockTransfer",
            },
        ),
        (
            Capability.LOCATIONS_EDIT,
            {"createLocation", "updateLocation", "deactivateLocation", "activateLocation"},
        ),
        (Capability.PURCHASES_READ, set()),
        (
            Capability.PURCHASES_EDIT,
            {
                "createSupplier",
                "updateSupplier",
                "setSupplierProducts",
                "createPurchaseOrder",
                "updatePurchaseOrder",
                "submitPurchaseOrder",
                "confirmPurchaseOrder",
                "cancelPurchaseOrder",
                "closePurchaseOrder",
                "createPurchaseOrders",
            },
        ),
        (Capability.PURCHASES_RECEIVE, {"receivePurchaseOrder"}),
        (
            Capability.SOURCING_EDIT,
            {
                "createSourcingPolicy",
                "updateSourcingPolicy",
                "activateSourcingPolicy",
                "assignSourcingPolicy",
            },
        ),
        (
            Capability.CATALOG_EDIT,
            {
                "createChannel",
                "createProduct",
                "setBundleComponents",
                "clearBundleComponents",
                "setBackorderPolicy",
            },
        ),
    ],
)
def test_a_capability_opens_these_mutations(capability: Capability, verbs: set[str]) -> None:
    actor = with_only(capability)
    assert {verb for verb, each in PERMISSIONS.items() if each.allows(actor)} == verbs


async def test_a_clerk_refunds_and_does_not_capture(client: Client, shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 1})
    (payment,) = await payment_ids(shop, order_id)
    clerk = with_only(Capability.PAYMENTS_REFUND)
    refused = await client.do("capturePayment", {"paymentId": gid("Payment", payment)}, actor=clerk)
    assert (refused["__typename"], refused["message"]) == (
        "PermissionDeniedError",
        "This needs the permission to capture payments.",
    )
    done = await client.do(
        "refundPayment",
        {"paymentId": gid("Payment", payment), "amount": "1.00"},
        "refund { amount { amount } payment { order { availableActions } } }",
        clerk,
    )
    assert done["refund"] == {
        "amount": {"amount": "1.00"},
        "payment": {"order": {"availableActions": ["refundPayment"]}},
    }


async def test_who_receives_returns_does_not_pay_back_without_that_permission(
    client: Client, shop: Shop
) -> None:
    order_id = await paid(shop, {"MUG": 1})
    await delivered(shop, order_id)
    return_id, (line,) = await returning(shop, order_id, [1])
    received = {
        "returnId": gid("Return", return_id),
        "locationCode": "BER",
        "lines": [{"returnLineId": gid("ReturnLine", line), "quantity": 1, "disposition": "RESTOCK"}],
    }
    clerk = with_only(Capability.RETURNS_EDIT)
    refused = await client.do("receiveReturn", {**received, "refund": True}, actor=clerk)
    assert refused["code"] == "PERMISSION_DENIED"
    assert (await shop.rows("SELECT status FROM order_return"))[0]["status"] == "APPROVED"
    done = await client.do("receiveReturn", received, "refunds { id }", clerk)
    assert (done["__typename"], done["refunds"]) == ("ReceiveReturnSuccess", [])


async def test_a_stock_keeper_sees_stock_and_no_orders(client: Client, shop: Shop) -> None:
    await placed(shop, {"MUG": 1})
    found = await client.ask(
        """{ orders { totalCount } customer(email: "lena@example.com") { name }
             stockLevels(sku: ["MUG"]) { nodes { onHand movements { nodes { kind reference } } } } }""",
        with_only(Capability.INVENTORY_ADJUST),
    )
    assert found["orders"] == {"totalCount": 0}
    assert found["customer"] is None
    assert [level["onHand"] for level in found["stockLevels"]["nodes"]] == [10, 5]
    references = [
        movement["reference"]
        for level in found["stockLevels"]["nodes"]
        for movement in level["movements"]["nodes"]
    ]
    assert set(references) == {None}


def test_a_permission_that_is_none_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"no permission 'orders\.burn'; there are: orders\.read"):
        parse(["orders.read", "orders.burn"])
