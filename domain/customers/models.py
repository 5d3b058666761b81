"""Customers: known by their e-mail address, in lower case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, column, exists, table
from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, primary_key, table_of, text
from domain.kernel.visibility import on_viewers_channels, visible_customer


class Customer(SQLModel, table=True):
    """Somebody who orders. The first order with an unknown address makes one."""

    __tablename__ = "customer"

    id: UUID = primary_key()
    email: str = Field(unique=True)
    name: str = text()
    created_at: datetime = instant()


customers = table_of(Customer)

# Orders lie on a floor above; who bought where is asked by naming their table.
_orders = table("orders", column("customer_id", Uuid()), column("channel_id", Uuid()))
visible = visible_customer(
    customers,
    exists().where(_orders.c.customer_id == customers.c.id, on_viewers_channels(_orders.c.channel_id)),
)
"The customer exists for the viewer."
