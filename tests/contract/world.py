"""A shop with an order in every stage, and for each operation of the contract what to send it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.alerts.service import NewThreshold, set_stock_thresholds
from domain.allocation.policy_versions import activate_sourcing_policy, create_sourcing_policy
from domain.allocation.portions import Portion
from domain.holds.rules import HoldLimits
from domain.inventory.models import UnavailableReason
from domain.inventory.unavailable import make_stock_unavailable
from domain.kernel.actor import ANONYMOUS
from domain.kernel.uow import transaction
from domain.processes.hold_fulfillment_order import hold_fulfillment_order
from domain.processes.hold_order import hold_order
from domain.processes.hold_stock import HoldItem, hold_stock
from domain.processes.order_from_suppliers import order_from_suppliers
from domain.processes.order_request import LineRequest
from domain.processes.split_fulfillment_order import split_fulfillment_order
from domain.replenishment.calculation import replenish
from tests.factories.buying import drafted, dropshipper, purchase_lines, receive, submitted, supplier
from tests.factories.money import captured, paid, payment_ids
from tests.factories.orders import EMAIL, allocated, delivered, placed, shipped, unpaid, work
from tests.factories.returns import returning
from tests.factories.shop import Shop
from tests.schema.conftest import gid

ADDRESS = {
    "name": "Lena Vogt",
    "line1": "Torstraße 1",
    "city": "Berlin",
    "postalCode": "10119",
    "country": "DE",
}


@dataclass(frozen=True)
class World:
    """The orders, each in the stage that it is named after, and what belongs to them."""

    shop: Shop
    orders: dict[str, UUID]
    rows: dict[str, Any]

    @classmethod
    async def build(cls, shop: Shop) -> "World":
        for code in ("BER", "HAM"):
            await shop.stock("OAK", code, 4)
        rows: dict[str, Any] = {}
        orders = {
            "unpaid": await unpaid(shop, {"TEE": 1}),
            "authorized": await placed(shop, {"MUG": 1}, external_reference="EXT-1"),
            "void": await placed(shop, {"MUG": 1}),
            "refund": await paid(shop, {"MUG": 1}),
            "held": await placed(shop, {"MUG": 1}),
            "hold": await placed(shop, {"MUG": 1}),
            "cancel": await placed(shop, {"MUG": 1}),
            "allocate": await placed(shop, {"MUG": 1}),
            "allocated": await placed(shop, {"MUG": 2}),
            "resource": await placed(shop, {"OAK": 4}),
            "held_work": await placed(shop, {"MUG": 1}),
            "merge": await placed(shop, {"MUG": 2}),
            "shipped": await placed(shop, {"MUG": 1}),
            "delivered": await placed(shop, {"MUG": 1}),
            "approve": await placed(shop, {"TEE": 1}),
            "decline": await placed(shop, {"TEE": 1}),
            "receive": await placed(shop, {"TEE": 1}),
        }
        async with transaction(shop.database, actor=ANONYMOUS) as uow:
            # At the time of the clients that ask: holds are over soon.
            cart = [HoldItem(sku="MUG", quantity=1)]
            rows["hold"] = await hold_stock(uow, channel="web", items=cart, limits=HoldLimits())
        await shop.do(hold_order, order_id=orders["held"], reason="Fraud check")
        (fulfillment_order,) = await allocated(shop, orders["allocated"])
        (shipment,) = await shipped(shop, orders["shipped"])
        for stage in ("delivered", "approve", "decline", "receive"):
            await delivered(shop, orders[stage])
            await captured(shop, orders[stage])
        rows |= {"fulfillment_order": fulfillment_order, "shipment": shipment}
        for stage in ("approve", "decline", "receive"):
            rows[stage], rows[f"{stage}_lines"] = await returning(
                shop, orders[stage], [1], approve=stage == "receive"
            )
        for stage in ("authorized", "void", "refund"):
            (rows[f"{stage}_payment"],) = await payment_ids(shop, orders[stage])
        (rows["resource"],) = await allocated(shop, orders["resource"])
        (rows["resource_line"],) = [row["id"] for row in await work(shop, orders["resource"])]
        (rows["held_work"],) = await allocated(shop, orders["held_work"])
        await shop.do(hold_fulfillment_order, fulfillment_order_id=rows["held_work"], reason="Wet floor")
        (first,) = await allocated(shop, orders["merge"])
        (whole,) = await work(shop, orders["merge"])
        _, part = await shop.do(
            split_fulfillment_order,
            fulfillment_order_id=first,
            lines=[Portion(whole["id"], 1)],
        )
        rows["merge"] = [first, part.id]
        policy = await shop.do(
            create_sourcing_policy,
            name="Fewest parcels",
            filters=[],
            goals=[{"goal": "FEWEST_SPLITS", "weight": "1"}],
        )
        await shop.do(activate_sourcing_policy, policy_id=policy.id)
        rows["policy"] = policy.id
        (rows["waiting"],) = await shop.lines(
            await placed(shop, [LineRequest(sku="OAK", quantity=1, location="MUC")])
        )
        rows["order"] = await shop.order(orders["delivered"])
        (rows["line"],) = await shop.lines(orders["delivered"])
        await shop.stock("MUG", "BER", 5)
        await shop.do(
            make_stock_unavailable,
            sku="MUG",
            location_code="BER",
            quantity=2,
            because=UnavailableReason.HOLD,
            reason="Recall",
        )
        rows["level"] = await shop.level("MUG", "BER")
        rows["supplier"] = await supplier(shop)
        for stage in ("submit", "rewrite"):
            rows[stage] = await drafted(shop, rows["supplier"], {"CAP": 5})
        for stage in ("confirm", "take_in", "call_off", "close"):
            rows[stage] = await submitted(shop, rows["supplier"], {"CAP": 5})
        await receive(shop, rows["close"], (2, 1, 0))
        await shop.do(set_stock_thresholds, thresholds=[NewThreshold("TEE", "MUC", reorder_point=20)])
        await shop.do(replenish, first=UUID(int=0), beyond=None)
        await dropshipper(shop, units={"CAP": 1})
        outsourced = await placed(shop, [LineRequest(sku="CAP", quantity=1, location="MUC")])
        await allocated(shop, outsourced)
        (dropped,) = await shop.do(order_from_suppliers, order_id=outsourced)
        rows["dropped"] = dropped.id
        (rows["suggestion"],) = await shop.rows(
            "SELECT s.id FROM replenishment_suggestion s JOIN product p ON p.id = s.product_id "
            "WHERE p.sku = 'TEE' AND s.position = 0"
        )
        (rows["coming"],) = await purchase_lines(shop, rows["take_in"])
        return cls(shop, orders, rows)

    def order(self, stage: str) -> str:
        return gid("Order", self.orders[stage])

    def variables(self, operation: str) -> dict[str, Any]:
        """What to send `operation`. Raises `KeyError` for one that nobody has thought of."""
        reads, writes = self._reads(), {**self._writes(), **self._purchases()}
        return {"input": writes[operation]} if operation in writes else reads[operation]

    def _reads(self) -> dict[str, dict[str, Any]]:
        order, number = self.order("delivered"), self.rows["order"]["number"]
        product = gid("Product", self.shop.products["MUG"].id)
        berlin = gid("Location", self.shop.locations["BER"].id)
        customer = gid("Customer", self.rows["order"]["customer_id"])
        level = gid("StockLevel", self.rows["level"]["id"])
        work = gid("FulfillmentOrder", self.rows["fulfillment_order"])
        returned = gid("Return", self.rows["approve"])
        return {
            "SalesChannels": {},
            "CartAvailability": {"channel": "web", "skus": ["MUG", "TEE"]},
            "ProductPage": {"sku": "MUG", "channel": "web"},
            "BackorderQueue": {"productId": gid("Product", self.shop.products["OAK"].id), "first": 5},
            "CartHold": {"id": gid("StockHold", self.rows["hold"].id)},
            "Cart": {"productIds": [product], "channel": "web"},
            "OrderStatusPage": {"number": number},
            "TrackOrder": {"orderId": order},
            "OrderHistory": {"orderId": order, "after": 2},
            "MyOrders": {"first": 3},
            "MyAccount": {"email": EMAIL},
            "Receipt": {"orderId": order},
            "BuyAgain": {"orderId": order, "channel": "web"},
            "ReturnableItems": {"orderId": order},
            "MyReturn": {"id": returned},
            "TrackParcel": {"trackingNumber": "T1"},
            "OrderList": {
                "first": 5,
                "filter": {"channel": ["web"], "paymentStatus": ["AUTHORIZED", "PAID"]},
                "sort": {"field": "TOTAL", "direction": "DESC"},
            },
            "OrderCounts": {"channel": ["web"]},
            "OrderSearch": {"search": "lena"},
            "OrderDetail": {"id": order},
            "OrderTimeline": {"id": order, "first": 3},
            "SourcingDesk": {},
            "SimulateSourcing": {
                "input": {
                    "channel": "web",
                    "rules": {"goals": [{"goal": "FEWEST_SPLITS", "weight": "1"}]},
                    "order": {"lines": [{"sku": "MUG", "quantity": 1}]},
                }
            },
            "OrderSourcing": {"id": order},
            "OrderFeed": {"channel": "web"},
            "WatchOrder": {"orderId": order, "after": 1},
            "FulfillmentDesk": {"locationId": berlin},
            "PickList": {"id": work},
            "ShipmentDetail": {"id": gid("Shipment", self.rows["shipment"])},
            "ReturnDesk": {},
            "ReturnDetail": {"id": returned},
            "StockDesk": {"sku": ["MUG", "TEE"]},
            "StockLedger": {"levelId": level, "first": 5},
            "StockAsOf": {"sku": "MUG", "locationCode": "BER", "at": "2026-03-02T09:00:00Z"},
            "WatchStock": {"sku": "MUG"},
            "StockAlerts": {"kind": ["OUT_OF_STOCK"], "locationId": berlin},
            "ReplenishmentDesk": {"locationId": gid("Location", self.shop.locations["MUC"].id)},
            "SupplierList": {"productId": product},
            "SupplierDetail": {"id": gid("Supplier", self.rows["supplier"])},
            "PurchaseOrderList": {"filter": {"status": ["SUBMITTED"], "locationId": berlin}},
            "PurchaseOrderDetail": {"id": gid("PurchaseOrder", self.rows["close"])},
            "ProductDetail": {"sku": "MUG", "channel": "web"},
            "CustomerDetail": {"id": customer},
            "ShopSettings": {},
            "OpenById": {"id": level},
            "PartnerOrder": {"externalReference": "EXT-1"},
            "PartnerOrdersPlaced": {"channel": ["web"], "placedAfter": "2026-01-01T00:00:00Z"},
            "PartnerOrderEvents": {"orderId": order},
            "WatchPartnerOrder": {"orderId": order},
            "WatchPartnerChannel": {"channel": "web"},
            "PartnerStockLevels": {"locationId": berlin},
            "WatchPartnerStock": {"sku": "MUG"},
            "PartnerFulfillmentOrders": {"locationId": berlin},
            "PartnerFulfillmentOrder": {"id": work},
            "PartnerShipment": {"trackingNumber": "T1"},
            "PartnerReturn": {"id": returned},
            "PartnerProduct": {"sku": "MUG", "channel": "web"},
            "PartnerDirectory": {},
        }

    def _writes(self) -> dict[str, dict[str, Any]]:
        cart: dict[str, Any] = {
            "channel": "web",
            "email": EMAIL,
            "lines": [{"sku": "TEE", "quantity": 1}],
            "shippingAddress": ADDRESS,
            "payments": [{"gateway": "manual"}],
        }
        cancel = {"orderId": self.order("cancel"), "reason": "Changed my mind"}
        tender = {"orderId": self.order("unpaid"), "gateway": "manual", "amount": "20.00"}
        line = gid("OrderLine", self.rows["line"]["id"])
        send_back = {
            "orderId": self.order("delivered"),
            "lines": [{"orderLineId": line, "quantity": 1, "reason": "Too blue"}],
        }
        (received,) = self.rows["receive_lines"]
        policy = gid("SourcingPolicy", self.rows["policy"])
        held_work = {"fulfillmentOrderId": gid("FulfillmentOrder", self.rows["held_work"])}
        work_line = gid("FulfillmentOrderLine", self.rows["resource_line"])
        piece = {
            "fulfillmentOrderId": gid("FulfillmentOrder", self.rows["resource"]),
            "lines": [{"fulfillmentOrderLineId": work_line, "quantity": 1}],
        }
        mugs = {"sku": "MUG", "locationCode": "BER"}
        apart = {**mugs, "quantity": 1, "reason": "Chipped"}
        return {
            "HoldStock": {"channel": "web", "items": [{"sku": "MUG", "quantity": 1}], "minutes": 10},
            "ExtendStockHold": {"holdId": gid("StockHold", self.rows["hold"].id), "minutes": 20},
            "ReleaseStockHold": {"holdId": gid("StockHold", self.rows["hold"].id)},
            "SetBackorderPolicy": {"sku": "OAK", "channel": "web", "kind": "BACKORDER", "cap": 50},
            "PrioritizeBackorder": {
                "orderLineId": gid("OrderLine", self.rows["waiting"]["id"]),
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
            "RequestMyReturn": send_back,
            "RequestReturn": send_back,
            "IssueOrderLink": {"orderId": self.order("hold")},
            "HoldOrder": {"orderId": self.order("hold"), "reason": "Address?"},
            "ReleaseOrderHold": {"orderId": self.order("held")},
            "AllocateOrder": {"orderId": self.order("allocate")},
            "MoveFulfillmentOrder": {**piece, "locationCode": "HAM", "reason": "Berlin is full"},
            "SplitFulfillmentOrder": piece,
            "MergeFulfillmentOrders": {
                "fulfillmentOrderIds": [gid("FulfillmentOrder", each) for each in self.rows["merge"]]
            },
            "HoldFulfillmentOrder": {**held_work, "reason": "Wet floor"},
            "ReleaseFulfillmentOrder": held_work,
            "ReportShortPick": {**piece, "reason": "The box was empty"},
            "CreateSourcingPolicy": {
                "name": "Near first",
                "filters": [{"kind": "WITHIN_DISTANCE", "kilometers": 500}],
                "goals": [
                    {"goal": "DISTANCE", "weight": "1"},
                    {
                        "goal": "COST_TO_SHIP",
                        "weight": "0.5",
                        "settings": [{"name": "perParcel", "value": "4.90"}],
                    },
                ],
            },
            "UpdateSourcingPolicy": {"policyId": policy, "filters": [{"kind": "OPEN"}]},
            "ActivateSourcingPolicy": {"policyId": policy, "version": 1},
            "AssignSourcingPolicy": {"channel": "web", "policyId": policy},
            "ShipFulfillmentOrder": {
                "fulfillmentOrderId": gid("FulfillmentOrder", self.rows["fulfillment_order"]),
                "carrier": "DHL",
                "trackingNumber": "T7",
            },
            "RecordShipmentEvent": {
                "shipmentId": gid("Shipment", self.rows["shipment"]),
                "status": "DELIVERED",
            },
            "CapturePayment": {"paymentId": gid("Payment", self.rows["authorized_payment"])},
            "VoidPayment": {"paymentId": gid("Payment", self.rows["void_payment"])},
            "RefundPayment": {
                "paymentId": gid("Payment", self.rows["refund_payment"]),
                "amount": "2.50",
                "reason": "Chipped",
            },
            "ApproveReturn": {"returnId": gid("Return", self.rows["approve"])},
            "DeclineReturn": {"returnId": gid("Return", self.rows["decline"]), "reason": "Worn"},
            "ReceiveReturn": {
                "returnId": gid("Return", self.rows["receive"]),
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
            "AdjustStock": {"sku": "MUG", "locationCode": "BER", "delta": 1, "reason": "Found one"},
            "MakeStockUnavailable": {**apart, "because": "DAMAGED"},
            "MakeStockAvailable": {**apart, "because": "HOLD"},
            "WriteOffStock": {**apart, "because": "HOLD"},
            "SetSafetyStock": {**mugs, "safetyStock": 1, "reason": "Season"},
            "SetBin": {**mugs, "bin": "A-03-2"},
            "CreateChannel": {"code": "b2b", "name": "Trade", "currency": "EUR"},
            "CreateLocation": {"code": "CGN", "name": "Cologne", "address": ADDRESS},
            "UpdateLocation": {
                "locationId": gid("Location", self.shop.locations["MUC"].id),
                "kind": "STORE",
                "timeZone": "Europe/Berlin",
                "openingHours": [{"weekday": "MONDAY", "opens": "09:00", "closes": "18:30"}],
                "closures": ["2026-12-25"],
                "cutOff": "16:00",
                "channels": ["web"],
            },
            "DeactivateLocation": {"locationId": gid("Location", self.shop.locations["MUC"].id)},
            "ActivateLocation": {"locationId": gid("Location", self.shop.locations["MUC"].id)},
            "CreateProduct": {
                "sku": "POT",
                "name": "Pot",
                "prices": [{"channel": "web", "price": "9.00"}],
            },
        }

    def _purchases(self) -> dict[str, dict[str, Any]]:
        acme = gid("Supplier", self.rows["supplier"])

        def order(stage: str) -> str:
            return gid("PurchaseOrder", self.rows[stage])

        return {
            "SetStockThresholds": {
                "thresholds": [
                    {"sku": "MUG", "locationCode": "BER", "lowStock": 3, "serviceLevel": 0.98}
                ]
            },
            "CreateSupplier": {"code": "GLOBEX", "name": "Globex", "currency": "EUR"},
            "UpdateSupplier": {"supplierId": acme, "leadTimeDays": 7.5, "leadTimeSpreadDays": 2},
            "SetSupplierProducts": {
                "supplierId": acme,
                "products": [{"sku": "MUG", "supplierSku": "M-1", "cost": "4.20", "packSize": 6}],
            },
            "RecordSupplierShipment": {
                "purchaseOrderId": order("dropped"),
                "carrier": "DHL",
                "trackingNumber": "T9",
            },
            "CreatePurchaseOrders": {
                "fromSuggestions": [gid("ReplenishmentSuggestion", self.rows["suggestion"]["id"])]
            },
            "CreatePurchaseOrder": {
                "supplierId": acme,
                "locationCode": "HAM",
                "lines": [{"sku": "TEE", "quantity": 12}],
                "expectedAt": "2026-03-09T08:00:00Z",
            },
            "UpdatePurchaseOrder": {
                "purchaseOrderId": order("rewrite"),
                "lines": [{"sku": "CAP", "quantity": 9, "unitCost": "1.90"}],
            },
            "SubmitPurchaseOrder": {"purchaseOrderId": order("submit")},
            "ConfirmPurchaseOrder": {"purchaseOrderId": order("confirm")},
            "CancelPurchaseOrder": {"purchaseOrderId": order("call_off"), "reason": "Too dear"},
            "ClosePurchaseOrder": {"purchaseOrderId": order("close")},
            "ReceivePurchaseOrder": {
                "purchaseOrderId": order("take_in"),
                "lines": [
                    {
                        "purchaseOrderLineId": gid("PurchaseOrderLine", self.rows["coming"]["id"]),
                        "quantity": 3,
                        "damagedQuantity": 1,
                        "shortQuantity": 1,
                    }
                ],
                "deliveryNote": "LS-77",
            },
        }
