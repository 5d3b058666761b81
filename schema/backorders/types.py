"""BackorderPolicy, and Backorder: a line that waits and its place in the queue."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.backorders import models
from schema.catalog.loaders import channel_by_id, product_by_id
from schema.column import column
from schema.connection import Connection
from schema.enums import show_enum
from schema.node import Node
from schema.orders.loaders import line_by_id, order_by_id
from schema.ownership import A_BACKORDER_POLICY, IN_THE_QUEUE, PUBLIC
from schema.relation import RowType, relation

if TYPE_CHECKING:
    from schema.catalog.types import Channel, Product
    from schema.orders.types import Order, OrderLine

_catalog = strawberry.lazy("schema.catalog.types")
_orders = strawberry.lazy("schema.orders.types")

BackorderKind = models.BackorderKind
show_enum(
    BackorderKind,
    "Whether a product is sold beyond its stock.",
    {
        "DENY": "It is not.",
        "BACKORDER": "It is; whoever orders waits for what comes in.",
        "PREORDER": "It is, for a date on which it is there for the first time.",
    },
    name="BackorderKind",
)


@strawberry.type(description="How far a product is sold beyond its stock in a channel.")
class BackorderPolicy(Node):
    __rule__ = A_BACKORDER_POLICY

    product: Annotated["Product", _catalog] = relation("What is sold.", product_by_id, key="product_id")
    channel: Annotated["Channel", _catalog] = relation(
        "Where it is sold.", channel_by_id, key="channel_id"
    )
    kind: BackorderKind = column("Whether, and how.")
    cap: int | None = column("Units that may wait at the same time; null is no bound.")
    taken: int = column("Units that were sold under it and wait.")
    available_on: datetime | None = column("When a preordered product is there.")


@strawberry.type(description="What a channel sells of a SKU beyond what is available.")
class BeyondStock(RowType):
    __rule__ = PUBLIC

    kind: BackorderKind = column("Whether it waits for what comes in, or for a preorder's date.")
    units: int | None = column(
        "Units beyond what is available; null is no bound. Who may not see stock is told of 100 at most."
    )
    available_on: datetime | None = column("When a preordered product is there; never in the past.")


@strawberry.type(description="Units of an order line that wait for stock. The first is served first.")
class Backorder(Node):
    __rule__ = IN_THE_QUEUE

    order_line: Annotated["OrderLine", _orders] | None = relation("The line that waits.", line_by_id)
    order: Annotated["Order", _orders] | None = relation("Its order.", order_by_id, key="order_id")
    sku: str = column("What it waits for.")
    quantity: int = column("Units that wait.", read="backordered_quantity")
    priority: int = column("A lower one is served first; 100 is the usual.")
    promised_at: datetime | None = column("When all of them are there; null where nobody knows.")
    placed_at: datetime = column("Since when.")


@strawberry.type(description="A page of the queue, in the order in which it is served.")
class BackorderConnection(Connection[Backorder]):
    pass
