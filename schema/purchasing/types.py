"""Supplier, what it sells, PurchaseOrder, and what became of its lines."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.inventory.arrivals import outstanding
from domain.kernel.pagination import PageRequest
from domain.purchasing import models
from domain.purchasing.actions import purchase_actions
from domain.purchasing.pages import page_products_by_supplier_ids
from schema.allocation.loaders import fulfillment_order_by_id
from schema.catalog.loaders import product_by_id
from schema.catalog.types import Product
from schema.column import column, computed
from schema.connection import Connection, PageKey, load_for_parent
from schema.context import Info
from schema.enums import show_enum
from schema.inventory.loaders import location_by_id
from schema.inventory.types import Location
from schema.money import Address, Money, address_column, money_column
from schema.mutation import PERMISSIONS
from schema.node import Node
from schema.ownership import OF_THE_PURCHASES
from schema.purchasing.loaders import (
    changes_by_purchase_order,
    lines_by_purchase_order,
    receipts_by_line,
    supplier_by_id,
)
from schema.query import PAGING, nested
from schema.relation import relation

if TYPE_CHECKING:
    from schema.allocation.types import FulfillmentOrder

PurchaseOrderStatus = models.PurchaseOrderStatus
show_enum(
    PurchaseOrderStatus,
    "Where a purchase order is in its life.",
    {
        "DRAFT": "Being written; the supplier does not know of it.",
        "SUBMITTED": "Sent to the supplier; its units are expected.",
        "CONFIRMED": "The supplier has agreed.",
        "PARTIALLY_RECEIVED": "Some of it arrived; or left the supplier for the customer.",
        "RECEIVED": "All of it is accounted for.",
        "CLOSED": "Done with; what had not arrived by then was short.",
        "CANCELLED": "Called off before anything of it arrived.",
    },
)


@strawberry.type(description="A product as a supplier sells it.")
class SupplierProduct(Node):
    __rule__ = OF_THE_PURCHASES

    supplier: Annotated["Supplier", strawberry.lazy("schema.purchasing.types")] = relation(
        "Who sells it.", supplier_by_id, key="supplier_id"
    )
    product: Product = relation("What is sold.", product_by_id, key="product_id")
    supplier_sku: str = column("What the supplier calls it.")
    cost: Money = money_column("Of one unit.", read="cost")
    pack_size: int = column("Units in a pack; whole packs are sold.")
    minimum_quantity: int = column("Units that must be ordered at least.")
    lead_time_days: float | None = column("Where it takes another time than the supplier's others.")
    priority: int = column("A lower one is bought from first.")
    active: bool = column("It can be ordered.")


@strawberry.type(description="A page of what a supplier sells, by its own SKUs.")
class SupplierProductConnection(Connection[SupplierProduct]):
    pass


@strawberry.type(description="Who is bought from.")
class Supplier(Node):
    __rule__ = OF_THE_PURCHASES

    code: str = column("Unique, for people and programs.")
    name: str = column("Name for people.")
    email: str | None = column("Where orders are sent.")
    currency: str = column("What it is paid in; ISO 4217.")
    location: Location | None = relation(
        "What is allocated there it sends to customers itself.", location_by_id, key="location_id"
    )
    lead_time_days: float = column("Days from an order to its arrival, on average.")
    lead_time_spread_days: float = column("How much that varies: a standard deviation, in days.")
    over_tolerance_percent: int = column("So much more than was ordered is taken in without asking.")
    active: bool = column("It can be ordered from.")

    @nested("What it sells, by its own SKUs.", **PAGING)
    async def products(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> SupplierProductConnection:
        request = PageRequest.parse(first=first, after=after)
        page = await load_for_parent(
            info.context,
            PageKey("supplier products", first, after),
            self.row.id,
            partial(page_products_by_supplier_ids, request=request),
        )
        return SupplierProductConnection.from_page(page, SupplierProduct)


@strawberry.type(description="Units of a line that arrived in one go.")
class PurchaseReceipt(Node):
    __rule__ = OF_THE_PURCHASES

    quantity: int = column("Good units.")
    damaged_quantity: int = column("Damaged units, which lie there unavailable.")
    delivery_note: str | None = column("What the supplier's paper said.")
    received_by: str = column("Who took them in, as `kind:id`.")
    received_at: datetime = column("When.")


@strawberry.type(description="Units of one product on a purchase order.")
class PurchaseOrderLine(Node):
    __rule__ = OF_THE_PURCHASES

    product: Product = relation("What is ordered.", product_by_id, key="product_id")
    sku: str = column("Our SKU.")
    supplier_sku: str | None = column("The supplier's.")
    quantity: int = column("Units ordered.")
    unit_cost: Money | None = column(
        "What one unit costs; null where nobody has said.",
        read=lambda row: (
            None if row.unit_cost is None else Money.from_minor(row.unit_cost, row.currency)
        ),
    )
    received_quantity: int = column("Good units that arrived; or were sent to the customer.")
    damaged_quantity: int = column("Damaged units that arrived.")
    short_quantity: int = column("Units that will not come.")
    outstanding_quantity: int = column("Units still to come.", read=outstanding)
    expected_at: datetime | None = column("Where it is another time than the order's.")
    receipts: list[PurchaseReceipt] = relation("What arrived when, oldest first.", receipts_by_line)


@strawberry.type(description="One step of a purchase order's life.")
class PurchaseOrderChange(Node):
    __rule__ = OF_THE_PURCHASES

    status: PurchaseOrderStatus = column("The state it came to.")
    reason: str | None = column("Why, in words.")
    actor: str = column("Who, as `kind:id`.")
    changed_at: datetime = column("When.")


@strawberry.type(description="One order to one supplier for one location.")
class PurchaseOrder(Node):
    __rule__ = OF_THE_PURCHASES

    number: str = column("What people quote; unique.")
    supplier: Supplier = relation("Who is to deliver.", supplier_by_id, key="supplier_id")
    location: Location = relation("Where it is to arrive.", location_by_id, key="location_id")
    fulfillment_order: (
        Annotated["FulfillmentOrder", strawberry.lazy("schema.allocation.types")] | None
    ) = relation(
        "The customer's order that the supplier sends itself; null where the goods come to us.",
        fulfillment_order_by_id,
        key="fulfillment_order_id",
    )
    ship_to: Address | None = address_column(
        "Where the supplier is to send it; null where it comes to us.", read="ship_to"
    )
    status: PurchaseOrderStatus = column("Where it is.")
    lines: list[PurchaseOrderLine] = relation("What is ordered.", lines_by_purchase_order)
    total: Money = money_column(
        "Units ordered times their costs, as far as those are known.", read="total"
    )
    expected_at: datetime | None = column("When it is to arrive; null where nobody knows.")
    note: str | None = column("For whoever reads it.")
    version: int = column("Counts changes; good for `expectedVersion`.")
    history: list[PurchaseOrderChange] = relation(
        "Every state it came to, oldest first.", changes_by_purchase_order
    )
    created_at: datetime = column("When it was drafted.")
    updated_at: datetime = column("When it last changed.")

    @computed(
        'What the caller may do now, as mutation names: ["receivePurchaseOrder", …].',
        columns=["status", "fulfillment_order_id"],
    )
    def available_actions(self, info: Info) -> list[str]:
        actor = info.context.actor
        named = purchase_actions(
            self.row.status, is_dropshipped=self.row.fulfillment_order_id is not None
        )
        return [name for name in named if PERMISSIONS[name].allows(actor)]


@strawberry.type(description="A page of suppliers, by code.")
class SupplierConnection(Connection[Supplier]):
    pass


@strawberry.type(description="A page of purchase orders, newest first.")
class PurchaseOrderConnection(Connection[PurchaseOrder]):
    pass
