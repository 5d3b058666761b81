"""Reservations: units of placed order lines that a location keeps until the lines are allocated."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, any_, bindparam, delete, update

from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind, Reservation, reservations
from domain.kernel.uow import UnitOfWork

Units = Reservation | Row[Any]
"Units of one order line at one location."


def reserving(units: Sequence[Units], *, reference: str) -> list[Posting]:
    """The movements that take units out of what is available."""
    return _postings(MovementKind.RESERVE, units, reference=reference)


def unreserving(units: Sequence[Units], *, reference: str) -> list[Posting]:
    """The movements that give reserved units back."""
    return _postings(MovementKind.UNRESERVE, units, reference=reference)


def _postings(kind: MovementKind, units: Sequence[Units], *, reference: str) -> list[Posting]:
    return [
        Posting(kind, each.product_id, each.location_id, each.quantity, None, reference)
        for each in units
    ]


_DROP = delete(reservations).where(
    reservations.c.order_line_id == any_(bindparam("lines", type_=ARRAY(Uuid)))
)


async def drop_reservations(uow: UnitOfWork, order_line_ids: Sequence[UUID]) -> None:
    """Forget every reservation of these lines; `unreserving` posts the matching movements."""
    if order_line_ids:
        await uow.session.execute(_DROP, {"lines": list(order_line_ids)})


async def shrink_reservation(uow: UnitOfWork, *, id: UUID, quantity: int) -> None:
    """Leave `quantity` units in one reservation; zero drops it."""
    if quantity == 0:
        await uow.session.execute(delete(reservations).where(reservations.c.id == id))
    else:
        await uow.session.execute(
            update(reservations).where(reservations.c.id == id).values(quantity=quantity)
        )
