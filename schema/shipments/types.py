"""Shipment and its lines."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.shipments import models
from domain.shipments.tracking import tracking_url
from schema.allocation.loaders import fulfillment_order_by_id
from schema.column import column
from schema.enums import show_enum
from schema.node import Node
from schema.orders.loaders import line_by_id, order_by_id
from schema.ownership import OF_AN_ORDER
from schema.relation import RowType, relation
from schema.shipments.loaders import lines_by_shipment

if TYPE_CHECKING:
    from schema.allocation.types import FulfillmentOrder
    from schema.orders.types import Order, OrderLine

_orders = strawberry.lazy("schema.orders.types")

ShipmentStatus = models.ShipmentStatus
show_enum(
    ShipmentStatus,
    "Where a parcel is; carriers may skip steps.",
    {
        "LABEL_PENDING": "Its label was asked for.",
        "LABELLED": "It has a label and waits for its carrier.",
        "IN_TRANSIT": "Its carrier has it.",
        "OUT_FOR_DELIVERY": "It arrives today.",
        "DELIVERED": "It arrived.",
        "EXCEPTION": "Something keeps it; its carrier says what.",
        "RETURNED_TO_SENDER": "It came back undelivered.",
        "LOST": "Its carrier gave it up.",
        "CANCELLED": "Its label was given up; nothing left.",
    },
)


@strawberry.type(description="Units of one order line in a parcel.")
class ShipmentLine(RowType):
    __rule__ = OF_AN_ORDER

    order_line: Annotated["OrderLine", _orders] = relation(
        "The line of the order.", line_by_id, key="order_line_id"
    )
    quantity: int = column("Units in the parcel.")


@strawberry.type(description="One parcel of one fulfillment order.")
class Shipment(Node):
    __rule__ = OF_AN_ORDER

    number: str = column("What people quote; unique.")
    order: Annotated["Order", _orders] = relation("The order.", order_by_id, key="order_id")
    fulfillment_order: Annotated["FulfillmentOrder", strawberry.lazy("schema.allocation.types")] = (
        relation("What it is part of.", fulfillment_order_by_id, key="fulfillment_order_id")
    )
    status: ShipmentStatus = column("Where it is.")
    carrier: str = column("Who carries it.")
    tracking_number: str | None = column("The carrier's number.")
    tracking_url: str | None = column(
        "The carrier's own page about it, for carriers we know.",
        read=lambda row: tracking_url(row.carrier, row.tracking_number),
        columns=["carrier", "tracking_number"],
    )
    lines: list[ShipmentLine] = relation("What is in it.", lines_by_shipment)
    shipped_at: datetime | None = column("When it left.")
    delivered_at: datetime | None = column("When it arrived.")
