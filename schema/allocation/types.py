"""FulfillmentOrder and its lines."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.allocation import models
from domain.allocation.actions import work_actions
from domain.processes.work_situations import situations_by_work_ids
from schema.allocation.loaders import lines_by_fulfillment_order
from schema.column import column, computed
from schema.connection import PageKey, load_for_parent
from schema.context import Info
from schema.enums import show_enum
from schema.inventory.loaders import location_by_id
from schema.mutation import PERMISSIONS
from schema.node import Node
from schema.orders.loaders import line_by_id, order_by_id
from schema.ownership import OF_AN_ORDER
from schema.relation import relation
from schema.shipments.loaders import shipments_by_fulfillment_order

if TYPE_CHECKING:
    from schema.inventory.types import Location
    from schema.orders.types import Order, OrderLine
    from schema.shipments.types import Shipment

_orders = strawberry.lazy("schema.orders.types")

FulfillmentOrderStatus = models.FulfillmentOrderStatus
show_enum(
    FulfillmentOrderStatus,
    "How far a location is with its work.",
    {
        "OPEN": "To be picked.",
        "ON_HOLD": "Stopped for now.",
        "PICKING": "Its units are being collected.",
        "PACKED": "Its units are in their parcel.",
        "SHIPPED": "Its last unit left.",
        "CANCELLED": "Nothing of it is to leave any more.",
    },
)


@strawberry.type(description="Units of one order line at this location.")
class FulfillmentOrderLine(Node):
    __rule__ = OF_AN_ORDER

    order_line: Annotated["OrderLine", _orders] = relation(
        "The line of the order.", line_by_id, key="order_line_id"
    )
    sku: str = column("SKU.")
    quantity: int = column("Units to ship from here; shrinks when units are cancelled.")
    shipped_quantity: int = column("Units that left.")


_SITUATIONS = PageKey("work situations", None, None)


@strawberry.type(description="The work one location has to do for one order.")
class FulfillmentOrder(Node):
    __rule__ = OF_AN_ORDER

    number: str = column("What people quote; unique.")
    order: Annotated["Order", _orders] = relation("The order.", order_by_id, key="order_id")
    location: Annotated["Location", strawberry.lazy("schema.inventory.types")] = relation(
        "Who does it.", location_by_id, key="location_id"
    )
    status: FulfillmentOrderStatus = column("How far it is.")
    lines: list[FulfillmentOrderLine] = relation("What is to ship.", lines_by_fulfillment_order)
    shipments: list[Annotated["Shipment", strawberry.lazy("schema.shipments.types")]] = relation(
        "The parcels that left.", shipments_by_fulfillment_order
    )
    created_at: datetime = column("When it was opened.")

    @computed("Why it is on hold by itself; null where it is not. For staff.")
    def hold_reason(self, info: Info) -> str | None:
        return self.row.hold_reason if info.context.actor.sees_names else None

    @computed(
        'What the caller may do to it now, as mutation names: ["splitFulfillmentOrder", …].',
        columns=["id"],
    )
    async def available_actions(self, info: Info) -> list[str]:
        work = await load_for_parent(info.context, _SITUATIONS, self.row.id, situations_by_work_ids)
        return [
            action
            for action in (work_actions(work) if work else ())
            if PERMISSIONS[action].allows(info.context.actor)
        ]
