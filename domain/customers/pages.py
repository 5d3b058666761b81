"""Single reads of customers."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from domain.customers.models import customers, visible
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, given
from domain.kernel.reader import Reader, row_of
from domain.kernel.visibility import scope


async def find_visible_customer(
    read: Reader, *, viewer: Actor, id: UUID | None = None, email: str | None = None
) -> AnyRow | None:
    """The customer that answers to everything that is given, if the viewer may see them."""
    asked = given(id=id, email=None if email is None else email.strip().lower())
    return await row_of(read, _customer(tuple(asked)), {**asked, **scope(viewer)})


@cache
def _customer(asked: tuple[str, ...]) -> Select[Any]:
    named = (customers.c[name] == bindparam(name) for name in asked)
    return select(customers).where(visible, *named).limit(1)
