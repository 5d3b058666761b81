"""What may be done to a purchase order now, as the names of verbs in camelCase. Pure."""

from domain.purchasing.models import PurchaseOrderStatus as S

ACTIONS: dict[S, tuple[str, ...]] = {
    S.DRAFT: ("updatePurchaseOrder", "submitPurchaseOrder", "cancelPurchaseOrder"),
    S.SUBMITTED: (
        "updatePurchaseOrder",
        "confirmPurchaseOrder",
        "receivePurchaseOrder",
        "cancelPurchaseOrder",
    ),
    S.CONFIRMED: ("updatePurchaseOrder", "receivePurchaseOrder", "cancelPurchaseOrder"),
    S.PARTIALLY_RECEIVED: ("updatePurchaseOrder", "receivePurchaseOrder", "closePurchaseOrder"),
    # More may come than was ordered, where it is accepted.
    S.RECEIVED: ("receivePurchaseOrder", "closePurchaseOrder"),
    S.CLOSED: (),
    S.CANCELLED: (),
}
"The verbs that each state does not refuse, in the order of a purchase order's life."
DROPSHIPPED: dict[S, tuple[str, ...]] = {
    S.DRAFT: (),
    S.SUBMITTED: ("confirmPurchaseOrder", "recordSupplierShipment"),
    S.CONFIRMED: ("recordSupplierShipment",),
    S.PARTIALLY_RECEIVED: ("recordSupplierShipment",),
    S.RECEIVED: ("closePurchaseOrder",),
    S.CLOSED: (),
    S.CANCELLED: (),
}
"The same of an order that goes to a customer: in everything else it follows its fulfillment order."


def purchase_actions(status: S, *, is_dropshipped: bool) -> tuple[str, ...]:
    """What its state does not refuse."""
    return (DROPSHIPPED if is_dropshipped else ACTIONS)[status]
