"""Location, StockLevel and StockMovement."""

from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.backorders.beyond import beyond_stock
from domain.inventory.explained import figures_at
from domain.inventory.pages import page_movements_by_level_ids
from domain.kernel.pagination import PageRequest
from schema.alerts.loaders import threshold_by_level
from schema.backorders.types import BeyondStock
from schema.catalog.loaders import product_by_id
from schema.column import column, computed
from schema.connection import Connection, PageKey, load_for_parent
from schema.context import Info
from schema.inventory.enums import LocationKind, UnavailableReason, Weekday
from schema.inventory.loaders import channels_by_location, location_by_id
from schema.money import Address, address_column
from schema.node import Node
from schema.ownership import A_PLACE, OF_THE_STOCK, PUBLIC, shown_actor
from schema.query import PAGING, nested
from schema.relation import RowType, relation

if TYPE_CHECKING:
    from schema.alerts.types import StockThreshold
    from schema.catalog.types import Channel, Product


@strawberry.type(description="From when until when a location is open on a day of the week.")
class OpeningHours:
    weekday: Weekday = strawberry.field(description="The day.")
    opens: time = strawberry.field(description="Local time.")
    closes: time = strawberry.field(description="Local time, on the same day.")


def _hours(row: Any) -> list[OpeningHours] | None:
    week = row.opening_hours
    if week is None:
        return None
    return [
        OpeningHours(weekday=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
        for day in Weekday
        for opens, closes in week.get(day, ())
    ]


def _closures(row: Any) -> list[date]:
    return [date.fromisoformat(day) for day in row.closures]


@strawberry.type(description="Where stock lies.")
class Location(Node):
    __rule__ = A_PLACE

    code: str = column("Unique, for people and programs.")
    name: str = column("Name for people.")
    address: Address | None = address_column("Where it is.", read="address")
    priority: int = column("A lower one is sourced from first.")
    active: bool = column("Orders are sourced from it.")
    latitude: float | None = column("Degrees north.")
    longitude: float | None = column("Degrees east.")
    kind: LocationKind = column("What it is.")
    time_zone: str = column("IANA name; hours, closures and cut-off are on its clock.")
    opening_hours: list[OpeningHours] | None = column(
        "When it is open; null is always, a day without hours is closed.", read=_hours
    )
    closures: list[date] = column("Local days on which it is closed all the same.", read=_closures)
    cut_off: time | None = column("Local time after which work waits for the next open day.")
    daily_capacity: int | None = column(
        "Units that may be given to it in one local day; null is without bound."
    )
    serves_every_channel: bool = column("Its stock exists for every channel.")
    channels: list[Annotated["Channel", strawberry.lazy("schema.catalog.types")]] = relation(
        "The channels it serves; empty where it serves every one.", channels_by_location
    )


@strawberry.type(description="One line of the append-only ledger: why a level is what it is.")
class StockMovement(Node):
    __rule__ = OF_THE_STOCK

    sequence: int = column("Counts 1, 2, 3, … per level.")
    kind: str = column("RECEIVE, ADJUST, COUNT, RESERVE, ALLOCATE, SHIP, RETURN, …", read="kind.value")
    quantity: int = column("Units; signed for ADJUST, COUNT and SAFETY_STOCK, else positive.")
    unavailable_reason: UnavailableReason | None = column(
        "Of QUARANTINE and UNQUARANTINE: why the units are not for sale, or were not."
    )
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


def available(row: Any) -> int:
    """What may still be sold of a level."""
    return int(row.on_hand - row.reserved - row.allocated - row.unavailable - row.safety_stock)


@strawberry.type(description="A level as it was at some time, in units.")
class PastStockLevel(RowType):
    __rule__ = OF_THE_STOCK

    on_hand: int = column("Units that lay there.")
    reserved: int = column("Promised to orders that were not sourced yet.")
    allocated: int = column("Set aside for fulfillment orders.")
    unavailable: int = column("Damaged, in quality control or on hold.")
    damaged: int = column("Of those unavailable: damaged.")
    quality_control: int = column("Of those unavailable: kept apart until somebody had looked.")
    on_hold: int = column("Of those unavailable: kept from sale because somebody said so.")
    safety_stock: int = column("Kept back from sale.")
    incoming: int = column("Expected to arrive.")
    available: int = column("What might still have been sold.", read=available)
    last_sequence: int = column("The number of the latest movement by then.")


def _reserved(row: Any) -> int:
    """Holds count until they expire, not until somebody has swept them up."""
    reserved: int = row.reserved - row.expired
    return reserved


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
    reserved: int = column(
        "Promised to orders that are not sourced yet, or held for a cart.", read=_reserved
    )
    allocated: int = column("Set aside for fulfillment orders.")
    unavailable: int = column("Damaged, in quality control or on hold.")
    damaged: int = column("Of those unavailable: damaged.")
    quality_control: int = column("Of those unavailable: kept apart until somebody has looked.")
    on_hold: int = column("Of those unavailable: kept from sale because somebody says so.")
    safety_stock: int = column("Kept back from sale.")
    incoming: int = column("Expected to arrive.")
    available: int = column(
        "What may still be sold; below zero when safety stock was raised above it.",
        read=lambda row: available(row) + row.expired,
    )
    bin: str | None = column("Where on the shelf, in the location's own words.")

    @nested(
        "The level as it was, made of its movements up to then; null before the first of them.",
        at="The instant.",
    )
    async def as_of(self, info: Info, at: datetime) -> PastStockLevel | None:
        found = await load_for_parent(
            info.context, PageKey("as of", None, at), self.row.id, partial(figures_at, at=at)
        )
        return None if found is None else PastStockLevel.from_row(found)

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


@strawberry.type(description="What a channel can sell of a SKU right now.")
class Availability(RowType):
    __rule__ = PUBLIC

    sku: str = column("The SKU.")
    available: int = column(
        "Units; who may not see stock is told of 100 at most, whatever more there is."
    )
    in_stock: bool = column("There is at least one.", read=lambda row: row.available > 0)

    @nested("What may be ordered beyond that, and then waits; null where nothing may.")
    async def beyond_stock(self, info: Info) -> BeyondStock | None:
        channel_id, viewer = self.row.channel_id, info.context.actor
        load = partial(beyond_stock, channel_id=channel_id, viewer=viewer)
        found = await load_for_parent(
            info.context, PageKey("beyond stock", None, channel_id), self.row.id, load
        )
        return None if found is None else BeyondStock.from_row(found)


@strawberry.type(description="A page of stock levels, by SKU.")
class StockLevelConnection(Connection[StockLevel]):
    pass


@strawberry.type(description="A page of a level's ledger.")
class StockMovementConnection(Connection[StockMovement]):
    pass
