"""Units held for carts: what of them counts, and how they are let go.

A hold's units are in the level's `reserved`. From the moment it expires they count no more, whether
anybody has come to free them or not: reads add `expired_units` back, the ledger frees them before it
judges a posting. So no clock has to run for stock to be sold again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    FromClause,
    Row,
    Uuid,
    any_,
    bindparam,
    delete,
    func,
    select,
    update,
)

from domain.inventory.ledger import Posting
from domain.inventory.models import HeldUnits, MovementKind, held_units, stock_levels
from domain.kernel.uow import UnitOfWork

NOW = bindparam("now", type_=DateTime(timezone=True))
_HOLDS = held_units.c.hold_id == any_(bindparam("holds", type_=ARRAY(Uuid)))


def expired_units(
    levels: FromClause = stock_levels, *, at: ColumnElement[Any] = NOW
) -> ColumnElement[int]:
    """Units that a level still calls reserved although their hold was over `at` that moment."""
    held = (
        select(func.sum(held_units.c.quantity))
        .where(
            held_units.c.product_id == levels.c.product_id,
            held_units.c.location_id == levels.c.location_id,
            held_units.c.expires_at <= at,
        )
        .scalar_subquery()
    )
    return func.coalesce(held, 0)


def expired_of(level: str) -> str:
    """The same in SQL, at `:now`, of the level that a statement calls so."""
    # The name comes from our own code.
    return f"""coalesce((SELECT sum(h.quantity)::int FROM held_units h
        WHERE h.product_id = {level}.product_id AND h.location_id = {level}.location_id
          AND h.expires_at <= :now), 0)"""  # noqa: S608


EXPIRED = expired_units(at=func.now()).label("expired")
"What is expired of a level's `reserved` at the moment of a read."

_LOCK = select(held_units).where(_HOLDS).order_by(held_units.c.id).with_for_update()
_DROP = delete(held_units).where(_HOLDS)


async def lock_units(uow: UnitOfWork, hold_ids: Sequence[UUID]) -> list[Row[Any]]:
    """What these holds keep where, locked: nobody frees it until this transaction ends."""
    return list(await uow.session.execute(_LOCK, {"holds": list(hold_ids)}))


async def drop_units(uow: UnitOfWork, hold_ids: Sequence[UUID]) -> None:
    """Forget what these holds keep; `letting_go` posts the matching movements."""
    await uow.session.execute(_DROP, {"holds": list(hold_ids)})


async def prolong_units(uow: UnitOfWork, hold_id: UUID, *, until: datetime) -> None:
    """Keep the units of a hold that has not expired until another moment."""
    await uow.session.execute(
        update(held_units).where(held_units.c.hold_id == hold_id).values(expires_at=until)
    )


def letting_go(units: Sequence[Row[Any]]) -> list[Posting]:
    """The movements that give held units back."""
    return [_posting(MovementKind.UNRESERVE, each) for each in units]


def holding(units: Sequence[HeldUnits]) -> list[Posting]:
    """The movements that take units for a cart out of what is available."""
    return [_posting(MovementKind.RESERVE, each) for each in units]


def _posting(kind: MovementKind, units: HeldUnits | Row[Any]) -> Posting:
    return Posting(
        kind, units.product_id, units.location_id, units.quantity, None, f"hold:{units.hold_id}"
    )
