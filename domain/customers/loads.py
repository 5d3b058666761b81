"""Customers, many at a time; a customer sees nobody but themselves."""

from sqlalchemy import select

from domain.customers.models import customers, visible
from domain.kernel.batches import RowByKey, among
from domain.kernel.visibility import scope

_CUSTOMERS = select(customers).where(among(customers.c.id), visible)

customers_by_ids = RowByKey(_CUSTOMERS, scope=scope)
