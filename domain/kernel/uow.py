"""The unit of work: one transaction, its actor, its clock, and the events it will tell.

Every verb takes one first. It may flush; `commit()` stands once in the house, below. Nothing inside
a unit of work leaves the database, so a door may run the whole verb again when PostgreSQL reports a
deadlock or a guarded update lost its race (`run_again`).
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from domain.kernel import outbox
from domain.kernel.actor import Actor
from domain.kernel.clock import Clock, SystemClock
from domain.kernel.database import Database
from domain.kernel.errors import InvalidInput, Retry
from domain.kernel.events import Event
from domain.kernel.writer import Prepared as Prepared
from domain.kernel.writer import Writer

T = TypeVar("T")

_ATTEMPTS = 8
_failures: ContextVar[int] = ContextVar("failures", default=0)
"How often the verb that is running has been run in vain; see `run_again`."
_PATIENCE = 2
"How many lost races are taken for bad luck."
_TRANSIENT = {"40001", "40P01", "55P03", "23505"}
"""serialization_failure, deadlock_detected, lock_not_available, and unique_violation: verbs look before
they write, so a name that is taken after all was taken a moment ago; a fresh look says so in words."""
_GOING = {"57P01", "57P02"}
"admin_shutdown and crash_shutdown: PostgreSQL says that it, or this one connection, is about to end."
_TOO_LARGE = "22003"
"numeric_value_out_of_range: figures that are right by themselves add up to more than a column holds."


class ConnectionLost(Retry):
    """The connection went away before anything was committed by it: the verb can be run again."""


class UnitOfWork:
    """What a verb works with. Not shared between tasks."""

    def __init__(self, writer: Writer, *, actor: Actor, clock: Clock, announce: bool) -> None:
        self._writer = writer
        self.actor = actor
        self.clock = clock
        self.announce = announce
        self.insists = _failures.get() >= _PATIENCE
        "Set when looking without locks has lost too often: the verb then locks before it looks."
        self._pending: list[outbox.PendingEvent] = []
        self._last: list[Callable[[], Awaitable[object]]] = []
        self._with_commit: list[Prepared] = []
        self._ending: list[Prepared] = []
        self._contended: set[Hashable] = set()
        self._catching_up = False
        self.may_have_committed = False
        "Set when the message that commits is about to be sent: whoever loses it cannot know."
        self.under_lock: dict[Hashable, Any] = {}
        "What was read under locks that this unit of work holds, and need not be read again in it."

    def now(self) -> datetime:
        """The instant that everything written by the verb carries, in UTC."""
        return self.clock.now()

    def emit(self, event: Event) -> None:
        """Tell what happened: written to the log and the outbox in this transaction's commit."""
        self._pending.append(outbox.pend(event, actor=self.actor, occurred_at=self.now()))

    async def begin(self) -> None:
        """Open the transaction where it is still to begin: for whoever wants its session or locks.
        Raises `DBAPIError`."""
        await self._writer.begin()

    def open_with(self, statement: Executable, parameters: Mapping[str, Any]) -> None:
        """Have a statement sent with BEGIN, which is still to come."""
        self._writer.opening = (statement, parameters)

    def amend_opening(self, parameters: Mapping[str, Any]) -> bool:
        """Change what the statement is given that is sent with BEGIN; whether it is still to be sent."""
        if self._writer.opening is None:
            return False
        statement, given = self._writer.opening
        self._writer.opening = (statement, {**given, **parameters})
        return True

    @property
    def session(self) -> AsyncSession:
        """The ORM's session of this transaction, which has begun."""
        return self._writer.session

    async def peek(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The same as `rows`, of a statement that only reads and locks nothing: a transaction need not
        begin for it. Raises `DBAPIError`."""
        return await self._writer.peek(statement, parameters)

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """What a statement answers with that was built once, at import. Raises `DBAPIError`."""
        return await self._writer.rows(statement, parameters)

    async def flush(self) -> None:
        """Send pending rows, so that what follows in the transaction sees them."""
        await self._writer.flush()

    def do_last(self, statement: Callable[[], Awaitable[object]]) -> None:
        """Keep a contended statement for the end of the transaction, after everything else.

        The locks that it takes then last for one round trip more, COMMIT, and no longer.
        """
        self._last.append(statement)

    def write_with_commit(self, statement: Executable, parameters: Mapping[str, Any]) -> None:
        """Keep a statement for the message that commits: nobody waits for what it writes, and nothing in
        this transaction has to see it."""
        self._with_commit.append((statement, parameters))

    def end_with(
        self,
        statement: Executable,
        parameters: Mapping[str, Any],
        *,
        contended: Collection[Hashable] = (),
    ) -> None:
        """Keep the most contended statement for the very end: it is sent with COMMIT, after all that was
        kept for last. It answers nothing, and fails where the transaction must. `contended` names the
        rows that it is about to lock."""
        self._ending.append((statement, parameters))
        self._contended.update(contended)

    async def catch_up(self) -> None:
        """Carry out what was kept for last, in the order it was kept: for a verb that has to see its
        effect already. What is being carried out may itself ask for this, to no effect."""
        await self._write_kept()
        await self._carry_out()
        while self._ending and not self._catching_up:
            await self.rows(*self._ending.pop(0))

    async def _carry_out(self) -> None:
        if self._catching_up:
            return
        self._catching_up = True
        try:
            while self._last:
                await self._last.pop(0)()
        finally:
            self._catching_up = False

    async def finish(self) -> None:
        """Write what is left to write, and commit: in one message, the most contended last."""
        if self._pending:
            self.write_with_commit(*self._events())
        if self._last:
            # What they lock, they lock until the end: whatever can be done before is done before.
            await self._write_kept()
            await self._carry_out()
        self.may_have_committed = True
        await self._writer.commit(*self._with_commit, *self._ending, contended=self._contended)

    async def _write_kept(self) -> None:
        while self._with_commit:
            await self.rows(*self._with_commit.pop(0))

    async def write_events(self) -> None:
        """Write the events told so far."""
        if self._pending:
            await self.rows(*self._events())

    def _events(self) -> Prepared:
        pending, self._pending = self._pending, []
        return outbox.WRITE, outbox.parameters(pending, announce=self.announce)


@asynccontextmanager
async def transaction(
    database: Database,
    *,
    actor: Actor,
    clock: Clock | None = None,
    announce: bool = True,
    begin: bool = True,
) -> AsyncIterator[UnitOfWork]:
    """Open a unit of work; commit when the block ends well, roll back when it raises.

    `announce=False` keeps the events out of the outbox: for replays of history. With `begin=False` the
    transaction begins when something first needs it to. Raises `ConnectionLost`.
    """
    async with database.write() as writer:
        uow = UnitOfWork(writer, actor=actor, clock=clock or SystemClock(), announce=announce)
        try:
            if begin:
                await uow.begin()
            yield uow
            await uow.finish()
        except DBAPIError as error:
            if _is_lost(error) and not uow.may_have_committed:
                raise ConnectionLost() from error
            raise


def is_transient(error: BaseException) -> bool:
    """Whether the same verb may succeed when it is simply run again."""
    return isinstance(error, Retry) or _sqlstate(error) in _TRANSIENT


def _sqlstate(error: BaseException) -> str | None:
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None


def _is_lost(error: BaseException) -> bool:
    gone = isinstance(error, DBAPIError) and error.connection_invalidated
    return gone or _sqlstate(error) in _GOING


async def run_again(
    attempt: Callable[[], Awaitable[T]], *, hastily: Callable[[], Awaitable[T]] | None = None
) -> T:
    """Run `attempt`, and again after a short random wait while it fails for a transient reason.

    What may be done `hastily` is tried that way once, and then with care: also where the connection was
    lost, and with it the word whether that did it, because care finds out. Raises `InvalidInput` where
    a sum grew larger than can be kept.
    """
    for failures in range(_ATTEMPTS):
        haste = hastily if failures == 0 else None
        token = _failures.set(failures)
        try:
            return await (haste or attempt)()
        except (Retry, DBAPIError) as error:
            if _sqlstate(error) == _TOO_LARGE:
                raise InvalidInput("That adds up to more than can be kept.") from error
            may_go_on = is_transient(error) or (haste is not None and _is_lost(error))
            if not may_go_on or failures == _ATTEMPTS - 1:
                raise
        finally:
            _failures.reset(token)
        await asyncio.sleep(random.uniform(0, 0.01 * 2**failures))  # noqa: S311
    raise AssertionError("unreachable")
