"""How a cycle count moves: handed in, opened again, cancelled. `posting` ends it."""

from uuid import UUID

from domain.counting import queries
from domain.counting.events import (
    CycleCountCancelled,
    CycleCountEvent,
    CycleCountReopened,
    CycleCountSubmitted,
)
from domain.counting.models import CycleCount, CycleCountStatus
from domain.counting.state import CYCLE_COUNT
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.kernel.words import MAX_TEXT, checked_text


def transition(
    uow: UnitOfWork, count: CycleCount, *, to: CycleCountStatus, telling: CycleCountEvent
) -> bool:
    """Move the count along its lifecycle. False where it is there; raises `IllegalTransition`."""
    if not CYCLE_COUNT.check(count.status, to):
        return False
    count.status = to
    if to in (CycleCountStatus.POSTED, CycleCountStatus.CANCELLED):
        count.ended_by = uow.actor.label
        count.ended_at = uow.now()
    touch(uow, count)
    uow.emit(telling)
    return True


async def submit_cycle_count(
    uow: UnitOfWork, *, cycle_count_id: UUID, expected_version: int | None = None
) -> CycleCount:
    """Those who count are done: nothing is entered while somebody looks at the differences.

    Submitting twice is submitting once. Raises `NotFound`, `VersionConflict` and `IllegalTransition`.
    """
    count = await queries.lock_cycle_count(uow, cycle_count_id, expected_version=expected_version)
    submitted = CycleCountSubmitted(cycle_count_id=count.id, number=count.number)
    transition(uow, count, to=CycleCountStatus.REVIEW, telling=submitted)
    await uow.flush()
    return count


async def reopen_cycle_count(uow: UnitOfWork, *, cycle_count_id: UUID, reason: str) -> CycleCount:
    """Some of it is to be counted again. Raises `NotFound`, `InvalidInput` for an empty reason, and
    `IllegalTransition`."""
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    count = await queries.lock_cycle_count(uow, cycle_count_id)
    reopened = CycleCountReopened(cycle_count_id=count.id, number=count.number, reason=reason)
    transition(uow, count, to=CycleCountStatus.OPEN, telling=reopened)
    await uow.flush()
    return count


async def cancel_cycle_count(uow: UnitOfWork, *, cycle_count_id: UUID, reason: str) -> CycleCount:
    """Give the count up; no level has changed by it. Raises `NotFound`, `InvalidInput` for an empty
    reason, and `IllegalTransition` once it is posted."""
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    count = await queries.lock_cycle_count(uow, cycle_count_id)
    cancelled = CycleCountCancelled(cycle_count_id=count.id, number=count.number, reason=reason)
    if transition(uow, count, to=CycleCountStatus.CANCELLED, telling=cancelled):
        count.end_reason = reason
    await uow.flush()
    return count
