"""Looking at levels that changed, and telling what they crossed.

A movement does not tell anything itself: the row lock of a hot SKU is too dear for that. Whoever hands
on what moved calls `note_crossings` a moment later, any number of times and from any number of
processes. The condition's row is locked before the level is read, so whoever comes second reads what is
true by then, and finds told what the first has told. A level that runs out and fills up again between
two looks has crossed nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, insert, select
from sqlalchemy import text as sql

from domain.alerts.events import BY_KIND
from domain.alerts.models import (
    StockAlertKind,
    StockCondition,
    stock_alerts,
    stock_conditions,
    stock_thresholds,
)
from domain.alerts.rules import alert_of, condition_of
from domain.inventory.models import stock_levels
from domain.inventory.queries import available
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

_LEVELS = bindparam("levels", type_=ARRAY(Uuid))
_LOCK = (
    select(stock_conditions.c.stock_level_id)
    .where(stock_conditions.c.stock_level_id == any_(_LEVELS))
    .order_by(stock_conditions.c.stock_level_id)
    .with_for_update()
)
# A level where nothing ever lay has run out of nothing, and its first delivery is no return.
_BEGIN = sql(
    """
    INSERT INTO stock_condition (stock_level_id, condition, overstocked, since)
    SELECT l.id,
           CASE WHEN EXISTS (SELECT 1 FROM stock_movement m
                             WHERE m.stock_level_id = l.id AND m.on_hand_after > 0)
                THEN 'IN_STOCK' ELSE 'OUT_OF_STOCK' END,
           false,
           coalesce((SELECT m.created_at FROM stock_movement m
                     WHERE m.stock_level_id = l.id AND m.sequence = 1), :now)
    FROM stock_level l WHERE l.id = ANY(:levels)
    ORDER BY l.id
    ON CONFLICT DO NOTHING
    """
).bindparams(_LEVELS)
_LOOK = (
    select(
        stock_levels.c.id,
        stock_levels.c.product_id,
        stock_levels.c.location_id,
        available,
        stock_thresholds.c.low_stock,
        stock_conditions.c.condition,
    )
    .join_from(stock_levels, stock_conditions, stock_conditions.c.stock_level_id == stock_levels.c.id)
    .outerjoin(stock_thresholds, stock_thresholds.c.stock_level_id == stock_levels.c.id)
    .where(stock_levels.c.id == any_(_LEVELS))
    .order_by(stock_levels.c.id)
)
_MOVE = sql(
    """
    UPDATE stock_condition c
    SET condition = n.condition,
        since = CASE WHEN c.condition = 'OUT_OF_STOCK' THEN :now ELSE c.since END,
        overstocked = c.overstocked AND n.condition <> 'OUT_OF_STOCK'
    FROM unnest(:levels, :conditions) AS n(stock_level_id, condition)
    WHERE c.stock_level_id = n.stock_level_id
    """
).bindparams(_LEVELS, bindparam("conditions", type_=ARRAY(Text)))


@dataclass(frozen=True, slots=True)
class Crossing:
    """A level that crossed something: `threshold` in units, or in days for OVERSTOCK."""

    kind: StockAlertKind
    level: Any
    threshold: int | None


async def note_crossings(uow: UnitOfWork, level_ids: Sequence[UUID]) -> list[Crossing]:
    """Compare levels with what was last told of them; tell what changed, and remember it."""
    levels = sorted(set(level_ids))
    if not levels:
        return []
    locked = (await uow.session.execute(_LOCK, {"levels": levels})).scalars().all()
    if len(locked) < len(levels):
        begun = sorted(set(levels) - set(locked))
        await uow.session.execute(_BEGIN, {"levels": begun, "now": uow.now()})
        await uow.session.execute(_LOCK, {"levels": begun})
    found = (await uow.session.execute(_LOOK, {"levels": levels, "now": uow.now()})).all()
    moved: dict[UUID, StockCondition] = {}
    crossings: list[Crossing] = []
    for level in found:
        now = condition_of(level.available, low_stock=level.low_stock)
        if now is not level.condition:
            moved[level.id] = now
        kind = alert_of(level.condition, now)
        if kind is not None:
            crossings.append(Crossing(kind, level, level.low_stock))
    if moved:
        await uow.session.execute(
            _MOVE,
            {
                "levels": list(moved),
                "conditions": [condition.value for condition in moved.values()],
                "now": uow.now(),
            },
        )
    await tell(uow, crossings)
    return crossings


async def tell(uow: UnitOfWork, crossings: Sequence[Crossing]) -> None:
    """Write the alerts, and an event of each."""
    if not crossings:
        return
    rows = [
        {
            "id": new_id(),
            "stock_level_id": crossing.level.id,
            "kind": crossing.kind,
            "available": crossing.level.available,
            "threshold": crossing.threshold,
            "raised_at": uow.now(),
        }
        for crossing in crossings
    ]
    await uow.session.execute(insert(stock_alerts), rows)
    for row, crossing in zip(rows, crossings, strict=True):
        uow.emit(
            BY_KIND[crossing.kind](
                stock_alert_id=row["id"],
                product_id=crossing.level.product_id,
                location_id=crossing.level.location_id,
                available=crossing.level.available,
            )
        )
