"""Single reads of customers."""

from uuid import UUID

from sqlalchemy import select

from domain.customers.models import customers, visible
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow
from domain.kernel.database import Reader
from domain.kernel.visibility import scope


async def find_visible_customer(
    read: Reader, *, viewer: Actor, id: UUID | None = None, email: str | None = None
) -> AnyRow | None:
    """The customer that answers to everything that is given, if the viewer may see them."""
    statement = select(customers).where(visible)
    if id is not None:
        statement = statement.where(customers.c.id == id)
    if email is not None:
        statement = statement.where(customers.c.email == email.strip().lower())
    return (await read.execute(statement.limit(1), scope(viewer))).one_or_none()
