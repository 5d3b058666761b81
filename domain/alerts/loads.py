"""Thresholds and alerts, many at a time, for those who may see stock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.alerts.models import stock_alerts, stock_thresholds
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, among, load_by_key
from domain.kernel.database import Reader

# A level has one threshold at most, so it goes by the level's id.
THRESHOLDS = select(stock_thresholds.c.stock_level_id.label("id"), *stock_thresholds.c).where(
    among(stock_thresholds.c.stock_level_id)
)
_ALERTS = select(stock_alerts).where(among(stock_alerts.c.id))


async def thresholds_by_level_ids(
    read: Reader, ids: Sequence[UUID], *, viewer: Actor
) -> dict[UUID, AnyRow]:
    return await load_by_key(read, THRESHOLDS, ids) if viewer.sees_stock else {}


async def alerts_by_ids(read: Reader, ids: Sequence[UUID], *, viewer: Actor) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _ALERTS, ids) if viewer.sees_stock else {}
