"""Order, OrderLine, OrderHold and the connection of orders."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.kernel import as_json
from domain.kernel.pagination import CappedCount
from domain.orders import models
from schema.allocation.loaders import decisions_by_order, fulfillment_orders_by_order
from schema.catalog.loaders import channel_by_id, product_by_id
from schema.column import Cell, column, computed
from schema.connection import Connection
from schema.customers.loaders import customer_by_id
from schema.money import Address, Money, address_column, balance_column, money_column
from schema.node import Node
from schema.orders.bundles import OrderBundle
from schema.orders.enums import (
    AllocationStatus,
    FulfillmentStatus,
    OrderStatus,
    PaymentStatus,
    ReturnStatus,
)
from schema.orders.events import OrderEvent
from schema.orders.loaders import (
    bundle_by_id,
    bundles_by_order,
    holds_by_order,
    lines_by_order,
)
from schema.orders.values import actions_by_order, events_by_order, promised_at_by_line
from schema.ownership import HOLD_ON_AN_ORDER, OF_AN_ORDER
from schema.payments.loaders import payments_by_order, refunds_by_order
from schema.relation import RowType, relation
from schema.returns.loaders import returns_by_order
from schema.shipments.loaders import shipments_by_order

if TYPE_CHECKING:
    from schema.allocation.decisions import AllocationDecision
    from schema.allocation.types import FulfillmentOrder
    from schema.catalog.types import Channel, Product
    from schema.customers.types import Customer
    from schema.payments.types import Payment, Refund
    from schema.returns.types import Return
    from schema.shipments.types import Shipment

_catalog = strawberry.lazy("schema.catalog.types")
_customers = strawberry.lazy("schema.customers.types")
_payments = strawberry.lazy("schema.payments.types")
_allocation = strawberry.lazy("schema.allocation.types")
_shipments = strawberry.lazy("schema.shipments.types")
_returns = strawberry.lazy("schema.returns.types")
_decisions = strawberry.lazy("schema.allocation.decisions")


@strawberry.type(
    description="One product of an order. Units: reserved + allocated + backordered + shipped + "
    "cancelled = quantity."
)
class OrderLine(Node):
    __rule__ = OF_AN_ORDER

    sku: str = column("SKU, as it was when the order was placed.")
    name: str = column("Product name, as it was when the order was placed.")
    product: Annotated["Product", _catalog] | None = relation(
        "The product as it is now.", product_by_id, key="product_id"
    )
    bundle: OrderBundle | None = relation(
        "The bundle that it was sold in; null for what was sold by itself.",
        bundle_by_id,
        key="bundle_id",
    )
    quantity: int = column("Units ordered.")
    cancelled_quantity: int = column("Units that were cancelled before they shipped.")
    reserved_quantity: int = column("Units that stock is promised to.")
    allocated_quantity: int = column("Units set aside in fulfillment orders.")
    backordered_quantity: int = column("Units that wait for stock.")
    shipped_quantity: int = column("Units that left.")
    delivered_quantity: int = column("Units that arrived.")
    returned_quantity: int = column("Units that came back.")
    unit_price: Money = money_column(
        "Price of one unit; of a bundle's component, its part of the bundle's, rounded up.",
        read="unit_price",
    )
    discount_total: Money = money_column(
        "Discount on what the line is worth now, and what rounding a bundle's parts up was too much.",
        read="discount_total",
    )
    tax_total: Money = money_column("Tax on what the line is worth now.", read="tax_total")
    total: Money = money_column("What the line is worth now, tax included.", read="total")

    promised_at: datetime | None = relation(
        "When all units that wait are there; null where none waits, or nobody knows.",
        promised_at_by_line,
    )


def _while_pending(expires_at: datetime | None, status: models.OrderStatus) -> datetime | None:
    return expires_at if status is models.OrderStatus.PENDING else None


def _while_pending_as_json(expires_at: str, status: str) -> str:
    return as_json.only_where(status, models.OrderStatus.PENDING, as_json.moment(expires_at))


@strawberry.type(description="A reason not to allocate or ship an order for now.")
class OrderHold(RowType):
    __rule__ = HOLD_ON_AN_ORDER

    reason: str = column("Why, in words.")
    placed_by: str = column("Who held the order.")
    placed_at: datetime = column("Since when.")
    released_by: str | None = column("Who released it; null while it holds.")
    released_at: datetime | None = column("When it was released; null while it holds.")


@strawberry.type(
    description="One order. Totals are what it is worth now: cancelled units and credited returns "
    "are out of them."
)
class Order(Node):
    __rule__ = OF_AN_ORDER

    number: str = column("What people quote; unique.")
    external_reference: str | None = column("The caller's own id, unique within the channel.")
    channel: Annotated["Channel", _catalog] = relation(
        "Where it came from.", channel_by_id, key="channel_id"
    )
    customer: Annotated["Customer", _customers] | None = relation(
        "Who ordered.", customer_by_id, key="customer_id"
    )
    email: str = column("Where its messages go.")
    status: OrderStatus = column("Where it is in its life.")
    payment_status: PaymentStatus = column("How far it is paid.")
    allocation_status: AllocationStatus = column("How far it is sourced.")
    fulfillment_status: FulfillmentStatus = column("How far it is shipped.")
    return_status: ReturnStatus = column("How far it came back.")
    on_hold: bool = column("It is neither allocated nor shipped for now.")
    version: int = column("Counts its changes; for `expectedVersion`.")
    currency: str = column("ISO 4217 code.")
    subtotal: Money = money_column("Units × prices.", read="subtotal")
    discount_total: Money = money_column("Discounts, above zero.", read="discount_total")
    shipping_total: Money = money_column("Shipping.", read="shipping_total")
    tax_total: Money = money_column("Taxes that the prices do not include.", read="tax_total")
    total: Money = money_column("subtotal - discount + shipping + tax.", read="total")
    balance: Money = balance_column(
        "total - captured + refunded: above zero is owed by the customer, below zero is owed to them.",
        of=["total", "refunded_total"],
        less=["captured_total"],
    )
    shipping_address: Address = address_column("Where it goes.", read="shipping_address")
    billing_address: Address | None = address_column("Whom it is billed to.", read="billing_address")
    lines: list[OrderLine] = relation("What was ordered, in that order.", lines_by_order)
    bundles: list[OrderBundle] = relation(
        "What was sold as one; its components are among the lines.", bundles_by_order
    )
    payments: list[Annotated["Payment", _payments]] = relation("Its tenders.", payments_by_order)
    refunds: list[Annotated["Refund", _payments]] = relation(
        "Money paid back or on its way back.", refunds_by_order
    )
    fulfillment_orders: list[Annotated["FulfillmentOrder", _allocation]] = relation(
        "The work of each location.", fulfillment_orders_by_order
    )
    shipments: list[Annotated["Shipment", _shipments]] = relation("Its parcels.", shipments_by_order)
    returns: list[Annotated["Return", _returns]] = relation("What comes back.", returns_by_order)
    expires_at: datetime | None = column(
        "When its reservation ends unless its money is secured; null once it is not PENDING.",
        read=Cell(("expires_at", "status"), _while_pending, as_json=_while_pending_as_json),
    )
    placed_at: datetime | None = column("When it was placed.")
    created_at: datetime = column("When it was first written.")
    updated_at: datetime = column("When it last changed.")

    allocation_decisions: list[Annotated["AllocationDecision", _decisions]] = relation(
        "Why its units come from where they do, or wait; the newest decision first, for staff.",
        decisions_by_order,
    )
    holds: list[OrderHold] = relation(
        "Open and released holds, oldest first; for staff.", holds_by_order
    )
    available_actions: list[str] = relation(
        'What the caller may do now, as mutation names: ["cancelOrder", "holdOrder", …].',
        actions_by_order,
    )
    events: list[OrderEvent] = relation("What happened to it, in sequence.", events_by_order)


@strawberry.type(description="A page of orders.")
class OrderConnection(Connection[Order]):
    count: strawberry.Private[Callable[[], Awaitable[CappedCount]]]

    @computed(
        "How many match, over all pages. Counted only when asked for, and up to 10,000: see "
        "`totalCountIsCapped`."
    )
    async def total_count(self) -> int:
        return (await self.count()).rows

    @computed("More match than `totalCount` says.")
    async def total_count_is_capped(self) -> bool:
        return (await self.count()).is_capped
