"""What movements say of levels: the proof that the ledger explains every level, and any level as it was.

A movement carries its kind, its units and its time, which is enough: a level at any time is the sum of
its movements up to then. They are found by the index that numbers them, level by level.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Row, Select, Text, bindparam, case, func, select
from sqlalchemy.sql import ColumnElement

from domain.inventory.models import MovementKind, stock_levels, stock_movements
from domain.inventory.rules import BECAUSE, COUNTERS, EFFECTS
from domain.kernel.batches import among
from domain.kernel.database import Reader

_REASONS = {counter: reason for reason, counter in BECAUSE.items()}


def _explained(counter: str) -> ColumnElement[int]:
    """Σ movements of one counter, from the same table of effects that the ledger posts by."""
    reason = _REASONS.get(counter)
    by_kind = "unavailable" if reason else counter
    signs = {kind.value: sign for kind in MovementKind if (sign := getattr(EFFECTS[kind], by_kind))}
    sign = case(signs, value=stock_movements.c.kind.cast(Text), else_=0)
    total = func.sum(sign * stock_movements.c.quantity)
    kept = total.filter(stock_movements.c.unavailable_reason == reason) if reason else total
    return func.coalesce(kept, 0)


_SUMS = select(
    stock_movements.c.stock_level_id,
    *(_explained(counter).label(counter) for counter in COUNTERS),
).group_by(stock_movements.c.stock_level_id)
_SUMS_OF = _SUMS.where(among(stock_movements.c.stock_level_id))
_THEN = _SUMS_OF.add_columns(func.max(stock_movements.c.sequence).label("last_sequence")).where(
    stock_movements.c.created_at <= bindparam("at", type_=DateTime(timezone=True)),
)


def _drift(sums: Select[Any]) -> Select[Any]:
    explained = sums.subquery()
    pairs = [(stock_levels.c[counter], func.coalesce(explained.c[counter], 0)) for counter in COUNTERS]
    statement = select(
        stock_levels.c.id,
        stock_levels.c.product_id,
        stock_levels.c.location_id,
        *(
            column
            for counter, (level, ledger) in zip(COUNTERS, pairs, strict=True)
            for column in (level, ledger.label(f"{counter}_explained"))
        ),
    ).join_from(stock_levels, explained, explained.c.stock_level_id == stock_levels.c.id, isouter=True)
    differs = pairs[0][0] != pairs[0][1]
    for level, ledger in pairs[1:]:
        differs = differs | (level != ledger)
    return statement.where(differs)


_DRIFT = _drift(_SUMS)
_DRIFT_OF = _drift(_SUMS_OF).where(among(stock_levels.c.id))


async def list_drift(read: Reader, *, among_levels: Sequence[UUID] | None = None) -> list[Row[Any]]:
    """Levels that their movements do not explain: empty, always, or something wrote past the ledger.

    Rows carry the level's id, product_id, location_id and, per counter, the level's figure and the
    ledger's (`on_hand`, `on_hand_explained`, …).
    """
    if among_levels is None:
        return list(await read.execute(_DRIFT))
    return list(await read.execute(_DRIFT_OF, {"ids": list(among_levels)}))


async def figures_at(
    read: Reader, level_ids: Sequence[UUID], *, at: datetime
) -> Mapping[UUID, Row[Any]]:
    """The counters of levels as they were at an instant, in units; a level that had no movement by then
    is left out."""
    found = await read.execute(_THEN, {"ids": list(level_ids), "at": at})
    return {row.stock_level_id: row for row in found}
