"""Customers, many at a time; a customer sees nobody but themselves."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.customers.models import customers, visible
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, among, load_by_key
from domain.kernel.database import Reader
from domain.kernel.visibility import scope

_CUSTOMERS = select(customers).where(among(customers.c.id), visible)


async def customers_by_ids(read: Reader, ids: Sequence[UUID], *, viewer: Actor) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _CUSTOMERS, ids, **scope(viewer))
