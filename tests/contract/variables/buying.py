"""Suppliers, purchase orders and what is suggested to buy."""

from typing import Any

from tests.contract.world import World


def writes(world: World) -> dict[str, dict[str, Any]]:
    acme = world.id("Supplier", "supplier")

    def purchase(stage: str) -> dict[str, Any]:
        return {"purchaseOrderId": world.id("PurchaseOrder", stage)}

    return {
        "SetStockThresholds": {
            "thresholds": [{"sku": "MUG", "locationCode": "BER", "lowStock": 3, "serviceLevel": 0.98}]
        },
        "CreateSupplier": {"code": "GLOBEX", "name": "Globex", "currency": "EUR"},
        "UpdateSupplier": {"supplierId": acme, "leadTimeDays": 7.5, "leadTimeSpreadDays": 2},
        "SetSupplierProducts": {
            "supplierId": acme,
            "products": [{"sku": "MUG", "supplierSku": "M-1", "cost": "4.20", "packSize": 6}],
        },
        "RecordSupplierShipment": {
            **purchase("dropped"),
            "carrier": "DHL",
            "trackingNumber": "T9",
        },
        "CreatePurchaseOrders": {"fromSuggestions": [world.id("ReplenishmentSuggestion", "suggestion")]},
        "CreatePurchaseOrder": {
            "supplierId": acme,
            "locationCode": "HAM",
            "lines": [{"sku": "TEE", "quantity": 12}],
            "expectedAt": "2099-03-09T08:00:00Z",
        },
        "UpdatePurchaseOrder": {
            **purchase("rewrite"),
            "lines": [{"sku": "CAP", "quantity": 9, "unitCost": "1.90"}],
        },
        "SubmitPurchaseOrder": purchase("submit"),
        "ConfirmPurchaseOrder": purchase("confirm"),
        "CancelPurchaseOrder": {**purchase("call_off"), "reason": "Too dear"},
        "ClosePurchaseOrder": purchase("close"),
        "ReceivePurchaseOrder": {
            **purchase("take_in"),
            "lines": [
                {
                    "purchaseOrderLineId": world.id("PurchaseOrderLine", "coming"),
                    "quantity": 3,
                    "damagedQuantity": 1,
                    "shortQuantity": 1,
                }
            ],
            "deliveryNote": "LS-77",
        },
    }
