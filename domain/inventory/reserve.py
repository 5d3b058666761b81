"""Reservations: units of placed order lines that a location keeps until the lines are allocated."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete, update
from sqlalchemy.dialects.postgresql import insert

from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind, reservations
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReservedUnits:
    """Units of one order line at one location."""

    order_line_id: UUID
    product_id: UUID
    location_id: UUID
    quantity: int


async def write_reservations(uow: UnitOfWork, *, order_id: UUID, units: Sequence[ReservedUnits]) -> None:
    """Note which line keeps how many units where; `reserving` posts the matching movements."""
    rows = [
        {
            "id": new_id(),
            "order_id": order_id,
            "order_line_id": each.order_line_id,
            "product_id": each.product_id,
            "location_id": each.location_id,
            "quantity": each.quantity,
        }
        for each in units
    ]
    if rows:
        await uow.session.execute(insert(reservations).values(rows))


def reserving(units: Sequence[ReservedUnits], *, reference: str) -> list[Posting]:
    """The movements that take units out of what is available."""
    return _postings(MovementKind.RESERVE, units, reference=reference)


def unreserving(units: Sequence[ReservedUnits], *, reference: str) -> list[Posting]:
    """The movements that give reserved units back."""
    return _postings(MovementKind.UNRESERVE, units, reference=reference)


def _postings(kind: MovementKind, units: Sequence[ReservedUnits], *, reference: str) -> list[Posting]:
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
