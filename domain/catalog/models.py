"""Channels, products, the price list that joins them, and what bundles are made of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, minor_units, primary_key, table_of, text


class Channel(SQLModel, table=True):
    """Where orders come from: one currency, one price list, one rule about unpaid orders."""

    __tablename__ = "channel"

    id: UUID = primary_key()
    code: str = Field(unique=True)
    name: str = text()
    currency: str = text()
    allow_unpaid_orders: bool = False
    "Whether an order is confirmed before its money is secured."
    payment_window_minutes: int = 30
    "How long a PENDING order keeps its reservation."
    created_at: datetime = instant()


class Product(SQLModel, table=True):
    """A thing with a SKU. `allow_backorder`: it is sold also when there is none."""

    __tablename__ = "product"

    id: UUID = primary_key()
    sku: str = Field(unique=True)
    name: str = text()
    allow_backorder: bool = False
    is_bundle: bool = False
    "It is made of components, has no stock of its own, and waits as far as its components may."
    created_at: datetime = instant()


class ProductComponent(SQLModel, table=True):
    """A product and how many units of it are in one unit of a bundle."""

    __tablename__ = "product_component"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="product_component_quantity"),
        CheckConstraint("component_id <> bundle_id", name="product_component_of_another"),
    )

    bundle_id: UUID = Field(foreign_key="product.id", primary_key=True)
    component_id: UUID = Field(foreign_key="product.id", primary_key=True, index=True)
    position: int
    quantity: int


class Price(SQLModel, table=True):
    """What a product costs in a channel, in minor units of the channel's currency."""

    __tablename__ = "price"

    product_id: UUID = Field(foreign_key="product.id", primary_key=True)
    channel_id: UUID = Field(foreign_key="channel.id", primary_key=True, index=True)
    amount: int = minor_units()


channels = table_of(Channel)
products = table_of(Product)
product_components = table_of(ProductComponent)
prices = table_of(Price)
