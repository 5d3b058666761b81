"""postCycleCount: the differences of a count become movements, all of them or none."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from domain.counting import queries
from domain.counting.errors import RecountNeeded
from domain.counting.events import CycleCountPosted
from domain.counting.models import CycleCount, CycleCountStatus, cycle_count_lines
from domain.counting.service import transition
from domain.counting.state import CYCLE_COUNT
from domain.inventory import ledger
from domain.inventory.errors import not_free
from domain.inventory.events import StockReceived
from domain.inventory.held import expired_units
from domain.inventory.ledger import Posting
from domain.inventory.levels import free_units
from domain.inventory.models import MovementKind, stock_levels, stock_movements
from domain.kernel.errors import InvalidInput, Shortage
from domain.kernel.quantity import MAX_QUANTITY
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import counted

_AT_ONCE = 500
"""Movements of a statement: PostgreSQL takes an array for a short one, and a long one costs more than
its parts. The levels of all of them are locked before the first."""

_COUNTED = (
    cycle_count_lines.c.cycle_count_id == bindparam("count"),
    cycle_count_lines.c.found.is_not(None),
)
_LEVEL = (stock_levels.c.product_id == cycle_count_lines.c.product_id) & (
    stock_levels.c.location_id == bindparam("location")
)
_NEW = (
    select(cycle_count_lines.c.product_id)
    .outerjoin(stock_levels, _LEVEL)
    .where(*_COUNTED, cycle_count_lines.c.found > 0, stock_levels.c.id.is_(None))
)
_LOCK = (
    select(
        stock_levels,
        expired_units().label("expired"),
        cycle_count_lines.c.sku,
        (cycle_count_lines.c.found - cycle_count_lines.c.book_on_hand).label("difference"),
    )
    .join_from(cycle_count_lines, stock_levels, _LEVEL)
    .where(*_COUNTED)
    .order_by(stock_levels.c.product_id, stock_levels.c.location_id)
    .with_for_update(of=stock_levels, key_share=True)
)
_SUPERSEDED = (
    select(cycle_count_lines.c.sku)
    .join_from(cycle_count_lines, stock_levels, _LEVEL)
    .join(
        stock_movements,
        (stock_movements.c.stock_level_id == stock_levels.c.id)
        & (stock_movements.c.sequence > cycle_count_lines.c.book_sequence),
    )
    .where(*_COUNTED, stock_movements.c.kind.in_([MovementKind.COUNT, MovementKind.ADJUST]))
    .distinct()
    .order_by(cycle_count_lines.c.sku)
)


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
    lines = await _lock_levels(uow, count)
    _check_differences(lines)
    await _post(uow, count, lines)
    posted = CycleCountPosted(
        cycle_count_id=count.id,
        number=count.number,
        lines=len(lines),
        over=sum(max(0, line.difference) for line in lines),
        short=sum(max(0, -line.difference) for line in lines),
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


async def _lock_levels(uow: UnitOfWork, count: CycleCount) -> Sequence[Row[Any]]:
    """The levels of what was counted, locked, with their differences. Raises `RecountNeeded`."""
    named = {"count": count.id, "location": count.location_id}
    new = (await uow.session.execute(_NEW, named)).scalars()
    await ledger.open_levels(uow, [(product_id, count.location_id) for product_id in new])
    lines = (await uow.session.execute(_LOCK, named | {"now": uow.now()})).all()
    # Looked for under the locks: nobody counts or adjusts these levels from here to the end.
    if superseded := (await uow.session.execute(_SUPERSEDED, named)).scalars().all():
        raise RecountNeeded(superseded)
    return lines


def _check_differences(lines: Sequence[Row[Any]]) -> None:
    for line in lines:
        if line.on_hand + line.difference > MAX_QUANTITY:
            raise InvalidInput(
                f"More of {line.sku} than a level can hold.", path=("input", "cycleCountId")
            )
    shortages = [
        Shortage(line.sku, -line.difference, max(0, free_units(line)))
        for line in lines
        if line.difference < 0 and free_units(line) + line.difference < 0
    ]
    if shortages:
        raise not_free(shortages, path=("input", "cycleCountId"))


async def _post(uow: UnitOfWork, count: CycleCount, lines: Sequence[Row[Any]]) -> None:
    postings = [
        Posting(
            MovementKind.COUNT,
            line.product_id,
            line.location_id,
            line.difference,
            count.reason,
            count.number,
        )
        for line in lines
    ]
    for start in range(0, len(postings), _AT_ONCE):
        await ledger.post(uow, postings[start : start + _AT_ONCE])
    for line in lines:
        if line.difference > 0:
            uow.emit(
                StockReceived(
                    product_id=line.product_id, location_id=line.location_id, quantity=line.difference
                )
            )
