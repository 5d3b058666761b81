"""Queries and subscriptions."""

from typing import Any

from tests.contract.world import World
from tests.factories.orders import EMAIL
from tests.schema.conftest import gid


def reads(world: World) -> dict[str, dict[str, Any]]:
    order, number = world.order("delivered"), world.rows["order"]["number"]
    product, berlin = world.product("MUG"), world.location("BER")
    work, level = world.id("FulfillmentOrder", "fulfillment_order"), world.id("StockLevel", "level")
    returned = world.id("Return", "approve")
    return {
        "SalesChannels": {},
        "CartAvailability": {"channel": "web", "skus": ["MUG", "TEE"]},
        "ProductPage": {"sku": "SET", "channel": "web"},
        "BackorderQueue": {"productId": world.product("OAK"), "first": 5},
        "CartHolds": {"filter": {"status": ["HELD"], "channel": "web", "sku": "MUG"}},
        "CartHold": {"id": world.id("StockHold", "hold")},
        "Cart": {"productIds": [product], "channel": "web"},
        "OrderStatusPage": {"number": number},
        "TrackOrder": {"orderId": order},
        "OrderHistory": {"orderId": order, "after": 2},
        "MyOrders": {"first": 3},
        "MyAccount": {"email": EMAIL},
        "Receipt": {"orderId": world.order("bundled")},
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
        "ShipmentDetail": {"id": world.id("Shipment", "shipment")},
        "ReturnDesk": {},
        "ReturnDetail": {"id": returned},
        "StockDesk": {"sku": ["MUG", "TEE"]},
        "StockLedger": {"levelId": level, "first": 5},
        "StockAsOf": {"sku": "MUG", "locationCode": "BER", "at": "2026-03-02T09:00:00Z"},
        "WatchStock": {"sku": "MUG"},
        "CycleCountList": {"filter": {"status": ["OPEN"]}},
        "CycleCountSheet": {"id": world.id("CycleCount", "count"), "counted": True},
        "CycleCountReview": {"id": world.id("CycleCount", "count_submitted")},
        "StockAlerts": {"kind": ["OUT_OF_STOCK"], "locationId": berlin},
        "ReplenishmentDesk": {"locationId": world.location("MUC")},
        "SupplierList": {"productId": product},
        "SupplierDetail": {"id": world.id("Supplier", "supplier")},
        "PurchaseOrderList": {"filter": {"status": ["SUBMITTED"], "locationId": berlin}},
        "PurchaseOrderDetail": {"id": world.id("PurchaseOrder", "close")},
        "StockTransferList": {
            "filter": {"status": ["IN_TRANSIT", "PARTIALLY_RECEIVED"], "destinationId": berlin},
            "sort": {"field": "EXPECTED_AT", "direction": "ASC"},
        },
        "StockTransferDetail": {"id": world.id("StockTransfer", "moved_partly")},
        "ProductDetail": {"sku": "MUG", "channel": "web"},
        "CustomerDetail": {"id": gid("Customer", world.rows["order"]["customer_id"])},
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
