"""What was free at moments of the past: for many of them at once, in one walk over the ledger.

It is counted back: what is free now, less what every movement since then has changed. A report over last
week's orders so reads last week's movements of their products, and not those of all time for each order.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Text, Uuid, any_, bindparam, case, func, select

from domain.inventory.ledger import LevelKey
from domain.inventory.models import MovementKind, stock_levels, stock_movements
from domain.inventory.rules import EFFECTS
from domain.kernel.database import Reader

_MOMENT = timedelta(microseconds=1)
"The clock's: what is not after a moment is at least this much before the next."

_FREE = (
    stock_levels.c.on_hand
    - stock_levels.c.reserved
    - stock_levels.c.allocated
    - stock_levels.c.unavailable
    - stock_levels.c.safety_stock
)
_SIGNS = {kind.value: EFFECTS[kind].free - EFFECTS[kind].safety_stock for kind in MovementKind}
_CHANGED = func.sum(
    case(_SIGNS, value=stock_movements.c.kind.cast(Text), else_=0) * stock_movements.c.quantity
)
_OWN = stock_movements.c.reference == any_(bindparam("references", type_=ARRAY(Text())))
_SINCE = func.width_bucket(
    stock_movements.c.created_at - case((_OWN, timedelta()), else_=_MOMENT),
    bindparam("moments", type_=ARRAY(DateTime(timezone=True))),
).label("since")
_CHANGES = (
    select(
        stock_levels.c.product_id,
        stock_levels.c.location_id,
        _FREE.label("free"),
        _SINCE,
        func.coalesce(_CHANGED, 0).label("changed"),
    )
    .join_from(
        stock_levels,
        stock_movements,
        (stock_movements.c.stock_level_id == stock_levels.c.id)
        & (stock_movements.c.created_at >= bindparam("first", type_=DateTime(timezone=True))),
        isouter=True,
    )
    .where(stock_levels.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid()))))
    .group_by(stock_levels.c.id, _SINCE)
)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant. What `reference` moved at that very instant does not count: it is who asks."""

    at: datetime
    reference: str


class Earlier:
    """What was free of some products at some moments, in units."""

    def __init__(
        self,
        moments: Sequence[datetime],
        free: Mapping[LevelKey, int],
        since: Mapping[LevelKey, Sequence[int]],
    ) -> None:
        self._moments = moments
        self._free = free
        self._since = {level: _sums_to_the_end(changes) for level, changes in since.items()}

    def free(self, level: LevelKey, at: datetime) -> int:
        """What could be sold of a level then; `at` is one of the moments that were asked for. A level
        that was not there was empty."""
        now, since = self._free.get(level, 0), self._since.get(level)
        return max(0, now - since[bisect_right(self._moments, at)] if since else now)


def _sums_to_the_end(changes: Sequence[int]) -> list[int]:
    return [*accumulate(reversed(changes))][::-1]


async def look_back(read: Reader, *, product_ids: Sequence[UUID], moments: Sequence[Moment]) -> Earlier:
    """What the levels of the products were at each of the moments.

    Carts' holds count for as long as the ledger shows them: one that had run out then and was ended
    later is still taken for reserved.
    """
    times = sorted({moment.at for moment in moments})
    free: dict[LevelKey, int] = {}
    since: dict[LevelKey, list[int]] = defaultdict(lambda: [0] * (len(times) + 1))
    if times:
        asked = {
            "products": list(product_ids),
            "moments": times,
            "first": times[0],
            "references": sorted({moment.reference for moment in moments}),
        }
        for row in await read.execute(_CHANGES, asked):
            level = (row.product_id, row.location_id)
            free[level] = row.free
            if row.since is not None:
                since[level][row.since] += row.changed
    return Earlier(times, free, since)
