"""Customers: known by their e-mail address, in lower case."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, primary_key, table_of, text


class Customer(SQLModel, table=True):
    """Somebody who orders. The first order with an unknown address makes one."""

    __tablename__ = "customer"

    id: UUID = primary_key()
    email: str = Field(unique=True)
    name: str = text()
    created_at: datetime = instant()


customers = table_of(Customer)
