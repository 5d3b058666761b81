"""Location, StockLevel and StockMovement."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.inventory.pages import page_movements_by_level_ids
from domain.kernel.pagination import PageRequest
from schema.alerts.loaders import threshold_by_level
from schema.catalog.loaders import product_by_id
from schema.connection import Connection, PageKey, load_for_parent
from schema.context import Info
from schema.inventory.loaders import location_by_id
from schema.money import Address
from schema.node import Node
from schema.ownership import A_PLACE, OF_THE_STOCK, shown_actor
from schema.query import PAGING, nested
from schema.relation import column, computed, relation

if TYPE_CHECKING:
    from schema.alerts.types import StockThreshold
    from schema.catalog.types import Product


@strawberry.type(description="Where stock lies.")
class Location(Node):
    __rule__ = A_PLACE

    code: str = column("Unique, for people and programs.")
    name: str = column("Name for people.")
    address: Address | None = column(
        "Where it is.", read=lambda row: Address.from_document(row.address), columns=["address"]
    )
    priority: int = column("A lower one is sourced from first.")
    active: bool = column("Orders are sourced from it.")
    latitude: float | None = column("Degrees north.")
    longitude: float | None = column("Degrees east.")


@strawberry.type(description="One line of the append-only ledger: why a level is what it is.")
class StockMovement(Node):
    __rule__ = OF_THE_STOCK

    sequence: int = column("Counts 1, 2, 3, … per level.")
    kind: str = column("RECEIVE, ADJUST, COUNT, RESERVE, ALLOCATE, SHIP, RETURN, …", read="kind.value")
    quantity: int = column("Units; signed for ADJUST and COUNT, else positive.")
    on_hand_after: int = column("Units on hand once it was posted.")
    reason: str | None = column("Why, in words.")
    created_at: datetime = column("When it was posted.")

    @computed(
        "Who: `kind:id`, such as `staff:ana@example.com`. Only the staff learn the names of others.",
        columns=["actor"],
    )
    def actor(self, info: Info) -> str:
        return shown_actor(info.context.actor, str(self.row.actor))

    @computed(
        "What it was for, such as an order's number; for those who may see every order.",
        columns=["reference"],
    )
    def reference(self, info: Info) -> str | None:
        return self.row.reference if info.context.actor.sees_all_orders else None


@strawberry.type(
    description="What one location holds of one SKU, in units. "
    "available = onHand - reserved - allocated - unavailable - safetyStock."
)
class StockLevel(Node):
    __rule__ = OF_THE_STOCK

    product: Annotated["Product", strawberry.lazy("schema.catalog.types")] = relation(
        "What is held.", product_by_id, key="product_id"
    )
    location: Location = relation("Where it is held.", location_by_id, key="location_id")
    on_hand: int = column("Units that lie there.")
    reserved: int = column("Promised to orders that are not sourced yet.")
    allocated: int = column("Set aside for fulfillment orders.")
    unavailable: int = column("Damaged or in quality control.")
    safety_stock: int = column("Kept back from sale.")
    incoming: int = column("Expected to arrive.")
    available: int = column(
        "What may still be sold; below zero when safety stock was raised above it.",
        read=lambda row: row.on_hand - row.reserved - row.allocated - row.unavailable - row.safety_stock,
    )

    threshold: Annotated["StockThreshold", strawberry.lazy("schema.alerts.types")] | None = relation(
        "What somebody decided for it; null where nobody did.", threshold_by_level
    )

    @nested("Its ledger, newest first.", **PAGING)
    async def movements(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Annotated["StockMovementConnection", strawberry.lazy("schema.inventory.types")]:
        request = PageRequest.parse(first=first, after=after)
        page = await load_for_parent(
            info.context,
            PageKey("movements", first, after),
            self.row.id,
            partial(page_movements_by_level_ids, request=request),
        )
        return StockMovementConnection.from_page(page, StockMovement)


@strawberry.type(description="A page of stock levels, by SKU.")
class StockLevelConnection(Connection[StockLevel]):
    pass


@strawberry.type(description="A page of a level's ledger.")
class StockMovementConnection(Connection[StockMovement]):
    pass
