"""What is to be replayed of one order: its lines, its tenders, its dated steps, and how it must end."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from domain.kernel.address import Address
from domain.orders.models import AllocationStatus, FulfillmentStatus, OrderStatus, ReturnStatus


class Deed(StrEnum):
    """One step in an order's life; each is one verb, or the same verb for every part of the order."""

    PLACE = "place"
    CAPTURE = "capture"
    ALLOCATE = "allocate"
    SHIP = "ship"
    DELIVER = "deliver"
    CANCEL = "cancel"
    COME_BACK = "come back"
    "The carrier brings the parcels back undelivered."
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Step:
    """A deed and its instant in UTC."""

    deed: Deed
    at: datetime


class Quirk(StrEnum):
    """What is odd about a row; `report.HANDLING` says what is made of each."""

    LEFT_BEFORE_APPROVAL = "out of order: left before its payment was approved"
    LEFT_BEFORE_PURCHASE = "out of order: left even before it was bought"
    "Such an order also left before its payment was approved, and is counted there too."
    DELIVERED_BEFORE_LEAVING = "out of order: delivered before it left"
    NO_APPROVAL_DATE = "no approval date"
    NO_CARRIER_DATE = "left, without a date of leaving"
    NO_DELIVERY_DATE = "delivered, without a date of delivery"
    NO_CANCEL_DATE = "canceled, without a date of canceling"
    CANCELED_UNDERWAY = "canceled after the carrier had it"
    CANCELED_DELIVERED = "canceled after it was delivered"
    PAID_MORE = "paid more than it costs"
    PAID_LESS = "paid less than it costs"
    ZERO_PAYMENT = "payment of zero"
    UNTYPED_PAYMENT = "payment without a type"
    SEVERAL_SELLERS = "several sellers"
    HOUR_TWICE = "time in an hour that happened twice"
    HOUR_NEVER = "time in an hour that never was"


class SkipReason(StrEnum):
    """Why an order cannot be replayed."""

    NO_ITEMS = "no item row says what was bought"
    NO_CUSTOMER = "its customer is not among the customers"
    NO_PRODUCT = "an item's product is not among the products"
    NO_SELLER = "an item's seller is not among the sellers"
    UNKNOWN_STATUS = "its status is none that the data set describes"


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """Units of one product from one seller at one price in BRL."""

    product_id: str
    seller_id: str
    unit_price: Decimal
    quantity: int


@dataclass(frozen=True, slots=True)
class PlannedTender:
    """One payment of the order, in BRL."""

    method: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Ending:
    """The state that an order's row says it reached, and the money that moved on the way in BRL."""

    status: OrderStatus | None
    "None where the row does not say: canceled underway is a return here, not a cancellation."
    allocation: AllocationStatus | None
    "None where everything was undone."
    fulfillment: FulfillmentStatus
    returned: ReturnStatus
    captured: Decimal
    refunded: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """One order's history, ready to be lived."""

    order_id: str
    row_status: str
    email: str
    address: Address
    lines: tuple[PlannedLine, ...]
    freight: Decimal
    tenders: tuple[PlannedTender, ...]
    backordered: bool
    "Sold without taking stock: the marketplace could not find the units."
    steps: tuple[Step, ...]
    ending: Ending
    quirks: tuple[Quirk, ...] = ()
    "One per occurrence: an order with two payments of zero has ZERO_PAYMENT twice."

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def merchandise(self) -> Decimal:
        return sum((line.unit_price * line.quantity for line in self.lines), Decimal(0))

    @property
    def tendered(self) -> Decimal:
        return sum((tender.amount for tender in self.tenders), Decimal(0))


@dataclass(frozen=True, slots=True)
class Skipped:
    """An order that is not replayed, with the reason."""

    order_id: str
    row_status: str
    reason: SkipReason
    quirks: tuple[Quirk, ...] = ()
