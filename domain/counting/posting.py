"""postCycleCount: the differences of a count become movements, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select, text

from domain.counting import queries, unbooked
from domain.counting.errors import RecountNeeded
from domain.counting.events import CycleCountPosted
from domain.counting.models import CycleCount, CycleCountStatus, cycle_count_lines
from domain.counting.service import transition
from domain.counting.state import CYCLE_COUNT
from domain.inventory.errors import not_free
from domain.inventory.held import expired_of
from domain.inventory.models import MovementKind, stock_levels, stock_movements
from domain.inventory.staged import ids, open_staging, post_staged, staging
from domain.kernel.errors import InvalidInput, Shortage
from domain.kernel.quantity import MAX_QUANTITY
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import counted

_COUNTED = (
    cycle_count_lines.c.cycle_count_id == bindparam("count"),
    cycle_count_lines.c.found.is_not(None),
)
_LEVEL = (stock_levels.c.product_id == cycle_count_lines.c.product_id) & (
    stock_levels.c.location_id == bindparam("location")
)
_DIFFERENCES = """
    (SELECT product_id, location_id, 'COUNT' AS kind, difference AS quantity, 1 AS place FROM locked) d
"""
_STAGE = text(
    f"""
    WITH locked AS (
        SELECT l.product_id, l.location_id, c.sku, l.on_hand, c.found - c.book_on_hand AS difference,
               l.on_hand - l.reserved + {expired_of("l")} - l.allocated - l.unavailable AS free
        FROM cycle_count_line c
        JOIN stock_level l ON l.product_id = c.product_id AND l.location_id = :location
        WHERE c.cycle_count_id = :count AND c.found IS NOT NULL
        ORDER BY l.product_id, l.location_id
        FOR NO KEY UPDATE OF l
    ),
    staged AS ({staging(_DIFFERENCES)}),
    totals AS (
        SELECT count(*) AS lines, coalesce(sum(difference) FILTER (WHERE difference > 0), 0) AS over,
               coalesce(-sum(difference) FILTER (WHERE difference < 0), 0) AS short
        FROM locked
    )
    SELECT t.*, l.sku, l.difference, l.free, l.on_hand::bigint + l.difference > :most AS too_many
    FROM totals t
    LEFT JOIN locked l
        ON l.on_hand::bigint + l.difference > :most OR l.difference < 0 AND l.free + l.difference < 0
    ORDER BY l.product_id
    """  # noqa: S608 - names come from our own code
)
"""Locks the levels of what was counted and stages the differences. Answers with the totals, beside each
line of which there is more than fits, or of which more is missing than is free."""
_SUPERSEDED = (
    select(cycle_count_lines.c.sku)
    .join_from(cycle_count_lines, stock_levels, _LEVEL)
    .join(
        stock_movements,
        (stock_movements.c.stock_level_id == stock_levels.c.id)
        & (stock_movements.c.sequence > cycle_count_lines.c.book_sequence),
    )
    .where(
        *_COUNTED,
        stock_levels.c.last_sequence > cycle_count_lines.c.book_sequence,  # few moved meanwhile
        stock_movements.c.kind.in_([MovementKind.COUNT, MovementKind.ADJUST]),
    )
    .distinct()
    .order_by(cycle_count_lines.c.sku)
)


@dataclass(frozen=True, slots=True)
class Differences:
    """How many lines are posted and how many units there are more (`over`) and fewer (`short`) in all;
    the SKUs of which there are `too_many` for a level, and the lines of which more is `missing` than is
    free."""

    lines: int
    over: int
    short: int
    too_many: Sequence[str]
    missing: Sequence[Row[Any]]


async def post_cycle_count(
    uow: UnitOfWork,
    *,
    cycle_count_id: UUID,
    leave_uncounted: bool = False,
    expected_version: int | None = None,
) -> CycleCount:
    """Post every line that was counted, those without a difference too: that somebody looked is worth
    knowing. Expected lines that nobody counted are left as they are where `leave_uncounted` says so.

    Posting twice is posting once. Raises `NotFound`, `VersionConflict`, `IllegalTransition`,
    `InvalidInput` where lines are uncounted or nothing was counted, `RecountNeeded` naming the SKUs that
    were counted or adjusted after they were entered, and `InsufficientStock` naming every SKU of which
    more is promised to orders, or unavailable, than would be left.
    """
    count = await queries.lock_cycle_count(uow, cycle_count_id, expected_version=expected_version)
    if not CYCLE_COUNT.check(count.status, CycleCountStatus.POSTED):
        return count
    await _check_counted(uow, count, leave_uncounted=leave_uncounted)
    new = await unbooked.look(uow, count)
    found = await _stage(uow, count)
    _check(found)
    await post_staged(uow, levels=found.lines)
    await unbooked.open_levels(uow, count, new)
    posted = CycleCountPosted(
        cycle_count_id=count.id,
        number=count.number,
        lines=found.lines + new.lines,
        over=found.over + new.units,
        short=found.short,
    )
    transition(uow, count, to=CycleCountStatus.POSTED, telling=posted)
    await uow.flush()
    return count


async def _check_counted(uow: UnitOfWork, count: CycleCount, *, leave_uncounted: bool) -> None:
    figures = await queries.figures_of(uow, count.id)
    if not figures.counted:
        raise InvalidInput("Nothing was counted.", path=("input", "cycleCountId"))
    if figures.uncounted and not leave_uncounted:
        raise InvalidInput(
            f"{counted(figures.uncounted, 'line was', 'lines were')} not counted; "
            "say `leaveUncounted` to leave that as it is.",
            path=("input", "leaveUncounted"),
        )


async def _stage(uow: UnitOfWork, count: CycleCount) -> Differences:
    """Lock the levels of what was counted and stage what is to be posted. Raises `RecountNeeded`."""
    named = {"count": count.id, "location": count.location_id}
    await open_staging(uow)
    words = {
        "ids": ids(),
        "reason": count.reason,
        "reference": count.number,
        "now": uow.now(),
        "most": MAX_QUANTITY,
    }
    rows = (await uow.session.execute(_STAGE, named | words)).all()
    # Looked for under the locks: nobody counts or adjusts these levels from here to the end.
    if superseded := (await uow.session.execute(_SUPERSEDED, named)).scalars().all():
        raise RecountNeeded(superseded)
    return Differences(
        lines=rows[0].lines,
        over=rows[0].over,
        short=rows[0].short,
        too_many=[row.sku for row in rows if row.too_many],
        missing=[row for row in rows if (row.difference or 0) < 0],
    )


def _check(found: Differences) -> None:
    if found.too_many:
        raise InvalidInput(
            f"More of {found.too_many[0]} than a level can hold.", path=("input", "cycleCountId")
        )
    if found.missing:
        raise not_free(
            [Shortage(line.sku, -line.difference, max(0, line.free)) for line in found.missing],
            path=("input", "cycleCountId"),
        )
