"""The rows of an Olist directory, typed. Times are as written: local, without a zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order and the five moments that the marketplace knows of it."""

    id: str
    customer_id: str
    status: str
    purchased_at: datetime
    approved_at: datetime | None
    left_at: datetime | None
    "When the carrier took it over."
    delivered_at: datetime | None
    promised_for: datetime | None
    "The delivery date that the customer was told."


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One unit of an order."""

    order_id: str
    position: int
    product_id: str
    seller_id: str
    ship_by: datetime
    "Until when the seller was to hand it to the carrier."
    price: Decimal
    freight: Decimal


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One tender of an order."""

    order_id: str
    position: int
    method: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as one order knew them; `person_id` is the same over all their orders."""

    id: str
    person_id: str
    zip_prefix: str
    city: str
    state: str


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product: the data set holds no name, only a category."""

    id: str
    category: str | None


@dataclass(frozen=True, slots=True)
class SellerRow:
    """Where an item ships from."""

    id: str
    zip_prefix: str
    city: str
    state: str


@dataclass(frozen=True, slots=True)
class PointRow:
    """One known point of a zip prefix."""

    zip_prefix: str
    latitude: float
    longitude: float
    city: str


@dataclass(frozen=True, slots=True)
class OlistData:
    """Everything a directory holds; items and payments by order id, the rest by their own id."""

    orders: Sequence[OrderRow]
    items: Mapping[str, Sequence[ItemRow]]
    payments: Mapping[str, Sequence[PaymentRow]]
    customers: Mapping[str, CustomerRow]
    products: Mapping[str, ProductRow]
    sellers: Mapping[str, SellerRow]
    points: Sequence[PointRow]
    categories: Mapping[str, str]
    "English names of the categories."
