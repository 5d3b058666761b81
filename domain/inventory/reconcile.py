"""reconcile: every level is what its movements say, or is made so, by a movement that says it.

The movements are the truth, because each was checked when it was written; a level is their running sum.
So a level that differs gets the figures of its movements back, and the ledger a line, a COUNT of no
units, with what was found. A level that could not stand with those figures is left, and reported.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.inventory.explained import list_drift
from domain.inventory.models import MovementKind, stock_levels, stock_movements
from domain.inventory.rules import BECAUSE, COUNTERS
from domain.kernel.batches import among
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

REASON = "Reconciled with its movements"
_PROMISED = ("reserved", "allocated", "unavailable")

_LOCK = (
    select(stock_levels.c.id)
    .where(among(stock_levels.c.id))
    .order_by(stock_levels.c.product_id, stock_levels.c.location_id)
    .with_for_update(key_share=True)
)


def differences(drift: Row[Any]) -> str:
    """What differs, in words: ``on_hand 11 of 10`` is a level of 11 whose movements make 10."""
    return ", ".join(
        f"{counter} {level} of {ledger}"
        for counter in COUNTERS
        if (level := getattr(drift, counter)) != (ledger := getattr(drift, f"{counter}_explained"))
    )


def can_stand(drift: Row[Any]) -> bool:
    """Whether a level may have the figures that its movements make."""
    said: dict[str, int] = {counter: getattr(drift, f"{counter}_explained") for counter in COUNTERS}
    return (
        min(said.values()) >= 0
        and said["on_hand"] >= sum(said[counter] for counter in _PROMISED)
        and said["unavailable"] == sum(said[counter] for counter in BECAUSE.values())
    )


async def repair_levels(
    uow: UnitOfWork, *, level_ids: Sequence[UUID]
) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """Give levels the figures of their movements: those that were mended, and those that cannot be.

    What drifted is looked at again under the levels' locks; one that agrees by then stays as it is.
    """
    await uow.session.execute(_LOCK, {"ids": list(level_ids)})
    drifted = await list_drift(await uow.session.connection(), among_levels=level_ids)
    mended = [drift for drift in drifted if can_stand(drift)]
    for drift in mended:
        await _mend(uow, drift)
    return mended, [drift for drift in drifted if not can_stand(drift)]


async def _mend(uow: UnitOfWork, drift: Row[Any]) -> None:
    """One level at a time: drift is an accident, not a list to be fast with."""
    said = {counter: getattr(drift, f"{counter}_explained") for counter in COUNTERS}
    sequence = await uow.session.scalar(
        update(stock_levels)
        .where(stock_levels.c.id == drift.id)
        .values(**said, last_sequence=stock_levels.c.last_sequence + 1, updated_at=uow.now())
        .returning(stock_levels.c.last_sequence)
    )
    await uow.session.execute(
        insert(stock_movements).values(
            id=new_id(),
            stock_level_id=drift.id,
            sequence=sequence,
            kind=MovementKind.COUNT,
            quantity=0,
            on_hand_after=said["on_hand"],
            reason=f"{REASON}: {differences(drift)}",
            actor=uow.actor.label,
            created_at=uow.now(),
        )
    )
