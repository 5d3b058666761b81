"""StockHold and its items."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.holds import models
from schema.catalog.loaders import channel_by_id, product_by_id
from schema.column import column, computed
from schema.connection import Connection
from schema.context import Info
from schema.enums import show_enum
from schema.holds.loaders import items_by_hold
from schema.node import Node
from schema.ownership import OF_A_CART
from schema.relation import RowType, relation

if TYPE_CHECKING:
    from schema.catalog.types import Channel, Product

_catalog = strawberry.lazy("schema.catalog.types")

StockHoldStatus = models.HoldStatus
show_enum(
    StockHoldStatus,
    "What became of a hold.",
    {
        "HELD": "Its units are kept.",
        "CONVERTED": "An order has its units.",
        "RELEASED": "It was given up.",
        "EXPIRED": "Its time was over; its units count as free from that moment.",
    },
    name="StockHoldStatus",
)


@strawberry.type(description="A product of a cart and how much of it is kept.")
class StockHoldItem(RowType):
    __rule__ = OF_A_CART

    sku: str = column("SKU.")
    product: Annotated["Product", _catalog] | None = relation(
        "The product.", product_by_id, key="product_id"
    )
    quantity: int = column("Units.")


@strawberry.type(
    description="Stock kept for a cart for some minutes. It belongs to who made it; a guest's belongs "
    "to whoever has its id, which cannot be guessed."
)
class StockHold(Node):
    __rule__ = OF_A_CART

    channel: Annotated["Channel", _catalog] = relation(
        "Where it is to be ordered.", channel_by_id, key="channel_id"
    )
    status: StockHoldStatus = column("What became of it.")
    items: list[StockHoldItem] = relation("What is kept, as it was asked for.", items_by_hold)
    expires_at: datetime = column("Until when; past that moment it keeps nothing.")
    created_at: datetime = column("When it was made.")

    @computed("Who made it, as `kind:id`; for staff.", columns=["holder"])
    def holder(self, info: Info) -> str | None:
        return self.row.holder if info.context.actor.sees_all_holds else None


@strawberry.type(description="A page of holds, newest first.")
class StockHoldConnection(Connection[StockHold]):
    pass
