"""Reservations: units of placed order lines that a location keeps until the lines are allocated."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, any_, bindparam, delete, update
from sqlalchemy.dialects.postgresql import insert

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


async def keep_more(uow: UnitOfWork, units: Sequence[Reservation]) -> None:
    """Reserve units beside those that the lines have there already; `reserving` posts the movements."""
    added: Counter[tuple[UUID, UUID]] = Counter()
    rows: dict[tuple[UUID, UUID], Reservation] = {}
    for each in units:
        key = each.order_line_id, each.location_id
        added[key] += each.quantity
        rows.setdefault(key, each)
    statement = insert(reservations).values(
        [
            {
                "id": row.id,
                "order_id": row.order_id,
                "order_line_id": row.order_line_id,
                "product_id": row.product_id,
                "location_id": row.location_id,
                "quantity": added[key],
            }
            for key, row in rows.items()
        ]
    )
    await uow.session.execute(
        statement.on_conflict_do_update(
            index_elements=["order_line_id", "location_id"],
            set_={"quantity": reservations.c.quantity + statement.excluded.quantity},
        )
    )


_DROP = delete(reservations).where(reservations.c.id == any_(bindparam("rows", type_=ARRAY(Uuid))))
_LEAVE = (
    update(reservations).where(reservations.c.id == bindparam("row")).values(quantity=bindparam("units"))
)


async def leave_reserved(uow: UnitOfWork, units: Mapping[UUID, int]) -> None:
    """Leave so many units in each of the reservations; those that are left with none are dropped."""
    if gone := [id for id, left in units.items() if left == 0]:
        await uow.session.execute(_DROP, {"rows": gone})
    if kept := [{"row": id, "units": left} for id, left in units.items() if left]:
        await (await uow.session.connection()).execute(_LEAVE, kept)


async def shrink_reservation(uow: UnitOfWork, *, id: UUID, quantity: int) -> None:
    """Leave `quantity` units in one reservation; zero drops it."""
    if quantity == 0:
        await uow.session.execute(delete(reservations).where(reservations.c.id == id))
    else:
        await uow.session.execute(
            update(reservations).where(reservations.c.id == id).values(quantity=quantity)
        )
