"""Links for guests: who has no account sees their order by its number and their address."""

from uuid import UUID

from sqlalchemy import bindparam, func, select

from domain.kernel.database import Reader
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order, orders
from domain.orders.queries import lock_order

_BY_NUMBER = select(orders.c.id, func.lower(orders.c.email).label("email")).where(
    orders.c.number == bindparam("number")
)


async def open_to_guest(uow: UnitOfWork, *, order_id: UUID) -> Order:
    """The order that somebody wants to give a guest a link to. Raises `NotFound` for one that they do
    not see themselves."""
    return await lock_order(uow, order_id)


async def get_linked_order_id(read: Reader, *, number: str, email: str) -> UUID:
    """The order that a link may be given for: its number is not enough, the address must be its own.

    Raises `NotFound`, the same for either.
    """
    row = (await read.execute(_BY_NUMBER, {"number": number.strip()})).one_or_none()
    if row is None or row.email != email.strip().lower():
        raise NotFound("There is no such order under this address.", path=("order",))
    order_id: UUID = row.id
    return order_id
