"""THE table: what follows from each event, one line an event, tasks by the names in `handlers`.

Every event of the house stands here or in `SILENT`; a test sees to it.
"""

REACTIONS: dict[str, tuple[str, ...]] = {
    "order.placed": ("notify_customer",),
    "order.confirmed": ("allocate_order", "notify_customer"),
    "order.hold_released": ("allocate_order",),
    "order.lines_cancelled": ("fill_backorders", "notify_customer"),
    "order.cancelled": ("fill_backorders", "notify_customer"),
    "order.expired": ("fill_backorders", "notify_customer"),
    "payment.requested": ("settle_payment",),
    "payment.capture_requested": ("settle_payment",),
    "payment.void_requested": ("settle_payment",),
    "payment.failed": ("notify_customer",),
    "refund.requested": ("settle_payment",),
    "refund.succeeded": ("notify_customer",),
    "shipment.created": ("notify_customer",),
    "shipment.out_for_delivery": ("notify_customer",),
    "shipment.delivered": ("notify_customer",),
    "shipment.lost": ("notify_customer",),
    "return.requested": ("notify_customer",),
    "return.approved": ("notify_customer",),
    "return.declined": ("notify_customer",),
    "return.received": ("notify_customer",),
    "stock.received": ("fill_backorders",),
}

SILENT: frozenset[str] = frozenset(
    {
        "channel.created",
        "location.created",
        "product.created",
        "order.allocated",
        "order.backordered",
        "order.completed",
        "order.held",
        "fulfillment_order.opened",
        "fulfillment_order.cancelled",
        "payment.authorized",
        "payment.captured",
        "payment.voided",
        "refund.failed",
        "purchase_order.cancelled",
        "purchase_order.changed",
        "purchase_order.closed",
        "purchase_order.confirmed",
        "purchase_order.drafted",
        "purchase_order.received",
        "purchase_order.submitted",
        "return.resolved",
        "stock.supply_changed",
        "shipment.labelled",
        "shipment.in_transit",
        "shipment.exception",
        "shipment.returned_to_sender",
        "stock.depleted",
        "stock.low_reached",
        "stock.overstocked",
        "stock.restored",
        "supplier.created",
    }
)
